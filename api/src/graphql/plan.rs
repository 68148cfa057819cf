//! From the text of a document to what may be executed: counted, parsed, and bounded in what it unfolds to.

use std::sync::Arc;

use actix_web::web;
use async_graphql::{
    Request, Response, ServerError, Variables,
    dynamic::Schema,
    parser::{
        parse_query,
        types::{ExecutableDocument, OperationDefinition, OperationType},
    },
};
use async_graphql_value::ConstValue;
use domain::Error;
use futures_util::StreamExt;
use serde_json::Value as Json;
use tokio::{runtime::Handle, sync::Semaphore, time::timeout};

use super::{
    COMPLEXITY_MAX, Register,
    about_schema::AboutSchema,
    arguments::too_large,
    budget::{Budget, SCHEMA_VALUES_MAX},
    cost,
    documents::{self, Document},
    error::server_error,
    execution::{self, Asker, Outcome},
    limits, scan,
    selection::Reader,
    variables,
};
use crate::{
    app::QUEUE_WAIT_MAX,
    http::request,
    operation::{self, Operation},
};

/// Longest document that the thread of its connection parses itself, in bytes.
pub const SHORT_BYTES_MAX: usize = 4_096;
/// Most answers about the schema that are made at the same time: each is much work, and much to keep.
const SCHEMA_ANSWERS_MAX: usize = 2;

/// A document that may be executed.
#[derive(Debug)]
pub struct Plan {
    document: Arc<Document>,
    /// True if the document was found valid before.
    is_valid: bool,
    variables: Variables,
}

/// Reads a document, unless it came before, and refuses it if it is too large in any way.
///
/// # Errors
/// What is wrong with it, in GraphQL's form.
pub fn plan(query: &str, variables: Option<Json>) -> Result<Plan, ServerError> {
    let variables = variables.unwrap_or_default();
    let known = documents::find(query);
    let is_valid = known.is_some();
    let document = match known {
        Some(known) => {
            if !limits::are_small(&variables, known.variable_bytes) {
                limits::check(&known.parsed, &variables).map_err(|error| server_error(&error))?;
            }
            known
        }
        None => Arc::new(read(query, &variables)?),
    };
    Ok(Plan { document, is_valid, variables: Variables::from_json(variables) })
}

fn read(query: &str, variables: &Json) -> Result<Document, ServerError> {
    scan::document(query).map_err(|error| server_error(&error))?;
    let parsed = parse_query(query).map_err(ServerError::from)?;
    let checked = limits::check(&parsed, variables).map_err(|error| server_error(&error))?;
    let limits::Checked { is_about_schema, variable_bytes } = checked;
    Ok(Document { text: query.to_owned(), parsed, is_about_schema, variable_bytes })
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
        mut self,
        register: &Register,
        operation_name: Option<String>,
        asker: Option<&Asker>,
    ) -> Result<Outcome, Error> {
        let validated = self.validated(register, operation_name.as_deref()).await?;
        let about_schema = validated.data.clone();
        match self.checked(register, operation_name.as_deref(), validated) {
            Ok((reader, operation)) => Ok(execution::answer(register, asker, reader, operation, &about_schema).await),
            Err(outcome) => Ok(outcome),
        }
    }

    /// True if the document is to be followed.
    pub fn is_subscription(&self, operation_name: Option<&str>) -> bool {
        operation_of(&self.document.parsed, operation_name).is_some_and(|one| one.ty == OperationType::Subscription)
    }

    /// The subscription of the document, or what is wrong with it.
    ///
    /// # Errors
    /// As [`Plan::answer`].
    pub async fn subscribed(
        mut self,
        register: &Register,
        operation_name: Option<String>,
    ) -> Result<Result<Subscribed, Outcome>, Error> {
        let mut request = Request::new("").variables(self.variables.clone());
        request.set_parsed_query(self.document.parsed.clone());
        if let Some(name) = &operation_name {
            request = request.operation_name(name);
        }
        // The library's own stream is empty, unless something is wrong with the document.
        let validated = Box::pin(register.schema.execute_stream(request)).next().await.unwrap_or_default();
        match self.checked(register, operation_name.as_deref(), validated) {
            Ok(_) => Ok(Ok(Subscribed { plan: self, operation_name })),
            Err(outcome) => Ok(Err(outcome)),
        }
    }

    /// What is executed, with the values of its variables; or what is wrong with it.
    fn checked<'p>(
        &'p mut self,
        register: &'p Register,
        operation_name: Option<&str>,
        validated: Response,
    ) -> Result<(Reader<'p>, &'p OperationDefinition), Outcome> {
        let Self { document, is_valid, variables } = self;
        let found = operation_of(&document.parsed, operation_name);
        // The library finds no values at the root, and says so with a path: nothing is wrong with the document.
        let Some(operation) = found.filter(|_| validated.errors.iter().all(|error| !error.path.is_empty())) else {
            return Err(refused(validated));
        };
        if !*is_valid && !document.is_about_schema {
            documents::keep(document);
        }
        for definition in &operation.variable_definitions {
            let is_said = variables.get(&definition.node.name.node).is_some_and(|value| *value != ConstValue::Null);
            if !definition.node.var_type.node.nullable && definition.node.default_value.is_none() && !is_said {
                let sentence = format!("Variable {} is not defined.", definition.node.name.node);
                let error = ServerError::new(sentence, Some(definition.pos));
                return Err(Outcome { data: None, errors: vec![error] });
            }
            if let Some(default) = &definition.node.default_value {
                let name = definition.node.name.node.clone();
                variables.entry(name).or_insert_with(|| default.node.clone());
            }
        }
        let reader = Reader { types: &register.types, document: &document.parsed, variables, roots: &register.reads };
        if cost::of(reader, register, operation) > COMPLEXITY_MAX {
            return Err(Outcome { data: None, errors: vec![ServerError::new(TOO_COMPLEX, None)] });
        }
        Ok((reader, operation))
    }

    /// What the library answers: nothing but what is wrong with the document, or what it asks about the schema.
    async fn validated(&self, register: &Register, operation_name: Option<&str>) -> Result<Response, Error> {
        let request = |document: &ExecutableDocument| {
            let mut request = Request::new("").variables(self.variables.clone());
            request.set_parsed_query(document.clone());
            match operation_name {
                Some(name) => request.operation_name(name),
                None => request,
            }
        };
        let document = &*self.document;
        if document.is_about_schema {
            let about = Arc::new(AboutSchema(Budget::of(SCHEMA_VALUES_MAX)));
            let request = request(&document.parsed).data(Arc::clone(&about));
            let answer = execute_apart(register.schema.clone(), request).await?;
            let is_too_much = about.0.is_spent();
            return Ok(if is_too_much { refusal(&too_large(SCHEMA_VALUES_MAX)) } else { answer });
        }
        if self.is_valid && self.variables_fit(register, operation_name) {
            return Ok(Response::default());
        }
        Ok(register.schema.execute(request(&document.parsed)).await)
    }

    /// True if nothing can be wrong with a document that was valid before: the variables fit of its one operation.
    fn variables_fit(&self, register: &Register, operation_name: Option<&str>) -> bool {
        let Document { text, parsed, .. } = &*self.document;
        let Some(operation) = operation_of(parsed, operation_name).filter(|_| parsed.operations.iter().len() == 1)
        else {
            return false;
        };
        let (_, roots) = register.roots(operation.ty);
        let has_variables = !operation.variable_definitions.is_empty();
        !has_variables || (!text.contains('@') && variables::fit(&register.types, roots, operation, &self.variables))
    }
}

/// A subscription that may be followed.
pub struct Subscribed {
    plan: Plan,
    operation_name: Option<String>,
}

impl Subscribed {
    fn reader<'p>(&'p self, register: &'p Register) -> Result<(Reader<'p>, &'p OperationDefinition), Error> {
        let Plan { document, variables, .. } = &self.plan;
        let operation = operation_of(&document.parsed, self.operation_name.as_deref());
        let operation = operation.ok_or_else(|| Error::internal("a subscription without an operation"))?;
        let roots = &register.reads;
        Ok((Reader { types: &register.types, document: &document.parsed, variables, roots }, operation))
    }

    /// What is asked for, again and again.
    ///
    /// # Errors
    /// [`Error::Invalid`] for several fields, and for arguments that no request may have.
    pub fn asked(&self, register: &Register) -> Result<(&'static Operation, operation::Request), Error> {
        let (reader, operation) = self.reader(register)?;
        execution::asked(register, reader, operation)
    }

    /// A change, as it was selected.
    ///
    /// # Errors
    /// When the document has no operation.
    pub async fn told(&self, register: &Register, asker: &Asker, item: &Json) -> Result<Outcome, Error> {
        let (reader, operation) = self.reader(register)?;
        Ok(execution::told(register, asker, reader, operation, item).await)
    }
}

/// What is said of a document that costs too much.
const TOO_COMPLEX: &str = "Query is too complex.";

fn refusal(error: &Error) -> Response {
    Response::from_errors(vec![server_error(error)])
}

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a document is answered, and refused, to nobody.
    fn answered(text: &str, variables: Json) -> Vec<String> {
        let register = super::super::register().unwrap();
        let told = |error: &ServerError| format!("{} {:?} {:?}", error.message, error.path, error.locations);
        let planned = plan(text, Some(variables)).map_err(|error| vec![told(&error)]);
        let answer = |plan: Plan| actix_web::rt::System::new().block_on(plan.answer(register, None, None)).unwrap();
        planned.map_or_else(|errors| errors, |plan| answer(plan).errors.iter().map(told).collect())
    }

    #[test]
    fn document_that_comes_again_is_refused_as_the_first_time() {
        let text = "query($id: ID!, $first: Int, $pool: [Pool!]) { person(id: $id) { name } experts(first: $first, pool: $pool) { totalCount } }";
        let valid = json!({ "id": "x", "first": 1 });
        assert!(documents::find(text).is_none());
        let once = answered(text, valid.clone());
        assert!(documents::find(text).is_some());
        assert_eq!(answered(text, valid), once);
        for (at, wrong) in [
            json!({ "id": "x", "first": "one" }),
            json!({ "id": "x", "pool": ["NOWHERE"] }),
            json!({ "first": 1 }),
            json!({ "id": "x".repeat(5_000_000) }),
        ]
        .into_iter()
        .enumerate()
        {
            // A comment makes it another document.
            let new = format!("{text} #{at}");
            let refused = answered(text, wrong.clone());
            assert!(!refused.is_empty() && refused != once, "{wrong:.80}");
            assert_eq!(refused, answered(&new, wrong));
        }
    }

    #[test]
    fn invalid_and_introspection_documents_are_not_kept() {
        for text in ["{ nowhere }", "{ __schema { types { name } } }", "{ person { name } }"] {
            answered(text, Json::Null);
            assert!(documents::find(text).is_none(), "{text}");
        }
        answered("{ clients { totalCount } }", Json::Null);
        assert!(documents::find("{ clients { totalCount } }").is_some());
    }
}
