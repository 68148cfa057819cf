//! Rules in force, and how they are changed: proposed by one administrator, confirmed by another.

use domain::{
    Error, Faults,
    administration::proposal::{Event, Proposal},
    kernel::{
        event::{Basis, SubjectKind},
        id::ProposalId,
        page::{Page, PageRequest},
        policy::Action,
        rules, text,
        time::Moment,
    },
    roles,
};
use openapi::{
    administration::policy::{CreatePolicyProposal, Policy, PolicyProposal, TransitionPolicyProposal},
    kernel::transition::Transitions,
};
use persistence::administration::policies::{self, ProposalFilter};

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, for_the_whole_register, transitions},
        list::{Listed, Listing},
        reading::{ReadAsOf, Readable},
    },
};

fn in_force(ctx: &mut Ctx<'_>) -> Result<Vec<Policy>, Error> {
    let changes = policies::changes(ctx.db)?;
    let mut policies: Vec<Policy> = rules::all().map(|rule| Policy::shipped(rule, ctx.language)).collect();
    for (version, key, value, document_number, changed_at) in changes {
        if let Some(policy) = policies.iter_mut().find(|policy| policy.key == key) {
            *policy = Policy {
                version,
                value: Some(value).filter(|value| !value.is_null()),
                document_number: Some(document_number),
                changed_at: Some(changed_at),
                ..policy.clone()
            };
        }
    }
    Ok(policies)
}

/// List the rules in force.
pub struct ListPolicies;

impl UseCase for ListPolicies {
    const ACTION: Action =
        Action::read("list_policies", roles![Registrar, Approver, Hr, Finance, Auditor, Administrator]);
    type Output = Listed<Policy>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        in_force(ctx).map(Listed::whole)
    }
}

/// Read one rule.
pub struct ReadPolicy(pub String);

impl UseCase for ReadPolicy {
    const ACTION: Action =
        Action::read("read_policy", roles![Registrar, Approver, Hr, Finance, Auditor, Administrator]);
    type Output = Policy;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Policy, Error> {
        in_force(ctx)?.into_iter().find(|policy| policy.key == self.0).ok_or(Error::NotFound)
    }
}

impl UseCase for CreatePolicyProposal {
    const ACTION: Action = Action::write("create_policy_proposal", roles![Administrator]);
    type Output = PolicyProposal;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PolicyProposal, Error> {
        for_the_whole_register(ctx)?;
        let mut faults = Faults::new();
        openapi::kernel::body::validate(self, &mut faults);
        let document_number = faults.keep("/document_number", text::line(&self.document_number));
        let reason = self.reason.as_ref().and_then(|raw| faults.keep("/reason", text::block(raw)));
        let said = faults.finish(document_number.map(|document_number| (document_number, reason)))?;
        let (id, now) = (ProposalId(ctx.new_id()?), ctx.now());
        let proposal = Proposal::new(id, &self.key, self.value.clone().unwrap_or_default(), said, ctx.actor, now)?;
        policies::insert(ctx.db, &proposal)?;
        let basis = Basis {
            reason: proposal.reason.clone(),
            document_number: Some(proposal.document_number.clone()),
            ..Basis::default()
        };
        let statuses = (None, Some(proposal.status.as_str()));
        ctx.record((SubjectKind::Policy, id.0), CREATED, basis, Particulars { statuses, ..Particulars::default() })?;
        Ok(proposal.into())
    }
}

impl Listing for ProposalFilter {
    const ACTION: Action = Action::read("list_policy_proposals", roles![Auditor, Administrator]);
    type View = PolicyProposal;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<PolicyProposal>, Error> {
        Ok(policies::list(ctx.db, self, descending, request)?.map(PolicyProposal::from))
    }
}

/// Read one proposal, as it was known at a moment.
pub type ReadPolicyProposal = ReadAsOf<PolicyProposal>;

impl Readable for PolicyProposal {
    type Id = ProposalId;
    const ACTION: Action = Action::read("read_policy_proposal", roles![Auditor, Administrator]);

    fn read(ctx: &mut Ctx<'_>, id: ProposalId, moment: Moment) -> Result<Self, Error> {
        policies::find(ctx.db, id, moment.known_at).map(Self::from)
    }
}

/// Confirm or withdraw a proposal.
pub struct FirePolicyProposalEvent {
    /// Which.
    pub id: ProposalId,
    /// The event.
    pub transition: TransitionPolicyProposal,
}

impl UseCase for FirePolicyProposalEvent {
    const ACTION: Action = Action::write("transition_policy_proposal", roles![Administrator]);
    type Output = PolicyProposal;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PolicyProposal, Error> {
        for_the_whole_register(ctx)?;
        let (event, basis) = self.transition.clone().parse()?;
        let proposal = policies::find(ctx.db, self.id, None)?;
        let decided = proposal.apply(event, ctx.actor, ctx.now())?;
        policies::update(ctx.db, &decided)?;
        if event == Event::Confirm {
            policies::put_in_force(ctx.db, &decided, ctx.now())?;
        }
        let statuses = (Some(proposal.status.as_str()), Some(decided.status.as_str()));
        ctx.record(
            (SubjectKind::Policy, self.id.0),
            event.as_str(),
            basis,
            Particulars { statuses, ..Particulars::default() },
        )?;
        Ok(decided.into())
    }
}

/// Read what happened to a proposal and what may happen next.
pub struct ReadPolicyProposalTransitions(pub ProposalId);

impl UseCase for ReadPolicyProposalTransitions {
    const ACTION: Action = Action::read("list_policy_proposal_transitions", roles![Auditor, Administrator]);
    const SNAPSHOT: bool = true;
    type Output = Transitions;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Transitions, Error> {
        let proposal = policies::find(ctx.db, self.0, None)?;
        let next = proposal.possible(ctx.actor, ctx.now());
        transitions(ctx, self.0.0, next.into_iter().map(|(event, refusal)| (event.as_str(), refusal)))
    }
}
