//! Erasing what the law lets go of (个人信息保护法第四十七条): asked for by one, carried out by another, recorded. What the
//! ledger and the archive need stays, and the plan says by which article and until when.

mod plan;

use crate::{
    Day, Error, Instant,
    kernel::{
        id::{ErasureId, PersonId},
        lifecycle::{Authority, Fields, Firing, Lifecycle, Step},
        time::following,
        word::words,
    },
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
        /// Erase; somebody else than who asked.
        CarryOut = "carry_out",
        /// Give it up, for a reason.
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

    /// The erasure, given up: the person turned out to be another. None where it does not wait.
    pub fn given_up(&self, now: Instant) -> Option<Self> {
        let updated_at = following(self.updated_at, now);
        let given_up = || Self { version: self.version + 1, status: Status::Withdrawn, updated_at, ..self.clone() };
        (self.status == Status::Requested).then(given_up)
    }
}

use Authority::{AnotherApprover, Registrar};

/// The lifecycle. Whoever asked does not carry it out.
impl Lifecycle for Erasure {
    type Status = Status;
    type Event = Event;
    type Command = Event;
    /// What would go and what would stay now.
    type Known = Plan;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = &[
        Step::new(Event::CarryOut, &[Status::Requested], Status::CarriedOut, AnotherApprover(&[])),
        Step::new(Event::Withdraw, &[Status::Requested], Status::Withdrawn, Registrar).for_reason(),
    ];

    fn event_of(command: &Event) -> Event {
        *command
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn status(&self) -> Status {
        self.status
    }

    fn last_event_on(&self) -> Option<Day> {
        Some(self.requested_on)
    }

    fn fields(&mut self) -> Fields<'_, Status> {
        Fields {
            version: &mut self.version,
            status: &mut self.status,
            history: None,
            last_event_on: None,
            updated_at: &mut self.updated_at,
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        if *firing.command == Event::CarryOut {
            firing.known.check()?;
            self.carried_out_on = Some(firing.day);
            self.report = Some(firing.known.lines.clone());
        }
        Ok(())
    }
}
