//! Findings (R220 to R232): what was found in supervision, and how a problem is put right: notified with a deadline, rectified
//! and reported by the unit, verified, looked back at, and closed. One problem is one finding, wherever it came from.

pub mod due;
mod events;
pub mod parts;
#[cfg(test)]
mod tests;

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{ComplaintId, FindingId, InspectionId, PersonId, SupervisionPlanId},
        rules::{self, Rules},
        word::words,
    },
    supervision::object::Object,
};
pub use events::{Command, Known};
use parts::{Course, LookBackOutcome};

words! {
    /// What was found.
    FindingKind {
        /// A problem, which is to be put right.
        Problem = "problem", // 问题.
        /// A strength, which is noted.
        Strength = "strength", // 亮点.
    }
}

words! {
    /// How grave a problem is (code set `finding_severities`).
    Severity {
        /// Put right on the spot.
        Minor = "minor", // 轻微.
        /// General.
        General = "general", // 一般.
        /// Serious.
        Serious = "serious", // 严重.
        /// Danger to life or safety.
        Critical = "critical", // 重大; 教育督导条例 art. 15.
    }
}

impl Severity {
    /// True if it needs a document to be notified, and another approver to be closed.
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::Serious | Self::Critical)
    }
}

words! {
    /// The status of a finding.
    FindingStatus {
        /// Recorded; the unit was not told yet.
        Recorded = "recorded",
        /// The unit was told, with a deadline.
        Notified = "notified",
        /// The unit is putting it right.
        Rectifying = "rectifying",
        /// The unit reported that it is put right.
        Reported = "reported",
        /// The office found that it is put right.
        Verified = "verified",
        /// Over.
        Closed = "closed",
        /// Taken back before the unit had to act.
        Withdrawn = "withdrawn",
        /// A strength, of which nothing follows.
        Noted = "noted",
    }
}

impl FindingStatus {
    /// The unit has to report.
    pub const OPEN: &'static [Self] = &[Self::Notified, Self::Rectifying];
    /// The unit was told, and the problem was not taken back.
    pub const TOLD: &'static [Self] = &[Self::Notified, Self::Rectifying, Self::Reported, Self::Verified, Self::Closed];
}

words! {
    /// An event of a finding.
    FindingEvent {
        /// Record what the unit was advised.
        Guide = "guide",
        /// Tell the unit, with a deadline.
        Notify = "notify",
        /// Record how the unit will put it right.
        AcceptPlan = "accept_plan",
        /// Ask another unit to take it over.
        HandOver = "hand_over",
        /// Record what a unit that was asked answered.
        RecordAnswer = "record_answer",
        /// Move the deadline.
        Extend = "extend",
        /// Record that the unit reports it put right.
        Report = "report",
        /// Ask the unit to go on.
        Return = "return",
        /// Record that it was found put right.
        Verify = "verify",
        /// Record whether it still was at a look-back.
        LookBack = "look_back",
        /// Close it.
        Close = "close",
        /// Take it up again.
        Reopen = "reopen",
        /// Record that it is to be followed by accountability.
        Escalate = "escalate",
        /// Take it back.
        Withdraw = "withdraw",
    }
}

/// From where a finding came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Source {
    /// The inspection.
    pub inspection_id: Option<InspectionId>,
    /// The complaint.
    pub complaint_id: Option<ComplaintId>,
    /// The plan.
    pub plan_id: Option<SupervisionPlanId>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// A problem or a strength.
    pub kind: FindingKind,
    /// The matter (code set `supervision_matters`).
    pub matter: String,
    /// The office's own code of the problem.
    pub problem_code: Option<String>,
    /// How grave a problem is.
    pub severity: Option<Severity>,
    /// In words. Sealed while a minor came to harm.
    pub statement: String,
    /// Who found it.
    pub person_id: Option<PersonId>,
    /// True if a minor came to harm (R224).
    pub minor_harm: bool,
    /// The day.
    pub found_on: Day,
}

impl Facts {
    /// Notes what does not fit together.
    pub fn check(&self, today: Day, faults: &mut Faults) {
        match (self.kind, self.severity) {
            (FindingKind::Problem, None) => faults.add("/severity", FaultCode::Required, Wording::FieldNeeded),
            (FindingKind::Strength, Some(_)) => faults.add("/severity", FaultCode::Mismatch, Wording::NotOfThisKind),
            _ => {}
        }
        if self.kind == FindingKind::Strength && self.minor_harm {
            faults.add("/minor_harm", FaultCode::Mismatch, Wording::NotOfThisKind);
        }
        if self.found_on > today {
            faults.add("/found_on", FaultCode::Date, Wording::DayInTheFuture);
        }
    }
}

/// A deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deadline {
    /// The day the unit was told.
    pub notified_on: Option<Day>,
    /// The last day for the unit's report.
    pub due_on: Option<Day>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Identifier.
    pub id: FindingId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the object.
    pub area: Area,
    /// The object.
    pub object: Object,
    /// From where it came.
    pub source: Source,
    /// What was found.
    pub facts: Facts,
    /// The status.
    pub status: FindingStatus,
    /// The deadline.
    pub deadline: Deadline,
    /// The day it was closed.
    pub closed_on: Option<Day>,
    /// The finding that comes again with it (R228).
    pub recurs_id: Option<FindingId>,
    /// What else is known of it, and what was done.
    pub course: Course,
    /// Which client wrote it.
    pub written_by: String,
    /// The writing system's own reference.
    pub external_reference: Option<String>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

/// What is written of a new finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The object.
    pub object: Object,
    /// From where it came.
    pub source: Source,
    /// What was found.
    pub facts: Facts,
    /// What else is known of it.
    pub course: Course,
    /// The writing system's own reference.
    pub external_reference: Option<String>,
}

impl Finding {
    /// A finding that was recorded by a client; a strength is noted, and that is all.
    pub fn recorded(id: FindingId, area: Area, written: Written, written_by: String, now: Instant) -> Self {
        let Written { object, source, facts, course, external_reference } = written;
        let status = match facts.kind {
            FindingKind::Problem => FindingStatus::Recorded,
            FindingKind::Strength => FindingStatus::Noted,
        };
        let last_event_on = Some(facts.found_on);
        Self {
            id,
            version: 1,
            area,
            object,
            source,
            facts,
            status,
            deadline: Deadline::default(),
            closed_on: None,
            recurs_id: None,
            course,
            written_by,
            external_reference,
            last_event_on,
            created_at: now,
            updated_at: now,
        }
    }

    /// True if a request that is sent again says of the same object what this one says.
    pub fn says(&self, written: &Written) -> bool {
        self.object == written.object && self.source == written.source && self.facts == written.facts
    }

    /// True if the last look-back held.
    fn held(&self) -> bool {
        self.course.look_backs.last().is_some_and(|last| last.outcome == LookBackOutcome::Held)
    }

    /// True if it waits for a look-back before it is closed (R227).
    pub fn awaits_look_back(&self, rules: &Rules) -> bool {
        let is_listed = |severity: Severity| rules.lists(&rules::LOOK_BACK_REQUIRED_FOR, severity.as_str());
        self.facts.severity.is_some_and(is_listed) && !self.held()
    }

    /// True if nobody decides on closing it: it is light, and no look-back is awaited.
    fn closes_at_once(&self, rules: &Rules) -> bool {
        !self.facts.severity.is_some_and(Severity::is_grave) && !self.awaits_look_back(rules)
    }
}
