//! From where a finding came, within the caller's reach.

use domain::{Error, Faults, kernel::id::InspectionId, supervision::finding::Source};
use persistence::misconduct::complaints;

use crate::app::{Ctx, kernel::within_reach};

/// Notes what a finding names as its source and is not within reach.
///
/// # Errors
/// When the database fails.
pub fn check(ctx: &mut Ctx<'_>, source: Source, faults: &mut Faults) -> Result<(), Error> {
    if let Some(id) = source.complaint_id {
        match complaints::find(ctx.db, ctx.vault, ctx.reach, id, None) {
            Err(Error::NotFound) => within_reach::unknown("/complaint_id", faults),
            other => drop(other?),
        }
    }
    if source.inspection_id.is_some() {
        within_reach::unknown("/inspection_id", faults);
    }
    if source.plan_id.is_some() {
        within_reach::unknown("/plan_id", faults);
    }
    Ok(())
}

/// Notes that an inspection is no look-back at an object. The register has no inspections yet, so that none is.
pub fn check_look_back(_id: InspectionId, faults: &mut Faults) {
    within_reach::unknown("/inspection_id", faults);
}
