//! What a role sees and what it does not: numbers behind their masks, money by the contract's table, nobody's present name
//! once the person is out of reach, and for HR nothing that was taken back.

use domain::{Role, kernel::text::CitizenNumber};
use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{basis, citizen_number, person, text},
    on_both_databases,
};

use crate::{dismissals, stipend_runs};

/// Numbers that have to remain possible for who may reveal one, and for who may not.
const MASKED_MIN: u64 = 100;
const STARRED_MIN: u64 = 10_000;
const ACCOUNT: &str = "6222021111222233344";
const PHONE: &str = "15400005678";
const HOME: &str = "340800";
const ELSEWHERE: &str = "360100";

/// Every text of an answer, with the name under which it stands.
fn texts(name: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((name.to_owned(), text.clone())),
        Value::Array(all) => all.iter().for_each(|one| texts(name, one, found)),
        Value::Object(fields) => fields.iter().for_each(|(name, one)| texts(name, one, found)),
        _ => {}
    }
}

/// How many citizen numbers of somebody born on the first of January 1990, who is male, remain possible by all the masks of an
/// answer together.
fn possible_citizens(masks: &[String]) -> u64 {
    let fits = |one: &str| {
        masks.iter().all(|mask| {
            mask.len() == one.len() && mask.chars().zip(one.chars()).all(|(shown, c)| shown == '*' || shown == c)
        })
    };
    let sequences = (1..1_000).step_by(2).filter(|sequence| fits(&citizen_number("19900101", *sequence))).count();
    let open = (0..6).filter(|at| masks.iter().all(|mask| mask.as_bytes()[*at] == b'*')).count();
    // Of the divisions that are not shown, one in eleven gives a check character that is.
    let check = if masks.iter().all(|mask| mask.ends_with('*')) { 1 } else { 11 };
    u64::try_from(sequences).unwrap() * 10_u64.pow(u32::try_from(open).unwrap()) / check
}

/// How many digits stay hidden by all masks of a number together.
fn hidden(masks: &[String]) -> u32 {
    let Some(first) = masks.first() else { return u32::MAX };
    let stays = |at: &usize| masks.iter().all(|mask| mask.as_bytes().get(*at) == Some(&b'*'));
    u32::try_from((0..first.len()).filter(stays).count()).unwrap()
}

/// The answers in which somebody's private numbers are, for every role and over both surfaces.
fn answers(client: &Client, person: &str, payee: &str) -> Vec<(String, Value)> {
    let paths = [
        format!("/v1/people/{person}"),
        "/v1/people".to_owned(),
        format!("/v1/people/{person}/history"),
        format!("/v1/people/{person}/file"),
        format!("/v1/payees/{payee}"),
        "/v1/payees".to_owned(),
        format!("/v1/payees?person_id={person}"),
    ];
    let mut all: Vec<(String, Value)> =
        paths.into_iter().map(|path| (path.clone(), client.get(&path).json())).collect();
    for (path, body) in [
        ("/v1/people/search".to_owned(), json!({ "name": "欧阳试验" })),
        (format!("/v1/people/{person}/reveal?dry_run=true"), json!({ "purpose": "核对" })),
        ("/v1/people".to_owned(), self::double()),
    ] {
        all.push((path.clone(), client.post(&path, &body).json()));
    }
    let fields = "number name sex birthDate citizenNumber identityDocumentNumber phone email address postcode";
    for query in [
        format!("{{ person(id: \"{person}\") {{ {fields} }} }}"),
        format!("{{ people(first: 10) {{ edges {{ node {{ {fields} }} }} }} }}"),
        format!("{{ node(id: \"{person}\") {{ id ... on Person {{ {fields} }} }} }}"),
        format!("{{ payee(id: \"{payee}\") {{ citizenNumber account accountBank personName }} }}"),
        "{ payees(first: 10) { edges { node { citizenNumber account accountBank } } } }".to_owned(),
        format!(
            "mutation {{ revealPerson(id: \"{person}\", input: {{ purpose: \"核对\" }}, dryRun: true) {{ citizenNumber }} }}"
        ),
    ] {
        all.push((query.clone(), client.graphql(&query, &json!({})).json()));
    }
    all
}

fn double() -> Value {
    person(1)
}

#[on_both_databases]
fn no_answer_gives_a_masked_number_away(register: &Register) {
    let registrar = register.acting("registrar");
    let mut body = person(1);
    (body["phone"], body["address"], body["postcode"]) =
        (json!(PHONE), json!("安庆市迎江区试验路1号"), json!("246000"));
    let one = registrar.creates_person(&body).unwrap();
    let (id, full) = (text(&one, "id"), citizen_number("19900101", 1));
    // A correction, so that the history holds an earlier number, too.
    let other = registrar
        .corrects_person(id, 1, &json!({ "citizen_number": citizen_number("19900101", 3), "phone": "15400001234" }))
        .unwrap();
    registrar
        .corrects_person(id, other["version"].as_i64().unwrap(), &json!({ "citizen_number": full, "phone": PHONE }))
        .unwrap();
    let payee = json!({ "person_id": id, "identity_class": "school_staff", "payer_id": registrar.has_payer()["id"], "account": ACCOUNT, "account_bank": "演示银行", "has_official_transport_allowance": false, "starts_on": "2026-11-01" });
    let payee = registrar.enters_payee(&payee).unwrap();
    let mut seen = 0;
    for role in Role::OF_CLIENTS {
        let client = register.acting(role.as_str());
        for (from, answer) in answers(&client, id, text(&payee, "id")) {
            let mut all = Vec::new();
            texts("", &answer, &mut all);
            let named = |names: &[&str]| {
                all.iter()
                    .filter(|(name, _)| names.contains(&name.as_str()))
                    .map(|(_, text)| text.clone())
                    .collect::<Vec<_>>()
            };
            let (citizens, accounts, phones) =
                (named(&["citizen_number", "citizenNumber"]), named(&["account"]), named(&["phone"]));
            if role == Role::Finance {
                continue;
            }
            assert!(
                !answer.to_string().contains(&full) && !answer.to_string().contains(ACCOUNT),
                "{role:?} {from}: {answer}"
            );
            if !citizens.is_empty() {
                seen += 1;
                let least = if matches!(role, Role::Registrar | Role::Approver) { MASKED_MIN } else { STARRED_MIN };
                assert!(possible_citizens(&citizens) >= least, "{role:?} {from}: {citizens:?}");
                assert!(citizens.iter().all(|mask| CitizenNumber::parse(mask, "2026-11-30".parse().unwrap()).is_err()));
            }
            // The last digit of an account is a check digit (Luhn), and its first six tell the bank.
            assert!(accounts.is_empty() || hidden(&accounts) > 4 + 2, "{role:?} {from}: {accounts:?}");
            if !matches!(role, Role::Registrar | Role::Approver) {
                assert!(phones.is_empty() || hidden(&phones) >= 4, "{role:?} {from}: {phones:?}");
            }
        }
    }
    assert!(seen >= 30, "{seen}");
}

#[everywhere]
fn registrar_computes_runs_and_sees_no_money_move(register: &Register) {
    stipend_runs::without_notice(register);
    let office = stipend_runs::Office::of(register).on(register, "2026-12-01");
    let run = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&run);
    office.finance.fires_run(&run, "send", &json!({})).unwrap();
    office.reports_all(&run);
    let line = office.lines(&run)[0].clone();
    let id = text(&line, "id");
    // What computing needs stays.
    assert!(
        line["amount_fen"].as_i64().is_some_and(|amount| amount > 0)
            && !office.registrar.lists_standards("").unwrap().as_array().unwrap().is_empty()
    );
    let seen = |client: &Client| {
        let run = client.reads_run(&run, "").unwrap();
        let (line, why) = (
            client.lists_lines(&format!("run_id={}", text(&run, "id"))).unwrap()[0].clone(),
            client.reads_line_explanation(id).unwrap(),
        );
        [
            run["paid_count"].clone(),
            run["paid_fen"].clone(),
            run["failed_count"].clone(),
            line["payment"].clone(),
            why["line"]["payment"].clone(),
            why["tax_preview"].clone(),
        ]
    };
    assert!(seen(&office.registrar).iter().all(Value::is_null), "{:?}", seen(&office.registrar));
    assert!(seen(&office.approver).iter().all(|value| !value.is_null()), "{:?}", seen(&office.approver));
    assert_eq!(office.registrar.lists_lines("payment=paid"), Err("forbidden".into()));
    assert_eq!(office.approver.lists_lines("payment=paid&limit=1").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(office.registrar.lists_payment_results(&run), Err("forbidden".into()));
    assert_eq!(office.registrar.lists_transfers(&run, ""), Err("forbidden".into()));
    assert_eq!(office.registrar.reads_manifest(&run), Err("forbidden".into()));
    assert_eq!(office.registrar.compares_books(&run, &json!({})), Err("forbidden".into()));
}

#[on_both_databases]
fn registrar_pulls_lines_without_payments(register: &Register) {
    stipend_runs::without_notice(register);
    let office = stipend_runs::Office::of(register).on(register, "2026-12-01");
    let run = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&run);
    office.finance.fires_run(&run, "send", &json!({})).unwrap();
    office.reports_all(&run);
    let address = format!("/v1/stipend-lines?run_id={run}");
    for accept in ["text/csv", "application/x-ndjson", "application/json"] {
        let pulled = |client: &Client, address: &str| client.rest("GET", address, &[("accept", accept)], None);
        let (clerk, head) = (pulled(&office.registrar, &address), pulled(&office.approver, &address));
        assert!(clerk.status == 200 && !clerk.text.contains("paid"), "{}", clerk.text);
        assert!(head.text.contains("paid"), "{}", head.text);
        assert_eq!(pulled(&office.registrar, &format!("{address}&payment=paid")).refusal(), (403, "forbidden".into()));
    }
    let file = office.registrar.get(&format!("/v1/people/{}/file", text(&office.people[0], "id"))).json();
    assert!(
        file["stipend_lines"]
            .as_array()
            .is_some_and(|lines| !lines.is_empty() && lines.iter().all(|line| line["payment"].is_null())),
        "{file}"
    );
}

#[on_both_databases]
fn records_hide_the_present_name_of_a_moved_person(register: &Register) {
    let office = dismissals::Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    let candidate = office.registrar.creates_person(&person(21)).unwrap();
    office.is_member(&candidate);
    let application = office.registrar.has_applied(&candidate);
    office.approver.fires_certification(text(&application, "id"), "certify_by_record", &basis()).unwrap();
    let (office, case) = office.has_dismissed(register, &ada);
    let vacancy = office.registrar.lists_vacancies(&format!("dismissal_id={case}")).unwrap()[0].clone();
    office.registrar.fires_vacancy(text(&vacancy, "id"), "rank", &json!({})).unwrap();
    let school = office.registrar.get(&format!("/v1/schools?zone_id={}", bo.zone)).json()["items"][0].clone();
    let clerk = register.acting_in("registrar", Some(HOME));
    let candidates = |client: &Client| client.get(&format!("/v1/vacancies/{}/candidates", text(&vacancy, "id"))).json();
    let plate = |client: &Client| client.get(&format!("/v1/schools/{}/plate", text(&school, "id"))).json();
    let theirs = |all: Value| {
        all["items"].as_array().unwrap().iter().find(|one| one["person_id"] == candidate["id"]).cloned().unwrap()
    };
    let before = theirs(candidates(&clerk));
    assert_eq!((text(&before, "name"), &before["person_number"]), ("欧阳试验", &candidate["number"]));
    assert_eq!(text(&plate(&clerk)["inspectors"][0], "name"), "欧阳试验");
    for one in [&candidate, &bo.person] {
        let version = office.registrar.reads_person(text(one, "id")).unwrap()["version"].as_i64().unwrap();
        office
            .registrar
            .corrects_person(text(one, "id"), version, &json!({ "area": ELSEWHERE, "name": "司徒新名" }))
            .unwrap();
    }
    let after = theirs(candidates(&clerk));
    assert_eq!((&after["name"], &after["person_number"]), (&Value::Null, &Value::Null), "{after}");
    for kept in ["place", "rank", "score", "components", "excluded_by"] {
        assert_eq!(after[kept], before[kept], "{kept}: what was ranked stays");
    }
    assert_eq!(plate(&clerk)["inspectors"][0]["name"], Value::Null);
    assert_eq!(
        text(&theirs(candidates(&office.registrar)), "name"),
        "司徒新名",
        "who reaches the person sees the name"
    );
    // No other record within reach says it.
    let document = clerk.get("/openapi.json").json();
    for (path, operations) in document["paths"].as_object().unwrap() {
        if operations["get"].is_null() || path.contains('{') || !path.starts_with("/v1/") {
            continue;
        }
        let answer = clerk.get(path).text;
        assert!(!answer.contains("司徒新名"), "{path}: {answer}");
    }
    let query = format!(
        "{{ vacancyCandidates(id: \"{}\", first: 10) {{ edges {{ node {{ name personNumber }} }} }} zoneAssignments(first: 10) {{ edges {{ node {{ id }} }} }} }}",
        text(&vacancy, "id")
    );
    let answer = clerk.graphql(&query, &json!({}));
    assert!(answer.json()["errors"].is_null() && !answer.text.contains("司徒新名"), "{}", answer.text);
}

#[on_both_databases]
fn transfers_hide_the_present_name_of_a_moved_person(register: &Register) {
    stipend_runs::without_notice(register);
    let office = stipend_runs::Office::of(register).on(register, "2026-12-01");
    let run = text(&office.computes("2026-11"), "id").to_owned();
    office.approves(&run);
    let one = text(&office.people[0], "id");
    let version = office.registrar.reads_person(one).unwrap()["version"].as_i64().unwrap();
    office.registrar.corrects_person(one, version, &json!({ "area": ELSEWHERE, "name": "司徒新名" })).unwrap();
    let finance = register.acting_in("finance", Some(HOME));
    let all = finance.get(&format!("/v1/stipend-runs/{run}/transfers")).json();
    let transfer =
        all["items"].as_array().unwrap().iter().find(|transfer| transfer["person_id"] == json!(one)).cloned().unwrap();
    assert_eq!(
        (&transfer["person_name"], &transfer["person_number"]),
        (&Value::Null, &office.people[0]["number"]),
        "{transfer}"
    );
}

#[on_both_databases]
fn hr_sees_no_trace_of_a_reversed_dismissal(register: &Register) {
    const TOLD: [&str; 5] = ["dismissed", "suspended", "removed_from_office", "revoked", "cancelled"];
    let office = dismissals::Office::of(register);
    let (ada, bo) = (office.inspector(1), office.inspector(3));
    register.passes_seconds(60);
    // One case suspends and ends; the other is revoked before its day.
    let ending = office.opened(&ada.person, "neglect");
    office.fires(&ending, "suspend_duty", &basis()).unwrap();
    office.is_served(&ending, "cancellation", "2026-11-30");
    let early = office.opened(&bo.person, "neglect");
    office.fires(&early, "suspend_duty", &basis()).unwrap();
    office.is_served(&early, "cancellation", "2026-12-20");
    let office = office.on(register, "2026-12-01");
    register.keeps_cases();
    let office = office.on(register, "2026-12-10");
    let instants = ["2026-11-24T00:00:00Z", "2026-11-28T00:00:00Z", "2026-12-02T00:00:00Z", "2026-12-05T00:00:00Z"];
    let read = |client: &Client, moment: &str| -> Vec<String> {
        let (one, other) = (text(&ada.person, "id"), text(&bo.person, "id"));
        let standing = moment.replace("as_of", "on");
        let paths = [
            format!("/v1/appointments/{}?{moment}", ada.appointment),
            format!("/v1/appointments/{}?{moment}", bo.appointment),
            format!("/v1/appointments?count=exact&{moment}"),
            format!("/v1/people/{one}/standing?{standing}"),
            format!("/v1/people/{other}/standing?{standing}"),
            format!("/v1/grades?{moment}"),
            format!("/v1/assessments?{moment}"),
            format!(
                "/v1/dismissals?{}",
                moment.split('&').find(|part| part.starts_with("known_at")).unwrap_or("count=exact")
            ),
            format!(
                "/v1/statistics/team-structure?by=kind&{}",
                moment.split('&').find(|part| part.starts_with("as_of")).unwrap_or("")
            ),
        ];
        let mut all: Vec<String> = paths.iter().map(|path| format!("{path} {}", client.get(path).text)).collect();
        let known = moment.split('&').find_map(|part| part.strip_prefix("known_at="));
        let arguments = known.map(|at| format!(", knownAt: \"{at}\"")).unwrap_or_default();
        for id in [&ada.appointment, &bo.appointment] {
            let query = format!(
                "{{ appointment(id: \"{id}\"{arguments}) {{ id status endedOn version }} node(id: \"{id}\") {{ id ... on Appointment {{ status }} }} }}"
            );
            all.push(client.graphql(&query, &json!({})).text.to_lowercase());
        }
        all
    };
    let told = |all: &[String]| all.iter().find(|one| TOLD.iter().any(|word| one.contains(word))).cloned();
    let moments: Vec<String> = instants
        .iter()
        .flat_map(|at| {
            let day = &at[..10];
            [format!("known_at={at}"), format!("as_of={day}&known_at={at}"), format!("as_of={day}")]
        })
        .chain([String::new()])
        .collect();
    let hr = register.acting("hr");
    assert!(moments.iter().any(|moment| told(&read(&hr, moment)).is_some()), "HR is told while it stands");
    let auditor = register.acting("auditor");
    let known = |all: Vec<String>| all.into_iter().filter(|one| one.contains("known_at=")).collect::<Vec<_>>();
    let untouched = known(read(&auditor, &format!("known_at={}", instants[0])));
    let before = "known_at=2026-11-23T02:00:30Z";
    let unaware = known(read(&hr, before));
    assert!(unaware.len() >= 8 && told(&unaware).is_none(), "{unaware:?}");
    office.decides_remedy(&ending, "review", &json!({ "outcome": "revoked" })).unwrap();
    office.decides_remedy(&early, "review", &json!({ "outcome": "revoked" })).unwrap();
    for moment in &moments {
        let all = read(&hr, moment);
        assert_eq!(told(&all), None, "{moment}");
        let listed: Value = serde_json::from_str(all[2].split_once(' ').unwrap().1).unwrap();
        assert_eq!(listed["total"], json!(2), "{moment}: nobody is missing: {}", all[2]);
    }
    // What was known before the first of it reads as it did, and what was known of it to those who may know it.
    assert_eq!(known(read(&hr, before)), unaware);
    assert_eq!(known(read(&auditor, &format!("known_at={}", instants[0]))), untouched);
    let office_knows = read(&auditor, &format!("known_at={}", instants[2]));
    assert!(told(&office_knows).is_some(), "the office and its auditors know what was known");
    for (path, status) in [("transitions", 403), ("remedies", 403)] {
        assert_eq!(hr.get(&format!("/v1/dismissals/{ending}/{path}")).status, status);
    }
    assert_eq!(hr.get(&format!("/v1/dismissals/{ending}")).status, 404);
}
