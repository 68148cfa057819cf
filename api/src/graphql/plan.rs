//! From the text of a document to what may be executed: counted, parsed, and bounded in what it unfolds to.

use std::sync::Arc;

use actix_web::web;
use async_graphql::{
    Request, Response, ServerError, Variables,
    dynamic::Schema,
    parser::{
        parse_query,
        types::{ExecutableDocument, OperationDefinition},
    },
};
use async_graphql_value::ConstValue;
use domain::Error;
use serde_json::Value as Json;
use tokio::{runtime::Handle, sync::Semaphore, time::timeout};

use super::{
    COMPLEXITY_MAX, Register,
    about_schema::AboutSchema,
    arguments::too_large,
    budget::{Budget, SCHEMA_VALUES_MAX},
    cost,
    error::server_error,
    execution::{self, Asker, Outcome},
    limits, scan,
    selection::Reader,
};
use crate::{app::QUEUE_WAIT_MAX, http::request};

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
    /// Answers the document, for whoever asks. What asks about the schema waits for nothing and takes long, so that it is done
    /// on another thread.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many ask about the schema.
    pub async fn answer(
        self,
        register: &Register,
        operation_name: Option<String>,
        asker: Option<&Asker>,
    ) -> Result<Outcome, Error> {
        let Self { document, mut variables, is_about_schema } = self;
        let mut request = Request::new("").variables(variables.clone());
        request.set_parsed_query(document.clone());
        if let Some(name) = &operation_name {
            request = request.operation_name(name);
        }
        let validated = if is_about_schema {
            let about = Arc::new(AboutSchema(Budget::of(SCHEMA_VALUES_MAX)));
            let validated = execute_apart(register.schema.clone(), request.data(Arc::clone(&about))).await?;
            if about.0.is_spent() {
                let error = server_error(&too_large(SCHEMA_VALUES_MAX));
                return Ok(Outcome { data: None, errors: vec![error] });
            }
            validated
        } else {
            register.schema.execute(request).await
        };
        let Some(operation) = operation_of(&document, operation_name.as_deref()) else { return Ok(refused(validated)) };
        let is_valid = validated.errors.iter().all(|error| !error.path.is_empty());
        if !is_valid {
            return Ok(refused(validated));
        }
        for definition in &operation.variable_definitions {
            let is_said = variables.get(&definition.node.name.node).is_some_and(|value| *value != ConstValue::Null);
            if !definition.node.var_type.node.nullable && definition.node.default_value.is_none() && !is_said {
                let sentence = format!("Variable {} is not defined.", definition.node.name.node);
                let error = ServerError::new(sentence, Some(definition.pos));
                return Ok(Outcome { data: None, errors: vec![error] });
            }
            if let Some(default) = &definition.node.default_value {
                let name = definition.node.name.node.clone();
                variables.entry(name).or_insert_with(|| default.node.clone());
            }
        }
        let reader = Reader { types: &register.types, document: &document, variables: &variables };
        if cost::of(reader, register, operation) > COMPLEXITY_MAX {
            return Ok(Outcome { data: None, errors: vec![ServerError::new(TOO_COMPLEX, None)] });
        }
        Ok(execution::answer(register, asker, reader, operation, &validated.data).await)
    }
}

/// What is said of a document that costs too much.
const TOO_COMPLEX: &str = "Query is too complex.";

fn refused(response: Response) -> Outcome {
    Outcome { data: None, errors: response.errors }
}

fn operation_of<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Option<&'d OperationDefinition> {
    let mut operations = document.operations.iter();
    match name {
        Some(name) => operations.find(|(known, _)| known.is_some_and(|known| known == name)).map(|(_, one)| &one.node),
        None => operations.next().map(|(_, one)| &one.node),
    }
}

async fn execute_apart(schema: Schema, request: Request) -> Result<Response, Error> {
    static PLACES: Semaphore = Semaphore::const_new(SCHEMA_ANSWERS_MAX);
    let place = timeout(QUEUE_WAIT_MAX, PLACES.acquire()).await.map_err(|_| Error::Busy)?.map_err(Error::internal)?;
    let current = (request::current_id(), request::current_language());
    let executed = web::block(move || {
        let _place = place;
        request::within(current, || Handle::current().block_on(schema.execute(request)))
    });
    executed.await.map_err(Error::internal)
}
