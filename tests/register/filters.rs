//! The values of filters: one set of rules for both surfaces, and no list of values that the databases cannot take.

use async_graphql::parser::{
    parse_schema,
    types::{TypeDefinition, TypeKind, TypeSystemDefinition},
};
use serde_json::{Value, json};
use tests::{Client, Register, graphql::camel, on_both_databases};

/// Most values of a filter, as the documents say.
const VALUES_MAX: usize = 100;

/// A parameter of a list that takes several values, and values that it takes.
struct Parameter {
    name: String,
    /// As REST spells them.
    values: Vec<String>,
    /// Whether GraphQL spells them in capitals and without quotes.
    is_enum: bool,
}

/// A list that both surfaces have.
struct List {
    path: String,
    field: String,
    parameters: Vec<Parameter>,
}

fn definitions() -> Vec<TypeDefinition> {
    let document = parse_schema(api::graphql::document()).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    types.collect()
}

/// Values for a parameter whose type does not name them.
fn values_of(name: &str) -> Vec<String> {
    let one = |word: &str| vec![word.to_owned()];
    match name {
        "area" => one("340800"),
        "month" => one("2026-11"),
        "year" => (2020..2028).map(|year| year.to_string()).collect(),
        "matter" | "theme" | "subject" | "stage" | "professional_title" | "education" | "identity_class" | "source"
        | "grade" => one(""),
        _ => (0..VALUES_MAX).map(|at| format!("word {at}")).collect(),
    }
}

/// Every list with several values for a parameter, from the two contracts.
fn lists() -> Vec<List> {
    let definitions = definitions();
    let named = |name: &str| definitions.iter().find(|one| one.name.node == name);
    let TypeKind::Object(query) = &named("Query").unwrap().kind else { panic!("no object") };
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let mut lists = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let operation = item["get"]["operationId"].as_str().unwrap_or_default();
        let Some(name) = operation.strip_prefix("list_").filter(|_| !path.contains('{')) else { continue };
        let field = query.fields.iter().find(|field| field.node.name.node == camel(name)).unwrap();
        let mut parameters = Vec::new();
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let argument = field.node.arguments.iter().find(|argument| argument.node.name.node == camel(name));
            let Some(argument) = argument.filter(|_| parameter["schema"]["items"].is_object()) else { continue };
            let type_name = argument.node.ty.node.to_string().replace(['[', ']', '!'], "");
            let (values, is_enum) = match named(&type_name).map(|one| &one.kind) {
                Some(TypeKind::Enum(known)) => {
                    let values = known.values.iter().map(|value| value.node.value.node.to_lowercase());
                    (values.collect(), true)
                }
                _ if type_name == "ID" || name.ends_with("_id") => {
                    ((0..VALUES_MAX).map(|at| format!("0193591c-2000-7000-8000-{at:012}")).collect(), false)
                }
                _ => (values_of(name), false),
            };
            parameters.push(Parameter { name: name.to_owned(), values, is_enum });
        }
        let counts = item["get"]["parameters"].as_array().into_iter().flatten().any(|one| one["name"] == "count");
        if counts && !parameters.is_empty() {
            lists.push(List { path: path.clone(), field: camel(name), parameters });
        }
    }
    lists
}

impl List {
    /// A code that a list takes where values are codes of a set; which set, the refusal of a wrong one does not say, so all are
    /// tried.
    fn learns_codes(&mut self, client: &Client, codes: &[String]) {
        for parameter in self.parameters.iter_mut().filter(|one| one.values == [""]) {
            let taken = |code: &&String| client.get(&format!("{}?{}={code}", self.path, parameter.name)).status == 200;
            parameter.values = codes.iter().filter(taken).take(3).cloned().collect();
            assert!(!parameter.values.is_empty(), "no code for {} of {}", parameter.name, self.path);
        }
    }

    /// Asks for this list over both surfaces, with so many values for each of some parameters.
    fn is_answered(&self, client: &Client, parameters: &[&Parameter], count: usize) {
        let values = |parameter: &Parameter| -> Vec<String> {
            (0..count).map(|at| parameter.values[at % parameter.values.len()].clone()).collect()
        };
        let pairs =
            parameters.iter().flat_map(|one| values(one).into_iter().map(|value| format!("{}={value}", one.name)));
        let query = pairs.collect::<Vec<_>>().join("&").replace(' ', "%20");
        for count in ["", "&count=exact"] {
            let answer = client.get(&format!("{}?{query}{count}", self.path));
            assert_eq!(answer.status, 200, "{} {query:.200}: {}", self.path, answer.text);
        }
        let arguments = parameters.iter().map(|one| {
            let spelt = |value: String| if one.is_enum { value.to_uppercase() } else { format!("\"{value}\"") };
            let values: Vec<String> = values(one).into_iter().map(spelt).collect();
            let values = if one.name == "year" { values.join(" ").replace('"', "") } else { values.join(" ") };
            format!("{}: [{values}]", camel(&one.name))
        });
        let query = format!("{{ {}({}) {{ totalCount }} }}", self.field, arguments.collect::<Vec<_>>().join(" "));
        let answer = client.graphql(&query, &json!({})).json();
        assert!(answer["errors"].is_null() && !answer["data"][&self.field].is_null(), "{query:.300}: {answer}");
    }
}

/// Codes of every set.
fn codes(client: &Client) -> Vec<String> {
    let sets = client.get("/v1/code-sets").json();
    let names = sets["items"].as_array().unwrap().iter().map(|set| set["name"].as_str().unwrap().to_owned());
    let of = |name: String| {
        client.get(&format!("/v1/code-sets/{name}")).json()["codes"].as_array().cloned().unwrap_or_default()
    };
    let codes = names.filter(|name| name != "areas").flat_map(|name| of(name).into_iter().take(3));
    let mut codes: Vec<String> = codes.map(|code| code["code"].as_str().unwrap().to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Code and place of the first fault, over GraphQL.
fn fault(answer: &Value) -> (String, String) {
    let fault = &answer["errors"][0]["extensions"]["errors"][0];
    let text = |name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    (text("pointer"), text("code"))
}

#[on_both_databases]
fn a_hundred_values_of_every_parameter_are_answered(register: &Register) {
    register.has_calendars();
    let auditor = register.acting("auditor");
    let codes = codes(&auditor);
    let mut lists = lists();
    assert!(lists.len() > 20, "{} lists", lists.len());
    for list in &mut lists {
        list.learns_codes(&auditor, &codes);
        let parameters: Vec<&Parameter> = list.parameters.iter().collect();
        for parameter in &parameters {
            list.is_answered(&auditor, &[parameter], VALUES_MAX);
        }
        list.is_answered(&auditor, &parameters, VALUES_MAX / parameters.len());
    }
}

#[on_both_databases]
fn both_surfaces_refuse_the_same_values(register: &Register) {
    let registrar = register.acting("registrar");
    for (name, value, count, code) in [
        ("too many", "word", VALUES_MAX + 1, "length"),
        ("very many", "word", 1_000, "length"),
        ("too long", &*"w".repeat(201), 1, "length"),
        ("no text", "a\\u0000b", 1, "format"),
        ("a citizen number", "99999919900101001X", 1, "sensitive"),
        ("a citizen number in groups", "999999 19900101 001x", 1, "sensitive"),
        ("a former citizen number", "999999900101001", 1, "sensitive"),
        ("a former citizen number in groups", "999999-040229-001", 1, "sensitive"),
        ("a former citizen number in wide digits", "９９９９９９　９００１０１　００１", 1, "sensitive"),
        ("a citizen number in wide digits", "９９９９９９１９９００１０１００１Ｘ", 1, "sensitive"),
    ] {
        let literal = format!("\"{value}\"");
        for field in ["people", "experts"] {
            let list = vec![literal.as_str(); count].join(" ");
            let query = format!("{{ {field}(speciality: [{list}]) {{ totalCount }} }}");
            let answer = registrar.graphql(&query, &json!({})).json();
            let place = "/speciality".to_owned();
            assert_eq!(fault(&answer), (place.clone(), code.to_owned()), "{name}: {answer}");
            let words: Vec<Value> = vec![serde_json::from_str(&literal).unwrap(); count];
            let query = format!("query($v: [String!]) {{ {field}(speciality: $v) {{ totalCount }} }}");
            let answer = registrar.graphql(&query, &json!({ "v": words })).json();
            assert_eq!(fault(&answer), (place, code.to_owned()), "{name}: {answer}");
            let plain: String = value.replace("\\u0000", "\0").bytes().map(|byte| format!("%{byte:02x}")).collect();
            let pairs = vec![format!("speciality={plain}"); count].join("&");
            let answer = registrar.get(&format!("/v1/{field}?{pairs}"));
            assert_eq!(answer.faults().first(), Some(&("/speciality".to_owned(), code.to_owned())), "{name}");
        }
    }
}

#[on_both_databases]
fn other_numbers_of_fifteen_digits_are_searched_for(register: &Register) {
    let registrar = register.acting("registrar");
    // No month, no day, no leap year, a letter, a digit more or less.
    for value in [
        "999999901301001",
        "999999900132001",
        "999999000229001",
        "99999990010100X",
        "9999999001010012",
        "99999990010100",
    ] {
        assert_eq!(registrar.get(&format!("/v1/people?speciality={value}")).status, 200, "{value}");
        let query = format!("{{ people(speciality: [\"{value}\"]) {{ totalCount }} }}");
        assert_eq!(registrar.graphql(&query, &json!({})).json()["data"]["people"]["totalCount"], 0, "{value}");
    }
}

#[on_both_databases]
fn single_values_and_reports_follow_the_rules_too(register: &Register) {
    let registrar = register.acting("registrar");
    let (long, number) = ("字".repeat(201), "99999919900101001X");
    for (query, expected) in [
        (format!("{{ people(name: \"{long}\") {{ totalCount }} }}"), ("/name", "length")),
        (format!("{{ experts(q: \"{number}\") {{ totalCount }} }}"), ("/q", "sensitive")),
        ("{ people(name: \"999999 900101 001\") { totalCount } }".to_owned(), ("/name", "sensitive")),
        (format!("{{ coverage(area: [{}]) {{ schools }} }}", "\"340800\" ".repeat(101)), ("/area", "length")),
        (format!("{{ zoneCoverage(area: [{}]) {{ totalCount }} }}", "\"340800\" ".repeat(101)), ("/area", "length")),
        (format!("{{ teamStructure(by: \"kind\", area: [\"{number}\"]) {{ total }} }}"), ("/area", "sensitive")),
    ] {
        let answer = registrar.graphql(&query, &json!({})).json();
        assert_eq!(fault(&answer), (expected.0.to_owned(), expected.1.to_owned()), "{query:.80}: {answer}");
    }
    let across = format!("{}{}", "speciality=w&".repeat(60), "number=9&".repeat(60));
    assert_eq!(registrar.get(&format!("/v1/people?{across}")).status, 422);
    let across = format!("speciality: [{}], number: [{}]", "\"w\" ".repeat(60), "\"9\" ".repeat(60));
    let answer = registrar.graphql(&format!("{{ people({across}) {{ totalCount }} }}"), &json!({})).json();
    assert_eq!(answer["errors"][0]["extensions"]["code"], "invalid");
}

#[on_both_databases]
fn lists_inside_of_inputs_follow_the_rules_of_bodies(register: &Register) {
    let registrar = register.acting("registrar");
    for specialities in [vec!["w".to_owned(); 40_000], vec!["w".repeat(5_000)], vec!["a\0b".to_owned()]] {
        let body = json!({ "name": "赵强春", "specialities": specialities });
        let query = "mutation($input: CreatePerson!) { createPerson(input: $input) { id } }";
        let rest = registrar.post("/v1/people", &body);
        let graphql = registrar.graphql(query, &json!({ "input": body })).json();
        assert_eq!(rest.status, 422, "{:.200}", rest.text);
        assert_eq!(Some(&fault(&graphql)), rest.faults().first());
    }
    assert_eq!(registrar.lists_people("").unwrap(), json!([]));
}

#[on_both_databases]
fn every_list_follows_its_order(register: &Register) {
    crate::nation::builds(register, crate::nation::size(150, 1, 1)).unwrap();
    let auditor = register.acting("auditor");
    let sorted = api::table::all().filter(|one| one.takes.page && one.takes.key.is_none() && one.takes.body.is_none());
    let sorted = sorted.filter(|one| one.takes.filter.is_some_and(|filter| filter.sorts.contains(&"id")));
    let mut compared = 0;
    for path in sorted.map(|one| one.route.path) {
        let items = |order: &str| {
            let answer = auditor.get(&format!("{path}?limit=500&sort={order}"));
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            let page = answer.json();
            page["next"].is_null().then(|| page["items"].as_array().unwrap().clone())
        };
        let (Some(up), Some(mut down)) = (items("id"), items("-id")) else { continue };
        down.reverse();
        assert_eq!(up, down, "{path}");
        compared += usize::from(up.len() > 1);
    }
    assert!(compared > 10, "{compared} lists");
}
