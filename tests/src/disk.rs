//! A disk so small that a test can fill it.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

/// A file system in memory, which only root can have.
pub struct SmallDisk(PathBuf);

static NEXT: AtomicU32 = AtomicU32::new(0);

impl SmallDisk {
    /// One of this size.
    ///
    /// # Panics
    /// When nobody may mount here; `cfg(mountable)` says so beforehand.
    pub fn of_mebibytes(size: u32) -> Self {
        // Short, since it may hold a socket; outside of the tests' folder, which may be removed before this.
        let folder =
            PathBuf::from(format!("/tmp/duxue-disk-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&folder).expect("a folder");
        let options = format!("size={size}m,mode=1777");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&folder).status();
        assert!(mounted.is_ok_and(|status| status.success()), "no disk could be mounted");
        Self(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }

    /// Fills it to the last byte.
    pub fn is_filled(&self) {
        let mut filler = OpenOptions::new().create(true).append(true).open(self.filler()).expect("a file");
        for size in [1024 * 1024, 4096, 1] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
    }

    /// Gives the space back.
    pub fn has_space_again(&self) {
        fs::remove_file(self.filler()).expect("it was filled");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What still has files open goes on until it closes them.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = fs::remove_dir(&self.0);
    }
}
