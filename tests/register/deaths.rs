//! A death is a fact about the person: told to any record, it ends all of theirs.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, person, published, text},
    register::beside,
};

use crate::stipend_runs::{Office as Treasury, without_notice};

const DIED_ON: &str = "2026-11-22";

fn decided() -> Value {
    json!({ "document_number": "安教督〔2026〕2号", "recusal_declared_on": "2026-11-02" })
}

/// The parties, with two authorities and a zone.
struct Office {
    registrar: Client,
    approver: Client,
    cohorts: [Value; 2],
    zone: Value,
    payer: Value,
}

/// All that a person may hold, by the kind of record.
struct Holdings {
    person: String,
    member: String,
    nominee: String,
    office: String,
    elsewhere: String,
    assignment: String,
    promotion: String,
    payee: String,
}

impl Office {
    fn of(register: &Register) -> Self {
        register.has_calendars();
        register.has_policy("inspector_grade.enabled", &json!(true));
        register.is_now("2026-11-13");
        let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
        let cohort = |name: &str| {
            let body =
                json!({ "name": name, "functions": ["authority"], "level": "municipal", "establishment_posts": 7 });
            registrar.has_cohort(&registrar.registers_organisation(&body).unwrap(), 1, "2026-11-12")
        };
        let cohorts = [cohort("市政府教育督导室"), cohort("区政府教育督导室")];
        let (zone, _) = registrar.has_zone(1, 2);
        let payer = registrar.has_payer();
        Self { cohorts, zone, payer, registrar, approver }
    }

    /// The same office on the day after the deaths: tokens of the days before have ended.
    fn later(self, register: &Register) -> Self {
        register.is_now("2026-11-23");
        Self { registrar: register.renews(self.registrar), approver: register.renews(self.approver), ..self }
    }

    fn joins(&self, person: &Value, pool: &str) -> String {
        let body = json!({
            "person_id": person["id"], "pool": pool, "consent_on": "2026-11-01", "evidence": "证书",
            "source": if pool == "invited" { "expert" } else { "special_grade_teacher" }
        });
        let id = text(&self.registrar.nominates(&body).unwrap(), "id").to_owned();
        let on = json!({ "occurred_on": "2026-11-02" });
        let choice = json!({ "panel": ["甲", "乙", "丙"], "score": 90, "occurred_on": "2026-11-02" });
        for (event, with) in
            [("submit", &on), ("accept", &on), ("shortlist", &choice), ("open_notice", &published("2026-11-02"))]
        {
            self.registrar.fires(&id, event, with).expect(event);
        }
        id
    }

    /// A person with a record of every kind, none of which began after the death.
    fn holds(&self, number: u32) -> Holdings {
        let one = self.registrar.has_certified_by_record(&self.approver, number);
        let member = self.joins(&one, "specialist");
        self.approver.fires(&member, "approve", &basis()).unwrap();
        let nominee = self.joins(&one, "invited");
        let office = text(&self.registrar.has_published_inspector(&one, &self.cohorts[0]), "id").to_owned();
        self.approver.fires_appointment(&office, "decide", &decided()).unwrap();
        let letter = json!({ "letter_number": format!("聘{number}"), "credential_number": format!("督{number}") });
        self.registrar.fires_appointment(&office, "issue_letter", &letter).unwrap();
        self.registrar.fires_appointment(&office, "start", &json!({})).unwrap();
        let elsewhere = text(&self.registrar.has_published_inspector(&one, &self.cohorts[1]), "id").to_owned();
        let assignment = json!({ "zone_id": self.zone["id"], "appointment_id": office, "role": "member", "starts_on": "2026-11-13" });
        let promotion = json!({ "person_id": one["id"], "track": "inspector_grade", "to_grade": "third" });
        let payee = json!({
            "person_id": one["id"], "identity_class": "school_staff", "tax_class": "labour_remuneration",
            "payer_id": self.payer["id"], "account": format!("62220211112222333{number:02}"), "account_bank": "演示银行",
            "has_official_transport_allowance": false, "starts_on": "2026-11-01"
        });
        Holdings {
            person: text(&one, "id").to_owned(),
            member,
            nominee,
            elsewhere,
            assignment: text(&self.registrar.assigns(&assignment).unwrap(), "id").to_owned(),
            promotion: text(&self.registrar.begins_promotion(&promotion).unwrap(), "id").to_owned(),
            payee: text(&self.registrar.enters_payee(&payee).unwrap(), "id").to_owned(),
            office,
        }
    }

    fn statuses(&self, all: &Holdings) -> Vec<(&'static str, String)> {
        let of = |record: Value| text(&record, "status").to_owned();
        let certified = self.registrar.lists_certifications(&format!("person_id={}", all.person)).unwrap();
        vec![
            ("member", of(self.registrar.reads_membership(&all.member).unwrap())),
            ("nominee", of(self.registrar.reads_membership(&all.nominee).unwrap())),
            ("office", of(self.registrar.reads_appointment(&all.office, "").unwrap())),
            ("elsewhere", of(self.registrar.reads_appointment(&all.elsewhere, "").unwrap())),
            ("certification", of(certified[0].clone())),
            ("promotion", of(self.registrar.reads_promotion(&all.promotion, "").unwrap())),
        ]
    }
}

/// Takes a register back to before a migration, changes it as an earlier release did, and brings it up to date.
pub(crate) fn upgrades_from_before(register: &Register, version: &str, changes: &[&str]) {
    use diesel::Connection;
    use diesel_migrations::MigrationHarness;
    macro_rules! migrates {
        ($connection:expr, $migrations:expr) => {{
            let mut connection = $connection;
            while connection.revert_last_migration($migrations).unwrap().to_string() != version {}
            changes.iter().for_each(|change| register.executes(change));
            connection.run_pending_migrations($migrations).unwrap();
        }};
    }
    match &register.config.database {
        persistence::Engine::Sqlite(path) => migrates!(beside(path), migrations::SQLITE),
        persistence::Engine::Postgres(url) => {
            migrates!(diesel::PgConnection::establish(url).unwrap(), migrations::POSTGRES)
        }
    }
}

/// Every record to which a death can be told.
const TOLD_TO: [&str; 4] = ["member", "nominee", "office", "elsewhere"];

#[everywhere]
fn death_recorded_on_any_record_ends_all_others(register: &Register) {
    let office = Office::of(register);
    let everybody: Vec<Holdings> = (1..).zip(TOLD_TO).map(|(number, _)| office.holds(number)).collect();
    let office = office.later(register);
    for (all, told_to) in everybody.iter().zip(TOLD_TO) {
        let on = json!({ "occurred_on": DIED_ON });
        match told_to {
            "member" => office.registrar.fires(&all.member, "record_death", &on).unwrap(),
            "nominee" => office.registrar.fires(&all.nominee, "record_death", &on).unwrap(),
            "office" => office.registrar.fires_appointment(&all.office, "record_death", &on).unwrap(),
            _ => office.registrar.fires_appointment(&all.elsewhere, "record_death", &on).unwrap(),
        };
        let planned = if told_to == "elsewhere" { "deceased" } else { "cancelled" };
        let expected = [
            ("member", "deceased"),
            ("nominee", "deceased"),
            ("office", "deceased"),
            ("elsewhere", planned),
            ("certification", "surrendered"),
            ("promotion", "withdrawn"),
        ];
        let found = office.statuses(all);
        let found: Vec<(&str, &str)> = found.iter().map(|(record, status)| (*record, status.as_str())).collect();
        assert_eq!(found, expected, "told to {told_to}");
        assert_eq!(office.registrar.reads_appointment(&all.office, "").unwrap()["ended_on"], DIED_ON, "{told_to}");
        assert_eq!(office.registrar.reads_assignment(&all.assignment, "").unwrap()["ended_on"], DIED_ON, "{told_to}");
        assert_eq!(office.registrar.reads_payee(&all.payee, "").unwrap()["ends_on"], DIED_ON, "{told_to}");
        let told = office.registrar.reads_appointment_transitions(&all.office).unwrap()["items"].clone();
        let last = told.as_array().unwrap().last().unwrap();
        assert_eq!((text(last, "event"), text(last, "occurred_on")), ("record_death", DIED_ON), "{told_to}");
    }
    assert_eq!(register.acting("partner").finds_experts("").unwrap(), json!([]), "nobody who died is offered");
}

#[everywhere]
fn death_of_an_earlier_release_ends_what_it_left_open(register: &Register) {
    let office = Office::of(register);
    let (first, second, living) = (office.holds(1), office.holds(2), office.holds(3));
    let office = office.later(register);
    office.registrar.fires_appointment(&second.office, "record_death", &json!({ "occurred_on": DIED_ON })).unwrap();
    let ended = office.statuses(&second);
    upgrades_from_before(
        register,
        "20261130000050",
        &["UPDATE pool_memberships SET status = 'deceased', last_event_on = '2026-11-22' WHERE pool = 'specialist'
                AND person_id = (SELECT id FROM people ORDER BY id LIMIT 1)"],
    );
    assert_eq!(office.statuses(&first)[2].1, "active");
    assert_eq!((register.follows_deaths(), register.follows_deaths()), (2, 0));
    let found = office.statuses(&first);
    let found: Vec<(&str, &str)> = found.iter().map(|(record, status)| (*record, status.as_str())).collect();
    let expected = [
        ("member", "deceased"),
        ("nominee", "deceased"),
        ("office", "deceased"),
        ("elsewhere", "cancelled"),
        ("certification", "surrendered"),
        ("promotion", "withdrawn"),
    ];
    assert_eq!(found, expected);
    assert_eq!(office.registrar.reads_payee(&first.payee, "").unwrap()["ends_on"], DIED_ON);
    assert_eq!(office.statuses(&second), ended, "nothing was left open");
    assert_eq!(office.statuses(&living)[2].1, "active");
}

#[everywhere]
fn nothing_is_written_about_the_dead_for_a_later_day(register: &Register) {
    let office = Office::of(register);
    let all = office.holds(1);
    let office = office.later(register);
    office.registrar.fires(&all.member, "record_death", &json!({ "occurred_on": DIED_ON })).unwrap();
    let gone = Err("gone".to_owned());
    let registrar = &office.registrar;
    let whom = all.person.as_str();
    assert_eq!(registrar.nominates(&json!({ "person_id": whom, "pool": "invited", "consent_on": "2026-11-01" })), gone);
    assert_eq!(registrar.applies_for_certification(&json!({ "person_id": whom })), gone);
    let nomination = json!({ "person_id": whom, "route": "part_time", "cohort_id": office.cohorts[1]["id"] });
    assert_eq!(registrar.nominates_inspector(&nomination), gone);
    assert_eq!(
        registrar.begins_promotion(&json!({ "person_id": whom, "track": "inspector_grade", "to_grade": "third" })),
        gone
    );
    let payee = |starts_on: &str| {
        json!({
            "person_id": whom, "identity_class": "school_staff", "payer_id": office.payer["id"], "account": "6222021111222299999",
            "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": starts_on
        })
    };
    assert_eq!(registrar.enters_payee(&payee("2026-11-23")), gone);
    let grade = json!({
        "person_id": whom, "track": "professional_title", "grade": "T2", "starts_on": "2026-11-23", "document_number": "职〔2026〕1号"
    });
    assert_eq!(register.acting("hr").records_grade(&grade), gone);
    let training = json!({
        "person_id": whom, "form": "pre_duty", "mode": "concentrated", "content": "policy", "title": "培训",
        "held_on": "2026-11-23", "hours": 8, "organiser": "市教育督导室"
    });
    assert_eq!(registrar.records_training(&training), gone);
    let visit = json!({
        "person_id": whom, "kind": "visit", "school_id": registrar.has_zone(2, 1).1[0]["id"], "occurred_on": "2026-11-23", "mode": "random",
        "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true, "feedback_left": true
    });
    assert_eq!(registrar.records_duty(&visit), gone);
    let mut earlier = visit.clone();
    earlier["occurred_on"] = json!("2026-11-20");
    assert!(registrar.records_duty(&earlier).is_ok(), "what was done before is recorded late");
}

#[everywhere]
fn the_dead_are_paid_to_the_day_and_no_longer(register: &Register) {
    let office = Treasury::of(register);
    without_notice(register);
    let office = office.on(register, "2026-12-01");
    let first = office.pays("2026-11");
    assert_eq!(office.of_person(&first, 0).len(), 3);
    register.passes_seconds(60);
    let told = json!({ "occurred_on": "2026-11-22" });
    office.registrar.fires_appointment(text(&office.appointments[0], "id"), "record_death", &told).unwrap();
    register.passes_seconds(60);
    let next = text(&office.computes("2026-12"), "id").to_owned();
    let lines = office.of_person(&next, 0);
    assert!(lines.iter().all(|(month, _, _, _)| month == "2026-11"), "{lines:?}");
    let findings = office.registrar.lists_run_findings(&next).unwrap();
    let outstanding = |one: &Value| one["code"] == "recovery_outstanding" && one["person_id"] == office.people[0]["id"];
    assert!(findings.as_array().unwrap().iter().any(outstanding), "nine days are to be taken back: {findings}");
}

#[everywhere]
fn merge_into_a_deceased_person_ends_memberships(register: &Register) {
    let office = Office::of(register);
    let (ada, double) = (office.holds(1), office.registrar.creates_person(&person(9)).unwrap());
    let office = office.later(register);
    office.registrar.fires(&ada.member, "record_death", &json!({ "occurred_on": DIED_ON })).unwrap();
    let membership = office.joins(&double, "specialist");
    office.approver.fires(&membership, "approve", &basis()).unwrap();
    office.registrar.merges_person(text(&double, "id"), &ada.person).unwrap();
    assert_eq!(
        text(&office.registrar.reads_membership(&membership).unwrap(), "status"),
        "deceased",
        "it is one person"
    );
}
