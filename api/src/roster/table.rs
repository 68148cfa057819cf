//! A table that grows line by line, whatever file the lines come from: first its header is looked for, then rows are kept.

use domain::file::import::{IGNORED_MAX, IgnoredSheet, IgnoredSheetReason};

use super::{
    bounds::{CELLS_MAX, HEADER_ROWS_MAX, ROWS_MAX, TEXT_BYTES_MAX},
    columns::{self, Column, squeeze},
    line::{Line, Oddity, check_length, is_blank},
    merges::Merges,
    unreadable::{Unreadable, broken, no_header, shortened, too_large},
};

/// A table of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its number among the tables of the file, from 0.
    pub number: u32,
    /// The name of its sheet; none for a text file.
    pub name: Option<String>,
    /// True if its cells have types, so that a text is known from a number.
    pub is_typed: bool,
    /// The row that its header ends with, from 1.
    pub header_row: u32,
    /// The header cells without any blanks, in the order of the file; a column without a name is "".
    pub header: Vec<String>,
    /// Which column of the roster each header cell is; none for one that is not read.
    pub columns: Vec<Option<&'static str>>,
    /// The rows below the header that hold anything.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// Where a column of the roster is.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The number a person sees beside the row, from 1: the sheet's row, or the line of a CSV file.
    pub number: u32,
    /// True if the file hides the row, or filters it out.
    pub is_hidden: bool,
    /// The texts of all cells, one behind another: a table may have millions of cells, most of them short.
    text: Box<str>,
    /// Where each cell's text ends; there are as many as the header has columns.
    ends: Box<[u32]>,
    /// What is odd about cells, by column.
    oddities: Box<[(u8, Oddity)]>,
}

impl Row {
    /// A row of these cells.
    pub fn new(number: u32, cells: &[String]) -> Self {
        let mut end: usize = 0;
        let ends = cells.iter().map(|cell| {
            end = end.saturating_add(cell.len());
            u32::try_from(end).unwrap_or(u32::MAX)
        });
        let (ends, text) = (ends.collect(), cells.concat().into());
        Self { number, is_hidden: false, text, ends, oddities: Box::default() }
    }

    /// The text of a cell, "" where the sheet has nothing; none beyond the last column.
    pub fn cell(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }

    /// The texts of all cells, in the order of the header.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|column| self.cell(column))
    }

    /// True if the file says something of the row that makes its texts doubtful.
    pub fn is_doubtful(&self) -> bool {
        self.is_hidden || !self.oddities.is_empty()
    }

    /// What is odd about cells, by column.
    pub fn oddities(&self) -> impl Iterator<Item = (usize, Oddity)> {
        self.oddities.iter().map(|(column, oddity)| (usize::from(*column), *oddity))
    }
}

/// What to do with a filled cell to the right of the header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Surplus {
    /// In CSV a comma too many has moved the cells, so the row cannot be trusted.
    Refused,
    /// In a workbook it is a scribble beside the table.
    Ignored,
}

/// Whether a table wants more lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It does.
    More,
    /// The header can no longer come.
    Nothing,
}

/// What all tables of a file have taken of what they may take together.
#[derive(Default)]
pub struct Taken {
    rows: u32,
    cells: u32,
    text_bytes: usize,
}

/// A table that is being read.
pub struct Table<'a> {
    wanted: &'static [Column],
    surplus: Surplus,
    merges: Merges,
    taken: &'a mut Taken,
    /// Names of the row above, while the header is looked for.
    above: Option<(u32, Vec<String>)>,
    /// True if a row above the header says that this is a sample.
    is_sample: bool,
    /// The required columns that a row had that is no header because it has not all of them.
    nearly: Option<Vec<&'static str>>,
    /// True if any cell holds anything.
    has_content: bool,
    sheet: Option<Sheet>,
    /// Rows that are notes if no other row follows them.
    held: Vec<Row>,
    /// Columns beyond the header or without a name that hold something.
    filled: Vec<usize>,
}

/// What became of a sheet.
pub enum Found {
    /// A table, and the columns of it that are not read.
    Table(Sheet, Vec<String>),
    /// No roster, for this reason.
    Nothing(IgnoredSheetReason),
    /// Nothing at all.
    Empty,
}

impl<'a> Table<'a> {
    /// A table with these columns.
    pub fn new(wanted: &'static [Column], surplus: Surplus, merges: Merges, taken: &'a mut Taken) -> Self {
        Self {
            wanted,
            surplus,
            merges,
            taken,
            above: None,
            is_sample: false,
            nearly: None,
            has_content: false,
            sheet: None,
            held: Vec::new(),
            filled: Vec::new(),
        }
    }

    /// How many columns the header has, as far as it is known.
    pub fn width(&self) -> usize {
        self.sheet.as_ref().map_or(0, |sheet| sheet.header.len())
    }

    /// Takes the next line.
    ///
    /// # Errors
    /// When the table has more than we take, or contradicts itself.
    pub fn take(&mut self, mut line: Line) -> Result<Wanted, Unreadable> {
        self.has_content = self.has_content || line.cells.iter().any(|cell| !is_blank(cell));
        let Some(sheet) = &self.sheet else {
            self.merges.fill(&mut line);
            if line.number > HEADER_ROWS_MAX {
                return Ok(Wanted::Nothing);
            }
            self.look_for_header(&line)?;
            return Ok(Wanted::More);
        };
        // A row that has nothing of its own is none, whatever cells above are merged into it.
        let mut own = sheet.columns.iter().enumerate().filter(|(_, column)| column.is_some());
        let is_row = own.any(|(at, _)| line.is_filled(at));
        self.merges.fill(&mut line);
        if self.sheet.as_ref().is_some_and(|sheet| sheet.rows.is_empty()) && self.goes_on_with_header(&line) {
            return self.lengthen_header(&line).map(|()| Wanted::More);
        }
        self.add(line, is_row)?;
        Ok(Wanted::More)
    }

    /// A header may stand in two rows, one of them with what the other has not.
    fn look_for_header(&mut self, line: &Line) -> Result<(), Unreadable> {
        let mut names = line.names();
        let mut filled = names.iter().filter(|name| !name.is_empty());
        let title = filled.next().filter(|_| filled.next().is_none()).cloned();
        if let Some((number, above)) = self.above.take()
            && number.checked_add(1) == Some(line.number)
            && above.iter().any(|name| columns::is_known(name, self.wanted))
        {
            names.resize(names.len().max(above.len()), String::new());
            for (name, above) in names.iter_mut().zip(above).filter(|(name, _)| name.is_empty()) {
                *name = above;
            }
        }
        let missing = self.missing_of(&names);
        if missing.is_empty() {
            return self.start(line, names);
        }
        self.is_sample = self.is_sample || title.is_some_and(|title| is_sample(&title));
        if missing.len() == 1 && self.wanted.iter().filter(|column| column.is_required).count() > 2 {
            self.nearly = Some(missing);
        }
        self.above = Some((line.number, names));
        Ok(())
    }

    /// The required columns that these names have not.
    fn missing_of(&self, names: &[String]) -> Vec<&'static str> {
        let named = |column: &&Column| names.iter().any(|name| columns::is_known(name, std::slice::from_ref(*column)));
        let required = self.wanted.iter().filter(|column| column.is_required);
        required.filter(|column| !named(column)).map(|column| column.name).collect()
    }

    /// True for a second row of the header: under the columns that every roster has it says nothing but their names, and
    /// it names another column.
    fn goes_on_with_header(&self, line: &Line) -> bool {
        let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.header_row.checked_add(1) == Some(line.number))
        else {
            return false;
        };
        let is_required = |name: &str| self.wanted.iter().any(|column| column.is_required && column.name == name);
        let mut names_another = false;
        for (at, cell) in line.cells.iter().enumerate() {
            let name = squeeze(cell);
            let above = sheet.header.get(at).map_or("", String::as_str);
            if name.is_empty() || name == above {
                continue;
            }
            match sheet.columns.get(at).copied().flatten() {
                Some(column) if is_required(column) => return false,
                _ => names_another = names_another || columns::is_known(&name, self.wanted),
            }
        }
        names_another
    }

    fn lengthen_header(&mut self, line: &Line) -> Result<(), Unreadable> {
        let Some(sheet) = self.sheet.take() else { return Ok(()) };
        let mut names = line.names();
        names.resize(names.len().max(sheet.header.len()), String::new());
        for (name, above) in names.iter_mut().zip(sheet.header).filter(|(name, _)| name.is_empty()) {
            *name = above;
        }
        self.start(line, names)
    }

    fn start(&mut self, line: &Line, mut names: Vec<String>) -> Result<(), Unreadable> {
        if line.is_wide {
            return Err(Unreadable::TooManyColumns);
        }
        let width = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last.saturating_add(1));
        check_length(line, width)?;
        names.truncate(width);
        let columns = columns::find(&names, self.wanted).map_err(|name| Unreadable::SameColumns { name })?;
        self.sheet = Some(Sheet {
            number: 0,
            name: None,
            is_typed: self.surplus == Surplus::Ignored,
            header_row: line.number,
            header: names,
            columns,
            rows: Vec::new(),
        });
        Ok(())
    }

    fn add(&mut self, mut line: Line, is_row: bool) -> Result<(), Unreadable> {
        let (number, width) = (line.number, self.width());
        if line.is_wide {
            return Err(Unreadable::TooManyColumns);
        }
        check_length(&line, width)?;
        let mut surplus = line.cells.iter().skip(width);
        if self.surplus == Surplus::Refused && (surplus.any(|cell| !is_blank(cell)) || line.overlong.is_some()) {
            return Err(broken(&format!("row {number} has more cells than the header")));
        }
        self.note_filled(&line);
        line.cells.resize(width, String::new());
        if !is_row || self.is_header_again(&line) {
            return Ok(());
        }
        if line.cells.iter().any(|cell| cell.contains('\0')) {
            return Err(broken(&format!("row {number} has a cell that is not text")));
        }
        let note = self.note_kind(&line.cells);
        line.oddities.retain(|(column, _)| usize::from(*column) < width);
        let row = Row { is_hidden: line.is_hidden, oddities: line.oddities.into(), ..Row::new(number, &line.cells) };
        match note {
            Note::Marked => Ok(()),
            Note::IfLast => self.charge(&row).map(|()| self.held.push(row)),
            Note::No => {
                self.charge(&row)?;
                if let Some(sheet) = &mut self.sheet {
                    sheet.rows.append(&mut self.held);
                    sheet.rows.push(row);
                }
                Ok(())
            }
        }
    }

    /// Notes the columns without a name that hold something.
    fn note_filled(&mut self, line: &Line) {
        let Some(sheet) = &self.sheet else { return };
        for (at, cell) in line.cells.iter().enumerate() {
            let is_named = sheet.header.get(at).is_some_and(|name| !name.is_empty());
            if !is_named && !is_blank(cell) && !self.filled.contains(&at) {
                self.filled.push(at);
            }
        }
    }

    /// Printed rosters repeat their header on each page.
    fn is_header_again(&self, line: &Line) -> bool {
        let Some(sheet) = &self.sheet else { return false };
        let mut pairs = line.cells.iter().zip(&sheet.header).filter(|(cell, _)| !is_blank(cell));
        line.oddities.is_empty() && pairs.all(|(cell, name)| squeeze(cell) == *name)
    }

    /// A remark below the table begins with a word that marks it. One that does not fills only the first cell, holds a sign
    /// that no name and no number has, and nothing follows it: a damaged row is reported and not dropped.
    fn note_kind(&self, cells: &[String]) -> Note {
        let Some(sheet) = &self.sheet else { return Note::No };
        let first_named = sheet.header.iter().position(|name| !name.is_empty());
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell));
        let Some((column, text)) = filled.next() else { return Note::No };
        let text = squeeze(text);
        let is_required = |at: usize| {
            let column = sheet.columns.get(at).copied().flatten();
            self.wanted.iter().any(|known| known.is_required && Some(known.name) == column)
        };
        let stands_alone = !filled.clone().any(|(at, _)| is_required(at));
        if ["合计", "总计", "共计", "小计"].contains(&text.trim_end_matches([':', '：'])) {
            return if stands_alone { Note::Marked } else { Note::No };
        }
        if sheet.header.len() <= 2 {
            return Note::No;
        }
        let is_first = column <= first_named.unwrap_or(0);
        let is_marked = NOTE_WORDS.iter().any(|word| text.starts_with(word));
        // Signatures fill several cells: 填表人：…, 审核人：….
        if is_marked && stands_alone && (is_first || text.contains([':', '：'])) {
            return Note::Marked;
        }
        let is_sentence =
            text.contains(['：', ':', '；', ';', '，', ',', '。']) || text.chars().count() > NAME_CHARS_MAX;
        let is_note = is_first && filled.next().is_none() && is_sentence && !sheet.rows.is_empty();
        if is_note { Note::IfLast } else { Note::No }
    }

    /// Counts a row against the limits before it is kept.
    fn charge(&mut self, row: &Row) -> Result<(), Unreadable> {
        let width = u32::try_from(row.ends.len()).unwrap_or(u32::MAX).max(1);
        let taken = &mut *self.taken;
        taken.rows = taken.rows.saturating_add(1);
        taken.cells = taken.cells.saturating_add(width);
        taken.text_bytes = taken.text_bytes.saturating_add(row.text.len());
        if taken.rows > ROWS_MAX || taken.cells > CELLS_MAX {
            let limit = ROWS_MAX.min(CELLS_MAX.checked_div(width).unwrap_or(0));
            return Err(Unreadable::TooManyRows { limit });
        }
        if taken.text_bytes > TEXT_BYTES_MAX {
            return Err(too_large(TEXT_BYTES_MAX));
        }
        Ok(())
    }

    /// What the lines made.
    ///
    /// # Errors
    /// [`Unreadable::SheetHeader`] for a sheet that looks like a roster and lacks a column that every roster has.
    pub fn finish(self, name: Option<&str>) -> Result<Found, Unreadable> {
        let is_sample = self.is_sample || name.is_some_and(is_sample);
        let Some(sheet) = self.sheet else {
            return match (self.nearly, name) {
                (Some(missing), Some(name)) if !is_sample => {
                    Err(Unreadable::SheetHeader { sheet: shortened(name), missing: missing.join("、") })
                }
                _ if !self.has_content => Ok(Found::Empty),
                _ if is_sample => Ok(Found::Nothing(IgnoredSheetReason::Sample)),
                _ => Ok(Found::Nothing(IgnoredSheetReason::NoHeader)),
            };
        };
        if is_sample {
            return Ok(Found::Nothing(IgnoredSheetReason::Sample));
        }
        let named =
            sheet.header.iter().zip(&sheet.columns).filter(|(name, column)| column.is_none() && !name.is_empty());
        let mut ignored: Vec<String> = named.map(|(name, _)| name.clone()).collect();
        ignored.extend(self.filled.iter().map(|at| columns::letters(*at).into_owned()));
        Ok(Found::Table(sheet, ignored))
    }
}

/// The tables of a file, and what of it was not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// The tables, in the order of the file.
    pub sheets: Vec<Sheet>,
    /// The columns that were not read: their names, or their letters where they have no name.
    pub ignored_columns: Vec<String>,
    /// The sheets that were not read and are not empty.
    pub ignored_sheets: Vec<IgnoredSheet>,
}

impl Tables {
    /// Adds what became of a sheet, in the order of the file.
    pub fn add(&mut self, name: Option<&str>, found: Found) {
        match found {
            Found::Empty => {}
            Found::Nothing(reason) => self.ignore(name.unwrap_or_default(), reason),
            Found::Table(mut sheet, ignored) => {
                sheet.number = u32::try_from(self.sheets.len()).unwrap_or(u32::MAX);
                sheet.name = name.map(shortened);
                self.sheets.push(sheet);
                for column in ignored.iter().map(|name| shortened(name)) {
                    if self.ignored_columns.contains(&column) {
                        continue;
                    }
                    match self.ignored_columns.len() {
                        count if count < IGNORED_MAX => self.ignored_columns.push(column),
                        IGNORED_MAX => self.ignored_columns.push("…".to_owned()),
                        _ => return,
                    }
                }
            }
        }
    }

    /// Notes a sheet that is not read.
    pub fn ignore(&mut self, name: &str, reason: IgnoredSheetReason) {
        if self.ignored_sheets.len() < IGNORED_MAX {
            self.ignored_sheets.push(IgnoredSheet { name: shortened(name), reason });
        }
    }

    /// The tables, of which there is at least one.
    ///
    /// # Errors
    /// [`Unreadable::IgnoredSheets`] or [`Unreadable::NoHeader`].
    pub fn finish(self, columns: &[Column]) -> Result<Self, Unreadable> {
        if !self.sheets.is_empty() {
            return Ok(self);
        }
        let is = |reason| move |sheet: &IgnoredSheet| sheet.reason == reason;
        let mut ignored = self.ignored_sheets.iter();
        let has_sample = ignored.clone().any(is(IgnoredSheetReason::Sample));
        let is_hidden = !self.ignored_sheets.is_empty() && ignored.all(is(IgnoredSheetReason::Hidden));
        if has_sample || is_hidden {
            let unread = self.ignored_sheets.into_iter().filter(|sheet| sheet.reason != IgnoredSheetReason::NoHeader);
            let names: Vec<String> = unread.map(|sheet| sheet.name).collect();
            return Err(Unreadable::IgnoredSheets { sheets: names.join("、") });
        }
        Err(no_header(columns))
    }
}

/// Makes lines of cells that come one by one, row by row.
pub struct Feed<'f, 't> {
    table: &'f mut Table<'t>,
    line: Line,
}

impl<'f, 't> Feed<'f, 't> {
    /// Cells of this table.
    pub fn of(table: &'f mut Table<'t>) -> Self {
        Self { table, line: Line::new(0, 0) }
    }

    /// The line of a row, from 1; none when the table wants no more.
    ///
    /// # Errors
    /// When the rows are out of order, and as [`Table::take`].
    pub fn line(&mut self, number: u32, is_hidden: bool) -> Result<Option<&mut Line>, Unreadable> {
        if number < self.line.number {
            return Err(broken("the rows are out of order"));
        }
        if number > self.line.number {
            let next = Line { is_hidden, ..Line::new(number, self.table.width()) };
            if self.table.take(std::mem::replace(&mut self.line, next))? == Wanted::Nothing {
                return Ok(None);
            }
        }
        Ok(Some(&mut self.line))
    }

    /// Gives the last line to the table.
    ///
    /// # Errors
    /// As [`Table::take`].
    pub fn finish(self) -> Result<(), Unreadable> {
        self.table.take(self.line).map(drop)
    }
}

/// The longest name that a remark below a table is told from, in characters.
const NAME_CHARS_MAX: usize = 20;
/// How remarks below a table begin.
const NOTE_WORDS: [&str; 12] =
    ["注", "说明", "备注", "填表", "制表", "填报", "审核", "联系人", "以上", "附件", "单位盖章", "单位负责人"];

/// Whether a row is a remark and not data.
enum Note {
    No,
    /// It begins with a word that says so.
    Marked,
    /// It is one if no data follow.
    IfLast,
}

/// True if the name of a sheet, or a title in it, says that it shows how to fill in another: 填写示例, 名册（样表）.
fn is_sample(name: &str) -> bool {
    let name = squeeze(name);
    let name = name.trim_matches(|sign: char| {
        sign.is_ascii_punctuation() || sign.is_ascii_digit() || "（）【】：。".contains(sign)
    });
    let ends = ["示例", "样例", "样表", "范例", "例表"];
    let bare = ["表", "页", "数据"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    ["填写示例", "填表示例", "填报示例"].iter().any(|begin| name.starts_with(begin))
        || ends.iter().any(|end| name.ends_with(end) || bare.ends_with(end))
}

/// True for a word that marks a row as one that shows how to fill in the others.
pub fn is_sample_word(text: &str) -> bool {
    let text = squeeze(text);
    let text = text.trim_matches(|c: char| c.is_ascii_punctuation() || "（）【】：".contains(c));
    ["例", "示例", "样例", "范例", "填写示例", "填表示例", "举例"].contains(&text)
}
