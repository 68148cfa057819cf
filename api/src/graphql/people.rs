//! Root fields about who is in the register.

use async_graphql::{Context, ID, Json, Object};
use domain::{
    Day, Error, Faults, Instant,
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
    page::{Page, area_cost, day, instant, page, page_cost, request},
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
    async fn person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
    ) -> Option<async_graphql::Result<Person>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPerson)).await
    }

    /// Everything about a person, to hand it to them, as REST answers it; the reading is recorded.
    #[graphql(complexity = "area_cost(child_complexity)")]
    async fn person_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
    ) -> Option<async_graphql::Result<Json<PersonFile>>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPersonFile)).await
    }

    /// What an erasure of a person would do, or did.
    async fn person_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
    ) -> Option<async_graphql::Result<PersonErasure>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadPersonErasure)).await
    }

    /// What happened to the erasure of a person and what may happen next.
    async fn person_erasure_transitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
    ) -> Option<async_graphql::Result<Transitions>> {
        let key = PersonKey::parse(&id).ok_or(Error::NotFound);
        find(ctx, key.map(ReadErasureTransitions)).await
    }

    /// Whether somebody may inspect on a day, today unless said: codes, and nothing of their grounds.
    async fn person_standing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "The day; today unless said.")] on: Option<Day>,
        #[graphql(desc = "The instant as whose knowledge it is answered.")] known_at: Option<Instant>,
    ) -> Option<async_graphql::Result<PersonStanding>> {
        let read = || {
            let key = PersonKey::parse(&id).ok_or(Error::NotFound)?;
            let mut faults = Faults::new();
            let on = day(on).and_then(|raw| faults.keep("/on", parse_day(&raw)));
            let known_at = instant(known_at).and_then(|raw| faults.keep("/known_at", parse_instant(&raw)));
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
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
        #[graphql(desc = "Public number.")] number: Option<Vec<String>>,
        #[graphql(desc = "Subject (code set `subjects`).")] subject: Option<Vec<String>>,
        #[graphql(desc = "Teaching stage (code set `teaching_stages`).")] stage: Option<Vec<String>>,
        #[graphql(desc = "Professional title (code set `professional_titles`).")] professional_title: Option<
            Vec<String>,
        >,
        #[graphql(desc = "Education level (code set `education_levels`).")] education: Option<Vec<String>>,
        #[graphql(desc = "Identity class (code set `identity_classes`).")] identity_class: Option<Vec<String>>,
        #[graphql(desc = "Speciality, whole.")] speciality: Option<Vec<String>>,
        #[graphql(desc = "Beginning of the name or of a part of it: Chinese characters, full pinyin or initials.")]
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
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
        #[graphql(desc = "The field to sort by; `-` before it reverses the order.")] sort: Option<String>,
        #[graphql(desc = "Areas (GB/T 2260) with all that lies under them.")] area: Option<Vec<String>>,
    ) -> async_graphql::Result<Page<PossibleDuplicate>> {
        let query = PossibleDuplicatesQuery { area };
        let asked_after = after.is_some();
        Ok(page(asked_after, run(ctx, request(ctx, query, first, after, sort)?).await?))
    }

    /// People by terms that must not stand in a URL.
    #[graphql(complexity = "page_cost(Some(50), child_complexity)")]
    async fn search_people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said.")] input: PersonSearch,
    ) -> async_graphql::Result<Vec<Person>> {
        Ok(run(ctx, input).await?.items.into_iter().map(Person::from).collect())
    }

    /// What a person's record said before.
    #[graphql(complexity = "page_cost(first, child_complexity)")]
    async fn person_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "How many records, 1 to 100; 20 unless said.")] first: Option<i32>,
        #[graphql(desc = "The cursor behind which the page begins.")] after: Option<String>,
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
        #[graphql(desc = "What is said.")] input: CreatePerson,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        Ok(run_or_try(ctx, dry_run, input).await?.into())
    }

    /// Correct or complete a person's record.
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "The version that the change is based on.")] version: i32,
        #[graphql(desc = "What is said.")] input: UpdatePerson,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        let command = CorrectPerson { key: person_key(&id)?, version: i64::from(version), patch: input };
        Ok(run_or_try(ctx, dry_run, command).await?.into())
    }

    /// Merge a double record into another.
    async fn merge_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "What is said.")] input: MergePerson,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<Person> {
        Ok(run_or_try(ctx, dry_run, MergeInto { key: person_key(&id)?, merge: input }).await?.into())
    }

    /// Ask that a person be erased.
    async fn request_person_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "What is said.")] input: RequestPersonErasure,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PersonErasure> {
        run_or_try(ctx, dry_run, RequestErasure { key: person_key(&id)?, request: input }).await
    }

    /// Carry the erasure of a person out, or give it up.
    async fn transition_person_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "What is said.")] input: TransitionPersonErasure,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<PersonErasure> {
        run_or_try(ctx, dry_run, FireErasureEvent { key: person_key(&id)?, transition: input }).await
    }

    /// Read a citizen number in full, with a purpose, recorded.
    async fn reveal_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id or public number.")] id: ID,
        #[graphql(desc = "What is said.")] input: RevealPerson,
        #[graphql(default, desc = "Only try it: everything is checked, and nothing is kept.")] dry_run: bool,
    ) -> async_graphql::Result<RevealedPerson> {
        run_or_try(ctx, dry_run, Reveal { key: person_key(&id)?, reveal: input }).await
    }
}
