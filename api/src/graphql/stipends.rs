//! Root fields about stipends: standards, payees, runs, lines and what finance reports.

use async_graphql::{Context, ID, Object};
use domain::id::{PayeeId, StipendLineId, StipendRunId, StipendStandardId};
use openapi::{
    payee::{CreatePayee, Payee, UpdatePayee},
    query::{
        PayeesQuery, PlainQuery, StipendFindingsQuery, StipendLinesQuery, StipendRunsQuery, StipendStandardsQuery,
        StipendTransfersQuery, StipendWhatIfQuery,
    },
    stipend_explanation::StipendExplanation,
    stipend_run::{
        CreatePaymentResults, CreateStipendRun, PaymentOutcome, PaymentResult, StipendFinding, StipendFindingCode,
        StipendLine, StipendLineKind, StipendRun, StipendRunStatus, TransitionStipendLine, TransitionStipendRun,
    },
    stipend_standard::{
        CreateStipendStandard, StipendComponent, StipendStandard, StipendStandardStatus, TransitionStipendStandard,
        UpdateStipendStandard,
    },
    stipend_transfer::{StipendBatch, StipendManifest, StipendReconciliation, StipendTransfer},
    stipend_what_if::{PersonDifference, StipendWhatIf},
    transition::Transitions,
};

use super::{
    error::Refusal,
    find,
    nodes::uuid,
    page::{Page, area_cost, ids, moment, page, page_cost, request, words},
    run, run_or_try,
};
use crate::app::{
    payees::{CorrectPayee, ReadPayee, VerifyPayee},
    stipend_lines::{ExplainStipendLine, FireStipendLineEvent, ReadStipendLine},
    stipend_runs::{
        CompareStipendBooks, FireStipendRunEvent, ListPaymentResults, ListStipendRunFindings, ListStipendTransfers,
        ListStipendWhatIfPeople, Progress, ReadStipendManifest, ReadStipendRun, ReadStipendRunTransitions,
        ReadStipendWhatIf, RecordPaymentResults,
    },
    stipend_standards::{
        FireStipendStandardEvent, ReadStipendStandard, ReadStipendStandardTransitions, RewriteStipendStandard,
    },
};

/// Reading stipends: standards, payees, runs, lines and what finance reports.
#[derive(Default)]
pub struct StipendQuery;

#[Object]
impl StipendQuery {
    /// How a person is paid, as known now or at an instant; with a day only if it holds then. What finance is shown is
    /// recorded.
    async fn payee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<Payee>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        find(ctx, moment.and_then(|moment| Ok(ReadPayee { id: PayeeId(uuid(&id)?), moment }))).await
    }

    /// How people within the caller's area are paid, on a day, as known now or at an instant. What finance is shown is
    /// recorded.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn payees(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        person_id: Option<Vec<ID>>,
        payer_id: Option<Vec<ID>>,
        verified: Option<bool>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<Payee>> {
        let query = PayeesQuery {
            area,
            person_id: ids(person_id),
            payer_id: ids(payer_id),
            verified: verified.map(|verified| verified.to_string()),
            as_of,
            known_at,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One stipend standard, as the register knew it at a moment; with a day, only if it was decided and holds then.
    async fn stipend_standard(
        &self,
        ctx: &Context<'_>,
        id: ID,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<StipendStandard>> {
        let moment = moment(as_of.as_deref(), known_at.as_deref());
        let read = |moment| Ok(ReadStipendStandard { id: StipendStandardId(uuid(&id)?), moment });
        find(ctx, moment.and_then(read)).await
    }

    /// What happened to a stipend standard and what may happen next.
    async fn stipend_standard_transitions(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadStipendStandardTransitions(StipendStandardId(id)))).await
    }

    /// The stipend standards within the caller's area; finance sees what was decided.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_standards(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        status: Option<Vec<StipendStandardStatus>>,
        as_of: Option<String>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<StipendStandard>> {
        let status = words(status, |status| domain::stipend::standard::Status::from(status).as_str());
        let query = StipendStandardsQuery { area, status, as_of, known_at };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What a month would come to by a stipend standard, beside what it comes to by those in effect.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_what_if(&self, ctx: &Context<'_>, id: ID, month: String) -> async_graphql::Result<StipendWhatIf> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run(ctx, ReadStipendWhatIf { id, query: StipendWhatIfQuery { month: Some(month) } }).await
    }

    /// What each person's month would come to by a stipend standard.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_what_if_people(
        &self,
        ctx: &Context<'_>,
        id: ID,
        month: String,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PersonDifference>> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, StipendWhatIfQuery { month: Some(month) }, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListStipendWhatIfPeople { id, list }).await?))
    }

    /// One run of stipends, as the register knew it at an instant.
    async fn stipend_run(
        &self,
        ctx: &Context<'_>,
        id: ID,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<StipendRun>> {
        let moment = moment(None, known_at.as_deref());
        let read = |moment| Ok(ReadStipendRun { id: StipendRunId(uuid(&id)?), moment });
        find(ctx, moment.and_then(read)).await
    }

    /// What happened to a run and what may happen next.
    async fn stipend_run_transitions(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadStipendRunTransitions(StipendRunId(id)))).await
    }

    /// The runs within the caller's area; finance sees those that were approved.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_runs(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        month: Option<Vec<String>>,
        status: Option<Vec<StipendRunStatus>>,
        known_at: Option<String>,
    ) -> async_graphql::Result<Page<StipendRun>> {
        let status = words(status, |status| domain::stipend::run::Status::from(status).as_str());
        let query = StipendRunsQuery { area, month, status, known_at };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Whom a run lists, and why.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_run_findings(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
        code: Option<Vec<StipendFindingCode>>,
    ) -> async_graphql::Result<Page<StipendFinding>> {
        let code = words(code, |code| domain::stipend::line::FindingCode::from(code).as_str());
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, StipendFindingsQuery { code }, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListStipendRunFindings { id, list }).await?))
    }

    /// What finance reported about a run.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn payment_results(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PaymentResult>> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let list = request(ctx, PlainQuery::default(), first, after, None)?;
        Ok(page(asked_after, run(ctx, ListPaymentResults { id, list }).await?))
    }

    /// What finance transfers by a decided run: one sum for each person and payer; all of it, or what is unpaid.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_transfers(
        &self,
        ctx: &Context<'_>,
        id: ID,
        first: Option<i32>,
        after: Option<String>,
        unpaid: Option<bool>,
    ) -> async_graphql::Result<Page<StipendTransfer>> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let asked_after = after.is_some();
        let query = StipendTransfersQuery { unpaid: unpaid.map(|unpaid| unpaid.to_string()) };
        let list = request(ctx, query, first, after, None)?;
        Ok(page(asked_after, run(ctx, ListStipendTransfers { id, list }).await?))
    }

    /// The signed control totals of a decided run, with the digests of what REST answers when it is pulled whole.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_manifest(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<StipendManifest>> {
        find(ctx, uuid(&id).map(|id| ReadStipendManifest(StipendRunId(id)))).await
    }

    /// Whether the register's books and those of finance agree about a decided run.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_reconciliation(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: Option<StipendBatch>,
    ) -> Option<async_graphql::Result<StipendReconciliation>> {
        let batch = input.unwrap_or_default();
        find(ctx, uuid(&id).map(|id| CompareStipendBooks { id: StipendRunId(id), batch })).await
    }

    /// One line of a run.
    async fn stipend_line(&self, ctx: &Context<'_>, id: ID) -> Option<async_graphql::Result<StipendLine>> {
        find(ctx, uuid(&id).map(|id| ReadStipendLine(StipendLineId(id)))).await
    }

    /// Why a line is what it is.
    async fn stipend_line_explanation(
        &self,
        ctx: &Context<'_>,
        id: ID,
    ) -> Option<async_graphql::Result<StipendExplanation>> {
        find(ctx, uuid(&id).map(|id| ExplainStipendLine(StipendLineId(id)))).await
    }

    /// The lines of runs within the caller's area; finance sees those of approved runs.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_lines(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        run_id: Option<Vec<ID>>,
        person_id: Option<Vec<ID>>,
        month: Option<Vec<String>>,
        component: Option<Vec<StipendComponent>>,
        kind: Option<Vec<StipendLineKind>>,
        payment: Option<Vec<PaymentOutcome>>,
        unreported: Option<bool>,
    ) -> async_graphql::Result<Page<StipendLine>> {
        let query = StipendLinesQuery {
            area,
            run_id: ids(run_id),
            person_id: ids(person_id),
            month,
            component: words(component, |one| domain::stipend::amounts::Component::from(one).as_str()),
            kind: words(kind, |one| domain::stipend::line::LineKind::from(one).as_str()),
            payment: words(payment, |one| domain::stipend::line::PaymentOutcome::from(one).as_str()),
            unreported: unreported.map(|flag| flag.to_string()),
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }
}

/// Writing stipends: standards, payees, runs, lines and what finance reports.
#[derive(Default)]
pub struct StipendMutation;

#[Object]
impl StipendMutation {
    /// Enter how a person is paid.
    async fn create_payee(
        &self,
        ctx: &Context<'_>,
        input: CreatePayee,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Change how a person is paid; it is unverified from then on.
    async fn update_payee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdatePayee,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        let id = PayeeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectPayee { id, version: i64::from(version), patch: input }).await
    }

    /// Verify what another entered: the version that was looked at.
    async fn verify_payee(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        let id = PayeeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, VerifyPayee { id, version: i64::from(version) }).await
    }

    /// Draft a stipend standard.
    async fn create_stipend_standard(
        &self,
        ctx: &Context<'_>,
        input: CreateStipendStandard,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Rewrite a draft of a stipend standard.
    async fn update_stipend_standard(
        &self,
        ctx: &Context<'_>,
        id: ID,
        version: i32,
        input: UpdateStipendStandard,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RewriteStipendStandard { id, version: i64::from(version), patch: input }).await
    }

    /// Fire an event of a stipend standard's lifecycle.
    async fn transition_stipend_standard(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionStipendStandard,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireStipendStandardEvent { id, transition: input }).await
    }

    /// Begin a month's run of stipends.
    async fn create_stipend_run(
        &self,
        ctx: &Context<'_>,
        input: CreateStipendRun,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a run's lifecycle.
    async fn transition_stipend_run(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionStipendRun,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let command = FireStipendRunEvent { id, transition: input, progress: Progress::default() };
        run_or_try(ctx, dry_run, command).await
    }

    /// Record what became of payments of a run.
    async fn create_payment_results(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: CreatePaymentResults,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RecordPaymentResults { id, results: input }).await
    }

    /// Hold a line of a run, or let it go.
    async fn transition_stipend_line(
        &self,
        ctx: &Context<'_>,
        id: ID,
        input: TransitionStipendLine,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<StipendLine> {
        let id = StipendLineId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireStipendLineEvent { id, transition: input }).await
    }
}
