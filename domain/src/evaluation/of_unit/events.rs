//! The events of an evaluation: who fires them, what they need, and what they do.

use std::collections::HashSet;

use super::{
    Evaluation, EvaluationEvent, EvaluationStatus,
    computing::{Explanation, as_told, explain},
    parts::{Actual, Corrections, FoundVeto, Origin, Outcome, RATINGS_MAX, Rated, Review, ReviewOutcome},
};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    evaluation::{
        score::{Grade, RaterKind},
        system::parts::{Details, Measure, Purpose, Rate},
    },
    kernel::{
        lifecycle::{
            Authority::{AnotherApprover, Registrar},
            Firing, Lifecycle, Step, usual_fields,
        },
        rules::{self, refused},
        score::Score,
        wording::number,
    },
    performance::assessment::rating::ItemScore,
};

/// An event with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What the unit says of itself.
    SelfRate(Vec<ItemScore>),
    /// What a rater says.
    Rate(Rated),
    /// What was measured.
    RecordActuals(Vec<Actual>),
    /// The score is computed, with the vetoes that were found.
    Propose(Vec<FoundVeto>),
    /// The unit is told.
    Notify {
        /// The day; that of the event, unless said.
        on: Option<Day>,
    },
    /// The unit asks for a review.
    RequestReview {
        /// What it says.
        statement: String,
    },
    /// The review is decided.
    DecideReview {
        /// What becomes of it.
        outcome: ReviewOutcome,
        /// What is corrected.
        corrections: Corrections,
    },
    /// It becomes final.
    Finalise {
        /// Whether the unit waived a review.
        is_waived: bool,
    },
    /// A higher authority's result.
    RecordResult {
        /// The score, as told.
        score: Option<Score>,
        /// The grade, as told.
        grade: Option<Grade>,
    },
    /// What is final is corrected.
    Correct(Corrections),
    /// It is given up.
    Cancel,
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> EvaluationEvent {
        match self {
            Self::SelfRate(_) => EvaluationEvent::SelfRate,
            Self::Rate(_) => EvaluationEvent::Rate,
            Self::RecordActuals(_) => EvaluationEvent::RecordActuals,
            Self::Propose(_) => EvaluationEvent::Propose,
            Self::Notify { .. } => EvaluationEvent::Notify,
            Self::RequestReview { .. } => EvaluationEvent::RequestReview,
            Self::DecideReview { .. } => EvaluationEvent::DecideReview,
            Self::Finalise { .. } => EvaluationEvent::Finalise,
            Self::RecordResult { .. } => EvaluationEvent::RecordResult,
            Self::Correct(_) => EvaluationEvent::Correct,
            Self::Cancel => EvaluationEvent::Cancel,
        }
    }
}

/// What the register knows besides an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What its system says.
    pub system: Details,
    /// Whether who rates belongs to the unit (R244).
    pub is_own_unit: bool,
    /// The rates of the register that are known of the unit in the period.
    pub rates: Vec<(Rate, Score)>,
}

impl Lifecycle for Evaluation {
    type Status = EvaluationStatus;
    type Event = EvaluationEvent;
    type Command = Command;
    type Known = Known;
    type Effect = ();

    const STEPS: &'static [Step<EvaluationStatus, EvaluationEvent>] = {
        use {EvaluationEvent as E, EvaluationStatus as S};
        const OPEN: &[EvaluationStatus] = &[S::Opened, S::SelfRated, S::Scored];
        &[
            Step::new(E::SelfRate, &[S::Opened], S::SelfRated, Registrar),
            Step::new(E::Rate, OPEN, S::Scored, Registrar),
            Step::new(E::RecordActuals, OPEN, S::Scored, Registrar),
            // Again and again, until the unit is told.
            Step::new(E::Propose, &[S::Scored, S::Provisional], S::Provisional, Registrar),
            Step::new(E::Notify, &[S::Provisional], S::Notified, Registrar),
            Step::new(E::RequestReview, &[S::Notified], S::ReviewRequested, Registrar),
            Step::new(E::DecideReview, &[S::ReviewRequested], S::Notified, AnotherApprover(&[E::Rate, E::Propose])),
            Step::new(E::Finalise, &[S::Notified], S::Final, AnotherApprover(&[E::Rate, E::Propose])).by_document(),
            Step::new(E::RecordResult, &[S::Opened], S::Final, AnotherApprover(&[])).by_document(),
            Step::within(E::Correct, &[S::Final], AnotherApprover(&[E::Rate, E::Propose])).by_document().for_reason(),
            Step::new(E::Cancel, &[S::Opened, S::SelfRated, S::Scored, S::Provisional], S::Cancelled, Registrar)
                .for_reason(),
        ]
    };

    usual_fields!();

    /// What a higher authority told is recorded, and nothing of it is computed here.
    fn begins(&self, step: &Step<EvaluationStatus, EvaluationEvent>, _: Day) -> bool {
        let is_told = self.opening.origin == Origin::HigherAuthority;
        let fits = match step.event {
            EvaluationEvent::RecordResult => is_told,
            EvaluationEvent::Cancel => true,
            EvaluationEvent::RequestReview => !is_told && self.course.review.is_none(),
            _ => !is_told,
        };
        fits && step.from.contains(&self.status)
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let system = &firing.known.system;
        match firing.command {
            Command::SelfRate(scores) => check_scores("/scores", scores, system, faults),
            Command::Rate(rated) => self.check_rating("", rated, system, faults),
            Command::RecordActuals(actuals) => check_actuals(actuals, system, faults),
            Command::Propose(vetoes) => check_vetoes(vetoes, system, faults),
            Command::Notify { on: Some(on) } if *on > firing.situation.today => {
                faults.add("/notified_on", FaultCode::Date, Wording::DayInTheFuture);
            }
            Command::DecideReview { corrections, .. } | Command::Correct(corrections) => {
                for (at, rated) in corrections.ratings.iter().enumerate() {
                    self.check_rating(&format!("/ratings/{at}"), rated, system, faults);
                }
                check_actuals(&corrections.actuals, system, faults);
            }
            Command::RecordResult { score: None, grade: None } => {
                faults.add("/grade", FaultCode::Required, Wording::FieldNeeded);
            }
            _ => {}
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let known = firing.known;
        match firing.command.clone() {
            Command::SelfRate(scores) => self.course.self_scores = scores,
            Command::Rate(rated) => self.rate(rated, known)?,
            Command::RecordActuals(actuals) => self.course.record(actuals),
            Command::Propose(vetoes) => self.propose(vetoes, firing)?,
            Command::Notify { on } => {
                let on = on.unwrap_or(firing.day);
                let days = firing.situation.rules.count(&rules::EVALUATION_REVIEW_WORKING_DAYS);
                self.review_until = Some(firing.situation.working_days.after(on, days)?);
                self.notified_on = Some(on);
            }
            Command::RequestReview { statement } => {
                if let Some(until) = self.review_until.filter(|until| firing.day > *until) {
                    let wording = Wording::ReviewTooLate { until: until.to_string() };
                    return refused(&rules::EVALUATION_REVIEW_WORKING_DAYS, wording);
                }
                let requested_on = firing.day;
                self.course.review = Some(Review { requested_on, statement, decided_on: None, outcome: None });
            }
            Command::DecideReview { outcome, corrections } => self.decide_review(outcome, corrections, firing)?,
            Command::Finalise { is_waived } => {
                self.check_review_over(is_waived, firing.day)?;
                self.document_number.clone_from(&firing.basis.document_number);
            }
            Command::RecordResult { score, grade } => {
                self.outcome = as_told(&known.system, (score, grade));
                self.document_number.clone_from(&firing.basis.document_number);
            }
            Command::Correct(corrections) => {
                self.course.correct(corrections);
                self.outcome = self.explained(&known.system)?.outcome;
                self.document_number.clone_from(&firing.basis.document_number);
            }
            Command::Cancel => {}
        }
        Ok(())
    }
}

impl Evaluation {
    /// The score with all that it is computed from.
    ///
    /// # Errors
    /// [`Error::Invalid`] while something of an indicator is missing.
    pub fn explained(&self, system: &Details) -> Result<Explanation, Error> {
        explain(system, &self.course).map_err(|missing| {
            let codes = missing.join(", ");
            Error::invalid(crate::Fault::new("/event", FaultCode::Required, Wording::IndicatorsMissing { codes }))
        })
    }

    fn check_rating(&self, at: &str, rated: &Rated, system: &Details, faults: &mut Faults) {
        let is_third_party = rated.said.kind == RaterKind::ThirdParty;
        if self.opening.origin == Origin::ThirdPartyOnly && !is_third_party {
            faults.add(format!("{at}/rater_kind"), FaultCode::Mismatch, Wording::ThirdPartyAlone);
        }
        check_scores(&format!("{at}/scores"), &rated.said.scores, system, faults);
        if self.course.ratings.len() >= RATINGS_MAX {
            faults.add(format!("{at}/rater"), FaultCode::Length, Wording::AtMost { max: number(RATINGS_MAX) });
        }
    }

    /// R244: nobody rates the own unit. R258: a third party is independent, and under contract.
    fn rate(&mut self, rated: Rated, known: &Known) -> Result<(), Error> {
        if known.is_own_unit {
            return refused(&rules::EVALUATION_NO_OWN_UNIT, Wording::RatesOwnUnit);
        }
        if rated.said.kind == RaterKind::ThirdParty && !self.opening.is_independent() {
            return refused(&rules::EVALUATION_THIRD_PARTY_INDEPENDENT, Wording::IndependenceUndeclared);
        }
        self.course.rate(rated);
        Ok(())
    }

    /// R242: education does not rate a government alone.
    fn propose(&mut self, vetoes: Vec<FoundVeto>, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let min = firing.situation.rules.count(&rules::EVALUATION_OUTSIDE_RATERS_MIN);
        let is_outside = |one: &&Rated| one.said.kind != RaterKind::Office;
        let outside = self.course.ratings.iter().filter(is_outside).count();
        if self.by.purpose == Purpose::GovernmentDuty && number(outside) < i64::from(min) {
            return refused(&rules::EVALUATION_OUTSIDE_RATERS_MIN, Wording::OutsideRatersNeeded { min: min.into() });
        }
        (self.course.vetoes, self.course.rates) = (vetoes, firing.known.rates.clone());
        self.outcome = self.explained(&firing.known.system)?.outcome;
        Ok(())
    }

    /// A review never lowers a result.
    fn decide_review(
        &mut self,
        outcome: ReviewOutcome,
        corrections: Corrections,
        firing: &Firing<'_, Self>,
    ) -> Result<(), Error> {
        if outcome == ReviewOutcome::Raised {
            self.course.correct(corrections);
            let raised = self.explained(&firing.known.system)?.outcome;
            if is_lower(raised, self.outcome) {
                return refused(&rules::EVALUATION_REVIEW_WORKING_DAYS, Wording::LowerAfterReview);
            }
            self.outcome = raised;
        }
        if let Some(review) = &mut self.course.review {
            (review.decided_on, review.outcome) = (Some(firing.day), Some(outcome));
        }
        Ok(())
    }

    /// R248: the unit has its days, unless it waived them or its review was decided.
    fn check_review_over(&self, is_waived: bool, day: Day) -> Result<(), Error> {
        let is_decided = self.course.review.as_ref().is_some_and(|review| review.decided_on.is_some());
        match self.review_until {
            Some(until) if day <= until && !is_waived && !is_decided => {
                refused(&rules::EVALUATION_REVIEW_WORKING_DAYS, Wording::ReviewDaysRun { until: until.to_string() })
            }
            _ => Ok(()),
        }
    }
}

fn is_lower(one: Outcome, other: Outcome) -> bool {
    one.score < other.score
}

/// Notes scores of what the system does not rate, or twice.
fn check_scores(at: &str, scores: &[ItemScore], system: &Details, faults: &mut Faults) {
    let mut seen = HashSet::new();
    if scores.is_empty() {
        faults.add(at, FaultCode::Length, Wording::AtLeast { min: 1 });
    }
    for (number, one) in scores.iter().enumerate() {
        let place = format!("{at}/{number}/code");
        match system.indicator(&one.item) {
            Some(indicator) if indicator.measure == Measure::Rated => {}
            _ => faults.add(&place, FaultCode::Reference, Wording::NoSuchIndicator),
        }
        if !seen.insert(&one.item) {
            faults.add(&place, FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
}

/// Notes values of what the system does not measure, and what is not of their measure.
fn check_actuals(actuals: &[Actual], system: &Details, faults: &mut Faults) {
    let mut seen = HashSet::new();
    for (at, one) in actuals.iter().enumerate() {
        let place = |field: &str| format!("/actuals/{at}/{field}");
        if !seen.insert(&one.code) {
            faults.add(place("code"), FaultCode::Duplicate, Wording::NamedTwice);
        }
        let needed = match system.indicator(&one.code).map(|indicator| indicator.measure) {
            Some(Measure::Target | Measure::Deduction) => ("value", one.value.is_some(), one.passed.is_none()),
            Some(Measure::Passed) => ("passed", one.passed.is_some(), one.value.is_none()),
            _ => {
                faults.add(place("code"), FaultCode::Reference, Wording::NoSuchIndicator);
                continue;
            }
        };
        let (field, is_there, is_alone) = needed;
        if !is_there {
            faults.add(place(field), FaultCode::Required, Wording::FieldNeeded);
        }
        if !is_alone {
            let other = if field == "value" { "passed" } else { "value" };
            faults.add(place(other), FaultCode::Mismatch, Wording::NotOfThisKind);
        }
        let is_count = system.indicator(&one.code).is_some_and(|indicator| indicator.measure == Measure::Deduction);
        if is_count && one.value.is_some_and(|value| value.0 % 100 != 0) {
            faults.add(place("value"), FaultCode::Format, Wording::NotAWholeNumber);
        }
    }
}

fn check_vetoes(vetoes: &[FoundVeto], system: &Details, faults: &mut Faults) {
    for (at, one) in vetoes.iter().enumerate() {
        if system.vetoes.iter().all(|veto| veto.code != one.code) {
            faults.add(format!("/vetoes/{at}/code"), FaultCode::Reference, Wording::NoSuchVeto);
        }
    }
}
