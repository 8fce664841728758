//! Tuples of descriptors: every step with all of them before the next step.

use super::protocol::land_or_not;
use super::{Change, DeleteDescriptor, Descriptor, Field, SetDescriptor, assign};

/// `(A, B, C)`: the last one reads and deletes, the first one says what is set and what an error is.
macro_rules! compose {
    ($first:ident $f:tt; $($mid:ident $m:tt),*; $last:ident $l:tt) => {
        impl<F, $first, $($mid,)* $last> Descriptor<F> for ($first, $($mid,)* $last)
        where
            F: Field,
            $last: Descriptor<F>,
        {
            type Get<'a> = $last::Get<'a> where F::Owner: 'a;

            #[inline]
            fn get<'a>(&self, owner: &'a F::Owner) -> $last::Get<'a> {
                self.$l.get(owner)
            }
        }

        impl<F, $first, $($mid,)* $last> DeleteDescriptor<F> for ($first, $($mid,)* $last)
        where
            F: Field,
            $last: DeleteDescriptor<F>,
        {
            type Old = $last::Old;

            #[inline]
            fn delete(&self, owner: &mut F::Owner) -> $last::Old {
                self.$l.delete(owner)
            }
        }

        impl<F, $first, $($mid,)* $last> SetDescriptor<F> for ($first, $($mid,)* $last)
        where
            F: Field<Slot: Clone>,
            $first: SetDescriptor<F, Value: Clone>,
            $($mid: SetDescriptor<F, Value = $first::Value, Error: Into<$first::Error>>,)*
            $last: SetDescriptor<F, Value = $first::Value, Error: Into<$first::Error>>,
        {
            type Value = $first::Value;
            type Error = $first::Error;

            const EXACT: bool = $first::EXACT $(&& $mid::EXACT)* && $last::EXACT;

            #[inline]
            fn adapt(&self, owner: &F::Owner, value: Self::Value) -> Self::Value {
                let value = self.$f.adapt(owner, value);
                $(let value = self.$m.adapt(owner, value);)*
                self.$l.adapt(owner, value)
            }

            #[inline]
            fn check(&self, owner: &F::Owner, value: &Self::Value) -> Result<(), Self::Error> {
                self.$f.check(owner, value)?;
                $(self.$m.check(owner, value).map_err(Into::into)?;)*
                self.$l.check(owner, value).map_err(Into::into)
            }

            #[inline]
            fn changing(&self, owner: &mut F::Owner, value: &Self::Value) {
                self.$f.changing(owner, value);
                $(self.$m.changing(owner, value);)*
                self.$l.changing(owner, value);
            }

            #[inline]
            fn store(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error> {
                self.$f.store(owner, value.clone())?;
                $(self.$m.store(owner, value.clone()).map_err(Into::into)?;)*
                self.$l.store(owner, value).map_err(Into::into)
            }

            #[inline]
            fn keeps(&self, owner: &F::Owner) -> Result<(), Self::Error> {
                self.$f.keeps(owner)?;
                $(self.$m.keeps(owner).map_err(Into::into)?;)*
                self.$l.keeps(owner).map_err(Into::into)
            }

            #[inline]
            fn tell(&self, change: Change<'_, F::Slot, Self::Value>) {
                self.$f.tell(change);
                $(self.$m.tell(change);)*
                self.$l.tell(change);
            }

            #[inline]
            fn land(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error> {
                if !Self::EXACT {
                    return land_or_not::<F, Self>(self, owner, value);
                }
                SetDescriptor::<F>::changing(self, owner, &value);
                let change = Change { before: F::slot(owner), value: &value, after: None };
                SetDescriptor::<F>::tell(self, change);
                SetDescriptor::<F>::store(self, owner, value)
            }

            #[inline]
            fn set(&self, owner: &mut F::Owner, value: Self::Value) -> Result<(), Self::Error> {
                assign::<F, Self>(self, owner, value)
            }
        }
    };
}

compose!(A 0; ; B 1);
compose!(A 0; B 1; C 2);
compose!(A 0; B 1, C 2; D 3);
compose!(A 0; B 1, C 2, D 3; E 4);
compose!(A 0; B 1, C 2, D 3, E 4; G 5);
