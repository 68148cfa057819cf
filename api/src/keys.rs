//! Keys: made on first start, read by every server of the register, never shown.

use std::path::Path;

use aws_lc_rs::{
    constant_time, digest, hmac,
    rand::{SecureRandom, SystemRandom},
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64},
};
use domain::{Area, Error, administration::client::Client, kernel::id::WebhookId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use persistence::kernel::{
    private,
    vault::{self, Suite, Vault, write_once},
};
use serde::Serialize;

/// Random bytes of a client secret: 256 bits.
const SECRET_BYTES: usize = 32;
/// Bytes of a cursor's seal.
const SEAL_BYTES: usize = 16;

/// How the secret of a webhook begins (Standard Webhooks).
const WEBHOOK_SECRET: &str = "whsec_";

/// The file of the key that signs tokens.
const SIGNING: &str = "signing.p8";
/// The file of the key from which others are derived.
const MASTER: &str = "master.key";
/// The folder of the keys that seal private values.
const FIELDS: &str = "fields";

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
    clients: hmac::Key,
    sums: hmac::Key,
    cursors: hmac::Key,
    webhooks: hmac::Key,
}

/// How the kept hash of a secret begins that is bound to its client; that of an earlier release had no such byte.
const BOUND: u8 = 1;
/// Bytes of a keyed hash.
const HASH_BYTES: usize = 32;

impl Keys {
    /// Reads the keys of a folder, making what is absent.
    ///
    /// # Errors
    /// When the folder cannot be written, or a key cannot be read or can be read by others.
    pub fn load(folder: &Path, suite: Suite) -> Result<Self, Error> {
        private::make_folder(folder).map_err(Error::internal)?;
        check_modes(folder)?;
        let pkcs8 = load_or_make(&folder.join(SIGNING), || {
            Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map(|document| document.as_ref().to_vec())
        })?;
        let master = load_or_make(&folder.join(MASTER), || random::<32>().map(|bytes| bytes.to_vec()))?;
        Self::derived(&pkcs8, &master, |index| Vault::open(&folder.join(FIELDS), suite, index))
    }

    /// Reads the keys of a folder, and makes none: for what only reads.
    ///
    /// # Errors
    /// When one is absent, cannot be read or can be read by others.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        check_modes(folder)?;
        let key = |name: &str| std::fs::read(folder.join(name)).map_err(|_| unreadable(name));
        Self::derived(&key(SIGNING)?, &key(MASTER)?, |index| Vault::open_existing(&folder.join(FIELDS), index))
    }

    fn derived(
        pkcs8: &[u8],
        master: &[u8],
        vault: impl FnOnce(hmac::Key) -> Result<Vault, Error>,
    ) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| unreadable(SIGNING))?;
        let public = BASE64.encode(pair.public_key().as_ref());
        let fingerprint = digest::digest(&digest::SHA256, pair.public_key().as_ref());
        let master = hmac::Key::new(hmac::HMAC_SHA256, master);
        let derived = |label: &str| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&master, label.as_bytes()).as_ref());
        Ok(Self {
            kid: BASE64.encode(fingerprint.as_ref().get(..8).unwrap_or_default()),
            signing: EncodingKey::from_ed_der(pkcs8),
            verifying: DecodingKey::from_ed_components(&public).map_err(Error::internal)?,
            public,
            vault: vault(derived("blind indexes"))?,
            secrets: derived("client secrets"),
            clients: derived("clients"),
            sums: derived("sums of stipend runs"),
            cursors: derived("cursors"),
            webhooks: derived("webhooks"),
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

    /// The keyed hash under which the secret of a client is kept, bound to the client. A secret of 256 random bits needs no
    /// slow hash.
    pub fn hash_secret(&self, client: &Client, secret: &str) -> Vec<u8> {
        self.bound_to(client, hmac::sign(&self.secrets, secret.as_bytes()).as_ref())
    }

    /// A kept hash bound to its client as it is from now on.
    pub fn rebind(&self, client: &Client, kept: &[u8]) -> Vec<u8> {
        self.bound_to(client, hash_in(kept))
    }

    /// True if this is the secret, found in constant time.
    pub fn is_secret(&self, secret: &str, kept: &[u8]) -> bool {
        hmac::verify(&self.secrets, secret.as_bytes(), hash_in(kept)).is_ok()
    }

    /// True if a client is what this register made of it: nobody gave it another role or reach in the database, nor the
    /// secret of another client.
    pub fn vouches_for(&self, client: &Client, kept: &[u8]) -> bool {
        match kept.first() {
            Some(&BOUND) if kept.len() > HASH_BYTES => {
                constant_time::verify_slices_are_equal(&self.rebind(client, kept), kept).is_ok()
            }
            // As an earlier release kept it, until the keys are rotated once.
            _ => !self.vault.is_bound(),
        }
    }

    /// What follows the first byte: the hash, and what binds it to everything that says what the client may do.
    fn bound_to(&self, client: &Client, hash: &[u8]) -> Vec<u8> {
        let id = client.id.to_string();
        let area = client.area.as_ref().map_or("", Area::as_str);
        let (owner, state) = (client.owner.as_deref().unwrap_or_default(), client.status().as_str());
        let secret_version = client.secret_version.to_be_bytes();
        let terms: String = client.terms.iter().map(|terms| format!("{terms:?}")).collect();
        let mut context = hmac::Context::with_key(&self.clients);
        let said =
            [id.as_bytes(), client.role.as_str().as_bytes(), area.as_bytes(), owner.as_bytes(), state.as_bytes()];
        for part in said.into_iter().chain([&secret_version[..], hash]) {
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        // A client without an agreement is bound as it was before there were any.
        context.update(terms.as_bytes());
        [&[BOUND][..], hash, context.sign().as_ref()].concat()
    }

    /// A secret of a webhook, by its number: derived, so that no database holds it.
    pub fn webhook_secret(&self, id: WebhookId, number: i64) -> String {
        format!("{WEBHOOK_SECRET}{}", STANDARD.encode(self.webhook_key(id, number)))
    }

    /// Signs a message to a webhook by the secret of a number, as Standard Webhooks has it.
    pub fn sign_message(&self, (id, number): (WebhookId, i64), message: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.webhook_key(id, number).as_ref());
        format!("v1,{}", STANDARD.encode(hmac::sign(&key, message.as_bytes())))
    }

    fn webhook_key(&self, id: WebhookId, number: i64) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.webhooks);
        context.update(id.0.as_bytes());
        context.update(&number.to_be_bytes());
        context.sign()
    }

    /// Begins a digest of what a run comes to.
    pub fn sums_digest(&self) -> hmac::Context {
        hmac::Context::with_key(&self.sums)
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

/// The hash of the secret within what is kept.
fn hash_in(kept: &[u8]) -> &[u8] {
    match kept.split_first() {
        Some((&BOUND, rest)) if rest.len() > HASH_BYTES => rest.get(..HASH_BYTES).unwrap_or_default(),
        _ => kept,
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

/// The SHA-256 digest of a text, as anybody computes it.
pub fn sha256(text: &str) -> [u8; 32] {
    digest::digest(&digest::SHA256, text.as_bytes()).as_ref().first_chunk::<32>().copied().unwrap_or_default()
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

/// Refuses keys that somebody else than their owner can read or replace, and names the command that mends it.
fn check_modes(folder: &Path) -> Result<(), Error> {
    let fields = folder.join(FIELDS);
    let keys = if fields.is_dir() { vault::files(&fields)? } else { Vec::new() };
    let keys = [SIGNING, MASTER].into_iter().map(|name| folder.join(name)).filter(|path| path.exists()).chain(keys);
    let mut open = Vec::new();
    for key in keys {
        if private::is_open_to_others(&key).map_err(Error::internal)? {
            open.push(quoted(&key));
        }
    }
    if !open.is_empty() {
        return Err(Error::internal(format!("others can read these keys; mend it with: chmod 600 {}", open.join(" "))));
    }
    for folder in [folder, &fields] {
        if folder.is_dir() && private::is_changed_by_others(folder).map_err(Error::internal)? {
            return Err(Error::internal(format!(
                "others can replace the keys; mend it with: chmod 700 {}",
                quoted(folder)
            )));
        }
    }
    Ok(())
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
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
    use domain::{Role, kernel::id::ClientId};

    fn client() -> Client {
        let at = chrono::DateTime::UNIX_EPOCH;
        Client {
            id: ClientId(uuid::Uuid::from_u128(1)),
            version: 1,
            name: "hr".to_owned(),
            role: Role::Hr,
            area: None,
            purpose: None,
            owner: None,
            secret_version: 1,
            confirmation: None,
            terms: Vec::new(),
            revoked_at: None,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn hash_is_bound_to_client_role_area_and_state() {
        let folder = std::env::temp_dir().join(format!("duxue-bound-{}", std::process::id()));
        let keys = Keys::load(&folder, Suite::default()).unwrap();
        let (now, area) = (chrono::DateTime::UNIX_EPOCH, Area::parse("340800").unwrap());
        let hash = keys.hash_secret(&client(), "a");
        let others = [
            Client { id: ClientId(uuid::Uuid::from_u128(2)), ..client() },
            Client { role: Role::Administrator, ..client() },
            Client { area: Some(area), ..client() },
            Client { revoked_at: Some(now), ..client() },
        ];
        for other in others {
            assert!(!keys.vouches_for(&other, &hash), "{other:?}");
            assert!(keys.vouches_for(&other, &keys.rebind(&other, &hash)));
            assert!(keys.is_secret("a", &keys.rebind(&other, &hash)));
        }
        // What an earlier release kept counts until the keys were rotated.
        let former = hash_in(&hash).to_vec();
        assert!(keys.is_secret("a", &former) && !keys.vouches_for(&client(), &former));
        assert_eq!(keys.rebind(&client(), &former), hash);
        for cut in 0..hash.len() {
            assert!(!keys.vouches_for(&client(), &hash[..cut]), "cut at {cut}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn keys_are_made_once_and_read_again() {
        let folder = std::env::temp_dir().join(format!("duxue-keys-{}", std::process::id()));
        let first = Keys::load(&folder, Suite::default()).unwrap();
        let second = Keys::load(&folder, Suite::default()).unwrap();
        assert_eq!(first.kid, second.kid);
        let client = client();
        let hash = first.hash_secret(&client, "a");
        assert!(second.is_secret("a", &hash) && !second.is_secret("b", &hash));
        assert!(second.vouches_for(&client, &hash));
        let cursor = first.seal(b"payload", "people");
        assert_eq!(second.unseal(&cursor, "people").as_deref(), Some(&b"payload"[..]));
        assert_eq!(second.unseal(&cursor, "experts"), None);
        assert_eq!(second.unseal("", "people"), None);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
