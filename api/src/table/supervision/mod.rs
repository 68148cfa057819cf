//! The operations of supervision itself.

pub mod plans;
