//! The OpenAPI document: what the handlers say, completed by what holds for all of them.
#![expect(
    clippy::indexing_slicing,
    reason = "indexing a JSON object by a name makes the name, and all of these are objects"
)]

mod examples;
mod parameters;
mod schemas;
mod unions;

use domain::{FaultCode, Role, Wording, kernel::policy::Action};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

use crate::kernel::{catalogue::Language, problem, samples, word::ENUM_DESCRIPTIONS};

/// The language of the document.
const ENGLISH: Language = Language::English;

/// Operations that need no token.
const OPEN: [&str; 5] =
    ["list_public_notices", "list_public_posts", "list_public_results", "read_public_result", "issue_token"];

/// The document as it is published, of one that was completed: without what is said for GraphQL alone.
pub fn published(mut document: Value) -> Value {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for schema in schemas.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
        schema.retain(|name, _| !name.starts_with("x-graphql-"));
    }
    document
}

/// Completes the document of a register at this address: examples, errors, security, and what the document is.
pub fn complete(document: &OpenApi, public_url: &str, actions: &[Action]) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "duxue",
        "version": env!("CARGO_PKG_VERSION"),
        "summary": "The register of education inspectors.",
        "description": "The register of education inspectors and of the two talent pools behind them. GraphQL over the same data stands at `/graphql`; `/docs` and `/graphiql` try both.",
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        "contact": { "name": "The office that runs this register" }
    });
    document["servers"] = json!([{ "url": public_url, "description": "This register." }]);
    document["security"] = json!([{ "oauth2": [] }]);
    document["components"]["securitySchemes"] = json!({
        "oauth2": {
            "type": "oauth2",
            "description": "A token of 15 minutes for a registered client.",
            "flows": { "clientCredentials": { "tokenUrl": format!("{public_url}/oauth/token"), "scopes": {} } }
        }
    });
    document["components"]["responses"] = responses(ENGLISH);
    document["tags"] = tags();
    let mut schemas = complete_schemas(document["components"]["schemas"].take());
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
                let action = actions.iter().copied().find(|action| action.as_str() == id);
                complete_operation(&Described { id: &id, path, method, action }, operation);
                parameters::complete(operation, &schemas);
                name_roles(operation, action);
                show_answers(operation, &schemas);
            }
        }
    }
    document["components"]["schemas"] = Value::Object(std::mem::take(&mut schemas));
    document
}

/// The schemas with named branches, shared records, and the closed lists of codes.
fn complete_schemas(schemas: Value) -> Map<String, Value> {
    let Value::Object(mut schemas) = schemas else { return Map::new() };
    unions::share_records(&mut schemas);
    unions::name_branches(&mut schemas);
    let codes: Vec<_> = problem::ALL.iter().map(|code| (code.code, code.help(ENGLISH))).collect();
    let faults: Vec<_> = FaultCode::ALL.iter().map(|code| (code.as_str(), code.meaning().to_owned())).collect();
    for (schema, codes) in [("Problem", codes), ("ProblemFault", faults)] {
        if let Some(code) = schemas.get_mut(schema).and_then(|schema| schema.pointer_mut("/properties/code")) {
            code["enum"] = codes.iter().map(|(code, _)| json!(code)).collect();
            code[ENUM_DESCRIPTIONS] = codes.iter().map(|(_, meaning)| json!(meaning)).collect();
        }
    }
    // A default of a patch is that nothing changes, which null would not say.
    let fields =
        schemas.values_mut().filter_map(|schema| schema.get_mut("properties")).filter_map(Value::as_object_mut);
    for field in fields.flat_map(|fields| fields.values_mut()).filter_map(Value::as_object_mut) {
        if field.get("default").is_some_and(Value::is_null) {
            field.remove("default");
        }
    }
    schemas
}

/// Tells which roles may call an operation.
fn name_roles(operation: &mut Value, action: Option<Action>) {
    if let Some(action) = action {
        let roles: Vec<&str> =
            action.roles().iter().filter(|role| Role::OF_CLIENTS.contains(role)).map(|role| role.as_str()).collect();
        let listed: Vec<String> = roles.iter().map(|role| format!("`{role}`")).collect();
        let said = operation["description"].as_str().unwrap_or_default();
        operation["description"] = json!(format!("{said}\n\nRoles: {}.", listed.join(", ")));
        operation["x-roles"] = json!(roles);
    }
}

/// Shows an answer of each form that is JSON.
fn show_answers(operation: &mut Value, schemas: &Map<String, Value>) {
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        let content = answer.pointer_mut("/content/application~1json");
        if let Some(content) = content.filter(|_| status.starts_with('2'))
            && let Some(example) = content.get("schema").and_then(|schema| examples::of(schema, schemas))
        {
            content["example"] = example;
        }
    }
}

/// What each group of operations is about.
const TAGS: &[(&str, &str)] = &[
    ("agreements", "Who receives which fields, why and until when."),
    ("appointments", "Who is in office, by which authority and for which term."),
    ("assessments", "The yearly assessment of each inspector."),
    ("audit", "Every event, in a chain that shows what was changed behind the register's back."),
    ("calendars", "Working days and holidays of a year."),
    ("certifications", "The qualification of inspectors, from application to certificate."),
    ("changes", "What changes, for systems that follow the register."),
    ("exports", "Lists that are written to files, all of them as of one instant."),
    ("clients", "API clients, their roles and secrets."),
    ("code sets", "Codes with their labels, and the list of areas."),
    ("complaints", "Complaints about inspectors."),
    ("disclosures", "Who received what about whom."),
    ("dismissals", "Cases against inspectors, their measures and remedies."),
    ("documents", "Rules, letters and reports of supervision, and what everybody reads of them."),
    ("duty records", "What inspectors did, and what is missing."),
    ("accountability", "What follows for units and who leads them: interviews and accountability."),
    (
        "governance",
        "How supervision is led: the meetings of the committee, of the inspectors and of units; documents and their publication.",
    ),
    ("evaluations", "By what governments and schools are measured, and how they came out."),
    ("experts", "The active members of the pools, for partner applications."),
    ("findings", "What supervision found, and how problems are put right."),
    ("grades", "Titles and ranks, with the days from which they count."),
    ("graphql", "The same register by GraphQL."),
    ("imports", "Rosters that were loaded."),
    ("organisations", "Authorities, employers, payers, and cohorts of appointments."),
    ("payees", "Into whose account stipends are paid."),
    ("people", "People in the register."),
    ("policies", "The rules in force, and proposals to change them."),
    ("pool memberships", "Memberships of the two talent pools."),
    ("promotions", "The procedure that leads to a grade."),
    ("public notices", "Names that stand in public notice now."),
    ("recusals", "Which schools an inspector must stay away from."),
    ("sanctions", "Sanctions, and until when they count."),
    ("statistics", "How the inspectors in office are made up."),
    ("stipend-lines", "What each person is paid for a month, and why."),
    ("stipend-runs", "The stipends of a month and an area."),
    ("stipend-standards", "The amounts of stipends."),
    ("supervision", "Supervision plans and inspections."),
    ("teams", "Teams drawn by chance."),
    ("tokens", "Access tokens."),
    ("trainings", "Trainings and their hours."),
    ("vacancies", "Places to fill, and who is ranked for them."),
    ("zones", "Responsibility zones, schools, and who serves them."),
];

fn tags() -> Value {
    TAGS.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect()
}

/// One answer for each code, so that an operation names the codes it can give.
pub(crate) fn responses(language: Language) -> Value {
    let mut all = json!({});
    for code in problem::ALL {
        let (title, help) = (code.title(language), code.help(language));
        let described = match language {
            Language::English => format!("{title}. {help}"),
            Language::Chinese => format!("{title}。{help}"),
        };
        let mut example = json!({
            "type": format!("/problems/{}", code.code), "title": title, "status": code.status, "detail": help,
            "code": code.code, "request_id": "0193591c-2000-7000-8000-0000000000aa"
        });
        if code.code == "invalid" {
            example["errors"] =
                json!([{ "pointer": "/name", "code": "required", "detail": language.say(&Wording::FieldNeeded) }]);
        }
        all[code.code] = json!({
            "description": described,
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" }, "example": example } }
        });
    }
    all
}

/// An operation as the document names it, with its action; none of what is no action of the policy.
struct Described<'a> {
    id: &'a str,
    path: &'a str,
    method: &'a str,
    action: Option<Action>,
}

impl Described<'_> {
    /// Whether it changes nothing, whatever its method.
    fn only_reads(&self) -> bool {
        self.action.is_some_and(|action| !action.writes())
    }

    /// Whether it takes an idempotency key.
    fn is_repeatable(&self) -> bool {
        matches!(self.method, "post" | "patch") && self.id != "issue_token" && !self.only_reads()
    }
}

fn complete_operation(described: &Described<'_>, operation: &mut Value) {
    let id = described.id;
    if let (Some(example), Some(content)) =
        (samples::request(id), operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut))
    {
        for media in content.values_mut() {
            media["example"] = example.clone();
        }
    }
    if OPEN.contains(&id) {
        operation["security"] = json!([]);
    }
    if described.is_repeatable() {
        add_idempotency_key(operation);
    }
    for code in errors_of(described, operation) {
        let status = problem::ALL.iter().find(|known| known.code == code).map_or(500, |known| known.status).to_string();
        let answers = &mut operation["responses"];
        if answers[&status].is_null() {
            answers[&status] = json!({ "$ref": format!("#/components/responses/{code}") });
        } else if let Some(first) =
            answers[&status]["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned)
        {
            answers[&status] = combined(&[&first, code]);
        } else if let Some(text) = answers[&status]["description"].as_str() {
            answers[&status]["description"] = json!(format!("{text} `{code}`."));
        }
    }
    if id == "query_graphql" {
        answer_as_graphql(&mut operation["responses"]);
    }
}

/// GraphQL tells errors in its own form, under its own media type where the caller accepts it; refusals of a
/// mutation stand in an answer of 200, and a request that is none is told with 400.
fn answer_as_graphql(answers: &mut Value) {
    let Some(answers) = answers.as_object_mut() else { return };
    answers.remove("409");
    answers.remove("422");
    for (status, answer) in answers {
        let description = match answer["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            Some(code) => json!(format!("`{code}`, in GraphQL's form.")),
            None => answer["description"].take(),
        };
        let content = json!({ "schema": { "$ref": "#/components/schemas/GraphqlAnswer" } });
        *answer = json!({
            "description": if status == "400" { json!("The request is no GraphQL request, or its document is not valid.") } else { description },
            "content": { "application/json": content, "application/graphql-response+json": content }
        });
    }
}

fn add_idempotency_key(operation: &mut Value) {
    let parameter = json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "The same key and request give the same answer again, marked `Idempotency-Replayed: true`, and nothing is done twice. Answers that carry a secret or a number in full are not kept.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$" }
    });
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

/// Several codes that share a status.
fn combined(codes: &[&str]) -> Value {
    let names: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    json!({
        "description": format!("One of {}.", names.join(" ")),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
    })
}

/// Writes that are an event of a lifecycle by a path of their own.
const TRANSITIONS_OF_THEIR_OWN: [&str; 3] = ["cancel_export", "create_payment_results", "file_dismissal_remedy"];

/// Operations by which something could be guessed: tries are counted.
const COUNTED: [&str; 8] = [
    "verify_certification",
    "search_people",
    "create_person",
    "update_person",
    "reveal_person",
    "reveal_complaint",
    "create_import",
    "transition_import",
];

/// The error codes an operation can give, in the order of their checks.
fn errors_of(described: &Described<'_>, operation: &Value) -> Vec<&'static str> {
    let Described { id, path, method, action } = *described;
    let mut codes = vec!["busy", "internal"];
    if id == "issue_token" {
        codes.extend([
            "invalid_client",
            "unsupported_media_type",
            "malformed_body",
            "too_large",
            "too_slow",
            "rate_limited",
        ]);
        return codes;
    }
    if !OPEN.contains(&id) {
        codes.extend(["malformed_token", "missing_token", "invalid_token", "expired_token"]);
    }
    if action.is_some() && !OPEN.contains(&id) {
        codes.push("forbidden");
    }
    codes.push("invalid");
    if id != "query_graphql" {
        codes.push("not_acceptable");
    }
    if path.contains('{') {
        codes.push("not_found");
    }
    let body = !operation["requestBody"].is_null();
    if body {
        codes.extend(["too_slow", "malformed_body", "too_large", "unsupported_media_type"]);
    }
    let mut parameters = operation["parameters"].as_array().into_iter().flatten();
    if let Some(precondition) = parameters.find(|parameter| parameter["name"] == "If-Match") {
        codes.push("changed");
        if precondition["required"] == true {
            codes.push("precondition_required");
        }
    }
    if COUNTED.contains(&id) {
        codes.push("rate_limited");
    }
    if matches!(method, "post" | "patch" | "put") && !described.only_reads() {
        codes.extend(["duplicate", "rule_refused"]);
    }
    if described.is_repeatable() {
        // A repeat whose kept answer spoke of somebody who was erased since, and what was done to their record itself.
        codes.extend(["request_in_progress", "idempotency_mismatch", "gone", "quota_exceeded"]);
    }
    if path.ends_with("/transitions") && method == "post" {
        codes.extend(["transition_not_allowed", "four_eyes"]);
    }
    if TRANSITIONS_OF_THEIR_OWN.contains(&id) {
        codes.push("transition_not_allowed");
    }
    if id == "verify_payee" {
        codes.push("four_eyes");
    }
    if path.contains("/people/{id}") {
        codes.push("moved");
    }
    if matches!(id, "read_person" | "read_person_standing") {
        codes.push("gone");
    }
    if id == "list_changes" {
        codes.push("position_too_old");
    }
    codes
}
