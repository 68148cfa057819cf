//! Service: appointments, zones and who inspects where.

pub mod appointment;
pub mod coverage;
pub mod organisation;
pub mod post;
pub mod recusal;
pub mod team;
pub mod zone;
pub mod zone_assignment;
