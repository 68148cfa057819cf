//! Payees: enter, verify by another, change, read as known at a moment; who is shown an account in full is recorded.

use domain::{
    Error, FaultCode, Faults, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{OrganisationId, PayeeId, PersonId},
        page::{Page, PageRequest},
        policy::{self, Action, Field, SharedAccounts, Sight, sight},
        time::Moment,
    },
    money::payee,
    performance::grade::Span,
    roles,
};
use openapi::money::payee::{CreatePayee, Payee, PayeeWarning, UpdatePayee};
use persistence::money::payees::{self, PayeeFilter, Sharer};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, IDENTITY_CHANGED, Particulars, at_version},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
    service::deaths,
};

fn subject(id: PayeeId) -> (SubjectKind, Uuid) {
    (SubjectKind::Payee, id.0)
}

/// Notes that what is named as the payer is none, or not within reach.
fn check_payer(ctx: &mut Ctx<'_>, id: OrganisationId, faults: &mut Faults) -> Result<(), Error> {
    let payer = within_reach::organisation(ctx, id, "/payer_id", faults)?;
    if payer.is_some_and(|one| !one.is_payer()) {
        faults.add("/payer_id", FaultCode::Reference, Wording::NotAPayer);
    }
    Ok(())
}

/// Payees as the caller sees them: their people, and who shares an account, are read once for all of them.
fn shown(ctx: &mut Ctx<'_>, these: Vec<payee::Payee>) -> Result<Vec<Payee>, Error> {
    let people: Vec<PersonId> = these.iter().map(|payee| payee.person_id).collect();
    let people = within_reach::people(ctx, &people)?;
    let sharers = payees::with_their_accounts(ctx.db, ctx.vault, &these)?;
    let show = |payee: payee::Payee| {
        let person = people.get(&payee.person_id);
        let warnings = warnings(ctx, &payee, &sharers);
        Payee::new(payee, person, warnings, ctx.role())
    };
    Ok(these.into_iter().map(show).collect())
}

fn shown_one(ctx: &mut Ctx<'_>, payee: payee::Payee) -> Result<Payee, Error> {
    shown(ctx, vec![payee])?.pop().ok_or_else(|| Error::internal("one payee gives one view"))
}

/// True if this caller may know that others have the account of a payee: a role that sees accounts in full, or the one
/// who is to verify it. For anybody who enters an account, the answer would confirm a guess. The event records it for
/// later readers.
fn may_know_sharers(ctx: &Ctx<'_>, payee: &payee::Payee) -> bool {
    let is_to_verify = policy::shared_accounts(ctx.role()) == SharedAccounts::EnteredByOthers
        && payee.verified(ctx.actor, (ctx.today(), ctx.now())).is_ok();
    sight(ctx.role(), Field::Payment) == Sight::Full || is_to_verify
}

/// What a fact says when others have the account, too.
const ACCOUNT_SHARED: &str = "account_shared";

/// What a fact says of an account that others have, too.
fn told_as_shared(ctx: &mut Ctx<'_>, payee: &payee::Payee, mut detail: Value) -> Result<Value, Error> {
    let sharers = payees::with_their_accounts(ctx.db, ctx.vault, std::slice::from_ref(payee))?;
    if sharers.iter().any(|other| other.shares(ctx.vault, payee)) {
        match detail.as_object_mut() {
            Some(fields) => drop(fields.insert(ACCOUNT_SHARED.to_owned(), true.into())),
            None => detail = json!({ ACCOUNT_SHARED: true }),
        }
    }
    Ok(detail)
}

/// The warning appears even if the others are out of reach, but does not say who they are then.
fn warnings(ctx: &Ctx<'_>, payee: &payee::Payee, sharers: &[Sharer]) -> Vec<PayeeWarning> {
    if !may_know_sharers(ctx, payee) {
        return Vec::new();
    }
    let others: Vec<&Sharer> = sharers.iter().filter(|other| other.shares(ctx.vault, payee)).collect();
    if others.is_empty() {
        return Vec::new();
    }
    let within_reach = others.iter().filter(|other| ctx.reach.covers(&other.area));
    let ids = within_reach.map(|other| Uuid::from(other.id)).collect();
    vec![PayeeWarning::account_shared(ids, ctx.language)]
}

/// States that the caller was shown private numbers in full, where the policy says that this is recorded.
pub(in crate::app) fn disclose(ctx: &mut Ctx<'_>, subject: (SubjectKind, Uuid), detail: Value) -> Result<(), Error> {
    ctx.record(subject, "disclosed", Basis::default(), Particulars { detail, ..Particulars::default() })
}

/// Whether this caller is shown accounts in full, which is recorded.
pub(in crate::app) fn is_recorded(ctx: &Ctx<'_>) -> bool {
    ctx.action.discloses(ctx.role())
}

impl UseCase for CreatePayee {
    const ACTION: Action = Action::write("create_payee", roles![Registrar, Approver, Operator]);
    type Output = Payee;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Payee, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        check_payer(ctx, self.payer(), &mut faults)?;
        let parts = self.parse(&mut faults);
        let (id, now, actor) = (PayeeId(ctx.new_id()?), ctx.now(), ctx.actor.key());
        let payee = person.zip(parts).map(|(person, (identity_class, account, account_bank))| payee::Payee {
            id,
            version: 1,
            area: person.area,
            person_id: person.id,
            identity_class,
            tax_class: self.tax_class.map(Into::into),
            payer_id: self.payer(),
            account,
            account_bank,
            has_official_transport_allowance: self.has_official_transport_allowance,
            span: self.span(),
            entered_by: actor.clone(),
            changed_by: actor,
            verification: None,
            created_at: now,
            updated_at: now,
        });
        if let Some(payee) = &payee {
            payee.check(&mut faults);
        }
        let payee = faults.finish(payee)?;
        deaths::refuse_after(ctx, payee.person_id, payee.span.from)?;
        let payee = until_death(ctx, payee)?;
        enter(ctx, &payee)?;
        shown_one(ctx, payee)
    }
}

/// A payee that is entered late holds until the person's death.
fn until_death(ctx: &mut Ctx<'_>, payee: payee::Payee) -> Result<payee::Payee, Error> {
    let died_on = deaths::of_people(ctx, &[payee.person_id])?.remove(&payee.person_id);
    Ok(match died_on.filter(|day| payee.span.until.is_none_or(|until| *day < until)) {
        Some(day) => payee::Payee { span: Span { until: Some(day), ..payee.span }, ..payee },
        None => payee,
    })
}

/// Enters a payee; the one before it, if it has no end, ends the day before.
fn enter(ctx: &mut Ctx<'_>, payee: &payee::Payee) -> Result<(), Error> {
    let mut facts = Vec::new();
    let theirs = payees::of_people(ctx.db, ctx.vault, &[payee.person_id])?;
    for other in theirs.iter().filter(|other| other.overlaps(payee)) {
        if payee.span.until.is_some() {
            return Err(other.overlap());
        }
        let ended = other.succeeded_on(payee.span.from, ctx.now())?;
        payees::update(ctx.db, ctx.vault, &ended)?;
        let particulars = Particulars { detail: before(other, &ended), ..Particulars::default() };
        facts.push(ctx.fact(subject(other.id), "ended", Basis::default(), particulars)?);
    }
    payees::insert(ctx.db, ctx.vault, payee)?;
    let detail = told_as_shared(ctx, payee, Value::Null)?;
    let particulars = Particulars { detail, ..Particulars::default() };
    facts.push(ctx.fact(subject(payee.id), CREATED, Basis::default(), particulars)?);
    ctx.record_all(&facts)
}

/// What an event records of a change. The account is in the version before, sealed; here it only says that the account
/// is another.
fn before(before: &payee::Payee, after: &payee::Payee) -> Value {
    json!({
        "before": {
            "version": before.version,
            "identity_class": before.identity_class.code(),
            "tax_class": before.tax_class.map(payee::TaxClass::as_str),
            "payer_id": before.payer_id.0,
            "account_bank": before.account_bank,
            "has_official_transport_allowance": before.has_official_transport_allowance,
            "starts_on": before.span.from,
            "ends_on": before.span.until,
            "verified": before.verification.is_some(),
        },
        "account_changed": before.account != after.account,
    })
}

/// Read how a person is paid, as known at a moment.
pub type ReadPayee = ReadAsOf<Payee>;

impl Readable for Payee {
    type Id = PayeeId;
    const ACTION: Action =
        Action::read("read_payee", roles![Registrar, Approver, Finance, Auditor]).recorded_in_full(Field::Payment);
    const SNAPSHOT: bool = true;

    fn read(ctx: &mut Ctx<'_>, id: PayeeId, moment: Moment) -> Result<Self, Error> {
        let payee = payees::find(ctx.db, ctx.vault, ctx.reach, id, moment)?;
        if is_recorded(ctx) {
            disclose(ctx, subject(payee.id), json!({ "version": payee.version }))?;
        }
        shown_one(ctx, payee)
    }
}

impl Listing for PayeeFilter {
    const ACTION: Action =
        Action::read("list_payees", roles![Registrar, Approver, Finance, Auditor]).recorded_in_full(Field::Payment);
    const SNAPSHOT: bool = true;
    type View = Payee;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Payee>, Error> {
        let page = payees::list(ctx.db, ctx.vault, ctx.reach, self, descending, request)?;
        if is_recorded(ctx) {
            disclose_page(ctx, &page.items)?;
        }
        let Page { items, positions, more, total } = page;
        Ok(Page { items: shown(ctx, items)?, positions, more, total })
    }
}

/// One fact for all of a page.
fn disclose_page(ctx: &mut Ctx<'_>, these: &[payee::Payee]) -> Result<(), Error> {
    if these.is_empty() {
        ctx.nothing_changed();
        return Ok(());
    }
    let payees: Vec<Value> = these.iter().map(|one| json!({ "id": one.id.0, "version": one.version })).collect();
    let id = ctx.new_id()?;
    disclose(ctx, (SubjectKind::Disclosure, id), json!({ "payees": payees }))
}

/// Change how a person is paid; the version before it stays, and the new one waits for somebody to verify it.
pub struct CorrectPayee {
    /// Which.
    pub id: PayeeId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdatePayee,
}

impl UseCase for CorrectPayee {
    const ACTION: Action = Action::write("update_payee", roles![Registrar, Approver, Operator]);
    type Output = Payee;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Payee, Error> {
        let payee = payees::find(ctx.db, ctx.vault, ctx.reach, self.id, Moment::default())?;
        at_version(self.version, payee.version)?;
        let mut faults = Faults::new();
        let changed = self.patch.apply(&payee, &mut faults);
        changed.check(&mut faults);
        if changed.payer_id != payee.payer_id {
            check_payer(ctx, changed.payer_id, &mut faults)?;
        }
        let changed = faults.finish(Some(changed))?;
        if changed == payee {
            ctx.nothing_changed();
            return shown_one(ctx, payee);
        }
        if changed.span != payee.span {
            deaths::refuse_after(ctx, payee.person_id, changed.span.from)?;
        }
        let changed = until_death(ctx, changed)?;
        let theirs = payees::of_people(ctx.db, ctx.vault, &[payee.person_id])?;
        if let Some(other) = theirs.iter().find(|other| other.overlaps(&changed)) {
            return Err(other.overlap());
        }
        let changed = payee.changed_into(changed, ctx.actor, ctx.now());
        payees::update(ctx.db, ctx.vault, &changed)?;
        let detail = told_as_shared(ctx, &changed, before(&payee, &changed))?;
        let particulars = Particulars { detail, ..Particulars::default() };
        ctx.record(subject(self.id), "corrected", Basis::default(), particulars)?;
        shown_one(ctx, changed)
    }
}

/// What somebody did to a payee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Verified,
    Changed,
}

impl Deed {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "verified" => Some(Self::Verified),
            "corrected" | IDENTITY_CHANGED => Some(Self::Changed),
            _ => None,
        }
    }
}

/// Refuses whoever changed it since it was verified last, or made somebody else of the person whom it pays.
fn keep_out_contributors(ctx: &mut Ctx<'_>, payee: &payee::Payee) -> Result<(), Error> {
    let mut all = ctx.contributors_of_each(&[payee.id.0], Deed::parse)?;
    let mut contributors = all.remove(&payee.id.0).unwrap_or_default();
    let since = contributors.events.iter().rposition(|(deed, _)| *deed == Deed::Verified).map_or(0, |last| last + 1);
    contributors.events.drain(..since);
    if contributors.fired(ctx.actor, &[Deed::Changed]) { Err(Error::FourEyes) } else { Ok(()) }
}

/// Verify what another entered.
pub struct VerifyPayee {
    /// Which.
    pub id: PayeeId,
    /// The version that was looked at.
    pub version: i64,
}

impl UseCase for VerifyPayee {
    const ACTION: Action = Action::write("verify_payee", roles![Registrar, Approver]);
    type Output = Payee;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Payee, Error> {
        let payee = payees::find(ctx.db, ctx.vault, ctx.reach, self.id, Moment::default())?;
        at_version(self.version, payee.version)?;
        keep_out_contributors(ctx, &payee)?;
        let verified = payee.verified(ctx.actor, (ctx.today(), ctx.now()))?;
        if payee.verification.is_some() {
            ctx.nothing_changed();
            return shown_one(ctx, payee);
        }
        payees::update(ctx.db, ctx.vault, &verified)?;
        let detail = told_as_shared(ctx, &verified, json!({ "version": payee.version }))?;
        let particulars = Particulars { detail, ..Particulars::default() };
        ctx.record(subject(self.id), "verified", Basis::default(), particulars)?;
        shown_one(ctx, verified)
    }
}
