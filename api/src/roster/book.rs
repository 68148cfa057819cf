//! What all sheets of a workbook (XLSX) share: their names, shared strings and formats.

use std::{borrow::Cow, collections::HashMap, io::BufRead};

use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesStart, Event},
};

use super::{
    archive::Archive,
    number::Kind,
    unreadable::{Unreadable, broken, broken_by},
};

/// What is kept of a workbook while its sheets are read.
#[derive(Default)]
pub struct Book {
    /// Its sheets.
    pub sheets: Vec<SheetPart>,
    /// The texts that cells share, each with whether any of it is struck through.
    pub strings: Vec<(Box<str>, bool)>,
    /// The formats of cells.
    pub styles: Vec<Style>,
    /// True if days are counted from 1904.
    pub is_1904: bool,
}

/// A sheet of the workbook.
pub struct SheetPart {
    /// Its name.
    pub name: String,
    /// True if people do not see it.
    pub is_hidden: bool,
    /// The part of the archive that holds its cells.
    pub part: String,
}

/// What a format says about a cell's content.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// What its number is.
    pub kind: Kind,
    /// True if its text is struck through.
    pub is_struck: bool,
}

/// A part that another names.
struct Related {
    kind: String,
    part: String,
}

impl Book {
    /// Reads it.
    ///
    /// # Errors
    /// When the archive is no workbook, or a damaged one.
    pub fn read(archive: &mut Archive<'_>) -> Result<Self, Unreadable> {
        let top = relationships(archive, "")?;
        let main = top.into_values().find(|related| related.kind == "officeDocument");
        let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |related| related.part);
        if main.to_lowercase().ends_with(".bin") {
            // The binary workbook (XLSB) has its parts in a form of its own.
            return Err(Unreadable::OtherForm);
        }
        let related = relationships(archive, &main)?;
        let mut book = Self::default();
        book.read_sheets(archive, &main, &related)?;
        let part = |kind: &str, name: &str| {
            let named = related.values().find(|related| related.kind == kind);
            named.map_or_else(|| beside(&main, name), |related| related.part.clone())
        };
        book.read_strings(archive, &part("sharedStrings", "sharedStrings.xml"))?;
        book.read_styles(archive, &part("styles", "styles.xml"))?;
        Ok(book)
    }

    fn read_sheets(
        &mut self,
        archive: &mut Archive<'_>,
        main: &str,
        related: &HashMap<String, Related>,
    ) -> Result<(), Unreadable> {
        // An OpenDocument spreadsheet is an archive, too, and so is everything that somebody packed.
        let part = archive.part(main)?.ok_or(Unreadable::OtherForm)?;
        let mut is_workbook = false;
        each_start(part, |element| {
            match element.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "workbookPr" => self.is_1904 = is_true(attribute(element, "date1904")?),
                "sheet" => {
                    let id = attribute(element, "id")?.unwrap_or_default();
                    if let Some(sheet) = related.get(&*id).filter(|related| related.kind == "worksheet") {
                        self.sheets.push(SheetPart {
                            name: attribute(element, "name")?.unwrap_or_default().into_owned(),
                            is_hidden: attribute(element, "state")?.is_some_and(|state| state != "visible"),
                            part: sheet.part.clone(),
                        });
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        if is_workbook { Ok(()) } else { Err(Unreadable::OtherForm) }
    }

    fn read_strings(&mut self, archive: &mut Archive<'_>, name: &str) -> Result<(), Unreadable> {
        let Some(part) = archive.part(name)? else { return Ok(()) };
        let mut xml = reader(part);
        let (mut buffer, mut text) = (Vec::new(), String::new());
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(broken_by)? {
                Event::Start(element) if element.local_name().as_ref() == "si" => {
                    text.clear();
                    let is_struck = read_rich_text(&mut xml, "si", &mut text)?;
                    self.strings.push((text.as_str().into(), is_struck));
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn read_styles(&mut self, archive: &mut Archive<'_>, name: &str) -> Result<(), Unreadable> {
        let Some(part) = archive.part(name)? else { return Ok(()) };
        let mut kinds: HashMap<u32, Kind> = HashMap::new();
        let mut struck: Vec<bool> = Vec::new();
        // Only the fonts and formats of cells count, which other parts of the styles have, too.
        let mut within = String::new();
        each_start(part, |element| {
            let name = element.local_name();
            let name = name.as_ref();
            match name {
                "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs" | "cellStyles" => name.clone_into(&mut within),
                "numFmt" => {
                    let format = attribute(element, "formatCode")?.unwrap_or_default();
                    kinds.insert(number(attribute(element, "numFmtId")?), Kind::of_format(&format));
                }
                "font" if within == "fonts" => struck.push(false),
                "strike" if within == "fonts" => {
                    let is_struck = !attribute(element, "val")?.is_some_and(|value| matches!(&*value, "0" | "false"));
                    struck.last_mut().into_iter().for_each(|font| *font = is_struck);
                }
                "xf" if within == "cellXfs" => {
                    let format = number(attribute(element, "numFmtId")?);
                    let font = usize::try_from(number(attribute(element, "fontId")?)).ok();
                    self.styles.push(Style {
                        kind: kinds.get(&format).copied().unwrap_or_else(|| Kind::built_in(format)),
                        is_struck: font.and_then(|font| struck.get(font)).copied().unwrap_or_default(),
                    });
                }
                _ => {}
            }
            Ok(())
        })
    }
}

/// The parts that a part names, by their identifiers; those of the archive itself for "".
fn relationships(archive: &mut Archive<'_>, of: &str) -> Result<HashMap<String, Related>, Unreadable> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut found = HashMap::new();
    let Some(part) = archive.part(&name)? else { return Ok(found) };
    each_start(part, |element| {
        if element.local_name().as_ref() == "Relationship" {
            let kind = attribute(element, "Type")?.unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = attribute(element, "Target")?.unwrap_or_default();
            let id = attribute(element, "Id")?.unwrap_or_default().into_owned();
            found.insert(id, Related { kind, part: beside(of, &target) });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The name of a part that another calls `target`.
fn beside(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = part.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default();
    for step in target.split('/') {
        match step {
            "." => {}
            ".." => drop(path.pop()),
            name => path.push(name),
        }
    }
    path.join("/")
}

/// A reader of XML that tells an empty element as one that begins and ends.
pub fn reader<R: BufRead>(part: R) -> Reader<R> {
    let mut xml = Reader::from_reader(part);
    let config = xml.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    xml
}

/// Looks at the beginning of each element.
fn each_start(
    part: impl BufRead,
    mut look: impl FnMut(&BytesStart<'_>) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    let mut xml = reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(broken_by)? {
            Event::Start(element) => look(&element)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The value of an attribute, whatever its prefix.
pub fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Result<Option<Cow<'e, str>>, Unreadable> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(broken_by)?;
        if attribute.key.local_name().as_ref() == name {
            let value = match attribute.value {
                Cow::Borrowed(raw) => unescape(raw).map_err(broken_by)?,
                Cow::Owned(raw) => Cow::Owned(unescape(&raw).map_err(broken_by)?.into_owned()),
            };
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// True for an attribute that is set to yes.
pub fn is_true(value: Option<Cow<'_, str>>) -> bool {
    value.is_some_and(|value| matches!(&*value, "1" | "true" | "on"))
}

fn number(value: Option<Cow<'_, str>>) -> u32 {
    value.and_then(|value| value.parse().ok()).unwrap_or_default()
}

/// Reads a text in pieces, up to the end of the element around it, and says whether any piece is struck through. What is
/// said of how to pronounce it is left out.
pub fn read_rich_text<R: BufRead>(xml: &mut Reader<R>, around: &str, text: &mut String) -> Result<bool, Unreadable> {
    let (mut is_struck, mut is_phonetic) = (false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(broken_by)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "rPh" => is_phonetic = true,
                "t" if is_phonetic => read_text(xml, &mut String::new())?,
                "t" => read_text(xml, text)?,
                "strike" => {
                    is_struck |= !attribute(&element, "val")?.is_some_and(|value| matches!(&*value, "0" | "false"));
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "rPh" => is_phonetic = false,
                name if name == around => return Ok(is_struck),
                _ => {}
            },
            Event::Eof => return Err(broken("a text has no end")),
            _ => {}
        }
    }
}

/// Reads the text of an element up to its end.
pub fn read_text<R: BufRead>(xml: &mut Reader<R>, text: &mut String) -> Result<(), Unreadable> {
    let start = text.len();
    let mut depth: u32 = 0;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(broken_by)? {
            Event::Text(piece) => text.push_str(&piece.xml10_content()),
            Event::CData(piece) => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(named) => match named.resolve_char_ref().map_err(broken_by)? {
                Some(sign) => text.push(sign),
                None => {
                    let sign = resolve_predefined_entity(&named.xml10_content());
                    text.push_str(sign.ok_or_else(|| broken("the workbook defines a word of its own"))?);
                }
            },
            Event::Start(_) => depth = depth.saturating_add(1),
            Event::End(_) if depth > 0 => depth = depth.saturating_sub(1),
            Event::End(_) => break,
            Event::Eof => return Err(broken("a text has no end")),
            _ => {}
        }
    }
    if text.get(start..).is_some_and(|added| added.contains("_x")) {
        let added = text.split_off(start);
        text.push_str(&unescaped(&added));
    }
    Ok(())
}

/// Excel writes signs that XML cannot hold as `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        result.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let sign = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match sign {
            Some(sign) => {
                result.push(sign);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                result.push_str("_x");
                rest = after;
            }
        }
    }
    result.push_str(rest);
    result
}
