//! Records lead to others: over GraphQL by fields, over REST by `expand`, each as its caller reads it.

use std::collections::BTreeMap;

use api::{
    graph::{EXPANDED_MAX, Edge, Way, graph},
    operation::{Method, Operation},
    table,
};
use domain::Role;
use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{person, text},
    graphql::camel,
    on_both_databases,
};

/// Records of a list from which edges are followed.
const RECORDS: usize = 4;
/// Records of a page that an edge leads to.
const LED_TO: usize = 5;

/// The list of all records of a type.
fn list_of(of: &str) -> Option<&'static Operation> {
    table::all().find(|one| {
        let is_of_all = one.route.method == Method::Get && one.takes.page && one.takes.key.is_none();
        is_of_all && one.gives.item().is_some_and(|shape| shape.name() == of) && !one.route.path.contains("public")
    })
}

fn field(operation: &Operation) -> String {
    let name = operation.action.as_str();
    camel(name.strip_prefix("list_").unwrap_or(name))
}

fn items(client: &Client, path: &str) -> Option<Vec<Value>> {
    let answer = client.get(path);
    (answer.status == 200).then(|| answer.json()["items"].as_array().unwrap().clone())
}

fn ids(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

/// What REST answers to whoever follows the ids of a record one by one.
fn one_by_one(client: &Client, read: &Operation, key: &Value) -> Vec<Value> {
    let paths = ids(key).into_iter().map(|id| read.route.path.replace("{id}", id));
    let answers = paths.map(|path| client.get(&path));
    answers.filter(|answer| answer.status == 200).map(|answer| answer.json()).collect()
}

/// What GraphQL answers where an edge is selected of each record of a list; none where it is refused.
fn led_to(client: &Client, list: &Operation, edge: &Edge, selected: &str) -> Option<Vec<Value>> {
    let (list, name) = (field(list), camel(&edge.field));
    let query = format!("{{ it: {list}(first: {RECORDS}) {{ nodes {{ it: {name} {selected} }} }} }}");
    let answer = client.graphql(&query, &json!({})).json();
    let nodes = answer["data"]["it"]["nodes"].as_array()?;
    assert!(answer.get("errors").is_none() || nodes.iter().any(|node| node["it"].is_null()), "{query}: {answer}");
    answer.get("errors").is_none().then(|| nodes.iter().map(|node| node["it"].clone()).collect())
}

fn of_ids(records: &[Value]) -> Vec<&str> {
    records.iter().filter_map(|record| record["id"].as_str()).collect()
}

/// Follows an edge to records by their ids; how many it led to.
fn follows_ids(client: &Client, list: &Operation, edge: &Edge, (read, from): (&Operation, &[Value])) -> usize {
    let path = format!("{}?limit={RECORDS}&expand={}", list.route.path, edge.field);
    let (expanded, graphql) = (client.get(&path), led_to(client, list, edge, "{ id }"));
    let is_named = from.iter().any(|record| !ids(&record[&edge.key]).is_empty());
    // What the role never reads is refused at the list by REST, and at each id by GraphQL.
    if expanded.status == 403 {
        assert!(graphql.is_none() || !is_named, "{path}");
        return 0;
    }
    assert_eq!(expanded.status, 200, "{path}: {}", expanded.text);
    let graphql = graphql.unwrap_or_else(|| panic!("{}.{} is refused", edge.on, edge.field));
    let mut led_to = 0;
    for ((record, shown), node) in from.iter().zip(expanded.json()["items"].as_array().unwrap()).zip(&graphql) {
        let each = one_by_one(client, read, &record[&edge.key]);
        let (rest, shows) = match edge.way {
            Way::Several(_) => (json!(each), node.as_array().unwrap().clone()),
            _ => (each.first().cloned().unwrap_or_default(), vec![node.clone()]),
        };
        assert_eq!(shown[&edge.field], rest, "{path}");
        assert_eq!(of_ids(&shows), of_ids(&each), "{}.{}", edge.on, edge.field);
        led_to += each.len();
    }
    led_to
}

/// Follows an edge to pages; to how many records it led.
fn follows_pages(client: &Client, (from, list): (&Operation, &Operation), edge: &Edge, parameter: &str) -> usize {
    let selected = format!("(first: {LED_TO}) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage }} }}");
    let Some(parents) = items(client, &format!("{}?limit={RECORDS}", from.route.path)) else { return 0 };
    let pages = led_to(client, from, edge, &selected);
    let mut led_to = 0;
    for (at, parent) in parents.iter().enumerate() {
        let id = parent["id"].as_str().unwrap();
        let rest = client.get(&format!("{}?{parameter}={id}&limit={LED_TO}&count=exact", list.route.path));
        assert_eq!(rest.status == 200, pages.is_some(), "{}.{}: {}", edge.on, edge.field, rest.text);
        let Some(page) = pages.as_ref().map(|pages| &pages[at]) else { continue };
        let rest = rest.json();
        let records = rest["items"].as_array().unwrap();
        assert_eq!(of_ids(page["nodes"].as_array().unwrap()), of_ids(records), "{}.{} of {id}", edge.on, edge.field);
        let told = (&page["totalCount"], page["pageInfo"]["hasNextPage"].as_bool().unwrap());
        assert_eq!(told, (&rest["total"], !rest["next"].is_null()), "{}.{} of {id}", edge.on, edge.field);
        led_to += records.len();
    }
    led_to
}

#[on_both_databases]
fn every_edge_leads_to_what_rest_answers(register: &Register) {
    register.becomes_a_city();
    let mut led_to: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for role in [Role::Registrar, Role::Hr, Role::Finance, Role::Auditor] {
        let client = register.acting(role.as_str());
        for edge in graph().edges() {
            let Some(list) = list_of(&edge.on) else { continue };
            let Some(from) = items(&client, &format!("{}?limit={RECORDS}", list.route.path)) else { continue };
            let count = match edge.way {
                Way::One(kind) | Way::Several(kind) => follows_ids(&client, list, edge, (kind.read, &from)),
                Way::Page(to, parameter) => follows_pages(&client, (list, to), edge, parameter),
                Way::Whole(..) => continue,
            };
            *led_to.entry((&edge.on, &edge.field)).or_default() += count;
        }
    }
    let walked = led_to.values().filter(|count| **count > 0).count();
    assert!(walked > 40, "{walked} of {} edges lead to records: {led_to:?}", led_to.len());
}

#[on_both_databases]
fn tag_of_an_expansion_changes_with_what_it_shows(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.post("/v1/people", &person(1)).json();
    let training = registrar.has_trained(text(&ada, "id"), "pre_duty", "2026-09-01", 24);
    let path = format!("/v1/trainings/{}?expand=person&fields=id", text(&training, "id"));
    let shown = registrar.get(&path);
    let read = registrar.get(&format!("/v1/people/{}", text(&ada, "id"))).json();
    assert_eq!(shown.json(), json!({ "id": training["id"], "person": read }));
    let fresh = shown.header("etag").unwrap();
    let status = || registrar.rest("GET", &path, &[("if-none-match", fresh)], None).status;
    assert_eq!(status(), 304);
    let person = format!("/v1/people/{}", text(&ada, "id"));
    let patch = json!({ "name": "欧阳改名" });
    let changed = registrar.rest("PATCH", &person, &[("if-match", "\"1\"")], Some(&patch));
    assert_eq!((changed.status, status()), (200, 200), "{}", changed.text);
}

#[on_both_databases]
fn edge_out_of_reach_leads_to_null(register: &Register) {
    let registrar = register.acting("registrar");
    let office = |body: Value| registrar.post("/v1/organisations", &body);
    let above =
        office(json!({ "name": "市督导室", "functions": ["authority"], "level": "municipal", "area": "340800" }));
    let below = office(json!({
        "name": "县督导室", "functions": ["authority"], "level": "county", "area": "340822",
        "higher_authority_id": above.json()["id"]
    }));
    assert_eq!((above.status, below.status), (201, 201), "{} {}", above.text, below.text);
    let path = format!("/v1/organisations/{}?expand=higher_authority", text(&below.json(), "id"));
    assert_eq!(registrar.get(&path).json()["higher_authority"], above.json());
    let bound = register.acting_in("registrar", Some("340822"));
    let shown = bound.get(&path).json();
    assert_eq!((&shown["higher_authority"], &shown["name"]), (&Value::Null, &json!("县督导室")));
    let answer = bound.graphql("{ organisations { nodes { name higherAuthority { name } } } }", &json!({})).json();
    let only = json!([{ "name": "县督导室", "higherAuthority": null }]);
    assert_eq!((&answer["data"]["organisations"]["nodes"], answer.get("errors")), (&only, None));
}

#[on_both_databases]
fn unknown_or_too_many_expansions_are_refused(register: &Register) {
    let registrar = register.acting("registrar");
    let many = ["person"; EXPANDED_MAX + 1].join(",");
    for said in ["persons", "person.", "cohort.authority.nothing", many.as_str()] {
        let answer = registrar.get(&format!("/v1/appointments?expand={said}"));
        assert_eq!(answer.faults(), [("/expand".to_owned(), "unknown".to_owned())], "{said}");
    }
    assert_eq!(registrar.get("/v1/appointments?expand=person,cohort.authority").status, 200);
    assert_eq!(registrar.get("/v1/people?expand=person").faults(), [("/expand".to_owned(), "unknown".to_owned())]);
}

#[on_both_databases]
fn a_level_of_edges_takes_one_statement(register: &Register) {
    register.becomes_a_city();
    let auditor = register.acting("auditor");
    for (query, most) in [
        // The client, the list, the people, and the authorities with the employers.
        ("{ appointments(first: 30) { nodes { person { name } authority { name } employer { name } } } }", 4),
        // The client, the list, and what all of them lead to.
        ("{ people(first: 30) { nodes { appointments { nodes { id person { id } } } } } }", 4),
        ("{ zones(first: 7) { nodes { schools(first: 100) { totalCount nodes { id } } } } }", 3),
    ] {
        auditor.graphql(query, &json!({}));
        let before = register.statements();
        let answer = auditor.graphql(query, &json!({})).json();
        let spent = register.statements() - before;
        assert!(answer.get("errors").is_none(), "{answer}");
        assert!(spent <= most, "{spent} statements: {query}");
    }
}

#[on_both_databases]
fn page_behind_an_edge_is_walked_by_its_cursors(register: &Register) {
    register.becomes_a_city();
    let auditor = register.acting("auditor");
    let zone = auditor.get("/v1/zones?limit=1").json()["items"][0]["id"].as_str().unwrap().to_owned();
    let all = items(&auditor, &format!("/v1/schools?zone_id={zone}&limit=500")).unwrap();
    let (mut after, mut walked) = (Value::Null, Vec::new());
    loop {
        let query = "query($id: ID!, $after: String) { zone(id: $id) { schools(first: 4, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }";
        let answer = auditor.graphql(query, &json!({ "id": zone, "after": after })).json();
        let page = &answer["data"]["zone"]["schools"];
        walked.extend(page["nodes"].as_array().unwrap_or_else(|| panic!("{answer}")).clone());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(of_ids(&walked), of_ids(&all));
    let wrong = auditor
        .graphql("query($id: ID!) { zone(id: $id) { schools(first: 101) { totalCount } } }", &json!({ "id": zone }))
        .json();
    assert_eq!(
        (&wrong["data"]["zone"]["schools"], &wrong["errors"][0]["extensions"]["code"]),
        (&Value::Null, &json!("invalid"))
    );
}

#[on_both_databases]
fn nested_pages_cost_what_they_may_hold(register: &Register) {
    let auditor = register.acting("auditor");
    let nested = |first: usize| {
        format!(
            "{{ people(first: {first}) {{ nodes {{ appointments(first: {first}) {{ nodes {{ person {{ trainings(first: {first}) {{ nodes {{ id }} }} }} }} }} }} }} }}"
        )
    };
    let code = |query: &str| auditor.graphql(query, &json!({})).json()["errors"][0]["extensions"]["code"].clone();
    assert_eq!((code(&nested(4)), code(&nested(30))), (Value::Null, json!("invalid")));
    // Each page may be a statement: a hundred of them, and no more than three hundred.
    let wide = "{ people(first: 100) { nodes { a: trainings(first: 1) { totalCount } b: grades(first: 1) { totalCount } c: posts(first: 1) { totalCount } } } }";
    assert_eq!(code(wide), json!("invalid"));
}
