//! The columns of the rosters, with the other names that offices give them.

use std::borrow::Cow;

use domain::kernel::{
    code_set::CodeSet,
    text::{half_width, is_invisible},
};

/// A column that a kind of roster reads.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name in our templates.
    pub name: &'static str,
    /// Other names for it, the likeliest first.
    pub others: &'static [&'static str],
    /// True for a column without which a sheet is no roster of the kind.
    pub is_required: bool,
    /// What its cells may hold.
    pub input: Input,
}

/// What a cell of a column may hold.
#[derive(Debug, Clone, Copy)]
pub enum Input {
    /// A text, also one of digits.
    Text,
    /// A whole number up to this.
    Number(i32),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A value of one of these sets.
    Sets(&'static [&'static CodeSet]),
    /// A zone of the register.
    Zone,
}

impl Column {
    /// A column that every roster of its kind has.
    pub const fn required(name: &'static str, others: &'static [&'static str]) -> Self {
        Self { name, others, is_required: true, input: Input::Text }
    }

    /// A column that a roster may have.
    pub const fn optional(name: &'static str, others: &'static [&'static str]) -> Self {
        Self { name, others, is_required: false, input: Input::Text }
    }

    /// The same column, whose cells hold this.
    pub const fn of(self, input: Input) -> Self {
        Self { input, ..self }
    }
}

/// The header's cell as it is compared: people space out short headings such as 姓　名, so no blank counts, the
/// ideographic one (U+3000) included, and no invisible character.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// A squeezed header's cell without what is only said about the column: `*姓名`, `手机（必填）`, `从教年限(年)`.
fn plain(name: &str) -> String {
    let name = half_width(name);
    let marks = |c: char| matches!(c, '*' | '※' | '★' | ':' | '、' | '"' | '“' | '”');
    let name = name.trim_matches(marks);
    let bare = name.strip_suffix(')').and_then(|open| open.rsplit_once('(')).map_or(name, |(before, _)| before);
    bare.trim_matches(marks).to_lowercase()
}

/// Which column each cell of a header is. A column's own name goes before its other names, and of those an earlier one
/// before a later one; what is left is not read.
///
/// # Errors
/// The name that two cells have in the same right.
pub fn find(header: &[String], columns: &[Column]) -> Result<Vec<Option<&'static str>>, String> {
    let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let mut found = vec![None; header.len()];
    for column in columns {
        let names = std::iter::once(&column.name).chain(column.others);
        for name in names.map(|name| name.to_lowercase()) {
            let mut at = plain.iter().enumerate().filter(|(_, cell)| **cell == name).map(|(at, _)| at);
            match (at.next(), at.next()) {
                (None, _) => {}
                (Some(first), None) => {
                    // A name that another column has taken, such as 单位名称, is not read twice.
                    if let Some(free) = found.get_mut(first).filter(|known| known.is_none()) {
                        *free = Some(column.name);
                        break;
                    }
                }
                (Some(first), Some(_)) => return Err(header.get(first).cloned().unwrap_or_default()),
            }
        }
    }
    Ok(found)
}

/// True if the cell of a header names one of the columns.
pub fn is_known(name: &str, columns: &[Column]) -> bool {
    let name = plain(name);
    columns.iter().any(|column| column.name == name || column.others.iter().any(|other| other.to_lowercase() == name))
}

/// The letters by which spreadsheets call a column, counted from 0.
pub fn letters(column: usize) -> Cow<'static, str> {
    let mut letters = Vec::new();
    let mut rest = Some(column);
    while let Some(number) = rest {
        letters.push(char::from_digit(u32::try_from(number % 26).unwrap_or(0) + 10, 36).unwrap_or('a'));
        rest = (number / 26).checked_sub(1);
    }
    letters.iter().rev().map(char::to_ascii_uppercase).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::required("姓名", &[]),
        Column::optional("手机", &["手机号码", "联系电话"]),
        Column::optional("电子邮箱", &["Email"]),
    ];

    fn found(header: &[&str]) -> Result<Vec<Option<&'static str>>, String> {
        find(&header.iter().map(|name| squeeze(name)).collect::<Vec<_>>(), COLUMNS)
    }

    #[test]
    fn other_names_lead_to_the_column() {
        let expected = Ok(vec![Some("姓名"), None, Some("手机"), Some("电子邮箱")]);
        assert_eq!(
            found(&["*姓　名", "序号", "联系电话（必填）", "E-mail"]),
            Ok(vec![Some("姓名"), None, Some("手机"), None])
        );
        assert_eq!(found(&["姓名：", "序号", "手机号码", "EMAIL"]), expected);
    }

    #[test]
    fn own_name_goes_before_other_names() {
        assert_eq!(found(&["联系电话", "手机", "姓名"]), Ok(vec![None, Some("手机"), Some("姓名")]));
        assert_eq!(found(&["手机", "姓名", "手机"]), Err("手机".to_owned()));
        assert_eq!(found(&["备注", "姓名", "备注"]), Ok(vec![None, Some("姓名"), None]));
    }

    #[test]
    fn letters_are_those_of_spreadsheets() {
        assert_eq!([0, 25, 26, 51, 53, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BB", "ZZ", "AAA"]);
    }
}
