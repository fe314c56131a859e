//! The test vector of the standard, keys of every kind asked for, and the addresses passkeys are bound to.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use super::key::PublicKey;
use super::*;

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// WebAuthn Level 3 §16.2, "ES256 Credential with No Attestation". Its authenticator does not verify its user.
mod vector {
    pub const RP: &str = "https://example.org";
    pub const CREATE: &str = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
    pub const CREATE_CLIENT: &str = "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c453551227d";
    pub const ATTESTATION: &str = "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
    pub const ID: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
    pub const GET: &str = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
    pub const GET_CLIENT: &str = "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d";
    pub const AUTHENTICATOR: &str = "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
    pub const SIGNATURE: &str = "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87";
}

fn text(challenge: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(hex(challenge))
}

#[test]
fn the_vector_of_the_standard_is_read_and_its_signature_holds() {
    let party = RelyingParty::new(vector::RP, &[]).unwrap();
    let object = hex(vector::ATTESTATION);
    let data = AuthenticatorData::read(data::attested(&object).unwrap()).unwrap();
    let credential = data.credential.as_ref().unwrap();
    assert!(data.is_for(party.id()) && data.user_present && !data.user_verified && data.backed_up);
    assert_eq!(credential.id, hex(vector::ID));
    let (client, authenticator) = (hex(vector::GET_CLIENT), hex(vector::AUTHENTICATOR));
    let message = [&authenticator[..], &Sha256::digest(&client)].concat();
    let mut signature = hex(vector::SIGNATURE);
    let key = PublicKey::read(credential.key).unwrap();
    assert!(key.verifies(&message, &signature));
    *signature.last_mut().unwrap() ^= 1;
    assert!(!key.verifies(&message, &signature));
}

#[test]
fn a_user_whom_the_authenticator_did_not_verify_is_refused_after_all_else_fits() {
    let party = RelyingParty::new(vector::RP, &[]).unwrap();
    let (client, object) = (hex(vector::CREATE_CLIENT), hex(vector::ATTESTATION));
    assert_eq!(RelyingParty::claimed(&client).unwrap(), text(vector::CREATE));
    assert_eq!(party.register(&text(vector::CREATE), &client, &object), Err(Refusal::NotVerified));
    let (client, authenticator, signature) =
        (hex(vector::GET_CLIENT), hex(vector::AUTHENTICATOR), hex(vector::SIGNATURE));
    let given = Assertion { client_data: &client, authenticator_data: &authenticator, signature: &signature };
    assert_eq!(party.assert(&text(vector::GET), &given, b""), Err(Refusal::NotVerified));
    assert_eq!(party.assert(&text(vector::CREATE), &given, b""), Err(Refusal::Challenge));
    assert_eq!(party.register(&text(vector::GET), &client, &object), Err(Refusal::Kind));
    let elsewhere = RelyingParty::new("https://other.example.org", &[]).unwrap();
    let refused = elsewhere.assert(&text(vector::GET), &given, b"");
    assert_eq!(refused, Err(Refusal::Origin(vector::RP.into())));
}

#[test]
fn what_is_cut_short_or_too_long_is_refused_without_harm() {
    let object = hex(vector::ATTESTATION);
    for end in 0..object.len() {
        assert!(data::attested(&object[..end]).is_err(), "{end}");
    }
    let authenticator = data::attested(&object).unwrap();
    for end in 0..authenticator.len() {
        assert!(AuthenticatorData::read(&authenticator[..end]).is_err(), "{end}");
    }
    assert!(AuthenticatorData::read(&[authenticator, &[0]].concat()).is_err(), "one byte more");
    assert!(AuthenticatorData::read(&vec![0; 4097]).is_err());
    assert!(ClientData::read(&vec![b' '; 4097]).is_err());
}

#[test]
fn keys_of_every_kind_that_is_asked_for_check_signatures() {
    let ed = Ed25519KeyPair::generate().unwrap();
    let cose = [&b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"[..], ed.public_key().as_ref()].concat();
    let key = PublicKey::read(&cose).unwrap();
    assert!(key.verifies(b"message", ed.sign(b"message").as_ref()));
    assert!(!key.verifies(b"massage", ed.sign(b"message").as_ref()));

    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let n = rsa.public_key().modulus().big_endian_without_leading_zero().to_vec();
    let e = rsa.public_key().exponent().big_endian_without_leading_zero().to_vec();
    assert_eq!(e, [1, 0, 1]);
    let cose = [&b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00"[..], &n, b"\x21\x43\x01\x00\x01"].concat();
    let mut signature = vec![0; rsa.public_modulus_len()];
    rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"message", &mut signature).unwrap();
    let key = PublicKey::read(&cose).unwrap();
    assert!(key.verifies(b"message", &signature) && !key.verifies(b"massage", &signature));

    // The same Ed25519 key under the name of another algorithm, on another curve, one byte short.
    for (at, byte) in [(4, 0x26), (6, 0x04), (9, 0x1f)] {
        let mut other = [&b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"[..], ed.public_key().as_ref()].concat();
        other[at] = byte;
        assert_eq!(PublicKey::read(&other), None, "{at}");
    }
}

#[test]
fn passkeys_are_bound_to_addresses_at_which_browsers_offer_them() {
    let id = |url: &str| RelyingParty::new(url, &[]).map(|party| party.id);
    assert_eq!(id("https://ges.dep.example.go.th").as_deref(), Some("ges.dep.example.go.th"));
    assert_eq!(id("https://ges.dep.example.go.th:8443/x").as_deref(), Some("ges.dep.example.go.th"));
    assert_eq!(id("http://localhost:8410").as_deref(), Some("localhost"));
    for bad in ["", "http://ges.dep.example.go.th", "https://192.0.2.7", "http://127.0.0.1:8410", "ftp://localhost"] {
        assert_eq!(id(bad), None, "{bad}");
    }
    let trusted =
        ["https://www.dep.example", "https://dep.example:8443", "https://notdep.example", "http://dep.example"]
            .map(str::to_owned);
    let party = RelyingParty::new("https://dep.example/", &trusted).unwrap();
    assert_eq!(party.origins, ["https://dep.example", "https://www.dep.example", "https://dep.example:8443"]);
}
