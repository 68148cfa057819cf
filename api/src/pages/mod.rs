//! Pages for people. They are made of the templates in `api/templates`, need neither a script nor another file, and speak
//! the language that the browser asks for.

pub mod certificate;
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
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::Error;
use openapi::kernel::catalogue::Language;

use crate::http::{Failure, request::current_language};

/// What all pages look like.
const STYLE: &str = include_str!("../../templates/page.css");
/// The program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The content security policy of a page: its own style, known by its hash, and nothing else.
fn policy_of(style: &str, form_action: &str) -> String {
    let hash = BASE64.encode(digest(&SHA256, style.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action {form_action}; frame-ancestors 'none'"
    )
}

/// Serves the pages. The start page names the consoles, where they are served.
pub fn configure(config: &mut ServiceConfig, consoles: bool) {
    start::configure(config, consoles);
    problems::configure(config);
    lifecycles::configure(config);
    check::configure(config);
}

/// A page as an answer, made for the language of the request at hand.
fn answer<T: Template>(status: StatusCode, page: impl FnOnce(Language) -> T) -> Result<HttpResponse, Failure> {
    static POLICY: LazyLock<String> = LazyLock::new(|| policy_of(STYLE, "'self'; img-src 'self'"));
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
