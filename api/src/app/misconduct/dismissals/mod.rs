//! Dismissal cases: open, carry through their lifecycle, do what a day brings, read. [`act`] does what a decision does to
//! other records, [`reversal`] undoes it.

mod act;
mod reversal;

use domain::{
    Day, Error, FaultCode, Faults, Reach, Wording,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AssessmentId, ComplaintId, DismissalId, PersonId, SanctionId},
        lifecycle::Fired,
        policy::{Action, Restricted, reads},
        rules::{self, Rules, refused},
        time::Moment,
    },
    misconduct::dismissal::{
        Case, Command, Event, Record, Status, effect::Consequence, ground::Signal, remedy::Profile, spent::spent_since,
    },
    performance::assessment,
    roles,
    service::appointment::{Route, Status as AppointmentStatus},
};
use openapi::misconduct::dismissal::{
    CreateDismissal, Dismissal, DismissalRemedies, FileDismissalRemedy, TransitionDismissal,
};
use persistence::{
    misconduct::{
        complaints,
        dismissals::{self, CaseFilter},
        sanctions,
    },
    people,
    performance::assessments,
    pools::pool_memberships,
    service::appointments,
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        due::Due,
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, fire, state_created},
        list::{ListRequest, Listed},
        reading::{ReadAsOf, Readable},
        within_reach,
    },
    service::deaths,
};

/// Whether the caller sees nothing but what ended somebody's service.
fn sees_outcomes_only(ctx: &Ctx<'_>) -> bool {
    !reads(ctx.role(), Restricted::CasesInDetail)
}

/// The case as the caller sees it today.
fn view(ctx: &mut Ctx<'_>, one: Case) -> Result<Dismissal, Error> {
    let (rules, status) = (ctx.rules()?, one.effective(ctx.today()));
    Ok(seen(ctx, &rules, Case { status, ..one }))
}

fn seen(ctx: &Ctx<'_>, rules: &Rules, one: Case) -> Dismissal {
    let view = Dismissal::new(one, rules, ctx.language);
    if sees_outcomes_only(ctx) { view.outcome_only() } else { view }
}

// -- Opening ------------------------------------------------------------------------------------------------------------

impl UseCase for CreateDismissal {
    const ACTION: Action = Action::write("create_dismissal", roles![Registrar, Approver, Operator]);
    type Output = Dismissal;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Dismissal, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let opening = self.parse(&mut faults);
        if let (Some(person), Some(id)) = (&person, self.signal_id)
            && !is_signal(ctx, person.id, self.signal.into(), id)?
        {
            faults.add("/signal_id", FaultCode::Reference, Wording::SignalOfNothing);
        }
        let (person, opening) = faults.finish(person.zip(opening))?;
        opening.ground.check_in_use(&ctx.rules()?)?;
        if !record(ctx, person.id)?.serves {
            return refused(&rules::DISMISSAL_WHO_SERVES, Wording::NothingToEnd);
        }
        let id = DismissalId(ctx.new_id()?);
        let case = Case::open(id, (person.id, person.area), opening, (ctx.today(), ctx.now()));
        dismissals::insert(ctx.db, ctx.vault, &case)?;
        state_created(ctx, &case, Basis::default())?;
        view(ctx, case)
    }
}

/// Whether a record gives this signal about the person: an assessment that ended as unqualified (R94), a complaint that was
/// found true (R109), or a sanction. What the register keeps no records of gives none.
fn is_signal(ctx: &mut Ctx<'_>, person: PersonId, signal: Signal, id: Uuid) -> Result<bool, Error> {
    let found = match signal {
        Signal::Assessment => assessments::find(ctx.db, ctx.reach, AssessmentId(id), None).map(|one| {
            let is_unqualified = one.grade == Some(assessment::grade::Grade::Unqualified);
            one.person_id == person && one.status == assessment::Status::Final && is_unqualified
        }),
        Signal::Sanction => {
            sanctions::find(ctx.db, ctx.reach, SanctionId(id), Moment::default()).map(|one| one.person_id == person)
        }
        Signal::Complaint => complaints::find(ctx.db, ctx.vault, ctx.reach, ComplaintId(id), None)
            .map(|one| one.person_id == person && one.is_verified()),
        _ => Ok(false),
    };
    match found {
        Err(Error::NotFound) => Ok(false),
        other => other,
    }
}

/// What the register knows about the person today.
fn record(ctx: &mut Ctx<'_>, person: PersonId) -> Result<Record, Error> {
    let (today, now) = (ctx.today(), ctx.now());
    let appointments = appointments::of_people(ctx.db, &[person])?;
    let memberships = pool_memberships::of_people(ctx.db, &Reach::everything(), &[person])?;
    let serves = appointments.iter().any(|one| one.ended_by_case(today, now).is_some())
        || memberships.iter().any(|one| one.ended_by_case(today, now).is_some());
    let is_full_time = appointments.iter().any(|one| {
        let status = one.effective(today);
        let is_decided = !status.is_end() && !AppointmentStatus::PLANNED.contains(&status);
        one.route == Route::FullTime && is_decided
    });
    let person = people::find(ctx.db, ctx.vault, &Reach::everything(), person)?;
    let class = person.details.identity_class.map(|class| class.code());
    Ok(Record { serves, is_full_time, profile: Profile::of(class) })
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of a case.
pub type FireDismissalEvent = FireEvent<Case>;
/// Read what happened to a case and what may happen next.
pub type ReadDismissalTransitions = ReadTransitions<Case>;

/// Record that the person asks for a remedy: the event `file_remedy`.
pub struct FileRemedy {
    /// Against the decision of which case.
    pub id: DismissalId,
    /// The remedy.
    pub remedy: FileDismissalRemedy,
}

impl UseCase for FileRemedy {
    const ACTION: Action = Action::write("file_dismissal_remedy", roles![Registrar, Approver, Operator]);
    type Output = DismissalRemedies;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<DismissalRemedies, Error> {
        let (command, basis) = TransitionDismissal::FileRemedy(self.remedy.clone()).parse()?;
        let case = dismissals::find(ctx.db, ctx.vault, ctx.reach, self.id, None)?;
        fire(ctx, &case, &command, basis).map(DismissalRemedies::from)
    }
}

impl Stored for Case {
    type Id = DismissalId;
    const SUBJECT: SubjectKind = SubjectKind::Dismissal;
    const LIST_TRANSITIONS: Action = Action::read("list_dismissal_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &DismissalId) -> Result<Self, Error> {
        dismissals::find(ctx.db, ctx.vault, ctx.reach, *id, None)
    }

    fn stated_on(fired: &Fired<Self>) -> Option<Day> {
        match fired.effect {
            Consequence::Ends(_) => fired.record.took_effect_on,
            _ => Some(fired.day),
        }
    }
}

impl Fires for Case {
    type Transition = TransitionDismissal;
    type View = Dismissal;
    const TRANSITION: Action = Action::write("transition_dismissal", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionDismissal) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Dismissal, Error> {
        view(ctx, self)
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        dismissals::update(ctx.db, ctx.vault, self)
    }

    fn known(&self, ctx: &mut Ctx<'_>, _: &Command, _: Day) -> Result<Record, Error> {
        record(ctx, self.person_id)
    }

    /// Does what follows from an event for other records: all of it in this transaction, or nothing.
    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        fired: &mut Fired<Self>,
        (command, basis): (&Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        let basis = Basis { occurred_on: Some(fired.day), ..basis.clone() };
        let moved = &mut fired.record;
        let mut facts = match fired.effect {
            Consequence::Nothing => Vec::new(),
            Consequence::SuspendsDuty => act::suspend(ctx, moved, &basis)?,
            Consequence::ClearsSuspension { since } => act::clear(ctx, moved, since, &basis)?,
            Consequence::LiftsSuspension { since } => act::resume(ctx, moved, since, &basis)?,
            Consequence::Ends(day) => act::end(ctx, moved, day)?,
            Consequence::Restores { suspended_on } => {
                let zone = match command {
                    Command::DecideRemedy { zone_id, .. } => *zone_id,
                    _ => None,
                };
                reversal::restore(ctx, moved, (suspended_on, zone), &basis)?
            }
        };
        facts.extend(act::clear_past(ctx, self, moved, &basis)?);
        if matches!(fired.effect, Consequence::Restores { .. }) {
            // Who died meanwhile is given nothing back beyond that day.
            facts.extend(deaths::follow(ctx, self.person_id, &Basis::default())?);
        }
        Ok(facts)
    }
}

// -- What a day brings --------------------------------------------------------------------------------------------------

impl Due for Case {
    fn due(ctx: &mut Ctx<'_>, after: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        dismissals::due(ctx.db, ctx.vault, ctx.today(), after.map(DismissalId), max)
    }

    /// Brings into effect what was served and has its day, and closes what no remedy is open against any more.
    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        let event = if self.took_effect_on.is_none() { Event::TakeEffect } else { Event::Close };
        match fire(ctx, &self, &Command::Plain(event), Basis::default()) {
            Ok(_) => Ok(true),
            // What waits for the government, for a remedy that stays it, or for the end of the day: no failure.
            Err(Error::RuleRefused { .. } | Error::TransitionNotAllowed { .. }) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

// -- Reads --------------------------------------------------------------------------------------------------------------

/// Read one case, as it stood on a day, as it was known at a moment.
pub type ReadDismissal = ReadAsOf<Dismissal>;

impl Readable for Dismissal {
    type Id = DismissalId;
    const ACTION: Action = Action::read("read_dismissal", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: DismissalId, moment: Moment) -> Result<Self, Error> {
        let found = dismissals::find(ctx.db, ctx.vault, ctx.reach, id, moment.known_at)?;
        let day = moment.as_of.filter(|day| *day != ctx.today());
        let stood = match day {
            None => found,
            Some(day) => dismissals::stood_on(ctx.db, ctx.vault, &found, moment, day)?.ok_or(Error::NotFound)?,
        };
        let rules = ctx.rules()?;
        if sees_outcomes_only(ctx) {
            // What was taken back or is spent since is not read by way of an earlier day.
            let present = dismissals::find(ctx.db, ctx.vault, ctx.reach, id, None)?;
            let is_spent = present.spent_on(&rules).is_some_and(|day| day <= ctx.today());
            if is_spent || !present.has_ended_service() || !stood.has_ended_service() {
                return Err(Error::NotFound);
            }
        }
        let status = stood.effective(day.unwrap_or(ctx.today()));
        Ok(seen(ctx, &rules, Case { status, ..stood }))
    }
}

impl UseCase for ListRequest<CaseFilter> {
    const ACTION: Action = Action::read("list_dismissals", roles![Registrar, Approver, Hr, Auditor]);
    type Output = Listed<Dismissal>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (rules, mut filter) = (ctx.rules()?, self.query.parse()?);
        within_reach::lead_on(ctx, &mut filter.person_id)?;
        let ended_service_only = sees_outcomes_only(ctx);
        let (without, spent_since) = match filter.spent == Some(true) && !ended_service_only {
            true => (Vec::new(), Vec::new()),
            false => (taken_back(&filter), spent_since(&rules, ctx.today())),
        };
        let filter = CaseFilter { ended_service_only, without, spent_since, ..filter };
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        let page = dismissals::list(ctx.db, ctx.vault, ctx.reach, &filter, (order.descending, today), &request)?;
        let stands = |one: Case| Case { status: one.effective(today), ..one };
        let page = page.map(|one| seen(ctx, &rules, stands(one)));
        Ok(self.answer(ctx, page))
    }
}

/// What was taken back, that which is asked for by the name of its status apart.
fn taken_back(filter: &CaseFilter) -> Vec<Status> {
    Status::TAKEN_BACK.iter().filter(|status| !filter.status.contains(status)).copied().collect()
}

/// Read the remedies against a decision, with their clocks.
pub struct ReadRemedies(pub DismissalId);

impl UseCase for ReadRemedies {
    const ACTION: Action = Action::read("list_dismissal_remedies", roles![Registrar, Approver, Auditor]);
    type Output = DismissalRemedies;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<DismissalRemedies, Error> {
        dismissals::find(ctx.db, ctx.vault, ctx.reach, self.0, None).map(DismissalRemedies::from)
    }
}
