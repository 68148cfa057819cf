//! A month's run of stipends of one area: computed as often as needed, verified, decided by somebody else, paid by finance,
//! and closed for good (domain notes d.5; lifecycles page, "Stipend run").

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    entitlement::Terms,
    line::{Line, LineKind, PaymentOutcome},
    tax::TaxTerms,
};
use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        id::{OrganisationId, PersonId, StipendRunId, StipendStandardId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, Step, usual_fields},
        money::Fen,
        notice::Notice,
        period::Month,
        rules::{self, Rules, refused},
        word::words,
    },
};

words! {
    /// Where a run stands.
    Status {
        /// Begun.
        Open = "open",
        /// Its lines are there.
        Computed = "computed",
        /// Somebody looked at the duty done.
        DutyVerified = "duty_verified",
        /// The roster is posted.
        InRosterNotice = "in_roster_notice",
        /// Decided: its lines stay as they are.
        Approved = "approved",
        /// With finance.
        Sent = "sent",
        /// Finance could not pay all of it.
        PartlyFailed = "partly_failed",
        /// Paid.
        Paid = "paid",
        /// Our books and those of finance agree.
        Reconciled = "reconciled",
        /// Closed.
        Closed = "closed",
        /// Given up.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Statuses of a run that was decided.
    pub const DECIDED: [Self; 6] =
        [Self::Approved, Self::Sent, Self::PartlyFailed, Self::Paid, Self::Reconciled, Self::Closed];
    /// Statuses in which a run pays nothing more: what it did not pay is still owed, and the open month pays it.
    pub const SETTLED: [Self; 2] = [Self::Reconciled, Self::Closed];
    /// Statuses of a run of which finance reports payments.
    pub const WITH_FINANCE: [Self; 5] = [Self::Sent, Self::PartlyFailed, Self::Paid, Self::Reconciled, Self::Closed];

    /// Whether it was decided.
    pub fn is_decided(self) -> bool {
        Self::DECIDED.contains(&self)
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Make the lines, from what is known now.
        Compute = "compute",
        /// Say that the duty of the month was looked at.
        VerifyDuty = "verify_duty",
        /// Post the roster.
        OpenRosterNotice = "open_roster_notice",
        /// Decide that it is paid.
        Approve = "approve",
        /// Hand it to finance.
        Send = "send",
        /// Record what became of payments.
        RecordResults = "record_results",
        /// Say that the books agree.
        Reconcile = "reconcile",
        /// Close it.
        Close = "close",
        /// Give it up.
        Cancel = "cancel",
    }
}

/// A standard on the days of the month on which it was in effect: what is decided of it never changes, so that its days say
/// whether a month was computed by what holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardOfMonth {
    /// Which.
    #[serde(with = "id_as_uuid")]
    pub id: StipendStandardId,
    /// First day.
    pub from: Day,
    /// The first day without it.
    pub end: Day,
}

mod id_as_uuid {
    use super::StipendStandardId;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(id: &StipendStandardId, out: S) -> Result<S::Ok, S::Error> {
        id.0.serialize(out)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<StipendStandardId, D::Error> {
        Deserialize::deserialize(from).map(StipendStandardId)
    }
}

impl Line {
    /// True if the person has got what it pays, or gets it from finance still. What could not be paid, or came back, is finance's
    /// to pay until the run is settled; from then on it is not granted, and the open month pays it.
    pub fn is_granted(&self, status: Status) -> bool {
        let is_unpaid = matches!(self.payment, Some(PaymentOutcome::Failed | PaymentOutcome::Returned));
        self.is_payable() && !(is_unpaid && Status::SETTLED.contains(&status))
    }
}

/// The totals of the lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// People with a line that is paid.
    pub people: i64,
    /// Lines that are paid.
    pub lines: i64,
    /// Lines that are held.
    pub held: i64,
    /// The sum of what is paid, before tax, in fen.
    pub amount: i64,
    /// People whom the run lists as findings.
    pub findings: i64,
}

impl Totals {
    /// The totals of all the lines of some people.
    pub fn of(lines: &[Line]) -> Self {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let paid = || lines.iter().filter(|line| line.is_payable());
        Self {
            people: count(paid().map(|line| line.person_id).collect::<BTreeSet<_>>().len()),
            lines: count(paid().count()),
            held: count(lines.iter().filter(|line| line.kind == LineKind::Held).count()),
            amount: paid().fold(0, |sum: i64, line| sum.saturating_add(line.amount)),
            findings: 0,
        }
    }

    /// With those of other people.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            lines: self.lines + other.lines,
            held: self.held + other.held,
            amount: self.amount.saturating_add(other.amount),
            findings: self.findings + other.findings,
        }
    }

    /// Once lines of a person became others.
    #[must_use]
    pub fn recounted(self, before: &[Line], after: &[Line]) -> Self {
        self.and(Self::of(after)).without(Self::of(before))
    }

    fn without(self, other: Self) -> Self {
        Self {
            people: self.people - other.people,
            lines: self.lines - other.lines,
            held: self.held - other.held,
            amount: self.amount.saturating_sub(other.amount),
            findings: self.findings - other.findings,
        }
    }
}

/// How and to what a run was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computation {
    /// When: what the register learned later is not in it.
    pub at: Instant,
    /// The values of the rules.
    pub terms: Terms,
    /// Those of the tax preview.
    pub tax: TaxTerms,
    /// The standards of the area.
    pub standards: Vec<StandardOfMonth>,
    /// The runs of the area that were decided by then: what they granted is known to it.
    pub decided_before: Vec<uuid::Uuid>,
    /// The most that the area pays in the year.
    pub yearly_cap: Option<Fen>,
    /// Its totals.
    pub totals: Totals,
}

/// What finance reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Payments {
    /// Lines paid.
    pub paid: i64,
    /// Lines that could not be paid, or came back.
    pub failed: i64,
    /// The sum of the lines paid, in fen.
    pub amount: i64,
    /// Lines without a result that need none: with the other lines of their person and payer they come to zero, so that nothing
    /// is transferred.
    pub offset: i64,
}

/// What one payer transfers to one person, as far as it was reported.
#[derive(Default)]
struct Transfer {
    amount: i64,
    unreported: i64,
    is_unpaid: bool,
}

impl Payments {
    /// What was reported of all the lines of some people.
    pub fn of(lines: &[Line]) -> Self {
        let mut all = Self::default();
        let mut transfers: BTreeMap<(PersonId, Option<OrganisationId>), Transfer> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.is_payable()) {
            let transfer = transfers.entry((line.person_id, line.payer_id)).or_default();
            transfer.amount = transfer.amount.saturating_add(line.amount);
            match line.payment {
                None => transfer.unreported += 1,
                Some(PaymentOutcome::Paid) => {
                    (all.paid, all.amount) = (all.paid + 1, all.amount.saturating_add(line.amount));
                }
                Some(PaymentOutcome::Failed | PaymentOutcome::Returned) => {
                    (all.failed, transfer.is_unpaid) = (all.failed + 1, true);
                }
            }
        }
        let is_offset = |one: &&Transfer| one.amount == 0 && !one.is_unpaid;
        all.offset = transfers.values().filter(is_offset).map(|one| one.unreported).sum();
        all
    }

    /// Once all the lines of some people became others.
    #[must_use]
    pub fn recounted(self, before: &[Line], after: &[Line]) -> Self {
        let (before, after) = (Self::of(before), Self::of(after));
        Self {
            paid: self.paid - before.paid + after.paid,
            failed: self.failed - before.failed + after.failed,
            amount: self.amount.saturating_sub(before.amount).saturating_add(after.amount),
            offset: self.offset - before.offset + after.offset,
        }
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Identifier.
    pub id: StipendRunId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// The month paid for.
    pub month: Month,
    /// Where it stands.
    pub status: Status,
    /// How it was computed last.
    pub computation: Option<Computation>,
    /// The notice of its roster.
    pub notice: Option<Notice>,
    /// The document by which it was decided.
    pub document_number: Option<String>,
    /// The day on which it was sent to finance: nothing was paid by it before.
    pub sent_on: Option<Day>,
    /// What finance reported.
    pub payments: Payments,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What an event needs beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The lines were made.
    Compute(Box<Computation>),
    /// The decision.
    Approve {
        /// The sum of the area's decided runs of the year so far, in fen.
        spent: i64,
        /// The decided runs of the area.
        decided: Vec<uuid::Uuid>,
    },
    /// It goes to finance.
    Send {
        /// Lines that need no transfer.
        offset: i64,
    },
    /// Finance reported; what all its reports come to now.
    RecordResults(Payments),
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Compute(_) => Event::Compute,
            Self::Approve { .. } => Event::Approve,
            Self::Send { .. } => Event::Send,
            Self::RecordResults(_) => Event::RecordResults,
            Self::Plain(event) => *event,
        }
    }
}

impl Run {
    /// A run that begins.
    ///
    /// # Errors
    /// A refusal by R156 when the month has not begun: duty is paid for, and none is done yet.
    pub fn begin(id: StipendRunId, (area, month): (Area, Month), today: Day, now: Instant) -> Result<Self, Error> {
        if today < month.first() {
            return refused(&rules::STIPEND_ON_DUTY_ONLY, Wording::MonthNotBegun { month: month.to_string() });
        }
        Ok(Self {
            id,
            version: 1,
            area,
            month,
            status: Status::Open,
            computation: None,
            notice: None,
            document_number: None,
            sent_on: None,
            payments: Payments::default(),
            last_event_on: None,
            created_at: now,
            updated_at: now,
        })
    }

    /// What it pays altogether, in fen.
    pub fn amount(&self) -> i64 {
        self.computation.as_ref().map_or(0, |computation| computation.totals.amount)
    }

    /// What the run costs its year's budget, in fen. Once it is settled and fully reported, that is what was paid: an
    /// amount that failed or came back is granted by another run, and would count twice.
    pub fn spent(&self) -> i64 {
        let is_settled = Status::SETTLED.contains(&self.status) && self.unreported() == 0;
        if is_settled { self.payments.amount } else { self.amount() }
    }

    /// Lines of which neither a result is known nor none is needed: they keep it from being reconciled.
    pub fn unreported(&self) -> i64 {
        self.left_after(self.payments)
    }

    fn left_after(&self, payments: Payments) -> i64 {
        let lines = self.computation.as_ref().map_or(0, |computation| computation.totals.lines);
        lines - payments.paid - payments.failed - payments.offset
    }

    /// The status of a run that is with finance: paid once every line is, partly failed once one is not to be. A result that comes
    /// late changes no status: the open month pays again or takes back.
    fn after_results(&self, payments: Payments) -> Status {
        if Status::SETTLED.contains(&self.status) {
            return self.status;
        }
        match payments.failed {
            1.. => Status::PartlyFailed,
            _ if self.left_after(payments) <= 0 => Status::Paid,
            _ => Status::Sent,
        }
    }

    /// A line without a result may have been paid or not: until this is known, the books do not agree.
    fn check_reported(&self) -> Result<(), Error> {
        match self.unreported() {
            count @ 1.. => Err(Error::NotReady {
                status: self.status.as_str(),
                event: Event::Reconcile.as_str(),
                wording: Wording::LinesUnreported { count },
            }),
            _ => Ok(()),
        }
    }

    /// A run that was decided meanwhile may have settled the same earlier months.
    fn check_knows(&self, decided: &[uuid::Uuid]) -> Result<(), Error> {
        let known = self.computation.iter().flat_map(|computation| &computation.decided_before);
        if known.eq(decided) {
            return Ok(());
        }
        refused(&rules::STIPEND_ONCE, Wording::RunDecidedMeanwhile)
    }

    /// R156: where policy asks for it, the roster was posted for as long as a public notice stands.
    fn check_roster_notice(&self, day: Day, rules: &Rules) -> Result<(), Error> {
        match &self.notice {
            Some(notice) => notice.check_over_by(&rules::STIPEND_ROSTER_NOTICE, day),
            None if rules.demands(&rules::STIPEND_ROSTER_NOTICE) => {
                refused(&rules::STIPEND_ROSTER_NOTICE, Wording::RosterNoticeNeeded)
            }
            None => Ok(()),
        }
    }

    /// R140: all runs of a year together keep its budget.
    fn check_cap(&self, spent: i64) -> Result<(), Error> {
        let cap = self.computation.as_ref().and_then(|computation| computation.yearly_cap);
        let beyond = |cap: Fen| spent.saturating_add(self.amount()) - cap.fen();
        match cap.map(|cap| (cap, beyond(cap))) {
            Some((cap, beyond)) if beyond > 0 => {
                refused(&rules::STIPEND_BUDGET_YEAR_CAP, Wording::CapPassed { cap: cap.fen(), beyond })
            }
            _ => Ok(()),
        }
    }

    fn check_month_over(&self, day: Day) -> Result<(), Error> {
        let last = self.month.last();
        if day < last {
            return refused(&rules::STIPEND_ON_DUTY_ONLY, Wording::MonthNotOver { last: last.to_string() });
        }
        Ok(())
    }
}

use Authority::{AnotherApprover, Approver, ApproverOrFinance, Finance, Registrar};

const UNDECIDED: &[Status] = &[Status::Open, Status::Computed, Status::DutyVerified, Status::InRosterNotice];

/// The lifecycle: lifecycles page, "Stipend run", event for event. Whoever began, computed, verified or posted the run does not
/// decide that it is paid.
impl Lifecycle for Run {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const VERIFIED: &[Status] = &[S::DutyVerified, S::InRosterNotice];
        const PREPARED: &[Event] = &[E::Compute, E::VerifyDuty, E::OpenRosterNotice];
        const WITH_FINANCE: &[Status] = &[S::Sent, S::PartlyFailed, S::Paid];
        const REPORTED: &[Status] = &[S::Sent, S::PartlyFailed, S::Paid, S::Reconciled, S::Closed];
        const UNSENT: &[Status] = &[S::Open, S::Computed, S::DutyVerified, S::InRosterNotice, S::Approved];
        &[
            Step::new(E::Compute, UNDECIDED, S::Computed, Registrar),
            Step::new(E::VerifyDuty, &[S::Computed], S::DutyVerified, Registrar),
            Step::new(E::OpenRosterNotice, &[S::DutyVerified], S::InRosterNotice, Registrar).opening_notice(),
            Step::new(E::Approve, VERIFIED, S::Approved, AnotherApprover(PREPARED)).by_document(),
            Step::within(E::Send, &[S::Approved], ApproverOrFinance),
            Step::within(E::RecordResults, REPORTED, Finance),
            Step::new(E::Reconcile, WITH_FINANCE, S::Reconciled, Finance),
            Step::new(E::Close, &[S::Reconciled], S::Closed, Approver),
            Step::new(E::Cancel, UNSENT, S::Cancelled, Approver),
        ]
    };

    usual_fields!();

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        if readiness.event == Event::Reconcile { self.check_reported() } else { Ok(()) }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let (day, situation) = (firing.day, firing.situation);
        match firing.command {
            Command::Compute(computation) => {
                (self.computation, self.notice) = (Some((**computation).clone()), None);
            }
            Command::Approve { spent, decided } => {
                self.check_knows(decided)?;
                self.check_roster_notice(day, situation.rules)?;
                self.check_cap(*spent)?;
                self.document_number.clone_from(&firing.basis.document_number);
            }
            Command::RecordResults(payments) => {
                self.payments = *payments;
                self.status = self.after_results(*payments);
            }
            Command::Send { offset } => {
                self.payments = Payments { offset: *offset, ..Payments::default() };
                self.sent_on = Some(day);
                self.status = self.after_results(self.payments);
            }
            Command::Plain(Event::VerifyDuty) => self.check_month_over(day)?,
            Command::Plain(Event::OpenRosterNotice) => {
                let elsewhere = firing.basis.published_elsewhere.as_ref();
                self.notice = Some(Notice::opened(day, elsewhere, situation.rules, situation.working_days)?);
            }
            Command::Plain(Event::Reconcile | Event::Close | Event::Cancel) => {}
            Command::Plain(Event::Compute | Event::Approve | Event::Send | Event::RecordResults) => {
                return Err(Error::internal("an event without what it needs"));
            }
        }
        Ok(())
    }
}
