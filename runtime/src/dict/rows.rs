//! Up to eight fields of a struct in one call: the compiler checks a call with eight types faster than
//! eight calls, and what is done with each of them is written once, here.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::expansion::{Source, field};
use super::{FromDict, Json, ToDict, Value};
use crate::codec::CodecError;

/// What takes the fields of a struct: JSON, or a list of values.
pub trait Fields {
    /// Takes a field. `json` is what stands before its value in JSON: `{"name":`, or with a comma.
    fn field<T: ToDict>(&mut self, json: &'static str, value: &T);
}

impl Fields for Json {
    #[inline]
    fn field<T: ToDict>(&mut self, json: &'static str, value: &T) {
        self.raw(json);
        value.write_json(self);
    }
}

impl Fields for Vec<(&'static str, Value)> {
    fn field<T: ToDict>(&mut self, json: &'static str, value: &T) {
        self.push((name(json), value.to_value()));
    }
}

/// The name in `{"name":`, in which nothing is escaped.
#[inline]
fn name(json: &'static str) -> &'static str {
    json.get(2..json.len().saturating_sub(2)).unwrap_or_default()
}

/// A struct whose fields are all written as what they are.
pub trait Row {
    /// Gives each field to `out`.
    fn fields<F: Fields>(&self, out: &mut F);
}

/// The struct as a dict.
pub fn to_value<T: Row>(row: &T) -> Value {
    let mut fields: Vec<(&'static str, Value)> = Vec::new();
    row.fields(&mut fields);
    Value::Dict(fields.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
}

/// The fields by name.
pub fn to_dict<T: Row>(row: &T) -> BTreeMap<&'static str, Value> {
    let mut fields: Vec<(&'static str, Value)> = Vec::new();
    row.fields(&mut fields);
    fields.into_iter().collect()
}

/// The struct as JSON.
#[inline]
pub fn write_json<T: Row>(row: &T, out: &mut Json) {
    row.fields(out);
    out.raw("}");
}

macro_rules! rows {
    ($($module:ident $count:literal: $($ty:ident $value:ident $place:literal),+;)+) => {
        $(
            /// So many fields.
            #[allow(clippy::too_many_arguments, reason = "one for each field")]
            #[allow(clippy::type_complexity, reason = "one for each field")]
            pub mod $module {
                use super::*;

                /// Gives the fields to `out`, each after its text.
                #[allow(clippy::inline_always, reason = "texts are constants of the call")]
                #[inline(always)]
                pub fn write<F: Fields, $($ty: ToDict),+>(
                    out: &mut F,
                    json: [&'static str; $count],
                    $($value: &$ty),+
                ) {
                    $(out.field(json[$place], $value);)+
                }

                /// Reads the fields, whose names stand in these texts.
                ///
                /// # Errors
                /// Those of each, with its name.
                #[inline]
                pub fn read<$($ty: FromDict),+>(
                    source: &dyn Source,
                    json: [&'static str; $count],
                ) -> Result<($($ty,)+), CodecError> {
                    Ok(($(field::<$ty>(source, name(json[$place]))?,)+))
                }
            }
        )+
    };
}

rows! {
    r1 1: A a 0;
    r2 2: A a 0, B b 1;
    r3 3: A a 0, B b 1, C c 2;
    r4 4: A a 0, B b 1, C c 2, D d 3;
    r5 5: A a 0, B b 1, C c 2, D d 3, E e 4;
    r6 6: A a 0, B b 1, C c 2, D d 3, E e 4, G g 5;
    r7 7: A a 0, B b 1, C c 2, D d 3, E e 4, G g 5, H h 6;
    r8 8: A a 0, B b 1, C c 2, D d 3, E e 4, G g 5, H h 6, I i 7;
}
