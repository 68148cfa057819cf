//! Invented people and the ways they usually go, with one argument to vary.

use chrono::{Datelike, NaiveDate, Weekday};
use serde_json::{Value, json};

use crate::{Client, Register};

/// A valid citizen number of division 999999, which does not exist: male for odd `sequence`.
pub fn citizen_number(born: &str, sequence: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let body = format!("999999{born}{sequence:03}");
    let sum: u32 =
        body.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or_default() * weight).sum();
    format!("{body}{}", CHECKS[usize::try_from(sum % 11).unwrap()])
}

/// A person to register, told from others by a number.
pub fn person(number: u32) -> Value {
    json!({
        "name": "欧阳试验",
        "citizen_number": citizen_number("19900101", number),
        "education": "21",
        "professional_title": "T2",
        "subject": "14",
        "stage": "2",
        "specialities": ["课程评价"],
        "work_unit": "实验小学",
        "identity_class": "school_staff",
        "years_in_education": 15,
        "phone": "15400000001",
        "email": "ouyang@example.org",
        "health_declaration": "健康"
    })
}

/// The text of a field.
pub fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_else(|| panic!("no {field} in {record}"))
}

/// The names of a list of records.
pub fn names(list: &Value) -> Vec<String> {
    list.as_array().expect("a list").iter().map(|one| text(one, "name").to_owned()).collect()
}

/// What an event is based on when a test does not care.
pub fn basis() -> Value {
    json!({ "reason": "理由", "document_number": "安教督〔2026〕1号" })
}

/// What an appointment is decided on when a test does not care.
pub fn decision() -> Value {
    json!({ "document_number": "安教督〔2026〕2号", "recusal_declared_on": "2026-11-20" })
}

/// Everything that a candidate declares.
pub const DECLARATIONS: [&str; 7] = [
    "political_commitment",
    "professional_knowledge",
    "integrity",
    "work_performance",
    "abilities",
    "health",
    "time_commitment",
];

/// A review panel's choice.
pub fn panel() -> Value {
    json!({ "panel": ["评审甲", "评审乙", "评审丙"], "score": 88.5 })
}

impl Register {
    /// Uploads the calendar of 2026, with the 25th of November as an invented holiday, and of 2027.
    pub fn has_calendars(&self) {
        let administrator = self.acting("administrator");
        administrator
            .uploads_calendar(2026, &json!({ "holidays": ["2026-10-01", "2026-11-25"], "workdays": [] }))
            .expect("a calendar");
        administrator
            .uploads_calendar(2027, &json!({ "holidays": ["2027-01-01"], "workdays": [] }))
            .expect("a calendar");
    }
}

impl Register {
    /// Gives a rule another value: one administrator proposes it, another confirms.
    pub fn has_policy(&self, key: &str, value: &Value) {
        let proposal = self.acting("administrator").proposes(key, value).expect("a proposal");
        self.acting("administrator").decides_proposal(text(&proposal, "id"), "confirm").expect("confirmed");
    }
}

impl Client {
    /// Registers a person and nominates them.
    pub fn has_nominated(&self, pool: &str, number: u32) -> Value {
        let person = self.creates_person(&person(number)).expect("a person");
        let source = if pool == "specialist" { "special_grade_teacher" } else { "expert" };
        let body = json!({ "person_id": person["id"], "pool": pool, "source": source, "evidence": "证书", "consent_on": "2026-11-01" });
        self.nominates(&body).expect("a nomination")
    }

    /// Records a training of a person.
    pub fn has_trained(&self, person_id: &str, form: &str, held_on: &str, hours: u32) -> Value {
        let body = json!({
            "person_id": person_id, "form": form, "mode": "concentrated", "content": "policy", "title": "督导业务培训",
            "held_on": held_on, "hours": hours
        });
        self.records_training(&body).expect("a training")
    }

    /// Makes a zone with this many schools, told from others by its number.
    pub fn has_zone(&self, number: u32, schools: u32) -> (Value, Vec<Value>) {
        let zone = self.makes_zone(&json!({ "name": format!("第{number}责任区") })).expect("a zone");
        let school = |at: u32| {
            let identifier = 3_134_000_000_u64 + u64::from(number * 100 + at);
            let body = json!({
                "zone_id": zone["id"], "identifier": identifier.to_string(), "name": format!("第{number}区第{at}小学"),
                "school_type": "211"
            });
            self.registers_school(&body).expect("a school")
        };
        let schools = (1..=schools).map(school).collect();
        (zone, schools)
    }

    /// Applies for a person's certification, with every declaration.
    pub fn has_applied(&self, person: &Value) -> Value {
        let body = json!({ "person_id": person["id"], "evidence": "学历证书复印件", "declarations": DECLARATIONS });
        self.applies_for_certification(&body).expect("an application")
    }

    /// Takes an application to the exam.
    pub fn is_examined(&self, approver: &Client, person: &Value, day: &str) -> Value {
        let application = self.has_applied(person);
        let id = text(&application, "id");
        let on = json!({ "occurred_on": day });
        self.has_trained(text(person, "id"), "pre_duty", day, 24);
        self.fires_certification(id, "submit", &on).expect("submitted");
        self.fires_certification(id, "accept", &on).expect("accepted");
        approver.fires_certification(id, "pass_materials", &on).expect("materials passed");
        self.fires_certification(id, "complete_training", &on).expect("trained");
        let exam = json!({ "occurred_on": day, "exam_on": day });
        self.fires_certification(id, "schedule_exam", &exam).expect("scheduled")
    }

    /// Takes an application to public notice, all on one day.
    pub fn has_published_candidate(&self, approver: &Client, person: &Value, day: &str) -> Value {
        let application = self.is_examined(approver, person, day);
        let id = text(&application, "id");
        self.fires_certification(id, "record_exam", &json!({ "occurred_on": day, "score": 75.5 })).expect("passed");
        let panel = json!({ "occurred_on": day, "panel": panel()["panel"] });
        self.fires_certification(id, "convene_panel", &panel).expect("assessed");
        self.fires_certification(id, "open_notice", &published(day)).expect("published")
    }

    /// Takes an application to its certificate.
    pub fn has_certified(&self, approver: &Client, person: &Value) -> Value {
        let published = self.has_published_candidate(approver, person, "2026-11-02");
        approver.fires_certification(text(&published, "id"), "certify", &basis()).expect("certified")
    }

    /// Registers an authority with seven establishment posts.
    pub fn has_authority(&self) -> Value {
        let body = json!({
            "name": "市政府教育督导室", "functions": ["authority", "employer"], "level": "municipal", "establishment_posts": 7
        });
        self.registers_organisation(&body).expect("an authority")
    }

    /// Registers an organisation that pays stipends.
    pub fn has_payer(&self) -> Value {
        let body = json!({ "name": "市财政局", "functions": ["payer"], "level": "municipal" });
        self.registers_organisation(&body).expect("a payer")
    }

    /// Makes a cohort of an authority that begins on a day.
    pub fn has_cohort(&self, authority: &Value, ordinal: u32, starts_on: &str) -> Value {
        let body = json!({ "authority_id": authority["id"], "ordinal": ordinal, "name": format!("第{ordinal}届"), "starts_on": starts_on });
        self.makes_cohort(&body).expect("a cohort")
    }

    /// Registers a person who is certified by a check of the record.
    pub fn has_certified_by_record(&self, approver: &Client, number: u32) -> Value {
        let person = self.creates_person(&person(number)).expect("a person");
        let application = self.has_applied(&person);
        approver
            .fires_certification(text(&application, "id"), "certify_by_record", &basis())
            .expect("certified by record");
        person
    }

    /// Nominates somebody for a part-time appointment and takes it to the end of the public notice, which was opened on
    /// 2 November.
    pub fn has_published_inspector(&self, person: &Value, cohort: &Value) -> Value {
        let body = json!({ "person_id": person["id"], "route": "part_time", "cohort_id": cohort["id"], "nominated_by": "实验小学" });
        let id = self.nominates_inspector(&body).expect("a nomination")["id"].as_str().expect("an id").to_owned();
        let on = json!({ "occurred_on": "2026-11-02" });
        self.fires_appointment(&id, "review", &on).expect("reviewed");
        self.fires_appointment(&id, "open_notice", &published("2026-11-02")).expect("published")
    }

    /// Takes a certified person to a part-time appointment in force today.
    pub fn has_inspector(&self, approver: &Client, person: &Value, cohort: &Value) -> Value {
        let published = self.has_published_inspector(person, cohort);
        let id = text(&published, "id");
        approver.fires_appointment(id, "decide", &decision()).expect("decided");
        let letter = json!({ "letter_number": format!("聘{id}"), "credential_number": format!("督{id}") });
        self.fires_appointment(id, "issue_letter", &letter).expect("a letter");
        self.fires_appointment(id, "start", &json!({})).expect("in office")
    }

    /// Takes a nomination to public notice, all on one day.
    pub fn has_published(&self, pool: &str, number: u32, day: &str) -> Value {
        let membership = self.has_nominated(pool, number);
        let id = text(&membership, "id");
        let on = json!({ "occurred_on": day });
        self.fires(id, "submit", &on).expect("submitted");
        self.fires(id, "accept", &on).expect("accepted");
        let mut choice = panel();
        choice["occurred_on"] = json!(day);
        self.fires(id, "shortlist", &choice).expect("shortlisted");
        self.fires(id, "open_notice", &published(day)).expect("published")
    }

    /// Takes a nomination to active membership.
    pub fn has_member(&self, approver: &Client, pool: &str, number: u32) -> Value {
        let membership = self.has_published(pool, number, "2026-11-02");
        approver.fires(text(&membership, "id"), "approve", &basis()).expect("approved")
    }
}

/// What opens a notice that stood on a website from a day on, for seven working days after it.
pub fn published(day: &str) -> Value {
    const HOLIDAY: &str = "2026-11-25";
    let mut until: NaiveDate = day.parse().expect("a day");
    let mut left = 7;
    while left > 0 {
        until = until.succ_opt().expect("a day");
        let is_free = matches!(until.weekday(), Weekday::Sat | Weekday::Sun) || until.to_string() == HOLIDAY;
        left -= i32::from(!is_free);
    }
    json!({
        "occurred_on": day,
        "published_elsewhere": {
            "place": "演示市教育局网站", "document_number": "演示公示〔2026〕1号", "from": day, "until": until.to_string()
        }
    })
}

/// One of very many people.
pub fn one_of_many(number: u64) -> Value {
    let mut one = person(1);
    let born = chrono::NaiveDate::from_ymd_opt(1935, 1, 1).expect("a day") + chrono::Days::new(number / 999);
    let sequence = u32::try_from(number % 999).expect("a small number");
    one["citizen_number"] = citizen_number(&born.format("%Y%m%d").to_string(), sequence).into();
    one
}
