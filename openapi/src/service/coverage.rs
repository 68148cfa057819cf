//! The report of coverage on the wire.

use chrono::NaiveDate;
use domain::{
    Day,
    kernel::rules::Rules,
    service::coverage::{self, Shortfall},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    CoverageShortfall = domain::service::coverage::Shortfall,
}

/// How many zones fall short of a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShortfallCount {
    /// What they fall short of.
    pub shortfall: CoverageShortfall,
    /// How many zones; an area that does counts once.
    pub zones: u32,
    /// The rule's policy key.
    pub rule: String,
    /// The article it comes from.
    pub article: String,
    /// The value in force, as JSON.
    pub value: String,
}

/// Whether every school has its inspector and every zone its full-time lead, on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Coverage {
    /// The day.
    pub as_of: NaiveDate,
    /// Zones.
    pub zones: u32,
    /// Schools.
    pub schools: u32,
    /// Schools that no inspector in office serves.
    pub schools_without_inspector: u32,
    /// Full-time inspectors in office.
    pub full_time: u32,
    /// Part-time inspectors in office.
    pub part_time: u32,
    /// Inspectors in office without a zone.
    pub without_zone: u32,
    /// Full-time inspectors that the zones need.
    pub full_time_needed: u32,
    /// Full-time inspectors that the zones lack.
    pub full_time_gap: u32,
    /// Establishment posts of the area's authorities.
    pub establishment_posts: u32,
    /// Places of the running cohorts whose inspectors left before its end, less those who joined it after its first day.
    pub places_to_fill: u32,
    /// How many zones fall short of what.
    pub shortfalls: Vec<ShortfallCount>,
}

impl Coverage {
    /// The report of a day.
    pub fn new(figures: &coverage::AreaFigures, as_of: Day, rules: &Rules) -> Self {
        let count = |(shortfall, zones): &(Shortfall, u32)| ShortfallCount {
            shortfall: (*shortfall).into(),
            zones: *zones,
            rule: shortfall.rule().key.to_owned(),
            article: shortfall.rule().article.to_owned(),
            value: rules.value(shortfall.rule()).to_string(),
        };
        Self {
            as_of,
            zones: figures.zones,
            schools: figures.schools,
            schools_without_inspector: figures.schools_without_inspector,
            full_time: figures.full_time,
            part_time: figures.part_time,
            without_zone: figures.without_zone,
            full_time_needed: figures.full_time_needed,
            full_time_gap: figures.full_time_gap,
            establishment_posts: figures.establishment_posts,
            places_to_fill: figures.places_to_fill,
            shortfalls: figures.shortfalls.iter().map(count).collect(),
        }
    }
}

/// The figures of one zone on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ZoneCoverage {
    /// The zone.
    pub zone_id: Uuid,
    /// Its name.
    pub name: String,
    /// Its schools.
    pub schools: u32,
    /// Schools that no inspector in office serves.
    pub schools_without_inspector: u32,
    /// Full-time inspectors assigned to it.
    pub full_time: u32,
    /// Part-time inspectors assigned to it.
    pub part_time: u32,
    /// Full-time leads.
    pub full_time_leads: u32,
    /// Part-time leads, who lead for the time being.
    pub acting_leads: u32,
    /// Full-time inspectors that it lacks.
    pub full_time_gap: u32,
    /// What it falls short of.
    pub shortfalls: Vec<CoverageShortfall>,
}

impl ZoneCoverage {
    /// The figures of a zone.
    pub fn new(zone: coverage::ZoneFigures, rules: &Rules) -> Self {
        let (full_time_gap, shortfalls) = (zone.full_time_gap(rules), zone.shortfalls(rules));
        Self {
            zone_id: Uuid::from(zone.zone_id),
            name: zone.name,
            schools: zone.schools,
            schools_without_inspector: zone.schools_without_inspector,
            full_time: zone.full_time,
            part_time: zone.part_time,
            full_time_leads: zone.full_time_leads,
            acting_leads: zone.acting_leads,
            full_time_gap,
            shortfalls: shortfalls.into_iter().map(Into::into).collect(),
        }
    }
}
