//! The REST API of structs with `#[crud_api]`: axum routes over a store.

#[cfg(feature = "admin")]
mod admin;
mod answer;
mod body;
mod bulk;
#[cfg(feature = "openapi")]
mod docs;
mod embed;
mod etag;
mod export;
mod guard;
mod keys;
mod patience;
mod problem;
mod reference;
mod refuse;
mod serve;
mod sha256;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodFilter, MethodRouter};

use super::error::{CrudError, panicked};
use super::model::{Model, Resource};
use super::store::Store;

#[cfg(feature = "admin")]
pub use admin::{AdminAuth, Administrator, FirstPassword};
pub(in crate::crud_api) use guard::Doorkeeper;
pub use guard::{Denied, Guard, Op, Public, guard_of};
pub use problem::Problem;

use serve::{Limits, Served};

#[doc = include_str!("api.md")]
#[must_use = "an API serves nothing before its `router()` is served"]
pub struct Api<S, G = Unguarded> {
    store: S,
    guard: G,
    limits: Limits,
    router: Router,
    mounts: embed::Mounts,
    has_not_found: bool,
    #[cfg_attr(not(feature = "openapi"), allow(dead_code))]
    mounted: Vec<Mounted>,
    #[cfg(feature = "openapi")]
    description: Description,
    #[cfg(feature = "admin")]
    admin: Option<(String, AdminAuth)>,
}

/// In place of a guard, as long as there is none.
#[derive(Clone, Copy, Debug)]
pub struct Unguarded;

#[cfg_attr(not(feature = "openapi"), allow(dead_code))]
struct Mounted {
    model: &'static Model,
    is_public: bool,
}

#[cfg(feature = "openapi")]
struct Description {
    title: String,
    version: String,
    document: Option<String>,
    page: Option<String>,
}

impl<S: Store> Api<S> {
    /// An API over a store, with nothing mounted yet.
    pub fn new(store: &S) -> Self {
        Self {
            store: store.clone(),
            guard: Unguarded,
            limits: Limits { body: 1 << 20, time: Duration::from_secs(10) },
            router: Router::new(),
            mounts: embed::Mounts::default(),
            has_not_found: false,
            mounted: Vec::new(),
            #[cfg(feature = "admin")]
            admin: None,
            #[cfg(feature = "openapi")]
            description: Description {
                title: String::from("API"),
                version: String::from("1.0.0"),
                document: None,
                page: None,
            },
        }
    }
}

impl<S: Store, G> Api<S, G> {
    /// Guards what is mounted from here on.
    pub fn guard<H: Guard>(self, guard: H) -> Api<S, H> {
        Api {
            store: self.store,
            guard,
            limits: self.limits,
            router: self.router,
            mounts: self.mounts,
            has_not_found: self.has_not_found,
            mounted: self.mounted,
            #[cfg(feature = "openapi")]
            description: self.description,
            #[cfg(feature = "admin")]
            admin: self.admin,
        }
    }

    /// How many bytes a body may have, for what is mounted from here on; 1 MiB if never said.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// How long a request may take, for what is mounted from here on; 10 seconds if never said.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }
}

impl<S: Store, G> Api<S, G> {
    /// Serves a struct under its path, to whom the guard lets through.
    ///
    /// # Panics
    /// When its path is taken by another struct.
    #[track_caller]
    pub fn mount<T: Resource>(self) -> Self
    where
        G: Guard,
    {
        self.mount_model(T::MODEL)
    }

    /// Apart from `mount`, so that the handlers are compiled once and not for each struct.
    #[track_caller]
    fn mount_model(mut self, model: &'static Model) -> Self
    where
        G: Guard,
    {
        if let Some(other) = self.mounted.iter().find(|it| it.model.path == model.path) {
            let (one, two, path) = (other.model.name, model.name, model.path);
            panic!("`{one}` and `{two}` have one path, `{path}`");
        }
        self.store.learn(&[model]);
        let served = Arc::new(Served {
            store: self.store.clone(),
            guard: self.guard.clone(),
            model,
            limits: self.limits,
            mounts: self.mounts.clone(),
        });
        self.mounts.add(model, Arc::new(guard::Door(self.guard.clone())));
        let on = |op| {
            let served = Arc::clone(&served);
            move |request: Request| serve::serve(Arc::clone(&served), op, request)
        };
        for (suffix, ops) in answer::ROUTES {
            let ops = ops.iter().filter(|(op, _)| op.is_offered(model));
            let ops: Vec<_> = ops.collect();
            if ops.is_empty() || suffix == answer::HISTORIES && model.scope.is_some() {
                continue;
            }
            let allow = answer::allow(ops.iter().map(|(_, method)| *method));
            let options = routing::options(move || async move { answer::options(&allow) });
            let with = |route: MethodRouter, (op, method): &&(Op, MethodFilter)| {
                route.on(*method, on(*op))
            };
            let route = ops.iter().fold(MethodRouter::new(), with).merge(options);
            self.router = self.router.route(&format!("{}{suffix}", model.path), route);
        }
        let is_public = std::any::TypeId::of::<G>() == std::any::TypeId::of::<Public>();
        self.mounted.push(Mounted { model, is_public });
        self
    }

    /// Adds routes of your own **without the guard**: everybody may ask them. What is not for
    /// everybody comes in with [`Api::merge_guarded`].
    ///
    /// A method that they do not have is refused as everywhere else.
    ///
    /// # Panics
    /// When a path is taken.
    pub fn merge(mut self, routes: Router) -> Self {
        self.router = self.router.merge(routes);
        self
    }

    /// Adds routes of your own behind the guard.
    ///
    /// It is asked with [`Op::Read`] for `GET`, `HEAD` and `OPTIONS`, with [`Op::Update`],
    /// [`Op::Patch`] and [`Op::Delete`] for their methods, and with [`Op::Create`] for all others.
    /// Handlers read whom it let through:
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use axum::{Extension, Router, http::request::Parts, routing::get};
    /// use dunder::crud_api::{Api, Denied, Guard, Memory, Op};
    ///
    /// #[derive(Clone)]
    /// struct Signed;
    /// struct User(String);
    ///
    /// impl Guard for Signed {
    ///     type Principal = User;
    ///
    ///     async fn check(&self, request: &Parts, _: Op) -> Result<User, Denied> {
    ///         let name = request.headers.get("x-user").and_then(|name| name.to_str().ok());
    ///         name.map(|name| User(name.to_owned())).ok_or(Denied::Unauthorized)
    ///     }
    /// }
    ///
    /// async fn me(Extension(user): Extension<Arc<User>>) -> String {
    ///     user.0.clone()
    /// }
    ///
    /// let own = Router::new().route("/me", get(me));
    /// let app = Api::new(&Memory::new()).guard(Signed).merge_guarded(own).router();
    /// # let _ = app;
    /// ```
    ///
    /// # Panics
    /// When a path is taken.
    pub fn merge_guarded(self, routes: Router) -> Self
    where
        G: Guard,
    {
        if !routes.has_routes() {
            return self;
        }
        let guard = self.guard.clone();
        let time = self.limits.time;
        let ask = move |request, next| guarded(guard.clone(), time, request, next);
        self.merge(routes.route_layer(middleware::from_fn(ask)))
    }

    /// Answers every other path with a problem; leave it out of a router that is merged into
    /// another one, where only one may have a fallback.
    pub fn not_found(mut self) -> Self {
        self.has_not_found = true;
        self
    }

    /// The router.
    ///
    /// It has no fallback but after [`Api::not_found`], so that it can be merged into another.
    pub fn router(self) -> Router {
        #[cfg(feature = "openapi")]
        let this = self.describe();
        #[cfg(not(feature = "openapi"))]
        let this = self;
        #[cfg(feature = "admin")]
        let this = this.with_pages();
        let router = this.router.method_not_allowed_fallback(async |request: Request| {
            let (parts, _) = request.into_parts();
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Method not allowed")
                .detail(format!("{} is not among the methods in `Allow`", parts.method))
                .of(&parts)
        });
        if !this.has_not_found {
            return router;
        }
        router.fallback(async |request: Request| {
            let (parts, _) = request.into_parts();
            refuse::not_found("nothing is served under this path").of(&parts)
        })
    }
}

#[cfg(feature = "admin")]
impl<S: Store, G> Api<S, G> {
    /// Serves pages under a path, where people who sign in see and change the rows of every struct
    /// that is mounted, but for those with `admin = off`.
    ///
    /// They ask neither the guard nor a `scope`: whoever has an account of [`AdminAuth`] sees all
    /// rows, and writes those of structs without `admin = readonly`, also where `operations(..)` or
    /// `readonly` do not offer that to clients. Hooks are asked, and the history says who it was.
    /// What is `write_only` or secret is never shown.
    ///
    /// The pages work without a script, load nothing from elsewhere, and find their way under any
    /// prefix. Their cookies are for `https`, and `http` on the machine itself.
    ///
    /// # Panics
    /// When the path does not begin with a `/`, or is taken.
    pub fn admin(mut self, path: impl Into<String>, auth: AdminAuth) -> Self {
        self.admin = Some((path.into(), auth));
        self
    }

    /// Adds the pages.
    fn with_pages(mut self) -> Self {
        let Some((path, auth)) = self.admin.take() else { return self };
        let path = path.trim_end_matches('/').to_owned();
        let models = self.mounted.iter().map(|it| it.model);
        let models = models.filter(|model| model.pages != super::model::Pages::Off).collect();
        #[cfg(feature = "openapi")]
        let title = self.description.title.clone();
        #[cfg(not(feature = "openapi"))]
        let title = String::from("API");
        let (store, limits) = (self.store.clone(), self.limits);
        let pages = admin::Admin { store, auth, title, path: path.clone(), models, limits };
        let pages = Arc::new(pages);
        let serve = routing::any(move |request| admin::serve(Arc::clone(&pages), request));
        for path in [format!("{path}/"), format!("{path}/{{*rest}}"), path] {
            if !path.is_empty() {
                self.router = self.router.route(&path, serve.clone());
            }
        }
        self
    }
}

/// Lets a request through to a route of the user's, as whom the guard says.
async fn guarded<G: Guard>(guard: G, time: Duration, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = {
        let check = std::pin::pin!(guard.check(&parts, Op::of(&parts.method)));
        patience::within(time, check).await
    };
    let asked = match asked {
        Ok(asked) => asked.map_err(Problem::from),
        Err(patience::Broken::Overdue) => Err(CrudError::Timeout.into()),
        Err(patience::Broken::Panicked(with)) => Err(refuse::internal(panicked(&*with))),
    };
    match asked {
        Ok(who) => {
            parts.extensions.insert(Arc::new(who));
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.of(&parts).into_response(),
    }
}

#[cfg(feature = "openapi")]
impl<S: Store, G> Api<S, G> {
    /// What the API calls itself in its description.
    pub fn info(mut self, title: impl Into<String>, version: impl Into<String>) -> Self {
        self.description.title = title.into();
        self.description.version = version.into();
        self
    }

    /// Serves the OpenAPI 3.1 document under a path, for everybody.
    pub fn openapi(mut self, path: impl Into<String>) -> Self {
        self.description.document = Some(path.into());
        self
    }

    /// Serves a page that draws the OpenAPI document, which is then served too, at
    /// `/openapi.json` if [`Api::openapi`] does not say otherwise.
    ///
    /// The page loads nothing from elsewhere.
    pub fn docs(mut self, path: impl Into<String>) -> Self {
        self.description.page = Some(path.into());
        self
    }

    /// Adds the routes of the document and its page.
    fn describe(mut self) -> Self {
        let Description { title, version, document, page } = &self.description;
        let path = match (document, page) {
            (Some(document), _) => document.clone(),
            (None, Some(_)) => String::from("/openapi.json"),
            (None, None) => return self,
        };
        if let Some(page) = page {
            let way = docs::relative(page, &path);
            let show = routing::get(async move || docs::page(&way));
            self.router = self.router.route(page, show);
        }
        let models = self.mounted.iter().map(|it| (it.model, it.is_public));
        let document = super::openapi::document(title, version, models);
        let document = Arc::new(docs::Document::new(path.clone(), document));
        let show = routing::get(move |request: Request| {
            let document = Arc::clone(&document);
            async move { document.answer(&request) }
        });
        self.router = self.router.route(&path, show);
        self
    }
}

impl<S, G> fmt::Debug for Api<S, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.mounted.iter().map(|it| it.model.name);
        f.debug_struct("Api").field("mounted", &names.collect::<Vec<_>>()).finish_non_exhaustive()
    }
}
