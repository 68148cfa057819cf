//! Whether every school has its inspector and every zone its full-time lead: figures, and the rules they fall short of.
//! These rules warn and refuse nothing, because an office has to be able to record what is so (Q20).

use std::collections::HashMap;

use crate::kernel::{
    id::{CohortId, ZoneId},
    rules::{self, Rule, Rules},
    word::words,
};

/// The figures of one zone on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneFigures {
    /// The zone.
    pub zone_id: ZoneId,
    /// Its name.
    pub name: String,
    /// Its schools.
    pub schools: u32,
    /// Schools that no inspector in office serves.
    pub schools_without_inspector: u32,
    /// Full-time inspectors in office who are assigned to it.
    pub full_time: u32,
    /// Part-time inspectors in office who are assigned to it.
    pub part_time: u32,
    /// Leads in office who are full-time.
    pub full_time_leads: u32,
    /// Leads in office who are part-time, and so lead for the time being.
    pub acting_leads: u32,
}

words! {
    /// What a zone, or the area, falls short of.
    Shortfall {
        /// A school is served by nobody.
        SchoolsWithoutInspector = "schools_without_inspector",
        /// Fewer full-time inspectors than a zone should have.
        FullTimeMissing = "full_time_missing",
        /// Nobody leads the zone.
        NoLead = "no_lead",
        /// A part-time inspector leads the zone.
        ActingLead = "acting_lead",
        /// More schools than a zone should have.
        TooManySchools = "too_many_schools",
        /// More schools than the zone's inspectors should serve.
        Overloaded = "overloaded",
        /// Fewer full-time inspectors in the whole area than its law asks for.
        AreaFullTimeMissing = "area_full_time_missing",
        /// Members of a running cohort left, and nobody came in their place.
        PlacesToFill = "places_to_fill",
    }
}

impl Shortfall {
    /// Whether the whole area falls short, and not a zone.
    pub const fn is_of_the_area(self) -> bool {
        matches!(self, Self::AreaFullTimeMissing | Self::PlacesToFill)
    }

    /// The rule it falls short of.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::SchoolsWithoutInspector => &rules::ZONE_MIN_INSPECTORS_PER_SCHOOL,
            Self::FullTimeMissing => &rules::ZONE_MIN_FULL_TIME,
            Self::NoLead | Self::ActingLead => &rules::ZONE_LEAD_MUST_BE_FULL_TIME,
            Self::TooManySchools => &rules::ZONE_MAX_SCHOOLS,
            Self::Overloaded => &rules::ZONE_TARGET_SCHOOLS_PER_INSPECTOR,
            Self::AreaFullTimeMissing => &rules::STAFFING_MIN_FULL_TIME,
            Self::PlacesToFill => &rules::REPLACEMENT_ENABLED,
        }
    }
}

impl ZoneFigures {
    /// Full-time inspectors that it lacks.
    pub fn full_time_gap(&self, rules: &Rules) -> u32 {
        rules.count(&rules::ZONE_MIN_FULL_TIME).saturating_sub(self.full_time)
    }

    /// What it falls short of.
    pub fn shortfalls(&self, rules: &Rules) -> Vec<Shortfall> {
        let inspectors = self.full_time + self.part_time;
        let most = inspectors.saturating_mul(rules.count(&rules::ZONE_TARGET_SCHOOLS_PER_INSPECTOR));
        [
            (Shortfall::SchoolsWithoutInspector, self.schools_without_inspector > 0),
            (Shortfall::FullTimeMissing, self.full_time_gap(rules) > 0),
            (Shortfall::NoLead, self.full_time_leads + self.acting_leads == 0),
            (
                Shortfall::ActingLead,
                self.full_time_leads == 0
                    && self.acting_leads > 0
                    && rules.demands(&rules::ZONE_LEAD_MUST_BE_FULL_TIME),
            ),
            (Shortfall::TooManySchools, self.schools > rules.count(&rules::ZONE_MAX_SCHOOLS)),
            (Shortfall::Overloaded, self.schools > most),
        ]
        .into_iter()
        .filter(|(_, is_short)| *is_short)
        .map(|(shortfall, _)| shortfall)
        .collect()
    }
}

/// How one member came to a cohort and left it, as far as it is known on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohortMember {
    /// The cohort.
    pub cohort_id: CohortId,
    /// Whether the member joined after the cohort's first day.
    pub joined_late: bool,
    /// Whether the member left before the cohort's last day.
    pub left_early: bool,
}

/// The places of the cohorts that are to be filled: those who left, less those who joined later, in each cohort for itself
/// (督学动态更替和补充机制, R22).
pub fn places_to_fill(members: &[CohortMember]) -> u32 {
    let mut cohorts: HashMap<CohortId, (u32, u32)> = HashMap::new();
    for member in members {
        let (left, joined) = cohorts.entry(member.cohort_id).or_default();
        *left += u32::from(member.left_early);
        *joined += u32::from(member.joined_late);
    }
    cohorts.values().map(|(left, joined)| left.saturating_sub(*joined)).sum()
}

/// The figures of an area on a day: those of its zones added up, and how many zones fall short of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaFigures {
    /// Its zones.
    pub zones: u32,
    /// Its schools.
    pub schools: u32,
    /// Schools that no inspector in office serves.
    pub schools_without_inspector: u32,
    /// Full-time inspectors in office, whether or not they are assigned to a zone.
    pub full_time: u32,
    /// Part-time inspectors in office, whether or not they are assigned to a zone.
    pub part_time: u32,
    /// Inspectors in office without a zone.
    pub without_zone: u32,
    /// Full-time inspectors that the zones need.
    pub full_time_needed: u32,
    /// Full-time inspectors that the zones lack.
    pub full_time_gap: u32,
    /// Establishment posts of the area's authorities.
    pub establishment_posts: u32,
    /// Places of the running cohorts whose inspectors left and were not replaced (R22).
    pub places_to_fill: u32,
    /// How many zones fall short of what; an area that does counts once.
    pub shortfalls: Vec<(Shortfall, u32)>,
}

impl AreaFigures {
    /// Adds up zones, with what is known of the area as a whole.
    pub fn of(
        zones: &[ZoneFigures],
        (full_time, part_time): (u32, u32),
        without_zone: u32,
        (posts, places_to_fill): (u32, u32),
        rules: &Rules,
    ) -> Self {
        let sum = |figure: fn(&ZoneFigures) -> u32| zones.iter().map(figure).sum();
        let count = u32::try_from(zones.len()).unwrap_or(u32::MAX);
        let short: Vec<Shortfall> = zones.iter().flat_map(|zone| zone.shortfalls(rules)).collect();
        let is_area_short = full_time < rules.count(&rules::STAFFING_MIN_FULL_TIME);
        let times = |shortfall: Shortfall| match shortfall {
            Shortfall::AreaFullTimeMissing => u32::from(is_area_short),
            Shortfall::PlacesToFill => u32::from(places_to_fill > 0 && rules.demands(&rules::REPLACEMENT_ENABLED)),
            _ => u32::try_from(short.iter().filter(|one| **one == shortfall).count()).unwrap_or(u32::MAX),
        };
        Self {
            zones: count,
            schools: sum(|zone| zone.schools),
            schools_without_inspector: sum(|zone| zone.schools_without_inspector),
            full_time,
            part_time,
            without_zone,
            full_time_needed: count.saturating_mul(rules.count(&rules::ZONE_MIN_FULL_TIME)),
            full_time_gap: zones.iter().map(|zone| zone.full_time_gap(rules)).sum(),
            establishment_posts: posts,
            places_to_fill,
            shortfalls: Shortfall::ALL.iter().map(|one| (*one, times(*one))).filter(|(_, times)| *times > 0).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(schools: u32, full_time: u32, part_time: u32) -> ZoneFigures {
        ZoneFigures {
            zone_id: ZoneId(uuid::Uuid::nil()),
            name: "第一责任区".into(),
            schools,
            schools_without_inspector: 0,
            full_time,
            part_time,
            full_time_leads: full_time.min(1),
            acting_leads: u32::from(full_time == 0),
        }
    }

    /// The seed's city: seven zones, three full-time inspectors, four missing.
    #[test]
    fn three_full_time_inspectors_for_seven_zones_are_four_too_few() {
        let zones: Vec<ZoneFigures> = (0..7).map(|number| zone(17, u32::from(number < 3), 5)).collect();
        let figures = AreaFigures::of(&zones, (3, 34), 0, (3, 0), &Rules::shipped());
        assert_eq!((figures.zones, figures.full_time, figures.full_time_needed, figures.full_time_gap), (7, 3, 7, 4));
        assert_eq!(figures.shortfalls, [(Shortfall::FullTimeMissing, 4), (Shortfall::ActingLead, 4)]);
    }

    #[test]
    fn second_full_time_inspector_in_a_zone_fills_no_other_gap() {
        let figures = AreaFigures::of(&[zone(10, 2, 0), zone(10, 0, 2)], (2, 2), 0, (2, 0), &Rules::shipped());
        assert_eq!(figures.full_time_gap, 1);
        assert!(figures.shortfalls.contains(&(Shortfall::AreaFullTimeMissing, 1)));
    }

    #[test]
    fn late_joiner_fills_places_of_its_own_cohort_only() {
        let cohort = |number: u128| CohortId(uuid::Uuid::from_u128(number));
        let member =
            |number, joined_late, left_early| CohortMember { cohort_id: cohort(number), joined_late, left_early };
        let left = member(1, false, true);
        assert_eq!(places_to_fill(&[]), 0);
        assert_eq!(places_to_fill(&[left, left, member(1, true, false)]), 1);
        assert_eq!(places_to_fill(&[left, member(2, true, false)]), 1);
        // Who came in another's place and left again leaves the place open.
        assert_eq!(places_to_fill(&[left, member(1, true, true)]), 1);
        let figures = |places| AreaFigures::of(&[zone(5, 3, 0)], (3, 0), 0, (3, places), &Rules::shipped()).shortfalls;
        assert_eq!((figures(0), figures(2)), (vec![], vec![(Shortfall::PlacesToFill, 1)]));
    }

    #[test]
    fn zone_reports_every_shortfall() {
        let lonely = ZoneFigures { schools_without_inspector: 21, acting_leads: 0, ..zone(21, 0, 0) };
        assert_eq!(
            lonely.shortfalls(&Rules::shipped()),
            [
                Shortfall::SchoolsWithoutInspector,
                Shortfall::FullTimeMissing,
                Shortfall::NoLead,
                Shortfall::TooManySchools,
                Shortfall::Overloaded
            ]
        );
        assert_eq!(zone(20, 1, 3).shortfalls(&Rules::shipped()), []);
        assert_eq!(zone(20, 1, 2).shortfalls(&Rules::shipped()), [Shortfall::Overloaded]);
    }
}
