//! Reading texts, most of which are short and ASCII.

use core::str::{self, Utf8Error};

/// As [`str::from_utf8`], which reads short texts byte by byte; this reads those of ASCII by words.
///
/// # Errors
/// The first bytes that are not UTF-8.
#[inline]
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    if is_ascii(bytes) {
        #[expect(unsafe_code, reason = "whatever is safe reads the bytes once more")]
        // SAFETY: each byte below 0x80 is a character of UTF-8.
        return Ok(unsafe { str::from_utf8_unchecked(bytes) });
    }
    str::from_utf8(bytes)
}

/// Whether no byte has its high bit; the first and the last word of a text may overlap.
#[inline]
fn is_ascii(bytes: &[u8]) -> bool {
    if let Some(last) = bytes.last_chunk() {
        let (words, _) = bytes.as_chunks();
        let high = words.iter().map(|word| u64::from_ne_bytes(*word));
        let high = high.fold(u64::from_ne_bytes(*last), |high, word| high | word);
        high & 0x8080_8080_8080_8080 == 0
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        (u32::from_ne_bytes(*first) | u32::from_ne_bytes(*last)) & 0x8080_8080 == 0
    } else {
        bytes.iter().fold(0, |high, byte| high | byte) < 0x80
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::utf8;

    #[test]
    fn what_std_says_of_each_length_with_a_byte_of_each_kind_at_each_place() {
        for length in 0..20 {
            let ascii: Vec<u8> = (b'a'..=b'z').cycle().take(length).collect();
            assert_eq!(utf8(&ascii), str::from_utf8(&ascii));
            for at in 0..length {
                for byte in [0x7f, 0x80, 0xc3, 0xff] {
                    let mut bytes = ascii.clone();
                    bytes[at] = byte;
                    assert_eq!(utf8(&bytes), str::from_utf8(&bytes), "{bytes:x?}");
                }
                let mut wide = ascii.clone();
                wide.splice(at..=at, "é".bytes());
                assert_eq!(utf8(&wide), str::from_utf8(&wide), "{wide:x?}");
            }
        }
    }
}
