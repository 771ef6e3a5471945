//! The two loopback addresses that `localhost` may lead to, on one port.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use tokio::net::TcpListener;
use url::Url;

/// The path that apps list as their redirect.
const PATH: &str = "/OauthRedirect";

/// Why nobody can come back here.
#[derive(Debug, thiserror::Error)]
#[error("port {port} of this machine cannot be listened at")]
pub struct ListenError {
    /// The port.
    pub port: u16,
    /// Why.
    #[source]
    pub source: io::Error,
}

impl ListenError {
    /// Whether another program has the port.
    pub fn is_taken(&self) -> bool {
        self.source.kind() == io::ErrorKind::AddrInUse
    }
}

/// The port on which a browser comes back, held from here on.
#[derive(Debug)]
pub struct Doorway {
    pub(super) listeners: Vec<TcpListener>,
    redirect: Url,
}

impl Doorway {
    /// Takes the port on `127.0.0.1` and on `::1`, and on no address that others can reach; 0 takes one that is free.
    ///
    /// Browsers try both for `localhost`, whatever the resolver says: if another program had the port on one of the two, it
    /// would get the code. So that is a failure, and a machine without IPv6 is none.
    pub async fn open(port: u16) -> Result<Self, ListenError> {
        let failed = |source| ListenError { port, source };
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let port = first.local_addr().map_err(failed)?.port();
        let second = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await;
        let listeners = match second {
            Ok(second) => vec![first, second],
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(failed(error)),
            Err(_) => vec![first],
        };
        Ok(Self { listeners, redirect: redirect_at(port) })
    }

    /// Where the browser is to come back.
    pub fn redirect(&self) -> &Url {
        &self.redirect
    }
}

/// The address at which a browser comes back to this port, to the letter in which apps list it.
pub fn redirect_at(port: u16) -> Url {
    Url::parse(&format!("http://localhost:{port}{PATH}")).expect("a port makes a URL")
}
