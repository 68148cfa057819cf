//! The lifecycles are drawn of the steps by which records move: on the page of the documents, and on that of the server.

use domain::lifecycles;
use tests::{Register, on_both_databases};

use crate::tidy::root;

/// The page, as `just snapshots` writes it.
fn page() -> String {
    let mut page =
        "# Lifecycles\n\nThe steps of `domain`, printed by `just snapshots`. An event without an arrow keeps the \
                    status, or the record decides where it leads. A server\nshows the same at `/docs/lifecycles`.\n"
            .to_owned();
    for drawing in lifecycles::all() {
        page += &format!("\n## {}\n\n```mermaid\n{}```\n\n", drawing.resource, drawing.mermaid().unwrap());
        page += "| event | what it does | from | to | fired by | needs |\n| --- | --- | --- | --- | --- | --- |\n";
        for step in &drawing.steps {
            let from = step.from.join(", ");
            let to = step.to.unwrap_or("–");
            let (by, needs) = (step.by(), step.needs());
            page += &format!("| `{}` | {} | {from} | {to} | {by} | {needs} |\n", step.event, step.meaning);
        }
    }
    page
}

#[test]
fn snapshot_of_the_lifecycles_is_fresh() {
    let path = root().join("docs/lifecycles.md");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), page(), "run `just snapshots`");
}

#[test]
fn every_resource_with_transitions_is_drawn() {
    let document = api::surfaces::document(api::http::DOCUMENTED_URL);
    let paths = document["paths"].as_object().unwrap().keys();
    let moving: Vec<&str> =
        paths.filter_map(|path| path.strip_prefix("/v1/")?.strip_suffix("/{id}/transitions")).collect();
    let drawn: Vec<&str> = lifecycles::all().iter().map(|drawing| drawing.resource).collect();
    for resource in moving {
        let is_drawn = drawn.contains(&resource) || NOT_DRAWN.contains(&resource);
        assert!(is_drawn, "{resource} moves and is not drawn");
    }
}

/// What has an event or two, and no lifecycle to draw.
const NOT_DRAWN: [&str; 4] = ["imports", "policy-proposals", "stipend-lines", "zone-assignments"];

#[on_both_databases]
fn server_draws_every_lifecycle(register: &Register) {
    let page = register.get("/docs/lifecycles");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for drawing in lifecycles::all() {
        let address = format!("/docs/lifecycles/{}.svg", drawing.resource);
        assert!(page.text.contains(&format!("src=\"{address}\"")), "{address}");
        let picture = register.get(&address);
        assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/svg+xml")), "{address}");
        for (from, to, _) in drawing.edges() {
            assert!(
                picture.text.contains(&format!(">{from}<")) && picture.text.contains(&format!(">{to}<")),
                "{address}"
            );
        }
    }
    assert_eq!(register.get("/docs/lifecycles/none.svg").refusal(), (404, "not_found".into()));
}
