//! Filters of the collections, the same on both surfaces: flat, repeated values mean "or".

use domain::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        filter::{Filter, Given, VALUES_MAX},
        text::{half_width, is_forbidden},
    },
    money::stipend::line::FindingCode,
    parameters,
    pools::pool::Pool,
};
use utoipa::{
    IntoParams,
    openapi::{
        RefOr, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ArrayBuilder, ObjectBuilder, Schema, Type},
    },
};

/// Longest value in a filter, in characters.
pub const FILTER_CHARS_MAX: usize = 200;
/// Digits of a citizen number before its check character.
const CITIZEN_NUMBER_DIGITS: usize = 17;
/// Digits of a citizen number of the form that was given until 1999, which has no check character.
const FORMER_CITIZEN_NUMBER_DIGITS: usize = 15;

/// Checks the values of a filter, however it came: how many there are, how long each is, and that none is a citizen number.
///
/// # Errors
/// [`Error::Invalid`] with a fault for each value that is not taken; of those that are too many, only the first is told.
pub fn check<F: Filter>(given: &Given) -> Result<(), Error> {
    let mut faults = Faults::new();
    let values = F::published().flat_map(|parameter| given.values(parameter.name).map(|value| (parameter.name, value)));
    for (place, (name, value)) in values.take(VALUES_MAX + 1).enumerate() {
        if let Some((code, wording)) = unfit(value, place + 1) {
            faults.add(format!("/{name}"), code, wording);
        }
    }
    faults.finish(Some(()))
}

/// Why a value of a filter is not taken: too long, too many, or a number that must not stand where proxies and logs would
/// keep it. `place` is its place among the values of the filter, beginning with 1.
pub fn unfit(value: &str, place: usize) -> Option<(FaultCode, Wording)> {
    if place > VALUES_MAX {
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

/// The parameters of a filter and the order of its list, as they are published.
pub fn described<F: Filter>() -> Vec<Parameter> {
    F::published().map(describe).chain([sort_parameter(F::SORTS)]).collect()
}

fn describe(parameter: &domain::kernel::filter::Parameter) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let schema: RefOr<Schema> = if parameter.is_single { text.into() } else { ArrayBuilder::new().items(text).into() };
    let lines: Vec<&str> = parameter.description.iter().map(|line| line.trim()).collect();
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(lines.join("\n")))
        .schema(Some(schema))
        .build()
}

parameters! {
    /// Which people who may be in the register twice.
    PossibleDuplicatesQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
    }
}

parameters! {
    /// Of which inspectors, in which month.
    DutySummariesQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The month, such as `2026-11`; this one unless said.
        month: text,
        /// `true` for those only of whom something is missing.
        short: text,
    }
}

parameters! {
    /// Of which schools, in which semester.
    SchoolVisitsQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The semester, such as `2026-autumn` (September to January) or `2026-spring` (March to July); this one unless said, in February and August the one that is just over.
        semester: text,
        /// `true` for those only to which visits are missing.
        short: text,
    }
}

parameters! {
    /// Of which area, on which day.
    CoverageQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The day; today unless said.
        as_of: day,
    }
}

parameters! {
    /// By what the inspectors in office are told apart, of which area, on which day.
    TeamStructureQuery sorts ["id"], {
        /// `kind`, `age_band`, `education`, `professional_title`, `subject`, `stage` or `zone`; required.
        by: text,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The day; today unless said.
        as_of: day,
    }
}

parameters! {
    /// Of which area and year.
    YearQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The year; this one unless said.
        year: text,
    }
}

parameters! {
    /// Of which kind of roster, with the zones of which area.
    ImportTemplateQuery sorts ["id"], {
        /// `people` or `schools`; `people` unless said.
        kind: text,
        /// The area whose zones may be chosen (GB/T 2260); the client's own unless said.
        area: text,
    }
}

parameters! {
    /// Of which area, begun on which days.
    NoticeStatisticsQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Notices that began on this day or later.
        opened_on_from: from,
        /// Notices that began on this day or earlier.
        opened_on_to: until,
    }
}

parameters! {
    /// Of which inspectors, in which year.
    TrainingHoursQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The year; this one unless said.
        year: text,
        /// `true` for those only who fall short.
        short: text,
    }
}

parameters! {
    /// Which notices.
    PublicNoticesQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Pool: `specialist` or `invited`.
        pool: words Pool,
    }
}

parameters! {
    /// Which findings of a run.
    StipendFindingsQuery sorts ["id"], {
        /// Why somebody is listed.
        code: words FindingCode,
    }
}

parameters! {
    /// Of which month it is asked what a standard would make of it.
    StipendWhatIfQuery sorts ["id"], {
        /// The month, as `2026-11`.
        month: text,
    }
}

parameters! {
    /// Which transfers of a run.
    StipendTransfersQuery sorts ["id"], {
        /// `true` for what was not paid, could not be paid or came back; `false` or nothing for all.
        unpaid: flag,
    }
}

parameters! {
    /// A collection without a filter of its own.
    PlainQuery sorts ["id"], {}
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
