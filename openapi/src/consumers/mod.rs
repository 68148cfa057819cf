//! What consumers of the register are told, on the wire.

pub mod agreement;
pub mod audit;
pub mod change;
pub mod digest;
pub mod disclosure;
pub mod export;
pub mod preview;
pub mod queue;
pub mod webhook;
