//! The object of supervision that a record names, within the caller's reach.

use domain::{Area, Error, Faults, supervision::object::Object};

use crate::app::{Ctx, kernel::within_reach};

/// The area of the object that a new record names, which becomes that of the record; none, with its fault, where there is no
/// such object within reach.
///
/// # Errors
/// When the database fails.
pub fn area_of(ctx: &mut Ctx<'_>, object: Object, faults: &mut Faults) -> Result<Option<Area>, Error> {
    object.check(faults);
    match (object.school_id, object.organisation_id) {
        (Some(id), None) => Ok(within_reach::school(ctx, id, "/school_id", faults)?.map(|one| one.area)),
        (None, Some(id)) => Ok(within_reach::organisation(ctx, id, "/organisation_id", faults)?.map(|one| one.area)),
        _ => Ok(None),
    }
}
