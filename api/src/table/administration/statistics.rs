//! `/v1/statistics`.

use openapi::{
    administration::statistics::{AssessmentStatistics, NoticeStatistics, StipendStatistics, TeamStructure},
    kernel::query::{NoticeStatisticsQuery, TeamStructureQuery, YearQuery},
};

use crate::{
    app::{
        UseCase,
        administration::statistics::{
            ReadAssessmentStatistics, ReadNoticeStatistics, ReadStipendStatistics, ReadTeamStructure,
        },
    },
    charts,
    operation::{Drawing, Gives, Operation, Takes, Weight, done, get},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ReadTeamStructure::ACTION,
        route: get("/v1/statistics/team-structure"),
        tag: "statistics",
        summary: "Read how the inspectors in office are made up",
        description: "How many there are of each kind, age, education, title, subject, stage or zone on the day, \
            everybody counted once in the total. With `Accept: image/svg+xml` the same as a chart. Who does not read \
            the people themselves is shown no count of few.",
        takes: Takes::query::<TeamStructureQuery>().weighing(Weight::Area),
        gives: Gives::drawn::<TeamStructure>("The counts.", &STRUCTURE_CHART),
        work: |request| Ok(done(ReadTeamStructure(request.query()))),
    },
    Operation {
        action: ReadNoticeStatistics::ACTION,
        route: get("/v1/statistics/public-notices"),
        tag: "statistics",
        summary: "Count public notices",
        description: "How many began, and how many of them were recorded as published elsewhere: this register did \
            not publish those, and only their documents prove that anybody could object.",
        takes: Takes::query::<NoticeStatisticsQuery>().weighing(Weight::Area),
        gives: Gives::done::<NoticeStatistics>("The counts."),
        work: |request| Ok(done(ReadNoticeStatistics(request.query::<NoticeStatisticsQuery>()))),
    },
    Operation {
        action: ReadStipendStatistics::ACTION,
        route: get("/v1/statistics/stipends"),
        tag: "statistics",
        summary: "Sum what was granted, month by month",
        description: "What decided runs granted for the months of a year, by component; what is held stands beside it. \
            With `Accept: image/svg+xml` the same as a chart.",
        takes: Takes::query::<YearQuery>().weighing(Weight::Area),
        gives: Gives::drawn::<StipendStatistics>("The sums.", &STIPEND_CHART),
        work: |request| Ok(done(ReadStipendStatistics(request.query()))),
    },
    Operation {
        action: ReadAssessmentStatistics::ACTION,
        route: get("/v1/statistics/assessments"),
        tag: "statistics",
        summary: "Count how assessments came out",
        description: "How many of each grade there are at each authority, beside the places for excellent ones. With \
            `Accept: image/svg+xml` the same as a chart, in which a line marks the places.",
        takes: Takes::query::<YearQuery>().weighing(Weight::Area),
        gives: Gives::drawn::<AssessmentStatistics>("The counts.", &ASSESSMENT_CHART),
        work: |request| Ok(done(ReadAssessmentStatistics(request.query()))),
    },
];

static STRUCTURE_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadTeamStructure(request.query()), charts::team_structure::chart)),
};

static STIPEND_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadStipendStatistics(request.query()), charts::stipends::chart)),
};

static ASSESSMENT_CHART: Drawing = Drawing {
    media: charts::MEDIA,
    work: |request| Ok(charts::drawn(ReadAssessmentStatistics(request.query()), charts::assessments::chart)),
};
