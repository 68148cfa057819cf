//! Root fields about duty, its assessment, grades and promotions.

use async_graphql::{Context, ID, Object};
use domain::{
    Day, Instant,
    id::{AssessmentId, DutyRecordId, GradeId, PromotionId},
};
use openapi::{
    assessment::{
        Assessment, AssessmentExplanation, AssessmentGrade, AssessmentStatus, CreateAssessment, TransitionAssessment,
        UpdateAssessment,
    },
    duty::{
        CreateDutyRecord, CreateDutyRecords, DutyKind, DutyRecord, DutyRecords, DutySummary, SchoolVisits,
        UpdateDutyRecord, VisitMode,
    },
    grade::{CreateGrade, Grade, GradeTrack, UpdateGrade},
    promotion::{CreatePromotion, Promotion, PromotionStatus, TransitionPromotion},
    query::{AssessmentsQuery, DutyRecordsQuery, DutySummariesQuery, GradesQuery, PromotionsQuery, SchoolVisitsQuery},
    transition::Transitions,
};

use super::{
    error::Refusal,
    find,
    nodes::uuid,
    page::{Page, at, day, ids, instant, moment, page, page_at, page_cost, request, words},
    run, run_or_try,
};
use crate::app::{
    assessments::{
        ExplainAssessment, FireAssessmentEvent, ReadAssessment, ReadAssessmentTransitions, RedraftAssessment,
    },
    duty_records::{CorrectDutyRecord, ListDutySummaries, ListSchoolVisits, ReadDutyRecord},
    grades::{CorrectGrade, ReadGrade},
    promotions::{FirePromotionEvent, ReadPromotion, ReadPromotionTransitions},
};

/// Reading duty, its assessment, grades and promotions.
#[derive(Default)]
pub struct DutyQuery;

#[Object]
impl DutyQuery {
    /// One duty record, as known now or at an instant.
    async fn duty_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<DutyRecord>> {
        let moment = moment(None, known_at);
        let use_case =
            moment.and_then(|moment| Ok(ReadDutyRecord { id: DutyRecordId(uuid(&id)?), known_at: moment.known_at }));
        at((None, known_at), find(ctx, use_case).await)
    }

    /// The duty records within the caller's area, as known now or at an instant.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn duty_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who did it.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "The school.")] school_id: Option<Vec<ID>>,
        #[graphql(desc = "Kind.")] kind: Option<Vec<DutyKind>>,
        #[graphql(desc = "Mode of a visit: `scheduled` or `random`.")] mode: Option<Vec<VisitMode>>,
        #[graphql(desc = "On this day or later.")] occurred_on_from: Option<Day>,
        #[graphql(desc = "On this day or earlier.")] occurred_on_to: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<DutyRecord>> {
        let query = DutyRecordsQuery {
            area,
            person_id: ids(person_id),
            school_id: ids(school_id),
            kind: words(kind, |kind| domain::duty::Kind::from(kind).as_str()),
            mode: words(mode, |mode| domain::duty::Mode::from(mode).as_str()),
            occurred_on_from: day(occurred_on_from),
            occurred_on_to: day(occurred_on_to),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (None, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One assessment, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Assessment>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadAssessment { id: AssessmentId(uuid(&id)?), moment }))).await,
        )
    }

    /// How score and grade of an assessment came about.
    async fn assessment_explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<AssessmentExplanation>> {
        let moment = moment(as_of, known_at);
        find(ctx, moment.and_then(|moment| Ok(ExplainAssessment { id: AssessmentId(uuid(&id)?), moment }))).await
    }

    /// What happened to an assessment, and what may happen next.
    async fn assessment_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadAssessmentTransitions(AssessmentId(id)))).await
    }

    /// The assessments within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn assessments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who is assessed.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Which authority assesses.")] authority_id: Option<Vec<ID>>,
        #[graphql(desc = "Year.")] year: Option<Vec<i32>>,
        #[graphql(desc = "Status, as it is today; not together with `as_of`.")] status: Option<Vec<AssessmentStatus>>,
        #[graphql(desc = "Grade, as it is today; not together with `as_of`.")] grade: Option<Vec<AssessmentGrade>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Assessment>> {
        let query = AssessmentsQuery {
            area,
            person_id: ids(person_id),
            authority_id: ids(authority_id),
            year: year.map(|years| years.iter().map(i32::to_string).collect()),
            status: words(status, |status| domain::assessment::Status::from(status).as_str()),
            grade: words(grade, |grade| domain::assessment::grade::Grade::from(grade).as_str()),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// The inspectors' duty in a month, and what is missing.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn duty_summaries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "The month, such as `2026-11`; this one unless said.")] month: Option<String>,
        #[graphql(desc = "`true` for those only of whom something is missing.")] short: Option<bool>,
    ) -> async_graphql::Result<Page<DutySummary>> {
        let query = DutySummariesQuery { area, month, short: short.map(|short| short.to_string()) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListDutySummaries(request(ctx, query, first, after, sort)?)).await?))
    }

    /// The schools' visits in a semester, and what is missing.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn school_visits(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(
            desc = "The semester, such as `2026-autumn` (September to January) or `2026-spring` (March to July); this one unless said, in February and August the one that is just over."
        )]
        semester: Option<String>,
        #[graphql(desc = "`true` for those only to which visits are missing.")] short: Option<bool>,
    ) -> async_graphql::Result<Page<SchoolVisits>> {
        let query = SchoolVisitsQuery { area, semester, short: short.map(|short| short.to_string()) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListSchoolVisits(request(ctx, query, first, after, sort)?)).await?))
    }

    /// One grade, as known now or at an instant; with a day only if it holds then.
    async fn grade(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Grade>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadGrade { id: GradeId(uuid(&id)?), moment }))).await,
        )
    }

    /// The grades within the caller's area, on a day, as known now or at an instant, or what changed after one.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn grades(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who holds it.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Track: `professional_title`, `job_rank` or `inspector_grade`.")] track: Option<
            Vec<GradeTrack>,
        >,
        #[graphql(desc = "Code of the track's set.")] grade: Option<Vec<String>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
        #[graphql(
            desc = "Only what the register learned after this instant (RFC 3339), in that order, what was annulled included: the greatest `updated_at` that you have, or `0001-01-01T00:00:00Z`. With `as_of`, only what holds on that day; with it or another filter, what has left the filter since is not told."
        )]
        changed_after: Option<Instant>,
    ) -> async_graphql::Result<Page<Grade>> {
        let query = GradesQuery {
            area,
            person_id: ids(person_id),
            track: words(track, |track| domain::grade::Track::from(track).as_str()),
            grade,
            as_of: day(as_of),
            known_at: instant(known_at),
            changed_after: instant(changed_after),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One promotion, as it stands today, or stood on a day, as the register knew it at a moment.
    async fn promotion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Promotion>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadPromotion { id: PromotionId(uuid(&id)?), moment }))).await,
        )
    }

    /// What happened to a promotion and what may happen next.
    async fn promotion_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadPromotionTransitions(PromotionId(id)))).await
    }

    /// The promotions and demotions within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn promotions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Whose.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Track.")] track: Option<Vec<GradeTrack>>,
        #[graphql(desc = "Status.")] status: Option<Vec<PromotionStatus>>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Promotion>> {
        let query = PromotionsQuery {
            area,
            person_id: ids(person_id),
            track: words(track, |track| domain::grade::Track::from(track).as_str()),
            status: words(status, |status| domain::promotion::Status::from(status).as_str()),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (None, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }
}

/// Writing duty, its assessment, grades and promotions.
#[derive(Default)]
pub struct DutyMutation;

#[Object]
impl DutyMutation {
    /// Record duty of a person.
    async fn create_duty_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateDutyRecord,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<DutyRecord> {
        Ok(run_or_try(ctx, dry_run, input).await?.record)
    }

    /// Record duty of many by one request, all or none.
    async fn create_duty_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateDutyRecords,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<DutyRecords> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Correct or annul a duty record.
    async fn update_duty_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateDutyRecord,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<DutyRecord> {
        let id = DutyRecordId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectDutyRecord { id, version: i64::from(version), patch: input }).await
    }

    /// Draft the targets of a person for a year.
    async fn create_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateAssessment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Assessment> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Write other targets into a draft.
    async fn update_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateAssessment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Assessment> {
        let id = AssessmentId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RedraftAssessment { id, version: i64::from(version), patch: input }).await
    }

    /// Fire an event of an assessment's lifecycle.
    async fn transition_assessment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionAssessment,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Assessment> {
        let id = AssessmentId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireAssessmentEvent { id, transition: input }).await
    }

    /// Record a title or rank that the personnel authority decided.
    async fn create_grade(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateGrade,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Grade> {
        Ok(run_or_try(ctx, dry_run, input).await?.record)
    }

    /// Correct or annul a grade.
    async fn update_grade(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateGrade,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Grade> {
        let id = GradeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectGrade { id, version: i64::from(version), patch: input }).await
    }

    /// Begin a promotion or a demotion.
    async fn create_promotion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreatePromotion,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Promotion> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a promotion's lifecycle.
    async fn transition_promotion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionPromotion,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Promotion> {
        let id = PromotionId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FirePromotionEvent { id, transition: input }).await
    }
}
