//! The two databases say the same, and neither lets go of what is recorded.

use diesel::{Connection, RunQueryDsl, sql_query, sql_types::Text};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tests::{Database, Register, Surface, fixtures::person, on_both_databases, register::beside};

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: &str = "SELECT m.name || ' ' || c.name || ' ' || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 'required' ELSE 'optional' END AS line \
     FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
const POSTGRES: &str = "SELECT table_name || ' ' || column_name || ' ' || CASE is_nullable WHEN 'NO' THEN 'required' ELSE 'optional' END AS line \
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) \
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_\\_%'";
const SQLITE_INDEXES: &str = "SELECT name AS line FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%'";
const POSTGRES_INDEXES: &str = "SELECT indexname AS line FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey' \
     AND indexname NOT IN (SELECT conname FROM pg_constraint)";

fn lines(register: &Register, on_sqlite: &str, on_postgres: &str) -> BTreeSet<String> {
    let rows: Vec<Line> = match &register.config.database {
        persistence::Engine::Sqlite(path) => sql_query(on_sqlite).load(&mut beside(path)).unwrap(),
        persistence::Engine::Postgres(url) => {
            sql_query(on_postgres).load(&mut diesel::PgConnection::establish(url).unwrap()).unwrap()
        }
    };
    rows.into_iter().map(|row| row.line).collect()
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    let sqlite = Register::new(Database::Sqlite, Surface::Rest);
    let postgres = Register::new(Database::Postgres, Surface::Rest);
    assert_eq!(lines(&sqlite, SQLITE, POSTGRES), lines(&postgres, SQLITE, POSTGRES));
    assert_eq!(lines(&sqlite, SQLITE_INDEXES, POSTGRES_INDEXES), lines(&postgres, SQLITE_INDEXES, POSTGRES_INDEXES));
}

#[test]
fn the_described_schema_is_the_migrated_one() {
    let source = include_str!("../../persistence/src/kernel/schema.rs");
    let mut described = BTreeSet::new();
    let mut table = "";
    for line in source.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name;
        } else if let Some((column, kind)) = line.split_once(" -> ").filter(|_| !line.contains('!')) {
            let required = if kind.starts_with("Nullable") { "optional" } else { "required" };
            described.insert(format!("{table} {column} {required}"));
        }
    }
    let register = Register::new(Database::Sqlite, Surface::Rest);
    let migrated = lines(&register, SQLITE, POSTGRES);
    let differing: Vec<_> = described.symmetric_difference(&migrated).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

const TYPED_COLUMNS: &str = "SELECT table_name || ' ' || lpad(ordinal_position::text, 3, '0') || ' ' || column_name || ' ' || udt_name \
     || ' ' || is_nullable AS line FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) \
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_\\_%'";
const PRIMARY_KEYS: &str = "SELECT k.table_name || ' ' || string_agg(k.column_name, ', ' ORDER BY k.ordinal_position) AS line \
     FROM information_schema.table_constraints c JOIN information_schema.key_column_usage k USING (constraint_name, table_name) \
     WHERE c.constraint_type = 'PRIMARY KEY' AND k.table_schema = 'public' GROUP BY k.table_name";

/// A column as diesel describes it.
fn described(column: &str, kind: &str, is_nullable: bool) -> String {
    let kind = match kind {
        "uuid" => "SqlUuid",
        "int8" => "BigInt",
        "int4" => "Integer",
        "text" => "Text",
        "date" => "Date",
        "bool" => "Bool",
        "timestamptz" => "SqlInstant",
        "jsonb" => "SqlJson",
        "bytea" => "Binary",
        other => panic!("{column} is {other}"),
    };
    let kind = if is_nullable { format!("Nullable<{kind}>") } else { kind.to_owned() };
    format!("        {column} -> {kind},\n")
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn schema_snapshot_has_every_table() {
    let register = Register::new(Database::Postgres, Surface::Rest);
    let mut tables: BTreeMap<String, String> = BTreeMap::new();
    for line in lines(&register, TYPED_COLUMNS, TYPED_COLUMNS) {
        let [table, _, column, kind, nullable] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        tables.entry(table.to_owned()).or_default().push_str(&described(column, kind, nullable == "YES"));
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../persistence/src/kernel/schema.rs");
    let mut source = std::fs::read_to_string(&path).unwrap();
    for line in lines(&register, PRIMARY_KEYS, PRIMARY_KEYS) {
        let (table, key) = line.split_once(' ').unwrap();
        if table.starts_with("__") || source.contains(&format!("\n    {table} ({key}) {{\n")) {
            continue;
        }
        let uses = "    use diesel::sql_types::*;\n    use crate::kernel::types::{SqlInstant, SqlJson, SqlUuid};\n";
        let columns = &tables[table];
        source.push_str(&format!("\ndiesel::table! {{\n{uses}    {table} ({key}) {{\n{columns}    }}\n}}\n"));
        assert!(std::env::var_os("UPDATE_SNAPSHOTS").is_some(), "{table} is missing: run `just snapshots`");
    }
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, source).unwrap();
    }
}

/// The steps that are written for SQLite by hand: it alters no column, and has triggers and partial keys of its own.
const WRITTEN_FOR_SQLITE: &[&str] = &[
    "000001", "000005", "000007", "000011", "000014", "000015", "000016", "000021", "000022", "000024", "000031",
    "000040", "000043", "000047", "000048", "000050", "000056", "000057", "000058", "000061", "000300", "000600",
    "000601", "000790", "000811", "000813", "000831", "000841",
];

/// What a step for PostgreSQL is for SQLite.
fn for_sqlite(step: &str) -> String {
    [
        (" text COLLATE \"C\"", " TEXT"),
        (" timestamptz", " TEXT"),
        (" jsonb", " TEXT"),
        (" uuid", " BLOB"),
        (" bytea", " BLOB"),
        (" date", " DATE"),
        (" bigint", " BIGINT"),
        (" boolean", " BOOLEAN"),
        (
            "\n    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();",
            "\nWHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)\nBEGIN\n    \
             SELECT RAISE(ABORT, 'person_is_erased');\nEND;",
        ),
    ]
    .into_iter()
    .fold(step.to_owned(), |step, (from, to)| step.replace(from, to))
}

#[test]
fn sqlite_steps_are_snapshots_of_those_for_postgres() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    for step in std::fs::read_dir(folder.join("postgres")).unwrap() {
        let name = step.unwrap().file_name().into_string().unwrap();
        if WRITTEN_FOR_SQLITE.iter().any(|number| name.contains(&format!("-{number}_"))) {
            continue;
        }
        for way in ["up.sql", "down.sql"] {
            let expected = for_sqlite(&std::fs::read_to_string(folder.join("postgres").join(&name).join(way)).unwrap());
            let path = folder.join("sqlite").join(&name).join(way);
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &expected).unwrap();
            }
            assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), expected, "{name}/{way}");
        }
    }
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn postgres_has_its_native_types() {
    let register = Register::new(Database::Postgres, Surface::Rest);
    let types = "SELECT column_name || ' ' || udt_name AS line FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) \
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_\\_%'";
    let found = lines(&register, types, types);
    let mut by_type: BTreeMap<String, u32> = BTreeMap::new();
    for line in &found {
        *by_type.entry(line.split(' ').nth(1).unwrap().to_owned()).or_default() += 1;
    }
    for (column, kind) in [
        ("id", "uuid"),
        ("recorded_at", "timestamptz"),
        ("birth_date", "date"),
        ("detail", "jsonb"),
        ("version", "int8"),
        ("partial", "bool"),
    ] {
        assert!(found.contains(&format!("{column} {kind}")), "{column} is no {kind}");
    }
    assert!(!by_type.contains_key("timestamp"), "{by_type:?}");
}

#[on_both_databases]
fn facts_are_neither_changed_nor_deleted(register: &Register) {
    register.acting("registrar").creates_person(&person(1)).unwrap();
    for statement in ["UPDATE events SET name = 'x'", "DELETE FROM events"] {
        let outcome = match &register.config.database {
            persistence::Engine::Sqlite(path) => sql_query(statement).execute(&mut beside(path)),
            persistence::Engine::Postgres(url) => {
                sql_query(statement).execute(&mut diesel::PgConnection::establish(url).unwrap())
            }
        };
        let refusal = outcome.unwrap_err().to_string();
        assert!(refusal.contains("append-only"), "{refusal}");
    }
}

#[on_both_databases]
fn migrations_go_down_and_up_again(register: &Register) {
    use diesel_migrations::MigrationHarness;
    match &register.config.database {
        persistence::Engine::Sqlite(path) => {
            let mut c = beside(path);
            c.revert_all_migrations(migrations::SQLITE).unwrap();
            assert_eq!(lines(register, SQLITE, POSTGRES), BTreeSet::new());
            c.run_pending_migrations(migrations::SQLITE).unwrap();
        }
        persistence::Engine::Postgres(url) => {
            let mut c = diesel::PgConnection::establish(url).unwrap();
            c.revert_all_migrations(migrations::POSTGRES).unwrap();
            assert_eq!(lines(register, SQLITE, POSTGRES), BTreeSet::new());
            c.run_pending_migrations(migrations::POSTGRES).unwrap();
        }
    }
    assert!(!lines(register, SQLITE, POSTGRES).is_empty());
    assert_eq!(register.app.pending_migrations().unwrap(), 0);
}

#[on_both_databases]
fn servers_that_start_together_migrate_once(register: &Register) {
    let apps: Vec<_> = (0..4).map(|_| register.app.clone()).collect();
    let threads: Vec<_> = apps.into_iter().map(|app| std::thread::spawn(move || app.migrate().unwrap())).collect();
    assert_eq!(threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>(), 0);
}

#[on_both_databases]
fn conflicting_writers_succeed_or_get_a_version_conflict(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = ada["id"].as_str().unwrap().to_owned();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|number| {
                let (registrar, id) = (registrar.clone(), id.clone());
                scope.spawn(move || registrar.corrects_person(&id, 1, &json!({ "post": format!("职务{number}") })))
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(won, 1, "{outcomes:?}");
    assert!(
        outcomes.iter().all(|outcome| outcome.as_ref().map_or_else(|code| code == "changed", |_| true)),
        "{outcomes:?}"
    );
    assert_eq!(registrar.reads_person(&id).unwrap()["version"], 2);
}
