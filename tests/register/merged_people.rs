//! The id, the public number and the citizen number of a merged record lead to the one that stands for the person now.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{citizen_number, person, text},
    on_both_databases,
};

use crate::rosters::uploads;

const ROSTER: &[u8] = include_bytes!("../fixtures/rosters/roster-with-merged-number.xlsx");
/// The citizen number in the roster.
const ROSTER_NUMBER: &str = "999999197001011036";

/// Two records of one person, of which the first was merged into the second.
fn merged(registrar: &Client) -> (Value, Value) {
    let (lost, survivor) =
        (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let survivor = registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    (lost, survivor)
}

#[everywhere]
fn merged_numbers_find_the_survivor(register: &Register) {
    let registrar = register.acting("registrar");
    let (lost, survivor) = merged(&registrar);
    let number = citizen_number("19900101", 1);
    assert_eq!(registrar.searches_people(&json!({ "citizen_number": number })).unwrap(), json!([survivor]));
    assert_eq!(registrar.lists_people(&format!("number={}", text(&lost, "number"))).unwrap(), json!([survivor]));
    assert_eq!(registrar.reads_person(text(&lost, "number")), Err("moved".into()));
    assert_eq!(registrar.creates_person(&person(1)), Err("duplicate".into()));
    assert_eq!(registrar.lists_people("").unwrap(), json!([survivor]));
}

#[everywhere]
fn only_the_survivor_can_take_a_merged_number(register: &Register) {
    let registrar = register.acting("registrar");
    let (_, survivor) = merged(&registrar);
    let other = registrar.creates_person(&person(5)).unwrap();
    let number = json!({ "citizen_number": citizen_number("19900101", 1) });
    assert_eq!(registrar.corrects_person(text(&other, "id"), 1, &number), Err("duplicate".into()));
    let corrected =
        registrar.corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &number).unwrap();
    assert_eq!(registrar.searches_people(&number).unwrap(), json!([corrected]));
    // It is still the survivor's when another number was the right one.
    registrar
        .corrects_person(
            text(&corrected, "id"),
            corrected["version"].as_i64().unwrap(),
            &json!({ "citizen_number": citizen_number("19900101", 3) }),
        )
        .unwrap();
    assert_eq!(registrar.creates_person(&person(1)), Err("duplicate".into()));
}

#[everywhere]
fn writes_about_a_merged_record_are_about_the_survivor(register: &Register) {
    register.has_calendars();
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let (lost, survivor) = merged(&registrar);
    let payer = registrar.has_payer();
    let (_, schools) = registrar.has_zone(1, 1);
    let cohort = registrar.has_cohort(&registrar.has_authority(), 1, "2026-09-01");
    let id = &lost["id"];
    let written = [
            registrar.nominates(&json!({ "person_id": id, "pool": "specialist", "source": "special_grade_teacher", "evidence": "证书", "nominated_by": "实验小学" })),
            registrar.applies_for_certification(&json!({ "person_id": id, "evidence": "学历证书" })),
            registrar.records_training(&json!({ "person_id": id, "form": "pre_duty", "mode": "concentrated", "content": "policy", "title": "培训", "held_on": "2026-11-02", "hours": 8 })),
            registrar.records_recusal(&json!({ "person_id": id, "school_id": schools[0]["id"], "ground": "own_unit", "requested_by": "inspector" })),
            registrar.records_sanction(&json!({ "person_id": id, "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-06-15" })),
            hr.records_grade(&json!({ "person_id": id, "track": "professional_title", "grade": "T2", "starts_on": "2020-09-01", "document_number": "皖人社〔2020〕1号" })),
            registrar.records_duty(&json!({ "person_id": id, "kind": "monthly_report", "occurred_on": "2026-11-02", "period": "2026-10" })),
            registrar.enters_payee(&crate::payees::body(&lost, &payer, "2026-09-01")),
            registrar.nominates_inspector(&json!({ "person_id": id, "route": "part_time", "cohort_id": cohort["id"], "nominated_by": "实验小学", "recusal_declared_on": "2026-09-01" })),
        ];
    for outcome in written {
        let record = outcome.unwrap();
        assert_eq!(record["person_id"], survivor["id"], "{record}");
    }
}

/// The lists that are filtered by a person.
const LISTS: [(&str, &str); 20] = [
    ("appointments", "appointments"),
    ("assessments", "assessments"),
    ("certifications", "certifications"),
    ("complaints", "complaints"),
    ("dismissals", "dismissals"),
    ("duty-records", "dutyRecords"),
    ("findings", "findings"),
    ("grades", "grades"),
    ("inspections", "inspections"),
    ("payees", "payees"),
    ("pool-memberships", "poolMemberships"),
    ("posts", "posts"),
    ("promotions", "promotions"),
    ("recusals", "recusals"),
    ("sanctions", "sanctions"),
    ("stipend-lines", "stipendLines"),
    ("teams", "teams"),
    ("trainings", "trainings"),
    ("zone-assignments", "zoneAssignments"),
    ("people", "people"),
];

#[on_both_databases]
fn lists_answer_the_survivors_records_and_say_so(register: &Register) {
    let registrar = register.acting("registrar");
    let (lost, survivor) = merged(&registrar);
    registrar.has_nominated("specialist", 5);
    registrar.nominates(&json!({ "person_id": survivor["id"], "pool": "specialist", "source": "special_grade_teacher", "evidence": "证书", "nominated_by": "实验小学" })).unwrap();
    for (path, field) in LISTS {
        let (parameter, argument, value) = match path {
            "people" => ("number", "number", text(&lost, "number")),
            _ => ("person_id", "personId", text(&lost, "id")),
        };
        let listed = registrar.get(&format!("/v1/{path}?{parameter}={value}")).json();
        let merged = json!([{ "parameter": parameter, "value": value, "into": survivor["id"] }]);
        assert_eq!(listed["merged"], merged, "{path}: {listed}");
        let query = format!("query($v: [ID!]) {{ {field}({argument}: $v) {{ merged {{ parameter value into }} }} }}");
        let query = if path == "people" { query.replace("[ID!]", "[String!]") } else { query };
        let answer = registrar.graphql(&query, &json!({ "v": [value] })).json();
        assert_eq!(answer["data"][field]["merged"], merged, "{field}: {answer}");
    }
    let members =
        registrar.get(&format!("/v1/pool-memberships?person_id={}", text(&lost, "id"))).json()["items"].clone();
    assert_eq!((members.as_array().unwrap().len(), &members[0]["person_id"]), (1, &survivor["id"]));
    let own = registrar.get(&format!("/v1/pool-memberships?person_id={}", text(&survivor, "id"))).json();
    assert_eq!((&own["items"], own.get("merged")), (&members, None), "who asks for the survivor is told nothing");
}

#[on_both_databases]
fn both_surfaces_name_the_last_survivor(register: &Register) {
    let registrar = register.acting("registrar");
    let (lost, survivor) = merged(&registrar);
    let last = registrar.creates_person(&person(5)).unwrap();
    let last = registrar.merges_person(text(&survivor, "id"), text(&last, "id")).unwrap();
    let answer = registrar.get(&format!("/v1/people/{}/standing", text(&lost, "id")));
    assert_eq!(
        (answer.status, answer.header("location")),
        (308, Some(format!("/v1/people/{}/standing", text(&last, "id")).as_str()))
    );
    assert_eq!(answer.json()["into"], last["id"]);
    for query in [
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: String!) { person(id: $id) { id } }",
        "query($id: String!) { personStanding(id: $id) { number } }",
    ] {
        let error = registrar.graphql(query, &json!({ "id": lost["id"] })).json()["errors"][0]["extensions"].clone();
        assert_eq!((&error["code"], &error["into"]), (&json!("moved"), &last["id"]), "{query}");
    }
    for number in [1, 3] {
        assert_eq!(registrar.creates_person(&person(number)), Err("duplicate".into()), "{number}");
    }
    let into_merged = registrar.creates_person(&person(7)).unwrap();
    let merged = registrar.merges_person(text(&into_merged, "id"), text(&lost, "id")).unwrap();
    assert_eq!(merged["id"], last["id"], "a merge into a merged record is one into its survivor");
}

#[on_both_databases]
fn a_roster_with_a_merged_number_registers_nobody(register: &Register) {
    let registrar = register.acting("registrar");
    let mut body = person(1);
    body["citizen_number"] = json!(ROSTER_NUMBER);
    let (lost, survivor) = (registrar.creates_person(&body).unwrap(), registrar.creates_person(&person(3)).unwrap());
    registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    let first = uploads(&registrar, "", ROSTER, &[]).json();
    assert_eq!((&first["result"]["loaded"], &first["result"]["faults"]), (&json!(1), &json!([])), "{first}");
    let again = uploads(&registrar, "", ROSTER, &[]).json();
    assert_eq!((&again["result"]["loaded"], &again["result"]["unchanged"]), (&json!(0), &json!(1)), "{again}");
    let both = format!(
        "姓名,身份证号,督学类别,学历,从教年限\n并者甲,{ROSTER_NUMBER},兼职,大学本科毕业,15\n欧阳试验,{},兼职,大学本科毕业,15\n",
        citizen_number("19900101", 3)
    );
    let twice = uploads(&registrar, "", both.as_bytes(), &[]).json();
    assert_eq!(twice["result"]["faults"][0]["code"], "duplicate", "two rows are about one person: {twice}");
    let people = registrar.get("/v1/people").json()["items"].clone();
    assert_eq!(people.as_array().unwrap().len(), 1, "{people}");
    assert_eq!(
        (&people[0]["id"], text(&people[0], "name"), text(&people[0], "phone")),
        (&survivor["id"], "欧阳试验", "15400000011")
    );
    assert_eq!(registrar.searches_people(&json!({ "citizen_number": citizen_number("19900101", 3) })).unwrap(), people);
}

#[on_both_databases]
fn a_trial_does_not_tell_of_a_merged_number_out_of_reach(register: &Register) {
    let registrar = register.acting("registrar");
    let there = |number: &str| {
        let mut body = person(3);
        (body["citizen_number"], body["area"]) = (json!(number), json!("360000"));
        registrar.creates_person(&body).unwrap()
    };
    let (lost, survivor) = (there(ROSTER_NUMBER), there(&citizen_number("19900101", 3)));
    registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    let here = register.acting_in("registrar", Some("340800"));
    let mut body = person(1);
    body["citizen_number"] = json!(ROSTER_NUMBER);
    assert_eq!(here.post("/v1/people?dry_run=true", &body).status, 201);
    let tried = uploads(&here, "?dry_run=true", ROSTER, &[]).json();
    assert_eq!((&tried["result"]["loaded"], &tried["result"]["faults"]), (&json!(1), &json!([])), "{tried}");
    assert_eq!(here.post("/v1/people", &body).refusal(), (409, "duplicate".into()));
    let refused = uploads(&here, "", ROSTER, &[]).json();
    assert_eq!(refused["result"]["faults"][0]["code"], "duplicate", "{refused}");
    let history = registrar.reads_history(text(&survivor, "id")).unwrap();
    let found = history.as_array().unwrap().iter().filter(|one| one["event"] == "found_from_elsewhere").count();
    assert_eq!(found, 2, "both finds are recorded of the survivor");
    let listed = here.get(&format!("/v1/pool-memberships?person_id={}", text(&lost, "id"))).json();
    assert_eq!((&listed["items"], listed.get("merged")), (&json!([]), None));
}
