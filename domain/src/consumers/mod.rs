//! What those who consume the register are told.

pub mod address;
pub mod agreement;
pub mod audit;
pub mod change;
pub mod digest;
pub mod disclosure;
pub mod export;
pub mod queue;
pub mod subscription;
pub mod webhook;
