//! Grades: reported by the personnel system, corrected, asked for on any day as known on any other, and pulled by change.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use persistence::Engine;
use serde_json::{Value, json};
use tests::{
    Client, Database, Register, Surface, everywhere_and_across,
    fixtures::{person, text},
    on_both_databases,
    register::beside,
};

use crate::stipend_transfers::XLSX;

/// A title from a day on.
fn title(person: &Value, grade: &str, starts_on: &str) -> Value {
    json!({
        "person_id": person["id"], "track": "professional_title", "grade": grade, "starts_on": starts_on,
        "document_number": "人社职〔2026〕18号"
    })
}

/// What a list says, shortly: grade, first and last day.
fn said(grades: &Value) -> Vec<(String, String, String)> {
    let day = |grade: &Value, field: &str| grade[field].as_str().unwrap_or("…").to_owned();
    let one = |grade: &Value| (text(grade, "grade").to_owned(), day(grade, "starts_on"), day(grade, "ends_on"));
    grades.as_array().unwrap().iter().map(one).collect()
}

fn on_day(client: &Client, day: &str) -> Vec<String> {
    said(&client.lists_grades(&format!("as_of={day}")).unwrap()).into_iter().map(|(grade, _, _)| grade).collect()
}

#[everywhere_and_across]
fn new_title_ends_the_previous_one_the_day_before(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let first = hr.records_grade(&title(&ada, "T3", "2020-09-01")).unwrap();
    assert_eq!(
        (text(&first, "track"), text(&first, "area"), &first["ends_on"]),
        ("professional_title", "340800", &json!(null))
    );
    assert_eq!((&first["person_id"], &first["person_number"]), (&ada["id"], &ada["number"]));
    register.passes_seconds(60);
    hr.records_grade(&title(&ada, "T2", "2026-09-01")).unwrap();
    let rank = json!({ "person_id": ada["id"], "track": "job_rank", "grade": "R7", "starts_on": "2025-01-01", "document_number": "组任〔2025〕3号" });
    hr.records_grade(&rank).unwrap();
    let listed = hr.lists_grades("track=professional_title").unwrap();
    let expected = [("T3", "2020-09-01", "2026-08-31"), ("T2", "2026-09-01", "…")]
        .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(said(&listed), expected);
    // On the day of change there is one title, and it is the new one.
    for (day, grades) in [("2020-08-31", vec![]), ("2026-08-31", vec!["T3", "R7"]), ("2026-09-01", vec!["T2", "R7"])] {
        let mut held = on_day(&hr, day);
        held.sort();
        let mut grades: Vec<&str> = grades;
        grades.sort_unstable();
        assert_eq!(held, grades, "{day}");
    }
    // As it was known before the second report, the first had no end.
    let before = format!("known_at={}", text(&first, "updated_at"));
    assert_eq!(hr.lists_grades(&format!("{before}&as_of=2026-09-01")).unwrap(), json!([first]));
    assert_eq!(hr.reads_grade(text(&first, "id"), &before).unwrap(), first);
    assert_eq!(hr.reads_grade(text(&first, "id"), "as_of=2026-09-01"), Err("not_found".into()));
}

#[everywhere_and_across]
fn retroactive_title_is_refused_only_if_it_overlaps(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let present = hr.records_grade(&title(&ada, "T2", "2020-09-01")).unwrap();
    for (from, until) in [
        ("2018-01-01", None),
        ("2018-01-01", Some("2020-09-01")),
        ("2020-09-01", None),
        ("2024-01-01", Some("2024-12-31")),
    ] {
        let mut late = title(&ada, "T3", from);
        late["ends_on"] = json!(until);
        assert_eq!(hr.records_grade(&late), Err("duplicate".into()), "{from}");
    }
    let mut fits = title(&ada, "T3", "2015-09-01");
    fits["ends_on"] = json!("2020-08-31");
    let earlier = hr.records_grade(&fits).unwrap();
    let patch = json!({ "ends_on": "2020-09-30", "reason": "更正" });
    assert_eq!(hr.corrects_grade(text(&earlier, "id"), 1, &patch), Err("duplicate".into()));
    assert_eq!(
        hr.corrects_grade(text(&present, "id"), 1, &json!({ "starts_on": "2020-08-01", "reason": "更正" })),
        Err("duplicate".into())
    );
    assert_eq!(on_day(&hr, "2020-08-31"), ["T3"]);
    assert_eq!(on_day(&hr, "2020-09-01"), ["T2"]);
}

#[everywhere_and_across]
fn repeated_grade_report_is_recorded_once_unless_different(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let mut report = title(&ada, "T2", "2026-09-01");
    report["external_reference"] = json!("HR-2026-000381");
    let recorded = hr.records_grade(&report).unwrap();
    assert_eq!(hr.records_grade(&report).unwrap(), recorded);
    for (field, other) in [
        ("grade", "T1"),
        ("starts_on", "2026-09-02"),
        ("ends_on", "2027-09-02"),
        ("document_number", "人社职〔2026〕19号"),
    ] {
        let mut differs = report.clone();
        differs[field] = json!(other);
        assert_eq!(hr.records_grade(&differs), Err("duplicate".into()), "{field}");
    }
    // The report stays the same report, however often the record was corrected since.
    let corrected = hr
        .corrects_grade(text(&recorded, "id"), 1, &json!({ "starts_on": "2026-08-01", "reason": "录入有误" }))
        .unwrap();
    assert_eq!(hr.records_grade(&report).unwrap(), corrected);
    // A system that sends its own present state says the same.
    let mut present = report.clone();
    present["starts_on"] = json!("2026-08-01");
    assert_eq!(hr.records_grade(&present).unwrap(), corrected);
    // Nor does it become another because the person was a double, and the double another's.
    let (between, survivor) =
        (registrar.creates_person(&person(5)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    registrar.merges_person(text(&ada, "id"), text(&between, "id")).unwrap();
    assert_eq!(hr.records_grade(&report).unwrap()["person_id"], between["id"]);
    registrar.merges_person(text(&between, "id"), text(&survivor, "id")).unwrap();
    for named in [&ada, &between, &survivor] {
        report["person_id"] = named["id"].clone();
        assert_eq!(hr.records_grade(&report).unwrap()["person_id"], survivor["id"]);
    }
    report["person_id"] = registrar.creates_person(&person(7)).unwrap()["id"].clone();
    assert_eq!(hr.records_grade(&report), Err("duplicate".into()));
    // Another system has references of its own.
    let mut other = report.clone();
    other["starts_on"] = json!("2026-10-01");
    other["person_id"] = survivor["id"].clone();
    register.acting("hr").records_grade(&other).unwrap();
    assert_eq!(hr.lists_grades("").unwrap().as_array().unwrap().len(), 2);
}

#[everywhere_and_across]
fn grade_ended_by_its_successor_is_found_by_what_hr_knows_of_it(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let mut report = title(&ada, "T3", "2020-09-01");
    report["external_reference"] = json!("HR-1");
    let first = hr.records_grade(&report).unwrap();
    report["document_number"] = json!("人社职〔2020〕7号");
    let patch = json!({ "document_number": "人社职〔2020〕7号", "reason": "文号更正" });
    hr.corrects_grade(text(&first, "id"), 1, &patch).unwrap();
    hr.records_grade(&title(&ada, "T2", "2026-09-01")).unwrap();
    let again = hr.records_grade(&report).unwrap();
    assert_eq!((&again["id"], text(&again, "ends_on")), (&first["id"], "2026-08-31"));
}

#[everywhere_and_across]
fn annulled_grade_gives_its_reference_back(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let mut report = title(&ada, "T2", "2026-09-01");
    report["external_reference"] = json!("HR-1");
    let annul = |grade: &Value, annulled: bool| {
        let patch = json!({ "annulled": annulled, "reason": "核对" });
        hr.corrects_grade(text(grade, "id"), grade["version"].as_i64().unwrap(), &patch)
    };
    let first = annul(&hr.records_grade(&report).unwrap(), true).unwrap();
    // With the same content, or with another.
    let second = hr.records_grade(&report).unwrap();
    assert!(second["id"] != first["id"] && second["annulled"] == json!(false));
    assert_eq!(hr.records_grade(&report).unwrap(), second);
    let second = annul(&second, true).unwrap();
    let mut other = title(&ada, "T1", "2027-09-01");
    other["external_reference"] = json!("HR-1");
    let third = hr.records_grade(&other).unwrap();
    assert_eq!(hr.records_grade(&report), Err("duplicate".into()));
    let ends = json!({ "ends_on": "2027-08-31", "annulled": false, "reason": "核对" });
    assert_eq!(hr.corrects_grade(text(&second, "id"), 2, &ends), Err("duplicate".into()), "the third holds it");
    annul(&third, true).unwrap();
    let second = annul(&second, false).unwrap();
    assert_eq!(hr.records_grade(&report).unwrap(), second);
}

#[everywhere_and_across]
fn each_grade_correction_is_a_change_with_its_touched_days(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let recorded = hr.records_grade(&title(&ada, "T2", "2026-09-01")).unwrap();
    let (id, seen) = (text(&recorded, "id"), text(&recorded, "updated_at").to_owned());
    let touched = |grade: &Value| (grade["touched_from"].clone(), grade["touched_until"].clone());
    assert_eq!(touched(&recorded), (json!("2026-09-01"), json!(null)));
    let changes = |since: &str| hr.lists_grades(&format!("changed_after={since}")).unwrap();
    assert_eq!(changes(&seen), json!([]));
    let corrected = hr.corrects_grade(id, 1, &json!({ "starts_on": "2026-03-01", "reason": "批文日期更正" })).unwrap();
    assert_eq!(touched(&corrected), (json!("2026-03-01"), json!("2026-08-31")));
    assert_eq!(changes(&seen), json!([corrected]));
    register.passes_seconds(60);
    let again = hr.corrects_grade(id, 2, &json!({ "starts_on": "2026-10-01", "reason": "再次更正" })).unwrap();
    assert_eq!(touched(&again), (json!("2026-03-01"), json!("2026-09-30")));
    // A reader who saw the first correction gets the days that the second touched; a reader who missed both gets
    // the days that both touched.
    assert_eq!(touched(&changes(text(&corrected, "updated_at"))[0]), (json!("2026-03-01"), json!("2026-09-30")));
    assert_eq!(touched(&changes(&seen)[0]), (json!("2026-03-01"), json!("2026-09-30")));
    let annulled = hr.corrects_grade(id, 3, &json!({ "annulled": true, "reason": "误录他人结果" })).unwrap();
    assert_eq!((annulled["annulled"].clone(), text(&annulled, "annulled_reason")), (json!(true), "误录他人结果"));
    assert_eq!(touched(&annulled), (json!("2026-10-01"), json!(null)));
    assert_eq!(touched(&changes(&seen)[0]), (json!("2026-03-01"), json!(null)));
    // The annulled grade applies on no day and is still reported as a change; the annulment can be undone.
    assert_eq!((hr.lists_grades("").unwrap(), hr.lists_grades("as_of=2026-11-23").unwrap()), (json!([]), json!([])));
    assert_eq!(changes(&seen)[0]["annulled"], json!(true));
    let right = hr.corrects_grade(id, 4, &json!({ "annulled": false, "reason": "确认无误" })).unwrap();
    assert_eq!(
        (right["annulled"].clone(), &right["annulled_reason"], on_day(&hr, "2026-11-23")),
        (json!(false), &json!(null), vec!["T2".to_owned()])
    );
    let known = |instant: &str| said(&hr.lists_grades(&format!("as_of=2026-08-01&known_at={instant}")).unwrap()).len();
    assert_eq!((known(&seen), known(text(&corrected, "updated_at")), known(text(&again, "updated_at"))), (0, 1, 0));
}

#[everywhere_and_across]
fn grade_needs_a_fitting_track_document_and_dates(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let good = title(&ada, "T2", "2026-09-01");
    for (field, bad) in [
        ("grade", json!("R7")),
        ("grade", json!("教授")),
        ("document_number", json!("")),
        ("ends_on", json!("2026-08-31")),
        ("track", json!("inspector_grade")),
        ("person_id", json!("0193591c-2000-7000-8000-000000000001")),
        ("external_reference", json!(" ")),
        ("post_grade", json!(8)),
    ] {
        let mut wrong = good.clone();
        wrong[field] = bad;
        assert_eq!(hr.records_grade(&wrong), Err("invalid".into()), "{wrong}");
    }
    let grade = hr.records_grade(&good).unwrap();
    let of_null =
        ["grade", "starts_on", "document_number", "annulled"].map(|field| json!({ field: null, "reason": "更正" }));
    for patch in [
        json!({ "grade": "T1" }),
        json!({ "grade": "R7", "reason": "更正" }),
        json!({ "ends_on": "2026-08-31", "reason": "更正" }),
    ]
    .iter()
    .chain(&of_null)
    {
        assert_eq!(hr.corrects_grade(text(&grade, "id"), 1, patch), Err("invalid".into()), "{patch}");
    }
    assert_eq!(hr.lists_grades("").unwrap(), json!([grade]));
}

#[everywhere_and_across]
fn inspector_grade_can_be_ended_or_annulled_but_not_changed(register: &Register) {
    let (registrar, hr, approver) = (register.acting("registrar"), register.acting("hr"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let grade = hr.records_grade(&title(&ada, "T3", "2026-09-01")).unwrap();
    // As if a promotion had led to it.
    register.executes("UPDATE grades SET track = 'inspector_grade', grade = 'third'");
    let id = text(&grade, "id");
    for patch in [
        json!({ "grade": "second" }),
        json!({ "starts_on": "2020-09-01" }),
        json!({ "grade": "second", "ends_on": "2026-12-31" }),
        json!({ "post_grade": 8 }),
    ] {
        let mut patch = patch;
        patch["reason"] = json!("更正");
        assert_eq!(approver.corrects_grade(id, 1, &patch), Err("invalid".into()), "{patch}");
    }
    assert_eq!(
        hr.corrects_grade(id, 1, &json!({ "ends_on": "2026-12-31", "reason": "更正" })),
        Err("forbidden".into())
    );
    let same = json!({ "starts_on": "2026-09-01", "ends_on": "2026-12-31", "document_number": "安教督〔2026〕2号", "reason": "免去" });
    let ended = approver.corrects_grade(id, 1, &same).unwrap();
    assert_eq!(
        (text(&ended, "grade"), text(&ended, "ends_on"), text(&ended, "document_number")),
        ("third", "2026-12-31", "安教督〔2026〕2号")
    );
    let annulled = approver.corrects_grade(id, 2, &json!({ "annulled": true, "reason": "程序无效" })).unwrap();
    assert_eq!((&annulled["annulled"], registrar.lists_grades("").unwrap()), (&json!(true), json!([])));
}

#[everywhere_and_across]
fn titles_are_the_personnel_systems_to_write_and_others_to_read(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let body = title(&ada, "T2", "2026-09-01");
    for role in ["registrar", "approver", "finance", "partner", "auditor", "administrator"] {
        assert_eq!(register.acting(role).records_grade(&body), Err("forbidden".into()), "{role}");
    }
    let grade = hr.records_grade(&body).unwrap();
    let id = text(&grade, "id");
    for role in ["registrar", "approver", "auditor"] {
        assert_eq!(register.acting(role).reads_grade(id, "").unwrap(), grade, "{role}");
    }
    for role in ["finance", "partner", "administrator"] {
        assert_eq!(register.acting(role).lists_grades(""), Err("forbidden".into()), "{role}");
    }
    assert_eq!(
        register.acting("approver").corrects_grade(id, 1, &json!({ "grade": "T1", "reason": "更正" })),
        Err("forbidden".into())
    );
    let elsewhere = register.acting_in("hr", Some("360000"));
    assert_eq!(
        (elsewhere.lists_grades("").unwrap(), elsewhere.reads_grade(id, "")),
        (json!([]), Err("not_found".into()))
    );
    assert_eq!(elsewhere.records_grade(&body), Err("invalid".into()));
}

#[everywhere_and_across]
fn grades_follow_a_moved_or_merged_person_as_changes(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let (lost, survivor) =
        (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let grade = hr.records_grade(&title(&lost, "T2", "2026-09-01")).unwrap();
    registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    let merged = hr.lists_grades(&format!("changed_after={}", text(&grade, "updated_at"))).unwrap();
    assert_eq!(
        (&merged[0]["id"], &merged[0]["person_id"], &merged[0]["person_number"]),
        (&grade["id"], &survivor["id"], &survivor["number"])
    );
    assert_eq!(merged[0]["touched_from"], json!("2026-09-01"));
    let survivor = registrar.reads_person(text(&survivor, "id")).unwrap();
    registrar
        .corrects_person(text(&survivor, "id"), survivor["version"].as_i64().unwrap(), &json!({ "area": "340881" }))
        .unwrap();
    let moved = hr.lists_grades(&format!("changed_after={}&area=340881", text(&merged[0], "updated_at"))).unwrap();
    // Who counts by area has another answer on each of its days.
    assert_eq!(
        (text(&moved[0], "area"), text(&moved[0], "touched_from"), moved[0]["version"].clone()),
        ("340881", "2026-09-01", json!(3))
    );
}

#[everywhere_and_across]
fn two_people_with_titles_of_one_time_are_not_merged(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let (lost, survivor) =
        (registrar.creates_person(&person(1)).unwrap(), registrar.creates_person(&person(3)).unwrap());
    let grade = hr.records_grade(&title(&lost, "T2", "2026-09-01")).unwrap();
    hr.records_grade(&title(&survivor, "T1", "2026-10-01")).unwrap();
    assert_eq!(registrar.merges_person(text(&lost, "id"), text(&survivor, "id")), Err("duplicate".into()));
    hr.corrects_grade(text(&grade, "id"), 1, &json!({ "ends_on": "2026-09-30", "reason": "更正" })).unwrap();
    registrar.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    assert_eq!(said(&hr.lists_grades("").unwrap()).len(), 2);
}

#[on_both_databases]
fn a_list_is_pulled_whole_as_lines_or_as_a_table(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let mut report = title(&ada, "T3", "2020-09-01");
    report["document_number"] = json!("人社职〔2020〕1号，附件\"甲\"");
    hr.records_grade(&report).unwrap();
    hr.records_grade(&title(&ada, "T2", "2026-09-01")).unwrap();
    let as_form = |path: &str, form: &str| hr.rest("GET", path, &[("accept", form)], None);
    let listed = hr.get("/v1/grades").json()["items"].clone();
    let lines = as_form("/v1/grades", "application/x-ndjson");
    assert_eq!(
        (lines.status, lines.header("content-type"), lines.header("vary")),
        (200, Some("application/x-ndjson"), Some("accept"))
    );
    assert_eq!(records(&lines.text), *listed.as_array().unwrap());
    assert_eq!(as_form("/v1/grades", "application/json").header("vary"), Some("accept"));
    let picked = as_form("/v1/grades?fields=grade,starts_on&as_of=2026-11-23", "application/x-ndjson");
    assert_eq!(picked.text, "{\"grade\":\"T2\",\"starts_on\":\"2026-09-01\"}\n");
    let table =
        as_form("/v1/grades?fields=grade,starts_on,ends_on,document_number", "text/csv;q=0.9, application/json;q=0.5");
    let expected = "\u{feff}grade,starts_on,ends_on,document_number\r\nT3,2020-09-01,2026-08-31,\"人社职〔2020〕1号，附件\"\"甲\"\"\"\r\nT2,2026-09-01,,人社职〔2026〕18号\r\n";
    assert_eq!(
        (table.text.clone(), table.header("content-type")),
        (expected.to_owned(), Some("text/csv; charset=utf-8; header=present"))
    );
    // An empty result is an empty answer, or a table without rows; refusals are the usual ones.
    assert_eq!(as_form("/v1/grades?as_of=2001-01-01", "application/x-ndjson").text, "");
    assert_eq!(as_form("/v1/grades?as_of=2001-01-01&fields=grade", "text/csv").text, "\u{feff}grade\r\n");
    let refused = as_form("/v1/grades?as_of=yesterday&colour=red", "application/x-ndjson");
    assert_eq!((refused.status, refused.json()["errors"].as_array().map(Vec::len)), (422, Some(2)));
    let partner = register.acting("partner");
    assert_eq!(partner.rest("GET", "/v1/grades", &[("accept", "text/csv")], None).code(), "forbidden");
    let refused = as_form("/v1/grades", "image/png");
    assert_eq!(refused.refusal(), (406, "not_acceptable".into()));
    let forms = json!(["application/json", XLSX, "application/x-ndjson", "text/csv"]);
    assert_eq!(refused.json()["forms"], forms);
}

#[on_both_databases]
fn a_list_of_thousands_is_pulled_whole_and_after_any_cursor(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let mut first = title(&ada, "T3", "1990-01-01");
    first["ends_on"] = json!("1990-01-01");
    let first = hr.records_grade(&first).unwrap();
    register.executes(&many_of(register.database));
    let all = records(&hr.rest("GET", "/v1/grades?sort=updated_at", &[("accept", "application/x-ndjson")], None).text);
    assert_eq!(all.len(), MANY + 1);
    let mut ids: Vec<&str> = all.iter().map(|one| text(one, "id")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), MANY + 1);
    let page = hr.get("/v1/grades?sort=updated_at&limit=500").json();
    let rest = hr.rest(
        "GET",
        &format!("/v1/grades?sort=updated_at&after={}", text(&page, "next")),
        &[("accept", "application/x-ndjson")],
        None,
    );
    assert_eq!(records(&rest.text), all[500..]);
    let changed = hr.rest(
        "GET",
        &format!("/v1/grades?changed_after={}", text(&first, "updated_at")),
        &[("accept", "application/x-ndjson")],
        None,
    );
    assert_eq!(records(&changed.text), all[1..]);
    // A page that ends between two rows of one instant loses none.
    assert_eq!(all.iter().filter(|one| one["updated_at"] == all[1]["updated_at"]).count(), MANY);
    // Who goes away in the middle holds nothing: more of them than may pull at once, and the next one is served.
    (0..5).for_each(|_| drop(begins_to_pull(&hr)));
    let again = hr.rest("GET", "/v1/grades?sort=updated_at", &[("accept", "application/x-ndjson")], None);
    assert_eq!(records(&again.text).len(), MANY + 1);
}

#[on_both_databases]
fn third_concurrent_pull_is_rejected_with_retry_after(register: &Register) {
    let (registrar, hr, other, third) =
        (register.acting("registrar"), register.acting("hr"), register.acting("hr"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let mut first = title(&ada, "T3", "1990-01-01");
    first["ends_on"] = json!("1990-01-01");
    hr.records_grade(&first).unwrap();
    register.executes(&many_of(register.database));
    let pulls = |client: &Client| client.rest("GET", "/v1/grades", &[("accept", "text/csv")], None);
    let is_told_to_come_back = |client: &Client| {
        let begun = Instant::now();
        let refused = pulls(client);
        assert_eq!(refused.refusal(), (503, "busy".into()));
        assert!(
            refused.header("retry-after").is_some() && begun.elapsed() < Duration::from_secs(8),
            "{:?}",
            begun.elapsed()
        );
    };
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let begins = |client: &Client| {
            let stream = begins_to_pull(client);
            scope.spawn(|| dawdles(stream, &is_over));
        };
        begins(&hr);
        // A client that pulls is refused a second pull, and does not keep others out.
        is_told_to_come_back(&hr);
        assert_eq!(pulls(&other).text.lines().count(), MANY + 2);
        begins(&other);
        is_told_to_come_back(&third);
        // Faulty parameters are still reported meanwhile, and a HEAD request does not count as a pull.
        let head = third.rest("HEAD", "/v1/grades", &[("accept", "text/csv")], None);
        assert_eq!(
            (head.status, head.header("content-type"), head.text.as_str()),
            (200, Some("text/csv; charset=utf-8; header=present"), "")
        );
        assert_eq!(third.rest("HEAD", "/v1/grades?colour=red", &[("accept", "text/csv")], None).status, 422);
        assert_eq!(third.get("/v1/grades").status, 200);
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!(pulls(&third).text.lines().count(), MANY + 2);
}

#[on_both_databases]
fn a_pull_with_a_fault_hands_out_nothing(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    hr.records_grade(&title(&ada, "T2", "2026-09-01")).unwrap();
    for fault in ["colour=red", "fields=colour", "limit=0", "sort=colour", "as_of=yesterday", "after=x"] {
        for form in ["application/json", "application/x-ndjson", "text/csv"] {
            let refused = hr.rest("GET", &format!("/v1/grades?{fault}"), &[("accept", form)], None);
            assert_eq!((refused.status, refused.faults().len()), (422, 1), "{fault} {form} {}", refused.text);
        }
    }
}

#[on_both_databases]
fn a_cell_of_a_table_is_never_a_formula(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    for (number, document) in ["=1+2", "+1", "-1", "@SUM(A1)", "教〔2026〕=1号"].into_iter().enumerate() {
        let mut report = title(&ada, "T2", &format!("2020-09-0{}", number + 1));
        report["document_number"] = json!(document);
        hr.records_grade(&report).unwrap();
    }
    let form =
        |form: &str| hr.rest("GET", "/v1/grades?fields=document_number&bom=false", &[("accept", form)], None).text;
    let cells: Vec<String> = form("text/csv").lines().map(str::to_owned).collect();
    assert_eq!(cells, ["document_number", "'=1+2", "'+1", "'-1", "'@SUM(A1)", "教〔2026〕=1号"]);
    assert!(form("application/x-ndjson").starts_with("{\"document_number\":\"=1+2\"}\n"));
}

#[on_both_databases]
fn grade_report_lists_all_faults_at_once(register: &Register) {
    let hr = register.acting("hr");
    let report = json!({
        "person_id": "0193591c-2000-7000-8000-000000000001", "track": "professional_title", "grade": "T2", "post_grade": 8,
        "starts_on": "2026-09-01", "ends_on": "2026-08-31", "document_number": "", "external_reference": " "
    });
    let mut pointers: Vec<String> =
        hr.post("/v1/grades", &report).faults().into_iter().map(|(pointer, _)| pointer).collect();
    pointers.sort();
    assert_eq!(pointers, ["/document_number", "/ends_on", "/external_reference", "/person_id", "/post_grade"]);
}

#[test]
fn delayed_write_is_stamped_with_its_write_time() {
    use diesel::connection::SimpleConnection;
    let register = Register::new(Database::Sqlite, Surface::Rest);
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let Engine::Sqlite(file) = &register.config.database else { panic!("a file") };
    let mut writing = beside(file);
    writing.batch_execute("BEGIN IMMEDIATE").unwrap();
    let recorded = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| hr.records_grade(&title(&ada, "T2", "2026-09-01")).unwrap());
        std::thread::sleep(Duration::from_millis(700));
        register.passes_seconds(60);
        writing.batch_execute("ROLLBACK").unwrap();
        waiting.join().unwrap()
    });
    let instant = |record: &Value, field| text(record, field).parse::<DateTime<Utc>>().unwrap();
    assert_eq!((instant(&recorded, "updated_at") - instant(&ada, "created_at")).num_seconds(), 60);
}

/// So many grades that the buffers between a server and its client do not hold them: with their documents eight megabytes.
const MANY: usize = 2_500;

/// Asks for all grades, and takes no more than the head of the answer.
fn begins_to_pull(hr: &Client) -> std::net::TcpStream {
    use std::io::{Read, Write};
    let host = hr.address.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let head = format!(
        "GET /v1/grades HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\naccept: application/x-ndjson\r\n\r\n",
        hr.token
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"HTTP/1.1 200");
    stream
}

/// Takes in a third of a megabyte a second, and goes away when it is over.
fn dawdles(mut stream: std::net::TcpStream, is_over: &AtomicBool) {
    use std::io::Read;
    let mut part = [0; 1 << 15];
    while !is_over.load(Ordering::Relaxed) && stream.read(&mut part).is_ok_and(|length| length > 0) {
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The records of an answer in lines.
fn records(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The statement that makes many grades of a day each out of the one that is there, all of one later instant, under documents
/// of long names.
fn many_of(database: Database) -> String {
    let (series, id, day, name, later) = match database {
        Database::Postgres => (
            format!("generate_series(1, {MANY}) AS n (n)"),
            "gen_random_uuid()",
            "starts_on + n",
            "repeat('号', 1000)",
            "updated_at + interval '1 second'",
        ),
        Database::Sqlite => (
            format!(
                "(WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {MANY}) SELECT n FROM n) AS n"
            ),
            "randomblob(16)",
            "date(starts_on, '+' || n || ' days')",
            "replace(hex(zeroblob(1000)), '00', '号')",
            "replace(updated_at, ':00.', ':01.')",
        ),
    };
    format!(
        "INSERT INTO grades (id, version, area, person_id, person_number, track, grade, starts_on, ends_on, document_number, source, created_at, updated_at) \
         SELECT {id}, 1, area, person_id, person_number, track, grade, {day}, {day}, {name}, source, {later}, {later} FROM grades, {series}"
    )
}
