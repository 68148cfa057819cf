//! The signed manifest of a decided run: its control totals, and the digests of what is pulled of it.

use aws_lc_rs::digest::{Context, SHA256};
use domain::{
    Error, Role,
    kernel::{
        id::{PersonId, StipendRunId},
        page::PageRequest,
        policy::{Action, Field, Sight, sight},
    },
    roles,
};
use openapi::{
    kernel::body,
    money::{
        stipend_run::StipendLine,
        stipend_transfer::{StipendManifest, StipendManifestFile, StipendTransfer},
    },
};
use persistence::{
    file::erasures,
    money::stipend_lines::{self, LineFilter},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    sums,
    transfers::{TRANSFERS_AT_ONCE, decided, read},
};
use crate::{
    app::{
        Ctx, UseCase,
        kernel::pull::{ROWS_AT_ONCE, every},
    },
    forms::{Form, Layout, Rows},
};

/// The type of the signed form in its header.
const TYPE: &str = "stipend-manifest+jwt";
/// Fields of a line that may change after its run was decided.
const CHANGING: [&str; 3] = ["payment", "holds", "hold_reason"];

/// Read what was decided of a run.
pub struct ReadStipendManifest(pub StipendRunId);

impl UseCase for ReadStipendManifest {
    const ACTION: Action = Action::read("read_stipend_manifest", roles![Approver, Finance, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = StipendManifest;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendManifest, Error> {
        let run = decided(ctx, self.0)?;
        sums::check(ctx, &run)?;
        let (mut files, line_count) = lines(ctx, run.id)?;
        files.extend(transfers(ctx, run.id)?);
        let total_fen = files.first().map_or(0, |file| file.total_fen);
        // The transfers have to equal the sum of the lines; otherwise somebody changed the database by hand.
        if files.iter().any(|file| file.total_fen != total_fen) || total_fen != run.amount() {
            return Err(Error::internal(format!("the lines of run {} do not come to what was decided", run.id)));
        }
        let mut manifest = StipendManifest {
            run_id: Uuid::from(run.id),
            version: run.version,
            area: run.area.as_str().to_owned(),
            month: run.month.to_string(),
            document_number: run.document_number,
            line_count,
            total_fen,
            files,
            issued_at: ctx.now(),
            signed: String::new(),
        };
        manifest.signed = signed(ctx, &manifest)?;
        Ok(manifest)
    }
}

fn signed(ctx: &Ctx<'_>, manifest: &StipendManifest) -> Result<String, Error> {
    let mut claims = serde_json::to_value(manifest).map_err(Error::internal)?;
    if let Some(claims) = claims.as_object_mut() {
        claims.remove("signed");
        claims.insert("iss".to_owned(), json!(ctx.issuer));
        claims.insert("iat".to_owned(), json!(ctx.now().timestamp()));
    }
    ctx.keys.sign(TYPE, &claims)
}

/// A form of a list as it is written, of which only the digest is kept.
struct File<V> {
    path: String,
    form: Form,
    rows: Box<dyn Rows<V>>,
    digest: Context,
    row_count: i64,
    total_fen: i64,
    byte_count: i64,
}

impl<V> File<V> {
    fn add(&mut self, record: &V, amount: i64) -> Result<(), Error> {
        self.row_count += 1;
        self.total_fen += amount;
        if let Some(piece) = self.rows.add(record, None)? {
            take(&mut self.digest, &mut self.byte_count, &piece);
        }
        Ok(())
    }
}

fn take(digest: &mut Context, byte_count: &mut i64, piece: &[u8]) {
    digest.update(piece);
    *byte_count += i64::try_from(piece.len()).unwrap_or(i64::MAX);
}

impl<V: serde::Serialize + utoipa::ToSchema> File<V> {
    fn begin(address: &str, form: Form, fields: &[String]) -> Result<Self, Error> {
        let layout = Layout { form, fields: Some(fields.to_vec()), byte_order_mark: false };
        let start = layout.start::<V>();
        let bom = if form == Form::Csv { "bom=false&" } else { "" };
        Ok(Self {
            path: format!("{address}{bom}fields={}", fields.join(",")),
            form,
            rows: start()?,
            digest: Context::new(&SHA256),
            row_count: 0,
            total_fen: 0,
            byte_count: 0,
        })
    }

    fn end(mut self) -> Result<StipendManifestFile, Error> {
        self.rows.end(&mut |piece| {
            take(&mut self.digest, &mut self.byte_count, &piece);
            Ok(())
        })?;
        let hexadecimal = self.digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(StipendManifestFile {
            path: self.path,
            media_type: self.form.content_type().to_owned(),
            row_count: self.row_count,
            total_fen: self.total_fen,
            byte_count: self.byte_count,
            sha256: hexadecimal,
        })
    }
}

/// The lines of a run, as CSV and as lines of JSON; beside them how many are paid.
fn lines(ctx: &mut Ctx<'_>, run: StipendRunId) -> Result<(Vec<StipendManifestFile>, i64), Error> {
    let mut fields = body::field_names::<StipendLine>();
    fields.retain(|name| !CHANGING.contains(&name.as_str()));
    let address = format!("/v1/stipend-lines?run_id={run}&");
    let begin = |form| File::<StipendLine>::begin(&address, form, &fields);
    let mut files = [begin(Form::Csv)?, begin(Form::Ndjson)?];
    let filter = LineFilter { run_id: vec![run], ..LineFilter::default() };
    let (mut payable, role) = (0, ctx.role());
    every(
        PageRequest::first(ROWS_AT_ONCE),
        |request| stipend_lines::list(ctx.db, ctx.reach, &filter, false, request),
        |line| {
            let amount = if line.is_payable() { line.amount } else { 0 };
            payable += i64::from(line.is_payable());
            let line = StipendLine::new(line, role);
            files.iter_mut().try_for_each(|file| file.add(&line, amount))
        },
    )?;
    let files: Result<Vec<_>, Error> = files.into_iter().map(File::end).collect();
    Ok((files?, payable))
}

/// The word of what a role sees of accounts.
fn accounts(role: Role) -> &'static str {
    match sight(role, Field::Payment) {
        Sight::Hidden => "hidden",
        Sight::Starred => "starred",
        Sight::Masked => "masked",
        Sight::Full => "full",
    }
}

/// Keeps the digests of the transfers to these people before their accounts are erased, so that the manifest still
/// vouches for what was decided.
///
/// # Errors
/// When the database fails.
pub fn keep_transfer_digests(ctx: &mut Ctx<'_>, people: &[PersonId]) -> Result<(), Error> {
    for run in erasures::runs_of(ctx.db, people)? {
        // Roles with the same sight of accounts share a digest.
        for role in ReadStipendManifest::ACTION.roles().iter().copied() {
            if erasures::transfer_digest(ctx.db, run, accounts(role))?.is_none() {
                let files = digests_of_transfers(ctx, run, role)?;
                let files = serde_json::to_value(files).map_err(Error::internal)?;
                erasures::keep_transfer_digest(ctx.db, run, accounts(role), files)?;
            }
        }
    }
    Ok(())
}

/// The transfers of a run in each of their forms, as this caller sees them: as they were, where an account was erased since.
fn transfers(ctx: &mut Ctx<'_>, run: StipendRunId) -> Result<Vec<StipendManifestFile>, Error> {
    let role = ctx.role();
    match erasures::transfer_digest(ctx.db, run, accounts(role))? {
        // Of an account that was erased under an earlier release, CSV alone was kept.
        Some(kept) if kept.is_object() => Ok(vec![serde_json::from_value(kept).map_err(Error::internal)?]),
        Some(kept) => serde_json::from_value(kept).map_err(Error::internal),
        None => digests_of_transfers(ctx, run, role),
    }
}

fn digests_of_transfers(ctx: &mut Ctx<'_>, run: StipendRunId, role: Role) -> Result<Vec<StipendManifestFile>, Error> {
    let fields: Vec<String> = StipendTransfer::DECIDED.iter().map(|name| (*name).to_owned()).collect();
    let address = format!("/v1/stipend-runs/{run}/transfers?");
    let begin = |form| File::<StipendTransfer>::begin(&address, form, &fields);
    let mut files = [begin(Form::Csv)?, begin(Form::Ndjson)?, begin(Form::Xlsx)?];
    every(
        PageRequest::first(TRANSFERS_AT_ONCE),
        |request| read(ctx, (run, role), false, request),
        |transfer| files.iter_mut().try_for_each(|file| file.add(&transfer, transfer.amount_fen)),
    )?;
    files.into_iter().map(File::end).collect()
}
