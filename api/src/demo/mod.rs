//! Invented registers, for looking around and for tests. Every person in them is invented.

pub mod city;
pub mod nation;
