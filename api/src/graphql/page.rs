//! What root fields share: pages, their cost, and arguments as REST's words.

use async_graphql::{
    Context, ID, SimpleObject,
    connection::{Connection, Edge, EmptyFields},
};
use chrono::SecondsFormat;
use domain::{Day, Error, Fault, FaultCode, Faults, Instant, Wording, time::Moment};
use openapi::{page::MergedValue, pool_membership::Pool};

use super::{COMPLEXITY_MAX, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, error::Refusal, nodes::Versioned};
use crate::app::list::{ListRequest, Listed};

/// A document has room for one fewer of the costly questions than this, since what is asked of each costs something too.
const QUESTIONS_MAX: usize = 6;

/// What a connection has beside its edges.
#[derive(SimpleObject)]
pub struct Counted {
    /// How many records the filter has; counted only when asked for.
    total_count: Option<i64>,
    /// The values of the filter that name merged records; the page has the records of those who stand for them now.
    merged: Vec<MergedValue>,
}

/// A page of records.
pub type Page<T> = Connection<String, T, Counted, EmptyFields>;

/// A list as asked for: `first` up to 100, `after`, and the count only when it is selected.
pub fn request<Q>(
    ctx: &Context<'_>,
    query: Q,
    first: Option<i32>,
    after: Option<String>,
    sort: Option<String>,
) -> async_graphql::Result<ListRequest<Q>> {
    let first = first.unwrap_or(PAGE_SIZE_DEFAULT);
    let limit = u32::try_from(first).ok().filter(|limit| (1..=PAGE_SIZE_MAX.unsigned_abs()).contains(limit));
    let Some(limit) = limit else {
        let fault = Fault::new("/first", FaultCode::Range, Wording::Between { min: 1, max: PAGE_SIZE_MAX.into() });
        return Err(Refusal(Error::invalid(fault)).into());
    };
    let count = ctx.look_ahead().field("totalCount").exists();
    Ok(ListRequest { query, limit, after, sort, count, edges: true })
}

pub fn page<V, T: From<V> + async_graphql::OutputType>(asked_after: bool, listed: Listed<V>) -> Page<T> {
    let counted = Counted { total_count: listed.total, merged: listed.merged };
    let mut page = Connection::with_additional_fields(asked_after, listed.next.is_some(), counted);
    let edges = listed.cursors.into_iter().zip(listed.items);
    page.edges.extend(edges.map(|(cursor, record)| Edge::new(cursor, T::from(record))));
    page
}

/// The cost of a page: as many times its fields as it may hold records.
pub fn page_cost(first: Option<i32>, child: usize) -> usize {
    let rows = usize::try_from(first.unwrap_or(PAGE_SIZE_DEFAULT)).unwrap_or(COMPLEXITY_MAX);
    // Costs are added up by the library, which has no bound of its own.
    rows.saturating_mul(child.max(1)).min(COMPLEXITY_MAX + 1)
}

/// The cost of a question by which somebody could guess, or that takes many statements: a request asks it a few times.
pub fn question_cost(child: usize) -> usize {
    (COMPLEXITY_MAX / QUESTIONS_MAX).saturating_add(child)
}

/// The cost of what reads a whole area, or all among whom a team was drawn: a request asks for it once or twice.
pub fn area_cost(child: usize) -> usize {
    1_000_usize.saturating_add(child).min(COMPLEXITY_MAX + 1)
}

/// Values of a filter as REST's words.
pub fn words<T>(values: Option<Vec<T>>, word: impl Fn(T) -> &'static str) -> Option<Vec<String>> {
    values.map(|values| values.into_iter().map(|value| word(value).to_owned()).collect())
}

pub fn pools(pools: Option<Vec<Pool>>) -> Option<Vec<String>> {
    words(pools, |pool| domain::pool::Pool::from(pool).as_str())
}

pub fn ids(ids: Option<Vec<ID>>) -> Option<Vec<String>> {
    ids.map(|ids| ids.into_iter().map(|id| id.to_string()).collect())
}

/// A day as REST's word.
pub fn day(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// An instant as REST's word.
pub fn instant(instant: Option<Instant>) -> Option<String> {
    instant.map(|instant| instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

/// From when a single record is looked at.
pub fn moment(as_of: Option<Day>, known_at: Option<Instant>) -> Result<Moment, Error> {
    let mut faults = Faults::new();
    let moment = Moment::parse(day(as_of).as_deref(), instant(known_at).as_deref(), &mut faults);
    faults.finish(Some(moment))
}

/// A record as it was at a moment that was asked for: a version, with an id of its own.
pub fn at<T: Versioned>(
    (as_of, known_at): (Option<Day>, Option<Instant>),
    found: Option<async_graphql::Result<T>>,
) -> Option<async_graphql::Result<T>> {
    found.map(|record| record.map(|record| record.at(Moment { as_of, known_at })))
}

/// As [`page`], of records as they were at a moment that was asked for.
pub fn page_at<V, T: From<V> + async_graphql::OutputType + Versioned>(
    asked_after: bool,
    (as_of, known_at): (Option<Day>, Option<Instant>),
    listed: Listed<V>,
) -> Page<T> {
    let mut page: Page<T> = page(asked_after, listed);
    page.edges =
        page.edges.into_iter().map(|edge| Edge::new(edge.cursor, edge.node.at(Moment { as_of, known_at }))).collect();
    page
}
