//! Faults on the wire: RFC 9457, with a stable code for each.

use domain::{Error, Fault};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem, as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// A page that explains the code, served by this server.
    #[serde(rename = "type")]
    #[schema(example = "/problems/not_found")]
    pub kind: String,
    /// The code in words.
    pub title: String,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// The stable code.
    #[schema(example = "not_found")]
    pub code: String,
    /// The request this answers, for the log.
    pub request_id: String,
    /// Every fault of the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemFault>,
    /// The rule that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<ProblemRule>,
}

/// One fault of the input.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemFault {
    /// JSON pointer into the body, or the name of a parameter behind a slash.
    #[schema(example = "/citizen_number")]
    pub pointer: String,
    /// The kind of fault.
    #[schema(example = "check_digit")]
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
}

/// The rule that refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemRule {
    /// Its policy key.
    #[schema(example = "public_notice.min_working_days")]
    pub key: String,
    /// The article it comes from.
    pub article: String,
}

/// One line of the error catalogue.
#[derive(Debug)]
pub struct Code {
    /// The stable code.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The code in words.
    pub title: &'static str,
    /// What a client does about it.
    pub help: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $status:literal, $title:literal, $help:literal;)+) => {
        $(#[doc = $title] pub static $name: Code = Code { code: $code, status: $status, title: $title, help: $help };)+
        /// The catalogue. A code once published is never given another meaning.
        pub static ALL: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    MALFORMED_BODY = "malformed_body", 400, "The body is not JSON", "Send well-formed JSON in UTF-8.";
    MALFORMED_TOKEN = "malformed_token", 400, "The token is not a token", "Send `Authorization: Bearer` and a token of POST /oauth/token.";
    MISSING_TOKEN = "missing_token", 401, "A token is needed", "Get a token with POST /oauth/token and send it as a bearer token.";
    INVALID_TOKEN = "invalid_token", 401, "The token is not valid", "The token was not issued here, was changed, or its client was revoked. Get another.";
    EXPIRED_TOKEN = "expired_token", 401, "The token has expired", "Tokens last 15 minutes. Get another.";
    INVALID_CLIENT = "invalid_client", 401, "The client credentials are not valid", "Check client_id and client_secret; ask an administrator for a new secret.";
    FORBIDDEN = "forbidden", 403, "This role may not do this", "The role of this client never has this action, or the record belongs to another area.";
    FOUR_EYES = "four_eyes", 403, "Four eyes are needed", "Who created, submitted or investigated a record does not decide on it. Another approver must.";
    NOT_FOUND = "not_found", 404, "There is no such record", "It does not exist, or it is out of this client's reach.";
    METHOD_NOT_ALLOWED = "method_not_allowed", 405, "This method is not supported here", "The Allow header lists the methods of this path.";
    TRANSITION_NOT_ALLOWED = "transition_not_allowed", 409, "This event is not possible now", "GET …/transitions lists what is possible from the present status.";
    DUPLICATE = "duplicate", 409, "The record exists already", "Find the existing record instead of making another.";
    RULE_REFUSED = "rule_refused", 409, "A rule refuses this", "`rule` names the policy key and the article; GET /v1/policies shows the value in force.";
    REQUEST_IN_PROGRESS = "request_in_progress", 409, "The same request is being worked on", "Wait a moment and send it again with the same Idempotency-Key.";
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch", 422, "This Idempotency-Key was used for another request", "A key names one request: method, path, query and body. Give another request another key.";
    MOVED = "moved", 308, "The record was merged into another", "Follow the Location header.";
    CHANGED = "changed", 412, "The record has changed since it was read", "Read it again and apply the change to the present version.";
    PRECONDITION_REQUIRED = "precondition_required", 428, "If-Match is needed", "Send the ETag of the version the change is based on as If-Match.";
    TOO_SLOW = "too_slow", 408, "The request did not come in time", "Send the whole body within the time that the server gives, or less at once.";
    TOO_LARGE = "too_large", 413, "The request is larger than allowed", "Send less at once.";
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415, "This content type is not supported here", "Send the content type that the documentation names.";
    INVALID = "invalid", 422, "The request is not valid", "`errors` lists every fault with its place.";
    RATE_LIMITED = "rate_limited", 429, "Too many failed attempts", "Wait as long as Retry-After says.";
    BUSY = "busy", 503, "The register is busy", "Nothing was changed. Wait as long as Retry-After says and send the request again.";
    INTERNAL = "internal", 500, "An internal error", "It is ours to mend. Report the request id.";
}

/// The code of an error.
pub fn code_of(error: &Error) -> &'static Code {
    match error {
        Error::Invalid(_) => &INVALID,
        Error::MalformedBody => &MALFORMED_BODY,
        Error::MalformedToken => &MALFORMED_TOKEN,
        Error::MissingToken => &MISSING_TOKEN,
        Error::InvalidToken => &INVALID_TOKEN,
        Error::ExpiredToken => &EXPIRED_TOKEN,
        Error::InvalidClient => &INVALID_CLIENT,
        Error::Forbidden => &FORBIDDEN,
        Error::FourEyes => &FOUR_EYES,
        Error::NotFound => &NOT_FOUND,
        Error::MethodNotAllowed => &METHOD_NOT_ALLOWED,
        Error::Moved { .. } => &MOVED,
        Error::TransitionNotAllowed { .. } => &TRANSITION_NOT_ALLOWED,
        Error::Duplicate(_) => &DUPLICATE,
        Error::RuleRefused { .. } => &RULE_REFUSED,
        Error::RequestInProgress => &REQUEST_IN_PROGRESS,
        Error::IdempotencyMismatch => &IDEMPOTENCY_MISMATCH,
        Error::Changed => &CHANGED,
        Error::PreconditionRequired => &PRECONDITION_REQUIRED,
        Error::TooSlow => &TOO_SLOW,
        Error::TooLarge => &TOO_LARGE,
        Error::UnsupportedMediaType => &UNSUPPORTED_MEDIA_TYPE,
        Error::RateLimited { .. } => &RATE_LIMITED,
        Error::Busy => &BUSY,
        Error::Internal(_) => &INTERNAL,
    }
}

impl Problem {
    /// The problem that an error is to a client.
    pub fn new(error: &Error, request_id: &str) -> Self {
        let code = code_of(error);
        let faults: &[Fault] = if let Error::Invalid(faults) = error { faults } else { &[] };
        let rule = match error {
            Error::RuleRefused { rule, .. } => {
                Some(ProblemRule { key: rule.key.to_owned(), article: rule.article.to_owned() })
            }
            _ => None,
        };
        Self {
            kind: format!("/problems/{}", code.code),
            title: code.title.to_owned(),
            status: code.status,
            detail: error.to_string(),
            code: code.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: faults.iter().map(ProblemFault::from).collect(),
            rule,
        }
    }
}

impl From<&Fault> for ProblemFault {
    fn from(fault: &Fault) -> Self {
        Self { pointer: fault.pointer.clone(), code: fault.code.as_str().to_owned(), detail: fault.detail.clone() }
    }
}
