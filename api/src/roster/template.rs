//! Workbooks that we write for offices: the template of a roster, and a file back with its faults.

use std::{
    collections::{HashMap, HashSet},
    io::{Read, Seek, SeekFrom},
};

use domain::{Error, file::import::ImportKind};
use openapi::file::import::{ImportFault, ImportResult};
use rust_xlsxwriter::{Color, DataValidation, DataValidationRule, Format, Formula, Workbook, Worksheet, XlsxError};

use super::{
    columns::{Column, Input, letters},
    fault_column::{FAULTS, UNMENDED},
    file::{RosterFile, columns_of},
    table::Sheet,
};

/// Rows of a template that take text and offer choices, in rows.
const TEMPLATE_ROWS: u32 = 5_000;
/// Rows of a template whose cells are there, so that programs that know no format of a column know theirs, in rows.
const FORMATTED_ROWS: u32 = 200;
/// The largest file with its faults that is handed out, in bytes (32 MiB).
const ANNOTATED_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The longest text that says what is wrong with a row, in characters.
const FAULTS_CHARS_MAX: usize = 2_000;
/// The last row of a sheet, from 1.
const LAST_ROW: u32 = 1_048_576;
/// The longest name of a sheet, in characters.
const SHEET_NAME_CHARS_MAX: usize = 31;
/// The sheet of choices, which is hidden.
const CHOICES: &str = "选项";
/// The template of a kind of roster, with the zones that there are.
///
/// # Errors
/// When the workbook cannot be written.
pub fn template(kind: ImportKind, zones: &[String]) -> Result<Vec<u8>, Error> {
    write_template(kind, zones).map_err(Error::internal)
}

fn write_template(kind: ImportKind, zones: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let columns = columns_of(kind);
    let choices: Vec<Vec<&str>> = columns.iter().map(|column| choices_of(column, zones)).collect();
    let text = Format::new().set_num_format("@");
    let name = match kind {
        ImportKind::People => "名册",
        ImportKind::Schools => "学校",
        ImportKind::DutyRecords => "履职记录",
        ImportKind::Trainings => "培训记录",
        ImportKind::Findings => "督导发现",
    };
    let sheet = book.add_worksheet().set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, (column, choices)) in (0..).zip(columns.iter().zip(&choices)) {
        let heading = Format::new().set_bold().set_background_color(match column.is_required {
            true => Color::RGB(0xFF_E6_99),
            false => Color::RGB(0xDD_EB_F7),
        });
        sheet.write_string_with_format(0, at, column.name, &heading)?;
        sheet.set_column_width(at, if column.is_required { 20 } else { 14 })?;
        if !matches!(column.input, Input::Number(_)) {
            sheet.set_column_format(at, &text)?;
            for row in 1..=FORMATTED_ROWS {
                sheet.write_blank(row, at, &text)?;
            }
        }
        if let Some(rule) = rule(column, usize::from(at), choices.len()) {
            sheet.add_data_validation(1, at, TEMPLATE_ROWS, at, &rule)?;
        }
    }
    let sheet = book.add_worksheet().set_name(CHOICES)?;
    for (at, choices) in (0..).zip(&choices) {
        for (row, choice) in (0..).zip(choices) {
            sheet.write_string(row, at, *choice)?;
        }
    }
    sheet.set_hidden(true);
    book.save_to_buffer()
}

fn choices_of<'a>(column: &Column, zones: &'a [String]) -> Vec<&'a str> {
    match column.input {
        Input::Text | Input::Number(_) => Vec::new(),
        Input::Words(words) => words.to_vec(),
        Input::Sets(sets) => sets.iter().flat_map(|set| set.entries).map(|entry| entry.label).collect(),
        Input::Zone => zones.iter().map(String::as_str).collect(),
    }
}

/// The rule of a column's cells: a choice from the sheet of choices, or a number.
fn rule(column: &Column, at: usize, choices: usize) -> Option<DataValidation> {
    let rule = DataValidation::new();
    match column.input {
        Input::Number(most) => Some(rule.allow_whole_number(DataValidationRule::Between(0, most))),
        _ if choices == 0 => None,
        _ => {
            let letters = letters(at);
            Some(rule.allow_list_formula(Formula::new(format!("='{CHOICES}'!${letters}$1:${letters}${choices}"))))
        }
    }
}

/// The file with its faults: its tables, each with a column that says what is wrong with a row, and the faulty cells
/// coloured.
///
/// # Errors
/// [`Error::TooLarge`] beyond `ANNOTATED_BYTES_MAX`.
pub fn annotated(file: &RosterFile, result: &ImportResult) -> Result<Vec<u8>, Error> {
    let mut written = write_annotated(file, result).map_err(Error::internal)?;
    let length = written.seek(SeekFrom::End(0)).map_err(Error::internal)?;
    if length > ANNOTATED_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    written.seek(SeekFrom::Start(0)).map_err(Error::internal)?;
    let mut bytes = Vec::new();
    written.read_to_end(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

fn write_annotated(file: &RosterFile, result: &ImportResult) -> Result<std::fs::File, XlsxError> {
    let mut faults: HashMap<(Option<&str>, u32), Vec<&ImportFault>> = HashMap::new();
    for fault in result.faults.iter().flatten() {
        faults.entry((fault.sheet.as_deref(), fault.row)).or_default().push(fault);
    }
    let told: usize = faults.values().map(Vec::len).sum();
    let heading = match usize::try_from(result.fault_count).unwrap_or(usize::MAX) {
        count if count > told => format!("{FAULTS}（{told} / {count}）"),
        _ => FAULTS.to_owned(),
    };
    let mut book = Workbook::new();
    let mut names = HashSet::new();
    for sheet in &file.tables.sheets {
        let page = book.add_worksheet_with_constant_memory()?;
        page.set_name(sheet_name(sheet, &mut names))?;
        write_sheet(page, sheet, &heading, &faults)?;
    }
    let mut written = tempfile::tempfile().map_err(XlsxError::IoError)?;
    book.save_to_writer(&mut written)?;
    Ok(written)
}

/// A name that Excel takes, and that no other sheet has.
fn sheet_name(sheet: &Sheet, names: &mut HashSet<String>) -> String {
    let plain = |sign: &char| !"[]:*?/\\'".contains(*sign);
    let said = sheet.name.as_deref().unwrap_or_default();
    let name: String = said.chars().filter(plain).take(SHEET_NAME_CHARS_MAX).collect();
    let name = if name.is_empty() { format!("Sheet{}", sheet.number.saturating_add(1)) } else { name };
    if names.insert(name.to_lowercase()) { name } else { format!("Sheet{}", sheet.number.saturating_add(1)) }
}

fn write_sheet(
    page: &mut Worksheet,
    sheet: &Sheet,
    heading: &str,
    faults: &HashMap<(Option<&str>, u32), Vec<&ImportFault>>,
) -> Result<(), XlsxError> {
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let wrong = text.clone().set_background_color(Color::RGB(0xFF_C7_CE)).set_font_color(Color::RGB(0x9C_00_06));
    // Rows stay where they were, so that they have the numbers that the faults name; a text may have more lines than a
    // sheet has rows.
    let last = sheet.rows.last().map_or(sheet.header_row, |row| row.number);
    let keeps_rows = last <= LAST_ROW;
    let top = if keeps_rows { sheet.header_row.saturating_sub(1) } else { 0 };
    let column_of_faults = u16::try_from(sheet.header.len()).unwrap_or(u16::MAX);
    for (column, name) in (0..).zip(&sheet.header) {
        page.write_string_with_format(top, column, name, &bold)?;
    }
    page.write_string_with_format(top, column_of_faults, heading, &bold)?;
    page.set_column_width(column_of_faults, 60)?;
    for (at, row) in (top.saturating_add(1)..).zip(&sheet.rows) {
        let at = if keeps_rows { row.number.saturating_sub(1) } else { at };
        let of_row = faults.get(&(sheet.name.as_deref(), row.number)).map(Vec::as_slice).unwrap_or_default();
        for (column, (name, cell)) in (0..).zip(sheet.header.iter().zip(row.cells())) {
            let is_wrong = of_row.iter().any(|fault| fault.column == *name);
            match (is_wrong, cell.is_empty()) {
                (true, true) => drop(page.write_blank(at, column, &wrong)?),
                (true, false) => drop(page.write_string_with_format(at, column, cell, &wrong)?),
                (false, true) => {}
                (false, false) => drop(page.write_string_with_format(at, column, cell, &text)?),
            }
        }
        if !of_row.is_empty() {
            let said: Vec<String> = of_row.iter().map(|fault| format!("{}：{}", fault.column, fault.detail)).collect();
            let said = said.join("\n");
            let said = if row.is_doubtful() { format!("{UNMENDED} {said}") } else { said };
            let said: String = said.chars().take(FAULTS_CHARS_MAX).collect();
            page.write_string_with_format(at, column_of_faults, said, &wrong)?;
        }
    }
    Ok(())
}
