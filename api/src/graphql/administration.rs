//! Root fields about imports, code sets, calendars, policies and clients.

use async_graphql::{Context, ID, Object};
use domain::id::{ClientId, ImportId, ProposalId};
use openapi::{
    calendar::{Calendar, PutCalendar},
    client::{Client, ClientSecret, CreateClient},
    code_set::{CodeSet, PutAreas},
    import::{Import, TransitionImport},
    policy::{CreatePolicyProposal, Policy, PolicyProposal, TransitionPolicyProposal},
    query::PlainQuery,
    transition::Transitions,
};

use super::{
    error::Refusal,
    find,
    nodes::uuid,
    page::{Page, page, page_cost, request},
    run, run_or_try,
};
use crate::app::{
    App,
    calendars::{ListCalendars, ReadCalendar, UploadCalendar},
    clients::{ConfirmClient, ListClients, ReadClient, RevokeClient, RotateClient},
    code_sets::{ListCodeSets, ReadCodeSet},
    imports::{FireImportEvent, ListImports, ReadImport, ReadImportTransitions},
    policies::{FirePolicyProposalEvent, ListPolicies, ReadPolicy, ReadPolicyProposal, ReadPolicyProposalTransitions},
};

/// Reading imports, code sets, calendars, policies and clients.
#[derive(Default)]
pub struct AdministrationQuery;

#[Object]
impl AdministrationQuery {
    /// One import.
    async fn import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Import>> {
        find(ctx, uuid(&id).map(|id| ReadImport(ImportId(id)))).await
    }

    /// The uploaded rosters.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
    ) -> async_graphql::Result<Page<Import>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListImports(request(ctx, PlainQuery::default(), first, after, None)?)).await?))
    }

    /// What happened to an import, and what may happen next.
    async fn import_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadImportTransitions(ImportId(id)))).await
    }

    /// What happened to a proposed change of a rule, and what may happen next.
    async fn policy_proposal_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadPolicyProposalTransitions(ProposalId(id)))).await
    }

    /// One code set with its codes.
    async fn code_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name of the set.")] name: String,
    ) -> Option<async_graphql::Result<CodeSet>> {
        find(ctx, Ok(ReadCodeSet(name))).await
    }

    /// The code sets, without their codes.
    async fn code_sets(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<CodeSet>> {
        Ok(run(ctx, ListCodeSets).await?.items)
    }

    /// The calendar of one year.
    async fn calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year.")] year: i32,
    ) -> Option<async_graphql::Result<Calendar>> {
        find(ctx, Ok(ReadCalendar(year))).await
    }

    /// The calendars.
    async fn calendars(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Calendar>> {
        Ok(run(ctx, ListCalendars).await?.items)
    }

    /// One rule.
    async fn policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The policy key.")] key: String,
    ) -> Option<async_graphql::Result<Policy>> {
        find(ctx, Ok(ReadPolicy(key))).await
    }

    /// The rules in force.
    async fn policies(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Policy>> {
        Ok(run(ctx, ListPolicies).await?.items)
    }

    /// One proposed change of a rule.
    async fn policy_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<PolicyProposal>> {
        find(ctx, uuid(&id).map(|id| ReadPolicyProposal(ProposalId(id)))).await
    }

    /// The proposed changes of rules.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn policy_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
    ) -> async_graphql::Result<Page<PolicyProposal>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, PlainQuery::default(), first, after, None)?).await?))
    }

    /// One API client.
    async fn client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Client>> {
        find(ctx, uuid(&id).map(|id| ReadClient(ClientId(id)))).await
    }

    /// The API clients.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
    ) -> async_graphql::Result<Page<Client>> {
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, ListClients(request(ctx, PlainQuery::default(), first, after, None)?)).await?))
    }
}

/// Writing imports, code sets, calendars, policies and clients.
#[derive(Default)]
pub struct AdministrationMutation;

#[Object]
impl AdministrationMutation {
    /// Apply or discard a roster that waits for an approver.
    async fn transition_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionImport,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Import> {
        let id = ImportId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FireImportEvent { id, transition: input }).await
    }

    /// Upload the list of administrative areas.
    async fn put_areas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: PutAreas,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<CodeSet> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Upload the calendar of one year.
    async fn put_calendar(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year.")] year: i32,
        #[graphql(desc = "The version that the change is based on.")] version: Option<i32>,
        #[graphql(desc = "What is said.")] input: PutCalendar,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Calendar> {
        run_or_try(ctx, dry_run, UploadCalendar { year, version: version.map(i64::from), body: input }).await
    }

    /// Propose another value for a rule.
    async fn create_policy_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreatePolicyProposal,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PolicyProposal> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Confirm or withdraw a proposal.
    async fn transition_policy_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionPolicyProposal,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PolicyProposal> {
        let id = ProposalId(uuid(&id).map_err(Refusal)?);
        run_or_try(ctx, dry_run, FirePolicyProposalEvent { id, transition: input }).await
    }

    /// Register an API client; its secret is shown once.
    async fn create_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreateClient,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<ClientSecret> {
        run_or_try(ctx, dry_run, input).await
    }

    /// Give a client a new secret.
    async fn rotate_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<ClientSecret> {
        let id = ClientId(uuid(&id).map_err(Refusal)?);
        let rotated = run_or_try(ctx, dry_run, RotateClient(id)).await?;
        ctx.data::<App>()?.gate().forget(id);
        Ok(rotated)
    }

    /// Confirm a client that another administrator made or gave a new secret.
    async fn confirm_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Client> {
        let id = ClientId(uuid(&id).map_err(Refusal)?);
        let confirmed = run_or_try(ctx, dry_run, ConfirmClient(id)).await?;
        ctx.data::<App>()?.gate().forget(id);
        Ok(confirmed)
    }

    /// Refuse a client from now on.
    async fn revoke_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Client> {
        let id = ClientId(uuid(&id).map_err(Refusal)?);
        let revoked = run_or_try(ctx, dry_run, RevokeClient(id)).await?;
        ctx.data::<App>()?.gate().forget(id);
        Ok(revoked)
    }
}
