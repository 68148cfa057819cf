//! GraphQL over HTTP: media types and status codes as the specification asks.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use async_graphql::{Request, Response, ServerError, dataloader::DataLoader};
use domain::{Error, Fault, FaultCode, Wording};
use openapi::{
    problem::{INVALID, detail_of},
    strict_json::has_invisible_escapes,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Register, doubles::has_double_fields, error::extensions, loaders::Batch, plan::plan_apart, scan};
use crate::{
    app::{App, Caller},
    auth, keys,
    metrics::Surface,
    rest::{self, table::Table},
};

/// Longest document, in bytes.
pub const QUERY_BYTES_MAX: usize = 50_000;

/// Most errors that are told of a document.
const ERRORS_MAX: usize = 1_000;

const GRAPHQL_JSON: &str = "application/graphql-response+json; charset=utf-8";
const PLAIN_JSON: &str = "application/json; charset=utf-8";

/// A GraphQL request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct GraphqlRequest {
    /// The document.
    pub query: String,
    /// Which of its operations.
    #[serde(rename = "operationName")]
    pub operation_name: Option<String>,
    /// Values of its variables.
    #[schema(value_type = Option<Object>)]
    pub variables: Option<Value>,
    /// Taken and not used: the register knows no extension of the protocol.
    #[schema(value_type = Option<Object>)]
    #[serde(rename = "extensions")]
    pub _extensions: Option<Value>,
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
/// authenticated caller.
#[utoipa::path(post, path = "/graphql", operation_id = "query_graphql", tag = "graphql",
    request_body(content = GraphqlRequest, content_type = "application/json"),
    responses((status = 200, description = "The answer.", body = GraphqlAnswer)))]
pub async fn query_graphql(
    app: Data<App>,
    schema: Data<Register>,
    request: HttpRequest,
    body: Result<rest::Body, rest::Failure>,
) -> HttpResponse {
    let strict = accepts_graphql_json(&request);
    let authorization = request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or("?"));
    let actor = match auth::identify(&app, authorization).await {
        Ok(actor) => actor,
        Err(error) => return refused(strict, &error),
    };
    let digest = body.as_ref().map_or([0; 32], |body| keys::digest_of(&[&body.0]));
    let parsed = match parse(&request, body) {
        Ok(parsed) => parsed,
        Err(error) => return refused(strict, &error),
    };
    let repeat = match rest::repeat(&request, digest) {
        Ok(repeat) => repeat,
        Err(rest::Failure(error)) => return refused(strict, &error),
    };
    let plan = match plan_apart(parsed.query, parsed.variables).await {
        Ok(plan) => plan,
        Err(error) => return answer(strict, invalid(error)),
    };
    let caller =
        Caller { repeat, surface: Surface::Graphql, language: rest::request::current_language(), ..Caller::new(actor) };
    let loader = DataLoader::new(Batch { app: App::clone(&app), caller: caller.clone() }, tokio::spawn);
    let mut graphql = Request::new("").data(App::clone(&app)).data(caller).data(loader);
    if let Some(name) = parsed.operation_name {
        graphql = graphql.operation_name(name);
    }
    match plan.execute(&schema, graphql).await {
        Ok(response) => answer(strict, response),
        Err(error) => refused(strict, &error),
    }
}

fn accepts_graphql_json(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/graphql-response+json")
}

fn parse(request: &HttpRequest, body: Result<rest::Body, rest::Failure>) -> Result<GraphqlRequest, Error> {
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Error::UnsupportedMediaType);
    }
    let rest::Body(bytes) = body.map_err(|rest::Failure(error)| error)?;
    read(&bytes)
}

/// Reads the body of a request.
///
/// # Errors
/// [`Error::MalformedBody`], [`Error::Invalid`], [`Error::TooLarge`].
pub fn read(bytes: &[u8]) -> Result<GraphqlRequest, Error> {
    scan::json(bytes)?;
    let (parsed, faults): (GraphqlRequest, _) = openapi::body::parse(bytes)?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if parsed.query.len() > QUERY_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    if has_invisible_escapes(&parsed.query) {
        let fault = Fault::new("/query", FaultCode::Format, Wording::ControlCharacters);
        return Err(Error::invalid(fault));
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

/// An error in GraphQL's form.
pub fn server_error(error: &Error) -> ServerError {
    let mut server_error = ServerError::new(detail_of(error, rest::request::current_language()), None);
    server_error.extensions = Some(extensions(error));
    server_error
}

/// A document that is refused before it is executed.
fn invalid(error: ServerError) -> Response {
    Response::from_errors(vec![error])
}

/// A request that is no GraphQL request, or whose caller is not known: a plain HTTP refusal, in
/// GraphQL's form.
fn refused(strict: bool, error: &Error) -> HttpResponse {
    let code = openapi::problem::code_of(error);
    let mut answer = HttpResponse::build(match code.status {
        422 => StatusCode::BAD_REQUEST,
        status => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    });
    if code.status == 401 {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if code.status == 503 {
        answer.insert_header((header::RETRY_AFTER, 1));
    }
    let errors = [server_error(error)];
    answer.content_type(if strict { GRAPHQL_JSON } else { PLAIN_JSON }).json(serde_json::json!({ "errors": errors }))
}

/// With its own media type, GraphQL says 400 when nothing was executed; with plain JSON always 200.
fn answer(strict: bool, mut response: Response) -> HttpResponse {
    let executed = response.errors.iter().all(|error| !error.path.is_empty());
    response.errors.truncate(ERRORS_MAX);
    for error in &mut response.errors {
        let values = error.extensions.get_or_insert_default();
        if values.get("code").is_none() {
            // The library found it; its sentence is in English, as GraphQL's own words are.
            values.set("code", INVALID.code);
            values.set("title", INVALID.title(rest::request::current_language()));
        }
    }
    let status = if executed || !strict { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let mut builder = HttpResponse::build(status);
    builder.content_type(if strict { GRAPHQL_JSON } else { PLAIN_JSON });
    if executed {
        return builder.json(&response);
    }
    // What was not executed has no data, not even null.
    builder.json(serde_json::json!({ "errors": response.errors }))
}
