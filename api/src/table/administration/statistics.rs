//! `/v1/statistics`.

use domain::Error;
use openapi::{
    administration::statistics::{NoticeStatistics, TeamStructure},
    kernel::query::{NoticeStatisticsQuery, TeamStructureQuery},
};

use crate::{
    app::{
        UseCase,
        administration::statistics::{ReadNoticeStatistics, ReadTeamStructure},
    },
    operation::{Answer, Drawing, Gives, Media, Operation, Takes, done, get, present},
    structure_chart,
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
        takes: Takes::query::<TeamStructureQuery>(),
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
        takes: Takes::query::<NoticeStatisticsQuery>(),
        gives: Gives::done::<NoticeStatistics>("The counts."),
        work: |request| Ok(done(ReadNoticeStatistics(request.query::<NoticeStatisticsQuery>()))),
    },
];

/// The counts as a chart.
static STRUCTURE_CHART: Drawing =
    Drawing { media: structure_chart::MEDIA, work: |request| Ok(present(ReadTeamStructure(request.query()), chart)) };

fn chart(structure: TeamStructure) -> Result<Answer, Error> {
    let headers =
        vec![("content-language", "zh-CN".to_owned()), ("content-security-policy", structure_chart::POLICY.to_owned())];
    let media = Media { content_type: structure_chart::MEDIA, headers };
    Ok(Answer::file(media, structure_chart::svg(&structure)?.into_bytes()))
}
