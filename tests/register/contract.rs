//! The contract documents: fresh, complete, and true.

use serde_json::Value;
use tests::{
    Register, everywhere,
    fixtures::{citizen_number, text},
    on_both_databases,
};

fn checked_in(name: &str) -> String {
    let path = format!("{}/../openapi/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_openapi_document_is_fresh() {
    assert_eq!(
        checked_in("openapi.json").trim_end(),
        format!("{:#}", api::surfaces::document(api::http::DOCUMENTED_URL)),
        "run `just contract`"
    );
}

#[test]
fn the_graphql_schema_is_fresh() {
    assert_eq!(checked_in("schema.graphql").trim_end(), api::graphql::document().trim_end(), "run `just contract`");
}

#[test]
fn the_collection_is_fresh() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    for (name, value) in [
        ("collection", openapi::kernel::collection::collection(&document)),
        ("environment", openapi::kernel::collection::environment(&document)),
    ] {
        let path = format!("{}/../docs/clients/duxue.postman_{name}.json", env!("CARGO_MANIFEST_DIR"));
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(kept.trim_end(), format!("{value:#}"), "run `just contract`");
    }
}

#[test]
fn the_collection_has_every_operation_and_needs_no_filter() {
    let collection = openapi::kernel::collection::collection(&api::surfaces::document(api::http::DOCUMENTED_URL));
    let folders = collection["item"].as_array().unwrap();
    let requests: Vec<&Value> = folders.iter().flat_map(|folder| folder["item"].as_array().unwrap()).collect();
    assert_eq!(requests.len(), operations().len());
    assert_eq!(folders[0]["name"], "tokens");
    let variables: Vec<&str> = collection["variable"].as_array().unwrap().iter().map(|one| text(one, "key")).collect();
    for request in requests {
        let request = &request["request"];
        for filter in request["url"]["query"].as_array().unwrap() {
            let is_needed = ["by", "kind", "month", "person_id", "resource"].contains(&text(filter, "key"))
                && filter["disabled"] == false;
            assert!(filter["disabled"] == true || is_needed, "{filter}");
        }
        for used in request.to_string().split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap()) {
            let is_known =
                ["base_url", "client_id", "client_secret", "$guid"].contains(&used) || variables.contains(&used);
            assert!(is_known, "{used}");
        }
    }
}

fn operations() -> Vec<(String, String, Value)> {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let paths = document["paths"].as_object().unwrap().clone();
    paths
        .into_iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .clone()
                .into_iter()
                .map(move |(method, operation)| (path.clone(), method, operation))
        })
        .collect()
}

#[test]
fn every_operation_documents_summary_security_and_errors() {
    for (path, method, operation) in operations() {
        let name = text(&operation, "operationId").to_owned();
        for part in ["summary", "description"] {
            assert!(operation[part].as_str().is_some_and(|text| text.len() > 5), "{method} {path} has no {part}");
        }
        assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{name} has no tag");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2')), "{name}");
        for status in ["500", "503"] {
            assert!(answers.contains_key(status), "{name} has no {status}");
        }
        for (status, answer) in answers {
            assert!(
                answer["$ref"].is_string() || answer["description"].is_string(),
                "{name} {status} has no description"
            );
        }
        if !operation["requestBody"].is_null() && name != "create_import" {
            let content = operation["requestBody"]["content"].as_object().unwrap();
            assert!(content.values().all(|media| !media["example"].is_null()), "{name} has no request example");
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(
                parameter["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{name} {} has no description",
                parameter["name"]
            );
        }
    }
}

#[test]
fn document_resolves_every_reference_and_lists_every_code() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer} leads nowhere");
    }
    for code in openapi::kernel::problem::ALL {
        assert!(document["components"]["responses"][code.code].is_object(), "{}", code.code);
    }
}

#[on_both_databases]
fn person_example_works_with_any_citizen_number(register: &Register) {
    let registrar = register.acting("registrar");
    let document = register.get("/openapi.json").json();
    let mut example =
        document["paths"]["/v1/people"]["post"]["requestBody"]["content"]["application/json"]["example"].clone();
    let made = registrar.post("/v1/people", &example);
    assert_eq!((made.status, made.json()["sex"].as_str()), (201, Some("1")), "{}", made.text);
    example["citizen_number"] = citizen_number("19850615", 2).into();
    let made = registrar.post("/v1/people", &example);
    assert_eq!((made.status, made.json()["sex"].as_str()), (201, Some("2")), "{}", made.text);
}

#[everywhere]
fn the_other_examples_pass_the_strict_reading_of_bodies(register: &Register) {
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("specialist", 1);
    let mut submit = openapi::kernel::samples::request("transition_pool_membership").unwrap();
    submit.as_object_mut().unwrap().remove("event");
    assert_eq!(registrar.fires(text(&membership, "id"), "submit", &submit).unwrap()["status"], "submitted");
    let administrator = register.acting("administrator");
    administrator.uploads_calendar(2027, &openapi::kernel::samples::request("put_calendar").unwrap()).unwrap();
    administrator.uploads_areas(&openapi::kernel::samples::request("put_areas").unwrap()).unwrap();
}

#[test]
fn every_branch_of_a_union_is_a_named_schema() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let unions: Vec<_> = schemas.values().filter(|schema| schema["discriminator"].is_object()).collect();
    assert!(unions.len() >= 15, "{} unions", unions.len());
    for union in unions {
        let mapping = union["discriminator"]["mapping"].as_object().unwrap();
        let branches = union["oneOf"].as_array().unwrap();
        assert_eq!(mapping.len(), branches.len());
        for branch in branches {
            let target = branch["$ref"].as_str().unwrap();
            assert!(mapping.values().any(|mapped| mapped == target), "{target}");
        }
    }
}

#[test]
fn every_operation_names_its_roles_and_shows_an_answer() {
    for (path, method, operation) in operations() {
        let name = text(&operation, "operationId");
        if api::table::actions().any(|action| action.as_str() == name) {
            assert!(operation["x-roles"].is_array(), "{method} {path} names no roles");
            assert!(text(&operation, "description").contains("\n\nRoles: "), "{method} {path}");
        }
        for (status, answer) in operation["responses"].as_object().unwrap() {
            if status.starts_with('2') && answer["content"]["application/json"].is_object() {
                assert!(!answer["content"]["application/json"]["example"].is_null(), "{method} {path} {status}");
            }
        }
    }
}

#[test]
fn every_value_of_a_closed_list_is_described() {
    let document: Value = serde_json::from_str(&checked_in("openapi.json")).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let codes = ["Problem", "ProblemFault"].map(|name| &schemas[name]["properties"]["code"]);
    let lists: Vec<&Value> = schemas.values().chain(codes).filter(|schema| schema["enum"].is_array()).collect();
    assert!(lists.len() > 70, "{}", lists.len());
    for list in lists {
        let (words, meanings) = (list["enum"].as_array().unwrap(), list["x-enum-descriptions"].as_array().unwrap());
        assert_eq!(words.len(), meanings.len(), "{list}");
        assert!(meanings.iter().all(|meaning| text_of(meaning).chars().count() > 1), "{list}");
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn every_tag_is_described_and_used() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let listed: std::collections::BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| text(tag, "name").to_owned()).collect();
    let used: std::collections::BTreeSet<_> =
        operations().iter().map(|(_, _, operation)| operation["tags"][0].as_str().unwrap().to_owned()).collect();
    assert_eq!(listed, used);
}

#[test]
fn filters_have_the_type_of_the_field_they_compare() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let parameter = |path: &str, name: &str| {
        let all = document["paths"][path]["get"]["parameters"].as_array().unwrap().clone();
        all.into_iter().find(|parameter| parameter["name"] == name).unwrap()
    };
    let memberships = |name| parameter("/v1/pool-memberships", name);
    assert_eq!(memberships("status")["schema"]["items"]["$ref"], "#/components/schemas/PoolMembershipStatus");
    assert_eq!(memberships("person_id")["schema"]["items"]["format"], "uuid");
    assert_eq!(memberships("valid_until_from")["schema"]["format"], "date");
    assert_eq!(memberships("sort")["schema"]["enum"], serde_json::json!(["id", "-id"]));
    assert_eq!(parameter("/v1/payees", "verified")["schema"]["type"], "boolean");
    assert_eq!(
        parameter("/v1/experts", "stage")["schema"]["items"]["enum"][0],
        domain::kernel::code_set::find("teaching_stages").unwrap().entries[0].code
    );
    assert!(parameter("/v1/experts", "q")["example"].is_string());
}

#[on_both_databases]
fn parameters_that_are_needed_are_marked_required(register: &Register) {
    let approver = register.acting("approver");
    for (path, method, operation) in operations() {
        if method != "get" || path.contains('{') || !path.starts_with("/v1/") {
            continue;
        }
        let marked: Vec<String> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query" && parameter["required"] == true)
            .map(|parameter| format!("/{}", text(parameter, "name")))
            .collect();
        let answer = approver.get(&path);
        let needed: Vec<String> = if answer.status == 422 {
            answer.json()["errors"].as_array().unwrap().iter().map(|fault| text(fault, "pointer").to_owned()).collect()
        } else {
            Vec::new()
        };
        assert_eq!(needed, marked, "{path}: {}", answer.text);
    }
}
