//! `/v1/certifications`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Path},
};
use openapi::{
    certification::{
        Certification, CertificationCredential, CertificationVerification, CreateCertification,
        TransitionCertification, UpdateCertification, VerifyCertification,
    },
    page::Collection,
    query::{CertificationsQuery, MomentParams, PageParams, WriteParams},
    transition::Transitions,
};

use super::{
    Failure, answer,
    error::tell_standing,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::{
    app::{
        App, Caller,
        certifications::{
            CompleteCertification, FireCertificationEvent, ReadCertificatePage, ReadCertification,
            ReadCertificationTransitions, ReadCredential, standing,
        },
    },
    certificate_page,
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_certifications, _, _>(list_certifications);
    table.add::<__path_create_certification, _, _>(create_certification);
    table.add::<__path_verify_certification, _, _>(verify_certification);
    table.add::<__path_read_certification, _, _>(read_certification);
    table.add::<__path_read_certification_credential, _, _>(read_certification_credential);
    table.add::<__path_read_certification_page, _, _>(read_certification_page);
    table.add::<__path_update_certification, _, _>(update_certification);
    table.add::<__path_list_certification_transitions, _, _>(list_certification_transitions);
    table.add::<__path_transition_certification, _, _>(transition_certification);
}

fn tag(certification: &Certification) -> String {
    certification.version.to_string()
}

/// List certifications
///
/// A page of the certifications within the caller's area. A certificate that has run out reads as `expired`.
#[utoipa::path(get, path = "/v1/certifications", operation_id = "list_certifications", tag = "certifications", params(CertificationsQuery, PageParams),
    responses((status = 200, description = "A page of certifications.", body = Collection<Certification>)))]
pub async fn list_certifications(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<CertificationsQuery, Certification>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Apply for a person's certification
///
/// Makes a draft. A person has at most one open certification.
#[utoipa::path(post, path = "/v1/certifications", operation_id = "create_certification", tag = "certifications", params(WriteParams), request_body = CreateCertification,
    responses((status = 201, description = "The draft, with Location and ETag.", body = Certification)))]
pub async fn create_certification(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreateCertification>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/certifications", |certification| {
        (certification.id.to_string(), tag(certification))
    })
    .await
}

/// Tell the holder of a certificate from anyone else
///
/// By number and name together. A miss says nothing more than that, and who misses too often waits.
#[utoipa::path(post, path = "/v1/certifications/verify", operation_id = "verify_certification", tag = "certifications", request_body = VerifyCertification,
    responses((status = 200, description = "Whether they fit, and where the certificate stands.", body = CertificationVerification)))]
pub async fn verify_certification(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<VerifyCertification>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    let caller = Caller { faults: body.1, ..caller.0 };
    let mut answer = answer::done(&app, &caller, body.0).await?;
    tell_standing(&mut answer, standing(&app, &caller));
    Ok(answer)
}

/// Read one certification
///
/// As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a moment.
#[utoipa::path(get, path = "/v1/certifications/{id}", operation_id = "read_certification", tag = "certifications",
    params(("id" = uuid::Uuid, Path, description = "Id."), MomentParams, ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The certification, with ETag.", body = Certification), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_certification(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (moment, selection) = extract::moment::<Certification>(&request)?;
    let asked = ReadCertification { id: extract::id(&id)?, moment };
    answer::record(&app, &request, &caller.0, asked, selection, tag, |certification| certification).await
}

/// Read the signed form of a certificate
///
/// A verifiable credential that anyone checks offline with the published keys. Only while the certificate is in force.
#[utoipa::path(get, path = "/v1/certifications/{id}/credential", operation_id = "read_certification_credential", tag = "certifications",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The credential.", body = CertificationCredential)))]
pub async fn read_certification_credential(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadCredential(extract::id(&id)?)).await
}

/// Read a certificate as a page to print
///
/// One sheet of A4 in Chinese, whose QR code holds the signed form. Only while the certificate is in force.
#[utoipa::path(get, path = "/v1/certifications/{id}/certificate", operation_id = "read_certification_page", tag = "certifications",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The page; it needs neither a script nor another file.", body = String, content_type = "text/html")))]
pub async fn read_certification_page(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    let use_case = ReadCertificatePage(extract::id(&id)?);
    let page = app.render(&caller.0, use_case, |certificate| certificate_page::html(&certificate)).await??;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_LANGUAGE, "zh-CN"))
        .insert_header((header::CONTENT_SECURITY_POLICY, certificate_page::POLICY.as_str()))
        .body(page))
}

/// Complete an application
///
/// A JSON merge patch, while the certification is `draft` or `returned`.
#[utoipa::path(patch, path = "/v1/certifications/{id}", operation_id = "update_certification", tag = "certifications",
    params(("id" = uuid::Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdateCertification, responses((status = 200, description = "The certification, with ETag.", body = Certification)))]
pub async fn update_certification(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdateCertification>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CompleteCertification { id: extract::id(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Read what happened to a certification and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/certifications/{id}/transitions", operation_id = "list_certification_transitions", tag = "certifications",
    params(("id" = uuid::Uuid, Path, description = "Id.")),
    responses((status = 200, description = "What happened, and what may.", body = Transitions)))]
pub async fn list_certification_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadCertificationTransitions(extract::id(&id)?)).await
}

/// Fire an event of a certification's lifecycle
///
/// Registrars fire most events; approvers decide, and never about what they created, submitted or investigated.
#[utoipa::path(post, path = "/v1/certifications/{id}/transitions", operation_id = "transition_certification", tag = "certifications",
    params(("id" = uuid::Uuid, Path, description = "Id."), WriteParams),
    request_body = TransitionCertification, responses((status = 200, description = "The certification as it now is, with ETag.", body = Certification)))]
pub async fn transition_certification(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionCertification>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, FireCertificationEvent { id: extract::id(&id)?, transition: body.0 }, tag).await
}
