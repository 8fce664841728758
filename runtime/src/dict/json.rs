//! `Json`: where JSON text goes (RFC 8259).

use alloc::string::String;
use core::fmt::Write as _;

/// Takes JSON text.
#[derive(Debug)]
pub struct Json {
    out: String,
}

impl Default for Json {
    fn default() -> Self {
        Self { out: String::with_capacity(FIRST) }
    }
}

/// How many bytes there is room for at first; most small values then need no second allocation.
const FIRST: usize = 128;

impl From<Json> for String {
    fn from(json: Json) -> Self {
        json.out
    }
}

/// `00`, `01`, .. `99`
const PAIRS: &[u8; 200] = b"0001020304050607080910111213141516171819\
2021222324252627282930313233343536373839\
4041424344454647484950515253545556575859\
6061626364656667686970717273747576777879\
8081828384858687888990919293949596979899";

/// What stands behind the backslash for each byte: 0 for none, `u` where its number follows.
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table[b'\n' as usize] = b'n';
    table[b'\r' as usize] = b'r';
    table[b'\t' as usize] = b't';
    table[8] = b'b';
    table[12] = b'f';
    table
};

impl Json {
    /// Appends text that is JSON already.
    #[inline]
    pub fn raw(&mut self, json: &str) {
        self.out.push_str(json);
    }

    /// Appends a text in quotes; what must be is escaped.
    pub fn text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push('"');
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escape = ESCAPES[usize::from(byte)];
            if escape == 0 {
                continue;
            }
            self.out.push_str(text.get(plain..at).unwrap_or_default());
            plain = at + 1;
            self.out.push_str(match escape {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'n' => "\\n",
                b'r' => "\\r",
                b't' => "\\t",
                b'b' => "\\b",
                b'f' => "\\f",
                _ => {
                    // writing to a `String` cannot fail
                    let _ = write!(self.out, "\\u{byte:04x}");
                    continue;
                }
            });
        }
        self.out.push_str(text.get(plain..).unwrap_or_default());
        self.out.push('"');
    }

    /// Appends a whole number.
    #[expect(clippy::cast_possible_truncation, reason = "each fits, by the line before it")]
    pub fn integer(&mut self, is_negative: bool, mut number: u128) {
        if is_negative {
            self.out.push('-');
        }
        let mut digits = [0_u8; 40];
        let mut at = digits.len();
        let mut put = |pair: u8| {
            at -= 2;
            let pair = 2 * usize::from(pair);
            digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
        };
        // wide division is slow, few numbers need it
        while number > u128::from(u64::MAX) {
            put((number % 100) as u8);
            number /= 100;
        }
        let mut number = number as u64;
        while number >= 100 {
            put((number % 100) as u8);
            number /= 100;
        }
        put(number as u8);
        let at = at + usize::from(number < 10);
        self.out.push_str(core::str::from_utf8(&digits[at..]).unwrap_or_default());
    }

    /// Appends a number in the shortest form that reads back as the same; `null` where JSON has no
    /// form for it.
    #[inline]
    pub fn float(&mut self, number: impl Float) {
        if number.is_finite() {
            number.write(&mut self.out);
        } else {
            self.out.push_str("null");
        }
    }

    /// Appends a list.
    pub fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.out.push('[');
        let mut is_first = true;
        for item in items {
            if !core::mem::take(&mut is_first) {
                self.out.push(',');
            }
            write(self, item);
        }
        self.out.push(']');
    }
}

/// `f32` or `f64`.
pub trait Float: Copy {
    /// Whether it is neither infinite nor no number.
    fn is_finite(self) -> bool;
    /// Appends the shortest text that means it, with a point or an exponent.
    fn write(self, out: &mut String);
}

/// Room for a number's text. Where it lies across two lines of the cache, it takes a third longer to
/// read it back at once.
#[cfg(feature = "json")]
#[repr(align(32))]
struct Digits(zmij::Buffer);

macro_rules! floats {
    ($($ty:ident)+) => {
        $(impl Float for $ty {
            #[inline]
            fn is_finite(self) -> bool {
                self.is_finite()
            }
            #[cfg(feature = "json")]
            #[inline]
            fn write(self, out: &mut String) {
                let Digits(buffer) = &mut Digits(zmij::Buffer::new());
                out.push_str(buffer.format_finite(self));
            }
            #[cfg(not(feature = "json"))]
            fn write(self, out: &mut String) {
                // writing to a `String` cannot fail
                let _ = write!(out, "{self:?}");
            }
        })+
    };
}

floats!(f32 f64);
