//! What of a dismissal case is shown to whom, and until when.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, text},
};

use crate::dismissals::Office;

#[everywhere]
fn hr_sees_only_outcomes_that_ended_service(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let open = office.opened(&bo.person, "absence");
    let (_office, id) = office.has_dismissed(register, &ada);
    let hr = register.acting("hr");
    let seen = hr.lists_cases("").unwrap();
    assert_eq!((seen.as_array().unwrap().len(), &seen[0]["id"]), (1, &json!(id)));
    let case = hr.reads_case(&id, "").unwrap();
    assert_eq!(
        (text(&case, "ground"), text(&case, "measure"), text(&case, "took_effect_on")),
        ("neglect", "cancellation", "2026-11-30")
    );
    for private in ["description", "investigator", "facts", "defence_statement", "signal"] {
        assert_eq!(case[private], Value::Null, "{private}");
    }
    assert_eq!(hr.reads_case(&open, ""), Err("not_found".into()));
    for role in ["partner", "finance"] {
        assert_eq!(register.acting(role).lists_cases(""), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn hr_cannot_read_reversed_cases_with_as_of_or_known_at(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let (office, id) = office.has_dismissed(register, &ada);
    let lasting = office.opened(&bo.person, "neglect");
    office.is_served(&lasting, "cancellation", "2026-11-30");
    office.fires(&lasting, "take_effect", &json!({})).unwrap();
    let office = office.on(register, "2026-12-10");
    let then = "known_at=2026-12-05T00:00:00Z";
    let seen = |filter: &str| -> Vec<Value> {
        register
            .acting("hr")
            .lists_cases(filter)
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].clone())
            .collect()
    };
    assert_eq!((seen("").len(), seen(then).len()), (2, 2));
    office.decides_remedy(&id, "review", &json!({ "outcome": "revoked" })).unwrap();
    let hr = register.acting("hr");
    for moment in ["", "as_of=2026-12-05", then, "as_of=2026-12-05&known_at=2026-12-05T00:00:00Z"] {
        assert_eq!(hr.reads_case(&id, moment), Err("not_found".into()), "{moment}");
        assert!(hr.reads_case(&lasting, moment).is_ok(), "{moment}");
    }
    assert_eq!((seen(""), seen(then)), (vec![json!(lasting)], vec![json!(lasting)]));
    let counted = hr.get(&format!("/v1/dismissals?count=exact&{then}")).json();
    assert_eq!(counted["total"], json!(1));
    let known = office.registrar.lists_cases(then).unwrap();
    assert_eq!(known.as_array().map(Vec::len), Some(2), "the office knows what was known");
    // What is spent since is none of its concern either, however it stood then.
    office.decides_remedy(&lasting, "review", &json!({ "outcome": "upheld" })).unwrap();
    let filed = format!("known_at={}", text(&office.registrar.reads_case(&lasting, "").unwrap(), "updated_at"));
    let _office = office.on(register, "2028-11-30");
    register.keeps_cases();
    assert_eq!((seen(""), seen(then), seen(&filed)), (vec![], vec![], vec![]));
}

#[everywhere]
fn spent_measure_leaves_ordinary_lists_and_stays_archived(register: &Register) {
    let office = Office::of(register);
    let one = office.inspector(1);
    let id = office.opened(&one.person, "neglect");
    office.is_served(&id, "criticism", "2026-11-30");
    let office = office.on(register, "2026-11-30");
    assert_eq!(register.keeps_cases(), 1);
    let case = office.registrar.reads_case(&id, "").unwrap();
    assert_eq!((text(&case, "took_effect_on"), text(&case, "spent_on")), ("2026-11-30", "2027-05-30"));
    let listed =
        |office: &Office, filter: &str| office.registrar.lists_cases(filter).unwrap().as_array().unwrap().len();
    let office = office.on(register, "2027-05-29");
    register.keeps_cases();
    assert_eq!((listed(&office, ""), listed(&office, "spent=true")), (1, 1));
    let office = office.on(register, "2027-05-30");
    assert_eq!((listed(&office, ""), listed(&office, "spent=false"), listed(&office, "spent=true")), (0, 0, 1));
    assert_eq!(text(&office.registrar.reads_case(&id, "").unwrap(), "status"), "closed", "the archive keeps it");
    assert_eq!(register.acting("auditor").lists_cases("spent=true").unwrap().as_array().map(Vec::len), Some(1));
    assert_eq!(office.registrar.get("/v1/dismissals?spent=maybe").status, 422);
    // What is not spent stays where it is.
    let other = office.opened(&one.person, "neglect");
    assert_eq!(listed(&office, ""), 1);
    assert_eq!(office.registrar.reads_case(&other, "").unwrap()["spent_on"], Value::Null);
}

#[everywhere]
fn an_ordered_correction_is_spent_after_twelve_months(register: &Register) {
    let office = Office::of(register);
    let one = office.inspector(1);
    let id = office.opened(&one.person, "neglect");
    office.is_served(&id, "correction", "2026-11-30");
    let listed =
        |office: &Office, filter: &str| office.registrar.lists_cases(filter).unwrap().as_array().unwrap().len();
    let office = office.on(register, "2026-11-30");
    assert_eq!(register.keeps_cases(), 1);
    assert_eq!(text(&office.registrar.reads_case(&id, "").unwrap(), "spent_on"), "2027-11-30");
    let office = office.on(register, "2027-11-29");
    register.keeps_cases();
    assert_eq!((listed(&office, ""), listed(&office, "spent=true")), (1, 1));
    let office = office.on(register, "2027-11-30");
    assert_eq!((listed(&office, ""), listed(&office, "spent=true")), (0, 1));
    register.has_policy("dismissal.spent.correction_months", &json!(13));
    assert_eq!(
        (listed(&office, ""), text(&office.registrar.reads_case(&id, "").unwrap(), "spent_on")),
        (1, "2027-12-30")
    );
}

#[everywhere]
fn dropped_or_reversed_case_leaves_ordinary_lists_at_once(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let dropped = office.opened(&bo.person, "absence");
    let (office, reversed) = office.has_dismissed(register, &ada);
    let listed = |filter: &str| -> Vec<Value> {
        register
            .acting("registrar")
            .lists_cases(filter)
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].clone())
            .collect()
    };
    let (both, none) = (vec![json!(dropped), json!(reversed)], Vec::<Value>::new());
    assert_eq!(listed(""), both);
    office.fires(&dropped, "drop", &basis()).unwrap();
    assert_eq!((listed(""), listed("spent=false")), (vec![json!(reversed)], vec![json!(reversed)]));
    let before = text(&office.registrar.reads_case(&reversed, "").unwrap(), "updated_at").to_owned();
    office.decides_remedy(&reversed, "review", &json!({ "outcome": "revoked" })).unwrap();
    assert_eq!((listed(""), listed("spent=false")), (none.clone(), none.clone()));
    assert_eq!(listed("spent=true"), both, "the archive keeps them");
    assert_eq!(
        (listed("status=dropped"), listed("status=reversed")),
        (vec![json!(dropped)], vec![json!(reversed)]),
        "asked for by name"
    );
    assert_eq!(listed("status=dropped&status=reversed&status=opened"), both);
    assert_eq!(listed("status=opened"), none);
    assert_eq!(listed(&format!("known_at={before}")), vec![json!(reversed)], "as it was known");
    let case = |id: &str| office.registrar.reads_case(id, "").unwrap();
    assert_eq!((text(&case(&dropped), "spent_on"), text(&case(&reversed), "spent_on")), ("2026-11-30", "2026-11-30"));
    let auditor = register.acting("auditor");
    assert_eq!(auditor.lists_cases("spent=true").unwrap().as_array().map(Vec::len), Some(2));
    let hr = register.acting("hr");
    for filter in ["", "spent=true", "status=dropped&status=reversed"] {
        assert_eq!(hr.lists_cases(filter).unwrap(), json!([]), "{filter}");
    }
    let file = office.registrar.reads_file(text(&ada.person, "id")).unwrap();
    assert_eq!(file["dismissals"][0]["id"], json!(reversed), "what is held about the person is told to them");
}

#[everywhere]
fn the_end_of_a_service_is_spent_for_hr_after_its_period(register: &Register) {
    let office = Office::of(register);
    let one = office.inspector(1);
    let (office, id) = office.has_dismissed(register, &one);
    let seen = |day: &str| {
        register.is_now(day);
        let hr = register.acting("hr");
        (
            hr.reads_case(&id, "").map(drop),
            hr.lists_cases("").unwrap().as_array().unwrap().len(),
            hr.lists_cases("spent=true").unwrap().as_array().unwrap().len(),
        )
    };
    assert_eq!(seen("2026-12-01"), (Ok(()), 1, 1));
    register.keeps_cases();
    let _ = office.on(register, "2028-11-29");
    register.keeps_cases();
    assert_eq!(seen("2028-11-29"), (Ok(()), 1, 1));
    assert_eq!(seen("2028-11-30"), (Err("not_found".into()), 0, 0));
}
