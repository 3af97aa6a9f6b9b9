//! Ed25519 keys and signatures, with which releases are signed: PEM in, PEM out (RFC 8410).
//!
//! Where a key comes from is not told here: see [`crate::publish::signing`].

use ed25519_dalek::{
    Signature, Signer, SigningKey, VerifyingKey,
    pkcs8::{
        DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes, spki::der::pem::LineEnding,
    },
};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::source::hexadecimal;

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// Why a text is no key. The text itself is never repeated: it may be a private one.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    #[error("expected an Ed25519 private key in PKCS#8 PEM, which begins with `-----BEGIN PRIVATE KEY-----`")]
    Private,
    #[error("expected an Ed25519 public key in PEM, which begins with `-----BEGIN PUBLIC KEY-----`")]
    Public,
}

/// A key that signs. It has no `Debug`, so that no log ever holds it.
#[derive(Clone)]
pub struct PrivateKey(SigningKey);

impl PrivateKey {
    /// The key of 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        PrivateKey(SigningKey::from_bytes(seed))
    }

    /// Reads a PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// [`KeyError::Private`] for anything else.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(text.trim()).map(PrivateKey).map_err(|_| KeyError::Private)
    }

    /// The key as PKCS#8 PEM, without the public half, which not every version of OpenSSL takes in one.
    pub fn to_pem(&self) -> String {
        let bytes = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        bytes.to_pkcs8_pem(LineEnding::LF).expect("32 bytes are always a key").to_string()
    }

    /// The key that verifies what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs a message: the same key and message always give the same signature.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.0.sign(message).to_bytes()
    }
}

/// A key that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a PEM of the kind `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`KeyError::Public`] for anything else.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        VerifyingKey::from_public_key_pem(text.trim()).map(PublicKey).map_err(|_| KeyError::Public)
    }

    /// The key as PEM.
    pub fn to_pem(&self) -> String {
        self.0.to_public_key_pem(LineEnding::LF).expect("a point of the curve is always a key")
    }

    /// SHA-256 of the key in DER, in hexadecimal digits: what people compare by eye, and
    /// `openssl pkey -pubin -outform DER | sha256sum` gives.
    pub fn fingerprint(&self) -> String {
        let der = self.0.to_public_key_der().expect("a point of the curve is always a key");
        hexadecimal(&Sha256::digest(der.as_bytes()))
    }

    /// Whether the signature is one of the message by this key.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8410, section 10.3, and section 10.1 for its public half.
    const PRIVATE: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\n\
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";

    #[test]
    fn keys_are_written_as_they_are_read() {
        let private = PrivateKey::from_pem(PRIVATE).expect("a key");
        assert_eq!(private.to_pem(), PRIVATE);
        assert_eq!(private.public().to_pem(), PUBLIC);
        assert_eq!(PublicKey::from_pem(PUBLIC), Ok(private.public()));
    }

    /// RFC 8032, section 7.1, test 1.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let seed = [
            0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49,
            0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
        ];
        let key = PrivateKey::from_seed(&seed);
        let signature = key.sign(b"");
        assert!(
            hexadecimal(&signature).starts_with("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")
        );
        assert!(key.public().verifies(b"", &signature));
        assert!(!key.public().verifies(b"x", &signature));
        assert!(!key.public().verifies(b"", &signature[..63]));
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_repeated() {
        for text in ["", "secret", PUBLIC] {
            let error = PrivateKey::from_pem(text).err().expect("no private key");
            assert!(error.to_string().contains("BEGIN PRIVATE KEY") && !error.to_string().contains("secret"));
        }
        assert_eq!(PublicKey::from_pem(PRIVATE), Err(KeyError::Public));
    }
}
