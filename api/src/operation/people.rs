//! Who is in an answer.

use std::collections::BTreeSet;

use domain::consumers::disclosure::{PERSON_FIELDS, RESOURCE_OF_PEOPLE};
use uuid::Uuid;

use super::{Node, Tree};

/// The people of an answer; `is_person` says that its records are people.
pub fn people_in(tree: &Tree, is_person: bool) -> BTreeSet<Uuid> {
    let mut found = BTreeSet::new();
    if is_person {
        match &tree.root {
            Node::List(records) => records.iter().for_each(|record| ids(tree, record.field("id", 0), &mut found)),
            record => ids(tree, record.field("id", 0), &mut found),
        }
    }
    walk(tree, &tree.root, &mut found);
    found
}

fn walk(tree: &Tree, node: &Node, found: &mut BTreeSet<Uuid>) {
    match node {
        Node::Null | Node::Leaf(_) => {}
        Node::List(items) => items.iter().for_each(|item| walk(tree, item, found)),
        Node::Record(fields) => fields.iter().for_each(|(name, field)| field_of(tree, node, (name, field), found)),
        Node::Map(fields) => fields.iter().for_each(|(name, field)| field_of(tree, node, (name, field), found)),
    }
}

fn field_of(tree: &Tree, record: &Node, (name, field): (&str, &Node), found: &mut BTreeSet<Uuid>) {
    if PERSON_FIELDS.contains(&name) {
        ids(tree, Some(field), found);
    } else if name == RESOURCE_OF_PEOPLE.0 && tree.plain_text(field) == Some(RESOURCE_OF_PEOPLE.1) {
        ids(tree, record.field("id", 0), found);
    } else {
        walk(tree, field, found);
    }
}

fn ids(tree: &Tree, node: Option<&Node>, found: &mut BTreeSet<Uuid>) {
    match node {
        Some(Node::List(items)) => items.iter().for_each(|item| ids(tree, Some(item), found)),
        Some(leaf) => found.extend(tree.plain_text(leaf).and_then(|text| Uuid::try_parse(text).ok())),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn people_are_found_wherever_they_are_named() {
        let id = |number: u128| Uuid::from_u128(number);
        let view =
            json!([{ "id": id(1), "person_id": id(2), "inner": { "person_ids": [id(3), id(4)], "zone_id": id(5) } }]);
        let found = |is_person| people_in(&Tree::of(&view).unwrap(), is_person);
        assert_eq!(found(false), [id(2), id(3), id(4)].into());
        assert_eq!(found(true), [id(1), id(2), id(3), id(4)].into());
        let feed = json!({ "items": [{ "resource": "people", "id": id(6) }, { "resource": "zones", "id": id(7) }] });
        assert_eq!(people_in(&Tree::of(&feed).unwrap(), false), [id(6)].into());
    }
}
