//! Who guesses is slowed down, leaves a trace, and locks out nobody.

use serde_json::{Value, json};
use tests::{
    Client, Register, everywhere,
    fixtures::{citizen_number, person, text},
    http::{self, Answer},
    on_both_databases,
};

use crate::rosters::uploads;

/// A server that believes what the proxy of the test says of addresses.
fn behind_proxy(register: &Register) -> Register {
    register.with_settings(|config| config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()])
}

fn logs_in(register: &Register, from: &str, id: impl std::fmt::Display, secret: &str) -> Answer {
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("x-forwarded-for", from)];
    http::send("POST", &format!("{}/oauth/token", register.address), &headers, form.as_bytes())
}

fn limited() -> (u16, String) {
    (429, "rate_limited".into())
}

fn facts(register: &Register, name: &str) -> usize {
    register.lines(&format!("SELECT name AS line FROM events WHERE name = '{name}'")).len()
}

/// A person to register in an area, told from others by a number.
fn person_in(area: &str, number: u32) -> Value {
    let mut body = person(number);
    body["area"] = json!(area);
    body
}

fn creates(client: &Client, query: &str, body: &Value) -> Answer {
    client.post(&format!("/v1/people{query}"), body)
}

/// A roster of these citizen numbers.
fn roster(numbers: &[String]) -> Vec<u8> {
    let rows = numbers
        .iter()
        .enumerate()
        .map(|(at, number)| format!("欧阳{},{number},特邀,实验小学\n", ["甲", "乙", "丙", "丁"][at % 4]));
    format!("姓名,身份证号,督学类别,工作单位\n{}", rows.collect::<String>()).into_bytes()
}

#[on_both_databases]
fn a_guesser_is_locked_and_the_client_elsewhere_is_not(register: &Register) {
    let (server, made) = (behind_proxy(register), register.credentials("registrar", None));
    let (id, secret) = (made.client_id, made.client_secret.as_str());
    for left in (0..10).rev() {
        let wrong = logs_in(&server, "198.51.100.1", id, "wrong");
        assert_eq!(wrong.refusal(), (401, "invalid_client".into()));
        assert!(wrong.header("ratelimit").unwrap().starts_with(&format!("\"login\";r={left};t=")), "{wrong:?}");
    }
    let locked = logs_in(&server, "198.51.100.1", id, "wrong");
    assert_eq!((locked.refusal(), locked.header("retry-after")), (limited(), Some("6")));
    assert_eq!(
        (locked.header("ratelimit"), locked.header("ratelimit-policy")),
        (Some("\"login\";r=0;t=6"), Some("\"login\";q=10;w=60"))
    );
    // Neither another spelling of the id nor the right secret opens what is locked.
    for spelling in [format!("{id:X}"), id.simple().to_string(), format!("{{{id}}}"), format!("urn:uuid:{id}")] {
        assert_eq!(logs_in(&server, "198.51.100.1", &spelling, "wrong").refusal(), limited(), "{spelling}");
    }
    assert_eq!(logs_in(&server, "198.51.100.1", id, secret).refusal(), limited());
    assert_eq!(
        logs_in(&server, "203.0.113.9, 198.51.100.1", id, secret).refusal(),
        limited(),
        "the guesser's own word"
    );
    assert_eq!(logs_in(&server, "198.51.100.2", id, secret).status, 200);
    let other = register.credentials("registrar", None);
    assert_eq!(logs_in(&server, "198.51.100.1", other.client_id, &other.client_secret).status, 200);
    register.passes_seconds(6);
    assert_eq!(logs_in(&server, "198.51.100.1", id, secret).status, 200);
}

#[on_both_databases]
fn an_address_in_a_header_is_believed_of_named_proxies_alone(register: &Register) {
    let made = register.credentials("registrar", None);
    for guess in 0..10 {
        logs_in(register, &format!("198.51.100.{guess}"), made.client_id, "wrong");
    }
    assert_eq!(logs_in(register, "198.51.100.77", made.client_id, &made.client_secret).refusal(), limited());
}

#[on_both_databases]
fn invented_ids_do_not_release_a_locked_client(register: &Register) {
    let (server, made) = (behind_proxy(register), register.credentials("registrar", None));
    for _ in 0..10 {
        logs_in(&server, "198.51.100.1", made.client_id, "wrong");
    }
    for number in 0..30 {
        let invented = format!("0193591c-2000-7000-8000-0000000000{number:02}");
        let answer = logs_in(&server, "198.51.100.1", &invented, "wrong");
        assert_eq!(answer.status, if number < 10 { 401 } else { 429 }, "{number}");
    }
    assert_eq!(logs_in(&server, "198.51.100.1", "no id", "wrong").refusal(), limited());
    assert_eq!(logs_in(&server, "198.51.100.1", made.client_id, &made.client_secret).refusal(), limited());
    let other = register.credentials("registrar", None);
    assert_eq!(logs_in(&server, "198.51.100.1", other.client_id, &other.client_secret).status, 200);
}

#[on_both_databases]
fn guesses_from_many_addresses_slow_down_each_other_only(register: &Register) {
    let (server, made) = (behind_proxy(register), register.credentials("registrar", None));
    for guess in 0..100 {
        let answer = logs_in(&server, &format!("198.51.100.{guess}"), made.client_id, "wrong");
        assert_eq!(answer.status, 401, "{guess}");
    }
    let slowed = logs_in(&server, "198.51.100.200", made.client_id, "wrong");
    assert_eq!(
        (slowed.refusal(), slowed.header("ratelimit-policy")),
        (limited(), Some("\"login_everywhere\";q=100;w=3600"))
    );
    assert_eq!(logs_in(&server, "198.51.100.201", made.client_id, &made.client_secret).status, 200);
}

#[on_both_databases]
fn many_logins_with_the_right_secret_are_not_slowed_down(register: &Register) {
    let made = register.credentials("registrar", None);
    let all_pass = std::thread::scope(|scope| {
        let logins: Vec<_> =
            (0..50).map(|_| scope.spawn(|| register.token(made.client_id, &made.client_secret))).collect();
        logins.into_iter().all(|login| login.join().is_ok())
    });
    assert!(all_pass);
}

#[on_both_databases]
fn public_url_comes_from_settings_alone(register: &Register) {
    let named = register.with_settings(|config| {
        config.public_url = "https://register.example".to_owned();
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let headers = [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "ftp"),
        ("forwarded", "host=evil.example;proto=ftp"),
    ];
    for headers in [&headers[..], &[("host", "evil.example")], &[]] {
        let told =
            http::send("GET", &format!("{}/.well-known/oauth-authorization-server", named.address), headers, b"");
        assert_eq!(
            (text(&told.json(), "issuer"), text(&told.json(), "token_endpoint")),
            ("https://register.example", "https://register.example/oauth/token")
        );
        assert!(!told.text.contains("evil"), "{}", told.text);
    }
    let registrar = register.acting("registrar");
    let there = Client { address: named.address.clone(), ..registrar };
    let made = there.rest("POST", "/v1/people", &headers, Some(&person(1)));
    assert!(made.header("location").unwrap().starts_with("/v1/people/"));
    there.creates_person(&person(3)).unwrap();
    let page = there.rest("GET", "/v1/people?limit=1", &headers, None);
    assert!(page.header("link").unwrap().starts_with("</v1/people?limit=1&after="));
}

#[on_both_databases]
fn many_verifications_at_once_pass_no_more_than_one_by_one(register: &Register) {
    let partner = register.acting("partner");
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let asking: Vec<_> = (10..60)
            .map(|number| {
                let body = json!({ "number": format!("340800-2026-000000{number}"), "name": "欧阳试验" });
                let partner = &partner;
                scope.spawn(move || partner.post("/v1/certifications/verify", &body))
            })
            .collect();
        asking.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    let told = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((told, answers.iter().filter(|answer| answer.refusal() == limited()).count()), (10, 40));
    let last =
        partner.post("/v1/certifications/verify", &json!({ "number": "340800-2026-00000099", "name": "欧阳试验" }));
    assert_eq!(
        (last.header("retry-after"), last.header("ratelimit"), last.header("ratelimit-policy")),
        (Some("6"), Some("\"verify\";r=0;t=6"), Some("\"verify\";q=10;w=60"))
    );
}

#[on_both_databases]
fn one_document_verifies_no_more_than_many_requests(register: &Register) {
    let partner = register.acting("partner");
    let ask = |at: usize| {
        format!(
            "a{at}: verifyCertification(input: {{ number: \"340800-2026-000001{at:02}\", name: \"欧阳\" }}) {{ holder }} "
        )
    };
    let told = (0..3).map(|round| {
        let query: String = (round * 5..round * 5 + 5).map(ask).collect();
        let answer = partner.graphql(&format!("{{ {query} }}"), &json!({}));
        let limited = answer.text.matches("\"rate_limited\"").count();
        assert!(limited == 0 || answer.text.contains("\"retryAfter\":6"), "{}", answer.text);
        5 - limited
    });
    assert_eq!(told.sum::<usize>(), 10);
    let refreshed =
        partner.post("/v1/certifications/verify", &json!({ "number": "340800-2026-00000001", "name": "欧阳" }));
    assert_eq!(refreshed.refusal(), limited());
}

#[on_both_databases]
fn verification_reports_the_remaining_tries(register: &Register) {
    let partner = register.acting("partner");
    let answer =
        partner.post("/v1/certifications/verify", &json!({ "number": "340800-2026-00000001", "name": "欧阳" }));
    assert_eq!((answer.status, answer.header("ratelimit")), (200, Some("\"verify\";r=9;t=6")));
}

#[on_both_databases]
fn a_trial_does_not_tell_of_a_number_out_of_reach(register: &Register) {
    let known = register.acting("registrar").creates_person(&person_in("360000", 1)).unwrap();
    let bound = register.acting_in("registrar", Some("340800"));
    let own = bound.creates_person(&person(7)).unwrap();
    let path = format!("/v1/people/{}?dry_run=true", text(&own, "id"));
    let patch = |number| {
        bound.rest(
            "PATCH",
            &path,
            &[("if-match", "\"1\"")],
            Some(&json!({ "citizen_number": citizen_number("19900101", number) })),
        )
    };
    for (taken, free) in [
        (creates(&bound, "?dry_run=true", &person(1)), creates(&bound, "?dry_run=true", &person(9))),
        (patch(1), patch(9)),
    ] {
        assert_eq!(taken.status, free.status, "{}", taken.text);
        assert_eq!(
            taken.json()["citizen_number"].as_str().map(str::len),
            free.json()["citizen_number"].as_str().map(str::len)
        );
        assert!(taken.json()["citizen_number"].is_string());
    }
    let query = "mutation($input: CreatePerson!) { createPerson(input: $input, dryRun: true) { version } }";
    for number in [1, 9] {
        let input = json!({ "name": "欧阳试验", "citizenNumber": citizen_number("19900101", number) });
        assert_eq!(bound.graphql(query, &json!({ "input": input })).json()["data"]["createPerson"]["version"], 1);
    }
    // Within reach it is told: a search would tell it as well.
    assert_eq!(creates(&bound, "?dry_run=true", &person(7)).refusal(), (409, "duplicate".into()));
    assert_eq!(facts(register, "found_from_elsewhere"), 0);
    assert_eq!(register.acting("registrar").reads_person(text(&known, "id")).unwrap(), known);
    assert_eq!(register.acting("registrar").lists_people("").unwrap().as_array().unwrap().len(), 2);
}

#[on_both_databases]
fn hits_on_numbers_out_of_reach_are_recorded_and_limited(register: &Register) {
    let office = register.acting("registrar");
    for number in 0..22 {
        office.creates_person(&person_in("360000", number)).unwrap();
    }
    let bound = register.acting_in("registrar", Some("340800"));
    let own = bound.creates_person(&person(100)).unwrap();
    for number in 0..19 {
        assert_eq!(creates(&bound, "", &person(number)).refusal(), (409, "duplicate".into()), "{number}");
    }
    let patch = json!({ "citizen_number": citizen_number("19900101", 19) });
    assert_eq!(bound.corrects_person(text(&own, "id"), 1, &patch), Err("duplicate".into()));
    assert_eq!(facts(register, "found_from_elsewhere"), 20);
    // From now on a free number is answered as one that is taken, and a trial as what is meant.
    for query in ["", "?dry_run=true"] {
        for number in [20, 101] {
            let answer = creates(&bound, query, &person(number));
            assert_eq!((answer.refusal(), answer.header("retry-after")), (limited(), Some("180")), "{query} {number}");
        }
    }
    assert_eq!(
        bound.corrects_person(text(&own, "id"), 1, &json!({ "post": "校长" })).unwrap()["version"],
        2,
        "other work goes on"
    );
    assert_eq!(creates(&register.acting_in("registrar", Some("340800")), "", &person(103)).status, 201);
    let history = register.acting("auditor").lists_people("area=360000").unwrap();
    let entries = register.acting("auditor").reads_history(text(&history[0], "id")).unwrap();
    assert_eq!(text(&entries[1], "event"), "found_from_elsewhere");
    register.passes_seconds(180);
    assert_eq!(creates(&bound, "", &person(105)).status, 201);
}

#[on_both_databases]
fn duplicates_in_the_own_area_are_never_rate_limited(register: &Register) {
    let bound = register.acting_in("registrar", Some("340800"));
    bound.creates_person(&person(1)).unwrap();
    for _ in 0..70 {
        assert_eq!(creates(&bound, "", &person(1)).refusal(), (409, "duplicate".into()));
    }
    for number in 0..70 {
        assert_eq!(creates(&bound, "", &person(100 + number)).status, 201, "{number}");
    }
}

#[on_both_databases]
fn trials_at_one_number_are_counted_and_those_at_many_are_not(register: &Register) {
    let registrar = register.acting("registrar");
    let born = |born: &str, number| json!({ "name": "欧阳试验", "citizen_number": citizen_number(born, number) });
    for number in 0..60 {
        assert_eq!(creates(&registrar, "?dry_run=true", &born("19900101", number)).status, 201, "{number}");
    }
    assert_eq!(creates(&registrar, "?dry_run=true", &born("19900101", 60)).refusal(), limited());
    for day in 1..=28 {
        for number in 0..3 {
            assert_eq!(creates(&registrar, "?dry_run=true", &born(&format!("198002{day:02}"), number)).status, 201);
        }
    }
    assert_eq!(creates(&registrar, "", &born("19900101", 60)).status, 201, "what is meant leaves its trace");
}

#[on_both_databases]
fn a_roster_that_is_tried_does_not_tell_of_people_out_of_reach(register: &Register) {
    register.acting("registrar").creates_person(&person_in("360000", 1)).unwrap();
    let bound = register.acting_in("registrar", Some("340800"));
    let number = |number| citizen_number("19900101", number);
    let result = |query: &str, numbers: &[String]| {
        uploads(&bound, query, &roster(numbers), &[("kind", "people")]).json()["result"].clone()
    };
    let (taken, free) =
        (result("?dry_run=true", &[number(1), number(3)]), result("?dry_run=true", &[number(5), number(3)]));
    assert_eq!((&taken, &taken["loaded"]), (&free, &json!(2)));
    assert_eq!(facts(register, "found_from_elsewhere"), 0);
    let meant = result("", &[number(1), number(3)]);
    assert_eq!((meant["loaded"].clone(), text(&meant["faults"][0], "code")), (json!(0), "duplicate"));
    assert_eq!(facts(register, "found_from_elsewhere"), 1);
}

#[on_both_databases]
fn roster_of_candidates_for_one_number_is_refused_and_recorded(register: &Register) {
    register.acting("registrar").creates_person(&person(417)).unwrap();
    let bound = register.acting_in("registrar", Some("340800"));
    let numbers: Vec<String> = (1..1_000).map(|number| citizen_number("19900101", number)).collect();
    assert_eq!(uploads(&bound, "?dry_run=true", &roster(&numbers), &[]).refusal(), limited());
    let told = register.lines("SELECT name || ' ' || actor_key AS line FROM events WHERE name = 'numbers_guessed'");
    assert_eq!(told, [format!("numbers_guessed {}", bound.id)]);
    // Sixty of them were tried, and no other is, in whatever way it leaves no trace.
    let last = &numbers[998..];
    let refused = [last, &["no number".to_owned()]].concat();
    let waiting = [("document_number", "教督〔2026〕7号")];
    assert_eq!(uploads(&bound, "?dry_run=true", &roster(last), &[]).refusal(), limited());
    assert_eq!(uploads(&bound, "", &roster(&refused), &[]).refusal(), limited(), "a roster with another fault");
    assert_eq!(uploads(&bound, "", &roster(last), &waiting).refusal(), limited(), "a roster that waits");
    assert_eq!(creates(&bound, "?dry_run=true", &person(999)).refusal(), limited());
    assert_eq!(uploads(&bound, "?dry_run=true", &roster(&numbers[..60]), &[]).status, 201, "what was tried before");
    assert_eq!(
        uploads(&register.acting("registrar"), "?dry_run=true", &roster(last), &[]).status,
        201,
        "another client"
    );
    assert_eq!(facts(register, "numbers_guessed"), 1, "once an hour");
    register.passes_seconds(86_400);
    let bound = register.renews(bound);
    assert_eq!(uploads(&bound, "?dry_run=true", &roster(last), &[]).status, 201);
}

#[on_both_databases]
fn candidates_in_many_small_rosters_are_counted_together(register: &Register) {
    let registrar = register.acting("registrar");
    let mut tries = (1..1_000).map(|number| [citizen_number("19900101", number), citizen_number("19850505", number)]);
    assert!(
        tries.by_ref().take(60).all(|pair| uploads(&registrar, "?dry_run=true", &roster(&pair), &[]).status == 201)
    );
    assert_eq!(uploads(&registrar, "?dry_run=true", &roster(&tries.next().unwrap()), &[]).refusal(), limited());
    let one = registrar.creates_person(&json!({ "name": "欧阳试验" })).unwrap();
    let path = format!("/v1/people/{}?dry_run=true", text(&one, "id"));
    let patch = json!({ "citizen_number": citizen_number("19850505", 99) });
    assert_eq!(registrar.rest("PATCH", &path, &[("if-match", "\"1\"")], Some(&patch)).refusal(), limited());
}

#[on_both_databases]
fn honest_rosters_are_tried_as_often_as_one_likes(register: &Register) {
    let registrar = register.acting("registrar");
    // A staff of different ages with twins among them.
    let born = (1..=28).flat_map(|day| (1..=12).map(move |month| format!("1985{month:02}{day:02}")));
    let staff: Vec<String> = born.flat_map(|born| [citizen_number(&born, 1), citizen_number(&born, 3)]).collect();
    for _ in 0..10 {
        let tried = uploads(&registrar, "?dry_run=true", &roster(&staff), &[]);
        assert_eq!(tried.json()["result"]["loaded"], staff.len(), "{:.300}", tried.text);
    }
    assert_eq!(uploads(&registrar, "", &roster(&staff), &[]).json()["result"]["loaded"], staff.len());
    for query in ["", "?dry_run=true"] {
        assert_eq!(uploads(&registrar, query, &roster(&staff), &[]).json()["result"]["unchanged"], staff.len());
    }
    // What is meant leaves its trace, however alike the numbers are.
    let alike: Vec<String> = (1..100).map(|number| citizen_number("19900101", number)).collect();
    let meant = uploads(&registrar, "", &roster(&alike), &[]);
    assert_eq!(meant.json()["result"]["loaded"], alike.len(), "{:.300}", meant.text);
    assert_eq!(facts(register, "numbers_guessed"), 0);
}

#[on_both_databases]
fn dry_run_cost_is_equal_for_foreign_and_free_numbers(register: &Register) {
    let office = register.acting("registrar");
    let elsewhere = |number| office.creates_person(&person_in("360000", number)).unwrap();
    let (lost, survivor) = (elsewhere(1), elsewhere(3));
    office.merges_person(text(&lost, "id"), text(&survivor, "id")).unwrap();
    register.has_calendars();
    office.has_member(&register.acting("approver"), "specialist", 5);
    register.executes("UPDATE people SET area = '360000'");
    register.executes("UPDATE pool_memberships SET area = '360000', valid_until = '2026-11-01'");
    let bound = register.acting_in("registrar", Some("340800"));
    let own = bound.creates_person(&person(7)).unwrap();
    let path = format!("/v1/people/{}?dry_run=true", text(&own, "id"));
    let cost = |ask: &dyn Fn()| {
        bound.get("/v1/code-sets/sexes");
        let before = register.statements();
        ask();
        register.statements() - before
    };
    let creation = |number| cost(&|| assert_eq!(creates(&bound, "?dry_run=true", &person(number)).status, 201));
    let correction = |number| {
        let patch = json!({ "citizen_number": citizen_number("19900101", number) });
        cost(&|| assert_eq!(bound.rest("PATCH", &path, &[("if-match", "\"1\"")], Some(&patch)).status, 200))
    };
    let upload = |number| {
        let file = roster(&[citizen_number("19900101", number)]);
        cost(&|| assert_eq!(uploads(&bound, "?dry_run=true", &file, &[]).json()["result"]["loaded"], 1))
    };
    let free = (creation(9), correction(9), upload(9));
    for (number, whose) in [(1, "a merged record's"), (3, "somebody's elsewhere"), (5, "a member's elsewhere")] {
        assert_eq!((creation(number), correction(number), upload(number)), free, "{whose}");
    }
}

#[on_both_databases]
fn rosters_of_people_out_of_reach_are_slowed_down_and_recorded(register: &Register) {
    let office = register.acting("registrar");
    let numbers: Vec<String> = (0..30).map(|number| citizen_number("19900101", number)).collect();
    for number in 0..30 {
        office.creates_person(&person_in("360000", number)).unwrap();
    }
    let bound = register.acting_in("registrar", Some("340800"));
    let first = uploads(&bound, "", &roster(&numbers), &[]);
    assert_eq!((first.status, first.json()["result"]["faults"].as_array().map(Vec::len)), (201, Some(30)));
    assert_eq!(facts(register, "found_from_elsewhere"), 30);
    let fresh = [citizen_number("19850505", 1)];
    for query in ["", "?dry_run=true"] {
        assert_eq!(uploads(&bound, query, &roster(&fresh), &[]).refusal(), limited(), "{query}");
    }
    assert_eq!(creates(&bound, "", &person(101)).refusal(), limited());
    register.passes_seconds(3_600);
    let bound = register.renews(bound);
    assert_eq!(uploads(&bound, "", &roster(&fresh), &[]).json()["result"]["loaded"], 1);
}

#[everywhere]
fn searching_for_masked_digits_is_rate_limited(register: &Register) {
    register.acting("registrar").creates_person(&person(1)).unwrap();
    let (hr, other) = (register.acting("hr"), register.acting("hr"));
    let search = |client: &Client, born: &str, number| {
        client.searches_people(&json!({ "citizen_number": citizen_number(born, number) }))
    };
    for number in 100..160 {
        assert_eq!(search(&hr, "19900101", number), Ok(json!([])), "{number}");
    }
    for number in [1, 160] {
        assert_eq!(search(&hr, "19900101", number), Err("rate_limited".into()), "found or not");
    }
    assert_eq!(facts(register, "numbers_guessed"), 1);
    assert_eq!(search(&hr, "19910101", 1), Ok(json!([])), "whoever else was born on another day");
    assert_eq!(search(&other, "19900101", 1).unwrap().as_array().map(Vec::len), Some(1));
    for _ in 0..70 {
        assert!(search(&other, "19900101", 1).is_ok(), "who finds is not slowed down");
    }
}

#[everywhere]
fn searching_for_masked_phone_digits_is_rate_limited(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&person(1)).unwrap();
    let search = |middle: u32| registrar.searches_people(&json!({ "phone": format!("154{middle:04}0001") }));
    for middle in 1..61 {
        assert_eq!(search(middle), Ok(json!([])), "{middle}");
    }
    assert_eq!(search(0), Err("rate_limited".into()));
}

#[everywhere]
fn numbers_are_read_in_full_so_many_times_an_hour(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    let reveals = || registrar.reveals_person(text(&ada, "id"), "核对身份证件");
    for number in 0..120 {
        assert!(reveals().is_ok(), "{number}");
    }
    assert_eq!(reveals(), Err("rate_limited".into()));
    assert_eq!(facts(register, "revealed"), 120);
    register.passes_seconds(30);
    assert!(reveals().is_ok());
}
