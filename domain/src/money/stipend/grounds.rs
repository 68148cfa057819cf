//! What a person's lines of a month rest on, in the form in which it is kept: each fact once, and the days by the places of
//! their facts.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    amounts::Component,
    entitlement::{Gap, Held, Owed, Segment, Source, amount},
    line::PaymentOutcome,
};
use crate::{Day, kernel::money::Fen};

/// Days of a month on which a component pays one amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Days {
    from: Day,
    days: u32,
    amount: Fen,
    facts: Vec<usize>,
}

/// What a component comes to, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    component: Component,
    coefficient: u32,
    days_of_month: u32,
    segments: Vec<Days>,
    gaps: Vec<Gap>,
    held: Vec<Held>,
}

/// A line of an earlier run for the same month and component, as it was known when a correction was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierLine {
    /// For what.
    pub component: Component,
    /// Which.
    pub line_id: Uuid,
    /// How much it says, in fen.
    pub amount: i64,
    /// How much of that counted as granted, in fen: nothing of what was held, and of what its run was settled without paying.
    pub granted: i64,
    /// What had been reported of its payment.
    pub payment: Option<PaymentOutcome>,
}

/// What a person's lines of a month rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// Days of duty in the month, in office.
    pub duty_days: u32,
    /// Days of duty in the month outside of office, which earn nothing.
    #[serde(default)]
    pub duty_days_outside: u32,
    facts: Vec<Source>,
    parts: Vec<Part>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<EarlierLine>,
}

/// A component's computation, told apart again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The component.
    pub component: Component,
    /// The coefficient, in percent.
    pub coefficient: u32,
    /// The days of the month.
    pub days_of_month: u32,
    /// The days that pay.
    pub segments: Vec<Segment>,
    /// The days in office that do not.
    pub gaps: Vec<Gap>,
    /// Why it is held.
    pub held: Vec<Held>,
}

impl Explained {
    /// The amount, computed again.
    pub fn amount(&self) -> Fen {
        amount(&self.segments, self.coefficient, self.days_of_month)
    }
}

impl Grounds {
    /// Of what is owed.
    pub fn of(owed: &[Owed], (duty_days, duty_days_outside): (u32, u32)) -> Self {
        let mut facts: Vec<Source> = Vec::new();
        let mut place = |fact: &Source| match facts.iter().position(|known| known == fact) {
            Some(place) => place,
            None => {
                facts.push(*fact);
                facts.len() - 1
            }
        };
        let mut days = |one: &Segment| Days {
            from: one.from,
            days: one.days,
            amount: one.amount,
            facts: one.sources.iter().map(&mut place).collect(),
        };
        let part = |one: &Owed| Part {
            component: one.component,
            coefficient: one.coefficient,
            days_of_month: one.days_of_month,
            segments: one.segments.iter().map(&mut days).collect(),
            gaps: one.gaps.clone(),
            held: one.held.clone(),
        };
        let parts = owed.iter().map(part).collect();
        Self { duty_days, duty_days_outside, facts, parts, earlier: Vec::new() }
    }

    /// With the lines of earlier runs that corrections of the month rest on.
    #[must_use]
    pub fn and_earlier(self, earlier: Vec<EarlierLine>) -> Self {
        Self { earlier, ..self }
    }

    /// The lines of earlier runs that a correction of a component rests on.
    pub fn earlier_of(&self, component: Component) -> Vec<EarlierLine> {
        self.earlier.iter().filter(|line| line.component == component).copied().collect()
    }

    /// The computation of a component; none of who was not in office in the month.
    pub fn explain(&self, component: Component) -> Option<Explained> {
        let part = self.parts.iter().find(|part| part.component == component)?;
        let segment = |days: &Days| Segment {
            from: days.from,
            days: days.days,
            amount: days.amount,
            sources: days.facts.iter().filter_map(|place| self.facts.get(*place)).copied().collect(),
        };
        Some(Explained {
            component,
            coefficient: part.coefficient,
            days_of_month: part.days_of_month,
            segments: part.segments.iter().map(segment).collect(),
            gaps: part.gaps.clone(),
            held: part.held.clone(),
        })
    }
}
