//! A passkey authenticator in software, together with the browser before it: real keys, real signatures.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// One credential on one device. Everything it says can be changed to say something else.
pub struct Authenticator {
    key: EcdsaKeyPair,
    pub id: Vec<u8>,
    pub handle: Vec<u8>,
    pub counter: u32,
    pub rp_id: String,
    pub origin: String,
    /// Touched by somebody.
    pub present: bool,
    /// Who showed a finger, a face or a PIN.
    pub verified: bool,
}

impl Authenticator {
    pub fn new(name: u8) -> Self {
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap(),
            id: vec![name; 32],
            handle: Vec::new(),
            counter: 0,
            rp_id: "ges.example".to_owned(),
            origin: "https://ges.example".to_owned(),
            present: true,
            verified: true,
        }
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, attested: &[u8]) -> Vec<u8> {
        let flag = |set: bool, bit: u8| u8::from(set) << bit;
        let flags = flag(self.present, 0) | flag(self.verified, 2) | flag(!attested.is_empty(), 6);
        [&Sha256::digest(&self.rp_id)[..], &[flags], &self.counter.to_be_bytes(), attested].concat()
    }

    /// Makes the credential that `/account/passkeys/begin` asks for: the body of `/account/passkeys`.
    pub fn create(&mut self, asked: &Value, name: &str) -> Value {
        self.handle = B64.decode(asked["user"].as_str().unwrap()).unwrap();
        let point = self.key.public_key().as_ref();
        let cose =
            [&b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"[..], &point[1..33], b"\x22\x58\x20", &point[33..]].concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = self.data(&[&[0; 16][..], &length, &self.id, &cose].concat());
        let length = u8::try_from(data.len()).unwrap();
        let object = [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"[..], &[length], &data].concat();
        let client = self.client_data("webauthn.create", asked["challenge"].as_str().unwrap());
        json!({ "name": name, "clientData": B64.encode(client), "attestation": B64.encode(object) })
    }

    /// Signs in as `/signin/passkey/begin` asks: the body of `/signin/passkey`.
    pub fn get(&mut self, asked: &Value, next: &str) -> Value {
        self.counter += 1;
        self.sign(asked, next)
    }

    /// The same with the counter as it stands.
    pub fn sign(&self, asked: &Value, next: &str) -> Value {
        let client = self.client_data("webauthn.get", asked["challenge"].as_str().unwrap());
        let data = self.data(&[]);
        let signed = [&data[..], &Sha256::digest(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        json!({ "next": next, "credential": {
            "id": B64.encode(&self.id),
            "clientData": B64.encode(client),
            "authenticatorData": B64.encode(data),
            "signature": B64.encode(signature),
            "userHandle": B64.encode(&self.handle),
        } })
    }
}
