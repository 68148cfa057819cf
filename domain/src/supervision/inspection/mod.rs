//! Inspections (R200 to R212): from the notice to the opinion letter. What inspectors do at an inspection becomes their duty
//! records when it is completed.

mod lifecycle;
mod service;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use lifecycle::{Command, Known};
pub use service::Served;

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{DutyRecordId, InspectionId, PersonId, SupervisionPlanId, TeamId},
        word::words,
    },
    performance::duty::{HOURS_MAX, Mode},
    service::team::SupervisionKind,
    supervision::object::Object,
};

words! {
    /// By which way it is inspected.
    Channel {
        /// At the place.
        OnSite = "on_site",
        /// Over the network.
        Online = "online", // 网络督导, R212.
        /// By papers alone.
        Desk = "desk",
    }
}

words! {
    /// What an inspector is at an inspection.
    InspectorRole {
        /// Leads it.
        Lead = "lead",
        /// Takes part.
        Member = "member",
    }
}

words! {
    /// How the public, pupils, parents and teachers were heard.
    VoicesForm {
        /// By a questionnaire.
        Questionnaire = "questionnaire",
        /// In interviews.
        Interview = "interview",
        /// At a meeting.
        Meeting = "meeting",
        /// In another way.
        Other = "other",
    }
}

words! {
    /// The status of an inspection.
    InspectionStatus {
        /// Planned; the unit was not told.
        Planned = "planned",
        /// The unit was told.
        Notified = "notified",
        /// It is under way.
        OnSite = "on_site",
        /// The unit knows the preliminary opinion.
        FedBack = "fed_back",
        /// The opinion letter is issued.
        OpinionIssued = "opinion_issued",
        /// Over; its duty is recorded.
        Completed = "completed",
        /// Given up before it was completed.
        Cancelled = "cancelled",
        /// Taken back with the duty that came of it.
        Annulled = "annulled",
    }
}

words! {
    /// An event of an inspection.
    InspectionEvent {
        /// Tell the unit in writing.
        Notify = "notify",
        /// Record that the unit's self-evaluation report came.
        ReceiveSelfReport = "receive_self_report",
        /// Begin it.
        Start = "start",
        /// Begin it without notice; where a notice is asked for, with a reason.
        StartUnannounced = "start_unannounced",
        /// Record how many people were heard.
        HearVoices = "hear_voices",
        /// Tell the unit the preliminary opinion, which opens the days of defence.
        FeedBack = "feed_back",
        /// Record what the unit says to it, or that it waives.
        Defend = "defend",
        /// Issue the opinion letter; needs a document number.
        IssueOpinion = "issue_opinion",
        /// End it; writes the duty records.
        Complete = "complete",
        /// Record that it was reported to the government and the authority above; needs a document number.
        ReportUp = "report_up",
        /// Take it back with its duty records; needs a reason.
        Annul = "annul",
        /// Give it up; needs a reason.
        Cancel = "cancel",
    }
}

words! {
    /// Where an inspection stands in the loop of supervision (工作闭环).
    LoopStage {
        /// It did not begin.
        Before = "before",
        /// It is under way.
        During = "during",
        /// What was found is to be put right.
        After = "after",
        /// It is over, with all that was found.
        Closed = "closed",
    }
}

/// Most inspectors, and most experts, of an inspection.
pub const INSPECTORS_MAX: usize = 30;
/// Most matters of an inspection.
pub const MATTERS_MAX: usize = 20;

/// An inspector at an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspector {
    /// Who.
    pub person_id: PersonId,
    /// As what.
    pub role: InspectorRole,
    /// How many hours.
    pub hours: u32,
    /// Whether the credential was shown.
    pub credential_shown: bool,
}

/// A report by which the unit evaluates itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfReport {
    /// When it came.
    pub received_on: Day,
    /// SHA-256 of the file, which lies elsewhere.
    pub digest: Option<String>,
}

/// How people were heard: a number, and no names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voices {
    /// In which form.
    pub form: VoicesForm,
    /// How many.
    pub participants: u32,
    /// Whether chance chose them.
    pub randomly_chosen: bool,
}

/// What the unit said to the preliminary opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defence {
    /// When.
    pub on: Day,
    /// What it said; nothing, where it waived.
    pub statement: Option<String>,
}

/// A duty record of an inspection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedDuty {
    /// Which.
    pub id: DutyRecordId,
    /// True if it stood before.
    pub adopted: bool,
}

/// How an inspection went so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// When the unit was told.
    pub notice_on: Option<Day>,
    /// Why it was not told, where it had to be.
    pub unannounced: Option<String>,
    /// The self-evaluation.
    pub self_report: Option<SelfReport>,
    /// How people were heard.
    pub voices: Option<Voices>,
    /// The last day.
    pub ended_on: Option<Day>,
    /// When the unit was told the preliminary opinion.
    pub feedback_on: Option<Day>,
    /// Until when it may say something to it.
    pub defence_until: Option<Day>,
    /// What it said.
    pub defence: Option<Defence>,
    /// The number of the opinion letter.
    pub opinion_number: Option<String>,
    /// When the report was submitted.
    pub report_submitted_on: Option<Day>,
    /// When it was reported upward.
    pub reported_up_on: Option<Day>,
    /// What it was about, as duty records of visits say it.
    pub theme: Option<String>,
    /// The duty records.
    pub duty_records: Vec<LinkedDuty>,
}

/// What is inspected, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// Its kind.
    pub kind: SupervisionKind,
    /// Whether it is planned with the unit.
    pub mode: Mode,
    /// By which way.
    pub channel: Channel,
    /// The plan of which it is a part.
    pub plan_id: Option<SupervisionPlanId>,
    /// The drawn team.
    pub team_id: Option<TeamId>,
    /// What is looked at (code set `supervision_matters`).
    pub matters: Vec<String>,
    /// For which day it is planned.
    pub planned_on: Day,
}

/// An inspection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// Identifier.
    pub id: InspectionId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the object.
    pub area: Area,
    /// What is inspected.
    pub object: Object,
    /// How.
    pub setup: Setup,
    /// Who inspects.
    pub inspectors: Vec<Inspector>,
    /// Experts who help, and do not count among the inspectors.
    pub expert_ids: Vec<PersonId>,
    /// The day on which it began.
    pub occurred_on: Option<Day>,
    /// How it went so far.
    pub course: Course,
    /// Where it stands.
    pub status: InspectionStatus,
    /// The client that recorded it.
    pub written_by: String,
    /// The reference under which that client knows it.
    pub external_reference: Option<String>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Inspection {
    /// True for special and comprehensive supervision, which a team does after a notice and which ends with an opinion letter.
    pub fn is_formal(&self) -> bool {
        matches!(self.setup.kind, SupervisionKind::Special | SupervisionKind::Comprehensive)
    }

    /// Where it stands in the loop, while so many of its problems are open.
    pub fn loop_stage(&self, open_findings: u32) -> LoopStage {
        use InspectionStatus as S;
        match self.status {
            S::Planned | S::Notified => LoopStage::Before,
            S::OnSite => LoopStage::During,
            S::FedBack | S::OpinionIssued => LoopStage::After,
            S::Completed if open_findings > 0 => LoopStage::After,
            S::Completed | S::Cancelled | S::Annulled => LoopStage::Closed,
        }
    }

    /// Notes what does not fit together.
    pub fn check(&self, faults: &mut Faults) {
        let leads = self.inspectors.iter().filter(|one| one.role == InspectorRole::Lead).count();
        if leads > 1 {
            faults.add("/inspectors", FaultCode::Mismatch, Wording::OneLeadNeeded);
        }
        for (at, one) in self.inspectors.iter().enumerate() {
            if self.inspectors.iter().take(at).any(|other| other.person_id == one.person_id) {
                faults.add(format!("/inspectors/{at}/person_id"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            if !(1..=HOURS_MAX).contains(&one.hours) {
                let wording = Wording::Between { min: 1, max: HOURS_MAX.into() };
                faults.add(format!("/inspectors/{at}/hours"), FaultCode::Range, wording);
            }
        }
        for (at, id) in self.expert_ids.iter().enumerate() {
            let is_inspector = self.inspectors.iter().any(|one| one.person_id == *id);
            if is_inspector || self.expert_ids.iter().take(at).any(|other| other == id) {
                faults.add(format!("/expert_ids/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
            }
        }
    }
}
