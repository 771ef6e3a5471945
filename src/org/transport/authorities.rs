//! Whose certificates are trusted: the operating system's authorities, or those of the variables that OpenSSL and Node read.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Which authorities are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities {
    /// Files of certificates that stand in place of the system's: the value of `SSL_CERT_FILE`.
    pub file: Option<PathBuf>,
    /// Folders of certificates that stand in place of the system's: the value of `SSL_CERT_DIR`.
    pub folders: Vec<PathBuf>,
    /// A file of certificates that are trusted besides: the value of `NODE_EXTRA_CA_CERTS`, which users of `sf` have.
    pub extra: Option<PathBuf>,
}

/// Why nobody can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    /// What a variable names cannot be read.
    #[error("`{variable}` names `{}`, which cannot be read", .path.display())]
    Unreadable {
        /// The variable.
        variable: &'static str,
        /// What it names.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What variables name holds no certificate.
    #[error("`{variable}` names `{}`, which holds no certificate in PEM format", .path.display())]
    NoCertificate {
        /// The variable.
        variable: &'static str,
        /// What it names.
        path: PathBuf,
    },
    /// A certificate is none.
    #[error("`{variable}` names `{}`, which holds a certificate that is not well formed", .path.display())]
    Broken {
        /// The variable.
        variable: &'static str,
        /// What it names.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::Error,
    },
    /// The operating system has none, or does not show them.
    #[error("this system shows no certificate authorities that could be trusted")]
    System(#[source] rustls::Error),
}

const FILE: &str = "SSL_CERT_FILE";
const FOLDERS: &str = "SSL_CERT_DIR";
const EXTRA: &str = "NODE_EXTRA_CA_CERTS";

/// What is offered to servers, the best first.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

impl Authorities {
    /// How TLS is spoken with those who hold a certificate of one of these authorities.
    pub(super) fn tls(&self) -> Result<ClientConfig, AuthoritiesError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("the provider knows the versions of TLS that are safe");
        let mut config = if self.replace_the_system() {
            builder.with_root_certificates(self.named()?).with_no_client_auth()
        } else {
            let verifier = Arc::new(self.of_the_system(provider)?);
            builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth()
        };
        config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
        Ok(config)
    }

    fn replace_the_system(&self) -> bool {
        self.file.is_some() || !self.folders.is_empty()
    }

    /// The system's own judge, which knows the extra authorities too.
    fn of_the_system(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<rustls_platform_verifier::Verifier, AuthoritiesError> {
        let extra = self.extra_certificates()?;
        rustls_platform_verifier::Verifier::new_with_extra_roots(extra, provider).map_err(AuthoritiesError::System)
    }

    /// The authorities that variables name.
    fn named(&self) -> Result<RootCertStore, AuthoritiesError> {
        let mut store = RootCertStore::empty();
        if let Some(path) = &self.file {
            add(&mut store, FILE, path, certificates_of(FILE, path)?)?;
        }
        for path in &self.folders {
            add(&mut store, FOLDERS, path, certificates_in(path)?)?;
        }
        if let Some(path) = &self.extra {
            add(&mut store, EXTRA, path, self.extra_certificates()?)?;
        }
        Ok(store)
    }

    fn extra_certificates(&self) -> Result<Vec<CertificateDer<'static>>, AuthoritiesError> {
        let Some(path) = &self.extra else { return Ok(Vec::new()) };
        let certificates = certificates_of(EXTRA, path)?;
        add(&mut RootCertStore::empty(), EXTRA, path, certificates.clone())?;
        Ok(certificates)
    }
}

fn add(
    store: &mut RootCertStore,
    variable: &'static str,
    path: &Path,
    certificates: Vec<CertificateDer<'static>>,
) -> Result<(), AuthoritiesError> {
    for certificate in certificates {
        let broken = |source| AuthoritiesError::Broken { variable, path: path.to_owned(), source };
        store.add(certificate).map_err(broken)?;
    }
    Ok(())
}

/// The certificates of a file; one at least.
fn certificates_of(variable: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, AuthoritiesError> {
    let unreadable = |source| AuthoritiesError::Unreadable { variable, path: path.to_owned(), source };
    let found = pem_of(path).map_err(unreadable)?;
    if found.is_empty() {
        return Err(AuthoritiesError::NoCertificate { variable, path: path.to_owned() });
    }
    Ok(found)
}

/// The certificates of all files in a folder; files that hold none are passed over, as OpenSSL does. Many are links to others.
fn certificates_in(folder: &Path) -> Result<Vec<CertificateDer<'static>>, AuthoritiesError> {
    let unreadable =
        |path: &Path, source| AuthoritiesError::Unreadable { variable: FOLDERS, path: path.to_owned(), source };
    let mut found = BTreeSet::<Vec<u8>>::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.is_file() {
            let certificates = pem_of(&path).map_err(|error| unreadable(&path, error))?;
            found.extend(certificates.iter().map(|certificate| certificate.to_vec()));
        }
    }
    if found.is_empty() {
        return Err(AuthoritiesError::NoCertificate { variable: FOLDERS, path: folder.to_owned() });
    }
    Ok(found.into_iter().map(CertificateDer::from).collect())
}

fn pem_of(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let text = fs::read(path)?;
    Ok(CertificateDer::pem_slice_iter(&text).filter_map(Result::ok).collect())
}
