//! Qualification certification: the lifecycle, its conditions, its clocks, and the check of a certificate.

use std::io::Read;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::read::GzDecoder;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{DECLARATIONS, basis, panel, person, text},
    http, on_both_databases,
};

/// The conditions that were found not to be met.
fn unmet(certification: &Value) -> Vec<String> {
    let conditions = certification["conditions"].as_array().unwrap();
    conditions.iter().filter(|one| one["met"] == false).map(|one| text(one, "condition").to_owned()).collect()
}

/// A school that checks certificates with what is published, and without asking about anyone.
struct School(DecodingKey);

impl School {
    fn with_the_keys_of(register: &Register) -> Self {
        let keys = register.get("/.well-known/jwks.json").json();
        Self(DecodingKey::from_ed_components(text(&keys["keys"][0], "x")).unwrap())
    }

    /// What was signed, when it was.
    fn opens(&self, signed: &str) -> Option<Value> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims::<&str>(&[]);
        (validation.validate_exp, validation.validate_aud) = (false, false);
        let opened = jsonwebtoken::decode::<Value>(signed, &self.0, &validation).ok()?;
        (opened.header.typ.as_deref() == Some("vc+jwt")).then_some(opened.claims)
    }

    /// Whether the place of the certificate is marked in either list.
    fn finds_marked(&self, register: &Register, credential: &Value) -> bool {
        let entries = credential["credentialStatus"].as_array().unwrap();
        assert_eq!(
            entries.iter().map(|entry| text(entry, "statusPurpose")).collect::<Vec<_>>(),
            ["revocation", "suspension"]
        );
        entries.iter().any(|entry| {
            let address = text(entry, "statusListCredential");
            let list = self.opens(&register.get(address.strip_prefix(&register.address).unwrap()).text).unwrap();
            assert_eq!(
                (text(&list, "id"), &list["credentialSubject"]["statusPurpose"]),
                (address, &entry["statusPurpose"])
            );
            let packed = text(&list["credentialSubject"], "encodedList").strip_prefix('u').unwrap();
            let mut bits = Vec::new();
            GzDecoder::new(&*URL_SAFE_NO_PAD.decode(packed).unwrap()).read_to_end(&mut bits).unwrap();
            assert_eq!(bits.len(), 16_384);
            let place: usize = text(entry, "statusListIndex").parse().unwrap();
            bits[place / 8] & (0b1000_0000 >> (place % 8)) != 0
        })
    }
}

/// What a camera reads of the code on a page.
fn scanned(page: &str) -> String {
    const PIXELS: usize = 4;
    let between = |from: &str, to: &str| page.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
    let side: usize = between("viewBox=\"0 0 ", " ").parse().unwrap();
    let mut dark = vec![vec![false; side]; side];
    // Each run of dark modules is drawn as `M` column row `h` length.
    for run in between("<path d=\"M", "z\"/>").split("zM") {
        let numbers: Vec<usize> = run.split([' ', 'h', 'v']).take(3).map(|text| text.parse().unwrap()).collect();
        dark[numbers[1]][numbers[0]..numbers[0] + numbers[2]].fill(true);
    }
    let seen = |x: usize, y: usize| if dark[y / PIXELS][x / PIXELS] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * PIXELS, side * PIXELS, seen);
    let [code] = &image.detect_grids()[..] else { panic!("not one code") };
    code.decode().unwrap().1
}

#[on_both_databases]
fn printed_certificate_leads_to_the_page_that_checks_it(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let certified = registrar.has_certified(&approver, &ada);
    let id = text(&certified, "id");
    let at = format!("/v1/certifications/{id}/certificate");
    let page = registrar.get(&at);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!((page.header("content-language"), page.header("cache-control")), (Some("zh-CN"), Some("no-store")));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'; style-src 'sha256-"));
    for said in ["欧阳试验", text(&certified, "number"), "安庆市（340800）", "2026年11月23日至2031年11月22日"]
    {
        assert!(page.text.contains(&format!(">{said}<")), "{said}");
    }
    assert!(!page.text.contains("999999"), "a citizen number is on the page");
    let address = scanned(&page.text);
    assert!(
        address.starts_with(&format!("{}/c/{}?digest=", register.address, text(&certified, "number"))),
        "{address}"
    );
    let checked = http::send("GET", &address, &[("accept-language", "en")], b"");
    assert_eq!((checked.status, checked.text.contains("in force")), (200, true), "{}", checked.text);
    assert!(checked.text.contains("<td>欧阳试验</td>"), "{}", checked.text);
    assert_eq!(register.acting_in("registrar", Some("360000")).get(&at).refusal(), (404, "not_found".into()));
    approver.fires_certification(id, "suspend", &basis()).unwrap();
    assert_eq!(registrar.get(&at).refusal(), (404, "not_found".into()));
    let checked = http::send("GET", &address, &[("accept-language", "en")], b"");
    assert_eq!((checked.status, checked.text.contains("is suspended")), (200, true), "{}", checked.text);
}

/// Checks a certificate on its page, by the name of its holder.
fn checks(register: &Register, number: &str, name: &str) -> http::Answer {
    let body = format!("name={}", name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>());
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept-language", "zh-CN")];
    http::send("POST", &format!("{}/c/{number}", register.address), &headers, body.as_bytes())
}

#[on_both_databases]
fn anybody_checks_a_certificate_by_number_and_name(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let certified = registrar.has_certified(&approver, &ada);
    let number = text(&certified, "number");
    let form = register.get(&format!("/c/{number}"));
    assert_eq!((form.status, form.text.contains("欧阳")), (200, false));
    assert_eq!(register.get("/c/340800-2026-00000000").status, 200, "nobody learns which numbers there are");
    let found = checks(register, &number.to_lowercase(), "欧阳 试验");
    assert_eq!((found.status, found.text.contains("证书有效。")), (200, true), "{}", found.text);
    assert!(found.text.contains("2026-11-23 – 2031-11-22") && found.text.contains("安庆市"), "{}", found.text);
    for (number, name) in [(number, "欧阳"), (number, ""), ("340800-2026-00000000", "欧阳试验"), ("<b>", "<i>")] {
        let missed = checks(register, &number.replace('<', "%3C").replace('>', "%3E"), name);
        assert_eq!((missed.status, missed.text.contains("没有与之相符的证书")), (404, true), "{}", missed.text);
        assert!(!missed.text.contains("<b>") && !missed.text.contains("<i>") && !missed.text.contains("2031"));
    }
    let wrong = register.get(&format!("/c/{number}?digest=AAAA"));
    assert_eq!((wrong.status, wrong.text.contains("欧阳")), (404, false));
    let next = register.get(&format!("/c?number={number}"));
    assert_eq!((next.status, next.header("location")), (303, Some(format!("/c/{number}").as_str())));
}

#[on_both_databases]
fn guessing_on_the_public_page_slows_down_the_guesser(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let certified = registrar.has_certified(&approver, &ada);
    let number = text(&certified, "number");
    let guesses = (0..20).map(|guess| checks(register, &format!("340800-2026-{guess:08}"), "欧阳试验").status);
    assert_eq!(guesses.filter(|status| *status == 404).count(), 10);
    let limited = checks(register, number, "欧阳试验");
    assert_eq!((limited.status, limited.header("retry-after").is_some()), (429, true));
    assert_eq!(register.get(&format!("/c/{number}")).status, 200);
    assert!(
        registrar.verifies(number, "欧阳试验").unwrap()["holder"].as_bool().unwrap(),
        "clients are not slowed down"
    );
}

#[on_both_databases]
fn markup_is_rejected_as_a_name(register: &Register) {
    let registrar = register.acting("registrar");
    let mut hostile = person(1);
    hostile["name"] = json!("<script>alert(1)</script>");
    assert_eq!(registrar.creates_person(&hostile), Err("invalid".into()));
}

#[everywhere]
fn a_candidate_goes_from_application_to_certificate(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let application = registrar.has_applied(&ada);
    let id = text(&application, "id");
    registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-10-18", 24);
    for (client, event, with, status) in [
        (&registrar, "submit", json!({}), "submitted"),
        (&registrar, "accept", json!({}), "materials_review"),
        (&approver, "pass_materials", json!({}), "in_training"),
        (&registrar, "complete_training", json!({}), "training_completed"),
        (&registrar, "schedule_exam", json!({ "exam_on": "2026-11-23" }), "exam_scheduled"),
        (&registrar, "record_exam", json!({ "score": 60 }), "exam_passed"),
        (&registrar, "convene_panel", json!({ "panel": panel()["panel"] }), "panel_review"),
        (&registrar, "open_notice", json!({}), "in_public_notice"),
    ] {
        assert_eq!(client.fires_certification(id, event, &with).unwrap()["status"], status, "{event}");
    }
    let open = registrar.reads_notices("").unwrap();
    assert_eq!(
        (text(&open[0], "kind"), text(&open[0], "name"), &open[0]["pool"]),
        ("certification", "欧阳试验", &Value::Null)
    );
    assert_eq!(registrar.reads_notices("pool=specialist").unwrap(), json!([]));
    register.is_now("2026-12-03");
    assert_eq!(register.acting("approver").fires_certification(id, "certify", &basis()), Err("rule_refused".into()));
    register.is_now("2026-12-04");
    let certified = register.acting("approver").fires_certification(id, "certify", &basis()).unwrap();
    assert_eq!((text(&certified, "status"), text(&certified, "route")), ("certified", "ordinary"));
    assert_eq!((text(&certified, "valid_from"), text(&certified, "valid_until")), ("2026-12-04", "2031-12-03"));
    assert!(text(&certified, "number").starts_with("340800-2026-"));
}

#[everywhere]
fn each_condition_reports_its_article_and_evidence(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let mut short = person(1);
    (short["education"], short["years_in_education"]) = (json!("31"), json!(9));
    let short = registrar.creates_person(&short).unwrap();
    let draft = registrar.applies_for_certification(&json!({ "person_id": short["id"] })).unwrap();
    let id = text(&draft, "id");
    assert_eq!(registrar.fires_certification(id, "submit", &json!({})), Err("invalid".into()));
    let declared = json!({ "evidence": "学历证书", "declarations": DECLARATIONS[1..] });
    let submitted = registrar.fires_certification(id, "submit", &declared).unwrap();
    assert_eq!(unmet(&submitted), ["education", "experience", "political_commitment"]);
    let education = &submitted["conditions"][0];
    assert_eq!(
        (text(education, "rule"), text(education, "article")),
        ("eligibility.accepted_education_codes", "教育督导条例第七条第（四）项")
    );
    assert_eq!((text(education, "field"), text(education, "value")), ("education", "31"));
    registrar.fires_certification(id, "accept", &json!({})).unwrap();
    assert_eq!(approver.fires_certification(id, "pass_materials", &json!({})), Err("rule_refused".into()));
    let widened = json!({ "legal_basis": "省教育督导条例第九条第（三）项" });
    assert_eq!(registrar.fires_certification(id, "pass_materials", &widened), Err("forbidden".into()));
    let passed = approver.fires_certification(id, "pass_materials", &widened).unwrap();
    assert_eq!(
        (text(&passed, "status"), text(&passed, "legal_basis")),
        ("in_training", "省教育督导条例第九条第（三）项")
    );
}

#[everywhere]
fn declaration_is_unique_and_never_covers_recorded_facts(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    for bad in [json!(["health", "health"]), json!(["education"])] {
        let body = json!({ "person_id": ada["id"], "declarations": bad });
        assert_eq!(registrar.applies_for_certification(&body), Err("invalid".into()), "{body}");
    }
    let draft = registrar.applies_for_certification(&json!({ "person_id": ada["id"] })).unwrap();
    let completed =
        registrar.completes_certification(text(&draft, "id"), 1, &json!({ "declarations": ["health"] })).unwrap();
    assert_eq!((completed["declarations"].clone(), completed["version"].clone()), (json!(["health"]), json!(2)));
    assert_eq!(registrar.applies_for_certification(&json!({ "person_id": ada["id"] })), Err("duplicate".into()));
}

#[everywhere]
fn the_materials_are_passed_by_a_second_person(register: &Register) {
    let (approver, other) = (register.acting("approver"), register.acting("approver"));
    let ada = approver.creates_person(&person(1)).unwrap();
    let id = approver.has_applied(&ada)["id"].as_str().unwrap().to_owned();
    approver.fires_certification(&id, "submit", &json!({})).unwrap();
    approver.fires_certification(&id, "accept", &json!({})).unwrap();
    assert_eq!(approver.fires_certification(&id, "pass_materials", &json!({})), Err("four_eyes".into()));
    let next = approver.reads_certification_transitions(&id).unwrap()["next"].clone();
    assert!(
        next.as_array().unwrap().contains(&json!({ "event": "pass_materials", "allowed": false, "code": "four_eyes" }))
    );
    assert_eq!(other.fires_certification(&id, "pass_materials", &json!({})).unwrap()["status"], "in_training");
}

#[everywhere]
fn the_exam_waits_for_the_hours_and_has_one_resit(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = registrar.has_applied(&ada)["id"].as_str().unwrap().to_owned();
    registrar.fires_certification(&id, "submit", &json!({})).unwrap();
    registrar.fires_certification(&id, "accept", &json!({})).unwrap();
    approver.fires_certification(&id, "pass_materials", &json!({})).unwrap();
    registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-11-01", 23);
    registrar.has_trained(text(&ada, "id"), "in_duty", "2026-11-01", 40);
    assert_eq!(registrar.fires_certification(&id, "complete_training", &json!({})), Err("rule_refused".into()));
    registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-11-02", 1);
    registrar.fires_certification(&id, "complete_training", &json!({})).unwrap();
    registrar.fires_certification(&id, "schedule_exam", &json!({ "exam_on": "2026-11-24" })).unwrap();
    assert_eq!(registrar.fires_certification(&id, "record_exam", &json!({ "score": 80 })), Err("rule_refused".into()));
    register.is_now("2026-11-24");
    let registrar = register.acting("registrar");
    for bad in [json!({ "score": 101 }), json!({ "score": -1 }), json!({})] {
        assert_eq!(registrar.fires_certification(&id, "record_exam", &bad), Err("invalid".into()), "{bad}");
    }
    assert_eq!(
        registrar.fires_certification(&id, "record_exam", &json!({ "score": 59.99 })).unwrap()["status"],
        "exam_failed"
    );
    registrar.fires_certification(&id, "schedule_exam", &json!({ "exam_on": "2026-11-24" })).unwrap();
    assert_eq!(registrar.fires_certification(&id, "record_exam", &json!({ "score": 0 })).unwrap()["exam_attempts"], 2);
    assert_eq!(
        registrar.fires_certification(&id, "schedule_exam", &json!({ "exam_on": "2026-11-24" })),
        Err("rule_refused".into())
    );
}

#[everywhere]
fn an_objection_is_a_flag_within_the_notice_and_stops_its_clock(register: &Register) {
    register.has_calendars();
    let (registrar, approver, other) =
        (register.acting("registrar"), register.acting("approver"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = registrar.has_published_candidate(&approver, &ada, "2026-11-09")["id"].as_str().unwrap().to_owned();
    assert_eq!(other.fires_certification(&id, "uphold_objection", &basis()), Err("transition_not_allowed".into()));
    let objection = json!({ "objector": "某教师", "statement": "材料不实", "occurred_on": "2026-11-12" });
    let stopped = registrar.fires_certification(&id, "object", &objection).unwrap();
    assert_eq!((text(&stopped, "status"), &stopped["notice_days_left"]), ("in_public_notice", &json!(5)));
    assert_eq!(registrar.fires_certification(&id, "object", &objection), Err("transition_not_allowed".into()));
    assert_eq!(registrar.reads_notices("").unwrap(), json!([]));
    assert_eq!(other.fires_certification(&id, "certify", &basis()), Err("rule_refused".into()));
    // Who passed the materials does not decide on an objection to them.
    assert_eq!(approver.fires_certification(&id, "dismiss_objection", &basis()), Err("four_eyes".into()));
    assert_eq!(other.fires_certification(&id, "dismiss_objection", &basis()).unwrap()["notice_ends_on"], "2026-12-01");
    registrar.fires_certification(&id, "object", &json!({ "objector": "某教师", "statement": "再次举报" })).unwrap();
    assert_eq!(other.fires_certification(&id, "uphold_objection", &basis()).unwrap()["status"], "rejected");
}

#[everywhere]
fn certificate_is_suspended_resumed_and_revoked_after_hearing(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = registrar.has_certified(&approver, &ada)["id"].as_str().unwrap().to_owned();
    assert_eq!(registrar.fires_certification(&id, "suspend", &basis()), Err("forbidden".into()));
    assert_eq!(approver.fires_certification(&id, "suspend", &basis()).unwrap()["status"], "suspended");
    assert_eq!(approver.fires_certification(&id, "resume", &basis()).unwrap()["status"], "certified");
    assert_eq!(approver.fires_certification(&id, "revoke", &basis()), Err("invalid".into()));
    let mut heard = basis();
    heard["defence_heard_on"] = json!("2026-11-23");
    let revoked = approver.fires_certification(&id, "revoke", &heard).unwrap();
    assert_eq!((text(&revoked, "status"), text(&revoked, "defence_heard_on")), ("revoked", "2026-11-23"));
    assert_eq!(registrar.has_applied(&ada)["status"], "draft");
}

#[everywhere]
fn certification_reads_with_as_of_and_known_at(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let person = registrar.has_certified_by_record(&approver, 1);
    let found = registrar.lists_certifications(&format!("person_id={}", text(&person, "id"))).unwrap();
    let id = text(&found[0], "id").to_owned();
    register.is_now("2026-12-10");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let suspension = json!({ "document_number": "安教督〔2026〕9号", "reason": "调查", "occurred_on": "2026-12-05" });
    approver.fires_certification(&id, "suspend", &suspension).unwrap();
    let status = |moment: &str| registrar.reads_certification(&id, moment).map(|one| text(&one, "status").to_owned());
    for (day, then) in [("2026-11-23", "certified"), ("2026-12-04", "certified"), ("2026-12-05", "suspended")] {
        assert_eq!(status(&format!("as_of={day}")).unwrap(), then, "{day}");
    }
    // On the eighth it rested already, and the register did not know.
    assert_eq!(status("as_of=2026-12-08&known_at=2026-12-08T00:00:00Z").unwrap(), "certified");
    assert_eq!(status("known_at=2026-11-22T00:00:00Z"), Err("not_found".into()));
    // A list holds resting ones too, and says so of each.
    let statuses = |moment: &str| {
        let all = registrar.lists_certifications(moment).unwrap();
        all.as_array().unwrap().iter().map(|one| text(one, "status").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (statuses("as_of=2026-12-04"), statuses("as_of=2026-12-05")),
        (vec!["certified".to_owned()], vec!["suspended".to_owned()])
    );
    assert_eq!(statuses("as_of=2026-12-05&known_at=2026-12-08T00:00:00Z"), ["certified"]);
    assert_eq!(statuses("as_of=2026-11-22"), [""; 0]);
}

#[everywhere]
fn a_certificate_runs_out_and_is_renewed_after_the_yearly_hours(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = registrar.has_certified(&approver, &ada)["id"].as_str().unwrap().to_owned();
    register.is_now("2031-11-23");
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    assert_eq!(registrar.reads_certification(&id, "").unwrap()["status"], "expired");
    assert_eq!(registrar.lists_certifications("status=certified").unwrap(), json!([]));
    assert_eq!(registrar.lists_certifications("status=expired").unwrap().as_array().unwrap().len(), 1);
    registrar.has_trained(text(&ada, "id"), "in_duty", "2030-11-23", 40);
    assert_eq!(approver.fires_certification(&id, "renew", &basis()), Err("rule_refused".into()));
    registrar.has_trained(text(&ada, "id"), "in_duty", "2030-11-24", 40);
    let renewed = approver.fires_certification(&id, "renew", &basis()).unwrap();
    assert_eq!((text(&renewed, "status"), text(&renewed, "valid_until")), ("certified", "2036-11-22"));
}

#[everywhere]
fn serving_inspector_is_certified_by_record_once_in_window(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let (ada, mut short) = (registrar.creates_person(&person(1)).unwrap(), person(3));
    short["years_in_education"] = json!(9);
    let short = registrar.creates_person(&short).unwrap();
    let draft = |person: &Value| {
        registrar.applies_for_certification(&json!({ "person_id": person["id"] })).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (id, unmet) = (draft(&ada), draft(&short));
    assert_eq!(registrar.fires_certification(&id, "certify_by_record", &basis()), Err("forbidden".into()));
    assert_eq!(approver.fires_certification(&id, "certify_by_record", &json!({})), Err("invalid".into()));
    assert_eq!(approver.fires_certification(&unmet, "certify_by_record", &basis()), Err("rule_refused".into()));
    let certified = approver.fires_certification(&id, "certify_by_record", &basis()).unwrap();
    assert_eq!(
        (text(&certified, "status"), text(&certified, "route"), text(&certified, "valid_until")),
        ("certified", "grandfathered", "2031-11-22")
    );
    registrar.fires_certification(&id, "surrender", &json!({})).unwrap();
    let again = draft(&ada);
    assert_eq!(approver.fires_certification(&again, "certify_by_record", &basis()), Err("rule_refused".into()));
    register.is_now("2028-01-01");
    let late = register.acting("approver").fires_certification(&unmet, "certify_by_record", &basis());
    assert_eq!(late, Err("rule_refused".into()));
}

#[everywhere]
fn verification_needs_number_and_name_and_misses_reveal_nothing(register: &Register) {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let certified = registrar.has_certified(&approver, &ada);
    let number = text(&certified, "number");
    let miss = json!({ "holder": false, "status": null, "valid_until": null });
    let hit = json!({ "holder": true, "status": "certified", "valid_until": "2031-11-22" });
    assert_eq!(partner.verifies(number, "欧阳试验").unwrap(), hit);
    assert_eq!(partner.verifies(&number.to_lowercase(), " 欧阳 试验").unwrap(), hit);
    assert_eq!(partner.verifies(number, "欧阳另人").unwrap(), miss);
    assert_eq!(partner.verifies("340800-2026-00000000", "欧阳试验").unwrap(), miss);
    approver.fires_certification(text(&certified, "id"), "suspend", &basis()).unwrap();
    assert_eq!(partner.verifies(number, "欧阳试验").unwrap()["holder"], false);
    assert_eq!(partner.verifies(number, "欧阳试验").unwrap()["status"], "suspended");
    assert_eq!(register.acting("finance").verifies(number, "欧阳试验"), Err("forbidden".into()));
    assert_eq!(register.acting_in("partner", Some("360000")).verifies(number, "欧阳试验").unwrap(), miss);
}

#[everywhere]
fn a_signed_certificate_verifies_offline_until_it_is_suspended(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let certified = registrar.has_certified(&approver, &ada);
    let id = text(&certified, "id");
    let signed = registrar.reads_credential(id).unwrap()["credential"].as_str().unwrap().to_owned();
    let school = School::with_the_keys_of(register);
    let credential = school.opens(&signed).unwrap();
    assert_eq!(
        credential["credentialSubject"],
        json!({ "name": "欧阳试验", "certificateNumber": certified["number"], "area": "340800" })
    );
    assert_eq!(
        (text(&credential, "validFrom"), text(&credential, "validUntil")),
        ("2026-11-23T00:00:00+08:00", "2031-11-22T23:59:59+08:00")
    );
    assert!(!school.finds_marked(register, &credential));
    approver.fires_certification(id, "suspend", &basis()).unwrap();
    assert!(school.finds_marked(register, &credential));
    assert_eq!(registrar.reads_credential(id), Err("not_found".into()));
    approver.fires_certification(id, "resume", &basis()).unwrap();
    assert!(!school.finds_marked(register, &credential));
    registrar.fires_certification(id, "surrender", &json!({})).unwrap();
    assert!(school.finds_marked(register, &credential));
    // Another's word, or a changed one, does not verify.
    let (head, rest) = signed.split_once('.').unwrap();
    let (body, seal) = rest.split_once('.').unwrap();
    assert!(school.opens(&format!("{head}.{}.{seal}", body.replacen('A', "B", 1))).is_none());
    // A list without holders reveals nothing, and a path that names no list is not found.
    let nobody = register.get("/.well-known/credential-status/110000-2026/revocation");
    assert_eq!(nobody.status, 200);
    for none in ["110000/revocation", "110000-2026/anything", "x-2026/revocation"] {
        assert_eq!(register.get(&format!("/.well-known/credential-status/{none}")).status, 404, "{none}");
    }
}

#[everywhere]
fn guessing_certificate_numbers_limits_only_the_guesser(register: &Register) {
    let (guesser, other) = (register.acting("partner"), register.acting("partner"));
    for guess in 0..10 {
        assert_eq!(guesser.verifies(&format!("340800-2026-0000000{guess}"), "欧阳试验").unwrap()["holder"], false);
    }
    assert_eq!(guesser.verifies("340800-2026-00000010", "欧阳试验"), Err("rate_limited".into()));
    assert_eq!(other.verifies("340800-2026-00000010", "欧阳试验").unwrap()["holder"], false);
}

#[everywhere]
fn concurrent_certification_decisions_have_one_winner(register: &Register) {
    register.has_calendars();
    let (registrar, one, two) =
        (register.acting("registrar"), register.acting("approver"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = registrar.has_published_candidate(&one, &ada, "2026-11-02")["id"].as_str().unwrap().to_owned();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let deciding: Vec<_> =
            [&one, &two].map(|client| scope.spawn(|| client.fires_certification(&id, "certify", &basis()))).into();
        deciding.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    assert!(outcomes.contains(&Err("transition_not_allowed".into())), "{outcomes:?}");
}
