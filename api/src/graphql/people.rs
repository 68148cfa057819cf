//! Root fields about who is in the register.

use async_graphql::{Context, Json, Object};
use domain::{
    Error, Faults,
    time::{parse_day, parse_instant},
};
use openapi::{
    erasure::{PersonErasure, RequestPersonErasure, TransitionPersonErasure},
    person::{
        CreatePerson, MergePerson, PersonHistoryEntry, PersonSearch, PossibleDuplicate, RevealPerson, RevealedPerson,
        UpdatePerson,
    },
    person_file::PersonFile,
    query::{PeopleQuery, PlainQuery, PossibleDuplicatesQuery},
    standing::PersonStanding,
    transition::Transitions,
};

use super::{
    error::Refusal,
    find,
    nodes::Person,
    page::{Page, area_cost, page, page_cost, request},
    run, run_or_try,
};
use crate::app::{
    erasures::{FireErasureEvent, ReadErasureTransitions, ReadPersonErasure, RequestErasure},
    people::{CorrectPerson, MergeInto, PersonHistory, PersonKey, ReadPerson, ReadStanding, Reveal},
    person_file::ReadPersonFile,
};

/// Reading who is in the register.
#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// One person, by id or public number.
    async fn person(&self, ctx: &Context<'_>, id: String) -> Option<async_graphql::Result<Person>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPerson)).await
    }

    /// Everything about a person, to hand it to them, as REST answers it; the reading is recorded.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn person_file(&self, ctx: &Context<'_>, id: String) -> Option<async_graphql::Result<Json<PersonFile>>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPersonFile)).await
    }

    /// What an erasure of a person would do, or did.
    async fn person_erasure(&self, ctx: &Context<'_>, id: String) -> Option<async_graphql::Result<PersonErasure>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPersonErasure)).await
    }

    /// What happened to the erasure of a person and what may happen next.
    async fn person_erasure_transitions(
        &self,
        ctx: &Context<'_>,
        id: String,
    ) -> Option<async_graphql::Result<Transitions>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadErasureTransitions)).await
    }

    /// Whether somebody may inspect on a day, today unless said: codes, and nothing of their grounds.
    async fn person_standing(
        &self,
        ctx: &Context<'_>,
        id: String,
        on: Option<String>,
        known_at: Option<String>,
    ) -> Option<async_graphql::Result<PersonStanding>> {
        let read = || {
            let key = PersonKey::parse(&id).ok_or(Error::NotFound)?;
            let mut faults = Faults::new();
            let on = on.and_then(|raw| faults.keep("/on", parse_day(&raw)));
            let known_at = known_at.and_then(|raw| faults.keep("/known_at", parse_instant(&raw)));
            faults.finish(Some(ReadStanding { key, on, known_at }))
        };
        find(ctx, read()).await
    }

    /// The people within the caller's area.
    #[expect(clippy::too_many_arguments, reason = "the contract asks for flat arguments with REST's names")]
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
        number: Option<Vec<String>>,
        subject: Option<Vec<String>>,
        stage: Option<Vec<String>>,
        professional_title: Option<Vec<String>>,
        education: Option<Vec<String>>,
        identity_class: Option<Vec<String>>,
        speciality: Option<Vec<String>>,
        name: Option<String>,
    ) -> async_graphql::Result<Page<Person>> {
        let query = PeopleQuery {
            area,
            number,
            subject,
            stage,
            professional_title,
            education,
            identity_class,
            speciality,
            name,
        };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// People without a citizen number who have the name and birth date of another within the caller's area.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn possible_duplicates(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        area: Option<Vec<String>>,
    ) -> async_graphql::Result<Page<PossibleDuplicate>> {
        let query = PossibleDuplicatesQuery { area };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// People by terms that must not stand in a URL.
    #[graphql(complexity = "page_cost(Some(50), child_complexity)")]
    async fn search_people(&self, ctx: &Context<'_>, input: PersonSearch) -> async_graphql::Result<Vec<Person>> {
        Ok(run(ctx, input).await?.items.into_iter().map(Person::from).collect())
    }

    /// What a person's record said before.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn person_history(
        &self,
        ctx: &Context<'_>,
        id: String,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Page<PersonHistoryEntry>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound).map_err(Refusal)?;
        let asked_after = after.is_some();
        let list = request(ctx, PlainQuery::default(), first, after, None)?;
        Ok(page(asked_after, run(ctx, PersonHistory { key, list }).await?))
    }
}

fn person_key(id: &str) -> async_graphql::Result<PersonKey> {
    Ok(PersonKey::parse(id).ok_or(domain::Error::NotFound).map_err(Refusal)?)
}

/// Writing who is in the register.
#[derive(Default)]
pub struct PersonMutation;

#[Object]
impl PersonMutation {
    /// Register a person.
    async fn create_person(
        &self,
        ctx: &Context<'_>,
        input: CreatePerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Correct or complete a person's record.
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        id: String,
        version: i32,
        input: UpdatePerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        let command = CorrectPerson { key: person_key(&id)?, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Merge a double record into another.
    async fn merge_person(
        &self,
        ctx: &Context<'_>,
        id: String,
        input: MergePerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        Ok(run_or_try(ctx, dry_run, MergeInto { key: person_key(&id)?, merge: input }).await?.into())
    }

    /// Ask that a person be erased.
    async fn request_person_erasure(
        &self,
        ctx: &Context<'_>,
        id: String,
        input: RequestPersonErasure,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PersonErasure> {
        run_or_try(ctx, dry_run, RequestErasure { key: person_key(&id)?, request: input }).await
    }

    /// Carry the erasure of a person out, or give it up.
    async fn transition_person_erasure(
        &self,
        ctx: &Context<'_>,
        id: String,
        input: TransitionPersonErasure,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<PersonErasure> {
        run_or_try(ctx, dry_run, FireErasureEvent { key: person_key(&id)?, transition: input }).await
    }

    /// Read a citizen number in full, with a purpose, recorded.
    async fn reveal_person(
        &self,
        ctx: &Context<'_>,
        id: String,
        input: RevealPerson,
        #[graphql(default)] dry_run: bool,
    ) -> async_graphql::Result<RevealedPerson> {
        run_or_try(ctx, dry_run, Reveal { key: person_key(&id)?, reveal: input }).await
    }
}
