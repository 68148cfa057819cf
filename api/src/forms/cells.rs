//! The cells of a record as texts, written straight from its fields: a pull of millions of records makes no tree of values of
//! each.

use std::fmt::{Display, Write};

use serde::{
    Serialize, Serializer,
    ser::{Error as _, Impossible, SerializeMap, SerializeStruct},
};

use super::columns::PERSON_NAME;

/// Why a record has no cells.
type Error = serde_json::Error;

/// The cells of a record under some columns.
pub struct Cells {
    columns: Vec<String>,
    texts: Vec<String>,
    /// Under which columns each field of a record stands, in the order of the fields: found once, for all records alike.
    places: Vec<(&'static str, Vec<usize>)>,
}

impl Cells {
    /// Cells under these columns.
    pub fn under(columns: Vec<String>) -> Self {
        let texts = columns.iter().map(|_| String::new()).collect();
        Self { columns, texts, places: Vec::new() }
    }

    /// The cells of a record, with the name of its person where it does not have it itself: a text as it is shown and not
    /// computed, nothing as an empty cell, a list as JSON.
    ///
    /// # Errors
    /// When the record has no named fields.
    pub fn of(&mut self, record: &impl Serialize, person_name: Option<&str>) -> Result<&[String], Error> {
        self.texts.iter_mut().for_each(String::clear);
        record.serialize(Fields { cells: self, at: 0 })?;
        if let Some(name) = person_name {
            let cells = self.columns.iter().zip(&mut self.texts);
            cells.filter(|(column, _)| *column == PERSON_NAME).for_each(|(_, cell)| show(name, cell));
        }
        Ok(&self.texts)
    }
}

/// What begins a formula in spreadsheet programs, in the forms of both keyboards.
const FORMULA_SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// True for a text that a spreadsheet program may compute: it begins with a sign of a formula, also behind blanks, or with
/// a blank that such a program takes for the end of a cell.
pub fn begins_a_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(FORMULA_SIGNS)
}

/// The most digits of a number that a spreadsheet program shows as they are; from 16 on it does not even keep them.
const SHOWN_DIGITS_MAX: usize = 11;

/// True for a text that a spreadsheet program takes for a number and shows as another text: an account, a code with leading
/// zeros, a number with an exponent in it.
fn becomes_another_number(text: &str) -> bool {
    let text = text.trim();
    // Most texts are quickly seen to be none, or a whole number that is shown as it is.
    let is_whole = text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    let may_be_number = text.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    if !may_be_number || (is_whole && text.len() <= SHOWN_DIGITS_MAX) {
        return false;
    }
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    let shown = text.parse::<f64>().ok().filter(|_| is_number).map(|number| number.to_string());
    shown.is_some_and(|shown| shown != text || text.len() > SHOWN_DIGITS_MAX)
}

/// A text as a spreadsheet program shows it and does not compute it: what would begin a formula there (OWASP, CSV injection) or
/// become another number has an apostrophe before it.
fn show(text: &str, cell: &mut String) {
    if begins_a_formula(text) || becomes_another_number(text) {
        cell.push('\'');
    }
    cell.push_str(text);
}

/// A text as [`show`] writes it.
pub fn shown_in_csv(text: &str) -> String {
    let mut cell = String::new();
    show(text, &mut cell);
    cell
}

/// Takes a record apart, from a field on.
struct Fields<'a> {
    cells: &'a mut Cells,
    at: usize,
}

impl Cells {
    /// Finds under which columns a field stands that comes at a place of the record.
    fn find(&mut self, at: usize, name: &'static str) {
        if self.places.get(at).is_none_or(|(known, _)| *known != name) {
            let is_under = |(_, column): &(usize, &String)| *column == name;
            let under = self.columns.iter().enumerate().filter(is_under).map(|(place, _)| place).collect();
            self.places.truncate(at);
            self.places.push((name, under));
        }
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.cells.find(self.at, name);
        let Cells { texts, places, .. } = &mut *self.cells;
        for place in places.get(self.at).into_iter().flat_map(|(_, under)| under) {
            let Some(cell) = texts.get_mut(*place) else { continue };
            fill(cell, value)?;
        }
        self.at += 1;
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

/// Kinds of values that something is not.
macro_rules! refused {
    ($why:literal; $($method:ident($($kind:ty),*) -> $answer:ty;)+) => {$(
        fn $method(self, $(_: $kind),*) -> Result<$answer, Error> {
            Err(Error::custom($why))
        }
    )+};
}

/// Takes a text, a number, or nothing; refuses what has parts, before it writes any of it.
struct Cell<'a>(&'a mut String);

impl Cell<'_> {
    fn number(self, number: impl Display) -> Result<(), Error> {
        write!(self.0, "{number}").map_err(Error::custom)
    }
}

/// Numbers that are written as they are shown.
macro_rules! shown {
    ($($method:ident($kind:ty);)+) => {$(
        fn $method(self, value: $kind) -> Result<(), Error> {
            self.number(value)
        }
    )+};
}

impl Serializer for Cell<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    shown! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
    }

    refused! {
        "it has parts, or a form of its own in JSON";
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        show(text, self.0);
        Ok(())
    }

    fn serialize_char(self, letter: char) -> Result<(), Error> {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Error> {
        write!(self.0, "{value}").map_err(Error::custom)?;
        if begins_a_formula(self.0) || becomes_another_number(self.0) {
            self.0.insert(0, '\'');
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<(), Error> {
        self.serialize_str(word)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error::custom("it has parts"))
    }
}

/// Takes a record apart that is an object of JSON.
struct Members<'a> {
    cells: &'a mut Cells,
    name: String,
}

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        self.name.clear();
        name.serialize(Cell(&mut self.name))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let Cells { columns, texts, .. } = &mut *self.cells;
        for (_, cell) in columns.iter().zip(texts).filter(|(column, _)| **column == self.name) {
            fill(cell, value)?;
        }
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

/// Writes a value into its cell: what has parts, or a form of its own in JSON, as JSON.
fn fill<T: Serialize + ?Sized>(cell: &mut String, value: &T) -> Result<(), Error> {
    if value.serialize(Cell(cell)).is_err() {
        cell.push_str(&serde_json::to_string(value)?);
    }
    Ok(())
}

impl<'a> Serializer for Fields<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Error>;

    refused! {
        "a record has named fields";
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error::custom("a record has named fields"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, Error> {
        Ok(Members { cells: self.cells, name: String::new() })
    }
}

#[cfg(test)]
mod tests {
    use openapi::kernel::page::Collection;

    use super::*;

    #[derive(Serialize)]
    struct Record {
        text: &'static str,
        amount: i64,
        nothing: Option<i64>,
        list: Vec<&'static str>,
        ratio: f64,
        is_true: bool,
    }

    #[test]
    fn texts_that_begin_a_formula_on_any_keyboard_are_shown() {
        for text in ["=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", "\t=1", "\r1", "\n1", " =1", "\u{3000}＝1"]
        {
            assert!(begins_a_formula(text), "{text:?}");
            let mut cell = String::new();
            show(text, &mut cell);
            assert_eq!(cell, format!("'{text}"));
        }
        for text in ["", "a=1", "督学", "1-2", "—", "'=1", "［1］"] {
            assert!(!begins_a_formula(text), "{text:?}");
        }
    }

    #[test]
    fn texts_that_would_become_other_numbers_are_shown() {
        for text in [
            "6222021111222233344",
            "622202111122",
            "011",
            "00",
            "1E5",
            "12e3",
            "3.10",
            ".5",
            "0871",
            " 6222021111222233344",
            "1e999",
        ] {
            assert!(becomes_another_number(text), "{text:?}");
        }
        for text in [
            "",
            "340800",
            "11",
            "0",
            "3.1",
            "34080012345",
            "6222****3344",
            "11010119900307123X",
            "2026-11",
            "NaN",
            "inf",
            "一",
            "1_000",
            "DX2K9E7",
        ] {
            assert!(!becomes_another_number(text), "{text:?}");
        }
    }

    #[test]
    fn a_cell_says_what_json_says_and_is_never_computed() {
        let record =
            Record { text: "=1+2", amount: -3, nothing: None, list: vec!["=a", "b"], ratio: 0.1, is_true: true };
        let columns = ["ratio", "amount", "text", "nothing", "list", "is_true", "unknown"].map(str::to_owned);
        let mut cells = Cells::under(columns.to_vec());
        for _ in 0..2 {
            assert_eq!(cells.of(&record, None).unwrap(), ["0.1", "-3", "'=1+2", "", "[\"=a\",\"b\"]", "true", ""]);
        }
        assert!(cells.of(&"text", None).is_err());
        // An object of JSON has the same cells.
        let shown = cells.of(&record, None).unwrap().to_vec();
        assert_eq!(cells.of(&serde_json::to_value(&record).unwrap(), None).unwrap(), shown);
        assert!(
            cells
                .of(&Some(Collection::<i64> { items: vec![7], next: None, total: None, merged: Vec::new() }), None)
                .is_ok()
        );
        let mut cells = Cells::under(vec![PERSON_NAME.to_owned(), "amount".to_owned()]);
        assert_eq!(cells.of(&record, Some("=甲")).unwrap(), ["'=甲", "-3"]);
    }
}
