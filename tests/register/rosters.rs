//! Rosters: what offices really have, over HTTP.

use serde_json::{Value, json};
use tests::{Client, Register, fixtures::text, http, on_both_databases};

const PEOPLE: &[u8] = include_bytes!("../fixtures/rosters/roster.xlsx");
const PEOPLE_GBK: &[u8] = include_bytes!("../fixtures/rosters/roster-gbk.csv");
const DIRTY: &[u8] = include_bytes!("../fixtures/rosters/roster-dirty.xlsx");
const DIRTY_EXPECTED: &str = include_str!("../fixtures/rosters/roster-dirty.expected.json");
const SCHOOLS: &[u8] = include_bytes!("../fixtures/rosters/schools.xlsx");

pub fn uploads(client: &Client, query: &str, file: &[u8], fields: &[(&str, &str)]) -> http::Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"roster\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    let bearer = format!("Bearer {}", client.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let url = format!("{}/v1/imports{query}", client.address);
    // All servers of a test run read few files at once, and tell who comes too many to come again.
    for _ in 0..20 {
        let answer = http::send("POST", &url, &headers, &body);
        if answer.status != 503 {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    http::send("POST", &url, &headers, &body)
}

fn result(answer: &http::Answer) -> (u64, u64, u64, usize) {
    let result = &answer.json()["result"];
    let count = |name: &str| result[name].as_u64().unwrap_or_else(|| panic!("{}", answer.text));
    (count("rows"), count("loaded"), count("unchanged"), result["faults"].as_array().unwrap().len())
}

fn with_schools(register: &Register) -> Client {
    let registrar = register.acting("registrar");
    let answer = uploads(&registrar, "", SCHOOLS, &[("kind", "schools")]);
    assert_eq!((answer.status, result(&answer)), (201, (118, 118, 0, 0)), "{}", answer.text);
    registrar
}

#[on_both_databases]
fn schools_bring_their_zones_and_the_same_file_changes_nothing(register: &Register) {
    let registrar = with_schools(register);
    assert_eq!(registrar.get("/v1/zones?count=exact").json()["total"], 7);
    assert_eq!(registrar.get("/v1/schools?count=exact").json()["total"], 118);
    assert_eq!(result(&uploads(&registrar, "", SCHOOLS, &[("kind", "schools")])), (118, 0, 118, 0));
    let zone = registrar.get("/v1/zones").json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(registrar.get(&format!("/v1/schools?zone_id={zone}&count=exact")).json()["total"].as_u64().unwrap() >= 16);
    assert_eq!(registrar.lists_zones().unwrap().as_array().unwrap().len(), 7);
    assert_eq!(registrar.lists_schools().unwrap().as_array().unwrap().len(), 50);
}

#[on_both_databases]
fn reloading_a_roster_in_any_format_changes_nothing(register: &Register) {
    let registrar = with_schools(register);
    assert_eq!(result(&uploads(&registrar, "", PEOPLE, &[])), (121, 121, 0, 0));
    assert_eq!(result(&uploads(&registrar, "", PEOPLE, &[])), (121, 0, 121, 0));
    assert_eq!(result(&uploads(&registrar, "", PEOPLE_GBK, &[])), (121, 0, 121, 0));
    assert_eq!(registrar.get("/v1/people?count=exact").json()["total"], 121);
    assert_eq!(registrar.get("/v1/pool-memberships?status=draft&count=exact").json()["total"], 84);
}

#[on_both_databases]
fn a_dirty_roster_is_refused_with_exactly_its_faults(register: &Register) {
    let registrar = with_schools(register);
    let answer = uploads(&registrar, "", DIRTY, &[]);
    assert_eq!((answer.status, answer.json()["status"].clone()), (201, json!("refused")));
    let place = |fault: &Value| {
        (fault["row"].as_u64().unwrap(), text(fault, "column").to_owned(), text(fault, "code").to_owned())
    };
    let got: Vec<_> = answer.json()["result"]["faults"].as_array().unwrap().iter().map(place).collect();
    let expected: Value = serde_json::from_str(DIRTY_EXPECTED).unwrap();
    let expected: Vec<_> = expected.as_array().unwrap().iter().map(place).collect();
    assert_eq!(got, expected);
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
    let partial = uploads(&registrar, "", DIRTY, &[("partial", "true")]);
    assert_eq!((result(&partial), partial.json()["status"].clone()), ((60, 43, 0, 17), json!("applied")));
    assert_eq!(registrar.get("/v1/people?count=exact").json()["total"], 43);
}

#[on_both_databases]
fn a_roster_with_a_document_waits_for_another_approver(register: &Register) {
    let registrar = with_schools(register);
    let approver = register.acting("approver");
    let uploaded = uploads(&registrar, "", PEOPLE, &[("document_number", "教督〔2026〕1号")]);
    assert_eq!((uploaded.status, uploaded.json()["status"].clone()), (201, json!("awaiting_approval")));
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
    let path = format!("/v1/imports/{}/transitions", text(&uploaded.json(), "id"));
    let apply = json!({ "event": "apply" });
    assert_eq!(registrar.post(&path, &apply).refusal(), (403, "forbidden".into()));
    let next = registrar.get(&path).json()["next"].clone();
    assert_eq!(
        next,
        json!([{ "event": "apply", "allowed": false, "code": "forbidden" }, { "event": "discard", "allowed": true, "code": null }])
    );
    let applied = approver.post(&path, &apply);
    assert_eq!(
        (applied.status, applied.json()["status"].clone(), result(&applied)),
        (200, json!("applied"), (121, 121, 0, 0))
    );
    assert_eq!(approver.post(&path, &apply).refusal(), (409, "transition_not_allowed".into()));
    let items = approver.get(&path).json()["items"].clone();
    assert_eq!(
        (items[0]["event"].clone(), items[0]["from"].clone(), items[0]["to"].clone()),
        (json!("apply"), json!("awaiting_approval"), json!("applied"))
    );
    assert_eq!(registrar.get("/v1/pool-memberships?status=active&count=exact").json()["total"], 84);
    let member = registrar.get("/v1/pool-memberships?limit=1").json()["items"][0]["id"].as_str().unwrap().to_owned();
    let items = registrar.get(&format!("/v1/pool-memberships/{member}/transitions")).json()["items"].clone();
    assert_eq!(
        (items[0]["event"].clone(), items[0]["document_number"].clone()),
        (json!("admit_by_document"), json!("教督〔2026〕1号"))
    );
    assert_eq!(register.acting("partner").get("/v1/experts?count=exact&pool=invited").json()["total"], 24);
    let own = uploads(&approver, "", PEOPLE, &[("document_number", "教督〔2026〕2号")]).json();
    assert_eq!(
        approver.post(&format!("/v1/imports/{}/transitions", text(&own, "id")), &apply).refusal(),
        (403, "four_eyes".into())
    );
}

#[on_both_databases]
fn roster_document_cannot_bypass_appointment_rules(register: &Register) {
    let registrar = with_schools(register);
    uploads(&registrar, "", PEOPLE, &[]);
    let people = registrar.get("/v1/people?limit=200").json()["items"].clone();
    let known = |name: &str| people.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone();
    let (sanctioned, recused) = (known("赵强春"), known("吕秀"));
    let sanction = json!({ "person_id": sanctioned, "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-11-01" });
    registrar.records_sanction(&sanction).unwrap();
    let zones = registrar.lists_zones().unwrap();
    let zone = zones.as_array().unwrap().iter().find(|zone| zone["name"] == "第二督学责任区").unwrap()["id"].clone();
    let schools =
        registrar.get(&format!("/v1/schools?zone_id={}&limit=200", zone.as_str().unwrap())).json()["items"].clone();
    let recusal = json!({ "person_id": recused, "school_id": schools[0]["id"], "ground": "near_relative_of_head", "requested_by": "inspector" });
    registrar.records_recusal(&recusal).unwrap();
    let fields = [("document_number", "教督〔2026〕1号"), ("partial", "true")];
    let uploaded = uploads(&registrar, "", PEOPLE, &fields).json();
    let faults = uploaded["result"]["faults"].as_array().unwrap();
    assert_eq!(
        (faults.len(), text(&faults[0], "code"), text(&faults[0], "column")),
        (1, "eligibility", "督学类别"),
        "{uploaded}"
    );
    let path = format!("/v1/imports/{}/transitions", text(&uploaded, "id"));
    assert_eq!(register.acting("approver").post(&path, &json!({ "event": "apply" })).status, 200);
    let of = |person: &Value, path: &str| {
        registrar.get(&format!("{path}?person_id={}", person.as_str().unwrap())).json()["items"].clone()
    };
    assert_eq!((of(&sanctioned, "/v1/appointments"), of(&sanctioned, "/v1/certifications")), (json!([]), json!([])));
    // Who stays away from one school of the zone serves the others.
    let named = of(&recused, "/v1/zone-assignments")[0]["school_ids"].clone();
    assert_eq!(named.as_array().unwrap().len() + 1, schools.as_array().unwrap().len());
    assert!(!named.as_array().unwrap().contains(&schools[0]["id"]));
}

#[on_both_databases]
fn a_draft_of_an_earlier_roster_becomes_active_under_a_document(register: &Register) {
    let registrar = with_schools(register);
    uploads(&registrar, "", PEOPLE, &[]);
    let uploaded = uploads(&registrar, "", PEOPLE, &[("document_number", "教督〔2026〕1号")]).json();
    let applied = register
        .acting("approver")
        .post(&format!("/v1/imports/{}/transitions", text(&uploaded, "id")), &json!({ "event": "apply" }));
    assert_eq!(applied.status, 200, "{}", applied.text);
    assert_eq!(registrar.get("/v1/pool-memberships?status=active&count=exact").json()["total"], 84);
    assert_eq!(registrar.get("/v1/pool-memberships?status=draft&count=exact").json()["total"], 0);
}

#[on_both_databases]
fn a_roster_engages_anew_whose_term_is_over_by_the_day(register: &Register) {
    let registrar = with_schools(register);
    let approver = register.acting("approver");
    let loads = |registrar: &Client, approver: &Client, number: &str| {
        let uploaded = uploads(registrar, "", PEOPLE, &[("document_number", number)]).json();
        let path = format!("/v1/imports/{}/transitions", text(&uploaded, "id"));
        let applied = approver.post(&path, &json!({ "event": "apply" }));
        assert_eq!(applied.status, 200, "{}", applied.text);
    };
    let count = |client: &Client, filter: &str| {
        client.get(&format!("/v1/appointments?{filter}&limit=1&count=exact")).json()["total"].as_u64().unwrap()
    };
    loads(&registrar, &approver, "教督〔2026〕1号");
    let (engaged, held) = (count(&registrar, "route=part_time&status=active"), count(&registrar, "route=full_time"));
    assert!(engaged > 0 && held > 0, "{engaged} {held}");
    // The day after the term; no job has run.
    register.is_now("2029-11-23");
    let (registrar, approver) = (register.renews(registrar), register.renews(approver));
    assert_eq!(count(&registrar, "route=part_time&status=completed"), engaged);
    loads(&registrar, &approver, "教督〔2029〕1号");
    assert_eq!(count(&registrar, "route=part_time&status=active"), engaged, "engaged anew");
    assert_eq!(count(&registrar, "route=full_time"), held, "a post that is held is not given again");
}

#[on_both_databases]
fn a_roster_can_be_tried(register: &Register) {
    let registrar = with_schools(register);
    let tried = uploads(&registrar, "?dry_run=true", PEOPLE, &[]);
    assert_eq!((tried.status, result(&tried)), (201, (121, 121, 0, 0)));
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
}

#[on_both_databases]
fn a_roster_names_only_zones_that_exist(register: &Register) {
    let answer = uploads(&register.acting("registrar"), "", PEOPLE, &[]);
    let faults = answer.json()["result"]["faults"].as_array().unwrap().clone();
    assert_eq!(faults.len(), 37);
    assert!(faults.iter().all(|fault| fault["column"] == "督学责任区" && fault["code"] == "reference"));
}

#[on_both_databases]
fn unreadable_roster_files_are_refused_and_load_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let half = &PEOPLE[..PEOPLE.len() / 2];
    let ole = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    for file in [half, &ole, b"\x00\x01\x02", "姓名,性别\n甲,男\n".as_bytes()] {
        let answer = uploads(&registrar, "", file, &[]);
        assert_eq!(answer.refusal(), (422, "invalid".into()), "{}", answer.text);
        assert_eq!(answer.faults()[0].0, "/file");
    }
    for other in [&b"%PDF-1.7\n"[..], b"<html><table></table></html>", b"\x09\x08\x08\x00\x00\x05"] {
        let answer = uploads(&registrar, "", other, &[]);
        assert!(answer.text.contains(".xls") && answer.text.contains(".csv"), "{}", answer.text);
    }
    assert_eq!(uploads(&registrar, "", PEOPLE, &[("colour", "red")]).faults()[0].1, "unknown");
    assert_eq!(uploads(&registrar, "", PEOPLE, &[("kind", "dogs")]).faults()[0].0, "/kind");
    assert_eq!(registrar.post("/v1/imports", &json!({})).refusal(), (415, "unsupported_media_type".into()));
    assert_eq!(registrar.get("/v1/people").json()["items"], json!([]));
    let huge = vec![b'a'; 21 * 1024 * 1024];
    assert_eq!(uploads(&registrar, "", &huge, &[]).refusal(), (413, "too_large".into()));
}

#[on_both_databases]
fn a_roster_of_another_areas_people_is_refused(register: &Register) {
    let registrar = with_schools(register);
    uploads(&registrar, "", PEOPLE, &[]);
    let elsewhere = register.acting_in("registrar", Some("360000"));
    uploads(&elsewhere, "", SCHOOLS, &[("kind", "schools")]);
    let answer = uploads(&elsewhere, "", PEOPLE, &[("area", "340800")]);
    assert_eq!(answer.refusal(), (403, "forbidden".into()));
}
