//! What rules an area and what is said in public.

pub mod document_corrections;
pub mod documents;
pub mod public_results;
