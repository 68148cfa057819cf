//! Organisations and cohorts: register, correct, read.

use domain::{
    Area, Error, FaultCode, Faults, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{CohortId, OrganisationId},
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    roles,
    service::organisation::{Cohort as CohortRecord, Organisation as Record},
};
use openapi::service::organisation::{
    Cohort, CreateCohort, CreateOrganisation, Organisation, UpdateCohort, UpdateOrganisation,
};
use persistence::service::{
    appointments,
    organisations::{self, CohortFilter, OrganisationFilter},
};
use serde_json::json;
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

fn subject(id: OrganisationId) -> (SubjectKind, Uuid) {
    (SubjectKind::Organisation, id.0)
}

/// Notes that what is named as the higher authority is none, or not within reach: who reaches no further names it not.
fn check_higher(ctx: &mut Ctx<'_>, one: &Record, faults: &mut Faults) -> Result<(), Error> {
    let Some(id) = one.higher_authority_id else { return Ok(()) };
    let known = within_reach::organisations(ctx, &[id])?;
    if !known.values().any(|higher| higher.is_authority() && higher.id != one.id) {
        faults.add("/higher_authority_id", FaultCode::Reference, Wording::NotAnAuthority);
    }
    Ok(())
}

impl UseCase for CreateOrganisation {
    const ACTION: Action = Action::write("create_organisation", roles![Registrar, Approver, Operator]);
    type Output = Organisation;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Organisation, Error> {
        let mut faults = Faults::new();
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let (id, now) = (OrganisationId(ctx.new_id()?), ctx.now());
        let mut one = Record {
            id,
            version: 1,
            area: ctx.area_for(area.as_ref())?,
            name: String::new(),
            functions: Vec::new(),
            level: None,
            credit_code: None,
            higher_authority_id: None,
            establishment_posts: None,
            created_at: now,
            updated_at: now,
        };
        self.fill(&mut one, &mut faults);
        check_higher(ctx, &one, &mut faults)?;
        let one = faults.finish(Some(one))?;
        organisations::insert(ctx.db, &one)?;
        ctx.record(subject(id), CREATED, Basis::default(), Particulars::default())?;
        Ok(one.into())
    }
}

/// Read one organisation, as it was known at a moment.
pub type ReadOrganisation = ReadAsOf<Organisation>;

impl Readable for Organisation {
    type Id = OrganisationId;
    const ACTION: Action = Action::read("read_organisation", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: OrganisationId, moment: Moment) -> Result<Self, Error> {
        organisations::find(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}

impl Listing for OrganisationFilter {
    const ACTION: Action = Action::read("list_organisations", roles![Registrar, Approver, Hr, Auditor]);
    type View = Organisation;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Organisation>, Error> {
        Ok(organisations::list(ctx.db, ctx.reach, self, descending, request)?.map(Organisation::from))
    }
}

/// Correct an organisation; what it said before stays in its history.
pub struct CorrectOrganisation {
    /// Which.
    pub id: OrganisationId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateOrganisation,
}

impl UseCase for CorrectOrganisation {
    const ACTION: Action = Action::write("update_organisation", roles![Registrar, Approver, Operator]);
    type Output = Organisation;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Organisation, Error> {
        let before = organisations::find(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, before.version)?;
        let mut faults = Faults::new();
        let mut after = before.clone();
        self.patch.apply(&mut after, &mut faults);
        if after.higher_authority_id != before.higher_authority_id {
            check_higher(ctx, &after, &mut faults)?;
        }
        let after = faults.finish(Some(after))?;
        if after == before {
            ctx.nothing_changed();
            return Ok(before.into());
        }
        let after = Record { version: before.version + 1, updated_at: ctx.now(), ..after };
        organisations::update(ctx.db, &after)?;
        let particulars =
            Particulars { detail: json!({ "before": Organisation::from(before) }), ..Particulars::default() };
        ctx.record(subject(self.id), "corrected", Basis::default(), particulars)?;
        Ok(after.into())
    }
}

impl UseCase for CreateCohort {
    const ACTION: Action = Action::write("create_cohort", roles![Registrar, Approver, Operator]);
    type Output = Cohort;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Cohort, Error> {
        let (mut faults, rules) = (Faults::new(), ctx.rules()?);
        let id = OrganisationId(self.authority_id);
        let authority = within_reach::authority(ctx, id, "/authority_id", &mut faults)?;
        let parts = self.parse(&rules, &mut faults);
        let (authority, (name, term, document_number)) = faults.finish(authority.zip(parts))?;
        let (id, now) = (CohortId(ctx.new_id()?), ctx.now());
        let cohort = CohortRecord {
            id,
            version: 1,
            area: authority.area,
            authority_id: authority.id,
            ordinal: self.ordinal,
            name,
            term,
            document_number: document_number.clone(),
            created_at: now,
            updated_at: now,
        };
        organisations::insert_cohort(ctx.db, &cohort)?;
        let basis = Basis { document_number, ..Basis::default() };
        ctx.record((SubjectKind::Cohort, id.0), CREATED, basis, Particulars::default())?;
        Ok(cohort.into())
    }
}

/// Read one cohort, as it was known at a moment.
pub type ReadCohort = ReadAsOf<Cohort>;

impl Readable for Cohort {
    type Id = CohortId;
    const ACTION: Action = Action::read("read_cohort", roles![Registrar, Approver, Hr, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: CohortId, moment: Moment) -> Result<Self, Error> {
        organisations::find_cohort(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}

impl Listing for CohortFilter {
    const ACTION: Action = Action::read("list_cohorts", roles![Registrar, Approver, Hr, Auditor]);
    type View = Cohort;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Cohort>, Error> {
        Ok(organisations::list_cohorts(ctx.db, ctx.reach, self, descending, request)?.map(Cohort::from))
    }
}

/// Correct a cohort; what it said before stays in its history.
pub struct CorrectCohort {
    /// Which.
    pub id: CohortId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateCohort,
}

impl UseCase for CorrectCohort {
    const ACTION: Action = Action::write("update_cohort", roles![Registrar, Approver, Operator]);
    type Output = Cohort;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Cohort, Error> {
        let before = organisations::find_cohort(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, before.version)?;
        let (mut faults, rules) = (Faults::new(), ctx.rules()?);
        let mut after = before.clone();
        self.patch.apply(&mut after, &rules, &mut faults);
        // Terms end with their cohort and are counted by it: its end does not move under them.
        if after.term.until != before.term.until && appointments::are_decided_in(ctx.db, self.id)? {
            faults.add("/ends_on", FaultCode::Immutable, Wording::CohortInUse);
        }
        let after = faults.finish(Some(after))?;
        if after == before {
            ctx.nothing_changed();
            return Ok(before.into());
        }
        let after = CohortRecord { version: before.version + 1, updated_at: ctx.now(), ..after };
        organisations::update_cohort(ctx.db, &after)?;
        let particulars = Particulars { detail: json!({ "before": Cohort::from(before) }), ..Particulars::default() };
        ctx.record((SubjectKind::Cohort, self.id.0), "corrected", Basis::default(), particulars)?;
        Ok(after.into())
    }
}
