//! The lifecycles, drawn: one page, and one picture for each resource.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig},
};
use askama::Template;
use domain::{
    Error, Wording,
    lifecycles::{self, Drawing},
};
use layout::{
    backends::svg::SVGWriter,
    gv::{DotParser, GraphBuilder},
};
use openapi::kernel::catalogue::Language;

use super::frame;
use crate::http::{Failure, read_only};

/// The page.
#[derive(Template)]
#[template(path = "lifecycles.html")]
struct Lifecycles {
    language: Language,
    drawings: Vec<Drawing>,
}

/// Serves the page and its pictures.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/docs/lifecycles", || web::route().to(page)))
        .service(read_only("/docs/lifecycles/{resource}.svg", || web::route().to(picture)));
}

async fn page() -> Result<HttpResponse, Failure> {
    frame::answer(StatusCode::OK, |language| Lifecycles { language, drawings: lifecycles::all() })
}

async fn picture(resource: Path<String>) -> Result<HttpResponse, Failure> {
    let known = lifecycles::all().into_iter().find(|one| one.resource == resource.as_str()).ok_or(Error::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(svg(&known)?))
}

fn svg(drawing: &Drawing) -> Result<String, Error> {
    let dot = drawing.dot().map_err(Error::internal)?;
    let graph = DotParser::new(&dot).process().map_err(Error::internal)?;
    let mut builder = GraphBuilder::new();
    builder.visit_graph(&graph);
    let mut picture = SVGWriter::new();
    builder.get().do_it(false, false, false, &mut picture);
    Ok(picture.finalize())
}
