//! Filters of lists: each parameter is declared once, with `parameters!`, for its description, its value and its faults.
//!
//! A filter is flat, the same over REST and GraphQL; values that are repeated mean "or".

pub use uuid::Uuid;

use crate::{
    Area, Day, Fault, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::PersonId,
        name_search,
        time::{parse_day, parse_instant},
        wording::number,
    },
};

/// Most values of a filter, those of all its parameters together.
pub const VALUES_MAX: usize = 100;
/// Most areas in one filter.
pub const AREAS_MAX: usize = 4;

/// A parameter of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it asks for, line by line.
    pub description: &'static [&'static str],
    /// True if it may be given only once.
    pub is_single: bool,
}

/// A filter, made of the values that were given.
pub trait Filter: Clone + Default + Send + Sync + 'static {
    /// Its parameters, in the order in which their faults are told.
    const PARAMETERS: &'static [Parameter];
    /// The orders in which its list can be sorted; a `-` before one reverses it.
    const SORTS: &'static [&'static str];

    /// Reads the values, and notes those that are none.
    fn parse(given: &Given, faults: &mut Faults) -> Self;

    /// The people that `person_id` names, where the filter has it: a list leads on from those whose records were merged.
    fn people(&mut self) -> Option<&mut Vec<PersonId>>;

    /// Its parameters as they are published: those that may be repeated first.
    fn published() -> impl Iterator<Item = &'static Parameter> {
        let (single, many): (Vec<_>, Vec<_>) = Self::PARAMETERS.iter().partition(|parameter| parameter.is_single);
        many.into_iter().chain(single)
    }
}

/// The values of a filter as they were given, each with the name of its parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    values: Vec<(&'static str, String)>,
    only: Vec<Uuid>,
}

impl Given {
    /// The values given.
    pub fn new(values: impl Into<Vec<(&'static str, String)>>) -> Self {
        Self { values: values.into(), only: Vec::new() }
    }

    /// The same among these records alone: what one record leads to is asked so, and nobody can say it.
    pub fn among(self, only: Vec<Uuid>) -> Self {
        Self { only, ..self }
    }

    /// The records among which is looked; among all, unless some are named.
    pub fn only(&self) -> &[Uuid] {
        &self.only
    }

    /// The values of a parameter.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that is given once.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// The parsed values of a parameter, each once; the others are faults.
    pub fn all<T: PartialEq>(&self, name: &str, faults: &mut Faults, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let mut parsed = Vec::new();
        for word in self.values(name).take(VALUES_MAX) {
            match parse(word) {
                Some(value) if parsed.contains(&value) => {}
                Some(value) => parsed.push(value),
                None => faults.push(Fault::new(pointer(name), FaultCode::Code, Wording::NotAParameterValue)),
            }
        }
        parsed
    }

    /// Identifiers.
    pub fn ids<T: From<Uuid> + PartialEq>(&self, name: &str, faults: &mut Faults) -> Vec<T> {
        self.all(name, faults, |raw| Uuid::try_parse(raw).ok().map(T::from))
    }

    /// Areas, at most as many as a query takes.
    pub fn areas(&self, name: &str, faults: &mut Faults) -> Vec<Area> {
        let areas = self.all(name, faults, |raw| Area::parse(raw).ok());
        if areas.len() > AREAS_MAX {
            faults.push(Fault::new(
                pointer(name),
                FaultCode::Length,
                Wording::TooManyEntries { max: number(AREAS_MAX) },
            ));
        }
        areas
    }

    /// Texts, as they are.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.values(name).map(str::to_owned).collect()
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(str::to_owned)
    }

    /// A text to search for.
    pub fn search(&self, name: &str, faults: &mut Faults) -> Option<String> {
        let text = self.text(name)?;
        check_searchable(name, &text, faults);
        Some(text)
    }

    /// A day.
    pub fn day(&self, name: &str, faults: &mut Faults) -> Option<Day> {
        faults.keep(&pointer(name), parse_day(self.value(name)?))
    }

    /// A day as of which records are looked at, and as of which nothing is known of what other parameters ask for.
    pub fn day_without(&self, name: &str, others: &[&str], faults: &mut Faults) -> Option<Day> {
        let day = self.day(name, faults)?;
        for other in others.iter().filter(|other| self.value(other).is_some()) {
            faults.add(pointer(other), FaultCode::Mismatch, Wording::StatusAsOf);
        }
        Some(day)
    }

    /// An instant.
    pub fn instant(&self, name: &str, faults: &mut Faults) -> Option<Instant> {
        faults.keep(&pointer(name), parse_instant(self.value(name)?))
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        match self.value(name)? {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                faults.add(pointer(name), FaultCode::Type, Wording::TrueOrFalse);
                None
            }
        }
    }
}

/// Refuses a text in which nothing can be searched for: it would find everyone.
pub fn check_searchable(name: &str, text: &str, faults: &mut Faults) {
    if name_search::fold(text).is_empty() {
        faults.add(pointer(name), FaultCode::Format, Wording::NothingToSearchFor);
    }
}

fn pointer(name: &str) -> String {
    format!("/{name}")
}

/// Declares a filter: its parameters, each with its published description and its kind, and the orders of its list.
///
/// Kinds that may be repeated: `areas`, `ids T`, `words T`, `codes T` (of a code set), `months`, `texts`, and `values T = parse`.
/// Kinds that are given once: `day`, `from` and `until` (days, both included), `instant`, `known` (the instant as of whose
/// knowledge is asked; `kept` where earlier versions lie in a table of their own, `made` of what never changes), `flag`, `text`, and `search`. `day = &["status"]` does not go together with `status`.
/// `besides` holds what the program asks for and nobody can name.
#[macro_export]
macro_rules! parameters {
    (@value areas) => { Vec<$crate::Area> };
    (@value ids $type:ty) => { Vec<$type> };
    (@value words $type:ty) => { Vec<$type> };
    (@value values $type:ty) => { Vec<$type> };
    (@value codes $type:ty) => { Vec<String> };
    (@value texts) => { Vec<String> };
    (@value months) => { Vec<$crate::kernel::period::Month> };
    (@value day) => { Option<$crate::Day> };
    (@value from) => { Option<$crate::Day> };
    (@value until) => { Option<$crate::Day> };
    (@value instant) => { Option<$crate::Instant> };
    (@value known) => { Option<$crate::Instant> };
    (@value kept) => { Option<$crate::Instant> };
    (@value made) => { Option<$crate::Instant> };
    (@value flag) => { Option<bool> };
    (@value text) => { Option<String> };
    (@value search) => { Option<String> };

    (@single areas) => { false };
    (@single ids) => { false };
    (@single words) => { false };
    (@single values) => { false };
    (@single codes) => { false };
    (@single texts) => { false };
    (@single months) => { false };
    (@single $kind:ident) => { true };

    (@people $filter:ident, person_id: ids) => { Some(&mut $filter.person_id) };
    (@people $filter:ident, $field:ident: $kind:ident) => { None };

    (@parse $given:ident $faults:ident $name:expr, areas) => { $given.areas($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, ids $type:ty) => { $given.ids::<$type>($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, words $type:ty) => { $given.all($name, $faults, <$type>::parse) };
    (@parse $given:ident $faults:ident $name:expr, values $type:ty = $parse:expr) => {
        $given.all::<$type>($name, $faults, $parse)
    };
    (@parse $given:ident $faults:ident $name:expr, codes $type:ty) => {
        $given.all($name, $faults, |code| <$type>::parse(code).map(|known| known.code().to_owned()))
    };
    (@parse $given:ident $faults:ident $name:expr, texts) => { $given.texts($name) };
    (@parse $given:ident $faults:ident $name:expr, months) => {
        $given.all($name, $faults, |raw| $crate::kernel::period::Month::parse(raw).ok())
    };
    (@parse $given:ident $faults:ident $name:expr, day) => { $given.day($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, day = $others:expr) => {
        $given.day_without($name, $others, $faults)
    };
    (@parse $given:ident $faults:ident $name:expr, from) => { $given.day($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, until) => { $given.day($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, instant) => { $given.instant($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, known) => { $given.instant($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, kept) => { $given.instant($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, made) => { $given.instant($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, flag) => { $given.flag($name, $faults) };
    (@parse $given:ident $faults:ident $name:expr, text) => { $given.text($name) };
    (@parse $given:ident $faults:ident $name:expr, search) => { $given.search($name, $faults) };

    (
        $(#[$about:meta])+
        $name:ident sorts $sorts:expr, {
            $($(#[doc = $line:literal])+ $field:ident: $kind:ident $($type:ty)? $(= $how:expr)?,)*
        }
        $(besides { $($(#[$meta:meta])+ $extra:ident: $Extra:ty,)+ })?
    ) => {
        $(#[$about])+
        #[derive(Debug, Clone, Default)]
        pub struct $name {
            $($(#[doc = $line])+ pub $field: $crate::parameters!(@value $kind $($type)?),)*
            /// Among these records alone, if some are named.
            pub only: Vec<$crate::kernel::filter::Uuid>,
            $($($(#[$meta])+ pub $extra: $Extra,)+)?
        }

        impl $crate::kernel::filter::Filter for $name {
            const PARAMETERS: &'static [$crate::kernel::filter::Parameter] = &[$($crate::kernel::filter::Parameter {
                name: stringify!($field),
                description: &[$($line),+],
                is_single: $crate::parameters!(@single $kind),
            },)*];
            const SORTS: &'static [&'static str] = &$sorts;

            fn people(&mut self) -> Option<&mut Vec<$crate::kernel::id::PersonId>> {
                [None, $($crate::parameters!(@people self, $field: $kind),)*].into_iter().flatten().next()
            }

            fn parse(given: &$crate::kernel::filter::Given, faults: &mut $crate::Faults) -> Self {
                // A filter without parameters has no faults.
                let _read = &faults;
                Self {
                    only: given.only().to_vec(),
                    $($field: $crate::parameters!(
                        @parse given faults stringify!($field), $kind $($type)? $(= $how)?
                    ),)*
                    $($($extra: Default::default(),)+)?
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{kernel::time::parse_day, misconduct::sanction::Kind};

    parameters! {
        /// Which.
        Wanted sorts ["id"], {
            /// Only on this day.
            as_of: day = &["kind"],
            /// Where,
            /// with all that lies under it.
            area: areas,
            /// Who.
            person_id: ids PersonId,
            /// Kind.
            kind: words Kind,
            /// Year.
            year: values i32 = |raw| raw.parse().ok(),
            /// `true` or `false`.
            short: flag,
        }
        besides {
            /// Only what is final.
            final_only: bool,
        }
    }

    fn parsed(values: &[(&'static str, &str)]) -> (Wanted, Vec<String>) {
        let mut faults = Faults::new();
        let given: Vec<_> = values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let wanted = Wanted::parse(&Given::new(given), &mut faults);
        (wanted, faults.into_vec().into_iter().map(|fault| fault.pointer).collect())
    }

    #[test]
    fn values_are_read_by_their_kind_and_named_once() {
        let id = "0193591c-2000-7000-8000-000000000001";
        let (wanted, faults) = parsed(&[
            ("person_id", id),
            ("person_id", id),
            ("kind", "demerit"),
            ("year", "2026"),
            ("short", "false"),
            ("area", "340800"),
        ]);
        assert!(faults.is_empty());
        assert_eq!(wanted.person_id, [PersonId(id.parse().unwrap())]);
        assert_eq!((wanted.kind, wanted.year, wanted.short), (vec![Kind::Demerit], vec![2026], Some(false)));
        assert_eq!((wanted.area.len(), wanted.as_of, wanted.final_only), (1, None, false));
        let one = Uuid::from_u128(1);
        assert_eq!(Wanted::parse(&Given::default().among(vec![one]), &mut Faults::new()).only, [one]);
    }

    #[test]
    fn filter_faults_follow_declaration_order() {
        let (_, faults) =
            parsed(&[("short", "no"), ("year", "x"), ("kind", "x"), ("person_id", "x"), ("area", "x"), ("as_of", "x")]);
        assert_eq!(faults, ["/as_of", "/area", "/person_id", "/kind", "/year", "/short"]);
    }

    #[test]
    fn filter_knows_the_people_it_names() {
        let (mut wanted, _) = parsed(&[("person_id", "0193591c-2000-7000-8000-000000000001")]);
        assert_eq!(wanted.people().map(|people| people.len()), Some(1));
    }

    #[test]
    fn day_excludes_what_is_known_of_today_alone() {
        let (wanted, faults) = parsed(&[("as_of", "2026-11-23"), ("kind", "demerit")]);
        assert_eq!((wanted.as_of, faults), (parse_day("2026-11-23").ok(), vec!["/kind".to_owned()]));
    }

    #[test]
    fn more_areas_than_a_query_takes_are_refused() {
        let areas: Vec<_> = (0..=AREAS_MAX).map(|at| format!("34080{at}")).collect();
        let given: Vec<_> = areas.iter().map(|area| ("area", area.as_str())).collect();
        assert_eq!(parsed(&given).1, ["/area"]);
    }

    #[test]
    fn parameters_that_may_be_repeated_are_published_first() {
        let names: Vec<_> = Wanted::published().map(|parameter| (parameter.name, parameter.is_single)).collect();
        let expected = [("area", false), ("person_id", false), ("kind", false), ("year", false)];
        assert_eq!(names, [&expected[..], &[("as_of", true), ("short", true)]].concat());
        assert_eq!(Wanted::PARAMETERS[1].description, [" Where,", " with all that lies under it."]);
    }
}
