//! Payees: rows in and out, every version of them, the account sealed and found by its blind index.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Error, Fault, FaultCode, Instant, Reach, Wording,
    kernel::{
        bank_account::BankAccount,
        code_set::IdentityClass,
        id::{OrganisationId, PayeeId, PersonId},
        page::{Page, PageRequest, Position},
        time::{self, Moment},
    },
    money::payee::{Payee, TaxClass, Verification},
    people::person::Person,
    performance::grade::Span,
};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{area, read},
    schema::payees,
    types::{DbInstant, DbUuid},
    vault::{Place, Vault, refused_if_unopened},
};

/// A version of a payee as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = payees, treat_none_as_default_value = false)]
struct PayeeRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    identity_class: String,
    tax_class: Option<String>,
    payer_id: DbUuid,
    account: Vec<u8>,
    account_index: Vec<u8>,
    account_bank: String,
    has_official_transport_allowance: bool,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    entered_by: String,
    changed_by: String,
    verified_on: Option<NaiveDate>,
    verified_by: Option<String>,
    verified_version: Option<i64>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

filter! {
    /// Which payees.
    PayeeFilter on payees sorts ["id"], {
        /// `true` for what is verified, `false` for what is not.
        verified: flag,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Who is paid.
        person_id: ids PersonId,
        /// Who pays.
        payer_id: ids OrganisationId,
        /// Only what holds on this day.
        as_of: day => starts_on ..= ends_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// Another person's payee with the account of one that was asked about.
#[derive(Debug, Clone)]
pub struct Sharer {
    /// Which.
    pub id: PayeeId,
    /// Its area.
    pub area: Area,
    /// Who is paid.
    pub person_id: PersonId,
    /// The blind index of the account.
    index: Vec<u8>,
}

impl Sharer {
    /// Whether it is another person's and has this payee's account.
    pub fn shares(&self, vault: &Vault, payee: &Payee) -> bool {
        let is_known = !payee.account.is_unreadable();
        is_known && self.person_id != payee.person_id && self.index == index_of(vault, &payee.account)
    }
}

/// The payee of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or does not hold on the day named.
pub fn find(db: &mut DbConnection, vault: &Vault, reach: &Reach, id: PayeeId, moment: Moment) -> Result<Payee, Error> {
    let mut query = payees::table.into_boxed::<MultiBackend>().filter(payees::id.eq(DbUuid(id.0)));
    known_at!(query, payees, moment.known_at);
    let payee = query.select(PayeeRow::as_select()).first(db).stored()?.into_record(vault)?;
    let is_seen = reach.covers(&payee.area) && moment.covers(payee.span.from, payee.span.until);
    if is_seen { Ok(payee) } else { Err(Error::NotFound) }
}

/// What is known now of these people, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, vault: &Vault, people: &[PersonId]) -> Result<Vec<Payee>, Error> {
    read_all(vault, present_of!(payees, people).select(PayeeRow::as_select()).load(db).stored()?)
}

/// Payees in the versions in which somebody read them: where a merge gave the version of then another number, the next one,
/// which says the same.
///
/// # Errors
/// When the database fails.
pub fn in_versions(
    db: &mut DbConnection,
    vault: &Vault,
    these: &[(PayeeId, i64)],
) -> Result<HashMap<(PayeeId, i64), Payee>, Error> {
    let rows: Vec<PayeeRow> = payees::table
        .filter(payees::id.eq_any(these.iter().map(|(id, _)| DbUuid(id.0))))
        .order((payees::id, payees::version))
        .select(PayeeRow::as_select())
        .load(db)
        .stored()?;
    let mut versions: HashMap<PayeeId, Vec<PayeeRow>> = HashMap::new();
    for row in rows {
        versions.entry(PayeeId(row.id.0)).or_default().push(row);
    }
    let mut found = HashMap::new();
    for (id, version) in these {
        let mut theirs = versions.get(id).into_iter().flatten();
        if let Some(row) = theirs.find(|row| row.version >= *version) {
            found.insert((*id, *version), row.clone().into_record(vault)?);
        }
    }
    Ok(found)
}

/// Whatever has the accounts of these payees now, wherever it was recorded: they themselves, and those who share one.
///
/// # Errors
/// When the database fails.
pub fn with_their_accounts(db: &mut DbConnection, vault: &Vault, these: &[Payee]) -> Result<Vec<Sharer>, Error> {
    let known = these.iter().filter(|payee| !payee.account.is_unreadable());
    let indexes: Vec<Vec<u8>> = known.map(|payee| index_of(vault, &payee.account)).collect();
    let rows: Vec<(DbUuid, String, DbUuid, Vec<u8>)> = payees::table
        .filter(payees::account_index.eq_any(indexes))
        .filter(payees::superseded_at.is_null())
        .order(payees::id)
        .select((payees::id, payees::area, payees::person_id, payees::account_index))
        .load(db)
        .stored()?;
    let sharer = |(id, within, person, index): (DbUuid, String, DbUuid, Vec<u8>)| {
        Ok(Sharer { id: PayeeId(id.0), area: area("payees", &within)?, person_id: PersonId(person.0), index })
    };
    rows.into_iter().map(sharer).collect()
}

fn filtered<'a>(reach: &Reach, filter: &PayeeFilter) -> payees::BoxedQuery<'a, MultiBackend> {
    let query = filter.narrow(payees::table.into_boxed(), reach);
    match filter.verified {
        Some(true) => query.filter(payees::verified_on.is_not_null()),
        Some(false) => query.filter(payees::verified_on.is_null()),
        None => query,
    }
}

/// A page of payees within reach, in the order in which they were entered, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    filter: &PayeeFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Payee>, Error> {
    let filtered = || filtered(reach, filter);
    page_of!(db, payees: PayeeRow, filtered(), page, descending, |rows| read_all(vault, rows))
}

/// Stores a payee, or the next version of one whose present version is closed.
///
/// # Errors
/// [`Error::Duplicate`] when it holds on a day of another of its person.
pub fn insert(db: &mut DbConnection, vault: &Vault, new: &Payee) -> Result<(), Error> {
    let row = PayeeRow::sealed(vault, new)?;
    diesel::insert_into(payees::table).values(row).execute(db).stored().map(drop)
}

/// Stores records with all of their versions, oldest first: what a register that knew them all along would hold.
///
/// # Errors
/// As [`insert`].
pub fn insert_histories(db: &mut DbConnection, vault: &Vault, histories: &[Vec<Payee>]) -> Result<(), Error> {
    insert_histories!(db, payees, histories, |version| PayeeRow::sealed(vault, version)?)
}

/// Stores the next version of a payee: the present one is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first, and as [`insert`].
pub fn update(db: &mut DbConnection, vault: &Vault, next: &Payee) -> Result<(), Error> {
    close_present!(db, payees, next)?;
    insert(db, vault, next)
}

/// Gives the payees of a merged person to the survivor. Each becomes a next version, so that nobody overwrites what they have
/// not seen, and what was known before stays; what the survivor's says too is known once from now on.
///
/// # Errors
/// [`Error::Duplicate`] when both are paid on one day in two ways: which of them is right, somebody has to say.
pub fn move_to(
    db: &mut DbConnection,
    vault: &Vault,
    lost: PersonId,
    survivor: &Person,
    now: Instant,
) -> Result<(), Error> {
    let known = of_people(db, vault, &[survivor.id])?;
    for double in of_people(db, vault, &[lost])?.iter().filter(|one| known.iter().any(|it| one.is_repeated_by(it))) {
        forget(db, double, time::following(double.updated_at, now))?;
    }
    hand_over(db, vault, lost, (survivor.id, &survivor.area), now)
}

/// Gives what is known now of a person's payees another area and, after a merge, another person. Each becomes a next version,
/// for which its account is sealed.
///
/// # Errors
/// [`Error::Duplicate`] when two people who are merged are paid on one day in two ways; also when an account does not open.
pub fn hand_over(
    db: &mut DbConnection,
    vault: &Vault,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    let present = payees::table.filter(payees::person_id.eq(DbUuid(from.0))).filter(payees::superseded_at.is_null());
    let mut rows: Vec<PayeeRow> = present.select(PayeeRow::as_select()).load(db).stored()?;
    for row in &mut rows {
        let account = vault.unseal_at(&place(row.id.0, row.version), &row.account).map_err(refused_if_unopened)?;
        row.version += 1;
        row.account = vault.seal_at(&place(row.id.0, row.version), &account)?;
        row.person_id = DbUuid(to.0);
        row.area = area.as_str().to_owned();
        row.updated_at = DbInstant(time::following(row.updated_at.0, now));
    }
    follow_rows!(db, payees: PayeeRow, rows)
}

/// Closes the present version of a payee, which no other follows: from then on it is not known. What was known before stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn forget(db: &mut DbConnection, payee: &Payee, at: Instant) -> Result<(), Error> {
    let present = payees::table.find((DbUuid(payee.id.0), payee.version)).filter(payees::superseded_at.is_null());
    match diesel::update(present).set(payees::superseded_at.eq(DbInstant(at))).execute(db).stored()? {
        1 => Ok(()),
        _ => Err(Error::Changed),
    }
}

/// The column whose values are sealed.
const ACCOUNT: &str = "account";

fn index_of(vault: &Vault, account: &BankAccount) -> Vec<u8> {
    vault.index(ACCOUNT, account.reveal())
}

/// What a sealed account belongs to.
pub(crate) fn place(payee: Uuid, version: i64) -> Place {
    Place::new(("payees", ACCOUNT), payee, version)
}

fn read_all(vault: &Vault, rows: Vec<PayeeRow>) -> Result<Vec<Payee>, Error> {
    rows.into_iter().map(|row| row.into_record(vault)).collect()
}

impl PayeeRow {
    fn sealed(vault: &Vault, payee: &Payee) -> Result<Self, Error> {
        let verification = payee.verification.as_ref();
        if payee.account.is_unreadable() {
            // A version without an account would bury the one that may open again when its key comes back.
            return Err(Error::invalid(Fault::new("/account", FaultCode::Required, Wording::SealBroken)));
        }
        Ok(Self {
            id: DbUuid(payee.id.0),
            version: payee.version,
            superseded_at: None,
            area: payee.area.as_str().to_owned(),
            person_id: DbUuid(payee.person_id.0),
            identity_class: payee.identity_class.code().to_owned(),
            tax_class: payee.tax_class.map(|class| class.as_str().to_owned()),
            payer_id: DbUuid(payee.payer_id.0),
            account: vault.seal_at(&place(payee.id.0, payee.version), payee.account.reveal().as_bytes())?,
            account_index: index_of(vault, &payee.account),
            account_bank: payee.account_bank.clone(),
            has_official_transport_allowance: payee.has_official_transport_allowance,
            starts_on: payee.span.from,
            ends_on: payee.span.until,
            entered_by: payee.entered_by.clone(),
            changed_by: payee.changed_by.clone(),
            verified_on: verification.map(|it| it.on),
            verified_by: verification.map(|it| it.by.clone()),
            verified_version: verification.map(|it| it.version),
            created_at: DbInstant(payee.created_at),
            updated_at: DbInstant(payee.updated_at),
        })
    }

    fn into_record(self, vault: &Vault) -> Result<Payee, Error> {
        const TABLE: &str = "payees";
        let account = vault.opened_text_at(&place(self.id.0, self.version), &self.account, "payees.account")?;
        let verified = self.verified_on.zip(self.verified_by).zip(self.verified_version);
        Ok(Payee {
            id: PayeeId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            identity_class: read(TABLE, "identity_class", IdentityClass::parse(&self.identity_class))?,
            tax_class: self.tax_class.map(|word| read(TABLE, "tax_class", TaxClass::parse(&word))).transpose()?,
            payer_id: OrganisationId(self.payer_id.0),
            account: account.map_or_else(BankAccount::unreadable, BankAccount::from_stored),
            account_bank: self.account_bank,
            has_official_transport_allowance: self.has_official_transport_allowance,
            span: Span { from: self.starts_on, until: self.ends_on },
            entered_by: self.entered_by,
            changed_by: self.changed_by,
            verification: verified.map(|((on, by), version)| Verification { on, by, version }),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
