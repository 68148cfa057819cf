//! People: registered, found, corrected, merged, masked.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{citizen_number, names, person, text},
};

#[everywhere]
fn sex_and_birth_date_follow_from_the_citizen_number(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    assert_eq!((ada["sex"].clone(), ada["birth_date"].clone()), (json!("1"), json!("1990-01-01")));
    assert_eq!(registrar.reads_person(text(&ada, "id")).unwrap(), ada);
    assert_eq!(registrar.reads_person(text(&ada, "number")).unwrap(), ada);
}

#[everywhere]
fn a_second_record_with_the_same_citizen_number_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&person(1)).unwrap();
    assert_eq!(registrar.creates_person(&person(1)), Err("duplicate".into()));
    assert_eq!(registrar.lists_people("").unwrap().as_array().unwrap().len(), 1);
}

#[everywhere]
fn search_finds_names_by_characters_pinyin_and_initials(register: &Register) {
    let registrar = register.acting("registrar");
    for (number, name) in ["赵强春", "阿依古丽·买买提", "欧阳明"].into_iter().enumerate() {
        let mut body = person(u32::try_from(number).unwrap() * 2 + 1);
        body["name"] = json!(name);
        registrar.creates_person(&body).unwrap();
    }
    for typed in ["赵强春", "强春", "zhaoqiang", "zqc"] {
        assert_eq!(names(&registrar.lists_people(&format!("name={typed}")).unwrap()), ["赵强春"], "{typed}");
    }
    for typed in ["阿依古丽买买提", "阿依古丽•买买提", "买买提", "aygl", "maimaiti"] {
        assert_eq!(names(&registrar.lists_people(&format!("name={typed}")).unwrap()), ["阿依古丽·买买提"], "{typed}");
    }
    assert_eq!(registrar.lists_people("name=wang").unwrap(), json!([]));
}

#[everywhere]
fn people_filters_combine_repeated_values_with_or(register: &Register) {
    let registrar = register.acting("registrar");
    for (number, subject) in [(1, "13"), (3, "14"), (5, "41")] {
        let mut body = person(number);
        body["subject"] = json!(subject);
        body["name"] = json!(["甲", "乙", "丙"][usize::try_from(number / 2).unwrap()]);
        registrar.creates_person(&body).unwrap();
    }
    assert_eq!(names(&registrar.lists_people("subject=13&subject=41").unwrap()), ["甲", "丙"]);
    assert_eq!(names(&registrar.lists_people("subject=14&stage=2&speciality=课程评价").unwrap()), ["乙"]);
    assert_eq!(registrar.lists_people("subject=14&stage=3").unwrap(), json!([]));
}

#[everywhere]
fn a_person_is_found_by_citizen_number_or_phone_in_a_body(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let found = registrar.searches_people(&json!({ "citizen_number": citizen_number("19900101", 1) })).unwrap();
    assert_eq!(found, json!([ada]));
    assert_eq!(registrar.searches_people(&json!({ "phone": "+86 154-0000-0001" })).unwrap(), json!([ada]));
    assert_eq!(registrar.searches_people(&json!({ "phone": "15499999999" })).unwrap(), json!([]));
    assert_eq!(registrar.searches_people(&json!({ "citizen_number": "1" })), Err("invalid".into()));
}

#[everywhere]
fn person_correction_needs_current_version_and_keeps_history(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    let corrected = registrar.corrects_person(id, 1, &json!({ "post": "校长", "phone": null })).unwrap();
    assert_eq!(
        (corrected["version"].clone(), corrected["post"].clone(), corrected["phone"].clone()),
        (json!(2), json!("校长"), Value::Null)
    );
    assert_eq!(registrar.corrects_person(id, 1, &json!({ "post": "教师" })), Err("changed".into()));
    let history = registrar.reads_history(id).unwrap();
    let events: Vec<_> = history.as_array().unwrap().iter().map(|entry| text(entry, "event")).collect();
    assert_eq!(events, ["created", "corrected"]);
    assert_eq!(history[1]["before"], json!({ "post": null, "phone": "15400000001" }));
}

#[everywhere]
fn a_correction_that_changes_nothing_makes_no_version(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let same = registrar.corrects_person(text(&ada, "id"), 1, &json!({ "work_unit": "实验小学" })).unwrap();
    assert_eq!(same["version"], 1);
}

#[everywhere]
fn a_former_name_goes_on_finding_the_person(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    registrar.corrects_person(text(&ada, "id"), 1, &json!({ "name": "欧阳新名" })).unwrap();
    assert_eq!(names(&registrar.lists_people("name=欧阳试验").unwrap()), ["欧阳新名"]);
}

#[everywhere]
fn every_fault_of_a_person_is_refused_and_nothing_is_registered(register: &Register) {
    let registrar = register.acting("registrar");
    for (field, value) in [
        ("citizen_number", json!("999999199001010017")),
        ("sex", json!("2")),
        ("birth_date", json!("1990-02-30")),
        ("education", json!("99")),
        ("phone", json!("1540000")),
        ("email", json!("nobody")),
        ("work_unit_code", json!("91350100M000100Y4Z")),
        ("name", json!("")),
        ("area", json!("34")),
        ("years_in_education", json!(-1)),
        ("specialities", json!([""])),
    ] {
        let mut body = person(1);
        body[field] = value;
        assert_eq!(registrar.creates_person(&body), Err("invalid".into()), "{field}");
    }
    assert_eq!(registrar.lists_people("").unwrap(), json!([]));
}

#[everywhere]
fn numbers_are_masked_for_everyone_and_contact_for_most(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let seen_by = |role: &str| register.acting(role).reads_person(text(&ada, "id")).unwrap();
    let (division, stars) = ("999999************", "******************");
    for (role, masked, phone, email, health) in [
        ("registrar", division, json!("15400000001"), json!("ouyang@example.org"), json!("健康")),
        ("approver", division, json!("15400000001"), json!("ouyang@example.org"), json!("健康")),
        ("hr", stars, Value::Null, Value::Null, Value::Null),
        ("auditor", stars, json!("154****0001"), json!("o*****@example.org"), Value::Null),
    ] {
        let seen = seen_by(role);
        assert_eq!(seen["citizen_number"], json!(masked), "{role}");
        assert_eq!(
            (seen["phone"].clone(), seen["email"].clone(), seen["health_declaration"].clone()),
            (phone, email, health),
            "{role}"
        );
    }
}

#[everywhere]
fn revealing_a_number_needs_a_purpose_and_is_recorded(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    assert_eq!(registrar.reveals_person(id, " "), Err("invalid".into()));
    let revealed = registrar.reveals_person(id, "核对身份证件").unwrap();
    assert_eq!(revealed["citizen_number"], json!(citizen_number("19900101", 1)));
    let history = register.acting("auditor").reads_history(id).unwrap();
    assert_eq!((text(&history[1], "event"), text(&history[1], "reason")), ("revealed", "核对身份证件"));
    assert_eq!(register.acting("auditor").reveals_person(id, "好奇"), Err("forbidden".into()));
}

#[everywhere]
fn dry_run_reveal_shows_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    let tried = registrar.post(&format!("/v1/people/{id}/reveal?dry_run=true"), &json!({ "purpose": "核对身份证件" }));
    let query = "mutation($id: ID!) { revealPerson(id: $id, input: { purpose: \"核对身份证件\" }, dryRun: true) { citizenNumber } }";
    let tried_too = registrar.graphql(query, &json!({ "id": id }));
    for answer in [&tried, &tried_too] {
        assert!(
            answer.status == 200
                && answer.text.contains("999999************")
                && !answer.text.contains(&citizen_number("19900101", 1)),
            "{}",
            answer.text
        );
    }
    assert_eq!(register.acting("auditor").reads_history(id).unwrap().as_array().map(Vec::len), Some(1));
}

#[everywhere]
fn merge_moves_memberships_and_names_to_the_survivor(register: &Register) {
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("specialist", 1);
    let lost = text(&membership, "person_id");
    let mut body = person(3);
    body["citizen_number"] = Value::Null;
    body["name"] = json!("赵强春");
    let survivor = registrar.creates_person(&body).unwrap();
    let merged = registrar.merges_person(lost, text(&survivor, "id")).unwrap();
    assert_eq!(merged["id"], survivor["id"]);
    assert!(text(&merged, "citizen_number").starts_with("999999"));
    assert_eq!(registrar.reads_person(lost), Err("moved".into()));
    assert_eq!(registrar.reads_membership(text(&membership, "id")).unwrap()["person_id"], survivor["id"]);
    assert_eq!(names(&registrar.lists_people("name=欧阳试验").unwrap()), ["赵强春"]);
    assert_eq!(registrar.merges_person(text(&survivor, "id"), text(&survivor, "id")), Err("invalid".into()));
}

#[everywhere]
fn merge_keeps_survivor_number_and_the_other_in_history(register: &Register) {
    let registrar = register.acting("registrar");
    let lost = registrar.creates_person(&person(1)).unwrap();
    let survivor = registrar.creates_person(&person(3)).unwrap();
    let merged = registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    assert_eq!(merged["citizen_number"], survivor["citizen_number"]);
    let history = registrar.reads_history(text(&survivor, "id")).unwrap();
    assert_eq!((text(&history[1], "event"), history[1]["other_record"].clone()), ("took_in", lost["id"].clone()));
    assert_eq!(registrar.creates_person(&person(1)), Err("duplicate".into()));
}

#[everywhere]
fn a_search_for_nothing_does_not_find_everyone(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&person(1)).unwrap();
    assert_eq!(registrar.lists_people("name=%"), Err("invalid".into()));
    assert_eq!(registrar.searches_people(&json!({})), Err("invalid".into()));
    assert_eq!(registrar.lists_people("subject=zz"), Err("invalid".into()));
    assert_eq!(register.acting("hr").searches_people(&json!({ "phone": "15400000001" })), Err("forbidden".into()));
}

#[everywhere]
fn area_client_reads_and_writes_only_its_area(register: &Register) {
    let registrar = register.acting("registrar");
    let create = |number, area: &str| {
        let mut body = person(number);
        body["area"] = json!(area);
        registrar.creates_person(&body).unwrap()
    };
    let (inside, outside) = (create(1, "340801"), create(3, "360000"));
    let prefecture = register.acting_in("registrar", Some("340800"));
    assert_eq!(prefecture.lists_people("").unwrap(), json!([inside]));
    assert_eq!(prefecture.reads_person(text(&outside, "id")), Err("not_found".into()));
    assert_eq!(
        prefecture.corrects_person(text(&outside, "id"), 1, &json!({ "post": "校长" })),
        Err("not_found".into())
    );
    let mut elsewhere = person(5);
    elsewhere["area"] = json!("360000");
    assert_eq!(prefecture.creates_person(&elsewhere), Err("forbidden".into()));
    assert_eq!(
        prefecture.corrects_person(text(&inside, "id"), 1, &json!({ "area": "360000" })),
        Err("forbidden".into())
    );
    let own = prefecture.creates_person(&person(7)).unwrap();
    assert_eq!(own["area"], "340800");
}
