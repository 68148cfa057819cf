//! Yearly duty assessments: the whole life, the formula that can be computed again, the quota, reviews, and what follows.

mod formula;
mod office;
mod reviews;

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, person, text},
    on_both_databases,
};

pub use formula::recomputed;
pub use office::{Office, array, invalid, refused, scores, targets};

#[everywhere]
fn a_year_goes_from_signed_targets_to_a_final_grade(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let drafted = office.registrar.drafts_assessment(&office.body(&ada, 2026)).unwrap();
    assert_eq!(
        (text(&drafted, "status"), &drafted["targets"][0]["target"], &drafted["grade"]),
        ("targets_drafted", &json!(3), &Value::Null)
    );
    assert_eq!(drafted["area"], ada["area"]);
    assert_eq!(office.registrar.drafts_assessment(&office.body(&ada, 2026)), Err("duplicate".into()));
    let id = text(&drafted, "id");
    let mut others = targets();
    others[0]["target"] = json!(4);
    let redrafted = office.registrar.redrafts_assessment(id, 1, &json!({ "targets": others })).unwrap();
    assert_eq!((&redrafted["targets"][0]["target"], &redrafted["version"]), (&json!(4), &json!(2)));
    assert_eq!(office.registrar.redrafts_assessment(id, 1, &json!({ "targets": targets() })), Err("changed".into()));
    let (_, schools) = office.registrar.has_zone(1, 1);
    for day in ["2026-11-23", "2026-11-23", "2026-11-23"] {
        let visit = json!({ "person_id": ada["id"], "kind": "visit", "school_id": schools[0]["id"], "occurred_on": day, "mode": "random", "theme": "安全", "hours": 2 });
        office.registrar.records_duty(&visit).unwrap();
    }
    office.registrar.has_trained(text(&ada, "id"), "in_duty", "2026-05-04", 20);
    office.is_self_rated(id, scores(95.0, 90.0));
    assert_eq!(
        office.registrar.redrafts_assessment(id, 5, &json!({ "targets": targets() })),
        Err("transition_not_allowed".into())
    );
    for (kind, rater, quality, advice) in [
        ("school", "第一小学", 80.0, 70.5),
        ("school", "第二小学", 85.25, 90.0),
        ("school", "第三小学", 90.0, 88.88),
        ("zone", "第一责任区", 75.0, 80.0),
        ("office", "督导科", 88.0, 92.0),
        ("office", "人事科", 77.0, 66.0),
    ] {
        let rated = office.rates(id, kind, rater, scores(quality, advice)).unwrap();
        assert_eq!(rated["status"], "self_rated");
    }
    office.closes(id, json!([]));
    let proposed = office.fires(id, "propose", &json!({})).unwrap();
    // Daily: (25 * 7500 + 15 * 5000) / 40 = 6563. Quality: self 9500, schools 8508, zone 7500, office 8250: 8302;
    // advice: 9000, 8313, 8000, 7900: 8154. Annual: (35 * 8302 + 25 * 8154) / 60 = 8240. 40 % and 60 %: 7569.
    assert_eq!(
        (text(&proposed, "status"), proposed["score"].as_f64(), text(&proposed, "grade")),
        ("provisional", Some(75.69), "qualified")
    );
    let explanation = office.registrar.reads_explanation(id).unwrap();
    assert_eq!(recomputed(&explanation), (7569, "qualified"));
    assert_eq!(
        (&explanation["moved"], &explanation["policy_version"], &explanation["grade"]),
        (&json!([]), &json!(1), &json!("qualified"))
    );
    assert_eq!(office.registrar.fires_assessment(id, "finalise", &json!({})), Err("forbidden".into()));
    let notified = office.fires(id, "notify", &json!({})).unwrap();
    assert_eq!((text(&notified, "status"), text(&notified, "notified_on")), ("notified", "2026-11-23"));
    assert_eq!(
        (text(&notified, "review_until"), office.fires(id, "finalise", &json!({}))),
        ("2026-12-23", refused()),
        "within the thirty days"
    );
    let office = office.on(register, "2026-12-23");
    assert_eq!(office.fires(id, "finalise", &json!({})), refused(), "the thirtieth day");
    let office = office.on(register, "2026-12-24");
    let last = office.fires(id, "finalise", &json!({})).unwrap();
    assert_eq!(
        (text(&last, "status"), &last["consequence"], &last["accepted_on"]),
        ("final", &Value::Null, &Value::Null)
    );
    let told = office.registrar.reads_assessment_transitions(id).unwrap();
    assert_eq!((array(&told, "items").len(), &told["next"]), (14, &json!([])));
    let listed = office.registrar.lists_assessments("year=2026&grade=qualified&status=final").unwrap();
    assert_eq!(listed, json!([last]));
    let by_authority = format!("authority_id={}&person_id={}", text(&office.authority, "id"), text(&ada, "id"));
    assert_eq!(office.registrar.lists_assessments(&by_authority).unwrap(), json!([last]));
    assert_eq!(office.registrar.lists_assessments("year=2027").unwrap(), json!([]));
}

#[everywhere]
fn targets_weigh_a_hundred_points_and_are_measured_one_way(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let tries = |change: &dyn Fn(&mut Value)| {
        let mut body = office.body(&ada, 2026);
        change(&mut body);
        office.registrar.drafts_assessment(&body)
    };
    assert_eq!(tries(&|body| body["targets"][0]["weight"] = json!(24)), invalid());
    assert_eq!(tries(&|body| (0..2).for_each(|at| body["targets"][at]["weight"] = json!(i32::MAX))), invalid());
    assert_eq!(tries(&|body| body["targets"][0]["target"] = Value::Null), invalid(), "a counted item without a count");
    assert_eq!(tries(&|body| body["targets"][2]["target"] = json!(3)), invalid(), "a rated item with a count");
    assert_eq!(tries(&|body| body["targets"][1]["code"] = json!("visits")), invalid());
    assert_eq!(tries(&|body| body["targets"] = json!([])), invalid());
    assert_eq!(tries(&|body| body["year"] = json!(2028)), invalid());
    assert_eq!(tries(&|body| body["year"] = json!(2025)), refused(), "not in office in 2025");
    let stranger = office.registrar.creates_person(&person(3)).unwrap();
    assert_eq!(tries(&|body| body["person_id"] = stranger["id"].clone()), refused());
    assert_eq!(office.registrar.lists_assessments("").unwrap(), json!([]));
    tries(&|_| ()).unwrap();
}

#[everywhere]
fn both_sides_sign_targets_that_speak_of_all_four_things(register: &Register) {
    let office = Office::of(register);
    let mut body = office.body(&office.inspector(1), 2026);
    body["targets"][1]["domain"] = json!("other");
    let id = text(&office.registrar.drafts_assessment(&body).unwrap(), "id").to_owned();
    let signed = json!({ "inspector_signed_on": "2026-11-20", "office_signatory": "市政府教育督导室" });
    assert_eq!(office.fires(&id, "sign_targets", &signed), refused(), "training is missing");
    register.has_policy("assessment.domains", &json!(false));
    assert_eq!(text(&office.fires(&id, "sign_targets", &signed).unwrap(), "status"), "targets_signed");
}

#[everywhere]
fn rater_cannot_rate_self_or_rate_twice(register: &Register) {
    let office = Office::of(register);
    let (ada, colleague) = (office.inspector(1), office.registrar.creates_person(&person(3)).unwrap());
    let id = office.drafts(&ada, 2026);
    let signed = json!({ "inspector_signed_on": "2026-11-20", "office_signatory": "市政府教育督导室" });
    office.fires(&id, "sign_targets", &signed).unwrap();
    office.fires(&id, "start", &json!({})).unwrap();
    let own = json!({ "duty_report": "述职报告", "scores": scores(90.0, 90.0) });
    assert_eq!(office.fires(&id, "self_rate", &own), invalid(), "on nobody's behalf");
    let silent = json!({ "scores": scores(90.0, 90.0), "on_behalf_of": "欧阳试验" });
    assert_eq!(office.fires(&id, "self_rate", &silent), refused(), "without a report on duty");
    let other = json!({ "duty_report": "述职报告", "scores": scores(90.0, 90.0), "on_behalf_of": "他人" });
    assert_eq!(office.fires(&id, "self_rate", &other), invalid(), "in another's name");
    office
        .fires(
            &id,
            "self_rate",
            &json!({ "duty_report": "述职报告", "scores": scores(90.0, 90.0), "on_behalf_of": "欧阳试验" }),
        )
        .unwrap();
    let rates = |kind: &str, rater: &str, record: &Value, scores: Value| {
        office.fires(
            &id,
            "rate",
            &json!({ "rater_kind": kind, "rater": rater, "rater_person_id": record, "scores": scores }),
        )
    };
    assert_eq!(office.fires(&id, "close_ratings", &json!({})), refused(), "nobody else has rated");
    for school in ["第四小学", "第五小学"] {
        rates("school", school, &Value::Null, scores(10.0, 10.0)).unwrap();
    }
    assert_eq!(office.fires(&id, "close_ratings", &json!({})), refused(), "two schools do not count");
    assert_eq!(rates("zone", "欧阳试验", &Value::Null, scores(80.0, 80.0)), refused());
    let namesake = office.registrar.creates_person(&person(5)).unwrap();
    rates("office", "欧阳试验", &namesake["id"], scores(80.0, 80.0)).unwrap();
    assert_eq!(rates("zone", "另一姓名", &ada["id"], scores(80.0, 80.0)), refused());
    assert_eq!(rates("self", "第一小学", &Value::Null, scores(80.0, 80.0)), invalid());
    assert_eq!(
        rates("school", "第一小学", &json!("0193591c-2000-7000-8000-000000000001"), scores(80.0, 80.0)),
        invalid()
    );
    assert_eq!(rates("school", "第一小学", &Value::Null, scores(100.01, 80.0)), invalid());
    assert_eq!(
        rates("school", "第一小学", &Value::Null, json!([{ "item": "quality", "score": 80 }])),
        invalid(),
        "one is missing"
    );
    assert_eq!(
        rates(
            "school",
            "第一小学",
            &Value::Null,
            json!([{ "item": "visits", "score": 80 }, { "item": "quality", "score": 80 }, { "item": "advice", "score": 80 }])
        ),
        invalid(),
        "one is counted"
    );
    rates("zone", "责任区负责人", &colleague["id"], scores(80.0, 80.0)).unwrap();
    assert_eq!(rates("zone", "责任区负责人", &Value::Null, scores(85.0, 80.0)), invalid());
    assert_eq!(rates("zone", "换名", &colleague["id"], scores(85.0, 80.0)), invalid());
    rates("office", "责任区负责人", &colleague["id"], scores(80.0, 80.0)).unwrap();
    // The colleague turns out to be the person.
    office.registrar.merges_person(text(&colleague, "id"), text(&ada, "id")).unwrap();
    assert_eq!(rates("school", "第一小学", &colleague["id"], scores(80.0, 80.0)), refused());
    assert_eq!(office.fires(&id, "close_ratings", &json!({})), refused());
}

#[everywhere]
fn merged_person_stays_assessed_and_rates_only_as_self(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts_rated_only(&ada, 2026);
    office.is_self_rated(&id, office.even(&id, 90.0));
    let survivor = office.registrar.creates_person(&person(3)).unwrap();
    office.registrar.merges_person(text(&ada, "id"), text(&survivor, "id")).unwrap();
    let rates = |record: &Value| {
        let rating = json!({ "rater_kind": "zone", "rater": "另一姓名", "rater_person_id": record, "scores": office.even(&id, 80.0) });
        office.fires(&id, "rate", &rating)
    };
    assert_eq!((rates(&ada["id"]), rates(&survivor["id"])), (refused(), refused()));
    office.rates(&id, "office", "督导科", office.even(&id, 80.0)).unwrap();
    office.closes(&id, json!([]));
    assert_eq!(text(&office.fires(&id, "propose", &json!({})).unwrap(), "status"), "provisional");
}

#[everywhere]
fn a_year_is_not_assessed_before_it_begins(register: &Register) {
    let office = Office::of(register);
    let id = office.drafts(&office.inspector(1), 2027);
    let signed = json!({ "inspector_signed_on": "2026-11-20", "office_signatory": "市政府教育督导室" });
    office.fires(&id, "sign_targets", &signed).unwrap();
    assert_eq!(office.fires(&id, "start", &json!({})), refused());
    let next = office.registrar.reads_assessment_transitions(&id).unwrap();
    assert_eq!(
        next["next"],
        json!([{ "event": "start", "allowed": false, "code": "rule_refused" }, { "event": "exempt", "allowed": false, "code": "forbidden" }])
    );
    let office = office.on(register, "2027-01-01");
    assert_eq!(text(&office.fires(&id, "start", &json!({})).unwrap(), "status"), "in_progress");
}

#[everywhere]
fn second_final_unqualified_year_proposes_dismissal(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let first = office.is_notified(&ada, 2026, 50.0);
    let office = office.on(register, "2027-11-23");
    let later = office.is_final(&ada, 2027, 50.0);
    assert_eq!(text(&later["consequence"], "kind"), "improvement_order");
    let earlier = office.fires(&first, "finalise", &json!({})).unwrap();
    assert_eq!(text(&earlier["consequence"], "kind"), "dismissal_proposal");
}

#[everywhere]
fn an_earlier_day_shows_nothing_that_came_later(register: &Register) {
    let office = Office::of(register);
    let id = office.drafts_rated_only(&office.inspector(1), 2026);
    office.is_self_rated(&id, office.even(&id, 80.0));
    let office = office.on(register, "2026-11-24");
    office.rates(&id, "office", "督导科", office.even(&id, 80.0)).unwrap();
    let office = office.on(register, "2026-11-25");
    office.closes(&id, json!([]));
    office.fires(&id, "propose", &json!({})).unwrap();
    office.fires(&id, "notify", &json!({})).unwrap();
    office.fires(&id, "request_review", &json!({ "statement": "科室评分有误" })).unwrap();
    let office = office.on(register, "2026-11-26");
    let better = json!({ "outcome": "changed", "reason": "复核认定", "ratings": [{ "rater_kind": "office", "rater": "督导科", "scores": office.even(&id, 85.0) }] });
    office.fires(&id, "decide_review", &better).unwrap();
    let on = |day: &str| office.registrar.reads_assessment(&id, &format!("as_of={day}")).unwrap();
    let seen = |day: &str| {
        let record = on(day);
        (
            array(&record, "ratings").len(),
            array(&record, "panel").len(),
            record["score"].as_f64(),
            record["review"]["outcome"].clone(),
        )
    };
    assert_eq!(seen("2026-11-23"), (1, 0, None, Value::Null));
    assert_eq!(seen("2026-11-24"), (2, 0, None, Value::Null));
    assert_eq!(seen("2026-11-25"), (2, 2, Some(80.0), Value::Null));
    assert_eq!(seen("2026-11-26"), (2, 2, Some(84.5), json!("changed")));
    assert_eq!(office.registrar.lists_assessments("as_of=2026-11-24").unwrap(), json!([on("2026-11-24")]));
    let then = office.registrar.reads_explanation_at(&id, "as_of=2026-11-25").unwrap();
    assert_eq!(
        (recomputed(&then), recomputed(&office.registrar.reads_explanation(&id).unwrap())),
        ((8000, "qualified"), (8450, "qualified"))
    );
    assert_eq!(
        office.registrar.reads_explanation_at(&id, "as_of=2026-11-24"),
        Err("not_found".into()),
        "nothing was computed yet"
    );
}

#[everywhere]
fn fewer_than_three_schools_give_their_weight_to_the_zone(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts_rated_only(&ada, 2026);
    office.is_self_rated(&id, office.even(&id, 100.0));
    for school in ["第一小学", "第二小学"] {
        office.rates(&id, "school", school, office.even(&id, 0.0)).unwrap();
    }
    office.rates(&id, "zone", "第一责任区", office.even(&id, 80.0)).unwrap();
    office.closes(&id, json!([]));
    let proposed = office.fires(&id, "propose", &json!({})).unwrap();
    // Self 10, zone 20 and 30 of the schools, office 40 to the zone: nobody of the office rated.
    let explanation = office.registrar.reads_explanation(&id).unwrap();
    assert_eq!(
        explanation["moved"],
        json!([
            { "from": "school", "to": "zone", "weight": 30, "cause": "too_few_schools" },
            { "from": "office", "to": "zone", "weight": 40, "cause": "nobody_rated" },
        ])
    );
    assert_eq!(proposed["score"].as_f64(), Some(82.0));
    assert_eq!(
        (recomputed(&explanation), &explanation["daily_applied"], &explanation["annual_applied"]),
        ((8200, "qualified"), &json!(0), &json!(100))
    );
    let kinds: Vec<&str> =
        array(&explanation["items"][0], "averages").iter().map(|one| text(one, "rater_kind")).collect();
    assert_eq!(kinds, ["self", "zone"]);
}

#[everywhere]
fn excellent_quota_of_five_people_is_one(register: &Register) {
    let office = Office::of(register);
    let people: Vec<Value> = (0..5).map(|number| office.inspector(2 * number + 1)).collect();
    let ids: Vec<String> = people[..4].iter().map(|person| office.drafts_rated_only(person, 2026)).collect();
    for id in &ids[..2] {
        office.is_reviewed(id, 95.0);
    }
    assert_eq!(office.fires(&ids[0], "propose", &json!({})), refused(), "a fifth of four is none");
    let fifth = office.drafts_rated_only(&people[4], 2026);
    assert_eq!(office.fires(&ids[0], "propose", &json!({})).unwrap()["grade"], "excellent");
    assert_eq!(office.fires(&ids[1], "propose", &json!({})), refused(), "the only place is taken");
    assert_eq!(office.fires(&ids[1], "propose", &json!({ "forgo_excellent": true })), invalid(), "without a reason");
    let forgone = office.fires(&ids[1], "propose", &json!({ "forgo_excellent": true, "reason": "名额已用" })).unwrap();
    assert_eq!((text(&forgone, "grade"), forgone["score"].as_f64()), ("qualified", Some(95.0)));
    let explanation = office.registrar.reads_explanation(&ids[1]).unwrap();
    assert_eq!(
        (&explanation["quota"], &explanation["forgone"], &explanation["band"]),
        (&json!({ "group": 5, "percent": 20, "places": 1, "taken": 1 }), &json!(true), &json!("excellent"))
    );
    assert_eq!(recomputed(&explanation), (9500, "qualified"));
    // Another year has places of its own, and who is exempt makes none.
    office.fires(&fifth, "exempt", &json!({})).unwrap();
    office.is_reviewed(&ids[2], 95.0);
    assert_eq!(office.fires(&ids[2], "propose", &json!({})), refused());
}

#[everywhere]
fn veto_sets_lowest_grade_and_second_such_year_opens_a_case(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts_rated_only(&ada, 2026);
    office.is_self_rated(&id, office.even(&id, 85.0));
    office.rates(&id, "office", "督导科", office.even(&id, 85.0)).unwrap();
    office.fires(&id, "close_ratings", &json!({})).unwrap();
    let veto = json!([{ "veto": "falsification", "fact": "编造督导记录", "document_number": "教督查〔2026〕3号" }]);
    let without_public = json!({ "panel": ["督导科"], "vetoes": veto });
    assert_eq!(office.fires(&id, "review_office", &without_public), refused(), "nobody of the public");
    let mut found = without_public.clone();
    found["public_seat"] = json!("家长代表");
    let reviewed = office.fires(&id, "review_office", &found).unwrap();
    assert_eq!((text(&reviewed, "status"), &reviewed["vetoes"]), ("office_reviewed", &veto));
    let proposed = office.fires(&id, "propose", &json!({})).unwrap();
    assert_eq!((text(&proposed, "grade"), proposed["score"].as_f64()), ("unqualified", Some(85.0)));
    let explanation = office.registrar.reads_explanation(&id).unwrap();
    assert_eq!((recomputed(&explanation), &explanation["band"]), ((8500, "unqualified"), &json!("qualified")));
    office.fires(&id, "notify", &json!({})).unwrap();
    let last = office.fires(&id, "finalise", &json!({ "accepted_on": "2026-11-23" })).unwrap();
    assert_eq!(last["consequence"], json!({ "kind": "improvement_order", "deadline": "2027-02-23" }));
    let office = office.on(register, "2027-11-23");
    let second = office.is_final(&ada, 2027, 59.99);
    assert_eq!(
        (text(&second, "grade"), &second["consequence"]),
        ("unqualified", &json!({ "kind": "dismissal_proposal", "deadline": null }))
    );
}

#[everywhere]
fn service_below_half_the_year_is_exempt(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (short, whole_year) = (office.drafts(&ada, 2026), office.drafts(&ada, 2027));
    assert_eq!(office.registrar.fires_assessment(&short, "exempt", &json!({})), Err("forbidden".into()));
    let exempt = office.fires(&short, "exempt", &json!({})).unwrap();
    // From 23 November to the end of the year.
    assert_eq!((text(&exempt, "status"), &exempt["days_served"]), ("exempt", &json!(39)));
    assert_eq!(office.fires(&whole_year, "exempt", &json!({})), refused());
    office.drafts(&ada, 2026);
}

#[everywhere]
fn assessment_versions_are_kept_after_merge_and_move(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts(&ada, 2026);
    let before = office.registrar.reads_assessment(&id, "").unwrap();
    let office = office.on(register, "2026-11-24");
    office.is_reviewed(&id, 80.0);
    let proposed = office.fires(&id, "propose", &json!({})).unwrap();
    assert_eq!(office.registrar.reads_assessment(&id, "known_at=2026-11-23T23:00:00Z").unwrap(), before);
    let then = office.registrar.reads_assessment(&id, "as_of=2026-11-23").unwrap();
    assert_eq!(
        (text(&then, "status"), &then["grade"], &then["score"]),
        ("targets_drafted", &Value::Null, &Value::Null)
    );
    assert_eq!(office.registrar.lists_assessments("as_of=2026-11-23").unwrap(), json!([then]));
    assert_eq!(office.registrar.reads_assessment(&id, "as_of=2026-11-22"), Err("not_found".into()));
    assert_eq!(office.registrar.lists_assessments("as_of=2026-11-22").unwrap(), json!([]));
    let survivor = office.registrar.creates_person(&person(3)).unwrap();
    office.registrar.merges_person(text(&ada, "id"), text(&survivor, "id")).unwrap();
    let survivor = office.registrar.reads_person(text(&survivor, "id")).unwrap();
    office
        .registrar
        .corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    let theirs =
        office.registrar.lists_assessments(&format!("person_id={}&area=340881", text(&survivor, "id"))).unwrap();
    assert_eq!(
        (&theirs[0]["id"], theirs[0]["version"].as_i64()),
        (&proposed["id"], proposed["version"].as_i64().map(|version| version + 2))
    );
}

#[everywhere]
fn merge_is_refused_when_both_have_an_assessment_of_one_year(register: &Register) {
    let office = Office::of(register);
    let (ada, double) = (office.inspector(1), office.inspector(3));
    let theirs = office.drafts(&double, 2027);
    let appointment = office.registrar.lists_appointments(&format!("person_id={}", text(&double, "id"))).unwrap();
    office.registrar.fires_appointment(text(&appointment[0], "id"), "resign", &basis()).unwrap();
    let clash = office.drafts(&ada, 2027);
    assert_eq!(office.registrar.merges_person(text(&double, "id"), text(&ada, "id")), Err("duplicate".into()));
    for (id, person) in [(&theirs, &double), (&clash, &ada)] {
        assert_eq!(office.registrar.reads_assessment(id, "").unwrap()["person_id"], person["id"]);
    }
}

#[everywhere]
fn drafter_or_proposer_cannot_finalise(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts_rated_only(&ada, 2026);
    office.is_reviewed(&id, 95.0);
    office
        .approver
        .fires_assessment(&id, "propose", &json!({ "forgo_excellent": true, "reason": "名额已用" }))
        .unwrap();
    office.fires(&id, "notify", &json!({})).unwrap();
    let accepted = json!({ "accepted_on": "2026-11-23" });
    assert_eq!(office.approver.fires_assessment(&id, "finalise", &accepted), Err("four_eyes".into()));
    assert_eq!(office.fires(&id, "finalise", &json!({ "accepted_on": "2026-11-24" })), invalid());
    assert_eq!(office.fires(&id, "finalise", &json!({ "accepted_on": "2026-11-22" })), invalid());
    let next = office.head.reads_assessment_transitions(&id).unwrap();
    assert_eq!(
        next["next"],
        json!([
            { "event": "request_review", "allowed": true, "code": null }, { "event": "finalise", "allowed": false, "code": "rule_refused" },
        ])
    );
    let last = office.fires(&id, "finalise", &accepted).unwrap();
    assert_eq!((text(&last, "accepted_on"), &last["consequence"]), ("2026-11-23", &Value::Null));
}

#[everywhere]
fn policy_sets_scale_and_weights_of_new_assessments_only(register: &Register) {
    let office = Office::of(register);
    let (ada, bob) = (office.inspector(1), office.inspector(3));
    let before = office.is_notified(&ada, 2026, 65.0);
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    for wrong in [
        json!({ "self": 10, "school": 30, "zone": 20, "office": 41 }),
        json!({ "self": 10, "school": 30, "office": 60 }),
        json!(40),
    ] {
        assert_eq!(one.proposes("assessment.raters", &wrong), Err("invalid".into()), "{wrong}");
    }
    assert_eq!(one.proposes("assessment.grade_scale", &json!("five")), Err("invalid".into()));
    assert!(one.proposes("assessment.veto_items", &json!(false)).is_err());
    for (key, value) in [
        ("assessment.grade_scale", json!("civil_servant_four")),
        ("assessment.raters", json!({ "self": 50, "school": 0, "zone": 0, "office": 50 })),
    ] {
        let proposal = one.proposes(key, &value).unwrap();
        other.decides_proposal(text(&proposal, "id"), "confirm").unwrap();
    }
    let id = office.drafts_rated_only(&bob, 2026);
    office.is_self_rated(&id, office.even(&id, 70.0));
    office.rates(&id, "office", "督导科", office.even(&id, 60.0)).unwrap();
    office.closes(&id, json!([]));
    let proposed = office.fires(&id, "propose", &json!({})).unwrap();
    assert_eq!((text(&proposed, "grade"), proposed["score"].as_f64()), ("basically_qualified", Some(65.0)));
    let explanation = office.registrar.reads_explanation(&id).unwrap();
    assert_eq!((recomputed(&explanation), &explanation["policy_version"]), ((6500, "basically_qualified"), &json!(3)));
    let kept = office.registrar.reads_explanation(&before).unwrap();
    assert_eq!(
        (&kept["policy_version"], &kept["scale"], recomputed(&kept)),
        (&json!(1), &json!("three"), (6500, "qualified"))
    );
}

#[on_both_databases]
fn two_proposals_at_once_do_not_both_take_the_last_place(register: &Register) {
    let office = Office::of(register);
    let people: Vec<Value> = (0..5).map(|number| office.inspector(2 * number + 1)).collect();
    let ids: Vec<String> = people.iter().map(|person| office.drafts_rated_only(person, 2026)).collect();
    ids.iter().for_each(|id| office.is_reviewed(id, 95.0));
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let writers: Vec<_> = ids.iter().map(|id| scope.spawn(|| office.fires(id, "propose", &json!({})))).collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let excellent =
        outcomes.iter().filter(|outcome| outcome.as_ref().is_ok_and(|one| one["grade"] == "excellent")).count();
    assert_eq!((excellent, outcomes.iter().filter(|outcome| **outcome == refused()).count()), (1, 4), "{outcomes:?}");
    assert_eq!(office.registrar.lists_assessments("grade=excellent").unwrap().as_array().unwrap().len(), 1);
}

#[on_both_databases]
fn a_commendation_follows_an_excellent_year(register: &Register) {
    let office = Office::of(register);
    let people: Vec<Value> = (0..5).map(|number| office.inspector(2 * number + 1)).collect();
    people[1..].iter().for_each(|person| drop(office.drafts_rated_only(person, 2026)));
    let last = office.is_final(&people[0], 2026, 90.0);
    assert_eq!((text(&last, "grade"), &last["consequence"]["kind"]), ("excellent", &json!("commend")));
}

#[on_both_databases]
fn the_sum_of_wrong_weights_is_named(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let mut body = office.body(&ada, 2026);
    body["targets"][0]["weight"] = json!(24);
    body["targets"][2]["target"] = json!(3);
    let answer = office.registrar.post("/v1/assessments", &body);
    assert_eq!(
        answer.faults(),
        [("/targets".to_owned(), "mismatch".to_owned()), ("/targets/2/target".to_owned(), "mismatch".to_owned())]
    );
    assert!(text(&answer.json()["errors"][0], "detail").contains("99"), "{}", answer.text);
    let mut wrong = basis();
    wrong["event"] = json!("rate");
    wrong["rater_kind"] = json!("nobody");
    wrong["scores"] = json!([{ "item": 1 }]);
    let id = office.drafts(&ada, 2026);
    let answer = office.registrar.post(&format!("/v1/assessments/{id}/transitions"), &wrong);
    let pointers: Vec<String> = answer.faults().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(pointers, ["/rater_kind", "/scores/0/item", "/scores/0/score", "/rater"]);
}

#[on_both_databases]
fn the_statements_of_an_assessment_do_not_grow(register: &Register) {
    let office = Office::of(register);
    let people: Vec<Value> = (0..3).map(|number| office.inspector(2 * number + 1)).collect();
    let cost = |ask: &dyn Fn()| {
        office.registrar.get("/v1/code-sets/sexes");
        let before = register.statements();
        ask();
        register.statements() - before
    };
    let ids: Vec<String> = people.iter().map(|person| office.drafts(person, 2026)).collect();
    let reads = |path: &str| cost(&|| assert_eq!(office.registrar.get(path).status, 200, "{path}"));
    assert_eq!(reads(&format!("/v1/assessments/{}?as_of=2026-11-24&known_at=2026-11-23T23:00:00Z", ids[0])), 2);
    assert_eq!(reads("/v1/assessments?as_of=2026-11-24"), 2);
    assert_eq!(reads("/v1/assessments?year=2026&status=targets_drafted"), 1);
    assert_eq!(reads("/v1/assessments?count=exact"), 2);
    ids.iter().for_each(|id| office.is_reviewed(id, 80.0));
    let proposes = |id: &String| cost(&|| drop(office.fires(id, "propose", &json!({})).unwrap()));
    let first = proposes(&ids[0]);
    assert_eq!(proposes(&ids[1]), first);
    // BEGIN, assessment, makers, rules, calendars, person, duty, hours, group, close, insert, fact, COMMIT.
    assert_eq!(first, 13);
    assert_eq!(reads(&format!("/v1/assessments/{}/explanation", ids[0])), 1);
}
