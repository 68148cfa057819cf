//! Agreements: drafted by one administrator, confirmed by another, ended by an event. What they say goes to their client's row.

use domain::{
    Area, Day, Error, FaultCode, Faults, Reach, Wording,
    administration::client::Client,
    consumers::agreement::{self, AgreementEvent, AgreementStatus},
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{AgreementId, ClientId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
    },
    roles,
};
use openapi::consumers::agreement::{Agreement, CreateAgreement, TransitionAgreement};
use persistence::{
    administration::clients::{self, StoredClient},
    consumers::agreements::{self, AgreementFilter},
};
use uuid::Uuid;

use super::received::resources_of;
use crate::app::{
    Ctx, UseCase,
    administration::clients::refuse_altered,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        within_reach,
    },
};

impl UseCase for CreateAgreement {
    const ACTION: Action = Action::write("create_agreement", roles![Administrator]);
    type Output = Agreement;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Agreement, Error> {
        let mut faults = Faults::new();
        let client = client(ctx, ClientId(self.client_id), &mut faults)?;
        let said = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let bound = client.as_ref().and_then(|client| client.area.clone());
        if said.as_ref().zip(bound.as_ref()).is_some_and(|(said, bound)| !Reach::under(bound).covers(said)) {
            faults.add("/area", FaultCode::Reference, Wording::AreaOutOfClient);
        }
        let area = said.or(bound).map_or_else(|| Area::parse(EVERYWHERE).map_err(|flaw| flaw.at("/area")), Ok);
        let area = area.map_err(Error::invalid)?;
        let new = self.agreement(AgreementId(ctx.new_id()?), area, ctx.now(), &mut faults);
        if let Some(client) = &client {
            new.check(&resources_of(client.role), &mut faults);
        }
        let new = faults.finish(Some(new))?;
        if !ctx.reach.covers(&new.area) {
            return Err(Error::Forbidden);
        }
        agreements::insert(ctx.db, &new)?;
        let document_number = Some(new.document_number.clone());
        state_created(ctx, &new, Basis { document_number, ..Basis::default() })?;
        new.view(ctx)
    }
}

/// The area that covers every other one.
const EVERYWHERE: &str = "000000";

/// The client of an agreement, if there is one that receives.
fn client(ctx: &mut Ctx<'_>, id: ClientId, faults: &mut Faults) -> Result<Option<Client>, Error> {
    match clients::find(ctx.db, id) {
        Ok(found) if found.client.role.receives() => return Ok(Some(found.client)),
        Ok(_) => faults.add("/client_id", FaultCode::Reference, Wording::NotARecipient),
        Err(Error::NotFound) => within_reach::unknown("/client_id", faults),
        Err(error) => return Err(error),
    }
    Ok(None)
}

/// Read one agreement.
pub struct ReadAgreement(pub AgreementId);

impl UseCase for ReadAgreement {
    const ACTION: Action = Action::read("read_agreement", roles![Auditor, Administrator]);
    type Output = Agreement;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Agreement, Error> {
        agreements::find(ctx.db, ctx.reach, self.0)?.view(ctx)
    }
}

impl Listing for AgreementFilter {
    const ACTION: Action = Action::read("list_agreements", roles![Auditor, Administrator]);
    type View = Agreement;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Agreement>, Error> {
        let today = ctx.today();
        Ok(agreements::list(ctx.db, ctx.reach, self, descending, request)?.map(|one| Agreement::new(one, today)))
    }
}

/// Confirm or end an agreement.
pub type FireAgreementEvent = FireEvent<agreement::Agreement>;
/// Read what happened to an agreement and what may happen next.
pub type ReadAgreementTransitions = ReadTransitions<agreement::Agreement>;

impl Stored for agreement::Agreement {
    type Id = AgreementId;
    const SUBJECT: SubjectKind = SubjectKind::Agreement;
    const LIST_TRANSITIONS: Action = Action::read("list_agreement_transitions", roles![Auditor, Administrator]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &AgreementId) -> Result<Self, Error> {
        agreements::find(ctx.db, ctx.reach, *id)
    }
}

impl Fires for agreement::Agreement {
    type Transition = TransitionAgreement;
    type View = Agreement;
    const TRANSITION: Action = Action::write("transition_agreement", roles![Administrator]);

    fn parse(transition: TransitionAgreement) -> Result<(Self::Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Agreement, Error> {
        Ok(Agreement::new(self, ctx.today()))
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        agreements::update(ctx.db, self)
    }

    fn known(&self, _: &mut Ctx<'_>, _: &Self::Command, _: Day) -> Result<(), Error> {
        Ok(())
    }

    /// What is confirmed, or was, is said in the client's row.
    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        fired: &mut Fired<Self>,
        (event, _): (&AgreementEvent, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        if *event == AgreementEvent::Confirm || self.status == AgreementStatus::Confirmed {
            bind(ctx, &fired.record)?;
        }
        Ok(Vec::new())
    }
}

/// Binds a client to what an agreement says now.
fn bind(ctx: &mut Ctx<'_>, agreement: &agreement::Agreement) -> Result<(), Error> {
    let stored = clients::find(ctx.db, agreement.client_id)?;
    refuse_altered(ctx, &stored)?;
    let terms = agreement.among(&stored.client.terms, ctx.today())?;
    let client = Client { version: stored.client.version + 1, updated_at: ctx.now(), terms, ..stored.client };
    let bound = StoredClient { secret_hash: ctx.keys.rebind(&client, &stored.secret_hash), client };
    clients::update(ctx.db, &bound)?;
    ctx.client_changed(agreement.client_id);
    Ok(())
}
