//! The talent pools: membership, public notice, experts.

pub mod experts;
pub mod objections;
pub mod pool_memberships;
