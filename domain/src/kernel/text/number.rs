//! Numbers with a check character: of citizens, of units, of people in this register.

use super::half_width;
use crate::{
    Wording,
    kernel::{
        code_set::Sex,
        fault::{FaultCode, Flaw},
        time::Day,
    },
};

/// A citizen identity number (GB 11643): 18 characters, the last a check character.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenNumber(String);

impl std::fmt::Debug for CitizenNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CitizenNumber(…)")
    }
}

/// How many characters of a citizen number stand before its sequence number.
const STEM_CHARS: usize = 14;
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl CitizenNumber {
    /// Parses and checks in this order: length, birth date, check character.
    /// Unknown division codes are kept: the list changes, the numbers do not.
    pub fn parse(raw: &str, today: Day) -> Result<Self, Flaw> {
        let number = half_width(raw).trim().to_uppercase();
        if number.chars().count() != 18 {
            return Err(Flaw::new(FaultCode::Length, Wording::CitizenNumberLength));
        }
        let (body, check) = number.split_at_checked(17).ok_or_else(Self::not_digits)?;
        if !body.bytes().all(|byte| byte.is_ascii_digit()) || !check.chars().all(|c| c.is_ascii_digit() || c == 'X') {
            return Err(Self::not_digits());
        }
        let born = Self::birth_day(&number).filter(|born| *born <= today);
        if born.is_none() {
            return Err(Flaw::new(FaultCode::Date, Wording::CitizenNumberBirthDate));
        }
        let sum: u32 = body.chars().zip(CITIZEN_WEIGHTS).filter_map(|(c, w)| c.to_digit(10).map(|d| d * w)).sum();
        let expected = usize::try_from(sum % 11).ok().and_then(|at| CITIZEN_CHECKS.get(at).copied());
        if check.chars().next() != expected {
            return Err(Flaw::new(FaultCode::CheckDigit, Wording::CheckCharacter));
        }
        Ok(Self(number))
    }

    fn not_digits() -> Flaw {
        Flaw::new(FaultCode::Format, Wording::CitizenNumberForm)
    }

    /// A number that was checked when it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    fn birth_day(number: &str) -> Option<Day> {
        let year = number.get(6..10)?.parse().ok()?;
        let month = number.get(10..12)?.parse().ok()?;
        let day = number.get(12..14)?.parse().ok()?;
        Day::from_ymd_opt(year, month, day)
    }

    /// The birth date written in the number.
    pub fn birth_date(&self) -> Option<Day> {
        Self::birth_day(&self.0)
    }

    /// The sex written in the number: an odd sequence number is male.
    pub fn sex(&self) -> Option<Sex> {
        let odd = self.0.get(16..17)?.parse::<u32>().ok()? % 2 == 1;
        Sex::parse(if odd { "1" } else { "2" })
    }

    /// Division and birth date: the first 14 characters, which a mask and the birth date beside it tell. What follows is a
    /// sequence number of three digits and the check character.
    pub fn stem(&self) -> &str {
        self.0.get(..STEM_CHARS).unwrap_or(&self.0)
    }

    /// The sequence number: with the stem it says all, because the check character follows from both.
    pub fn sequence(&self) -> u16 {
        self.0.get(STEM_CHARS..17).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }

    /// All 18 characters: for storage and for a recorded reveal, never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A unified social credit code (GB 32100): 18 characters, the last a check character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode(String);

const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

impl From<CreditCode> for String {
    fn from(value: CreditCode) -> Self {
        value.0
    }
}

impl CreditCode {
    /// Parses and checks length, then alphabet and check character together: a letter outside the
    /// alphabet is the commonest misprint of a check character.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let code = half_width(raw).trim().to_uppercase();
        if code.chars().count() != 18 {
            return Err(Flaw::new(FaultCode::Length, Wording::CreditCodeLength));
        }
        let flaw = || Flaw::new(FaultCode::CheckDigit, Wording::CheckCharacter);
        let values: Vec<usize> =
            code.chars().map(|c| CREDIT_ALPHABET.find(c)).collect::<Option<_>>().ok_or_else(flaw)?;
        let mut weight = 1;
        let mut sum = 0;
        for value in values.iter().take(17) {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        let expected = (31 - sum % 31) % 31;
        if values.last() == Some(&expected) { Ok(Self(code)) } else { Err(flaw()) }
    }

    /// A code that was checked when it was stored.
    pub fn from_stored(code: String) -> Self {
        Self(code)
    }

    /// All 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The public number of a person: eleven digits, the last a check digit; never reused, and without
/// a meaning, so that it tells neither when nor where a person was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNumber(String);

impl From<PersonNumber> for String {
    fn from(value: PersonNumber) -> Self {
        value.0
    }
}

impl PersonNumber {
    /// A number from chance. The database refuses the rare double, and the work is done again.
    pub fn from_chance(random: u64) -> Self {
        let body = 1_000_000_000 + random % 9_000_000_000;
        let body = body.to_string();
        let check = Self::check(&body);
        Self(format!("{body}{check}"))
    }

    /// Parses eleven digits with a fitting check digit.
    pub fn parse(raw: &str) -> Option<Self> {
        let (body, check) = raw.split_at_checked(10)?;
        let fits = raw.len() == 11
            && raw.bytes().all(|byte| byte.is_ascii_digit())
            && check.parse::<u32>().ok() == Some(Self::check(body));
        fits.then(|| Self(raw.to_owned()))
    }

    /// ISO 7064 MOD 11,10: finds every single wrong digit and nearly every swap of neighbours.
    fn check(body: &str) -> u32 {
        let product = body.chars().filter_map(|c| c.to_digit(10)).fold(10, |product, digit| {
            let sum = match (digit + product) % 10 {
                0 => 10,
                other => other,
            };
            sum * 2 % 11
        });
        (11 - product) % 10
    }

    /// A number that was checked when it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn the_citizen_numbers_of_the_standard_pass() {
        for number in [
            "11010519491231002X",
            "440524188001010014",
            "999999199001010016",
            "999999198506150028",
            "999999197012310031",
        ] {
            assert!(CitizenNumber::parse(number, today()).is_ok(), "{number}");
        }
        let lower = CitizenNumber::parse(" 1101051949123100２x", today()).unwrap();
        assert_eq!(lower.reveal(), "11010519491231002X");
    }

    #[test]
    fn citizen_number_faults_check_length_then_date_then_digit() {
        let code = |raw: &str| CitizenNumber::parse(raw, today()).unwrap_err().code;
        assert_eq!(code("9999991990010100"), FaultCode::Length);
        assert_eq!(code("999999199902300012"), FaultCode::Date);
        assert_eq!(code("999999203001010015"), FaultCode::Date);
        assert_eq!(code("999999199001010017"), FaultCode::CheckDigit);
        assert_eq!(code("99999919900101001Y"), FaultCode::Format);
    }

    #[test]
    fn every_single_wrong_digit_of_a_citizen_number_is_found() {
        let good = "999999199001010016";
        for at in 0..17 {
            for digit in '0'..='9' {
                let mut bad: Vec<char> = good.chars().collect();
                if bad[at] == digit {
                    continue;
                }
                bad[at] = digit;
                let bad: String = bad.into_iter().collect();
                assert!(CitizenNumber::parse(&bad, today()).is_err(), "{bad}");
            }
        }
    }

    #[test]
    fn citizen_number_gives_birth_date_and_sex() {
        let number = CitizenNumber::parse("999999199001010016", today()).unwrap();
        assert_eq!(number.birth_date(), "1990-01-01".parse().ok());
        assert_eq!(number.sex().map(Sex::code), Some("1"));
        assert!(!format!("{number:?}").contains("1990"));
    }

    #[test]
    fn credit_code_of_the_standard_passes_and_a_misprint_fails() {
        assert!(CreditCode::parse("91350100M000100Y43").is_ok());
        assert_eq!(CreditCode::parse("91350100M000100Y4Z").unwrap_err().code, FaultCode::CheckDigit);
        assert_eq!(CreditCode::parse("91350100M000100Y4").unwrap_err().code, FaultCode::Length);
    }

    #[test]
    fn a_person_number_parses_back_and_a_wrong_digit_does_not() {
        for random in [0, 1, 42, u64::MAX, 8_999_999_999] {
            let number = PersonNumber::from_chance(random);
            assert_eq!(number.as_str().len(), 11);
            assert_eq!(PersonNumber::parse(number.as_str()), Some(number.clone()));
            for at in 0..11 {
                let mut bad: Vec<u8> = number.as_str().bytes().collect();
                bad[at] = b'0' + (bad[at] - b'0' + 1) % 10;
                assert_eq!(PersonNumber::parse(&String::from_utf8(bad).unwrap()), None);
            }
        }
    }
}
