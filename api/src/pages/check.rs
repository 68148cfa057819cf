//! A certificate checked by anybody, at `/c/{number}`: by the name of its holder, or by the code on its printed form. Who
//! guesses is slowed down.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Data, Path, Query, ServiceConfig},
};
use askama::Template;
use domain::{Actor, Error, Role, Wording, qualification::certification::Status};
use openapi::kernel::catalogue::Language;
use serde::Deserialize;

use super::frame;
use crate::{
    app::{
        App, Caller,
        qualification::certificates::{CheckCertificate, CheckedCertificate, Proof},
    },
    http::{Body, Failure, client_address, other_method, read_only},
    limits::network_of,
};

/// What came of a check.
enum Found {
    /// Nothing was checked yet.
    Nothing,
    /// There is no certificate of this number and name, or with this code.
    None,
    /// Too many checks from this network found none; the sentence that says so.
    Limited(Wording),
    /// A certificate.
    Certificate(CheckedCertificate),
}

/// The page: what was found, and a form to check with.
#[derive(Template)]
#[template(path = "check.html")]
struct Check {
    language: Language,
    number: Option<String>,
    address: String,
    found: Found,
}

/// Serves the page.
pub fn configure(config: &mut ServiceConfig) {
    let allow = || "GET, HEAD, POST, OPTIONS".to_owned();
    config.service(read_only("/c", || web::route().to(ask))).service(
        web::resource("/c/{number}")
            .route(web::get().to(read))
            .route(web::head().to(read))
            .route(web::post().to(check))
            .default_service(web::to(move |request: HttpRequest| other_method(request, allow()))),
    );
}

/// The number, where a form sends it.
#[derive(Deserialize)]
struct Number {
    number: Option<String>,
}

/// Asks for the number of a certificate, and leads to its page.
async fn ask(asked: Query<Number>) -> Result<HttpResponse, Failure> {
    match asked.into_inner().number {
        Some(number) if !number.trim().is_empty() => {
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, address_of(&number))).finish())
        }
        _ => page(StatusCode::OK, None, Found::Nothing),
    }
}

/// What stands in a printed code beside the number.
#[derive(Deserialize)]
struct Code {
    digest: Option<String>,
}

async fn read(
    app: Data<App>,
    request: HttpRequest,
    number: Path<String>,
    code: Query<Code>,
) -> Result<HttpResponse, Failure> {
    match code.into_inner().digest {
        Some(digest) => checked(&app, &request, number.into_inner(), Proof::Digest(digest)).await,
        None => page(StatusCode::OK, Some(number.into_inner()), Found::Nothing),
    }
}

/// The holder's name, as a form sends it: never in an address.
#[derive(Deserialize)]
struct Holder {
    name: String,
}

async fn check(
    app: Data<App>,
    request: HttpRequest,
    number: Path<String>,
    body: Result<Body, Failure>,
) -> Result<HttpResponse, Failure> {
    let Body(bytes) = body?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::MalformedBody)?;
    let Holder { name } = Query::<Holder>::from_query(text).map_err(|_| Error::MalformedBody)?.into_inner();
    checked(&app, &request, number.into_inner(), Proof::Name(name)).await
}

async fn checked(app: &App, request: &HttpRequest, number: String, proof: Proof) -> Result<HttpResponse, Failure> {
    let everyone = Caller::new(Actor::own(Role::Public));
    let network = network_of(client_address(request, app.trusted_proxies()));
    let check = CheckCertificate { number: number.clone(), proof, network };
    match app.run(&everyone, check).await {
        Ok(Some(one)) => page(StatusCode::OK, Some(number), Found::Certificate(one)),
        Ok(None) => page(StatusCode::NOT_FOUND, Some(number), Found::None),
        Err(Error::RateLimited { retry_after_s, .. }) => {
            let limited = Found::Limited(Wording::CheckLimited { seconds: retry_after_s.into() });
            let mut answer = page(StatusCode::TOO_MANY_REQUESTS, Some(number), limited)?;
            answer.headers_mut().insert(header::RETRY_AFTER, retry_after_s.into());
            Ok(answer)
        }
        Err(other) => Err(Failure(other)),
    }
}

fn page(status: StatusCode, number: Option<String>, found: Found) -> Result<HttpResponse, Failure> {
    let address = number.as_deref().map(address_of).unwrap_or_default();
    frame::answer(status, |language| Check { language, number, address, found })
}

/// Where the certificate of a number is checked.
fn address_of(number: &str) -> String {
    let number: String = url::form_urlencoded::byte_serialize(number.trim().as_bytes()).collect();
    format!("/c/{}", number.replace('+', "%20"))
}

/// The sentence about the standing of a certificate.
fn standing(one: &CheckedCertificate) -> Wording {
    match one.status {
        _ if one.is_in_force => Wording::CheckInForce,
        Status::Suspended => Wording::CheckSuspended,
        Status::Revoked => Wording::CheckRevoked,
        Status::Surrendered => Wording::CheckSurrendered,
        Status::Expired => Wording::CheckExpired,
        _ => Wording::CheckNotInForce,
    }
}
