//! Private values at rest: sealed with an authenticated cipher under a key with an id, and found again through a keyed
//! blind index.
//!
//! A sealed value is `key id (4 bytes) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`. The place it belongs to (table, column,
//! record, version) is authenticated with it, so that a value copied to another place does not open there. In a column of
//! text it is `sealed:key id in hexadecimal:base64`.
//!
//! A value that does not open, because its key is away, and whose record gets a next version, is covered: it is sealed once
//! more for the next version, together with the version that it was sealed for, and opens when its key comes back. The
//! highest bit of the key id marks a cover, so that every cover counts as sealed with another key than the newest one.
//!
//! Releases before this one bound a value to no version, and kept some words in clear. Such values are read until the keys
//! are rotated once, which seals all of them anew; the file `fields.bound` says that this was done. Keys that were made by
//! this release have it from the start.

mod ring;

use std::{
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
    time::Duration,
};

use aes_gcm::aead::Payload;
use aws_lc_rs::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::{Error, Fault, FaultCode, Wording, kernel::text::UNREADABLE_WORDS};
use uuid::Uuid;

use crate::kernel::private;
use ring::{NONCE_BYTES, Ring, bound_file, key_files, make_key, read_ring};
pub use ring::{Suite, Unopened, files, write_once};

const KEY_ID_BYTES: usize = 4;
/// Marks the key id of a cover.
const COVER: u32 = 1 << 31;
/// How a sealed value in a column of text begins.
pub(crate) const TEXT_SIGN: &str = "sealed:";
/// What sorts behind every sealed text: the sign with the character after the colon.
pub(crate) const TEXT_END: &str = "sealed;";
/// How old the list of keys may be: a key that another process made is used within this time.
pub const RING_TRUST: Duration = Duration::from_millis(500);

/// True if something failed because a sealed value does not open.
pub fn is_unopened(error: &Error) -> bool {
    matches!(error, Error::Internal(cause) if cause.is::<Unopened>())
}

/// The refusal of a write that would bury a value which does not open: it may open again when its key comes back.
pub fn refusal_of_unopened() -> Error {
    Error::invalid(Fault::new("", FaultCode::Required, Wording::SealBroken))
}

/// [`refusal_of_unopened`] where a value did not open. Other errors stay as they are.
pub fn refused_if_unopened(error: Error) -> Error {
    if is_unopened(&error) { refusal_of_unopened() } else { error }
}

/// Where a sealed value belongs.
#[derive(Debug, Clone)]
pub struct Place {
    bound: Vec<u8>,
    /// As earlier releases wrote it: without the version.
    former: Vec<u8>,
}

impl Place {
    /// A column of a record in a version of it.
    pub fn new((table, column): (&str, &str), record: Uuid, version: i64) -> Self {
        let former = [table.as_bytes(), b"\0", column.as_bytes(), b"\0", record.as_bytes()].concat();
        Self::of_version(former, version)
    }

    fn of_version(former: Vec<u8>, version: i64) -> Self {
        let bound = [&former[..], b"\0", &version.to_be_bytes()].concat();
        Self { bound, former }
    }

    /// The same column of the record in another version.
    fn in_version(&self, version: i64) -> Self {
        Self::of_version(self.former.clone(), version)
    }

    /// What a cover is bound to.
    fn of_cover(&self) -> Vec<u8> {
        [&self.bound[..], b"\0cover"].concat()
    }
}

/// Seals and opens private values with the keys of a folder. The key with the highest id seals; all of them open.
pub struct Vault {
    folder: PathBuf,
    ring: RwLock<Ring>,
    index: hmac::Key,
}

impl Vault {
    /// Opens the keys of a folder, making the first one where there is none.
    ///
    /// # Errors
    /// When the folder cannot be written or a key cannot be read.
    pub fn open(folder: &Path, suite: Suite, index: hmac::Key) -> Result<Self, Error> {
        private::make_folder(folder).map_err(Error::internal)?;
        private::shut_folder(folder).map_err(Error::internal)?;
        if read_ring(folder)?.is_empty() {
            write_once(&bound_file(folder), b"").map_err(Error::internal)?;
            make_key(folder, 1, suite)?;
        }
        Self::open_existing(folder, index)
    }

    /// Opens the keys of a folder, and makes none.
    ///
    /// # Errors
    /// When there are none or a key cannot be read.
    pub fn open_existing(folder: &Path, index: hmac::Key) -> Result<Self, Error> {
        let ring = Ring::read(folder)?;
        if ring.keys.is_empty() {
            return Err(Error::internal("there are no keys for private values"));
        }
        Ok(Self { folder: folder.to_owned(), ring: RwLock::new(ring), index })
    }

    /// Makes a key, which seals from now on: here at once, and in every other process once its list of keys is read
    /// anew, within [`RING_TRUST`].
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn add_key(&self, suite: Suite) -> Result<(), Error> {
        make_key(&self.folder, self.newest_id() + 1, suite)?;
        self.refresh(Duration::ZERO)
    }

    /// Removes every key but the newest.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn retire_old_keys(&self) -> Result<(), Error> {
        let newest = self.newest_id();
        for (id, path, _) in key_files(&self.folder)? {
            if id < newest {
                std::fs::remove_file(path).map_err(Error::internal)?;
            }
        }
        self.refresh(Duration::ZERO)
    }

    /// Says that everything is sealed for its place: from now on nothing else opens.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn mark_bound(&self) -> Result<(), Error> {
        write_once(&bound_file(&self.folder), b"").map_err(Error::internal)?;
        self.refresh(Duration::ZERO)
    }

    /// True if nothing is accepted any more as earlier releases wrote it.
    pub fn is_bound(&self) -> bool {
        let is_known = || self.ring.read().unwrap_or_else(PoisonError::into_inner).is_bound;
        // Another process may have bound everything since.
        is_known() || (self.refresh(RING_TRUST).is_ok() && is_known())
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn seal_at(&self, place: &Place, value: &[u8]) -> Result<Vec<u8>, Error> {
        self.seal(&place.bound, value)
    }

    /// Opens a value of its place.
    ///
    /// # Errors
    /// [`Error::Internal`] when it does not open.
    pub fn unseal_at(&self, place: &Place, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        if let Some((sealed_for, value)) = self.uncover(place, sealed)? {
            // Nested only where the key of a cover is away, too.
            return self.unseal_at(&place.in_version(sealed_for), &value);
        }
        match self.unseal(&place.bound, sealed) {
            Err(_) if !self.is_bound() => self.unseal(&place.former, sealed),
            opened => opened,
        }
    }

    /// Covers a stored value that does not open, of the version `stored_in`, for the next version of its record.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn cover_at(&self, place: &Place, stored_in: i64, stored: &[u8]) -> Result<Vec<u8>, Error> {
        let uncovered = self.uncover(&place.in_version(stored_in), stored)?;
        let (sealed_for, value) = uncovered.unwrap_or_else(|| (stored_in, stored.to_owned()));
        let sealed = self.seal(&place.of_cover(), &[&sealed_for.to_be_bytes()[..], &value].concat())?;
        Ok(with_key_id(&sealed, |id| id | COVER))
    }

    /// The value under a cover, with the version that it was sealed for; none where there is no cover, or it does not open.
    fn uncover(&self, place: &Place, sealed: &[u8]) -> Result<Option<(i64, Vec<u8>)>, Error> {
        if key_of(sealed).is_none_or(|id| id & COVER == 0) {
            return Ok(None);
        }
        match self.unseal(&place.of_cover(), &with_key_id(sealed, |id| id & !COVER)) {
            Err(cause) if is_unopened(&cause) => Ok(None),
            Err(cause) => Err(cause),
            Ok(opened) => {
                let parts = opened.split_first_chunk().map(|(version, value)| (*version, value.to_owned()));
                Ok(parts.map(|(version, value)| (i64::from_be_bytes(version), value)))
            }
        }
    }

    /// Seals words for their place in a column of text. There is nothing to hide in an empty text, which stays empty.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn seal_text(&self, place: &Place, text: &str) -> Result<String, Error> {
        if text.is_empty() {
            return Ok(String::new());
        }
        if text == UNREADABLE_WORDS {
            // A version without these words would bury them.
            return Err(refusal_of_unopened());
        }
        let sealed = self.seal_at(place, text.as_bytes())?;
        let id = key_of(&sealed).unwrap_or_default();
        Ok(format!("{TEXT_SIGN}{id:08x}:{}", BASE64.encode(sealed)))
    }

    /// Opens words of their place. Until the keys were rotated once, words in clear are what an earlier release wrote.
    ///
    /// # Errors
    /// [`Error::Internal`] when they do not open.
    pub fn unseal_text(&self, place: &Place, stored: &str) -> Result<String, Error> {
        let Some(sealed) = stored.strip_prefix(TEXT_SIGN) else {
            let is_read = stored.is_empty() || !self.is_bound();
            return if is_read { Ok(stored.to_owned()) } else { Err(Error::internal(Unopened)) };
        };
        let coded = sealed.split_once(':').map(|(_, coded)| coded).ok_or_else(|| Error::internal(Unopened))?;
        let opened = self.unseal_at(place, &BASE64.decode(coded).map_err(|_| Error::internal(Unopened))?)?;
        String::from_utf8(opened).map_err(Error::internal)
    }

    /// Texts that are not empty and sort before the first of these or not before the second were not sealed with the newest
    /// key.
    pub fn newest_texts(&self) -> (String, &'static str) {
        (format!("{TEXT_SIGN}{:08x}:", self.newest_id()), TEXT_END)
    }

    /// What every value sealed with the newest key begins with.
    pub fn newest(&self) -> [u8; KEY_ID_BYTES] {
        self.newest_id().to_be_bytes()
    }

    /// Sealed values that sort before [`Vault::newest`] or not before this were not sealed with the newest key.
    pub fn after_newest(&self) -> [u8; KEY_ID_BYTES] {
        self.newest_id().saturating_add(1).to_be_bytes()
    }

    fn newest_id(&self) -> u32 {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        ring.keys.last_key_value().map_or(0, |(id, _)| *id)
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// When the system gives no random bytes or the keys are gone.
    pub fn seal(&self, place: &[u8], value: &[u8]) -> Result<Vec<u8>, Error> {
        self.refresh(RING_TRUST)?;
        let mut nonce = [0; NONCE_BYTES];
        SystemRandom::new().fill(&mut nonce).map_err(|_| Error::internal("no random bytes"))?;
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let (id, key) = ring.keys.last_key_value().ok_or_else(|| Error::internal("there is no key to seal with"))?;
        let sealed = key.seal(nonce, Payload { msg: value, aad: place }).map_err(Error::internal)?;
        Ok([&id.to_be_bytes()[..], &nonce, &sealed].concat())
    }

    /// Opens a value of its place.
    ///
    /// # Errors
    /// [`Error::Internal`] when it does not open.
    pub fn unseal(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let id = key_of(sealed).ok_or_else(|| Error::internal(Unopened))?;
        if !self.ring.read().unwrap_or_else(PoisonError::into_inner).keys.contains_key(&id) {
            self.refresh(Duration::ZERO)?;
        }
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let key = ring.keys.get(&id).ok_or_else(|| Error::internal(Unopened))?;
        let (nonce, text) = sealed
            .get(KEY_ID_BYTES..)
            .and_then(|rest| rest.split_first_chunk::<NONCE_BYTES>())
            .ok_or_else(|| Error::internal(Unopened))?;
        key.open(*nonce, Payload { msg: text, aad: place }).map_err(Error::internal)
    }

    /// Opens a value of its place for who reads the record that holds it; none for a value that does not open, which is
    /// logged, so that one broken value hides no other record. `column` says where it stands, without saying whose it is.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub fn opened(&self, place: &[u8], sealed: &[u8], column: &'static str) -> Result<Option<Vec<u8>>, Error> {
        self.unless_broken(self.unseal(place, sealed), sealed, column)
    }

    /// As [`Vault::opened`], of a text of a record's version.
    ///
    /// # Errors
    /// As [`Vault::opened`].
    pub fn opened_text_at(&self, place: &Place, sealed: &[u8], column: &'static str) -> Result<Option<String>, Error> {
        let opened = self.unless_broken(self.unseal_at(place, sealed), sealed, column)?;
        opened.map(String::from_utf8).transpose().map_err(Error::internal)
    }

    /// Opens words for who reads their record; [`UNREADABLE_WORDS`] in place of what does not open, which is logged.
    ///
    /// # Errors
    /// When the keys cannot be read.
    pub fn readable_text(&self, place: &Place, stored: &str, column: &'static str) -> Result<String, Error> {
        let opened = self.unless_broken(self.unseal_text(place, stored), stored.as_bytes(), column)?;
        Ok(opened.unwrap_or_else(|| UNREADABLE_WORDS.to_owned()))
    }

    /// None for a value that does not open, which is logged.
    fn unless_broken<T>(
        &self,
        unsealed: Result<T, Error>,
        sealed: &[u8],
        column: &'static str,
    ) -> Result<Option<T>, Error> {
        match unsealed {
            Err(cause) if is_unopened(&cause) => {
                tracing::error!(column, key = key_of(sealed), "a sealed value does not open");
                Ok(None)
            }
            unsealed => unsealed.map(Some),
        }
    }

    /// As [`Vault::opened`], of a text.
    ///
    /// # Errors
    /// As [`Vault::opened`].
    pub fn opened_text(&self, place: &[u8], sealed: &[u8], column: &'static str) -> Result<Option<String>, Error> {
        self.opened(place, sealed, column)?.map(String::from_utf8).transpose().map_err(Error::internal)
    }

    /// The blind index of a value: equal values of one column have equal indexes, and without the key nothing can be
    /// learnt from one.
    pub fn index(&self, column: &str, value: &str) -> Vec<u8> {
        let mut context = hmac::Context::with_key(&self.index);
        context.update(column.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        context.sign().as_ref().to_vec()
    }

    /// Reads the list of keys anew when it is older than this.
    fn refresh(&self, trust: Duration) -> Result<(), Error> {
        let is_fresh = |ring: &Ring| ring.read_at.elapsed() < trust;
        if is_fresh(&self.ring.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let ring = Ring::read(&self.folder)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        Ok(())
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Vault")
    }
}

/// The id of the key that sealed a value.
fn key_of(sealed: &[u8]) -> Option<u32> {
    sealed.first_chunk::<KEY_ID_BYTES>().map(|bytes| u32::from_be_bytes(*bytes))
}

/// A sealed value with another key id.
fn with_key_id(sealed: &[u8], change: impl FnOnce(u32) -> u32) -> Vec<u8> {
    let id = key_of(sealed).map(|id| change(id).to_be_bytes());
    [&id.unwrap_or_default()[..], sealed.get(KEY_ID_BYTES..).unwrap_or_default()].concat()
}

#[cfg(test)]
mod tests {
    use super::{ring::Key, *};

    fn vault(folder: &Path, suite: Suite) -> Vault {
        Vault::open(folder, suite, hmac::Key::new(hmac::HMAC_SHA256, b"index")).unwrap()
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("duxue-vault-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn a_value_opens_at_its_place_only_and_unchanged_only() {
        for suite in [Suite::Aes256Gcm, Suite::Sm4Gcm] {
            let folder = folder(suite.as_str());
            let vault = vault(&folder, suite);
            let sealed = vault.seal(b"people.phone 1", b"13800000000").unwrap();
            assert_eq!(vault.unseal(b"people.phone 1", &sealed).unwrap(), b"13800000000");
            assert!(vault.unseal(b"people.phone 2", &sealed).is_err());
            for at in 0..sealed.len() {
                let mut changed = sealed.clone();
                changed[at] ^= 1;
                assert!(vault.unseal(b"people.phone 1", &changed).is_err(), "byte {at}");
                assert!(vault.unseal(b"people.phone 1", &sealed[..at]).is_err(), "cut at {at}");
            }
            assert_ne!(sealed, vault.seal(b"people.phone 1", b"13800000000").unwrap(), "nonces differ");
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn sm4_gcm_is_the_one_of_rfc_8998() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let key = Key::new(Suite::Sm4Gcm, &hex("0123456789abcdeffedcba9876543210")).unwrap();
        let nonce: [u8; 12] = hex("00001234567800000000abcd").try_into().unwrap();
        let text = hex(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let place = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let sealed = key.seal(nonce, Payload { msg: &text, aad: &place }).unwrap();
        let expected = hex(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec",
        );
        assert_eq!(sealed, expected);
    }

    #[test]
    fn a_key_made_elsewhere_opens_at_once() {
        let folder = folder("ring");
        let first = vault(&folder, Suite::Aes256Gcm);
        make_key(&folder, 2, Suite::Sm4Gcm).unwrap();
        let sealed = vault(&folder, Suite::Aes256Gcm).seal(b"here", b"value").unwrap();
        assert_eq!(key_of(&sealed), Some(2));
        assert_eq!(first.unseal(b"here", &sealed).unwrap(), b"value");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn value_opens_in_its_version_and_column_only() {
        let folder = folder("bound").join("fields");
        let vault = vault(&folder, Suite::Aes256Gcm);
        let place = |column, record, version| Place::new(("payees", column), Uuid::from_u128(record), version);
        let sealed = vault.seal_at(&place("account", 1, 1), b"6222").unwrap();
        assert_eq!(vault.unseal_at(&place("account", 1, 1), &sealed).unwrap(), b"6222");
        for other in [place("account", 1, 2), place("account", 2, 1), place("bank", 1, 1)] {
            assert!(vault.unseal_at(&other, &sealed).is_err());
        }
        let words = vault.seal_text(&place("words", 1, 1), "查明").unwrap();
        assert_eq!(vault.unseal_text(&place("words", 1, 1), &words).unwrap(), "查明");
        assert!(vault.unseal_text(&place("words", 1, 2), &words).is_err());
        assert_eq!(vault.seal_text(&place("words", 1, 1), "").unwrap(), "");
        std::fs::remove_dir_all(folder.parent().unwrap()).unwrap();
    }

    #[test]
    fn covered_value_opens_once_its_key_is_back() {
        let folder = folder("covered").join("fields");
        let vault = vault(&folder, Suite::Aes256Gcm);
        let place = |version| Place::new(("people", "phone"), Uuid::from_u128(1), version);
        let sealed = vault.seal_at(&place(1), b"154").unwrap();
        let moves = |from: &str, to: &str| {
            std::fs::rename(folder.join(from), folder.join(to)).unwrap();
            vault.refresh(Duration::ZERO).unwrap();
        };
        vault.add_key(Suite::Aes256Gcm).unwrap();
        moves("0001-aes-256-gcm.key", "away-1");
        let second = vault.cover_at(&place(2), 1, &sealed).unwrap();
        let third = vault.cover_at(&place(3), 2, &second).unwrap();
        assert_eq!(third.len(), second.len(), "one cover, not two");
        vault.add_key(Suite::Aes256Gcm).unwrap();
        moves("0002-aes-256-gcm.key", "away-2");
        let fourth = vault.cover_at(&place(4), 3, &third).unwrap();
        moves("away-1", "0001-aes-256-gcm.key");
        assert!(vault.unseal_at(&place(4), &fourth).is_err(), "a cover's key is away");
        moves("away-2", "0002-aes-256-gcm.key");
        for (version, covered) in [(2, &second), (3, &third), (4, &fourth)] {
            assert_eq!(vault.unseal_at(&place(version), covered).unwrap(), b"154");
            assert!(vault.unseal_at(&place(version + 1), covered).is_err(), "it opens nowhere else");
            assert!(covered[..] >= vault.after_newest()[..], "it is sealed again by the next rotation");
        }
        std::fs::remove_dir_all(folder.parent().unwrap()).unwrap();
    }

    #[test]
    fn unbound_values_open_until_all_are_bound() {
        let folder = folder("former").join("fields");
        let vault = vault(&folder, Suite::Aes256Gcm);
        let place = Place::new(("payees", "account"), Uuid::from_u128(1), 3);
        let former = vault.seal(&place.former, b"6222").unwrap();
        assert!(vault.unseal_at(&place, &former).is_err() && vault.unseal_text(&place, "查明").is_err());
        std::fs::remove_file(bound_file(&folder)).unwrap();
        vault.refresh(Duration::ZERO).unwrap();
        assert_eq!(vault.unseal_at(&place, &former).unwrap(), b"6222");
        assert_eq!(vault.unseal_text(&place, "查明").unwrap(), "查明");
        vault.mark_bound().unwrap();
        assert!(vault.unseal_at(&place, &former).is_err() && vault.unseal_text(&place, "查明").is_err());
        std::fs::remove_dir_all(folder.parent().unwrap()).unwrap();
    }

    #[test]
    fn texts_of_older_keys_and_in_clear_sort_apart() {
        let folder = folder("sorted").join("fields");
        let vault = vault(&folder, Suite::Aes256Gcm);
        let place = Place::new(("dismissals", "facts"), Uuid::from_u128(1), 1);
        let old = vault.seal_text(&place, "查明").unwrap();
        vault.add_key(Suite::Sm4Gcm).unwrap();
        let new = vault.seal_text(&place, "查明").unwrap();
        let (low, high) = vault.newest_texts();
        let is_stale = |text: &str| text < low.as_str() || text >= high;
        assert!(is_stale(&old) && !is_stale(&new));
        for clear in ["查明", "sealed", "a", "zebra", "Sealed:"] {
            assert!(is_stale(clear), "{clear}");
        }
        std::fs::remove_dir_all(folder.parent().unwrap()).unwrap();
    }

    #[test]
    fn equal_values_of_one_column_have_equal_indexes() {
        let folder = folder("index");
        let vault = vault(&folder, Suite::Aes256Gcm);
        assert_eq!(vault.index("phone", "1"), vault.index("phone", "1"));
        assert_ne!(vault.index("phone", "1"), vault.index("account", "1"));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
