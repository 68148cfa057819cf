//! Lists: bounded pages whose cursors belong to one filter, order and caller.

use std::{io::Write, marker::PhantomData};

use chrono::Datelike;
use domain::{
    Area, Day, Error, Fault, FaultCode, Faults, Wording,
    kernel::{
        filter::{Filter, Given, Parameter},
        page::{PAGE_BYTES_MAX, PAGE_SIZE_MAX, Page, PageRequest, Position},
        policy::Action,
    },
};
use openapi::kernel::{page::MergedValue, query::check};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::within_reach;
use crate::app::{Ctx, UseCase};

/// Largest page of a person at a screen; who asks for more pulls in bulk.
pub const INTERACTIVE_PAGE_MAX: u32 = 100;

/// A filter as it was asked for: its values, before they are parsed.
#[derive(Debug, Clone, Default)]
pub struct Query<F> {
    given: Given,
    filter: PhantomData<fn() -> F>,
}

/// Which page of which list is wanted.
#[derive(Debug, Clone, Default)]
pub struct ListRequest<F> {
    /// The filter.
    pub query: Query<F>,
    /// How many records.
    pub limit: u32,
    /// The cursor of the record before the page.
    pub after: Option<String>,
    /// The order: a field, reversed by `-`.
    pub sort: Option<String>,
    /// Whether to count the list.
    pub count: bool,
    /// Whether every record gets its cursor, and not only the last.
    pub edges: bool,
}

/// A page as answered.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// The records.
    pub items: Vec<T>,
    /// The cursor of each record, when asked for.
    pub cursors: Vec<String>,
    /// The cursor of the last record, when there is a next page.
    pub next: Option<String>,
    /// The count, when asked for.
    pub total: Option<i64>,
    /// The values of the filter that were led on from merged records.
    pub merged: Vec<MergedValue>,
}

impl<F: Filter> Query<F> {
    /// The query that gives these values, each with the name of its parameter.
    pub fn new(values: impl Into<Vec<(&'static str, String)>>) -> Self {
        Self { given: Given::new(values), filter: PhantomData }
    }

    /// The same among these records alone, if some are named.
    pub fn among(self, only: Vec<Uuid>) -> Self {
        Self { given: self.given.among(only), ..self }
    }

    /// Checks how many values there are, how long each is, and that none is a citizen number.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn check(&self) -> Result<(), Error> {
        check::<F>(&self.given)
    }

    /// The filter, noting what is wrong with its values.
    pub fn read(&self, faults: &mut Faults) -> F {
        F::parse(&self.given, faults)
    }

    /// The filter.
    ///
    /// # Errors
    /// [`Error::Invalid`] for values that are none.
    pub fn parse(&self) -> Result<F, Error> {
        let mut faults = Faults::new();
        let filter = self.read(&mut faults);
        faults.finish(Some(filter))
    }

    /// The value of a parameter that is given once.
    pub fn value(&self, parameter: &str) -> Option<&str> {
        self.given.value(parameter)
    }

    /// True if a parameter was given.
    pub fn names(&self, parameter: &str) -> bool {
        self.given.value(parameter).is_some()
    }

    /// Its values by parameter, to which a cursor is bound.
    fn bound(&self) -> Value {
        let values = |parameter: &Parameter| {
            let is_list = !parameter.is_single && self.names(parameter.name);
            if is_list { json!(self.given.texts(parameter.name)) } else { json!(self.given.value(parameter.name)) }
        };
        F::PARAMETERS.iter().map(|parameter| (parameter.name.to_owned(), values(parameter))).collect()
    }
}

/// By which field, and whether reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The field.
    pub field: &'static str,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Order {
    /// The order that a list of this filter is asked for; by id, when none is named.
    ///
    /// # Errors
    /// The fault, for a field the list is not sorted by.
    pub fn parse<F: Filter>(sort: Option<&str>) -> Result<Self, Fault> {
        Self::among(sort, F::SORTS)
    }

    /// As [`Order::parse`], by the orders that a list has.
    ///
    /// # Errors
    /// As [`Order::parse`].
    pub fn among(sort: Option<&str>, sorts: &'static [&'static str]) -> Result<Self, Fault> {
        let sort = sort.unwrap_or("id");
        let (descending, name) = sort.strip_prefix('-').map_or((false, sort), |name| (true, name));
        match sorts.iter().find(|field| **field == name) {
            Some(field) => Ok(Self { field, descending }),
            None => Err(Fault::new("/sort", FaultCode::Code, Wording::OneOf { values: sorts.join(", ") })),
        }
    }
}

impl<F: Filter> ListRequest<F> {
    /// True if this page is large enough for the bulk lane, so that it never delays single reads.
    pub fn is_large(&self) -> bool {
        self.limit > INTERACTIVE_PAGE_MAX
    }

    /// The order asked for.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a field the list is not sorted by.
    pub fn order(&self) -> Result<Order, Error> {
        Order::parse::<F>(self.sort.as_deref()).map_err(Error::invalid)
    }

    /// The page asked for, its filter and its cursor checked.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a filter with too many or unfit values, an area that nobody knows, a limit out of bounds or a
    /// cursor of another list, filter, order or caller.
    pub fn page(&self, ctx: &mut Ctx<'_>) -> Result<PageRequest, Error> {
        self.query.check()?;
        self.check_areas(ctx)?;
        if !(1..=PAGE_SIZE_MAX).contains(&self.limit) {
            return Err(Error::invalid(Fault::new(
                "/limit",
                FaultCode::Range,
                Wording::Between { min: 1, max: PAGE_SIZE_MAX.into() },
            )));
        }
        let after = match &self.after {
            None => None,
            Some(cursor) => Some(
                self.open(ctx, cursor)
                    .ok_or_else(|| Error::invalid(Fault::new("/after", FaultCode::Cursor, Wording::CursorOfAnother)))?,
            ),
        };
        Ok(PageRequest { size: self.limit, after, count: self.count })
    }

    /// Checks the areas that the filter names, whichever list it is of.
    fn check_areas(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        let areas: Vec<Area> = self.query.given.values("area").filter_map(|word| Area::parse(word).ok()).collect();
        ctx.check_areas(&areas)
    }

    fn bound_to(&self, ctx: &Ctx<'_>) -> String {
        let sort = self.sort.as_deref().unwrap_or("id");
        json!([ctx.action.as_str(), self.query.bound(), sort, ctx.actor.key()]).to_string()
    }

    fn open(&self, ctx: &Ctx<'_>, cursor: &str) -> Option<Position> {
        let payload: Value = serde_json::from_slice(&ctx.keys.unseal(cursor, &self.bound_to(ctx))?).ok()?;
        let id = payload.get(1)?.as_str()?.parse().ok()?;
        Some(Position { value: payload.get(0)?.as_str().map(str::to_owned), id })
    }

    /// The page as answered: it ends early where its records are large.
    pub fn answer<T: Serialize>(&self, ctx: &Ctx<'_>, page: Page<T>) -> Listed<T> {
        let page = page.within(PAGE_BYTES_MAX, json_bytes);
        let bound_to = self.bound_to(ctx);
        let seal =
            |position: &Position| ctx.keys.seal(json!([position.value, position.id]).to_string().as_bytes(), &bound_to);
        let cursors = if self.edges { page.positions.iter().map(seal).collect() } else { Vec::new() };
        let next = if page.more { page.positions.last().map(seal) } else { None };
        Listed { items: page.items, cursors, next, total: page.total, merged: ctx.led_on.clone() }
    }
}

/// A filter whose list is sorted by id. The list of it is a use case.
pub trait Listing: Filter {
    /// Reading the list, for the policy.
    const ACTION: Action;
    /// As [`UseCase::SNAPSHOT`].
    const SNAPSHOT: bool = false;
    /// A record, as the caller sees it.
    type View: Serialize + Send + 'static;

    /// A page of what the filter lets through.
    ///
    /// # Errors
    /// When the database fails.
    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Self::View>, Error>;
}

impl<F: Listing> UseCase for ListRequest<F> {
    const ACTION: Action = F::ACTION;
    const SNAPSHOT: bool = F::SNAPSHOT;
    type Output = Listed<F::View>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = self.query.parse()?;
        if let Some(people) = filter.people() {
            within_reach::lead_on(ctx, people)?;
        }
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = filter.page(ctx, order.descending, &request)?;
        Ok(self.answer(ctx, page))
    }
}

/// The size of a view as JSON, in bytes. A view that cannot be serialised fails when it is answered.
pub fn json_bytes(view: &impl Serialize) -> usize {
    struct Counter(usize);
    impl Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.saturating_add(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // The sum up to a fault bounds as well.
    let _ = serde_json::to_writer(&mut counter, view);
    counter.0
}

impl<T> Listed<T> {
    /// A list so short that it is one page.
    pub fn whole(items: Vec<T>) -> Self {
        let total = i64::try_from(items.len()).ok();
        Self { items, cursors: Vec::new(), next: None, total, merged: Vec::new() }
    }
}

/// Drops what earlier pages held from a list that is made in memory, in the order of its ids or the reverse. The place
/// counts, not the record: it may have left the list since.
pub fn drop_earlier<T>(all: &mut Vec<T>, request: &PageRequest, descending: bool, id: impl Fn(&T) -> Uuid) {
    if let Some(after) = &request.after {
        all.retain(|one| if descending { id(one) < after.id } else { id(one) > after.id });
    }
}

/// The year of a report: this one unless said.
pub fn year_of(said: Option<&str>, today: Day, faults: &mut Faults) -> i32 {
    match said.map(|raw| (raw.len() == 4).then(|| raw.parse::<i32>().ok()).flatten()) {
        None => today.year(),
        Some(Some(year)) => year,
        Some(None) => {
            faults.add("/year", FaultCode::Date, Wording::NotAYear);
            today.year()
        }
    }
}
