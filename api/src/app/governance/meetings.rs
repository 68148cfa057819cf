//! Meetings: planned, held, minuted; their resolutions carried out.

use domain::{
    Day, Error, Faults,
    governance::meeting::{self, AgendaItem, Attendance, Command, Resolution},
    kernel::{
        event::{Basis, SubjectKind},
        id::{FindingId, MeetingId, OrganisationId, PostId},
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    roles,
};
use openapi::governance::meeting::{CreateMeeting, Meeting, TransitionMeeting};
use persistence::{
    accountability::carriers,
    governance::meetings::{self, MeetingFilter},
    service::posts,
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

impl UseCase for CreateMeeting {
    const ACTION: Action = Action::write("create_meeting", roles![Registrar, Approver, Operator]);
    type Output = Meeting;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Meeting, Error> {
        let mut faults = Faults::new();
        let organisers = self.organisers(&mut faults);
        let known = within_reach::organisations(ctx, &organisers)?;
        let is_known = organisers.iter().map(|id| known.contains_key(id));
        note_unknown(is_known, |at| format!("/organiser_ids/{at}"), &mut faults);
        let area = organisers.first().and_then(|id| known.get(id)).map(|one| one.area.clone());
        let area = area.map_or_else(|| ctx.area_for(None), Ok)?;
        let new = self.meeting(MeetingId(ctx.new_id()?), (area, organisers), ctx.now(), &mut faults);
        check_findings(ctx, &new.agenda, &mut faults)?;
        let new = faults.finish(Some(new))?;
        meetings::insert(ctx.db, &new)?;
        state_created(ctx, &new, Basis::default())?;
        Ok(Meeting::new(new, &ctx.rules()?))
    }
}

fn note_unknown(is_known: impl Iterator<Item = bool>, pointer: impl Fn(usize) -> String, faults: &mut Faults) {
    for (at, _) in is_known.enumerate().filter(|(_, is_known)| !is_known) {
        within_reach::unknown(pointer(at), faults);
    }
}

/// Notes findings of an agenda that are not within reach: one look for all of them.
fn check_findings(ctx: &mut Ctx<'_>, agenda: &[AgendaItem], faults: &mut Faults) -> Result<(), Error> {
    let named: Vec<FindingId> = agenda.iter().flat_map(|item| item.finding_ids.iter().copied()).collect();
    let known = carriers::findings_within(ctx.db, ctx.reach, &named)?;
    for (item, AgendaItem { finding_ids, .. }) in agenda.iter().enumerate() {
        let is_known = finding_ids.iter().map(|id| known.contains(&id.0));
        note_unknown(is_known, |at| format!("/agenda/{item}/finding_ids/{at}"), faults);
    }
    Ok(())
}

/// Notes units and posts that are not within reach: one look for the units, and one for the posts.
fn check_attendance(ctx: &mut Ctx<'_>, attendance: &[Attendance], faults: &mut Faults) -> Result<(), Error> {
    let units: Vec<OrganisationId> = attendance.iter().filter_map(|one| one.unit_id).collect();
    let named: Vec<PostId> = attendance.iter().filter_map(|one| one.post_id).collect();
    let (known, held) = (within_reach::organisations(ctx, &units)?, posts::within_reach(ctx.db, ctx.reach, &named)?);
    let is_unit_known = |one: &Attendance| one.unit_id.is_none_or(|id| known.contains_key(&id));
    note_unknown(attendance.iter().map(is_unit_known), |at| format!("/attendance/{at}/unit_id"), faults);
    let is_post_known = |one: &Attendance| one.post_id.is_none_or(|id| held.contains(&id));
    note_unknown(attendance.iter().map(is_post_known), |at| format!("/attendance/{at}/post_id"), faults);
    Ok(())
}

fn check_units(ctx: &mut Ctx<'_>, resolutions: &[Resolution], faults: &mut Faults) -> Result<(), Error> {
    let units: Vec<OrganisationId> = resolutions.iter().map(|one| one.unit_id).collect();
    let known = within_reach::organisations(ctx, &units)?;
    let is_known = units.iter().map(|id| known.contains_key(id));
    note_unknown(is_known, |at| format!("/resolutions/{at}/unit_id"), faults);
    Ok(())
}

/// Read one meeting, as it was known at a moment.
pub type ReadMeeting = ReadAsOf<Meeting>;

impl Readable for Meeting {
    type Id = MeetingId;
    const ACTION: Action = Action::read("read_meeting", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: MeetingId, moment: Moment) -> Result<Self, Error> {
        let found = meetings::find(ctx.db, ctx.reach, id, moment.known_at)?;
        Ok(Self::new(found, &ctx.rules()?))
    }
}

impl Listing for MeetingFilter {
    const ACTION: Action = Action::read("list_meetings", roles![Registrar, Approver, Auditor]);
    type View = Meeting;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Meeting>, Error> {
        let rules = ctx.rules()?;
        let page = meetings::list(ctx.db, ctx.reach, self, descending, request)?;
        Ok(page.map(|one| Meeting::new(one, &rules)))
    }
}

/// Fire an event of a meeting.
pub type FireMeetingEvent = FireEvent<meeting::Meeting>;
/// Read what happened to a meeting and what may happen next.
pub type ReadMeetingTransitions = ReadTransitions<meeting::Meeting>;

impl Stored for meeting::Meeting {
    type Id = MeetingId;
    const SUBJECT: SubjectKind = SubjectKind::Meeting;
    const LIST_TRANSITIONS: Action = Action::read("list_meeting_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &MeetingId) -> Result<Self, Error> {
        meetings::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for meeting::Meeting {
    type Transition = TransitionMeeting;
    type View = Meeting;
    const TRANSITION: Action = Action::write("transition_meeting", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionMeeting) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Meeting, Error> {
        Ok(Meeting::new(self, &ctx.rules()?))
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        meetings::update(ctx.db, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<(), Error> {
        let mut faults = Faults::new();
        match command {
            Command::Hold { attendance, .. } => check_attendance(ctx, attendance, &mut faults)?,
            Command::Minute(resolutions) => check_units(ctx, resolutions, &mut faults)?,
            Command::Fulfil { .. } | Command::Cancel => {}
        }
        faults.finish(Some(()))
    }
}
