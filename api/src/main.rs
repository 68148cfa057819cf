//! `duxue`: the register of education inspectors.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
