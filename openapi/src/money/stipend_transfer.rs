//! What finance pays by a run on the wire: transfers, the signed manifest of what was decided, and whether both books agree.

use chrono::{DateTime, Utc};
use domain::{
    Role,
    kernel::{
        fault::Faults,
        id::StipendLineId,
        mask,
        policy::{Field, sight},
        text,
    },
    money::{
        payee::Payee,
        stipend::books::{Difference, Theirs},
    },
    people::person::Person,
    service::organisation::Organisation,
};
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::money::{
    stipend_run::{PaymentOutcome, StipendRunStatus},
    stipend_standard::whole,
};

/// What one payer transfers to one person by a run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendTransfer {
    /// To whom.
    pub person_id: Uuid,
    /// Their public number.
    pub person_number: String,
    /// Their name, as it is now; null once the person is out of reach.
    pub person_name: Option<String>,
    /// The organisation that pays.
    pub payer_id: Uuid,
    /// Its name, as it is now.
    pub payer_name: Option<String>,
    /// How the person is paid.
    pub payee_id: Uuid,
    /// In which version the run read it: a later account is one of the next run.
    pub payee_version: i64,
    /// Bank account: in full for finance, recorded; else masked.
    pub account: Option<String>,
    /// The bank that keeps it.
    pub account_bank: Option<String>,
    /// How much before tax, what is taken back deducted, in fen.
    pub amount_fen: i64,
    /// Of how many lines.
    pub line_count: i64,
}

/// The parties of a transfer, as far as the register has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parties<'a> {
    /// To whom.
    pub person: Option<&'a Person>,
    /// Who pays.
    pub payer: Option<&'a Organisation>,
    /// How the person is paid.
    pub payee: Option<&'a Payee>,
}

impl StipendTransfer {
    /// Fields that say the same each time that they are asked for, because they were decided with the run.
    pub const DECIDED: &'static [&'static str] = &[
        "account",
        "account_bank",
        "amount_fen",
        "line_count",
        "payee_id",
        "payee_version",
        "payer_id",
        "person_id",
        "person_number",
    ];

    /// The transfer as this role sees it (contract, section 3): what it says of its parties is filled in.
    #[must_use]
    pub fn with(self, parties: Parties<'_>, role: Role) -> Self {
        let account = parties.payee.map(|payee| &payee.account);
        let account = account.filter(|account| !account.is_erased() && !account.is_unreadable());
        let account = account.and_then(|account| mask::account(account, sight(role, Field::Payment)));
        Self {
            account,
            account_bank: parties.payee.map(|payee| payee.account_bank.clone()),
            person_name: parties.person.map(|person| person.details.name.as_str().to_owned()),
            payer_name: parties.payer.map(|payer| payer.name.clone()),
            ..self
        }
    }
}

/// What was decided of a run, so that whoever pulled it can tell that it is all of it and unchanged.
///
/// A digest is that of the bytes which its address answers in its form. The address names the fields that were decided: what
/// became of payments, whether somebody still holds a line, and what a person is called may change afterwards, and are left
/// out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendManifest {
    /// The run.
    pub run_id: Uuid,
    /// Its version when this was made; payments make others.
    pub version: i64,
    /// Its area (GB/T 2260).
    pub area: String,
    /// The month paid for, as `2026-11`.
    pub month: String,
    /// The document by which it was decided.
    pub document_number: Option<String>,
    /// Lines that are paid.
    pub line_count: i64,
    /// What they come to, before tax, in fen.
    pub total_fen: i64,
    /// What may be pulled.
    pub files: Vec<StipendManifestFile>,
    /// When this was made.
    pub issued_at: DateTime<Utc>,
    /// All of the above, signed: a JWT of the type `stipend-manifest+jwt`, under the keys at `/.well-known/jwks.json`.
    pub signed: String,
}

/// One form of what was decided.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct StipendManifestFile {
    /// Its address, fields included.
    pub path: String,
    /// The media type to accept.
    pub media_type: String,
    /// Rows, a head not counted.
    pub row_count: i64,
    /// What the rows that are paid come to, in fen.
    pub total_fen: i64,
    /// Bytes.
    pub byte_count: i64,
    /// SHA-256 of the bytes, in hexadecimal: of those that this caller pulls, to whom accounts may be masked.
    pub sha256: String,
}

/// Most items of one comparison.
pub const BATCH_ITEMS_MAX: usize = 5_000;
/// Most differences of one answer.
pub const DIFFERENCES_MAX: usize = 5_000;

/// What the other books say, as far as it is to be compared; nothing, for what ours come to.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StipendBatch {
    /// Their control total of what was paid.
    pub paid: Option<StipendSumInput>,
    /// Lines in their books, 5 000 at most: of a larger run part after part, in the order of the lines' ids.
    #[schema(max_items = 5000)]
    pub items: Option<Vec<StipendBatchItem>>,
    /// Whether the items are all that their books have of the part: what is payable here and no item is then missing there.
    #[serde(default)]
    pub complete: bool,
    /// The line before the part that is compared; from the first line on unless said.
    pub after: Option<Uuid>,
    /// The last line of the part; to the last of the run unless said.
    pub through: Option<Uuid>,
}

/// A control total.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StipendSumInput {
    /// Lines.
    #[schema(minimum = 0)]
    pub line_count: i64,
    /// What they come to, in fen.
    #[schema(minimum = -1_000_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "whole")]
    pub total_fen: i64,
}

/// A line in the other books.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StipendBatchItem {
    /// The line.
    pub line_id: Uuid,
    /// What became of it there.
    pub outcome: PaymentOutcome,
    /// How much, in fen.
    #[schema(minimum = -1_000_000_000_000_000_i64, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "whole")]
    pub amount_fen: i64,
    /// Under which number finance reported it.
    pub reference: Option<String>,
}

impl StipendBatch {
    /// The items, noting every fault.
    pub fn parse(&self, faults: &mut Faults) -> Vec<Theirs> {
        let items = self.items.as_deref().unwrap_or_default();
        let one = |(place, item): (usize, &StipendBatchItem)| {
            let reference = item.reference.as_deref();
            let at = format!("/items/{place}/reference");
            Theirs {
                line_id: StipendLineId(item.line_id),
                amount: item.amount_fen,
                outcome: item.outcome.into(),
                reference: reference.and_then(|raw| faults.keep(&at, text::line(raw))),
            }
        };
        items.iter().enumerate().map(one).collect()
    }
}

published! {
    StipendDifferenceCode = domain::money::stipend::books::DifferenceCode,
}

/// How many lines, and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct StipendSum {
    /// Lines.
    pub line_count: i64,
    /// What they come to, before tax, in fen.
    pub total_fen: i64,
}

/// A line about which the books differ.
#[view(one: Difference)]
pub struct StipendDifference {
    /// The line.
    pub line_id: Uuid,
    /// In what.
    pub code: StipendDifferenceCode,
    /// Its amount here, in fen.
    #[from(one.ours.as_ref().map(|line| line.amount))]
    pub amount_fen: Option<i64>,
    /// What was reported of it here.
    #[from(one.ours.and_then(|line| line.payment))]
    pub payment: Option<PaymentOutcome>,
    /// Its amount there, in fen.
    #[from(one.theirs.as_ref().map(|item| item.amount))]
    pub their_amount_fen: Option<i64>,
    /// What they say of it.
    #[from(one.theirs.map(|item| item.outcome))]
    pub their_outcome: Option<PaymentOutcome>,
}

/// Whether the register's books and those of finance agree about a run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StipendReconciliation {
    /// The run.
    pub run_id: Uuid,
    /// Its version.
    pub version: i64,
    /// Where it stands.
    pub status: StipendRunStatus,
    /// What is to be paid.
    pub payable: StipendSum,
    /// What was reported as paid.
    pub paid: StipendSum,
    /// What was reported as failed.
    pub failed: StipendSum,
    /// What was reported as returned.
    pub returned: StipendSum,
    /// Of what nothing was reported: it keeps the run from being reconciled.
    pub unreported: StipendSum,
    /// Lines without a result that need none: with the other lines of their person and payer they come to zero, so that nothing
    /// is transferred.
    pub offset: StipendSum,
    /// The items compared.
    pub compared: StipendSum,
    /// Their control total less ours: zeroes when both have paid the same.
    pub paid_difference: Option<StipendSum>,
    /// Lines about which the books differ, 5 000 at most.
    pub differences: Vec<StipendDifference>,
    /// Whether there are more.
    pub has_more_differences: bool,
    /// Whether nothing of what was compared differs; null when nothing was compared.
    pub agrees: Option<bool>,
}
