//! Payees on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    FaultCode, Role, Wording,
    kernel::{
        bank_account::BankAccount,
        code_set::IdentityClass,
        fault::Faults,
        id::{OrganisationId, PersonId},
        mask,
        policy::{Field, Sight, sight},
        text::{self, CitizenNumber},
    },
    money::payee,
    people::person,
    performance::grade::Span,
};
use macros::patch;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::{catalogue::Language, value::Patch};

published! {
    TaxClass = domain::money::payee::TaxClass,
}

/// Something about a payee that somebody should look at, although nothing refuses it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PayeeWarning {
    /// What it is: `account_shared`.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
    /// The other payees, as far as the caller's area reaches.
    pub payee_ids: Vec<Uuid>,
}

impl PayeeWarning {
    /// Another person has the same account.
    pub fn account_shared(payee_ids: Vec<Uuid>, language: Language) -> Self {
        let wording = Wording::AccountShared;
        Self { code: wording.key().to_owned(), detail: language.say(&wording), payee_ids }
    }
}

/// How a person is paid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Payee {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who is paid.
    pub person_id: Uuid,
    /// The person's name.
    pub person_name: Option<String>,
    /// The person's citizen number: in full for finance, recorded; else masked.
    pub citizen_number: Option<String>,
    /// Identity class (code set `identity_classes`).
    pub identity_class: String,
    /// As what the money is taxed; null as long as nobody knows.
    pub tax_class: Option<TaxClass>,
    /// The organisation that pays.
    pub payer_id: Uuid,
    /// Bank account: in full for finance, recorded; else masked.
    pub account: Option<String>,
    /// The bank that keeps the account.
    pub account_bank: String,
    /// Whether an official transport allowance (公务交通补贴) is held.
    pub has_official_transport_allowance: bool,
    /// The first day on which it holds.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// Whether somebody else looked at it since its last change.
    pub verified: bool,
    /// The day on which it was verified.
    pub verified_on: Option<NaiveDate>,
    /// The name of who verified it.
    pub verified_by: Option<String>,
    /// The version that was verified.
    pub verified_version: Option<i64>,
    /// Fields that are null because their stored value does not open: it was changed, or its key is gone.
    #[serde(default)]
    #[schema(required)]
    pub unreadable_fields: Vec<String>,
    /// What somebody should look at: another person's payee with the same account. For finance, and for an approver who neither
    /// entered nor changed it.
    pub warnings: Vec<PayeeWarning>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

impl Payee {
    /// The payee as this role sees it (contract, section 3), with its person where that is within reach.
    pub fn new(payee: payee::Payee, person: Option<&person::Person>, warnings: Vec<PayeeWarning>, role: Role) -> Self {
        let money = sight(role, Field::Payment);
        // Who is not paid by it sees the number as in the person's own record.
        let identity = if money == Sight::Full { Sight::Full } else { sight(role, Field::IdentityNumber) };
        let details = person.map(|person| &person.details);
        let citizen_number: Option<&CitizenNumber> = details.and_then(|details| details.citizen_number.as_ref());
        let verification = payee.verification;
        Self {
            id: Uuid::from(payee.id),
            version: payee.version,
            area: payee.area.as_str().to_owned(),
            person_id: Uuid::from(payee.person_id),
            person_name: details.map(|details| details.name.as_str().to_owned()),
            citizen_number: citizen_number.and_then(|number| mask::citizen_number(number, identity)),
            identity_class: payee.identity_class.code().to_owned(),
            tax_class: payee.tax_class.map(Into::into),
            payer_id: Uuid::from(payee.payer_id),
            account: mask::account(&payee.account, money)
                .filter(|_| !payee.account.is_erased() && !payee.account.is_unreadable()),
            unreadable_fields: if payee.account.is_unreadable() { vec!["account".to_owned()] } else { Vec::new() },
            account_bank: payee.account_bank,
            has_official_transport_allowance: payee.has_official_transport_allowance,
            starts_on: payee.span.from,
            ends_on: payee.span.until,
            verified: verification.is_some(),
            verified_on: verification.as_ref().map(|it| it.on),
            verified_version: verification.as_ref().map(|it| it.version),
            verified_by: verification.map(|it| it.by),
            warnings,
            created_at: payee.created_at,
            updated_at: payee.updated_at,
        }
    }
}

/// How a person is to be paid.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePayee {
    /// Who is paid.
    pub person_id: Uuid,
    /// Identity class (code set `identity_classes`).
    pub identity_class: String,
    /// As what the money is taxed; left out as long as nobody knows.
    pub tax_class: Option<TaxClass>,
    /// The organisation that pays, a payer.
    pub payer_id: Uuid,
    /// Bank account, 8 to 30 digits; blanks do not count.
    pub account: String,
    /// The bank that keeps the account.
    pub account_bank: String,
    /// Whether an official transport allowance (公务交通补贴) is held.
    pub has_official_transport_allowance: bool,
    /// The first day on which it holds. What has no end before it is ended the day before.
    pub starts_on: NaiveDate,
    /// The last day, when it is known.
    pub ends_on: Option<NaiveDate>,
}

/// A change of how a person is paid: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdatePayee {
    /// Identity class (code set `identity_classes`).
    pub identity_class: Option<String>,
    /// As what the money is taxed; null when nobody knows.
    pub tax_class: Patch<TaxClass>,
    /// The organisation that pays, a payer.
    pub payer_id: Option<Uuid>,
    /// Bank account, 8 to 30 digits; blanks do not count.
    pub account: Option<String>,
    /// The bank that keeps the account.
    pub account_bank: Option<String>,
    /// Whether an official transport allowance (公务交通补贴) is held.
    pub has_official_transport_allowance: Option<bool>,
    /// The first day on which it holds.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Patch<NaiveDate>,
}

fn class(raw: &str, faults: &mut Faults) -> Option<IdentityClass> {
    let class = IdentityClass::parse(raw);
    if class.is_none() {
        let set = IdentityClass::SET.name.to_owned();
        faults.add("/identity_class", FaultCode::Code, Wording::NotAValueOf { set });
    }
    class
}

fn account(raw: &str, faults: &mut Faults) -> Option<BankAccount> {
    faults.keep("/account", BankAccount::parse(raw))
}

fn bank(raw: &str, faults: &mut Faults) -> Option<String> {
    faults.keep("/account_bank", text::line(raw))
}

impl CreatePayee {
    /// Who is paid.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// Who pays.
    pub fn payer(&self) -> OrganisationId {
        OrganisationId(self.payer_id)
    }

    /// The days on which it holds.
    pub fn span(&self) -> Span {
        Span { from: self.starts_on, until: self.ends_on }
    }

    /// Identity class, account and bank.
    pub fn parse(&self, faults: &mut Faults) -> Option<(IdentityClass, BankAccount, String)> {
        let parts =
            (class(&self.identity_class, faults), account(&self.account, faults), bank(&self.account_bank, faults));
        let (class, account, bank) = parts;
        class.zip(account).zip(bank).map(|((class, account), bank)| (class, account, bank))
    }
}

impl UpdatePayee {
    /// The payee as it is after the change.
    pub fn apply(&self, payee: &payee::Payee, faults: &mut Faults) -> payee::Payee {
        let before = payee.clone();
        payee::Payee {
            identity_class: self
                .identity_class
                .as_ref()
                .and_then(|raw| class(raw, faults))
                .unwrap_or(before.identity_class),
            tax_class: self.tax_class.over(before.tax_class),
            payer_id: self.payer_id.map_or(before.payer_id, OrganisationId),
            account: self.account.as_ref().and_then(|raw| account(raw, faults)).unwrap_or(before.account),
            account_bank: self.account_bank.as_ref().and_then(|raw| bank(raw, faults)).unwrap_or(before.account_bank),
            has_official_transport_allowance: self
                .has_official_transport_allowance
                .unwrap_or(before.has_official_transport_allowance),
            span: Span {
                from: self.starts_on.unwrap_or(before.span.from),
                until: self.ends_on.over(before.span.until),
            },
            ..before
        }
    }
}
