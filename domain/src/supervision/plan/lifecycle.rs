//! How a supervision plan moves: from the draft to what came of it.

use super::{Excused, Item, Outcome, PlanEvent, PlanKind, PlanStatus, SupervisionPlan};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        id::SchoolId,
        lifecycle::{
            Authority::{AnotherApprover, Approver, Registrar, RegistrarOrSystem},
            Firing, Lifecycle, Readiness, Step, usual_fields,
        },
        rules::{self, Rules, refused},
    },
    supervision::{object::Object, plan::ItemOrigin},
};

/// An event, with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// An event that brings nothing.
    Plain(PlanEvent),
    /// What is looked at, or where, as it becomes.
    Amend {
        /// The items, where they change.
        items: Option<Vec<Item>>,
        /// The schools, where they change.
        schools: Option<Vec<SchoolId>>,
    },
    /// Who is not supervised after all.
    Excuse(Object),
    /// What came of it.
    Evaluate(Outcome),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> PlanEvent {
        match self {
            Self::Plain(event) => *event,
            Self::Amend { .. } => PlanEvent::Amend,
            Self::Excuse(_) => PlanEvent::Excuse,
            Self::Evaluate(_) => PlanEvent::Evaluate,
        }
    }
}

/// What the register knows besides a plan.
#[derive(Debug, Clone)]
pub struct Known {
    /// The rules in force.
    pub rules: Rules,
    /// Whether another plan that is decided stands in its place (R190, R191).
    pub has_rival: bool,
    /// The names of schools and organisations that were neither inspected nor excused (R193).
    pub not_inspected: Vec<String>,
    /// How many problems are still open (R193).
    pub open_findings: u32,
}

impl Known {
    /// Nothing that stands in the way, under these rules.
    pub fn nothing(rules: Rules) -> Self {
        Self { rules, has_rival: false, not_inspected: Vec::new(), open_findings: 0 }
    }
}

impl Lifecycle for SupervisionPlan {
    type Status = PlanStatus;
    type Event = PlanEvent;
    type Command = Command;
    type Known = Known;
    type Effect = ();

    const STEPS: &'static [Step<PlanStatus, PlanEvent>] = {
        use {PlanEvent as E, PlanStatus as S};
        const WRITTEN: &[PlanEvent] = &[PlanEvent::Submit];
        &[
            Step::new(E::Submit, &[S::Draft], S::Submitted, Registrar),
            Step::new(E::Return, &[S::Submitted], S::Draft, Approver).for_reason(),
            Step::new(E::Approve, &[S::Submitted], S::Approved, AnotherApprover(WRITTEN)).by_document(),
            Step::new(E::Start, &[S::Approved], S::Running, RegistrarOrSystem),
            Step::within(E::Amend, &[S::Approved, S::Running], AnotherApprover(WRITTEN)).by_document(),
            Step::within(E::Excuse, &[S::Running], Approver).for_reason(),
            Step::new(E::Evaluate, &[S::Running], S::Evaluated, Registrar),
            Step::new(E::Close, &[S::Evaluated], S::Closed, AnotherApprover(&[E::Submit, E::Evaluate])),
            Step::new(E::Withdraw, &[S::Draft, S::Submitted, S::Approved], S::Withdrawn, Registrar).for_reason(),
        ]
    };

    usual_fields!();

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        match firing.command {
            Command::Plain(_) => {}
            Command::Amend { items, schools } => {
                if let Some(items) = items {
                    self.content.items.clone_from(items);
                }
                if let Some(schools) = schools {
                    self.scope.school_ids.clone_from(schools);
                }
                self.check(faults);
            }
            Command::Excuse(object) => self.excuse(*object, firing, faults),
            Command::Evaluate(outcome) => self.evaluate(outcome, faults),
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        match readiness.event {
            PlanEvent::Submit | PlanEvent::Amend => self.check_whole(readiness),
            PlanEvent::Start if readiness.day < self.days.starts_on => {
                self.not_ready(readiness, Wording::BeforeItsFirstDay)
            }
            PlanEvent::Approve if readiness.known.is_some_and(|known| known.has_rival) => {
                Err(Error::Duplicate(match self.kind {
                    PlanKind::School => Wording::SchoolPlanExists,
                    _ => Wording::MonthlyThemeExists,
                }))
            }
            PlanEvent::Close if self.kind == PlanKind::Special => self.check_closing(readiness.known),
            _ => Ok(()),
        }
    }
}

impl SupervisionPlan {
    fn not_ready(&self, readiness: &Readiness<'_, Self>, wording: Wording) -> Result<(), Error> {
        Err(Error::NotReady { status: self.status.as_str(), event: readiness.event.as_str(), wording })
    }

    /// It says what is looked at, and where; R192: the plan of a school has both what is common and what is its own.
    fn check_whole(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        if self.content.items.is_empty() || self.scope.is_empty() {
            return self.not_ready(readiness, Wording::ItemsAndScopeNeeded);
        }
        let has = |origin: ItemOrigin| self.content.items.iter().any(|item| item.origin == origin);
        let is_mixed = has(ItemOrigin::Common) && has(ItemOrigin::Own);
        let is_asked = readiness.known.is_some_and(|known| known.rules.demands(&rules::PLAN_COMMON_AND_OWN));
        if self.kind == PlanKind::School && is_asked && !is_mixed {
            return refused(&rules::PLAN_COMMON_AND_OWN, Wording::CommonAndOwnNeeded);
        }
        Ok(())
    }

    /// R193: one supervision, one rectification, one evaluation.
    fn check_closing(&self, known: Option<&Known>) -> Result<(), Error> {
        let Some(known) = known else { return Ok(()) };
        if !known.not_inspected.is_empty() {
            let names = known.not_inspected.join("、");
            return refused(&rules::PLAN_SPECIAL_ONE_TO_ONE, Wording::NotInspected { names });
        }
        match known.open_findings {
            0 => Ok(()),
            open => refused(&rules::PLAN_SPECIAL_ONE_TO_ONE, Wording::FindingsOpen { count: open.into() }),
        }
    }

    fn excuse(&mut self, object: Object, firing: &Firing<'_, Self>, faults: &mut Faults) {
        object.check(faults);
        let Object { school_id, organisation_id } = object;
        if self.excuses(school_id, organisation_id) {
            let pointer = if school_id.is_some() { "/school_id" } else { "/organisation_id" };
            faults.add(pointer, FaultCode::Duplicate, Wording::NamedTwice);
        }
        let reason = firing.basis.reason.clone().unwrap_or_default();
        self.excused.push(Excused { school_id, organisation_id, reason });
    }

    fn evaluate(&mut self, outcome: &Outcome, faults: &mut Faults) {
        let mut need = |is_kind: bool, is_given: bool, pointer: &str| {
            if is_kind && !is_given {
                faults.add(pointer, FaultCode::Required, Wording::FieldNeeded);
            } else if is_given && !is_kind {
                faults.add(pointer, FaultCode::Mismatch, Wording::NotOfThisKind);
            }
        };
        need(self.kind == PlanKind::Special, outcome.grade.is_some(), "/grade");
        need(self.kind == PlanKind::Publicity, outcome.reach.is_some(), "/reach");
        self.outcome = Some(outcome.clone());
    }

    /// True if its first day has come, and it was not begun.
    pub fn is_to_start(&self, today: Day) -> bool {
        self.status == PlanStatus::Approved && self.days.starts_on <= today
    }
}
