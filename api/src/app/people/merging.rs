//! What two records of one person say differently: whoever merges them names which of the two stays.

use domain::{
    Error, Fault, FaultCode, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        time::following,
    },
    money::payee::Payee,
    people::person::Person,
    performance::grade::Grade,
    qualification::certification::{Certification, Event, Status},
};
use persistence::{money::payees, performance::grades, qualification::certifications};
use serde_json::json;
use uuid::Uuid;

use crate::app::{Ctx, kernel::context::Particulars};

/// Most records that a merge names.
pub const KEPT_MAX: usize = 50;

/// The name of the fact that a record gave way to another in a merge.
const GAVE_WAY: &str = "gave_way";

/// Ends what gives way to the records named in `keep`: a certification is surrendered or rejected, a grade annulled, a payee
/// no longer known. A pair of which neither is named stays, and the database refuses the merge.
///
/// # Errors
/// [`Error::Invalid`] for a named record to which nothing gives way: nothing contradicts it, or what does is named as well.
pub fn settle(
    ctx: &mut Ctx<'_>,
    (lost, survivor): (&Person, &Person),
    keep: &[Uuid],
    basis: &Basis,
) -> Result<(), Error> {
    if keep.len() > KEPT_MAX {
        let max = domain::kernel::wording::number(KEPT_MAX);
        return Err(Error::invalid(Fault::new("/keep", FaultCode::Length, Wording::TooManyEntries { max })));
    }
    if keep.is_empty() {
        return Ok(());
    }
    let mut used: Vec<Uuid> = Vec::new();
    settle_certifications(ctx, (lost, survivor), (keep, &mut used), basis)?;
    settle_grades(ctx, (lost, survivor), (keep, &mut used), basis)?;
    settle_payees(ctx, (lost, survivor), (keep, &mut used), basis)?;
    let unused = keep.iter().enumerate().filter(|(_, id)| !used.contains(id));
    let faults: Vec<Fault> = unused
        .map(|(at, _)| Fault::new(format!("/keep/{at}"), FaultCode::Reference, Wording::NothingToKeepItFrom))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Which of two records gives way: the one that is not named where the other is. What is named is noted.
fn loser<'r, T>(
    pair: (&'r T, &'r T),
    id: impl Fn(&T) -> Uuid,
    (keep, used): (&[Uuid], &mut Vec<Uuid>),
) -> Option<(&'r T, Uuid)> {
    let ids = (id(pair.0), id(pair.1));
    let (loser, kept) = match (keep.contains(&ids.0), keep.contains(&ids.1)) {
        (true, false) => (pair.1, ids.0),
        (false, true) => (pair.0, ids.1),
        _ => return None,
    };
    used.push(kept);
    Some((loser, kept))
}

fn gave_way(
    ctx: &mut Ctx<'_>,
    subject: (SubjectKind, Uuid),
    kept: Uuid,
    statuses: (Option<&str>, Option<&str>),
    basis: &Basis,
) -> Result<(), Error> {
    ctx.record(subject, GAVE_WAY, basis.clone(), Particulars { statuses, detail: json!({ "kept": kept }) })
}

type Named<'k> = (&'k [Uuid], &'k mut Vec<Uuid>);

fn settle_certifications(
    ctx: &mut Ctx<'_>,
    (lost, survivor): (&Person, &Person),
    (keep, used): Named<'_>,
    basis: &Basis,
) -> Result<(), Error> {
    let (today, now) = (ctx.today(), ctx.now());
    let all = certifications::of_people(ctx.db, ctx.reach, &[lost.id, survivor.id])?;
    let open = |person: &Person| all.iter().find(|one| one.person_id == person.id && one.status.is_open());
    let Some(pair) = open(lost).zip(open(survivor)) else { return Ok(()) };
    let Some((one, kept)) = loser(pair, |one: &Certification| one.id.0, (keep, used)) else { return Ok(()) };
    let (status, event) = match one.number {
        Some(_) => (Status::Surrendered, Event::Surrender),
        None => (Status::Rejected, Event::Reject),
    };
    let ended = Certification {
        status,
        version: one.version + 1,
        trail: one.trail.clone().then(today, status),
        last_event_on: Some(today),
        updated_at: following(one.updated_at, now),
        ..one.clone()
    };
    certifications::update(ctx.db, &ended)?;
    let statuses = (Some(one.status.as_str()), Some(status.as_str()));
    let detail = json!({ "kept": kept });
    ctx.record((SubjectKind::Certification, one.id.0), event.as_str(), basis.clone(), Particulars { statuses, detail })
}

fn settle_grades(
    ctx: &mut Ctx<'_>,
    (lost, survivor): (&Person, &Person),
    (keep, used): Named<'_>,
    basis: &Basis,
) -> Result<(), Error> {
    let (theirs, known) = (grades::of_people(ctx.db, &[lost.id])?, grades::of_people(ctx.db, &[survivor.id])?);
    let mut ending: Vec<(Grade, Uuid)> = Vec::new();
    for one in &theirs {
        let moved = Grade { person_id: survivor.id, ..one.clone() };
        for other in known.iter().filter(|other| moved.overlaps(other)) {
            let pair = loser((one, other), |grade: &Grade| grade.id.0, (keep, &mut *used));
            if let Some((grade, kept)) = pair.filter(|(grade, _)| ending.iter().all(|(known, _)| known.id != grade.id))
            {
                ending.push((grade.clone(), kept));
            }
        }
    }
    if ending.is_empty() {
        return Ok(());
    }
    let at = grades::next_instant(ctx.db, ctx.now())?;
    let annulled: Vec<Grade> = ending
        .iter()
        .map(|(grade, _)| grade.followed_by(Grade { annulled_reason: basis.reason.clone(), ..grade.clone() }, at))
        .collect();
    grades::update(ctx.db, &annulled)?;
    for (grade, kept) in ending {
        gave_way(ctx, (SubjectKind::Grade, grade.id.0), kept, (None, None), basis)?;
    }
    Ok(())
}

fn settle_payees(
    ctx: &mut Ctx<'_>,
    (lost, survivor): (&Person, &Person),
    (keep, used): Named<'_>,
    basis: &Basis,
) -> Result<(), Error> {
    let now = ctx.now();
    let theirs = payees::of_people(ctx.db, ctx.vault, &[lost.id])?;
    let known = payees::of_people(ctx.db, ctx.vault, &[survivor.id])?;
    let mut ended: Vec<Uuid> = Vec::new();
    for one in &theirs {
        let moved = Payee { person_id: survivor.id, ..one.clone() };
        for other in known.iter().filter(|other| moved.overlaps(other)) {
            let pair = loser((one, other), |payee: &Payee| payee.id.0, (keep, &mut *used));
            let Some((payee, kept)) = pair.filter(|(payee, _)| !ended.contains(&payee.id.0)) else { continue };
            payees::forget(ctx.db, payee, following(payee.updated_at, now))?;
            gave_way(ctx, (SubjectKind::Payee, payee.id.0), kept, (None, None), basis)?;
            ended.push(payee.id.0);
        }
    }
    Ok(())
}
