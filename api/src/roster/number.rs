//! Numbers in cells of workbooks: what they show as a text that a person would type.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

/// What a cell's format makes of its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    #[default]
    Plain,
    /// A day, or a moment.
    Date,
}

impl Kind {
    /// The kind of a format that every workbook has (ECMA-376 18.8.30), and of those that East Asian Excel adds.
    pub fn built_in(id: u32) -> Self {
        match id {
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Self::Date,
            _ => Self::Plain,
        }
    }

    /// The kind of a format as it is written: a date has a letter for a part of a date, not quoted, and not in brackets. A
    /// span of time, such as `[h]:mm`, is a number.
    pub fn of_format(format: &str) -> Self {
        let mut signs = format.chars();
        while let Some(sign) = signs.next() {
            match sign.to_ascii_lowercase() {
                // The next sign stands for itself.
                '\\' | '_' | '*' => drop(signs.next()),
                '"' => drop(signs.find(|sign| *sign == '"')),
                '[' => match signs.by_ref().take_while(|sign| *sign != ']').collect::<String>().to_lowercase() {
                    span if !span.is_empty() && span.chars().all(|sign| "hms".contains(sign)) => return Self::Plain,
                    _ => {}
                },
                // What follows is for negative numbers.
                ';' => return Self::Plain,
                'd' | 'm' | 'y' | 'h' | 's' => return Self::Date,
                _ => {}
            }
        }
        Self::Plain
    }
}

/// The least number that has more than 15 digits, which is as many as Excel keeps.
const CUT_FROM: f64 = 1e15;

/// True for a number of which Excel has kept only 15 digits.
pub fn is_cut(number: f64) -> bool {
    number.abs() >= CUT_FROM
}

/// A number as a person would type it.
pub fn text(number: f64, kind: Kind, is_1904: bool) -> String {
    match kind {
        Kind::Date => moment(number, is_1904).unwrap_or_else(|| plain(number)),
        Kind::Plain => plain(number),
    }
}

/// Rust writes a whole float without a point and never with an exponent, which is what we want; only -0 is odd.
fn plain(number: f64) -> String {
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// The day, and the time where there is one. Excel counts days from 1900 as if that year had had a 29 February.
fn moment(number: f64, is_1904: bool) -> Option<String> {
    let (year, month, day) = if is_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let first: NaiveDateTime = NaiveDate::from_ymd_opt(year, month, day)?.into();
    let number = if !is_1904 && (0.0..60.0).contains(&number) { number + 1.0 } else { number };
    // A hundred centuries are less than four million days.
    if !(0.0..4e6).contains(&number) {
        return None;
    }
    let seconds: i64 = format!("{:.0}", number * 86_400.0).parse().ok()?;
    let moment = first.checked_add_signed(TimeDelta::try_seconds(seconds)?)?;
    let is_day = seconds % 86_400 == 0;
    Some(moment.format(if is_day { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates_are_known() {
        for format in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"", "[$-804]yyyy/m/d;@", "h:mm AM/PM", "D.M.YY"] {
            assert_eq!(Kind::of_format(format), Kind::Date, "{format}");
        }
        for format in
            ["General", "0.00", "@", "[Red]0;[Red]-0", "0\"days\"", "[h]:mm:ss", "\\d0", "0.00E+00", "G/通用格式"]
        {
            assert_eq!(Kind::of_format(format), Kind::Plain, "{format}");
        }
    }

    #[test]
    fn moments_are_days_where_they_have_no_time() {
        let date = |number| text(number, Kind::Date, false);
        assert_eq!(
            [44_075.0, 44_075.5, 1.0, 61.0].map(date),
            ["2020-09-01", "2020-09-01 12:00:00", "1900-01-01", "1900-03-01"]
        );
        assert_eq!(text(42_613.0, Kind::Date, true), "2020-09-01");
        assert_eq!(date(1e15), "1000000000000000");
        assert_eq!(date(-1.0), "-1");
    }
}
