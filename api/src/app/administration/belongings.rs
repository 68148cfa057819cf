//! What belongs to a client and ends with it: one line for each kind.

use domain::{Error, kernel::id::ClientId};
use openapi::administration::client::EndedBelongings;

use crate::app::{
    Ctx,
    consumers::{exports, queues},
};

/// A kind of records that belong to a client.
pub struct Belonging {
    /// Their table, whose column `client_id` names the client.
    pub table: &'static str,
    /// Ends all of a client, states it, and tells how many there were.
    ///
    /// # Errors
    /// When the database fails.
    end: fn(&mut Ctx<'_>, ClientId) -> Result<usize, Error>,
}

/// All kinds.
pub static BELONGINGS: &[Belonging] =
    &[Belonging { table: "exports", end: exports::end_all }, Belonging { table: "queues", end: queues::end_all }];

/// Ends all that belongs to a client.
///
/// # Errors
/// When the database fails.
pub(super) fn end_belongings(ctx: &mut Ctx<'_>, client: ClientId) -> Result<Vec<EndedBelongings>, Error> {
    let end = |kind: &Belonging| {
        let count = i64::try_from((kind.end)(ctx, client)?).map_err(Error::internal)?;
        Ok(EndedBelongings { kind: kind.table.to_owned(), count })
    };
    BELONGINGS.iter().map(end).collect()
}
