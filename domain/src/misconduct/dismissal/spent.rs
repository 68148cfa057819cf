//! When a measure is spent: its period is over, and the case falls out of what is ordinarily shown. It stays in the archive. A
//! case that was dropped or reversed does so at once: reputation is given back, too (R117).

use super::{Case, Status, ground::Measure};
use crate::{
    Day,
    kernel::{
        rules::{self, Rules},
        time::add_months,
    },
};

/// The months after which a measure is spent, counted from the day on which it took effect.
fn months(rules: &Rules, measure: Measure) -> u32 {
    match measure {
        Measure::Criticism => rules.count(&rules::DISMISSAL_SPENT_CRITICISM_MONTHS),
        Measure::Correction => rules.count(&rules::DISMISSAL_SPENT_CORRECTION_MONTHS),
        Measure::Cancellation | Measure::ProposalToGovernment | Measure::Referral => {
            rules.count(&rules::DISMISSAL_SPENT_ENDING_MONTHS)
        }
    }
}

/// For each measure the day on or before which it took effect if it is spent today: the last one whose period is over, also
/// where a month is shorter than the one in which the period began.
pub fn spent_since(rules: &Rules, today: Day) -> Vec<(Measure, Day)> {
    let since = |measure: &Measure| {
        let months = months(rules, *measure);
        let mut day = today.checked_sub_months(chrono::Months::new(months))?;
        while add_months(day + chrono::Days::new(1), months) <= today {
            day = day + chrono::Days::new(1);
        }
        Some((*measure, day))
    };
    Measure::ALL.iter().filter_map(since).collect()
}

impl Status {
    /// Statuses of cases of which nothing is left: ended without a decision, or the decision was revoked.
    pub const TAKEN_BACK: &'static [Self] = &[Self::Dropped, Self::Reversed];

    /// Statuses in which nothing of a case is open any more but the time for a remedy.
    pub fn is_at_rest(self) -> bool {
        self == Self::Closed || Self::CLOSABLE.contains(&self)
    }
}

impl Case {
    /// The first day on which the case is in no ordinary list any more: that on which it was dropped or reversed, or else on
    /// which its measure is spent; none where none took effect.
    pub fn spent_on(&self, rules: &Rules) -> Option<Day> {
        if Status::TAKEN_BACK.contains(&self.status) {
            return self.trail.steps().last().map(|(day, _)| *day);
        }
        let measure = self.decision.as_ref()?.measure;
        self.took_effect_on.filter(|_| self.status.is_at_rest()).map(|day| add_months(day, months(rules, measure)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spent_day_and_spent_since_agree() {
        let rules = Rules::shipped();
        let first = Day::from_ymd_opt(2027, 1, 1).unwrap();
        for today in first.iter_days().take(3 * 366) {
            for (measure, since) in spent_since(&rules, today) {
                let spent_on = |day: Day| add_months(day, months(&rules, measure));
                assert!(spent_on(since) <= today && spent_on(since.succ_opt().unwrap()) > today, "{measure:?} {today}");
            }
        }
    }
}
