//! Root fields about zones, schools, organisations, and what inspectors cover.

use async_graphql::{Context, ID, Object};
use domain::{
    Day,
    id::{CohortId, OrganisationId, SchoolId, ZoneId},
};
use openapi::{
    coverage::{Coverage, ZoneCoverage},
    organisation::{Cohort, CreateCohort, CreateOrganisation, Organisation, UpdateCohort, UpdateOrganisation},
    query::{CohortsQuery, CoverageQuery, OrganisationsQuery, SchoolsQuery, ZonesQuery},
    zone::{CreateSchool, CreateZone, School, UpdateSchool, UpdateZone, Zone},
    zone_assignment::SchoolPlate,
};

use super::{
    error::Refusal,
    find,
    nodes::uuid,
    page::{Page, area_cost, day, ids, page, page_cost, request},
    run, run_or_try,
};
use crate::app::{
    coverage::{ListZoneCoverage, ReadCoverage},
    organisations::{CorrectCohort, CorrectOrganisation, ReadCohort, ReadOrganisation},
    zone_assignments::ReadSchoolPlate,
    zones::{ChangeZone, CorrectSchool, ReadSchool, ReadZone},
};

/// Reading zones, schools, organisations, and what inspectors cover.
#[derive(Default)]
pub struct ZoneQuery;

#[Object]
impl ZoneQuery {
    /// One organisation.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Organisation>> {
        find(ctx, uuid(&id).map(|id| ReadOrganisation(OrganisationId(id)))).await
    }

    /// The organisations within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
    ) -> async_graphql::Result<Page<Organisation>> {
        let query = OrganisationsQuery { area };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One cohort.
    async fn cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Cohort>> {
        find(ctx, uuid(&id).map(|id| ReadCohort(CohortId(id)))).await
    }

    /// The cohorts of authorities within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn cohorts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The authority.")] authority_id: Option<Vec<ID>>,
    ) -> async_graphql::Result<Page<Cohort>> {
        let query = CohortsQuery { area, authority_id: ids(authority_id) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Whether every school has its inspector and every zone its full-time lead.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
    ) -> async_graphql::Result<Coverage> {
        run(ctx, ReadCoverage(CoverageQuery { area, as_of: day(as_of) })).await
    }

    /// The same zone by zone.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn zone_coverage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
    ) -> async_graphql::Result<Page<ZoneCoverage>> {
        let query = CoverageQuery { area, as_of: day(as_of) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListZoneCoverage(request(ctx, query, first, after, sort)?)).await?))
    }

    /// What stands on the plate at a school's gate.
    async fn school_plate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<SchoolPlate>> {
        find(ctx, uuid(&id).map(|id| ReadSchoolPlate(SchoolId(id)))).await
    }

    /// One zone.
    async fn zone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Zone>> {
        find(ctx, uuid(&id).map(|id| ReadZone(ZoneId(id)))).await
    }

    /// The zones within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn zones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
    ) -> async_graphql::Result<Page<Zone>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, ZonesQuery { area }, first, after, None)?).await?))
    }

    /// One school.
    async fn school(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<School>> {
        find(ctx, uuid(&id).map(|id| ReadSchool(SchoolId(id)))).await
    }

    /// The schools within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn schools(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Responsibility zone.")] zone_id: Option<Vec<ID>>,
    ) -> async_graphql::Result<Page<School>> {
        let query = SchoolsQuery { area, zone_id: ids(zone_id) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, None)?).await?))
    }
}

/// Writing zones, schools, organisations, and what inspectors cover.
#[derive(Default)]
pub struct ZoneMutation;

#[Object]
impl ZoneMutation {
    /// Register an organisation.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateOrganisation,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Organisation> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct an organisation.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateOrganisation,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Organisation> {
        let id = OrganisationId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectOrganisation { id, version: i64::from(version), patch: input }).await
    }

    /// Make a cohort of an authority.
    async fn create_cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateCohort,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Cohort> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct a cohort.
    async fn update_cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateCohort,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Cohort> {
        let id = CohortId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectCohort { id, version: i64::from(version), patch: input }).await
    }

    /// Make a zone.
    async fn create_zone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateZone,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Zone> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Change, close or open a zone.
    async fn update_zone(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateZone,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Zone> {
        let id = ZoneId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, ChangeZone { id, version: i64::from(version), patch: input }).await
    }

    /// Register a school.
    async fn create_school(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateSchool,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<School> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct a school's record, or give the school to another zone.
    async fn update_school(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateSchool,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<School> {
        let id = SchoolId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectSchool { id, version: i64::from(version), patch: input }).await
    }
}
