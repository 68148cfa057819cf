//! A personnel system that pulls a snapshot of the grades and then only what changed: over HTTP, like any consumer.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::{Value, json};
use tests::{Client, Register, chance::Chance, fixtures::person, fixtures::text, on_both_databases};

const CHANGES: usize = 1_000;
const PEOPLE: u32 = 40;

/// The copy of the grades that a consumer keeps.
struct Copy {
    hr: Client,
    /// Which of them it pulls.
    filter: &'static str,
    grades: BTreeMap<String, Value>,
    newest: String,
}

/// An instant before all others: a pull of the changes since then returns every grade, annulled ones included.
const BEGINNING: &str = "0001-01-01T00:00:00Z";

impl Copy {
    /// Has nothing yet, and pulls all pages with its first question.
    fn paging(hr: Client, filter: &'static str) -> Self {
        Self { hr, filter, grades: BTreeMap::new(), newest: BEGINNING.to_owned() }
    }

    /// Pulls everything.
    fn pulled(hr: Client) -> Self {
        let answer = hr.rest("GET", "/v1/grades?sort=updated_at", &[("accept", "application/x-ndjson")], None);
        let all: Vec<Value> = answer.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let newest = all.last().map_or("2000-01-01T00:00:00Z", |grade| text(grade, "updated_at")).to_owned();
        let grades = all.into_iter().map(|grade| (text(&grade, "id").to_owned(), grade)).collect();
        Self { hr, filter: "", grades, newest }
    }

    /// Pulls what changed since, page by page; each change names all the days whose answer it changed.
    fn catches_up(&mut self) {
        let question = format!("/v1/grades?changed_after={}&limit=7{}", self.newest, self.filter);
        let mut address = Some(question.clone());
        while let Some(page) = address {
            let answer = self.hr.get(&page).json();
            for change in answer["items"].as_array().unwrap() {
                let before = self.grades.insert(text(change, "id").to_owned(), change.clone());
                // Of what left the filter and came back, who asks with one does not learn what it was meanwhile.
                let compares = self.filter.is_empty() || before.is_none();
                for day in days().into_iter().filter(|_| compares) {
                    if before.as_ref().is_some_and(|before| is_held(before, &day)) != is_held(change, &day) {
                        assert!(is_touched(change, &day), "{day} {before:?} {change}");
                    }
                }
            }
            address = answer["next"].as_str().map(|next| format!("{question}&after={next}"));
        }
        let newest = self.grades.values().map(|grade| instant(text(grade, "updated_at"))).max();
        if let Some(newest) = newest {
            self.newest = newest.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        }
    }

    /// What it says of a day.
    fn on(&self, day: &str) -> Vec<Value> {
        self.grades.values().filter(|grade| is_held(grade, day)).map(plain).collect()
    }
}

fn instant(raw: &str) -> chrono::DateTime<chrono::Utc> {
    raw.parse().unwrap()
}

fn is_held(grade: &Value, day: &str) -> bool {
    let ends_on = grade["ends_on"].as_str();
    grade["annulled"] == json!(false) && text(grade, "starts_on") <= day && ends_on.is_none_or(|last| day <= last)
}

fn is_touched(change: &Value, day: &str) -> bool {
    let (from, until) = (change["touched_from"].as_str(), change["touched_until"].as_str());
    from.is_some_and(|from| from <= day) && until.is_none_or(|until| day <= until)
}

/// A grade without the days touched, which depend on who asks.
fn plain(grade: &Value) -> Value {
    let mut plain = grade.clone();
    plain.as_object_mut().unwrap().retain(|name, _| !name.starts_with("touched"));
    plain
}

fn days() -> Vec<String> {
    (2014..2032)
        .flat_map(|year| ["01-01", "02-28", "06-30", "07-01", "12-31"].map(|day| format!("{year}-{day}")))
        .collect()
}

/// What the register itself says, all pages of it, in the order of the ids.
fn register_says(hr: &Client, filter: &str) -> Vec<Value> {
    let answer = hr.rest("GET", &format!("/v1/grades?{filter}"), &[("accept", "application/x-ndjson")], None);
    let mut all: Vec<Value> = answer.text.lines().map(|line| plain(&serde_json::from_str(line).unwrap())).collect();
    all.sort_by_key(|grade| text(grade, "id").to_owned());
    all
}

fn a_day(chance: &mut Chance) -> String {
    format!("{}-{:02}-{:02}", 2015 + chance.below(14), 1 + chance.below(12), 1 + chance.below(28))
}

/// One random change, of the personnel system or of the office; whether it was one.
fn changes_something(hr: &Client, registrar: &Client, people: &[String], chance: &mut Chance) -> bool {
    let ids = || -> Vec<Value> {
        hr.get("/v1/grades?changed_after=2000-01-01T00:00:00Z&sort=-updated_at&limit=40").json()["items"]
            .as_array()
            .unwrap()
            .clone()
    };
    let one_of = |chance: &mut Chance| {
        let all = ids();
        (!all.is_empty()).then(|| all[chance.below(all.len())].clone())
    };
    let patched = |grade: &Value, patch: Value| {
        hr.corrects_grade(text(grade, "id"), grade["version"].as_i64().unwrap(), &patch).is_ok()
    };
    match chance.below(20) {
        0..9 => {
            let mut report = json!({
                "person_id": people[chance.below(people.len())], "track": "professional_title", "grade": format!("T{}", 1 + chance.below(5)),
                "starts_on": a_day(chance), "document_number": "人社职〔2026〕18号"
            });
            if chance.below(2) == 0 {
                report["ends_on"] = a_day(chance).into();
            }
            if chance.below(2) == 0 {
                report["track"] = "job_rank".into();
                report["grade"] = format!("R{}", 1 + chance.below(12)).into();
            }
            hr.records_grade(&report).is_ok()
        }
        9..12 => {
            one_of(chance).is_some_and(|grade| patched(&grade, json!({ "starts_on": a_day(chance), "reason": "更正" })))
        }
        12..15 => {
            one_of(chance).is_some_and(|grade| patched(&grade, json!({ "ends_on": a_day(chance), "reason": "更正" })))
        }
        15..17 => one_of(chance).is_some_and(|grade| {
            patched(&grade, json!({ "annulled": grade["annulled"] == json!(false), "reason": "误录" }))
        }),
        17 => one_of(chance).is_some_and(|grade| {
            patched(
                &grade,
                json!({ "document_number": format!("人社职〔2026〕{}号", chance.below(99)), "reason": "更正" }),
            )
        }),
        18 => {
            let id = &people[chance.below(people.len())];
            let area = ["340800", "340881", "340822"][chance.below(3)];
            registrar
                .reads_person(id)
                .and_then(|person| {
                    registrar.corrects_person(id, person["version"].as_i64().unwrap(), &json!({ "area": area }))
                })
                .is_ok()
        }
        _ => {
            let (one, other) = (&people[chance.below(people.len())], &people[chance.below(people.len())]);
            chance.below(4) == 0 && registrar.merges_person(one, other).is_ok()
        }
    }
}

#[on_both_databases]
fn copy_kept_up_by_changes_equals_the_register(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let people: Vec<String> =
        (0..PEOPLE).map(|number| text(&registrar.creates_person(&person(number)).unwrap(), "id").to_owned()).collect();
    let mut chance = Chance::new(20_261_125);
    for _ in 0..50 {
        changes_something(&hr, &registrar, &people, &mut chance);
    }
    let mut copy = Copy::pulled(register.acting("hr"));
    let mut of_an_area = Copy::paging(register.acting("hr"), "&area=340881");
    let mut known: Vec<(String, String, Vec<Value>)> = Vec::new();
    let mut changed = 0;
    while changed < CHANGES / 2 {
        changed += usize::from(changes_something(&hr, &registrar, &people, &mut chance));
        if chance.below(20) == 0 {
            copy.catches_up();
            of_an_area.catches_up();
            let day = a_day(&mut chance);
            assert_eq!(copy.on(&day), register_says(&hr, &format!("as_of={day}")), "{day}");
            known.push((copy.newest.clone(), day.clone(), copy.on(&day)));
        }
    }
    // Two systems write at once while others pull, one of them for the first time and page by page: what was written
    // later is never known earlier, and no annulment is lost between two pages.
    let written = AtomicUsize::new(0);
    let mut paging = Copy::paging(register.acting("hr"), "");
    std::thread::scope(|scope| {
        let writers: Vec<_> = [1, 2]
            .into_iter()
            .map(|seed| {
                let (hr, registrar, people, written) = (hr.clone(), registrar.clone(), &people, &written);
                scope.spawn(move || {
                    let mut chance = Chance::new(seed);
                    while written.load(Ordering::Relaxed) < CHANGES / 2 {
                        written.fetch_add(
                            usize::from(changes_something(&hr, &registrar, people, &mut chance)),
                            Ordering::Relaxed,
                        );
                    }
                })
            })
            .collect();
        while writers.iter().any(|writer| !writer.is_finished()) {
            paging.catches_up();
            copy.catches_up();
            of_an_area.catches_up();
        }
    });
    for consumer in [&mut copy, &mut paging, &mut of_an_area] {
        consumer.catches_up();
    }
    for day in days() {
        assert_eq!(copy.on(&day), register_says(&hr, &format!("as_of={day}")), "{day}");
    }
    let all = register_says(&hr, &format!("changed_after={BEGINNING}"));
    assert!(all.iter().any(|grade| grade["annulled"] == json!(true)));
    assert_eq!(paging.grades.values().map(plain).collect::<Vec<_>>(), all);
    // The copy of one area has every grade of the area. Its other grades have left the area since, which no pull
    // reported.
    let (there, elsewhere): (Vec<Value>, Vec<Value>) = all.into_iter().partition(|grade| grade["area"] == "340881");
    let has = |grade: &Value| of_an_area.grades.get(text(grade, "id")).map(plain);
    assert!(!there.is_empty() && there.iter().all(|grade| has(grade).as_ref() == Some(grade)));
    assert_eq!(of_an_area.grades.len(), there.len() + elsewhere.iter().filter(|grade| has(grade).is_some()).count());
    // What the copy said while it was kept is what the register says that it knew then; a merge gives the survivor the
    // past of both, so who held it is not compared.
    for (instant, day, then) in known {
        let content = |grade: &Value| ["id", "track", "grade", "starts_on", "ends_on"].map(|name| grade[name].clone());
        let says: Vec<_> = register_says(&hr, &format!("as_of={day}&known_at={instant}")).iter().map(content).collect();
        assert_eq!(says, then.iter().map(content).collect::<Vec<_>>(), "{day} {instant}");
    }
}
