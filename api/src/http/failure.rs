//! Errors as answers: RFC 9457.

use actix_web::{
    HttpResponse, HttpResponseBuilder, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use domain::Error;
use openapi::kernel::problem::{self, Problem};

use super::request::{current_id, current_language};
use crate::limits::Standing;

/// How much is left of a limit (draft-ietf-httpapi-ratelimit-headers).
const RATE_LIMIT: &str = "ratelimit";
/// What the limit is.
const RATE_LIMIT_POLICY: &str = "ratelimit-policy";
/// Seconds after which a refused request may be sent again.
const RETRY_AFTER_S: u32 = 1;

/// An error on its way out. The request id is added by the middleware that knows it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Failure(pub Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(problem::code_of(&self.0).status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let request_id = current_id();
        if let Error::Internal(cause) = &self.0 {
            tracing::error!(request_id, error = chain(cause.as_ref()), "internal error");
        }
        let mut answer = HttpResponseBuilder::new(self.status_code());
        answer.content_type("application/problem+json");
        match &self.0 {
            Error::Busy => answer.insert_header((header::RETRY_AFTER, RETRY_AFTER_S)),
            Error::RateLimited { limit, retry_after_s } => {
                let standing = Standing::reached(limit, *retry_after_s);
                answer.insert_header((header::RETRY_AFTER, *retry_after_s));
                answer.insert_header((RATE_LIMIT, standing.field()));
                answer.insert_header((RATE_LIMIT_POLICY, standing.policy()))
            }
            Error::QuotaExceeded { retry_after_s } => answer.insert_header((header::RETRY_AFTER, *retry_after_s)),
            Error::Moved { to } => answer.insert_header((header::LOCATION, format!("/v1/people/{to}"))),
            Error::MissingToken => answer.insert_header((header::WWW_AUTHENTICATE, "Bearer")),
            Error::InvalidToken | Error::ExpiredToken => {
                answer.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))
            }
            Error::InvalidClient => answer.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"duxue\"")),
            _ => &mut answer,
        };
        let language = current_language();
        answer.insert_header((header::CONTENT_LANGUAGE, language.tag()));
        answer.insert_header((header::VARY, "accept-language"));
        answer.json(Problem::new(&self.0, &request_id, language))
    }
}

/// Tells how much is left of a limit that is set for who asks; a refusal has said so itself.
pub fn tell_standing(answer: &mut HttpResponse, standing: Option<Standing>) {
    let Some(standing) = standing else { return };
    for (name, value) in [(RATE_LIMIT, standing.field()), (RATE_LIMIT_POLICY, standing.policy())] {
        if let Ok(value) = HeaderValue::from_str(&value)
            && !answer.headers().contains_key(name)
        {
            answer.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

/// An error with all its causes, for the log.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
