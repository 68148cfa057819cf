//! An invented city, province or nation of any size, the same at every run with the same numbers: for load tests, and for
//! whoever wants to see the register full. Everybody in it is invented.
//!
//! Every record is one that the domain made, in bulk and in one transaction: no use case runs for each, and nothing that the
//! register would not hold itself is written. A county is made whole, then written; memory does not grow with the people.

mod chance;
mod duty;
mod maker;
mod offices;
mod places;
mod residents;
mod rows;
mod runs;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use domain::{
    Error, FaultCode, Faults, Wording,
    kernel::{page::PageRequest, policy::Action, text::CitizenNumber},
    people::person::Person,
};
use persistence::people::{self, PeopleFilter, PeopleOrder};

use crate::app::{Ctx, UseCase, kernel::own};
use maker::Maker;
pub use maker::{MONTHS_MAX, PEOPLE_MAX, Size};

/// How many in a thousand are inspectors; the others are in a pool alone.
const INSPECTORS: u32 = 820;
/// How many inspectors in a thousand are in a pool besides.
const INSPECTORS_IN_POOLS: u32 = 150;

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Built {
    /// Counties.
    pub counties: u32,
    /// People.
    pub people: u32,
    /// Records of all kinds, facts about them apart.
    pub records: usize,
}

/// Fills an empty register.
#[derive(Debug, Clone)]
pub struct BuildNation {
    /// How much.
    pub size: Size,
    /// Whether each county has paid its inspectors every month.
    pub with_runs: bool,
    /// Whether the invented city is there already, and nobody else.
    pub beside_city: bool,
    /// How many people are made, and once more how many are paid: for who watches.
    pub made: Arc<AtomicU32>,
}

impl BuildNation {
    /// A demo of this size in which nobody was paid yet.
    pub fn new(size: Size) -> Self {
        Self { size, with_runs: false, beside_city: false, made: Arc::default() }
    }

    /// A demo of this size with the runs of its months.
    pub fn paid(size: Size) -> Self {
        Self { with_runs: true, ..Self::new(size) }
    }

    /// Checks the size.
    ///
    /// # Errors
    /// [`Error::Invalid`] beyond [`PEOPLE_MAX`] or [`MONTHS_MAX`].
    pub fn check(&self) -> Result<(), Error> {
        let mut faults = Faults::new();
        for (pointer, number, max) in
            [("/people", self.size.people, PEOPLE_MAX), ("/months", self.size.months, MONTHS_MAX)]
        {
            if !(1..=max).contains(&number) {
                faults.add(pointer, FaultCode::Range, Wording::Between { min: 1, max: max.into() });
            }
        }
        faults.finish(Some(()))
    }
}

impl BuildNation {
    /// Which people live in a county: from a first to before an end.
    fn residents(&self, county: u32) -> Result<(u32, u32), Error> {
        let counties = u64::from(places::counties(self.size.people));
        let before = |number: u32| u32::try_from(u64::from(self.size.people) * u64::from(number) / counties);
        Ok((before(county).map_err(Error::internal)?, before(county + 1).map_err(Error::internal)?))
    }

    /// Makes a county and everybody in it, and gives how many records were written meanwhile.
    fn settle(&self, ctx: &mut Ctx<'_>, maker: &mut Maker<'_>, number: u32) -> Result<usize, Error> {
        let (from, end) = self.residents(number)?;
        let county = maker.county(number, end - from)?;
        let mut records = 0;
        for (place, who) in (from..end).enumerate() {
            maker.live(who, u32::try_from(place).map_err(Error::internal)?, &county)?;
            if maker.rows.are_many() {
                records += maker.rows.write(ctx)?;
            }
            self.made.fetch_add(1, Ordering::Relaxed);
        }
        Ok(records)
    }
}

impl UseCase for BuildNation {
    const ACTION: Action = own::BUILD_DEMO;
    type Output = Built;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Built, Error> {
        self.check()?;
        let known = people_there(ctx)?;
        if !self.beside_city && !known.is_empty() {
            return Err(Error::Duplicate(Wording::DemoNeedsNobody));
        }
        let rules = ctx.rules()?;
        let mut maker = Maker::new(self.size, &rules);
        maker.taken = known.iter().filter_map(|one| one.details.citizen_number.as_ref()).map(number_of).collect();
        let counties = places::counties(self.size.people);
        self.made.store(0, Ordering::Relaxed);
        let mut records = 0;
        for number in 0..counties {
            records += self.settle(ctx, &mut maker, number)?;
        }
        records += maker.rows.write(ctx)?;
        if self.with_runs {
            let working_days = runs::working_days(ctx, self.size)?;
            for number in 0..counties {
                maker.pay_county(ctx, &places::area(number, self.size.people)?, &working_days)?;
                if maker.rows.are_many() {
                    records += maker.rows.write(ctx)?;
                }
                let (from, end) = self.residents(number)?;
                self.made.fetch_add(end - from, Ordering::Relaxed);
            }
            records += maker.rows.write(ctx)?;
        }
        Ok(Built { counties, people: self.size.people, records })
    }
}

/// Most people of the invented city that a demo stands beside.
const CITY_PEOPLE_MAX: u32 = 500;

/// Who is in the register: a demo is never mixed with what people entered.
fn people_there(ctx: &mut Ctx<'_>) -> Result<Vec<Person>, Error> {
    let (order, page) = ((PeopleOrder::Registered, false), PageRequest::first(CITY_PEOPLE_MAX));
    let people = people::list(ctx.db, ctx.vault, ctx.reach, &PeopleFilter::default(), order, &page)?;
    Ok(people.items)
}

fn number_of(number: &CitizenNumber) -> String {
    number.reveal().to_owned()
}

impl Maker<'_> {
    /// Somebody's whole life, as far as the register knows it.
    fn live(&mut self, at: u32, place: u32, county: &places::County) -> Result<(), Error> {
        let mut who = self.resident(at, place, county)?;
        let is_inspector = who.chance.in_thousand(INSPECTORS);
        if !is_inspector || who.chance.in_thousand(INSPECTORS_IN_POOLS) {
            self.join_pool(&mut who, county)?;
        }
        let since = self.earliest();
        self.grade(&mut who, county, since);
        if !is_inspector {
            return Ok(());
        }
        let served = self.serve(&mut who, county)?;
        let since = served.first().and_then(|one| one.starts_on).unwrap_or(since);
        self.pay(&mut who, county, since)?;
        self.visit(&mut who, county, &served);
        self.assess(&mut who, county, &served)
    }
}
