//! A request, taken apart by a surface.

use std::mem;

use domain::{
    Day, Error, Fault, FaultCode, Faults, Wording,
    kernel::{filter::Filter, page::PAGE_SIZE_DEFAULT, time::Moment},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::app::kernel::list::{ListRequest, Query};

/// What is asked of an operation, whichever surface it comes from.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The parameter of the path, as it was said.
    pub key: Option<String>,
    /// The version that a change is based on.
    pub version: Option<i64>,
    /// As of when it looks.
    pub moment: Moment,
    /// The day about which it asks.
    pub on: Option<Day>,
    /// The values of the filter, each with the name of its parameter.
    pub filter: Vec<(&'static str, String)>,
    /// Among which records of a list is looked; among all, unless some are named.
    pub only: Vec<Uuid>,
    /// Which page of a list.
    pub page: PageAsked,
    /// The body; null without one.
    pub body: Value,
    /// What is wrong with the shape of the body.
    pub faults: Vec<Fault>,
}

/// The fields of a search that say which page, and not which records.
const PAGE: [&str; 2] = ["limit", "after"];

/// A page as asked for.
#[derive(Debug, Clone)]
pub struct PageAsked {
    /// How many records.
    pub limit: u32,
    /// The cursor of the record before the page.
    pub after: Option<String>,
    /// The order.
    pub sort: Option<String>,
    /// True if the list is to be counted.
    pub count: bool,
    /// True if every record gets its cursor.
    pub edges: bool,
}

impl Default for PageAsked {
    fn default() -> Self {
        Self { limit: PAGE_SIZE_DEFAULT, after: None, sort: None, count: false, edges: false }
    }
}

/// A value that a key names.
pub type Asked<T> = Result<T, Error>;

impl Request {
    /// The id in the path.
    ///
    /// # Errors
    /// [`Error::NotFound`]: what is no id names no record.
    pub fn id<T: From<Uuid>>(&self) -> Asked<T> {
        self.key(|raw| Uuid::try_parse(raw).ok().map(T::from))
    }

    /// The key in the path.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is none.
    pub fn key<T>(&self, parse: impl Fn(&str) -> Option<T>) -> Asked<T> {
        self.key.as_deref().and_then(parse).ok_or(Error::NotFound)
    }

    /// The text in the path.
    ///
    /// # Errors
    /// [`Error::NotFound`] without one.
    pub fn text(&self) -> Asked<String> {
        self.key.clone().ok_or(Error::NotFound)
    }

    /// The version that the change is based on.
    ///
    /// # Errors
    /// [`Error::PreconditionRequired`] without one.
    pub fn version(&self) -> Asked<i64> {
        self.version.ok_or(Error::PreconditionRequired)
    }

    /// The body.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it cannot be read; with the faults of its shape, where it has some.
    pub fn body<T: DeserializeOwned>(&mut self) -> Asked<T> {
        match serde_json::from_value(mem::take(&mut self.body)) {
            Ok(body) => Ok(body),
            // What passed the schema and still cannot be read is a number out of its type's range.
            Err(_) if self.faults.is_empty() => {
                Err(Error::invalid(Fault::new("", FaultCode::Format, Wording::NumberUnreadable)))
            }
            Err(_) => Err(Error::Invalid(self.faults.clone())),
        }
    }

    /// By what it is asked: the parameters of the filter, the order, and the fields of a search.
    pub fn parameters(&self, is_search: bool) -> Vec<String> {
        let filter = self.filter.iter().map(|(name, _)| (*name).to_owned());
        let sort = self.page.sort.iter().map(|sort| sort.trim_start_matches('-').to_owned());
        let body = self.body.as_object().filter(|_| is_search).into_iter().flat_map(|body| body.keys());
        filter.chain(sort).chain(body.filter(|name| !PAGE.contains(&name.as_str())).cloned()).collect()
    }

    /// The moment as of which the records of the answer are shown, whether that is said of one record or of a list.
    pub fn moment_of_records(&self) -> Moment {
        let said = |name: &str| self.filter.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        let of_list = Moment::parse(said("as_of"), said("known_at"), &mut Faults::new());
        if self.moment == Moment::default() { of_list } else { self.moment }
    }

    /// The parameters of a report, or the filter of a list.
    pub fn query<F: Filter>(&mut self) -> Query<F> {
        Query::new(mem::take(&mut self.filter)).among(mem::take(&mut self.only))
    }

    /// The list, with its filter.
    pub fn list<F: Filter>(&mut self) -> ListRequest<F> {
        let query = self.query();
        let PageAsked { limit, after, sort, count, edges } = mem::take(&mut self.page);
        ListRequest { query, limit, after, sort, count, edges }
    }
}
