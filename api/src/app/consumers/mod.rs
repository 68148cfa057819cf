//! What consumers of the register are told.

pub mod agreements;
pub mod audit;
pub mod changes;
pub mod digests;
pub mod disclosures;
pub mod exports;
pub mod queues;
pub mod previews;
pub mod received;
pub mod records;
