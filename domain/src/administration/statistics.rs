//! Statistics of the team's structure: how many inspectors there are of each kind, age and profession (数量足够、素质较高、
//! 年龄和知识结构、专业结构合理的督学队伍), and what of it is withheld from who does not read the people themselves.
//!
//! What the protection holds back, and what it does not: within one answer no hidden count can be computed, neither from
//! the total nor by who knows this rule. Answers that differ in area, day or dimension are not weighed against each other:
//! who asks for an area and for all but one of its parts can subtract, and so can who asks for two days between which one
//! term began.

use std::collections::BTreeMap;

use crate::{
    Day,
    kernel::{
        code_set::{self, CodeSet},
        period::Month,
        rules::Rules,
        word::words,
    },
    money::stipend::amounts::Component,
    performance::assessment::grade::{Grade, Quota},
    service::appointment::Route,
};

words! {
    /// By what the inspectors are told apart.
    Dimension {
        /// Full-time or part-time.
        Kind = "kind",
        /// Age in full years on the day.
        AgeBand = "age_band",
        /// Education level (GB/T 4658).
        Education = "education",
        /// Professional title.
        ProfessionalTitle = "professional_title",
        /// Subject.
        Subject = "subject",
        /// Teaching stage.
        Stage = "stage",
        /// Responsibility zone; whoever serves several counts in each.
        Zone = "zone",
    }
}

impl Dimension {
    /// What it is called in Chinese.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Kind => "专兼职",
            Self::AgeBand => "年龄",
            Self::Education => "学历",
            Self::ProfessionalTitle => "专业技术职务",
            Self::Subject => "学科",
            Self::Stage => "学段",
            Self::Zone => "责任区",
        }
    }

    /// Whether somebody may count in several cells, so that they add up to more than the total.
    pub const fn may_overlap(self) -> bool {
        matches!(self, Self::Zone)
    }

    /// The code set from which its cells come.
    pub fn code_set(self) -> Option<&'static CodeSet> {
        match self {
            Self::Education => Some(&code_set::EDUCATION_LEVELS),
            Self::ProfessionalTitle => Some(&code_set::PROFESSIONAL_TITLES),
            Self::Subject => Some(&code_set::SUBJECTS),
            Self::Stage => Some(&code_set::TEACHING_STAGES),
            Self::Kind | Self::AgeBand | Self::Zone => None,
        }
    }
}

/// The bands of age: the code, what it is called in Chinese and in English, and the last age in it.
const AGE_BANDS: [(&str, &str, &str, u32); 5] = [
    ("under_36", "35岁及以下", "under 36", 35),
    ("36_45", "36至45岁", "36 to 45", 45),
    ("46_55", "46至55岁", "46 to 55", 55),
    ("56_60", "56至60岁", "56 to 60", 60),
    ("over_60", "61岁及以上", "over 60", u32::MAX),
];

/// The kinds of inspectors.
const KINDS: [(&str, &str, &str); 2] =
    [(Route::FullTime.as_str(), "专职督学", "full-time"), (Route::PartTime.as_str(), "兼职督学", "part-time")];

/// The band of an age on a day; nobody is in office before birth.
pub fn age_band(born: Day, day: Day) -> Option<&'static str> {
    let age = day.years_since(born)?;
    AGE_BANDS.iter().find(|(.., last)| age <= *last).map(|(code, ..)| *code)
}

/// How many inspectors there are of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The code, the zone's id, or `unknown`.
    pub code: String,
    /// What it is called in Chinese.
    pub label: String,
    /// What it is called in English; a zone has no English name.
    pub english: Option<String>,
    /// Inspectors.
    pub count: u32,
}

/// The code of the cell of those whose record does not say.
pub const UNKNOWN: &str = "unknown";

/// The cells of a dimension that names its values itself, in the order of its values. A kind and a band stand there with
/// nobody in it too; of the long code sets only what somebody has.
pub fn cells(by: Dimension, counts: &BTreeMap<String, u32>, unknown: u32) -> Vec<Cell> {
    let of = |code: &str, label: &str, english: &str| Cell {
        code: code.to_owned(),
        label: label.to_owned(),
        english: Some(english.to_owned()),
        count: counts.get(code).copied().unwrap_or_default(),
    };
    let mut cells: Vec<Cell> = match by {
        Dimension::Kind => KINDS.iter().map(|(code, label, english)| of(code, label, english)).collect(),
        Dimension::AgeBand => AGE_BANDS.iter().map(|(code, label, english, _)| of(code, label, english)).collect(),
        _ => {
            let entries = by.code_set().map(|set| set.entries).unwrap_or_default();
            let all = entries.iter().map(|entry| of(entry.code, entry.label, entry.english));
            all.filter(|cell| cell.count > 0).collect()
        }
    };
    cells.extend(unknown_cell(unknown));
    cells
}

/// The cell of those whose record does not say, when there are any.
pub fn unknown_cell(count: u32) -> Option<Cell> {
    let cell =
        Cell { code: UNKNOWN.to_owned(), label: "未填报".to_owned(), english: Some("unknown".to_owned()), count };
    (count > 0).then_some(cell)
}

/// Takes out of protected cells what would say how far the others overlap: those who are in none. With it, the number of
/// those who are in any would be known, and between overlapping cells that can determine a hidden count.
pub fn withhold(by: Dimension, cells: &mut Vec<Cell>) {
    if by.may_overlap() {
        cells.retain(|cell| cell.code != UNKNOWN);
    }
}

/// What an answer shows of the counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing at all: neither cells nor the total.
    Nothing,
    /// The total, and of each cell the count or that it is hidden, in their order.
    Counts(Vec<Option<u32>>),
}

/// Hides what is too small to show. Cells of nobody are shown.
///
/// A cell is hidden when it holds at least one and no more than a threshold: one less than the smallest count that may be
/// shown, or more, as far as it takes for the hidden cells to hold two different counts. Then another answer with the
/// hidden counts exchanged would look the same, total included, whether cells overlap or not (see [`withhold`]): so no
/// hidden count is determined, even for who knows this rule. Where no threshold does it, and where the total itself is too small, nothing
/// is shown at all.
pub fn protected(counts: &[u32], total: u32, smallest: u32) -> Shown {
    if total < smallest {
        return Shown::Nothing;
    }
    let mut levels: Vec<u32> = counts.iter().copied().filter(|count| *count > 0).collect();
    levels.sort_unstable();
    levels.dedup();
    let small = levels.iter().filter(|level| **level < smallest).count();
    let threshold = match small {
        0 => 0,
        _ => match levels.get(small.max(2) - 1) {
            Some(level) => *level,
            None => return Shown::Nothing,
        },
    };
    Shown::Counts(counts.iter().map(|count| (*count == 0 || *count > threshold).then_some(*count)).collect())
}

/// A share of the total in tenths of a percent, rounded half up; none of nobody.
pub fn per_mille(count: u32, total: u32) -> Option<u32> {
    let (count, total) = (u64::from(count), u64::from(total));
    let doubled = (count * 2_000 + total).checked_div(total * 2)?;
    u32::try_from(doubled).ok()
}

/// What decided runs granted for a month and component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedMonth {
    /// For which month.
    pub month: Month,
    /// For what.
    pub component: Component,
    /// Lines that are not held.
    pub lines: i64,
    /// Their sum in fen, corrections by later runs included.
    pub amount_fen: i64,
    /// The sum of what is held, in fen.
    pub held_fen: i64,
}

/// How an authority's assessments of a year came out; who is exempt does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssessmentGroup {
    /// The authority's name.
    pub authority: String,
    /// Final ones, by grade.
    pub grades: BTreeMap<Grade, u32>,
    /// Those that are not final yet.
    pub open: u32,
}

impl AssessmentGroup {
    /// How many are final with a grade.
    pub fn count(&self, grade: Grade) -> u32 {
        self.grades.get(&grade).copied().unwrap_or_default()
    }

    /// How many may be excellent, and how many are (R90).
    pub fn quota(&self, rules: &Rules) -> Quota {
        let group = self.grades.values().fold(self.open, |all, count| all.saturating_add(*count));
        Quota::of(group, self.count(Grade::Excellent), rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_open_count_for_the_quota() {
        let grades = BTreeMap::from([(Grade::Excellent, 1), (Grade::Qualified, 3)]);
        let group = AssessmentGroup { grades, open: 6, ..AssessmentGroup::default() };
        let Quota { group, places, taken, .. } = group.quota(&Rules::shipped());
        assert_eq!((group, places, taken), (10, 2, 1));
    }
    use std::collections::HashMap;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    #[test]
    fn an_age_counts_in_full_years_on_the_day() {
        let on = |raw: &str| age_band(day("1990-11-23"), day(raw));
        assert_eq!((on("2026-11-22"), on("2026-11-23")), (Some("under_36"), Some("36_45")));
        assert_eq!((on("2036-11-22"), on("2036-11-23")), (Some("36_45"), Some("46_55")));
        assert_eq!((on("2046-11-22"), on("2046-11-23")), (Some("46_55"), Some("56_60")));
        assert_eq!((on("2051-11-22"), on("2051-11-23")), (Some("56_60"), Some("over_60")));
        assert_eq!(on("1989-01-01"), None);
    }

    #[test]
    fn share_is_rounded_half_up_and_absent_for_zero_people() {
        assert_eq!((per_mille(1, 3), per_mille(2, 3), per_mille(1, 16)), (Some(333), Some(667), Some(63)));
        assert_eq!((per_mille(5, 5), per_mille(0, 5), per_mille(0, 0)), (Some(1000), Some(0), None));
    }

    #[test]
    fn a_lone_small_cell_takes_the_next_smallest_along() {
        let shown = |counts: &[u32]| protected(counts, counts.iter().sum(), 5);
        assert_eq!(shown(&[3, 34]), Shown::Counts(vec![None, None]));
        assert_eq!(shown(&[3, 34, 7, 0]), Shown::Counts(vec![None, Some(34), None, Some(0)]));
        assert_eq!(shown(&[3, 4, 30]), Shown::Counts(vec![None, None, Some(30)]));
        assert_eq!(
            shown(&[4, 4, 30, 9]),
            Shown::Counts(vec![None, None, Some(30), None]),
            "4 and 4 would be the only way to 8"
        );
        assert_eq!(shown(&[5, 6]), Shown::Counts(vec![Some(5), Some(6)]));
        assert_eq!(
            (shown(&[4]), shown(&[1, 1, 1, 1, 1]), shown(&[])),
            (Shown::Nothing, Shown::Nothing, Shown::Nothing)
        );
    }

    /// How many people serve in each of three zones, for every way in which up to `most` people can serve in any of them or
    /// in none, with how many there are.
    fn teams(most: u32) -> Vec<(u32, Vec<u32>)> {
        // One person more each time: in one of the eight sets of zones, none included, in rising order.
        let mut all = vec![(0, 0, vec![0, 0, 0])];
        let mut from = 0;
        for total in 1..=most {
            let until = all.len();
            for at in from..until {
                let (_, least, counts) = all[at].clone();
                for set in least..8_u32 {
                    let one: Vec<u32> = (0..3).map(|zone| counts[zone] + (set >> zone & 1)).collect();
                    all.push((total, set, one));
                }
            }
            from = until;
        }
        all.into_iter().map(|(total, _, counts)| (total, counts)).collect()
    }

    #[test]
    fn no_hidden_cell_is_determined_where_people_count_in_several() {
        let mut seen: HashMap<Answer, Vec<Vec<u32>>> = HashMap::new();
        for (total, counts) in teams(8) {
            if let Shown::Counts(shown) = protected(&counts, total, 3) {
                seen.entry((total, shown)).or_default().push(counts);
            }
        }
        assert!(seen.keys().any(|(_, shown)| shown.contains(&None)));
        for ((total, shown), possible) in seen {
            for at in (0..shown.len()).filter(|at| shown[*at].is_none()) {
                assert!(possible.iter().any(|one| one[at] != possible[0][at]), "{shown:?} of {total}");
            }
        }
    }

    #[test]
    fn protected_zone_counts_omit_people_without_a_zone() {
        let of = |by| {
            let counts = BTreeMap::from([("part_time".to_owned(), 5)]);
            let mut cells = cells(Dimension::Kind, &counts, 2);
            withhold(by, &mut cells);
            cells.iter().any(|cell| cell.code == UNKNOWN)
        };
        assert_eq!((of(Dimension::Zone), of(Dimension::Kind)), (false, true));
    }

    /// Every table of counts up to a bound.
    fn tables(cells: u32, most: u32) -> impl Iterator<Item = Vec<u32>> {
        let side = most + 1;
        (0..side.pow(cells)).map(move |number| (0..cells).map(|place| number / side.pow(place) % side).collect())
    }

    /// A total, and the cells as they are shown.
    type Answer = (u32, Vec<Option<u32>>);

    /// Whoever knows the rule and has the answer goes through all tables that give it: every hidden cell has two values.
    #[test]
    fn no_hidden_cell_is_determined_by_the_answer() {
        for smallest in [3, 4, 5] {
            for cells in 1..=4 {
                let mut seen: HashMap<Answer, Vec<Vec<u32>>> = HashMap::new();
                for table in tables(cells, 7) {
                    let total = table.iter().sum();
                    if let Shown::Counts(shown) = protected(&table, total, smallest) {
                        seen.entry((total, shown)).or_default().push(table);
                    }
                }
                for ((total, shown), possible) in seen {
                    for at in (0..shown.len()).filter(|at| shown[*at].is_none()) {
                        assert!(possible.iter().any(|one| one[at] != possible[0][at]), "{shown:?} of {total}");
                    }
                    assert!(shown.iter().flatten().all(|count| *count == 0 || *count >= smallest), "{shown:?}");
                }
            }
        }
    }
}
