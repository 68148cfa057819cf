//! `/v1/audit-events`.

use openapi::consumers::audit::{AuditEvents, AuditEventsQuery, AuditVerification};

use crate::{
    app::{
        UseCase,
        consumers::audit::{ListAuditEvents, VerifyAudit},
    },
    operation::{Gives, Operation, Takes, done, get},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListAuditEvents::ACTION,
        route: get("/v1/audit-events"),
        tag: "audit",
        summary: "List events with their links",
        description: "Every event of the register in the order of its chain: who did what, when, on which basis, with the \
            fields that changed and the hash of the event before. An event is linked within a minute after it was stated.",
        takes: Takes::query::<AuditEventsQuery>(),
        gives: Gives::done::<AuditEvents>("A piece of the chain."),
        work: |request| Ok(done(ListAuditEvents(request.query::<AuditEventsQuery>()))),
    },
    Operation {
        action: VerifyAudit::ACTION,
        route: get("/v1/audit-events/verification"),
        tag: "audit",
        summary: "Check the chain of events",
        description: "Makes every hash anew and names the first event whose link does not hold. Words that an erasure took \
            are not missed. Keep `head` elsewhere: the chain cannot tell that its end was cut off.",
        takes: Takes::NOTHING,
        gives: Gives::done::<AuditVerification>("Whether the chain holds."),
        work: |_| Ok(done(VerifyAudit)),
    },
];
