//! Pool memberships: the lifecycle, its guards and its clocks.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere, everywhere_and_across,
    fixtures::{basis, panel, person, text},
    on_both_databases,
};

use crate::deaths::upgrades_from_before;

/// The days on which something happened to the member of [`has_left`], or just before, and the status of each.
const STOOD: [(&str, &str); 8] = [
    ("2026-11-02", "in_public_notice"),
    ("2026-11-22", "in_public_notice"),
    ("2026-11-23", "active"),
    ("2026-12-05", "suspended"),
    ("2027-01-19", "suspended"),
    ("2027-01-20", "active"),
    ("2027-01-25", "withdrawn"),
    ("2027-02-01", "withdrawn"),
];

/// Takes a nomination of the 2nd of November to membership, to a suspension told on the 10th of December, and to its end.
fn has_left(register: &Register) -> (Client, String) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = text(&registrar.has_member(&approver, "invited", 1), "id").to_owned();
    register.is_now("2026-12-10");
    let on = |day: &str| json!({ "reason": "说明", "occurred_on": day });
    register.acting("registrar").fires(&id, "suspend", &on("2026-12-05")).unwrap();
    register.is_now("2027-02-01");
    let registrar = register.acting("registrar");
    registrar.fires(&id, "resume", &on("2027-01-20")).unwrap();
    registrar.fires(&id, "withdraw", &on("2027-01-25")).unwrap();
    (registrar, id)
}

/// The status of a membership at a moment.
fn status_at(registrar: &Client, id: &str, moment: &str) -> Result<String, String> {
    registrar.reads_membership_at(id, moment).map(|one| text(&one, "status").to_owned())
}

#[everywhere_and_across]
fn a_specialist_goes_from_nomination_to_active_membership(register: &Register) {
    register.has_calendars();
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("specialist", 1);
    let id = text(&membership, "id");
    for (event, with, status) in [
        ("submit", json!({}), "submitted"),
        ("accept", json!({}), "under_review"),
        ("shortlist", panel(), "shortlisted"),
        ("open_notice", json!({}), "in_public_notice"),
    ] {
        assert_eq!(registrar.fires(id, event, &with).unwrap()["status"], status, "{event}");
    }
    // Seven working days after Monday the 23rd, the 25th being a holiday.
    assert_eq!(registrar.reads_membership(id).unwrap()["notice_ends_on"], "2026-12-03");
    register.is_now("2026-12-03");
    // A token lasts fifteen minutes, so each day begins with another.
    let another = register.acting("approver");
    assert_eq!(another.fires(id, "approve", &basis()), Err("rule_refused".into()));
    register.is_now("2026-12-04");
    let active = register.acting("approver").fires(id, "approve", &basis()).unwrap();
    assert_eq!(
        (text(&active, "status"), text(&active, "valid_from"), text(&active, "valid_until")),
        ("active", "2026-12-04", "2029-12-03")
    );
    assert_eq!(active["score"], 88.5);
}

#[everywhere_and_across]
fn an_invited_person_must_have_consented(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let draft = registrar.nominates(&json!({ "person_id": ada["id"], "pool": "invited", "source": "expert" })).unwrap();
    let id = text(&draft, "id");
    assert_eq!(registrar.fires(id, "submit", &json!({})), Err("invalid".into()));
    assert_eq!(registrar.fires(id, "submit", &json!({ "consent_on": "2027-01-01" })), Err("invalid".into()));
    assert_eq!(
        registrar.fires(id, "submit", &json!({ "consent_on": "2026-11-20" })).unwrap()["consent_on"],
        "2026-11-20"
    );
}

#[everywhere_and_across]
fn a_specialist_needs_a_source_category_with_its_evidence(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let draft = registrar.nominates(&json!({ "person_id": ada["id"], "pool": "specialist" })).unwrap();
    let id = text(&draft, "id");
    assert_eq!(registrar.fires(id, "submit", &json!({})), Err("invalid".into()));
    assert_eq!(
        registrar.fires(id, "submit", &json!({ "source": "expert", "evidence": "证书" })),
        Err("invalid".into())
    );
    let completed = registrar.completes_membership(id, 1, &json!({ "source": "subject_leader" })).unwrap();
    assert_eq!((completed["version"].clone(), completed["source"].clone()), (json!(2), json!("subject_leader")));
    assert_eq!(registrar.fires(id, "submit", &json!({ "evidence": "证书" })).unwrap()["status"], "submitted");
    assert_eq!(
        registrar.completes_membership(id, 3, &json!({ "evidence": "另一证书" })),
        Err("transition_not_allowed".into())
    );
}

#[everywhere_and_across]
fn a_person_has_one_open_membership_of_a_pool(register: &Register) {
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("specialist", 1);
    let again = json!({ "person_id": membership["person_id"], "pool": "specialist" });
    assert_eq!(registrar.nominates(&again), Err("duplicate".into()));
    registrar.fires(text(&membership, "id"), "withdraw", &json!({})).unwrap();
    assert_eq!(registrar.nominates(&again).unwrap()["status"], "draft");
    let nobody = json!({ "person_id": "0193591c-2000-7000-8000-000000000001", "pool": "invited" });
    assert_eq!(registrar.nominates(&nobody), Err("invalid".into()));
}

#[everywhere_and_across]
fn an_objection_stops_the_clock_until_it_is_dismissed(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = registrar.has_published("invited", 1, "2026-11-09")["id"].as_str().unwrap().to_owned();
    let objection = json!({ "objector": "某教师", "statement": "材料不实", "occurred_on": "2026-11-12" });
    let stopped = registrar.fires(&id, "object", &objection).unwrap();
    assert_eq!((stopped["notice_ends_on"].clone(), stopped["notice_days_left"].clone()), (Value::Null, json!(5)));
    assert_eq!(approver.fires(&id, "approve", &basis()), Err("transition_not_allowed".into()));
    assert_eq!(approver.fires(&id, "dismiss_objection", &json!({})), Err("invalid".into()));
    let resumed = approver.fires(&id, "dismiss_objection", &json!({ "reason": "查无实据" })).unwrap();
    // Five working days after the 23rd, the 25th being a holiday.
    assert_eq!(resumed["notice_ends_on"], "2026-12-01");
}

#[everywhere_and_across]
fn an_upheld_objection_rejects_the_nomination(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = registrar.has_published("invited", 1, "2026-11-20")["id"].as_str().unwrap().to_owned();
    registrar.fires(&id, "object", &json!({ "objector": "某教师", "statement": "材料不实" })).unwrap();
    assert_eq!(registrar.fires(&id, "uphold_objection", &basis()), Err("forbidden".into()));
    assert_eq!(approver.fires(&id, "uphold_objection", &basis()).unwrap()["status"], "rejected");
    assert_eq!(approver.fires(&id, "submit", &basis()), Err("transition_not_allowed".into()));
}

#[everywhere_and_across]
fn creator_or_submitter_cannot_approve_a_membership(register: &Register) {
    register.has_calendars();
    let (registrar, approver, other) =
        (register.acting("registrar"), register.acting("approver"), register.acting("approver"));
    let own = approver.has_published("invited", 1, "2026-11-02");
    assert_eq!(approver.fires(text(&own, "id"), "approve", &basis()), Err("four_eyes".into()));
    assert_eq!(registrar.fires(text(&own, "id"), "approve", &basis()), Err("forbidden".into()));
    let next = approver.reads_transitions(text(&own, "id")).unwrap()["next"].clone();
    assert!(next.as_array().unwrap().contains(&json!({ "event": "approve", "allowed": false, "code": "four_eyes" })));
    assert_eq!(other.fires(text(&own, "id"), "approve", &basis()).unwrap()["status"], "active");
}

#[everywhere_and_across]
fn an_approval_names_its_document(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = registrar.has_published("invited", 1, "2026-11-02")["id"].as_str().unwrap().to_owned();
    assert_eq!(approver.fires(&id, "approve", &json!({})), Err("invalid".into()));
    assert_eq!(registrar.reads_membership(&id).unwrap()["status"], "in_public_notice");
    approver
        .fires(&id, "approve", &json!({ "document_number": "教督〔2026〕9号", "on_behalf_of": "教育督导委员会" }))
        .unwrap();
    let items = registrar.reads_transitions(&id).unwrap()["items"].clone();
    let last = items.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (text(&last, "event"), text(&last, "from"), text(&last, "to")),
        ("approve", "in_public_notice", "active")
    );
    assert_eq!(
        (text(&last, "document_number"), text(&last, "on_behalf_of"), text(&last, "role")),
        ("教督〔2026〕9号", "教育督导委员会", "approver")
    );
    assert_eq!(last["policy_version"], 1);
}

#[everywhere_and_across]
fn a_term_runs_out_reads_as_expired_and_is_renewed(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = registrar.has_member(&approver, "invited", 1)["id"].as_str().unwrap().to_owned();
    register.is_now("2029-11-23");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    assert_eq!(registrar.reads_membership(&id).unwrap()["status"], "expired");
    assert_eq!(registrar.lists_memberships("status=active").unwrap(), json!([]));
    assert_eq!(registrar.lists_memberships("status=expired").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(registrar.fires(&id, "suspend", &basis()), Err("transition_not_allowed".into()));
    let person = registrar.reads_membership(&id).unwrap()["person_id"].clone();
    let again = registrar.nominates(&json!({ "person_id": person, "pool": "invited" })).unwrap();
    assert_eq!(approver.fires(&id, "renew", &basis()), Err("duplicate".into()));
    registrar.fires(text(&again, "id"), "withdraw", &json!({})).unwrap();
    let renewed = approver.fires(&id, "renew", &basis()).unwrap();
    assert_eq!((text(&renewed, "status"), text(&renewed, "valid_until")), ("active", "2032-11-22"));
}

#[everywhere_and_across]
fn a_member_is_suspended_resumed_and_removed(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = registrar.has_member(&approver, "specialist", 1)["id"].as_str().unwrap().to_owned();
    assert_eq!(registrar.fires(&id, "suspend", &json!({})), Err("invalid".into()));
    assert_eq!(registrar.fires(&id, "suspend", &basis()).unwrap()["status"], "suspended");
    assert_eq!(registrar.fires(&id, "resume", &basis()).unwrap()["status"], "active");
    assert_eq!(approver.fires(&id, "remove", &json!({ "reason": "不称职" })), Err("invalid".into()));
    assert_eq!(approver.fires(&id, "remove", &basis()).unwrap()["status"], "removed");
}

#[everywhere_and_across]
fn days_are_neither_in_the_future_nor_before_the_previous_event(register: &Register) {
    let registrar = register.acting("registrar");
    let id = registrar.has_nominated("specialist", 1)["id"].as_str().unwrap().to_owned();
    assert_eq!(registrar.fires(&id, "submit", &json!({ "occurred_on": "2026-11-24" })), Err("invalid".into()));
    registrar.fires(&id, "submit", &json!({ "occurred_on": "2026-11-20" })).unwrap();
    assert_eq!(registrar.fires(&id, "accept", &json!({ "occurred_on": "2026-11-19" })), Err("invalid".into()));
    assert_eq!(registrar.fires(&id, "record_death", &json!({})), Err("invalid".into()));
    assert_eq!(
        registrar.fires(&id, "record_death", &json!({ "occurred_on": "2026-11-22" })).unwrap()["status"],
        "deceased"
    );
}

#[everywhere_and_across]
fn a_missing_calendar_refuses_and_guesses_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let id = registrar.has_nominated("specialist", 1)["id"].as_str().unwrap().to_owned();
    registrar.fires(&id, "submit", &json!({})).unwrap();
    registrar.fires(&id, "accept", &json!({})).unwrap();
    registrar.fires(&id, "shortlist", &panel()).unwrap();
    assert_eq!(registrar.fires(&id, "open_notice", &json!({})), Err("rule_refused".into()));
    assert_eq!(registrar.reads_membership(&id).unwrap()["status"], "shortlisted");
}

#[everywhere_and_across]
fn panel_needs_three_distinct_members(register: &Register) {
    let registrar = register.acting("registrar");
    let id = registrar.has_nominated("specialist", 1)["id"].as_str().unwrap().to_owned();
    registrar.fires(&id, "submit", &json!({})).unwrap();
    registrar.fires(&id, "accept", &json!({})).unwrap();
    for bad in [
        json!({ "panel": ["甲", "乙"], "score": 80 }),
        json!({ "panel": ["甲", "乙", "乙"], "score": 80 }),
        json!({ "panel": ["甲", "乙", "丙"], "score": 101 }),
        json!({ "panel": ["甲", "乙", "丙"] }),
    ] {
        assert_eq!(registrar.fires(&id, "shortlist", &bad), Err("invalid".into()), "{bad}");
    }
}

#[everywhere_and_across]
fn memberships_are_filtered_and_out_of_reach_they_do_not_exist(register: &Register) {
    let registrar = register.acting("registrar");
    let one = registrar.has_nominated("specialist", 1);
    let other = registrar.has_nominated("invited", 3);
    assert_eq!(registrar.lists_memberships("pool=invited").unwrap(), json!([other]));
    assert_eq!(
        registrar.lists_memberships("status=draft&pool=specialist&source=special_grade_teacher").unwrap(),
        json!([one])
    );
    assert_eq!(registrar.lists_memberships(&format!("person_id={}", text(&one, "person_id"))).unwrap(), json!([one]));
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(elsewhere.lists_memberships("").unwrap(), json!([]));
    assert_eq!(elsewhere.fires(text(&one, "id"), "submit", &json!({})), Err("not_found".into()));
}

#[everywhere]
fn membership_is_read_as_it_stood_on_a_day(register: &Register) {
    let (registrar, id) = has_left(register);
    for (day, status) in STOOD {
        assert_eq!(status_at(&registrar, &id, &format!("as_of={day}")).unwrap(), status, "{day}");
    }
    assert_eq!(status_at(&registrar, &id, "as_of=2026-11-01"), Err("not_found".into()), "before the nomination");
    let nominee = registrar.reads_membership_at(&id, "as_of=2026-11-22").unwrap();
    assert_eq!(nominee["valid_from"], Value::Null, "nobody is a member before the approval");
    assert_eq!(registrar.reads_membership_at(&id, "as_of=2026-12-05").unwrap()["valid_from"], "2026-11-23");
}

#[everywhere]
fn membership_is_read_as_it_was_known_at_an_instant(register: &Register) {
    let (registrar, id) = has_left(register);
    assert_eq!(status_at(&registrar, &id, "known_at=2026-12-09T00:00:00Z").unwrap(), "active");
    assert_eq!(status_at(&registrar, &id, "known_at=2027-01-31T00:00:00Z").unwrap(), "suspended");
    assert_eq!(status_at(&registrar, &id, "known_at=2026-11-22T00:00:00Z"), Err("not_found".into()));
    // On 9 December the suspension was not told yet; in January nobody knew that it would end.
    assert_eq!(status_at(&registrar, &id, "as_of=2026-12-06&known_at=2026-12-09T00:00:00Z").unwrap(), "active");
    assert_eq!(status_at(&registrar, &id, "as_of=2027-01-22&known_at=2027-01-31T00:00:00Z").unwrap(), "suspended");
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(status_at(&elsewhere, &id, "as_of=2026-12-05"), Err("not_found".into()));
}

#[everywhere]
fn list_as_of_a_day_holds_who_was_in_the_pool(register: &Register) {
    let (registrar, id) = has_left(register);
    let listed = |moment: &str| -> Vec<(String, String)> {
        let found = registrar.lists_memberships(moment).unwrap();
        found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(one, "status").to_owned(), text(one, "valid_until").to_owned()))
            .collect()
    };
    let member = |status: &str| vec![(status.to_owned(), "2029-11-22".to_owned())];
    assert_eq!((listed("as_of=2026-11-22"), listed("as_of=2026-11-23")), (vec![], member("active")));
    assert_eq!((listed("as_of=2026-12-31"), listed("as_of=2027-01-24")), (member("suspended"), member("active")));
    assert_eq!(listed("as_of=2027-01-25"), vec![]);
    assert_eq!(listed("as_of=2027-01-25&known_at=2027-01-31T00:00:00Z"), member("suspended"));
    assert_eq!(listed("known_at=2026-12-09T00:00:00Z&status=active"), member("active"));
    assert_eq!(registrar.lists_memberships("as_of=2027-01-24&status=active"), Err("invalid".into()));
    let ids = registrar.lists_memberships("as_of=2026-12-31&pool=invited").unwrap();
    assert_eq!(ids[0]["person_id"], registrar.reads_membership(&id).unwrap()["person_id"]);
}

#[everywhere]
fn term_before_a_pause_is_told_of_its_own_days(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let id = text(&registrar.has_member(&approver, "invited", 1), "id").to_owned();
    register.is_now("2030-03-01");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let renewed = approver.fires(&id, "renew", &basis()).unwrap();
    assert_eq!((text(&renewed, "valid_from"), text(&renewed, "valid_until")), ("2030-03-01", "2033-02-28"));
    let earlier = registrar.lists_memberships("as_of=2028-01-01").unwrap();
    let earlier = &earlier[0];
    assert_eq!(
        (text(earlier, "status"), text(earlier, "valid_from"), text(earlier, "valid_until")),
        ("active", "2026-11-23", "2029-11-22")
    );
    assert_eq!(registrar.lists_memberships("as_of=2030-01-01").unwrap(), json!([]), "in the pause");
    assert_eq!(status_at(&registrar, &id, "as_of=2030-01-01").unwrap(), "expired");
    assert_eq!(registrar.lists_memberships("as_of=2030-03-01").unwrap(), json!([renewed]));
}

#[everywhere]
fn merge_and_move_leave_what_was_known_before(register: &Register) {
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("invited", 1);
    let (id, lost) = (text(&membership, "id").to_owned(), membership["person_id"].clone());
    let survivor = registrar.creates_person(&person(3)).unwrap();
    register.is_now("2026-11-24");
    let registrar = register.acting("registrar");
    registrar.merges_person(lost.as_str().unwrap(), text(&survivor, "id")).unwrap();
    let whose = |moment: &str| registrar.reads_membership_at(&id, moment).unwrap()["person_id"].clone();
    assert_eq!((whose(""), whose("known_at=2026-11-23T23:00:00Z")), (survivor["id"].clone(), lost));
    assert_eq!(whose("as_of=2026-11-23"), survivor["id"], "as is known now");
}

#[on_both_databases]
fn history_of_an_earlier_release_is_read_from_the_facts(register: &Register) {
    let (registrar, id) = has_left(register);
    let before = registrar.reads_membership(&id).unwrap();
    upgrades_from_before(register, "20261130000056", &[]);
    assert_eq!(registrar.reads_membership(&id).unwrap(), before, "the last state is the first that is kept");
    for (day, status) in STOOD {
        assert_eq!(status_at(&registrar, &id, &format!("as_of={day}")).unwrap(), status, "{day}");
    }
    assert_eq!(status_at(&registrar, &id, "as_of=2026-11-01"), Err("not_found".into()));
    assert_eq!(registrar.lists_memberships("as_of=2026-12-31").unwrap()[0]["status"], "suspended");
    assert_eq!(status_at(&registrar, &id, "known_at=2026-12-09T00:00:00Z"), Err("not_found".into()), "was not kept");
}
