//! Says to the compiler whether this machine has PostgreSQL, so that the tests that need it exist only where they run.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

#[path = "src/postgres.rs"]
#[expect(dead_code, reason = "the search for the binaries is all that a build script needs")]
mod postgres;

const REQUIRED: &str = "DUXUE_REQUIRE_POSTGRES";

fn main() -> ExitCode {
    println!("cargo::rustc-check-cfg=cfg(postgres)");
    println!("cargo::rustc-check-cfg=cfg(mountable)");
    println!("cargo::rustc-check-cfg=cfg(pg_dump)");
    if is_mountable() {
        println!("cargo::rustc-cfg=mountable");
    }
    println!("cargo::rerun-if-env-changed={REQUIRED}");
    println!("cargo::rerun-if-env-changed={}", postgres::BINARIES_VARIABLE);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/postgres.rs");
    // A path that does not exist would make every build start over.
    if Path::new(postgres::DEBIAN_ROOT).exists() {
        println!("cargo::rerun-if-changed={}", postgres::DEBIAN_ROOT);
    }
    if postgres::binaries().is_some() {
        println!("cargo::rustc-cfg=postgres");
        // One of another version may refuse the server, or write what the server does not read.
        if ["pg_dump", "pg_restore"].into_iter().all(postgres::has) {
            println!("cargo::rustc-cfg=pg_dump");
        }
        return ExitCode::SUCCESS;
    }
    let variable = postgres::BINARIES_VARIABLE;
    let missing = "PostgreSQL was not found: install it (apt-get install postgresql) or name its folder";
    if env::var_os(REQUIRED).is_some_and(|value| value == "1") {
        println!("cargo::error={missing} in {variable}; {REQUIRED}=1 forbids to leave its tests out");
        return ExitCode::FAILURE;
    }
    println!("cargo::warning={missing} in {variable}, then `touch tests/build.rs`; its tests are left out");
    ExitCode::SUCCESS
}

/// Whether this user may mount a disk in memory, which the tests of a full disk need.
fn is_mountable() -> bool {
    let Some(folder) = env::var_os("OUT_DIR").map(|folder| Path::new(&folder).join("mount")) else { return false };
    let succeeds = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    fs::create_dir_all(&folder).is_ok()
        && succeeds(Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&folder))
        && succeeds(Command::new("umount").arg(&folder))
}
