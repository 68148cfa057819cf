//! `duxue`: the register of education inspectors.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: api::Allocator = api::Allocator;

fn main() -> ExitCode {
    api::cli::main()
}
