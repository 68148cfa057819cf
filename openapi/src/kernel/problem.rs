//! Faults on the wire: RFC 9457, with a stable code for each.

use domain::{
    Day, Error, Fault, FaultCode, Role, Wording,
    kernel::{
        limit::LOGINS,
        rules::{self, Rule},
    },
};
use fluent_bundle::FluentArgs;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::catalogue::Language;

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
    /// The media types in which there is an answer, where none of them was accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// The record that stands for a merged one now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<Uuid>,
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
    /// The rule that refuses this one of many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<ProblemRule>,
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
}

impl Code {
    /// The code in words.
    pub fn title(&self, language: Language) -> String {
        language.look_up(&self.key(), None, &FluentArgs::new())
    }

    /// When it comes.
    pub fn cause(&self, language: Language) -> String {
        language.look_up(&self.key(), Some("cause"), &FluentArgs::new())
    }

    /// What a problem of this code looks like.
    pub fn example(&self, request_id: &str, language: Language) -> Option<Problem> {
        let error = examples().into_iter().find(|error| code_of(error).code == self.code)?;
        Some(Problem::new(&error, request_id, language))
    }

    /// What a client does about it.
    pub fn help(&self, language: Language) -> String {
        language.look_up(&self.key(), Some("help"), &FluentArgs::new())
    }

    fn key(&self) -> String {
        format!("problem_{}", self.code)
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal, $status:literal;)+) => {
        $(#[doc = concat!("`", $code, "`, in words in the catalogue.")] pub static $name: Code = Code { code: $code, status: $status };)+
        /// The catalogue. A code once published is never given another meaning.
        pub static ALL: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    MALFORMED_BODY = "malformed_body", 400;
    MALFORMED_TOKEN = "malformed_token", 400;
    MISSING_TOKEN = "missing_token", 401;
    INVALID_TOKEN = "invalid_token", 401;
    EXPIRED_TOKEN = "expired_token", 401;
    INVALID_CLIENT = "invalid_client", 401;
    FORBIDDEN = "forbidden", 403;
    FOUR_EYES = "four_eyes", 403;
    NOT_FOUND = "not_found", 404;
    NO_SUCH_PATH = "no_such_path", 404;
    METHOD_NOT_ALLOWED = "method_not_allowed", 405;
    NOT_ACCEPTABLE = "not_acceptable", 406;
    TRANSITION_NOT_ALLOWED = "transition_not_allowed", 409;
    DUPLICATE = "duplicate", 409;
    RULE_REFUSED = "rule_refused", 409;
    REQUEST_IN_PROGRESS = "request_in_progress", 409;
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch", 422;
    MOVED = "moved", 308;
    GONE = "gone", 410;
    POSITION_TOO_OLD = "position_too_old", 410;
    CHANGED = "changed", 412;
    PRECONDITION_REQUIRED = "precondition_required", 428;
    TOO_SLOW = "too_slow", 408;
    TOO_LARGE = "too_large", 413;
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415;
    INVALID = "invalid", 422;
    RATE_LIMITED = "rate_limited", 429;
    QUOTA_EXCEEDED = "quota_exceeded", 429;
    BUSY = "busy", 503;
    INTERNAL = "internal", 500;
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
        Error::Forbidden | Error::NotForRole { .. } | Error::NotAgreed => &FORBIDDEN,
        Error::NoSuchPath => &NO_SUCH_PATH,
        Error::FourEyes => &FOUR_EYES,
        Error::NotFound => &NOT_FOUND,
        Error::MethodNotAllowed => &METHOD_NOT_ALLOWED,
        Error::NotAcceptable { .. } => &NOT_ACCEPTABLE,
        Error::Moved { .. } => &MOVED,
        Error::Closed { .. } => &GONE,
        Error::PositionTooOld => &POSITION_TOO_OLD,
        Error::TransitionNotAllowed { .. } | Error::NotReady { .. } => &TRANSITION_NOT_ALLOWED,
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
        Error::QuotaExceeded { .. } => &QUOTA_EXCEEDED,
        Error::Busy => &BUSY,
        Error::Internal(_) => &INTERNAL,
    }
}

/// What happened, for a person.
pub fn detail_of(error: &Error, language: Language) -> String {
    let mut arguments = FluentArgs::new();
    match error {
        Error::Duplicate(wording) | Error::RuleRefused { wording, .. } | Error::NotReady { wording, .. } => {
            return language.say(wording);
        }
        Error::TransitionNotAllowed { status, event } => {
            arguments.set("status", *status);
            arguments.set("event", *event);
        }
        Error::NotForRole { role, allowed } => {
            // The program's own actors are nobody that a client could ask.
            let allowed = allowed.iter().filter(|role| Role::OF_CLIENTS.contains(role)).map(|role| role.as_str());
            let allowed: Vec<&str> = allowed.collect();
            arguments.set("role", role.as_str());
            arguments.set("roles", allowed.join(", "));
            let key = if allowed.is_empty() { "for_no_role" } else { "for_roles" };
            return language.look_up(&FORBIDDEN.key(), Some(key), &arguments);
        }
        Error::NotAgreed => return language.look_up(&FORBIDDEN.key(), Some("not_agreed"), &arguments),
        Error::Closed { since } => arguments.set("since", since.to_string()),
        Error::NotAcceptable { forms } => arguments.set("forms", forms.join(", ")),
        _ => {}
    }
    language.look_up(&code_of(error).key(), Some("detail"), &arguments)
}

impl Problem {
    /// The problem that an error is to a client.
    pub fn new(error: &Error, request_id: &str, language: Language) -> Self {
        let code = code_of(error);
        let faults: &[Fault] = if let Error::Invalid(faults) = error { faults } else { &[] };
        let rule = match error {
            Error::RuleRefused { rule, .. } => Some(ProblemRule::of(rule)),
            _ => None,
        };
        let forms: &[String] = if let Error::NotAcceptable { forms } = error { forms } else { &[] };
        Self {
            kind: format!("/problems/{}", code.code),
            title: code.title(language),
            status: code.status,
            detail: detail_of(error, language),
            code: code.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: faults.iter().map(|fault| ProblemFault::new(fault, language)).collect(),
            rule,
            forms: forms.to_vec(),
            into: if let Error::Moved { to } = error { Some(*to) } else { None },
        }
    }
}

impl ProblemFault {
    /// The fault in words.
    pub fn new(fault: &Fault, language: Language) -> Self {
        let detail = language.say(&fault.wording);
        let rule = fault.rule.map(ProblemRule::of);
        Self { pointer: fault.pointer.clone(), code: fault.code.as_str().to_owned(), detail, rule }
    }
}

impl ProblemRule {
    fn of(rule: &Rule) -> Self {
        Self { key: rule.key.to_owned(), article: rule.article.to_owned() }
    }
}

/// An error of each code.
fn examples() -> Vec<Error> {
    let fault = Fault::new("/citizen_number", FaultCode::Length, Wording::CitizenNumberLength);
    let notice = Wording::NoticeRuns { ends_on: "2026-12-02".to_owned() };
    vec![
        Error::MalformedBody,
        Error::MalformedToken,
        Error::MissingToken,
        Error::InvalidToken,
        Error::ExpiredToken,
        Error::InvalidClient,
        Error::NotForRole { role: Role::Registrar, allowed: &[Role::Approver] },
        Error::FourEyes,
        Error::NotFound,
        Error::NoSuchPath,
        Error::MethodNotAllowed,
        Error::NotAcceptable { forms: vec!["application/json".to_owned(), "text/csv".to_owned()] },
        Error::TransitionNotAllowed { status: "draft", event: "approve" },
        Error::Duplicate(Wording::CertificationExists),
        Error::RuleRefused { rule: &rules::PUBLIC_NOTICE_MIN_WORKING_DAYS, wording: notice },
        Error::RequestInProgress,
        Error::IdempotencyMismatch,
        Error::Moved { to: Uuid::nil() },
        Error::Closed { since: Day::default() },
        Error::PositionTooOld,
        Error::Changed,
        Error::PreconditionRequired,
        Error::TooSlow,
        Error::TooLarge,
        Error::UnsupportedMediaType,
        Error::invalid(fault),
        Error::RateLimited { limit: &LOGINS, retry_after_s: 6 },
        Error::QuotaExceeded { retry_after_s: 600 },
        Error::Busy,
        Error::internal("an example"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_an_example() {
        for code in ALL {
            let problem = code.example("a-request", Language::English).unwrap();
            assert_eq!((problem.code.as_str(), problem.status), (code.code, code.status));
        }
    }
}
