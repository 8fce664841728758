//! `Rows`: the rows of a list, page after page.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::ClientError;
use super::calls::{Answer, RemoteList};
use crate::crud_api::cursor::Cursor;
use crate::crud_api::model::Resource;
use crate::crud_api::repo::Page;

/// The rows of a list; a page is asked for when the one before is used up.
///
/// A `Stream`, whose next row is also that of [`Rows::next`]. It ends after an error.
#[must_use = "nothing is read before it is awaited"]
pub struct Rows<T: Resource> {
    list: RemoteList<T>,
    ready: VecDeque<T>,
    asked: Option<Answer<Page<T>>>,
    next: Next,
}

/// Where the next page begins.
enum Next {
    Start,
    After(Cursor),
    Nowhere,
}

impl<T: Resource> Rows<T> {
    pub(super) fn new(mut list: RemoteList<T>) -> Self {
        let next = list.begin().map_or(Next::Start, Next::After);
        Self { list, ready: VecDeque::new(), asked: None, next }
    }

    /// The next row; `None` at the list's end.
    pub async fn next(&mut self) -> Option<Result<T, ClientError>>
    where
        T: Unpin,
    {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<T: Resource + Unpin> Stream for Rows<T> {
    type Item = Result<T, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(row) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            if this.asked.is_none() {
                this.asked = Some(match std::mem::replace(&mut this.next, Next::Nowhere) {
                    Next::Start => this.list.page(None),
                    Next::After(cursor) => this.list.page(Some(&cursor)),
                    Next::Nowhere => return Poll::Ready(None),
                });
            }
            let Some(asked) = &mut this.asked else { continue };
            let page = ready!(asked.as_mut().poll(cx));
            this.asked = None;
            match page {
                Ok(page) => {
                    this.next = page.next.map_or(Next::Nowhere, Next::After);
                    this.ready.extend(page.items);
                }
                Err(fault) => return Poll::Ready(Some(Err(fault))),
            }
        }
    }
}
