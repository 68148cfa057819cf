//! Who may do what, how far, and what of it they see. An [`Action`] says who has it; the rest goes by role.

mod action;
mod sight;

pub use action::Action;
pub use sight::{Field, Sight, sight};

use crate::Role;

/// Records of which not every role that has an action sees all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restricted {
    /// People who were erased or died, whose file is closed.
    ClosedFiles,
    /// Assessments before they are final, and how the score of a final one came about.
    AssessmentsUnderWay,
    /// Dismissal cases but those that ended somebody's service, and what was said in them.
    CasesInDetail,
    /// Stipend standards and runs that are not decided.
    UndecidedStipends,
    /// Evaluations of units before they are final.
    EvaluationsUnderWay,
    /// Accountability measures but those in effect, who is meant by them, and what was said in them.
    MeasuresInDetail,
    /// What other clients asked of results.
    ReferencesOfOthers,
    /// Small counts, which could name somebody.
    ExactCounts,
}

/// Whether this role reads records of this kind. HR and finance act on outcomes, and what may still change is none of their
/// business.
pub const fn reads(role: Role, records: Restricted) -> bool {
    match records {
        Restricted::ClosedFiles
        | Restricted::AssessmentsUnderWay
        | Restricted::CasesInDetail
        | Restricted::EvaluationsUnderWay
        | Restricted::MeasuresInDetail
        | Restricted::ReferencesOfOthers => !matches!(role, Role::Hr),
        Restricted::UndecidedStipends => !matches!(role, Role::Finance),
        Restricted::ExactCounts => matches!(role, Role::Registrar | Role::Approver | Role::Auditor),
    }
}

/// The roles that correct a grade: the personnel system its own, the office those that it decides itself.
pub const fn corrects_grade(is_recorded_only: bool) -> &'static [Role] {
    if is_recorded_only { &[Role::Hr] } else { &[Role::Approver] }
}

/// The roles that see the exports of all clients, and nothing of what they hold.
pub const SEES_ALL_EXPORTS: &[Role] = &[Role::Administrator];

/// The roles that search by phone: who is not shown a phone must not find out whose it is by asking.
pub const SEARCHES_BY_PHONE: &[Role] = &[Role::Registrar, Role::Approver];

/// Which accounts with several payees a role sees. No role sees those that it could have entered to guess an account:
/// the registrar sees none, the approver those that others entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedAccounts {
    /// Of none.
    None,
    /// Of those that others entered.
    EnteredByOthers,
    /// Of all.
    All,
}

/// The accounts with several payees that this role sees.
pub const fn shared_accounts(role: Role) -> SharedAccounts {
    match role {
        Role::Registrar => SharedAccounts::None,
        Role::Approver => SharedAccounts::EnteredByOthers,
        _ => SharedAccounts::All,
    }
}

/// Whether four eyes look at what this role does, so that the other clients of its owner count as the same person.
pub fn is_compared_by_owner(role: Role) -> bool {
    matches!(role, Role::Registrar) || role.needs_confirmation()
}

/// True if this role can read what was taken back since, with `as_of` or `known_at`. HR acts on outcomes: for HR, what
/// a reversal took back never existed.
pub const fn reads_taken_back(role: Role) -> bool {
    !matches!(role, Role::Hr)
}
