//! Which fields a role sees, and how much of them.

use crate::Role;

/// Fields that not everyone sees alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Citizen number and other identity documents.
    IdentityNumber,
    /// Phone, e-mail, address.
    Contact,
    /// Health declaration (sensitive under PIPL art. 28).
    Health,
    /// Bank account and citizen number of a payee.
    Payment,
    /// What became of payments: of a line, and counted for a run.
    PaymentResult,
    /// What tax would withhold of a stipend.
    TaxPreview,
    /// Name, sex, titles, specialities, work unit.
    Plain,
}

/// How much of a field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nothing.
    Hidden,
    /// That there is one, and nothing of it: `*` alone.
    Starred,
    /// So little of it that the fields next to it do not give it away.
    Masked,
    /// All of it.
    Full,
}

/// How much of a field this role sees (contract, section 3).
pub const fn sight(role: Role, field: Field) -> Sight {
    match (field, role) {
        (Field::IdentityNumber, Role::Registrar | Role::Approver | Role::Operator) => Sight::Masked,
        (Field::IdentityNumber, Role::Hr | Role::Auditor) => Sight::Starred,
        (Field::Payment, Role::Finance)
        | (Field::PaymentResult | Field::TaxPreview, Role::Approver | Role::Finance | Role::Auditor | Role::Operator)
        | (Field::Contact, Role::Registrar | Role::Approver | Role::Operator)
        | (Field::Health, Role::Registrar | Role::Approver)
        | (Field::Plain, Role::Registrar | Role::Approver | Role::Hr | Role::Auditor | Role::Operator) => Sight::Full,
        (Field::Contact, Role::Auditor)
        | (Field::Payment, Role::Registrar | Role::Approver | Role::Auditor | Role::Operator) => Sight::Masked,
        _ => Sight::Hidden,
    }
}
