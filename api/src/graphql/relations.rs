//! What fields lead to, loaded for a whole level of an answer at once and never row by row.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::Error;
use uuid::Uuid;

use super::{
    arguments::too_large,
    budget::Budget,
    selection::{LedTo, Load, Relation, Selection, Step},
};
use crate::{
    app::{App, Caller},
    graph::{Found, FoundPage, LOOKUPS_MAX, PAGE_LOOKUPS, Way, ids_in, pages, records},
    operation::{Node, Tree},
};

/// What was found.
#[derive(Default)]
pub struct Loaded {
    asked: HashSet<(Load, Uuid)>,
    records: HashMap<(Load, Uuid), Found>,
    pages: HashMap<(Load, Uuid), FoundPage>,
    /// An error of a load stands at each record that it concerns.
    refused: HashMap<(Load, Uuid), Arc<Error>>,
}

impl Loaded {
    /// The record of an id; none where it is out of reach.
    pub fn record(&self, load: Load, id: Uuid) -> Option<&Found> {
        self.records.get(&(load, id))
    }

    /// The page that a record leads to.
    pub fn page(&self, load: Load, id: Uuid) -> Option<&FoundPage> {
        self.pages.get(&(load, id))
    }

    /// Why nothing was looked for.
    pub fn refusal(&self, load: Load, id: Uuid) -> Option<&Error> {
        self.refused.get(&(load, id)).map(Arc::as_ref)
    }

    /// What the fields lead to that are selected of an answer, level by level.
    pub async fn of(
        (app, caller): (&App, &Caller),
        lookups: &Budget,
        answer: impl IntoIterator<Item = (&Tree, &Node)>,
        selection: &Selection<'_>,
    ) -> Self {
        let mut loaded = Self::default();
        let mut wanted = Wanted::default();
        answer.into_iter().for_each(|(tree, node)| wanted.note(tree, node, selection));
        while let Some(batch) = wanted.next() {
            let new: HashSet<Uuid> = batch.keys().filter(|key| loaded.asked.insert((batch.load, *key))).collect();
            if !new.is_empty()
                && let Err(error) = loaded.take((app, caller), lookups, &batch, new.clone()).await
            {
                loaded.refused.extend(new.into_iter().map(|key| ((batch.load, key), Arc::clone(&error))));
            }
            wanted.follow(&batch, &loaded);
        }
        loaded
    }

    async fn take(
        &mut self,
        (app, caller): (&App, &Caller),
        lookups: &Budget,
        batch: &Batch<'_, '_>,
        keys: HashSet<Uuid>,
    ) -> Result<(), Arc<Error>> {
        let Some((relation, _)) = batch.from.first() else { return Ok(()) };
        let each = if relation.asked.is_some() { PAGE_LOOKUPS } else { 1 };
        if !lookups.take_many(keys.len().saturating_mul(each)) {
            return Err(Arc::new(too_large(LOOKUPS_MAX)));
        }
        let load = batch.load;
        match (&relation.asked, relation.edge.way) {
            (Some(asked), _) => {
                let found = pages(app, caller, asked.as_ref().map_err(Arc::clone)?, keys).await?;
                self.pages.extend(found.into_iter().map(|(key, page)| ((load, key), page)));
            }
            (None, Way::One(kind) | Way::Several(kind)) => {
                let found = records(app, caller, kind, keys).await?;
                self.records.extend(found.into_iter().map(|(key, record)| ((load, key), record)));
            }
            (None, Way::Page(..) | Way::Whole(..)) => {}
        }
        Ok(())
    }
}

/// What is looked for at once, with the fields that lead to it, each from its keys.
struct Batch<'s, 'd> {
    load: Load,
    from: Vec<(&'s Relation<'d>, HashSet<Uuid>)>,
}

impl Batch<'_, '_> {
    fn keys(&self) -> impl Iterator<Item = Uuid> {
        self.from.iter().flat_map(|(_, keys)| keys.iter().copied())
    }
}

/// What is still to be looked for, in the order of the levels.
#[derive(Default)]
struct Wanted<'s, 'd>(Vec<Batch<'s, 'd>>);

impl<'s, 'd> Wanted<'s, 'd> {
    fn note(&mut self, tree: &Tree, node: &Node, selection: &'s Selection<'d>) {
        if let Node::List(items) = node {
            return items.iter().for_each(|item| self.note(tree, item, selection));
        }
        for entry in selection {
            match &entry.step {
                Step::TypeName => {}
                Step::Field { json, selection, .. } => {
                    if let (false, Some(inner)) = (selection.is_empty(), node.field(json, 0)) {
                        self.note(tree, inner, selection);
                    }
                }
                Step::Relation(relation) => self.add(relation, ids_in(tree, node, &relation.edge.key)),
            }
        }
    }

    fn add(&mut self, relation: &'s Relation<'d>, keys: Vec<Uuid>) {
        if keys.is_empty() {
            return;
        }
        let at = self.0.iter().position(|batch| batch.load == relation.load).unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push(Batch { load: relation.load, from: Vec::new() });
        }
        let Some(batch) = self.0.get_mut(at) else { return };
        match batch.from.iter_mut().find(|(known, _)| std::ptr::eq(*known, relation)) {
            Some((_, known)) => known.extend(keys),
            None => batch.from.push((relation, keys.into_iter().collect())),
        }
    }

    fn next(&mut self) -> Option<Batch<'s, 'd>> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// Notes what is selected of what was found.
    fn follow(&mut self, batch: &Batch<'s, 'd>, loaded: &Loaded) {
        for (relation, keys) in &batch.from {
            let selection = match &relation.selected {
                LedTo::Records(selection) => selection,
                LedTo::Page(page) => &page.records,
            };
            for key in keys {
                let page = loaded.page(batch.load, *key).into_iter().flat_map(|page| &page.records);
                for found in loaded.record(batch.load, *key).into_iter().chain(page) {
                    self.note(found.tree(), found.node(), selection);
                }
            }
        }
    }
}
