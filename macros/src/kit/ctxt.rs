//! `Ctxt`: all the faults of one expansion.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Collects faults, so that one build reports every mistake.
#[derive(Default)]
pub(crate) struct Ctxt {
    faults: RefCell<Vec<syn::Error>>,
}

impl Ctxt {
    /// Reports `message` at the tokens that are wrong.
    pub(crate) fn error(&self, at: &dyn ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(at.to_token_stream(), message));
    }

    /// Reports `message` where there is only a place.
    pub(crate) fn error_at(&self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Takes over a fault that a parser found.
    pub(crate) fn push(&self, fault: syn::Error) {
        self.faults.borrow_mut().push(fault);
    }

    /// The value, or its fault reported.
    pub(crate) fn ok<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// How many faults there are, to tell whether a part of the input has some of its own.
    pub(crate) fn count(&self) -> usize {
        self.faults.borrow().len()
    }

    /// Takes back the faults after the first `count`.
    #[cfg(feature = "class")]
    pub(crate) fn split_off(&self, count: usize) -> Vec<syn::Error> {
        let mut faults = self.faults.borrow_mut();
        let at = count.min(faults.len());
        faults.split_off(at)
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    /// The faults as `compile_error!` items; nothing when there are none.
    pub(crate) fn into_errors(self) -> TokenStream {
        self.faults.into_inner().iter().map(syn::Error::to_compile_error).collect()
    }
}
