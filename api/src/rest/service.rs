//! What is served outside `/v1` and needs no token: health, metrics, documents, keys, help.

use std::sync::OnceLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{self, Bytes, Data, Path, ServiceConfig},
};
use domain::{Actor, Error, Role, qualification::credential::Purpose};
use openapi::kernel::catalogue::Language;
use serde_json::json;

use super::extract;
use crate::{
    app::{App, Caller, qualification::certificates::ReadStatusList},
    credential::LIST_LIFE_S,
    http::{Failure, read_only, request::current_language},
};

/// Health and metrics: on the main address, or on one of their own.
pub fn configure_admin(config: &mut ServiceConfig) {
    config
        .service(read_only("/health/live", || web::route().to(live)))
        .service(read_only("/health/ready", || web::route().to(ready)))
        .service(read_only("/metrics", || web::route().to(metrics)));
}

/// Documents, keys and help.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/openapi.json", || web::route().to(document)))
        .service(read_only("/.well-known/jwks.json", || web::route().to(keys)))
        .service(read_only("/.well-known/oauth-authorization-server", || web::route().to(authorization_server)))
        .service(read_only("/.well-known/credential-status/{list}/{purpose}", || web::route().to(status_list)));
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
