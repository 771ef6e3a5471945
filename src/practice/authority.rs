//! The authority that vouches for the practice org's address where it is served over TLS.
//!
//! An authority lives as long as the process that made it: its key is never written. It can vouch for this machine and
//! for nothing else, so that trusting it gives nobody power over other addresses.

use std::{net::Ipv4Addr, sync::Arc};

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// The names and addresses under which the org is found. The last two stand for the hosts of all orgs.
const NAMES: [&str; 5] = ["127.0.0.1", "::1", "localhost", "login.localhost", "test.localhost"];

/// What is spoken over TLS, the best first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// So many days the certificates are good, and so many before they were made: clocks differ.
const DAYS: i64 = 365;
const EARLIER: i64 = 1;

/// An authority, and the certificate that it gave the org.
#[derive(Debug, Clone)]
pub struct Authority {
    /// The certificate to trust, in PEM.
    pub certificate: String,
    server: Arc<ServerConfig>,
}

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// Its certificates cannot be made.
    #[error("the practice org's certificates cannot be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// TLS takes no such certificates.
    #[error("the practice org cannot speak TLS: {0}")]
    Tls(#[from] rustls::Error),
}

impl Authority {
    /// Makes an authority that is good from now on.
    pub fn new(now: Timestamp) -> Result<Self, AuthorityError> {
        let authority = CertifiedIssuer::self_signed(of_authority(now), KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let certificate = of_server(now)?.signed_by(&key, &authority)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let server = server(vec![certificate.der().clone()], key)?;
        Ok(Self { certificate: authority.pem(), server: Arc::new(server) })
    }

    /// How the org speaks TLS.
    pub(super) fn server(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.server)
    }
}

fn server(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<ServerConfig, rustls::Error> {
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
    let mut config = builder.with_single_cert(chain, key)?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
    Ok(config)
}

fn of_authority(now: Timestamp) -> CertificateParams {
    let mut params = named("xcred practice org: authority", now);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let loopback = CidrSubnet::from_v4_prefix(Ipv4Addr::LOCALHOST.octets(), 8);
    let permitted_subtrees = vec![
        GeneralSubtree::DnsName("localhost".to_owned()),
        GeneralSubtree::IpAddress(loopback),
        GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(std::net::Ipv6Addr::LOCALHOST.octets(), 128)),
    ];
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    params
}

fn of_server(now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    let CertificateParams { distinguished_name, not_before, not_after, .. } = named("xcred practice org", now);
    (params.distinguished_name, params.not_before, params.not_after) = (distinguished_name, not_before, not_after);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn named(name: &str, now: Timestamp) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let day = |days: i64| {
        let date = now.to_zoned(TimeZone::UTC).date().saturating_add(days.days());
        let part = |number: i8| u8::try_from(number).expect("months and days are positive");
        date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day()))
    };
    (params.not_before, params.not_after) = (day(-EARLIER), day(DAYS));
    params
}
