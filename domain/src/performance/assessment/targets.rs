//! The signed targets of a year (目标责任书): what is measured, how, and how much it weighs.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    Error, FaultCode, Faults, Wording,
    kernel::{
        rules::{self, Rules, refused},
        word::words,
        wording::number,
    },
    performance::duty::Counts,
};

/// Most items of one sheet.
pub const ITEMS_MAX: usize = 30;
/// Points that the weights of all items make together (R87).
pub const WEIGHTS_SUM: u32 = 100;
/// Highest count that an item may ask for.
pub const COUNT_MAX: u32 = 10_000;

words! {
    /// To which of the managed things an item belongs.
    // R81.
    Domain {
        /// Obeying the rules.
        Rules = "rules",
        /// Writing and filing reports.
        Reports = "reports",
        /// Feedback to schools and following it up.
        FollowUp = "follow_up",
        /// Training.
        Training = "training",
        /// Anything else that was agreed upon.
        Other = "other",
    }
}

words! {
    /// Where the value of an item comes from.
    Source {
        /// From the raters.
        Rated = "rated",
        /// Visits to schools, from the duty records.
        Visits = "visits",
        /// Monthly reports and semester summaries, from the duty records.
        Reports = "reports",
        /// Hours of training, from the trainings.
        TrainingHours = "training_hours",
        /// Rectifications followed up, from the duty records.
        Rectifications = "rectifications",
        /// Days with a visit or a rectification, from the duty records.
        DutyDays = "duty_days",
    }
}

impl Source {
    /// What the register counted, of a source that is counted.
    pub fn counted(self, record: &Counted) -> Option<u32> {
        match self {
            Self::Rated => None,
            Self::Visits => Some(record.duty.visits),
            Self::Reports => Some(record.duty.reports),
            Self::TrainingHours => Some(record.training_hours),
            Self::Rectifications => Some(record.duty.rectifications),
            Self::DutyDays => Some(record.duty.duty_days),
        }
    }
}

/// What the register counted of a person in the year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// From the duty records.
    pub duty: Counts,
    /// Hours of all trainings.
    pub training_hours: u32,
}

impl Counted {
    /// At least this much of what a source counts.
    pub fn raise(&mut self, source: Source, counted: u32) {
        let value = match source {
            Source::Rated => return,
            Source::Visits => &mut self.duty.visits,
            Source::Reports => &mut self.duty.reports,
            Source::TrainingHours => &mut self.training_hours,
            Source::Rectifications => &mut self.duty.rectifications,
            Source::DutyDays => &mut self.duty.duty_days,
        };
        *value = (*value).max(counted);
    }
}

/// One item of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// By which ratings name it: its own within the sheet.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which of the managed things it belongs.
    pub domain: Domain,
    /// Points of the hundred.
    pub weight: u32,
    /// When it is fully met.
    pub measure: String,
    /// What proves it.
    pub evidence: String,
    /// Where its value comes from.
    pub source: Source,
    /// The count that meets it fully; of a counted source only.
    pub target: Option<u32>,
}

impl Item {
    /// Whether raters give its value.
    pub fn is_rated(&self) -> bool {
        self.source == Source::Rated
    }
}

/// R81: the office manages four things (遵守规章、撰写报告、反馈和跟踪、培训), and the sheet speaks of each.
///
/// # Errors
/// [`Error::RuleRefused`] with those of which it does not speak.
pub fn check_domains(items: &[Item], rules: &Rules) -> Result<(), Error> {
    let managed = Domain::ALL.iter().filter(|domain| **domain != Domain::Other);
    let missing: Vec<&str> = managed
        .filter(|domain| items.iter().all(|item| item.domain != **domain))
        .map(|domain| domain.as_str())
        .collect();
    if missing.is_empty() || !rules.demands(&rules::ASSESSMENT_DOMAINS) {
        return Ok(());
    }
    refused(&rules::ASSESSMENT_DOMAINS, Wording::DomainsMissing { domains: missing.join(", ") })
}

/// Notes what is wrong with a sheet: weights that do not make a hundred, a code twice, a count where none belongs.
pub fn check(items: &[Item], faults: &mut Faults) {
    if items.is_empty() || items.len() > ITEMS_MAX {
        faults.add("/targets", FaultCode::Length, Wording::Between { min: 1, max: number(ITEMS_MAX) });
        return;
    }
    let sum: i64 = items.iter().map(|item| i64::from(item.weight)).sum();
    if sum != i64::from(WEIGHTS_SUM) {
        let wording = Wording::WeightsSum { needed: WEIGHTS_SUM.into(), sum };
        faults.add("/targets", FaultCode::Mismatch, wording);
    }
    let mut codes = HashSet::new();
    for (at, item) in items.iter().enumerate() {
        if !codes.insert(item.code.as_str()) {
            faults.add(format!("/targets/{at}/code"), FaultCode::Duplicate, Wording::NamedTwice);
        }
        let target = format!("/targets/{at}/target");
        match (item.is_rated(), item.target) {
            (true, Some(_)) => faults.add(target, FaultCode::Mismatch, Wording::RatedHasNoTarget),
            (false, None) => faults.add(target, FaultCode::Required, Wording::FieldNeeded),
            (true, None) | (false, Some(_)) => {}
        }
    }
}
