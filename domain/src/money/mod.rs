//! Money: stipends and those who receive them.

pub mod payee;
pub mod stipend;
