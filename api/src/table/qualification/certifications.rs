//! `/v1/certifications`.

use domain::{Error, kernel::limit::VERIFICATIONS};
use openapi::{
    kernel::transition::Transitions,
    qualification::certification::{
        Certification, CertificationCredential, CertificationVerification, CreateCertification,
        TransitionCertification, UpdateCertification, VerifyCertification,
    },
};
use persistence::qualification::certifications::CertificationFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        qualification::{
            certificates::{Certificate, ReadCertificatePage, ReadCredential},
            certifications::{
                CompleteCertification, FireCertificationEvent, ReadCertification, ReadCertificationTransitions,
            },
        },
    },
    certificate_page,
    operation::{Answer, Gives, Media, Operation, Takes, Weight, done, get, page, patch, post, present, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ReadCertificatePage::ACTION,
        route: get("/v1/certifications/{id}/certificate"),
        tag: "certifications",
        summary: "Read a certificate as a page to print",
        description: "One sheet of A4 in Chinese, whose QR code leads to the page on which anybody checks it. Only while the certificate is \
            in force.",
        takes: Takes::ID,
        gives: Gives::File("The page; it needs neither a script nor another file.", "text/html"),
        work: |request| Ok(present(ReadCertificatePage(request.id()?), printed)),
    },
    Operation {
        action: CertificationFilter::ACTION,
        route: get("/v1/certifications"),
        tag: "certifications",
        summary: "List certifications",
        description: "A page of the certifications within the caller's area. A certificate that has run out reads as \
            `expired`.",
        takes: Takes::list::<CertificationFilter>(),
        gives: Gives::page::<Certification>("A page of certifications."),
        work: |request| Ok(page(request.list::<CertificationFilter>())),
    },
    Operation {
        action: CreateCertification::ACTION,
        route: post("/v1/certifications"),
        tag: "certifications",
        summary: "Apply for a person's certification",
        description: "Makes a draft. A person has at most one open certification.",
        takes: Takes::NOTHING.body::<CreateCertification>(),
        gives: Gives::created::<Certification>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateCertification>()?)),
    },
    Operation {
        action: VerifyCertification::ACTION,
        route: post("/v1/certifications/verify"),
        tag: "certifications",
        summary: "Tell the holder of a certificate from anyone else",
        description: "By number and name together. A miss says nothing more than that, and who misses too often waits.",
        takes: Takes::NOTHING.body::<VerifyCertification>().limited(&VERIFICATIONS).weighing(Weight::Guess),
        gives: Gives::done::<CertificationVerification>("Whether they fit, and where the certificate stands."),
        work: |request| Ok(done(request.body::<VerifyCertification>()?)),
    },
    Operation {
        action: ReadCertification::ACTION,
        route: get("/v1/certifications/{id}"),
        tag: "certifications",
        summary: "Read one certification",
        description: "As it stands today; `as_of` as it stood on a day, `known_at` as the register knew it at a \
            moment.",
        takes: Takes::ID.moment(),
        gives: Gives::record::<Certification>("The certification, with ETag."),
        work: |request| Ok(record(ReadCertification { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: ReadCredential::ACTION,
        route: get("/v1/certifications/{id}/credential"),
        tag: "certifications",
        summary: "Read the signed form of a certificate",
        description: "A verifiable credential that anyone checks offline with the published keys. Only while the \
            certificate is in force.",
        takes: Takes::ID,
        gives: Gives::done::<CertificationCredential>("The credential."),
        work: |request| Ok(done(ReadCredential(request.id()?))),
    },
    Operation {
        action: CompleteCertification::ACTION,
        route: patch("/v1/certifications/{id}"),
        tag: "certifications",
        summary: "Complete an application",
        description: "A JSON merge patch, while the certification is `draft` or `returned`.",
        takes: Takes::ID.version().body::<UpdateCertification>(),
        gives: Gives::written::<Certification>("The certification, with ETag."),
        work: |request| {
            Ok(record(CompleteCertification { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: ReadCertificationTransitions::ACTION,
        route: get("/v1/certifications/{id}/transitions"),
        tag: "certifications",
        summary: "Read what happened to a certification and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may."),
        work: |request| Ok(done(ReadCertificationTransitions { id: request.id()? })),
    },
    Operation {
        action: FireCertificationEvent::ACTION,
        route: post("/v1/certifications/{id}/transitions"),
        tag: "certifications",
        summary: "Fire an event of a certification's lifecycle",
        description: "Registrars fire most events; approvers decide, and never about what they created, submitted or \
            investigated.",
        takes: Takes::ID.body::<TransitionCertification>(),
        gives: Gives::written::<Certification>("The certification as it now is, with ETag."),
        work: |request| Ok(record(FireCertificationEvent { id: request.id()?, transition: request.body()? })),
    },
];

fn printed(certificate: Certificate) -> Result<Answer, Error> {
    let headers =
        vec![("content-language", "zh-CN".to_owned()), ("content-security-policy", certificate_page::POLICY.clone())];
    let media = Media { content_type: "text/html; charset=utf-8", headers };
    Ok(Answer::file(media, certificate_page::html(&certificate)?.into_bytes()))
}
