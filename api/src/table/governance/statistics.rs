//! `/v1/statistics` of how supervision is led.

use openapi::{
    governance::statistics::{Cadence, CadenceQuery, ParticipationStatistics},
    kernel::query::YearQuery,
};

use crate::{
    app::{
        UseCase,
        governance::statistics::{ReadCadence, ReadParticipation},
    },
    charts,
    operation::{Drawing, Gives, Operation, Takes, Weight, done, get},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ReadCadence::ACTION,
        route: get("/v1/statistics/cadence"),
        tag: "statistics",
        summary: "Read what is owed in a year",
        description: "Meetings of the committee and of the inspectors, themes, plans of schools and of special supervision, \
            cycles and publicity of one area: due, done and missed, each with the policy that asks for it. With \
            `Accept: image/svg+xml` the same as a chart.",
        takes: Takes::query::<CadenceQuery>(),
        gives: Gives::drawn::<Cadence>("What is owed.", &CADENCE_CHART),
        work: |request| Ok(done(ReadCadence(request.query()))),
    },
    Operation {
        action: ReadParticipation::ACTION,
        route: get("/v1/statistics/participation"),
        tag: "statistics",
        summary: "Read what units did in a year",
        description: "The meetings that each unit came to, the resolutions that it carried out, and the findings that it took \
            over. With `Accept: image/svg+xml` the same as a chart.",
        takes: Takes::query::<YearQuery>().weighing(Weight::Area),
        gives: Gives::drawn::<ParticipationStatistics>("What units did.", &PARTICIPATION_CHART),
        work: |request| Ok(done(ReadParticipation(request.query()))),
    },
];

static CADENCE_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadCadence(request.query()), charts::governance::cadence)),
};

static PARTICIPATION_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadParticipation(request.query()), charts::governance::participation)),
};
