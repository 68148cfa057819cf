//! Numbers with two decimals.

use domain::{
    FaultCode, Faults, Wording,
    evaluation::system::parts::Hundredths,
    kernel::{fault::Flaw, score::Score},
};

/// A number as hundredths, rounded half up, 0 to a greatest one.
fn parse(number: f64, max: Hundredths) -> Result<Hundredths, Flaw> {
    let scaled = (number * 100.0).round();
    // The text form avoids a lossy cast; what is below nothing or no number does not parse.
    let hundredths = format!("{:.0}", scaled + 0.0).parse().ok().map(Hundredths).filter(|one| *one <= max);
    hundredths.ok_or_else(|| Flaw::new(FaultCode::Range, Wording::Between { min: 0, max: i64::from(max) / 100 }))
}

/// The number in hundredths, noting what is out of bounds.
pub fn hundredths(pointer: &str, number: f64, max: Hundredths, faults: &mut Faults) -> Option<Hundredths> {
    faults.keep(pointer, parse(number, max))
}

/// The score in hundredths of a point, noting what is out of bounds.
pub fn score(pointer: &str, points: f64, faults: &mut Faults) -> Option<Score> {
    hundredths(pointer, points, Hundredths::HUNDRED, faults).map(|points| Score(points.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_two_decimals_within_their_bounds() {
        let read = |number| parse(number, Hundredths::HUNDRED).map(|one| one.0).ok();
        assert_eq!([0.0, -0.0, 0.2, 85.345, 99.994, 100.0].map(read), [0, 0, 20, 8_535, 9_999, 10_000].map(Some));
        assert_eq!([-0.01, 100.01, f64::NAN, f64::INFINITY, 1e300].map(read), [None; 5]);
        let greatest = f64::from(Hundredths::MAX);
        assert_eq!(parse(greatest, Hundredths::MAX).ok(), Some(Hundredths::MAX));
    }
}
