//! Meetings (R182 to R185): the committee, the inspectors, an exchange of experience, units that mend something together. What was
//! treated, who was there, what was resolved, and what became of it.

use serde::{Deserialize, Serialize};

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{FindingId, MeetingId, OrganisationId, PostId},
        lifecycle::{Authority::Registrar, Firing, Lifecycle, Step, usual_fields},
        rules::{self, Rules},
        word::words,
    },
};

words! {
    /// The kind of a meeting.
    MeetingKind {
        /// The committee.
        Committee = "committee", // 教育督导委员会会议, R182.
        /// The inspectors.
        Inspectors = "inspectors", // 督学工作例会, R183.
        /// An exchange of experience.
        Exchange = "exchange", // 经验交流, R185.
        /// Units that mend something together.
        Linkage = "linkage", // 联动机制.
    }
}

words! {
    /// What an item of an agenda treats.
    Topic {
        /// The work done.
        Summary = "summary", // 工作总结.
        /// Problems.
        Problems = "problems", // 存在问题.
        /// The work to do.
        Tasks = "tasks", // 工作任务.
        /// Commendation.
        Commendation = "commendation", // 表彰.
        /// Rectification.
        Rectification = "rectification", // 整改.
        /// What was learned.
        Lessons = "lessons", // 经验.
        /// Something else.
        Other = "other",
    }
}

words! {
    /// Whether somebody who was invited came.
    Presence {
        /// Came.
        Present = "present",
        /// Sent somebody.
        Deputy = "deputy",
        /// Stayed away.
        Absent = "absent",
        /// Stayed away and had said so.
        Excused = "excused",
    }
}

words! {
    /// The status of a meeting.
    MeetingStatus {
        /// To be held.
        Planned = "planned",
        /// Held; the minutes are being written.
        Held = "held",
        /// The minutes are out; resolutions are carried out.
        Minuted = "minuted",
        /// Not held.
        Cancelled = "cancelled",
    }
}

words! {
    /// An event of a meeting.
    MeetingEvent {
        /// Record that it was held, and who came.
        Hold = "hold",
        /// Record what was resolved; needs a document number.
        Minute = "minute",
        /// Record that a resolution was carried out.
        Fulfil = "fulfil",
        /// Give it up; needs a reason.
        Cancel = "cancel",
    }
}

/// Most organisers of a meeting.
pub const ORGANISERS_MAX: usize = 20;
/// Most items of an agenda.
pub const AGENDA_MAX: usize = 50;
/// Most findings that an item of an agenda names.
pub const FINDINGS_MAX: usize = 100;
/// Most units and posts whose presence is recorded.
pub const ATTENDANCE_MAX: usize = 200;
/// Most resolutions of a meeting.
pub const RESOLUTIONS_MAX: usize = 100;

/// One item of an agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaItem {
    /// What it treats.
    pub kind: Topic,
    /// Its title.
    pub title: String,
    /// The findings that it is about.
    pub finding_ids: Vec<FindingId>,
}

/// Whether a unit, or the holder of a post, came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// The unit.
    pub unit_id: Option<OrganisationId>,
    /// The post.
    pub post_id: Option<PostId>,
    /// Whether it came.
    pub presence: Presence,
}

impl Attendance {
    /// Whether somebody came for it.
    pub const fn is_met(self) -> bool {
        matches!(self.presence, Presence::Present | Presence::Deputy)
    }

    fn is_of(self, other: Self) -> bool {
        self.unit_id == other.unit_id && self.post_id == other.post_id
    }
}

/// What was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Its code within the meeting.
    pub code: String,
    /// What.
    pub text: String,
    /// The unit that carries it out.
    pub unit_id: OrganisationId,
    /// Until when.
    pub due_on: Day,
    /// When it was carried out.
    pub done_on: Option<Day>,
}

impl Resolution {
    /// True if it was carried out by its day.
    pub fn is_in_time(&self) -> bool {
        self.done_on.is_some_and(|done| done <= self.due_on)
    }

    /// True if its day is over, and it was not carried out.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.done_on.is_none() && self.due_on < today
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Identifier.
    pub id: MeetingId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the first organiser.
    pub area: Area,
    /// Its kind.
    pub kind: MeetingKind,
    /// Who holds it: the committee, the office, units together.
    pub organiser_ids: Vec<OrganisationId>,
    /// The day for which it is planned.
    pub planned_on: Day,
    /// The day on which it was held.
    pub held_on: Option<Day>,
    /// What it treats.
    pub agenda: Vec<AgendaItem>,
    /// Who came.
    pub attendance: Vec<Attendance>,
    /// What was resolved.
    pub resolutions: Vec<Resolution>,
    /// The document of its minutes.
    pub document_number: Option<String>,
    /// The status.
    pub status: MeetingStatus,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Meeting {
    /// What its kind should treat and its agenda does not name (R184).
    pub fn missing_topics(&self, rules: &Rules) -> Vec<Topic> {
        if !rules.demands(&rules::MEETING_AGENDA) {
            return Vec::new();
        }
        let is_named = |topic: Topic| self.agenda.iter().any(|item| item.kind == topic);
        self.kind.topics().iter().copied().filter(|topic| !is_named(*topic)).collect()
    }

    /// True if the committee met and no unit came (R182).
    pub fn is_without_units(&self) -> bool {
        let is_held = self.held_on.is_some() && self.status != MeetingStatus::Cancelled;
        let has_unit = self.attendance.iter().any(|one| one.unit_id.is_some() && one.is_met());
        is_held && self.kind == MeetingKind::Committee && !has_unit
    }
}

impl MeetingKind {
    /// What it should treat (R184).
    const fn topics(self) -> &'static [Topic] {
        match self {
            Self::Committee => &[Topic::Summary, Topic::Problems, Topic::Tasks],
            Self::Inspectors => &[Topic::Summary, Topic::Problems, Topic::Commendation, Topic::Rectification],
            Self::Exchange | Self::Linkage => &[],
        }
    }
}

/// An event, with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// It was held.
    Hold {
        /// When; on the day of the event unless said.
        on: Option<Day>,
        /// Who came.
        attendance: Vec<Attendance>,
    },
    /// The minutes are out.
    Minute(Vec<Resolution>),
    /// A resolution was carried out.
    Fulfil {
        /// Its code.
        code: String,
        /// When; on the day of the event unless said.
        on: Option<Day>,
    },
    /// It is not held.
    Cancel,
}

impl Command {
    /// The event it fires.
    pub const fn event(&self) -> MeetingEvent {
        match self {
            Self::Hold { .. } => MeetingEvent::Hold,
            Self::Minute(_) => MeetingEvent::Minute,
            Self::Fulfil { .. } => MeetingEvent::Fulfil,
            Self::Cancel => MeetingEvent::Cancel,
        }
    }
}

impl Lifecycle for Meeting {
    type Status = MeetingStatus;
    type Event = MeetingEvent;
    type Command = Command;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<MeetingStatus, MeetingEvent>] = {
        use {MeetingEvent as E, MeetingStatus as S};
        &[
            Step::new(E::Hold, &[S::Planned], S::Held, Registrar),
            Step::new(E::Minute, &[S::Held], S::Minuted, Registrar).by_document(),
            Step::within(E::Fulfil, &[S::Minuted], Registrar),
            Step::new(E::Cancel, &[S::Planned], S::Cancelled, Registrar).for_reason(),
        ]
    };

    usual_fields!();

    fn begins(&self, step: &Step<MeetingStatus, MeetingEvent>, _: Day) -> bool {
        let has_open = || self.resolutions.iter().any(|one| one.done_on.is_none());
        step.from.contains(&self.status) && (step.event != MeetingEvent::Fulfil || has_open())
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let today = firing.situation.today;
        match firing.command {
            Command::Hold { on, attendance } => {
                if on.is_some_and(|day| day > today) {
                    faults.add("/held_on", FaultCode::Date, Wording::DayInTheFuture);
                }
                note_twice(attendance, faults);
            }
            Command::Minute(resolutions) => self.check_resolutions(resolutions, faults),
            Command::Fulfil { code, on } => self.check_fulfilment(code, on.unwrap_or(firing.day), today, faults),
            Command::Cancel => {}
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        match firing.command {
            Command::Hold { on, attendance } => {
                self.held_on = Some(on.unwrap_or(firing.day));
                self.attendance.clone_from(attendance);
            }
            Command::Minute(resolutions) => {
                self.resolutions.clone_from(resolutions);
                self.document_number.clone_from(&firing.basis.document_number);
            }
            Command::Fulfil { code, on } => {
                for one in self.resolutions.iter_mut().filter(|one| one.code == *code) {
                    one.done_on = Some(on.unwrap_or(firing.day));
                }
            }
            Command::Cancel => {}
        }
        Ok(())
    }

    /// What was held counts from the day on which it was held.
    fn counts_from(&self, firing: &Firing<'_, Self>) -> Day {
        match firing.command {
            Command::Hold { .. } => self.held_on.unwrap_or(firing.day),
            _ => firing.day,
        }
    }
}

/// Notes units and posts that are named twice, and what is neither or both.
fn note_twice(attendance: &[Attendance], faults: &mut Faults) {
    for (at, one) in attendance.iter().enumerate() {
        if one.unit_id.is_some() == one.post_id.is_some() {
            faults.add(format!("/attendance/{at}/unit_id"), FaultCode::Mismatch, Wording::UnitOrPostNeeded);
        } else if attendance.iter().take(at).any(|other| other.is_of(*one)) {
            faults.add(format!("/attendance/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
}

impl Meeting {
    fn check_resolutions(&self, resolutions: &[Resolution], faults: &mut Faults) {
        for (at, one) in resolutions.iter().enumerate() {
            if resolutions.iter().take(at).any(|other| other.code == one.code) {
                faults.add(format!("/resolutions/{at}/code"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            if self.held_on.is_some_and(|held| one.due_on < held) {
                faults.add(format!("/resolutions/{at}/due_on"), FaultCode::Date, Wording::BeforeTheMeeting);
            }
        }
    }

    fn check_fulfilment(&self, code: &str, done_on: Day, today: Day, faults: &mut Faults) {
        match self.resolutions.iter().find(|one| one.code == code) {
            None => faults.add("/code", FaultCode::Reference, Wording::NoSuchResolution),
            Some(one) if one.done_on.is_some() => faults.add("/code", FaultCode::Duplicate, Wording::ResolutionIsDone),
            Some(_) => {}
        }
        if done_on > today {
            faults.add("/done_on", FaultCode::Date, Wording::DayInTheFuture);
        } else if self.held_on.is_some_and(|held| done_on < held) {
            faults.add("/done_on", FaultCode::Date, Wording::BeforeTheMeeting);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn meeting(kind: MeetingKind) -> Meeting {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        let item = |kind| AgendaItem { kind, title: "年度工作".to_owned(), finding_ids: Vec::new() };
        Meeting {
            id: MeetingId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            kind,
            organiser_ids: vec![OrganisationId(Uuid::nil())],
            planned_on: day("2026-11-20"),
            held_on: Some(day("2026-11-20")),
            agenda: vec![item(Topic::Summary), item(Topic::Problems)],
            attendance: Vec::new(),
            resolutions: Vec::new(),
            document_number: None,
            status: MeetingStatus::Held,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn committee_and_inspectors_have_topics_of_their_own() {
        let (shipped, off) = (Rules::shipped(), Rules::with_changes([(2, "meeting.agenda".to_owned(), false.into())]));
        let missing = |kind| meeting(kind).missing_topics(&shipped);
        assert_eq!(missing(MeetingKind::Committee), [Topic::Tasks]);
        assert_eq!(missing(MeetingKind::Inspectors), [Topic::Commendation, Topic::Rectification]);
        assert_eq!(missing(MeetingKind::Exchange), []);
        assert_eq!(meeting(MeetingKind::Committee).missing_topics(&off), []);
    }

    #[test]
    fn committee_that_meets_alone_is_told() {
        let one = |presence| Attendance { unit_id: Some(OrganisationId(Uuid::nil())), post_id: None, presence };
        let with = |presence| Meeting { attendance: vec![one(presence)], ..meeting(MeetingKind::Committee) };
        assert!(meeting(MeetingKind::Committee).is_without_units() && with(Presence::Excused).is_without_units());
        assert!(!with(Presence::Deputy).is_without_units() && !meeting(MeetingKind::Inspectors).is_without_units());
        assert!(!Meeting { held_on: None, ..meeting(MeetingKind::Committee) }.is_without_units());
    }

    #[test]
    fn resolution_is_in_time_on_its_last_day_and_overdue_after_it() {
        let done = |done_on: Option<&str>| Resolution {
            code: "1".to_owned(),
            text: "整改".to_owned(),
            unit_id: OrganisationId(Uuid::nil()),
            due_on: day("2026-12-31"),
            done_on: done_on.map(day),
        };
        assert!(done(Some("2026-12-31")).is_in_time() && !done(Some("2027-01-01")).is_in_time());
        assert!(!done(None).is_overdue(day("2026-12-31")) && done(None).is_overdue(day("2027-01-01")));
        assert!(!done(Some("2027-02-01")).is_overdue(day("2027-03-01")) && !done(None).is_in_time());
    }
}
