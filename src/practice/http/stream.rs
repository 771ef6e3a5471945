//! The bytes of a connection: as they are, or sealed by TLS.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{Accept, TlsAcceptor, server::TlsStream};

/// A connection.
pub(super) enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// Sealed, as soon as both sides agree how: no other connection waits for that.
    Greeting(Box<Accept<TcpStream>>),
    /// Sealed.
    Sealed(Box<TlsStream<TcpStream>>),
    /// Both sides could not agree.
    Broken,
}

impl Stream {
    /// A connection that was opened.
    pub(super) fn new(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> Self {
        match tls {
            None => Self::Plain(stream),
            Some(config) => Self::Greeting(Box::new(TlsAcceptor::from(config).accept(stream))),
        }
    }

    /// The connection, once it can be read and written.
    fn ready<'s>(self: Pin<&'s mut Self>, context: &mut Context<'_>) -> Poll<io::Result<Pin<&'s mut (dyn Open + 's)>>> {
        let stream = self.get_mut();
        if let Self::Greeting(accept) = stream {
            *stream = match ready!(Pin::new(accept).poll(context)) {
                Ok(sealed) => Self::Sealed(Box::new(sealed)),
                Err(_) => Self::Broken,
            };
        }
        Poll::Ready(match stream {
            Self::Plain(plain) => Ok(Pin::new(plain)),
            Self::Sealed(sealed) => Ok(Pin::new(sealed.as_mut())),
            Self::Greeting(_) | Self::Broken => Err(io::ErrorKind::ConnectionAborted.into()),
        })
    }
}

/// What can be read and written.
trait Open: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Open for T {}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        ready!(self.ready(context))?.poll_read(context, into)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.ready(context))?.poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.ready(context))?.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.ready(context))?.poll_shutdown(context)
    }
}
