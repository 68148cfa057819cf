//! The duty records of an inspection (e.1): written or adopted when it is completed, taken back when it is annulled.

use domain::{
    Error, Reach,
    kernel::{
        code_set::SUPERVISION_THEMES,
        event::{Basis, Event as Fact, SubjectKind},
        id::{DutyRecordId, PersonId},
        time,
    },
    people::person::Person,
    performance::duty::{DutyRecord, Facts, Origin},
    supervision::inspection::{Inspection, LinkedDuty, Served},
};
use persistence::{performance::duty_records, supervision::plans};

use crate::app::{
    Ctx,
    kernel::{
        context::{CREATED, Particulars},
        within_reach,
    },
};

/// The name of the fact that a duty record became one of an inspection.
const ADOPTED: &str = "adopted";
/// The name of the fact that a duty record is none of an inspection any more.
const RELEASED: &str = "released";
/// The name of the fact that a duty record was annulled.
const ANNULLED: &str = "annulled";

/// Writes what each inspector did as a record of duty, or adopts the one that stands, once.
///
/// # Errors
/// When the database fails.
pub fn record(ctx: &mut Ctx<'_>, one: &mut Inspection) -> Result<Vec<Fact>, Error> {
    let Some(day) = one.occurred_on else { return Ok(Vec::new()) };
    one.course.theme = theme(ctx, one)?;
    let served = one.served();
    let Some(kind) = one.duty_kind().filter(|_| !served.is_empty()) else { return Ok(Vec::new()) };
    let ids: Vec<PersonId> = served.iter().map(|one| one.inspector.person_id).collect();
    let people = within_reach::people(ctx, &ids)?;
    let mut standing = duty_records::without_inspection(ctx.db, &ids, kind, day)?;
    standing.retain(|record| record.facts.particulars.school_id() == one.object.school_id);
    let (mut facts, mut new) = (Vec::new(), Vec::new());
    for Served { inspector, facts: done } in served {
        let at = standing.iter().position(|record| record.person_id == inspector.person_id);
        let (id, adopted) = match at {
            Some(at) => (adopt(ctx, one, standing.remove(at))?, true),
            None => {
                let Some(person) = people.get(&inspector.person_id) else { continue };
                let record = written(ctx, one, person, done)?;
                let id = record.id;
                new.push(record);
                (id, false)
            }
        };
        one.course.duty_records.push(LinkedDuty { id, adopted });
        facts.push(fact(ctx, id, if adopted { ADOPTED } else { CREATED }, Basis::default())?);
    }
    duty_records::insert_many(ctx.db, &new)?;
    Ok(facts)
}

fn fact(ctx: &mut Ctx<'_>, id: DutyRecordId, name: &'static str, basis: Basis) -> Result<Fact, Error> {
    ctx.fact((SubjectKind::DutyRecord, id.0), name, basis, Particulars::default())
}

/// A new record of duty.
fn written(ctx: &mut Ctx<'_>, one: &Inspection, person: &Person, facts: Facts) -> Result<DutyRecord, Error> {
    Ok(DutyRecord {
        id: DutyRecordId(ctx.new_id()?),
        version: 1,
        area: person.area.clone(),
        person_id: person.id,
        facts,
        inspection_id: Some(one.id),
        annulled: false,
        reason: None,
        origin: Origin { source: ctx.actor.key(), external_reference: None },
        created_at: ctx.now(),
        updated_at: ctx.now(),
    })
}

/// Makes a record that stands one of the inspection.
fn adopt(ctx: &mut Ctx<'_>, one: &Inspection, before: DutyRecord) -> Result<DutyRecordId, Error> {
    let id = before.id;
    let after = DutyRecord { inspection_id: Some(one.id), ..next(ctx, before) };
    duty_records::update(ctx.db, &after)?;
    Ok(id)
}

fn next(ctx: &Ctx<'_>, before: DutyRecord) -> DutyRecord {
    DutyRecord { version: before.version + 1, updated_at: time::following(before.updated_at, ctx.now()), ..before }
}

/// Annuls the duty records that an inspection wrote, and lets those go that it adopted.
///
/// # Errors
/// When the database fails.
pub fn take_back(ctx: &mut Ctx<'_>, one: &Inspection, basis: &Basis) -> Result<Vec<Fact>, Error> {
    let mut facts = Vec::new();
    for linked in &one.course.duty_records {
        let before = duty_records::find(ctx.db, &Reach::everything(), linked.id, None)?;
        let (after, name) = if linked.adopted {
            (DutyRecord { inspection_id: None, ..next(ctx, before) }, RELEASED)
        } else {
            (DutyRecord { annulled: true, reason: basis.reason.clone(), ..next(ctx, before) }, ANNULLED)
        };
        duty_records::update(ctx.db, &after)?;
        facts.push(fact(ctx, linked.id, name, basis.clone())?);
    }
    Ok(facts)
}

/// What the inspection was about, in words: the theme of its plan, or that of the month.
fn theme(ctx: &mut Ctx<'_>, one: &Inspection) -> Result<Option<String>, Error> {
    let of_plan = match one.setup.plan_id {
        Some(id) => plans::find(ctx.db, &Reach::everything(), id, None)?.content.theme,
        None => None,
    };
    let code = match (of_plan, one.occurred_on) {
        (None, Some(day)) => plans::theme_of(ctx.db, &one.area, day)?,
        (said, _) => said,
    };
    let label = |code: String| SUPERVISION_THEMES.by_code(&code).map_or(code.clone(), |entry| entry.label.to_owned());
    Ok(code.map(label))
}
