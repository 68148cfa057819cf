//! What all pages share: how they look, what they may load, and how they are answered.

use std::sync::LazyLock;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use askama::Template;
use domain::Error;
use openapi::kernel::catalogue::Language;

use crate::{
    content_policy,
    http::{Failure, request::current_language},
};

/// What all pages look like.
pub const STYLE: &str = include_str!("../../templates/page.css");
/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A page as an answer, made for the language of the request at hand.
pub fn answer<T: Template>(status: StatusCode, page: impl FnOnce(Language) -> T) -> Result<HttpResponse, Failure> {
    static POLICY: LazyLock<String> = LazyLock::new(|| content_policy::of(STYLE, "form-action 'self'; img-src 'self'"));
    answer_under(&POLICY, status, page)
}

/// As [`answer`], of a page with a content security policy of its own.
pub fn answer_under<T: Template>(
    policy: &str,
    status: StatusCode,
    page: impl FnOnce(Language) -> T,
) -> Result<HttpResponse, Failure> {
    let language = current_language();
    let html = page(language).render().map_err(Error::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(html))
}
