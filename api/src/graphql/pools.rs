//! Root fields about the talent pools, and the experts that partners search.

use async_graphql::{Context, ID, Object};
use domain::{
    Day,
    id::{MembershipId, PersonId},
};
use openapi::{
    expert::Expert,
    pool_membership::{
        CreatePoolMembership, Pool, PoolMembershipStatus, TransitionPoolMembership, UpdatePoolMembership,
    },
    public_notice::PublicNotice,
    query::{ExpertsQuery, PoolMembershipsQuery, PublicNoticesQuery},
    transition::Transitions,
};

use super::{
    error::Refusal,
    find,
    nodes::{PoolMembership, uuid},
    page::{Page, day, ids, page, page_cost, pools, request, words},
    run, run_or_try,
};
use crate::app::{
    experts::ReadExpert,
    pool_memberships::{CompletePoolMembership, FirePoolMembershipEvent, ReadPoolMembership, ReadTransitions},
};

/// Reading the talent pools, and the experts that partners search.
#[derive(Default)]
pub struct PoolQuery;

#[Object]
impl PoolQuery {
    /// One pool membership.
    async fn pool_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<PoolMembership>> {
        let id = uuid(&id).map(MembershipId);
        find(ctx, id.map(ReadPoolMembership)).await
    }

    /// What happened to a membership, and what may happen next.
    async fn pool_membership_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        find(ctx, uuid(&id).map(|id| ReadTransitions(MembershipId(id)))).await
    }

    /// The pool memberships within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn pool_memberships(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Pool: `specialist` or `invited`.")] pool: Option<Vec<Pool>>,
        #[graphql(desc = "Status, as it is today.")] status: Option<Vec<PoolMembershipStatus>>,
        #[graphql(desc = "Source category.")] source: Option<Vec<String>>,
        #[graphql(desc = "The member.")] person_id: Option<Vec<ID>>,
        #[graphql(desc = "Terms that end on this day or later.")] valid_until_from: Option<Day>,
        #[graphql(desc = "Terms that end on this day or earlier.")] valid_until_to: Option<Day>,
    ) -> async_graphql::Result<Page<PoolMembership>> {
        let query = PoolMembershipsQuery {
            area,
            pool: pools(pool),
            status: words(status, |status| domain::pool::Status::from(status).as_str()),
            source,
            person_id: ids(person_id),
            valid_until_from: day(valid_until_from),
            valid_until_to: day(valid_until_to),
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// One expert.
    async fn expert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
    ) -> Option<async_graphql::Result<Expert>> {
        let id = uuid(&id).map(PersonId);
        find(ctx, id.map(ReadExpert)).await
    }

    /// The active members of the pools.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn experts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Pool: `specialist` or `invited`.")] pool: Option<Vec<Pool>>,
        #[graphql(desc = "Source category.")] source: Option<Vec<String>>,
        #[graphql(desc = "Subject (code set `subjects`).")] subject: Option<Vec<String>>,
        #[graphql(desc = "Teaching stage (code set `teaching_stages`).")] stage: Option<Vec<String>>,
        #[graphql(desc = "Professional title (code set `professional_titles`).")] professional_title: Option<
            Vec<String>,
        >,
        #[graphql(desc = "Speciality, whole.")] speciality: Option<Vec<String>>,
        #[graphql(desc = "Free text: the beginning of a name (characters, pinyin, initials) or of a speciality.")]
        q: Option<String>,
    ) -> async_graphql::Result<Page<Expert>> {
        let pool = pools(pool);
        let query = ExpertsQuery { area, pool, source, subject, stage, professional_title, speciality, q };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// The names open for objections.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn public_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Pool: `specialist` or `invited`.")] pool: Option<Vec<Pool>>,
    ) -> async_graphql::Result<Page<PublicNotice>> {
        let query = PublicNoticesQuery { area, pool: pools(pool) };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, None)?).await?))
    }
}

/// Writing the talent pools, and the experts that partners search.
#[derive(Default)]
pub struct PoolMutation;

#[Object]
impl PoolMutation {
    /// Nominate a person for a pool.
    async fn create_pool_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: CreatePoolMembership,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PoolMembership> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Complete a draft.
    async fn update_pool_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdatePoolMembership,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PoolMembership> {
        let id = MembershipId(uuid(&id).map_err(Refusal)?);
        let command = CompletePoolMembership { id, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Fire an event of a membership's lifecycle.
    async fn transition_pool_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionPoolMembership,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PoolMembership> {
        let id = MembershipId(uuid(&id).map_err(Refusal)?);
        Ok(run_or_try(ctx, dry_run, FirePoolMembershipEvent { id, transition: input }).await?.into())
    }
}
