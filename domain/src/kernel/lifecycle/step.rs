//! The steps of a lifecycle: from which statuses to which one, and who may take them.

use super::Contributors;
use crate::{Actor, Error, Role, kernel::word::Word};

/// Who may fire an event (lifecycles page: R, A, A ⚖, S).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority<E: 'static> {
    /// R: a registrar, or an approver, who may do all that a registrar may.
    Registrar,
    /// A: an approver.
    Approver,
    /// A ⚖: an approver who neither created nor completed the record, nor fired one of these events.
    AnotherApprover(&'static [E]),
    /// A ⚖: an approver who fired none of these events. Whoever created the record may decide.
    AnotherApproverThan(&'static [E]),
    /// R, S: a registrar, or the system by itself.
    RegistrarOrSystem,
    /// R, H: a registrar, or the personnel system.
    RegistrarOrHr,
    /// A, F: an approver, or the finance system.
    ApproverOrFinance,
    /// F: the finance system.
    Finance,
    /// S: the system by itself.
    System,
    /// An administrator.
    Administrator,
    /// An administrator who neither created nor completed the record, nor fired one of these events.
    AnotherAdministrator(&'static [E]),
}

impl<E: Word> Authority<E> {
    /// The roles that hold the authority, four eyes apart. The command line's `operator` and the system's jobs never approve.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Registrar => &[Role::Registrar, Role::Approver, Role::Operator],
            Self::Approver | Self::AnotherApprover(_) | Self::AnotherApproverThan(_) => &[Role::Approver],
            Self::RegistrarOrSystem => &[Role::Registrar, Role::Approver, Role::Operator, Role::System],
            Self::RegistrarOrHr => &[Role::Registrar, Role::Approver, Role::Operator, Role::Hr],
            Self::ApproverOrFinance => &[Role::Approver, Role::Finance],
            Self::Finance => &[Role::Finance],
            Self::System => &[Role::System],
            Self::Administrator | Self::AnotherAdministrator(_) => &[Role::Administrator],
        }
    }

    /// Refuses a role that does not hold the authority.
    ///
    /// # Errors
    /// [`Error::NotForRole`].
    pub fn check_role(self, role: Role) -> Result<(), Error> {
        let allowed = self.roles();
        if allowed.contains(&role) { Ok(()) } else { Err(Error::NotForRole { role, allowed }) }
    }

    /// Refuses whoever contributed to what is decided (seed D30: no self-directed play).
    ///
    /// # Errors
    /// [`Error::FourEyes`].
    pub fn check_four_eyes(self, actor: &Actor, contributors: &Contributors<E>) -> Result<(), Error> {
        let contributed = match self {
            Self::AnotherApprover(events) | Self::AnotherAdministrator(events) => {
                contributors.wrote(actor) || contributors.fired(actor, events)
            }
            Self::AnotherApproverThan(events) => contributors.fired(actor, events),
            _ => false,
        };
        if contributed { Err(Error::FourEyes) } else { Ok(()) }
    }
}

/// One step of a lifecycle.
#[derive(Debug)]
pub struct Step<S: 'static, E: 'static> {
    /// The event that takes it.
    pub event: E,
    /// The statuses it may start from.
    pub from: &'static [S],
    /// The status it leads to; none if it keeps the status, or the record says to which one it leads.
    pub to: Option<S>,
    /// Who may fire it.
    pub authority: Authority<E>,
    /// ▣: true if an official document number is needed.
    pub document: bool,
    /// True if a reason is needed.
    pub reason: bool,
    /// True if it opens a public notice.
    pub opens_notice: bool,
}

impl<S, E> Step<S, E> {
    /// A step to another status, which needs neither a document nor a reason.
    pub const fn new(event: E, from: &'static [S], to: S, authority: Authority<E>) -> Self {
        Self { event, from, to: Some(to), authority, document: false, reason: false, opens_notice: false }
    }

    /// A step that keeps the status, or leads to the one that the record sets.
    pub const fn within(event: E, from: &'static [S], authority: Authority<E>) -> Self {
        Self { event, from, to: None, authority, document: false, reason: false, opens_notice: false }
    }

    /// The step, needing an official document.
    #[must_use]
    pub const fn by_document(mut self) -> Self {
        self.document = true;
        self
    }

    /// The step, needing a reason.
    #[must_use]
    pub const fn for_reason(mut self) -> Self {
        self.reason = true;
        self
    }

    /// The step, opening a public notice.
    #[must_use]
    pub const fn opening_notice(mut self) -> Self {
        self.opens_notice = true;
        self
    }
}
