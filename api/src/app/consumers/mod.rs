//! What consumers of the register are told.

pub mod agreements;
pub mod audit;
pub mod changes;
pub mod digests;
pub mod disclosures;
pub mod exports;
pub mod off_boarding;
pub mod previews;
pub mod queues;
pub mod received;
pub mod records;
pub mod webhooks;
