//! Files of the register: readable by their owner alone, made by commands that write, and never through a link.

use std::{
    collections::BTreeMap,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tests::{Database, Register, Surface, fixtures::person};

/// A working folder of its own for a command.
fn folder(name: &str) -> PathBuf {
    let folder = tests::register::scratch().join(format!("files-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the program in a folder under a umask, with no setting but the area.
fn duxue(folder: &Path, umask: &str, arguments: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "umask $0; exec \"$@\"", umask, env!("CARGO_BIN_EXE_duxue-under-test")])
        .args(arguments)
        .env("DUXUE_AREA", "340800")
        .current_dir(folder)
        .output()
        .unwrap()
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What a command that was refused says.
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

fn mode(path: &Path) -> u32 {
    std::fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The modes of everything below a folder.
fn modes(folder: &Path) -> BTreeMap<PathBuf, u32> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(modes(&path));
        }
        all.insert(path.clone(), mode(&path));
    }
    all
}

fn are_private(folder: &Path) {
    let found = modes(folder);
    assert!(!found.is_empty());
    for (path, mode) in found {
        let expected = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{} has {mode:o}", path.display());
    }
}

#[test]
fn files_are_private_under_any_umask() {
    for umask in ["000", "022", "077"] {
        let folder = folder(umask);
        succeeds(&duxue(&folder, umask, &["migrate"]));
        succeeds(&duxue(&folder, umask, &["client", "create", "--role", "hr", "--name", "人事"]));
        succeeds(&duxue(&folder, umask, &["backup", "copy.db"]));
        succeeds(&duxue(&folder, umask, &["keys", "rotate"]));
        succeeds(&duxue(&folder, umask, &["--database-url", "sqlite://new/folders/back.db", "restore", "copy.db"]));
        are_private(&folder);
    }
}

#[test]
fn database_and_journal_are_private_while_in_use() {
    let register = Register::new(Database::Sqlite, Surface::Rest);
    assert_eq!(register.acting("registrar").post("/v1/people", &person(1)).status, 201);
    let persistence::Engine::Sqlite(file) = &register.config.database else { unreachable!() };
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(mode(Path::new(&format!("{file}{suffix}"))), 0o600, "{suffix}");
    }
    are_private(&register.config.keys_dir);
}

#[test]
fn wider_modes_of_a_database_are_tightened() {
    let folder = folder("wide-database");
    succeeds(&duxue(&folder, "022", &["migrate"]));
    let file = folder.join("data/duxue.db");
    set_mode(&file, 0o644);
    succeeds(&duxue(&folder, "022", &["client", "list"]));
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn keys_that_others_can_read_are_refused() {
    let folder = folder("wide-keys");
    succeeds(&duxue(&folder, "022", &["migrate"]));
    for key in ["signing.p8", "master.key", "fields/0001-aes-256-gcm.key"] {
        let path = folder.join("data/keys").join(key);
        for wide in [0o640, 0o604, 0o660] {
            set_mode(&path, wide);
            for arguments in [&["serve"][..], &["client", "list"], &["keys", "rotate"]] {
                let said = refusal(&duxue(&folder, "022", arguments));
                assert!(said.contains("chmod 600") && said.contains(key), "{said}");
            }
            set_mode(&path, 0o600);
        }
    }
    let keys = folder.join("data/keys");
    for open in [keys.join("fields"), keys.clone()] {
        set_mode(&open, 0o777);
        assert!(refusal(&duxue(&folder, "022", &["client", "list"])).contains("chmod 700"), "{}", open.display());
        set_mode(&open, 0o700);
    }
    set_mode(&keys, 0o777);
    // The command that is named mends it.
    let said = refusal(&duxue(&folder, "022", &["migrate"]));
    let command = said.split_once("mend it with: ").unwrap().1.trim_end().trim_end_matches(')').to_owned();
    assert!(Command::new("sh").args(["-c", &command]).current_dir(&folder).status().unwrap().success(), "{command}");
    succeeds(&duxue(&folder, "022", &["client", "list"]));
}

#[test]
fn commands_that_read_make_nothing() {
    let (folder, roster) = (folder("reads"), format!("{}/fixtures/rosters/schools.xlsx", env!("CARGO_MANIFEST_DIR")));
    for arguments in [
        &["openapi"][..],
        &["graphql-schema"],
        &["client", "list"],
        &["migrate", "--check"],
        &["backup", "copy.db"],
        &["restore", "absent.db"],
        &["import", "--kind", "schools", "--dry-run", &roster],
    ] {
        duxue(&folder, "022", arguments);
        assert!(modes(&folder).is_empty(), "{arguments:?} made {:?}", modes(&folder));
    }
    for arguments in [&["client", "list"][..], &["migrate", "--check"], &["backup", "copy.db"]] {
        assert!(refusal(&duxue(&folder, "022", arguments)).contains("no register"), "{arguments:?}");
    }
    // A register whose keys lie elsewhere gets no others.
    succeeds(&duxue(&folder, "022", &["migrate"]));
    std::fs::rename(folder.join("data/keys"), folder.join("elsewhere")).unwrap();
    refusal(&duxue(&folder, "022", &["client", "list"]));
    refusal(&duxue(&folder, "022", &["import", "--kind", "schools", "--dry-run", &roster]));
    succeeds(&duxue(&folder, "022", &["migrate", "--check"]));
    succeeds(&duxue(&folder, "022", &["backup", "copy.db"]));
    succeeds(&duxue(&folder, "022", &["--database-url", "sqlite://back.db", "restore", "copy.db"]));
    assert!(!folder.join("data/keys").exists());
}

#[test]
fn backup_and_restore_follow_no_link() {
    let folder = folder("links");
    succeeds(&duxue(&folder, "022", &["migrate"]));
    std::fs::write(folder.join("precious"), "kept").unwrap();
    symlink("precious", folder.join("link")).unwrap();
    symlink("nowhere", folder.join("dangling")).unwrap();
    for target in ["precious", "link", "dangling", "data"] {
        assert!(refusal(&duxue(&folder, "022", &["backup", target])).contains("exists already"), "{target}");
    }
    succeeds(&duxue(&folder, "022", &["backup", "copy.db"]));
    for target in ["precious", "link", "dangling"] {
        let url = format!("sqlite://{target}");
        let said = refusal(&duxue(&folder, "022", &["--database-url", &url, "restore", "copy.db"]));
        assert!(said.contains("exists; move it away first"), "{said}");
    }
    for part in ["back.db-wal", "back.db-shm", "back.db-journal"] {
        symlink("nowhere", folder.join(part)).unwrap();
        refusal(&duxue(&folder, "022", &["--database-url", "sqlite://back.db", "restore", "copy.db"]));
        std::fs::remove_file(folder.join(part)).unwrap();
    }
    // What a restore writes to first may be a link that somebody put there.
    symlink("precious", folder.join("back.db.restoring")).unwrap();
    succeeds(&duxue(&folder, "022", &["--database-url", "sqlite://back.db", "restore", "copy.db"]));
    assert!(!folder.join("nowhere").exists());
    assert_eq!(std::fs::read_to_string(folder.join("precious")).unwrap(), "kept");
    assert!(folder.join("back.db").symlink_metadata().unwrap().is_file());
}
