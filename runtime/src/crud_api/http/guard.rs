//! Who may do what: every mounted route asks a guard first.

use std::borrow::Cow;
use std::future::{Future, ready};

use axum::http::request::Parts;

/// Decides who may do what on the resources that are mounted after it.
///
/// A router cannot be built without one: an API that is open to everybody says so, with
/// [`Public`].
///
/// ```
/// use dunder::crud_api::{Denied, Guard, Op};
/// use axum::http::request::Parts;
///
/// /// Everybody reads, who knows the token writes.
/// #[derive(Clone)]
/// struct Token(&'static str);
///
/// impl Guard for Token {
///     type Principal = ();
///
///     async fn check(&self, request: &Parts, op: Op) -> Result<(), Denied> {
///         let given = request.headers.get("authorization").and_then(|value| value.to_str().ok());
///         match given.and_then(|value| value.strip_prefix("Bearer ")) {
///             _ if !op.writes() => Ok(()),
///             Some(token) if token == self.0 => Ok(()),
///             Some(_) => Err(Denied::Forbidden),
///             None => Err(Denied::Unauthorized),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not guard an API",
    note = "write `impl Guard for {Self}`, or `.guard(Public)` for an API open to everybody"
)]
pub trait Guard: Clone + Send + Sync + 'static {
    /// Who the request comes from.
    type Principal: Send + Sync + 'static;

    /// Lets the request through, as whom, or answers it with 401 or 403.
    fn check(
        &self,
        request: &Parts,
        op: Op,
    ) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;
}

/// What a request asks to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Op {
    /// `GET` of a page of rows.
    List,
    /// `GET` of one row.
    Read,
    /// `POST`.
    Create,
    /// `PUT`.
    Update,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Op {
    /// Whether it changes rows.
    #[must_use]
    pub fn writes(self) -> bool {
        !matches!(self, Self::List | Self::Read)
    }
}

/// Why a guard answers a request itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denied {
    /// 401: nobody is signed in; asks for a bearer token (RFC 6750).
    Unauthorized,
    /// 401 with a `WWW-Authenticate` challenge of your own (RFC 9110, 11.6.1).
    Challenge(Cow<'static, str>),
    /// 403: who is signed in may not do this.
    Forbidden,
}

/// Lets everybody do everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Public;

impl Guard for Public {
    type Principal = ();

    fn check(&self, _: &Parts, _: Op) -> impl Future<Output = Result<(), Denied>> + Send {
        ready(Ok(()))
    }
}
