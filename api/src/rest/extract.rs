//! Strict parsing of requests: unknown parameters, wrong types and missing preconditions are reported, all of them at
//! once.

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{
        Method,
        header::{self, HeaderMap},
    },
    web::{self, Data},
};
use domain::{
    Error, Fault, FaultCode, Faults, Wording,
    kernel::{
        page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
        policy::Action,
        time::{Moment, parse_day},
    },
};
use openapi::kernel::query::unfit;
use serde_json::Value;

use super::{etag, format};
use crate::{
    app::{App, Caller, kernel::list::Order},
    auth,
    forms::Form,
    graph::{Expansion, expandable},
    http::{Body, Failure, IDEMPOTENCY_KEY, json_digest, repeat, request::current_language},
    metrics::Surface,
    office,
    operation::{Filter, Gives, JSON, Moments, Operation, PageAsked, Precondition, Request},
    table::schema_of_body,
};

/// Identifies the caller of an action by the token of the request.
///
/// # Errors
/// [`Error::MissingToken`], [`Error::InvalidToken`] and [`Error::ExpiredToken`]; [`Error::NotForRole`] before any body is
/// read, so that a caller without the action is not told what the body lacks.
pub async fn identified(request: &HttpRequest, action: Action) -> Result<Caller, Failure> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Error::internal("no application"))?;
    let authorization = text_of(request.headers(), header::AUTHORIZATION.as_str());
    let actor = auth::identify(app, authorization).await?;
    action.reach(&actor)?;
    Ok(Caller { surface: Surface::Rest, language: current_language(), ..Caller::new(actor) })
}

fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    // A header that is not ASCII still counts as present; `?` never parses.
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
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

    /// The faults; a parameter that nobody took is one.
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

/// The caller of a write whose body is a form of several parts: `dry_run` is its only parameter.
///
/// # Errors
/// [`Error::Invalid`] for an unknown parameter.
pub fn writer(request: &HttpRequest, caller: Caller) -> Result<Caller, Failure> {
    let mut parameters = Parameters::of(request)?;
    let dry_run = parameters.flag("dry_run") == Some(true);
    parameters.finish(Caller { dry_run, ..caller })
}

/// The digest of a body that was read.
struct BodyDigest([u8; 32]);

/// A request to an operation, taken apart.
pub struct Asked {
    /// The caller, with the faults of the request.
    pub caller: Caller,
    /// What is asked.
    pub request: Request,
    /// The fields to answer; all of them when none are named.
    pub fields: Option<Vec<String>>,
    /// What is shown beside the ids of records.
    pub expansion: Expansion,
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
    let (value, faults) = schema_of_body(operation).check(&bytes)?;
    Ok(CheckedBody { value, faults })
}

/// The parameters of a request to an operation, all of them, with its body.
///
/// # Errors
/// [`Error::Invalid`] for faulty parameters. For a list, the caller keeps their faults instead, so that the rest of the
/// request can be checked, too.
pub fn asked(
    operation: &Operation,
    request: &HttpRequest,
    caller: Caller,
    body: Option<CheckedBody>,
    form: &str,
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
    let table = operation.gives.download().filter(|_| Form::of_media_type(form).is_some_and(Form::is_table));
    let known = || match table {
        Some(table) if table.forms.iter().any(|known| known.media_type() == form) => (table.columns)(),
        _ if form == JSON => operation.gives.fields(),
        _ => operation.gives.fields().into_iter().chain(expandable(operation).into_iter().map(str::to_owned)).collect(),
    };
    let fields = if has_fields { parameters.fields(known) } else { None };
    let agreed = caller.actor.agreed.as_ref().and_then(|agreed| agreed.shown(operation.action.as_str()));
    let fields = match agreed.filter(|_| has_fields && form != JSON) {
        Some(shown) => Some(fields.unwrap_or_else(known).into_iter().filter(|name| shown.has(name)).collect()),
        None => fields,
    };
    if office::is_office(operation) {
        parameters.format(&office::forms(operation));
    }
    let expansion = if has_fields && form == JSON { parameters.expansion(operation) } else { Expansion::default() };
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
    Ok(Asked { caller, request: asked, fields, expansion, is_counted, byte_order_mark })
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

    /// Notes a form that a list has not.
    fn format(&mut self, forms: &[&str]) {
        let Some(said) = self.one("format") else { return };
        if !format::named(&said).is_some_and(|form| forms.contains(&form)) {
            let values = ["json", "ndjson", "csv", "xlsx"].into_iter();
            let known = values.filter(|name| format::named(name).is_some_and(|form| forms.contains(&form)));
            let wording = Wording::OneOf { values: known.collect::<Vec<_>>().join(", ") };
            self.faults.add("/format", FaultCode::Code, wording);
        }
    }

    /// What is to be shown beside ids; a list of what leads nowhere has no such parameter.
    fn expansion(&mut self, operation: &Operation) -> Expansion {
        let names = expandable(operation);
        if names.is_empty() {
            return Expansion::default();
        }
        let Some(said) = self.one("expand") else { return Expansion::default() };
        let on = operation.gives.item().map(|shape| shape.name()).unwrap_or_default();
        Expansion::parse(&on, &said).unwrap_or_else(|| {
            self.faults.add("/expand", FaultCode::Unknown, Wording::OneOf { values: names.join(", ") });
            Expansion::default()
        })
    }

    /// The page of a list that is asked for; faulty parameters are left out.
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
