//! What the register tells people, it tells them in their language: Chinese or English, as they ask, over both
//! surfaces. Codes and names of the contract are the same in both.

use std::collections::{BTreeMap, BTreeSet};

use openapi::kernel::translation;
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
            // An example may name an article, which has its Chinese name in every language.
            let said = page.text.split_once("<pre>").unwrap().0;
            assert_eq!(is_chinese(said), tag == "zh-CN", "{said}");
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

/// The descriptions of the GraphQL schema.
fn schema_descriptions() -> Vec<String> {
    let schema = api::graphql::document();
    let parts = schema.split("\"\"\"").skip(1).step_by(2);
    parts.map(|part| part.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n")).collect()
}

/// The OpenAPI document without the answers of errors, which the catalogue of what people are told has in both languages.
fn without_errors(mut document: Value) -> Value {
    document["components"]["responses"] = Value::Null;
    document
}

#[test]
fn every_text_of_the_contract_has_its_chinese() {
    let document = without_errors(api::surfaces::document(api::http::DOCUMENTED_URL));
    let rules = domain::kernel::rules::all().map(|rule| rule.title.to_owned());
    let texts = translation::texts(&document).into_iter().chain(rules).chain(api::cli::help_texts());
    let asked_for: Vec<(String, bool)> =
        texts.chain(schema_descriptions()).flat_map(|text| translation::entries_for(&text)).collect();
    let needed: BTreeSet<&String> = asked_for.iter().map(|(text, _)| text).collect();
    let lacking: BTreeSet<&String> = asked_for.iter().filter(|(_, is_there)| !is_there).map(|(text, _)| text).collect();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        return write_catalogue(&needed, &lacking);
    }
    assert!(lacking.is_empty(), "run `just snapshots`, and write the Chinese of {lacking:#?}");
    let kept = translation::catalogued();
    let left_over: Vec<&String> = kept.iter().map(|(text, _)| text).filter(|text| !needed.contains(text)).collect();
    assert!(left_over.is_empty(), "contract.zh-CN.po has what nothing asks for: {left_over:#?}");
}

/// Writes the catalogue with what is needed of it, and with what is lacking, whose Chinese is still to be written.
fn write_catalogue(needed: &BTreeSet<&String>, lacking: &BTreeSet<&String>) {
    let path = crate::tidy::root().join("openapi/catalogue/contract.zh-CN.po");
    let known: BTreeMap<String, String> = translation::catalogued().into_iter().collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let entry = |english: &&String| {
        let chinese = known.get(*english).map(String::as_str).unwrap_or_default();
        format!("\nmsgid {}\nmsgstr {}\n", quoted(english), quoted(chinese))
    };
    let old = std::fs::read_to_string(&path).unwrap();
    let (head, _) = old.split_once("\n\nmsgid ").unwrap();
    let written = needed.iter().filter(|text| known.contains_key(**text) || lacking.contains(**text));
    std::fs::write(path, format!("{head}\n{}", written.map(entry).collect::<String>())).unwrap();
}

/// A document with its texts emptied.
fn without_texts(mut document: Value) -> Value {
    translation::each_text(&mut document, &mut String::clear);
    without_errors(document)
}

#[on_both_databases]
fn openapi_document_is_served_in_both_languages(register: &Register) {
    let served = |headers: &[(&str, &str)]| {
        let answer = tests::http::send("GET", &format!("{}/openapi.json", register.address), headers, &[]);
        assert_eq!((answer.status, answer.header("content-language").is_some()), (200, true));
        assert!(answer.header("vary").is_some_and(|vary| vary.contains("accept-language")));
        answer.json()
    };
    let (chinese, english) = (served(&[("Accept-Language", CHINESE)]), served(&[("Accept-Language", ENGLISH)]));
    assert_eq!(served(&[]), chinese, "Chinese is spoken where nothing else is asked for");
    assert_eq!(english, api::surfaces::document(&register.config.public_url));
    assert_eq!(without_texts(chinese.clone()), without_texts(english));
    assert_eq!(chinese["paths"]["/v1/people"]["post"]["summary"], "登记人员");
    assert_eq!(
        chinese["components"]["schemas"]["Person"]["properties"]["number"]["description"],
        "人员编号，不重复使用。"
    );
    assert!(text(&chinese["components"]["responses"]["gone"], "description").contains('。'));
}

#[on_both_databases]
fn graphql_schema_is_described_in_the_reader_language(register: &Register) {
    let registrar = register.acting("registrar");
    let query = json!({ "query": "{ __type(name: \"Person\") { description fields { name description } } }" });
    for (language, described) in [(CHINESE, "系统中的人员。"), (ENGLISH, "A person in the register.")] {
        let answer = post(&registrar, "/graphql", language, &query).json();
        assert_eq!(answer["data"]["__type"]["description"], described, "{answer}");
    }
}

#[on_both_databases]
fn rules_have_titles_in_the_reader_language(register: &Register) {
    let administrator = register.acting("administrator");
    let title = |language| {
        let path = "/v1/policies/public_notice.min_working_days";
        administrator.rest("GET", path, &[("Accept-Language", language)], None).json()["title"].clone()
    };
    assert_eq!(title(CHINESE), "作出决定之前公示拟定人选的工作日数");
    assert_eq!(title(ENGLISH), "Working days that proposed names stand in public notice before a decision");
    let query = json!({ "query": "{ policies { key title } }" });
    let answer = post(&administrator, "/graphql", CHINESE, &query).json();
    let rules = answer["data"]["policies"].as_array().unwrap_or_else(|| panic!("{answer}"));
    assert!(rules.iter().all(|rule| is_chinese(text(rule, "title"))), "{answer}");
}

#[test]
fn help_speaks_the_language_of_the_locale() {
    let help = |locale: &str, arguments: &[&str]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_duxue-under-test"));
        let output = program.env("LC_ALL", locale).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for (arguments, said) in
        [(&["--help"][..], "命令："), (&["import", "--help"], "选项："), (&["client", "--help"], "吊销")]
    {
        let chinese = help("zh_CN.UTF-8", arguments);
        assert!(chinese.contains("用法：duxue") && chinese.contains(said.trim_end_matches('：')), "{chinese}");
        assert!(!chinese.contains("Print ") && !chinese.contains("Options:"), "{chinese}");
        assert!(!is_chinese(help("en_GB.UTF-8", arguments).replace("督学", "").as_str()), "{arguments:?}");
    }
}
