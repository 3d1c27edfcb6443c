//! Pages and items as streams.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::super::error::Error;
use super::{Items, Pages};

impl<P: 'static> Stream for Pages<P> {
    type Item = Result<P, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_whole(context)
    }
}

impl<P: 'static, T> Stream for Items<P, T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}
