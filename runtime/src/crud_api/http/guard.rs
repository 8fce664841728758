//! Who may do what: every mounted route asks a guard first.

use std::any::Any;
use std::borrow::Cow;
use std::future::{Future, ready};
use std::marker::PhantomData;
use std::pin::Pin;

use axum::http::Method;
use axum::http::request::Parts;

use crate::crud_api::model::{Model, Operations};

/// Decides who may do what on the resources that are mounted after it.
///
/// Nothing is mounted without one: an API that is open to everybody says so, with [`Public`].
/// It guards what [`Api::mount`](super::Api::mount) and
/// [`Api::merge_guarded`](super::Api::merge_guarded) serve. **It does not guard** what
/// [`Api::merge`](super::Api::merge) adds, nor the OpenAPI document and its page.
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
///             // who they are is not known, so this is no 403 (RFC 6750, 3.1)
///             Some(_) => Err(Denied::Challenge(r#"Bearer error="invalid_token""#.into())),
///             None => Err(Denied::Unauthorized),
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not guard an API",
    note = "`.guard(..)` takes a type with `impl Guard`, or `Public` for an API open to everybody"
)]
pub trait Guard: Clone + Send + Sync + 'static {
    /// Who the request comes from: what handlers behind
    /// [`Api::merge_guarded`](super::Api::merge_guarded) take as `Extension<Arc<Principal>>`.
    type Principal: Send + Sync + 'static;

    /// Lets the request through, as whom, or answers it with 401 or 403.
    fn check(
        &self,
        request: &Parts,
        op: Op,
    ) -> impl Future<Output = Result<Self::Principal, Denied>> + Send;

    /// What hooks and the history call them; nobody if not said otherwise.
    fn name(&self, _who: &Self::Principal) -> Option<String> {
        None
    }

    /// Whose `Idempotency-Key`s this request's are: nobody is answered what another's key was
    /// answered with. Its `Authorization` and `Cookie` if not said otherwise, so say it where
    /// credentials change from one request to the next. Only a hash of it is kept.
    fn identity(&self, request: &Parts, _who: &Self::Principal) -> Vec<u8> {
        super::keys::credentials(request)
    }
}

/// Who was let through.
type Entered<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Any + Send + Sync>, Denied>> + Send + 'a>>;

/// A guard of any type.
#[doc(hidden)]
pub trait Doorkeeper: Send + Sync + 'static {
    /// As [`Guard::check`].
    fn check<'a>(&'a self, request: &'a Parts, op: Op) -> Entered<'a>;
}

/// A guard as a doorkeeper.
pub(super) struct Door<G>(pub(super) G);

impl<G: Guard> Doorkeeper for Door<G> {
    fn check<'a>(&'a self, request: &'a Parts, op: Op) -> Entered<'a> {
        Box::pin(async move {
            let who = self.0.check(request, op).await?;
            Ok(Box::new(who) as Box<dyn Any + Send + Sync>)
        })
    }
}

/// A guard that is made for each request.
struct Made<G>(PhantomData<fn() -> G>);

impl<G: Guard + Default> Doorkeeper for Made<G> {
    fn check<'a>(&'a self, request: &'a Parts, op: Op) -> Entered<'a> {
        Box::pin(async move {
            let who = G::default().check(request, op).await?;
            Ok(Box::new(who) as Box<dyn Any + Send + Sync>)
        })
    }
}

/// The guard of `#[crud_api(guard = G)]`.
#[doc(hidden)]
#[must_use]
pub const fn guard_of<G: Guard + Default>() -> &'static dyn Doorkeeper {
    &Made::<G>(PhantomData)
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
    /// `POST` to a removed row's `restore`.
    Restore,
    /// `POST` to `bulk`; the guard is then asked for each kind of write in it too.
    Bulk,
    /// `GET` of all rows as one stream.
    Export,
    /// `GET` of what became of a row, of a struct with `audit`.
    History,
}

impl Op {
    /// What a request with this method asks of a route that no struct has.
    pub(super) fn of(method: &Method) -> Self {
        match *method {
            Method::GET | Method::HEAD | Method::OPTIONS => Self::Read,
            Method::PUT => Self::Update,
            Method::PATCH => Self::Patch,
            Method::DELETE => Self::Delete,
            _ => Self::Create,
        }
    }

    /// Whether the struct offers it.
    pub(super) fn is_offered(self, model: &Model) -> bool {
        let operation = match self {
            Self::List => Operations::LIST,
            Self::Read => Operations::READ,
            Self::Create => Operations::CREATE,
            Self::Update => Operations::UPDATE,
            Self::Patch => Operations::PATCH,
            Self::Delete => Operations::DELETE,
            Self::Restore => Operations::RESTORE,
            Self::Bulk => Operations::BULK,
            Self::Export => Operations::EXPORT,
            Self::History => Operations::HISTORY,
        };
        model.operations.has(operation)
            && match self {
                Self::Restore => model.deleted.is_some(),
                Self::History => model.audit,
                _ => true,
            }
    }

    /// Whether it is asked of one row that is there, and not of a removed one.
    pub(super) fn is_of_a_live_row(self) -> bool {
        matches!(self, Self::Read | Self::Update | Self::Patch | Self::Delete)
    }

    /// Whether it changes rows.
    #[must_use]
    pub fn writes(self) -> bool {
        !matches!(self, Self::List | Self::Read | Self::Export | Self::History)
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
