//! The operations for those who consume the register.

pub mod agreements;
pub mod audit;
pub mod changes;
pub mod disclosures;
pub mod exports;
pub mod queues;
pub mod webhooks;
