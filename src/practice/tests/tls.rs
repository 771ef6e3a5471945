//! The org over TLS, with a client that knows nothing of it but the certificate to trust.

use std::{fs, path::Path, time::Duration};

use http::Version;
use reqwest::{Certificate, ClientBuilder};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use x509_cert::{
    Certificate as Parsed,
    der::{Decode, oid::AssociatedOid},
    ext::pkix::{BasicConstraints, NameConstraints},
};

use super::client::*;
use crate::practice::{Call, Mishap, Mishaps, Occasion};

/// Asks the org once, with a client of these properties, at this host.
fn ask(org: &Bench, host: &str, with: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Version, String> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let builder = ClientBuilder::new().no_proxy().timeout(Duration::from_secs(60));
    let builder = builder.resolve(host, org.address);
    let client = with(builder.tls_certs_only([])).build().unwrap();
    let url = format!("https://{host}:{}/services/data", org.address.port());
    runtime.block_on(async {
        let response = client.get(url).send().await.map_err(|error| format!("{error:?}"))?;
        let version = response.version();
        let versions: serde_json::Value =
            serde_json::from_slice(&response.bytes().await.map_err(|error| format!("{error:?}"))?).unwrap();
        assert_eq!(versions.as_array().unwrap().len(), 14);
        Ok(version)
    })
}

fn trusting(file: &Path) -> impl FnOnce(ClientBuilder) -> ClientBuilder {
    let certificate = Certificate::from_pem(&fs::read(file).unwrap()).unwrap();
    move |builder| builder.tls_certs_only([certificate])
}

#[test]
fn whoever_trusts_the_authority_is_answered_over_http_2_or_1() {
    let (org, trusted) = Bench::sealed(Mishaps::default());
    for host in ["127.0.0.1", "localhost", "login.localhost", "test.localhost"] {
        assert_eq!(ask(&org, host, trusting(&trusted)), Ok(Version::HTTP_2), "{host}");
    }
    assert_eq!(ask(&org, "localhost", |builder| trusting(&trusted)(builder).http1_only()), Ok(Version::HTTP_11));
    let url = &org.running.as_ref().unwrap().instance_url;
    assert_eq!(*url, format!("https://{}", org.address));
}

#[test]
fn whoever_does_not_trust_it_is_not_answered_and_others_still_are() {
    let (org, trusted) = Bench::sealed(Mishaps::default());
    let (_other, foreign) = Bench::sealed(Mishaps::default());
    let unknown = ask(&org, "localhost", trusting(&foreign)).unwrap_err();
    assert!(unknown.contains("InvalidCertificate"), "{unknown}");
    let misnamed = ask(&org, "elsewhere.invalid", trusting(&trusted)).unwrap_err();
    assert!(misnamed.contains("NotValidForName"), "{misnamed}");
    let stalled = std::net::TcpStream::connect(org.address).unwrap();
    assert_eq!(ask(&org, "localhost", trusting(&trusted)), Ok(Version::HTTP_2), "nobody waits for a slow greeting");
    drop(stalled);
    assert_eq!(org.running.as_ref().unwrap().calls(), [(Call::Versions, 1)].into());
}

#[test]
fn the_authority_vouches_for_this_machine_alone_and_its_key_is_nowhere() {
    let (org, trusted) = Bench::sealed(Mishaps::default());
    let der = CertificateDer::from_pem_file(&trusted).unwrap();
    let parsed = Parsed::from_der(&der).unwrap();
    let extensions = parsed.tbs_certificate().extensions().unwrap();
    let has = |oid| extensions.iter().any(|extension| extension.extn_id == oid && extension.critical);
    assert!(has(NameConstraints::OID) && has(BasicConstraints::OID));
    for file in fs::read_dir(org.state()).unwrap() {
        let text = String::from_utf8_lossy(&fs::read(file.unwrap().path()).unwrap()).into_owned();
        assert!(!text.contains("PRIVATE KEY"));
    }
}

#[test]
fn what_goes_wrong_goes_wrong_over_tls_too() {
    let versions = Occasion::Call(Call::Versions);
    for mishap in [Mishap::LoseAnswer, Mishap::CutAnswer { bytes: 300 }] {
        for over_2 in [true, false] {
            let (org, trusted) = Bench::sealed(Mishaps::at(versions, 1, mishap.clone()));
            let with =
                |builder| if over_2 { trusting(&trusted)(builder) } else { trusting(&trusted)(builder).http1_only() };
            assert!(ask(&org, "localhost", with).is_err(), "{mishap:?} {over_2}");
            assert!(ask(&org, "localhost", with).is_ok(), "{mishap:?} {over_2}");
        }
    }
}
