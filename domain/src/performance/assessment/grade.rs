//! Grades: scales, bands, what a veto does, and how many may be excellent.

use serde::{Deserialize, Serialize};

use crate::kernel::{
    rules::{self, Rules},
    score::Score,
    word::words,
};

words! {
    /// A grade, best first.
    // 称职 and 合格 are one word here, as are their negations: the scale says which it is.
    Grade {
        /// 优秀.
        Excellent = "excellent",
        /// 合格, of civil servants 称职.
        Qualified = "qualified",
        /// 基本合格, of civil servants 基本称职; not on the scale of three.
        BasicallyQualified = "basically_qualified",
        /// 不合格, of civil servants 不称职.
        Unqualified = "unqualified",
    }
}

impl Grade {
    /// Whether it is heavier for the person than another.
    pub fn is_heavier_than(self, other: Self) -> bool {
        let place = |grade| Self::ALL.iter().position(|one| *one == grade);
        place(self) > place(other)
    }
}

words! {
    /// The scale of grades.
    Scale {
        /// 优秀、合格、不合格.
        Three = "three", // R82.
        /// 优秀、合格、基本合格、不合格.
        InstitutionFour = "institution_four", // 事业单位人事管理条例 art. 21; R83.
        /// 优秀、称职、基本称职、不称职.
        CivilServantFour = "civil_servant_four", // 公务员法 art. 38; R84.
    }
}

impl Scale {
    /// Whether a grade is on the scale.
    pub fn has(self, grade: Grade) -> bool {
        self != Self::Three || grade != Grade::BasicallyQualified
    }
}

/// The scores from which grades are given, in whole points (R89).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bands {
    /// From here on excellent.
    pub excellent: u32,
    /// From here on fully qualified, on scales of four.
    pub qualified: u32,
    /// Below, unqualified.
    pub pass: u32,
}

impl Bands {
    /// Those in force.
    pub fn of(rules: &Rules) -> Self {
        Self {
            excellent: rules.count(&rules::ASSESSMENT_BAND_EXCELLENT),
            qualified: rules.count(&rules::ASSESSMENT_BAND_QUALIFIED),
            pass: rules.count(&rules::ASSESSMENT_BAND_PASS),
        }
    }

    /// The grade of a score.
    pub fn grade(&self, score: Score, scale: Scale) -> Grade {
        let reaches = |points| score >= Score::of_points(points);
        if reaches(self.excellent) {
            Grade::Excellent
        } else if reaches(self.qualified) || reaches(self.pass) && scale == Scale::Three {
            Grade::Qualified
        } else if reaches(self.pass) {
            Grade::BasicallyQualified
        } else {
            Grade::Unqualified
        }
    }
}

/// How many of a group may be excellent (R90): the floor of the share, so that four have none and five have one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// All who are assessed by the authority for the year and are not exempt.
    pub group: u32,
    /// The share, in percent.
    pub percent: u32,
    /// The places that makes.
    pub places: u32,
    /// The places that others have taken.
    pub taken: u32,
}

impl Quota {
    /// The quota of a group, of which some are excellent already.
    pub fn of(group: u32, taken: u32, rules: &Rules) -> Self {
        let percent = rules.count(&rules::ASSESSMENT_EXCELLENT_MAX_RATIO);
        let places = u64::from(group) * u64::from(percent) / 100;
        Self { group, percent, places: u32::try_from(places).unwrap_or(u32::MAX), taken }
    }

    /// Whether a place is left.
    pub fn has_room(&self) -> bool {
        self.taken < self.places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_people_have_no_excellent_five_have_one_and_ten_have_two() {
        let places = |group| Quota::of(group, 0, &Rules::shipped()).places;
        assert_eq!([0, 1, 4, 5, 9, 10, 14, 15].map(places), [0, 0, 0, 1, 1, 2, 2, 3]);
        assert!(Quota::of(5, 0, &Rules::shipped()).has_room() && !Quota::of(5, 1, &Rules::shipped()).has_room());
    }

    #[test]
    fn the_share_of_excellent_is_never_above_a_quarter() {
        assert!(rules::ASSESSMENT_EXCELLENT_MAX_RATIO.check(&25.into()).is_ok());
        assert!(rules::ASSESSMENT_EXCELLENT_MAX_RATIO.check(&26.into()).is_err());
        let quarter = Rules::with_changes([(2, rules::ASSESSMENT_EXCELLENT_MAX_RATIO.key.to_owned(), 25.into())]);
        assert_eq!([3, 4, 7, 8].map(|group| Quota::of(group, 0, &quarter).places), [0, 1, 1, 2]);
    }

    #[test]
    fn the_bands_meet_without_a_gap() {
        let bands = Bands::of(&Rules::shipped());
        let grades =
            |scale| [10_000, 9_000, 8_999, 7_000, 6_999, 6_000, 5_999, 0].map(|score| bands.grade(Score(score), scale));
        use Grade::{BasicallyQualified as Basically, Excellent, Qualified, Unqualified};
        let three = [Excellent, Excellent, Qualified, Qualified, Qualified, Qualified, Unqualified, Unqualified];
        assert_eq!(grades(Scale::Three), three);
        let four = [Excellent, Excellent, Qualified, Qualified, Basically, Basically, Unqualified, Unqualified];
        assert_eq!(grades(Scale::InstitutionFour), four);
        assert_eq!(grades(Scale::CivilServantFour), four);
    }

    #[test]
    fn a_grade_is_heavier_than_those_above_it() {
        assert!(Grade::Unqualified.is_heavier_than(Grade::Qualified));
        assert!(Grade::BasicallyQualified.is_heavier_than(Grade::Qualified));
        assert!(
            !Grade::Excellent.is_heavier_than(Grade::Qualified) && !Grade::Qualified.is_heavier_than(Grade::Qualified)
        );
    }
}
