//! Vacancies: who is chosen for a place that became free.

pub mod vacancy;
