//! Recusals: dated facts that a person must stay away from a school (教育督导条例 art. 10).
//!
//! Hiding a ground is met with criticism and education only (art. 26, R64): nothing here ends an appointment.

use crate::{
    Area, Day, Instant, Wording,
    kernel::{
        fault::{FaultCode, Faults},
        id::{PersonId, RecusalId, SchoolId},
        rules::{RECUSAL_COOLING_OFF_YEARS, Rules},
        text::CreditCode,
        time::Term,
        word::words,
    },
    people::person::Details,
    service::{organisation::Organisation, zone::School},
};

words! {
    /// Why a person must stay away from a school.
    Ground {
        /// A near relative of the head of the school.
        NearRelativeOfHead = "near_relative_of_head", // R60, 教育督导条例 art. 10.
        /// Spouse, parents or children work there.
        FamilyEmployed = "family_employed", // R61, 重庆市教育督导条例 art. 12.
        /// A child learns there.
        ChildEnrolled = "child_enrolled", // R61, 浙江省教育督导条例 art. 20.
        /// The person works there.
        OwnUnit = "own_unit", // R62.
        /// The person left it less than the years of `recusal.cooling_off_years` ago.
        RecentUnit = "recent_unit", // R62, 离职不满三年.
        /// Another cause, which is stated.
        Other = "other", // R60.
    }
}

words! {
    /// Who asked for a recusal.
    // R63.
    Requester {
        /// The inspector.
        Inspector = "inspector",
        /// The inspected unit.
        InspectedUnit = "inspected_unit",
        /// The supervision authority, of itself.
        Authority = "authority",
    }
}

/// What a recusal says, beside whom and which school it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Why.
    pub ground: Ground,
    /// In words.
    pub statement: Option<String>,
    /// Who asked for it.
    pub requested_by: Requester,
    /// The day the person left the school, for a unit left recently.
    pub left_on: Option<Day>,
    /// First day.
    pub starts_on: Day,
    /// Last day; open-ended without one.
    pub ends_on: Option<Day>,
}

/// What was said of a recusal; the rest follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Why.
    pub ground: Ground,
    /// In words.
    pub statement: Option<String>,
    /// Who asked for it.
    pub requested_by: Requester,
    /// The day the person left the school.
    pub left_on: Option<Day>,
    /// First day; the day of leaving or today, when none is named.
    pub starts_on: Option<Day>,
    /// Last day; for a unit left recently the rule says it, when none is named.
    pub ends_on: Option<Day>,
}

impl Said {
    /// The terms that follow from what was said, noting what is wrong with it.
    pub fn settled(self, rules: &Rules, today: Day, faults: &mut Faults) -> Terms {
        let is_recent = self.ground == Ground::RecentUnit;
        if self.ground == Ground::Other && self.statement.is_none() {
            faults.add("/statement", FaultCode::Required, Wording::StatementNeeded);
        }
        match self.left_on {
            None if is_recent => faults.add("/left_on", FaultCode::Required, Wording::LeftOnNeeded),
            Some(_) if !is_recent => faults.add("/left_on", FaultCode::Mismatch, Wording::LeftOnOfAnotherGround),
            Some(day) if day > today => faults.add("/left_on", FaultCode::Date, Wording::DayInTheFuture),
            _ => {}
        }
        let left_on = self.left_on.filter(|_| is_recent);
        let starts_on = self.starts_on.or(left_on).unwrap_or(today);
        let ends_on = self.ends_on.or(left_on.map(|left| cooling_off_ends(left, rules)));
        if ends_on.is_some_and(|day| day < starts_on) {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        let Self { ground, statement, requested_by, .. } = self;
        Terms { ground, statement, requested_by, left_on, starts_on, ends_on }
    }
}

/// The last day on which who left a unit must stay away from it (R62).
fn cooling_off_ends(left_on: Day, rules: &Rules) -> Day {
    Term::of_years(left_on, rules.count(&RECUSAL_COOLING_OFF_YEARS)).until
}

/// A fact that a person must stay away from a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recusal {
    /// Identifier.
    pub id: RecusalId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// Who must stay away.
    pub person_id: PersonId,
    /// From which school.
    pub school_id: SchoolId,
    /// Why, and from when until when.
    pub terms: Terms,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Recusal {
    /// Whether the person must stay away on this day.
    pub fn stays_away(&self, day: Day) -> bool {
        self.terms.starts_on <= day && self.terms.ends_on.is_none_or(|last| day <= last)
    }
}

/// Whether the school is the person's own unit, recorded as a recusal or not (R62): the same credit code, or the same name.
pub fn own_unit(person: &Details, school: &School) -> bool {
    is_own(person, school.credit_code.as_ref(), &school.name)
}

/// As [`own_unit`], of an organisation.
pub fn own_organisation(person: &Details, unit: &Organisation) -> bool {
    is_own(person, unit.credit_code.as_ref(), &unit.name)
}

fn is_own(person: &Details, code: Option<&CreditCode>, name: &str) -> bool {
    code.is_some() && person.work_unit_code.as_ref() == code || person.work_unit.as_deref() == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{code_set::SchoolType, id::ZoneId, text::PersonName};
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn said(ground: Ground) -> Said {
        Said {
            ground,
            statement: None,
            requested_by: Requester::Inspector,
            left_on: None,
            starts_on: None,
            ends_on: None,
        }
    }

    fn settled(said: Said) -> Result<Terms, Vec<String>> {
        let mut faults = Faults::new();
        let terms = said.settled(&Rules::shipped(), day("2026-11-23"), &mut faults);
        if faults.is_empty() {
            Ok(terms)
        } else {
            Err(faults.into_vec().into_iter().map(|fault| fault.pointer).collect())
        }
    }

    fn recusal(terms: Terms) -> Recusal {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        Recusal {
            id: RecusalId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            person_id: PersonId(Uuid::nil()),
            school_id: SchoolId(Uuid::nil()),
            terms,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn former_unit_recusal_lasts_three_years_less_a_day() {
        let recent = Said { left_on: Some(day("2024-03-01")), ..said(Ground::RecentUnit) };
        let terms = settled(recent).unwrap();
        assert_eq!((terms.starts_on, terms.ends_on), (day("2024-03-01"), Some(day("2027-02-28"))));
        let recusal = recusal(terms);
        for (on, away) in [("2024-02-29", false), ("2024-03-01", true), ("2027-02-28", true), ("2027-03-01", false)] {
            assert_eq!(recusal.stays_away(day(on)), away, "{on}");
        }
    }

    #[test]
    fn without_a_last_day_a_person_stays_away_for_good() {
        let recusal = recusal(settled(said(Ground::ChildEnrolled)).unwrap());
        assert!(!recusal.stays_away(day("2026-11-22")));
        assert!(recusal.stays_away(day("2026-11-23")) && recusal.stays_away(day("2050-01-01")));
    }

    #[test]
    fn each_ground_says_what_it_needs_and_nothing_else() {
        let left = |ground, left_on: &str| Said { left_on: Some(day(left_on)), ..said(ground) };
        assert_eq!(settled(said(Ground::Other)), Err(vec!["/statement".to_owned()]));
        assert_eq!(settled(said(Ground::RecentUnit)), Err(vec!["/left_on".to_owned()]));
        assert_eq!(settled(left(Ground::RecentUnit, "2026-11-24")), Err(vec!["/left_on".to_owned()]));
        assert_eq!(settled(left(Ground::OwnUnit, "2026-11-01")), Err(vec!["/left_on".to_owned()]));
        let backwards = Said { ends_on: Some(day("2026-11-22")), ..said(Ground::OwnUnit) };
        assert_eq!(settled(backwards), Err(vec!["/ends_on".to_owned()]));
    }

    #[test]
    fn a_unit_is_known_by_its_code_or_its_name() {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        let code = CreditCode::parse("91350100M000100Y43").ok();
        let school = School {
            id: SchoolId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            zone_id: ZoneId(Uuid::nil()),
            identifier: "3134000001".to_owned(),
            name: "实验小学".to_owned(),
            school_type: SchoolType::parse("211").unwrap(),
            pupils: None,
            credit_code: code.clone(),
            created_at: now,
            updated_at: now,
        };
        let person = Details::named(PersonName::parse("欧阳试验").unwrap());
        assert!(!own_unit(&person, &school));
        assert!(!own_unit(&person, &School { credit_code: None, ..school.clone() }));
        assert!(own_unit(&Details { work_unit: Some("实验小学".to_owned()), ..person.clone() }, &school));
        assert!(own_unit(&Details { work_unit_code: code, ..person.clone() }, &school));
        assert!(!own_unit(&Details { work_unit: Some("第一小学".to_owned()), ..person }, &school));
    }
}
