//! What the register tells people, it tells them in their language: Chinese or English, as they ask, over both
//! surfaces. Codes and names of the contract are the same in both.

use serde_json::{Value, json};
use tests::{
    Register,
    client::Client,
    fixtures::{person, text},
    http::Answer,
    on_both_databases,
};

const CHINESE: &str = "zh-CN,zh;q=0.9,en;q=0.5";
const ENGLISH: &str = "fr;q=0.9, en-GB;q=0.8, zh;q=0.1";

fn post(client: &Client, path: &str, language: &str, body: &Value) -> Answer {
    client.rest("POST", path, &[("Accept-Language", language)], Some(body))
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[on_both_databases]
fn a_refusal_speaks_the_language_that_is_asked_for(register: &Register) {
    let registrar = register.acting("registrar");
    let wrong = json!({ "name": "王五", "citizen_number": "12" });
    let chinese = post(&registrar, "/v1/people", CHINESE, &wrong);
    let english = post(&registrar, "/v1/people", ENGLISH, &wrong);
    for (answer, tag, title, detail) in [
        (&chinese, "zh-CN", "请求无效", "公民身份号码应为 18 位。"),
        (&english, "en", "The request is not valid", "A citizen number has 18 characters."),
    ] {
        assert_eq!(answer.header("content-language"), Some(tag));
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("accept-language")));
        assert_eq!(
            (answer.code(), answer.faults()),
            ("invalid".into(), vec![("/citizen_number".into(), "length".into())])
        );
        assert_eq!((&answer.json()["title"], &answer.json()["errors"][0]["detail"]), (&title.into(), &detail.into()));
    }
}

#[on_both_databases]
fn chinese_is_spoken_where_nothing_else_is_asked_for(register: &Register) {
    let registrar = register.acting("registrar");
    for headers in
        [&[][..], &[("Accept-Language", "fr, de;q=0.5")], &[("Accept-Language", "*")], &[("Accept-Language", ";;q=,")]]
    {
        let answer = registrar.rest("GET", "/v1/people/none", headers, None);
        assert_eq!(answer.json()["title"], "没有这条记录", "{headers:?}");
    }
}

#[on_both_databases]
fn graphql_speaks_the_same(register: &Register) {
    let registrar = register.acting("registrar");
    let twice = json!({ "query": "mutation($input: CreatePerson!) { createPerson(input: $input) { id } }", "variables": {
        "input": { "name": "王五", "citizenNumber": person(1)["citizen_number"] }
    }});
    assert_eq!(registrar.post("/v1/people", &person(1)).status, 201);
    for (language, title, message) in [
        (CHINESE, "记录已经存在", "此公民身份号码的人员已在册。"),
        (ENGLISH, "The record exists already", "A person with this citizen number is in the register."),
    ] {
        let error = post(&registrar, "/graphql", language, &twice).json()["errors"][0].clone();
        assert_eq!((&error["message"], &error["extensions"]["title"]), (&message.into(), &title.into()), "{error}");
        assert_eq!(error["extensions"]["code"], "duplicate");
    }
    let nobody = Client { token: "a.b.c".into(), ..registrar.clone() };
    assert_eq!(
        post(&nobody, "/graphql", ENGLISH, &twice).json()["errors"][0]["message"],
        "The token is not well-formed."
    );
}

#[on_both_databases]
fn refusal_and_its_repeat_use_the_language_of_each_request(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let membership = registrar.has_published("invited", 1, "2026-11-23");
    let path = format!("/v1/pool-memberships/{}/transitions", text(&membership, "id"));
    let approve = json!({ "event": "approve", "document_number": "教督〔2026〕9号" });
    for (language, chinese) in [(CHINESE, true), (ENGLISH, false), (CHINESE, true)] {
        let headers = [("Accept-Language", language), ("Idempotency-Key", "k1")];
        let answer = approver.rest("POST", &path, &headers, Some(&approve));
        assert_eq!(answer.refusal(), (409, "rule_refused".into()));
        assert_eq!(is_chinese(text(&answer.json(), "detail")), chinese, "{}", answer.text);
    }
}

#[on_both_databases]
fn roster_faults_are_worded_in_the_reader_language(register: &Register) {
    let registrar = register.acting("registrar");
    let import =
        crate::rosters::uploads(&registrar, "", "姓名,身份证号,督学类别\n王五,12,专职督学\n".as_bytes(), &[]).json();
    let path = format!("/v1/imports/{}", text(&import, "id"));
    for (language, detail) in [(CHINESE, "公民身份号码应为 18 位。"), (ENGLISH, "A citizen number has 18 characters.")]
    {
        let read = registrar.rest("GET", &path, &[("Accept-Language", language)], None).json();
        assert_eq!(read["result"]["faults"][0]["detail"], detail);
        let query = format!("{{ import(id: \"{}\") {{ result {{ faults {{ detail }} }} }} }}", text(&import, "id"));
        let read = post(&registrar, "/graphql", language, &json!({ "query": query })).json();
        assert_eq!(read["data"]["import"]["result"]["faults"][0]["detail"], detail, "{read}");
    }
}

#[on_both_databases]
fn every_code_has_a_page_in_both_languages(register: &Register) {
    for code in openapi::kernel::problem::ALL {
        let url = format!("{}/problems/{}", register.address, code.code);
        for (language, tag) in [(CHINESE, "zh-CN"), (ENGLISH, "en")] {
            let page = tests::http::send("GET", &url, &[("Accept-Language", language)], &[]);
            assert_eq!((page.status, page.header("content-language")), (200, Some(tag)));
            assert_eq!(is_chinese(&page.text), tag == "zh-CN", "{}", page.text);
            assert!(page.text.contains(&format!("lang=\"{tag}\"")) && page.text.contains(code.code));
            let list = tests::http::send(
                "GET",
                &format!("{}/problems", register.address),
                &[("Accept-Language", language)],
                &[],
            );
            assert!(list.text.contains(&format!("href=\"/problems/{}\"", code.code)), "{}", list.text);
        }
    }
    assert_eq!(register.get("/problems/none").refusal(), (404, "not_found".into()));
}
