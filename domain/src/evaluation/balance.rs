//! How evenly a resource lies among the schools of a county: the coefficient of variation, weighted by pupils (R250).
//!
//! For school i with P pupils and the total X of the resource, CV² = (ΣP × Σ(X² / P)) / (ΣX)² − 1, which equals
//! (Σ P(x − x̄)² / ΣP) / x̄² with x = X / P and x̄ = ΣX / ΣP. Each X² / P is taken to 10⁻⁹, half up; the rest is exact, and the
//! root is rounded half up to thousandths.

use crate::{Error, FaultCode, Wording, kernel::fault::Flaw};

/// Most rows of one county and stage.
pub const ROWS_MAX: usize = 5_000;
/// How exact a square by pupils is: 10⁻⁹.
const PLACES: u128 = 1_000_000_000;
/// Four times a million: the root of it is two thousand, twice as exact as thousandths.
const FOUR_MILLION: u128 = 4_000_000;

/// A coefficient, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coefficient(pub u32);

impl From<Coefficient> for f64 {
    /// As a number with three decimals.
    fn from(coefficient: Coefficient) -> Self {
        Self::from(coefficient.0) / 1000.0
    }
}

/// What a school has of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Pupils, at least one.
    pupils: u32,
    /// The total of the resource: persons, rooms, hundredths of square metres, fen.
    total: u64,
}

impl Holding {
    /// Most of a resource at one school: a school with more is a slip of the pen, and sums of more would not be exact.
    pub const TOTAL_MAX: u64 = 50_000_000_000;

    /// What a school has.
    ///
    /// # Errors
    /// A flaw where there are no pupils or too much of the resource.
    pub fn new(pupils: u32, total: u64) -> Result<Self, Flaw> {
        let between = |min: i64, max: i64| Flaw::new(FaultCode::Range, Wording::Between { min, max });
        if pupils == 0 {
            return Err(between(1, i64::from(u32::MAX)));
        }
        if total > Self::TOTAL_MAX {
            return Err(between(0, 50_000_000_000));
        }
        Ok(Self { pupils, total })
    }

    /// The square of the total by pupils, to 10⁻⁹, half up.
    fn square(self) -> u128 {
        let (pupils, total) = (u128::from(self.pupils), u128::from(self.total));
        (2 * PLACES * total * total + pupils) / (2 * pupils)
    }
}

/// How the coefficient of one resource came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Balance {
    /// There are no schools that count, or nobody has anything of the resource.
    NothingToCompare,
    /// One school alone: nothing differs.
    SingleSchool,
    /// The coefficient of several schools.
    Of(Coefficient),
}

impl Balance {
    /// The coefficient; none where there is nothing to compare.
    pub const fn coefficient(self) -> Option<Coefficient> {
        match self {
            Self::NothingToCompare => None,
            Self::SingleSchool => Some(Coefficient(0)),
            Self::Of(coefficient) => Some(coefficient),
        }
    }
}

/// The coefficient of one resource (R250).
///
/// # Errors
/// [`Error::Internal`] for more rows than a county has, of which sums would not be exact.
pub fn balance(schools: &[Holding]) -> Result<Balance, Error> {
    if schools.len() > ROWS_MAX {
        return Err(Error::internal("more rows than a county has"));
    }
    let pupils: u128 = schools.iter().map(|school| u128::from(school.pupils)).sum();
    let total: u128 = schools.iter().map(|school| u128::from(school.total)).sum();
    let squares: u128 = schools.iter().map(|school| school.square()).sum();
    match (schools.len(), total) {
        (0, _) | (_, 0) => Ok(Balance::NothingToCompare),
        (1, _) => Ok(Balance::SingleSchool),
        _ => {
            // Twice the thousandths, squared: four million times CV². What rounding took below nothing is nothing.
            let squared = scaled(squares, FOUR_MILLION * pupils, PLACES * total * total)?.saturating_sub(FOUR_MILLION);
            let thousandths = squared.isqrt().midpoint(1);
            u32::try_from(thousandths).map(|thousandths| Balance::Of(Coefficient(thousandths))).map_err(Error::internal)
        }
    }
}

/// The mean of coefficients, half up; none where one of them is missing.
pub fn composite(coefficients: &[Option<Coefficient>]) -> Option<Coefficient> {
    let sum = coefficients.iter().map(|one| one.map(|one| u64::from(one.0))).sum::<Option<u64>>()?;
    let count = u64::try_from(coefficients.len()).ok().filter(|count| *count > 0)?;
    u32::try_from((2 * sum + count) / (2 * count)).ok().map(Coefficient)
}

/// `value × factor / divisor`, rounded down, exact though the product may not fit: long multiplication and division, a bit at
/// a time, in which what is left stays below the divisor, so that its double fits.
fn scaled(value: u128, factor: u128, divisor: u128) -> Result<u128, Error> {
    let too_large = || Error::internal("a sum that is too large to be exact");
    if divisor == 0 || divisor > u128::MAX / 2 {
        return Err(too_large());
    }
    let (whole, rest) = (value / divisor, value % divisor);
    let (mut quotient, mut left) = (0_u128, 0_u128);
    for bit in (0..u128::BITS - factor.leading_zeros()).rev() {
        let added = if (factor >> bit) & 1 == 1 { rest } else { 0 };
        let doubled = left * 2;
        let (once, twice) = (doubled / divisor, (doubled % divisor + added) / divisor);
        left = (doubled % divisor + added) % divisor;
        quotient = quotient.checked_mul(2).and_then(|all| all.checked_add(once + twice)).ok_or_else(too_large)?;
    }
    whole.checked_mul(factor).and_then(|all| all.checked_add(quotient)).ok_or_else(too_large)
}

#[cfg(test)]
#[expect(clippy::as_conversions, reason = "floating numbers are only what exact ones are compared with")]
mod tests {
    use super::*;

    fn of(rows: &[(u32, u64)]) -> Balance {
        let schools: Vec<Holding> = rows.iter().map(|(pupils, total)| Holding::new(*pupils, *total).unwrap()).collect();
        balance(&schools).unwrap()
    }

    fn thousandths(rows: &[(u32, u64)]) -> u32 {
        of(rows).coefficient().unwrap().0
    }

    #[test]
    fn the_coefficient_is_weighted_by_pupils() {
        // ΣP 1000, ΣX 24, Σ(X² / P) 0.61: CV² = 610 / 576 − 1. Unweighted, which is wrong, it would be 0.348.
        assert_eq!(thousandths(&[(200, 4), (300, 9), (100, 1), (400, 10)]), 243);
        // A published example (ΣP 302, ΣX 1913), whose source prints 0.52.
        assert_eq!(thousandths(&[(45, 279), (37, 137), (89, 935), (76, 160), (55, 402)]), 515);
    }

    #[test]
    fn the_composite_is_the_mean_of_the_coefficients() {
        let mean =
            |all: &[u32]| composite(&all.iter().map(|one| Some(Coefficient(*one))).collect::<Vec<_>>()).unwrap().0;
        assert_eq!(mean(&[881, 1299, 977, 379, 170, 334, 286, 408]), 592);
        assert_eq!(mean(&[353, 784, 146, 491, 37, 226, 223, 253]), 314);
        assert_eq!((composite(&[]), composite(&[Some(Coefficient(1)), None])), (None, None));
    }

    #[test]
    fn equal_schools_one_school_and_nothing_at_all_are_told_apart() {
        assert_eq!(of(&[(10, 5), (20, 10), (400, 200)]), Balance::Of(Coefficient(0)));
        assert_eq!(of(&[(10, 5)]), Balance::SingleSchool);
        assert_eq!((of(&[]), of(&[(10, 0), (20, 0)])), (Balance::NothingToCompare, Balance::NothingToCompare));
        assert!(Holding::new(0, 1).is_err() && Holding::new(1, Holding::TOTAL_MAX + 1).is_err());
    }

    /// Schools from a seed; their numbers are as different as those of real ones, and then some.
    fn schools(seed: u64) -> Vec<(u32, u64)> {
        let mut state = seed;
        let mut next = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        (0..2 + seed % 40)
            .map(|_| {
                (
                    u32::try_from(1 + next() % 4_000).unwrap(),
                    next() % [10, 100_000, Holding::TOTAL_MAX][(next() % 3) as usize],
                )
            })
            .collect()
    }

    #[test]
    fn the_coefficient_depends_on_no_order_and_no_unit() {
        for seed in 0..200 {
            let rows = schools(seed);
            let Some(once) = of(&rows).coefficient() else { continue };
            let reversed: Vec<_> = rows.iter().rev().copied().collect();
            assert_eq!(of(&reversed).coefficient(), Some(once), "{rows:?}");
            // Of a hundred times as much, in a smaller unit: the same, but for the last place where sums were rounded.
            let finer: Vec<_> = rows.iter().map(|(pupils, total)| (*pupils, total / 100 * 100)).collect();
            let coarser: Vec<_> = finer.iter().map(|(pupils, total)| (*pupils, total / 100)).collect();
            match (of(&finer).coefficient(), of(&coarser).coefficient()) {
                (Some(finer), Some(coarser)) => assert!(finer.0.abs_diff(coarser.0) <= 1, "{rows:?}"),
                (finer, coarser) => assert_eq!(finer, coarser),
            }
        }
    }

    #[test]
    fn the_coefficient_is_what_floating_numbers_come_near_to() {
        for seed in 0..200 {
            let rows = schools(seed);
            let Some(Coefficient(told)) = of(&rows).coefficient() else { continue };
            let pupils: f64 = rows.iter().map(|(pupils, _)| f64::from(*pupils)).sum();
            let total: f64 = rows.iter().map(|(_, total)| *total as f64).sum();
            let mean = total / pupils;
            let spread =
                |(pupils, total): &(u32, u64)| f64::from(*pupils) * (*total as f64 / f64::from(*pupils) - mean).powi(2);
            let near = (rows.iter().map(spread).sum::<f64>() / pupils).sqrt() / mean * 1000.0;
            assert!((f64::from(told) - near).abs() < 0.51 + near * 1e-6, "{told} is not near {near}: {rows:?}");
        }
    }

    #[test]
    fn the_largest_county_is_computed_exactly() {
        let rows: Vec<_> = (0..ROWS_MAX).map(|at| (1 + (at % 2) as u32 * 9_999, Holding::TOTAL_MAX)).collect();
        assert!(thousandths(&rows) > 0);
        assert!(balance(&vec![Holding::new(1, 1).unwrap(); ROWS_MAX + 1]).is_err());
    }

    #[test]
    fn a_product_that_does_not_fit_is_divided_exactly() {
        for (value, factor, divisor) in [(7, 3, 2), (u128::MAX, 4, 8), (1 << 100, 1 << 60, 1 << 90), (10, 0, 3)] {
            let expected = match factor {
                0 => 0,
                _ if value <= u128::MAX / factor => value * factor / divisor,
                _ if divisor % factor == 0 => value / (divisor / factor),
                _ => value / divisor * factor,
            };
            assert_eq!(scaled(value, factor, divisor).unwrap(), expected, "{value} × {factor} / {divisor}");
        }
        assert!(scaled(u128::MAX, u128::MAX, 1).is_err() && scaled(1, 1, 0).is_err());
    }
}
