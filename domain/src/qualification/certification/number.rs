//! The number of a certificate.

use crate::{Area, Day};

/// The number of a certificate: area, year, and eight characters of chance, so that the next cannot be guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNumber(String);

impl From<CertificateNumber> for String {
    fn from(value: CertificateNumber) -> Self {
        value.0
    }
}

impl CertificateNumber {
    /// Digits and letters that are not taken for each other: those of GB 32100.
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    /// Longest text that is looked up as a number, in characters.
    pub const CHARS_MAX: usize = 40;

    /// A number from chance. The database refuses the rare double, and the work is done again.
    pub fn from_chance(area: &Area, day: Day, random: u64) -> Self {
        let mut left = random;
        let tail: String = std::iter::repeat_with(|| {
            let at = usize::try_from(left % 31).unwrap_or_default();
            left /= 31;
            char::from(Self::ALPHABET.get(at).copied().unwrap_or(b'0'))
        })
        .take(8)
        .collect();
        Self(format!("{}-{}-{tail}", area.as_str(), day.format("%Y")))
    }

    /// A number as the database keeps it, or as it was typed.
    pub fn from_text(number: &str) -> Self {
        Self(number.trim().to_uppercase())
    }

    /// The list of its standing: its area and year.
    pub fn list(&self) -> &str {
        self.0.rsplit_once('-').map_or("", |(list, _)| list)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
