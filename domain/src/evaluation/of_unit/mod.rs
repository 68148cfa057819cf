//! Evaluations (R240 to R248): a school, a department or a township is measured by an indicator system, whose version it keeps.
//! The unit rates itself, others rate it, values are recorded; the score is computed, told, reviewed if the unit asks, and final.

pub mod computing;
mod events;
pub mod parts;
#[cfg(test)]
mod tests;

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    evaluation::system::parts::{ObjectKind, Purpose},
    kernel::{
        id::{EvaluationId, IndicatorSystemId, OrganisationId},
        word::words,
    },
    supervision::object::Object,
};
pub use events::{Command, Known};
use parts::{Course, Origin, Outcome, Period};

words! {
    /// The status of an evaluation.
    EvaluationStatus {
        /// Opened.
        Opened = "opened",
        /// The unit rated itself.
        SelfRated = "self_rated",
        /// Somebody rated it, or values were recorded.
        Scored = "scored",
        /// The score was computed, and the unit was not told yet.
        Provisional = "provisional",
        /// The unit was told.
        Notified = "notified",
        /// The unit asked for a review.
        ReviewRequested = "review_requested",
        /// Final.
        Final = "final",
        /// Given up.
        Cancelled = "cancelled",
    }
}

words! {
    /// An event of an evaluation.
    EvaluationEvent {
        /// Record what the unit says of itself.
        SelfRate = "self_rate",
        /// Record what a rater says.
        Rate = "rate",
        /// Record what was measured.
        RecordActuals = "record_actuals",
        /// Compute the score.
        Propose = "propose",
        /// Tell the unit.
        Notify = "notify",
        /// Record that the unit asks for a review.
        RequestReview = "request_review",
        /// Decide on the review.
        DecideReview = "decide_review",
        /// Make it final.
        Finalise = "finalise",
        /// Record a higher authority's result as told.
        RecordResult = "record_result",
        /// Correct what is final.
        Correct = "correct",
        /// Give it up.
        Cancel = "cancel",
    }
}

/// With what an evaluation is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What it is about.
    pub period: Period,
    /// Who evaluates.
    pub origin: Origin,
    /// The third party that was commissioned.
    pub evaluator_id: Option<OrganisationId>,
    /// The contract with it.
    pub contract_number: Option<String>,
    /// The day on which it declared to be independent of the unit (R258).
    pub independence_declared_on: Option<Day>,
    /// Who answers for the unit, by post.
    pub accountable_post: Option<String>,
}

impl Opening {
    /// Notes what does not fit together.
    pub fn check(&self, today: Day, faults: &mut Faults) {
        if self.origin == Origin::ThirdPartyOnly && self.evaluator_id.is_none() {
            faults.add("/evaluator_id", FaultCode::Required, Wording::FieldNeeded);
        }
        if self.independence_declared_on.is_some_and(|day| day > today) {
            faults.add("/independence_declared_on", FaultCode::Date, Wording::DayInTheFuture);
        }
    }

    /// R258: a third party is under contract, and has declared to be independent.
    fn is_independent(&self) -> bool {
        self.independence_declared_on.is_some() && self.contract_number.is_some()
    }
}

/// By which system an evaluation measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// The system.
    pub system_id: IndicatorSystemId,
    /// Its version, which the evaluation keeps.
    pub system_version: i64,
    /// For what it measures.
    pub purpose: Purpose,
}

/// An evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Identifier.
    pub id: EvaluationId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the object.
    pub area: Area,
    /// The object.
    pub object: Object,
    /// By which system.
    pub by: By,
    /// With what it was opened.
    pub opening: Opening,
    /// The status.
    pub status: EvaluationStatus,
    /// What was said and found so far.
    pub course: Course,
    /// What came of it.
    pub outcome: Outcome,
    /// The day on which the unit was told.
    pub notified_on: Option<Day>,
    /// The last day on which the unit may ask for a review (R248).
    pub review_until: Option<Day>,
    /// The document by which it became final.
    pub document_number: Option<String>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Evaluation {
    /// An evaluation that was opened.
    pub fn opened(
        id: EvaluationId,
        (area, object): (Area, Object),
        (by, opening): (By, Opening),
        now: Instant,
    ) -> Self {
        Self {
            id,
            version: 1,
            area,
            object,
            by,
            opening,
            status: EvaluationStatus::Opened,
            course: Course::default(),
            outcome: Outcome::default(),
            notified_on: None,
            review_until: None,
            document_number: None,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Notes that a system is made for another kind of object.
pub fn check_kind(object: Object, kind: ObjectKind, faults: &mut Faults) {
    let is_of_schools = matches!(kind, ObjectKind::School | ObjectKind::Kindergarten);
    if object.school_id.is_some() && !is_of_schools {
        faults.add("/school_id", FaultCode::Mismatch, Wording::NotOfThisKind);
    }
    if object.organisation_id.is_some() && is_of_schools {
        faults.add("/organisation_id", FaultCode::Mismatch, Wording::NotOfThisKind);
    }
}
