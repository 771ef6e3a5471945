//! A certificate authority made for one test, the certificates that it gives out, and servers that speak TLS with them.
//!
//! A [`TlsServer`] stands before a server that speaks plain HTTP on loopback, as a front end does: it reads one request,
//! carries it, and gives the answer back.

use super::servers::{self, Listener, Request};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::{
    io::{self, Write},
    net::SocketAddr,
    sync::{Arc, Mutex},
};

/// An authority that nobody knows until its certificate is told.
pub(crate) struct Authority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

/// When a certificate is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    Now,
    Past,
    Future,
}

impl Authority {
    /// Makes an authority of this name.
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params.self_signed(&key).expect("an authority can vouch for itself").pem();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// The authority's own certificate, for those who shall trust it.
    pub(crate) fn pem(&self) -> &str {
        &self.certificate
    }

    /// How a server speaks TLS as these hosts.
    pub(crate) fn serving(&self, hosts: &[&str], validity: Validity) -> ServerConfig {
        let names: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("the hosts have names");
        (params.not_before, params.not_after) = match validity {
            Validity::Now => (date_time_ymd(2020, 1, 1), date_time_ymd(4000, 1, 1)),
            Validity::Past => (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1)),
            Validity::Future => (date_time_ymd(3999, 1, 1), date_time_ymd(4000, 1, 1)),
        };
        let key = KeyPair::generate().expect("a key can be made");
        let certificate = params.signed_by(&key, &self.issuer).expect("the authority signs");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.expect("the provider knows the versions of TLS that are safe").with_no_client_auth();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        builder.with_single_cert(chain, key).expect("the key is the certificate's")
    }
}

/// A server that speaks TLS before one that does not. It stops when it is dropped.
pub(crate) struct TlsServer {
    listener: Listener,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl TlsServer {
    /// Starts a server before another one.
    pub(crate) fn before(upstream: SocketAddr, config: ServerConfig) -> Self {
        Self::answering(config, move |request| servers::ask(upstream, &request.closing()))
    }

    /// Starts a server that answers by itself: with the bytes that a function makes of a request.
    pub(crate) fn answering(
        config: ServerConfig,
        answer: impl Fn(&Request) -> io::Result<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        let (config, seen) = (Arc::new(config), Arc::<Mutex<Vec<Request>>>::default());
        let record = Arc::clone(&seen);
        let listener = Listener::start(move |client| {
            let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
            let mut stream = StreamOwned::new(connection, client);
            let Some(request) = Request::read(&mut stream)? else { return Ok(()) };
            let bytes = answer(&request);
            servers::locked(&record).push(request);
            stream.write_all(&bytes?)?;
            stream.conn.send_close_notify();
            stream.flush()
        });
        Self { listener, seen }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// What came so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        servers::locked(&self.seen).clone()
    }
}
