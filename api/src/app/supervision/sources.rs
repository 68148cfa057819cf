//! From where a finding came, within the caller's reach.

use domain::{
    Error, FaultCode, Faults, Wording,
    kernel::id::InspectionId,
    service::team::SupervisionKind,
    supervision::{finding::Source, object::Object},
};
use persistence::{
    misconduct::complaints,
    supervision::{inspections, plans},
};

use crate::app::{Ctx, kernel::within_reach};

/// Notes what a finding names as its source and is not within reach; true if all of it is.
///
/// # Errors
/// When the database fails.
pub fn check(ctx: &mut Ctx<'_>, source: Source, faults: &mut Faults) -> Result<bool, Error> {
    let mut is_known = true;
    if let Some(id) = source.complaint_id {
        is_known &= note(complaints::find(ctx.db, ctx.vault, ctx.reach, id, None), "/complaint_id", faults)?.is_some();
    }
    if let Some(id) = source.inspection_id {
        is_known &= note(inspections::find(ctx.db, ctx.reach, id, None), "/inspection_id", faults)?.is_some();
    }
    if let Some(id) = source.plan_id {
        is_known &= note(plans::find(ctx.db, ctx.reach, id, None), "/plan_id", faults)?.is_some();
    }
    Ok(is_known)
}

/// The record that was looked up; none, with its fault, where there is none within reach.
fn note<T>(outcome: Result<T, Error>, pointer: &str, faults: &mut Faults) -> Result<Option<T>, Error> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => {
            within_reach::unknown(pointer, faults);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Notes that an inspection is no look-back at an object.
///
/// # Errors
/// When the database fails.
pub fn check_look_back(ctx: &mut Ctx<'_>, object: Object, id: InspectionId, faults: &mut Faults) -> Result<(), Error> {
    let found = note(inspections::find(ctx.db, ctx.reach, id, None), "/inspection_id", faults)?;
    if found.is_some_and(|one| one.object != object || one.setup.kind != SupervisionKind::LookBack) {
        faults.add("/inspection_id", FaultCode::Reference, Wording::NotALookBack);
    }
    Ok(())
}
