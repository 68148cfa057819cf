//! Money: stipends and those who receive them.

pub mod payees;
pub mod stipend_facts;
pub mod stipend_findings;
pub mod stipend_grounds;
pub mod stipend_lines;
pub mod stipend_payments;
pub mod stipend_runs;
pub mod stipend_standards;
pub mod stipend_statistics;
pub mod stipend_transfers;
