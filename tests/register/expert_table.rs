//! The table of experts says what its definition says of people and memberships, whatever happened to them.

use serde_json::json;
use tests::{
    Client, Database, Register,
    chance::Chance,
    everywhere,
    fixtures::{basis, panel, person, published, text},
    on_both_databases,
};

use crate::deaths::upgrades_from_before;

const STEPS: usize = 70;
const AREAS: [&str; 3] = ["340800", "340803", "341100"];
const SUBJECTS: [&str; 2] = ["14", "22"];
const EVENTS: [&str; 6] = ["suspend", "resume", "withdraw", "remove", "renew", "record_death"];

/// The public numbers of those of whom table and definition say different things.
fn differences(register: &Register) -> Vec<String> {
    let only = |one: &str, other: &str| {
        let query = format!("SELECT number AS line FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) AS found");
        register.lines(&query)
    };
    [only("experts", "experts_by_definition"), only("experts_by_definition", "experts")].concat()
}

fn experts(register: &Register) -> usize {
    register.lines("SELECT number AS line FROM experts").len()
}

/// Who does business by chance: what is not allowed is refused, which changes nothing.
struct Business<'a> {
    register: &'a Register,
    registrar: Client,
    approver: Client,
    chance: Chance,
    people: Vec<String>,
    memberships: Vec<String>,
}

impl<'a> Business<'a> {
    fn of(register: &'a Register) -> Self {
        register.has_calendars();
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let chance = Chance::new(300);
        Self { register, registrar, approver, chance, people: Vec::new(), memberships: Vec::new() }
    }

    fn somebody(&mut self) -> Option<String> {
        let place = self.chance.below(self.people.len());
        self.people.get(place).cloned()
    }

    /// Registers somebody.
    fn comes(&mut self) {
        let number = u32::try_from(self.people.len() + 1).unwrap();
        let made = self.registrar.creates_person(&person(number)).unwrap();
        self.people.push(text(&made, "id").to_owned());
    }

    /// Takes somebody into a pool, as far as that is allowed.
    fn joins(&mut self) -> Option<String> {
        let pool = ["specialist", "invited"][self.chance.below(2)];
        let source = if pool == "specialist" { "special_grade_teacher" } else { "expert" };
        let body = json!({ "person_id": self.somebody()?, "pool": pool, "source": source, "evidence": "证书", "consent_on": "2026-11-01" });
        let id = text(&self.registrar.nominates(&body).ok()?, "id").to_owned();
        self.memberships.push(id.clone());
        let on = json!({ "occurred_on": "2026-11-02" });
        let mut choice = panel();
        choice["occurred_on"] = json!("2026-11-02");
        let steps =
            [("submit", on.clone()), ("accept", on), ("shortlist", choice), ("open_notice", published("2026-11-02"))];
        for (event, with) in steps {
            self.registrar.fires(&id, event, &with).ok()?;
        }
        self.approver.fires(&id, "approve", &basis()).ok()?;
        Some(id)
    }

    /// Fires an event of a membership.
    fn fires(&mut self) -> Option<String> {
        let (event, place) = (EVENTS[self.chance.below(EVENTS.len())], self.chance.below(self.memberships.len()));
        let id = self.memberships.get(place)?;
        self.approver.fires(id, event, &basis()).ok()?;
        Some(format!("{event} {id}"))
    }

    /// Corrects what is recorded of somebody: an area, a subject, a name.
    fn corrects(&mut self) -> Option<String> {
        let id = self.somebody()?;
        let version = self.registrar.reads_person(&id).ok()?["version"].as_i64()?;
        let (area, subject) = (AREAS[self.chance.below(AREAS.len())], SUBJECTS[self.chance.below(SUBJECTS.len())]);
        let patch = match self.chance.below(3) {
            0 => json!({ "area": area }),
            1 => json!({ "subject": subject, "specialities": ["课程评价", "信息化"] }),
            _ => json!({ "name": "欧阳新名" }),
        };
        self.registrar.corrects_person(&id, version, &patch).ok().map(|_| id)
    }

    fn merges(&mut self) -> Option<String> {
        let (lost, survivor) = (self.somebody()?, self.somebody()?);
        self.registrar.merges_person(&lost, &survivor).ok().map(|_| lost)
    }

    fn erases(&mut self) -> Option<String> {
        let id = self.somebody()?;
        self.registrar.asks_for_erasure(&id, "consent_withdrawn").ok()?;
        self.approver.fires_erasure(&id, "carry_out", &json!({})).ok().map(|_| id)
    }

    /// Does one thing, and says what.
    fn acts(&mut self) -> String {
        let (what, done) = match self.chance.below(10) {
            0 | 1 => ("joins", self.joins()),
            2..=5 => ("fires", self.fires()),
            6 | 7 => ("corrects", self.corrects()),
            8 => ("merges", self.merges()),
            _ => ("erases", self.erases()),
        };
        format!("{what} {done:?}")
    }
}

#[everywhere]
fn expert_table_follows_any_business(register: &Register) {
    let mut business = Business::of(register);
    (0..8).for_each(|_| business.comes());
    (0..8).for_each(|_| drop(business.joins()));
    assert!(experts(register) > 3);
    let mut changed = 0;
    for step in 0..STEPS {
        let before = register.lines("SELECT number || version AS line FROM experts");
        let done = business.acts();
        assert_eq!(differences(register), Vec::<String>::new(), "step {step}: {done}");
        changed += usize::from(register.lines("SELECT number || version AS line FROM experts") != before);
    }
    assert!(changed > 10, "{changed} of the steps changed an expert");
    // Ten years later no term holds, whether or not a job has stored that it is over.
    business.register.begins_day("2036-11-23");
    assert_eq!(register.acting("partner").finds_experts("").unwrap(), json!([]));
    assert_eq!(differences(register), Vec::<String>::new());
}

#[on_both_databases]
fn expert_table_of_a_demo_follows_its_definition(register: &Register) {
    crate::nation::builds(register, crate::nation::size(400, 1, 3)).unwrap();
    assert!(experts(register) > 50);
    assert_eq!(differences(register), Vec::<String>::new());
    // Without its trigger the table is left behind, which the comparison tells.
    let of = if register.database == Database::Postgres { " ON people" } else { "" };
    register.executes(&format!("DROP TRIGGER experts_follow_people{of}"));
    register.executes("UPDATE people SET name = '司马试验'");
    assert_eq!(differences(register).len(), 2 * experts(register));
}

#[on_both_databases]
fn expert_table_is_filled_by_an_upgrade(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    (1..4).for_each(|number| drop(registrar.has_member(&approver, "specialist", number)));
    let before = register.acting("partner").finds_experts("").unwrap();
    upgrades_from_before(register, "20261201000300", &["UPDATE people SET name = '司马试验'"]);
    assert_eq!((experts(register), differences(register)), (3, Vec::new()));
    let found = register.acting("partner").finds_experts("").unwrap();
    assert_eq!(found.as_array().map(Vec::len), before.as_array().map(Vec::len));
    assert_eq!(text(&found[0], "name"), "司马试验");
}
