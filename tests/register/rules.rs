//! `docs/rules.md`, compared with the rules that the code knows, and what no other chapter shows of them.

use std::path::Path;

use domain::kernel::rules::{self, Mark, Rule, all};
use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, citizen_number, decision, person, text},
};

/// The rules of the domain notes, chapters c.1 to c.9, and those of supervision that the register keeps.
const NUMBERS: [std::ops::RangeInclusive<u32>; 24] = [
    1..=24,
    30..=36,
    40..=58,
    60..=64,
    70..=76,
    80..=96,
    100..=119,
    120..=130,
    140..=157,
    180..=185,
    190..=193,
    195..=196,
    201..=205,
    211..=212,
    220..=232,
    241..=242,
    244..=245,
    247..=248,
    257..=258,
    270..=282,
    290..=295,
    300..=300,
    310..=310,
    312..=312,
];
/// What a row may say that the register does.
const DOES: [&str; 5] = ["enforced", "warns", "recorded", "not ours", "later"];

fn document() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rules.md")).unwrap()
}

/// The rows whose first cell begins so, cell by cell.
fn rows<'a>(document: &'a str, first: &str) -> Vec<Vec<&'a str>> {
    let rows = document.lines().filter(|line| line.starts_with(&format!("| {first}")));
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn known(key: &str) -> &'static Rule {
    rules::find(key).unwrap_or_else(|| panic!("no rule has the key {key}"))
}

const fn letter(mark: Mark) -> &'static str {
    match mark {
        Mark::Text => "T",
        Mark::Excerpt => "E",
        Mark::Design => "D",
    }
}

/// One row of the first tables.
struct Row<'a> {
    number: u32,
    mark: &'a str,
    keys: Vec<&'a str>,
    does: &'a str,
    tests: Vec<&'a str>,
}

fn numbered<'a>(document: &'a str) -> Vec<Row<'a>> {
    let numbered = rows(document, "R");
    let row = |cells: &Vec<&'a str>| match cells[..] {
        [number, _, mark, keys, does, tests] => Row {
            number: number[1..].parse().unwrap(),
            mark,
            keys: quoted(keys),
            does: DOES.into_iter().find(|word| does.starts_with(word)).unwrap_or_else(|| panic!("{number}: {does}")),
            tests: quoted(tests),
        },
        _ => panic!("{} cells: {cells:?}", cells.len()),
    };
    numbered.iter().map(row).collect()
}

#[test]
fn every_rule_of_the_notes_has_its_row() {
    let document = document();
    let told: Vec<u32> = numbered(&document).iter().map(|row| row.number).collect();
    assert_eq!(told, NUMBERS.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn rules_document_and_policies_list_the_same_keys() {
    let document = document();
    let (numbered, others) = (numbered(&document), rows(&document, "`"));
    let of_rules: Vec<&str> = numbered.iter().flat_map(|row| row.keys.iter().copied()).collect();
    let of_others: Vec<&str> = others.iter().flat_map(|cells| quoted(cells[0])).collect();
    for key in of_rules.iter().chain(&of_others) {
        known(key);
    }
    for rule in all() {
        let times = |keys: &[&str]| keys.iter().filter(|key| **key == rule.key).count();
        assert!(times(&of_rules) > 0 || times(&of_others) == 1, "{} is in no table, or twice in the second", rule.key);
        assert!(times(&of_rules) == 0 || times(&of_others) == 0, "{} is in both tables", rule.key);
    }
}

#[test]
fn every_enforced_or_warning_rule_names_a_test() {
    let document = document();
    for row in numbered(&document) {
        let is_acted_upon = matches!(row.does, "enforced" | "warns");
        assert!(!is_acted_upon || !row.tests.is_empty(), "R{} is {} and names no test", row.number, row.does);
        assert!(is_acted_upon || row.keys.is_empty(), "R{} has a value and is {}", row.number, row.does);
    }
    for cells in rows(&document, "`") {
        assert!(!quoted(cells[4]).is_empty(), "{} names no test", cells[0]);
    }
}

/// The rows of the founding report on supervision itself: resources that are served, events that lifecycles have, tests that are there.
#[test]
fn each_row_of_the_report_has_resources_events_and_tests() {
    let document = document();
    let table = document.split("## The founding report").nth(1).unwrap();
    let contract = include_str!("../../openapi/openapi.json");
    let events: Vec<&str> =
        domain::lifecycles::all().into_iter().flat_map(|one| one.steps).map(|step| step.event).collect();
    let told = rows(table, "");
    let told = told.iter().filter(|cells| cells[0].parse::<u32>().is_ok());
    let mut numbers = Vec::new();
    for cells in told {
        numbers.push(cells[0].parse::<u32>().unwrap());
        for path in quoted(cells[2]).into_iter().filter(|path| path.starts_with("/v1/")) {
            assert!(contract.contains(&format!("\"{path}\"")), "row {}: {path}", cells[0]);
        }
        for event in quoted(cells[3]).into_iter().filter(|event| *event != "online") {
            assert!(events.contains(&event), "row {}: {event}", cells[0]);
        }
        let tests: Vec<_> = quoted(cells[4]).into_iter().filter_map(|test| test.split_once("::")).collect();
        assert!(!tests.is_empty(), "row {} names no test", cells[0]);
        for (room, test) in tests {
            let path = format!("{}/register/{room}.rs", env!("CARGO_MANIFEST_DIR"));
            let source = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("row {}: {room}", cells[0]));
            assert!(source.contains(&format!("fn {test}(")), "row {}: {room}::{test}", cells[0]);
        }
    }
    assert_eq!(numbers, (18..=31).collect::<Vec<_>>());
}

/// A row may hold two marks, that of the rule and behind a semicolon that of the value. What is but practice (P) or
/// remembered (M) is no source: a value of such a row is our own (D).
#[test]
fn the_marks_are_those_of_the_code() {
    let document = document();
    let numbered = numbered(&document);
    for row in &numbered {
        let marks: Vec<&str> =
            row.mark.split(|c: char| !c.is_ascii_alphabetic()).filter(|one| !one.is_empty()).collect();
        assert!(
            !marks.is_empty() && marks.iter().all(|one| ["T", "E", "P", "M", "D"].contains(one)),
            "R{}",
            row.number
        );
        let is_unread = marks.iter().any(|one| ["P", "M"].contains(one));
        let times = |key: &str| numbered.iter().flat_map(|other| &other.keys).filter(|other| **other == key).count();
        let letters: Vec<&str> = row.keys.iter().map(|key| letter(known(key).mark)).collect();
        for (key, letter) in row.keys.iter().zip(&letters).filter(|(key, _)| times(key) == 1) {
            let agrees = marks.contains(letter) || is_unread && *letter == "D";
            assert!(agrees, "R{} is marked {}, and {key} {letter}", row.number, row.mark);
        }
        if let Some((_, of_value)) = row.mark.split_once("; ") {
            assert!(letters.contains(&of_value), "R{}: no value is marked {of_value}", row.number);
        }
    }
    for cells in rows(&document, "`") {
        let rule = known(quoted(cells[0])[0]);
        assert_eq!((cells[1], cells[2]), (letter(rule.mark), rule.article), "{}", rule.key);
    }
}

/// A value that nobody reads would let an administrator believe that something has changed.
#[test]
fn every_value_that_may_be_changed_is_read() {
    /// Rules of which the one that applies is chosen before it is read.
    const CHOSEN: [&str; 8] = [
        "eligibility.max_age.new",
        "eligibility.max_age.renewal",
        "promotion.title.min_years.full_senior",
        "promotion.title.min_years.senior",
        "promotion.title.min_years.senior_doctor",
        "promotion.title.min_years.first",
        "promotion.title.min_years.first_master",
        "promotion.inspector_grade.min_years",
    ];
    let constants = [
        include_str!("../../domain/src/kernel/rules.rs"),
        include_str!("../../domain/src/kernel/rules/supervision.rs"),
    ]
    .concat();
    let own = [Path::new("domain/src/kernel/rules.rs"), Path::new("domain/src/kernel/rules/supervision.rs")];
    let sources = ["domain/src", "api/src", "openapi/src"].into_iter().flat_map(crate::tidy::sources_under);
    let code: String =
        sources.filter(|(path, _)| !own.iter().any(|own| path.ends_with(own))).map(|(_, text)| text).collect();
    let code: String = code.split_whitespace().collect();
    for rule in all().filter(|rule| !rule.fixed && !CHOSEN.contains(&rule.key)) {
        let line = constants.lines().find(|line| line.contains(&format!(" = \"{}\"", rule.key))).unwrap();
        let name = line.split_whitespace().next().unwrap();
        const READS: [&str; 13] = [
            "count",
            "days",
            "demands",
            "lists",
            "lists_month",
            "limit",
            "day",
            "check_hours",
            "check_over_by",
            "opened_by",
            "word",
            "weight",
            "labour_table",
        ];
        let is_read = READS.iter().any(|reads| {
            ["rules::", ""]
                .iter()
                .flat_map(|path| [")", ","].map(|end| format!("{reads}(&{path}{name}{end}")))
                .any(|use_| code.contains(&use_))
        });
        assert!(is_read, "nobody reads {}", rule.key);
    }
}

#[everywhere]
fn an_age_limit_is_set_by_a_policy_and_taken_back(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let key = "eligibility.max_age.new";
    assert_eq!(one.reads_policy(key).unwrap()["value"], Value::Null);
    for unlawful in [json!(10), json!("62"), json!(true)] {
        assert_eq!(one.proposes(key, &unlawful), Err("invalid".into()), "{unlawful}");
    }
    assert_eq!(one.proposes("pool.term_years", &Value::Null), Err("invalid".into()));
    let sets = |value: &Value| {
        let proposal = one.proposes(key, value).unwrap();
        assert_eq!(&proposal["value"], value);
        other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
        assert_eq!(&one.reads_policy(key).unwrap()["value"], value);
    };
    let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-11-01");
    let mut elder = person(1);
    elder["citizen_number"] = citizen_number("19701101", 3).into();
    let elder = registrar.creates_person(&elder).unwrap();
    let application = registrar.has_applied(&elder);
    approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).unwrap();
    let published = registrar.has_published_inspector(&elder, &cohort);
    let decides = || approver.fires_appointment(text(&published, "id"), "decide", &decision());
    // Fifty-six years old on the cohort's first day.
    sets(&json!(55));
    assert_eq!(decides(), Err("rule_refused".into()));
    sets(&Value::Null);
    sets(&json!(56));
    assert_eq!(decides().unwrap()["status"], "decided");
}

#[everywhere]
fn withholding_table_is_replaced_whole_and_jumps_are_refused(register: &Register) {
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let key = "tax.labour_table";
    let mut tables = one.reads_policy(key).unwrap()["value"].clone();
    let mut next = tables[0].clone();
    next["valid_from"] = "2027-01-01".into();
    next["steps"][1]["quick_deduction_fen"] = 0.into();
    assert_eq!(one.proposes(key, &json!([tables[0], next])), Err("invalid".into()));
    // From 20 000 yuan on, 25 % less 1 000 yuan: at 20 000 both steps take 4 000.
    next["steps"] =
        json!([next["steps"][0], { "over_fen": 2_000_000, "rate_percent": 25, "quick_deduction_fen": 100_000 }]);
    tables.as_array_mut().unwrap().push(next);
    let proposal = one.proposes(key, &tables).unwrap();
    other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
    assert_eq!(one.reads_policy(key).unwrap()["value"], tables);
}

#[test]
fn proposal_without_a_value_is_a_fault() {
    let register = tests::Register::new(tests::Database::Sqlite, tests::Surface::Rest);
    let body = json!({ "key": "eligibility.max_age.new", "document_number": "教督委〔2026〕3号" });
    let answer = register.acting("administrator").post("/v1/policy-proposals", &body);
    assert_eq!(answer.faults(), [("/value".to_owned(), "required".to_owned())]);
}
