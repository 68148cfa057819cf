//! What rules an area and what is said in public: documents, from draft to their end, with their publication.

pub mod document;
