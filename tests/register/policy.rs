//! The policy: printed, and compared with reality on every operation.

use api::table;
use domain::{Role, kernel::policy::Action};
use serde_json::Value;
use tests::{Register, http, on_both_databases};

use crate::tidy::sources_under;

#[test]
fn the_printed_table_is_the_policy() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/policy.tsv");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, table::policy()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        table::policy(),
        "run `just snapshots` and read the difference"
    );
}

#[test]
fn every_declared_action_is_listed_once() {
    let mut declared: Vec<String> = Vec::new();
    for (_, text) in sources_under("api/src") {
        for made in ["Action::read(", "Action::write("] {
            let names =
                text.split(made).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'));
            declared.extend(names.map(|(name, _)| name.to_owned()));
        }
    }
    let mut listed: Vec<&str> = table::actions().map(Action::as_str).collect();
    declared.sort_unstable();
    listed.sort_unstable();
    assert_eq!(declared, listed, "each action has a row of the table");
}

const ROLES_BEGIN: &str = "<!-- roles: begin -->\n";
const ROLES_END: &str = "<!-- roles: end -->\n";

/// The table of roles: for each resource of REST, whether a role has an action that reads or that writes.
fn role_table() -> String {
    let mut resources: Vec<(String, Vec<Action>)> = Vec::new();
    for (_, path, name) in api::surfaces::table().list() {
        let action = table::actions().find(|action| action.as_str() == name);
        let (Some(action), Some(rest)) = (action, path.strip_prefix("/v1/")) else { continue };
        let resource = rest.split('/').next().unwrap().to_owned();
        match resources.iter_mut().find(|(known, _)| *known == resource) {
            Some((_, actions)) => actions.push(action),
            None => resources.push((resource, vec![action])),
        }
    }
    resources.sort_by(|one, other| one.0.cmp(&other.0));
    let titles: Vec<String> = Role::OF_CLIENTS.iter().map(|role| format!("`{}`", role.as_str())).collect();
    let mut table = format!("| resource | {} |\n|{}\n", titles.join(" | "), " --- |".repeat(titles.len() + 1));
    for (resource, actions) in resources {
        let may =
            |role: &Role, writes: bool| actions.iter().any(|one| one.writes() == writes && one.roles().contains(role));
        let cell = |role: &Role| match (may(role, false), may(role, true)) {
            (true, true) => "rw",
            (true, false) => "r",
            (false, true) => "w",
            (false, false) => "",
        };
        let cells: Vec<&str> = Role::OF_CLIENTS.iter().map(cell).collect();
        table.push_str(&format!("| `{resource}` | {} |\n", cells.join(" | ")));
    }
    table
}

#[test]
fn printed_table_of_roles_is_the_policy() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/roles.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(ROLES_BEGIN).unwrap();
    let (told, after) = rest.split_once(ROLES_END).unwrap();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, format!("{before}{ROLES_BEGIN}{}{ROLES_END}{after}", role_table())).unwrap();
        return;
    }
    assert_eq!(told, role_table(), "run `just snapshots` and read the difference");
}

/// Operations that are no action of the policy, each with its reason.
const NO_ACTION: [(&str, &str); 2] =
    [("issue_token", "decides who the caller is"), ("query_graphql", "each field is an action of its own")];

#[on_both_databases]
fn operation_is_refused_to_every_role_without_it(register: &Register) {
    let clients: Vec<_> = Role::OF_CLIENTS.into_iter().map(|role| (role, register.acting(role.as_str()))).collect();
    for (method, path, name) in api::surfaces::table().list() {
        if NO_ACTION.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let action =
            table::actions().find(|action| action.as_str() == name).unwrap_or_else(|| panic!("{name} is no action"));
        let path = path
            .replace("{id}", "0193591c-2000-7000-8000-000000000001")
            .replace("{name}", "areas")
            .replace("{year}", "2020")
            .replace("{key}", "nothing");
        for (role, client) in &clients {
            // A role that has the action learns that the body is empty; a role that does not have it is refused
            // first.
            if !action.roles().contains(role) && method != "GET" {
                let empty = client.rest(&method, &path, &[], Some(&serde_json::json!({})));
                assert_eq!(empty.refusal(), (403, "forbidden".to_owned()), "{} {name}", role.as_str());
            }
            let body = openapi::kernel::samples::request(&name);
            let answer = if name == "create_import" {
                multipart(client)
            } else {
                client.rest(&method, &path, &[("if-match", "\"1\"")], body.as_ref())
            };
            let expected = !action.roles().contains(role);
            assert_eq!(
                answer.refusal() == (403, "forbidden".to_owned()),
                expected,
                "{} {name}: {}",
                role.as_str(),
                answer.text
            );
        }
        if !action.roles().contains(&Role::Public) {
            let body = openapi::kernel::samples::request(&name).unwrap_or(Value::Null).to_string();
            let anonymous = http::send(
                &method,
                &format!("{}{path}", register.address),
                &[("content-type", "application/json")],
                body.as_bytes(),
            );
            assert_eq!(anonymous.refusal(), (401, "missing_token".into()), "{name}");
        }
    }
}

fn multipart(client: &tests::Client) -> http::Answer {
    let bearer = format!("Bearer {}", client.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "multipart/form-data; boundary=x")];
    let body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b\r\n--x--\r\n";
    http::send("POST", &format!("{}/v1/imports", client.address), &headers, body)
}

#[test]
fn both_surfaces_offer_every_action() {
    /// Actions that one surface does not offer, each with its reason.
    const ONE_SURFACE: &[(&str, &str)] = &[
        ("read_certification_page", "a page to print, beside the credential that it shows"),
        ("read_status_list", "a file for everyone, beside the published keys"),
        ("check_certificate", "a page for everyone"),
        ("create_import", "a file is uploaded as a form, which GraphQL over HTTP has no part for"),
        ("read_import_template", "a workbook to fill in, which is no part of a GraphQL answer"),
        ("find_stale_seals", "the command line's own: no surface offers it"),
        ("seal_again", "the command line's own: no surface offers it"),
        ("build_demo", "the command line's own: no surface offers it"),
        ("forget_answers", "a job's own: no surface offers it"),
        ("forget_changes", "a job's own: no surface offers it"),
        ("forget_disclosures", "a job's own: no surface offers it"),
        ("find_exports", "a job's own: no surface offers it"),
        ("make_exports", "a job's own: no surface offers it"),
        ("read_export_file", "a file that is handed out in pieces, which is no part of a GraphQL answer"),
        ("find_webhooks", "a job's own: no surface offers it"),
        ("send_to_webhooks", "a job's own: no surface offers it"),
        ("link_events", "a job's own: no surface offers it"),
        ("index_people", "a job's own: no surface offers it"),
        ("follow_deaths", "a job's own: no surface offers it"),
        ("identify_client", "the gate's own: no surface offers it"),
        ("read_requirement", "the gate's own: no surface offers it"),
    ];
    let rest: Vec<String> = api::surfaces::table().list().into_iter().map(|(_, _, name)| name).collect();
    let schema = api::graphql::document();
    for action in table::actions() {
        let name = action.as_str();
        if ONE_SURFACE.iter().any(|(known, _)| *known == name) {
            continue;
        }
        assert!(rest.iter().any(|known| known == name), "{name} is not in REST");
        let field =
            tests::graphql::camel(name.strip_prefix("list_").or_else(|| name.strip_prefix("read_")).unwrap_or(name));
        assert!(
            schema.contains(&format!("\t{field}(")) || schema.contains(&format!("\t{field}:")),
            "{field} is not in GraphQL"
        );
    }
}
