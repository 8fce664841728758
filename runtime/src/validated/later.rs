//! Rules that wait: the second pass, of `async_with`, which runs in whatever runtime polls it.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;
use core::fmt::Display;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

use super::errors::{MOST, other_context};
use super::kinds::Wrong;
use super::{Errors, Invalid, Validate, Violation, json};

/// A value with rules that wait, as one that asks a database.
///
/// `#[validated]` implements it where a rule is `async_with` or a field is `nested(async)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rules that wait",
    label = "no `dunder::validated::ValidateAsync` for `{Self}`",
    note = "`nested` without `async` is for values whose rules need no waiting"
)]
pub trait ValidateAsync: Validate {
    /// Adds a violation for every rule that waits and does not hold.
    #[doc(hidden)]
    fn check_later<'c>(&self, later: Later<'c>) -> impl Future<Output = Later<'c>>;
}

/// What the second pass found, and where it is.
#[doc(hidden)]
pub struct Later<'c> {
    context: Option<&'c (dyn Any + Sync)>,
    path: String,
    found: Vec<Violation>,
    is_truncated: bool,
}

/// The verdict, of the rules that wait only where the others hold.
///
/// # Errors
/// Every broken rule of the pass that found some.
#[doc(hidden)]
pub async fn validate<T: ValidateAsync + ?Sized>(
    value: &T,
    context: Option<&(dyn Any + Sync)>,
) -> Result<(), Invalid> {
    match context {
        Some(context) => value.validate_with(context)?,
        None => value.validate()?,
    }
    let later = Later { context, path: String::new(), found: Vec::new(), is_truncated: false };
    value.check_later(later).await.finish()
}

/// Waits for both, in turns.
#[doc(hidden)]
pub async fn join<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(|cx| {
        if first.is_none()
            && let Poll::Ready(done) = one.as_mut().poll(cx)
        {
            first = Some(done);
        }
        if second.is_none()
            && let Poll::Ready(done) = other.as_mut().poll(cx)
        {
            second = Some(done);
        }
        match (first.take(), second.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            waiting => {
                (first, second) = waiting;
                Poll::Pending
            }
        }
    })
    .await
}

impl<'c> Later<'c> {
    /// As this, one step down, with nothing found.
    #[must_use]
    pub fn fork(&self, step: &str) -> Self {
        let mut forked = Self {
            context: self.context,
            path: self.path.clone(),
            found: Vec::new(),
            is_truncated: false,
        };
        forked.enter(&step);
        forked
    }

    /// With what others found.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.is_truncated |= other.is_truncated;
        other.found.into_iter().for_each(|violation| self.push(violation));
        self
    }

    /// Goes one step down, nowhere for `""`; the answer is for `leave`.
    pub fn enter(&mut self, step: &dyn Display) -> usize {
        let (before, step) = (self.path.len(), step.to_string());
        if !step.is_empty() {
            json::push_step(&mut self.path, &step);
        }
        before
    }

    /// Goes back up.
    pub fn leave(&mut self, before: usize) {
        self.path.truncate(before);
    }

    /// Whether another violation changes nothing.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.is_truncated
    }

    /// Adds what a function of the user found wrong.
    pub fn broken(
        &mut self,
        name: &'static str,
        wrong: Option<Wrong>,
        code: Option<&'static str>,
        message: Option<&'static str>,
    ) {
        let Some(wrong) = wrong else { return };
        let path = self.path.clone();
        wrong.told(name, code, message, |violation| self.push(violation.below(&path)));
    }

    /// The context, if there is one; a violation where it is of another type than the rule's.
    pub fn context<C: Any>(&mut self) -> Option<&'c C> {
        let context: &'c dyn Any = self.context?;
        let found = context.downcast_ref();
        if found.is_none() {
            let violation = other_context::<C>().below(&self.path);
            self.push(violation);
        }
        found
    }

    fn push(&mut self, violation: Violation) {
        if self.found.len() < MOST {
            self.found.push(violation);
        } else {
            self.is_truncated = true;
        }
    }

    fn finish(self) -> Result<(), Invalid> {
        Errors::collect(|errors| {
            let rest = usize::from(self.is_truncated);
            let found = self.found.into_iter();
            found.for_each(|violation| errors.add("", violation));
            for _ in 0..rest {
                errors.add("", "and more");
            }
        })
    }
}

macro_rules! forward {
    ($($ty:ty),+) => {
        $(impl<T: ValidateAsync + ?Sized> ValidateAsync for $ty {
            async fn check_later<'c>(&self, later: Later<'c>) -> Later<'c> {
                (**self).check_later(later).await
            }
        })+
    };
}

forward!(&T, Box<T>, Rc<T>, Arc<T>);

impl<T: ValidateAsync> ValidateAsync for Option<T> {
    async fn check_later<'c>(&self, later: Later<'c>) -> Later<'c> {
        match self {
            Some(value) => value.check_later(later).await,
            None => later,
        }
    }
}

impl<T: ValidateAsync> ValidateAsync for [T] {
    async fn check_later<'c>(&self, mut later: Later<'c>) -> Later<'c> {
        for (i, value) in self.iter().enumerate() {
            let before = later.enter(&i);
            later = value.check_later(later).await;
            later.leave(before);
            if later.is_full() {
                break;
            }
        }
        later
    }
}

impl<T: ValidateAsync> ValidateAsync for Vec<T> {
    async fn check_later<'c>(&self, later: Later<'c>) -> Later<'c> {
        self.as_slice().check_later(later).await
    }
}

impl<T: ValidateAsync, const N: usize> ValidateAsync for [T; N] {
    async fn check_later<'c>(&self, later: Later<'c>) -> Later<'c> {
        self.as_slice().check_later(later).await
    }
}
