//! A client is ended with what belongs to it: one line for each kind.

use domain::{
    Error,
    kernel::{id::ClientId, policy::Action},
    roles,
};
use openapi::administration::client::{EndedBelongings, OffBoardedClient};

use super::{agreements, exports, queues, webhooks};
use crate::app::{
    Ctx, UseCase,
    administration::clients::{revoke, within_reach},
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
pub static BELONGINGS: &[Belonging] = &[
    Belonging { table: "agreements", end: agreements::end_all },
    Belonging { table: "exports", end: exports::end_all },
    Belonging { table: "queues", end: queues::end_all },
    Belonging { table: "webhooks", end: webhooks::end_all },
];

/// Ends all that belongs to a client.
fn end_belongings(ctx: &mut Ctx<'_>, client: ClientId) -> Result<Vec<EndedBelongings>, Error> {
    let end = |kind: &Belonging| {
        let count = i64::try_from((kind.end)(ctx, client)?).map_err(Error::internal)?;
        Ok(EndedBelongings { kind: kind.table.to_owned(), count })
    };
    BELONGINGS.iter().map(end).collect()
}

/// End a client with all that belongs to it.
pub struct OffBoardClient(pub ClientId);

impl UseCase for OffBoardClient {
    const ACTION: Action = Action::write("off_board_client", roles![Administrator, Operator]);
    type Output = OffBoardedClient;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<OffBoardedClient, Error> {
        let stored = within_reach(ctx, self.0)?;
        ctx.nothing_changed();
        let client = if stored.client.revoked_at.is_some() { stored.client } else { revoke(ctx, stored)? };
        let ended = end_belongings(ctx, self.0)?;
        Ok(OffBoardedClient { client: client.into(), ended })
    }
}
