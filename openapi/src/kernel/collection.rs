//! A collection for Postman, Bruno and their like (Postman Collection Format 2.1), made from the OpenAPI document: a folder for each
//! tag, a request for each operation, an environment with the client's credentials.
//!
//! Ids are variables. A list sets those of its resource to the first record that it answers, so that what follows reads
//! something that is there.
#![expect(
    clippy::indexing_slicing,
    reason = "indexing a JSON object by a name gives null where there is none, and a name of ours makes it"
)]

use serde_json::{Map, Value, json};

use crate::kernel::samples::SAMPLE_ID;

/// The address of the format.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
/// The tag whose folder comes first: a token is needed for everything else.
const TOKENS: &str = "tokens";
/// The methods, in the order of a folder's requests of one path.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// Fields that name a record by its role, and the variable with the id of such a record.
const ALIASES: [(&str, &str); 5] = [
    ("authority_id", "organisation_id"),
    ("payer_id", "organisation_id"),
    ("into", "person_id"),
    ("line_id", "stipend_line_id"),
    ("run_id", "stipend_run_id"),
];

/// The collection of the operations of a document.
pub fn collection(document: &Value) -> Value {
    let mut variables = Map::new();
    let mut tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().collect();
    tags.sort_by_key(|tag| tag["name"] != TOKENS);
    let folder = |tag: &Value| {
        json!({
            "name": tag["name"], "description": tag["description"],
            "item": requests(document, &tag["name"], &mut variables)
        })
    };
    let folders: Vec<Value> = tags.into_iter().map(folder).collect();
    variables.insert("access_token".to_owned(), json!(""));
    let variables: Vec<Value> = variables.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    json!({
        "info": {
            "name": document["info"]["title"], "schema": SCHEMA,
            "description": "Choose the environment, put the id and the secret of a client there, and send the request that issues a token. What a role may not do answers 403. Send a list before what is about one of its records."
        },
        "auth": {
            "type": "oauth2",
            "oauth2": parameters(&[
                ("grant_type", "client_credentials"), ("accessTokenUrl", "{{base_url}}/oauth/token"),
                ("clientId", "{{client_id}}"), ("clientSecret", "{{client_secret}}"), ("client_authentication", "header"),
                ("accessToken", "{{access_token}}"), ("addTokenTo", "header"), ("headerPrefix", "Bearer"), ("tokenName", "duxue")
            ])
        },
        "variable": variables,
        "item": folders
    })
}

/// The environment of a register at the address of the document.
pub fn environment(document: &Value) -> Value {
    let value =
        |key: &str, value: &Value, kind: &str| json!({ "key": key, "value": value, "type": kind, "enabled": true });
    json!({
        "name": document["info"]["title"],
        "values": [
            value("base_url", &document["servers"][0]["url"], "default"),
            value("client_id", &json!(""), "default"),
            value("client_secret", &json!(""), "secret")
        ],
        "_postman_variable_scope": "environment"
    })
}

fn parameters(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(key, value)| json!({ "key": key, "value": value, "type": "string" })).collect()
}

/// The requests of a tag, in the order of their paths.
fn requests(document: &Value, tag: &Value, variables: &mut Map<String, Value>) -> Vec<Value> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            if operation["tags"].as_array().is_some_and(|tags| tags.contains(tag)) {
                all.push(request(path, method, operation, variables));
            }
        }
    }
    all
}

fn request(path: &str, method: &str, operation: &Value, variables: &mut Map<String, Value>) -> Value {
    let mut request = json!({
        "method": method.to_uppercase(),
        "description": operation["description"],
        "header": headers(path, operation, variables),
        "url": address(path, operation, variables)
    });
    if operation["security"].as_array().is_some_and(Vec::is_empty) {
        request["auth"] = json!({ "type": "noauth" });
    }
    if let Some(body) = body(&operation["requestBody"]["content"]) {
        request["body"] = body;
    }
    let mut item = json!({ "name": operation["summary"], "request": request, "response": [] });
    let script = script(path, method, operation, variables);
    if !script.is_empty() {
        item["event"] = json!([{ "listen": "test", "script": { "type": "text/javascript", "exec": script } }]);
    }
    item
}

/// The parameters of an operation that stand in one place.
fn parameters_in<'a>(operation: &'a Value, place: &'a str) -> impl Iterator<Item = &'a Value> {
    operation["parameters"].as_array().into_iter().flatten().filter(move |parameter| parameter["in"] == place)
}

fn headers(path: &str, operation: &Value, variables: &mut Map<String, Value>) -> Vec<Value> {
    let mut headers: Vec<Value> = Vec::new();
    if let Some(media) = operation["requestBody"]["content"].as_object().and_then(|content| content.keys().next())
        && media == "application/json"
    {
        headers.push(json!({ "key": "Content-Type", "value": media }));
    }
    for parameter in parameters_in(operation, "header") {
        let value = match parameter["name"].as_str() {
            Some("If-Match") => {
                let tag = tag_variable(path);
                variables.entry(tag.clone()).or_insert_with(|| json!("\"1\""));
                format!("{{{{{tag}}}}}")
            }
            _ => "{{$guid}}".to_owned(),
        };
        headers.push(json!({
            "key": parameter["name"], "value": value, "description": parameter["description"],
            "disabled": parameter["required"] != true
        }));
    }
    headers
}

/// The address, with its variables; filters that nobody needs are there and off.
fn address(path: &str, operation: &Value, variables: &mut Map<String, Value>) -> Value {
    let mut places = Vec::new();
    for parameter in parameters_in(operation, "path") {
        let name = parameter["name"].as_str().unwrap_or_default();
        let variable = variable_of(path, name);
        let example = match &parameter["example"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        variables.entry(variable.clone()).or_insert_with(|| json!(example));
        places.push(
            json!({ "key": name, "value": format!("{{{{{variable}}}}}"), "description": parameter["description"] }),
        );
    }
    let query: Vec<Value> =
        parameters_in(operation, "query").flat_map(|parameter| filters(parameter, variables)).collect();
    let path = path.replace('{', ":").replace('}', "");
    let enabled: Vec<String> = query.iter().filter(|one| one["disabled"] == false).map(pair).collect();
    let raw = if enabled.is_empty() { path.clone() } else { format!("{path}?{}", enabled.join("&")) };
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    json!({ "raw": format!("{{{{base_url}}}}{raw}"), "host": ["{{base_url}}"], "path": parts, "query": query, "variable": places })
}

fn pair(filter: &Value) -> String {
    let text = |name: &str| filter[name].as_str().unwrap_or_default().to_owned();
    format!("{}={}", text("key"), text("value"))
}

/// A filter, once for each value of its example.
fn filters(parameter: &Value, variables: &mut Map<String, Value>) -> Vec<Value> {
    let name = parameter["name"].as_str().unwrap_or_default();
    let values = match &parameter["example"] {
        Value::Array(values) => values.clone(),
        Value::Null => vec![json!(if name == "dry_run" { "true" } else { "" })],
        value => vec![value.clone()],
    };
    let one = |value: Value| {
        let value = match value {
            Value::String(text) if text == SAMPLE_ID => id_of(name, variables),
            Value::String(text) => text,
            other => other.to_string(),
        };
        let disabled = parameter["required"] != true;
        json!({ "key": name, "value": value, "description": parameter["description"], "disabled": disabled })
    };
    values.into_iter().map(one).collect()
}

/// The body, as the document shows it.
fn body(content: &Value) -> Option<Value> {
    let (media, shown) = content.as_object()?.iter().next()?;
    let field = |(key, value): (&String, &Value)| {
        let value = match key.as_str() {
            "client_id" | "client_secret" => format!("{{{{{key}}}}}"),
            _ => value.as_str().unwrap_or_default().to_owned(),
        };
        json!({ "key": key, "value": value, "type": "text" })
    };
    match media.as_str() {
        "application/json" => {
            let mut example = shown["example"].clone();
            name_records("", &mut example);
            let raw = format!("{example:#}");
            Some(json!({ "mode": "raw", "raw": raw, "options": { "raw": { "language": "json" } } }))
        }
        "application/x-www-form-urlencoded" => {
            let fields: Vec<Value> = shown["example"].as_object()?.iter().map(field).collect();
            Some(json!({ "mode": "urlencoded", "urlencoded": fields }))
        }
        _ => Some(json!({ "mode": "formdata", "formdata": [{ "key": "file", "type": "file", "src": [] }] })),
    }
}

/// Puts the variables of records in place of the sample id.
fn name_records(name: &str, value: &mut Value) {
    match value {
        Value::String(text) if text == SAMPLE_ID => *text = id_of(name, &mut Map::new()),
        Value::Array(items) => items.iter_mut().for_each(|item| name_records(name, item)),
        Value::Object(fields) => fields.iter_mut().for_each(|(name, field)| name_records(name, field)),
        _ => {}
    }
}

/// The variable with the id that a field or filter of this name takes.
fn id_of(name: &str, variables: &mut Map<String, Value>) -> String {
    if !name.ends_with("_id") && name != "into" {
        return SAMPLE_ID.to_owned();
    }
    let variable = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, variable)| variable);
    variables.entry(variable.to_owned()).or_insert_with(|| json!(SAMPLE_ID));
    format!("{{{{{variable}}}}}")
}

/// What tells the records of a path's resource apart, as a variable: `person_id` for `/v1/people/{id}`.
fn variable_of(path: &str, name: &str) -> String {
    format!("{}_{name}", record_of(path))
}

fn tag_variable(path: &str) -> String {
    variable_of(path, "etag")
}

/// The resource of a path in the singular.
fn record_of(path: &str) -> String {
    let resource = path.split('/').nth(2).unwrap_or_default().replace('-', "_");
    match resource.as_str() {
        "people" => "person".to_owned(),
        // The environment has the id of the client that asks.
        "clients" => "api_client".to_owned(),
        plural => match plural.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => plural.strip_suffix('s').unwrap_or(plural).to_owned(),
        },
    }
}

/// What is done with an answer: the token is kept, the first record of a list, a record that was made, and the tag of one that was read.
fn script(path: &str, method: &str, operation: &Value, variables: &mut Map<String, Value>) -> Vec<String> {
    if operation["operationId"] == "issue_token" {
        return vec![set("access_token", "pm.response.json().access_token", "pm.response.code === 200")];
    }
    let is_of_resource = path.split('/').count() == 3;
    let is_record = path.split('/').count() == 4 && path.ends_with('}');
    let known = ["id", "key", "name", "year"].map(|name| (name, variable_of(path, name)));
    match method {
        "get" if is_record => {
            variables.entry(tag_variable(path)).or_insert_with(|| json!("\"1\""));
            vec![set(&tag_variable(path), "pm.response.headers.get(\"ETag\")", "pm.response.code === 200")]
        }
        "get" if is_of_resource => {
            let names = known.iter().filter(|(name, _)| *name == identifier(path));
            let first = "const first = pm.response.code === 200 && (pm.response.json().items || [])[0];".to_owned();
            std::iter::once(first)
                .chain(names.map(|(name, variable)| set(variable, &format!("first.{name}"), "first")))
                .collect()
        }
        "post" if is_of_resource => {
            vec![set(
                &variable_of(path, "id"),
                "pm.response.json().id",
                "pm.response.code === 201 && pm.response.json().id",
            )]
        }
        _ => Vec::new(),
    }
}

/// By what the records of a path are told apart.
fn identifier(path: &str) -> &'static str {
    match path {
        "/v1/calendars" => "year",
        "/v1/code-sets" => "name",
        "/v1/policies" => "key",
        _ => "id",
    }
}

fn set(variable: &str, value: &str, condition: &str) -> String {
    format!("if ({condition}) pm.collectionVariables.set(\"{variable}\", {value});")
}
