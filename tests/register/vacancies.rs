//! Vacancies: a place that was left, the candidates in the order of their merits, who is chosen, and who fills it.

mod office;
mod reversals;

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, decision, person, text},
    on_both_databases,
};

use crate::dismissals::Office;
use office::{
    candidate, grounds, invited, may, member, people, ranked, ranks, refused, selects, served_often, status,
    takes_up_duty, vacated,
};

#[everywhere]
fn dismissal_opens_a_vacancy_that_the_selected_person_fills(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (best, other) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "stage": "3" })));
    let (office, case, opened) = vacated(register, office, &ada);
    assert_eq!((status(&opened), &opened["dismissal_id"]), ("opened", &json!(case)));
    assert_eq!((&opened["left_appointment_id"], &opened["zone_id"]), (&json!(ada.appointment), &json!(ada.zone)));
    assert_eq!((&opened["authority_id"], &opened["cohort_id"]), (&office.authority["id"], &office.cohort["id"]));
    assert_eq!(
        (text(&opened, "route"), text(&opened, "subject"), &opened["specialities"]),
        ("part_time", "14", &json!(["课程评价"]))
    );
    let ranking = ranks(&office, &opened);
    assert_eq!(
        (status(&ranking), &ranking["ranking"]["considered"], &ranking["ranking"]["ranked"]),
        ("candidates_ranked", &json!(2), &json!(2))
    );
    let all = ranked(&office, &opened);
    assert_eq!(people(&all), [best["id"].clone(), other["id"].clone()]);
    // Certified for all of the term (20), not assessed (15 of 30), all that is looked for (30), a stage of the zone (20).
    assert_eq!(
        (&all[0]["score"], &all[0]["rank"], text(&all[0], "origin")),
        (&json!(85_000), &json!(1), "specialist_pool")
    );
    // Two of three that are looked for, and no school of the stage.
    assert_eq!(all[1]["score"], json!(20_000 + 15_000 + 666 * 30));
    let selected = selects(&office, &opened, &best).unwrap();
    assert_eq!((status(&selected), &selected["candidate_id"]), ("selected", &best["id"]));
    let nominated = office.registrar.reads_appointment(text(&selected, "appointment_id"), "").unwrap();
    assert_eq!(
        (status(&nominated), &nominated["person_id"], &nominated["cohort_id"]),
        ("nominated", &best["id"], &office.cohort["id"])
    );
    let office = takes_up_duty(register, office, &selected);
    let filled = office.registrar.reads_vacancy(text(&opened, "id"), "").unwrap();
    assert_eq!((status(&filled), &filled["candidate_id"]), ("filled", &best["id"]));
    let appointment = office.registrar.reads_appointment(text(&filled, "appointment_id"), "").unwrap();
    assert_eq!(
        (status(&appointment), &appointment["ends_on"]),
        ("active", &office.cohort["ends_on"]),
        "who joins late ends with the cohort"
    );
    let events = office.registrar.reads_vacancy_transitions(text(&opened, "id")).unwrap();
    let names: Vec<&str> = events["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
    assert_eq!((names, &events["next"]), (vec!["rank", "select", "fill"], &json!([])));
    assert_eq!(status(&office.registrar.reads_vacancy(text(&opened, "id"), "as_of=2026-12-01").unwrap()), "selected");
}

#[everywhere]
fn each_score_explains_itself(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    candidate(&office, 21, &json!({}));
    candidate(&office, 23, &json!({ "stage": "3", "specialities": [] }));
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    for one in office.registrar.lists_candidates(text(&opened, "id"), "").unwrap().as_array().unwrap() {
        let parts = one["components"].as_array().unwrap();
        let names: Vec<&str> = parts.iter().map(|part| text(part, "component")).collect();
        assert_eq!(names, ["certification", "assessment", "speciality", "coverage"]);
        let number = |part: &Value, name: &str| part[name].as_u64().unwrap();
        let sum: u64 = parts.iter().map(|part| number(part, "points")).sum();
        assert_eq!(json!(sum), one["score"]);
        assert!(
            parts.iter().all(|part| number(part, "points") == number(part, "merit") * number(part, "weight")),
            "{one}"
        );
        assert_eq!(parts.iter().map(|part| number(part, "weight")).sum::<u64>(), 100);
        let certification = text(&parts[0]["facts"][0], "id").to_owned();
        let certification = office.registrar.reads_certification(&certification, "").unwrap();
        assert_eq!(
            (&certification["person_id"], &parts[0]["found"]),
            (&one["person_id"], &certification["valid_until"])
        );
        assert_eq!(text(&one["origin_fact"], "kind"), "pool_membership");
        assert_eq!(one["excluded_by"], json!([]));
    }
}

#[everywhere]
fn opener_or_ranker_cannot_select(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let best = candidate(&office, 21, &json!({}));
    let (office, _, opened) = vacated(register, office, &ada);
    let id = text(&opened, "id");
    assert_eq!(selects(&office, &opened, &best), Err("transition_not_allowed".into()), "before a ranking");
    office.approver.fires_vacancy(id, "rank", &json!({})).unwrap();
    let with = json!({ "person_id": best["id"] });
    assert_eq!(office.approver.fires_vacancy(id, "select", &with), Err("four_eyes".into()));
    assert_eq!(may(&office.approver, &opened, "select"), Some(Err("four_eyes".into())));
    assert_eq!(office.registrar.fires_vacancy(id, "select", &with), Err("forbidden".into()));
    assert_eq!(may(&office.head, &opened, "select"), Some(Ok(())));
    assert_eq!(
        status(&office.head.fires_vacancy(id, "select", &with).unwrap()),
        "selected",
        "the first needs no reason"
    );
    let own = json!({ "authority_id": office.authority["id"], "route": "part_time" });
    let own = office.head.opens_vacancy(&own).unwrap();
    ranks(&office, &own);
    assert_eq!(may(&office.head, &own, "select"), Some(Err("four_eyes".into())), "who opened it");
    for role in ["hr", "finance", "partner"] {
        assert_eq!(register.acting(role).lists_vacancies(""), Err("forbidden".into()), "{role}");
    }
    assert_eq!(register.acting("auditor").lists_candidates(id, "").unwrap().as_array().unwrap().len(), 1);
}

#[everywhere]
fn excluded_candidate_lists_its_rule(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let bo = office.inspector(3);
    let fine = candidate(&office, 21, &json!({}));
    let uncertified = member(&office, 23, &json!({}));
    let sanctioned = candidate(&office, 25, &json!({}));
    let warning = json!({ "person_id": sanctioned["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-11-20" });
    office.registrar.records_sanction(&warning).unwrap();
    let own_unit = candidate(&office, 27, &json!({ "work_unit": "第1区第1小学" }));
    let recused = candidate(&office, 29, &json!({}));
    let schools = office.registrar.lists_schools().unwrap();
    let school =
        schools.as_array().unwrap().iter().find(|school| school["zone_id"] == json!(ada.zone)).unwrap().clone();
    let recusal = json!({ "person_id": recused["id"], "school_id": school["id"], "ground": "family_employed", "requested_by": "inspector" });
    office.registrar.records_recusal(&recusal).unwrap();
    let (office, _, opened) = vacated(register, office, &ada);
    let ranking = ranks(&office, &opened);
    assert_eq!(people(&ranked(&office, &opened)), [fine["id"].clone()]);
    let by = |ground: &str, rule: &str| vec![(ground.to_owned(), rule.to_owned())];
    assert_eq!(grounds(&office, &opened, &uncertified), by("not_certified", "appointment.requires_qualification"));
    assert_eq!(grounds(&office, &opened, &sanctioned), by("sanction", "appointment.block_during_sanction"));
    assert_eq!(grounds(&office, &opened, &own_unit), by("recusal", "recusal.grounds"));
    assert_eq!(grounds(&office, &opened, &recused), by("recusal", "recusal.grounds"));
    assert_eq!(grounds(&office, &opened, &bo.person), by("holds_office", "replacement.candidates"));
    let counts: Vec<(&str, u64)> = ranking["ranking"]["excluded"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "ground"), one["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("recusal", 2), ("sanction", 1), ("not_certified", 1), ("holds_office", 1)]);
    assert_eq!(selects(&office, &opened, &recused), refused(), "recusal excludes, whoever chooses");
}

#[everywhere]
fn a_suspension_excludes_until_the_term_is_over(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let other = office
        .registrar
        .registers_organisation(&json!({ "name": "县政府教育督导室", "functions": ["authority"] }))
        .unwrap();
    let cohort = office.registrar.has_cohort(&other, 1, "2026-11-01");
    let [resting, over] = [21, 23].map(|number| candidate(&office, number, &json!({})));
    for (one, ends_on) in [(&resting, "2026-11-30"), (&over, "2026-11-29")] {
        let published = office.registrar.has_published_inspector(one, &cohort);
        let id = text(&published, "id");
        let mut short = decision();
        short["ends_on"] = json!(ends_on);
        office.approver.fires_appointment(id, "decide", &short).unwrap();
        let letter = json!({ "letter_number": format!("聘{id}"), "credential_number": format!("督{id}") });
        office.registrar.fires_appointment(id, "issue_letter", &letter).unwrap();
        office.registrar.fires_appointment(id, "start", &json!({})).unwrap();
        office.approver.fires_appointment(id, "suspend", &json!({ "reason": "调查" })).unwrap();
    }
    // On the 30th of November, and no job for appointments has run.
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    assert_eq!(people(&ranked(&office, &opened)), [over["id"].clone()]);
    assert!(grounds(&office, &opened, &resting).iter().any(|(ground, _)| ground == "suspended"));
}

#[everywhere]
fn recorded_death_removes_a_candidate_from_every_pool(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let fine = candidate(&office, 21, &json!({}));
    let guest = candidate(&office, 23, &json!({}));
    let invitation = invited(&office, &guest);
    office.registrar.fires_appointment(&bo.appointment, "record_death", &json!({})).unwrap();
    office.registrar.fires(&invitation, "record_death", &json!({ "occurred_on": "2026-11-23" })).unwrap();
    assert_eq!(office.standing(&bo)[2], "deceased", "the membership hears of it");
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    assert_eq!(people(&ranked(&office, &opened)), [fine["id"].clone()]);
    let excluded = office.registrar.lists_candidates(text(&opened, "id"), "excluded=true").unwrap();
    for dead in [&bo.person, &guest] {
        assert!(
            excluded.as_array().unwrap().iter().all(|one| one["person_id"] != dead["id"]),
            "no pool has the dead: {excluded}"
        );
        assert_eq!(selects(&office, &opened, dead), Err("invalid".into()));
    }
}

#[everywhere]
fn spent_dismissal_excludes_no_candidate(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (office, case, _) = vacated(register, office, &ada);
    let ranks_anew = |day: &str| {
        register.is_now(day);
        register.keeps_cases();
        let (registrar, cohort) = (register.acting("registrar"), &office.cohort["id"]);
        let body = json!({ "authority_id": office.authority["id"], "route": "part_time", "cohort_id": cohort });
        let opened = registrar.opens_vacancy(&body).unwrap();
        registrar.fires_vacancy(text(&opened, "id"), "rank", &json!({})).unwrap();
        let all = registrar.lists_candidates(text(&opened, "id"), "").unwrap();
        assert_eq!(people(&all), [ada.person["id"].clone()], "who was nominated again");
        let by: Vec<(String, Value)> = all[0]["excluded_by"]
            .as_array()
            .unwrap()
            .iter()
            .map(|by| (text(by, "ground").to_owned(), by["fact"]["id"].clone()))
            .collect();
        by
    };
    let nomination = json!({ "person_id": ada.person["id"], "route": "part_time", "cohort_id": office.cohort["id"], "nominated_by": "实验小学" });
    office.registrar.has_certified(&office.approver, &ada.person);
    office.registrar.nominates_inspector(&nomination).unwrap();
    assert_eq!(ranks_anew("2028-11-29"), [("dismissed".to_owned(), json!(case))]);
    assert_eq!(ranks_anew("2028-11-30"), []);
}

#[everywhere]
fn candidate_who_lost_a_condition_cannot_be_selected(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (best, next) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    assert_eq!(people(&ranked(&office, &opened)), [best["id"].clone(), next["id"].clone()]);
    let warning = json!({ "person_id": best["id"], "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-11-30" });
    office.registrar.records_sanction(&warning).unwrap();
    assert_eq!(selects(&office, &opened, &best), refused());
    let unranked = office.registrar.creates_person(&person(31)).unwrap();
    assert_eq!(selects(&office, &opened, &unranked), Err("invalid".into()), "who was not ranked");
    let without = json!({ "person_id": next["id"] });
    assert_eq!(
        office.head.fires_vacancy(text(&opened, "id"), "select", &without),
        Err("invalid".into()),
        "not the first, and no reason"
    );
    assert_eq!(status(&selects(&office, &opened, &next).unwrap()), "selected");
}

#[everywhere]
fn repeated_ranking_of_the_same_facts_has_the_same_order(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    for number in [21, 23, 25, 27] {
        candidate(&office, number, &json!({}));
    }
    let low = candidate(&office, 29, &json!({ "subject": "13" }));
    let (office, _, opened) = vacated(register, office, &ada);
    let first = ranks(&office, &opened);
    let before = office.registrar.lists_candidates(text(&opened, "id"), "").unwrap();
    ranks(&office, &opened);
    let after = office.registrar.lists_candidates(text(&opened, "id"), "").unwrap();
    assert_eq!(before, after);
    assert_eq!((before.as_array().unwrap().len(), people(&before).last()), (5, Some(&low["id"])));
    office
        .registrar
        .corrects_person(text(&low, "id"), 1, &json!({ "subject": "14", "specialities": ["课程评价", "教学诊断"] }))
        .unwrap();
    ranks(&office, &opened);
    let third = ranked(&office, &opened);
    assert_eq!(third[4]["score"], json!(85_000), "who was registered last comes last among equals");
    let then = format!("known_at={}", text(&first, "updated_at"));
    assert_eq!(
        office.registrar.lists_candidates(text(&opened, "id"), &then).unwrap(),
        before,
        "what was seen then can be read"
    );
}

#[everywhere]
fn vacancy_read_as_of_a_day_has_its_ranking_and_candidate(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let best = candidate(&office, 21, &json!({}));
    let (office, case, opened) = vacated(register, office, &ada);
    let office = office.on(register, "2026-12-02");
    let ranking = ranks(&office, &opened);
    let office = office.on(register, "2026-12-04");
    let selected = selects(&office, &opened, &best).unwrap();
    let office = office.on(register, "2026-12-07");
    office.decides_remedy(&case, "review", &json!({ "outcome": "revoked" })).unwrap();
    let stood = |moment: &str| office.registrar.reads_vacancy(text(&opened, "id"), moment);
    assert_eq!(stood("as_of=2026-11-29"), Err("not_found".into()));
    assert_eq!(stood("as_of=2026-12-01").unwrap(), opened);
    assert_eq!(stood("as_of=2026-12-03").unwrap(), ranking);
    assert_eq!(stood("as_of=2026-12-06").unwrap(), selected);
    assert_eq!(text(&stood("as_of=2026-12-07").unwrap(), "frozen_because"), "reversal");
    assert_eq!(stood("as_of=2026-12-06&known_at=2026-12-03T00:00:00Z").unwrap(), ranking, "as it was known");
}

#[everywhere]
fn reserve_list_ranks_first_and_open_nominations_last(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let (best, second) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let named = office.registrar.has_certified_by_record(&office.approver, 33);
    let nomination = json!({ "person_id": named["id"], "route": "part_time", "cohort_id": office.cohort["id"], "nominated_by": "实验小学" });
    let nomination = office.registrar.nominates_inspector(&nomination).unwrap();
    let (office, _, first) = vacated(register, office, &ada);
    ranks(&office, &first);
    let order = |vacancy: &Value| -> Vec<(Value, String)> {
        let all = ranked(&office, vacancy);
        all.as_array().unwrap().iter().map(|one| (one["person_id"].clone(), text(one, "origin").to_owned())).collect()
    };
    let from = |one: &Value, origin: &str| (one["id"].clone(), origin.to_owned());
    let pool = "specialist_pool";
    assert_eq!(order(&first), [from(&best, pool), from(&second, pool), from(&named, "open_nomination")]);
    selects(&office, &first, &best).unwrap();
    let left = json!({ "left_appointment_id": bo.appointment });
    assert_eq!(office.registrar.opens_vacancy(&left), Err("invalid".into()), "who has not left");
    office.registrar.fires_appointment(&bo.appointment, "resign", &json!({})).unwrap();
    let opened = office.registrar.opens_vacancy(&left).unwrap();
    assert_eq!(office.registrar.opens_vacancy(&left), Err("duplicate".into()));
    assert_eq!((&opened["zone_id"], &opened["cohort_id"]), (&json!(bo.zone), &office.cohort["id"]));
    let late = candidate(&office, 35, &json!({}));
    ranks(&office, &opened);
    let reserve = "reserve_list";
    // Within a source the more points come first; the best of the pool stands behind all of the reserve list.
    assert_eq!(order(&opened), [from(&named, reserve), from(&second, reserve), from(&late, pool)]);
    let by = |ground: &str| vec![(ground.to_owned(), "replacement.candidates".to_owned())];
    assert_eq!(grounds(&office, &opened, &best), by("holds_office"), "who is chosen for another place");
    assert_eq!(grounds(&office, &opened, &bo.person), by("left_the_place"));
    // The open nomination is taken, and no second one is made.
    let selected = selects(&office, &opened, &named).unwrap();
    assert_eq!(selected["appointment_id"], nomination["id"]);
}

#[everywhere]
fn a_place_is_frozen_and_looked_for_again(register: &Register) {
    let office = Office::of(register);
    let zone = office.registrar.has_zone(9, 1).0;
    let body = json!({ "authority_id": office.authority["id"], "route": "part_time", "cohort_id": office.cohort["id"], "zone_id": zone["id"], "subject": "14" });
    let opened = office.registrar.opens_vacancy(&body).unwrap();
    let id = text(&opened, "id");
    assert_eq!(office.registrar.fires_vacancy(id, "freeze", &basis()), Err("forbidden".into()));
    assert_eq!(office.approver.fires_vacancy(id, "freeze", &json!({})), Err("invalid".into()), "without a reason");
    ranks(&office, &opened);
    let frozen = office.approver.fires_vacancy(id, "freeze", &basis()).unwrap();
    assert_eq!((status(&frozen), text(&frozen, "frozen_because")), ("frozen", "decision"));
    assert_eq!(office.registrar.fires_vacancy(id, "rank", &json!({})), Err("transition_not_allowed".into()));
    let again = office.approver.fires_vacancy(id, "unfreeze", &json!({})).unwrap();
    assert_eq!((status(&again), &again["ranking"], &again["frozen_because"]), ("opened", &Value::Null, &Value::Null));
    let by = |name: &str, record: &Value| format!("{name}={}", text(record, "id"));
    for (filter, count) in [
        ("status=opened".to_owned(), 1),
        ("status=frozen".to_owned(), 0),
        ("route=part_time".to_owned(), 1),
        ("route=full_time".to_owned(), 0),
        (by("zone_id", &zone), 1),
        (by("cohort_id", &zone), 0),
        (by("authority_id", &office.authority), 1),
        ("area=340800".to_owned(), 1),
        ("area=110000".to_owned(), 0),
    ] {
        assert_eq!(office.registrar.lists_vacancies(&filter).unwrap().as_array().unwrap().len(), count, "{filter}");
    }
    let known_at = format!("status=frozen&known_at={}", text(&frozen, "updated_at"));
    assert_eq!(office.registrar.lists_vacancies(&known_at).unwrap().as_array().unwrap().len(), 1);
    for wrong in [
        json!({}),
        json!({ "authority_id": zone["id"], "route": "part_time" }),
        json!({ "authority_id": office.authority["id"], "route": "part_time", "subject": "999" }),
    ] {
        assert_eq!(office.registrar.opens_vacancy(&wrong), Err("invalid".into()), "{wrong}");
    }
    let elsewhere = register.acting_in("registrar", Some("110000"));
    assert_eq!(elsewhere.reads_vacancy(id, ""), Err("not_found".into()));
}

#[everywhere]
fn policy_decides_which_ends_open_a_vacancy(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    office.registrar.fires_appointment(&ada.appointment, "resign", &json!({})).unwrap();
    assert_eq!(office.registrar.lists_vacancies("").unwrap(), json!([]), "by hand, unless said");
    register.has_policy("replacement.opened_by", &json!(["dismissal", "retirement"]));
    office.registrar.fires_appointment(&bo.appointment, "retire", &json!({})).unwrap();
    let opened = office.registrar.lists_vacancies("").unwrap();
    assert_eq!((opened.as_array().unwrap().len(), &opened[0]["left_appointment_id"]), (1, &json!(bo.appointment)));
    register.has_policy("replacement.enabled", &json!(false));
    let body = json!({ "left_appointment_id": ada.appointment });
    assert_eq!(office.registrar.opens_vacancy(&body), refused());
    assert_eq!(office.registrar.fires_vacancy(text(&opened[0], "id"), "rank", &json!({})), refused());
}

#[everywhere]
fn weights_and_sources_are_a_localitys(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    candidate(&office, 21, &json!({ "stage": "3" }));
    register.has_policy(
        "replacement.weights",
        &json!({ "certification": 0, "assessment": 0, "speciality": 0, "coverage": 100 }),
    );
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    assert_eq!(ranked(&office, &opened)[0]["score"], json!(0), "no school is of the stage");
    register.has_policy("replacement.sources", &json!(["open_nomination"]));
    assert_eq!(ranks(&office, &opened)["ranking"]["considered"], json!(0));
}

#[everywhere]
fn file_contains_the_ranks_of_a_candidate(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (best, other) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let uncertified = member(&office, 25, &json!({}));
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let office = office.on(register, "2026-12-02");
    ranks(&office, &opened);
    let file = |one: &Value| office.registrar.reads_file(text(one, "id")).unwrap();
    let told = file(&other)["candidacies"].clone();
    let stood: Vec<(&Value, &str, &Value)> =
        told.as_array().unwrap().iter().map(|one| (&one["vacancy_id"], text(one, "ranked_on"), &one["rank"])).collect();
    assert_eq!(stood, [(&opened["id"], "2026-11-30", &json!(2)), (&opened["id"], "2026-12-02", &json!(2))]);
    let last = &ranked(&office, &opened)[1];
    for field in ["score", "components", "excluded_by", "origin"] {
        assert_eq!(told[1][field], last[field], "{field}");
    }
    assert!(!file(&other).to_string().contains(text(&best, "id")), "nobody else is in it");
    let excluded = file(&uncertified)["candidacies"].clone();
    assert_eq!((&excluded[0]["rank"], text(&excluded[0]["excluded_by"][0], "ground")), (&Value::Null, "not_certified"));
    assert_eq!(file(&ada.person)["candidacies"], json!([]), "who was in none");
}

#[everywhere]
fn merged_candidate_is_shown_as_the_survivor(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (best, other) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let selected = selects(&office, &opened, &best).unwrap();
    let survivor = office.registrar.creates_person(&person(31)).unwrap();
    office.registrar.merges_person(text(&best, "id"), text(&survivor, "id")).unwrap();
    let after = office.registrar.reads_vacancy(text(&opened, "id"), "").unwrap();
    // Who was selected is somebody else by now, so that the choice is made again (ADR 0036).
    assert_eq!((&after["candidate_id"], text(&after, "status")), (&Value::Null, "candidates_ranked"));
    assert_eq!(
        after["version"].as_i64(),
        selected["version"].as_i64().map(|version| version + 2),
        "it goes back, and to the survivor"
    );
    assert_eq!(people(&ranked(&office, &opened)), [survivor["id"].clone(), other["id"].clone()]);
}

#[on_both_databases]
fn one_of_two_concurrent_selections_wins(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (best, next) = (candidate(&office, 21, &json!({})), candidate(&office, 23, &json!({ "specialities": [] })));
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let select = |who: &Client, one: &Value| {
        let with = json!({ "person_id": one["id"], "reason": "择优" });
        who.fires_vacancy(text(&opened, "id"), "select", &with)
    };
    let outcomes = std::thread::scope(|scope| {
        let one = scope.spawn(|| select(&office.head, &best));
        let other = scope.spawn(|| select(&office.approver, &next));
        [one.join().unwrap(), other.join().unwrap()]
    });
    let chosen: Vec<&Value> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
    assert_eq!(chosen.len(), 1, "{outcomes:?}");
    let refusal = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).unwrap();
    assert_eq!(refusal, "transition_not_allowed");
    let nominated = office.registrar.lists_appointments("status=nominated").unwrap();
    assert_eq!((nominated.as_array().unwrap().len(), &nominated[0]["id"]), (1, &chosen[0]["appointment_id"]));
}

#[on_both_databases]
fn a_ranking_costs_as_many_statements_however_many_it_ranks(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    candidate(&office, 21, &json!({}));
    let (office, _, opened) = vacated(register, office, &ada);
    let cost = || {
        // The first request reads the client's record; the second, within its second of trust, does not.
        office.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        ranks(&office, &opened);
        register.statements() - before
    };
    let one = cost();
    for number in [23, 25, 27, 29, 31] {
        candidate(&office, number, &json!({}));
    }
    assert_eq!(cost(), one);
    println!("{one} statements");
    let get = |path: &str| {
        office.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        assert_eq!(office.registrar.get(path).status, 200, "{path}");
        register.statements() - before
    };
    let path = format!("/v1/vacancies/{}", text(&opened, "id"));
    // The vacancy and its candidates, and the snapshot around them.
    assert_eq!((get("/v1/vacancies?status=opened"), get(&path), get(&format!("{path}/candidates"))), (1, 1, 4));
}

#[on_both_databases]
fn each_of_many_places_that_are_left_at_once_has_its_zone(register: &Register) {
    let office = Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    register.has_policy("replacement.opened_by", &json!(["retirement"]));
    register.executes(&served_often(register.database, &bo));
    office.registrar.fires_appointments(&[&ada.appointment, &bo.appointment], "retire", &json!({})).unwrap();
    let opened = office.registrar.lists_vacancies("").unwrap();
    let zones: Vec<(&Value, &Value)> =
        opened.as_array().unwrap().iter().map(|one| (&one["left_appointment_id"], &one["zone_id"])).collect();
    assert_eq!(zones, [(&json!(ada.appointment), &json!(ada.zone)), (&json!(bo.appointment), &json!(bo.zone))]);
}

#[on_both_databases]
fn a_page_of_candidates_goes_on_where_the_one_before_ended(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    for number in [21, 23, 25] {
        candidate(&office, number, &json!({}));
    }
    let (office, _, opened) = vacated(register, office, &ada);
    ranks(&office, &opened);
    let path = format!("/v1/vacancies/{}/candidates?limit=2&count=exact", text(&opened, "id"));
    let first = office.registrar.get(&path).json();
    assert_eq!((first["items"].as_array().unwrap().len(), &first["total"]), (2, &json!(3)));
    let second = office.registrar.get(&format!("{path}&after={}", text(&first, "next"))).json();
    let places: Vec<&Value> =
        [&first, &second].iter().flat_map(|page| page["items"].as_array().unwrap()).map(|one| &one["place"]).collect();
    assert_eq!((places, &second["next"]), (vec![&json!(1), &json!(2), &json!(3)], &Value::Null));
}
