//! Records that lead to others: GraphQL shows them as fields, REST by `expand`. Nothing here names an operation: what leads
//! where is read off the table.

mod edges;
mod expand;
mod load;

pub use edges::{Edge, Graph, Kind, Way, expandable, graph, snake};
pub use expand::{EXPANDED_MAX, Expansion};
pub use load::{Found, FoundPage, LOOKUPS_MAX, Narrowed, PAGE_LOOKUPS, ids_in, lookup, pages, records};
