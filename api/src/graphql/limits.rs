//! Limits that are checked on the document itself, before anything of it is executed.

use async_graphql::{
    Positioned,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};
use domain::{Error, Fault, FaultCode, Wording, wording::number};

/// Most aliases of a document: complexity alone would let a hundred cheap ones pass.
pub const ALIASES_MAX: usize = 15;
/// Most fields at the root of an operation.
pub const ROOT_FIELDS_MAX: usize = 20;
/// Most selections of a document, fragments included.
pub const SELECTIONS_MAX: usize = 2_000;

/// Refuses a document that is too wide.
///
/// # Errors
/// [`Error::Invalid`].
pub fn check(document: &ExecutableDocument) -> Result<(), Error> {
    let mut counts = Counts::default();
    for (_, operation) in document.operations.iter() {
        let root = &operation.node.selection_set;
        if root.node.items.len() > ROOT_FIELDS_MAX {
            return refused(Wording::TooManyRootFields { max: number(ROOT_FIELDS_MAX) });
        }
        counts.add(root);
    }
    for fragment in document.fragments.values() {
        counts.add(&fragment.node.selection_set);
    }
    if counts.aliases > ALIASES_MAX {
        return refused(Wording::TooManyAliases { max: number(ALIASES_MAX) });
    }
    if counts.selections > SELECTIONS_MAX {
        return refused(Wording::TooManySelections { max: number(SELECTIONS_MAX) });
    }
    Ok(())
}

fn refused(wording: Wording) -> Result<(), Error> {
    Err(Error::invalid(Fault::new("/query", FaultCode::Length, wording)))
}

#[derive(Default)]
struct Counts {
    aliases: usize,
    selections: usize,
}

impl Counts {
    fn add(&mut self, set: &Positioned<SelectionSet>) {
        for item in &set.node.items {
            self.selections += 1;
            match &item.node {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.node.alias.is_some());
                    self.add(&field.node.selection_set);
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.node.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }
}
