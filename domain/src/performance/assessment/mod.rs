//! The yearly duty assessment of an inspector, from its signed targets to a final grade (domain notes c.6, d.4).
//!
//! `targets` is the sheet, `rating` what raters say, `formula` the way from both to a score, `grade` the scales and the
//! quota, `outcome` what a grade brings about. This file is the record and its lifecycle.

mod command;
pub mod formula;
pub mod grade;
pub mod outcome;
pub mod rating;
pub mod targets;
#[cfg(test)]
mod tests;

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{AssessmentId, OrganisationId, PersonId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, usual_fields},
        rules::{self, Rules, refused},
        time::{self, Term},
        word::words,
        wording::number,
    },
};
pub use command::{Command, Decision};
use formula::{Computation, Formula, Inputs};
use grade::{Grade, Quota};
use outcome::{Consequence, Review, ReviewOutcome, Veto};
use rating::{Assessed, ItemScore, RATINGS_MAX, RaterKind, Rating};
use targets::{Counted, Item, check_domains};

words! {
    /// Where an assessment stands.
    Status {
        /// The targets are being written.
        TargetsDrafted = "targets_drafted",
        /// Inspector and office have signed them.
        TargetsSigned = "targets_signed",
        /// The year runs.
        InProgress = "in_progress",
        /// The person has reported and rated; others rate.
        SelfRated = "self_rated",
        /// All have rated.
        Rated = "rated",
        /// The panel has looked at it.
        OfficeReviewed = "office_reviewed",
        /// A grade is proposed.
        Provisional = "provisional",
        /// The person has been told in writing.
        Notified = "notified",
        /// The person asks for a review.
        ReviewRequested = "review_requested",
        /// The grade stands.
        Final = "final",
        /// Served too short a time in the year.
        Exempt = "exempt",
    }
}

impl Status {
    /// Whether a score and a grade are there.
    pub const fn is_graded(self) -> bool {
        matches!(self, Self::Provisional | Self::Notified | Self::ReviewRequested | Self::Final)
    }

    /// Whether nothing follows.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Final | Self::Exempt)
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Both sides sign the targets.
        SignTargets = "sign_targets",
        /// The year runs.
        Start = "start",
        /// The person reports on duty and rates.
        SelfRate = "self_rate",
        /// One rater rates.
        Rate = "rate",
        /// Nobody rates any more.
        CloseRatings = "close_ratings",
        /// The panel looks at it.
        ReviewOffice = "review_office",
        /// Compute score and grade.
        Propose = "propose",
        /// Tell the person in writing.
        Notify = "notify",
        /// The person asks for a review.
        RequestReview = "request_review",
        /// Decide the review.
        DecideReview = "decide_review",
        /// The grade stands.
        Finalise = "finalise",
        /// No assessment for this year.
        Exempt = "exempt",
    }
}

/// The statuses before a grade is proposed.
const BEFORE_PROPOSAL: &[Status] = &[
    Status::TargetsDrafted,
    Status::TargetsSigned,
    Status::InProgress,
    Status::SelfRated,
    Status::Rated,
    Status::OfficeReviewed,
];

/// First year that can be assessed.
pub const YEAR_MIN: i32 = 2000;

/// The days of a year.
pub fn days_of(year: i32) -> Term {
    let day = |month, day| Day::from_ymd_opt(year, month, day).unwrap_or(time::LAST_DAY);
    Term { from: day(1, 1), until: day(12, 31) }
}

/// The days of a year on which somebody was or is to be in office, from its first day to the first without it; terms may
/// meet and overlap.
pub fn days_served(terms: &[(Day, Day)], year: i32) -> u32 {
    let all = days_of(year);
    let days = all.from.iter_days().take_while(|day| *day <= all.until);
    let served = days.filter(|day| terms.iter().any(|(from, end)| from <= day && day < end));
    u32::try_from(served.count()).unwrap_or(u32::MAX)
}

/// The assessment of a person for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Identifier.
    pub id: AssessmentId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who is assessed.
    pub person_id: PersonId,
    /// Which authority assesses.
    pub authority_id: OrganisationId,
    /// The year.
    pub year: i32,
    /// Where it stands.
    pub status: Status,
    /// The targets.
    pub targets: Vec<Item>,
    /// The day on which the inspector signed them.
    pub inspector_signed_on: Option<Day>,
    /// Who signed them for the office.
    pub office_signatory: Option<String>,
    /// What the person reports on duty (述职, R96).
    pub duty_report: Option<String>,
    /// The ratings.
    pub ratings: Vec<Rating>,
    /// The panel's members.
    pub panel: Vec<String>,
    /// Who of the public sits on it (R86).
    pub public_seat: Option<String>,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// Score and grade as computed, with all they rest on.
    pub computation: Option<Computation>,
    /// The grade that holds: as computed, or as a review decided.
    pub grade: Option<Grade>,
    /// The day of the written notice (R92).
    pub notified_on: Option<Day>,
    /// The last day on which a review may be asked for (R112 to R115).
    pub review_until: Option<Day>,
    /// The review.
    pub review: Option<Review>,
    /// The day on which the person accepted the result in writing.
    pub accepted_on: Option<Day>,
    /// What the final grade brings about.
    pub consequence: Option<Consequence>,
    /// The days served in the year, of who is exempt.
    pub days_served: Option<u32>,
    /// Through which statuses it went, and when.
    pub trail: StatusHistory<Status>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was created.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

/// What the register knows in addition to the assessment, as far as the event needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The person.
    pub assessed: Assessed,
    /// The raters that have a record: those into which theirs was merged.
    pub raters: Vec<PersonId>,
    /// Whether the register has no such record of the rater.
    pub is_rater_unknown: bool,
    /// What was counted in the year.
    pub counted: Counted,
    /// All whom the authority assesses for the year and who are not exempt, and the others of them that are excellent.
    pub group: (u32, u32),
    /// The days of the year in office.
    pub days_served: u32,
    /// Whether the year before or the year after ended as unqualified.
    pub is_beside_unqualified: bool,
}

impl Assessment {
    /// A draft with its targets.
    pub fn drafted(
        id: AssessmentId,
        (person_id, area): (PersonId, Area),
        authority_id: OrganisationId,
        year: i32,
        targets: Vec<Item>,
        now: Instant,
    ) -> Self {
        Self {
            id,
            version: 1,
            area,
            person_id,
            authority_id,
            year,
            status: Status::TargetsDrafted,
            targets,
            inspector_signed_on: None,
            office_signatory: None,
            duty_report: None,
            ratings: Vec::new(),
            panel: Vec::new(),
            public_seat: None,
            vetoes: Vec::new(),
            computation: None,
            grade: None,
            notified_on: None,
            review_until: None,
            review: None,
            accepted_on: None,
            consequence: None,
            days_served: None,
            trail: StatusHistory::beginning(time::day_in_shanghai(now), Status::TargetsDrafted),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Refuses to assess somebody who held no office of the authority in the year (R80).
    ///
    /// # Errors
    /// [`Error::RuleRefused`].
    pub fn check_served(days_served: u32, year: i32) -> Result<(), Error> {
        if days_served == 0 {
            return refused(&rules::ASSESSMENT_ENABLED, Wording::NotInOfficeInYear { year: year.into() });
        }
        Ok(())
    }

    /// The score, in hundredths of a point.
    pub fn score(&self) -> Option<u32> {
        self.computation.as_ref().map(|computation| computation.score)
    }

    /// Notes what is wrong with what an event brings.
    fn check(&self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let (basis, day, record) = (firing.basis, firing.day, firing.known);
        match firing.command {
            Command::SignTargets { inspector_signed_on, .. } if *inspector_signed_on > day => {
                faults.add("/inspector_signed_on", FaultCode::Date, Wording::DayInTheFuture);
            }
            Command::SelfRate { scores, .. } => match &basis.on_behalf_of {
                None => faults.add("/on_behalf_of", FaultCode::Required, Wording::FieldNeeded),
                Some(name) => {
                    if *name != record.assessed.name {
                        faults.add("/on_behalf_of", FaultCode::Mismatch, Wording::NotThePerson);
                    }
                    self.own_rating(name, scores).check_scores("", &self.targets, faults);
                }
            },
            Command::Rate(rating) => {
                rating.check_scores("", &self.targets, faults);
                rating.check_once(&self.ratings, faults);
                if record.is_rater_unknown {
                    faults.add("/rater_person_id", FaultCode::Reference, Wording::NoSuchRecord);
                }
                if self.ratings.len() >= RATINGS_MAX {
                    faults.add("/rater", FaultCode::Length, Wording::TooManyEntries { max: number(RATINGS_MAX) });
                }
            }
            Command::Propose { forgo_excellent: true } if basis.reason.is_none() => {
                faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
            }
            Command::DecideReview(decision) => self.check_decision(decision, faults),
            Command::Finalise { accepted_on: Some(accepted_on) } => {
                if *accepted_on > day {
                    faults.add("/accepted_on", FaultCode::Date, Wording::DayInTheFuture);
                }
                if self.notified_on.is_some_and(|notified_on| *accepted_on < notified_on) {
                    faults.add("/accepted_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
                }
            }
            _ => {}
        }
    }

    fn own_rating(&self, name: &str, scores: &[ItemScore]) -> Rating {
        let rater_person_id = Some(self.person_id.0);
        Rating { kind: RaterKind::Own, rater: name.to_owned(), rater_person_id, scores: scores.to_vec() }
    }

    /// Notes what is wrong with a decision: one that upholds changes nothing, and a grade is decided or computed.
    fn check_decision(&self, decision: &Decision, faults: &mut Faults) {
        let computes = !decision.ratings.is_empty() || decision.vetoes.is_some();
        if decision.outcome == ReviewOutcome::Upheld && (computes || decision.grade.is_some()) {
            faults.add("/outcome", FaultCode::Mismatch, Wording::UpheldChangesNothing);
        }
        if let Some(grade) = decision.grade {
            let scale = self.computation.as_ref().map(|computation| computation.formula.scale);
            if computes {
                faults.add("/grade", FaultCode::Mismatch, Wording::GradeDecidedOrComputed);
            } else if scale.is_some_and(|scale| !scale.has(grade)) {
                faults.add("/grade", FaultCode::Code, Wording::NotAllowedValue);
            }
        }
        for (at, rating) in decision.ratings.iter().enumerate() {
            let pointer = format!("/ratings/{at}");
            if !self.ratings.iter().any(|known| known.kind == rating.kind && known.rater == rating.rater) {
                faults.add(format!("{pointer}/rater"), FaultCode::Reference, Wording::NoSuchRecord);
            } else if decision.ratings.iter().take(at).any(|earlier| earlier.is_by_the_same(rating)) {
                faults.add(format!("{pointer}/rater"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            rating.check_scores(&pointer, &self.targets, faults);
        }
    }

    fn has_rated_items(&self) -> bool {
        self.targets.iter().any(Item::is_rated)
    }

    /// Refuses what only the person rated in a way that counts, and a rater who became known to be the person since.
    fn check_raters(&self, record: &Record, rules: &Rules) -> Result<(), Error> {
        let min_schools = rules.count(&rules::ASSESSMENT_MIN_SCHOOLS);
        if self.has_rated_items() && !formula::others_count(min_schools, &self.ratings) {
            return refused(&rules::ASSESSMENT_RATERS, Wording::NobodyElseRated);
        }
        let others = self.ratings.iter().filter(|rating| rating.kind != RaterKind::Own);
        record.assessed.check_others(others, &record.raters)
    }

    fn computed(
        &self,
        formula: Formula,
        forgo_excellent: bool,
        counted: &Counted,
        (group, taken): (u32, u32),
        rules: &Rules,
    ) -> Result<Computation, Error> {
        formula::compute(&Inputs {
            formula,
            items: &self.targets,
            counted,
            ratings: &self.ratings,
            vetoes: &self.vetoes,
            quota: Quota::of(group, taken, rules),
            forgo_excellent,
        })
    }

    fn check_review_in_time(&self, day: Day) -> Result<(), Error> {
        match self.review_until.filter(|until| day > *until) {
            None => Ok(()),
            Some(until) => refused(&rules::ASSESSMENT_REVIEW_DAYS, Wording::ReviewTooLate { until: until.to_string() }),
        }
    }

    /// Decides a review. The result is never heavier than the grade under review, and adds no new wrongs (R116).
    fn decide(&mut self, decision: &Decision, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let before = (self.score(), self.grade, self.vetoes.clone());
        if decision.outcome == ReviewOutcome::Changed {
            self.change(decision, firing.known, firing.situation.rules)?;
            if before == (self.score(), self.grade, self.vetoes.clone()) {
                let fault = crate::Fault::new("/outcome", FaultCode::Mismatch, Wording::NothingChanges);
                return Err(Error::invalid(fault));
            }
            let heavier = self.grade.zip(before.1).is_some_and(|(now, then)| now.is_heavier_than(then));
            let adds_vetoes = self.vetoes.iter().any(|veto| !before.2.contains(veto));
            if heavier || adds_vetoes || self.score() < before.0 {
                return refused(&rules::ASSESSMENT_NO_AGGRAVATION, Wording::HeavierAfterReview);
            }
        }
        if let Some(review) = &mut self.review {
            review.decided_on = Some(firing.day);
            review.outcome = Some(decision.outcome);
            review.reason.clone_from(&firing.basis.reason);
            (review.score_before, review.grade_before) = (before.0, before.1);
        }
        Ok(())
    }

    /// Corrects the result by a decision: by the formula of the proposal, from what is counted now, and never from less than
    /// was counted then.
    fn change(&mut self, decision: &Decision, record: &Record, rules: &Rules) -> Result<(), Error> {
        let (group, taken) = record.group;
        if let Some(grade) = decision.grade {
            if grade != Grade::Unqualified && !self.vetoes.is_empty() {
                return refused(&rules::ASSESSMENT_VETO_ITEMS, Wording::VetoesStand);
            }
            let quota = Quota::of(group, taken, rules);
            let (grade, forgone) = formula::within_quota(grade, quota, decision.forgo_excellent)?;
            self.grade = Some(grade);
            if let Some(review) = &mut self.review {
                review.forgone = forgone;
            }
            return Ok(());
        }
        for corrected in &decision.ratings {
            let theirs = |known: &&mut Rating| known.kind == corrected.kind && known.rater == corrected.rater;
            if let Some(known) = self.ratings.iter_mut().find(theirs) {
                known.scores.clone_from(&corrected.scores);
            }
        }
        if let Some(vetoes) = &decision.vetoes {
            self.vetoes.clone_from(vetoes);
        }
        let formula = self.computation.as_ref().map_or_else(|| Formula::of(rules), |one| one.formula.clone());
        let mut counted = record.counted;
        for item in self.computation.iter().flat_map(|computation| &computation.items) {
            counted.raise(item.item.source, item.counted.unwrap_or_default());
        }
        let computation = self.computed(formula, decision.forgo_excellent, &counted, record.group, rules)?;
        (self.grade, self.computation) = (Some(computation.grade), Some(computation));
        Ok(())
    }

    /// Refuses what is final before the person could ask for a review, did, or accepted.
    fn check_settled(&self, day: Day) -> Result<(), Error> {
        match self.review_until {
            Some(until) if day <= until && self.review.is_none() && self.accepted_on.is_none() => {
                refused(&rules::ASSESSMENT_REVIEW_DAYS, Wording::ReviewDaysRun { until: until.to_string() })
            }
            _ => Ok(()),
        }
    }

    fn rate_own(
        &mut self,
        duty_report: Option<&String>,
        scores: &[ItemScore],
        firing: &Firing<'_, Self>,
    ) -> Result<(), Error> {
        if duty_report.is_none() && firing.situation.rules.demands(&rules::ASSESSMENT_SELF_REPORT_REQUIRED) {
            return refused(&rules::ASSESSMENT_SELF_REPORT_REQUIRED, Wording::DutyReportNeeded);
        }
        let rating = self.own_rating(firing.basis.on_behalf_of.as_deref().unwrap_or_default(), scores);
        self.ratings = if self.has_rated_items() { vec![rating] } else { Vec::new() };
        self.duty_report = duty_report.cloned();
        Ok(())
    }

    fn propose(&mut self, forgo_excellent: bool, record: &Record, rules: &Rules) -> Result<(), Error> {
        self.check_raters(record, rules)?;
        let computation = self.computed(Formula::of(rules), forgo_excellent, &record.counted, record.group, rules)?;
        (self.grade, self.computation) = (Some(computation.grade), Some(computation));
        Ok(())
    }
}

use Authority::{AnotherApprover, Approver, Registrar};

/// The lifecycle: lifecycles page, "Assessment", row for row.
///
/// Whoever wrote the targets or proposed the grade does not make it final; whoever led the panel or took up the review does
/// not decide the review either.
impl Lifecycle for Assessment {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Record;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const REVIEWED: &[Event] = &[E::Propose, E::ReviewOffice, E::RequestReview];
        &[
            Step::new(E::SignTargets, &[S::TargetsDrafted], S::TargetsSigned, Registrar),
            Step::new(E::Start, &[S::TargetsSigned], S::InProgress, Registrar),
            Step::new(E::SelfRate, &[S::InProgress], S::SelfRated, Registrar),
            Step::within(E::Rate, &[S::SelfRated], Registrar),
            Step::new(E::CloseRatings, &[S::SelfRated], S::Rated, Registrar),
            Step::new(E::ReviewOffice, &[S::Rated], S::OfficeReviewed, Approver),
            Step::new(E::Propose, &[S::OfficeReviewed], S::Provisional, Registrar),
            Step::new(E::Notify, &[S::Provisional], S::Notified, Registrar),
            Step::new(E::RequestReview, &[S::Notified], S::ReviewRequested, Registrar),
            Step::new(E::DecideReview, &[S::ReviewRequested], S::Notified, AnotherApprover(REVIEWED)).for_reason(),
            Step::new(E::Finalise, &[S::Notified], S::Final, AnotherApprover(&[E::Propose])),
            Step::new(E::Exempt, BEFORE_PROPOSAL, S::Exempt, Approver),
        ]
    };

    usual_fields!(trail);

    /// A review is asked for once.
    fn begins(&self, step: &Step<Status, Event>, _: Day) -> bool {
        step.from.contains(&self.status) && (step.event != Event::RequestReview || self.review.is_none())
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        self.check(firing, faults);
        if let Command::Finalise { accepted_on } = firing.command {
            self.accepted_on = *accepted_on;
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        match readiness.event {
            Event::Start => check_begun(self.year, readiness.day),
            // Who has a written acceptance still may.
            Event::Finalise => self.check_settled(readiness.day),
            Event::RequestReview => self.check_review_in_time(readiness.day),
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (day, known, rules) = (firing.day, firing.known, firing.situation.rules);
        match firing.command {
            Command::SignTargets { inspector_signed_on, office_signatory } => {
                check_domains(&self.targets, rules)?;
                self.inspector_signed_on = Some(*inspector_signed_on);
                self.office_signatory = Some(office_signatory.clone());
            }
            Command::SelfRate { duty_report, scores } => self.rate_own(duty_report.as_ref(), scores, firing)?,
            Command::Rate(rating) => {
                known.assessed.check_others([rating], &known.raters)?;
                self.ratings.push(rating.clone());
            }
            Command::ReviewOffice { panel, public_seat, vetoes } => {
                if public_seat.is_none() && rules.demands(&rules::ASSESSMENT_PANEL_PUBLIC_SEAT) {
                    return refused(&rules::ASSESSMENT_PANEL_PUBLIC_SEAT, Wording::PublicSeatNeeded);
                }
                (self.panel, self.public_seat, self.vetoes) = (panel.clone(), public_seat.clone(), vetoes.clone());
            }
            Command::Propose { forgo_excellent } => self.propose(*forgo_excellent, known, rules)?,
            Command::RequestReview { statement } => self.review = Some(Review::requested(day, statement)),
            Command::DecideReview(decision) => self.decide(decision, firing)?,
            Command::Finalise { .. } => {
                let of = |grade| Consequence::of(grade, day, known.is_beside_unqualified, rules);
                self.consequence = self.grade.and_then(of);
            }
            Command::Plain(Event::CloseRatings) => self.check_raters(known, rules)?,
            Command::Plain(Event::Notify) => {
                self.review_until = review_until(day.max(firing.situation.today), rules);
                self.notified_on = Some(day);
            }
            Command::Plain(Event::Exempt) => {
                check_exempt(known.days_served, self.year, rules)?;
                self.days_served = Some(known.days_served);
            }
            Command::Plain(Event::Start) => {}
            Command::Plain(_) => return Err(Error::internal("an event without what it needs")),
        }
        Ok(())
    }
}

/// The last day on which a review may be asked for (R112 to R115: thirty days), counted from the notice or from the day on
/// which the register learned of it, whichever is later: a notice that is dated back takes no day away.
fn review_until(known_on: Day, rules: &Rules) -> Option<Day> {
    Some(time::add_days(known_on, rules.count(&rules::ASSESSMENT_REVIEW_DAYS)))
}

/// Refuses to begin a year that has not begun (R80).
fn check_begun(year: i32, day: Day) -> Result<(), Error> {
    if day < days_of(year).from {
        return refused(&rules::ASSESSMENT_ENABLED, Wording::YearNotBegun { year: year.into() });
    }
    Ok(())
}

/// Refuses to exempt who served long enough: the share of the year's days counts, so that a term may begin on any day.
fn check_exempt(days_served: u32, year: i32, rules: &Rules) -> Result<(), Error> {
    let months = rules.count(&rules::ASSESSMENT_EXEMPT_BELOW_MONTHS);
    if i64::from(days_served) * 12 < i64::from(months) * days_of(year).days() {
        return Ok(());
    }
    let wording = Wording::ServedLongEnough { days: days_served.into(), months: months.into() };
    refused(&rules::ASSESSMENT_EXEMPT_BELOW_MONTHS, wording)
}
