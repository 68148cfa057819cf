//! Trainings: recorded, corrected, found.

use serde_json::json;
use tests::{
    Register, everywhere,
    fixtures::{person, text},
};

#[everywhere]
fn training_is_recorded_and_found_by_person_and_day(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let spring = registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-03-18", 16);
    let autumn = registrar.has_trained(text(&ada, "id"), "in_duty", "2026-09-18", 8);
    assert_eq!(
        (spring["version"].clone(), spring["hours"].clone(), text(&spring, "area")),
        (json!(1), json!(16), "340800")
    );
    assert_eq!(registrar.lists_trainings(&format!("person_id={}", text(&ada, "id"))).unwrap(), json!([spring, autumn]));
    assert_eq!(
        registrar.lists_trainings("held_on_from=2026-04-01&form=in_duty&mode=concentrated").unwrap(),
        json!([autumn])
    );
    assert_eq!(registrar.lists_trainings("form=reflection").unwrap(), json!([]));
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_trainings("").unwrap(), json!([]));
    assert_eq!(register.acting("hr").lists_trainings(""), Err("forbidden".into()));
}

#[everywhere]
fn training_rejects_invalid_hours_and_future_days(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let body = json!({
        "person_id": ada["id"], "form": "pre_duty", "mode": "online", "content": "cases", "title": "案例研讨",
        "held_on": "2026-09-18", "hours": 4
    });
    for (field, bad) in [
        ("hours", json!(0)),
        ("hours", json!(401)),
        ("held_on", json!("2026-11-24")),
        ("title", json!(" ")),
        ("person_id", json!("0193591c-2000-7000-8000-000000000001")),
    ] {
        let mut wrong = body.clone();
        wrong[field] = bad;
        assert_eq!(registrar.records_training(&wrong), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(registrar.records_training(&body).unwrap()["mode"], "online");
}

#[everywhere]
fn a_correction_needs_the_version_it_is_based_on(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let training = registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-09-18", 24);
    let corrected = registrar.corrects_training(text(&training, "id"), 1, &json!({ "hours": 20 })).unwrap();
    assert_eq!((corrected["version"].clone(), corrected["hours"].clone()), (json!(2), json!(20)));
    assert_eq!(registrar.corrects_training(text(&training, "id"), 1, &json!({ "hours": 22 })), Err("changed".into()));
    assert_eq!(registrar.corrects_training(text(&training, "id"), 2, &json!({ "hours": 500 })), Err("invalid".into()));
}

#[everywhere]
fn training_is_read_as_it_was_known_at_an_instant(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let training = registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-09-18", 24);
    register.is_now("2026-11-25");
    let registrar = register.acting("registrar");
    let corrected = registrar.corrects_training(text(&training, "id"), 1, &json!({ "hours": 20 })).unwrap();
    let read = |moment: &str| registrar.reads_training(text(&training, "id"), moment);
    assert_eq!(
        (read("").unwrap(), read("known_at=2026-11-24T00:00:00Z").unwrap()),
        (corrected.clone(), training.clone())
    );
    assert_eq!(read("known_at=2026-11-22T00:00:00Z"), Err("not_found".into()));
    let listed = |moment: &str| registrar.lists_trainings(moment).unwrap();
    assert_eq!((listed(""), listed("known_at=2026-11-24T00:00:00Z")), (json!([corrected]), json!([training])));
    assert_eq!(listed("known_at=2026-11-22T00:00:00Z"), json!([]));
}

#[everywhere]
fn trainings_follow_a_merged_person(register: &Register) {
    let registrar = register.acting("registrar");
    let (ada, double) = (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    registrar.has_trained(text(&double, "id"), "pre_duty", "2026-09-18", 24);
    let certification = registrar.has_applied(&double);
    registrar.merges_person(text(&double, "id"), text(&ada, "id")).unwrap();
    let theirs = registrar.lists_trainings(&format!("person_id={}", text(&ada, "id"))).unwrap();
    assert_eq!(theirs.as_array().unwrap().len(), 1);
    assert_eq!(registrar.reads_certification(text(&certification, "id"), "").unwrap()["person_id"], ada["id"]);
}
