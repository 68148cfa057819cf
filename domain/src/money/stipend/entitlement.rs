//! What a person is owed for a month, from the facts of its days (d.5): a pure function, which needs neither clock nor
//! database, so that a line can be computed again whenever somebody asks why.
//!
//! A month falls into spans in which nothing changes. Of each component every span pays the standard's amount for its days;
//! the sum is divided once, by the days of the month, and rounded half up:
//!
//! amount = Σ (amount of the standard × coefficient in percent × days) / (100 × days of the month)
//!
//! What may not be paid is left out by rule; what may be owed but cannot be paid yet is held, never guessed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::amounts::{Amount, Component, Selectors, amount_for};
use crate::{
    Day,
    kernel::{
        code_set::IdentityClass,
        event::SubjectKind,
        money::Fen,
        period::Month,
        rules::{self, Rules},
        word::words,
    },
    money::payee::TaxClass,
    performance::assessment::grade::Grade,
    pools::pool::Pool,
    service::{appointment::Route, zone_assignment::ZoneRole},
};

/// A fact that an amount rests on, in the version that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Of which kind.
    pub kind: SubjectKind,
    /// Which.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
}

/// What holds from its first day to the first day without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// What.
    pub value: T,
    /// First day.
    pub from: Day,
    /// The first day without it.
    pub end: Day,
    /// From which fact it is known.
    pub source: Source,
}

impl<T> Dated<T> {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && day < self.end
    }
}

/// An office on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Office {
    /// Full-time or part-time.
    pub route: Route,
    /// Whether it is suspended.
    pub is_suspended: bool,
}

/// How a person is paid on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paying {
    /// What may be paid at all (R147).
    pub identity_class: IdentityClass,
    /// As what it is taxed.
    pub tax_class: Option<TaxClass>,
    /// Who pays.
    pub payer_id: Uuid,
    /// Whether a second person looked at it.
    pub is_verified: bool,
    /// Whether the way to work is paid already (R148).
    pub has_official_transport_allowance: bool,
}

impl Paying {
    /// True if a second person looked at this, or at another payee that says the same of what may be paid.
    fn is_vouched_for_by(&self, other: &Self) -> bool {
        let said = |one: &Self| (one.identity_class, one.tax_class, one.has_official_transport_allowance);
        self.is_verified || said(self) == said(other)
    }
}

/// The payee into whose account goes whatever a run pays a person: of all their payees the one that holds on the day on which
/// the run is computed; where none holds any more, the last that did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destination {
    /// What it says.
    pub paying: Paying,
    /// Which.
    pub source: Source,
    /// Whether it holds on that day.
    pub holds: bool,
}

impl Destination {
    /// That of who has these payees, on a day.
    pub fn of(payees: &[Dated<Paying>], day: Day) -> Option<Self> {
        let begun = payees.iter().filter(|one| one.from <= day);
        let latest = begun.max_by_key(|one| (one.holds_on(day), one.from, one.source))?;
        Some(Self { paying: latest.value, source: latest.source, holds: latest.holds_on(day) })
    }
}

/// What the register knows of a person, as far as the month's amounts rest on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Offices; of several on one day the one in force counts, and of these the oldest.
    pub offices: Vec<Dated<Office>>,
    /// Roles in zones; who leads one is a lead.
    pub roles: Vec<Dated<ZoneRole>>,
    /// Grades of inspectors.
    pub grades: Vec<Dated<String>>,
    /// Pools; of several on one day the first by name counts.
    pub pools: Vec<Dated<Pool>>,
    /// Ways to be paid.
    pub payees: Vec<Dated<Paying>>,
    /// Into which account they are paid now.
    pub destination: Option<Destination>,
    /// Days of duty in the month, in office.
    pub duty_days: u32,
    /// Days of duty in the month outside of office, which earn nothing.
    pub duty_days_outside: u32,
    /// Days of the month on which a decision that was undone since kept the person from duty: the month's duty counts as
    /// done, because it could not be (R117).
    pub kept_out: Vec<Dated<()>>,
    /// The last final assessment of an earlier year.
    pub assessed: Option<(Grade, Source)>,
}

impl Facts {
    /// Whether fewer days of duty were done than service needs.
    fn lacks_duty(&self, terms: &Terms) -> bool {
        self.duty_days < terms.duty_floor
    }
}

/// The values of the rules that a month is computed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The version of the policy they come from.
    pub policy_version: i64,
    /// Whether the month is one in which duty is done.
    pub is_active_month: bool,
    /// Days of duty below which no service is paid.
    pub duty_floor: u32,
    /// Whether an official transport allowance excludes the transport component (R148).
    pub excludes_double_transport: bool,
    /// The coefficients of the service component, in percent, by grade.
    coefficients: Vec<(Grade, u32)>,
}

impl Terms {
    /// Those in force for a month.
    pub fn of(rules: &Rules, month: Month) -> Self {
        let coefficient = |grade: &Grade| (*grade, rules.weight(&rules::STIPEND_COEFFICIENTS, grade.as_str()));
        Self {
            policy_version: rules.version,
            is_active_month: rules.lists_month(&rules::DUTY_ACTIVE_MONTHS, month.number()),
            duty_floor: rules.count(&rules::DUTY_MIN_DAYS_PER_MONTH),
            excludes_double_transport: rules.demands(&rules::STIPEND_TRANSPORT_ONCE),
            coefficients: Grade::ALL.iter().map(coefficient).collect(),
        }
    }

    /// The same where duty is expected: that of a month to come is not done yet, and the question is what the month costs if
    /// it is.
    #[must_use]
    pub fn expecting_duty(self, is_expected: bool) -> Self {
        Self { duty_floor: if is_expected { 0 } else { self.duty_floor }, ..self }
    }

    /// The coefficient of a component, in percent: the assessment weighs on the service component alone, and who was never
    /// assessed has all of it.
    fn coefficient(&self, component: Component, assessed: Option<Grade>) -> u32 {
        let of =
            |grade: Grade| self.coefficients.iter().find(|(known, _)| *known == grade).map(|(_, percent)| *percent);
        match component {
            Component::Service => assessed.and_then(of).unwrap_or(WHOLE),
            Component::Communication | Component::Transport => WHOLE,
        }
    }
}

/// Identity classes under the civil servant law, which draw no pay for a second post (公务员法 art. 44, R147).
const CIVIL_SERVANTS: [&str; 2] = ["civil_servant", "civil_servant_managed"];

/// The whole, in percent.
const WHOLE: u32 = 100;

words! {
    /// Why a component is not paid on some days.
    Unpaid {
        /// No standard was in effect.
        NoStandard = "no_standard", // R145.
        /// The standard has no amount for such a person.
        NoAmount = "no_amount",
        /// The office was suspended.
        Suspended = "suspended",
        /// Civil servants draw no pay for a second post.
        CivilServant = "civil_servant", // R147.
        /// The way to work is paid already.
        TransportAllowance = "transport_allowance", // R148.
        /// No duty is done in the month.
        InactiveMonth = "inactive_month",
        /// Fewer days of duty than the floor.
        DutyNotMet = "duty_not_met",
    }
}

words! {
    /// Why a line is held.
    Held {
        /// Nobody entered how the person is paid.
        PayeeMissing = "payee_missing",
        /// Nobody verified it.
        PayeeUnverified = "payee_unverified",
        /// It is not known as what the money is taxed.
        TaxClassUnknown = "tax_class_unknown",
        /// Somebody holds it, and says why.
        ByHand = "by_hand",
    }
}

/// Days of a month on which a component pays one amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// First day.
    pub from: Day,
    /// Days.
    pub days: u32,
    /// The standard's amount for a whole month.
    pub amount: Fen,
    /// The facts: the standard first, then the office and whatever selected the amount.
    pub sources: Vec<Source>,
}

/// Days of a month on which a component is not paid, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// First day.
    pub from: Day,
    /// Days.
    pub days: u32,
    /// Why.
    pub why: Unpaid,
}

/// What a component comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Which.
    pub component: Component,
    /// How much, before tax.
    pub amount: Fen,
    /// The coefficient applied, in percent.
    pub coefficient: u32,
    /// The days of the month.
    pub days_of_month: u32,
    /// The days that pay.
    pub segments: Vec<Segment>,
    /// The days in office that do not.
    pub gaps: Vec<Gap>,
    /// Why it is held; paid when there is no reason.
    pub held: Vec<Held>,
    /// Who pays, and as what it is taxed; those of the last day that pays.
    pub paying: Option<(Paying, Source)>,
}

/// The amount that segments come to: one division, rounded half up. Nothing beyond what a standard may say.
pub fn amount(segments: &[Segment], coefficient: u32, days_of_month: u32) -> Fen {
    let of = |one: &Segment| i128::from(one.amount.fen()) * i128::from(coefficient) * i128::from(one.days);
    let (sum, whole) = (segments.iter().map(of).sum::<i128>(), i128::from(WHOLE) * i128::from(days_of_month.max(1)));
    let rounded = (2 * sum + whole) / (2 * whole);
    // Each segment's amount is a lawful one and their days make at most one month, so that the sum is no greater.
    i64::try_from(rounded).ok().and_then(|fen| Fen::new(fen).ok()).unwrap_or(Fen::ZERO)
}

/// What is known of a person on the days of a span.
struct Known<'a> {
    office: &'a Dated<Office>,
    role: Option<&'a Dated<ZoneRole>>,
    grade: Option<&'a Dated<String>>,
    pool: Option<&'a Dated<Pool>>,
    payee: Option<&'a Dated<Paying>>,
    standard: Option<&'a Dated<Vec<Amount>>>,
}

/// A standard on the days on which it is in effect.
pub type Standard = Dated<Vec<Amount>>;

fn on<T>(all: &[Dated<T>], day: Day) -> impl Iterator<Item = &Dated<T>> {
    all.iter().filter(move |one| one.holds_on(day))
}

impl<'a> Known<'a> {
    /// What holds on a day; none of who is not in office.
    fn of(facts: &'a Facts, standards: &'a [Standard], day: Day) -> Option<Self> {
        let office = on(&facts.offices, day).min_by_key(|one| (one.value.is_suspended, one.from, one.source))?;
        Some(Self {
            office,
            role: on(&facts.roles, day).min_by_key(|one| (one.value != ZoneRole::Lead, one.source)),
            grade: on(&facts.grades, day).min_by_key(|one| one.source),
            pool: on(&facts.pools, day).min_by_key(|one| (one.value.as_str(), one.source)),
            payee: on(&facts.payees, day).min_by_key(|one| one.source),
            standard: on(standards, day).min_by_key(|one| one.source),
        })
    }

    fn selectors(&self) -> Selectors {
        Selectors {
            route: Some(self.office.value.route),
            role: self.role.map(|one| one.value),
            inspector_grade: self.grade.map(|one| one.value.clone()),
            pool: self.pool.map(|one| one.value),
        }
    }

    /// The standard's amount for a component, or why it is not paid.
    fn pays(&self, component: Component, facts: &Facts, terms: &Terms) -> Result<Fen, Unpaid> {
        if self.office.value.is_suspended {
            return Err(Unpaid::Suspended);
        }
        if component != Component::Communication && !terms.is_active_month {
            return Err(Unpaid::InactiveMonth);
        }
        let paying = self.payee.map(|one| one.value);
        if component == Component::Service {
            if paying.is_some_and(|paying| CIVIL_SERVANTS.contains(&paying.identity_class.code())) {
                return Err(Unpaid::CivilServant);
            }
            if facts.lacks_duty(terms) && facts.kept_out.is_empty() {
                return Err(Unpaid::DutyNotMet);
            }
        }
        let has_allowance = paying.is_some_and(|paying| paying.has_official_transport_allowance);
        if component == Component::Transport && has_allowance && terms.excludes_double_transport {
            return Err(Unpaid::TransportAllowance);
        }
        let standard = self.standard.ok_or(Unpaid::NoStandard)?;
        amount_for(&standard.value, component, &self.selectors()).ok_or(Unpaid::NoAmount)
    }

    fn sources(&self) -> Vec<Source> {
        let rest = [
            self.role.map(|one| one.source),
            self.grade.map(|one| one.source),
            self.pool.map(|one| one.source),
            self.payee.map(|one| one.source),
        ];
        self.standard
            .map(|one| one.source)
            .into_iter()
            .chain([self.office.source])
            .chain(rest.into_iter().flatten())
            .collect()
    }

    /// What may be paid at all, by whom and as what, the payee of the day says; that the money reaches the person, the one into
    /// whose account it goes.
    fn held(&self, destination: Option<&Destination>) -> Option<Held> {
        let Some((of_day, into)) = self.payee.zip(destination) else { return Some(Held::PayeeMissing) };
        let is_verified = into.paying.is_verified && of_day.value.is_vouched_for_by(&into.paying);
        match of_day.value.tax_class {
            _ if !is_verified => Some(Held::PayeeUnverified),
            None => Some(Held::TaxClassUnknown),
            Some(_) => None,
        }
    }
}

/// The days of a month on which something may begin or end, first to last; the first day of the next month closes them.
fn bounds(facts: &Facts, standards: &[Standard], month: Month) -> Vec<Day> {
    fn of<T>(all: &[Dated<T>]) -> impl Iterator<Item = Day> {
        all.iter().flat_map(|one| [one.from, one.end])
    }
    let (first, end) = (month.first(), month.end());
    let changes = of(&facts.offices)
        .chain(of(&facts.roles))
        .chain(of(&facts.grades))
        .chain(of(&facts.pools))
        .chain(of(&facts.payees))
        .chain(of(standards));
    let within: BTreeSet<Day> = changes.filter(|day| first < *day && *day < end).chain([first, end]).collect();
    within.into_iter().collect()
}

fn days_between(from: Day, end: Day) -> u32 {
    u32::try_from((end - from).num_days()).unwrap_or_default()
}

/// What a person is owed for a month, by component; a component stands there when some day in office pays it or could.
pub fn owed(facts: &Facts, standards: &[Standard], month: Month, terms: &Terms) -> Vec<Owed> {
    let bounds = bounds(facts, standards, month);
    let spans: Vec<(Day, u32, Known<'_>)> = bounds
        .windows(2)
        .filter_map(|pair| match pair {
            [from, end] => Known::of(facts, standards, *from).map(|known| (*from, days_between(*from, *end), known)),
            _ => None,
        })
        .collect();
    if spans.is_empty() {
        return Vec::new();
    }
    Component::ALL.iter().map(|component| of_component(*component, &spans, facts, month, terms)).collect()
}

fn of_component(
    component: Component,
    spans: &[(Day, u32, Known<'_>)],
    facts: &Facts,
    month: Month,
    terms: &Terms,
) -> Owed {
    let (mut segments, mut gaps): (Vec<Segment>, Vec<Gap>) = (Vec::new(), Vec::new());
    let (mut held, mut paying) = (BTreeSet::new(), None);
    for (from, days, known) in spans {
        match known.pays(component, facts, terms) {
            Ok(amount) => {
                held.extend(known.held(facts.destination.as_ref()));
                paying = known.payee.map(|one| (one.value, one.source)).or(paying);
                segments.push(Segment { from: *from, days: *days, amount, sources: known.sources() });
            }
            Err(why) => match gaps.last_mut().filter(|last| last.why == why && last.ends_at(*from)) {
                Some(last) => last.days += days,
                None => gaps.push(Gap { from: *from, days: *days, why }),
            },
        }
    }
    let assessed = facts.assessed.map(|(grade, _)| grade);
    let coefficient = terms.coefficient(component, assessed);
    if component == Component::Service {
        let kept_out = facts.kept_out.iter().map(|one| one.source).filter(|_| facts.lacks_duty(terms));
        let weighs: BTreeSet<Source> = facts.assessed.map(|(_, source)| source).into_iter().chain(kept_out).collect();
        segments.iter_mut().for_each(|segment| segment.sources.extend(&weighs));
    }
    let days_of_month = month.days();
    let amount = amount(&segments, coefficient, days_of_month);
    Owed { component, amount, coefficient, days_of_month, segments, gaps, held: held.into_iter().collect(), paying }
}

impl Gap {
    /// Whether it ends where another span begins.
    fn ends_at(&self, day: Day) -> bool {
        self.from + chrono::Days::new(self.days.into()) == day
    }
}
