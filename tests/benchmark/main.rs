//! Measured against the physical limit in the same run; see docs/performance.md.
#![allow(missing_docs, reason = "a benchmark documents itself by what it prints")]

fn main() {}
