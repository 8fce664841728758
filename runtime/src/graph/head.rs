//! What the head of the input says of its types.

use super::read::Reader;
use crate::codec::{CodecError, CodecErrorKind};

/// Names and shapes.
pub(super) type WireFields<'a> = Vec<(&'a str, &'a [u8])>;

pub(super) struct WireRecord<'a> {
    pub(super) name: &'a str,
    pub(super) version: u32,
    pub(super) is_enum: bool,
    pub(super) variants: Vec<(&'a str, WireFields<'a>)>,
}

pub(super) struct WireTable<'a> {
    pub(super) tag: Option<(usize, &'a str)>,
    pub(super) shape: &'a [u8],
}

pub(super) fn utf8<'a>(input: &mut Reader<'a>) -> Result<&'a str, CodecError> {
    let text = input.text()?;
    std::str::from_utf8(text).map_err(|_| input.fault(CodecErrorKind::BadUtf8))
}

fn read_fields<'a>(input: &mut Reader<'a>) -> Result<WireFields<'a>, CodecError> {
    let count = input.count()?;
    let mut fields = WireFields::new();
    for _ in 0..count {
        let name = utf8(input)?;
        if fields.iter().any(|(other, _)| *other == name) {
            return Err(input.fault(CodecErrorKind::DuplicateId).in_field(name));
        }
        fields.push((name, input.text()?));
    }
    Ok(fields)
}

pub(super) fn read_record<'a>(input: &mut Reader<'a>) -> Result<WireRecord<'a>, CodecError> {
    let name = utf8(input)?;
    let version = u32::try_from(input.varint()?);
    let version = version.map_err(|_| input.fault(CodecErrorKind::Version))?;
    let is_enum = match input.byte()? {
        0 => false,
        1 => true,
        _ => return Err(input.fault(CodecErrorKind::Malformed)),
    };
    let mut variants: Vec<(&str, Vec<_>)> = Vec::new();
    if is_enum {
        for _ in 0..input.count()? {
            let name = utf8(input)?;
            if variants.iter().any(|(other, _)| *other == name) {
                return Err(input.fault(CodecErrorKind::DuplicateId).in_field(name));
            }
            variants.push((name, read_fields(input)?));
        }
    } else {
        variants.push(("", read_fields(input)?));
    }
    Ok(WireRecord { name, version, is_enum, variants })
}
