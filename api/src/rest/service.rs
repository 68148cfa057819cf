//! What is served outside `/v1` and needs no token: health, metrics, documents, keys, help.

use std::sync::OnceLock;

use actix_web::{
    HttpRequest, HttpResponse, Resource, Route,
    http::header,
    web::{self, Bytes, Data, Path, ServiceConfig},
};
use domain::{Actor, Error, Role, qualification::credential::Purpose};
use openapi::kernel::catalogue::Language;
use serde_json::json;

use super::extract;
use crate::{
    app::{App, Caller, qualification::certifications::ReadStatusList},
    credential::LIST_LIFE_S,
    http::{Failure, other_method, request::current_language},
};

/// A read-only page: GET and HEAD; any other method is answered with the allowed ones.
pub(super) fn page(path: &str, get: impl Fn() -> Route) -> Resource {
    let allow = || "GET, HEAD, OPTIONS".to_owned();
    web::resource(path)
        .route(get().method(actix_web::http::Method::GET))
        .route(get().method(actix_web::http::Method::HEAD))
        .default_service(web::to(move |request: HttpRequest| other_method(request, allow())))
}

/// Health and metrics: on the main address, or on one of their own.
pub fn configure_admin(config: &mut ServiceConfig) {
    config
        .service(page("/health/live", || web::route().to(live)))
        .service(page("/health/ready", || web::route().to(ready)))
        .service(page("/metrics", || web::route().to(metrics)));
}

/// Documents, keys and help.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(page("/openapi.json", || web::route().to(document)))
        .service(page("/.well-known/jwks.json", || web::route().to(keys)))
        .service(page("/.well-known/oauth-authorization-server", || web::route().to(authorization_server)))
        .service(page("/.well-known/credential-status/{list}/{purpose}", || web::route().to(status_list)))
        .service(page("/problems/{code}", || web::route().to(help)));
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "live" }))
}

async fn ready(app: Data<App>) -> Result<HttpResponse, Failure> {
    app.ready().await?;
    Ok(HttpResponse::Ok().json(json!({ "status": "ready" })))
}

async fn metrics(app: Data<App>) -> Result<HttpResponse, Failure> {
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(app.figures()?))
}

/// The OpenAPI document, made in each language when it is first asked for.
pub struct Document {
    chinese: OnceLock<Bytes>,
    english: OnceLock<Bytes>,
    make: fn(Language, &str) -> serde_json::Value,
}

impl Document {
    /// A document that is made for the register's own address.
    pub const fn new(make: fn(Language, &str) -> serde_json::Value) -> Self {
        Self { chinese: OnceLock::new(), english: OnceLock::new(), make }
    }

    fn text(&self, language: Language, public_url: &str) -> Bytes {
        let made = match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        };
        made.get_or_init(|| (self.make)(language, public_url).to_string().into()).clone()
    }
}

async fn document(request: HttpRequest, app: Data<App>, made: Data<Document>) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    let language = current_language();
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::VARY, "accept-language"))
        .body(made.text(language, app.public_url())))
}

async fn keys(app: Data<App>) -> HttpResponse {
    let key = json!({
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": app.keys().kid, "x": app.keys().public
    });
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "max-age=300")).json(json!({ "keys": [key] }))
}

/// The standing of signed certificates, whole lists only: the register does not learn who is looked up.
async fn status_list(app: Data<App>, path: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let (list, purpose) = path.into_inner();
    let purpose = Purpose::parse(&purpose).ok_or(Failure(Error::NotFound))?;
    let everyone = Caller::new(Actor::own(Role::Public));
    let list = app.run(&everyone, ReadStatusList { list, purpose }).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, format!("max-age={LIST_LIFE_S}")))
        .content_type("application/vc+jwt")
        .body(list))
}

/// All addresses are those of the setting: what a request says of the host it was sent to is anybody's word.
async fn authorization_server(app: Data<App>) -> HttpResponse {
    let issuer = app.issuer();
    HttpResponse::Ok().json(json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/oauth/token"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "response_types_supported": [],
        "scopes_supported": domain::Role::OF_CLIENTS.map(domain::Role::as_str),
        "service_documentation": format!("{issuer}/docs")
    }))
}

/// A page for each error code, which problems name as their type.
async fn help(code: Path<String>) -> Result<HttpResponse, Failure> {
    let known = openapi::kernel::problem::ALL
        .iter()
        .find(|known| known.code == code.as_str())
        .ok_or(Failure(Error::NotFound))?;
    let language = current_language();
    let page = format!(
        "<!doctype html><html lang=\"{tag}\"><meta charset=\"utf-8\"><title>{code}</title><h1>{code}</h1><p>HTTP {status}</p><h2>{title}</h2><p>{help}</p></html>",
        tag = language.tag(),
        code = known.code,
        status = known.status,
        title = known.title(language),
        help = known.help(language),
    );
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, language.tag()))
        .insert_header((header::VARY, "accept-language"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'"))
        .body(page))
}
