//! A feed that is followed for as long as its client listens: asked again and again, as the same client by the same token.

use std::time::{Duration, Instant};

use domain::Error;
use serde_json::Value;

use crate::{
    app::{App, Caller, kernel::streams::StreamPlace},
    auth,
    operation::{Asking, Operation, Request},
};

/// Longest that a stream lasts; its client then asks anew from where it is.
const STREAM_TIME_MAX: Duration = Duration::from_secs(3_600);
/// How long a piece of the feed is waited for, in seconds: as often a client hears that the stream goes on.
const HEARTBEAT_S: u32 = 15;
/// How long it takes at least until a feed is asked again that had nothing new.
const PAUSE: Duration = Duration::from_secs(1);

/// A feed that is followed.
pub struct Following {
    app: App,
    authorization: String,
    caller: Caller,
    operation: &'static Operation,
    request: Request,
    until: Instant,
    place: StreamPlace,
}

/// A piece of the feed.
pub struct Piece {
    /// The changes.
    pub items: Vec<Value>,
    /// The position to go on from.
    pub next: String,
}

impl Following {
    /// Begins to follow, and gives the first piece without waiting: what refuses it is answered as ever.
    ///
    /// # Errors
    /// What refuses it, and [`Error::QuotaExceeded`] for a client that has too many streams open.
    pub async fn begin(
        app: &App,
        (authorization, caller): (&str, Caller),
        operation: &'static Operation,
        mut request: Request,
    ) -> Result<(Self, Piece), Error> {
        let place = app.streams().open(&caller.actor.key())?;
        set(&mut request, "wait", "0".to_owned());
        let (app, authorization) = (app.clone(), authorization.to_owned());
        let until = Instant::now() + STREAM_TIME_MAX;
        let mut following = Self { app, authorization, caller, operation, request, until, place };
        let first = following.ask().await?;
        set(&mut following.request, "wait", HEARTBEAT_S.to_string());
        Ok((following, first))
    }

    /// The next piece, empty after a while without changes; none at the end: the stream lasted long enough, the server stops, or
    /// the client may not go on.
    pub async fn next(&mut self) -> Option<Piece> {
        let asked_at = Instant::now();
        if asked_at >= self.until {
            return None;
        }
        let actor = auth::identify(&self.app, Some(&self.authorization)).await.ok()?;
        self.operation.action.reach(&actor).ok()?;
        self.caller.actor = actor;
        let (app, caller, work) = (self.app.clone(), self.caller.clone(), self.work());
        let asking = async move { piece(&app, &caller, work?).await };
        let asked = tokio::select! {
            () = self.place.stopped() => return None,
            asked = asking => asked,
        };
        let piece = match asked {
            Ok(piece) => piece,
            // The register is asked again when it has time.
            Err(Error::Busy) => Piece { items: Vec::new(), next: self.after().unwrap_or_default() },
            Err(error) => {
                tracing::debug!(%error, "a stream ended");
                return None;
            }
        };
        if piece.items.is_empty() && asked_at.elapsed() < PAUSE {
            tokio::select! {
                () = self.place.stopped() => return None,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
        set(&mut self.request, "after", piece.next.clone());
        Some(piece)
    }

    fn after(&self) -> Option<String> {
        self.request.filter.iter().find(|(name, _)| *name == "after").map(|(_, after)| after.clone())
    }

    fn work(&self) -> Result<Asking, Error> {
        (self.operation.work)(&mut self.request.clone()).map(Asking)
    }

    async fn ask(&mut self) -> Result<Piece, Error> {
        let piece = piece(&self.app, &self.caller, self.work()?).await?;
        set(&mut self.request, "after", piece.next.clone());
        Ok(piece)
    }
}

/// Gives a parameter another value.
fn set(request: &mut Request, name: &'static str, value: String) {
    request.filter.retain(|(known, _)| *known != name);
    request.filter.push((name, value));
}

async fn piece(app: &App, caller: &Caller, work: Asking) -> Result<Piece, Error> {
    let mut value = app.render(caller, work, |answer| answer.body.value()).await??;
    let unread = || Error::internal("a piece of a feed without changes or a position");
    let items = value.get_mut("items").and_then(Value::as_array_mut).map(std::mem::take).ok_or_else(unread)?;
    let next = value.get("next").and_then(Value::as_str).map(str::to_owned).ok_or_else(unread)?;
    Ok(Piece { items, next })
}
