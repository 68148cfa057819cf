//! From the text of a document to what may be executed: counted, parsed, and bounded in what it unfolds to.

use std::sync::Arc;

use actix_web::web;
use async_graphql::{
    PathSegment, Request, Response, ServerError, Value, Variables,
    parser::{
        parse_query,
        types::{ExecutableDocument, OperationType},
    },
};
use domain::{Error, Fault, FaultCode, Wording, wording::number};
use serde_json::Value as Json;
use tokio::{runtime::Handle, sync::Semaphore, time::timeout};

use super::{
    Register,
    budget::{Budget, SCHEMA_VALUES_MAX, VALUES_MAX},
    http::server_error,
    limits, scan,
};
use crate::{app::QUEUE_WAIT_MAX, rest::request};

/// Longest document that the thread of its connection parses itself, in bytes.
pub const SHORT_BYTES_MAX: usize = 4_096;
/// Most answers about the schema that are made at the same time: each is much work, and much to keep.
const SCHEMA_ANSWERS_MAX: usize = 2;

/// A document that may be executed.
#[derive(Debug)]
pub struct Plan {
    document: ExecutableDocument,
    variables: Variables,
    is_about_schema: bool,
}

/// Reads a document and refuses it if it is too large in any way.
///
/// # Errors
/// What is wrong with it, in GraphQL's form.
pub fn plan(query: &str, variables: Option<Json>) -> Result<Plan, ServerError> {
    scan::document(query).map_err(|error| server_error(&error))?;
    let document = parse_query(query).map_err(ServerError::from)?;
    let variables = variables.unwrap_or_default();
    let is_about_schema = limits::check(&document, &variables).map_err(|error| server_error(&error))?;
    Ok(Plan { document, variables: Variables::from_json(variables), is_about_schema })
}

/// As [`plan`], on another thread if the document is long.
///
/// # Errors
/// As [`plan`].
pub async fn plan_apart(query: String, variables: Option<Json>) -> Result<Plan, ServerError> {
    if query.len() <= SHORT_BYTES_MAX {
        return plan(&query, variables);
    }
    let current = (request::current_id(), request::current_language());
    let planned = web::block(move || request::within(current, || plan(&query, variables)));
    planned.await.unwrap_or_else(|cause| Err(server_error(&Error::internal(cause))))
}

impl Plan {
    /// Executes the document, with what its resolvers need. What asks about the schema waits for nothing and takes long, so it
    /// is answered on another thread.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many ask about the schema.
    pub async fn execute(self, schema: &Register, request: Request) -> Result<Response, Error> {
        let values = if self.is_about_schema { SCHEMA_VALUES_MAX } else { VALUES_MAX };
        let writes = self.document.operations.iter().any(|(_, one)| one.node.ty == OperationType::Mutation);
        let budget = Budget::of(values);
        let mut request = request.variables(self.variables).data(Arc::clone(&budget));
        request.set_parsed_query(self.document);
        let mut response = if self.is_about_schema {
            execute_apart(schema.clone(), request).await?
        } else {
            schema.execute(request).await
        };
        if budget.is_spent() {
            cut_short(&mut response, values, writes);
        }
        Ok(response)
    }
}

/// Says that an answer was cut short. Of a read nothing is answered; what was written is told as far as it went.
fn cut_short(response: &mut Response, values: usize, writes: bool) {
    let wording = Wording::AnswerTooLarge { max: number(values) };
    let mut error = server_error(&Error::invalid(Fault::new("/query", FaultCode::Length, wording)));
    match &response.data {
        Value::Object(fields) if writes => {
            error.path = fields.keys().take(1).map(|name| PathSegment::Field(name.to_string())).collect();
            response.errors.push(error);
        }
        _ => {
            response.data = Value::Null;
            response.errors = vec![error];
        }
    }
}

async fn execute_apart(schema: Register, request: Request) -> Result<Response, Error> {
    static PLACES: Semaphore = Semaphore::const_new(SCHEMA_ANSWERS_MAX);
    let place = timeout(QUEUE_WAIT_MAX, PLACES.acquire()).await.map_err(|_| Error::Busy)?.map_err(Error::internal)?;
    let current = (request::current_id(), request::current_language());
    let executed = web::block(move || {
        let _place = place;
        request::within(current, || Handle::current().block_on(schema.execute(request)))
    });
    executed.await.map_err(Error::internal)
}
