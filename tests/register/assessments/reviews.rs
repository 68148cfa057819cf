//! Reviews of a provisional result.

use super::*;

#[everywhere]
fn backdated_notice_or_new_policy_never_shortens_review_period(register: &Register) {
    let office = Office::of(register);
    let (ada, bob) = (office.inspector(1), office.inspector(3));
    let (id, other) = (office.is_proposed(&ada, 2026, 65.0), office.is_proposed(&bob, 2026, 65.0));
    register.has_policy("assessment.review_days", &json!(60));
    let long = office.fires(&other, "notify", &json!({})).unwrap();
    register.has_policy("assessment.review_days", &json!(30));
    let office = office.on(register, "2026-12-24");
    let dated_back = office.fires(&id, "notify", &json!({ "occurred_on": "2026-11-23" })).unwrap();
    assert_eq!((text(&dated_back, "notified_on"), text(&dated_back, "review_until")), ("2026-11-23", "2027-01-23"));
    assert_eq!(text(&long, "review_until"), "2027-01-22");
    for id in [&id, &other] {
        assert_eq!(office.fires(id, "finalise", &json!({})), refused());
        office.fires(id, "request_review", &json!({ "statement": "漏计督导次数" })).unwrap();
    }
}

#[everywhere]
fn review_lifts_vetoes_but_sets_no_grade_against_a_veto(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts_rated_only(&ada, 2026);
    office.is_self_rated(&id, office.even(&id, 50.0));
    office.rates(&id, "office", "督导科", office.even(&id, 85.0)).unwrap();
    let veto = |code: &str| json!({ "veto": code, "fact": "编造督导记录", "document_number": "教督查〔2026〕3号" });
    office.closes(&id, json!([veto("falsification"), veto("neglect")]));
    for (event, with) in
        [("propose", json!({})), ("notify", json!({})), ("request_review", json!({ "statement": "没有编造" }))]
    {
        office.fires(&id, event, &with).unwrap();
    }
    let decides = |with: Value| {
        let mut decision = json!({ "outcome": "changed", "reason": "复核认定" });
        decision.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        office.fires(&id, "decide_review", &decision)
    };
    assert_eq!(decides(json!({ "grade": "qualified" })), refused(), "the vetoes stand");
    assert_eq!(decides(json!({ "vetoes": [veto("abuse_of_power")] })), refused(), "another wrong");
    let twice = json!([{ "rater_kind": "office", "rater": "督导科", "scores": office.even(&id, 90.0) }, { "rater_kind": "office", "rater": "督导科", "scores": office.even(&id, 95.0) }]);
    assert_eq!(decides(json!({ "ratings": twice })), invalid(), "one rater twice");
    let decided = decides(json!({ "vetoes": [] })).unwrap();
    assert_eq!((text(&decided, "grade"), text(&decided["review"], "grade_before")), ("qualified", "unqualified"));
    assert_eq!(recomputed(&office.registrar.reads_explanation(&id).unwrap()), (8150, "qualified"));
}

#[everywhere]
fn duty_that_was_annulled_meanwhile_makes_no_review_heavier(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let (_, schools) = office.registrar.has_zone(1, 1);
    let visit = json!({ "person_id": ada["id"], "kind": "visit", "school_id": schools[0]["id"], "occurred_on": "2026-11-23", "mode": "random", "theme": "安全", "hours": 2 });
    let visit = office.registrar.records_duty(&visit).unwrap();
    let id = office.drafts(&ada, 2026);
    office.is_reviewed(&id, 60.0);
    office.fires(&id, "propose", &json!({})).unwrap();
    office.fires(&id, "notify", &json!({})).unwrap();
    office.fires(&id, "request_review", &json!({ "statement": "科室评分有误" })).unwrap();
    office.registrar.corrects_duty(text(&visit, "id"), 1, &json!({ "annulled": true, "reason": "重复记载" })).unwrap();
    let better = json!({ "outcome": "changed", "reason": "复核认定", "ratings": [{ "rater_kind": "office", "rater": "督导科", "scores": office.even(&id, 61.0) }] });
    office.fires(&id, "decide_review", &better).unwrap();
    let explanation = office.registrar.reads_explanation(&id).unwrap();
    assert_eq!(explanation["items"][0]["counted"], json!(1));
}

#[everywhere]
fn review_must_be_requested_in_30_days_and_never_lowers_grade(register: &Register) {
    let office = Office::of(register);
    let (ada, bob) = (office.inspector(1), office.inspector(3));
    let (id, other) = (office.is_notified(&ada, 2026, 65.0), office.is_notified(&bob, 2026, 65.0));
    let office = office.on(register, "2026-12-24");
    let asks = json!({ "statement": "漏计督导次数" });
    assert_eq!(office.fires(&id, "request_review", &asks), refused(), "a day late");
    let mut in_time = asks.clone();
    in_time["occurred_on"] = json!("2026-12-23");
    let asked = office.fires(&id, "request_review", &in_time).unwrap();
    assert_eq!((text(&asked, "status"), text(&asked["review"], "requested_on")), ("review_requested", "2026-12-23"));
    let changes = |with: Value| {
        let mut decision = json!({ "outcome": "changed", "reason": "复核认定" });
        decision.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        decision
    };
    let of_office = |score: f64| json!({ "ratings": [{ "rater_kind": "office", "rater": "督导科", "scores": office.even(&id, score) }] });
    assert_eq!(office.fires(&id, "decide_review", &json!({ "outcome": "upheld" })), invalid(), "without a reason");
    assert_eq!(office.fires(&id, "decide_review", &changes(json!({}))), invalid(), "nothing changes");
    assert_eq!(office.fires(&id, "decide_review", &changes(of_office(60.0))), refused(), "heavier");
    assert_eq!(office.fires(&id, "decide_review", &changes(json!({ "grade": "unqualified" }))), refused(), "heavier");
    assert_eq!(
        office.fires(&id, "decide_review", &changes(json!({ "grade": "basically_qualified" }))),
        invalid(),
        "not on the scale"
    );
    assert_eq!(
        office.fires(
            &id,
            "decide_review",
            &changes(
                json!({ "ratings": [{ "rater_kind": "zone", "rater": "无人", "scores": office.even(&id, 90.0) }] })
            )
        ),
        invalid()
    );
    assert_eq!(
        office.fires(&id, "decide_review", &json!({ "outcome": "upheld", "reason": "维持", "grade": "qualified" })),
        invalid()
    );
    assert_eq!(
        office.registrar.fires_assessment(&id, "decide_review", &changes(of_office(90.0))),
        Err("forbidden".into())
    );
    assert_eq!(
        office.approver.fires_assessment(&id, "decide_review", &changes(of_office(90.0))),
        Err("four_eyes".into()),
        "who led the panel"
    );
    let decided = office.fires(&id, "decide_review", &changes(of_office(80.0))).unwrap();
    // Self 10 and office 90 percent.
    assert_eq!((text(&decided, "status"), decided["score"].as_f64()), ("notified", Some(78.5)));
    let review = &decided["review"];
    assert_eq!(
        (text(review, "outcome"), text(review, "grade_before"), review["score_before"].as_f64()),
        ("changed", "qualified", Some(65.0))
    );
    assert_eq!(recomputed(&office.registrar.reads_explanation(&id).unwrap()), (7850, "qualified"));
    assert_eq!(office.fires(&id, "request_review", &asks), Err("transition_not_allowed".into()), "once");
    assert_eq!(office.fires(&id, "finalise", &json!({})).unwrap()["status"], "final");
    assert_eq!(office.fires(&other, "finalise", &json!({})).unwrap()["status"], "final", "the days are over");
}
