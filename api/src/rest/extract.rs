//! Requests taken apart, strictly: unknown parameters, wrong types and missing preconditions are
//! told, and all of them at once.

use std::{collections::HashMap, sync::OnceLock};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{
        Method,
        header::{self, HeaderMap},
    },
    web::{self, Bytes, Data},
};
use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
    policy::{self, Action},
    time::{Moment, parse_day},
    wording::number,
};
use futures_util::future::LocalBoxFuture;
use openapi::{canonical_json, query::unfit};
use serde_json::Value;

use super::{error::Failure, etag, format, request::current_language};
use crate::{
    app::{App, Caller, Repeat, list::Order},
    auth,
    forms::Form,
    keys,
    metrics::Surface,
    operation::{Filter, Gives, Moments, Operation, PageAsked, Precondition, Request},
};

/// Largest body, in bytes; rosters have their own limit.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// The header under which a write is done once.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Longest such key.
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 255;

/// The caller of a request that needs a token.
pub struct Authenticated(pub Caller);

impl FromRequest for Authenticated {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let app = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no application"))?;
            let authorization = text_of(request.headers(), header::AUTHORIZATION.as_str());
            let actor = auth::identify(app, authorization).await?;
            // The door decides this again; here it comes before a body is read, so that who never has an action is
            // told that, and not what their body lacks.
            if let Some(action) = action_of(&request) {
                policy::reach(&actor, action)?;
            }
            format::negotiated(&request)?;
            Ok(Self(Caller { surface: Surface::Rest, language: current_language(), ..Caller::new(actor) }))
        })
    }
}

/// The action of the operation that a request was routed to.
fn action_of(request: &HttpRequest) -> Option<Action> {
    static ACTIONS: OnceLock<HashMap<(String, String), Action>> = OnceLock::new();
    let known = |name: &str| Action::ALL.iter().copied().find(|action| action.as_str() == name);
    let actions = ACTIONS.get_or_init(|| {
        let operations = super::table().list().into_iter();
        operations.filter_map(|(method, path, name)| Some(((method, path), known(&name)?))).collect()
    });
    let method = if request.method() == Method::HEAD { Method::GET.as_str() } else { request.method().as_str() };
    actions.get(&(method.to_owned(), request.match_pattern()?)).copied()
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // A header that is no text is there all the same: it becomes a token that cannot be one.
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Waits for a body, for as long as the register gives it: a client that sends too slowly is cut off.
///
/// # Errors
/// [`Error::TooSlow`], or what the reading says.
pub async fn in_time<T>(
    request: &HttpRequest,
    reading: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let time = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no application"))?.body_time();
    tokio::time::timeout(time, reading).await.unwrap_or(Err(Failure(Error::TooSlow)))
}

/// The bytes of a body that came in time, and as it is: a compressed one is refused unread, for a few hundred bytes of it may
/// stand for gigabytes, which the library unpacks before it counts them.
pub struct Body(pub Bytes);

impl FromRequest for Body {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, bytes) = (request.clone(), Bytes::from_request(request, payload));
        Box::pin(async move {
            if is_encoded(request.headers()) {
                return Err(Error::UnsupportedMediaType.into());
            }
            in_time(&request, async { bytes.await.map(Self).map_err(body_error) }).await
        })
    }
}

/// True for a body with a `Content-Encoding`, whichever it is.
fn is_encoded(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// JSON or a JSON merge patch, in UTF-8.
fn is_json(headers: &HeaderMap) -> bool {
    let content_type = text_of(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default().to_ascii_lowercase();
    let (media, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let charset =
        parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("charset=").map(str::to_owned));
    matches!(media.trim(), "application/json" | "application/merge-patch+json")
        && charset.is_none_or(|charset| charset.trim_matches('"') == "utf-8")
}

fn body_error(cause: actix_web::Error) -> Failure {
    match cause.as_response_error().status_code().as_u16() {
        413 => Failure(Error::TooLarge),
        _ => Failure(Error::MalformedBody),
    }
}

/// The version named by `If-Match`, when there is one.
///
/// # Errors
/// [`Error::Changed`] when it is no version of ours.
fn if_match(request: &HttpRequest) -> Result<Option<i64>, Failure> {
    let Some(tag) = text_of(request.headers(), header::IF_MATCH.as_str()) else { return Ok(None) };
    etag::version_of(tag).map(Some).ok_or(Failure(Error::Changed))
}

/// The parameters of a request, each used once or told to be unknown.
struct Parameters {
    pairs: Vec<(String, String)>,
    faults: Faults,
}

impl Parameters {
    fn of(request: &HttpRequest) -> Result<Self, Failure> {
        let pairs = web::Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map_err(|_| Error::invalid(Fault::new("", FaultCode::Format, Wording::QueryUnreadable)))?;
        Ok(Self { pairs: pairs.into_inner(), faults: Faults::new() })
    }

    /// Takes a parameter that may stand once.
    fn one(&mut self, name: &str) -> Option<String> {
        let (taken, rest): (Vec<_>, Vec<_>) = self.pairs.drain(..).partition(|(known, _)| known == name);
        self.pairs = rest;
        if taken.len() > 1 {
            self.faults.add(format!("/{name}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
        }
        taken.into_iter().next().map(|(_, value)| value)
    }

    /// What is wrong, what nobody took included.
    fn faults(mut self) -> Vec<Fault> {
        for (name, _) in self.pairs {
            self.faults.add(format!("/{name}"), FaultCode::Unknown, Wording::ParameterUnknown);
        }
        self.faults.into_vec()
    }

    fn finish<T>(self, value: T) -> Result<T, Failure> {
        let faults = self.faults();
        if faults.is_empty() { Ok(value) } else { Err(Error::Invalid(faults).into()) }
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        match self.one(name)?.as_str() {
            "false" => Some(false),
            "true" => Some(true),
            _ => {
                self.faults.add(format!("/{name}"), FaultCode::Type, Wording::TrueOrFalse);
                None
            }
        }
    }
}

/// A caller who writes by a form of several parts: with `dry_run`, and no other parameter.
///
/// # Errors
/// [`Error::Invalid`] for an unknown parameter.
pub fn writer(request: &HttpRequest, Authenticated(caller): Authenticated) -> Result<Caller, Failure> {
    let mut parameters = Parameters::of(request)?;
    let dry_run = parameters.flag("dry_run") == Some(true);
    parameters.finish(Caller { dry_run, ..caller })
}

/// The digest of a body that was read.
struct BodyDigest([u8; 32]);

/// The digest of what a JSON body says, however it is spelled. Bytes that are not JSON are digested as they are.
pub fn json_digest(body: &[u8]) -> [u8; 32] {
    match canonical_json::text(body) {
        Ok(text) => keys::digest_of(&[text.as_bytes()]),
        Err(_) => keys::digest_of(&[body]),
    }
}

/// The key under which a request is done once, when its caller gave it one. The request remembers it, so that the
/// answer can say whether it is an earlier one.
///
/// # Errors
/// [`Error::Invalid`] for a key that is no plain text or too long.
pub fn repeat(request: &HttpRequest, body: [u8; 32]) -> Result<Option<Repeat>, Failure> {
    let Some(key) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(None) };
    let plain = key.to_str().ok().filter(|key| (1..=IDEMPOTENCY_KEY_CHARS_MAX).contains(&key.len()));
    let Some(key) = plain else {
        let wording = Wording::IdempotencyKeyForm { max: number(IDEMPOTENCY_KEY_CHARS_MAX) };
        return Err(Error::invalid(Fault::new("/Idempotency-Key", FaultCode::Format, wording)).into());
    };
    let (method, path, query) = (request.method().as_str(), request.path(), request.query_string());
    let fingerprint = keys::digest_of(&[method.as_bytes(), path.as_bytes(), query.as_bytes(), &body]);
    let repeat = Repeat::new(key.to_owned(), fingerprint);
    request.extensions_mut().insert(repeat.clone());
    Ok(Some(repeat))
}

/// A request to an operation, taken apart.
pub struct Asked {
    /// Who asks, with what is wrong with the request.
    pub caller: Caller,
    /// What is asked.
    pub request: Request,
    /// The fields to answer; all of them when none are named.
    pub fields: Option<Vec<String>>,
    /// True if a list is to tell its count.
    pub is_counted: bool,
    /// True if a CSV begins with a byte-order mark.
    pub byte_order_mark: bool,
}

/// The body of a request to an operation, compared with its schema.
pub struct CheckedBody {
    value: Value,
    faults: Vec<Fault>,
}

/// Reads the body of a request to an operation.
///
/// # Errors
/// [`Error::UnsupportedMediaType`], [`Error::TooLarge`], [`Error::TooSlow`] and [`Error::MalformedBody`].
pub async fn body(operation: &Operation, request: &HttpRequest, payload: &mut Payload) -> Result<CheckedBody, Failure> {
    if !is_json(request.headers()) {
        return Err(Error::UnsupportedMediaType.into());
    }
    let Body(bytes) = Body::from_request(request, payload).await?;
    if request.headers().contains_key(IDEMPOTENCY_KEY) {
        request.extensions_mut().insert(BodyDigest(json_digest(&bytes)));
    }
    let (value, faults) = operation.schema_of_body().check(&bytes)?;
    Ok(CheckedBody { value, faults })
}

/// The parameters of a request to an operation, all of them, with its body.
///
/// # Errors
/// [`Error::Invalid`] for what is wrong with the parameters; of a list, the caller bears it instead, so that the rest of the
/// request can be looked at, too.
pub fn asked(
    operation: &Operation,
    request: &HttpRequest,
    caller: Caller,
    body: Option<CheckedBody>,
    form: Option<&str>,
) -> Result<Asked, Failure> {
    let takes = &operation.takes;
    let mut parameters = Parameters::of(request)?;
    let mut asked = Request::default();
    let is_writing = operation.action.writes();
    let dry_run = is_writing && parameters.flag("dry_run") == Some(true);
    let digest = request.extensions().get::<BodyDigest>().map_or([0; 32], |digest| digest.0);
    let is_repeatable = is_writing && request.method() != Method::PUT;
    let repeat = if is_repeatable { repeat(request, digest)? } else { None };
    if takes.page {
        asked.page = parameters.page(takes.filter.as_ref().map_or(&["id"], |filter| filter.sorts));
    }
    let has_fields = takes.page || matches!(operation.gives, Gives::Record(..));
    let table = operation.gives.download().filter(|_| form.and_then(Form::of_media_type).is_some_and(Form::is_table));
    let known = || table.map_or_else(|| operation.gives.fields(), |table| (table.columns)());
    let fields = if has_fields { parameters.fields(known) } else { None };
    let byte_order_mark = operation.gives.download().is_some() && parameters.flag("bom").unwrap_or(true);
    parameters.moments(takes.moments, &mut asked);
    if let Some(filter) = &takes.filter {
        asked.filter = parameters.filter(filter);
    }
    let faults = parameters.faults();
    if !takes.page && !faults.is_empty() {
        return Err(Error::Invalid(faults).into());
    }
    asked.key = takes.key.and_then(|key| request.match_info().get(key.name).map(str::to_owned));
    asked.version = if takes.precondition == Precondition::None { None } else { if_match(request)? };
    let CheckedBody { value, faults: of_body } = body.unwrap_or(CheckedBody { value: Value::Null, faults: Vec::new() });
    (asked.body, asked.faults) = (value, of_body.clone());
    let caller = Caller { dry_run, repeat, faults: [faults, of_body].concat(), ..caller };
    let is_counted = asked.page.count;
    Ok(Asked { caller, request: asked, fields, is_counted, byte_order_mark })
}

impl Parameters {
    /// The fields to answer, which are among those that are known.
    fn fields(&mut self, known: impl Fn() -> Vec<String>) -> Option<Vec<String>> {
        let said = self.one("fields")?;
        let (wanted, known): (Vec<String>, _) = (said.split(',').map(|name| name.trim().to_owned()).collect(), known());
        if wanted.iter().any(|name| !known.contains(name)) {
            self.faults.add("/fields", FaultCode::Unknown, Wording::FieldUnknown);
        }
        Some(wanted)
    }

    /// Which page of a list is asked for; what is wrong is left out.
    fn page(&mut self, sorts: &'static [&'static str]) -> PageAsked {
        let limit = match self.one("limit").map(|raw| raw.parse::<u32>()) {
            None => PAGE_SIZE_DEFAULT,
            Some(Ok(limit)) if (1..=PAGE_SIZE_MAX).contains(&limit) => limit,
            Some(_) => {
                self.faults.add("/limit", FaultCode::Range, Wording::Between { min: 1, max: PAGE_SIZE_MAX.into() });
                PAGE_SIZE_DEFAULT
            }
        };
        let count = self.one("count");
        if count.as_deref().is_some_and(|count| count != "exact") {
            self.faults.add("/count", FaultCode::Code, Wording::OneOf { values: "exact".to_owned() });
        }
        let (after, mut sort) = (self.one("after"), self.one("sort"));
        if let Err(fault) = Order::among(sort.as_deref(), sorts) {
            self.faults.push(fault);
            sort = None;
        }
        PageAsked { limit, after, sort, count: count.as_deref() == Some("exact"), edges: false }
    }

    /// As of when is asked.
    fn moments(&mut self, moments: Moments, asked: &mut Request) {
        if moments == Moments::Now {
            return;
        }
        let known_at = self.one("known_at");
        if moments == Moments::On {
            asked.on = self.one("on").and_then(|raw| self.faults.keep("/on", parse_day(&raw)));
        }
        let as_of = if moments == Moments::AsOf { self.one("as_of") } else { None };
        asked.moment = Moment::parse(as_of.as_deref(), known_at.as_deref(), &mut self.faults);
    }

    /// The values of a filter; what is wrong is left out.
    fn filter(&mut self, filter: &Filter) -> Vec<(&'static str, String)> {
        let mut values: Vec<(&'static str, String)> = Vec::new();
        let mut place = 0;
        let mut rest = Vec::new();
        for (said, value) in std::mem::take(&mut self.pairs) {
            let Some(parameter) = filter.parameter(&said) else {
                rest.push((said, value));
                continue;
            };
            let name = parameter.name;
            place += 1;
            let is_again = parameter.is_single && values.iter().any(|(known, _)| *known == name);
            if let Some((code, wording)) = unfit(&value, place) {
                self.faults.add(format!("/{name}"), code, wording);
            } else if is_again {
                self.faults.add(format!("/{name}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
            } else {
                values.push((name, value));
            }
        }
        self.pairs = rest;
        values
    }
}

/// A request without parameters.
///
/// # Errors
/// [`Error::Invalid`] for any parameter.
pub fn plain(request: &HttpRequest) -> Result<(), Failure> {
    Parameters::of(request)?.finish(())
}
