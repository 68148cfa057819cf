//! An export is made: one transaction reads all of its lists in one snapshot, and another thread writes their files, piece by piece.
//!
//! Every piece is stored with the next version of the export. So the first piece after the export was cancelled, or taken over by another
//! server, is refused, and the work stops.

use std::{
    collections::BTreeSet,
    panic::resume_unwind,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

use domain::{
    Actor, Error, Role,
    administration::client::Status,
    consumers::export::{Export, ExportStatus, FeedPlace, Taken},
    kernel::{policy::Action, rules},
};
use openapi::kernel::problem;
use persistence::{
    administration::clients,
    consumers::{changes, exports},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    super::{
        received::agreed,
        records::{Listed, PageAsked, list_of},
    },
    ReadExport,
    writing::Files,
};
use crate::app::{App, Caller, Ctx, UseCase, kernel::own};

/// Pages that are read ahead of the one being written.
const PAGES_AHEAD: usize = 1;
/// How often it is stored how far an export is.
const STORED_EVERY: Duration = Duration::from_secs(2);

/// What is read for an export.
enum Read {
    /// The instant was taken.
    Begun(Taken),
    /// Records of the list of this number, and who is in them.
    Page(usize, Vec<Value>, BTreeSet<Uuid>),
    /// All lists were read.
    Ended,
}

/// Makes the export that waits longest; false if none waits. It takes as long as the lists are long, on this thread.
///
/// # Errors
/// When the database fails. The export is then made by the next call, or by another server.
pub fn make_next(app: &App) -> Result<bool, Error> {
    let system = Caller::new(Actor::own(Role::System));
    let Some(waiting) = app.run_now(&system, &FindWaiting)? else { return Ok(false) };
    let (export, actor) = match app.run_now(&system, &Begin(waiting)) {
        // Another server was first.
        Err(Error::Changed) => return Ok(true),
        begun => begun?,
    };
    let mut files = Files::new(app, &system, export);
    let made = match actor {
        Some(actor) => make(app, &Caller::new(actor), &mut files),
        None => Err(Error::InvalidToken),
    };
    match made {
        // It was cancelled, or another server makes it.
        Ok(()) | Err(Error::Changed) => Ok(true),
        Err(error) => {
            let is_refusal = !matches!(error, Error::Internal(_) | Error::Busy);
            tracing::warn!(%error, export = %files.export.id, "an export broke off");
            let code = problem::code_of(&error).code;
            match files.break_off(code, is_refusal) {
                Ok(()) | Err(Error::Changed) => Ok(true),
                Err(error) => Err(error),
            }
        }
    }
}

/// Reads on a thread of its own, and writes on this one.
fn make(app: &App, client: &Caller, files: &mut Files<'_>) -> Result<(), Error> {
    let (pages, arriving) = mpsc::sync_channel(PAGES_AHEAD);
    let take = TakeExport { export: files.export.clone(), pages, is_begun: AtomicBool::new(false) };
    thread::scope(|scope| {
        let reader = thread::Builder::new().name("export-reader".to_owned());
        let reading = reader.spawn_scoped(scope, move || app.run_now(client, &take)).map_err(Error::internal)?;
        let written = write((app, client), arriving, files);
        let read = reading.join().unwrap_or_else(|panic| resume_unwind(panic));
        read.and(written)
    })
}

/// Writes what arrives, up to its end. Without that nothing is done: nobody takes a part for the whole.
fn write((app, client): (&App, &Caller), arriving: Receiver<Read>, files: &mut Files<'_>) -> Result<(), Error> {
    let mut stored_at = Instant::now();
    for read in arriving {
        match read {
            Read::Begun(taken) => files.begin(taken)?,
            Read::Page(list, records, people) => {
                app.disclose_now(client, ReadExport::ACTION, people)?;
                files.add(list, &records)?;
            }
            Read::Ended => return files.end(),
        }
        if stored_at.elapsed() > STORED_EVERY {
            files.note()?;
            stored_at = Instant::now();
        }
    }
    Err(Error::internal("an export broke off before its last page"))
}

/// Find the export that waits longest.
struct FindWaiting;

impl UseCase for FindWaiting {
    const ACTION: Action = own::FIND_EXPORTS;
    type Output = Option<Export>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Option<Export>, Error> {
        let now = ctx.now();
        let open = exports::first(ctx.db, &[ExportStatus::Queued, ExportStatus::Running], LOOKED_AT_MAX)?;
        Ok(open.into_iter().find(|one| one.is_waiting(now)))
    }
}

/// Most exports among which one is looked for that waits.
const LOOKED_AT_MAX: i64 = 1_000;

/// Begin an export, for its client as it is now; for nobody if it is no client any more.
struct Begin(Export);

impl UseCase for Begin {
    const ACTION: Action = own::MAKE_EXPORTS;
    const BY_KEY: bool = true;
    type Output = (Export, Option<Actor>);

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        ctx.nothing_changed();
        let begun = self.0.begun(ctx.now());
        exports::update(ctx.db, &begun)?;
        exports::delete_pieces(ctx.db, begun.id)?;
        let client = clients::find(ctx.db, begun.client_id)?;
        let is_active =
            client.client.status() == Status::Active && ctx.keys.vouches_for(&client.client, &client.secret_hash);
        let is_required = ctx.rules()?.demands(&rules::AGREEMENT_REQUIRED);
        let agreed = agreed(&client.client, ctx.today(), is_required);
        Ok((begun, is_active.then(|| client.client.actor(agreed))))
    }
}

/// Read all lists of an export, for its client: in one snapshot, so that all records are as of one instant.
struct TakeExport {
    export: Export,
    pages: SyncSender<Read>,
    is_begun: AtomicBool,
}

impl UseCase for TakeExport {
    const ACTION: Action = ReadExport::ACTION;
    const SNAPSHOT: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        if self.is_begun.swap(true, Ordering::Relaxed) {
            return Err(Error::internal("an export is not read again after a part of it was written"));
        }
        // The place of the feed is that of the snapshot: the first read of the transaction takes both.
        let last = changes::head(ctx.db)?.last;
        let lists = self.lists(ctx)?;
        let mut total = Some(0);
        for list in &lists {
            let first = ctx.between(|ctx| (list.page)(ctx, PageAsked { count: true, ..self.asked(list, None) }))?;
            total = total.zip(first.total).map(|(total, more)| total + more);
        }
        let place = FeedPlace { xact: last.xact, seq: last.seq };
        if self.pages.send(Read::Begun(Taken { at: ctx.now(), place, total_count: total })).is_err() {
            return Ok(());
        }
        for (number, list) in lists.iter().enumerate() {
            let mut after = None;
            loop {
                let page = (list.page)(ctx, self.asked(list, after))?;
                // Who cannot write takes no further page; why, it tells itself.
                if self.pages.send(Read::Page(number, page.records, ctx.take_people())).is_err() {
                    return Ok(());
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        // Nobody may be there to hear it.
        let _ = self.pages.send(Read::Ended);
        Ok(())
    }
}

impl TakeExport {
    /// The lists, as far as the client may read them now.
    fn lists(&self, ctx: &Ctx<'_>) -> Result<Vec<&'static Listed>, Error> {
        let of = |resource: &String| {
            let list = list_of(resource).ok_or(Error::NotFound)?;
            list.action.reach(ctx.actor).map(|_| list)
        };
        self.export.asked.resources.iter().map(of).collect()
    }

    fn asked(&self, list: &Listed, after: Option<String>) -> PageAsked {
        let value = |name: &str| self.export.asked.filter.iter().find(|(known, _)| known == name);
        let filter = list.filters.iter().filter_map(|name| Some((*name, value(name)?.1.clone()))).collect();
        PageAsked { filter, after, count: false }
    }
}
