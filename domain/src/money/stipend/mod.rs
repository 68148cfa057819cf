//! Stipends: money for inspectors in duty (domain notes c.9, d.5).

pub mod amounts;
pub mod books;
pub mod comparison;
pub mod entitlement;
pub mod grounds;
pub mod history;
mod labour_table;
pub mod line;
#[cfg(test)]
mod payments_tests;
pub mod run;
pub mod settling;
pub mod standard;
pub mod tax;
#[cfg(test)]
mod tests;
