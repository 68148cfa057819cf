//! Complaints: take in, carry through their lifecycle, read, say who complained. Nobody reads them but the office and the
//! auditors.

use domain::{
    Day, Error, Faults, Instant, Reach,
    kernel::{
        event::{Basis, SubjectKind},
        id::ComplaintId,
        limit::REVEALS,
        page::{Page, PageRequest},
        policy::Action,
        text,
    },
    misconduct::complaint::{self, Checker, Command},
    people::person::Person,
    roles,
};
use openapi::misconduct::complaint::{
    Complaint, CreateComplaint, RevealComplaint, RevealedComplaint, TransitionComplaint,
};
use persistence::{
    misconduct::complaints::{self, ComplaintFilter},
    people,
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::Particulars,
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        within_reach,
    },
};

/// The complaint with what it owes.
fn view(ctx: &mut Ctx<'_>, one: complaint::Complaint) -> Result<Complaint, Error> {
    let is_owed = one.owes_report(&ctx.rules()?);
    Ok(Complaint::new(one, is_owed))
}

impl UseCase for CreateComplaint {
    const ACTION: Action = Action::write("create_complaint", roles![Registrar, Approver, Operator]);
    type Output = Complaint;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Complaint, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let intake = self.parse(ctx.today(), &mut faults);
        let (person, intake) = faults.finish(person.zip(intake))?;
        let id = ComplaintId(ctx.new_id()?);
        let new = complaint::Complaint::received(id, (person.id, person.area), intake, ctx.now());
        complaints::insert(ctx.db, ctx.vault, &new)?;
        state_created(ctx, &new, Basis { occurred_on: Some(new.intake.received_on), ..Basis::default() })?;
        view(ctx, new)
    }
}

/// Fire an event of a complaint.
pub type FireComplaintEvent = FireEvent<complaint::Complaint>;
/// Read what happened to a complaint and what may happen next.
pub type ReadComplaintTransitions = ReadTransitions<complaint::Complaint>;

impl Stored for complaint::Complaint {
    type Id = ComplaintId;
    const SUBJECT: SubjectKind = SubjectKind::Complaint;
    const LIST_TRANSITIONS: Action = Action::read("list_complaint_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &ComplaintId) -> Result<Self, Error> {
        complaints::find(ctx.db, ctx.vault, ctx.reach, *id, None)
    }
}

impl Fires for complaint::Complaint {
    type Transition = TransitionComplaint;
    type View = Complaint;
    const TRANSITION: Action = Action::write("transition_complaint", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionComplaint) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Complaint, Error> {
        view(ctx, self)
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        complaints::update(ctx.db, ctx.vault, self)
    }

    fn resolve(&self, ctx: &mut Ctx<'_>, command: Command) -> Result<Command, Error> {
        match command {
            Command::Check(checker) => known(ctx, checker).map(Command::Check),
            other => Ok(other),
        }
    }

    fn known(&self, ctx: &mut Ctx<'_>, _: &Command, _: Day) -> Result<Person, Error> {
        people::find(ctx.db, ctx.vault, &Reach::everything(), self.person_id)
    }
}

/// Who checks, by the record that stands for the person now: a merged one is the same person as its survivor.
fn known(ctx: &mut Ctx<'_>, checker: Checker) -> Result<Checker, Error> {
    let Some(named) = checker.person_id else { return Ok(checker) };
    let mut faults = Faults::new();
    let survivor = within_reach::survivor(ctx, named)?;
    if survivor.is_none() {
        within_reach::unknown("/checker_person_id", &mut faults);
    }
    faults.finish(Some(Checker { person_id: survivor, ..checker }))
}

/// Read who complained, with a purpose, recorded.
pub struct Reveal {
    /// Of which complaint.
    pub id: ComplaintId,
    /// Why.
    pub reveal: RevealComplaint,
}

impl UseCase for Reveal {
    const ACTION: Action = Action::write("reveal_complaint", roles![Registrar, Approver]);
    type Output = RevealedComplaint;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<RevealedComplaint, Error> {
        let mut faults = Faults::new();
        let purpose = faults.keep("/purpose", text::line(&self.reveal.purpose));
        let purpose = faults.finish(purpose)?;
        let found = complaints::find(ctx.db, ctx.vault, ctx.reach, self.id, None)?;
        if !ctx.is_trial {
            ctx.count_tries(&REVEALS, "", 1)?;
        }
        let basis = Basis { reason: Some(purpose), ..Basis::default() };
        ctx.record(found.subject(), "revealed", basis, Particulars::default())?;
        // Of a trial nothing stays, the record of the reading neither: so nothing is shown.
        let is_shown = !ctx.is_trial && !found.unreadable.contains(&"complainant");
        let complainant = found.intake.complainant.filter(|_| is_shown);
        Ok(RevealedComplaint { id: found.id.into(), complainant })
    }
}

/// Read one complaint, as it was known at a moment.
pub struct ReadComplaint {
    /// Which.
    pub id: ComplaintId,
    /// As known when; now unless said.
    pub known_at: Option<Instant>,
}

impl UseCase for ReadComplaint {
    const ACTION: Action = Action::read("read_complaint", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Complaint;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Complaint, Error> {
        let found = complaints::find(ctx.db, ctx.vault, ctx.reach, self.id, self.known_at)?;
        view(ctx, found)
    }
}

impl Listing for ComplaintFilter {
    const ACTION: Action = Action::read("list_complaints", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type View = Complaint;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Complaint>, Error> {
        let page = complaints::list(ctx.db, ctx.vault, ctx.reach, self, descending, request)?;
        let rules = ctx.rules()?;
        let shown = |one: complaint::Complaint| {
            let is_owed = one.owes_report(&rules);
            Complaint::new(one, is_owed).without_words()
        };
        Ok(page.map(shown))
    }
}
