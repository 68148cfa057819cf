//! Root fields about appointments, zone assignments and teams.

use async_graphql::{Context, ID, Object};
use domain::{
    Day, Instant,
    id::{AppointmentId, TeamId, ZoneAssignmentId},
};
use openapi::{
    appointment::{
        AppointmentRoute, AppointmentStatus, Appointments, CreateAppointment, CreateAppointments,
        TransitionAppointment, TransitionAppointments, UpdateAppointment,
    },
    query::{AppointmentsQuery, NoticeStatisticsQuery, TeamStructureQuery, TeamsQuery, ZoneAssignmentsQuery},
    statistics::{NoticeStatistics, TeamStructure},
    team::{CreateTeam, Team, TeamProof},
    transition::Transitions,
    zone_assignment::{CreateZoneAssignment, TransitionZoneAssignment, ZoneAssignment, ZoneAssignmentStatus, ZoneRole},
};

use super::{
    error::Refusal,
    find,
    nodes::{Appointment, uuid},
    page::{Page, area_cost, at, day, ids, instant, moment, page, page_at, page_cost, request, words},
    run, run_or_try,
};
use crate::app::{
    appointments::{CompleteAppointment, FireAppointmentEvent, ReadAppointment, ReadAppointmentTransitions},
    statistics::{ReadNoticeStatistics, ReadTeamStructure},
    teams::{ProveTeam, ReadTeam},
    zone_assignments::{FireZoneAssignmentEvent, ReadZoneAssignment, ReadZoneAssignmentTransitions},
};

/// Reading appointments, zone assignments and teams.
#[derive(Default)]
pub struct AppointmentQuery;

#[Object]
impl AppointmentQuery {
    /// One appointment, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Appointment>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadAppointment { id: AppointmentId(uuid(&id)?), moment }))).await,
        )
    }

    /// The appointments within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Status, as it is today; not together with `as_of`.")] status: Option<Vec<AppointmentStatus>>,
        #[graphql(desc = "Route: `full_time` or `part_time`.")] route: Option<Vec<AppointmentRoute>>,
        #[graphql(desc = "The person.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "The appointing authority.")] authority_id: Option<Vec<ID>>,
        #[graphql(desc = "The cohort.")] cohort_id: Option<Vec<ID>>,
        #[graphql(desc = "Terms that end on this day or later.")] ends_on_from: Option<Day>,
        #[graphql(desc = "Terms that end on this day or earlier.")] ends_on_to: Option<Day>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Appointment>> {
        let query = AppointmentsQuery {
            area,
            status: words(status, |one| domain::appointment::Status::from(one).as_str()),
            route: words(route, |one| domain::appointment::Route::from(one).as_str()),
            person_id: ids(person_id),
            authority_id: ids(authority_id),
            cohort_id: ids(cohort_id),
            ends_on_from: day(ends_on_from),
            ends_on_to: day(ends_on_to),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What happened to an appointment and what may happen next.
    async fn appointment_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadAppointmentTransitions(AppointmentId(id)))).await
    }

    /// One zone assignment, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn zone_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<ZoneAssignment>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadZoneAssignment { id: ZoneAssignmentId(uuid(&id)?), moment })))
                .await,
        )
    }

    /// Who serves which zone and school.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn zone_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The zone.")] zone_id: Option<Vec<ID>>,
        #[graphql(desc = "The inspector.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "The appointment.")] appointment_id: Option<Vec<ID>>,
        #[graphql(desc = "A school that is served, by name or with the whole zone.")] school_id: Option<Vec<ID>>,
        #[graphql(desc = "Role: `lead`, `deputy` or `member`.")] role: Option<Vec<ZoneRole>>,
        #[graphql(desc = "Status, as it is today; not together with `as_of`.")] status: Option<
            Vec<ZoneAssignmentStatus>,
        >,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<ZoneAssignment>> {
        let query = ZoneAssignmentsQuery {
            area,
            zone_id: ids(zone_id),
            person_id: ids(person_id),
            appointment_id: ids(appointment_id),
            school_id: ids(school_id),
            role: words(role, |one| domain::zone_assignment::ZoneRole::from(one).as_str()),
            status: words(status, |one| domain::zone_assignment::Standing::from(one).as_str()),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What happened to a zone assignment and what may happen next.
    async fn zone_assignment_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadZoneAssignmentTransitions(ZoneAssignmentId(id)))).await
    }

    /// How the inspectors in office are made up, by `kind`, `age_band`, `education`, `professional_title`, `subject`, `stage` or
    /// `zone`.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn team_structure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they are told apart by.")] by: String,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
    ) -> async_graphql::Result<TeamStructure> {
        run(ctx, ReadTeamStructure(TeamStructureQuery { area, by: Some(by), as_of: day(as_of) })).await
    }

    /// How many notices began, and how many of them this register did not publish.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn notice_statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Notices that began on this day or later.")] opened_on_from: Option<Day>,
        #[graphql(desc = "Notices that began on this day or earlier.")] opened_on_to: Option<Day>,
    ) -> async_graphql::Result<NoticeStatistics> {
        run(
            ctx,
            ReadNoticeStatistics(NoticeStatisticsQuery {
                area,
                opened_on_from: day(opened_on_from),
                opened_on_to: day(opened_on_to),
            }),
        )
        .await
    }

    /// One drawn team.
    async fn team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Team>> {
        find(ctx, uuid(&id).map(|id| ReadTeam(TeamId(id)))).await
    }

    /// The proof of a draw.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn team_proof(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<TeamProof>> {
        find(ctx, uuid(&id).map(|id| ProveTeam(TeamId(id)))).await
    }

    /// The drawn teams within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "A member.")] person_id: Option<Vec<ID>>,
    ) -> async_graphql::Result<Page<Team>> {
        let query = TeamsQuery { area, person_id: ids(person_id) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }
}

/// Writing appointments, zone assignments and teams.
#[derive(Default)]
pub struct AppointmentMutation;

#[Object]
impl AppointmentMutation {
    /// Nominate a person for appointment.
    async fn create_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateAppointment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Appointment> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Nominate many people by one request, all or none.
    async fn create_appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateAppointments,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Appointments> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Complete a nomination.
    async fn update_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateAppointment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Appointment> {
        let id = AppointmentId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, CompleteAppointment { id, version: i64::from(version), patch: input })
            .await?
            .into())
    }

    /// Fire an event of an appointment's lifecycle.
    async fn transition_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionAppointment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Appointment> {
        let id = AppointmentId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FireAppointmentEvent { id, transition: input }).await?.into())
    }

    /// Fire one event for many appointments, all or none.
    async fn transition_appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: TransitionAppointments,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Appointments> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Assign an inspector to a zone.
    async fn create_zone_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateZoneAssignment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<ZoneAssignment> {
        run_or_try(ctx, dry_run, input).await
    }

    /// End a zone assignment.
    async fn transition_zone_assignment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionZoneAssignment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<ZoneAssignment> {
        let id = ZoneAssignmentId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireZoneAssignmentEvent { id, transition: input }).await
    }

    /// Draw a team by chance.
    async fn create_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateTeam,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Team> {
        run_or_try(ctx, dry_run, input).await
    }
}
