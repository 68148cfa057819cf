//! Dismissal cases (domain notes d.7, d.8): from a signal over investigation, notice of intent and defence to a decision,
//! its service, its effect, and the remedies against it.
//!
//! A decision takes effect in one act (R116: no remedy stays it), and its reversal undoes just what that act did (R117).
//! Resignation, transfer, retirement, death and the end of a term are exits of their own, and never a case (R106).

mod deciding;
pub mod effect;
pub mod ground;
pub mod remedy;
pub mod spent;

use crate::{
    Area, Day, Error, Instant,
    kernel::{
        fault::Faults,
        id::{DismissalId, PersonId, ZoneId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, moved_to, usual_fields},
        word::words,
    },
};
use effect::{Consequence, Effect, Suspension};
use ground::{Article, Ground, Measure, Signal};
use remedy::{Clock, Kind, Outcome, Profile, Remedy};
use uuid::Uuid;

words! {
    /// Where a case stands.
    Status {
        /// Begun upon a signal.
        Opened = "opened",
        /// Being investigated.
        Investigating = "investigating",
        /// The person was told what is intended.
        IntentServed = "intent_served",
        /// The person was heard, or let the days pass.
        DefenceHeard = "defence_heard",
        /// Decided, not served yet.
        Decided = "decided",
        /// The person has the decision.
        Served = "served",
        /// In effect.
        Effective = "effective",
        /// A review was filed.
        ReviewFiled = "review_filed",
        /// The review was decided.
        ReviewDecided = "review_decided",
        /// An appeal was filed.
        AppealFiled = "appeal_filed",
        /// The appeal was decided.
        AppealDecided = "appeal_decided",
        /// A second appeal was filed.
        SecondAppealFiled = "second_appeal_filed",
        /// The second appeal was decided.
        SecondAppealDecided = "second_appeal_decided",
        /// No remedy is open any more.
        Closed = "closed",
        /// Ended without a decision.
        Dropped = "dropped",
        /// The decision was revoked, and what it did is undone.
        Reversed = "reversed",
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Name who investigates.
        Investigate = "investigate",
        /// Keep the person from duty meanwhile.
        SuspendDuty = "suspend_duty",
        /// Let the person inspect again.
        LiftSuspension = "lift_suspension",
        /// End it without a decision.
        Drop = "drop",
        /// Tell the person what is intended.
        ServeIntent = "serve_intent",
        /// Record what the person says.
        HearDefence = "hear_defence",
        /// The days for it have passed.
        WaiveDefence = "waive_defence",
        /// Decide.
        Decide = "decide",
        /// Hand the decision to the person.
        Serve = "serve",
        /// Bring it into effect.
        TakeEffect = "take_effect",
        /// Record that the government removed a full-time inspector.
        RecordGovernmentDecision = "record_government_decision",
        /// The person asks for a remedy.
        FileRemedy = "file_remedy",
        /// Decide on the remedy.
        DecideRemedy = "decide_remedy",
        /// The remedies are over.
        Close = "close",
    }
}

impl Status {
    /// Before a decision.
    pub const UNDECIDED: &'static [Self] = &[Self::Opened, Self::Investigating, Self::IntentServed, Self::DefenceHeard];
    /// Before the effect of a decision: a person has one such case at most.
    pub const PENDING: &'static [Self] =
        &[Self::Opened, Self::Investigating, Self::IntentServed, Self::DefenceHeard, Self::Decided, Self::Served];
    /// Served, with or without a remedy: from here it takes effect.
    pub const SERVED: &'static [Self] = &[
        Self::Served,
        Self::ReviewFiled,
        Self::ReviewDecided,
        Self::AppealFiled,
        Self::AppealDecided,
        Self::SecondAppealFiled,
        Self::SecondAppealDecided,
    ];
    /// A remedy waits for its decision.
    pub const FILED: &'static [Self] = &[Self::ReviewFiled, Self::AppealFiled, Self::SecondAppealFiled];
    /// What ends once no remedy is open any more.
    pub const CLOSABLE: &'static [Self] =
        &[Self::Effective, Self::ReviewDecided, Self::AppealDecided, Self::SecondAppealDecided];
}

/// The intended measure, of which the person was notified (R110).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The facts as they were found.
    pub facts: String,
    /// The measure that is proposed: nothing heavier is decided.
    pub measure: Measure,
    /// The last day for a defence, counted in working days.
    pub defence_until: Day,
}

/// That the person was heard, or let the days pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defence {
    /// What the person says; none where the days passed.
    pub statement: Option<String>,
    /// The day.
    pub on: Day,
}

/// The decision (R111).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The measure; after a remedy that changed it, the lighter one.
    pub measure: Measure,
    /// The day from which it has effect, and not before it is served.
    pub effective_on: Day,
    /// By which document.
    pub document_number: Option<String>,
}

/// That the person has the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The day.
    pub on: Day,
    /// By which procedure the person may defend themselves, as the identity class was that day.
    pub profile: Profile,
}

words! {
    /// What is due next in a case.
    Due {
        /// The last day for the defence.
        Defence = "defence",
        /// The day of effect.
        Effect = "effect",
        /// The last day to file a remedy.
        Filing = "filing",
        /// The last day to decide a remedy.
        Deciding = "deciding",
    }
}

/// A dismissal case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Identifier.
    pub id: DismissalId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// About whom.
    pub person_id: PersonId,
    /// The stored status; see [`Case::effective`].
    pub status: Status,
    /// What brought it about.
    pub signal: Signal,
    /// The record of the signal, where the register has one.
    pub signal_id: Option<Uuid>,
    /// The ground: that of the signal, then of the decision.
    pub ground: Ground,
    /// What is said to have happened.
    pub description: String,
    /// Who investigates.
    pub investigator: Option<String>,
    /// The article: that of the intent, then of the decision.
    pub article: Option<Article>,
    /// The notice of intent.
    pub intent: Option<Intent>,
    /// The defence.
    pub defence: Option<Defence>,
    /// Since when the case keeps the person from duty.
    pub suspended_on: Option<Day>,
    /// The decision.
    pub decision: Option<Decision>,
    /// The service of the decision.
    pub service: Option<Service>,
    /// The day on which the decision took effect.
    pub took_effect_on: Option<Day>,
    /// The remedies that are open.
    pub clocks: Vec<Clock>,
    /// The remedies that were filed.
    pub remedies: Vec<Remedy>,
    /// What the act ended.
    pub effects: Vec<Effect>,
    /// The suspensions by the case that are over.
    pub suspensions: Vec<Suspension>,
    /// Through which statuses it went, and when.
    pub trail: StatusHistory<Status>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What an event needs beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Name who investigates.
    Investigate {
        /// Who.
        investigator: String,
    },
    /// Tell the person what is intended.
    ServeIntent {
        /// The facts.
        facts: String,
        /// The article.
        article: Article,
        /// The measure.
        measure: Measure,
    },
    /// Record what the person says.
    HearDefence {
        /// What.
        statement: String,
    },
    /// Decide.
    Decide {
        /// The measure.
        measure: Measure,
        /// The ground.
        ground: Ground,
        /// The article.
        article: Article,
        /// The day of effect.
        effective_on: Day,
    },
    /// Hand the decision to the person.
    Serve {
        /// The day.
        served_on: Option<Day>,
    },
    /// The person asks for a remedy.
    FileRemedy {
        /// Which.
        kind: Kind,
        /// What the person says.
        statement: Option<String>,
    },
    /// Decide on a remedy.
    DecideRemedy {
        /// What becomes of it.
        outcome: Outcome,
        /// The lighter measure, where it is changed.
        measure: Option<Measure>,
        /// An equal zone, where a reversal finds the person's own taken.
        zone_id: Option<ZoneId>,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Investigate { .. } => Event::Investigate,
            Self::ServeIntent { .. } => Event::ServeIntent,
            Self::HearDefence { .. } => Event::HearDefence,
            Self::Decide { .. } => Event::Decide,
            Self::Serve { .. } => Event::Serve,
            Self::FileRemedy { .. } => Event::FileRemedy,
            Self::DecideRemedy { .. } => Event::DecideRemedy,
            Self::Plain(event) => *event,
        }
    }
}

/// What the register knows in addition to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Whether the person has an open appointment or membership.
    pub serves: bool,
    /// Whether one of the appointments is full-time.
    pub is_full_time: bool,
    /// The procedure that the person's identity class gives today.
    pub profile: Profile,
}

/// What a case is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What brought it about.
    pub signal: Signal,
    /// The record of the signal.
    pub signal_id: Option<Uuid>,
    /// The ground.
    pub ground: Ground,
    /// What is said to have happened.
    pub description: String,
}

impl Case {
    /// Opens a case.
    pub fn open(
        id: DismissalId,
        (person_id, area): (PersonId, Area),
        opening: Opening,
        (today, now): (Day, Instant),
    ) -> Self {
        let Opening { signal, signal_id, ground, description } = opening;
        Self {
            id,
            version: 1,
            area,
            person_id,
            status: Status::Opened,
            signal,
            signal_id,
            ground,
            description,
            investigator: None,
            article: None,
            intent: None,
            defence: None,
            suspended_on: None,
            decision: None,
            service: None,
            took_effect_on: None,
            clocks: Vec::new(),
            remedies: Vec::new(),
            effects: Vec::new(),
            suspensions: Vec::new(),
            trail: StatusHistory::beginning(today, Status::Opened),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The status on a day: where no remedy is open any more it reads as closed before the job has run.
    pub fn effective(&self, today: Day) -> Status {
        if self.is_over(today) { Status::Closed } else { self.status }
    }

    /// Whether it is in effect and the last day to file a remedy has passed.
    fn is_over(&self, today: Day) -> bool {
        let last = self.clocks.iter().map(|clock| clock.file_by).max();
        let is_closable = Status::CLOSABLE.contains(&self.status) && self.took_effect_on.is_some();
        is_closable && last.is_some_and(|last| last < today)
    }

    /// Whether it was there on a day.
    pub fn was_there(&self, day: Day) -> bool {
        self.trail.on(day).is_some()
    }

    /// The day on which a served decision has effect: its own, but not before the person has it.
    pub fn takes_effect_on(&self) -> Option<Day> {
        Some(self.decision.as_ref()?.effective_on.max(self.service?.on))
    }

    /// True if the case has ended what the person held, which is what other systems get.
    pub fn has_ended_service(&self) -> bool {
        self.took_effect_on.is_some()
            && self.status != Status::Reversed
            && self.decision.as_ref().is_some_and(|decision| decision.measure.ends())
    }

    /// What is due next, and when: what the office is reminded of.
    pub fn due(&self) -> Option<(Due, Day)> {
        let filing = self.clocks.iter().map(|clock| clock.file_by).max().map(|day| (Due::Filing, day));
        match self.status {
            Status::IntentServed => self.intent.as_ref().map(|intent| (Due::Defence, intent.defence_until)),
            status if Status::SERVED.contains(&status) && self.took_effect_on.is_none() => {
                self.takes_effect_on().map(|day| (Due::Effect, day))
            }
            status if Status::FILED.contains(&status) => {
                self.remedies.last().map(|remedy| (Due::Deciding, remedy.decide_by))
            }
            status if Status::CLOSABLE.contains(&status) => filing,
            _ => None,
        }
    }

    /// The case after the person's identity changed: a decision that has no effect yet has to be made again. None if
    /// there is no such decision.
    pub fn asked_again(&self, day: Day, now: Instant) -> Option<Self> {
        let is_decided = matches!(self.status, Status::Decided | Status::Served) && self.took_effect_on.is_none();
        let day = self.last_event_on.map_or(day, |last| day.max(last));
        let again = || moved_to(self, Status::DefenceHeard, day, now);
        is_decided.then(|| Self { decision: None, service: None, clocks: Vec::new(), ..again() })
    }
}

use Authority::{AnotherApprover, Approver, Registrar, RegistrarOrSystem};

const REMEDIABLE: &[Status] = &[Status::Served, Status::Effective, Status::ReviewDecided, Status::AppealDecided];

/// The lifecycle: lifecycles page, "Dismissal case", row for row. A remedy that was filed before the day of effect does not
/// stay it (R116): the decision takes effect from there, too, and the status stays that of the remedy.
///
/// Whoever opened a case, investigated it or told the person what is intended decides nothing in it.
impl Lifecycle for Case {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Record;
    type Effect = Consequence;

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const PREPARED: &[Event] = &[E::Investigate, E::ServeIntent];
        &[
            Step::new(E::Investigate, &[S::Opened], S::Investigating, Registrar),
            Step::within(E::SuspendDuty, S::PENDING, Approver).for_reason(),
            Step::within(E::LiftSuspension, S::PENDING, Approver).for_reason(),
            Step::new(E::Drop, S::UNDECIDED, S::Dropped, AnotherApprover(PREPARED)).for_reason(),
            Step::new(E::ServeIntent, &[S::Investigating], S::IntentServed, Registrar),
            Step::new(E::HearDefence, &[S::IntentServed], S::DefenceHeard, Registrar),
            Step::new(E::WaiveDefence, &[S::IntentServed], S::DefenceHeard, Registrar),
            Step::new(E::Decide, &[S::DefenceHeard], S::Decided, AnotherApprover(PREPARED)).by_document(),
            Step::new(E::Serve, &[S::Decided], S::Served, Registrar),
            Step::within(E::TakeEffect, S::SERVED, RegistrarOrSystem),
            Step::within(E::RecordGovernmentDecision, S::SERVED, Registrar).by_document(),
            Step::within(E::FileRemedy, REMEDIABLE, Registrar),
            Step::within(E::DecideRemedy, S::FILED, AnotherApprover(PREPARED)).by_document(),
            Step::new(E::Close, S::CLOSABLE, S::Closed, RegistrarOrSystem),
        ]
    };

    usual_fields!(trail);

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        let is_asked_of_government =
            self.decision.as_ref().is_some_and(|decision| decision.measure == Measure::ProposalToGovernment);
        match step.event {
            // The end of the remedies is what closes it, and they may be over already.
            Event::Close => Status::CLOSABLE.contains(&self.status) && self.took_effect_on.is_some(),
            // The day says whether it is late, and the deadline is named.
            Event::FileRemedy => step.from.contains(&self.status),
            _ if !step.from.contains(&self.effective(today)) => false,
            Event::SuspendDuty => self.suspended_on.is_none(),
            Event::LiftSuspension => self.suspended_on.is_some(),
            Event::TakeEffect => self.took_effect_on.is_none() && !is_asked_of_government,
            Event::RecordGovernmentDecision => self.took_effect_on.is_none() && is_asked_of_government,
            _ => true,
        }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        self.check(firing.command, firing.day, faults);
    }

    /// Effect and end come with their days, whenever they are recorded.
    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        let event = readiness.event;
        self.check_day(event, if event == Event::WaiveDefence { readiness.day } else { readiness.today })
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<Consequence, Error> {
        self.moved(firing)
    }

    /// What is served counts from its service, an effect from its day, and the end from the last day of the remedies.
    fn counts_from(&self, firing: &Firing<'_, Self>) -> Day {
        let day = match firing.command.event() {
            Event::Serve => self.service.map(|service| service.on),
            Event::TakeEffect | Event::RecordGovernmentDecision => self.took_effect_on,
            Event::Close => {
                let over = self.clocks.iter().filter_map(|clock| clock.file_by.succ_opt()).max();
                over.max(self.last_event_on)
            }
            _ => None,
        };
        day.unwrap_or(firing.day)
    }
}

#[cfg(test)]
mod tests;
