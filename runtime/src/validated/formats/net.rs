//! Names and addresses of the network.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::number;

/// No address is longer: an IPv4 address in an IPv6 one.
const LONGEST_ADDRESS: usize = 45;

/// Whether the text is a host's name: labels of at most 63 letters, digits and inner hyphens, 253
/// bytes in all, the last label not digits only (RFC 1123 section 2.1, RFC 1035 section 2.3.4).
#[must_use]
pub fn hostname(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(is_inner)
    };
    let is_digits = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 253
        && text.split('.').all(is_label)
        && text.rsplit('.').next().is_some_and(|last| !is_digits(last))
}

/// Whether the text is an IPv4 or an IPv6 address, as the standard library reads them.
#[must_use]
pub fn ip(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS && text.parse::<IpAddr>().is_ok()
}

/// Whether the text is an IPv4 address: four numbers without leading zeros (RFC 6943 3.1.1).
#[must_use]
pub fn ipv4(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS && text.parse::<Ipv4Addr>().is_ok()
}

/// Whether the text is an IPv6 address without a zone (RFC 4291 section 2.2).
#[must_use]
pub fn ipv6(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS && text.parse::<Ipv6Addr>().is_ok()
}

/// Whether the text is an address block, `10.0.0.0/8` (RFC 4632 3.1, RFC 4291 2.3). Bits after
/// the prefix may be set, as in the address of an interface.
#[must_use]
pub fn cidr(text: &str) -> bool {
    if text.len() > LONGEST_ADDRESS + 4 {
        return false;
    }
    let Some((address, prefix)) = text.split_once('/') else { return false };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => 32,
        Ok(IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    let is_plain = prefix == "0" || !prefix.is_empty() && !prefix.starts_with('0');
    is_plain && number(prefix.as_bytes()).is_some_and(|prefix| prefix <= most)
}

/// Whether the text is a URI with a scheme, by its syntax alone (RFC 3986 section 3).
#[must_use]
pub fn uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.bytes().all(is_scheme_byte)
    {
        return false;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = match hierarchy.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, hierarchy),
    };
    is_made_of(fragment, b":@/?")
        && is_made_of(query, b":@/?")
        && is_made_of(path, b":@/")
        && authority.is_none_or(is_authority)
}

/// Whether the text is `[user@]host[:port]` (RFC 3986 section 3.2).
fn is_authority(text: &str) -> bool {
    let (user, place) = text.rsplit_once('@').unwrap_or(("", text));
    let (host, port) = match place.strip_prefix('[') {
        Some(literal) => {
            let Some((literal, port)) = literal.split_once(']') else { return false };
            if !ipv6(literal) && !is_future_address(literal) {
                return false;
            }
            match port.strip_prefix(':') {
                Some(port) => ("", port),
                None if port.is_empty() => ("", ""),
                None => return false,
            }
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    is_made_of(user, b":") && is_made_of(host, b"") && port.bytes().all(|b| b.is_ascii_digit())
}

/// `v1.anything`, an address of a version to come (RFC 3986 section 3.2.2 `IPvFuture`).
fn is_future_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['v', 'V']) else { return false };
    let Some((version, address)) = rest.split_once('.') else { return false };
    !version.is_empty()
        && version.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !address.is_empty()
        && !address.contains('%')
        && is_made_of(address, b":")
}

/// Whether a part of a URI is unreserved characters (`-._~`), `%` with two hexadecimal digits,
/// sub-delimiters, and these.
fn is_made_of(part: &str, also: &[u8]) -> bool {
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        let is_fine = match byte {
            b'%' => {
                let mut digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
                digit() && digit()
            }
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b';' | b'=' => true,
            byte => byte.is_ascii_alphanumeric() || also.contains(&byte),
        };
        if !is_fine {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hosts_are_what_rfc_1123_says() {
        let (label, name) = ("l".repeat(63), "a.".repeat(126));
        for good in ["a", "a-b.c1", "3com.com", "xn--bcher-kva.de", &label, &format!("{name}a")] {
            assert!(hostname(good), "{good}");
        }
        let long = [format!("l{label}"), format!("{name}ab")];
        let bad = ["", ".", "a.", ".a", "-a", "a-", "a..b", "a_b", "ü.de", "1.2.3.4", "127", "a b"];
        for bad in bad.into_iter().chain(long.iter().map(String::as_str)) {
            assert!(!hostname(bad), "{bad}");
        }
    }

    #[test]
    fn blocks_have_an_address_and_a_prefix() {
        for good in ["10.0.0.0/8", "10.1.2.3/32", "::/0", "2001:db8::/128"] {
            assert!(cidr(good), "{good}");
        }
        for bad in [
            "",
            "/",
            "10.0.0.0",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "10.0.0.0/",
            "10.0.0.0/8 ",
        ] {
            assert!(!cidr(bad), "{bad}");
        }
        assert!(ipv4("1.2.3.4") && !ipv4("01.2.3.4") && !ipv4("::1"));
        assert!(ipv6("::ffff:1.2.3.4") && !ipv6("fe80::1%eth0") && ip("::1") && !ip("1.2.3"));
    }

    /// The examples of RFC 3986 section 1.1.2, and what its grammar refuses.
    #[test]
    fn uris_are_what_rfc_3986_says() {
        for good in [
            "ftp://ftp.is.co.za/rfc/rfc1808.txt",
            "http://www.ietf.org/rfc/rfc2396.txt",
            "ldap://[2001:db8::7]/c=GB?objectClass?one",
            "mailto:John.Doe@example.com",
            "news:comp.infosystems.www.servers.unix",
            "tel:+1-816-555-1212",
            "telnet://192.0.2.16:80/",
            "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
            "a:",
            "file:///etc/hosts",
            "http://u:p@h:80/?q#f",
            "http://[v1.a:b]:1",
            "x:%20",
        ] {
            assert!(uri(good), "{good}");
        }
        for bad in [
            "",
            "/a",
            "a",
            "1a:b",
            ":a",
            "http://a b",
            "http://[::1",
            "http://[::1]x",
            "http://a:b",
            "x:%2",
            "x:%zz",
            "x:ü",
            "x:a#b#c",
            "x:[a]",
            "http://[v.a]",
            "x:\0",
            "http://a@b@c",
        ] {
            assert!(!uri(bad), "{bad}");
        }
    }
}
