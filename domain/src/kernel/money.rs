//! Money: whole fen, never a float.

use crate::{FaultCode, Wording, kernel::fault::Flaw};

use serde::{Deserialize, Serialize};

/// An amount in whole fen, 0 to 10^15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub struct Fen(i64);

impl From<Fen> for i64 {
    fn from(amount: Fen) -> Self {
        amount.0
    }
}

impl TryFrom<i64> for Fen {
    type Error = &'static str;

    fn try_from(fen: i64) -> Result<Self, Self::Error> {
        Self::new(fen).map_err(|_| "an amount out of bounds")
    }
}

impl Fen {
    /// The greatest amount, which a JSON reader that knows only doubles still reads exactly.
    pub const MAX: i64 = 1_000_000_000_000_000;
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount.
    ///
    /// # Errors
    /// A flaw when it is negative or above [`Self::MAX`].
    pub fn new(fen: i64) -> Result<Self, Flaw> {
        let outside = || Flaw::new(FaultCode::Range, Wording::Between { min: 0, max: Self::MAX });
        if (0..=Self::MAX).contains(&fen) { Ok(Self(fen)) } else { Err(outside()) }
    }

    /// The number of fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The sum; none above [`Self::MAX`].
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).and_then(|sum| Self::new(sum).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amount_is_non_negative_and_within_the_exact_range() {
        assert!(Fen::new(-1).is_err() && Fen::new(Fen::MAX + 1).is_err());
        let (most, one) = (Fen::new(Fen::MAX).unwrap(), Fen::new(1).unwrap());
        assert_eq!((most.checked_add(Fen::ZERO), most.checked_add(one)), (Some(most), None));
        assert_eq!(one.checked_add(one), Fen::new(2).ok());
    }
}
