//! Runs of stipends on the wire: the run, its lines, whom it lists, and what finance reports.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Error, FaultCode, Role, Wording,
    kernel::{
        event::Basis,
        fault::Faults,
        money::Fen,
        period::Month,
        policy::{Field, Sight, sight},
        text,
    },
    money::stipend::{
        line::{self, LineEvent},
        run::{self, Event, Status},
    },
};
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    kernel::transition::{BasisInput, OpenNotice, PublishedElsewhere},
    money::{
        payee::TaxClass,
        stipend_standard::{StipendComponent, whole},
    },
};

published! {
    StipendRunStatus = domain::money::stipend::run::Status,
    StipendLineKind = domain::money::stipend::line::LineKind,
    StipendHold = domain::money::stipend::entitlement::Held,
    PaymentOutcome = domain::money::stipend::line::PaymentOutcome,
    StipendPayeeBasis = domain::money::stipend::line::PayeeBasis,
    StipendFindingCode = domain::money::stipend::line::FindingCode,
}

/// A month's run of stipends of one area.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendRun {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// The month paid for, as `2026-11`.
    pub month: String,
    /// Where it stands.
    pub status: StipendRunStatus,
    /// When it was computed last: what the register learned later is not in it.
    pub computed_at: Option<DateTime<Utc>>,
    /// The version of the rules it was computed by.
    pub policy_version: Option<i64>,
    /// People who are paid something.
    pub people_count: i64,
    /// Lines that are paid.
    pub line_count: i64,
    /// Lines that are held.
    pub held_count: i64,
    /// Entries of the list of people whom somebody should look at; those with a shared account, of whom not everybody is told, are
    /// not counted.
    pub finding_count: i64,
    /// The sum of what is paid, before tax, in fen.
    pub total_fen: i64,
    /// The most that the area pays in the year, in fen.
    pub yearly_cap_fen: Option<i64>,
    /// The day the roster was posted.
    pub notice_opened_on: Option<NaiveDate>,
    /// Where the notice was published, if not by this register.
    pub published_elsewhere: Option<PublishedElsewhere>,
    /// The last day of its notice.
    pub notice_ends_on: Option<NaiveDate>,
    /// The document by which it was decided.
    pub document_number: Option<String>,
    /// Lines that finance paid; null for who is told nothing of payments.
    pub paid_count: Option<i64>,
    /// Lines that finance could not pay, or that came back; null for who is told nothing of payments.
    pub failed_count: Option<i64>,
    /// The sum of the lines paid, in fen; null for who is told nothing of payments.
    pub paid_fen: Option<i64>,
    /// Lines that need no result: with the other lines of their person and payer they come to zero, so that nothing is
    /// transferred; null before the run was sent, and for who is told nothing of payments.
    pub offset_count: Option<i64>,
    /// Lines that keep the run from being reconciled, because finance has not reported what became of them: `unreported=true`
    /// in the list of lines names them; null before the run was sent, and for who is told nothing of payments.
    pub unreported_count: Option<i64>,
    /// The day on which it was sent to finance: nothing was paid by it before.
    pub sent_on: Option<NaiveDate>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl StipendRun {
    /// The run as this role sees it (contract, section 3).
    pub fn new(one: run::Run, role: Role) -> Self {
        let payments = Some(one.payments).filter(|_| sight(role, Field::PaymentResult) == Sight::Full);
        let with_finance = payments.filter(|_| Status::WITH_FINANCE.contains(&one.status));
        let computed = one.computation.as_ref();
        let totals = computed.map(|computation| computation.totals).unwrap_or_default();
        let ends_on = one.notice.as_ref().and_then(|notice| match notice.clock {
            domain::kernel::notice::Clock::RunsUntil(day) => Some(day),
            domain::kernel::notice::Clock::Stopped { .. } => None,
        });
        Self {
            id: Uuid::from(one.id),
            version: one.version,
            area: one.area.as_str().to_owned(),
            month: one.month.to_string(),
            status: one.status.into(),
            computed_at: computed.map(|computation| computation.at),
            policy_version: computed.map(|computation| computation.terms.policy_version),
            people_count: totals.people,
            line_count: totals.lines,
            held_count: totals.held,
            finding_count: totals.findings,
            total_fen: totals.amount,
            yearly_cap_fen: computed.and_then(|computation| computation.yearly_cap).map(Fen::fen),
            notice_opened_on: one.notice.as_ref().map(|notice| notice.opened_on),
            published_elsewhere: PublishedElsewhere::of(one.notice.as_ref()),
            notice_ends_on: ends_on,
            document_number: one.document_number.clone(),
            paid_count: payments.map(|payments| payments.paid),
            failed_count: payments.map(|payments| payments.failed),
            paid_fen: payments.map(|payments| payments.amount),
            offset_count: with_finance.map(|payments| payments.offset),
            unreported_count: with_finance.map(|_| one.unreported()),
            sent_on: one.sent_on,
            created_at: one.created_at,
            updated_at: one.updated_at,
        }
    }
}

/// What a run pays one person for one month and component, or a signed correction of what an earlier month paid.
#[view(one: line::Line, role: Role)]
pub struct StipendLine {
    /// Identifier: the same each time that the run is computed.
    pub id: Uuid,
    /// Its run.
    pub run_id: Uuid,
    /// The run's area (GB/T 2260).
    pub area: String,
    /// For which month; of a correction, an earlier one than the run's.
    pub month: String,
    /// Who is paid.
    pub person_id: Uuid,
    /// Their public number.
    pub person_number: String,
    /// For what.
    pub component: StipendComponent,
    /// What it is.
    pub kind: StipendLineKind,
    /// How much before tax, in fen; negative where it takes back.
    #[from(one.amount)]
    pub amount_fen: i64,
    /// Why it is held.
    #[from(one.holds())]
    pub holds: Vec<StipendHold>,
    /// Why somebody holds it by hand.
    pub hold_reason: Option<String>,
    /// The organisation that pays.
    pub payer_id: Option<Uuid>,
    /// The payee into whose account it is paid.
    #[from(one.payee.map(|payee| payee.id))]
    pub payee_id: Option<Uuid>,
    /// In which version the run read it.
    #[from(one.payee.map(|payee| payee.version))]
    pub payee_version: Option<i64>,
    /// Why into that account.
    pub payee_basis: Option<StipendPayeeBasis>,
    /// As what it is taxed.
    pub tax_class: Option<TaxClass>,
    /// The line that it corrects.
    pub corrects_id: Option<Uuid>,
    /// What became of its payment, as last reported; null, too, for who is told nothing of payments.
    #[from(one.payment.filter(|_| sight(role, Field::PaymentResult) == Sight::Full))]
    pub payment: Option<PaymentOutcome>,
    /// When it was computed.
    pub created_at: DateTime<Utc>,
}

/// A person whom a run lists, and why: it goes on past them.
#[view(one: line::Finding)]
pub struct StipendFinding {
    /// Who.
    pub person_id: Uuid,
    /// About which month.
    pub month: String,
    /// About what; about all when nothing is said.
    pub component: Option<StipendComponent>,
    /// Why.
    pub code: StipendFindingCode,
    /// About how much, in fen.
    #[from(one.amount)]
    pub amount_fen: Option<i64>,
}

/// A run to begin.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateStipendRun {
    /// Area (GB/T 2260) whose standards it pays by; the client's, else the register's, unless said.
    pub area: Option<String>,
    /// The month, as `2026-11`.
    pub month: String,
}

impl CreateStipendRun {
    /// What it says, noting every fault.
    pub fn parse(&self, faults: &mut Faults) -> (Option<Area>, Option<Month>) {
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        (area, faults.keep("/month", Month::parse(&self.month)))
    }
}

transitions! {
    /// One event of a run's lifecycle, with what it needs. What finance paid is recorded through `/payment-results`.
    TransitionStipendRun =>
    /// Make the lines from what is known now; again and again until the run is approved.
    Compute = "compute" (BasisInput),
    /// Say that the duty of the month was looked at; on its last day or later.
    VerifyDuty = "verify_duty" (BasisInput),
    /// Post the roster.
    OpenRosterNotice = "open_roster_notice" (OpenNotice),
    /// Decide that it is paid; needs a document number and somebody who neither made nor verified it.
    Approve = "approve" (BasisInput),
    /// Hand it to finance.
    Send = "send" (BasisInput),
    /// Say that the books agree: the result of every line is known that needs one.
    Reconcile = "reconcile" (BasisInput),
    /// Close it for good.
    Close = "close" (BasisInput),
    /// Give it up; not after it was sent.
    Cancel = "cancel" (BasisInput),
}

impl TransitionStipendRun {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(Event, Basis), Error> {
        let mut faults = Faults::new();
        let (event, basis) = match self {
            Self::Compute(input) => (Event::Compute, input),
            Self::VerifyDuty(input) => (Event::VerifyDuty, input),
            Self::OpenRosterNotice(input) => (Event::OpenRosterNotice, input.basis(&mut faults)),
            Self::Approve(input) => (Event::Approve, input),
            Self::Send(input) => (Event::Send, input),
            Self::Reconcile(input) => (Event::Reconcile, input),
            Self::Close(input) => (Event::Close, input),
            Self::Cancel(input) => (Event::Cancel, input),
        };
        let basis = basis.parse(&mut faults);
        faults.finish(Some((event, basis)))
    }
}

transitions! {
    /// What a registrar does to a line, with the reason.
    TransitionStipendLine =>
    /// Keep it from being paid; until the run is approved.
    Hold = "hold" (BasisInput),
    /// Let it be paid; what an approved run held becomes arrears of the next.
    Release = "release" (BasisInput),
}

impl TransitionStipendLine {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault; a reason is needed.
    pub fn parse(self) -> Result<(LineEvent, Basis), Error> {
        let mut faults = Faults::new();
        let (event, basis) = match self {
            Self::Hold(input) => (LineEvent::Hold, input),
            Self::Release(input) => (LineEvent::Release, input),
        };
        let basis = basis.parse(&mut faults);
        if basis.reason.is_none() {
            faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
        }
        faults.finish(Some((event, basis)))
    }
}

/// What became of the payment of one line.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentResultInput {
    /// The line.
    pub line_id: Uuid,
    /// What became of it.
    pub outcome: PaymentOutcome,
    /// How much, in fen: that of the line.
    #[schema(minimum = -1_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "whole")]
    pub amount_fen: i64,
    /// Finance's own number of this report, by which it may be sent again.
    pub reference: String,
    /// Why it could not be paid, or came back; needed for both.
    pub reason: Option<String>,
    /// The day, not before the run was sent; today unless said.
    pub occurred_on: Option<NaiveDate>,
}

/// A result as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Finance's own number of the report.
    pub reference: String,
    /// Why it could not be paid, or came back.
    pub reason: Option<String>,
}

impl PaymentResultInput {
    /// What it says, noting every fault at its place.
    pub fn parse(&self, at: &str, faults: &mut Faults) -> Option<Reported> {
        let reference = faults.keep(&format!("{at}/reference"), text::line(&self.reference));
        let reason = self.reason.as_ref().and_then(|raw| faults.keep(&format!("{at}/reason"), text::block(raw)));
        if self.outcome.0 != line::PaymentOutcome::Paid && self.reason.is_none() {
            faults.add(format!("{at}/reason"), FaultCode::Required, Wording::ReasonNeeded);
        }
        reference.map(|reference| Reported { reference, reason })
    }
}

/// What became of payments.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePaymentResults {
    /// The results, 1 000 at most: all are recorded or none.
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<PaymentResultInput>,
}

/// What finance reported about a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaymentResult {
    /// Identifier.
    pub id: Uuid,
    /// The line.
    pub line_id: Uuid,
    /// What became of it.
    pub outcome: PaymentOutcome,
    /// How much, in fen.
    pub amount_fen: i64,
    /// Finance's own number of the report.
    pub reference: String,
    /// Why it could not be paid, or came back.
    pub reason: Option<String>,
    /// The day.
    pub occurred_on: NaiveDate,
    /// Whether the run had been reconciled: it stays as it is, and the open month pays again or takes back.
    pub is_late: bool,
    /// When the register learned of it.
    pub created_at: DateTime<Utc>,
}
