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
    Day, Error, Fault, FaultCode, Faults, Instant, Wording,
    page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
    policy::{self, Action},
    time::{Moment, parse_day, parse_instant},
    wording::number,
};
use futures_util::future::LocalBoxFuture;
use openapi::{
    body, canonical_json,
    query::{Query, unfit},
};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{error::Failure, etag, format, request::current_language};
use crate::{
    app::{
        App, Caller, Repeat,
        list::{ListRequest, Order},
    },
    auth,
    forms::{Form, columns},
    keys,
    metrics::Surface,
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

/// A JSON body, and what is wrong with its shape.
pub struct Json<T>(pub T, pub Vec<Fault>);

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Json<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = is_json(request.headers());
        let bytes = Body::from_request(request, payload);
        // Parts of a request are taken at the same time, and the first to fail answers: the caller comes first.
        let caller = Authenticated::from_request(request, &mut Payload::None);
        let request = request.clone();
        Box::pin(async move {
            caller.await?;
            if !json {
                return Err(Error::UnsupportedMediaType.into());
            }
            let Body(bytes) = bytes.await?;
            if request.headers().contains_key(IDEMPOTENCY_KEY) {
                request.extensions_mut().insert(BodyDigest(json_digest(&bytes)));
            }
            let (body, faults) = body::parse(&bytes)?;
            Ok(Self(body, faults))
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

/// An identifier in a path. What is none names no record.
pub fn id<T: From<Uuid>>(raw: &web::Path<String>) -> Result<T, Failure> {
    Uuid::try_parse(raw).map(T::from).map_err(|_| Failure(Error::NotFound))
}

/// The version named by `If-Match`.
///
/// # Errors
/// [`Error::PreconditionRequired`] without one, [`Error::Changed`] when it is no version of ours.
pub fn if_match(request: &HttpRequest) -> Result<i64, Failure> {
    optional_if_match(request)?.ok_or(Failure(Error::PreconditionRequired))
}

/// The version named by `If-Match`, when there is one.
///
/// # Errors
/// [`Error::Changed`] when it is no version of ours.
pub fn optional_if_match(request: &HttpRequest) -> Result<Option<i64>, Failure> {
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

/// A caller who writes: with `dry_run`, and no other parameter, and with what is wrong with the body's shape.
///
/// # Errors
/// [`Error::Invalid`] for an unknown parameter.
pub fn writer(
    request: &HttpRequest,
    Authenticated(caller): Authenticated,
    faults: Vec<Fault>,
) -> Result<Caller, Failure> {
    let mut parameters = Parameters::of(request)?;
    let dry_run = parameters.flag("dry_run") == Some(true);
    let digest = request.extensions().get::<BodyDigest>().map_or([0; 32], |digest| digest.0);
    let repeat = if request.method() == Method::PUT { None } else { repeat(request, digest)? };
    parameters.finish(Caller { dry_run, faults, repeat, ..caller })
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

/// The fields a reader selects, and what is wrong with the parameters of the request.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The fields; all of them when none are named.
    pub fields: Option<Vec<String>>,
    /// Whether a CSV begins with a byte-order mark.
    pub byte_order_mark: bool,
    /// The faults, told together with those of the parameters' content.
    pub faults: Vec<Fault>,
}

/// The parameters of a single record: `fields`, and no other.
///
/// # Errors
/// [`Error::Invalid`] for an unknown parameter or field.
pub fn selection<T: ToSchema>(request: &HttpRequest) -> Result<Selection, Failure> {
    let mut parameters = Parameters::of(request)?;
    let fields = fields::<T>(&mut parameters);
    parameters.finish(Selection { fields, ..Selection::default() })
}

/// The parameters of a single record whose versions are all kept: `as_of`, `known_at` and `fields`, and no other.
///
/// # Errors
/// [`Error::Invalid`] for an unknown parameter or field, and for what is no day or no instant.
pub fn moment<T: ToSchema>(request: &HttpRequest) -> Result<(Moment, Selection), Failure> {
    let mut parameters = Parameters::of(request)?;
    let fields = fields::<T>(&mut parameters);
    let (as_of, known_at) = (parameters.one("as_of"), parameters.one("known_at"));
    let moment = Moment::parse(as_of.as_deref(), known_at.as_deref(), &mut parameters.faults);
    parameters.finish((moment, Selection { fields, ..Selection::default() }))
}

/// The moment at which something is read that has no fields to choose from.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn moment_only(request: &HttpRequest) -> Result<Moment, Failure> {
    let mut parameters = Parameters::of(request)?;
    let (as_of, known_at) = (parameters.one("as_of"), parameters.one("known_at"));
    let moment = Moment::parse(as_of.as_deref(), known_at.as_deref(), &mut parameters.faults);
    parameters.finish(moment)
}

/// On which day somebody's standing is asked for, and as known when.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn standing(request: &HttpRequest) -> Result<(Option<Day>, Option<Instant>), Failure> {
    let mut parameters = Parameters::of(request)?;
    let (on, known_at) = (parameters.one("on"), parameters.one("known_at"));
    let on = on.and_then(|raw| parameters.faults.keep("/on", parse_day(&raw)));
    let known_at = known_at.and_then(|raw| parameters.faults.keep("/known_at", parse_instant(&raw)));
    parameters.finish((on, known_at))
}

/// The instant as whose knowledge a record is read, and its fields.
///
/// # Errors
/// [`Error::Invalid`] with every fault.
pub fn known_at<T: ToSchema>(request: &HttpRequest) -> Result<(Option<Instant>, Selection), Failure> {
    let mut parameters = Parameters::of(request)?;
    let fields = fields::<T>(&mut parameters);
    let known_at = parameters.one("known_at");
    let known_at = known_at.and_then(|raw| parameters.faults.keep("/known_at", parse_instant(&raw)));
    parameters.finish((known_at, Selection { fields, ..Selection::default() }))
}

fn fields<T: ToSchema>(parameters: &mut Parameters) -> Option<Vec<String>> {
    fields_among(parameters, &body::field_names::<T>())
}

fn fields_among(parameters: &mut Parameters, known: &[String]) -> Option<Vec<String>> {
    let said = parameters.one("fields")?;
    let wanted: Vec<String> = said.split(',').map(|name| name.trim().to_owned()).collect();
    if wanted.iter().any(|name| !known.contains(name)) {
        parameters.faults.add("/fields", FaultCode::Unknown, Wording::FieldUnknown);
    }
    Some(wanted)
}

/// The parameters of a list: its filter, its page, its order, its fields, and what is wrong with them. What is wrong
/// is left out of the request, so that the rest of it can be looked at, too.
///
/// # Errors
/// [`Error::Invalid`] when the query string cannot be read.
pub fn list<Q: Query, T: ToSchema>(request: &HttpRequest) -> Result<(ListRequest<Q>, Selection), Failure> {
    list_with(request, &body::field_names::<T>(), false)
}

/// As [`list`], for one that is also pulled whole: `bom`, and in a table the column with the person's name.
///
/// # Errors
/// As [`list`].
pub fn pulled_list<Q: Query, T: ToSchema>(
    request: &HttpRequest,
    form: Option<Form>,
) -> Result<(ListRequest<Q>, Selection), Failure> {
    let is_table = form.is_some_and(Form::is_table);
    list_with(request, &if is_table { columns::<T>() } else { body::field_names::<T>() }, true)
}

fn list_with<Q: Query>(
    request: &HttpRequest,
    known_fields: &[String],
    is_pulled: bool,
) -> Result<(ListRequest<Q>, Selection), Failure> {
    let mut parameters = Parameters::of(request)?;
    let limit = match parameters.one("limit").map(|raw| raw.parse::<u32>()) {
        None => PAGE_SIZE_DEFAULT,
        Some(Ok(limit)) if (1..=PAGE_SIZE_MAX).contains(&limit) => limit,
        Some(_) => {
            parameters.faults.add("/limit", FaultCode::Range, Wording::Between { min: 1, max: PAGE_SIZE_MAX.into() });
            PAGE_SIZE_DEFAULT
        }
    };
    let count = match parameters.one("count").as_deref() {
        None => false,
        Some("exact") => true,
        Some(_) => {
            parameters.faults.add("/count", FaultCode::Code, Wording::OneOf { values: "exact".to_owned() });
            false
        }
    };
    let fields = fields_among(&mut parameters, known_fields);
    let byte_order_mark = is_pulled && parameters.flag("bom").unwrap_or(true);
    let (after, mut sort) = (parameters.one("after"), parameters.one("sort"));
    if let Err(fault) = Order::parse::<Q>(sort.as_deref()) {
        parameters.faults.push(fault);
        sort = None;
    }
    let mut query = Q::default();
    let mut rest = Vec::new();
    let mut values = 0;
    for (name, value) in std::mem::take(&mut parameters.pairs) {
        if !Q::NAMES.contains(&name.as_str()) {
            rest.push((name, value));
            continue;
        }
        values += 1;
        if let Some((code, wording)) = unfit(&value, values) {
            parameters.faults.add(format!("/{name}"), code, wording);
        } else if !query.set(&name, value) {
            parameters.faults.add(format!("/{name}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
        }
    }
    parameters.pairs = rest;
    let faults = parameters.faults();
    Ok((ListRequest { query, limit, after, sort, count, edges: false }, Selection { fields, byte_order_mark, faults }))
}

/// The parameters of a report: those of its query, and no other.
///
/// # Errors
/// [`Error::Invalid`] for an unknown or unfit parameter.
pub fn query<Q: Query>(request: &HttpRequest) -> Result<Q, Failure> {
    let mut parameters = Parameters::of(request)?;
    let mut query = Q::default();
    let (known, rest): (Vec<_>, Vec<_>) =
        std::mem::take(&mut parameters.pairs).into_iter().partition(|(name, _)| Q::NAMES.contains(&name.as_str()));
    for (values, (name, value)) in known.into_iter().enumerate() {
        if let Some((code, wording)) = unfit(&value, values + 1) {
            parameters.faults.add(format!("/{name}"), code, wording);
        } else if !query.set(&name, value) {
            parameters.faults.add(format!("/{name}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
        }
    }
    parameters.pairs = rest;
    parameters.finish(query)
}

/// A request without parameters.
///
/// # Errors
/// [`Error::Invalid`] for any parameter.
pub fn plain(request: &HttpRequest) -> Result<(), Failure> {
    Parameters::of(request)?.finish(())
}
