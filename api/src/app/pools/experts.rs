//! Experts: what partner applications search.

use domain::{
    Error,
    kernel::{id::PersonId, page::PageRequest, policy::Action},
    roles,
};
use openapi::pools::expert::{Expert, ExpertMembership};
use persistence::pools::experts::{self, ExpertFilter};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        list::{ListRequest, Listed},
        within_reach,
    },
};

/// An expert and the tag of the state it was read in.
#[derive(Debug, Clone)]
pub struct Revised {
    /// The expert.
    pub expert: Expert,
    /// The tag.
    pub revision: String,
}

impl From<Revised> for Expert {
    fn from(revised: Revised) -> Self {
        revised.expert
    }
}

fn view(expert: experts::Expert) -> Expert {
    Expert {
        id: Uuid::from(expert.id),
        number: expert.number,
        name: expert.name,
        area: expert.area.as_str().to_owned(),
        professional_title: expert.professional_title.map(|code| code.code().to_owned()),
        professional_title_label: expert.professional_title.map(|code| code.label().to_owned()),
        subject: expert.subject.map(|code| code.code().to_owned()),
        subject_label: expert.subject.map(|code| code.label().to_owned()),
        stage: expert.stage.map(|code| code.code().to_owned()),
        stage_label: expert.stage.map(|code| code.label().to_owned()),
        specialities: expert.specialities,
        memberships: expert
            .memberships
            .into_iter()
            .map(|membership| ExpertMembership {
                pool: membership.pool.into(),
                source: membership.source.map(|source| source.code().to_owned()),
                source_label: membership.source.map(|source| source.label().to_owned()),
                valid_until: membership.valid_until,
            })
            .collect(),
    }
}

impl UseCase for ListRequest<ExpertFilter> {
    const ACTION: Action = Action::read("list_experts", roles![Registrar, Approver, Partner, Auditor]);
    type Output = Listed<Expert>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = self.query.parse()?;
        let (order, request, today) = (self.order()?, self.page(ctx)?, ctx.today());
        // Unless another order is asked for, a search answers the likeliest first.
        let page = match (&self.sort, &filter.q) {
            (None, Some(_)) => experts::search(ctx.db, ctx.reach, &filter, today, &request)?,
            _ => experts::list(ctx.db, ctx.reach, &filter, order.descending, today, &request)?,
        };
        Ok(self.answer(ctx, page.map(view)))
    }
}

/// Read one expert.
pub struct ReadExpert(pub PersonId);

impl UseCase for ReadExpert {
    const ACTION: Action = Action::read("read_expert", roles![Registrar, Approver, Partner, Auditor]);
    type Output = Revised;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Revised, Error> {
        let filter = ExpertFilter { id: Some(self.0), ..ExpertFilter::default() };
        let today = ctx.today();
        let found = experts::list(ctx.db, ctx.reach, &filter, false, today, &PageRequest::first(1))?;
        let Some(expert) = found.items.into_iter().next() else { return Err(gone(ctx, self.0)?) };
        let revision = expert.revision.clone();
        Ok(Revised { expert: view(expert), revision })
    }
}

/// Why there is no expert of this id: the record was merged into that of one within reach, or there is none.
fn gone(ctx: &mut Ctx<'_>, id: PersonId) -> Result<Error, Error> {
    let today = ctx.today();
    let survivor = within_reach::survivors(ctx, &[id])?.remove(&id).filter(|survivor| *survivor != id);
    let Some(survivor) = survivor else { return Ok(Error::NotFound) };
    let filter = ExpertFilter { id: Some(survivor), ..ExpertFilter::default() };
    let found = experts::list(ctx.db, ctx.reach, &filter, false, today, &PageRequest::first(1))?;
    Ok(if found.items.is_empty() { Error::NotFound } else { Error::Moved { to: survivor.0 } })
}
