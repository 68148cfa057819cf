//! What only GraphQL has: connections, nodes, limits, its own media types.

use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{person, text},
    http, on_both_databases,
};

fn ask(client: &Client, query: &str) -> Value {
    client.graphql(query, &json!({})).json()
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

pub fn raw(register: &Register, client: &Client, accept: &str, content_type: &str, body: &str) -> http::Answer {
    let bearer = format!("Bearer {}", client.token);
    let headers = [("authorization", bearer.as_str()), ("accept", accept), ("content-type", content_type)];
    http::send("POST", &format!("{}/graphql", register.address), &headers, body.as_bytes())
}

#[on_both_databases]
fn a_connection_is_walked_by_its_cursors_and_counted_when_asked(register: &Register) {
    let registrar = register.acting("registrar");
    for number in 0..5 {
        registrar.post("/v1/people", &person(number * 2 + 1));
    }
    let first = ask(
        &registrar,
        "{ people(first: 2) { totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }",
    );
    let page = &first["data"]["people"];
    assert_eq!((page["totalCount"].clone(), page["pageInfo"]["hasNextPage"].clone()), (json!(5), json!(true)));
    assert_eq!(page["edges"][1]["cursor"], page["pageInfo"]["endCursor"]);
    let after = page["edges"][0]["cursor"].as_str().unwrap();
    let second =
        ask(&registrar, &format!("{{ people(first: 2, after: \"{after}\") {{ edges {{ node {{ id }} }} }} }}"));
    assert_eq!(second["data"]["people"]["edges"][0]["node"], page["edges"][1]["node"]);
    let foreign = ask(
        &registrar,
        &format!("{{ people(first: 2, subject: [\"14\"], after: \"{after}\") {{ edges {{ node {{ id }} }} }} }}"),
    );
    assert_eq!(code(&foreign), "invalid");
}

#[on_both_databases]
fn any_record_is_a_node(register: &Register) {
    let registrar = register.acting("registrar");
    let membership = registrar.has_nominated("specialist", 1);
    let query = "query($id: ID!) { node(id: $id) { __typename id ... on PoolMembership { pool person { name memberships { status } } } } }";
    let answer = registrar.graphql(query, &json!({ "id": membership["id"] })).json();
    assert_eq!(answer["data"]["node"]["__typename"], "PoolMembership");
    assert_eq!(answer["data"]["node"]["person"], json!({ "name": "欧阳试验", "memberships": [{ "status": "DRAFT" }] }));
    let nothing = registrar.graphql(query, &json!({ "id": "0193591c-2000-7000-8000-000000000001" })).json();
    assert_eq!((nothing["data"]["node"].clone(), code(&nothing)), (Value::Null, "not_found"));
}

#[on_both_databases]
fn record_out_of_reach_is_null_with_not_found(register: &Register) {
    let ada = register.acting("registrar").post("/v1/people", &person(1)).json();
    let elsewhere = register.acting_in("registrar", Some("360000"));
    let answer = elsewhere.graphql("query($id: ID!) { person(id: $id) { name } }", &json!({ "id": ada["id"] })).json();
    assert_eq!((answer["data"].clone(), code(&answer)), (json!({ "person": null }), "not_found"));
}

#[on_both_databases]
fn a_mutation_can_be_tried(register: &Register) {
    let registrar = register.acting("registrar");
    let answer =
        ask(&registrar, "mutation { createPerson(input: { name: \"赵强春\" }, dryRun: true) { name version } }");
    assert_eq!(answer["data"]["createPerson"], json!({ "name": "赵强春", "version": 1 }));
    assert_eq!(registrar.lists_people("").unwrap(), json!([]));
}

#[on_both_databases]
fn excessive_graphql_documents_are_refused_without_statements(register: &Register) {
    let registrar = register.acting("registrar");
    ask(&registrar, "{ __typename }");
    let deep = format!("{{ people {{ edges {{ node {}", "{ memberships { person ".repeat(20));
    let deep = format!("{deep} {{ id }} {}", "} ".repeat(43));
    let aliased: String = (0..16).map(|at| format!("a{at}: codeSets {{ name }} ")).collect();
    let costly = "{ people(first: 100) { edges { node { memberships { person { memberships { person { memberships { id status pool area version } } } } } } } } }";
    let costly = costly
        .replace("memberships {", "memberships { id area status pool version createdAt updatedAt source evidence");
    let wide: String = (0..21).map(|_| "codeSets { name } ").collect();
    let cycle =
        "query { people { ...a } } fragment a on PersonConnection { ...b } fragment b on PersonConnection { ...a }";
    let directives = format!("{{ __typename {} }}", "@include(if: true) ".repeat(50));
    for query in [
        deep.as_str(),
        &format!("{{ {aliased} }}"),
        &costly,
        &format!("{{ {wide} }}"),
        cycle,
        &directives,
        "{",
        "{ nothing }",
        "{ people(first: 101) { edges { cursor } } }",
    ] {
        // Who the client is, is read again after a second: one of several tries meets nothing but the query.
        let spends_nothing = (0..10).any(|_| {
            let before = register.statements();
            let answer = ask(&registrar, query);
            assert_eq!(code(&answer), "invalid", "{query:.80}: {answer}");
            register.statements() == before
        });
        assert!(spends_nothing, "{query:.80}");
    }
    let large = format!("{{ __typename #{} }}", "x".repeat(60_000));
    assert_eq!(registrar.graphql(&large, &json!({})).status, 413);
}

#[on_both_databases]
fn introspection_needs_authentication(register: &Register) {
    let partner = register.acting("partner");
    let query = "{ __schema { queryType { name } types { name fields { name args { name type { name ofType { name ofType { name ofType { name } } } } } } } } }";
    assert_eq!(ask(&partner, query)["data"]["__schema"]["queryType"]["name"], "Query");
    let anonymous = http::send(
        "POST",
        &format!("{}/graphql", register.address),
        &[("content-type", "application/json")],
        br#"{"query":"{ __typename }"}"#,
    );
    assert_eq!((anonymous.status, code(&anonymous.json())), (401, "missing_token"));
}

#[on_both_databases]
fn media_types_and_status_codes_are_those_of_graphql_over_http(register: &Register) {
    let partner = register.acting("partner");
    let (own, plain) = ("application/graphql-response+json", "application/json");
    let good = r#"{"query":"{ __typename }"}"#;
    for (accept, body, status) in [
        (own, good, 200),
        (plain, good, 200),
        ("*/*", good, 200),
        (own, r#"{"query":"{"}"#, 400),
        (plain, r#"{"query":"{"}"#, 200),
        (own, r#"{"query":"{ nothing }"}"#, 400),
        (plain, r#"{"query":"{ nothing }"}"#, 200),
        (own, "{", 400),
        (plain, "{", 400),
        (plain, "{}", 400),
        (plain, "[]", 400),
        (plain, r#"{"query":{}}"#, 400),
        (plain, r#"{"query":"{ __typename }","variables":"x"}"#, 400),
        (plain, r#"{"query":"{ __typename }","variables":null,"operationName":null}"#, 200),
    ] {
        let answer = raw(register, &partner, accept, "application/json", body);
        assert_eq!(answer.status, status, "{accept} {body}: {}", answer.text);
        let expected = if accept == own { own } else { plain };
        assert!(answer.header("content-type").unwrap().starts_with(expected), "{accept}");
        if status == 400 {
            assert_eq!(answer.json().get("data"), None);
        }
    }
    assert_eq!(raw(register, &partner, plain, "text/plain", good).status, 415);
}

#[on_both_databases]
fn misspelt_field_gets_no_suggestion(register: &Register) {
    let answer = ask(&register.acting("partner"), "{ expert { nam } }").to_string();
    assert!(!answer.contains("Did you mean"), "{answer}");
}

#[on_both_databases]
fn query_of_twenty_experts_takes_at_most_four_statements(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    for number in 0..20 {
        registrar.has_member(&approver, "specialist", number * 2 + 1);
    }
    let query = "{ experts(first: 20) { edges { node { name professionalTitle professionalTitleLabel memberships { pool sourceLabel } } } } }";
    ask(&approver, query);
    let before = register.statements();
    let answer = ask(&approver, query);
    assert_eq!(answer["data"]["experts"]["edges"].as_array().unwrap().len(), 20);
    let spent = register.statements() - before;
    assert!(spent <= 4, "{spent} statements");
    let nested = "{ people(first: 20) { edges { node { name memberships { pool person { name } } } } } }";
    let before = register.statements();
    let answer = ask(&registrar, nested);
    assert_eq!(answer["data"]["people"]["edges"].as_array().unwrap().len(), 20, "{answer}");
    let spent = register.statements() - before;
    assert!(spent <= 4, "{spent} statements for three levels and the client");
    assert!(text(&answer["data"]["people"]["edges"][0]["node"], "name").contains("欧阳"));
}

#[on_both_databases]
fn version_is_a_node_of_its_own(register: &Register) {
    let (registrar, hr) = (register.acting("registrar"), register.acting("hr"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    let report = json!({ "person_id": ada["id"], "track": "professional_title", "grade": "T2", "starts_on": "2026-09-01", "document_number": "人社职〔2026〕18号" });
    let grade = hr.post("/v1/grades", &report).json();
    let (id, known_at) = (text(&grade, "id"), text(&grade, "updated_at"));
    register.passes_seconds(60);
    let patch = json!({ "grade": "T1", "reason": "更正" });
    hr.rest("PATCH", &format!("/v1/grades/{id}"), &[("if-match", "\"1\"")], Some(&patch));
    let query = format!(
        "{{ now: grade(id: \"{id}\") {{ id grade }} then: grade(id: \"{id}\", knownAt: \"{known_at}\") {{ id grade }} day: grade(id: \"{id}\", asOf: \"2026-10-01\") {{ id }} list: grades(knownAt: \"{known_at}\") {{ edges {{ node {{ id grade }} }} }} }}"
    );
    let data = ask(&hr, &query)["data"].clone();
    assert_eq!(data["now"], json!({ "id": id, "grade": "T1" }));
    assert_eq!(data["then"]["grade"], "T2");
    let version = text(&data["then"], "id");
    assert!(version != id && text(&data["day"], "id") != id && text(&data["day"], "id") != version, "{data}");
    assert_eq!(data["list"]["edges"][0]["node"], data["then"], "one version has one id");
    // Relay fetches a node again by its id.
    let query = "query($id: ID!) { node(id: $id) { __typename id ... on Grade { grade } } }";
    let node = |id: &str| hr.graphql(query, &json!({ "id": id })).json();
    assert_eq!(node(version)["data"]["node"], json!({ "__typename": "Grade", "id": version, "grade": "T2" }));
    assert_eq!(node(id)["data"]["node"], json!({ "__typename": "Grade", "id": id, "grade": "T1" }));
    for none in ["@", "@/", "@x/", "@2026-10-01", "@/yesterday"] {
        assert_eq!(code(&node(&format!("{id}{none}"))), "not_found", "{none}");
        assert_eq!(code(&ask(&hr, &format!("{{ grade(id: \"{id}{none}\") {{ id }} }}"))), "not_found", "{none}");
    }
    // Where a record is named, its version names it.
    let query =
        "mutation($id: ID!, $input: UpdateGrade!) { updateGrade(id: $id, version: 2, input: $input) { id grade } }";
    let input = json!({ "grade": "T2", "reason": "再次更正" });
    let changed = hr.graphql(query, &json!({ "id": version, "input": input })).json();
    assert_eq!(changed["data"]["updateGrade"], json!({ "id": id, "grade": "T2" }), "{changed}");
}

#[on_both_databases]
fn invisible_character_has_the_same_pointer_as_in_rest(register: &Register) {
    let registrar = register.acting("registrar");
    let place = |query: &str, variables: Value| {
        let answer = registrar.graphql(query, &variables).json();
        let fault = answer["errors"][0]["extensions"]["errors"][0].clone();
        assert_eq!(fault["code"], "format", "{answer}");
        fault["pointer"].as_str().unwrap_or_default().to_owned()
    };
    let rest = registrar.post("/v1/people", &json!({ "name": "赵强春", "work_unit": "一\u{202e}小" })).faults();
    assert_eq!(rest, [("/work_unit".to_owned(), "format".to_owned())]);
    let input = "mutation($in: CreatePerson!) { createPerson(input: $in) { id } }";
    assert_eq!(place(input, json!({ "in": { "name": "赵强春", "workUnit": "一\u{202e}小" } })), "/work_unit");
    let field = "mutation($v: String!) { createPerson(input: { name: \"赵强春\", workUnit: $v }) { id } }";
    assert_eq!(place(field, json!({ "v": "一\u{202e}小" })), "/work_unit");
    for literal in ["\\u202e", "\u{202e}"] {
        let inline =
            format!("mutation {{ createPerson(input: {{ name: \"赵强春\", workUnit: \"一{literal}小\" }}) {{ id }} }}");
        assert_eq!(place(&inline, json!({})), "/work_unit");
    }
    let items = "mutation($in: CreateDutyRecords!) { createDutyRecords(input: $in) { items { id } } }";
    assert_eq!(
        place(items, json!({ "in": { "items": [{}, { "externalReference": "a\u{200b}" }] } })),
        "/items/1/external_reference"
    );
}

/// The types of a schema of which something holds, with the arguments or fields of each.
fn described(schema: &Value) -> Vec<(String, Value)> {
    let types = schema["data"]["__schema"]["types"].as_array().unwrap();
    let of = |one: &Value| {
        let owner = text(one, "name").to_owned();
        let fields = one["fields"].as_array().cloned().unwrap_or_default();
        let arguments = fields.iter().flat_map(|field| {
            let place = format!("{owner}.{}", text(field, "name"));
            field["args"].as_array().unwrap().iter().map(move |one| (place.clone(), one.clone())).collect::<Vec<_>>()
        });
        let inputs = one["inputFields"].as_array().cloned().unwrap_or_default();
        arguments.chain(inputs.into_iter().map(|one| (owner.clone(), one))).collect::<Vec<_>>()
    };
    types.iter().filter(|one| !text(one, "name").starts_with("__")).flat_map(of).collect()
}

#[on_both_databases]
fn every_argument_has_its_type_and_a_description(register: &Register) {
    let of = "type { name ofType { name ofType { name ofType { name } } } }";
    let query = format!(
        "{{ __schema {{ types {{ name fields {{ name args {{ name description {of} }} }} inputFields {{ name description {of} }} }} }} }}"
    );
    let all = described(&ask(&register.acting("partner"), &query));
    assert!(all.len() > 800, "{}", all.len());
    for (place, one) in all {
        let name = text(&one, "name");
        let mut kind = one["type"].clone();
        while kind["name"].is_null() {
            kind = kind["ofType"].clone();
        }
        let kind = text(&kind, "name");
        assert!(one["description"].as_str().is_some_and(|said| !said.is_empty()), "{place} {name} has no description");
        let is_id = name == "id" || name.ends_with("Id");
        assert!(!is_id || ["ID", "UUID"].contains(&kind), "{place} {name} is {kind}");
        // The fields of a person are texts that the domain reads.
        let ends = ["On", "OnFrom", "OnTo", "UntilFrom"].iter().any(|end| name.ends_with(end));
        let is_day = (name == "asOf" || ends) && name != "professionalTitleOn";
        assert!(!is_day || kind.ends_with("Date"), "{place} {name} is {kind}");
        let is_instant = name == "knownAt" || name == "changedAfter";
        assert!(!is_instant || kind == "DateTime", "{place} {name} is {kind}");
    }
}

#[on_both_databases]
fn many_costly_fields_are_refused_before_the_first(register: &Register) {
    let partner = register.acting("partner");
    let verify = |at: usize| {
        format!("a{at}: verifyCertification(input: {{ number: \"{at}\", name: \"赵强春\" }}) {{ holder }} ")
    };
    let many: String = (0..6).map(verify).collect();
    for _ in 0..20 {
        assert_eq!(code(&ask(&partner, &format!("{{ {many} }}"))), "invalid");
    }
    // None of them was counted as a guess: those that are few enough are answered.
    let few: String = (0..5).map(verify).collect();
    let answer = ask(&partner, &format!("{{ {few} }}"));
    assert_eq!(answer["data"]["a4"], json!({ "holder": false }), "{answer}");
    let nodes = "node(id: \"0193591c-2000-7000-8000-000000000001\") { id } ".repeat(6);
    assert_eq!(code(&ask(&partner, &format!("{{ {nodes} }}"))), "invalid");
}

#[on_both_databases]
fn variables_are_taken_as_clients_send_them(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.creates_person(&person(1)).unwrap();
    let asked = |query: &str, variables: Value| registrar.graphql(query, &variables).json();
    registrar.has_nominated("specialist", 3);
    let list = "query($s: [PoolMembershipStatus!], $one: PoolMembershipStatus) { all: poolMemberships(status: $s) { totalCount } one: poolMemberships(status: [$one]) { totalCount } }";
    let found = asked(list, json!({ "s": ["DRAFT"], "one": "DRAFT" }));
    assert_eq!(found["data"], json!({ "all": { "totalCount": 1 }, "one": { "totalCount": 1 } }), "{found}");
    // What is left out of an input is left out, and does not take a value away.
    let create = "mutation($post: String, $s: [String!]) { createPerson(input: { name: \"欧阳试验\", post: $post, specialities: $s }, dryRun: true) { post specialities } }";
    let tried = asked(create, json!({}));
    assert_eq!(tried["data"]["createPerson"], json!({ "post": null, "specialities": [] }), "{tried}");
}

#[on_both_databases]
fn missing_variable_is_refused_and_writes_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    for query in [
        "mutation($d: Boolean!) { createPerson(input: { name: \"欧阳试验\" }, dryRun: $d) { id } }",
        "mutation($d: Boolean) { createPerson(input: { name: \"欧阳试验\" }, dryRun: $d) { id } }",
        "query($a: String!) { people(area: [$a]) { totalCount } }",
        "query($i: ID!) { person(id: $i) { id } }",
    ] {
        let answer = ask(&registrar, query);
        assert_eq!((code(&answer), answer.pointer("/data/people")), ("invalid", None), "{answer}");
    }
    assert_eq!(ask(&registrar, "{ people { totalCount } }")["data"]["people"]["totalCount"], 0);
}

#[on_both_databases]
fn event_that_is_no_object_is_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let id = text(&registrar.has_nominated("specialist", 1), "id").to_owned();
    for said in ["\"x\"", "5", "[]", "[{ reason: \"x\" }]"] {
        let answer = ask(
            &registrar,
            &format!("mutation {{ transitionPoolMembership(id: \"{id}\", input: {{ submit: {said} }}) {{ status }} }}"),
        );
        assert_eq!(code(&answer), "invalid", "{said}: {answer}");
    }
}

#[on_both_databases]
fn committed_answers_outlive_a_refused_mutation(register: &Register) {
    let registrar = register.acting("registrar");
    let both = "mutation { a: createPerson(input: { name: \"欧阳试验\" }) { name } b: createPerson(input: { name: \"\" }) { name } }";
    let answer = ask(&registrar, both);
    assert_eq!(answer["data"], json!({ "a": { "name": "欧阳试验" }, "b": null }), "{answer}");
    assert_eq!((code(&answer), &answer["errors"][0]["path"]), ("invalid", &json!(["b"])));
}

#[on_both_databases]
fn answers_with_too_many_values_are_refused(register: &Register) {
    let partner = register.acting("partner");
    let fields = "type { name ofType { name ofType { name } } }";
    let deep = format!("{{ __schema {{ types {{ fields {{ {} }} }} }} }}", fields.repeat(80));
    let answer = ask(&partner, &deep);
    assert_eq!((code(&answer), &answer["data"]), ("invalid", &Value::Null), "{answer:.300}");
    assert_eq!(ask(&partner, "{ __schema { types { fields { name type { name } } } } }")["errors"], Value::Null);
}

#[on_both_databases]
fn the_standard_introspection_query_is_answered(register: &Register) {
    let kind = (0..9).fold("kind name".to_owned(), |inside, _| format!("kind name ofType {{ {inside} }}"));
    let value = format!("name description type {{ {kind} }} defaultValue isDeprecated deprecationReason");
    let query = format!(
        "{{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }} subscriptionType {{ name kind }} types {{ kind name description specifiedByURL isOneOf fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ {value} }} type {{ {kind} }} isDeprecated deprecationReason }} inputFields(includeDeprecated: true) {{ {value} }} interfaces {{ {kind} }} enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }} possibleTypes {{ {kind} }} }} directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ {value} }} }} }} }}"
    );
    let begin = std::time::Instant::now();
    let answer = ask(&register.acting("partner"), &query);
    println!("the schema in {:?}, {} kB", begin.elapsed(), answer.to_string().len() / 1024);
    assert_eq!(answer["errors"], Value::Null);
    assert!(answer["data"]["__schema"]["types"].as_array().unwrap().len() > 300);
}
