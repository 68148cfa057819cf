//! Keys: made on first start, read by every server of the register, never shown.

use std::path::Path;

use aws_lc_rs::{
    constant_time, digest, hmac,
    rand::{SecureRandom, SystemRandom},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use domain::Error;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use persistence::vault::{Suite, Vault, write_once};
use serde::Serialize;

/// Random bytes of a client secret: 256 bits.
const SECRET_BYTES: usize = 32;
/// Bytes of a cursor's seal.
const SEAL_BYTES: usize = 16;

/// The register's keys.
pub struct Keys {
    /// The public key's identifier.
    pub kid: String,
    /// The public key, for the key set.
    pub public: String,
    /// Signs tokens.
    pub signing: EncodingKey,
    /// Verifies tokens.
    pub verifying: DecodingKey,
    /// Seals private values at rest.
    pub vault: Vault,
    secrets: hmac::Key,
    cursors: hmac::Key,
}

impl Keys {
    /// Reads the keys of a folder, making what is absent.
    ///
    /// # Errors
    /// When the folder cannot be written or a key cannot be read.
    pub fn load(folder: &Path, suite: Suite) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(Error::internal)?;
        let pkcs8 = load_or_make(&folder.join("signing.p8"), || {
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map(|document| document.as_ref().to_vec())
        })?;
        let master = load_or_make(&folder.join("master.key"), || random::<32>().map(|bytes| bytes.to_vec()))?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8).map_err(|_| unreadable("signing.p8"))?;
        let public = BASE64.encode(pair.public_key().as_ref());
        let fingerprint = digest::digest(&digest::SHA256, pair.public_key().as_ref());
        let master = hmac::Key::new(hmac::HMAC_SHA256, &master);
        let derived = |label: &str| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&master, label.as_bytes()).as_ref());
        Ok(Self {
            kid: BASE64.encode(fingerprint.as_ref().get(..8).unwrap_or_default()),
            signing: EncodingKey::from_ed_der(&pkcs8),
            verifying: DecodingKey::from_ed_components(&public).map_err(Error::internal)?,
            public,
            vault: Vault::open(&folder.join("fields"), suite, derived("blind indexes"))?,
            secrets: derived("client secrets"),
            cursors: derived("cursors"),
        })
    }

    /// Signs claims as a JWT of this type, under the published key.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn sign(&self, kind: &str, claims: &impl Serialize) -> Result<String, Error> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(kind.to_owned());
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(Error::internal)
    }

    /// A new client secret.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new_secret(&self) -> Result<String, Error> {
        random::<SECRET_BYTES>().map(|bytes| BASE64.encode(bytes)).map_err(|_| Error::internal("no random bytes"))
    }

    /// The keyed hash under which a secret is kept. A secret of 256 random bits needs no slow hash.
    pub fn hash_secret(&self, secret: &str) -> Vec<u8> {
        hmac::sign(&self.secrets, secret.as_bytes()).as_ref().to_vec()
    }

    /// Whether this is the secret, in constant time.
    pub fn is_secret(&self, secret: &str, hash: &[u8]) -> bool {
        hmac::verify(&self.secrets, secret.as_bytes(), hash).is_ok()
    }

    /// Seals a cursor to its list, filter, order and caller.
    pub fn seal(&self, payload: &[u8], bound_to: &str) -> String {
        let mut bytes = payload.to_vec();
        bytes.extend_from_slice(&self.tag(payload, bound_to));
        BASE64.encode(bytes)
    }

    /// Opens a cursor, when it belongs here.
    pub fn unseal(&self, cursor: &str, bound_to: &str) -> Option<Vec<u8>> {
        let bytes = BASE64.decode(cursor).ok()?;
        let (payload, tag) = bytes.split_at_checked(bytes.len().checked_sub(SEAL_BYTES)?)?;
        constant_time::verify_slices_are_equal(tag, &self.tag(payload, bound_to)).ok()?;
        Some(payload.to_vec())
    }

    fn tag(&self, payload: &[u8], bound_to: &str) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.cursors);
        context.update(bound_to.as_bytes());
        context.update(&[0]);
        context.update(payload);
        context.sign().as_ref().get(..SEAL_BYTES).unwrap_or_default().to_vec()
    }
}

/// The digest of some parts, each told apart from the next by its length.
pub fn digest_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    context.finish().as_ref().first_chunk::<32>().copied().unwrap_or_default()
}

/// Random bytes from the system.
///
/// # Errors
/// When the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], aws_lc_rs::error::Unspecified> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str) -> Error {
    Error::internal(format!("the key {name} cannot be read"))
}

/// Reads a key file, or makes it; of two servers that start together, one makes it and both read it.
fn load_or_make<E>(path: &Path, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Vec<u8>, Error> {
    if let Ok(bytes) = std::fs::read(path) {
        return Ok(bytes);
    }
    let bytes = make().map_err(|_| Error::internal("no random bytes"))?;
    if write_once(path, &bytes).map_err(Error::internal)? {
        return Ok(bytes);
    }
    std::fs::read(path).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("duxue-keys-{}", std::process::id()));
        let first = Keys::load(&folder, Suite::default()).unwrap();
        let second = Keys::load(&folder, Suite::default()).unwrap();
        assert_eq!(first.kid, second.kid);
        let hash = first.hash_secret("a");
        assert!(second.is_secret("a", &hash) && !second.is_secret("b", &hash));
        let cursor = first.seal(b"payload", "people");
        assert_eq!(second.unseal(&cursor, "people").as_deref(), Some(&b"payload"[..]));
        assert_eq!(second.unseal(&cursor, "experts"), None);
        assert_eq!(second.unseal("", "people"), None);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
