use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use oneroster_model::Record;

use super::page::{Page, Watermark};
use super::pager::Pager;
use crate::error::Error;

/// The pages of a collection as a stream; ends after the first error.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    state: State<T>,
    watermark: Watermark,
}

enum State<T> {
    Idle(Box<Pager<T>>),
    Waiting(Pin<Box<dyn Future<Output = Step<T>> + Send>>),
    Done,
}

type Step<T> = (Box<Pager<T>>, Result<Option<Page<T>>, Error>);

impl<T: Record> Pages<T> {
    pub(crate) fn new(pager: Pager<T>) -> Self {
        Self { watermark: pager.watermark(), state: State::Idle(Box::new(pager)) }
    }

    /// Returns up to where changes are known; good when the stream has ended without an error.
    pub fn watermark(&self) -> Watermark {
        self.watermark
    }
}

impl<T: Record> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match std::mem::replace(&mut this.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Idle(mut pager) => {
                    this.state = State::Waiting(Box::pin(async move {
                        let page = pager.next_page().await;
                        (pager, page)
                    }));
                }
                State::Waiting(mut step) => {
                    let Poll::Ready((pager, page)) = step.as_mut().poll(context) else {
                        this.state = State::Waiting(step);
                        return Poll::Pending;
                    };
                    this.watermark = pager.watermark();
                    return Poll::Ready(match page {
                        Ok(None) => None,
                        Ok(Some(page)) => {
                            this.state = State::Idle(pager);
                            Some(Ok(page))
                        }
                        Err(error) => Some(Err(error)),
                    });
                }
            }
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("watermark", &self.watermark).finish_non_exhaustive()
    }
}

/// The records of a collection as a stream; ends after the first error.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
}

impl<T: Record> Items<T> {
    pub(crate) fn new(pager: Pager<T>) -> Self {
        Self { pages: Pages::new(pager), page: Vec::new().into_iter() }
    }

    /// Returns up to where changes are known; good when the stream has ended without an error.
    pub fn watermark(&self) -> Watermark {
        self.pages.watermark()
    }
}

impl<T: Record + Unpin> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(record) = this.page.next() {
                return Poll::Ready(Some(Ok(record)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => this.page = page.records.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
