//! The start page at `/`: what this is, and where to go on. It needs no internet and no script.

use actix_web::{
    HttpResponse,
    http::header,
    web::{self, ServiceConfig},
};
use domain::Wording;

use super::service::page;
use crate::http::request::current_language;

/// The page may load nothing, and be shown inside of no other.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The addresses that the page names, each with what stands there. The consoles can be turned off.
fn links(consoles: bool) -> Vec<(&'static str, Wording)> {
    let consoles =
        [("/docs", Wording::StartConsole), ("/graphiql", Wording::StartGraphiql)].into_iter().filter(|_| consoles);
    let always = [
        ("/openapi.json", Wording::StartContract),
        ("/v1/public-notices", Wording::StartNotices),
        ("/.well-known/oauth-authorization-server", Wording::StartTokens),
        ("/health/ready", Wording::StartHealth),
    ];
    consoles.into_iter().chain(always).collect()
}

/// Serves the page.
pub fn configure(config: &mut ServiceConfig, consoles: bool) {
    config.service(page("/", move || web::route().to(move || async move { start_page(consoles) })));
}

fn start_page(consoles: bool) -> HttpResponse {
    let language = current_language();
    let line =
        |(path, what): (&str, Wording)| format!("<li><a href=\"{path}\">{path}</a> {}</li>", language.say(&what));
    let list: String = links(consoles).into_iter().map(line).collect();
    let page = format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><h1>{title}</h1><p>{lead}</p><ul>{list}</ul><p>duxue {version}</p></html>",
        tag = language.tag(),
        title = language.say(&Wording::StartTitle),
        lead = language.say(&Wording::StartLead),
        version = env!("CARGO_PKG_VERSION"),
    );
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(page)
}
