//! Root fields about stipends: standards, payees, runs, lines and what finance reports.

use async_graphql::{Context, ID, Object};
use domain::{
    Day, Instant,
    id::{PayeeId, StipendLineId, StipendRunId, StipendStandardId},
};
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
    page::{Page, area_cost, at, day, ids, instant, moment, page, page_at, page_cost, request, words},
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
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<Payee>> {
        let moment = moment(as_of, known_at);
        at(
            (as_of, known_at),
            find(ctx, moment.and_then(|moment| Ok(ReadPayee { id: PayeeId(uuid(&id)?), moment }))).await,
        )
    }

    /// How people within the caller's area are paid, on a day, as known now or at an instant. What finance is shown is
    /// recorded.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn payees(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Who is paid.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Who pays.")] payer_id: Option<Vec<ID>>,
        #[graphql(desc = "`true` for what is verified, `false` for what is not.")] verified: Option<bool>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<Payee>> {
        let query = PayeesQuery {
            area,
            person_id: ids(person_id),
            payer_id: ids(payer_id),
            verified: verified.map(|verified| verified.to_string()),
            as_of: day(as_of),
            known_at: instant(known_at),
        };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One stipend standard, as the register knew it at a moment; with a day, only if it was decided and holds then.
    async fn stipend_standard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<StipendStandard>> {
        let moment = moment(as_of, known_at);
        let read = |moment| Ok(ReadStipendStandard { id: StipendStandardId(uuid(&id)?), moment });
        at((as_of, known_at), find(ctx, moment.and_then(read)).await)
    }

    /// What happened to a stipend standard and what may happen next.
    async fn stipend_standard_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadStipendStandardTransitions(StipendStandardId(id)))).await
    }

    /// The stipend standards within the caller's area; finance sees what was decided.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_standards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Status.")] status: Option<Vec<StipendStandardStatus>>,
        #[graphql(desc = "The day on which it is looked at.")] as_of: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<StipendStandard>> {
        let status = words(status, |status| domain::stipend::standard::Status::from(status).as_str());
        let query = StipendStandardsQuery { area, status, as_of: day(as_of), known_at: instant(known_at) };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (as_of, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// What a month would come to by a stipend standard, beside what it comes to by those in effect.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_what_if(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The month, as `2026-11`.")] month: String,
    ) -> async_graphql::Result<StipendWhatIf> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run(ctx, ReadStipendWhatIf { id, query: StipendWhatIfQuery { month: Some(month) } }).await
    }

    /// What each person's month would come to by a stipend standard.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_what_if_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The month, as `2026-11`.")] month: String,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
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
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<StipendRun>> {
        let moment = moment(None, known_at);
        let read = |moment| Ok(ReadStipendRun { id: StipendRunId(uuid(&id)?), moment });
        at((None, known_at), find(ctx, moment.and_then(read)).await)
    }

    /// What happened to a run and what may happen next.
    async fn stipend_run_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadStipendRunTransitions(StipendRunId(id)))).await
    }

    /// The runs within the caller's area; finance sees those that were approved.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Month, as `2026-11`.")] month: Option<Vec<String>>,
        #[graphql(desc = "Status.")] status: Option<Vec<StipendRunStatus>>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> async_graphql::Result<Page<StipendRun>> {
        let status = words(status, |status| domain::stipend::run::Status::from(status).as_str());
        let query = StipendRunsQuery { area, month, status, known_at: instant(known_at) };
        let asked_after = after.is_some();
        Ok(page_at(asked_after, (None, known_at), run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// Whom a run lists, and why.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_run_findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "Why somebody is listed.")] code: Option<Vec<StipendFindingCode>>,
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
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
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
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "`true` for what was not paid, could not be paid or came back; `false` or nothing for all.")]
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
    async fn stipend_manifest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<StipendManifest>> {
        find(ctx, uuid(&id).map(|id| ReadStipendManifest(StipendRunId(id)))).await
    }

    /// Whether the register's books and those of finance agree about a decided run.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn stipend_reconciliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: Option<StipendBatch>,
    ) -> Option<async_graphql::Result<StipendReconciliation>> {
        let batch = input.unwrap_or_default();
        find(ctx, uuid(&id).map(|id| CompareStipendBooks { id: StipendRunId(id), batch })).await
    }

    /// One line of a run.
    async fn stipend_line(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<StipendLine>> {
        find(ctx, uuid(&id).map(|id| ReadStipendLine(StipendLineId(id)))).await
    }

    /// Why a line is what it is.
    async fn stipend_line_explanation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<StipendExplanation>> {
        find(ctx, uuid(&id).map(|id| ExplainStipendLine(StipendLineId(id)))).await
    }

    /// The lines of runs within the caller's area; finance sees those of approved runs.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn stipend_lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Run.")] run_id: Option<Vec<ID>>,
        #[graphql(desc = "Who is paid; what was paid to a record that was merged into theirs included.")]
        person_id: Option<Vec<ID>>,
        #[graphql(desc = "For which month, as `2026-11`.")] month: Option<Vec<String>>,
        #[graphql(desc = "Component.")] component: Option<Vec<StipendComponent>>,
        #[graphql(desc = "Kind.")] kind: Option<Vec<StipendLineKind>>,
        #[graphql(desc = "What became of the payment.")] payment: Option<Vec<PaymentOutcome>>,
        #[graphql(desc = "Only lines whose payment nobody reported yet.")] unreported: Option<bool>,
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
        #[graphql(desc = "What is said.")] input: CreatePayee,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Change how a person is paid; it is unverified from then on.
    async fn update_payee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdatePayee,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        let id = PayeeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, CorrectPayee { id, version: i64::from(version), patch: input }).await
    }

    /// Verify what another entered: the version that was looked at.
    async fn verify_payee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Payee> {
        let id = PayeeId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, VerifyPayee { id, version: i64::from(version) }).await
    }

    /// Draft a stipend standard.
    async fn create_stipend_standard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateStipendStandard,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Rewrite a draft of a stipend standard.
    async fn update_stipend_standard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdateStipendStandard,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RewriteStipendStandard { id, version: i64::from(version), patch: input }).await
    }

    /// Fire an event of a stipend standard's lifecycle.
    async fn transition_stipend_standard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionStipendStandard,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendStandard> {
        let id = StipendStandardId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireStipendStandardEvent { id, transition: input }).await
    }

    /// Begin a month's run of stipends.
    async fn create_stipend_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateStipendRun,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Fire an event of a run's lifecycle.
    async fn transition_stipend_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionStipendRun,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        let command = FireStipendRunEvent { id, transition: input, progress: Progress::default() };
        run_or_try(ctx, dry_run, command).await
    }

    /// Record what became of payments of a run.
    async fn create_payment_results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: CreatePaymentResults,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendRun> {
        let id = StipendRunId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, RecordPaymentResults { id, results: input }).await
    }

    /// Hold a line of a run, or let it go.
    async fn transition_stipend_line(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionStipendLine,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<StipendLine> {
        let id = StipendLineId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireStipendLineEvent { id, transition: input }).await
    }
}
