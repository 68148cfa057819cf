//! Words about units, in which no number of a person stands: they are shown to more people than a person's record is.

use super::{block, half_width};
use crate::{
    Wording,
    kernel::{
        fault::{FaultCode, Flaw},
        time::Day,
    },
};

/// The groups in which a mobile number is written.
const MOBILE_GROUPS: [&[usize]; 2] = [&[11], &[3, 4, 4]];
/// The groups in which a citizen number is written.
const CITIZEN_GROUPS: [&[usize]; 3] = [&[18], &[6, 8, 4], &[6, 4, 4, 4]];
/// What may stand before a mobile number without a blank.
const COUNTRY_CODES: [&str; 2] = ["0086", "86"];
/// The digits of a mobile number.
const MOBILE_DIGITS: usize = 11;

/// As [`block`], of words about a unit: a citizen number or a mobile number in them is a flaw.
///
/// # Errors
/// The flaw, which never repeats the number.
pub fn impersonal_block(raw: &str) -> Result<String, Flaw> {
    let text = block(raw)?;
    if holds_personal_number(&text) {
        return Err(Flaw::new(FaultCode::PersonalNumber, Wording::PersonalNumber));
    }
    Ok(text)
}

/// True if a citizen number or a mobile number stands in a text, in one piece or in its usual groups.
fn holds_personal_number(text: &str) -> bool {
    let text = half_width(text).to_uppercase();
    let is_other = |c: char| !c.is_ascii_digit() && !matches!(c, 'X' | ' ' | '-');
    text.split(is_other).any(|piece| {
        let groups: Vec<&str> = piece.split([' ', '-']).map(without_country_code).collect();
        MOBILE_GROUPS.iter().any(|lengths| any_of(&groups, lengths, is_mobile_number))
            || CITIZEN_GROUPS.iter().any(|lengths| any_of(&groups, lengths, is_citizen_number))
    })
}

fn without_country_code(group: &str) -> &str {
    let mobile = COUNTRY_CODES.iter().find_map(|code| group.strip_prefix(code));
    mobile.filter(|rest| rest.len() == MOBILE_DIGITS).unwrap_or(group)
}

/// True if neighbouring groups of these lengths are together such a number.
fn any_of(groups: &[&str], lengths: &[usize], is_number: fn(&str) -> bool) -> bool {
    groups
        .windows(lengths.len())
        .filter(|window| window.iter().map(|group| group.len()).eq(lengths.iter().copied()))
        .any(|window| is_number(&window.concat()))
}

/// 11 digits that begin with 13 to 19.
fn is_mobile_number(digits: &str) -> bool {
    let is_second = |byte: &u8| (b'3'..=b'9').contains(byte);
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && digits.starts_with('1')
        && digits.as_bytes().get(1).is_some_and(is_second)
}

/// 17 digits with a birth date of the last or this century, and a check character: one that is mistyped counts, too.
fn is_citizen_number(number: &str) -> bool {
    let Some((body, _)) = number.split_at_checked(17) else { return false };
    let is_day = |digits: &str| Day::parse_from_str(digits, "%Y%m%d").is_ok();
    let is_recent = |digits: &str| digits.starts_with("19") || digits.starts_with("20");
    body.bytes().all(|byte| byte.is_ascii_digit())
        && body.get(6..14).is_some_and(|born| is_recent(born) && is_day(born))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_found_however_they_are_written() {
        for raw in [
            "联系人电话15400001277，请尽快",
            "电话：１５４００００１２７７",
            "154-0000-1277",
            "154 0000 1277 转告",
            "+8615400001277",
            "+86 15400001277",
            "身份证340801199001010013。",
            "34080119900101001x",
            "340801 19900101 0013",
            "340801-1990-0101-0013",
        ] {
            let flaw = impersonal_block(raw).map_err(|flaw| flaw.code);
            assert_eq!(flaw, Err(FaultCode::PersonalNumber), "{raw}");
        }
    }

    #[test]
    fn other_numbers_may_stand_in_words_about_units() {
        for raw in [
            "校园北门监控2026-11-23至2026-11-30未开启",
            "学校标识码3134000001，学生1286名",
            "青政〔2026〕15400001277000号",
            "统一社会信用代码12340800485623000X",
            "办公室电话0556-5000000",
            "经费154000012元",
        ] {
            assert!(impersonal_block(raw).is_ok(), "{raw}");
        }
    }
}
