//! Masks: what is shown of a private number where the policy does not show all of it (contract, section 3).
//!
//! A citizen number is shown next to the birth date and the sex of the person, and its last four characters would then
//! give all of it away. So a mask is measured by how many numbers remain possible, not by how many characters it hides.

use crate::kernel::{bank_account::BankAccount, policy::Sight, text::CitizenNumber};

/// Stars that stand for a number of which nothing is shown, however long it is.
const STARS: usize = 18;
/// Characters of a citizen number that say where it was given.
const DIVISION: usize = 6;
/// Characters shown of another identity document.
const DOCUMENT_SHOWN: usize = 2;
/// Characters of another identity document that stay hidden in any case.
const DOCUMENT_HIDDEN: usize = 5;
/// Digits shown at either end of an account.
const ACCOUNT_SHOWN: usize = 4;
/// Digits of an account that stay hidden in any case: one of them follows from the others (Luhn), which leaves 10 000.
const ACCOUNT_HIDDEN: usize = 5;
/// Digits shown of a mobile number at its beginning and its end.
const PHONE_FIRST: usize = 3;
const PHONE_LAST: usize = 4;
/// Characters shown of an address or a postcode, and hidden in any case.
const PLACE_SHOWN: usize = 3;
/// Characters of the name in an e-mail address from which on the first of them is shown.
const MAILBOX_CHARS: usize = 3;

/// Keeps the first and last characters and writes `*` between.
fn keep(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    text.chars().enumerate().map(|(at, c)| if at < first || at + last >= count { c } else { '*' }).collect()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// A value as far as it is seen, with its mask.
fn seen(sight: Sight, full: &str, masked: impl FnOnce(&str) -> String) -> Option<String> {
    match sight {
        Sight::Hidden => None,
        Sight::Starred => Some("*".repeat(STARS)),
        Sight::Masked => Some(masked(full)),
        Sight::Full => Some(full.to_owned()),
    }
}

/// A citizen number: masked, its first six characters, which leave every sequence number possible.
pub fn citizen_number(number: &CitizenNumber, sight: Sight) -> Option<String> {
    seen(sight, number.reveal(), |full| keep(full, DIVISION, 0))
}

/// A citizen number that an earlier version of a record held: it is masked as the present one is.
pub fn earlier_citizen_number(number: &str, sight: Sight) -> Option<String> {
    seen(sight, number, |full| keep(full, DIVISION, 0))
}

/// The number of another identity document: masked, its first two characters, and of a short one fewer.
pub fn document_number(number: &str, sight: Sight) -> Option<String> {
    seen(sight, number, |full| {
        let first = length(full).saturating_sub(DOCUMENT_HIDDEN).min(DOCUMENT_SHOWN);
        format!("{}{}", full.chars().take(first).collect::<String>(), "*".repeat(STARS - first))
    })
}

/// A bank account: masked, its first four and last four digits, and of a short one fewer, the first ones first.
pub fn account(account: &BankAccount, sight: Sight) -> Option<String> {
    seen(sight, account.reveal(), |full| {
        let shown = length(full).saturating_sub(ACCOUNT_HIDDEN);
        let last = shown.min(ACCOUNT_SHOWN);
        keep(full, (shown - last).min(ACCOUNT_SHOWN), last)
    })
}

/// A mobile number: masked, its first three and last four digits.
pub fn phone(number: &str, sight: Sight) -> Option<String> {
    seen(sight, number, |full| keep(full, PHONE_FIRST, PHONE_LAST))
}

/// An e-mail address: masked, its first character and its host; of a short one the host alone.
pub fn email(address: &str, sight: Sight) -> Option<String> {
    let first = |name: &str| usize::from(length(name) >= MAILBOX_CHARS);
    seen(sight, address, |full| match full.rsplit_once('@') {
        Some((name, host)) => format!("{}@{host}", keep(name, first(name), 0)),
        None => keep(full, first(full), 0),
    })
}

/// A postal address or a postcode: masked, its first three characters, and of a short one fewer.
pub fn place(text: &str, sight: Sight) -> Option<String> {
    seen(sight, text, |full| keep(full, length(full).saturating_sub(PLACE_SHOWN).min(PLACE_SHOWN), 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;

    /// Numbers that have to remain possible for who may reveal one, and for who may not.
    const MASKED_MIN: u64 = 100;
    const STARRED_MIN: u64 = 10_000;

    fn citizen(body: &str) -> CitizenNumber {
        let today: Day = "2026-11-30".parse().unwrap();
        let all = "0123456789X".chars().map(|check| format!("{body}{check}"));
        all.filter_map(|one| CitizenNumber::parse(&one, today).ok()).next().unwrap()
    }

    /// How many citizen numbers a mask leaves, who knows birth date and sex: of the divisions that are not shown one in eleven
    /// gives each check character, and of the sequence numbers those of the sex that fit what is shown.
    fn possible(mask: &str, number: &CitizenNumber) -> u64 {
        let shown: Vec<char> = mask.chars().collect();
        let fits = |one: &str| one.chars().zip(&shown).all(|(c, shown)| *shown == '*' || *shown == c);
        let known = number.reveal().get(..14).unwrap();
        let sequences = (0..1_000)
            .map(|sequence| citizen(&format!("{known}{sequence:03}")))
            .filter(|one| one.sex() == number.sex() && fits(one.reveal()));
        let divisions: u64 = shown.iter().take(DIVISION).map(|c| if *c == '*' { 10 } else { 1 }).product();
        let check = if shown.last() == Some(&'*') { 1 } else { 11 };
        u64::try_from(sequences.count()).unwrap() * divisions / check
    }

    /// Digits of any length, the same in every run.
    fn digits(length: usize, seed: u64) -> String {
        let mut state = seed;
        let next = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from_digit(u32::try_from(state >> 33).unwrap() % 10, 10).unwrap()
        };
        (0..length).map(next).collect()
    }

    #[test]
    fn citizen_number_does_not_follow_from_its_mask() {
        let first: Day = "1927-01-01".parse().unwrap();
        for days in (0..36_000).step_by(997) {
            let born = first + chrono::TimeDelta::days(days);
            let number = citizen(&format!("999999{}{:03}", born.format("%Y%m%d"), days % 1_000));
            let masked = citizen_number(&number, Sight::Masked).unwrap();
            assert_eq!(masked, "999999************");
            assert!(possible(&masked, &number) >= MASKED_MIN);
            let starred = citizen_number(&number, Sight::Starred).unwrap();
            assert_eq!(starred, "******************");
            assert!(possible(&starred, &number) >= STARRED_MIN);
            assert_eq!(earlier_citizen_number(number.reveal(), Sight::Masked), Some(masked));
            assert_eq!(citizen_number(&number, Sight::Hidden), None);
            // What it was: the sequence number follows from the check character.
            let former = format!("999999********{}", number.reveal().get(14..).unwrap());
            assert!(possible(&former, &number) < MASKED_MIN);
        }
    }

    #[test]
    fn account_does_not_follow_from_its_mask() {
        for length in 8..=30 {
            for seed in 0..50 {
                let number = digits(length, seed);
                let masked = account(&BankAccount::from_stored(number.clone()), Sight::Masked).unwrap();
                assert!(masked.chars().zip(number.chars()).all(|(shown, c)| shown == '*' || shown == c), "{masked}");
                assert!(masked.chars().filter(|c| *c != '*').count() <= 2 * ACCOUNT_SHOWN, "{masked}");
                // A card tells its bank by the first six digits, and its last digit is a check digit.
                let bank = if length >= 16 { 6 } else { 0 };
                let hidden = masked.chars().skip(bank).filter(|c| *c == '*').count();
                assert!(10_u64.pow(u32::try_from(hidden - 1).unwrap()) >= STARRED_MIN, "{masked}");
            }
        }
    }

    #[test]
    fn phone_and_document_number_do_not_follow_from_their_masks() {
        for seed in 0..200 {
            let masked = phone(&format!("1{}", digits(10, seed)), Sight::Masked).unwrap();
            assert!(10_u64.pow(u32::try_from(masked.matches('*').count()).unwrap()) >= STARRED_MIN, "{masked}");
        }
        for length in 1..40 {
            let number = digits(length, 7);
            let masked = document_number(&number, Sight::Masked).unwrap();
            let shown = masked.trim_end_matches('*');
            assert!(number.starts_with(shown), "{masked}");
            assert!(shown.is_empty() || shown.len() + DOCUMENT_HIDDEN <= length, "{masked}");
            assert_eq!(masked.len(), STARS, "a mask does not tell the length");
            assert_eq!(document_number(&number, Sight::Starred).unwrap(), "*".repeat(STARS));
        }
    }

    #[test]
    fn masks_keep_what_the_contract_names() {
        let masked = |raw: &str| account(&BankAccount::from_stored(raw.to_owned()), Sight::Masked).unwrap();
        assert_eq!(masked("6222021200001234567"), "6222***********4567");
        assert_eq!(masked("6222021234567"), "6222*****4567");
        assert_eq!(masked("622202123456"), "622*****3456");
        assert_eq!(masked("62221234"), "*****234");
        assert_eq!(phone("15400001277", Sight::Masked).unwrap(), "154****1277");
        assert_eq!(document_number("E12345678", Sight::Masked).unwrap(), "E1****************");
        assert_eq!(document_number("E12345", Sight::Masked).unwrap(), "E*****************");
        assert_eq!(email("ada@example.org", Sight::Masked).unwrap(), "a**@example.org");
        assert_eq!(email("a@example.org", Sight::Masked).unwrap(), "*@example.org");
        assert_eq!(place("246000", Sight::Masked).unwrap(), "246***");
        assert_eq!(place("北京市", Sight::Masked).unwrap(), "***");
    }
}
