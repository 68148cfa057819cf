//! Records are read as they were known at an instant, and the page on the interface tells truly which.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Register, Client, fixtures::text, on_both_databases};

use crate::tidy::root;

/// What an operation takes of `as_of` and `known_at`, as the page writes it.
fn moments(operation: &Value) -> String {
    let taken = operation["parameters"].as_array().into_iter().flatten().filter_map(|one| one["name"].as_str());
    let taken: Vec<String> =
        taken.filter(|name| ["as_of", "known_at"].contains(name)).map(|name| format!("`{name}`")).collect();
    if taken.is_empty() { "–".to_owned() } else { taken.join(", ") }
}

/// Every list of records that are read one by one, too: what the list takes, and what the read takes.
fn published() -> BTreeMap<String, (String, String)> {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let paths = document["paths"].as_object().unwrap();
    let one = |list: &str| {
        paths.iter().find(|(path, _)| path.strip_prefix(list).is_some_and(|key| key.starts_with("/{") && key.ends_with('}') && !key[1..].contains('/')))
    };
    let lists = paths.iter().filter(|(path, operations)| !path.contains('{') && operations.get("get").is_some());
    lists
        .filter_map(|(list, operations)| {
            let (_, read) = one(list)?;
            let name = list.strip_prefix("/v1/")?.to_owned();
            Some((name, (moments(&operations["get"]), moments(read.get("get")?))))
        })
        .collect()
}

/// The rows of the page's table, without what the last column says in words.
fn told() -> BTreeMap<String, (String, String)> {
    let page = std::fs::read_to_string(root().join("docs/api-design.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| resource | list | one |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (cells[1].to_owned(), (cells[2].to_owned(), cells[3].to_owned()))
    })
    .collect()
}

#[test]
fn page_tells_which_moments_each_record_is_read_at() {
    assert_eq!(told(), published());
}

/// When everything was made, and nothing corrected yet.
const MADE: &str = "known_at=2026-11-23T12:00:00Z";
/// Before anything was made.
const BEFORE: &str = "known_at=2026-11-22T12:00:00Z";

/// The ids of a list, page by page.
fn paged(client: &Client, list: &str) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{list}{after}")).json();
        ids.extend(page["items"].as_array().unwrap().iter().map(|one| text(one, "id").to_owned()));
        let Some(next) = page["next"].as_str() else { return ids };
        after = format!("&after={next}");
    }
}

#[on_both_databases]
    fn what_others_refer_to_is_read_as_it_was_known(register: &Register) {
        let registrar = register.acting("registrar");
        let (zone, schools) = registrar.has_zone(1, 1);
        let (authority, school) = (registrar.has_authority(), schools[0].clone());
        let cohort = registrar.has_cohort(&authority, 1, "2026-11-23");
        register.is_now("2026-11-24");
        let registrar = register.acting("registrar");
        let id = |one: &Value| text(one, "id").to_owned();
        let changes = [
            ("zones", registrar.changes_zone(&id(&zone), 1, &json!({ "office_phone": "0556-5000001" })), zone),
            ("schools", registrar.corrects_school(&id(&school), 1, &json!({ "pupils": 77 })), school),
            ("organisations", registrar.corrects_organisation(&id(&authority), 1, &json!({ "name": "市督导室" })), authority),
            ("cohorts", registrar.corrects_cohort(&id(&cohort), 1, &json!({ "name": "首届" })), cohort),
        ];
        let elsewhere = register.acting_in("registrar", Some("360000"));
        for (list, after, before) in changes {
            let one = format!("/v1/{list}/{}", id(&before));
            let read = |moment: &str| registrar.get(&format!("{one}?{moment}"));
            assert_eq!((read("").json(), read(MADE).json()), (after.unwrap(), before.clone()), "{list}");
            assert_eq!((read(BEFORE).status, elsewhere.get(&format!("{one}?{MADE}")).status), (404, 404), "{list}");
            let listed = |moment: &str| registrar.get(&format!("/v1/{list}?area=340800&{moment}")).json()["items"].clone();
            assert_eq!((listed(MADE), listed(BEFORE)), (json!([before]), json!([])), "{list}");
            assert_eq!(elsewhere.get(&format!("/v1/{list}?{MADE}")).json()["items"], json!([]), "{list}");
        }
    }

#[on_both_databases]
    fn pages_known_at_hold_changed_and_unchanged_records(register: &Register) {
        let registrar = register.acting("registrar");
        let zones: Vec<String> = (1..=5).map(|number| text(&registrar.has_zone(number, 0).0, "id").to_owned()).collect();
        register.is_now("2026-11-24");
        let registrar = register.acting("registrar");
        for id in [&zones[1], &zones[2], &zones[4]] {
            registrar.changes_zone(id, 1, &json!({ "matters": ["依法治校"] })).unwrap();
        }
        let later = registrar.has_zone(6, 0).0;
        assert_eq!(paged(&registrar, &format!("/v1/zones?{MADE}&limit=2")), zones);
        let page = registrar.get(&format!("/v1/zones?{MADE}&limit=2&count=exact")).json();
        assert_eq!((page["total"].clone(), page["items"][1]["matters"].clone()), (json!(5), json!([])));
        assert_eq!(paged(&registrar, "/v1/zones?limit=4").last().unwrap(), text(&later, "id"));
        // A list that runs backwards, over both tables.
        let names: Vec<String> = (1..=3).map(|number| format!("单位{number}")).collect();
        let made = |name: &String| text(&registrar.registers_organisation(&json!({ "name": name, "functions": ["payer"] })).unwrap(), "id").to_owned();
        let mut ids: Vec<String> = names.iter().map(made).collect();
        register.is_now("2026-11-25");
        let registrar = register.acting("registrar");
        registrar.corrects_organisation(&ids[1], 1, &json!({ "name": "改名单位" })).unwrap();
        ids.reverse();
        assert_eq!(paged(&registrar, "/v1/organisations?known_at=2026-11-24T12:00:00Z&sort=-id&limit=2"), ids);
    }

#[on_both_databases]
    fn proposal_is_read_as_it_was_known(register: &Register) {
        let proposal = register.acting("administrator").proposes("pool.term_years", &json!(4)).unwrap();
        register.is_now("2026-11-24");
        let administrator = register.acting("administrator");
        let confirmed = administrator.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
        let read = |moment: &str| administrator.get(&format!("/v1/policy-proposals/{}?{moment}", text(&proposal, "id")));
        assert_eq!((read("").json(), read(MADE).json(), read(BEFORE).status), (confirmed.clone(), proposal.clone(), 404));
        let listed = |moment: &str| administrator.get(&format!("/v1/policy-proposals?{moment}")).json()["items"].clone();
        assert_eq!((listed(""), listed(MADE), listed(BEFORE)), (json!([confirmed]), json!([proposal]), json!([])));
    }

#[on_both_databases]
    fn calendar_is_read_as_it_was_known(register: &Register) {
        let administrator = register.acting("administrator");
        let first = administrator.uploads_calendar(2028, &json!({ "holidays": ["2028-10-02"] })).unwrap();
        register.is_now("2026-11-24");
        let administrator = register.acting("administrator");
        let last = administrator.uploads_calendar(2028, &json!({ "holidays": ["2028-10-02", "2028-10-03"] })).unwrap();
        let read = |moment: &str| administrator.get(&format!("/v1/calendars/2028?{moment}"));
        assert_eq!((read("").json(), read(MADE).json(), read(BEFORE).status), (last, first, 404));
    }

#[on_both_databases]
    fn version_is_kept_whatever_program_changes_the_record(register: &Register) {
        let registrar = register.acting("registrar");
        let zone = registrar.has_zone(1, 0).0;
        register.executes("UPDATE zones SET name = '改名区', version = 2, updated_at = '2026-11-24T00:00:00.000000Z'");
        assert_eq!(registrar.reads_zone(text(&zone, "id")).unwrap()["name"], "改名区");
        assert_eq!(registrar.reads_zone_at(text(&zone, "id"), MADE).unwrap(), zone);
    }

#[test]
fn earlier_versions_have_every_column() {
    let register = tests::Register::new(tests::Database::Sqlite, tests::Surface::Rest);
    let columns = |table: &str| -> Vec<String> {
        register.lines(&format!("SELECT name || ' ' || type AS line FROM pragma_table_info('{table}') ORDER BY name"))
    };
    let earlier = register.lines("SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name LIKE 'earlier_%'");
    assert_eq!(earlier.len(), 6);
    for table in earlier {
        let mut of_last = columns(table.trim_start_matches("earlier_"));
        of_last.push("superseded_at TEXT".to_owned());
        of_last.sort();
        assert_eq!(columns(&table), of_last, "{table}");
    }
}
