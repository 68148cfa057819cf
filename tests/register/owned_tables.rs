//! Nothing that concerns a person can be forgotten: the registry of tables is compared with the database's own catalogue.

use std::collections::BTreeSet;

use persistence::file::owned::{Fate, OWNED};
use tests::{Database, Register, Surface};

use crate::{erasures::dump, privacy::rotates};

/// The tables of the database that have a column of this name.
fn tables_with(register: &Register, column: &str) -> BTreeSet<String> {
    let query = format!(
        "SELECT m.name AS line FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
         WHERE m.type = 'table' AND c.name = '{column}'"
    );
    register.lines(&query).into_iter().collect()
}

#[test]
fn every_table_with_a_person_is_registered() {
    let register = Register::new(Database::Sqlite, Surface::Rest);
    let registered: BTreeSet<String> = OWNED.iter().map(|owned| owned.table.to_owned()).collect();
    assert_eq!(registered, tables_with(&register, "person_id"));
    assert_eq!(registered.len(), OWNED.len(), "each table is registered once");
}

#[test]
fn every_area_of_a_person_follows_the_person() {
    let register = Register::new(Database::Sqlite, Surface::Rest);
    let with_area = tables_with(&register, "area");
    for owned in OWNED {
        if let Fate::Changed(_) = owned.area {
            assert!(with_area.contains(owned.table), "{} has no area", owned.table);
        }
    }
    // Of the other tables each says why it keeps its area.
    let kept = OWNED.iter().filter(|owned| matches!(owned.area, Fate::Kept(_)) && with_area.contains(owned.table));
    let kept: Vec<&str> = kept.map(|owned| owned.table).collect();
    assert_eq!(kept, ["experts", "zone_assignments", "posts", "findings", "roster_posts", "stipend_lines"]);
}

#[test]
fn file_of_a_person_holds_every_registered_list() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let fields = document["components"]["schemas"]["PersonFile"]["properties"].as_object().unwrap();
    let lists = fields.iter().filter(|(_, field)| field["type"] == "array").map(|(name, _)| name.as_str());
    // The history is made of facts, which belong to every record.
    let lists: BTreeSet<&str> = lists.filter(|name| *name != "history").collect();
    let registered = OWNED.iter().filter_map(|owned| match owned.file {
        Fate::Changed(field) => Some(field),
        Fate::Kept(_) => None,
    });
    assert_eq!(registered.collect::<BTreeSet<_>>(), lists);
}

/// How many values of the register the first key and the second key sealed.
fn sealed_by(register: &Register) -> [usize; 2] {
    let all = dump(register);
    [1, 2].map(|key| {
        let in_bytes = all.matches(&format!("x'{key:08x}")).count();
        in_bytes + all.matches(&format!("sealed:{key:08x}:")).count()
    })
}

#[test]
fn rotation_leaves_no_sealed_value_behind() {
    let register = Register::new(Database::Sqlite, Surface::Rest);
    register.becomes_a_city();
    let before = sealed_by(&register);
    assert!(before[0] > 300 && before[1] == 0, "{before:?}");
    assert_eq!(rotates(&register, "aes-256-gcm"), "");
    assert_eq!(sealed_by(&register), [0, before[0]], "whatever column a value stands in");
}
