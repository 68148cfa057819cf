//! The same name and birth date twice: a warning at registration, and a list.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{person, text},
    on_both_databases,
};

use crate::rosters::uploads;

/// Somebody without a citizen number.
fn unnumbered(area: &str) -> Value {
    json!({ "name": "欧阳试验", "birth_date": "1990-01-01", "area": area })
}

fn warned(person: &Value) -> Value {
    person["warnings"][0]["person_ids"].clone()
}

#[everywhere]
fn a_possible_duplicate_is_warned_of_and_listed(register: &Register) {
    let registrar = register.acting("registrar");
    let numbered = registrar.creates_person(&person(1)).unwrap();
    let other = registrar.creates_person(&person(3)).unwrap();
    assert_eq!((warned(&numbered), warned(&other)), (Value::Null, Value::Null), "two numbers tell two people apart");
    let one = registrar.creates_person(&unnumbered("340800")).unwrap();
    assert_eq!(
        (text(&one["warnings"][0], "code"), warned(&one)),
        ("possible_duplicate", json!([numbered["id"], other["id"]]))
    );
    let mut born_later = unnumbered("340800");
    born_later["birth_date"] = json!("1990-01-02");
    let later = registrar.creates_person(&born_later).unwrap();
    assert_eq!(warned(&later), Value::Null);
    let corrected = registrar.corrects_person(text(&later, "id"), 1, &json!({ "birth_date": "1990-01-01" })).unwrap();
    assert_eq!(warned(&corrected), json!([numbered["id"], other["id"], one["id"]]));
    let with_number = registrar.creates_person(&person(5)).unwrap();
    assert_eq!(warned(&with_number), json!([one["id"], later["id"]]));
    let listed = registrar.lists_possible_duplicates("").unwrap();
    let pairs: Vec<(&Value, usize)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["person_id"], item["candidate_ids"].as_array().unwrap().len()))
        .collect();
    assert_eq!(pairs, [(&one["id"], 4), (&later["id"], 4)]);
    registrar.merges_person(text(&one, "id"), text(&numbered, "id")).unwrap();
    registrar.merges_person(text(&later, "id"), text(&numbered, "id")).unwrap();
    assert_eq!(registrar.lists_possible_duplicates("").unwrap(), json!([]));
}

#[everywhere]
fn a_candidate_out_of_reach_is_not_named(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&unnumbered("360000")).unwrap();
    let here = register.acting_in("registrar", Some("340800"));
    let one = here.creates_person(&unnumbered("340801")).unwrap();
    assert_eq!(warned(&one), Value::Null);
    assert_eq!(here.lists_possible_duplicates("").unwrap(), json!([]));
    assert_eq!(registrar.lists_possible_duplicates("area=340000").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(register.acting("hr").lists_possible_duplicates(""), Err("forbidden".into()));
}

#[on_both_databases]
fn roster_warns_of_matches_to_people_without_a_number(register: &Register) {
    let registrar = register.acting("registrar");
    let one = registrar.creates_person(&unnumbered("340800")).unwrap();
    registrar.creates_person(&json!({ "name": "欧阳试验", "birth_date": "1990-01-02", "area": "340800" })).unwrap();
    registrar.creates_person(&unnumbered("360000")).unwrap();
    let number = text(&person(1), "citizen_number").to_owned();
    let file = format!("姓名,身份证号,督学类别,人选来源\n欧阳试验,{number},特邀督学,\n");
    let here = register.acting_in("registrar", Some("340000"));
    let fields = [("area", "340800")];
    let warned = json!([{ "sheet": null, "row": 2, "code": "possible_duplicate", "person_ids": [one["id"]] }]);
    let told = |answer: &Value| {
        let mut warnings = answer["result"]["warnings"].clone();
        warnings
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .for_each(|one| assert!(one.as_object_mut().unwrap().remove("detail").is_some()));
        warnings
    };
    let tried = uploads(&here, "?dry_run=true", file.as_bytes(), &fields).json();
    assert_eq!((told(&tried), tried["result"]["loaded"].clone()), (warned.clone(), json!(1)), "{tried}");
    let loaded = uploads(&here, "", file.as_bytes(), &fields).json();
    assert_eq!(told(&loaded), warned, "{loaded}");
    let path = format!("/v1/imports/{}", text(&loaded, "id"));
    assert_eq!(told(&here.get(&path).json()), warned);
    assert_eq!(here.get("/v1/imports").json()["items"][0]["result"]["warnings"], Value::Null, "a list reads none");
    let again = uploads(&here, "", file.as_bytes(), &fields).json();
    assert_eq!((told(&again), again["result"]["unchanged"].clone()), (json!([]), json!(1)), "it was told");
    let numbered = registrar.lists_possible_duplicates("").unwrap()[0]["candidate_ids"][0].clone();
    registrar.merges_person(text(&one, "id"), numbered.as_str().unwrap()).unwrap();
    assert_eq!(told(&here.get(&path).json()), json!([]), "the doubles are one person now");
}
