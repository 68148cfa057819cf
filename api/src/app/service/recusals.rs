//! Recusals: record, correct, read as they stood on a day and as the register knew them.

use domain::{
    Error, Faults,
    kernel::{
        event::{Basis, SubjectKind},
        id::RecusalId,
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    roles,
    service::recusal,
};
use openapi::service::recusal::{CreateRecusal, Recusal, UpdateRecusal};
use persistence::service::recusals::{self, RecusalFilter};
use serde_json::json;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

impl UseCase for CreateRecusal {
    const ACTION: Action = Action::write("create_recusal", roles![Registrar, Approver, Operator]);
    type Output = Recusal;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Recusal, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let school = within_reach::school(ctx, self.school(), "/school_id", &mut faults)?;
        let (rules, today) = (ctx.rules()?, ctx.today());
        let terms = self.said(&mut faults).settled(&rules, today, &mut faults);
        let (person, school) = faults.finish(person.zip(school))?;
        let (id, now) = (RecusalId(ctx.new_id()?), ctx.now());
        let recusal = recusal::Recusal {
            id,
            version: 1,
            area: person.area,
            person_id: person.id,
            school_id: school.id,
            terms,
            created_at: now,
            updated_at: now,
        };
        recusals::insert(ctx.db, ctx.vault, &recusal)?;
        ctx.record((SubjectKind::Recusal, id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(recusal.into())
    }
}

/// Read one recusal, as known at a moment.
pub type ReadRecusal = ReadAsOf<Recusal>;

impl Readable for Recusal {
    type Id = RecusalId;
    const ACTION: Action = Action::read("read_recusal", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: RecusalId, moment: Moment) -> Result<Self, Error> {
        recusals::find(ctx.db, ctx.vault, ctx.reach, id, moment).map(Recusal::from)
    }
}

impl Listing for RecusalFilter {
    const ACTION: Action = Action::read("list_recusals", roles![Registrar, Approver, Auditor]);
    type View = Recusal;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Recusal>, Error> {
        Ok(recusals::list(ctx.db, ctx.vault, ctx.reach, self, descending, request)?.map(Recusal::from))
    }
}

/// Correct the record of a recusal; the version before it stays.
pub struct CorrectRecusal {
    /// Which.
    pub id: RecusalId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateRecusal,
}

impl UseCase for CorrectRecusal {
    const ACTION: Action = Action::write("update_recusal", roles![Registrar, Approver, Operator]);
    type Output = Recusal;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Recusal, Error> {
        let recusal = recusals::find(ctx.db, ctx.vault, ctx.reach, self.id, Moment::default())?;
        at_version(self.version, recusal.version)?;
        let (rules, today) = (ctx.rules()?, ctx.today());
        let mut faults = Faults::new();
        let terms = self.patch.over(&recusal.terms, &mut faults).settled(&rules, today, &mut faults);
        let terms = faults.finish(Some(terms))?;
        if terms == recusal.terms {
            ctx.nothing_changed();
            return Ok(recusal.into());
        }
        let (version, updated_at) = (recusal.version + 1, ctx.now().max(recusal.updated_at));
        let corrected = recusal::Recusal { version, terms, updated_at, ..recusal.clone() };
        recusals::update(ctx.db, ctx.vault, &corrected)?;
        let particulars = Particulars { detail: json!({ "before": Recusal::from(recusal) }), ..Particulars::default() };
        ctx.record((SubjectKind::Recusal, self.id.0), "corrected", Basis::default(), particulars)?;
        Ok(corrected.into())
    }
}
