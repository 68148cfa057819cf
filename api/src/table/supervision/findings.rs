//! `/v1/findings`.

use openapi::{
    kernel::transition::Transitions,
    supervision::{
        finding::{
            CreateFinding, CreateFindings, SupervisionFinding, SupervisionFindings, TransitionFinding,
            TransitionFindings,
        },
        finding_statistics::{FindingStatistics, FindingStatisticsQuery},
    },
};
use persistence::supervision::findings::FindingFilter;

use crate::{
    app::{
        UseCase,
        kernel::list::Listing,
        supervision::{
            findings::{FireFindingEvent, ReadFinding, ReadFindingTransitions},
            statistics::ReadFindingStatistics,
        },
    },
    charts,
    operation::{Drawing, Gives, Operation, Takes, Weight, done, get, page, post, record, reported},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: FindingFilter::ACTION,
        route: get("/v1/findings"),
        tag: "findings",
        summary: "List findings",
        description: "A page of the findings within the caller's area, in the order in which they were recorded. What \
            is overdue is computed of today. While a minor came to harm, `statement` is null.",
        takes: Takes::list::<FindingFilter>(),
        gives: Gives::page::<SupervisionFinding>("A page of findings."),
        work: |request| Ok(page(request.list::<FindingFilter>())),
    },
    Operation {
        action: CreateFinding::ACTION,
        route: post("/v1/findings"),
        tag: "findings",
        summary: "Record what was found",
        description: "Of a school or of an organisation, exactly one. A strength is noted; a problem goes on by its \
            events. The same `external_reference` with the same content answers the finding there is, with 200.",
        takes: Takes::NOTHING.body::<CreateFinding>(),
        gives: Gives::reported::<SupervisionFinding>(
            "The finding, with Location and ETag.",
            "The finding that was there already, with ETag.",
        ),
        work: |request| Ok(reported(request.body::<CreateFinding>()?)),
    },
    Operation {
        action: CreateFindings::ACTION,
        route: post("/v1/findings/bulk"),
        tag: "findings",
        summary: "Record many findings",
        description: "All or none: every fault of every finding is told with its place. What a reference names already \
            is answered as it is.",
        takes: Takes::NOTHING.body::<CreateFindings>(),
        gives: Gives::done::<SupervisionFindings>("All of them, in the order of the request."),
        work: |request| Ok(done(request.body::<CreateFindings>()?)),
    },
    Operation {
        action: TransitionFindings::ACTION,
        route: post("/v1/findings/transitions"),
        tag: "findings",
        summary: "Fire one event for many findings",
        description: "All or none: every finding that is refused is told with its place and the rule.",
        takes: Takes::NOTHING.body::<TransitionFindings>(),
        gives: Gives::done::<SupervisionFindings>("All of them, in the order of the request."),
        work: |request| Ok(done(request.body::<TransitionFindings>()?)),
    },
    Operation {
        action: ReadFinding::ACTION,
        route: get("/v1/findings/{id}"),
        tag: "findings",
        summary: "Read one finding",
        description: "As it is known now; `known_at` as the register knew it at a moment. What is due and overdue is \
            computed of today.",
        takes: Takes::ID.known_at(),
        gives: Gives::record::<SupervisionFinding>("The finding, with ETag."),
        work: |request| Ok(record(ReadFinding { id: request.id()?, known_at: request.moment.known_at })),
    },
    Operation {
        action: ReadFindingTransitions::ACTION,
        route: get("/v1/findings/{id}/transitions"),
        tag: "findings",
        summary: "Read what happened to a finding",
        description: "What happened so far, and each event possible now with whether this caller may fire it.",
        takes: Takes::ID,
        gives: Gives::done::<Transitions>("What happened, and what may happen next."),
        work: |request| Ok(done(ReadFindingTransitions { id: request.id()? })),
    },
    Operation {
        action: FireFindingEvent::ACTION,
        route: post("/v1/findings/{id}/transitions"),
        tag: "findings",
        summary: "Fire an event of a finding",
        description: "Moves it along its lifecycle, and answers it as it now is. What is light is closed with its \
            verification; a serious or critical problem by another approver, after a look-back that held. What falls \
            short of a rule is told in `warnings`.",
        takes: Takes::ID.body::<TransitionFinding>(),
        gives: Gives::written::<SupervisionFinding>("The finding as it now is, with ETag."),
        work: |request| Ok(record(FireFindingEvent { id: request.id()?, transition: request.body()? })),
    },
    Operation {
        action: ReadFindingStatistics::ACTION,
        route: get("/v1/statistics/findings"),
        tag: "statistics",
        summary: "Read how problems are put right",
        description: "Of problems that were notified, withdrawn ones apart: how many are closed, put right, reported in \
            time, overdue and come again, of each matter, severity, status, school, zone or organisation. Who does not \
            read the findings themselves is shown counts alone, and none of few. With `Accept: image/svg+xml` the same as a \
            chart.",
        takes: Takes::query::<FindingStatisticsQuery>().weighing(Weight::Area),
        gives: Gives::drawn::<FindingStatistics>("The figures.", &FINDING_CHART),
        work: |request| Ok(done(ReadFindingStatistics(request.query()))),
    },
];

static FINDING_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadFindingStatistics(request.query()), charts::findings::chart)),
};
