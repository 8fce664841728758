//! `Walk`: the fields of a value in the order of the input, and the plans where types have changed.

use std::any::TypeId;
use std::rc::Rc;

use super::read::Reader;
use super::schema::Record;
use crate::codec::{CodecError, CodecErrorKind};

/// How a derived type stands in the input.
pub(super) struct Plan {
    pub(super) version: u32,
    pub(super) is_enum: bool,
    pub(super) variants: Vec<VariantPlan>,
}

pub(super) struct VariantPlan {
    /// The variant's number in the program.
    pub(super) local: Option<usize>,
    pub(super) fields: Vec<FieldPlan>,
}

pub(super) struct FieldPlan {
    /// The field's number in the program.
    pub(super) local: Option<usize>,
    pub(super) shape: Rc<[u8]>,
}

/// The fields of a value, as they come in the input.
pub struct Walk {
    plan: Option<Rc<Plan>>,
    wire: usize,
    variant: usize,
    next: usize,
    count: usize,
}

impl Walk {
    /// Begins with a value of type `T`.
    ///
    /// # Errors
    /// `UnknownTag` for a variant that there is not.
    pub fn begin<T: Record>(input: &mut Reader<'_>) -> Result<Self, CodecError> {
        if input.exact {
            let variant = if T::INFO.is_enum { input.size()? } else { 0 };
            return match T::INFO.variants.get(variant) {
                Some(info) => {
                    let count = info.fields.len();
                    Ok(Self { plan: None, wire: variant, variant, next: 0, count })
                }
                None => Err(input.fault(CodecErrorKind::UnknownTag)),
            };
        }
        let Some(plan) = input.plans.get(&TypeId::of::<T>()).cloned() else {
            return Err(input.fault(CodecErrorKind::WrongType).in_field(T::INFO.name));
        };
        let wire = if plan.is_enum { input.size()? } else { 0 };
        let found = plan.variants.get(wire);
        match found.and_then(|found| Some((found.local?, found.fields.len()))) {
            Some((variant, count)) => Ok(Self { plan: Some(plan), wire, variant, next: 0, count }),
            None => Err(input.fault(CodecErrorKind::UnknownTag)),
        }
    }

    /// The variant's number in the program.
    pub fn variant(&self) -> usize {
        self.variant
    }

    /// The next field that the program has too; others are passed over.
    ///
    /// # Errors
    /// What is wrong in those.
    pub fn next(&mut self, input: &mut Reader<'_>) -> Result<Option<usize>, CodecError> {
        while self.next < self.count {
            let place = self.next;
            self.next += 1;
            let Some(plan) = &self.plan else { return Ok(Some(place)) };
            let Some(field) = plan.variants[self.wire].fields.get(place) else { break };
            match field.local {
                Some(local) => return Ok(Some(local)),
                None => {
                    let shape = Rc::clone(&field.shape);
                    input.skip(&mut &*shape)?;
                }
            }
        }
        Ok(None)
    }

    /// A field that the input does not have.
    ///
    /// # Errors
    /// Always.
    pub fn missing<T>(&self, input: &Reader<'_>, name: &str) -> Result<T, CodecError> {
        Err(input.fault(CodecErrorKind::MissingField).in_field(name))
    }

    /// A field that there is since a version, as it is for what was written before.
    ///
    /// # Errors
    /// `MissingField`, if it was written later.
    pub fn since<T>(
        &self,
        input: &Reader<'_>,
        name: &str,
        version: u32,
        value: impl FnOnce() -> T,
    ) -> Result<T, CodecError> {
        match &self.plan {
            Some(plan) if plan.version < version => Ok(value()),
            _ => self.missing(input, name),
        }
    }
}
