//! TLS 1.3 with authorities of the source's choice, host names always checked.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::error::FeedError;

/// Where operating systems keep the authorities they trust: Debian, Red Hat, Alpine.
const SYSTEM: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// Trusts the authorities of a PEM file; without one, those of the operating system.
pub(super) fn client(ca: Option<&Path>) -> Result<ClientConfig, FeedError> {
    let path = match ca {
        Some(path) => path,
        None => SYSTEM.iter().map(Path::new).find(|path| path.is_file()).unwrap_or(Path::new(SYSTEM[0])),
    };
    let unreadable = |cause: &dyn std::fmt::Display| FeedError::Authorities {
        path: path.display().to_string(),
        detail: cause.to_string(),
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|cause| unreadable(&cause))? {
        let certificate = certificate.map_err(|cause| unreadable(&cause))?;
        // One old certificate of an operating system's many must not shut out the rest.
        if let Err(cause) = roots.add(certificate)
            && ca.is_some()
        {
            return Err(unreadable(&cause));
        }
    }
    if roots.is_empty() {
        return Err(unreadable(&"it holds no certificate"));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS13]);
    Ok(versions.map_err(|cause| unreadable(&cause))?.with_root_certificates(roots).with_no_client_auth())
}
