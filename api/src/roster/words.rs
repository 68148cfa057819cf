//! Words and figures as offices write them into cells.

use domain::{
    Day, FaultCode, Wording,
    kernel::{code_set::CodeSet, fault::Flaw},
};

use super::columns::squeeze;

const YES: [&str; 20] = [
    "是",
    "有",
    "对",
    "真",
    "√",
    "✓",
    "✔",
    "☑",
    "y",
    "yes",
    "t",
    "true",
    "1",
    "愿意",
    "同意",
    "自愿",
    "本人愿意",
    "本人同意",
    "本人自愿",
    "愿",
];
const NO: [&str; 19] = [
    "否",
    "无",
    "不",
    "不是",
    "没有",
    "非",
    "假",
    "×",
    "✗",
    "✘",
    "╳",
    "n",
    "no",
    "f",
    "false",
    "0",
    "不愿意",
    "不同意",
    "不愿",
];
/// What people write into a cell that is meant to be empty.
const NOTHING: [&str; 7] = ["-", "--", "—", "——", "/", "\\", "－"];

/// Yes or no, in the words that people use in lists.
pub fn yes_or_no(raw: &str) -> Result<bool, Flaw> {
    yes_or(raw, &[], &[])
}

/// As [`yes_or_no`], with further words for either.
pub fn yes_or(raw: &str, yes: &[&str], no: &[&str]) -> Result<bool, Flaw> {
    let word = squeeze(raw).to_lowercase();
    let word = word.trim_end_matches(['。', '.']);
    if YES.contains(&word) || yes.contains(&word) {
        return Ok(true);
    }
    if NO.contains(&word) || no.contains(&word) {
        return Ok(false);
    }
    let values = "是、否、√、×".to_owned();
    Err(Flaw::new(FaultCode::Code, Wording::OneOf { values }))
}

/// True for a dash or slash that says that there is nothing.
pub fn is_nothing(text: &str) -> bool {
    NOTHING.contains(&text)
}

/// One of the values of a set, by its label or another word for it.
pub fn one_of<T>(find: fn(&str) -> Option<T>, set: &'static CodeSet) -> impl FnOnce(&str) -> Result<T, Flaw> {
    move |raw| {
        let flaw = || {
            let labels: Vec<&str> = set.entries.iter().map(|entry| entry.label).collect();
            Flaw::new(FaultCode::Code, Wording::OneOf { values: labels.join("、") })
        };
        find(raw).or_else(|| find(&squeeze(raw))).ok_or_else(flaw)
    }
}

/// A whole number of years: `10`, `10年`.
pub fn years(raw: &str) -> Result<u32, Flaw> {
    let number = squeeze(raw);
    let number = number.strip_suffix('年').unwrap_or(&number);
    number.parse().map_err(|_| Flaw::new(FaultCode::Number, Wording::YearsForm))
}

/// How many people: `120`, `120人`.
pub fn people(raw: &str) -> Result<u32, Flaw> {
    let number = squeeze(raw);
    let number = number.strip_suffix(['人', '名']).unwrap_or(&number);
    number.parse().map_err(|_| Flaw::new(FaultCode::Number, Wording::NotAWholeNumber))
}

/// A whole number: `4`, `4学时`, `4小时`.
pub fn whole(raw: &str) -> Result<u32, Flaw> {
    let number = squeeze(raw);
    let number = number.strip_suffix("学时").or_else(|| number.strip_suffix("小时")).unwrap_or(&number);
    let number = number.strip_suffix(".0").unwrap_or(number);
    number.parse().map_err(|_| Flaw::new(FaultCode::Number, Wording::NotAWholeNumber))
}

/// A day: `2026-09-01`, `2026/9/1`, `2026.9.1`, `2026年9月1日`, `20260901`.
pub fn day(raw: &str) -> Result<Day, Flaw> {
    let text = squeeze(raw);
    let text = text.strip_suffix("00:00:00").unwrap_or(&text).trim_end_matches(['日', '号']);
    let parts: Vec<&str> = text.split(['年', '月', '-', '/', '.']).collect();
    let (year, month, of_month) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => (*year, *month, *day),
        [digits] if digits.len() == 8 && digits.is_ascii() => {
            let (year, rest) = digits.split_at(4);
            let (month, day) = rest.split_at(2);
            (year, month, day)
        }
        _ => return Err(Flaw::new(FaultCode::Date, Wording::NotADay)),
    };
    let parts = year.parse().ok().zip(month.parse().ok()).zip(of_month.parse().ok());
    let day = parts.and_then(|((year, month), day)| Day::from_ymd_opt(year, month, day));
    day.ok_or_else(|| Flaw::new(FaultCode::Date, Wording::NotADay))
}

/// True for a number as Excel writes one that is too long for it: `3.4E+17`.
pub fn is_scientific(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['e', 'E']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|sign| sign.is_ascii_digit() || sign == '.');
    is_number(number) && is_number(power.trim_start_matches('+'))
}

/// A month of birth, and the day if it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birth {
    year: i32,
    month: u32,
    day: Option<u32>,
    /// True for a number cell such as 1980.1, which may have been 1980.10.
    may_be_october: bool,
}

impl Birth {
    /// Reads `1980年5月`, `1980.05`, `198005`, `1980-05-09` and the like.
    pub fn parse(raw: &str) -> Result<Self, Flaw> {
        Self::read(&squeeze(raw)).ok_or_else(|| Flaw::new(FaultCode::Date, Wording::BirthMonthForm))
    }

    fn read(text: &str) -> Option<Self> {
        // A date of a workbook may have a time behind it.
        let text = text.strip_suffix("00:00:00").unwrap_or(text);
        let text = text.trim_end_matches(['生', '日', '月', '.', '-', '/']);
        let parts: Vec<&str> = text.split(['年', '月', '-', '/', '.']).collect();
        let (year, month, day) = match parts.as_slice() {
            [year, month] => (*year, *month, None),
            [year, month, day] => (*year, *month, Some(*day)),
            [digits] if digits.len() == 6 => (digits.get(..4)?, digits.get(4..)?, None),
            [digits] if digits.len() == 8 => (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)),
            _ => return None,
        };
        let is_short = |part: &str| matches!(part.len(), 1 | 2);
        if year.len() != 4 || !is_short(month) || day.is_some_and(|day| !is_short(day)) {
            return None;
        }
        let day = day.map(|day| day.parse::<u32>()).transpose().ok()?;
        let (year, number) = (year.parse().ok()?, month.parse().ok()?);
        Day::from_ymd_opt(year, number, day.unwrap_or(1))?;
        Some(Self { year, month: number, day, may_be_october: month == "1" && day.is_none() && text.contains('.') })
    }

    /// True if somebody who was born on that day may say so.
    pub fn fits(self, born: Day) -> bool {
        use chrono::Datelike as _;
        let is_month = born.month() == self.month || (self.may_be_october && born.month() == 10);
        born.year() == self.year && is_month && self.day.is_none_or(|day| born.day() == day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_have_many_words() {
        for word in ["√", "Y", "yes", "是", "同意", "愿意", "✔", " 是 ", "TRUE"] {
            assert_eq!(yes_or_no(word), Ok(true), "{word}");
        }
        for word in ["否", "无", "×", "N", "不同意", "FALSE"] {
            assert_eq!(yes_or_no(word), Ok(false), "{word}");
        }
        for word in ["也许", "副组长", "2", "x"] {
            assert_eq!(yes_or_no(word).map_err(|flaw| flaw.code), Err(FaultCode::Code), "{word}");
        }
    }

    #[test]
    fn months_of_birth_are_read_in_common_forms() {
        let born = |day: &str| day.parse::<Day>().unwrap();
        for text in [
            "1980年5月",
            "1980.05",
            "1980.5",
            "198005",
            "1980-05-09",
            "1980/5/9",
            "19800509",
            "1980年05月09日",
            "1980-05",
        ] {
            assert!(Birth::parse(text).is_ok_and(|birth| birth.fits(born("1980-05-09"))), "{text}");
            assert!(Birth::parse(text).is_ok_and(|birth| !birth.fits(born("1980-06-09"))), "{text}");
        }
        assert!(
            Birth::parse("1980.1").is_ok_and(|birth| birth.fits(born("1980-10-01")) && birth.fits(born("1980-01-31")))
        );
        for text in ["29350", "1980", "80.5", "1980-13", "五月", "1980-05-40"] {
            assert!(Birth::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_read_in_common_forms() {
        for text in ["2026-09-01", "2026/9/1", "2026.9.1", "2026年9月1日", "20260901", "2026-09-01 00:00:00"] {
            assert_eq!(day(text).ok(), "2026-09-01".parse().ok(), "{text}");
        }
        for text in ["2026-09", "九月一日", "2026-02-30", "46266", "26-9-1", "2026-9-1-1", "２０２６"] {
            assert_eq!(day(text).map_err(|flaw| flaw.code), Err(FaultCode::Date), "{text}");
        }
    }

    #[test]
    fn figures_may_have_their_unit() {
        assert_eq!(
            (years("10年").ok(), years("10").ok(), years("十年").ok(), years("9.5").ok()),
            (Some(10), Some(10), None, None)
        );
        assert_eq!((people("120人").ok(), people("120").ok(), people("很多").ok()), (Some(120), Some(120), None));
        assert!(
            is_scientific("9.99999E+17") && is_scientific("1e11") && !is_scientific("E+17") && !is_scientific("1990")
        );
    }
}
