//! Clients of deciding roles work after a second administrator confirmed them; owners count as one pair of eyes.

use serde_json::{Value, json};
use tests::{
    Register,
    client::Client,
    everywhere,
    fixtures::{person, text},
    on_both_databases,
};

/// The answer to a request for a token.
fn token(register: &Register, made: &Value) -> (u16, Option<String>) {
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        text(made, "client_id"),
        text(made, "client_secret")
    );
    let answer = register.post_form("/oauth/token", &form);
    (answer.status, answer.json()["access_token"].as_str().map(str::to_owned))
}

fn acts(register: &Register, made: &Value, like: &Client) -> Client {
    let token = token(register, made).1.expect("a token");
    Client { token, id: text(made, "client_id").to_owned(), ..like.clone() }
}

#[everywhere]
fn deciding_client_works_only_after_another_confirms(register: &Register) {
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    for role in ["approver", "finance", "administrator"] {
        let made = one.creates_client(&json!({ "name": format!("新 {role}"), "role": role })).unwrap();
        let id = text(&made, "client_id");
        assert_eq!(
            (text(&made["client"], "status"), &made["client"]["confirmed_at"]),
            ("awaiting_confirmation", &Value::Null)
        );
        assert_eq!(token(register, &made).0, 401, "{role}");
        assert_eq!(one.decides_client("confirm", id), Err("four_eyes".into()));
        let confirmed = other.decides_client("confirm", id).unwrap();
        assert_eq!((text(&confirmed, "status"), &confirmed["version"]), ("active", &json!(2)));
        assert!(
            text(&confirmed, "confirmed_by").starts_with("test administrator") && confirmed["confirmed_at"].is_string()
        );
        assert_eq!(token(register, &made).0, 200, "{role}");
        assert_eq!(other.decides_client("confirm", id), Err("transition_not_allowed".into()));
    }
    for role in ["registrar", "hr", "partner", "auditor"] {
        let made = one.creates_client(&json!({ "name": format!("新 {role}"), "role": role })).unwrap();
        assert_eq!((text(&made["client"], "status"), token(register, &made).0), ("active", 200));
        assert_eq!(other.decides_client("confirm", text(&made, "client_id")), Err("transition_not_allowed".into()));
    }
    for role in ["registrar", "approver", "hr", "finance", "partner", "auditor"] {
        assert_eq!(register.acting(role).decides_client("confirm", &one.id), Err("forbidden".into()), "{role}");
    }
}

#[everywhere]
fn rotated_deciding_client_waits_and_its_tokens_end(register: &Register) {
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let approver = register.acting("approver");
    assert!(approver.creates_person(&person(1)).is_ok());
    let rotated = one.decides_client("rotate", &approver.id).unwrap();
    assert_eq!(text(&rotated["client"], "status"), "awaiting_confirmation");
    assert_eq!(approver.creates_person(&person(3)), Err("invalid_token".into()), "a token of the old secret");
    assert_eq!(token(register, &rotated).0, 401);
    assert_eq!(one.decides_client("confirm", &approver.id), Err("four_eyes".into()));
    other.decides_client("confirm", &approver.id).unwrap();
    assert_eq!(approver.creates_person(&person(3)), Err("invalid_token".into()), "still of the old secret");
    assert!(acts(register, &rotated, &approver).creates_person(&person(3)).is_ok());
    // A role that needs no confirmation works at once; its old tokens end all the same.
    let registrar = register.acting("registrar");
    let rotated = one.decides_client("rotate", &registrar.id).unwrap();
    assert_eq!(registrar.creates_person(&person(5)), Err("invalid_token".into()));
    assert!(acts(register, &rotated, &registrar).creates_person(&person(5)).is_ok());
}

#[everywhere]
fn creator_and_rotator_both_do_not_confirm(register: &Register) {
    let [one, two, three] = [(); 3].map(|()| register.acting("administrator"));
    let made = one.creates_client(&json!({ "name": "财务系统", "role": "finance" })).unwrap();
    let id = text(&made, "client_id");
    let rotated = two.decides_client("rotate", id).unwrap();
    for maker in [&one, &two] {
        assert_eq!(maker.decides_client("confirm", id), Err("four_eyes".into()));
    }
    three.decides_client("confirm", id).unwrap();
    assert_eq!((token(register, &made).0, token(register, &rotated).0), (401, 200));
    // Once confirmed, only who changes it again is its maker.
    two.decides_client("rotate", id).unwrap();
    assert_eq!(one.decides_client("confirm", id).unwrap()["status"], "active");
    two.decides_client("revoke", id).unwrap();
    assert_eq!(three.decides_client("confirm", id), Err("transition_not_allowed".into()));
}

#[everywhere]
fn an_unconfirmed_administrator_confirms_nothing(register: &Register) {
    let one = register.acting("administrator");
    let second = one.creates_client(&json!({ "name": "影子", "role": "administrator" })).unwrap();
    assert_eq!(token(register, &second).0, 401);
    // An administrator that gives itself a new secret waits for another, too.
    let rotated = one.decides_client("rotate", &one.id).unwrap();
    assert_eq!(
        (token(register, &rotated).0, one.decides_client("confirm", &one.id)),
        (401, Err("invalid_token".into()))
    );
}

#[everywhere]
fn clients_of_one_owner_are_one_pair_of_eyes(register: &Register) {
    let (mine, also_mine, hers) = (
        register.acting_for("administrator", "信息科 张三"),
        register.acting_for("administrator", " 信息科张三 "),
        register.acting_for("administrator", "李四"),
    );
    let proposal = mine.proposes("pool.term_years", &json!(2)).unwrap();
    let id = text(&proposal, "id");
    assert_eq!(also_mine.decides_proposal(id, "confirm"), Err("four_eyes".into()));
    assert_eq!(hers.decides_proposal(id, "confirm").unwrap()["status"], "confirmed");
    let made = mine.creates_client(&json!({ "name": "审批", "role": "approver", "owner": "王五" })).unwrap();
    assert_eq!(text(&made["client"], "owner"), "王五");
    assert_eq!(also_mine.decides_client("confirm", text(&made, "client_id")), Err("four_eyes".into()));
    assert!(hers.decides_client("confirm", text(&made, "client_id")).is_ok());

    // In the office's own decisions the same: who nominated and submitted under one client decides under no other.
    register.has_calendars();
    let (registrar, approver, another) = (
        register.acting_for("registrar", "赵六"),
        register.acting_for("approver", "赵六"),
        register.acting("approver"),
    );
    let membership = registrar.has_published("invited", 1, "2026-11-02");
    let id = text(&membership, "id");
    let decision = json!({ "document_number": "教督〔2026〕9号" });
    let next = |client: &Client| {
        let next = client.reads_transitions(id).unwrap()["next"].clone();
        let approve = next.as_array().unwrap().iter().find(|one| one["event"] == "approve").unwrap().clone();
        (approve["allowed"].clone(), approve["code"].clone())
    };
    assert_eq!((next(&approver), next(&another)), ((json!(false), json!("four_eyes")), (json!(true), Value::Null)));
    assert_eq!(approver.fires(id, "approve", &decision), Err("four_eyes".into()));
    assert!(another.fires(id, "approve", &decision).is_ok());
}

#[everywhere]
fn an_owner_verifies_no_payee_that_its_other_client_entered(register: &Register) {
    let (registrar, approver) = (register.acting_for("registrar", "赵六"), register.acting_for("approver", "赵六"));
    let (ada, payer) = (registrar.creates_person(&person(1)).unwrap(), registrar.has_payer());
    let entered = registrar.enters_payee(&crate::payees::body(&ada, &payer, "2026-09-01")).unwrap();
    assert_eq!(approver.verifies_payee(text(&entered, "id"), 1), Err("four_eyes".into()));
    // Also one that was registered a moment ago, while the other was at work.
    let late = register.acting_for("approver", "赵六");
    assert_eq!(late.verifies_payee(text(&entered, "id"), 1), Err("four_eyes".into()));
    register.operator_revokes(&registrar.id);
    assert_eq!(approver.verifies_payee(text(&entered, "id"), 1), Err("four_eyes".into()), "revoked clients count");
    assert!(register.acting("approver").verifies_payee(text(&entered, "id"), 1).is_ok());
}

#[everywhere]
fn names_of_living_clients_are_unique(register: &Register) {
    let one = register.acting("administrator");
    let create = |name: &str| one.creates_client(&json!({ "name": name, "role": "partner" }));
    let first = create("人事 系统 HR").unwrap();
    for same in ["人事 系统 HR", "人事系统hr", "  人事系统　ＨＲ ", "人事 系统 НR"] {
        assert_eq!(create(same), Err("duplicate".into()), "{same}");
    }
    for bad in ["operator", "System", "ｐｕｂｌｉｃ", "人事\u{200b}", "\u{202e}RH", " ", "\u{3000}", ""] {
        assert_eq!(create(bad), Err("invalid".into()), "{bad:?}");
    }
    assert!(create("人事 系统 HR 2").is_ok());
    one.decides_client("revoke", text(&first, "client_id")).unwrap();
    assert!(create("人事系统HR").is_ok(), "a revoked client leaves its name");
}

#[everywhere]
fn transitions_name_the_acting_client(register: &Register) {
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("specialist", 1);
    let id = text(&membership, "id");
    registrar.fires(id, "submit", &json!({})).unwrap();
    let items = registrar.reads_transitions(id).unwrap()["items"].clone();
    let last = items.as_array().unwrap().last().unwrap().clone();
    assert_eq!((text(&last, "actor_id"), text(&last, "role")), (registrar.id.as_str(), "registrar"));
    assert!(text(&last, "actor").starts_with("test registrar"));
}

#[on_both_databases]
fn a_trial_confirms_nothing_and_a_repeat_confirms_once(register: &Register) {
    let (one, other) = (register.acting("administrator"), register.acting("administrator"));
    let made = one.post("/v1/clients", &json!({ "name": "审批", "role": "approver" })).json();
    let path = format!("/v1/clients/{}/confirm", text(&made, "client_id"));
    let tried = other.post(&format!("{path}?dry_run=true"), &json!({}));
    assert_eq!((tried.status, tried.json()["status"].clone(), token(register, &made).0), (200, json!("active"), 401));
    let headers = [("idempotency-key", "k1")];
    let first = other.rest("POST", &path, &headers, Some(&json!({})));
    let again = other.rest("POST", &path, &headers, Some(&json!({})));
    assert_eq!((first.status, first.header("etag"), again.status), (200, Some("\"2\""), 200));
    assert_eq!((again.header("idempotency-replayed"), &again.text), (Some("true"), &first.text));
    assert_eq!(one.rest("GET", "/v1/clients/0193591c-2000-7000-8000-000000000001", &[], None).status, 404);
}

#[on_both_databases]
fn a_new_secret_is_felt_by_the_other_servers(register: &Register) {
    let elsewhere = register.second_server();
    let one = register.acting("administrator");
    let registrar = register.acting("registrar");
    let there = Client { address: elsewhere.address.clone(), ..registrar.clone() };
    assert_eq!(there.get("/v1/people").status, 200);
    let rotated = one.decides_client("rotate", &registrar.id).unwrap();
    // The new token works there at once, although the old record may be remembered.
    assert_eq!(acts(register, &rotated, &there).get("/v1/people").status, 200);
    assert_eq!(there.get("/v1/people").refusal(), (401, "invalid_token".into()));
}

#[on_both_databases]
fn clients_of_an_earlier_release_go_on(register: &Register) {
    let (approver, registrar) = (register.acting("approver"), register.acting("registrar"));
    // As the step leaves clients that it finds: doubles among them, none with the form of its name.
    register.executes("DROP INDEX clients_name_key_key");
    register.executes("UPDATE clients SET name = '同名', name_key = NULL, confirmed_by = NULL");
    register.executes("CREATE UNIQUE INDEX clients_name_key_key ON clients (name_key) WHERE revoked_at IS NULL");
    register.app.migrate().unwrap();
    assert_eq!((approver.get("/v1/people").status, registrar.get("/v1/people").status), (200, 200));
    let administrator = register.acting("administrator");
    let body = json!({ "name": "同 名", "role": "partner" });
    assert_eq!(administrator.post("/v1/clients", &body).refusal(), (409, "duplicate".into()));
    let listed = administrator.get("/v1/clients").json();
    assert_eq!(listed["items"].as_array().unwrap().iter().filter(|one| one["name"] == "同名").count(), 2);
    for id in [&approver.id, &registrar.id] {
        assert_eq!(
            administrator.post(&format!("/v1/clients/{id}/rotate"), &json!({})).status,
            200,
            "a double can be rotated"
        );
    }
}
