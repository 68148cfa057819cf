//! The routes of the surfaces: one entry makes a route and its documentation, so that neither can exist without the
//! other.

use std::{collections::BTreeMap, future::Future};

use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, Route,
    http::{Method, header},
    web::{self, ServiceConfig},
};
use domain::Error;
use openapi::kernel::{document, problem::Problem};
use serde_json::Value;
use utoipa::{
    __dev::{SchemaReferences, Tags},
    PartialSchema, ToSchema,
    openapi::{
        Components, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, RefOr,
        path::{HttpMethod, Operation},
        schema::Schema,
    },
};

use super::{Failure, description::described};
use crate::{operation::Operation as Declared, table as operations};

/// An operation with its routes. It is described when somebody asks for that, and not by each server that starts.
struct Entry {
    path: String,
    method: HttpMethod,
    source: Source,
    routes: Vec<Route>,
}

/// What says what an operation is.
#[derive(Clone, Copy)]
enum Source {
    /// The table of operations.
    Declared(&'static Declared),
    /// A handler of its own.
    Handler(fn() -> (Operation, Schemas)),
}

/// Schemas by their names.
type Schemas = Vec<(String, RefOr<Schema>)>;

/// The operations of the surface.
#[derive(Default)]
pub struct Table {
    entries: Vec<Entry>,
}

fn method_of(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Trace => Method::TRACE,
    }
}

fn described_by<P: utoipa::Path + SchemaReferences + Tags<'static>>() -> (Operation, Schemas) {
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    let mut operation = P::operation();
    operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
    (operation, schemas)
}

impl Entry {
    fn described(&self) -> (Operation, Schemas) {
        match self.source {
            Source::Handler(describe) => describe(),
            Source::Declared(declared) => {
                let shapes = [declared.gives.shape(), declared.gives.item(), declared.takes.body];
                let schemas = shapes.into_iter().flatten().flat_map(|shape| shape.schemas()).collect();
                (described(declared), schemas)
            }
        }
    }

    fn name(&self) -> String {
        match self.source {
            Source::Declared(declared) => declared.action.as_str().to_owned(),
            Source::Handler(describe) => describe().0.operation_id.unwrap_or_default(),
        }
    }

    /// The media types in which it is answered: JSON first.
    fn forms(&self) -> Vec<String> {
        match self.source {
            Source::Declared(declared) => declared.gives.forms().into_iter().map(str::to_owned).collect(),
            Source::Handler(describe) => forms_of(&describe().0),
        }
    }
}

impl Table {
    /// Adds a documented handler of its own.
    pub fn add<P, H, Args>(&mut self, handler: H)
    where
        P: utoipa::Path + SchemaReferences + Tags<'static>,
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
        H::Future: Future,
    {
        for method in P::methods() {
            let mut routes = vec![web::method(method_of(&method)).to(handler.clone())];
            if method == HttpMethod::Get {
                routes.push(web::head().to(handler.clone()));
            }
            self.entries.push(Entry { path: P::path(), method, source: Source::Handler(described_by::<P>), routes });
        }
    }

    /// Adds an operation of the table of operations, with the routes that answer it.
    pub fn declare(&mut self, declared: &'static Declared, routes: Vec<Route>) {
        let (path, method) = (declared.route.path.to_owned(), declared.route.method.described());
        self.entries.push(Entry { path, method, source: Source::Declared(declared), routes });
    }

    /// Registers the routes: each path once, so that a wrong method is answered with the right ones.
    pub fn configure(self, config: &mut ServiceConfig) {
        let mut paths: BTreeMap<String, (Vec<String>, Vec<Route>)> = BTreeMap::new();
        for entry in self.entries {
            let (methods, routes) = paths.entry(entry.path).or_default();
            methods.push(method_of(&entry.method).to_string());
            if entry.method == HttpMethod::Get {
                methods.push(Method::HEAD.to_string());
            }
            routes.extend(entry.routes);
        }
        for (path, (mut methods, routes)) in paths {
            methods.push(Method::OPTIONS.to_string());
            let allow = methods.join(", ");
            let resource = routes.into_iter().fold(web::resource(path), actix_web::Resource::route);
            config.service(
                resource.default_service(web::to(move |request: HttpRequest| other_method(request, allow.clone()))),
            );
        }
    }

    /// The document of the operations, of a register at this address: with what holds for all of them.
    pub fn document(self, public_url: &str) -> Value {
        let actions: Vec<_> = operations::actions().collect();
        document::complete(&self.described(), public_url, &actions)
    }

    fn described(self) -> OpenApi {
        let mut components = Components::default();
        let mut schemas = vec![(Problem::name().into_owned(), Problem::schema())];
        Problem::schemas(&mut schemas);
        components.schemas.extend(schemas);
        let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
        for entry in self.entries {
            let (operation, schemas) = entry.described();
            for (name, schema) in schemas {
                let known = components.schemas.get(&name);
                debug_assert!(known.is_none_or(|known| *known == schema), "two schemas are published as {name}");
                components.schemas.insert(name, schema);
            }
            let item = PathItem::new(entry.method, operation);
            match paths.get_mut(&entry.path) {
                Some(known) => known.merge_operations(item),
                None => {
                    paths.insert(entry.path, item);
                }
            }
        }
        let paths = paths.into_iter().fold(PathsBuilder::new(), |all, (path, item)| all.path(path, item));
        OpenApiBuilder::new().paths(paths).components(Some(components)).build()
    }

    /// Method and path of each operation, with the media types in which it is answered: JSON first.
    pub fn forms(&self) -> Vec<((String, String), Vec<String>)> {
        let route = |entry: &Entry| (method_of(&entry.method).to_string(), entry.path.clone());
        self.entries.iter().map(|entry| (route(entry), entry.forms())).collect()
    }

    /// Method, path and name of each operation.
    pub fn list(&self) -> Vec<(String, String, String)> {
        let entries = self.entries.iter();
        entries.map(|entry| (method_of(&entry.method).to_string(), entry.path.clone(), entry.name())).collect()
    }
}

/// The media types of what an operation answers when it succeeds, as documented.
fn forms_of(operation: &Operation) -> Vec<String> {
    let answers = operation.responses.responses.iter().filter(|(status, _)| status.starts_with('2'));
    let documented = answers.filter_map(|(_, answer)| match answer {
        RefOr::T(answer) => Some(answer.content.keys().cloned()),
        RefOr::Ref(_) => None,
    });
    let mut forms: Vec<String> = documented.flatten().collect();
    forms.sort_by_key(|form| (form != "application/json", form.clone()));
    forms.dedup();
    forms
}

/// `OPTIONS` tells the methods; any other is refused with them.
pub async fn other_method(request: HttpRequest, allow: String) -> HttpResponse {
    if request.method() == Method::OPTIONS {
        return HttpResponse::NoContent().insert_header((header::ALLOW, allow)).finish();
    }
    let mut answer = actix_web::ResponseError::error_response(&Failure(Error::MethodNotAllowed));
    if let Ok(value) = header::HeaderValue::from_str(&allow) {
        answer.headers_mut().insert(header::ALLOW, value);
    }
    answer
}

/// What is only read: GET and HEAD; any other method is answered with the allowed ones.
pub fn read_only(path: &str, get: impl Fn() -> Route) -> Resource {
    let allow = || "GET, HEAD, OPTIONS".to_owned();
    web::resource(path)
        .route(get().method(Method::GET))
        .route(get().method(Method::HEAD))
        .default_service(web::to(move |request: HttpRequest| other_method(request, allow())))
}
