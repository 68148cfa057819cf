//! The contract documents: fresh, complete, and true.

use serde_json::Value;
use tests::{
    everywhere,
    fixtures::{citizen_number, text},
    on_both_databases,
};

fn checked_in(name: &str) -> String {
    let path = format!("{}/../openapi/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn the_openapi_document_is_fresh() {
    assert_eq!(checked_in("openapi.json").trim_end(), format!("{:#}", api::rest::document()), "run `just contract`");
}

#[test]
fn the_graphql_schema_is_fresh() {
    assert_eq!(checked_in("schema.graphql").trim_end(), api::graphql::document().trim_end(), "run `just contract`");
}

fn operations() -> Vec<(String, String, Value)> {
    let document = api::rest::document();
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
fn every_operation_has_summary_description_security_and_its_errors() {
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
fn every_reference_leads_somewhere_and_every_code_is_in_the_document() {
    let document = api::rest::document();
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer} leads nowhere");
    }
    for code in openapi::problem::ALL {
        assert!(document["components"]["responses"][code.code].is_object(), "{}", code.code);
    }
}

on_both_databases! {
    fn the_example_of_a_person_works_as_it_is_and_with_another_citizen_number(register: &Register) {
        let registrar = register.acting("registrar");
        let document = register.get("/openapi.json").json();
        let mut example = document["paths"]["/v1/people"]["post"]["requestBody"]["content"]["application/json"]["example"].clone();
        let made = registrar.post("/v1/people", &example);
        assert_eq!((made.status, made.json()["sex"].as_str()), (201, Some("1")), "{}", made.text);
        example["citizen_number"] = citizen_number("19850615", 2).into();
        let made = registrar.post("/v1/people", &example);
        assert_eq!((made.status, made.json()["sex"].as_str()), (201, Some("2")), "{}", made.text);
    }
}

everywhere! {
    fn the_other_examples_pass_the_strict_reading_of_bodies(register: &Register) {
        let registrar = register.acting("registrar");
        let membership = registrar.has_nominated("specialist", 1);
        let mut submit = openapi::samples::request("transition_pool_membership").unwrap();
        submit.as_object_mut().unwrap().remove("event");
        assert_eq!(registrar.fires(text(&membership, "id"), "submit", &submit).unwrap()["status"], "submitted");
        let administrator = register.acting("administrator");
        administrator.uploads_calendar(2027, &openapi::samples::request("put_calendar").unwrap()).unwrap();
        administrator.uploads_areas(&openapi::samples::request("put_areas").unwrap()).unwrap();
    }
}
