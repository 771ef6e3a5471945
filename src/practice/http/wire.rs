//! The connections of the org, and answers that leave them in another way than they should.
//!
//! Under TLS it is the text of the answer that is cut or doubled, before it is sealed; and the connection closes without
//! saying so. Over HTTP/2, whose answers are no text, what is cut is the connection, and nothing comes twice.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpListener,
    time::{Sleep, sleep},
};

use super::stream::Stream;
use crate::practice::Inner;

/// How an answer leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// As it should.
    #[default]
    Whole,
    /// Late.
    Late(Duration),
    /// Up to so many bytes, then the connection closes.
    Cut {
        /// How many, with the head.
        bytes: usize,
    },
    /// In pieces.
    Trickle {
        /// How large.
        bytes: usize,
        /// How far apart.
        tick: Duration,
    },
    /// Two times.
    Twice,
}

/// The listener, which closes the connections that the script says it shall.
pub(super) struct Gate {
    listener: TcpListener,
    inner: Arc<Inner>,
    tls: Option<Arc<ServerConfig>>,
}

impl Gate {
    pub(super) fn new(listener: TcpListener, inner: Arc<Inner>, tls: Option<Arc<ServerConfig>>) -> Self {
        Self { listener, inner, tls }
    }
}

impl Listener for Gate {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            if self.inner.admits_connection() {
                return (Wire::new(Stream::new(stream, self.tls.clone())), address);
            }
            // Where it cannot be reset, it is closed, and the client is as far.
            let _ = stream.set_zero_linger();
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// What the connection of a request is to do with the answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Line(Arc<Mutex<Order>>);

#[derive(Debug, Default)]
struct Order {
    delivery: Delivery,
    /// Bytes of the answer's body.
    body: usize,
    /// The answer as far as it was written, where it is to be written again.
    written: Vec<u8>,
}

impl Line {
    /// Says how the next answer leaves; its body has so many bytes.
    pub(super) fn deliver(&self, delivery: Delivery, body: usize) {
        *self.order() = Order { delivery, body, written: Vec::new() };
    }

    fn order(&self) -> MutexGuard<'_, Order> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connected<IncomingStream<'_, Gate>> for Line {
    fn connect_info(stream: IncomingStream<'_, Gate>) -> Self {
        stream.io().line.clone()
    }
}

/// One connection.
pub(super) struct Wire {
    stream: Stream,
    line: Line,
    rest: Option<Pin<Box<Sleep>>>,
    again: Vec<u8>,
}

impl Wire {
    fn new(stream: Stream) -> Self {
        Self { stream, line: Line::default(), rest: None, again: Vec::new() }
    }

    fn write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn write_up_to(&mut self, context: &mut Context<'_>, left: usize, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let count = ready!(self.write(context, &bytes[..left.min(bytes.len())]))?;
        self.line.order().delivery = Delivery::Cut { bytes: left - count };
        Poll::Ready(Ok(count))
    }

    fn write_a_piece(
        &mut self,
        context: &mut Context<'_>,
        (size, tick): (usize, Duration),
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(rest) = &mut self.rest {
            ready!(rest.as_mut().poll(context));
        }
        let count = ready!(self.write(context, &bytes[..size.min(bytes.len())]))?;
        self.rest = Some(Box::pin(sleep(tick)));
        Poll::Ready(Ok(count))
    }

    fn write_and_remember(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let count = ready!(self.write(context, bytes))?;
        let line = self.line.clone();
        let mut order = line.order();
        order.written.extend_from_slice(&bytes[..count]);
        let head = order.written.windows(4).position(|four| four == b"\r\n\r\n");
        if head.is_some_and(|head| order.written.len() >= head + 4 + order.body) {
            self.again = std::mem::take(&mut *order).written;
        }
        Poll::Ready(Ok(count))
    }

    fn write_again(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.again.is_empty() {
            let again = std::mem::take(&mut self.again);
            let written = self.write(context, &again);
            self.again = match &written {
                Poll::Ready(Ok(count)) => again[*count..].to_vec(),
                _ => again,
            };
            ready!(written)?;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, into)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        ready!(wire.write_again(context))?;
        let delivery = wire.line.order().delivery;
        match delivery {
            Delivery::Whole | Delivery::Late(_) => wire.write(context, bytes),
            Delivery::Cut { bytes: left } => wire.write_up_to(context, left, bytes),
            Delivery::Trickle { bytes: size, tick } => wire.write_a_piece(context, (size, tick), bytes),
            Delivery::Twice => wire.write_and_remember(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.write_again(context))?;
        Pin::new(&mut wire.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
