//! Rosters: read, compared with the register, loaded set by set.

mod inspectors;
mod people;
mod pieces;
mod records;
mod schools;

use std::sync::Arc;

use domain::{
    Area, Error, FaultCode, Faults, Wording,
    file::import::{self, Import, ImportKind, Outcome, Status},
    kernel::{
        event::{Basis, SubjectKind},
        fault::Flaw,
        id::{ImportId, PersonId},
        policy::Action,
    },
    roles,
};
use openapi::{
    file::import::{Import as View, TransitionImport},
    kernel::{
        query::{ImportTemplateQuery, PlainQuery},
        transition::Transitions,
    },
    performance::duty::CreateDutyRecord,
    qualification::training::CreateTraining,
    supervision::finding::CreateFinding,
};
use persistence::{file::imports, people::namesakes, service::zones};

use crate::{
    app::{
        Ctx, UseCase,
        kernel::{
            context::{CREATED, Particulars, transitions},
            list::{ListRequest, Listed, Query},
        },
    },
    roster::{RosterFile, template},
};

/// Most zones that a template offers.
const TEMPLATE_ZONES_MAX: u32 = 5_000;

/// Load a roster, or lay it before an approver when it names a document.
#[derive(Debug, Clone)]
pub struct LoadRoster {
    /// The file, read already.
    pub file: Arc<RosterFile>,
    /// What it was called.
    pub file_name: String,
    /// The area its records get.
    pub area: Option<String>,
    /// The document under which its people serve.
    pub document_number: Option<String>,
    /// Load sound rows although others have faults.
    pub partial: bool,
    /// Load at once even with a document: for the command line, whose operator has the document in hand.
    pub at_once: bool,
}

impl UseCase for LoadRoster {
    const ACTION: Action = Action::write("create_import", roles![Registrar, Approver, Operator]);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let mut faults = Faults::new();
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let document_number = self
            .document_number
            .as_ref()
            .and_then(|raw| faults.keep("/document_number", domain::kernel::text::line(raw)));
        faults.finish(Some(()))?;
        let area = ctx.area_for(area.as_ref())?;
        let waits = document_number.is_some() && !self.at_once && self.file.kind == ImportKind::People;
        let outcome = load(ctx, self, &area, document_number.as_deref(), !waits)?;
        let sound = !outcome.has_faults() || self.partial;
        let status = match (sound, waits) {
            (false, _) => Status::Refused,
            (true, true) => Status::AwaitingApproval,
            (true, false) => Status::Applied,
        };
        let (id, now) = (ImportId(ctx.new_id()?), ctx.now());
        let import = Import {
            id,
            version: 1,
            area,
            kind: self.file.kind,
            status,
            partial: self.partial,
            document_number,
            file_name: domain::kernel::text::visible_line(&self.file_name),
            content: (status == Status::AwaitingApproval).then(|| self.file.bytes.clone()),
            outcome,
            created_by: ctx.actor.key(),
            created_at: now,
            updated_at: now,
        };
        imports::insert(ctx.db, ctx.vault, &import)?;
        record(ctx, &import, CREATED, None, None)?;
        Ok(View::new(import, ctx.language))
    }
}

fn record(
    ctx: &mut Ctx<'_>,
    import: &Import,
    name: &str,
    from: Option<Status>,
    basis: Option<Basis>,
) -> Result<(), Error> {
    let basis = basis.unwrap_or_else(|| Basis { document_number: import.document_number.clone(), ..Basis::default() });
    let statuses = (from.map(Status::as_str), Some(import.status.as_str()));
    ctx.record((SubjectKind::Import, import.id.0), name, basis, Particulars { statuses, ..Particulars::default() })
}

/// Download a roster to fill in, with the zones of an area to choose from.
pub struct ReadImportTemplate(pub Query<ImportTemplateQuery>);

impl UseCase for ReadImportTemplate {
    const ACTION: Action = Action::read("read_import_template", roles![Registrar, Approver, Operator]);
    type Output = Vec<u8>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Vec<u8>, Error> {
        let mut faults = Faults::new();
        let query = self.0.read(&mut faults);
        let area = query.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let kind = query.kind.as_ref().map(|raw| {
            let values = || ImportKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
            let flaw = || Flaw::new(FaultCode::Code, Wording::OneOf { values: values() });
            ImportKind::parse(raw).ok_or_else(flaw)
        });
        let kind = kind.map_or(Some(ImportKind::People), |kind| faults.keep("/kind", kind));
        let kind = faults.finish(kind)?;
        let area = ctx.area_for(area.as_ref())?;
        let zones = zones::open_zones_of(ctx.db, &area, TEMPLATE_ZONES_MAX)?;
        template::template(kind, &zones.into_iter().map(|zone| zone.name).collect::<Vec<_>>())
    }
}

/// Read one import.
pub struct ReadImport(pub ImportId);

impl UseCase for ReadImport {
    const ACTION: Action = Action::read("read_import", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = View;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let import = imports::find(ctx.db, ctx.reach, self.0)?;
        Ok(View::new(seen(ctx, import)?, ctx.language))
    }
}

/// The import without what it says of people beyond the caller's reach, and of those who were merged since.
fn seen(ctx: &mut Ctx<'_>, mut import: Import) -> Result<Import, Error> {
    let Some(warnings) = import.outcome.warnings.as_mut().filter(|warnings| !warnings.is_empty()) else {
        return Ok(import);
    };
    let named: Vec<PersonId> = warnings.iter().flat_map(|warning| &warning.person_ids).copied().collect();
    let standing = namesakes::standing(ctx.db, ctx.reach, &named)?;
    warnings.iter_mut().for_each(|warning| warning.person_ids.retain(|id| standing.contains(id)));
    warnings.retain(|warning| !warning.person_ids.is_empty());
    Ok(import)
}

/// List imports.
pub struct ListImports(pub ListRequest<PlainQuery>);

impl UseCase for ListImports {
    const ACTION: Action = Action::read("list_imports", roles![Registrar, Approver, Auditor]);
    type Output = Listed<View>;

    fn is_bulk(&self) -> bool {
        self.0.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        self.0.order()?;
        let request = self.0.page(ctx)?;
        let page = imports::list(ctx.db, ctx.reach, &request)?.map(|import| View::new(import, ctx.language));
        Ok(self.0.answer(ctx, page))
    }
}

/// Apply or discard a roster that waits for an approver.
pub struct FireImportEvent {
    /// Which.
    pub id: ImportId,
    /// The event.
    pub transition: TransitionImport,
}

impl UseCase for FireImportEvent {
    const ACTION: Action = Action::write("transition_import", roles![Registrar, Approver]);
    type Output = View;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<View, Error> {
        let (event, basis) = self.transition.clone().parse()?;
        let import = imports::find(ctx.db, ctx.reach, self.id)?;
        import.check(event, ctx.actor)?;
        let decided = match event {
            import::Event::Discard => import.decided(Status::Discarded, import.outcome.clone(), ctx.now()),
            import::Event::Apply => {
                let content = imports::content(ctx.db, ctx.vault, import.id)?;
                let roster = LoadRoster {
                    file: Arc::new(RosterFile::read(import.kind, content.unwrap_or_default())?),
                    file_name: import.file_name.clone(),
                    area: None,
                    document_number: import.document_number.clone(),
                    partial: import.partial,
                    at_once: true,
                };
                let outcome = load(ctx, &roster, &import.area, import.document_number.as_deref(), true)?;
                // The register may have changed since the upload: what is faulty now is refused now.
                let status = if !outcome.has_faults() || import.partial { Status::Applied } else { Status::Refused };
                import.decided(status, outcome, ctx.now())
            }
        };
        imports::update(ctx.db, ctx.vault, &decided)?;
        record(ctx, &decided, event.as_str(), Some(import.status), Some(basis))?;
        Ok(View::new(decided, ctx.language))
    }
}

/// Read what happened to an import and what may happen next.
pub struct ReadImportTransitions(pub ImportId);

impl UseCase for ReadImportTransitions {
    const ACTION: Action = Action::read("list_import_transitions", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let import = imports::find(ctx.db, ctx.reach, self.0)?;
        let next = import.possible(ctx.actor);
        transitions(ctx, self.0.0, next.into_iter().map(|(event, refusal)| (event.as_str(), refusal)))
    }
}

/// Reads a file and, when asked to and nothing stands against it, loads it.
fn load(
    ctx: &mut Ctx<'_>,
    roster: &LoadRoster,
    area: &Area,
    document: Option<&str>,
    apply: bool,
) -> Result<Outcome, Error> {
    let outcome = match roster.file.kind {
        ImportKind::People => people::load(ctx, (&roster.file, roster.partial), area, document, apply)?,
        ImportKind::Schools => schools::load(ctx, (&roster.file, roster.partial), area, apply)?,
        ImportKind::DutyRecords => records::load::<CreateDutyRecord>(ctx, (&roster.file, roster.partial))?,
        ImportKind::Trainings => records::load::<CreateTraining>(ctx, (&roster.file, roster.partial))?,
        ImportKind::Findings => records::load::<CreateFinding>(ctx, (&roster.file, roster.partial))?,
    };
    let tables = &roster.file.tables;
    let (ignored_columns, ignored_sheets) = (tables.ignored_columns.clone(), tables.ignored_sheets.clone());
    Ok(Outcome { ignored_columns, ignored_sheets, ..outcome })
}
