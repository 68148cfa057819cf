//! A page for each error code, which problems name as their type, and a list of them.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig},
};
use askama::Template;
use domain::{Error, Wording};
use openapi::kernel::{
    catalogue::Language,
    problem::{self, Code},
};

use super::frame;
use crate::http::{Failure, read_only, request::current_id};

/// All codes.
#[derive(Template)]
#[template(path = "problems.html")]
struct Problems {
    language: Language,
    codes: &'static [&'static Code],
}

/// One code: when it comes, what to do about it, and what it looks like.
#[derive(Template)]
#[template(path = "problem.html")]
struct OneProblem {
    language: Language,
    code: &'static Code,
    example: String,
}

/// Serves the pages.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/problems", || web::route().to(list)))
        .service(read_only("/problems/{code}", || web::route().to(one)));
}

async fn list() -> Result<HttpResponse, Failure> {
    frame::answer(StatusCode::OK, |language| Problems { language, codes: problem::ALL })
}

async fn one(code: Path<String>) -> Result<HttpResponse, Failure> {
    let code = problem::ALL.iter().copied().find(|known| known.code == code.as_str()).ok_or(Error::NotFound)?;
    frame::answer(StatusCode::OK, |language| OneProblem { language, code, example: example(code, language) })
}

fn example(code: &Code, language: Language) -> String {
    let problem = code.example(&current_id(), language);
    problem.and_then(|problem| serde_json::to_string_pretty(&problem).ok()).unwrap_or_default()
}
