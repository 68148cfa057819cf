//! Why a line is what it is: everything that is needed to compute its amount again.

use chrono::NaiveDate;
use domain::{
    Role,
    kernel::{
        money::Fen,
        policy::{Field, Sight, sight},
        rules,
    },
    money::{
        payee::Payee,
        stipend::{
            entitlement::{Gap, Segment, Source, Unpaid},
            grounds::{EarlierLine, Explained},
            line::Line,
            run::Run,
            standard::Standard,
        },
    },
};
use macros::view;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::money::{
    stipend_run::{PaymentOutcome, StipendLine},
    stipend_tax::TaxPreview,
};

published! {
    StipendGapReason = domain::money::stipend::entitlement::Unpaid,
}

/// A fact that an amount rests on, in the version that was read.
#[view(one: Source)]
pub struct StipendFact {
    /// Of which kind.
    pub kind: String,
    /// Which.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
}

/// Days of a month on which a component pays one amount.
#[view(one: Segment)]
pub struct StipendSegment {
    /// First day.
    #[from(one.from)]
    pub starts_on: NaiveDate,
    /// Days.
    pub days: u32,
    /// The standard's amount for a whole month, in fen.
    #[from(one.amount)]
    pub amount_fen: i64,
    /// The facts: the standard first, then the office and whatever selected the amount.
    #[from(one.sources)]
    pub facts: Vec<StipendFact>,
}

/// Days in office on which a component is not paid, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendGap {
    /// First day.
    pub starts_on: NaiveDate,
    /// Days.
    pub days: u32,
    /// Why.
    pub reason: StipendGapReason,
    /// The article.
    pub article: String,
}

impl From<Gap> for StipendGap {
    fn from(one: Gap) -> Self {
        let rule = match one.why {
            Unpaid::NoStandard | Unpaid::NoAmount => &rules::STIPEND_STANDARD_NEEDED,
            Unpaid::Suspended => &rules::STIPEND_ON_DUTY_ONLY,
            Unpaid::CivilServant => &rules::STIPEND_CIVIL_SERVANT_SERVICE,
            Unpaid::TransportAllowance => &rules::STIPEND_TRANSPORT_ONCE,
            Unpaid::InactiveMonth => &rules::DUTY_ACTIVE_MONTHS,
            Unpaid::DutyNotMet => &rules::DUTY_MIN_DAYS_PER_MONTH,
        };
        Self { starts_on: one.from, days: one.days, reason: one.why.into(), article: rule.article.to_owned() }
    }
}

/// A standard by which a line was computed.
#[view(one: Standard)]
pub struct StipendStandardNamed {
    /// Identifier.
    pub id: Uuid,
    /// Title.
    #[within(one.details)]
    pub title: String,
    /// The number of the supervision committee's decision.
    pub decision_document_number: Option<String>,
    /// The number of the finance authority's consent.
    pub finance_consent_number: Option<String>,
}

/// That a second person looked at whom a line pays, and into which account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendVerification {
    /// The payee.
    pub payee_id: Uuid,
    /// The version that the line rests on.
    pub payee_version: i64,
    /// The version that was looked at.
    pub verified_version: i64,
    /// The day.
    pub verified_on: NaiveDate,
    /// The name of who did it.
    pub verified_by: String,
}

impl StipendVerification {
    /// Of a payee, in the version that a line rests on.
    pub fn of(version: i64, payee: &Payee) -> Option<Self> {
        let verification = payee.verification.clone()?;
        Some(Self {
            payee_id: Uuid::from(payee.id),
            payee_version: version,
            verified_version: verification.version,
            verified_on: verification.on,
            verified_by: verification.by,
        })
    }
}

/// A line of an earlier run for the same month and component, as it was known when a correction was computed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendEarlierLine {
    /// The line.
    pub line_id: Uuid,
    /// How much it says, in fen.
    pub amount_fen: i64,
    /// How much of that counted as granted, in fen: nothing of what was held, and nothing of what could not be paid, or came
    /// back, and was no longer finance's to pay.
    pub granted_fen: i64,
    /// What had been reported of its payment; null, too, for who is told nothing of payments.
    pub payment: Option<PaymentOutcome>,
    /// The day of it.
    pub payment_occurred_on: Option<NaiveDate>,
    /// Why it could not be paid, or came back.
    pub payment_reason: Option<String>,
}

impl StipendEarlierLine {
    /// Of a line as it was known, with the day and the reason of what was reported of it.
    pub fn of(one: EarlierLine, occurred_on: Option<NaiveDate>, reason: Option<String>, role: Role) -> Self {
        let payment = one.payment.filter(|_| sight(role, Field::PaymentResult) == Sight::Full);
        Self {
            line_id: one.line_id,
            amount_fen: one.amount,
            granted_fen: one.granted,
            payment: payment.map(PaymentOutcome::from),
            payment_occurred_on: occurred_on,
            payment_reason: reason,
        }
    }
}

/// Why a line is what it is.
///
/// `owed_fen` is the sum of `amount_fen` × `coefficient_percent` × `days` of the segments, divided once by 100 ×
/// `days_of_month`, and rounded half up. A line of the run's own month is that amount; a correction is `owed_fen` less
/// `granted_fen`, less `outstanding_fen` where the run paid the person too little to take back all of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendExplanation {
    /// The line.
    pub line: StipendLine,
    /// The document by which the run was decided.
    pub document_number: Option<String>,
    /// The version of the rules by which the month is computed.
    pub policy_version: Option<i64>,
    /// The verification on which it rests that the account is the person's; null of what is held.
    pub verification: Option<StipendVerification>,
    /// The standards, each with its documents.
    pub standards: Vec<StipendStandardNamed>,
    /// The article by which inspectors are paid for.
    pub article: String,
    /// The coefficient of the assessment, in percent.
    pub coefficient_percent: u32,
    /// The days of the month.
    pub days_of_month: u32,
    /// Days of duty in the month, in office.
    pub duty_days: u32,
    /// Days of duty in the month before the first day in office, after the last, or during a suspension: they earn no
    /// service component.
    pub duty_days_outside_office: u32,
    /// The days that pay.
    pub segments: Vec<StipendSegment>,
    /// The days in office that do not.
    pub gaps: Vec<StipendGap>,
    /// How it is rounded.
    pub rounding: String,
    /// What the month owes, computed again, in fen.
    pub owed_fen: i64,
    /// Of a correction, what earlier runs had granted, in fen.
    pub granted_fen: Option<i64>,
    /// Of a correction, the lines that `granted_fen` is the sum of; none where an earlier release computed it.
    pub earlier_lines: Vec<StipendEarlierLine>,
    /// Of a correction, what is still to be taken back after it, in fen, negative.
    pub outstanding_fen: i64,
    /// What is withheld of all that the payer pays the person in the run; null as long as nobody is known to pay, and for who
    /// is told nothing of taxes.
    pub tax_preview: Option<TaxPreview>,
}

impl StipendExplanation {
    /// Of a line, by what it rests on.
    pub fn of(
        line: Line,
        run: &Run,
        (explained, (duty_days, outside)): (Option<Explained>, (u32, u32)),
        standards: Vec<Standard>,
        (verification, tax_preview, role): (Option<StipendVerification>, Option<TaxPreview>, Role),
    ) -> Self {
        let owed = explained.as_ref().map_or(Fen::ZERO, Explained::amount).fen();
        let granted = line.granted.unwrap_or(0);
        let days_of_month = line.month.days();
        Self {
            document_number: run.document_number.clone(),
            policy_version: run.computation.as_ref().map(|computation| computation.terms.policy_version),
            standards: standards.into_iter().map(StipendStandardNamed::from).collect(),
            article: rules::STIPEND_COMPONENTS.article.to_owned(),
            coefficient_percent: explained.as_ref().map_or(0, |one| one.coefficient),
            days_of_month: explained.as_ref().map_or(days_of_month, |one| one.days_of_month),
            duty_days,
            duty_days_outside_office: outside,
            verification,
            rounding: "half_up_once".to_owned(),
            owed_fen: owed,
            granted_fen: line.granted,
            earlier_lines: Vec::new(),
            outstanding_fen: owed - granted - line.amount,
            gaps: explained.iter().flat_map(|one| one.gaps.iter().copied()).map(StipendGap::from).collect(),
            segments: explained.into_iter().flat_map(|one| one.segments).map(StipendSegment::from).collect(),
            tax_preview,
            line: StipendLine::new(line, role),
        }
    }
}
