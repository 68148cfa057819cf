//! The talent pools: membership, public notice, experts.

pub mod expert;
pub mod pool_membership;
pub mod public_notice;
