//! The talent pools: membership, public notice, experts.

pub mod pool;
