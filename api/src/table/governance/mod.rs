//! What rules an area and what is said in public.

pub mod documents;
