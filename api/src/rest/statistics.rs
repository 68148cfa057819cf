//! `/v1/statistics`.

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use openapi::{
    query::{NoticeStatisticsQuery, TeamStructureQuery},
    statistics::{NoticeStatistics, TeamStructure},
};

use super::{
    Failure, answer,
    extract::{self, Authenticated},
    format,
    table::Table,
};
use crate::{
    app::{
        App,
        statistics::{ReadNoticeStatistics, ReadTeamStructure},
    },
    structure_chart,
};

pub fn operations(table: &mut Table) {
    table.add::<__path_read_team_structure, _, _>(read_team_structure);
    table.add::<__path_read_notice_statistics, _, _>(read_notice_statistics);
}

/// Read how the inspectors in office are made up
///
/// How many there are of each kind, age, education, title, subject, stage or zone on the day, everybody counted once in the total. With
/// `Accept: image/svg+xml` the same as a chart. Who does not read the people themselves is shown no count of few.
#[utoipa::path(get, path = "/v1/statistics/team-structure", operation_id = "read_team_structure", tag = "statistics", params(TeamStructureQuery),
    responses((status = 200, description = "The counts.", content((TeamStructure = "application/json"), (String = "image/svg+xml")))))]
pub async fn read_team_structure(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let query = extract::query::<TeamStructureQuery>(&request)?;
    let use_case = ReadTeamStructure(query);
    let mut answer = if format::negotiated(&request)? == Some(structure_chart::MEDIA) {
        let chart = app.render(&caller.0, use_case, |structure| structure_chart::svg(&structure)).await??;
        HttpResponse::Ok()
            .content_type(structure_chart::MEDIA)
            .insert_header((header::CONTENT_LANGUAGE, "zh-CN"))
            .insert_header((header::CONTENT_SECURITY_POLICY, structure_chart::POLICY))
            .body(chart)
    } else {
        answer::done(&app, &caller.0, use_case).await?
    };
    answer.headers_mut().append(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(answer)
}

/// Count public notices
///
/// How many began, and how many of them were recorded as published elsewhere: this register did not publish those, and only their
/// documents prove that anybody could object.
#[utoipa::path(get, path = "/v1/statistics/public-notices", operation_id = "read_notice_statistics", tag = "statistics", params(NoticeStatisticsQuery),
    responses((status = 200, description = "The counts.", body = NoticeStatistics)))]
pub async fn read_notice_statistics(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let query = extract::query::<NoticeStatisticsQuery>(&request)?;
    answer::done(&app, &caller.0, ReadNoticeStatistics(query)).await
}
