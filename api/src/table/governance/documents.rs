//! `/v1/documents` and `/v1/public-results`.

use openapi::{
    governance::document::{
        CreateDocument, Document, TransitionDocument, UpdateDocument,
        public::{PublicResult, PublicResultsQuery},
    },
    kernel::transition::Transitions,
};
use persistence::governance::documents::DocumentFilter;

use crate::{
    app::{
        UseCase,
        governance::{
            documents::{FireDocumentEvent, ReadDocument, ReadDocumentTransitions, RewriteDocument},
            public_results::ReadPublicResult,
        },
        kernel::list::Listing,
    },
    operation::{Gives, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: DocumentFilter::ACTION,
        route: get("/v1/documents"),
        tag: "documents",
        summary: "List documents",
        description: "A page of the documents within the caller's area, in the order in which they were drafted: as known \
            now, or as the register knew them at `known_at`. `correction_due=true` gives those whose publication has to be \
            corrected, `published=false` with `publication_due_on_to` those that are to be published.",
        takes: Takes::list::<DocumentFilter>(),
        gives: Gives::page::<Document>("A page of documents."),
        work: |request| Ok(page(request.list::<DocumentFilter>())),
    },
    Operation {
        action: CreateDocument::ACTION,
        route: post("/v1/documents"),
        tag: "documents",
        summary: "Draft a document",
        description: "Another person has to issue it. The register keeps the digest and the location of the file, and not \
            the file.",
        takes: Takes::NOTHING.body::<CreateDocument>(),
        gives: Gives::created::<Document>("The draft, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreateDocument>()?)),
    },
    Operation {
        action: ReadDocument::ACTION,
        route: get("/v1/documents/{id}"),
        tag: "documents",
        summary: "Read one document",
        description: "As it is known now, or as the register knew it at `known_at`. `warnings` tells what falls short of a \
            rule: a publication that is late, or rules in force that are not published.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<Document>("The document, with ETag."),
        work: |request| Ok(record(ReadDocument { id: request.id()?, moment: request.moment })),
    },
    Operation {
        action: RewriteDocument::ACTION,
        route: patch("/v1/documents/{id}"),
        tag: "documents",
        summary: "Rewrite the draft of a document",
        description: "A JSON merge patch; lists are replaced as a whole. What was issued is never edited: a later document \
            replaces it.",
        takes: Takes::ID.version().body::<UpdateDocument>(),
        gives: Gives::written::<Document>("The draft, with ETag."),
        work: |request| {
            Ok(record(RewriteDocument { id: request.id()?, version: request.version()?, patch: request.body()? }))
        },
    },
    Operation {
        action: ReadDocumentTransitions::ACTION,
        route: get("/v1/documents/{id}/transitions"),
        tag: "documents",
        summary: "Read what happened to a document",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadDocumentTransitions { id: request.id()? })),
    },
    Operation {
        action: FireDocumentEvent::ACTION,
        route: post("/v1/documents/{id}/transitions"),
        tag: "documents",
        summary: "Fire an event of a document",
        description: "Moves it along its lifecycle, and answers it as it now is. It takes effect on its first day by itself \
            and ends what it replaces. An open document is published once somebody other than its drafter has checked it; a \
            correction goes by the channels of the publication.",
        takes: Takes::ID.body::<TransitionDocument>(),
        gives: Gives::written::<Document>("The document as it now is, with ETag."),
        work: |request| Ok(record(FireDocumentEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: PublicResultsQuery::ACTION,
        route: get("/v1/public-results"),
        tag: "documents",
        summary: "List published results",
        description: "Needs no token: what is published of documents that hold, with the results of the evaluations and the \
            numbers of problems that they are about. A publication that was taken back is not there any more.",
        takes: Takes::list::<PublicResultsQuery>(),
        gives: Gives::page::<PublicResult>("A page of results."),
        work: |request| Ok(page(request.list::<PublicResultsQuery>())),
    },
    Operation {
        action: ReadPublicResult::ACTION,
        route: get("/v1/public-results/{id}"),
        tag: "documents",
        summary: "Read one published result",
        description: "Needs no token. It has the id of its document.",
        takes: Takes::ID,
        gives: Gives::done::<PublicResult>("The result."),
        work: |request| Ok(done(ReadPublicResult { id: request.id()? })),
    },
];
