//! How much PostgreSQL reads for each list and each filter of the table of operations, by what it says itself of the plans that
//! it used for the server.

use api::{
    operation::{Gives, Operation},
    table,
};
use serde_json::Value;
use tests::{Client, Register, fixtures::text, postgres::Cluster};

use crate::nation::{builds, size};

/// What the extension `auto_explain` writes to the log, for a database: the plan of every statement, with the rows it read.
const SETTINGS: [&str; 8] = [
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_format = 'json'",
    "log_min_duration_statement = 0",
    // As it plans for a large register. Of a small one it reads tables as a whole, and soon takes one plan for all values.
    "plan_cache_mode = 'force_custom_plan'",
    "enable_seqscan = off",
];
/// Records on a page.
const PAGE: u32 = 20;
/// Most rows that a statement reads for each row that it gives.
const READ_FOR_ONE_MAX: f64 = 20.0;
/// Rows that any statement may read. A table of which something is proved has more of them.
const READ_MAX: f64 = 700.0;
/// Reports, which are computed from all records of the area.
const REPORTS: [&str; 4] = ["/v1/coverage/zones", "/v1/duty-summaries", "/v1/school-visits", "/v1/training-hours"];
/// Payees that share an account with one of the page: of a small register it may be cheaper to read all payees.
const JOINED: [&str; 1] = ["/v1/payees"];
/// Parameters of lists that no index serves: the list is read in its order until the page is full, which means all of it for a
/// value that few records have.
const WITHOUT_INDEX: [(&str, &[&str]); 5] = [
    ("/v1/people", &["education", "identity_class"]),
    ("/v1/certifications", &["route", "valid_until_to"]),
    ("/v1/pool-memberships", &["valid_until_to"]),
    ("/v1/duty-records", &["mode"]),
    ("/v1/zone-assignments", &["school_id"]),
];
/// Words of `status` that a record has by its days, and not by its column alone.
const BY_DAY: [&str; 4] = ["decided", "expired", "planned", "ended"];

/// A statement that the server sent: its text, and how PostgreSQL carried it out.
struct Statement {
    text: String,
    plan: Value,
}

impl Statement {
    /// The statements of a part of the log.
    fn all(log: &str) -> Vec<Self> {
        let plans = log.split("plan:\n").skip(1);
        let plans = plans.map(|plan| {
            let plan: String = plan.lines().take_while(|line| line.starts_with(['\t', '{', '}', ' '])).collect();
            let plan: Value = serde_json::from_str(&plan).unwrap_or_else(|cause| panic!("{cause}: {plan}"));
            Self { text: text(&plan, "Query Text").to_owned(), plan: plan["Plan"].clone() }
        });
        plans.collect()
    }

    /// The rows that it gave.
    fn rows(&self) -> f64 {
        self.plan["Actual Rows"].as_f64().unwrap_or_default()
    }

    /// The rows of tables that it looked at, whatever it made of them.
    fn rows_read(&self) -> f64 {
        fn read(node: &Value) -> f64 {
            let count = |name: &str| node[name].as_f64().unwrap_or_default();
            let is_of_table = node["Relation Name"].is_string();
            let here = count("Actual Rows") + count("Rows Removed by Filter") + count("Rows Removed by Index Recheck");
            let below = node["Plans"].as_array().into_iter().flatten().map(read).sum::<f64>();
            below + if is_of_table { here * count("Actual Loops") } else { 0.0 }
        }
        read(&self.plan)
    }
}

/// The lists that can be asked without more.
fn lists() -> impl Iterator<Item = &'static Operation> {
    let is_list = |one: &&Operation| matches!(one.gives, Gives::Page(..) | Gives::List(..));
    table::all().filter(is_list).filter(|one| one.takes.page && one.takes.key.is_none() && one.takes.body.is_none())
}

/// Values for each parameter of a list: the words of its type, or values of its records.
fn values(document: &Value, path: &str, records: &[Value], name: &str) -> Vec<String> {
    let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
    let schema = &parameters.iter().find(|one| one["name"] == name).unwrap()["schema"];
    let resolved = |schema: &Value| match schema["$ref"].as_str() {
        Some(at) => document.pointer(at.trim_start_matches('#')).unwrap().clone(),
        None => schema.clone(),
    };
    let item = if schema["items"].is_object() { resolved(&schema["items"]) } else { resolved(schema) };
    if let Some(words) = item["enum"].as_array() {
        return words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
    }
    let mut values: Vec<String> = records
        .iter()
        .flat_map(|record| match &record[name] {
            Value::String(word) => vec![word.clone()],
            Value::Number(number) => vec![number.to_string()],
            Value::Array(words) => words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        })
        .collect();
    values.sort();
    values.dedup();
    values.truncate(8);
    if !values.is_empty() {
        return values;
    }
    let one = match (name, item["format"].as_str(), item["type"].as_str()) {
        (_, Some("date"), _) => "2026-10-15",
        (_, Some("date-time"), _) => "2026-11-20T00:00:00Z",
        (_, _, Some("boolean")) => "true",
        ("q" | "name" | "speciality", ..) => "wang",
        ("month", ..) => "2026-10",
        ("semester", ..) => "2026-autumn",
        ("year", ..) => "2026",
        ("area", ..) => "340800",
        _ if name.ends_with("_id") => "0193591c-2000-7000-8000-000000000001",
        _ => return Vec::new(),
    };
    vec![one.to_owned()]
}

/// What is asked of a list: nothing more, and each value of each parameter by itself.
fn questions(document: &Value, list: &Operation, records: &[Value]) -> Vec<(&'static str, String)> {
    let filter = list.takes.filter.map(|filter| filter.parameters).unwrap_or_default().iter();
    let of = |name| values(document, list.route.path, records, name).into_iter().map(move |value| (name, value));
    [("", String::new())].into_iter().chain(filter.flat_map(|parameter| of(parameter.name))).collect()
}

/// True if a question is known to read more than it gives, for a reason that stands beside the names.
fn reads_more(path: &str, name: &str, value: &str) -> bool {
    let has_no_index = WITHOUT_INDEX.iter().any(|(list, names)| *list == path && names.contains(&name));
    REPORTS.contains(&path) || JOINED.contains(&path) || has_no_index || (name == "status" && BY_DAY.contains(&value))
}

/// The statements of one request, the check of the client apart.
fn statements(cluster: &Cluster, client: &Client, path: &str) -> (Vec<Statement>, String) {
    let before = cluster.log().len();
    let answer = client.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let log = cluster.log().split_off(before);
    let mut all = Statement::all(&log);
    all.retain(|one| !one.text.contains("FROM \"clients\" WHERE (\"clients\".\"id\" = $1)"));
    (all, log)
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn lists_read_few_rows_for_each_that_they_show() {
    let cluster = Cluster::of_its_own();
    let filled = Register::on(&cluster);
    builds(&filled, size(1_500, 1, 1)).unwrap();
    filled.analyse();
    for setting in SETTINGS {
        filled.executes(&format!("ALTER DATABASE register SET {setting}"));
    }
    // Its connections have the settings.
    let register = filled.second_server();
    register.statements();
    let auditor = register.acting("auditor");
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let (mut asked, mut wrong) = (0, Vec::new());
    for operation in lists() {
        let path = operation.route.path;
        let records = auditor.get(&format!("{path}?limit=500")).json()["items"].as_array().cloned().unwrap_or_default();
        for (name, value) in questions(&document, operation, &records) {
            let spelled: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let query = if name.is_empty() { String::new() } else { format!("&{name}={spelled}") };
            let (statements, log) = statements(&cluster, &auditor, &format!("{path}?limit={PAGE}{query}"));
            asked += statements.len();
            if log.contains("execute <unnamed>: SELECT \"") {
                wrong.push(format!("{path} {name} is planned at each execution"));
            }
            for one in statements.iter().filter(|_| !reads_more(path, name, &value)) {
                let (gives, reads) = (one.rows(), one.rows_read());
                if reads > READ_MAX.max(READ_FOR_ONE_MAX * gives) {
                    wrong.push(format!("{path} {name}={value} reads {reads} rows for {gives}: {:.120}", one.text));
                }
            }
        }
    }
    assert!(asked > 300, "{asked} statements");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
