//! `Rows`: the rows of a list, page after page, here or on another machine.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::cursor::Cursor;
use super::error::CrudError;
use super::repo::Page;

/// A page that is under way.
type Asked<T, E> = Pin<Box<dyn Future<Output = Result<Page<T>, E>> + Send>>;

/// The rows of a list; a page is asked for when the one before is used up.
///
/// A `Stream`, whose next row is also that of [`Rows::next`]. It ends after an error.
#[must_use = "nothing is read before it is awaited"]
pub struct Rows<T, E = CrudError> {
    /// Asks for the page after a place.
    page: Box<dyn FnMut(Option<Cursor>) -> Asked<T, E> + Send>,
    ready: VecDeque<T>,
    asked: Option<Asked<T, E>>,
    next: Next,
}

/// Where the next page begins.
enum Next {
    Start,
    After(Cursor),
    Nowhere,
}

impl<T, E> Rows<T, E> {
    /// All pages from a place on, or from the list's begin.
    pub(super) fn new(
        from: Option<Cursor>,
        page: impl FnMut(Option<Cursor>) -> Asked<T, E> + Send + 'static,
    ) -> Self {
        let next = from.map_or(Next::Start, Next::After);
        Self { page: Box::new(page), ready: VecDeque::new(), asked: None, next }
    }

    /// The next row; `None` at the list's end.
    pub async fn next(&mut self) -> Option<Result<T, E>>
    where
        T: Unpin,
    {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<T: Unpin, E> Stream for Rows<T, E> {
    type Item = Result<T, E>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(row) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            // a page that panics is not asked again
            let asked = this.asked.take();
            let mut asked = match (asked, std::mem::replace(&mut this.next, Next::Nowhere)) {
                (Some(asked), _) => asked,
                (None, Next::Start) => (this.page)(None),
                (None, Next::After(cursor)) => (this.page)(Some(cursor)),
                (None, Next::Nowhere) => return Poll::Ready(None),
            };
            match asked.as_mut().poll(cx) {
                Poll::Pending => {
                    this.asked = Some(asked);
                    return Poll::Pending;
                }
                Poll::Ready(Ok(page)) => {
                    this.next = page.next.map_or(Next::Nowhere, Next::After);
                    this.ready.extend(page.items);
                }
                Poll::Ready(Err(fault)) => return Poll::Ready(Some(Err(fault))),
            }
        }
    }
}

impl<T, E> fmt::Debug for Rows<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}
