//! Who may come in: accounts, passwords as argon2id, sessions, and patience with neither.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use tokio::sync::{OnceCell, Semaphore};

use super::throttle::Throttle;
use crate::crud_api::http::sha256;
use crate::crud_api::model::{ColumnMeta, Model, Tag};
use crate::crud_api::query::{Filter, Op, Query};
use crate::crud_api::store::{Applied, Batch, Change, Migrate, Removal, Store, Write};
use crate::crud_api::value::{Column as _, Row, Value};
use crate::crud_api::{CrudError, Timestamp};

/// Who may sign in, by name.
static ACCOUNTS: Model = Model::new(
    "AdminAccount",
    "__dunder_accounts",
    "/accounts",
    &[ColumnMeta::id::<String>("name", "name"), ColumnMeta::new(String::META, "hash", "hash")],
);

/// Who is signed in, by a hash of their cookie.
static SESSIONS: Model = Model::new(
    "AdminSession",
    "__dunder_sessions",
    "/sessions",
    &[
        ColumnMeta::id::<String>("token", "token"),
        ColumnMeta::new(String::META, "account", "account").index(),
        ColumnMeta::new(String::META, "csrf", "csrf"),
        ColumnMeta::new(Timestamp::META, "until", "until"),
    ],
);

/// The account of the first run.
const FIRST: &str = "admin";

/// Characters of a password, at least.
pub(super) const SHORTEST: usize = 12;

/// What a name without an account is compared with, so that it takes as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IHRoYXQgaXM\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Who may open the pages of [`Api::admin`](crate::crud_api::Api::admin).
///
/// Accounts are rows of the same database, their passwords argon2id hashes. Where there is no
/// account yet, [`AdminAuth::prepare`] makes `admin` with a password that it tells once; without
/// that call the first visit does so, and writes it to standard output.
///
/// ```
/// use dunder::crud_api::{AdminAuth, CrudError, Memory};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), CrudError> {
/// let (db, auth) = (Memory::new(), AdminAuth::new());
/// let first = auth.prepare(&db).await?.expect("a new database has no account");
/// println!("sign in as `{}` with `{}`", first.name(), first.password());
/// assert!(auth.prepare(&db).await?.is_none(), "it is told once");
/// auth.set_password(&db, "ann", "correct horse battery").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AdminAuth {
    session: Duration,
    is_plain: bool,
    find: fn(&Parts) -> Option<IpAddr>,
    shared: Arc<Shared>,
}

struct Shared {
    is_ready: OnceCell<()>,
    /// Hashing takes 19 MiB and a tenth of a second: so many at once.
    hashing: Semaphore,
    throttle: Throttle,
}

/// The account that was made where there was none.
pub struct FirstPassword {
    password: String,
}

impl FirstPassword {
    /// Its name.
    pub fn name(&self) -> &str {
        FIRST
    }

    /// Its password, which nothing else knows.
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirstPassword").field("name", &FIRST).finish_non_exhaustive()
    }
}

/// The principal of hooks whose write came from the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Administrator {
    /// The account.
    pub name: String,
}

/// A visit of somebody who is signed in.
pub(super) struct Session {
    pub(super) account: String,
    pub(super) csrf: String,
    token: Value,
}

/// Why somebody does not come in.
pub(super) enum Refusal {
    /// The name or the password is wrong.
    Wrong,
    /// Too many were wrong; so many seconds from now.
    Wait(u64),
    /// The store, or the machine, cannot say.
    Failed(CrudError),
}

impl From<CrudError> for Refusal {
    fn from(fault: CrudError) -> Self {
        Self::Failed(fault)
    }
}

impl Default for AdminAuth {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for AdminAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminAuth").field("session", &self.session).finish_non_exhaustive()
    }
}

impl AdminAuth {
    /// Accounts in the database of the API, sessions of twelve hours, cookies for `https` and, in
    /// browsers, `localhost`.
    #[must_use]
    pub fn new() -> Self {
        let (hashing, throttle) = (Semaphore::new(2), Throttle::default());
        let shared = Shared { is_ready: OnceCell::new(), hashing, throttle };
        let session = Duration::from_secs(12 * 60 * 60);
        Self { session, is_plain: false, find: connected, shared: Arc::new(shared) }
    }

    /// How long a sign-in holds.
    #[must_use]
    pub fn session(mut self, time: Duration) -> Self {
        self.session = time;
        self
    }

    /// Sends cookies over `http` too, **which anybody on the way can read**: for a machine of your
    /// own, or for a network that is private.
    #[must_use]
    pub fn plain_http(mut self) -> Self {
        self.is_plain = true;
        self
    }

    /// Finds where a visitor is, by which wrong passwords are counted: whoever guesses somewhere
    /// else does not make an administrator wait.
    ///
    /// If not said, it is where the connection comes from, which axum tells a router that is served
    /// by `into_make_service_with_connect_info::<SocketAddr>()`. Behind a proxy that is the proxy:
    /// read the header that it sets, and that it does not take from its clients.
    ///
    /// ```
    /// use dunder::crud_api::AdminAuth;
    ///
    /// let auth = AdminAuth::new().visitor(|request| {
    ///     request.headers.get("x-real-ip")?.to_str().ok()?.parse().ok()
    /// });
    /// # let _ = auth;
    /// ```
    #[must_use]
    pub fn visitor(mut self, find: fn(&Parts) -> Option<IpAddr>) -> Self {
        self.find = find;
        self
    }

    /// Where a request comes from, if that is known.
    pub(super) fn address(&self, request: &Parts) -> Option<IpAddr> {
        (self.find)(request)
    }

    /// Makes the tables of accounts and sessions, and the first account where there is none.
    ///
    /// # Errors
    /// What the store says.
    pub async fn prepare<S: Store>(&self, db: &S) -> Result<Option<FirstPassword>, CrudError> {
        db.migrate_models(&[&ACCOUNTS, &SESSIONS], Migrate::Additive).await?;
        if !db.list(&ACCOUNTS, Query::new(1)).await?.is_empty() {
            return Ok(None);
        }
        let password = readable()?;
        let hash = self.hash(password.clone()).await?;
        match db.insert(&ACCOUNTS, vec![Value::Text(FIRST.to_owned()), Value::Text(hash)]).await {
            Ok(_) => Ok(Some(FirstPassword { password })),
            // another process was faster
            Err(CrudError::Conflict { .. }) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Gives an account a password, and makes the account if it is new. Whoever is signed in with
    /// the old one is signed out.
    ///
    /// # Errors
    /// [`CrudError::Invalid`] where the name is empty or the password has fewer than 12
    /// characters, and what the store says.
    pub async fn set_password<S: Store>(
        &self,
        db: &S,
        name: &str,
        password: &str,
    ) -> Result<(), CrudError> {
        if name.trim().is_empty() || name.contains('\0') {
            return Err(CrudError::invalid("name", "nonblank", "must not be blank"));
        }
        if password.chars().count() < SHORTEST {
            let message = "must have 12 characters or more";
            return Err(CrudError::invalid("password", "chars", message));
        }
        db.migrate_models(&[&ACCOUNTS, &SESSIONS], Migrate::Additive).await?;
        let hash = Value::Text(self.hash(password.to_owned()).await?);
        let id = Value::Text(name.to_owned());
        let change = Change::new(vec![(1, hash.clone())]);
        let write = Write::Upsert(vec![id.clone(), hash], change);
        db.batch(&ACCOUNTS, Batch::new(vec![write])).await?;
        self.end_all(db, Filter::new(1, Op::Eq, vec![id])).await
    }

    /// As [`AdminAuth::prepare`], once for each process.
    pub(super) async fn ready<S: Store>(&self, db: &S) -> Result<(), CrudError> {
        let prepare = async || -> Result<(), CrudError> {
            if let Some(first) = self.prepare(db).await? {
                use std::io::Write as _;
                let line = format!("admin: sign in as `{FIRST}` with `{}`", first.password);
                // nobody listens, nobody needs it
                let _ = writeln!(std::io::stdout(), "{line}");
            }
            Ok(())
        };
        self.shared.is_ready.get_or_try_init(prepare).await.map(drop)
    }

    /// Lets somebody in: the text of their cookie.
    pub(super) async fn enter<S: Store>(
        &self,
        db: &S,
        (from, name): (Option<IpAddr>, &str),
        password: String,
    ) -> Result<String, Refusal> {
        let throttle = &self.shared.throttle;
        throttle.admit(from, name, Instant::now()).map_err(Refusal::Wait)?;
        if !self.knows(db, name, password).await? {
            return Err(Refusal::Wrong);
        }
        throttle.forgive(from, name, Instant::now());
        let now = Timestamp::now().as_microsecond();
        self.end_all(db, Filter::new(3, Op::Le, vec![Value::Int(now)])).await?;
        let (token, csrf) = (secret()?, secret()?);
        let time = i64::try_from(self.session.as_micros()).unwrap_or(i64::MAX);
        let until = now.saturating_add(time);
        let texts = [hashed(&token), name.to_owned(), csrf].map(Value::Text);
        let row: Row = texts.into_iter().chain([Value::Int(until)]).collect();
        db.insert(&SESSIONS, row).await?;
        Ok(token)
    }

    /// Whether this is the account's password.
    pub(super) async fn knows<S: Store>(
        &self,
        db: &S,
        name: &str,
        password: String,
    ) -> Result<bool, CrudError> {
        let account = if name.is_empty() || name.contains('\0') {
            None
        } else {
            db.get(&ACCOUNTS, Value::Text(name.to_owned())).await?
        };
        let hash = match account.as_deref() {
            Some([_, Value::Text(hash)]) => hash.clone(),
            _ => NOBODY.to_owned(),
        };
        let is_right = self
            .compute(move |argon| {
                let parsed = PasswordHash::new(&hash);
                parsed.is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(is_right && account.is_some())
    }

    /// Who has this cookie.
    pub(super) async fn session_of<S: Store>(
        &self,
        db: &S,
        token: &str,
    ) -> Result<Option<Session>, CrudError> {
        let token = Value::Text(hashed(token));
        let row = db.get(&SESSIONS, token.clone()).await?;
        Ok(match row.as_deref() {
            Some([_, Value::Text(account), Value::Text(csrf), Value::Int(until)])
                if *until > Timestamp::now().as_microsecond() =>
            {
                Some(Session { account: account.clone(), csrf: csrf.clone(), token })
            }
            _ => None,
        })
    }

    /// Signs somebody out.
    pub(super) async fn end<S: Store>(&self, db: &S, session: Session) -> Result<(), CrudError> {
        match db.delete(&SESSIONS, session.token, Removal::new(None::<Vec<Tag>>)).await {
            Err(CrudError::NotFound) => Ok(()),
            done => done,
        }
    }

    /// Signs all out who pass this.
    async fn end_all<S: Store>(&self, db: &S, which: Filter) -> Result<(), CrudError> {
        let mut query = Query::new(1000);
        query.filters = vec![which];
        loop {
            let ended = db.list(&SESSIONS, query.clone()).await?.into_iter();
            let ended = ended.filter_map(|row| row.into_iter().next());
            let writes: Vec<_> = ended.map(|id| Write::Delete(id, Removal::new(None))).collect();
            if writes.is_empty() {
                return Ok(());
            }
            let mut batch = Batch::new(writes);
            batch.is_partial = true;
            let Applied::Done(done) = db.batch(&SESSIONS, batch).await? else {
                return Err(CrudError::Unknown);
            };
            for one in done {
                match one {
                    // another process ends the same ones
                    Ok(_) | Err(CrudError::NotFound) => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
    }

    /// What is kept of a password.
    async fn hash(&self, password: String) -> Result<String, CrudError> {
        let mut salt = [0; 16];
        fill(&mut salt)?;
        let failed =
            |fault: argon2::password_hash::Error| CrudError::Store(fault.to_string().into());
        let salt = SaltString::encode_b64(&salt).map_err(failed)?;
        let hash = move |argon: Argon2<'_>| {
            argon.hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
        };
        self.compute(hash).await?.map_err(failed)
    }

    /// Hashes beside the runtime, not too many at once.
    async fn compute<T: Send + 'static>(
        &self,
        compute: impl FnOnce(Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, CrudError> {
        let permit = self.shared.hashing.acquire();
        let waited = tokio::time::timeout(Duration::from_secs(5), permit).await;
        let _permit = waited.map_err(|_| CrudError::Busy)?.map_err(|_| CrudError::Closed)?;
        let computed = tokio::task::spawn_blocking(|| compute(Argon2::default())).await;
        computed.map_err(|fault| CrudError::Store(Box::new(fault)))
    }

    /// `; Secure`, where that is not to be left out.
    pub(super) const fn secure(&self) -> &'static str {
        if self.is_plain { "" } else { "; Secure" }
    }

    /// Seconds of a session.
    pub(super) const fn seconds(&self) -> u64 {
        self.session.as_secs()
    }
}

/// Where the connection comes from, if axum was told to say so.
fn connected(request: &Parts) -> Option<IpAddr> {
    request.extensions.get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip())
}

fn fill(bytes: &mut [u8]) -> Result<(), CrudError> {
    getrandom::fill(bytes).map_err(|fault| CrudError::Store(fault.to_string().into()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// 256 bits that nobody guesses.
pub(super) fn secret() -> Result<String, CrudError> {
    let mut bytes = [0; 32];
    fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// What is kept of a secret.
fn hashed(secret: &str) -> String {
    hex(&sha256::of_parts(&[secret.as_bytes()]))
}

/// 100 bits in letters and digits that are told apart.
fn readable() -> Result<String, CrudError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    fill(&mut bytes)?;
    let mut text = String::with_capacity(23);
    for (i, byte) in bytes.into_iter().enumerate() {
        if i > 0 && i % 5 == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(text)
}

/// Whether two secrets are the same, in a time that tells nothing of where they differ.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let differs = one.bytes().zip(other.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differs == 0
}
