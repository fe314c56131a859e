//! Only the right key gets a certificate, only for its own organisation, and what it says is read back.

use std::time::Duration;

use ges_domain::ids::OrganisationId;
use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{Clock, Entropy, Env};

fn organisation(id: &str) -> OrganisationId {
    OrganisationId::parse(id).unwrap()
}

fn start() -> Timestamp {
    "2026-10-01T00:00:00Z".parse().unwrap()
}

fn authority() -> CertificateAuthority {
    let env = Env { clock: Clock::manual(start()).0, entropy: Entropy::seeded(1) };
    CertificateAuthority::create(&env, "GES test federation", 365).unwrap()
}

#[test]
fn a_request_becomes_a_certificate_that_names_its_organisation() {
    let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
    let csr = key.csr(&dep).unwrap();
    let issued = authority.issue(&csr, &dep, Kind::Node, start(), 30).unwrap();
    let identity = Identity::new(&issued.chain_pem, &key).unwrap();
    let peer = identity.peer();
    assert_eq!((&peer.organisation, peer.kind), (&dep, Some(Kind::Node)));
    assert_eq!(peer.serial, issued.serial);
    assert_eq!(peer.not_before.to_string(), "2026-09-30T23:55:00Z");
    assert_eq!(peer.not_after.to_string(), "2026-10-31T00:00:00Z");
    assert_eq!(issued.not_after, peer.not_after);
    assert_eq!(identity.renew_at().to_string(), "2026-10-20T23:58:20Z");
}

#[test]
fn each_certificate_has_a_serial_number_of_its_own_also_for_the_same_key() {
    let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
    let issue = || authority.issue(&key.csr(&dep).unwrap(), &dep, Kind::Node, start(), 30).unwrap().serial;
    let (first, second) = (issue(), issue());
    assert_ne!(first, second);
    assert_eq!(first.len(), 32);
}

#[test]
fn a_request_for_another_organisations_name_is_refused() {
    let key = KeyPair::generate().unwrap();
    let csr = key.csr(&organisation("cdd")).unwrap();
    let error = authority().issue(&csr, &organisation("dep"), Kind::Node, start(), 30).unwrap_err();
    assert!(matches!(&error, IdentityError::RequestOfAnother { claimed, .. } if claimed == "ges://cdd"), "{error}");
}

#[test]
fn a_damaged_request_is_refused() {
    let (authority, dep) = (authority(), organisation("dep"));
    let csr = KeyPair::generate().unwrap().csr(&dep).unwrap();
    let mut forged = csr.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    for bad in [&forged[..], &csr[..20], b"", b"not a request", &vec![0x30; 20_000]] {
        let error = authority.issue(bad, &dep, Kind::Node, start(), 30).unwrap_err();
        assert!(matches!(error, IdentityError::Request(_)), "{error}");
        assert!(fingerprint_of_csr(bad).is_err());
    }
}

#[test]
fn a_key_on_another_curve_is_refused() {
    let dep = organisation("dep");
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let csr = key::named(&dep).unwrap().serialize_request(&key).unwrap();
    let error = authority().issue(csr.der(), &dep, Kind::Node, start(), 30).unwrap_err();
    assert!(matches!(error, IdentityError::KeyType), "{error}");
    assert!(matches!(KeyPair::from_pem(key.serialize_pem().as_bytes(), "test"), Err(IdentityError::KeyType)));
}

#[test]
fn a_certificate_ends_no_later_than_its_authority() {
    let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
    let csr = key.csr(&dep).unwrap();
    let late = start().checked_add(Duration::from_hours(8640)).unwrap();
    assert_eq!(authority.issue(&csr, &dep, Kind::Node, late, 30).unwrap().not_after, authority.not_after());
    let after = authority.not_after().checked_add(Duration::from_secs(1)).unwrap();
    let error = authority.issue(&csr, &dep, Kind::Node, after, 30).unwrap_err();
    assert!(matches!(error, IdentityError::Validity { .. }), "{error}");
}

#[test]
fn the_fingerprint_is_the_same_on_both_sides_and_easy_to_read_out() {
    let key = KeyPair::generate().unwrap();
    let shown = key.fingerprint();
    assert_eq!(fingerprint_of_csr(&key.csr(&organisation("dep")).unwrap()).unwrap(), shown);
    assert_ne!(KeyPair::generate().unwrap().fingerprint(), shown);
    let groups: Vec<&str> = shown.split(' ').collect();
    assert_eq!(groups.len(), 8);
    let readable = |group: &&str| group.len() == 4 && group.chars().all(|c| matches!(c, '0'..='9' | 'A'..='F'));
    assert!(groups.iter().all(readable), "{shown}");
}

#[test]
fn authority_and_identity_are_read_back_as_they_were_written() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
    authority.save(folder.path()).unwrap();
    let again = CertificateAuthority::load(folder.path()).unwrap();
    assert_eq!(again.ca_pem(), authority.ca_pem());
    let issued = again.issue(&key.csr(&dep).unwrap(), &dep, Kind::Hub, start(), 30).unwrap();

    let path = folder.path().join("identity.pem");
    let identity = Identity::new(&issued.chain_pem, &key).unwrap();
    identity.save(&path).unwrap();
    let read = Identity::load(&path).unwrap();
    assert_eq!(read.peer(), identity.peer());
    assert_eq!(read.key().fingerprint(), key.fingerprint());
    assert_eq!(read.chain_pem(), issued.chain_pem);

    let alone = folder.path().join("new.key");
    key.save(&alone).unwrap();
    assert_eq!(KeyPair::load(&alone).unwrap().fingerprint(), key.fingerprint());
}

#[cfg(unix)]
#[test]
fn secret_files_are_the_owners_alone_and_open_ones_are_refused() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    authority().save(folder.path()).unwrap();
    let key = folder.path().join("ca.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(folder.path().join("ca.pem")).unwrap().permissions().mode() & 0o777, 0o644);
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let error = CertificateAuthority::load(folder.path()).unwrap_err();
    assert!(error.to_string().contains("chmod 600"), "{error}");
}

#[test]
fn a_certificate_for_another_key_is_refused() {
    let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
    let issued = authority.issue(&key.csr(&dep).unwrap(), &dep, Kind::Node, start(), 30).unwrap();
    let other = KeyPair::generate().unwrap();
    assert!(matches!(Identity::new(&issued.chain_pem, &other), Err(IdentityError::KeyMismatch)));
    assert!(matches!(Identity::new("", &key), Err(IdentityError::NoCertificate(_))));
    let nameless = Identity::new(&authority.ca_pem(), &key).unwrap_err();
    assert!(matches!(nameless, IdentityError::Certificate(CertificateError::Nameless)), "{nameless}");
}

#[test]
fn a_certificate_that_names_nobody_several_or_somebody_impossible_is_refused() {
    let key = rcgen::KeyPair::generate().unwrap();
    let with = |uris: &[&str]| {
        let mut params = rcgen::CertificateParams::default();
        let names = uris.iter().map(|uri| rcgen::SanType::URI((*uri).try_into().unwrap()));
        params.subject_alt_names = names.collect();
        peer_of(params.self_signed(&key).unwrap().der())
    };
    assert_eq!(with(&[]), Err(CertificateError::Nameless));
    assert_eq!(with(&["https://dep.example"]), Err(CertificateError::Nameless));
    assert_eq!(with(&["ges://dep", "ges://cdd"]), Err(CertificateError::Ambiguous));
    assert!(matches!(with(&["ges://DEP"]), Err(CertificateError::Organisation(_))));
    assert!(matches!(with(&["ges://dep/../cdd"]), Err(CertificateError::Organisation(_))));
    let fine = with(&["https://dep.example", "ges://dep"]).unwrap();
    assert_eq!((fine.organisation.as_str(), fine.kind), ("dep", None));
}

#[test]
fn keys_are_never_printed() {
    let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
    let issued = authority.issue(&key.csr(&dep).unwrap(), &dep, Kind::Node, start(), 30).unwrap();
    let identity = Identity::new(&issued.chain_pem, &key).unwrap();
    let printed = format!("{authority:?} {key:?} {identity:?}");
    let pem = key.pem();
    let secret: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    assert!(!printed.contains(&secret) && !printed.contains("PRIVATE"), "{printed}");
    assert!(printed.contains(&key.fingerprint()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn bytes_from_outside_never_break_the_reader(at: prop::sample::Index, byte: u8, cut: prop::sample::Index) {
        let (authority, key, dep) = (authority(), KeyPair::generate().unwrap(), organisation("dep"));
        let csr = key.csr(&dep).unwrap();
        let issued = authority.issue(&csr, &dep, Kind::Node, start(), 30).unwrap();
        let mut certificate = Identity::new(&issued.chain_pem, &key).unwrap().chain()[0].to_vec();
        let cut = cut.index(certificate.len());
        prop_assert!(peer_of(&certificate[..cut]).is_err());
        let at = at.index(certificate.len());
        certificate[at] = byte;
        let _ = peer_of(&certificate);
        let _ = fingerprint_of_csr(&csr[..cut.min(csr.len() - 1)]).unwrap_err();
    }
}
