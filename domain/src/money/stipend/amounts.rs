//! What a standard grants: rows of amounts, of which the most specific one that fits a person applies.

use crate::{
    FaultCode, Faults, Wording,
    kernel::{money::Fen, word::words, wording::number},
    pools::pool::Pool,
    service::{appointment::Route, zone_assignment::ZoneRole},
};

words! {
    /// For what a stipend is paid.
    // R142, R143.
    Component {
        /// 通讯补贴.
        Communication = "communication",
        /// 交通补贴.
        Transport = "transport",
        /// 劳务补贴.
        Service = "service",
    }
}

/// Whom a row is for: everybody whom each of its selectors fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selectors {
    /// Full-time or part-time inspectors.
    pub route: Option<Route>,
    /// Those with this role in a zone.
    pub role: Option<ZoneRole>,
    /// Those who hold this grade of inspectors, a code.
    pub inspector_grade: Option<String>,
    /// Those of this pool.
    pub pool: Option<Pool>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// For what.
    pub component: Component,
    /// For whom.
    pub selectors: Selectors,
    /// How much each month.
    pub amount: Fen,
}

/// What is known of the payee. A payee without a value of a kind fits no selector of that kind.
pub type Payee = Selectors;

impl Selectors {
    /// How many there are.
    fn count(&self) -> usize {
        [self.route.is_some(), self.role.is_some(), self.inspector_grade.is_some(), self.pool.is_some()]
            .into_iter()
            .filter(|is_given| *is_given)
            .count()
    }

    /// Whether everybody with these facts is selected.
    fn fit(&self, payee: &Payee) -> bool {
        self.route.is_none_or(|route| payee.route == Some(route))
            && self.role.is_none_or(|role| payee.role == Some(role))
            && self.inspector_grade.as_ref().is_none_or(|grade| payee.inspector_grade.as_ref() == Some(grade))
            && self.pool.is_none_or(|pool| payee.pool == Some(pool))
    }

    /// The facts of whoever both select; none when nobody can be selected by both.
    fn both(&self, other: &Self) -> Option<Payee> {
        fn one<T: Clone + PartialEq>(a: Option<&T>, b: Option<&T>) -> Option<Option<T>> {
            match (a, b) {
                (Some(a), Some(b)) if a != b => None,
                (a, b) => Some(a.or(b).cloned()),
            }
        }
        Some(Selectors {
            route: one(self.route.as_ref(), other.route.as_ref())?,
            role: one(self.role.as_ref(), other.role.as_ref())?,
            inspector_grade: one(self.inspector_grade.as_ref(), other.inspector_grade.as_ref())?,
            pool: one(self.pool.as_ref(), other.pool.as_ref())?,
        })
    }
}

/// The amount of a component for a person: that of the most specific row that fits; none when no row does.
pub fn amount_for(rows: &[Amount], component: Component, payee: &Payee) -> Option<Fen> {
    let fitting = rows.iter().filter(|row| row.component == component && row.selectors.fit(payee));
    fitting.max_by_key(|row| row.selectors.count()).map(|row| row.amount)
}

/// The pairs of rows of one component, as places in the list, the first before the second.
fn pairs(rows: &[Amount]) -> impl Iterator<Item = ((usize, &Amount), (usize, &Amount))> {
    rows.iter().enumerate().flat_map(move |second| {
        let before = rows.iter().enumerate().take(second.0);
        before.filter(move |first| first.1.component == second.1.component).map(move |first| (first, second))
    })
}

/// Notes rows for the same component and the same people, at the later one.
pub fn check_alike(rows: &[Amount], faults: &mut Faults) {
    for ((first, _), (second, _)) in pairs(rows).filter(|(one, other)| one.1.selectors == other.1.selectors) {
        let wording = Wording::AmountsAlike { first: number(first + 1), second: number(second + 1) };
        faults.add(format!("/amounts/{second}"), FaultCode::Duplicate, wording);
    }
}

/// Notes pairs of different rows between which nothing decides: equally specific, both fitting somebody for whom no more
/// specific row is there.
pub fn check_ties(rows: &[Amount], faults: &mut Faults) {
    for ((first, one), (second, other)) in pairs(rows) {
        let specificity = one.selectors.count();
        if one.selectors == other.selectors || other.selectors.count() != specificity {
            continue;
        }
        let Some(both) = one.selectors.both(&other.selectors) else { continue };
        let decides = |row: &Amount| {
            row.component == one.component && row.selectors.count() > specificity && row.selectors.fit(&both)
        };
        if !rows.iter().any(decides) {
            let wording = Wording::AmountsTie { first: number(first + 1), second: number(second + 1) };
            faults.add(format!("/amounts/{second}"), FaultCode::Mismatch, wording);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: [Option<Route>; 3] = [None, Some(Route::FullTime), Some(Route::PartTime)];
    const ROLES: [Option<ZoneRole>; 3] = [None, Some(ZoneRole::Lead), Some(ZoneRole::Member)];
    const GRADES: [Option<&str>; 3] = [None, Some("first"), Some("chief")];
    const POOLS: [Option<Pool>; 3] = [None, Some(Pool::Specialist), Some(Pool::Invited)];

    /// One of all 81 combinations of selectors, or of facts.
    fn selectors(number: usize) -> Selectors {
        Selectors {
            route: ROUTES[number % 3],
            role: ROLES[number / 3 % 3],
            inspector_grade: GRADES[number / 9 % 3].map(str::to_owned),
            pool: POOLS[number / 27 % 3],
        }
    }

    fn row(number: usize, fen: i64) -> Amount {
        Amount { component: Component::Service, selectors: selectors(number), amount: Fen::new(fen).unwrap() }
    }

    /// A series that looks like chance and is the same each time.
    fn chance(seed: &mut u64) -> usize {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 33).unwrap()
    }

    fn is_faulty(check: impl Fn(&[Amount], &mut Faults), rows: &[Amount]) -> bool {
        let mut faults = Faults::new();
        check(rows, &mut faults);
        !faults.is_empty()
    }

    /// Whether somebody fits two different rows of the highest specificity, by looking at everybody.
    fn somebody_is_undecided(rows: &[Amount]) -> bool {
        (0..81).map(selectors).any(|payee| {
            let fitting: Vec<usize> =
                rows.iter().filter(|row| row.selectors.fit(&payee)).map(|row| row.selectors.count()).collect();
            let most = fitting.iter().max();
            fitting.iter().filter(|count| Some(*count) == most).count() > 1
        })
    }

    /// Property: of any rows, those are refused between which nothing decides for somebody, and no others; of the rest,
    /// everybody has one amount in whatever order the rows stand, and no more specific row fits.
    #[test]
    fn most_specific_row_applies_and_ambiguous_rows_are_refused() {
        let (mut seed, mut accepted, mut refused) = (20_261_125, 0, 0);
        for _ in 0..3_000 {
            let count = 1 + chance(&mut seed) % 6;
            let mut rows: Vec<Amount> = Vec::new();
            for fen in 0..count {
                let next = row(chance(&mut seed) % 81, i64::try_from(fen).unwrap());
                if rows.iter().all(|row| row.selectors != next.selectors) {
                    rows.push(next);
                }
            }
            assert_eq!(is_faulty(check_ties, &rows), somebody_is_undecided(&rows), "{rows:?}");
            if somebody_is_undecided(&rows) {
                refused += 1;
                continue;
            }
            accepted += 1;
            let mut turned = rows.clone();
            turned.rotate_left(chance(&mut seed) % count.min(rows.len()));
            turned.reverse();
            for payee in (0..81).map(selectors) {
                let amount = amount_for(&rows, Component::Service, &payee);
                assert_eq!(amount, amount_for(&turned, Component::Service, &payee));
                let chosen = rows.iter().find(|row| Some(row.amount) == amount);
                let fitting = || rows.iter().filter(|row| row.selectors.fit(&payee));
                assert_eq!(chosen.is_none(), fitting().next().is_none());
                assert!(fitting().all(|row| row.selectors.count() <= chosen.unwrap().selectors.count()));
            }
            assert_eq!(amount_for(&rows, Component::Transport, &selectors(0)), None);
        }
        assert!(accepted > 100 && refused > 100, "{accepted} accepted, {refused} refused");
    }

    #[test]
    fn rows_with_equal_selectors_are_a_fault() {
        assert!(is_faulty(check_alike, &[row(4, 1), row(4, 1)]));
        assert!(!is_faulty(check_alike, &[row(4, 1), row(5, 1)]));
    }
}
