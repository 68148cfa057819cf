//! Rebuilds the crate when a migration changes: the macro does not tell cargo by itself.

fn main() {
    println!("cargo:rerun-if-changed=sqlite");
    println!("cargo:rerun-if-changed=postgres");
}
