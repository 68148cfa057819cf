//! How many SQL statements each operation sends: round trips are the cost of a read.

use serde_json::json;
use tests::{
    Client, Register,
    fixtures::{basis, person, text},
    on_both_databases,
};

/// The statements of one request, the check of the client apart.
fn cost(register: &Register, client: &Client, ask: impl Fn(&Client)) -> u64 {
    // The first request reads the client's record; the second, within its second of trust, does not.
    client.get("/v1/code-sets/sexes");
    let before = register.statements();
    ask(client);
    register.statements() - before
}

#[on_both_databases]
fn the_statements_of_each_operation_are_known(register: &Register) {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    let member = registrar.has_member(&approver, "specialist", 1);
    let (id, person_id) = (text(&member, "id").to_owned(), text(&member, "person_id").to_owned());
    let get = |client: &Client, path: &str| {
        cost(register, client, |client| assert_eq!(client.get(path).status, 200, "{path}"))
    };
    // A read of one statement runs without BEGIN and COMMIT.
    assert_eq!(get(&registrar, &format!("/v1/people/{person_id}")), 1);
    // Person, appointments, certifications and a recorded death at once; HR is asked for the latter beside the person.
    assert_eq!(
        get(&registrar, &format!("/v1/people/{person_id}/standing?on=2026-11-20&known_at=2026-11-23T23:00:00Z")),
        1
    );
    assert_eq!(get(&registrar, &format!("/v1/people/{person_id}/standing")), 1);
    // What is recorded of their reading is the program's own work, done for all who read at that moment, and is not counted here.
    assert_eq!(get(&register.acting("hr"), &format!("/v1/people/{person_id}")), 2);
    assert_eq!(get(&registrar, "/v1/people?subject=14&limit=20"), 1);
    assert_eq!(get(&registrar, "/v1/people?count=exact"), 2);
    assert_eq!(get(&partner, "/v1/experts?subject=14&stage=2&limit=20"), 1);
    assert_eq!(get(&partner, &format!("/v1/experts/{person_id}")), 1);
    assert_eq!(get(&registrar, &format!("/v1/pool-memberships/{id}")), 1);
    assert_eq!(get(&registrar, "/v1/pool-memberships?status=active"), 1);
    // What is known, and the versions that stood on the day.
    for path in ["/v1/pool-memberships?as_of=2026-11-23", &format!("/v1/pool-memberships/{id}?as_of=2026-11-23")] {
        assert_eq!(get(&registrar, path), 2, "{path}");
    }
    assert_eq!((get(&registrar, "/v1/zones"), get(&registrar, "/v1/zones?known_at=2026-11-23T23:00:00Z")), (1, 2));
    // Nominations, candidates, inspectors, promotions: four lists without a common moment, so without BEGIN and COMMIT.
    assert_eq!(get(&registrar, "/v1/public-notices"), 4);
    assert_eq!(get(&registrar, "/v1/code-sets/ethnicities"), 0);
    // Membership, facts, makers, and the snapshot around them.
    assert_eq!(get(&registrar, &format!("/v1/pool-memberships/{id}/transitions")), 5);
    // BEGIN, record, its terms, rules, fact, namesakes, COMMIT.
    let create = 7;
    assert_eq!(
        cost(register, &registrar, |client| assert_eq!(client.post("/v1/people", &person(3)).status, 201)),
        create
    );
    // BEGIN, membership, makers, rules, calendars, the end of its version, the next one, fact, COMMIT.
    let fire = 9;
    let mut suspend = basis();
    suspend["event"] = json!("suspend");
    let path = format!("/v1/pool-memberships/{id}/transitions");
    assert_eq!(cost(register, &registrar, |client| assert_eq!(client.post(&path, &suspend).status, 200)), fire);
    let certified = registrar.has_certified(&approver, &json!({ "id": person_id }));
    let (id, number) = (text(&certified, "id").to_owned(), text(&certified, "number").to_owned());
    assert_eq!(get(&registrar, &format!("/v1/certifications/{id}")), 1);
    assert_eq!(get(&registrar, "/v1/certifications?status=certified"), 1);
    // Into which record the person of the filter was merged, and the list.
    assert_eq!(get(&registrar, &format!("/v1/trainings?person_id={person_id}")), 2);
    let (_, schools) = registrar.has_zone(1, 1);
    let recusal = json!({ "person_id": person_id, "school_id": schools[0]["id"], "ground": "own_unit", "requested_by": "inspector" });
    let recusal = registrar.post("/v1/recusals", &recusal).json();
    let sanction = json!({ "person_id": person_id, "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-06-15" });
    let sanction = registrar.post("/v1/sanctions", &sanction).json();
    let moment = "as_of=2026-11-23&known_at=2026-11-23T23:00:00Z";
    for (path, id) in [("/v1/recusals", &recusal), ("/v1/sanctions", &sanction)] {
        assert_eq!(get(&registrar, &format!("{path}?person_id={person_id}&{moment}")), 2);
        assert_eq!(get(&registrar, &format!("{path}/{}?{moment}", text(id, "id"))), 1);
    }
    let hr = register.acting("hr");
    let title = json!({ "person_id": person_id, "track": "professional_title", "grade": "T3", "starts_on": "2020-09-01", "document_number": "人社职〔2020〕9号", "external_reference": "HR-1" });
    // BEGIN, the person, deaths, the newest instant, the reference, the grades there are, the
    // grade, rules, the fact, COMMIT.
    let report = 10;
    assert_eq!(cost(register, &hr, |client| assert_eq!(client.post("/v1/grades", &title).status, 201)), report);
    // The list and the snapshot around it; with the changes since, the days that they touch.
    assert_eq!(get(&hr, &format!("/v1/grades?track=professional_title&{moment}")), 3);
    assert_eq!(get(&hr, "/v1/grades?changed_after=2026-01-01T00:00:00Z"), 4);
    assert_eq!(get(&registrar, &format!("/v1/stipend-standards?{moment}")), 1);
    let payee = json!({ "person_id": person_id, "identity_class": "school_staff", "payer_id": registrar.has_payer()["id"], "account": "6222021111222233344", "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2026-11-01" });
    let payee = registrar.post("/v1/payees", &payee).json();
    // The page, its people, who shares an account, and the snapshot around them; for finance the rules and the fact besides.
    let finance = register.acting("finance");
    let recorded = 7;
    for path in [format!("/v1/payees?{moment}"), format!("/v1/payees/{}", text(&payee, "id"))] {
        assert_eq!((get(&registrar, &path), get(&finance, &path)), (5, recorded), "{path}");
    }
    let complaint =
        json!({ "person_id": person_id, "channel": "letter", "subject": "conduct", "statement": "接受宴请" });
    let complaint = registrar.post("/v1/complaints", &complaint).json();
    // The page or the record, the rules by which a report upward is owed, and the snapshot around them.
    for path in ["/v1/complaints".to_owned(), format!("/v1/complaints/{}", text(&complaint, "id"))] {
        assert_eq!(get(&registrar, &path), 4, "{path}");
    }
    let duty = json!({ "person_id": person_id, "kind": "rectification", "school_id": schools[0]["id"], "occurred_on": "2026-11-20" });
    // The recusal from the school keeps nobody from it who was there before.
    let before = json!({ "ends_on": "2026-11-22", "starts_on": "2026-11-21" });
    assert_eq!(
        registrar
            .rest("PATCH", &format!("/v1/recusals/{}", text(&recusal, "id")), &[("if-match", "\"1\"")], Some(&before))
            .status,
        200
    );
    // BEGIN, people, schools, appointments, recusals, deaths, calendars, rules, record, fact,
    // COMMIT.
    let create = 11;
    assert_eq!(
        cost(register, &registrar, |client| assert_eq!(client.post("/v1/duty-records", &duty).status, 201)),
        create
    );
    let duty = registrar.get("/v1/duty-records").json()["items"][0].clone();
    assert_eq!(
        get(
            &registrar,
            &format!("/v1/duty-records?person_id={person_id}&kind=rectification&known_at=2026-11-23T23:00:00Z")
        ),
        2
    );
    assert_eq!(get(&registrar, &format!("/v1/duty-records/{}", text(&duty, "id"))), 1);
    // A hit and a miss send the same.
    for number in [number.as_str(), "340800-2026-00000000"] {
        let body = json!({ "number": number, "name": "欧阳试验" });
        assert_eq!(
            cost(register, &partner, |client| assert_eq!(client.post("/v1/certifications/verify", &body).status, 200)),
            1
        );
    }
    // As for a membership.
    let path = format!("/v1/certifications/{id}/transitions");
    assert_eq!(cost(register, &approver, |client| assert_eq!(client.post(&path, &suspend).status, 200)), fire);
}

#[on_both_databases]
fn a_run_costs_as_many_statements_however_many_people_it_pays(register: &Register) {
    let office = crate::stipend_runs::Office::of(register);
    let run = office.computes("2026-11");
    let id = text(&run, "id");
    let get =
        |path: &str| cost(register, &office.registrar, |client| assert_eq!(client.get(path).status, 200, "{path}"));
    let line = text(&office.lines(id)[0], "id").to_owned();
    let reads = [
        "/v1/stipend-runs?month=2026-11".to_owned(),
        format!("/v1/stipend-runs/{id}"),
        format!("/v1/stipend-lines?run_id={id}"),
        format!("/v1/stipend-lines/{line}"),
        format!("/v1/stipend-lines/{line}/explanation"),
        format!("/v1/stipend-runs/{id}/findings"),
    ];
    assert_eq!(reads.map(|path| get(&path)), [1, 1, 3, 4, 8, 4]);
    let path = format!("/v1/stipend-runs/{id}/transitions");
    let compute = |client: &Client| assert_eq!(client.post(&path, &json!({ "event": "compute" })).status, 200);
    // One of them asks for late results of months that lie further back than a run corrects.
    assert_eq!(cost(register, &office.registrar, compute), 32);
    let standard = text(&office.registrar.lists_standards("").unwrap()[0], "id").to_owned();
    let what_if = ["what-if", "what-if/people"]
        .map(|path| get(&format!("/v1/stipend-standards/{standard}/{path}?month=2026-11")));
    assert_eq!(what_if, [17, 16]);
}
