//! What the database cannot tell of a candidate: whether age or terms keep the person from the place.

use super::ranking::{Candidate, Exclusion, Fact};
use crate::{
    Day,
    kernel::{
        event::SubjectKind,
        rules::{self, Rules},
        time::Term,
    },
    people::terms::{Row, ServedTerm, row_of},
    service::appointment::{Appointment, Route},
};

/// The place, as far as eligibility goes.
#[derive(Debug, Clone, Copy)]
pub struct Conditions<'a> {
    /// By which way.
    pub route: Route,
    /// The days that the appointment will have.
    pub term: Term,
    /// The cohort's own first and last day.
    pub cohort: Option<Term>,
    /// The rules in force.
    pub rules: &'a Rules,
}

/// What a candidate held at the authority, with the cohort's days.
pub type Held<'a> = [(&'a Appointment, Option<Term>)];

impl Candidate {
    /// Excludes whom age or terms keep from the place, and does not exclude for a sanction where a locality does not ask.
    pub fn look_at(&mut self, born: Option<Day>, held: &Held<'_>, conditions: &Conditions<'_>) {
        if !conditions.rules.demands(&rules::NO_SANCTION) {
            self.excluded_by.retain(|(exclusion, _)| *exclusion != Exclusion::Sanction);
        }
        let fact = |one: &Appointment| Fact { kind: SubjectKind::Appointment, id: one.id.0, version: one.version };
        let holds =
            |one: &Appointment| one.takes().is_some_and(|(_, end)| conditions.term.from < end) && !one.status.is_end();
        if let Some((one, _)) = held.iter().find(|(one, _)| holds(one)) {
            self.exclude(Exclusion::HoldsOffice, fact(one));
        }
        if conditions.route == Route::FullTime {
            return;
        }
        let served: Vec<ServedTerm> = held.iter().filter_map(|(one, cohort)| one.served(*cohort)).collect();
        let row = row_of(&ServedTerm { term: conditions.term, cohort: conditions.cohort }, &served, conditions.rules);
        if row.length > conditions.rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS)
            && let Some((last, _)) = held.last()
        {
            self.exclude(Exclusion::TermsUsedUp, fact(last));
        }
        self.excluded_by.extend(age(born, row, conditions).map(|exclusion| (exclusion, self.person)));
    }
}

/// R20: full years on the cohort's first day; nobody's age is guessed.
fn age(born: Option<Day>, row: Row, conditions: &Conditions<'_>) -> Option<Exclusion> {
    let rule = if row.number > 1 { &rules::MAX_AGE_RENEWAL } else { &rules::MAX_AGE_NEW };
    let max = conditions.rules.limit(rule)?;
    let reference = conditions.cohort.map_or(conditions.term.from, |cohort| cohort.from);
    match born {
        None => Some(Exclusion::BirthDateMissing),
        Some(born) => reference.years_since(born).filter(|years| *years > max).map(|_| Exclusion::OverAge),
    }
}
