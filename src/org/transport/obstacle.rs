//! What stood in the way of a connection, read out of the types of the errors beneath; their words are for people.

use std::{error::Error, io};

use http::Uri;
use hyper_util::client::legacy::connect::{HttpConnector, proxy::Tunnel};
use rustls::{CertificateError, Error as TlsError};
use serde::Deserialize;
use tower_service::Service;

use super::{AuthoritiesError, TransportError, beneath::Beneath};

/// Why a proxy made no way to the host. The library gives the type no name of its own.
type TunnelError = <Tunnel<HttpConnector> as Service<Uri>>::Error;

/// What stood in the way of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// The host's name leads to no address.
    NameNotResolved,
    /// Nobody listens there.
    Refused,
    /// Nobody answered in the time that a connection may take.
    TimedOut,
    /// No authority that is trusted here vouches for the certificate.
    CertificateUnknownAuthority,
    /// The certificate was good until a time that has passed.
    CertificateExpired,
    /// The certificate is good from a time that has not come.
    CertificateNotYetValid,
    /// The certificate is another host's.
    CertificateWrongHost,
    /// The certificate is wrong in another way.
    CertificateRefused,
    /// What answered does not speak TLS.
    NotTls,
    /// The two sides found no way to speak TLS.
    TlsFailed,
    /// The system shows no authorities to trust.
    NoAuthorities,
    /// What a variable names as authorities holds none, or cannot be read.
    AuthoritiesUnusable,
    /// The proxy cannot be reached.
    ProxyUnreachable,
    /// The proxy wants to know who asks.
    ProxyNeedsLogin,
    /// The proxy makes no way to the host.
    ProxyRefused,
}

impl TransportError {
    /// What stood in the way, where that is known.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let first: &(dyn Error + 'static) = self.source.as_deref()?;
        let first = first.downcast_ref::<Beneath>().map_or(first, |beneath| &beneath.error);
        // A tunnel that did not come about has the proxy's own trouble beneath it.
        links(first).find_map(of_tunnel).or_else(|| links(first).find_map(of_link))
    }
}

/// An error and all that is beneath it. What an [`io::Error`] carries is a link of its own, which its `source` passes over.
pub(in crate::org) fn links<'e>(first: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(first), |&link| match link.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(carried) => Some(carried),
        None => link.source(),
    })
}

fn of_tunnel(link: &(dyn Error + 'static)) -> Option<Obstacle> {
    Some(match link.downcast_ref::<TunnelError>()? {
        TunnelError::ConnectFailed(_) => Obstacle::ProxyUnreachable,
        TunnelError::ProxyAuthRequired => Obstacle::ProxyNeedsLogin,
        _ => Obstacle::ProxyRefused,
    })
}

fn of_link(link: &(dyn Error + 'static)) -> Option<Obstacle> {
    if let Some(error) = link.downcast_ref::<AuthoritiesError>() {
        let is_of_the_system = matches!(error, AuthoritiesError::System(_));
        return Some(if is_of_the_system { Obstacle::NoAuthorities } else { Obstacle::AuthoritiesUnusable });
    }
    if let Some(error) = link.downcast_ref::<TlsError>() {
        return Some(of_tls(error));
    }
    if let Some(error) = link.downcast_ref::<reqwest::Error>() {
        let is_slow = error.is_connect() && error.is_timeout();
        return if error.is_dns() { Some(Obstacle::NameNotResolved) } else { is_slow.then_some(Obstacle::TimedOut) };
    }
    match link.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => Some(Obstacle::Refused),
        _ => None,
    }
}

fn of_tls(error: &TlsError) -> Obstacle {
    match error {
        TlsError::InvalidCertificate(error) => of_certificate(error),
        TlsError::NoCertificatesPresented => Obstacle::CertificateRefused,
        TlsError::InvalidMessage(_) => Obstacle::NotTls,
        _ => Obstacle::TlsFailed,
    }
}

fn of_certificate(error: &CertificateError) -> Obstacle {
    match error {
        CertificateError::UnknownIssuer => Obstacle::CertificateUnknownAuthority,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Obstacle::CertificateExpired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Obstacle::CertificateNotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Obstacle::CertificateWrongHost
        }
        _ => Obstacle::CertificateRefused,
    }
}
