//! GraphQL over HTTP: media types and status codes as the specification asks.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use async_graphql::ServerError;
use domain::{Error, Fault, FaultCode, Wording, kernel::text::is_forbidden};
use openapi::kernel::strict_json::{self, has_invisible_escapes};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    answer::{answer, refused},
    doubles::has_double_fields,
    execution::{Asker, Outcome},
    persisted, places,
    plan::plan_apart,
    scan, subscription,
};
use crate::{
    app::{App, Caller},
    auth,
    http::{Body, Failure, IDEMPOTENCY_KEY, Table, json_digest, repeat, request::current_language},
    metrics::Surface,
    operation::EVENT_STREAM,
};

/// Longest document, in bytes.
pub const QUERY_BYTES_MAX: usize = 50_000;

/// A GraphQL request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct GraphqlRequest {
    /// The document.
    #[serde(default)]
    #[schema(required = true)]
    pub query: String,
    /// Which of its operations.
    #[serde(rename = "operationName")]
    pub operation_name: Option<String>,
    /// Values of its variables.
    #[schema(value_type = Option<Object>)]
    pub variables: Option<Value>,
    /// Extensions of the protocol: `persistedQuery` names a document by its digest, in the place of its text once the text
    /// was sent. A digest that is not known any more is answered `PERSISTED_QUERY_NOT_FOUND`; send both then.
    #[schema(value_type = Option<Object>)]
    pub extensions: Option<Value>,
}

impl GraphqlRequest {
    /// True if it names a document by its digest, as Apollo's clients do.
    fn names_a_kept_document(&self) -> bool {
        persisted::named(self.extensions.as_ref()).is_some()
    }
}

/// A GraphQL answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GraphqlAnswer {
    /// What was asked for.
    #[schema(value_type = Option<Object>)]
    pub data: Option<Value>,
    /// What was refused, each with `extensions.code`.
    #[schema(value_type = Option<Vec<Object>>)]
    pub errors: Option<Value>,
}

/// Adds the operation to the table.
pub fn operations(table: &mut Table) {
    table.add::<__path_query_graphql, _, _>(query_graphql);
}

/// Query and change the register with GraphQL
///
/// The same data and decisions as REST. The schema is `openapi/schema.graphql`; introspection answers every
/// authenticated caller. A subscription is followed with `Accept: text/event-stream` (GraphQL over SSE, distinct connections).
#[utoipa::path(post, path = "/graphql", operation_id = "query_graphql", tag = "graphql",
    request_body(content = GraphqlRequest, content_type = "application/json"),
    responses((status = 200, description = "The answer.", body = GraphqlAnswer)))]
pub async fn query_graphql(app: Data<App>, request: HttpRequest, body: Result<Body, Failure>) -> HttpResponse {
    let strict = accepts_graphql_json(&request);
    let register = match super::register() {
        Ok(register) => register,
        Err(cause) => return refused(strict, &Error::internal(cause.to_string())),
    };
    let authorization = request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or("?"));
    let actor = match auth::identify(&app, authorization).await {
        Ok(actor) => actor,
        Err(error) => return refused(strict, &error),
    };
    let digest = match &body {
        Ok(body) if request.headers().contains_key(IDEMPOTENCY_KEY) => json_digest(&body.0),
        _ => [0; 32],
    };
    let mut parsed = match parse(&request, body) {
        Ok(parsed) => parsed,
        Err(error) => return refused(strict, &error),
    };
    let digest = match find_document(&mut parsed) {
        Ok(found) => found.unwrap_or(digest),
        Err(error) => return answer(strict, invalid(error)),
    };
    let repeat = match repeat(&request, digest) {
        Ok(repeat) => repeat,
        Err(Failure(error)) => return refused(strict, &error),
    };
    let plan = match plan_apart(parsed.query, parsed.variables).await {
        Ok(plan) => plan,
        Err(error) => return answer(strict, invalid(error)),
    };
    let caller = Caller { repeat, surface: Surface::Graphql, language: current_language(), ..Caller::new(actor) };
    let asker = Asker { app: App::clone(&app), caller };
    if plan.is_subscription(parsed.operation_name.as_deref()) {
        if !subscription::is_accepted(&request) {
            return refused(strict, &Error::NotAcceptable { forms: vec![EVENT_STREAM.to_owned()] });
        }
        return subscription::follow(register, (plan, parsed.operation_name), asker, authorization.unwrap_or_default())
            .await;
    }
    match plan.answer(register, parsed.operation_name, Some(&asker)).await {
        Ok(outcome) => answer(strict, outcome),
        Err(error) => refused(strict, &error),
    }
}

/// Gives a request that names its document by a digest the text of it. The digest of the whole request is then the same whether the
/// text was sent or found, so that a write that is repeated with its text is the same write; none where nothing is named.
fn find_document(request: &mut GraphqlRequest) -> Result<Option<[u8; 32]>, ServerError> {
    let Some(named) = persisted::named(request.extensions.as_ref()) else { return Ok(None) };
    request.query = persisted::text(named, &request.query)?;
    let GraphqlRequest { query, operation_name, variables, .. } = request;
    let whole = serde_json::json!({ "query": query, "operationName": operation_name, "variables": variables });
    Ok(Some(json_digest(whole.to_string().as_bytes())))
}

fn accepts_graphql_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/graphql-response+json")
}

fn parse(request: &HttpRequest, body: Result<Body, Failure>) -> Result<GraphqlRequest, Error> {
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Error::UnsupportedMediaType);
    }
    let Body(bytes) = body.map_err(|Failure(error)| error)?;
    read(&bytes)
}

/// Reads the body of a request.
///
/// # Errors
/// [`Error::MalformedBody`], [`Error::Invalid`], [`Error::TooLarge`].
pub fn read(bytes: &[u8]) -> Result<GraphqlRequest, Error> {
    scan::json(bytes)?;
    let (mut parsed, mut faults): (GraphqlRequest, _) = openapi::kernel::body::parse(bytes)?;
    let is_missing = |fault: &Fault| fault.pointer == "/query" && fault.code == FaultCode::Required;
    if faults.iter().any(is_missing) && parsed.names_a_kept_document() {
        // Another text stands in for a document that is missing.
        parsed.query.clear();
        faults.retain(|fault| !is_missing(fault));
    }
    if !faults.is_empty() {
        let document = document_of(bytes);
        faults.iter_mut().for_each(|fault| place(fault, &document));
        return Err(Error::Invalid(faults));
    }
    if parsed.query.len() > QUERY_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    if has_invisible_escapes(&parsed.query) {
        let pointer = places::of_text(&parsed.query, has_invisible_escapes).unwrap_or_else(|| "/query".to_owned());
        return Err(Error::invalid(Fault::new(pointer, FaultCode::Format, Wording::ControlCharacters)));
    }
    if has_double_fields(&parsed.query) {
        let fault = Fault::new("/query", FaultCode::Duplicate, Wording::GivenMoreThanOnce);
        return Err(Error::invalid(fault));
    }
    match &parsed.variables {
        None | Some(Value::Null | Value::Object(_)) => Ok(parsed),
        Some(_) => Err(Error::invalid(Fault::new(
            "/variables",
            FaultCode::Type,
            Wording::ShouldBe { types: "object".to_owned() },
        ))),
    }
}

/// The document of a request in which something is wrong; nothing where it has none.
fn document_of(bytes: &[u8]) -> String {
    let body = strict_json::parse(bytes).map(|(body, _)| body).unwrap_or_default();
    body.get("query").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Puts a fault of a text to where REST would tell it: a variable is a field of the body, or a parameter.
fn place(fault: &mut Fault, document: &str) {
    if fault.code != FaultCode::Format {
        return;
    }
    let place = match fault.pointer.strip_prefix("/variables/") {
        Some(variable) => {
            let end = variable.find('/').unwrap_or(variable.len());
            let (name, part) = variable.split_at(end);
            places::of_variable(document, name, part)
        }
        None if fault.pointer == "/query" => places::of_text(document, |text| text.chars().any(is_forbidden)),
        None => None,
    };
    if let Some(place) = place {
        fault.pointer = place;
    }
}

/// A document that is refused before it is executed.
fn invalid(error: ServerError) -> Outcome {
    Outcome { data: None, errors: vec![error] }
}
