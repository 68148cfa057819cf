//! What requests about many have in common: all or none, and every refusal with its place.

use domain::{Error, Fault};
use uuid::Uuid;

use super::lifecycle::{Fires, fire};
use crate::app::Ctx;

/// Does the work for each of many, all or none. A refusal stands at the place of its entry.
///
/// # Errors
/// [`Error::Invalid`] with every refusal, or what concerns the whole request.
pub fn for_each<T, R>(
    pointer: &str,
    all: impl IntoIterator<Item = T>,
    mut work: impl FnMut(T) -> Result<R, Error>,
) -> Result<Vec<R>, Error> {
    let (mut done, mut faults) = (Vec::new(), Vec::new());
    for (place, one) in all.into_iter().enumerate() {
        match work(one) {
            Ok(result) => done.push(result),
            Err(error) => faults.extend(Fault::of_one(format!("{pointer}/{place}"), error)?),
        }
    }
    if faults.is_empty() { Ok(done) } else { Err(Error::Invalid(faults)) }
}

/// The faults of a part of a request, behind its pointer.
pub fn behind(pointer: &str, error: Error) -> Error {
    match error {
        Error::Invalid(faults) => {
            let at = |fault: Fault| Fault { pointer: format!("{pointer}{}", fault.pointer), ..fault };
            Error::Invalid(faults.into_iter().map(at).collect())
        }
        other => other,
    }
}

/// Fires one event of each of many records.
///
/// # Errors
/// As [`for_each`]; the faults of the event stand behind `/transition`.
pub fn fire_each<L: Fires>(ctx: &mut Ctx<'_>, ids: &[Uuid], transition: L::Transition) -> Result<Vec<L>, Error>
where
    L::Id: From<Uuid>,
    L::Command: Clone,
{
    let (command, basis) = L::parse(transition).map_err(|error| behind("/transition", error))?;
    for_each("/ids", ids, |id| {
        let before = L::find(ctx, &L::Id::from(*id))?;
        let command = before.resolve(ctx, command.clone())?;
        fire(ctx, &before, &command, basis.clone())
    })
}
