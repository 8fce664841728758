//! Passing over values by their shape, and the numbers in shapes.

use super::read::Reader;
use crate::codec::{CodecError, CodecErrorKind};

/// How deep a shape may be nested.
const DEPTH: usize = 64;

/// A number in a shape, which is taken off its front.
pub(super) fn number(shape: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..28).step_by(7) {
        let (byte, rest) = shape.split_first()?;
        *shape = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

pub(super) fn has_number(sign: u8) -> bool {
    matches!(sign, b'#' | b'@' | b'~' | b'%' | b'^' | b'!' | b'(' | b'=')
}

impl Reader<'_> {
    /// Passes over a value of a shape.
    pub(super) fn skip(&mut self, shape: &mut &[u8]) -> Result<(), CodecError> {
        self.skip_nested(shape, DEPTH)
    }

    fn skip_nested(&mut self, shape: &mut &[u8], depth: usize) -> Result<(), CodecError> {
        let malformed = |input: &Self| input.fault(CodecErrorKind::Malformed);
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault(CodecErrorKind::TooDeep));
        };
        let Some((sign, rest)) = shape.split_first() else { return Err(malformed(self)) };
        *shape = rest;
        let of = if has_number(*sign) { number(shape).ok_or_else(|| malformed(self))? } else { 0 };
        match sign {
            b'z' => {}
            b'u' | b'i' | b'h' | b'~' => {
                self.varint()?;
            }
            b'@' => {
                let id = self.size()?;
                if id >= self.tables.all.get(of).map_or(0, |table| table.count) {
                    return Err(self.fault(CodecErrorKind::DanglingRef));
                }
            }
            b'%' => {
                self.varint()?;
                self.varint()?;
            }
            b'^' => {
                if self.varint()? != 0 {
                    self.varint()?;
                }
            }
            b'o' => {
                self.byte()?;
            }
            b'f' => {
                self.raw(4)?;
            }
            b'd' => {
                self.raw(8)?;
            }
            b'q' | b'Q' => {
                self.raw(16)?;
            }
            b's' | b'y' => {
                self.text()?;
            }
            b'?' => match self.byte()? {
                0 => skim(shape, depth).ok_or_else(|| malformed(self))?,
                1 => self.skip_nested(shape, depth)?,
                _ => return Err(malformed(self)),
            },
            b'[' | b'{' | b'=' => {
                let count = if *sign == b'=' { of } else { self.count()? };
                let kinds = if *sign == b'{' { 2 } else { 1 };
                let items = *shape;
                for _ in 0..kinds {
                    skim(shape, depth).ok_or_else(|| malformed(self))?;
                }
                for _ in 0..count {
                    let (begins, mut item) = (self.offset(), items);
                    for _ in 0..kinds {
                        self.skip_nested(&mut item, depth)?;
                    }
                    // where one has no bytes none has, however many the input says there are
                    if self.offset() == begins {
                        break;
                    }
                }
            }
            b'(' => {
                for _ in 0..of {
                    self.skip_nested(shape, depth)?;
                }
            }
            b'#' => {
                let plan = self.wire_plans.get(of).cloned().ok_or_else(|| malformed(self))?;
                let variant = if plan.is_enum { self.size()? } else { 0 };
                let Some(variant) = plan.variants.get(variant) else {
                    return Err(self.fault(CodecErrorKind::UnknownTag));
                };
                self.nested(|input| {
                    for field in &variant.fields {
                        input.skip_nested(&mut &*field.shape, depth)?;
                    }
                    Ok(())
                })?;
            }
            b'!' => {
                self.varint()?;
                self.text()?;
            }
            _ => return Err(malformed(self)),
        }
        Ok(())
    }
}

/// Takes a shape off the front.
fn skim(shape: &mut &[u8], depth: usize) -> Option<()> {
    let mut left = 1_usize;
    while left > 0 {
        let (sign, rest) = shape.split_first()?;
        *shape = rest;
        let of = if has_number(*sign) { number(shape)? } else { 0 };
        left = left - 1
            + match sign {
                b'?' | b'[' | b'=' => 1,
                b'{' => 2,
                b'(' => of,
                _ => 0,
            };
        if left > depth * 256 {
            return None;
        }
    }
    Some(())
}
