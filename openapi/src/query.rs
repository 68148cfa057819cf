//! Filters of the collections, the same on both surfaces: flat, repeated values mean "or".

use domain::{
    Day, Error, FaultCode, Faults, Wording,
    text::{half_width, is_forbidden},
};
use serde::Serialize;
use utoipa::{
    IntoParams,
    openapi::{
        ObjectBuilder, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

/// Longest value in a filter, in characters.
pub const FILTER_CHARS_MAX: usize = 200;
/// Most values of a filter, those of all its parameters together.
pub const FILTER_VALUES_MAX: usize = 100;
/// Digits of a citizen number before its check character.
const CITIZEN_NUMBER_DIGITS: usize = 17;
/// Digits of a citizen number of the form that was given until 1999, which has no check character.
const FORMER_CITIZEN_NUMBER_DIGITS: usize = 15;

/// A filter: its fields are query parameters in REST and arguments in GraphQL.
pub trait Query: Default + Serialize + Send + Sync + 'static {
    /// The names of its parameters.
    const NAMES: &'static [&'static str];
    /// Those of them that may be given once.
    const SINGLE: &'static [&'static str];
    /// The orders it can be sorted by; a `-` before one reverses it.
    const SORTS: &'static [&'static str];

    /// Sets a parameter; a second value of a single one is refused with `false`.
    fn set(&mut self, name: &str, value: String) -> bool;

    /// Every value with the name of its parameter.
    fn values(&self) -> Vec<(&'static str, &str)>;
}

/// Checks the values of a filter, however it came: how many there are, how long each is, and that none is a citizen number.
///
/// # Errors
/// [`Error::Invalid`] with a fault for each value that is not taken; of those that are too many, only the first is told.
pub fn check(query: &impl Query) -> Result<(), Error> {
    let values = query.values();
    let mut faults = Faults::new();
    for (place, (name, value)) in values.iter().take(FILTER_VALUES_MAX + 1).enumerate() {
        if let Some((code, wording)) = unfit(value, place + 1) {
            faults.add(format!("/{name}"), code, wording);
        }
    }
    faults.finish(Some(()))
}

/// Why a value of a filter is not taken: too long, too many, or a number that must not stand where proxies and logs would
/// keep it. `place` is its place among the values of the filter, beginning with 1.
pub fn unfit(value: &str, place: usize) -> Option<(FaultCode, Wording)> {
    if place > FILTER_VALUES_MAX {
        return Some((FaultCode::Length, Wording::TooManyValues));
    }
    if value.chars().count() > FILTER_CHARS_MAX {
        return Some((FaultCode::Length, Wording::ValueTooLong));
    }
    if value.chars().any(is_forbidden) {
        return Some((FaultCode::Format, Wording::ControlCharacters));
    }
    is_citizen_number(value).then_some((FaultCode::Sensitive, Wording::NumberInUrl))
}

/// True for a citizen number however somebody types it: in the digits of either keyboard, in groups or in one; one of
/// 15 digits, as they were given until 1999, is told from other numbers by its birth date.
fn is_citizen_number(value: &str) -> bool {
    let plain: String = half_width(value).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match plain.len() {
        FORMER_CITIZEN_NUMBER_DIGITS => are_digits(&plain) && is_born_in_20th_century(&plain),
        length => length == CITIZEN_NUMBER_DIGITS + 1 && plain.get(..CITIZEN_NUMBER_DIGITS).is_some_and(are_digits),
    }
}

/// True if digits 7 to 12 of a number are a day: year without century, month, day.
fn is_born_in_20th_century(digits: &str) -> bool {
    let day = |digits: &str| Day::parse_from_str(&format!("19{digits}"), "%Y%m%d").ok();
    digits.get(6..12).and_then(day).is_some()
}

/// The order of a list: one of its fields, reversed by `-`.
fn sort_parameter(sorts: &[&str]) -> Parameter {
    let words = sorts.iter().flat_map(|field| [(*field).to_owned(), format!("-{field}")]);
    ParameterBuilder::new()
        .name("sort")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some("The field to sort by; `-` before it reverses the order."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words))))
        .build()
}

macro_rules! queries {
    ($($(#[$doc:meta])* $name:ident sorts $sorts:expr => {
        many { $($(#[$many_doc:meta])* $many:ident,)* }
        one { $($(#[$one_doc:meta])* $one:ident,)* }
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct $name {
            $($(#[$many_doc])* pub $many: Option<Vec<String>>,)*
            $($(#[$one_doc])* pub $one: Option<String>,)*
        }

        const _: () = {
            #[derive(IntoParams, Serialize)]
            #[into_params(parameter_in = Query)]
            struct Filter {
                $($(#[$many_doc])* $many: Option<Vec<String>>,)*
                $($(#[$one_doc])* $one: Option<String>,)*
            }

            impl IntoParams for $name {
                fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                    let mut parameters = Filter::into_params(place);
                    parameters.push(sort_parameter(Self::SORTS));
                    parameters
                }
            }
        };

        impl Query for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($many),)* $(stringify!($one),)*];
            const SINGLE: &'static [&'static str] = &[$(stringify!($one),)*];
            const SORTS: &'static [&'static str] = $sorts;

            fn set(&mut self, name: &str, value: String) -> bool {
                $(if name == stringify!($many) {
                    self.$many.get_or_insert_default().push(value);
                    return true;
                })*
                $(if name == stringify!($one) {
                    return self.$one.replace(value).is_none();
                })*
                // What no parameter took is refused; a query without any takes nothing.
                let _refused = (name, value);
                false
            }

            fn values(&self) -> Vec<(&'static str, &str)> {
                let values = std::iter::empty::<(&'static str, &str)>();
                $(let values = values.chain(self.$many.iter().flatten().map(|value| (stringify!($many), value.as_str())));)*
                $(let values = values.chain(self.$one.iter().map(|value| (stringify!($one), value.as_str())));)*
                values.collect()
            }
        }
    )+};
}

queries! {
    /// Which people.
    PeopleQuery sorts &["id", "number", "name"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Public number.
            number,
            /// Subject (code set `subjects`).
            subject,
            /// Teaching stage (code set `teaching_stages`).
            stage,
            /// Professional title (code set `professional_titles`).
            professional_title,
            /// Education level (code set `education_levels`).
            education,
            /// Identity class (code set `identity_classes`).
            identity_class,
            /// Speciality, whole.
            speciality,
        }
        one {
            /// Beginning of the name or of a part of it: Chinese characters, full pinyin or initials, in any common reading.
            /// Unless `sort` says otherwise, those whose likeliest reading it is come first.
            name,
        }
    }
    /// Which people who may be in the register twice.
    PossibleDuplicatesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {}
    }
    /// Which memberships.
    PoolMembershipsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Pool: `specialist` or `invited`.
            pool,
            /// Status, as it is today.
            status,
            /// Source category.
            source,
            /// The member.
            person_id,
        }
        one {
            /// Terms that end on this day or later.
            valid_until_from,
            /// Terms that end on this day or earlier.
            valid_until_to,
        }
    }
    /// Which certifications.
    CertificationsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Status, as it is today; not together with `as_of`.
            status,
            /// Way of certification: `ordinary` or `grandfathered`.
            route,
            /// The candidate or holder.
            person_id,
        }
        one {
            /// Certificates that end on this day or later.
            valid_until_from,
            /// Certificates that end on this day or earlier.
            valid_until_to,
            /// Certificates that were valid on this day, as they stood then.
            as_of,
            /// As the register knew it at this moment (RFC 3339).
            known_at,
        }
    }
    /// Which trainings.
    TrainingsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who took part.
            person_id,
            /// Form.
            form,
            /// How it was given.
            mode,
        }
        one {
            /// Held on this day or later.
            held_on_from,
            /// Held on this day or earlier.
            held_on_to,
        }
    }
    /// Which duty records.
    DutyRecordsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who did it.
            person_id,
            /// The school.
            school_id,
            /// Kind.
            kind,
            /// Mode of a visit: `scheduled` or `random`.
            mode,
        }
        one {
            /// On this day or later.
            occurred_on_from,
            /// On this day or earlier.
            occurred_on_to,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which assessments.
    AssessmentsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who is assessed.
            person_id,
            /// Which authority assesses.
            authority_id,
            /// Year.
            year,
            /// Status, as it is today; not together with `as_of`.
            status,
            /// Grade, as it is today; not together with `as_of`.
            grade,
        }
        one {
            /// Assessments that were there on this day, as they stood then.
            as_of,
            /// As the register knew it at this moment (RFC 3339).
            known_at,
        }
    }
    /// Of which inspectors, in which month.
    DutySummariesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {
            /// The month, such as `2026-11`; this one unless said.
            month,
            /// `true` for those only of whom something is missing.
            short,
        }
    }
    /// Of which schools, in which semester.
    SchoolVisitsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {
            /// The semester, such as `2026-autumn` (September to January) or `2026-spring` (March to July); this one unless said, in February and August the one that is just over.
            semester,
            /// `true` for those only to which visits are missing.
            short,
        }
    }
    /// Which organisations.
    OrganisationsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {}
    }
    /// Which cohorts.
    CohortsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// The authority.
            authority_id,
        }
        one {}
    }
    /// Which appointments.
    AppointmentsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Status, as it is today; not together with `as_of`.
            status,
            /// Route: `full_time` or `part_time`.
            route,
            /// The person.
            person_id,
            /// The appointing authority.
            authority_id,
            /// The cohort.
            cohort_id,
        }
        one {
            /// Terms that end on this day or later.
            ends_on_from,
            /// Terms that end on this day or earlier.
            ends_on_to,
            /// Appointments that were in force on this day, as they stood then.
            as_of,
            /// As the register knew it at this moment (RFC 3339).
            known_at,
        }
    }
    /// Which zone assignments.
    ZoneAssignmentsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// The zone.
            zone_id,
            /// The inspector.
            person_id,
            /// The appointment.
            appointment_id,
            /// A school that is served, by name or with the whole zone.
            school_id,
            /// Role: `lead`, `deputy` or `member`.
            role,
            /// Status, as it is today; not together with `as_of`.
            status,
        }
        one {
            /// Assignments that were in force on this day.
            as_of,
            /// As the register knew it at this moment (RFC 3339).
            known_at,
        }
    }
    /// Which drawn teams.
    TeamsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// A member.
            person_id,
        }
        one {}
    }
    /// Of which area, on which day.
    CoverageQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {
            /// The day; today unless said.
            as_of,
        }
    }
    /// By what the inspectors in office are told apart, of which area, on which day.
    TeamStructureQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {
            /// `kind`, `age_band`, `education`, `professional_title`, `subject`, `stage` or `zone`; required.
            by,
            /// The day; today unless said.
            as_of,
        }
    }
    /// Of which kind of roster, with the zones of which area.
    ImportTemplateQuery sorts &["id"] => {
        many {}
        one {
            /// `people` or `schools`; `people` unless said.
            kind,
            /// The area whose zones may be chosen (GB/T 2260); the client's own unless said.
            area,
        }
    }
    /// Of which area, begun on which days.
    NoticeStatisticsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {
            /// Notices that began on this day or later.
            opened_on_from,
            /// Notices that began on this day or earlier.
            opened_on_to,
        }
    }
    /// Of which inspectors, in which year.
    TrainingHoursQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {
            /// The year; this one unless said.
            year,
            /// `true` for those only who fall short.
            short,
        }
    }
    /// Which experts.
    ExpertsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Pool: `specialist` or `invited`.
            pool,
            /// Source category.
            source,
            /// Subject (code set `subjects`).
            subject,
            /// Teaching stage (code set `teaching_stages`).
            stage,
            /// Professional title (code set `professional_titles`).
            professional_title,
            /// Speciality, whole.
            speciality,
        }
        one {
            /// Free text: the beginning of a name (characters, pinyin, initials) or of a speciality. Unless `sort` says
            /// otherwise, those whose name it most likely is come first.
            q,
        }
    }
    /// Which notices.
    PublicNoticesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Pool: `specialist` or `invited`.
            pool,
        }
        one {}
    }
    /// Which zones.
    ZonesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
        }
        one {}
    }
    /// Which schools.
    SchoolsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Responsibility zone.
            zone_id,
        }
        one {}
    }
    /// Which recusals.
    RecusalsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who must stay away.
            person_id,
            /// From which school.
            school_id,
            /// Ground.
            ground,
        }
        one {
            /// Only what holds on this day.
            as_of,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which sanctions.
    SanctionsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who was sanctioned.
            person_id,
            /// Kind.
            kind,
        }
        one {
            /// Only what has effect on this day.
            as_of,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which grades.
    GradesQuery sorts &["id", "updated_at"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who holds it.
            person_id,
            /// Track: `professional_title`, `job_rank` or `inspector_grade`.
            track,
            /// Code of the track's set.
            grade,
        }
        one {
            /// Only what holds on this day.
            as_of,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
            /// Only what the register learned after this instant (RFC 3339), in that order, what was annulled included:
            /// the greatest `updated_at` that you have, or `0001-01-01T00:00:00Z`. With `as_of`, only what holds on that day;
            /// with it or another filter, what has left the filter since is not told.
            changed_after,
        }
    }
    /// Which payees.
    PayeesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Who is paid.
            person_id,
            /// Who pays.
            payer_id,
        }
        one {
            /// `true` for what is verified, `false` for what is not.
            verified,
            /// Only what holds on this day.
            as_of,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which promotions.
    PromotionsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Whose.
            person_id,
            /// Track.
            track,
            /// Status.
            status,
        }
        one {
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which stipend standards.
    StipendStandardsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Status.
            status,
        }
        one {
            /// Only what was decided and holds on this day.
            as_of,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which runs of stipends.
    StipendRunsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// Month, as `2026-11`.
            month,
            /// Status.
            status,
        }
        one {
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which lines of runs.
    StipendLinesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) of the run with all that lies under it.
            area,
            /// Run.
            run_id,
            /// Who is paid; what was paid to a record that was merged into theirs included.
            person_id,
            /// For which month, as `2026-11`.
            month,
            /// Component.
            component,
            /// Kind.
            kind,
            /// What became of the payment.
            payment,
        }
        one {
            /// `true` for the lines that keep a sent run from being reconciled: they have no result and need one; `false` for the
            /// others.
            unreported,
        }
    }
    /// Which findings of a run.
    StipendFindingsQuery sorts &["id"] => {
        many {
            /// Why somebody is listed.
            code,
        }
        one {}
    }
    /// Of which month it is asked what a standard would make of it.
    StipendWhatIfQuery sorts &["id"] => {
        many {}
        one {
            /// The month, as `2026-11`.
            month,
        }
    }
    /// Which complaints.
    ComplaintsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// About whom.
            person_id,
            /// Status.
            status,
            /// What they are about (code set `complaint_subjects`).
            subject,
            /// What the check found.
            outcome,
        }
        one {
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which dismissal cases.
    DismissalsQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) with all that lies under it.
            area,
            /// About whom.
            person_id,
            /// Status.
            status,
            /// Ground (code set `dismissal_grounds`).
            ground,
        }
        one {
            /// Something is due on this day or earlier: what the office is reminded of.
            due_on_to,
            /// `true` for those, too, whose measure is spent, and those that were dropped or reversed; without it the list
            /// has of the latter those whose `status` it asks for by name. HR never sees any of these.
            spent,
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which vacancies.
    VacanciesQuery sorts &["id"] => {
        many {
            /// Area (GB/T 2260) of the authority with all that lies under it.
            area,
            /// Authority.
            authority_id,
            /// Cohort.
            cohort_id,
            /// Zone.
            zone_id,
            /// The dismissal case that opened it.
            dismissal_id,
            /// Route.
            route,
            /// Status.
            status,
        }
        one {
            /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
            known_at,
        }
    }
    /// Which candidates of a vacancy.
    VacancyCandidatesQuery sorts &["id"] => {
        many {
            /// From where.
            origin,
        }
        one {
            /// `true` for those who were excluded, `false` for those with a rank; both unless said.
            excluded,
            /// Of the ranking that the register knew at this instant (RFC 3339); of the last one unless said.
            known_at,
        }
    }
    /// Which transfers of a run.
    StipendTransfersQuery sorts &["id"] => {
        many {}
        one {
            /// `true` for what was not paid, could not be paid or came back; `false` or nothing for all.
            unpaid,
        }
    }
    /// A collection without a filter of its own.
    PlainQuery sorts &["id"] => {
        many {}
        one {}
    }
}

/// How a collection is paged.
#[derive(Debug, Clone, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many records, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// `exact` adds `total`.
    #[param(inline)]
    pub count: Option<CountMode>,
    /// Fields of the records to answer, separated by commas.
    pub fields: Option<String>,
}

/// How a collection is written as a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TableParams {
    /// Whether a CSV begins with a byte-order mark, by which spreadsheet programs know its encoding; it does unless said.
    #[param(default = true)]
    pub bom: Option<bool>,
}

/// Whether a collection is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountMode {
    /// Exactly.
    Exact,
}

/// On which day somebody's standing is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StandingParams {
    /// The day, today unless said; at most three years ahead, for which it is what was decided so far.
    pub on: Option<String>,
    /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
    pub known_at: Option<String>,
}

/// From when a single record is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MomentParams {
    /// The record only if it holds on this day.
    pub as_of: Option<String>,
    /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
    pub known_at: Option<String>,
}

/// From when a single record is looked at that has no time of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KnownAtParams {
    /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
    pub known_at: Option<String>,
}

/// Whether a write is only tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WriteParams {
    /// `true` does all of it, rolls back, and answers what would have been.
    pub dry_run: Option<bool>,
}
