//! The program, for the tests of its command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
