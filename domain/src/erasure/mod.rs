//! Erasing what the law lets go of (个人信息保护法第四十七条): asked for by one, carried out by another, recorded. What the
//! ledger and the archive need stays, and the plan says by which article and until when.

mod plan;

use crate::{
    Actor, Day, Error, Faults, Instant,
    event::Basis,
    id::{ErasureId, PersonId},
    lifecycle::{Authority, NextEvent, Situation, Step, check_basis},
    time::following,
    word::words,
};
pub use plan::{Holdings, InTheWay, Kind, Obstacle, Plan, PlanLine, Stipends};

words! {
    /// Where an erasure stands.
    Status {
        /// Waiting for somebody else.
        Requested = "requested",
        /// What could go is gone.
        CarriedOut = "carried_out",
        /// Given up.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Erase.
        CarryOut = "carry_out",
        /// Give it up.
        Withdraw = "withdraw",
    }
}

words! {
    /// Why a person is erased: the cases of 个人信息保护法第四十七条第一款.
    Ground {
        /// 处理目的已实现、无法实现或者不再必要.
        PurposeOver = "purpose_over",
        /// 保存期限已届满.
        RetentionOver = "retention_over",
        /// 个人撤回同意.
        ConsentWithdrawn = "consent_withdrawn",
        /// 违反法律、行政法规或者违反约定处理.
        ProcessedUnlawfully = "processed_unlawfully",
        /// 法律、行政法规规定的其他情形.
        OtherLaw = "other_law",
    }
}

impl Ground {
    /// Whether what no law keeps goes at once, whatever time the register would keep it for itself.
    pub const fn is_at_once(self) -> bool {
        matches!(self, Self::ConsentWithdrawn | Self::ProcessedUnlawfully)
    }
}

use Authority::{AnotherApprover, Registrar};

/// The lifecycle.
pub static LIFECYCLE: &[Step<Status, Event>] = &[
    Step::new(Event::CarryOut, &[Status::Requested], AnotherApprover),
    Step::new(Event::Withdraw, &[Status::Requested], Registrar).for_reason(),
];

/// An erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Identifier.
    pub id: ErasureId,
    /// Version, one more with every change.
    pub version: i64,
    /// Whose.
    pub person_id: PersonId,
    /// Where it stands.
    pub status: Status,
    /// Why.
    pub ground: Ground,
    /// The document it rests on.
    pub document_number: String,
    /// The day on which it was asked for.
    pub requested_on: Day,
    /// The day on which it was carried out.
    pub carried_out_on: Option<Day>,
    /// What was erased and what was kept, as it was then.
    pub report: Option<Vec<PlanLine>>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Erasure {
    /// An erasure that was asked for, once there is something that can go and nothing in the way.
    ///
    /// # Errors
    /// What [`Plan::check`] refuses.
    pub fn requested(
        id: ErasureId,
        person_id: PersonId,
        (ground, document_number): (Ground, String),
        plan: &Plan,
        (today, now): (Day, Instant),
    ) -> Result<Self, Error> {
        plan.check()?;
        Ok(Self {
            id,
            version: 1,
            person_id,
            status: Status::Requested,
            ground,
            document_number,
            requested_on: today,
            carried_out_on: None,
            report: None,
            created_at: now,
            updated_at: now,
        })
    }

    /// Fires an event; `plan` is what stands now.
    ///
    /// Errors in this order: the role never has it (403), the status has no such step (409), every fault of the input
    /// (422), four eyes (403), what [`Plan::check`] refuses (409).
    pub fn apply(
        &self,
        event: Event,
        basis: &Basis,
        plan: &Plan,
        situation: &Situation<'_, Event>,
    ) -> Result<Self, Error> {
        let not_allowed = Error::TransitionNotAllowed { status: self.status.as_str(), event: event.as_str() };
        let Some(step) = LIFECYCLE.iter().find(|step| step.event == event) else { return Err(not_allowed) };
        if !step.authority.held_by(situation.actor.role) {
            return Err(step.authority.refuses(situation.actor.role));
        }
        if !step.from.contains(&self.status) {
            return Err(not_allowed);
        }
        let mut faults = Faults::new();
        let day = check_basis(step, basis, situation.today, Some(self.requested_on), &mut faults);
        faults.finish(Some(()))?;
        four_eyes(step, situation)?;
        let (status, carried_out_on, report) = match event {
            Event::CarryOut => {
                plan.check()?;
                (Status::CarriedOut, Some(day), Some(plan.lines.clone()))
            }
            Event::Withdraw => (Status::Withdrawn, None, None),
        };
        let updated_at = following(self.updated_at, situation.now);
        Ok(Self { version: self.version + 1, status, carried_out_on, report, updated_at, ..self.clone() })
    }

    /// The erasure, given up: the person turned out to be another. None where it does not wait.
    pub fn given_up(&self, now: Instant) -> Option<Self> {
        let updated_at = following(self.updated_at, now);
        let given_up = || Self { version: self.version + 1, status: Status::Withdrawn, updated_at, ..self.clone() };
        (self.status == Status::Requested).then(given_up)
    }

    /// The events possible now, and for each whether this caller may fire it.
    pub fn possible(&self, situation: &Situation<'_, Event>) -> Vec<NextEvent<Event>> {
        let refusal = |step: &Step<Status, Event>| match step.authority.held_by(situation.actor.role) {
            false => Some(step.authority.refuses(situation.actor.role)),
            true => four_eyes(step, situation).err(),
        };
        let steps = LIFECYCLE.iter().filter(|step| step.from.contains(&self.status));
        steps.map(|step| NextEvent { event: step.event, refusal: refusal(step) }).collect()
    }
}

/// Who asked does not carry it out.
fn four_eyes(step: &Step<Status, Event>, situation: &Situation<'_, Event>) -> Result<(), Error> {
    let actor: &Actor = situation.actor;
    match step.authority {
        AnotherApprover => situation.makers.exclude(actor, |_| false),
        _ => Ok(()),
    }
}
