//! The talent pools: membership, public notice, experts.

pub mod experts;
pub mod pool_memberships;
pub mod public_notices;
