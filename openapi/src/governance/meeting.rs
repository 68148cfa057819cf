//! Meetings on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Error, FaultCode, Faults, Instant, Wording,
    governance::meeting::{self, AGENDA_MAX, ATTENDANCE_MAX, Command, FINDINGS_MAX, ORGANISERS_MAX, RESOLUTIONS_MAX},
    kernel::{
        event::Basis,
        id::{FindingId, MeetingId, OrganisationId, PostId},
        rules::Rules,
        text,
        wording::number,
    },
};
use macros::{event, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::transition::BasisInput;

published! {
    MeetingKind = domain::governance::meeting::MeetingKind,
    MeetingTopic = domain::governance::meeting::Topic,
    MeetingPresence = domain::governance::meeting::Presence,
    MeetingStatus = domain::governance::meeting::MeetingStatus,
}

/// One item of an agenda.
#[view(one: meeting::AgendaItem)]
pub struct MeetingAgendaItem {
    /// What it treats.
    pub kind: MeetingTopic,
    /// Its title.
    pub title: String,
    /// The findings that it is about.
    pub finding_ids: Vec<Uuid>,
}

/// Whether a unit, or the holder of a post, came.
#[view(one: meeting::Attendance)]
pub struct MeetingAttendance {
    /// The unit, if it is one.
    pub unit_id: Option<Uuid>,
    /// The post, if it is the holder of one.
    pub post_id: Option<Uuid>,
    /// Whether it came.
    pub presence: MeetingPresence,
}

/// What was resolved.
#[view(one: meeting::Resolution)]
pub struct MeetingResolution {
    /// Its code within the meeting.
    pub code: String,
    /// What.
    pub text: String,
    /// The unit that carries it out.
    pub unit_id: Uuid,
    /// The last day.
    pub due_on: NaiveDate,
    /// The day on which it was carried out.
    pub done_on: Option<NaiveDate>,
}

/// A meeting of the committee, of the inspectors, or of units: what it treated, who came, what was resolved.
#[view(one: meeting::Meeting, rules: &Rules)]
pub struct Meeting {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the first organiser.
    pub area: String,
    /// Its kind.
    pub kind: MeetingKind,
    /// Who holds it.
    pub organiser_ids: Vec<Uuid>,
    /// The day for which it is planned.
    pub planned_on: NaiveDate,
    /// The day on which it was held.
    pub held_on: Option<NaiveDate>,
    /// What it treats.
    pub agenda: Vec<MeetingAgendaItem>,
    /// What a meeting of its kind should treat and its agenda does not name (`meeting.agenda`): a warning.
    #[from(one.missing_topics(rules))]
    pub missing_topics: Vec<MeetingTopic>,
    /// Who came.
    pub attendance: Vec<MeetingAttendance>,
    /// True if the committee met and no unit came: a warning.
    #[from(one.is_without_units())]
    pub without_units: bool,
    /// What was resolved.
    pub resolutions: Vec<MeetingResolution>,
    /// The document of its minutes.
    pub document_number: Option<String>,
    /// The status.
    pub status: MeetingStatus,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// One item of an agenda.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingAgendaItemInput {
    /// What it treats.
    pub kind: MeetingTopic,
    /// Its title: no citizen or mobile number.
    pub title: String,
    /// The findings that it is about.
    #[schema(max_items = 100)]
    pub finding_ids: Option<Vec<Uuid>>,
}

/// A meeting to plan.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMeeting {
    /// Its kind.
    pub kind: MeetingKind,
    /// Who holds it; its area is that of the first.
    #[schema(min_items = 1, max_items = 20)]
    pub organiser_ids: Vec<Uuid>,
    /// The day for which it is planned.
    pub planned_on: NaiveDate,
    /// What it treats.
    #[schema(max_items = 50)]
    pub agenda: Option<Vec<MeetingAgendaItemInput>>,
}

impl CreateMeeting {
    /// Who holds it, noting what is wrong with it.
    pub fn organisers(&self, faults: &mut Faults) -> Vec<OrganisationId> {
        if self.organiser_ids.is_empty() {
            faults.add("/organiser_ids", FaultCode::Required, Wording::FieldNeeded);
        }
        few("/organiser_ids", self.organiser_ids.len(), ORGANISERS_MAX, faults);
        for (at, id) in self.organiser_ids.iter().enumerate().take(ORGANISERS_MAX) {
            if self.organiser_ids.iter().take(at).any(|other| other == id) {
                faults.add(format!("/organiser_ids/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
            }
        }
        self.organiser_ids.iter().copied().take(ORGANISERS_MAX).map(OrganisationId).collect()
    }

    /// The meeting, noting what is wrong with it.
    pub fn meeting(
        &self,
        id: MeetingId,
        (area, organiser_ids): (Area, Vec<OrganisationId>),
        now: Instant,
        faults: &mut Faults,
    ) -> meeting::Meeting {
        meeting::Meeting {
            id,
            version: 1,
            area,
            kind: self.kind.into(),
            organiser_ids,
            planned_on: self.planned_on,
            held_on: None,
            agenda: agenda(self.agenda.as_deref().unwrap_or_default(), faults),
            attendance: Vec::new(),
            resolutions: Vec::new(),
            document_number: None,
            status: meeting::MeetingStatus::Planned,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }
}

fn few(pointer: &str, count: usize, most: usize, faults: &mut Faults) {
    if count > most {
        faults.add(pointer, FaultCode::Length, Wording::TooManyEntries { max: number(most) });
    }
}

fn agenda(given: &[MeetingAgendaItemInput], faults: &mut Faults) -> Vec<meeting::AgendaItem> {
    few("/agenda", given.len(), AGENDA_MAX, faults);
    let read = |(at, item): (usize, &MeetingAgendaItemInput)| {
        let finding_ids = item.finding_ids.as_deref().unwrap_or_default();
        few(&format!("/agenda/{at}/finding_ids"), finding_ids.len(), FINDINGS_MAX, faults);
        let finding_ids = finding_ids.iter().copied().take(FINDINGS_MAX).map(FindingId).collect();
        let title = faults.keep(&format!("/agenda/{at}/title"), impersonal_line(&item.title));
        Some(meeting::AgendaItem { kind: item.kind.into(), title: title?, finding_ids })
    };
    given.iter().take(AGENDA_MAX).enumerate().filter_map(read).collect()
}

/// A line about units.
fn impersonal_line(raw: &str) -> Result<String, domain::kernel::fault::Flaw> {
    text::impersonal_block(raw).and_then(|text| text::line(&text))
}

/// Whether a unit, or the holder of a post, came.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingAttendanceInput {
    /// The unit; or a post.
    pub unit_id: Option<Uuid>,
    /// The post; or a unit.
    pub post_id: Option<Uuid>,
    /// Whether it came.
    pub presence: MeetingPresence,
}

/// `hold`: record that the meeting was held.
#[event]
pub struct HoldMeeting {
    /// The day; that of the event unless said.
    pub held_on: Option<NaiveDate>,
    /// Who came.
    #[schema(max_items = 200)]
    pub attendance: Vec<MeetingAttendanceInput>,
}

/// What was resolved.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingResolutionInput {
    /// Its code within the meeting.
    pub code: String,
    /// What: no citizen or mobile number.
    pub text: String,
    /// The unit that carries it out.
    pub unit_id: Uuid,
    /// The last day.
    pub due_on: NaiveDate,
}

/// `minute`: record what was resolved.
#[event]
pub struct MinuteMeeting {
    /// What was resolved.
    #[schema(max_items = 100)]
    pub resolutions: Vec<MeetingResolutionInput>,
}

/// `fulfil`: record that a resolution was carried out.
#[event]
pub struct FulfilResolution {
    /// The code of the resolution.
    pub code: String,
    /// The day; that of the event unless said.
    pub done_on: Option<NaiveDate>,
}

transitions! {
    /// One event of a meeting, with what it needs.
    TransitionMeeting =>
    /// Record that it was held, and who came.
    Hold = "hold" (HoldMeeting),
    /// Record what was resolved; needs the document number of the minutes.
    Minute = "minute" (MinuteMeeting),
    /// Record that a resolution was carried out.
    Fulfil = "fulfil" (FulfilResolution),
    /// Give it up; needs a reason.
    Cancel = "cancel" (BasisInput),
}

impl TransitionMeeting {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Command, Basis), Error> {
        let mut faults = Faults::new();
        let (command, basis): (_, BasisInput) = match self {
            Self::Hold(input) => {
                let attendance = attendance(&input.attendance, &mut faults);
                (Some(Command::Hold { on: input.held_on, attendance }), basis_of!(input))
            }
            Self::Minute(input) => {
                (Some(Command::Minute(resolutions(&input.resolutions, &mut faults))), basis_of!(input))
            }
            Self::Fulfil(input) => {
                let code = faults.keep("/code", text::line(&input.code));
                (code.map(|code| Command::Fulfil { code, on: input.done_on }), basis_of!(input))
            }
            Self::Cancel(input) => (Some(Command::Cancel), input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(command.map(|command| (command, basis)))
    }
}

fn attendance(given: &[MeetingAttendanceInput], faults: &mut Faults) -> Vec<meeting::Attendance> {
    few("/attendance", given.len(), ATTENDANCE_MAX, faults);
    let read = |one: &MeetingAttendanceInput| meeting::Attendance {
        unit_id: one.unit_id.map(OrganisationId),
        post_id: one.post_id.map(PostId),
        presence: one.presence.into(),
    };
    given.iter().take(ATTENDANCE_MAX).map(read).collect()
}

fn resolutions(given: &[MeetingResolutionInput], faults: &mut Faults) -> Vec<meeting::Resolution> {
    few("/resolutions", given.len(), RESOLUTIONS_MAX, faults);
    let read = |(at, one): (usize, &MeetingResolutionInput)| {
        let code = faults.keep(&format!("/resolutions/{at}/code"), impersonal_line(&one.code));
        let text = faults.keep(&format!("/resolutions/{at}/text"), text::impersonal_block(&one.text));
        let (unit_id, due_on) = (OrganisationId(one.unit_id), one.due_on);
        Some(meeting::Resolution { code: code?, text: text?, unit_id, due_on, done_on: None })
    };
    given.iter().take(RESOLUTIONS_MAX).enumerate().filter_map(read).collect()
}
