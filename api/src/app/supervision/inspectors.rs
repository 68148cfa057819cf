//! Who may inspect: inspectors in office on the day, from whom nothing keeps away (R60 to R62, R211).

use domain::{
    Day, Error, Faults, Wording,
    kernel::{
        id::PersonId,
        rules::{self, Rule, refused},
    },
    performance::duty::Office,
    supervision::inspection::{Inspection, Inspector},
};
use persistence::service::appointments;

use super::findings::stays_away;
use crate::app::{Ctx, kernel::within_reach};

/// Names each inspector by the record that stands for the person now; notes those who are not within reach.
///
/// # Errors
/// When the database fails.
pub fn survive(ctx: &mut Ctx<'_>, inspectors: &mut [Inspector], faults: &mut Faults) -> Result<(), Error> {
    let ids: Vec<PersonId> = inspectors.iter().map(|one| one.person_id).collect();
    let people = within_reach::people(ctx, &ids)?;
    for (at, one) in inspectors.iter_mut().enumerate() {
        match people.get(&one.person_id).filter(|person| person.erased_at.is_none()) {
            Some(person) => one.person_id = person.id,
            None => within_reach::unknown(format!("/inspectors/{at}/person_id"), faults),
        }
    }
    Ok(())
}

/// Refuses an inspection by somebody who may not inspect there on the day.
///
/// # Errors
/// The rule that refuses it.
pub fn check(ctx: &mut Ctx<'_>, one: &Inspection, day: Day) -> Result<(), Error> {
    if one.inspectors.is_empty() {
        return refused(&rules::TEAM_MIN_INSPECTORS, Wording::TooFewInspectors { needed: 1, there: 0 });
    }
    match unfit(ctx, one, day)? {
        Some((rule, wording)) => refused(rule, wording),
        None => Ok(()),
    }
}

/// Why one of the inspectors may not inspect on a day; none where all may.
///
/// # Errors
/// When the database fails.
pub fn unfit(ctx: &mut Ctx<'_>, one: &Inspection, day: Day) -> Result<Option<(&'static Rule, Wording)>, Error> {
    let ids: Vec<PersonId> = one.inspectors.iter().map(|one| one.person_id).collect();
    let theirs = appointments::of_people(ctx.db, &ids)?;
    for id in &ids {
        let wording = match Office::on(theirs.iter().filter(|one| one.person_id == *id), day) {
            Office::Held => continue,
            Office::Suspended => Wording::SuspendedThatDay,
            Office::None => Wording::NotInOfficeThatDay,
        };
        return Ok(Some((&rules::DUTY_REQUIRES_APPOINTMENT, wording)));
    }
    for id in ids {
        if let Some(wording) = stays_away(ctx, one.object, id, day)? {
            return Ok(Some((&rules::RECUSAL_GROUNDS, wording)));
        }
    }
    Ok(None)
}
