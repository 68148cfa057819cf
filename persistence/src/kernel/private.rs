//! Files and folders that nobody but their owner reads, whatever the umask of whoever started the program.

use std::{
    fs::{DirBuilder, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::fs::Mode;

/// The mode of a file: its owner reads and writes.
const FILE_MODE: u32 = 0o600;
/// The mode of a folder: its owner enters.
const FOLDER_MODE: u32 = 0o700;
/// Bits of a mode that let somebody else than the owner in.
const OTHERS: u32 = 0o077;
/// Bits of a mode that let somebody else change things.
const OTHERS_WRITE: u32 = 0o022;

/// From now on this process lets nobody else read the files that it or a library makes.
pub fn restrict_process() {
    rustix::process::umask(Mode::from_bits_truncate(OTHERS));
}

/// Makes a folder, and those above it that are missing. A folder that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    // The folder of a relative path of one part is the working folder.
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)
}

/// Makes a new file. Whatever lies there already is refused, also a link that leads nowhere: no link is followed.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`], and when the file cannot be made.
pub fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)
}

/// Makes an empty file unless one is there.
///
/// # Errors
/// When it cannot be made.
pub fn create_missing(path: &Path) -> io::Result<()> {
    match create_new(path) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        _ => Ok(()),
    }
}

/// Shuts others out of a file that is there; true if they could get in before.
///
/// # Errors
/// When the file is another user's.
pub fn shut_file(path: &Path) -> io::Result<bool> {
    shut(path, FILE_MODE)
}

/// Shuts others out of a folder that is there; true if they could get in before.
///
/// # Errors
/// When the folder is another user's.
pub fn shut_folder(path: &Path) -> io::Result<bool> {
    shut(path, FOLDER_MODE)
}

fn shut(path: &Path, mode: u32) -> io::Result<bool> {
    let is_open = match mode_of(path) {
        Ok(found) => found & OTHERS != 0,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => false,
        Err(cause) => return Err(cause),
    };
    if is_open {
        std::fs::set_permissions(path, Permissions::from_mode(mode))?;
    }
    Ok(is_open)
}

/// True if somebody else than the owner may read or change a file.
///
/// # Errors
/// When it cannot be looked at.
pub fn is_open_to_others(path: &Path) -> io::Result<bool> {
    Ok(mode_of(path)? & OTHERS != 0)
}

/// True if somebody else than the owner may change what lies in a folder.
///
/// # Errors
/// When it cannot be looked at.
pub fn is_changed_by_others(folder: &Path) -> io::Result<bool> {
    Ok(mode_of(folder)? & OTHERS_WRITE != 0)
}

fn mode_of(path: &Path) -> io::Result<u32> {
    std::fs::metadata(path).map(|it| it.permissions().mode())
}
