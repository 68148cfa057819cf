//! What is made to end the register, or to fill its memory: everything here is small on the wire and would be large inside.
//! Each is played against the program itself, with a limit on the memory of its process.
//!
//! Something new is a [`Monster`], in a list of its own kind, which a test gives to [`the_program_stands`].

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{Register, chance::Chance, documents, http, on_both_databases, process::ServerProcess};

/// How much memory the process may take beyond what it has when it is idle, in bytes.
const MEMORY_MAX: u64 = 200 * 1024 * 1024;
/// Beyond what the system gives the process no memory, so that a fault does not take the machine's, in bytes.
const MEMORY_LIMIT: u64 = 1024 * 1024 * 1024;
/// Longest time for an answer, with much to spare for a busy machine.
const TIME_MAX: Duration = Duration::from_secs(30);

/// A request that should do no harm.
pub struct Monster {
    /// What it is called when it does.
    pub name: String,
    /// Where it is posted.
    pub path: &'static str,
    /// The type of its body.
    pub media_type: &'static str,
    /// Its body.
    pub body: Vec<u8>,
    /// The code with which it has to be refused; any answer but a failure will do without.
    code: Option<&'static str>,
}

impl Monster {
    /// A body that is posted.
    pub fn body(name: &str, path: &'static str, media_type: &'static str, body: Vec<u8>) -> Self {
        Self { name: name.to_owned(), path, media_type, body, code: None }
    }

    /// A GraphQL document.
    fn document(name: &str, query: &str) -> Self {
        Self::with_variables(name, query, &Value::Null)
    }

    fn with_variables(name: &str, query: &str, variables: &Value) -> Self {
        let body = json!({ "query": query, "variables": variables }).to_string().into_bytes();
        Self::body(name, "/graphql", "application/json", body)
    }

    /// It has to be refused as invalid.
    fn refused_as_invalid(self) -> Self {
        Self { code: Some("invalid"), ..self }
    }
}

fn program() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_BIN_EXE_duxue-under-test"))
}

/// Plays monsters against the program: it answers each in time and without failing, takes little memory for it, and goes on.
pub fn the_program_stands(register: &Register, role: &str, monsters: &[Monster]) {
    let credentials = register.credentials(role, None);
    let server = ServerProcess::start(register, program());
    let client = server.acting(&credentials);
    let usual = json!({ "query": "{ experts(first: 1) { edges { node { id } } } }" }).to_string();
    let bearer = format!("Bearer {}", client.token);
    let posts = |path: &str, media_type: &str, body: &[u8]| {
        let headers = [("authorization", bearer.as_str()), ("content-type", media_type)];
        http::try_send("POST", &format!("{}{path}", server.address), &headers, body)
    };
    for _ in 0..5 {
        posts("/graphql", "application/json", usual.as_bytes()).unwrap();
    }
    let idle = server.memory_bytes();
    server.is_limited_to_more(MEMORY_LIMIT);
    for monster in monsters {
        let name = &monster.name;
        server.forgets_peak();
        let begin = Instant::now();
        let answer = posts(monster.path, monster.media_type, &monster.body);
        let (answer, took) = (answer.unwrap_or_else(|cause| panic!("{name}: {cause}")), begin.elapsed());
        let grown = server.peak_memory_bytes().saturating_sub(idle);
        println!("{name}: {} in {took:?}, {} kB", answer.status, grown / 1024);
        assert!(answer.status < 500, "{name}: {} {:.300}", answer.status, answer.text);
        if let Some(code) = monster.code {
            let told = answer.json()["errors"][0]["extensions"]["code"].clone();
            assert_eq!(told, code, "{name}: {:.300}", answer.text);
        }
        assert!(took < TIME_MAX, "{name} took {took:?}");
        assert!(grown <= MEMORY_MAX, "{name} took {grown} bytes");
    }
    let after = posts("/graphql", "application/json", usual.as_bytes()).unwrap();
    assert!(after.status == 200 && after.json()["data"].is_object(), "{}", after.text);
}

/// All documents that are not made by chance.
pub fn all_documents() -> Vec<Monster> {
    [deep(), unfolding(), wide(), long(), introspection(), largest()].into_iter().flatten().collect()
}

#[on_both_databases]
fn deep_documents_end_nothing(register: &Register) {
    the_program_stands(register, "partner", &deep());
}

#[on_both_databases]
fn unfolding_documents_take_little_memory(register: &Register) {
    the_program_stands(register, "registrar", &unfolding());
}

#[on_both_databases]
fn wide_documents_take_little_memory(register: &Register) {
    the_program_stands(register, "registrar", &wide());
}

#[on_both_databases]
fn long_lists_and_variables_take_little_memory(register: &Register) {
    the_program_stands(register, "registrar", &long());
    the_program_stands(register, "partner", &long());
}

#[on_both_databases]
fn questions_about_the_schema_take_little_memory(register: &Register) {
    the_program_stands(register, "partner", &introspection());
}

#[on_both_databases]
fn the_largest_allowed_documents_take_little_memory(register: &Register) {
    let registrar = register.acting("registrar");
    for number in 0..30 {
        registrar.creates_person(&tests::fixtures::person(number * 2 + 1)).unwrap();
    }
    the_program_stands(register, "registrar", &largest());
}

#[on_both_databases]
fn documents_grown_by_chance_take_little_memory(register: &Register) {
    let mut chance = Chance::new(20);
    let grown = (0..200).map(|number| {
        let (query, variables) = documents::grown(&mut |end| chance.below(end));
        Monster::with_variables(&format!("number {number}"), &query, &variables)
    });
    the_program_stands(register, "registrar", &grown.collect::<Vec<_>>());
}

fn nested(open: &str, inside: &str, close: &str, levels: usize) -> String {
    format!("{}{inside}{}", open.repeat(levels), close.repeat(levels))
}

/// Deep values, types and selections, wherever a document may have them.
fn deep() -> Vec<Monster> {
    let mut all = Vec::new();
    for levels in [65, 200, 1_400, 12_000] {
        let list = nested("[", "1", "]", levels);
        // The longest are cut off to the longest document.
        let object = nested("{a:", "1", "}", levels.min(9_000));
        for (kind, value) in [("list", &list), ("object", &object)] {
            for (place, query) in [
                ("an argument", format!("{{experts(pool:{value}){{totalCount}}}}")),
                ("an input", format!("mutation{{createPerson(input:{value}){{id}}}}")),
                ("a default", format!("query($v:[Pool!]={value}){{experts(pool:$v){{totalCount}}}}")),
                ("a directive", format!("{{experts{{totalCount @include(if:{value})}}}}")),
                ("a directive of an operation", format!("query @a(b:{value}) {{experts{{totalCount}}}}")),
                (
                    "a fragment",
                    format!("{{experts{{...f}}}} fragment f on ExpertConnection @a(b:{value}) {{totalCount}}"),
                ),
                (
                    "an unused fragment",
                    format!("{{__typename}} fragment f on Query {{experts(pool:{value}){{totalCount}}}}"),
                ),
                ("a comment's end", format!("{{experts(pool:#\"\n{value}){{totalCount}}}}")),
                ("a string's end", format!("{{experts(q:\"\\\"[\" pool:{value}){{totalCount}}}}")),
                ("a block's end", format!("{{experts(q:\"\"\"\\\"\"\"\"\"\" pool:{value}){{totalCount}}}}")),
            ] {
                all.push(Monster::document(&format!("{kind} of {levels} in {place}"), &query).refused_as_invalid());
            }
        }
        for (name, query) in [
            ("a type", format!("query($v:{}){{experts{{totalCount}}}}", nested("[", "Int", "]", levels))),
            ("selections", nested("{people", "{a}", "}", levels.min(6_000))),
            ("inline fragments", nested("{... on Query", "{__typename}", "}", levels.min(2_500))),
            ("what is open", format!("{{experts(pool:{}", "[".repeat(levels))),
            ("open selections", "{a".repeat(levels)),
            ("open parentheses", format!("{{a{}", "(b:".repeat(levels))),
        ] {
            all.push(Monster::document(&format!("{name} of {levels}"), &query).refused_as_invalid());
        }
    }
    let query = "query($v:[Pool!]){experts(pool:$v){totalCount}}";
    for levels in [30, 100, 120, 1_000, 100_000] {
        let values = [nested("[", "1", "]", levels), nested("{\"a\":", "1", "}", levels), "[".repeat(levels)];
        for (place, value) in values.iter().enumerate() {
            for field in ["variables", "extensions", "operationName", "query"] {
                let body = format!("{{\"query\":\"{query}\",\"{field}\":{{\"v\":{value}}}}}");
                let name = format!("{place} of {levels} in {field}");
                all.push(Monster::body(&name, "/graphql", "application/json", body.into_bytes()));
            }
        }
    }
    all
}

/// Fragments that spread the next one twice.
fn doubling(levels: usize, of: &str, spread: &str, last: &str) -> String {
    let level = |at: usize| {
        let next = spread.replace("...f", &format!("...f{}", at + 1));
        format!("fragment f{at} on {of} {{ {next} {next} }} ")
    };
    format!("{}fragment f{levels} on {of} {{ {last} }}", (0..levels).map(level).collect::<String>())
}

/// What is short and unfolds to much.
fn unfolding() -> Vec<Monster> {
    let mut all = Vec::new();
    for levels in [12, 24, 60, 99] {
        for (name, query) in [
            ("the root", format!("{{ ...f0 }} {}", doubling(levels, "Query", "...f", "__typename"))),
            (
                "a page",
                format!("{{ people {{ ...f0 }} }} {}", doubling(levels, "PersonConnection", "...f", "totalCount")),
            ),
            ("other aliases", {
                let query = doubling(levels, "Person", "x: memberships { person { ...f } }", "id");
                format!("{{ people {{ nodes {{ ...f0 }} }} }} {query}")
            }),
            ("no use", format!("{{ __typename }} {}", doubling(levels, "Query", "...f", "__typename"))),
            ("inline fragments", {
                let query = doubling(levels, "Query", "... on Query { ...f }", "__typename");
                format!("{{ ...f0 }} {query}")
            }),
            ("a mutation", format!("mutation {{ ...f0 }} {}", doubling(levels, "Mutation", "...f", "__typename"))),
            ("the schema", {
                let query = doubling(levels, "__Type", "fields { type { ...f } }", "name");
                format!("{{ __schema {{ types {{ ...f0 }} }} }} {query}")
            }),
            ("every operation", {
                let operations: String = (0..15).map(|at| format!("query q{at} {{ ...f0 }} ")).collect();
                format!("{operations} {}", doubling(levels, "Query", "...f", "__typename"))
            }),
        ] {
            all.push(Monster::document(&format!("{levels} levels in {name}"), &query).refused_as_invalid());
        }
    }
    let chain: String = (0..600).map(|at| format!("fragment f{at} on Query {{ ...f{} }} ", at + 1)).collect();
    let ring: String = (0..90).map(|at| format!("fragment f{at} on Query {{ ...f{} }} ", (at + 1) % 90)).collect();
    for (name, query) in [
        ("a long chain", format!("{{ ...f0 }} {chain} fragment f600 on Query {{ __typename }}")),
        ("a ring", format!("{{ ...f0 }} {ring}")),
        ("an unused ring", format!("{{ __typename }} {ring}")),
        ("a fragment of itself", "{ ...a } fragment a on Query { ...a ...a }".to_owned()),
        (
            "two of each other",
            "{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...a ...a }".to_owned(),
        ),
        (
            "one fragment often",
            format!("{{ {} }} fragment a on Query {{ {} }}", "...a ".repeat(1_500), "__typename ".repeat(1_500)),
        ),
    ] {
        all.push(Monster::document(name, &query).refused_as_invalid());
    }
    all
}

/// Very many of everything that a document may have.
fn wide() -> Vec<Monster> {
    let many = |count: usize, one: &dyn Fn(usize) -> String| -> String { (0..count).map(one).collect() };
    let mut all = Vec::new();
    for (name, query) in [
        ("aliases", format!("{{ {} }}", many(2_000, &|at| format!("a{at}:codeSets{{name}} ")))),
        ("fields", format!("{{ people {{ nodes {{ {} }} }} }}", "id ".repeat(9_000))),
        ("type names", format!("{{ people(first: 100) {{ nodes {{ {} }} }} }}", "__typename ".repeat(1_900))),
        ("root fields", format!("{{ {} }}", "codeSets{name} ".repeat(2_000))),
        ("directives", format!("{{ experts {{ totalCount {} }} }}", "@include(if:true) ".repeat(1_200))),
        (
            "directives of a spread",
            format!("{{ ...f {} }} fragment f on Query {{ __typename }}", "@skip(if:false) ".repeat(1_600)),
        ),
        ("directives of an operation", format!("query {} {{ __typename }}", "@a ".repeat(4_000))),
        ("directives of a variable", format!("query($v: Int {}) {{ __typename }}", "@a ".repeat(4_000))),
        ("operations", many(1_500, &|at| format!("query q{at}{{__typename}} "))),
        (
            "fragments",
            format!("{{__typename}} {}", many(1_000, &|at| format!("fragment f{at} on Query{{__typename}} "))),
        ),
        ("variables", format!("query({}) {{ __typename }}", many(2_500, &|at| format!("$v{at}:Int ")))),
        ("arguments", format!("{{ experts({}) {{ totalCount }} }}", many(3_000, &|at| format!("a{at}:1 ")))),
        ("arguments of one name", format!("{{ experts({}) {{ totalCount }} }}", "q:\"a\" ".repeat(2_500))),
        ("objects", format!("{{ experts(pool: [{}]) {{ totalCount }} }}", "{a:{}} ".repeat(2_400))),
        ("inline fragments", format!("{{ {} }}", "...{__typename} ".repeat(3_000))),
        ("names", format!("{{ {} }}", format!("{} ", "n".repeat(20_000)).repeat(2))),
        ("signs", "!".repeat(49_000)),
        ("points", format!("{{ {} }}", ". ".repeat(20_000))),
        ("escaped quotes", format!("{{ a(b: {}", "\"\\".repeat(24_000))),
        ("quotes that open nothing", format!("{{ a(b: {}", "\\\"\"\"x\"".repeat(8_000))),
        ("quotes", format!("{{ a(b: [{}]) }}", "\"\" ".repeat(15_000))),
        ("conflicts", {
            let name = "n".repeat(90);
            let both =
                format!("{name}: experts(q: \"a\") {{ totalCount }} {name}: people(name: \"b\") {{ totalCount }} ");
            format!("{{ {} }} fragment f on Query {{ {both} }}", "...f ".repeat(900))
        }),
        ("variables of every operation", {
            let operations = many(60, &|at| format!("query q{at}($v: [Int!]) {{ ...f }} "));
            format!("{operations} fragment f on Query {{ {} }}", "experts(q: $v) { totalCount } ".repeat(900))
        }),
    ] {
        all.push(Monster::document(name, &query).refused_as_invalid());
    }
    let digits = "9".repeat(40_000);
    for (name, query) in [
        ("a block string", format!("{{ experts(q: \"\"\"{}\"\"\") {{ totalCount }} }}", "\n \t[".repeat(11_000))),
        ("a string", format!("{{ experts(q: \"{}\") {{ totalCount }} }}", "\\u0041".repeat(8_000))),
        ("a number", format!("{{ experts(first: {digits}) {{ totalCount }} }}")),
        ("a number with an exponent", "{ experts(first: 1e999999999) { totalCount } }".to_owned()),
        ("a type that is not there", "query($v: [Nothing!]! = [1]) { experts(q: $v) { totalCount } }".to_owned()),
        ("a page of less than nothing", format!("{{ {} }}", "people(first: -1) { nodes { id } } ".repeat(15))),
        ("a page of everything", format!("{{ {} }}", "people(first: 2147483647) { nodes { id } } ".repeat(15))),
    ] {
        all.push(Monster::document(name, &query).refused_as_invalid());
    }
    all.push(Monster::document("comments", &format!("{{ __typename {} }}", "#[{(\n".repeat(9_000))));
    all.push(Monster::document("blanks", &format!("{{ __typename {} }}", " \t,\u{feff}".repeat(8_000))));
    all
}

/// Long lists and variables, in the document and beside it.
fn long() -> Vec<Monster> {
    let experts = "query($v: [String!]) { experts(speciality: $v) { totalCount } }";
    let statuses = "query($v: [PoolMembershipStatus!]) { poolMemberships(status: $v) { totalCount } }";
    let mut all = Vec::new();
    for count in [101, 1_000, 9_000] {
        for (name, field, value) in [
            ("words", "experts(speciality", "\"a\" "),
            ("pools", "experts(pool", "INVITED "),
            ("statuses", "poolMemberships(status", "ACTIVE "),
            ("certification statuses", "certifications(status", "EXPIRED "),
            ("appointment statuses", "appointments(status", "ACTIVE "),
            ("assignment statuses", "zoneAssignments(status", "ENDED "),
            ("dismissal statuses", "dismissals(status", "CLOSED "),
            ("ids", "zoneAssignments(schoolId", "\"0193591c-2000-7000-8000-000000000001\" "),
            ("areas", "zoneCoverage(area", "\"340800\" "),
        ] {
            let fits = count.min(45_000 / value.len());
            let query = format!("{{ {field}: [{}]) {{ totalCount }} }}", value.repeat(fits));
            all.push(Monster::document(&format!("{fits} {name}"), &query));
        }
        let word = |at: usize| json!(format!("word {at}"));
        let words: Value = (0..count).map(word).collect();
        all.push(Monster::with_variables(&format!("{count} words beside"), experts, &json!({ "v": words })));
    }
    for (name, query, variables) in [
        ("40 000 statuses beside", statuses, json!({ "v": vec!["ACTIVE"; 40_000] })),
        ("90 000 statuses beside", statuses, json!({ "v": vec!["ACTIVE"; 90_000] })),
        ("a word of a megabyte", experts, json!({ "v": ["w".repeat(1_000_000)] })),
        ("a status of a megabyte", statuses, json!({ "v": ["w".repeat(1_000_000)] })),
        (
            "60 000 variables",
            experts,
            (0..60_000).map(|at| (format!("v{at}"), json!(at))).collect::<serde_json::Map<_, _>>().into(),
        ),
        ("empty objects", experts, json!({ "v": vec![json!({}); 200_000] })),
        (
            "specialities of a person",
            "mutation($v: [String!]) { createPerson(input: { name: \"赵强春\", specialities: $v }, dryRun: true) { id } }",
            json!({ "v": vec!["w"; 40_000] }),
        ),
        (
            "a name of a megabyte",
            "mutation($v: String!) { createPerson(input: { name: $v }, dryRun: true) { id } }",
            json!({ "v": "赵".repeat(330_000) }),
        ),
    ] {
        all.push(Monster::with_variables(name, query, &variables));
    }
    for uses in [100, 9_000] {
        let query = format!("query($v: String!) {{ experts(speciality: [{}]) {{ totalCount }} }}", "$v ".repeat(uses));
        let name = format!("{uses} uses of a long word");
        all.push(Monster::with_variables(&name, &query, &json!({ "v": "w".repeat(900_000) })).refused_as_invalid());
        let query = query.replace("String!", &format!("String! = \"{}\"", "w".repeat(20_000)));
        all.push(Monster::document(&format!("{uses} uses of a long default"), &query).refused_as_invalid());
    }
    let many = |query: &str| (0..14).map(|at| format!("a{at}: {query} ")).collect::<String>();
    let query = format!("query($v: [String!]) {{ {} }}", many("experts(speciality: $v) { totalCount }"));
    all.push(Monster::with_variables("a long list for each field", &query, &json!({ "v": vec!["w"; 40_000] })));
    let names = "x".repeat(1_000_000);
    let body = json!({ "query": "query q { __typename }", "operationName": names }).to_string();
    all.push(Monster::body("a long name of an operation", "/graphql", "application/json", body.into_bytes()));
    let body = format!(
        "{{\"query\":\"{{ __typename }}\"{}}}",
        (0..60_000).map(|at| format!(",\"x{at}\":0")).collect::<String>()
    );
    let quotes = format!("{{\"query\":\"{}", "\\\"".repeat(500_000)).into_bytes();
    all.push(Monster::body("quotes that do not end", "/graphql", "application/json", quotes));
    all.push(Monster::body("many unknown fields", "/graphql", "application/json", body.into_bytes()));
    all
}

/// The schema is a graph without end, and short to walk in words.
fn introspection() -> Vec<Monster> {
    let mut all = Vec::new();
    for (open, close) in [
        ("fields { type { ", "} } "),
        ("fields { args { type { ", "} } } "),
        ("possibleTypes { interfaces { ", "} } "),
        ("inputFields { type { ", "} } "),
        ("fields(includeDeprecated: true) { type { ofType { ", "} } } "),
    ] {
        for levels in 1..7 {
            let inside = nested(open, "name ", close, levels);
            all.push(Monster::document(
                &format!("{open}{levels}"),
                &format!("{{ __schema {{ types {{ {inside} }} }} }}"),
            ));
            let query = format!("{{ __type(name: \"Query\") {{ {inside} }} }}");
            all.push(Monster::document(&format!("{open}{levels} of one"), &query));
        }
    }
    let words = |count: usize| "name ".repeat(count);
    for (name, query) in [
        ("names", format!("{{ __schema {{ types {{ fields {{ args {{ type {{ {} }} }} }} }} }} }}", words(1_900))),
        (
            "type names",
            format!("{{ __schema {{ types {{ fields {{ args {{ {} }} }} }} }} }}", "__typename ".repeat(99)),
        ),
        ("descriptions", format!("{{ __schema {{ types {{ fields {{ {} }} }} }} }}", "description ".repeat(1_900))),
        ("everything", format!("{{ __schema {{ {} }} }}", "types { fields { args { name } } } ".repeat(300))),
        ("schemas", format!("{{ {} }}", "__schema { types { fields { args { name } } } } ".repeat(19))),
    ] {
        all.push(Monster::document(name, &query));
    }
    all
}

/// As large as a document may be.
fn largest() -> Vec<Monster> {
    let mut all = Vec::new();
    for (name, query) in [
        (
            "a page of everything",
            format!("{{ people(first: 100) {{ nodes {{ {} }} }} }}", "id name number area ".repeat(7)),
        ),
        (
            "many small pages",
            format!("{{ {} }}", "people(first: 5) { nodes { id name number memberships { id } } } ".repeat(19)),
        ),
        ("deep records", {
            let inside = nested("memberships { person { ", "id ", "} } ", 5);
            format!("{{ people(first: 100) {{ nodes {{ {inside} }} }} }}")
        }),
        ("nested inline fragments", {
            let inside = nested(
                &format!("{} ... on Query {{ ", "codeSets { name } ".repeat(0)),
                &"codeSets { name } ".repeat(20),
                "} ",
                30,
            );
            format!("{{ {inside} }}")
        }),
        ("fragments beside each other", {
            let fragments: String = (0..90).map(|at| format!("fragment f{at} on Person {{ id name }} ")).collect();
            let spreads: String = (0..90).map(|at| format!("...f{at} ")).collect();
            format!("{{ people(first: 10) {{ nodes {{ {spreads} }} }} }} {fragments}")
        }),
        (
            "long lists",
            format!(
                "{{ {} }}",
                format!("experts(speciality: [{}]) {{ totalCount }} ", "\"word\" ".repeat(100)).repeat(15)
            ),
        ),
        (
            "areas with their codes",
            "{ codeSet(name: \"areas\") { codes { code label code label code label } } }".to_owned(),
        ),
        (
            "code sets with their codes",
            format!("{{ {} }}", "codeSet(name: \"areas\") { codes { code label } } ".repeat(19)),
        ),
    ] {
        all.push(Monster::document(name, &query));
    }
    all
}
