//! Sanctions: record, correct, lift, read as they stood on a day and as the register knew them.

use domain::{
    Error, Faults,
    kernel::{
        event::{Basis, SubjectKind},
        id::SanctionId,
        page::{Page, PageRequest},
        policy::Action,
        time::Moment,
    },
    misconduct::sanction,
    roles,
};
use openapi::misconduct::sanction::{CreateSanction, Sanction, UpdateSanction};
use persistence::misconduct::sanctions::{self, SanctionFilter};
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

impl UseCase for CreateSanction {
    const ACTION: Action = Action::write("create_sanction", roles![Registrar, Approver, Operator]);
    type Output = Sanction;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Sanction, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let document = self.document(&mut faults);
        let (id, now) = (SanctionId(ctx.new_id()?), ctx.now());
        let sanction = person.zip(document).map(|(person, document_number)| sanction::Sanction {
            id,
            version: 1,
            area: person.area,
            person_id: person.id,
            kind: self.kind.into(),
            document_number,
            decided_on: self.decided_on,
            lifted_on: None,
            lifted_reason: None,
            created_at: now,
            updated_at: now,
        });
        sanction::check_decision(self.decided_on, ctx.today(), &mut faults);
        let sanction = faults.finish(sanction)?;
        sanctions::insert(ctx.db, &sanction)?;
        let basis = Basis { document_number: Some(sanction.document_number.clone()), ..Basis::default() };
        ctx.record((SubjectKind::Sanction, id.0), CREATED, basis, Particulars::default())?;
        Ok(sanction.into())
    }
}

/// Read one sanction, as known at a moment.
pub type ReadSanction = ReadAsOf<Sanction>;

impl Readable for Sanction {
    type Id = SanctionId;
    const ACTION: Action = Action::read("read_sanction", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: SanctionId, moment: Moment) -> Result<Self, Error> {
        sanctions::find(ctx.db, ctx.reach, id, moment).map(Sanction::from)
    }
}

impl Listing for SanctionFilter {
    const ACTION: Action = Action::read("list_sanctions", roles![Registrar, Approver, Auditor]);
    type View = Sanction;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Sanction>, Error> {
        Ok(sanctions::list(ctx.db, ctx.reach, self, descending, request)?.map(Sanction::from))
    }
}

/// Correct the record of a sanction, or record that it was lifted; the version before it stays.
pub struct CorrectSanction {
    /// Which.
    pub id: SanctionId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateSanction,
}

impl UseCase for CorrectSanction {
    const ACTION: Action = Action::write("update_sanction", roles![Registrar, Approver, Operator]);
    type Output = Sanction;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Sanction, Error> {
        let sanction = sanctions::find(ctx.db, ctx.reach, self.id, Moment::default())?;
        at_version(self.version, sanction.version)?;
        let mut faults = Faults::new();
        let reason = self.patch.reason(&mut faults);
        let changed = self.patch.apply(&sanction, &mut faults);
        changed.check(ctx.today(), &mut faults);
        let changed = faults.finish(Some(changed))?;
        if changed == sanction {
            ctx.nothing_changed();
            return Ok(sanction.into());
        }
        let is_lifted = sanction.lifted_on.is_none() && changed.lifted_on.is_some();
        let (version, updated_at) = (sanction.version + 1, ctx.now().max(sanction.updated_at));
        let changed = sanction::Sanction { version, updated_at, ..changed };
        sanctions::update(ctx.db, &changed)?;
        let basis = Basis { reason, ..Basis::default() };
        let particulars =
            Particulars { detail: json!({ "before": Sanction::from(sanction) }), ..Particulars::default() };
        let event = if is_lifted { "lifted" } else { "corrected" };
        ctx.record((SubjectKind::Sanction, self.id.0), event, basis, particulars)?;
        Ok(changed.into())
    }
}
