//! The program, for the tests of its command line.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: api::Allocator = api::Allocator;

fn main() -> ExitCode {
    api::cli::main()
}
