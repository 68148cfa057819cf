//! How many terms in a row a part-time inspector serves (教育督导条例 art. 6: 连续任职不得超过3个任期).

use crate::{
    Day,
    kernel::{
        rules::{self, Rules},
        time::{Term, after_months},
    },
};

/// A time that the person served, or serves, at the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServedTerm {
    /// From the first to the last day in office.
    pub term: Term,
    /// The cohort's own first and last day.
    pub cohort: Option<Term>,
}

/// All that was served in one cohort: one term, however often it was broken off and taken up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Served {
    term: Term,
    cohort: Option<Term>,
    days: i64,
}

impl Served {
    /// A term once begun counts, whether or not it was finished. Who joined a cohort late and served less than half
    /// of it has not used up a term (Q10, ours).
    fn counts(&self) -> bool {
        match self.cohort {
            Some(cohort) if self.term.from > cohort.from => self.days * 2 >= cohort.days(),
            _ => true,
        }
    }
}

fn by_cohort(served: &[ServedTerm]) -> Vec<Served> {
    let mut all: Vec<Served> = Vec::new();
    for one in served {
        match all.iter_mut().find(|known| one.cohort.is_some() && known.cohort == one.cohort) {
            Some(known) => {
                known.days += one.term.days();
                known.term.from = known.term.from.min(one.term.from);
                known.term.until = known.term.until.max(one.term.until);
            }
            None => all.push(Served { term: one.term, cohort: one.cohort, days: one.term.days() }),
        }
    }
    all.sort_by_key(|one| one.term.from);
    all
}

/// The position of a term among consecutive terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Its number: one more than the terms before it.
    pub number: u32,
    /// How many terms are in the row, those after it included.
    pub length: u32,
}

/// The position of the next term among those served, before and after it. A break of
/// `appointment.consecutive_reset_gap_months` restarts the count (R36, ours). Service in the same cohort is the same
/// term.
pub fn row_of(next: &ServedTerm, served: &[ServedTerm], rules: &Rules) -> Row {
    let gap = rules.count(&rules::CONSECUTIVE_RESET_GAP_MONTHS);
    // Counted from the first day of the break, as a term is, so that no 29 February takes a day off it.
    let reset = |until: Day| until.succ_opt().map(|free| after_months(free, gap));
    let is_broken = |until: Day, from: Day| reset(until).is_some_and(|reset| reset <= from);
    let others: Vec<ServedTerm> =
        served.iter().copied().filter(|one| next.cohort.is_none() || one.cohort != next.cohort).collect();
    let others = by_cohort(&others);
    let (mut before, mut from) = (0, next.term.from);
    for one in others.iter().rev().filter(|one| one.term.from <= next.term.from) {
        if is_broken(one.term.until, from) {
            break;
        }
        from = one.term.from;
        before += u32::from(one.counts());
    }
    let (mut after, mut until) = (0, next.term.until);
    for one in others.iter().filter(|one| one.term.from > next.term.from) {
        if is_broken(until, one.term.from) {
            break;
        }
        until = until.max(one.term.until);
        after += u32::from(one.counts());
    }
    Row { number: before + 1, length: before + 1 + after }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn term(from: &str, until: &str) -> Term {
        Term { from: day(from), until: day(until) }
    }

    fn full(from: &str) -> ServedTerm {
        let term = Term::of_years(day(from), 3);
        ServedTerm { term, cohort: Some(term) }
    }

    fn row(next: ServedTerm, served: &[ServedTerm]) -> (u32, u32) {
        let row = row_of(&next, served, &Rules::shipped());
        (row.number, row.length)
    }

    #[test]
    fn three_full_terms_make_the_next_a_fourth() {
        let served = [full("2020-01-01"), full("2023-01-01"), full("2026-01-01")];
        assert_eq!(row(full("2029-01-01"), &served), (4, 4));
        assert_eq!(row(full("2029-01-01"), &served[1..]), (3, 3));
        assert_eq!(row(full("2029-01-01"), &[]), (1, 1));
    }

    #[test]
    fn full_missed_term_resets_count_and_a_day_less_does_not() {
        // The last term ended on 31 December 2022.
        let served = [full("2017-01-01"), full("2020-01-01")];
        assert_eq!(row(full("2025-12-31"), &served).0, 3);
        assert_eq!(row(full("2026-01-01"), &served).0, 1);
    }

    #[test]
    fn a_term_before_others_that_are_decided_is_counted_with_them() {
        let later = [full("2027-01-01"), full("2030-01-01"), full("2033-01-01")];
        assert_eq!(row(full("2024-01-01"), &later), (1, 4));
        assert_eq!(row(full("2018-01-01"), &later), (1, 1));
    }

    #[test]
    fn a_late_member_counts_from_half_of_the_cohort_on() {
        let cohort = Some(term("2026-01-01", "2028-12-30"));
        let joined = |from: &str| ServedTerm { term: term(from, "2028-12-30"), cohort };
        // 1 095 days: half is 547.5.
        assert_eq!(row(full("2029-01-01"), &[joined("2027-07-02")]).0, 2, "548 days");
        assert_eq!(row(full("2029-01-01"), &[joined("2027-07-03")]).0, 1, "547 days");
    }

    #[test]
    fn interrupted_term_counts_and_parts_of_a_cohort_are_one_term() {
        let cohort = Some(term("2026-01-01", "2028-12-31"));
        let part = |from: &str, until: &str| ServedTerm { term: term(from, until), cohort };
        assert_eq!(row(full("2029-01-01"), &[part("2026-01-01", "2026-01-31")]).0, 2, "begun with its cohort");
        let halves = [part("2026-01-02", "2027-06-30"), part("2027-07-01", "2028-12-30")];
        assert_eq!(row(full("2029-01-01"), &halves).0, 2, "together more than half");
        let again = part("2027-03-01", "2028-12-31");
        assert_eq!(row(again, &[part("2026-01-01", "2026-06-30")]).0, 1, "the same term, taken up again");
    }
}
