//! Service: appointments, zones and who inspects where.

pub mod appointments;
pub mod coverage;
pub mod deaths;
pub mod organisations;
pub mod posts;
pub mod recusals;
pub mod teams;
pub mod zone_assignments;
pub mod zones;
