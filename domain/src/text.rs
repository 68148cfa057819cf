//! Texts that follow a rule: parsed once at the edge, trusted afterwards.

use crate::{
    Wording,
    code_set::Sex,
    fault::{FaultCode, Flaw},
    time::Day,
    wording::number,
};

/// Longest line of text (names, titles, reasons' first line), in characters.
pub const LINE_CHARS_MAX: usize = 200;
/// Longest block of text (résumé, statement), in characters.
pub const BLOCK_CHARS_MAX: usize = 4_000;
/// Most entries in a list of texts (honours, panel members, specialities).
pub const LIST_ITEMS_MAX: usize = 50;

/// Trims, and refuses what is empty, too long, or holds control characters.
pub fn line(raw: &str) -> Result<String, Flaw> {
    bounded(raw, LINE_CHARS_MAX, |c| c.is_control())
}

/// As [`line`], with line breaks allowed and more room.
pub fn block(raw: &str) -> Result<String, Flaw> {
    bounded(raw, BLOCK_CHARS_MAX, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn bounded(raw: &str, chars_max: usize, forbidden: impl Fn(char) -> bool) -> Result<String, Flaw> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(Flaw::new(FaultCode::Required, Wording::Empty));
    }
    if text.chars().count() > chars_max {
        return Err(Flaw::new(FaultCode::Length, Wording::TooManyCharacters { max: number(chars_max) }));
    }
    if text.chars().any(forbidden) {
        return Err(Flaw::new(FaultCode::Format, Wording::ControlCharacters));
    }
    Ok(text.to_owned())
}

/// Full-width digits, letters and signs become their ASCII forms; other characters stay.
pub fn half_width(raw: &str) -> String {
    raw.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// The middle dots that minority names are written with, in the forms seen on keyboards.
const MIDDLE_DOTS: [char; 7] = ['·', '•', '・', '‧', '∙', '．', '●'];

/// A school identifier: ten digits.
pub fn school_identifier(raw: &str) -> Result<String, Flaw> {
    let digits = half_width(raw).trim().to_owned();
    if digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(Flaw::new(FaultCode::Length, Wording::SchoolIdentifierForm))
    }
}

/// Longest office number, in characters.
pub const OFFICE_PHONE_CHARS_MAX: usize = 30;

/// An office's telephone number, as it stands on a plate: landlines and extensions have many forms.
pub fn office_phone(raw: &str) -> Result<String, Flaw> {
    let phone = half_width(raw).trim().to_owned();
    let signs = phone.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-'));
    let digits = phone.chars().any(|c| c.is_ascii_digit());
    if signs && digits && phone.len() <= OFFICE_PHONE_CHARS_MAX {
        Ok(phone)
    } else {
        Err(Flaw::new(FaultCode::Format, Wording::OfficePhoneForm { max: number(OFFICE_PHONE_CHARS_MAX) }))
    }
}

/// A person's name: blanks removed, every middle dot written `·`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// Parses a name of 1 to 50 characters. Blanks inside a Chinese name are layout, not spelling;
    /// a name in Latin letters keeps one blank between its words.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let latin = raw.chars().any(|c| c.is_ascii_alphabetic());
        let words: Vec<&str> = raw.split(|c: char| c.is_whitespace() || c == '\u{3000}').collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let joined = words.join(if latin { " " } else { "" });
        let name: String = joined.chars().map(|c| if MIDDLE_DOTS.contains(&c) { '·' } else { c }).collect();
        if name.is_empty() {
            return Err(Flaw::new(FaultCode::Required, Wording::NameNeeded));
        }
        if name.chars().count() > 50 {
            return Err(Flaw::new(FaultCode::Length, Wording::TooManyCharacters { max: 50 }));
        }
        let letter = |c: char| c.is_alphabetic() || matches!(c, '·' | ' ' | '\'' | '-' | '.');
        if !name.chars().all(letter) || !name.chars().any(char::is_alphabetic) {
            return Err(Flaw::new(FaultCode::Format, Wording::NameIsLetters));
        }
        Ok(Self(name))
    }

    /// What stands for a name that was erased: the public number.
    pub fn replaced_by(number: &PersonNumber) -> Self {
        Self(number.as_str().to_owned())
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A citizen identity number (GB 11643): 18 characters, the last a check character.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CitizenNumber(String);

impl std::fmt::Debug for CitizenNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CitizenNumber(…)")
    }
}

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

    /// All 18 characters: for storage and for a recorded reveal, never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A unified social credit code (GB 32100): 18 characters, the last a check character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCode(String);

const CREDIT_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

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

/// A mainland mobile number: 11 digits beginning with 1.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

impl std::fmt::Debug for Phone {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Phone(…)")
    }
}

impl Phone {
    /// Drops `+86`, blanks and dashes, then wants 11 digits beginning with 1.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        let text: String = half_width(raw).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digits = text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")).unwrap_or(&text);
        if digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(Flaw::new(FaultCode::Format, Wording::MobileNumberForm))
        }
    }

    /// A number that was checked when it was stored.
    pub fn from_stored(number: String) -> Self {
        Self(number)
    }

    /// All digits.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// An e-mail address, checked for its shape only.
pub fn email(raw: &str) -> Result<String, Flaw> {
    let flaw = || Flaw::new(FaultCode::Format, Wording::EmailForm);
    let address = half_width(raw).trim().to_owned();
    let (local, host) = address.rsplit_once('@').ok_or_else(flaw)?;
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && c != '@');
    let host_ok = plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    if plain(local) && host_ok && address.len() <= LINE_CHARS_MAX { Ok(address) } else { Err(flaw()) }
}

/// A Chinese postcode: six digits.
pub fn postcode(raw: &str) -> Result<String, Flaw> {
    let code = half_width(raw).trim().to_owned();
    if code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(code)
    } else {
        Err(Flaw::new(FaultCode::Format, Wording::PostcodeForm))
    }
}

/// The public number of a person: eleven digits, the last a check digit; never reused, and without
/// a meaning, so that it tells neither when nor where a person was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNumber(String);

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
    fn a_wrong_citizen_number_is_told_in_the_order_length_date_check() {
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
    fn a_citizen_number_tells_birth_date_and_sex() {
        let number = CitizenNumber::parse("999999199001010016", today()).unwrap();
        assert_eq!(number.birth_date(), "1990-01-01".parse().ok());
        assert_eq!(number.sex().map(Sex::code), Some("1"));
        assert!(!format!("{number:?}").contains("1990"));
    }

    #[test]
    fn the_credit_code_of_the_standard_passes_and_its_misprint_fails() {
        assert!(CreditCode::parse("91350100M000100Y43").is_ok());
        assert_eq!(CreditCode::parse("91350100M000100Y4Z").unwrap_err().code, FaultCode::CheckDigit);
        assert_eq!(CreditCode::parse("91350100M000100Y4").unwrap_err().code, FaultCode::Length);
    }

    #[test]
    fn a_phone_loses_its_country_code_and_dashes() {
        for raw in ["+86 154-0000-1277", "15400001277", "１５４００００１２７７", "0086 15400001277"] {
            assert_eq!(Phone::parse(raw).unwrap().reveal(), "15400001277");
        }
        assert_eq!(Phone::parse("15400001277").unwrap().reveal(), "15400001277");
        for raw in ["1540000", "25400001277", "1540000127x", ""] {
            assert!(Phone::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn blanks_leave_a_chinese_name_and_dots_become_one_dot() {
        assert_eq!(PersonName::parse(" 赵\u{3000}子志 ").unwrap().as_str(), "赵子志");
        assert_eq!(PersonName::parse("阿卜杜拉•买买提").unwrap().as_str(), "阿卜杜拉·买买提");
        assert_eq!(PersonName::parse("Ada  Lovelace").unwrap().as_str(), "Ada Lovelace");
        for raw in ["", "   ", "张3", "<b>", "·"] {
            assert!(PersonName::parse(raw).is_err(), "{raw}");
        }
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

    #[test]
    fn an_office_number_has_digits_and_few_signs() {
        assert_eq!(office_phone(" ０５５６-5000000 "), Ok("0556-5000000".to_owned()));
        assert!(office_phone("+86 556 5000000-801").is_ok());
        for raw in ["", "-", "0556/5000000", "总机", "0556-5000000-0556-5000000-055650"] {
            assert!(office_phone(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn an_email_has_a_name_and_a_host() {
        assert!(email("p23386@example.org").is_ok());
        for raw in ["not-an-address", "a@b", "@example.org", "a b@example.org", "a@.org", ""] {
            assert!(email(raw).is_err(), "{raw}");
        }
    }
}
