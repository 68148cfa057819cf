//! The keys of the vault: a folder of files, one for each key.

use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use aes_gcm::{
    Aes256Gcm, AesGcm, KeyInit,
    aead::{Aead, Payload, array::typenum::U12},
};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use domain::Error;
use sm4::Sm4;

use crate::kernel::private;

/// The extension of the file, beside the folder of the keys, which says that everything is bound to its place.
const BOUND_EXTENSION: &str = "bound";
/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;

/// A cipher for private values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Suite {
    /// AES with 256 bits in Galois/Counter Mode.
    #[default]
    Aes256Gcm,
    /// SM4 in Galois/Counter Mode (RFC 8998), where the rules on commercial cryptography ask for it.
    Sm4Gcm,
}

impl Suite {
    /// Its word in settings and in the names of key files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes-256-gcm",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// The suite of this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Aes256Gcm, Self::Sm4Gcm].into_iter().find(|suite| suite.as_str() == word)
    }

    const fn key_bytes(self) -> usize {
        match self {
            Self::Aes256Gcm => 32,
            Self::Sm4Gcm => 16,
        }
    }
}

/// A value that does not open: changed, moved from another place, or sealed with a key that is gone.
#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct Unopened;

/// A key of one suite.
pub enum Key {
    Aes(Box<Aes256Gcm>),
    Sm4(Box<AesGcm<Sm4, U12>>),
}

impl Key {
    /// A key of these bytes; none of another length than the suite has.
    pub fn new(suite: Suite, bytes: &[u8]) -> Option<Self> {
        match suite {
            Suite::Aes256Gcm => Aes256Gcm::new_from_slice(bytes).ok().map(|cipher| Self::Aes(Box::new(cipher))),
            Suite::Sm4Gcm => AesGcm::new_from_slice(bytes).ok().map(|cipher| Self::Sm4(Box::new(cipher))),
        }
    }

    /// Seals a value.
    ///
    /// # Errors
    /// When it is too long.
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], payload: Payload<'_, '_>) -> Result<Vec<u8>, Unopened> {
        match self {
            Self::Aes(cipher) => cipher.encrypt(&nonce.into(), payload),
            Self::Sm4(cipher) => cipher.encrypt(&nonce.into(), payload),
        }
        .map_err(|_| Unopened)
    }

    /// Opens a value.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open(&self, nonce: [u8; NONCE_BYTES], payload: Payload<'_, '_>) -> Result<Vec<u8>, Unopened> {
        match self {
            Self::Aes(cipher) => cipher.decrypt(&nonce.into(), payload),
            Self::Sm4(cipher) => cipher.decrypt(&nonce.into(), payload),
        }
        .map_err(|_| Unopened)
    }
}

/// The keys of a folder, as they were read.
pub struct Ring {
    /// When.
    pub read_at: Instant,
    /// By their ids.
    pub keys: BTreeMap<u32, Key>,
    /// True once no value is left that an earlier release sealed or kept in clear.
    pub is_bound: bool,
}

impl Ring {
    /// Reads the keys.
    ///
    /// # Errors
    /// When a key cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        Ok(Self { read_at: Instant::now(), keys: read_ring(folder)?, is_bound: bound_file(folder).exists() })
    }
}

/// The file that says that everything is bound to its place.
pub fn bound_file(folder: &Path) -> PathBuf {
    folder.with_extension(BOUND_EXTENSION)
}

/// The key files of a folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(key_files(folder)?.into_iter().map(|(_, path, _)| path).collect())
}

/// Key files are called `0001-aes-256-gcm.key`: id and suite.
///
/// # Errors
/// When the folder cannot be read.
pub fn key_files(folder: &Path) -> Result<Vec<(u32, PathBuf, Suite)>, Error> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::internal)? {
        let path = entry.map_err(Error::internal)?.path();
        let stem = path.extension().filter(|it| *it == "key").and(path.file_stem()).and_then(|stem| stem.to_str());
        let parts = stem.and_then(|stem| stem.split_once('-'));
        let parsed = parts.and_then(|(id, suite)| Some((id.parse().ok()?, Suite::parse(suite)?)));
        if let Some((id, suite)) = parsed {
            files.push((id, path, suite));
        }
    }
    Ok(files)
}

/// The keys of a folder, by their ids.
///
/// # Errors
/// When one cannot be read.
pub fn read_ring(folder: &Path) -> Result<BTreeMap<u32, Key>, Error> {
    let mut keys = BTreeMap::new();
    for (id, path, suite) in key_files(folder)? {
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            // A key that was retired between the listing and the reading.
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(Error::internal(cause)),
        };
        let key = Key::new(suite, &bytes).ok_or_else(|| Error::internal(format!("the key {id} cannot be read")))?;
        keys.insert(id, key);
    }
    Ok(keys)
}

/// Makes a key, unless there is one of this id and suite.
///
/// # Errors
/// When it cannot be written.
pub fn make_key(folder: &Path, id: u32, suite: Suite) -> Result<(), Error> {
    let mut bytes = vec![0; suite.key_bytes()];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::internal("no random bytes"))?;
    write_once(&folder.join(format!("{id:04}-{}.key", suite.as_str())), &bytes).map_err(Error::internal)?;
    Ok(())
}

/// Writes a file that only its owner reads, unless it is there already; says whether it was written. Two processes that
/// start together agree: the file is written aside and linked into place, and whoever comes second finds the first one's.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_once(path: &Path, bytes: &[u8]) -> std::io::Result<bool> {
    let aside = path.with_extension(format!("new-{}", std::process::id()));
    // What a process of the same number left behind; a link would be removed, not followed.
    match std::fs::remove_file(&aside) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause),
        _ => write_private(&aside, bytes)?,
    }
    let linked = std::fs::hard_link(&aside, path);
    std::fs::remove_file(&aside)?;
    match linked {
        Ok(()) => Ok(true),
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(cause) => Err(cause),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = private::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
