//! What finance transfers by a run: one sum for each person and payer, with the account that was known when the run was
//! computed.
//!
//! Finance sees accounts in full, and each such reading is a fact (ADR 0023). A page and its fact come from one transaction.
//! A pull may take as long as its client likes, in which nobody could write: its fact is stated first, in a transaction of its
//! own, and only who stated it can pull.

use domain::{
    Error, Reach, Role,
    kernel::{
        event::SubjectKind,
        id::{OrganisationId, PayeeId, PersonId, StipendRunId},
        page::{Page, PageRequest},
        policy::{Action, Field},
        time::Moment,
    },
    money::stipend::run::Run,
    roles,
};
use openapi::{
    kernel::query::StipendTransfersQuery,
    money::stipend_transfer::{Parties, StipendTransfer},
};
use persistence::{
    money::{
        payees,
        stipend_transfers::{self, Transfer},
    },
    service::organisations,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::find;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        list::{ListRequest, Listed},
        pull::{Named, Pull, pages},
        within_reach,
    },
    money::payees::{disclose, is_recorded},
};

/// Transfers that are read at once while they are pulled: each time the lines of the run are added up anew.
pub(super) const TRANSFERS_AT_ONCE: u32 = 5_000;

/// A run whose lines stay as they are: before it was decided there is nothing to pay by.
pub(super) fn decided(ctx: &mut Ctx<'_>, id: StipendRunId) -> Result<Run, Error> {
    let run = find(ctx, id, Moment::default())?;
    if run.status.is_decided() { Ok(run) } else { Err(Error::NotFound) }
}

/// List what finance transfers by a run.
#[derive(Clone)]
pub struct ListStipendTransfers {
    /// By which run.
    pub id: StipendRunId,
    /// Which of it.
    pub list: ListRequest<StipendTransfersQuery>,
}

impl UseCase for ListStipendTransfers {
    const ACTION: Action =
        Action::read("list_stipend_transfers", roles![Approver, Finance, Auditor]).recorded_in_full(Field::Payment);
    const SNAPSHOT: bool = true;
    type Output = Listed<StipendTransfer>;

    fn is_bulk(&self) -> bool {
        self.list.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let (_, only_unpaid, request) = self.asked(ctx)?;
        let page = read(ctx, (self.id, ctx.role()), only_unpaid, &request)?;
        if is_recorded(ctx) {
            let payee = |one: &StipendTransfer| json!({ "id": one.payee_id, "version": one.payee_version });
            let payees: Vec<Value> = page.items.iter().map(payee).collect();
            if payees.is_empty() {
                ctx.nothing_changed();
            } else {
                state(ctx, json!({ "run": self.id.0, "payees": payees }))?;
            }
        }
        Ok(self.list.answer(ctx, page))
    }
}

impl ListStipendTransfers {
    /// The run, whether only what is unpaid is asked for, and which page.
    fn asked(&self, ctx: &mut Ctx<'_>) -> Result<(Run, bool, PageRequest), Error> {
        let only_unpaid = self.list.query.parse()?.unpaid;
        let request = self.list.page(ctx)?;
        Ok((decided(ctx, self.id)?, only_unpaid == Some(true), request))
    }
}

fn state(ctx: &mut Ctx<'_>, detail: Value) -> Result<(), Error> {
    let id = ctx.new_id()?;
    disclose(ctx, (SubjectKind::Disclosure, id), detail)
}

/// A page of transfers as a role sees them. Who has left the caller's reach has no name there any more: the number, and what
/// was decided, stay.
pub(super) fn read(
    ctx: &mut Ctx<'_>,
    (run, role): (StipendRunId, Role),
    only_unpaid: bool,
    request: &PageRequest,
) -> Result<Page<StipendTransfer>, Error> {
    let page = stipend_transfers::list(ctx.db, run, only_unpaid, request)?;
    let everywhere = Reach::everything();
    let people: Vec<PersonId> = page.items.iter().map(|one| one.person_id).collect();
    let people = within_reach::people(ctx, &people)?;
    let mut payers: Vec<OrganisationId> = page.items.iter().map(|one| one.payer_id).collect();
    payers.sort_unstable();
    payers.dedup();
    let payers = organisations::find_many(ctx.db, &everywhere, &payers)?;
    let key = |one: &Transfer| (PayeeId(one.payee.id), one.payee.version);
    let keys: Vec<_> = page.items.iter().map(key).collect();
    let payees = payees::in_versions(ctx.db, ctx.vault, &keys)?;
    page.try_map(|one| {
        let parties = Parties {
            person: people.get(&one.person_id),
            payer: payers.iter().find(|payer| payer.id == one.payer_id),
            payee: payees.get(&key(&one)),
        };
        Ok(view(one).with(parties, role))
    })
}

fn view(one: Transfer) -> StipendTransfer {
    StipendTransfer {
        person_id: Uuid::from(one.person_id),
        person_number: one.person_number.as_str().to_owned(),
        person_name: None,
        payer_id: Uuid::from(one.payer_id),
        payer_name: None,
        payee_id: one.payee.id,
        payee_version: one.payee.version,
        account: None,
        account_bank: None,
        amount_fen: one.amount,
        line_count: one.lines,
    }
}

/// Look at what a pull of transfers asks for, and pull nothing.
pub struct CheckTransfersPull(
    /// What is asked for.
    pub ListStipendTransfers,
);

impl UseCase for CheckTransfersPull {
    const ACTION: Action = ListStipendTransfers::ACTION;
    const SNAPSHOT: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        self.0.asked(ctx)?;
        ctx.nothing_changed();
        Ok(())
    }
}

/// State that the caller pulls accounts in full.
pub struct StateTransfersPull(
    /// What is asked for.
    pub ListStipendTransfers,
);

impl UseCase for StateTransfersPull {
    const ACTION: Action = ListStipendTransfers::ACTION;
    const SNAPSHOT: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        let (run, only_unpaid, _) = self.0.asked(ctx)?;
        if is_recorded(ctx) {
            state(ctx, json!({ "run": run.id.0, "version": run.version, "unpaid": only_unpaid }))?;
        }
        Ok(())
    }
}

/// Pull what finance transfers by a run whole; [`StateTransfersPull`] comes before it.
pub struct PullStipendTransfers {
    /// What is asked for.
    pub asked: ListStipendTransfers,
    /// In which form, and where it goes.
    pub pull: Pull<StipendTransfer>,
}

impl UseCase for PullStipendTransfers {
    const ACTION: Action = ListStipendTransfers::ACTION;
    const SNAPSHOT: bool = true;
    const STREAMS: bool = true;
    type Output = ();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        self.pull.outlet.begin()?;
        let (_, only_unpaid, request) = self.asked.asked(ctx)?;
        let request = PageRequest { size: TRANSFERS_AT_ONCE, ..pages(request) };
        let read = |request: &PageRequest| {
            let page = read(ctx, (self.asked.id, ctx.role()), only_unpaid, request)?;
            Ok(page.map(Named::from))
        };
        self.pull.hand_out(request, read, |transfer| PersonId(transfer.person_id), |transfer| transfer)
    }
}
