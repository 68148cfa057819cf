//! Exports: lists that are written to files for a client, all of them as of one instant.
//!
//! A client asks for an export, and a server makes it beside its requests (`making.rs`). The files lie in the database, so that
//! every server of a register hands them out.

mod files;
mod keeping;
mod making;
mod writing;

use chrono::SecondsFormat;
use domain::{
    Area, Error, FaultCode, Faults, Wording,
    consumers::export::{self, ExportAsked, ExportStatus},
    kernel::{
        event::{Basis, SubjectKind},
        id::{ClientId, ExportId},
        policy::{Action, SEES_ALL_EXPORTS},
    },
};
use openapi::{
    consumers::export::{CreateExport, Export, ExportFile, ExportManifest},
    kernel::{body, query::PlainQuery},
};
use persistence::consumers::{changes::Place, exports};
use serde_json::{Value, json};

pub use files::{FoundFile, ReadExportFile, ReadExportPiece};
pub use keeping::{EndExports, keep_all};
pub use making::make_next;

use super::{
    changes::{FOLLOWERS, position},
    records::{Listed, list_of},
};
use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars},
        list::{ListRequest, Listed as Page},
    },
};

/// Most exports of a client that wait, are made or have files.
const EXPORTS_MAX: i64 = 10;
/// When a client that has so many may ask again, in seconds.
const RETRY_AFTER_S: u32 = 3_600;
/// The type of a signed manifest in its header.
const MANIFEST_TYPE: &str = "export-manifest+jwt";

/// The client that asks. The program's own actors export nothing.
fn client(ctx: &Ctx<'_>) -> Result<ClientId, Error> {
    ctx.actor.client_id.ok_or(Error::Forbidden)
}

fn sees_all(ctx: &Ctx<'_>) -> bool {
    SEES_ALL_EXPORTS.contains(&ctx.role())
}

/// An export that the caller may see: its client, or an administrator.
fn visible(ctx: &mut Ctx<'_>, id: ExportId) -> Result<export::Export, Error> {
    let export = exports::find(ctx.db, id)?;
    let is_shown = Some(export.client_id) == ctx.actor.client_id || sees_all(ctx);
    if is_shown { Ok(export) } else { Err(Error::NotFound) }
}

/// An export as the caller sees it: where the feed goes on is for its client alone.
fn shown(ctx: &Ctx<'_>, mut export: export::Export) -> Result<Export, Error> {
    export.status = export.status_at(ctx.now());
    let place = export.place.filter(|_| Some(export.client_id) == ctx.actor.client_id);
    let position = place.map(|place| position(ctx, Place { xact: place.xact, seq: place.seq }));
    let manifest = match (&position, export.taken_at) {
        (Some(position), Some(taken_at)) if export.status == ExportStatus::Done => Some(ExportManifest {
            export_id: export.id.into(),
            taken_at,
            position: position.clone(),
            files: export.files.iter().cloned().map(ExportFile::from).collect(),
            issued_at: export.updated_at,
            signed: String::new(),
        }),
        _ => None,
    };
    let manifest = manifest.map(|manifest| signed(ctx, manifest)).transpose()?;
    Ok(Export::new(export, position, manifest))
}

/// A manifest with its signed form, which is the same whenever it is read.
fn signed(ctx: &Ctx<'_>, manifest: ExportManifest) -> Result<ExportManifest, Error> {
    let mut claims = serde_json::to_value(&manifest).map_err(Error::internal)?;
    if let Some(claims) = claims.as_object_mut() {
        claims.remove("signed");
        claims.insert("iss".to_owned(), json!(ctx.issuer));
        claims.insert("iat".to_owned(), json!(manifest.issued_at.timestamp()));
    }
    Ok(ExportManifest { signed: ctx.keys.sign(MANIFEST_TYPE, &claims)?, ..manifest })
}

impl UseCase for CreateExport {
    const ACTION: Action = Action::write("create_export", FOLLOWERS);
    type Output = Export;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Export, Error> {
        let client_id = client(ctx)?;
        let mut faults = Faults::new();
        body::validate(self, &mut faults);
        let lists = chosen(ctx, &self.resources, &mut faults)?;
        let filter = self.filter(ctx, &lists, &mut faults)?;
        faults.finish(Some(()))?;
        let open = [ExportStatus::Queued, ExportStatus::Running, ExportStatus::Done];
        if exports::count(ctx.db, client_id, &open)? >= EXPORTS_MAX {
            return Err(Error::QuotaExceeded { retry_after_s: RETRY_AFTER_S });
        }
        let (id, now) = (ExportId(ctx.new_id()?), ctx.now());
        let asked = ExportAsked { resources: self.resources.clone(), filter };
        let export = export::Export::new(id, client_id, asked, self.format.into(), now);
        exports::insert(ctx.db, &export)?;
        ctx.leaves_work();
        let detail = json!({ "resources": export.asked.resources, "format": export.format.as_str() });
        state(ctx, (SubjectKind::Export, id), CREATED, detail)?;
        // What is recorded as each page of it is read is recorded once, before any of it is written.
        let recorded: Vec<&str> = lists
            .iter()
            .filter(|list| list.action.is_recorded(ctx.role()))
            .map(|list| list.resource.as_str())
            .collect();
        if !recorded.is_empty() {
            state(ctx, (SubjectKind::Disclosure, id), "disclosed", json!({ "export": id.0, "resources": recorded }))?;
        }
        shown(ctx, export)
    }
}

fn state(ctx: &mut Ctx<'_>, (kind, id): (SubjectKind, ExportId), name: &str, detail: Value) -> Result<(), Error> {
    ctx.record((kind, id.0), name, Basis::default(), Particulars { detail, ..Particulars::default() })
}

/// The lists of these names.
fn chosen(ctx: &Ctx<'_>, resources: &[String], faults: &mut Faults) -> Result<Vec<&'static Listed>, Error> {
    let mut lists: Vec<&'static Listed> = Vec::new();
    for (place, resource) in resources.iter().enumerate() {
        let pointer = format!("/resources/{place}");
        match list_of(resource) {
            None => faults.add(pointer, FaultCode::Code, Wording::NotAllowedValue),
            Some(list) if lists.iter().any(|known| known.resource == list.resource) => {
                faults.add(pointer, FaultCode::Duplicate, Wording::GivenMoreThanOnce);
            }
            Some(list) => {
                list.action.reach(ctx.actor)?;
                lists.push(list);
            }
        }
    }
    Ok(lists)
}

trait Filtered {
    /// The parameters by which all lists are narrowed, noting those that a list does not have.
    fn filter(
        &self,
        ctx: &mut Ctx<'_>,
        lists: &[&'static Listed],
        faults: &mut Faults,
    ) -> Result<Vec<(String, String)>, Error>;
}

impl Filtered for CreateExport {
    fn filter(
        &self,
        ctx: &mut Ctx<'_>,
        lists: &[&'static Listed],
        faults: &mut Faults,
    ) -> Result<Vec<(String, String)>, Error> {
        if let Some(area) = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw))) {
            ctx.check_areas([&area])?;
        }
        let instant = |at: &chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let said = [
            ("as_of", self.as_of.as_ref().map(ToString::to_string)),
            ("known_at", self.known_at.as_ref().map(instant)),
            ("area", self.area.clone()),
        ];
        let filter: Vec<(&str, String)> = said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        for (name, _) in &filter {
            if lists.iter().any(|list| !list.filters.contains(name)) {
                faults.add(format!("/{name}"), FaultCode::Unknown, Wording::ParameterUnknown);
            }
        }
        Ok(filter.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// Read one export.
pub struct ReadExport(pub ExportId);

impl UseCase for ReadExport {
    const ACTION: Action = Action::read("read_export", FOLLOWERS);
    type Output = Export;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Export, Error> {
        let export = visible(ctx, self.0)?;
        shown(ctx, export)
    }
}

/// List the exports of the caller; an administrator lists those of all clients.
pub struct ListExports(pub ListRequest<PlainQuery>);

impl UseCase for ListExports {
    const ACTION: Action = Action::read("list_exports", FOLLOWERS);
    type Output = Page<Export>;

    fn is_bulk(&self) -> bool {
        self.0.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        self.0.order()?;
        let request = self.0.page(ctx)?;
        let of = if sees_all(ctx) { None } else { Some(client(ctx)?) };
        let page = exports::list(ctx.db, of, &request)?;
        let page = page.try_map(|one| shown(ctx, one))?;
        Ok(self.0.answer(ctx, page))
    }
}

/// Give up an export; its files are thrown away.
pub struct CancelExport(pub ExportId);

impl UseCase for CancelExport {
    const ACTION: Action = Action::write("cancel_export", FOLLOWERS);
    type Output = Export;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Export, Error> {
        let before = visible(ctx, self.0)?;
        let cancelled = cancel(ctx, &before)?;
        shown(ctx, cancelled)
    }
}

/// Gives an export up, and states it.
fn cancel(ctx: &mut Ctx<'_>, before: &export::Export) -> Result<export::Export, Error> {
    let cancelled = before.cancelled(ctx.now())?;
    exports::update(ctx.db, &cancelled)?;
    let statuses = (Some(before.status.as_str()), Some(cancelled.status.as_str()));
    let particulars = Particulars { statuses, ..Particulars::default() };
    ctx.record((SubjectKind::Export, before.id.0), "cancel", Basis::default(), particulars)?;
    Ok(cancelled)
}

/// Gives up all exports of a client; tells how many.
///
/// # Errors
/// When the database fails.
pub fn end_all(ctx: &mut Ctx<'_>, client: ClientId) -> Result<usize, Error> {
    let standing = exports::standing_of(ctx.db, client)?;
    standing.iter().try_for_each(|one| cancel(ctx, one).map(drop))?;
    Ok(standing.len())
}
