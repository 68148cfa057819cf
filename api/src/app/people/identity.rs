//! A change of identity: a decision about a person was a decision about a name and its numbers (ADR 0036).
//! Verifications end. What was published or approved, and has no effect yet, has to be published or approved again.
//! What is in effect stays, and its history records the change. Whoever changed the identity neither verifies nor
//! approves again.

use domain::{
    Error, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::PersonId,
    },
};
use persistence::{
    file::erasures, misconduct::dismissals, money::payees, performance::promotions, pools::pool_memberships,
    qualification::certifications, service::appointments,
};
use serde_json::json;
use uuid::Uuid;

use crate::app::{
    Ctx,
    kernel::context::{IDENTITY_CHANGED, Particulars},
    vacancies::release,
};

/// How an identity came to be another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Name or number were corrected.
    Correction,
    /// Two records turned out to be of one person.
    Merge,
    /// A roster said so.
    Roster,
}

impl Because {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Merge => "merge",
            Self::Roster => "roster",
        }
    }
}

/// What became of a record: its status before and after, the same where it is only told.
type Touched = ((SubjectKind, Uuid), &'static str, &'static str);

/// Ends the verifications of people whose identity changed, and asks for their approvals again. Returns the events to
/// record, one for each record.
///
/// # Errors
/// When the database fails.
pub fn changed(ctx: &mut Ctx<'_>, people: &[PersonId], because: Because, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let mut touched = memberships(ctx, people)?;
    touched.extend(certificates(ctx, people)?);
    touched.extend(offices(ctx, people)?);
    touched.extend(grades_to_come(ctx, people)?);
    touched.extend(cases(ctx, people)?);
    touched.extend(requests(ctx, people)?);
    let mut facts = payments(ctx, people, because, basis)?;
    for (subject, from, to) in touched {
        let detail = json!({ "because": because.as_str() });
        let particulars = Particulars { statuses: (Some(from), Some(to)), detail };
        facts.push(ctx.fact(subject, IDENTITY_CHANGED, basis.clone(), particulars)?);
    }
    facts.extend(release(ctx, people, IDENTITY_CHANGED)?);
    Ok(facts)
}

/// Whom an account pays is for somebody else to verify again, whether it was verified or not.
fn payments(ctx: &mut Ctx<'_>, people: &[PersonId], because: Because, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let now = ctx.now();
    let mut facts = Vec::new();
    for before in payees::of_people(ctx.db, ctx.vault, people)? {
        let after = before.unverified(now);
        if let Some(after) = &after {
            payees::update(ctx.db, ctx.vault, after)?;
        }
        let detail = json!({
            "because": because.as_str(), "version": before.version, "was_verified": after.is_some(),
            "verified_by": before.verification.as_ref().map(|it| &it.by),
        });
        let particulars = Particulars { detail, ..Particulars::default() };
        facts.push(ctx.fact((SubjectKind::Payee, before.id.0), IDENTITY_CHANGED, basis.clone(), particulars)?);
    }
    Ok(facts)
}

fn memberships(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<Touched>, Error> {
    use domain::pools::pool::Status::{Active, Suspended};
    let (today, now) = (ctx.today(), ctx.now());
    let mut touched = Vec::new();
    for before in pool_memberships::of_people(ctx.db, &Reach::everything(), people)? {
        let (subject, from) = ((SubjectKind::PoolMembership, before.id.0), before.status.as_str());
        match before.asked_again(today, now) {
            Some(after) => {
                pool_memberships::update(ctx.db, &after)?;
                touched.push((subject, from, after.status.as_str()));
            }
            None if matches!(before.effective(today), Active | Suspended) => touched.push((subject, from, from)),
            None => {}
        }
    }
    Ok(touched)
}

/// A certificate shows the name of the day on which it is shown; that it was issued under another is in its history.
fn certificates(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<Touched>, Error> {
    use domain::qualification::certification::Status::{Certified, Suspended};
    let (today, now) = (ctx.today(), ctx.now());
    let mut touched = Vec::new();
    for before in certifications::of_people(ctx.db, &Reach::everything(), people)? {
        let (subject, from) = ((SubjectKind::Certification, before.id.0), before.status.as_str());
        match before.asked_again(today, now) {
            Some(after) => {
                certifications::update(ctx.db, &after)?;
                touched.push((subject, from, after.status.as_str()));
            }
            None if matches!(before.effective(today), Certified | Suspended) => touched.push((subject, from, from)),
            None => {}
        }
    }
    Ok(touched)
}

fn offices(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<Touched>, Error> {
    let (today, now) = (ctx.today(), ctx.now());
    let (mut touched, mut changed) = (Vec::new(), Vec::new());
    for before in appointments::of_people(ctx.db, people)? {
        let (subject, from) = ((SubjectKind::Appointment, before.id.0), before.effective(today).as_str());
        match before.asked_again(today, now) {
            Some(after) => {
                touched.push((subject, from, after.status.as_str()));
                changed.push(after);
            }
            None if before.effective(today).is_in_office() => touched.push((subject, from, from)),
            None => {}
        }
    }
    appointments::follow(ctx.db, &changed)?;
    Ok(touched)
}

fn grades_to_come(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<Touched>, Error> {
    let (today, now) = (ctx.today(), ctx.now());
    let mut touched = Vec::new();
    for before in promotions::of_people(ctx.db, people)? {
        let Some(after) = before.asked_again(today, now) else { continue };
        promotions::update(ctx.db, &after)?;
        let subject = (SubjectKind::Promotion, before.id.0);
        touched.push((subject, before.status.as_str(), after.status.as_str()));
    }
    Ok(touched)
}

/// A decided case that has no effect yet is decided again; a case that has effect only records the change.
fn cases(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<Touched>, Error> {
    let (today, now) = (ctx.today(), ctx.now());
    let mut touched = Vec::new();
    for before in dismissals::of_people(ctx.db, ctx.vault, people)? {
        let (subject, from) = ((SubjectKind::Dismissal, before.id.0), before.status.as_str());
        match before.asked_again(today, now) {
            Some(after) => {
                dismissals::update(ctx.db, ctx.vault, &after)?;
                touched.push((subject, from, after.status.as_str()));
            }
            None if before.took_effect_on.is_some() => touched.push((subject, from, from)),
            None => {}
        }
    }
    Ok(touched)
}

/// An erasure that was asked for is asked for again.
fn requests(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<Vec<Touched>, Error> {
    let now = ctx.now();
    let mut touched = Vec::new();
    for person in people {
        let Some(before) = erasures::latest(ctx.db, *person)? else { continue };
        let Some(after) = before.given_up(now) else { continue };
        erasures::update(ctx.db, &after)?;
        touched.push(((SubjectKind::Erasure, before.id.0), before.status.as_str(), after.status.as_str()));
    }
    Ok(touched)
}
