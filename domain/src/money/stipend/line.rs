//! Lines of a run: what one person is paid for one month and component, and signed corrections of what a closed month paid.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    amounts::Component,
    entitlement::{Held, Source},
};
use crate::{
    Area, Error, Instant, Wording,
    kernel::{
        id::{OrganisationId, PersonId, StipendLineId, StipendRunId},
        period::Month,
        text::PersonNumber,
        word::words,
    },
    money::payee::TaxClass,
};

words! {
    /// What a line is.
    LineKind {
        /// What the month pays.
        Normal = "normal",
        /// What the month would pay, were there no reason to hold it.
        Held = "held",
        /// What an earlier month owes still.
        Arrears = "arrears",
        /// What an earlier month paid too much of.
        Recovery = "recovery",
        /// What an earlier month paid and did not owe at all.
        Reversal = "reversal",
    }
}

impl LineKind {
    /// Whether it is the one line of its person, month and component that is no correction.
    pub fn is_ordinary(self) -> bool {
        matches!(self, Self::Normal | Self::Held)
    }
}

words! {
    /// What became of the payment of a line.
    PaymentOutcome {
        /// The money is in the account; of a recovery: it was taken back.
        Paid = "paid",
        /// It could not be paid.
        Failed = "failed",
        /// It was paid and came back.
        Returned = "returned",
    }
}

words! {
    /// Why a line pays into the account of the payee that it names: the one that holds when its run pays.
    PayeeBasis {
        /// The payee of the month still holds.
        OfMonth = "of_month",
        /// Another payee than that of the month holds: the person has changed account or payer since.
        HoldsNow = "holds_now",
        /// No payee holds any more: it is the last one that did.
        LastKnown = "last_known",
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Identifier: the same each time that the run is computed.
    pub id: StipendLineId,
    /// Its run.
    pub run_id: StipendRunId,
    /// The run's area.
    pub area: Area,
    /// For which month; of a correction, an earlier one than the run's.
    pub month: Month,
    /// Who is paid.
    pub person_id: PersonId,
    /// Their public number.
    pub person_number: PersonNumber,
    /// For what.
    pub component: Component,
    /// What it is.
    pub kind: LineKind,
    /// How much before tax, in fen; negative where it takes back.
    pub amount: i64,
    /// Of a correction, what earlier runs had granted for the month and component, in fen.
    pub granted: Option<i64>,
    /// Why the facts hold it.
    pub held: Vec<Held>,
    /// Why somebody holds it.
    pub hold_reason: Option<String>,
    /// Who pays.
    pub payer_id: Option<OrganisationId>,
    /// The payee into whose account it is paid, in the version that was read.
    pub payee: Option<Source>,
    /// Why into that one.
    pub payee_basis: Option<PayeeBasis>,
    /// As what it is taxed.
    pub tax_class: Option<TaxClass>,
    /// The line that it corrects.
    pub corrects_id: Option<StipendLineId>,
    /// What became of its payment, as last reported.
    pub payment: Option<PaymentOutcome>,
    /// When it was computed.
    pub created_at: Instant,
}

/// What identifies a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey {
    /// Whose.
    pub person_id: PersonId,
    /// For which month.
    pub month: Month,
    /// For what.
    pub component: Component,
    /// Whether it corrects what an earlier run granted.
    pub is_correction: bool,
}

/// Bytes of an identifier that say when its run was made: the lines of a run lie together in every index.
const RUN_BYTES: usize = 6;

/// An identifier made from its parts, in the place of its run.
fn made_of(run: StipendRunId, parts: &[&[u8]]) -> Uuid {
    let mut digest = Sha256::new();
    digest.update(run.0.as_bytes());
    parts.iter().for_each(|part| digest.update(part));
    let digest = digest.finalize();
    let source = run.0.as_bytes().iter().take(RUN_BYTES).chain(digest.iter());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(source).for_each(|(byte, source)| *byte = *source);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl LineKey {
    /// The identifier of the line in a run: made from the key, so that computing again gives the same.
    pub fn id(&self, run: StipendRunId) -> StipendLineId {
        let (month, component) = (self.month.to_string(), self.component.as_str());
        let parts: [&[u8]; 4] =
            [self.person_id.0.as_bytes(), month.as_bytes(), component.as_bytes(), &[u8::from(self.is_correction)]];
        StipendLineId(made_of(run, &parts))
    }
}

/// The identifier of what a person's lines of a month rest on in a run.
pub fn grounds_id(run: StipendRunId, person: PersonId, month: Month) -> Uuid {
    made_of(run, &[person.0.as_bytes(), month.to_string().as_bytes()])
}

words! {
    /// What a registrar does to a line.
    LineEvent {
        /// Keep it from being paid.
        Hold = "hold",
        /// Let it be paid.
        Release = "release",
    }
}

impl Line {
    /// Why it is held: by the facts, and by hand.
    pub fn holds(&self) -> Vec<Held> {
        self.held.iter().copied().chain(self.hold_reason.as_ref().map(|_| Held::ByHand)).collect()
    }

    /// Whether finance pays it.
    pub fn is_payable(&self) -> bool {
        self.kind != LineKind::Held && self.amount != 0
    }

    /// Why this outcome cannot be reported of it now: nothing is paid twice, and only what was paid comes back.
    pub fn refusal_of(&self, outcome: PaymentOutcome) -> Option<Wording> {
        use PaymentOutcome::{Failed, Paid, Returned};
        match (self.payment, outcome) {
            _ if !self.is_payable() => Some(Wording::LineNotPayable),
            (Some(Paid), Paid | Failed) => Some(Wording::LinePaidAlready),
            (None | Some(Failed | Returned), Returned) => Some(Wording::LineNotPaid),
            _ => None,
        }
    }

    /// The line, held by hand for a reason, or released. A line that was held when its run was decided is not paid by
    /// that run: once it is released, the next run pays it as arrears.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] for a hold of a line that is not one of the month's own payments, is already
    /// held by hand or was decided, and for a release of a line that is not held.
    pub fn after(&self, event: LineEvent, reason: Option<String>, is_decided: bool) -> Result<Self, Error> {
        let is_held = self.hold_reason.is_some();
        let is_possible = match event {
            LineEvent::Hold => self.kind.is_ordinary() && !is_held && !is_decided,
            LineEvent::Release => is_held,
        };
        if !is_possible {
            return Err(Error::TransitionNotAllowed { status: self.kind.as_str(), event: event.as_str() });
        }
        let hold_reason = reason.filter(|_| event == LineEvent::Hold);
        let kind = match (is_decided, self.held.is_empty() && hold_reason.is_none()) {
            (true, _) => self.kind,
            (false, true) => LineKind::Normal,
            (false, false) => LineKind::Held,
        };
        Ok(Self { kind, hold_reason, ..self.clone() })
    }
}

words! {
    /// Why a run lists a person.
    FindingCode {
        /// No standard was in effect on days in office.
        NoStandard = "no_standard", // R145.
        /// The standard has no amount for such a person.
        NoAmount = "no_amount",
        /// Suspended the whole month.
        Suspended = "suspended",
        /// Fewer days of duty than the floor.
        DutyNotMet = "duty_not_met",
        /// Another run has paid the month already.
        PaidByAnotherRun = "paid_by_another_run",
        /// More was paid than was owed, and more than this run pays the person.
        RecoveryOutstanding = "recovery_outstanding",
        /// An earlier month owes something that is held.
        ArrearsHeld = "arrears_held",
        /// Another person is paid into the same account; not told to who may have entered it to find out.
        AccountShared = "account_shared",
    }
}

/// A person whom a run lists, and why: it goes on past them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Who.
    pub person_id: PersonId,
    /// About which month.
    pub month: Month,
    /// About what; about all when nothing is said.
    pub component: Option<Component>,
    /// Why.
    pub code: FindingCode,
    /// About how much, in fen.
    pub amount: Option<i64>,
}
