//! Complaints: take in, carry through their lifecycle, read, say who complained. Nobody reads them but the office and the
//! auditors.

use domain::{
    Error, Faults, Instant, Reach,
    complaint::{self, Checker, Command, Event},
    event::{Basis, SubjectKind},
    id::ComplaintId,
    lifecycle::Situation,
    limit::REVEALS,
    policy::Action,
    text,
};
use openapi::{
    complaint::{Complaint, CreateComplaint, RevealComplaint, RevealedComplaint, TransitionComplaint},
    transition::Transitions,
};
use persistence::{
    calendars,
    complaints::{self, ComplaintFilter},
    people,
};
use uuid::Uuid;

use super::{
    Ctx, UseCase,
    context::{CREATED, Particulars, transitions},
    list::{ListRequest, Listed},
    within_reach,
};

fn subject(id: ComplaintId) -> (SubjectKind, Uuid) {
    (SubjectKind::Complaint, id.0)
}

/// The complaint with what it owes.
fn view(ctx: &mut Ctx<'_>, one: complaint::Complaint) -> Result<Complaint, Error> {
    let is_owed = one.owes_report(&ctx.rules()?);
    Ok(Complaint::new(one, is_owed))
}

impl UseCase for CreateComplaint {
    const ACTION: Action = Action::CreateComplaint;
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
        let statuses = (None, Some(new.status.as_str()));
        let basis = Basis { occurred_on: Some(new.intake.received_on), ..Basis::default() };
        ctx.record(subject(id), CREATED, basis, Particulars { statuses, ..Particulars::default() })?;
        view(ctx, new)
    }
}

/// Fire an event of a complaint.
pub struct FireComplaintEvent {
    /// Of which.
    pub id: ComplaintId,
    /// The event.
    pub transition: TransitionComplaint,
}

impl UseCase for FireComplaintEvent {
    const ACTION: Action = Action::TransitionComplaint;
    type Output = Complaint;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Complaint, Error> {
        let (command, basis) = self.transition.clone().parse()?;
        let before = complaints::find(ctx.db, ctx.vault, ctx.reach, self.id, None)?;
        let about = people::find(ctx.db, ctx.vault, &Reach::everything(), before.person_id)?;
        let command = match command {
            Command::Check(checker) => Command::Check(known(ctx, checker)?),
            other => other,
        };
        let makers = ctx.makers(self.id.0, Event::parse)?;
        let (rules, working_days) = (ctx.rules()?, calendars::working_days(ctx.db)?);
        let situation = Situation {
            actor: ctx.actor,
            makers: &makers,
            today: ctx.today(),
            now: ctx.now(),
            rules: &rules,
            working_days: &working_days,
        };
        let event = command.event();
        let moved = before.apply(command, &basis, &about, &situation)?;
        complaints::update(ctx.db, ctx.vault, &moved)?;
        let statuses = (Some(before.status.as_str()), Some(moved.status.as_str()));
        ctx.record(subject(moved.id), event.as_str(), basis, Particulars { statuses, ..Particulars::default() })?;
        view(ctx, moved)
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
    const ACTION: Action = Action::RevealComplaint;
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
        ctx.record(subject(found.id), "revealed", basis, Particulars::default())?;
        // Of a trial nothing stays, the record of the reading neither: so nothing is shown.
        let is_shown = !ctx.is_trial && !found.unreadable.contains(&"complainant");
        let complainant = found.intake.complainant.filter(|_| is_shown);
        Ok(RevealedComplaint { id: openapi::Id::from(found.id), complainant })
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
    const ACTION: Action = Action::ReadComplaint;
    const SNAPSHOT: bool = true;
    type Output = Complaint;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Complaint, Error> {
        let found = complaints::find(ctx.db, ctx.vault, ctx.reach, self.id, self.known_at)?;
        view(ctx, found)
    }
}

impl UseCase for ListRequest<ComplaintFilter> {
    const ACTION: Action = Action::ListComplaints;
    const SNAPSHOT: bool = true;
    type Output = Listed<Complaint>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut filter = self.query.parse()?;
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = complaints::list(ctx.db, ctx.vault, ctx.reach, &filter, order.descending, &request)?;
        let rules = ctx.rules()?;
        let shown = |one: complaint::Complaint| {
            let is_owed = one.owes_report(&rules);
            Complaint::new(one, is_owed).without_words()
        };
        Ok(self.answer(ctx, page.map(shown)))
    }
}

/// Read what happened to a complaint and what may happen next.
pub struct ReadComplaintTransitions(pub ComplaintId);

impl UseCase for ReadComplaintTransitions {
    const ACTION: Action = Action::ListComplaintTransitions;
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let found = complaints::find(ctx.db, ctx.vault, ctx.reach, self.0, None)?;
        let makers = ctx.makers(self.0.0, Event::parse)?;
        let next = found.possible(ctx.actor, &makers);
        transitions(ctx, self.0.0, next.into_iter().map(|next| (next.event.as_str(), next.refusal)))
    }
}
