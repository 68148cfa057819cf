//! Who reads what of an assessment.

use serde_json::{Value, json};
use tests::{Register, everywhere, fixtures::text};

use crate::assessments::{Office, array, recomputed};

#[everywhere]
fn file_names_no_rater_and_holds_no_year_before_its_notice(register: &Register) {
    let office = Office::of(register);
    let ada = office.inspector(1);
    let id = office.drafts_rated_only(&ada, 2026);
    office.is_self_rated(&id, office.even(&id, 75.0));
    let schools = ["第一小学", "第二小学", "第三小学"];
    for (kind, rater) in schools.map(|school| ("school", school)).into_iter().chain([("office", "督导科")]) {
        office.rates(&id, kind, rater, office.even(&id, 75.0)).unwrap();
    }
    office.closes(&id, json!([]));
    office.fires(&id, "propose", &json!({})).unwrap();
    let file = || office.registrar.reads_file(text(&ada, "id")).unwrap();
    assert_eq!(file()["assessments"], json!([]), "the person was not told yet");
    office.fires(&id, "notify", &json!({})).unwrap();
    let told = file();
    let ratings = array(&told["assessments"][0], "ratings");
    let rater = |kind: &str| -> Vec<&str> {
        ratings.iter().filter(|one| one["rater_kind"] == kind).map(|one| text(one, "rater")).collect()
    };
    assert_eq!((rater("school"), rater("office")), (vec!["", "", ""], vec!["督导科"]));
    assert!(schools.iter().all(|school| !told["assessments"].to_string().contains(school)), "{told}");
    let read = office.registrar.reads_assessment(&id, "").unwrap();
    assert!(schools.iter().all(|school| read.to_string().contains(school)), "the office knows");
}

#[everywhere]
fn the_hr_system_sees_final_grades_and_no_ratings(register: &Register) {
    let office = Office::of(register);
    let (ada, bob) = (office.inspector(1), office.inspector(3));
    let (last, open) = (office.is_final(&ada, 2026, 75.0), office.is_notified(&bob, 2026, 75.0));
    let id = text(&last, "id");
    let hr = register.acting("hr");
    let seen = hr.reads_assessment(id, "").unwrap();
    assert_eq!((&seen["grade"], &seen["ratings"], array(&last, "ratings").len()), (&json!("qualified"), &json!([]), 2));
    // How the result came about is the office's: who sat on the panel, what was reported, found and said in a review.
    assert_eq!((array(&last, "panel").len(), text(&last, "duty_report")), (2, "述职报告"));
    for (field, nothing) in [("panel", json!([])), ("vetoes", json!([]))] {
        assert_eq!(seen[field], nothing, "{field}");
    }
    for field in ["duty_report", "public_seat", "review"] {
        assert_eq!(seen[field], json!(null), "{field}");
    }
    assert_eq!(hr.reads_assessment(&open, ""), Err("not_found".into()));
    assert_eq!(hr.lists_assessments("").unwrap(), json!([seen]));
    assert_eq!(hr.lists_assessments("status=notified").unwrap(), json!([]));
    assert_eq!(hr.lists_assessments("as_of=2026-11-22").unwrap(), json!([]));
    assert_eq!(hr.reads_explanation(id), Err("forbidden".into()));
    let auditor = register.acting("auditor");
    assert_eq!(auditor.reads_assessment(id, "").unwrap(), last);
    assert_eq!(array(&auditor.lists_assessments("").unwrap()[0], "ratings").len(), 2);
    for role in ["finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_assessments(""), Err("forbidden".into()), "{role}");
    }
    let elsewhere = register.acting_in("registrar", Some("360000"));
    assert_eq!(
        (elsewhere.lists_assessments("").unwrap(), elsewhere.reads_assessment(id, "")),
        (json!([]), Err("not_found".into()))
    );
    assert_eq!(elsewhere.reads_explanation(id), Err("not_found".into()));
    let explanation = auditor.reads_explanation(id).unwrap();
    let raters: Vec<&Value> =
        array(&explanation["items"][0], "averages").iter().map(|one| &one["scores"][0]["rater"]).collect();
    assert_eq!(raters, [&json!("欧阳试验"), &json!("督导科")]);
}

#[everywhere]
fn explanation_shown_to_the_person_anonymises_schools(register: &Register) {
    let office = Office::of(register);
    let id = office.drafts_rated_only(&office.inspector(1), 2026);
    office.is_self_rated(&id, office.even(&id, 80.0));
    for school in ["第一小学", "第二小学", "第三小学"] {
        office.rates(&id, "school", school, office.even(&id, 80.0)).unwrap();
    }
    office.closes(&id, json!([]));
    office.fires(&id, "propose", &json!({})).unwrap();
    let explanation = office.registrar.reads_explanation(&id).unwrap();
    let kinds: Vec<&str> =
        array(&explanation["items"][0], "averages").iter().map(|one| text(one, "rater_kind")).collect();
    assert_eq!(kinds, ["self", "school"]);
    assert!(!explanation.to_string().contains("小学"), "{explanation}");
    assert_eq!(recomputed(&explanation), (8000, "qualified"));
}
