//! What undoes a selection: a reversed dismissal, a nomination that fails, a death.

use super::*;

#[everywhere]
fn death_undoes_a_selection_and_excludes_from_reserve_list(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let (best, guest) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let invitations = [invited(&office, &best), invited(&office, &guest)];
    let (office, _, first) = vacated(register, office, &ada);
    ranks(&office, &first);
    let selected = selects(&office, &first, &best).unwrap();
    office.registrar.fires_appointment(&bo.appointment, "resign", &json!({})).unwrap();
    let opened = office.registrar.opens_vacancy(&json!({ "left_appointment_id": bo.appointment })).unwrap();
    office.registrar.fires(&invitations[1], "record_death", &json!({ "occurred_on": "2026-11-29" })).unwrap();
    ranks(&office, &opened);
    assert_eq!(ranked(&office, &opened), json!([]));
    let by = |ground: &str, rule: &str| (ground.to_owned(), rule.to_owned());
    let deceased = by("deceased", "replacement.candidates");
    let uncertified = by("not_certified", "appointment.requires_qualification");
    assert_eq!(grounds(&office, &opened, &guest), [uncertified, deceased]);
    assert_eq!(selects(&office, &opened, &guest), refused());
    office.registrar.fires(&invitations[0], "record_death", &json!({ "occurred_on": "2026-11-30" })).unwrap();
    let given_back = office.registrar.reads_vacancy(text(&first, "id"), "").unwrap();
    assert_eq!(
        (status(&given_back), &given_back["candidate_id"], &given_back["appointment_id"]),
        ("candidates_ranked", &Value::Null, &Value::Null)
    );
    let nomination = office.registrar.reads_appointment(text(&selected, "appointment_id"), "").unwrap();
    assert_eq!(status(&nomination), "cancelled");
    ranks(&office, &first);
    assert_eq!(people(&ranked(&office, &first)), [bo.person["id"].clone()], "of all members one is alive");
}

#[everywhere]
fn failed_nomination_returns_the_vacancy_to_its_ranking(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (best, next) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let selected = selects(&office, &opened, &best).unwrap();
    assert_eq!(may(&office.head, &opened, "freeze"), None, "while somebody is on the way");
    office.registrar.fires_appointment(text(&selected, "appointment_id"), "cancel", &json!({})).unwrap();
    let released = office.registrar.reads_vacancy(text(&opened, "id"), "").unwrap();
    assert_eq!(
        (status(&released), &released["candidate_id"], &released["appointment_id"]),
        ("candidates_ranked", &Value::Null, &Value::Null)
    );
    assert_eq!(status(&selects(&office, &opened, &next).unwrap()), "selected");
}

#[everywhere]
fn a_reversal_closes_what_is_not_filled_yet_for_good(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    candidate(&office, 21, &json!({}));
    let (office, case, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    office.decides_remedy(&case, "review", &json!({ "outcome": "revoked" })).unwrap();
    let closed = office.registrar.reads_vacancy(text(&opened, "id"), "").unwrap();
    assert_eq!((status(&closed), text(&closed, "frozen_because")), ("frozen", "reversal"));
    assert_eq!(office.standing(&ada)[0], "active");
    assert_eq!(
        office.approver.fires_vacancy(text(&opened, "id"), "unfreeze", &json!({})),
        refused(),
        "the person is back"
    );
}

#[everywhere]
fn a_reversal_closes_what_was_frozen_by_decision_for_good_too(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, case, opened) = vacated(register, office, &ada);
    let id = text(&opened, "id");
    office.approver.fires_vacancy(id, "freeze", &basis()).unwrap();
    office.decides_remedy(&case, "review", &json!({ "outcome": "revoked" })).unwrap();
    let closed = office.registrar.reads_vacancy(id, "").unwrap();
    assert_eq!(
        (status(&closed), text(&closed, "frozen_because"), &closed["version"]),
        ("frozen", "reversal", &json!(3))
    );
    assert_eq!(office.approver.fires_vacancy(id, "unfreeze", &json!({})), refused(), "the place is occupied again");
    let told = office.registrar.reads_vacancy_transitions(id).unwrap();
    let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!(events, ["freeze", "freeze"]);
}

#[everywhere]
fn reversal_clears_the_selected_candidate(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let best = candidate(&office, 21, &json!({}));
    let (office, case, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let selected = selects(&office, &opened, &best).unwrap();
    office.decides_remedy(&case, "review", &json!({ "outcome": "revoked" })).unwrap();
    let closed = office.registrar.reads_vacancy(text(&opened, "id"), "").unwrap();
    assert_eq!(
        (status(&closed), &closed["candidate_id"], &closed["appointment_id"]),
        ("frozen", &Value::Null, &Value::Null)
    );
    let nominated = office.registrar.reads_appointment(text(&selected, "appointment_id"), "").unwrap();
    assert_eq!(status(&nominated), "nominated", "the office's to withdraw");
    let then = format!("known_at={}", text(&selected, "updated_at"));
    assert_eq!(office.registrar.reads_vacancy(text(&opened, "id"), &then).unwrap()["candidate_id"], best["id"]);
}

#[everywhere]
fn a_reversal_after_the_place_was_filled_leaves_the_newcomer(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let best = candidate(&office, 21, &json!({}));
    let (office, case, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let selected = selects(&office, &opened, &best).unwrap();
    let office = takes_up_duty(register, office, &selected);
    let body = json!({ "zone_id": ada.zone, "appointment_id": selected["appointment_id"], "role": "lead" });
    office.registrar.assigns(&body).unwrap();
    let (equal, _) = office.registrar.has_zone(5, 1);
    let revoke = json!({ "outcome": "revoked", "zone_id": equal["id"] });
    office.decides_remedy(&case, "review", &revoke).unwrap();
    let after = office.registrar.reads_vacancy(text(&opened, "id"), "").unwrap();
    assert_eq!((status(&after), &after["version"]), ("filled", &json!(4)));
    let newcomer = office.registrar.reads_appointment(text(&selected, "appointment_id"), "").unwrap();
    let back = office.registrar.reads_appointment(&ada.appointment, "").unwrap();
    assert_eq!((status(&newcomer), status(&back), &back["ends_on"]), ("active", "active", &office.cohort["ends_on"]));
    let zones =
        office.registrar.lists_assignments(&format!("person_id={}&status=active", text(&ada.person, "id"))).unwrap();
    assert_eq!((&zones[0]["zone_id"], text(&zones[0], "role")), (&equal["id"], "lead"), "an equal zone");
}
