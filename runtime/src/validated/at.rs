//! `At`: a definition that a constant may point at while it is being made.

use super::schema::Definition;

/// A `&'static Definition` that the compiler does not follow.
///
/// It checks the value of a constant through all references, and those of types that hold each
/// other would bring it back to where it began (E0391).
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct At(*const Definition);

impl At {
    /// Points at a definition.
    #[must_use]
    pub const fn of(definition: &'static Definition) -> Self {
        Self(definition)
    }

    /// The definition.
    #[must_use]
    #[expect(unsafe_code, reason = "no reference may stand in a constant that is part of a ring")]
    pub const fn get(self) -> &'static Definition {
        // SAFETY: `of` alone makes one, from a reference that is valid for ever
        unsafe { &*self.0 }
    }
}

// SAFETY: it is a shared reference to what is `Sync`, as the test below has it
#[expect(unsafe_code, reason = "a pointer is not, whatever it points at")]
unsafe impl Sync for At {}
// SAFETY: the same
#[expect(unsafe_code, reason = "a pointer is not, whatever it points at")]
unsafe impl Send for At {}

#[cfg(test)]
mod tests {
    use super::super::schema::Piece;
    use super::*;

    static ONE: Definition = Definition::named("One", "1", &[Piece::Of(At::of(&OTHER))]);
    static OTHER: Definition = Definition::named("Other", "2", &[Piece::Of(At::of(&ONE))]);

    #[test]
    fn a_definition_is_where_it_points_from_any_thread() {
        fn is_shared<T: Sync + Send>() {}
        is_shared::<&'static Definition>();
        let at = At::of(&ONE);
        let there = std::thread::spawn(move || core::ptr::from_ref(at.get()).addr()).join();
        assert_eq!(there.ok(), Some((&raw const ONE).addr()));
        assert!(core::ptr::eq(At::of(&OTHER).get(), &raw const OTHER));
    }
}
