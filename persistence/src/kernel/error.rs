//! From the database's errors to the register's: the only such place, so that none is swallowed.

use diesel::result::{DatabaseErrorKind as Kind, Error as DieselError};
use domain::{Error, Wording, kernel::rules};

/// A stored value that cannot be understood: the database and the program disagree.
#[derive(Debug, thiserror::Error)]
#[error("unreadable value in {table}.{column}")]
pub struct Unreadable {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

/// Unique constraints, by the name PostgreSQL gives and the columns SQLite names, and what a double
/// means to the caller.
const UNIQUE: &[(&str, &str, Meaning)] = &[
    ("people_number_key", "people.number", Meaning::Again),
    ("people_citizen_number_index_key", "people.citizen_number_index", Meaning::Duplicate(Wording::PersonExists)),
    (
        "pool_memberships_person_id_pool_key",
        "pool_memberships.person_id, pool_memberships.pool",
        Meaning::Duplicate(Wording::MembershipExists),
    ),
    ("pool_memberships_id_key", "pool_memberships.id", Meaning::Again),
    ("pool_memberships_pkey", "pool_memberships.id, pool_memberships.version", Meaning::Again),
    ("trainings_id_key", "trainings.id", Meaning::Again),
    ("trainings_pkey", "trainings.id, trainings.version", Meaning::Again),
    ("certifications_person_id_key", "certifications.person_id", Meaning::Duplicate(Wording::CertificationExists)),
    ("certifications_number_key", "certifications.number", Meaning::Again),
    ("certifications_status_list_key", "certifications.status_list, certifications.status_index", Meaning::Again),
    (
        "organisations_area_name_key",
        "organisations.area, organisations.name",
        Meaning::Duplicate(Wording::OrganisationExists),
    ),
    (
        "cohorts_authority_id_ordinal_key",
        "cohorts.authority_id, cohorts.ordinal",
        Meaning::Duplicate(Wording::CohortExists),
    ),
    (
        "appointments_person_id_authority_id_key",
        "appointments.person_id, appointments.authority_id",
        Meaning::Duplicate(Wording::AppointmentExists),
    ),
    ("clients_name_key_key", "clients.name_key", Meaning::Duplicate(Wording::ClientNameTaken)),
    ("zones_area_name_key", "zones.area, zones.name", Meaning::Duplicate(Wording::ZoneExists)),
    ("schools_identifier_key", "schools.identifier", Meaning::Duplicate(Wording::SchoolExists)),
    (
        "duty_records_source_external_reference_key",
        "duty_records.source, duty_records.external_reference",
        Meaning::Again,
    ),
    (
        "evaluations_school_id_system_id_period_origin_key",
        "evaluations.school_id, evaluations.system_id, evaluations.period, evaluations.origin",
        Meaning::Duplicate(Wording::EvaluationExists),
    ),
    (
        "evaluations_organisation_id_system_id_period_origin_key",
        "evaluations.organisation_id, evaluations.system_id, evaluations.period, evaluations.origin",
        Meaning::Duplicate(Wording::EvaluationExists),
    ),
    (
        "indicator_systems_area_code_effective_on_key",
        "indicator_systems.area, indicator_systems.code, indicator_systems.effective_on",
        Meaning::Duplicate(Wording::IndicatorSystemExists),
    ),
    ("findings_written_by_external_reference_key", "findings.written_by, findings.external_reference", Meaning::Again),
    (
        "inspections_written_by_external_reference_key",
        "inspections.written_by, inspections.external_reference",
        Meaning::Again,
    ),
    ("grades_source_external_reference_key", "grades.source, grades.external_reference", Meaning::Again),
    (
        "promotions_person_id_track_key",
        "promotions.person_id, promotions.track",
        Meaning::Duplicate(Wording::PromotionExists),
    ),
    (
        "assessments_person_id_year_authority_id_key",
        "assessments.person_id, assessments.year, assessments.authority_id",
        Meaning::Duplicate(Wording::AssessmentExists),
    ),
    ("vacancies_left_appointment_id_key", "vacancies.left_appointment_id", Meaning::Duplicate(Wording::VacancyExists)),
    ("vacancies_appointment_id_key", "vacancies.appointment_id", Meaning::Duplicate(Wording::VacancyExists)),
    (
        "vacancy_candidates_pkey",
        "vacancy_candidates.vacancy_id, vacancy_candidates.ranking, vacancy_candidates.place",
        Meaning::Again,
    ),
    (
        "stipend_runs_area_month_key",
        "stipend_runs.area, stipend_runs.month",
        Meaning::Duplicate(Wording::StipendRunExists),
    ),
    // Another run paid the same while this one was computed: computed again, it lists them.
    (
        "stipend_lines_person_id_month_component_key",
        "stipend_lines.person_id, stipend_lines.month, stipend_lines.component",
        Meaning::Again,
    ),
    (
        "stipend_lines_correction_key",
        "stipend_lines.person_id, stipend_lines.month, stipend_lines.component, stipend_lines.run_id",
        Meaning::Again,
    ),
    ("stipend_findings_pkey", "stipend_findings.run_id, stipend_findings.ordinal", Meaning::Again),
    ("stipend_payments_source_reference_key", "stipend_payments.source, stipend_payments.reference", Meaning::Again),
    ("dismissals_person_id_key", "dismissals.person_id", Meaning::Duplicate(Wording::DismissalExists)),
    ("calendars_year_key", "calendars.year", Meaning::Again),
    (
        "idempotent_requests_pkey",
        "idempotent_requests.actor_key, idempotent_requests.idempotency_key, idempotent_requests.part",
        Meaning::Again,
    ),
    ("erasures_person_id_key", "erasures.person_id", Meaning::Duplicate(Wording::ErasureExists)),
    (
        "stipend_transfer_digests_pkey",
        "stipend_transfer_digests.run_id, stipend_transfer_digests.accounts",
        Meaning::Again,
    ),
    ("policy_changes_pkey", "policy_changes.version", Meaning::Again),
];

#[derive(Debug, Clone)]
enum Meaning {
    /// Another writer was first, or chance gave the same number twice: do the work again.
    Again,
    /// The record exists already.
    Duplicate(Wording),
}

/// Turns the outcome of a query into the register's terms.
pub trait Stored<T> {
    /// The value, or the error in the register's terms.
    fn stored(self) -> Result<T, Error>;
}

impl<T> Stored<T> for Result<T, DieselError> {
    fn stored(self) -> Result<T, Error> {
        self.map_err(translate)
    }
}

pub(crate) fn translate(error: DieselError) -> Error {
    match &error {
        DieselError::NotFound => Error::NotFound,
        DieselError::DatabaseError(Kind::UniqueViolation, information) => {
            let named = information.constraint_name().unwrap_or_default();
            let message = information.message();
            let broken = UNIQUE.iter().find(|(name, columns, _)| *name == named || message.ends_with(columns));
            match broken {
                Some((_, _, Meaning::Duplicate(wording))) => Error::Duplicate(wording.clone()),
                Some((_, _, Meaning::Again)) => Error::Busy,
                None if is_of_a_version(information.table_name(), named, message) => Error::Busy,
                None => Error::internal(error),
            }
        }
        // PostgreSQL's exclusions and SQLite's triggers both name what they keep apart.
        _ if says(&error, &["appointments_no_overlap"]) => Error::Duplicate(Wording::AppointmentsOverlap),
        _ if says(&error, &["grades_no_overlap"]) => Error::Duplicate(Wording::GradesOverlap),
        _ if says(&error, &["stipend_standards_no_overlap"]) => Error::Duplicate(Wording::StipendStandardsOverlap),
        _ if says(&error, &["payees_no_overlap"]) => Error::Duplicate(Wording::PayeesOverlap),
        _ if says(&error, &["people_number_of_another"]) => Error::Duplicate(Wording::PersonExists),
        _ if says(&error, &["person_is_erased"]) => {
            Error::RuleRefused { rule: &rules::ERASURE_CLOSES_THE_FILE, wording: Wording::PersonIsErased }
        }
        _ if says(&error, OUT_OF_SPACE) => {
            // Only an administrator can help; reads go on, and writes do as soon as there is room.
            tracing::error!("the database has no space left on its disk");
            Error::Busy
        }
        _ if is_transient(&error) => {
            tracing::debug!(cause = %error, "the database is busy or away");
            Error::Busy
        }
        _ => Error::internal(error),
    }
}

/// True if a version of a record is there already, because another writer was first: PostgreSQL names the table and its key,
/// SQLite the columns of it.
fn is_of_a_version(table: Option<&str>, key: &str, message: &str) -> bool {
    let is_key_of = |table: &str| ["_pkey", "_id_key"].iter().any(|kind| key.strip_suffix(kind) == Some(table));
    let columns = message.strip_prefix("UNIQUE constraint failed: ").unwrap_or_default();
    let is_of_columns =
        |table: &str| columns == format!("{table}.id") || columns == format!("{table}.id, {table}.version");
    table.is_some_and(is_key_of) || columns.split_once('.').is_some_and(|(table, _)| is_of_columns(table))
}

/// What PostgreSQL and SQLite say when the disk is full.
const OUT_OF_SPACE: &[&str] = &["No space left on device", "database or disk is full"];

/// What they say when another attempt may succeed.
const TRANSIENT: &[&str] = &[
    "deadlock detected",
    "database is locked",
    "lock timeout",
    "server closed the connection",
    "terminating connection",
    "the database system is",
    "no connection to the server",
    "could not serialize",
];

/// Whether the same work may succeed when done again: a serialisation conflict, a deadlock, a lock
/// held too long, or a server that went away.
fn is_transient(error: &DieselError) -> bool {
    let is_so_by_kind = matches!(
        error,
        DieselError::DatabaseError(Kind::SerializationFailure | Kind::ClosedConnection | Kind::UnableToSendCommand, _)
            | DieselError::BrokenTransactionManager
    );
    match error {
        DieselError::RollbackErrorOnCommit { commit_error, .. } => is_transient(commit_error),
        _ => is_so_by_kind || says(error, TRANSIENT),
    }
}

/// Whether the database's own message has one of these signs.
fn says(error: &DieselError, signs: &[&str]) -> bool {
    match error {
        DieselError::DatabaseError(_, information) => signs.iter().any(|sign| information.message().contains(sign)),
        DieselError::RollbackErrorOnCommit { commit_error, .. } => says(commit_error, signs),
        _ => false,
    }
}
