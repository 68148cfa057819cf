//! Money: stipends and those who receive them.

pub mod payee;
pub mod stipend_explanation;
pub mod stipend_run;
pub mod stipend_standard;
pub mod stipend_tax;
pub mod stipend_transfer;
pub mod stipend_what_if;
