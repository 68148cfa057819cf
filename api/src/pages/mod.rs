//! Pages for people. They are made of the templates in `api/templates`, need neither a script nor another file, and speak
//! the language that the browser asks for.

mod check;
mod lifecycles;
mod problems;
mod start;

use std::sync::LazyLock;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::ServiceConfig,
};
use askama::Template;
use domain::Error;
use openapi::kernel::catalogue::Language;

use crate::{
    content_policy,
    http::{Failure, request::current_language},
};

/// What all pages look like.
const STYLE: &str = include_str!("../../templates/page.css");
/// The program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Serves the pages. The start page names the consoles, where they are served.
pub fn configure(config: &mut ServiceConfig, consoles: bool) {
    start::configure(config, consoles);
    problems::configure(config);
    lifecycles::configure(config);
    check::configure(config);
}

/// A page as an answer, made for the language of the request at hand.
fn answer<T: Template>(status: StatusCode, page: impl FnOnce(Language) -> T) -> Result<HttpResponse, Failure> {
    static POLICY: LazyLock<String> = LazyLock::new(|| content_policy::of(STYLE, "form-action 'self'; img-src 'self'"));
    let language = current_language();
    let html = page(language).render().map_err(Error::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY.as_str()))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(html))
}
