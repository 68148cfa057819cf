//! The start page at `/`: what this is, and where to go on.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig},
};
use askama::Template;
use domain::Wording;
use openapi::kernel::catalogue::Language;

use super::frame;
use crate::http::{Failure, read_only};

/// The page.
#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    language: Language,
    links: Vec<(&'static str, Wording)>,
}

/// The addresses that the page names, each with what stands there. The consoles can be turned off.
fn links(consoles: bool) -> Vec<(&'static str, Wording)> {
    let consoles =
        [("/docs", Wording::StartConsole), ("/graphiql", Wording::StartGraphiql)].into_iter().filter(|_| consoles);
    let always = [
        ("/openapi.json", Wording::StartContract),
        ("/docs/lifecycles", Wording::StartLifecycles),
        ("/problems", Wording::StartProblems),
        ("/dashboard", Wording::StartDashboard),
        ("/c", Wording::StartCertificates),
        ("/v1/public-notices", Wording::StartNotices),
        ("/.well-known/oauth-authorization-server", Wording::StartTokens),
        ("/health/ready", Wording::StartHealth),
    ];
    consoles.into_iter().chain(always).collect()
}

/// Serves the page.
pub fn configure(config: &mut ServiceConfig, consoles: bool) {
    config.service(read_only("/", move || web::route().to(move || async move { start(consoles) })));
}

fn start(consoles: bool) -> Result<HttpResponse, Failure> {
    frame::answer(StatusCode::OK, |language| Start { language, links: links(consoles) })
}
