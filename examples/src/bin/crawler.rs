//! An async web crawler: bounded, polite, and cut in time. `cargo run --bin crawler [URL]`; without
//! a URL it crawls a small site that it serves itself.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use dunder::aio::{Elapsed, gather_limited};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep_until};

/// How many requests are under way at a time.
const AT_ONCE: usize = 4;
/// How many pages one crawl reads at most.
const PAGES: usize = 100;
/// The pause between the beginnings of two requests.
const POLITENESS: Duration = Duration::from_millis(5);

/// Reads pages of one site.
struct Crawler {
    client: reqwest::Client,
    next: tokio::sync::Mutex<Instant>,
}

/// Why a page was not read.
#[derive(Debug)]
enum Fault {
    Http(reqwest::Error),
    Slow(Elapsed),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => error.fmt(f),
            Self::Slow(elapsed) => elapsed.fmt(f),
        }
    }
}

impl From<reqwest::Error> for Fault {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl From<Elapsed> for Fault {
    fn from(elapsed: Elapsed) -> Self {
        Self::Slow(elapsed)
    }
}

impl Crawler {
    fn new() -> reqwest::Result<Self> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { client, next: Instant::now().into() })
    }

    /// One page, after its turn has come.
    #[dunder::timeout("2s")]
    async fn page(&self, url: &str) -> Result<String, Fault> {
        let turn = {
            let mut next = self.next.lock().await;
            let turn = (*next).max(Instant::now());
            *next = turn + POLITENESS;
            turn
        };
        sleep_until(turn).await;
        Ok(self.client.get(url).send().await?.error_for_status()?.text().await?)
    }

    /// Every page that can be reached, level by level, with what it says or why it was not read.
    async fn crawl(&self, site: &str) -> BTreeMap<String, Result<String, String>> {
        let mut seen = BTreeMap::new();
        let mut level = vec![String::from("/")];
        while !level.is_empty() {
            let urls: Vec<_> = level.iter().map(|path| format!("{site}{path}")).collect();
            let pages = gather_limited(AT_ONCE, urls.iter().map(|url| self.page(url))).await;
            let mut links = Vec::new();
            for (path, page) in level.into_iter().zip(pages) {
                if let Ok(text) = &page {
                    links.extend(local_links(text));
                }
                seen.insert(path, page.map_err(|error| error.to_string()));
            }
            links.sort();
            links.dedup();
            links.retain(|link| !seen.contains_key(link));
            links.truncate(PAGES.saturating_sub(seen.len()));
            level = links;
        }
        seen
    }
}

/// The paths on the same site that a page links to.
fn local_links(page: &str) -> impl Iterator<Item = String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .filter(|(link, _)| link.starts_with('/') && !link.starts_with("//"))
        .map(|(link, _)| link.split('#').next().unwrap_or(link).to_owned())
}

/// A site of eleven pages in a chain, the last of which is missing.
async fn serve() -> io::Result<String> {
    let page = |n: u32| {
        Html(format!("Page {n} <a href=\"/p/{}\">next</a> <a href=\"/p/{}\">", n + 1, n * 3 % 10))
    };
    let app = Router::new()
        .route("/", get(async || Html("<a href=\"/p/1#top\">one</a> <a href=\"//other.org\">")))
        .route(
            "/p/{n}",
            get(
                async move |axum::extract::Path(n): axum::extract::Path<u32>| {
                    if n < 10 { Ok(page(n)) } else { Err(axum::http::StatusCode::NOT_FOUND) }
                },
            ),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let site = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(site)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let site = match std::env::args().nth(1) {
        Some(site) => site.trim_end_matches('/').to_owned(),
        None => serve().await?,
    };
    let pages = Crawler::new()?.crawl(&site).await;
    for (path, page) in &pages {
        match page {
            Ok(text) => println!("{path}: {} bytes", text.len()),
            Err(error) => println!("{path}: {error}"),
        }
    }
    println!("{} pages, {} of them read", pages.len(), pages.values().flatten().count());
    Ok(())
}
