//! The reading of files of every format, and the bounds on it.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use domain::file::import::{IgnoredSheet, IgnoredSheetReason};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    archive::{UNZIPPED_BYTES_MAX, ZIP_ENTRIES_MAX},
    bounds::{CELL_CHARS_MAX, ROWS_MAX},
    columns::Column,
    file::FILE_BYTES_MAX,
    line::Oddity,
    people,
    table::{Row, Sheet, Tables},
    text::LINE_BYTES_MAX,
    unreadable::Unreadable,
};

type Outcome = Result<(), Box<dyn Error>>;

const ROSTER: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster.xlsx"));
const DIRTY: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster-dirty.xlsx"));
const SCHOOLS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/schools.xlsx"));
const ROSTER_XLS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster.xls"));
const ROSTER_CSV: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/rosters/roster-gbk.csv"));
const PEOPLE: &[Column] =
    &[Column::required("姓名", &[]), Column::required("身份证号", &[]), Column::required("工作单位", &[])];
const AB: &[Column] = &[Column::required("甲", &[]), Column::required("乙", &[]), Column::optional("丙", &["三"])];
const STYLES: &str = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>";

fn column<'a>(sheet: &'a Sheet, name: &str) -> Vec<&'a str> {
    let position = sheet.header.iter().position(|heading| heading == name);
    sheet.rows.iter().filter_map(|row| row.cell(position?)).collect()
}

fn numbers(sheet: &Sheet) -> Vec<u32> {
    sheet.rows.iter().map(|row| row.number).collect()
}

fn read(bytes: &[u8], columns: &'static [Column]) -> Result<Sheet, Unreadable> {
    super::file::read(bytes, columns).map(|mut tables| tables.sheets.remove(0))
}

fn tables(bytes: &[u8]) -> Result<Tables, Unreadable> {
    super::file::read(bytes, AB)
}

fn code(bytes: &[u8], required: &'static [Column]) -> Option<&'static str> {
    read(bytes, required).err().map(|error| error.wording().map_or("too_large", |wording| wording.key()))
}

fn archive(parts: &[(&str, &[u8])]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default())?;
        writer.write_all(content)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A workbook with a sheet for each content (all of the `worksheet` element), and further parts.
fn workbook(sheets: &[&str], styles: &str, more: &[(&str, &[u8])]) -> Result<Vec<u8>, Box<dyn Error>> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let top = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let (mut list, mut links, mut names) = (String::new(), String::new(), Vec::new());
    for number in 1..=sheets.len() {
        write!(list, "<sheet name=\"S{number}\" sheetId=\"{number}\" r:id=\"r{number}\"/>")?;
        write!(
            links,
            "<Relationship Id=\"r{number}\" Type=\"{TYPE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        )?;
        names.push(format!("xl/worksheets/sheet{number}.xml"));
    }
    let list = format!("<workbook><sheets>{list}</sheets></workbook>");
    let links = format!("<Relationships>{links}</Relationships>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", top.as_bytes()),
        ("xl/workbook.xml", list.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
    ];
    let contents = sheets.iter().map(|sheet| sheet.as_bytes());
    parts.extend(names.iter().map(String::as_str).zip(contents));
    parts.extend_from_slice(more);
    archive(&parts)
}

fn worksheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn one_sheet(rows: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    workbook(&[&worksheet(rows)], STYLES, &[])
}

fn text_row(number: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| format!("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{cell}</t></is></c>"))
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

#[test]
fn the_samples_are_read() -> Outcome {
    let book = read(ROSTER, PEOPLE)?;
    let list = read(ROSTER_CSV, PEOPLE)?;
    assert_eq!((book.rows.len(), list.rows.len()), (121, 121));
    assert_eq!(book.header.len(), 26);
    assert_eq!(numbers(&book), (3..=123).collect::<Vec<_>>());
    assert_eq!(numbers(&list), (2..=122).collect::<Vec<_>>());
    for name in &book.header {
        assert_eq!(column(&book, name), column(&list, name), "{name}");
    }
    assert!(column(&book, "身份证号").iter().all(|id| id.len() == 18));
    let dirty = read(DIRTY, PEOPLE)?;
    assert_eq!(numbers(&dirty), (3..=62).collect::<Vec<_>>());
    let schools = read(SCHOOLS, &super::schools::COLUMNS)?;
    assert_eq!(numbers(&schools), (2..=119).collect::<Vec<_>>());
    assert_eq!(column(&schools, "学生数").first(), Some(&"3118"));
    Ok(())
}

#[test]
fn values_become_the_text_a_person_would_type() -> Outcome {
    let header = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>甲</v></c><c r=\"B1\" t=\"str\"><v>乙</v></c></row>";
    let values = [
        ("<c r=\"B2\"><v>12</v></c>", "12"),
        ("<c r=\"B2\"><v>12.5</v></c>", "12.5"),
        ("<c r=\"B2\"><v>1E+17</v></c>", "100000000000000000"),
        ("<c r=\"B2\"><v>-0</v></c>", "0"),
        ("<c r=\"B2\" t=\"str\"><v>110101199003070000</v></c>", "110101199003070000"),
        ("<c r=\"B2\" s=\"1\"><v>44075</v></c>", "2020-09-01"),
        ("<c r=\"B2\" s=\"2\"><v>44075.5</v></c>", "2020-09-01 12:00:00"),
        ("<c r=\"B2\" s=\"3\"><v>1.5</v></c>", "1.5"),
        ("<c r=\"B2\" t=\"d\"><v>2020-09-01</v></c>", "2020-09-01"),
        ("<c r=\"B2\" t=\"b\"><v>1</v></c>", "TRUE"),
        ("<c r=\"B2\" t=\"e\"><v>#N/A</v></c>", "#N/A"),
        ("<c r=\"B2\" t=\"n\"><f>SUM(C1:C9)</f><v>7</v></c>", "7"),
        ("<c r=\"B2\" t=\"str\"><f>A1&amp;\"\"</f><v>丙</v></c>", "丙"),
        ("<c r=\"B2\" t=\"str\"><f>A1</f><v></v></c>", ""),
        ("<c r=\"B2\" t=\"inlineStr\"/>", ""),
    ];
    for (cell, expected) in values {
        let book = one_sheet(&format!("{header}<row r=\"2\"><c r=\"A2\"><v>1</v></c>{cell}</row>"))?;
        assert_eq!(column(&read(&book, AB)?, "乙"), [expected], "{cell}");
    }
    Ok(())
}

#[test]
fn header_is_found_near_the_top_of_any_visible_sheet() -> Outcome {
    let other = worksheet(&text_row(1, &["目录"]));
    let table = worksheet(&format!(
        "{}{}{}{}",
        text_row(1, &["名册"]),
        text_row(4, &["丙", " 乙　", "甲 ", ""]),
        text_row(5, &["", " ", "　"]),
        text_row(7, &["3", "2", "1", "旁注"]),
    ));
    let sheet = read(&workbook(&[&other, &table], STYLES, &[])?, AB)?;
    assert_eq!(sheet.header, ["丙", "乙", "甲"]);
    let expected = Row::new(7, &["3", "2", "1"].map(str::to_owned));
    assert_eq!(sheet.rows, [expected]);
    let low = one_sheet(&text_row(21, &["甲", "乙"]))?;
    assert_eq!(code(&low, AB), Some("file_header"));
    let missing = read(SCHOOLS, PEOPLE);
    let expected = PEOPLE.iter().map(|column| column.name.to_owned()).collect();
    assert_eq!(missing, Err(Unreadable::NoHeader { expected }));
    let twice = one_sheet(&text_row(1, &["甲", "乙", "甲"]))?;
    assert_eq!(code(&twice, AB), Some("file_same_columns"));
    Ok(())
}

#[test]
fn notes_are_skipped_and_damaged_rows_are_not() -> Outcome {
    let text = "甲,乙,丙\n注：一\n第一,,\n1,2,3\n张三,,\n4,5,6\n7,,\n制表人：某,,\n";
    let sheet = read(text.as_bytes(), AB)?;
    assert_eq!(column(&sheet, "甲"), ["第一", "1", "张三", "4", "7"]);
    assert_eq!(numbers(&sheet), [3, 4, 5, 6, 7]);
    let last = read("甲,乙,丙\n1,2,3\n张三,,\n合计,,9\n".as_bytes(), AB)?;
    assert_eq!(column(&last, "甲"), ["1", "张三"]);
    let signed = read("甲,乙,丙\n1,2,3\n填表人：某,,审核人：某\n王五（女）,,\n".as_bytes(), AB)?;
    assert_eq!(column(&signed, "甲"), ["1", "王五（女）"]);
    let narrow = read("甲,乙\n1,2\n说明,\n".as_bytes(), AB)?;
    assert_eq!(column(&narrow, "甲"), ["1", "说明"]);
    Ok(())
}

#[test]
fn csv_lines_are_numbered_as_an_editor_shows_them() -> Outcome {
    let text = "\u{feff}名册,\r\n\r\n甲,乙\r\n\"一\r\n二\",\"说\"\"话\"\r\n\r\n3\r\n4,5,,\r\n";
    let sheet = read(text.as_bytes(), AB)?;
    assert_eq!(column(&sheet, "甲"), ["一\r\n二", "3", "4"]);
    assert_eq!(column(&sheet, "乙"), ["说\"话", "", "5"]);
    assert_eq!(numbers(&sheet), [4, 7, 8]);
    assert_eq!(numbers(&read("甲,乙\r1,2\r3,4".as_bytes(), AB)?), [2, 3]);
    assert_eq!(code("甲,乙\n1,2,3\n".as_bytes(), AB), Some("file_broken"));
    Ok(())
}

#[test]
fn text_in_another_encoding_is_refused() {
    // Cut within a character, and with a zero of its own.
    let cut: Vec<u8> = "甲,乙\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).skip(1).collect();
    let zero: Vec<u8> = "甲,乙\n1,\0\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    // A fixed sequence stands for random bytes.
    let random: Vec<u8> =
        (0..4_096_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).rotate_left(7).to_be_bytes()).collect();
    for bytes in [&cut, &zero, &random, &b"a,\xFF\xFF".to_vec(), &b"plain,text\nwith,a\0zero\nsomewhere,\n".to_vec()] {
        assert_eq!(code(bytes, AB), Some("file_encoding"));
    }
    assert_eq!(code(b"", AB), Some("file_header"));
}

#[test]
fn damaged_workbooks_are_refused() -> Outcome {
    assert_eq!(code(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", AB), Some("file_broken"));
    for length in [4, 100, ROSTER.len() / 2, ROSTER.len() - 1] {
        let cut = ROSTER.get(..length).unwrap_or_default();
        assert_eq!(code(cut, PEOPLE), Some("file_broken"), "{length} bytes");
    }
    for position in (0..ROSTER.len()).step_by(97) {
        let mut bytes = ROSTER.to_vec();
        if let Some(byte) = bytes.get_mut(position) {
            *byte ^= 0x55;
        }
        // Whatever comes out, it comes back.
        let _ = read(&bytes, PEOPLE);
    }
    let backwards = one_sheet(&format!("{}{}", text_row(5, &["甲", "乙"]), text_row(2, &["1"])))?;
    assert_eq!(code(&backwards, AB), Some("file_broken"));
    // calamine multiplies this row number beyond 32 bits: a panic in a debug build.
    let overflow = one_sheet("<row r=\"99999999999\"><c><v>1</v></c></row>")?;
    assert!(read(&overflow, AB).is_err());
    let zero = one_sheet(&format!("{}{}", text_row(1, &["甲", "乙"]), text_row(2, &["a_x0000_b"])))?;
    assert_eq!(code(&zero, AB), Some("file_broken"));
    Ok(())
}

#[test]
fn a_bomb_is_refused_before_it_is_parsed() -> Outcome {
    // One entry is packed and then repeated, since packing is slow in a debug build.
    let spaces = archive(&[("0", &b"<a/>".repeat(5 * 256 * 1024))])?;
    let mut packed = ZipArchive::new(Cursor::new(spaces))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in 0..41 {
        writer.raw_copy_file_rename(packed.by_index(0)?, name.to_string())?;
    }
    let bomb = writer.finish()?.into_inner();
    assert!(bomb.len() < 1024 * 1024);
    let limit_bytes = UNZIPPED_BYTES_MAX;
    assert_eq!(read(&bomb, AB), Err(Unreadable::TooLarge { limit_bytes }));
    let commas = vec![b','; LINE_BYTES_MAX + 1];
    assert_eq!(code(&commas, AB), Some("file_broken"));
    let names: Vec<String> = (0..=ZIP_ENTRIES_MAX).map(|n| n.to_string()).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
    assert_eq!(code(&archive(&parts)?, AB), Some("file_broken"));
    assert_eq!(code(&vec![b'a'; FILE_BYTES_MAX + 1], AB), Some("too_large"));
    Ok(())
}

#[test]
fn small_workbook_cannot_claim_much_memory() -> Outcome {
    let table = worksheet(&text_row(1, &["甲", "乙"]));
    let formats = "<!-- ' --><x:xf/>".repeat(65_537);
    assert_eq!(code(&workbook(&[&table], &formats, &[])?, AB), Some("file_broken"));
    let fonts = "<font/>".repeat(65_537);
    assert_eq!(code(&workbook(&[&table], &fonts, &[])?, AB), Some("file_broken"));
    let merged = format!("{table}<mergeCells>{}</mergeCells>", "<mergeCell ref=\"A1:A9\"/>".repeat(100_001));
    assert_eq!(code(&workbook(&[&merged], STYLES, &[])?, AB), Some("file_broken"));
    Ok(())
}

#[test]
fn parts_kept_in_memory_are_bounded_in_bytes() -> Outcome {
    let table = worksheet(&text_row(1, &["甲", "乙"]));
    let strings = |text: &str, count: usize| format!("<sst>{}</sst>", format!("<si><t>{text}</t></si>").repeat(count));
    let long = "a".repeat(1_000);
    let fits = strings(&long, 20_000);
    assert!(read(&workbook(&[&table], STYLES, &[("xl/sharedStrings.xml", fits.as_bytes())])?, AB).is_ok());
    let large = strings(&long, 40_000);
    assert_eq!(code(&workbook(&[&table], STYLES, &[("xl/any.bin", large.as_bytes())])?, AB), Some("too_large"));
    let endless = strings(&"a".repeat(5 * 1024 * 1024), 1);
    assert_eq!(code(&workbook(&[&table], STYLES, &[("xl/any.xml", endless.as_bytes())])?, AB), Some("file_broken"));
    let names = "<definedName name=\"a\">S1!A1</definedName>".repeat(10_001);
    assert_eq!(code(&workbook(&[&table], STYLES, &[("xl/any.xml", names.as_bytes())])?, AB), Some("file_broken"));
    Ok(())
}

#[test]
fn a_huge_dimension_allocates_nothing() -> Outcome {
    let start = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>";
    let header = text_row(1, &["甲", "乙"]);
    let low = "<row r=\"1048576\"><c r=\"B1048576\"><v>1</v></c></row></sheetData></worksheet>";
    let sheet = read(&workbook(&[&format!("{start}{header}{low}")], STYLES, &[])?, AB)?;
    assert_eq!(numbers(&sheet), [1_048_576]);
    let far = low.replace("B1048576", "XFD1048576");
    let far = workbook(&[&format!("{start}{header}{far}")], STYLES, &[])?;
    assert_eq!(read(&far, AB), Err(Unreadable::TooManyColumns));
    Ok(())
}

#[test]
fn tables_stay_within_their_limits() {
    let rows = |count: usize| format!("甲,乙\n{}", "1,2\n".repeat(count));
    assert_eq!(read(rows(100_000).as_bytes(), AB).map(|sheet| sheet.rows.len()), Ok(100_000));
    let limit = ROWS_MAX;
    assert_eq!(read(rows(100_001).as_bytes(), AB), Err(Unreadable::TooManyRows { limit }));
    let names: String = (0..198).map(|n| format!(",c{n}")).collect();
    let wide = format!("甲,乙{names}\n{}", "1\n".repeat(15_001));
    let limit = 15_000;
    assert_eq!(read(wide.as_bytes(), AB), Err(Unreadable::TooManyRows { limit }));
    let wider = format!("甲,乙{names},x\n");
    assert_eq!(read(wider.as_bytes(), AB), Err(Unreadable::TooManyColumns));
    let long = |count: usize| format!("{}\n甲,乙\n1,{}\n", "题".repeat(3_000), "长".repeat(count));
    assert!(read(long(CELL_CHARS_MAX).as_bytes(), AB).is_ok());
    assert_eq!(code(long(CELL_CHARS_MAX + 1).as_bytes(), AB), Some("file_broken"));
}

#[test]
fn a_repeated_string_cannot_fill_the_memory() -> Outcome {
    let text = "a".repeat(CELL_CHARS_MAX);
    let strings = format!("<sst><si><t>{text}</t></si></sst>");
    let mut rows = text_row(1, &["甲", "乙"]);
    rows.push_str(&"<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>".repeat(40_000));
    let parts = [("xl/sharedStrings.xml", strings.as_bytes())];
    let book = workbook(&[&worksheet(&rows)], STYLES, &parts)?;
    assert_eq!(code(&book, AB), Some("too_large"));
    Ok(())
}

/// The oddities of the cells of 乙, by row.
fn oddities(sheet: &Sheet) -> Vec<(u32, Vec<Oddity>)> {
    let of = |row: &Row| row.oddities().map(|(_, oddity)| oddity).collect::<Vec<_>>();
    sheet.rows.iter().map(|row| (row.number, of(row))).filter(|(_, found)| !found.is_empty()).collect()
}

#[test]
fn cells_that_cannot_be_believed_are_marked() -> Outcome {
    let styles = "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf fontId=\"1\"/></cellXfs></styleSheet>";
    let header = text_row(1, &["甲", "乙"]);
    for (cell, oddity) in [
        ("<c r=\"B2\"><v>999999196601011000</v></c>", Oddity::CutNumber),
        ("<c r=\"B2\"><f>A1</f></c>", Oddity::NoValue),
        ("<c r=\"B2\"><f>A1</f><v/></c>", Oddity::NoValue),
        ("<c r=\"B2\" t=\"e\"><v>#REF!</v></c>", Oddity::Error),
        ("<c r=\"B2\" s=\"1\" t=\"str\"><v>a</v></c>", Oddity::Struck),
        ("<c r=\"B2\" t=\"inlineStr\"><is><r><rPr><strike/></rPr><t>a</t></r></is></c>", Oddity::Struck),
    ] {
        let sheet = worksheet(&format!("{header}<row r=\"2\">{cell}</row>"));
        assert_eq!(oddities(&read(&workbook(&[&sheet], styles, &[])?, AB)?), [(2, vec![oddity])], "{cell}");
    }
    let sound = format!("{header}<row r=\"2\"><c r=\"B2\"><v>999999999999999</v></c></row>");
    assert!(oddities(&read(&one_sheet(&sound)?, AB)?).is_empty());
    Ok(())
}

#[test]
fn merged_cell_counts_for_each_of_its_rows() -> Outcome {
    let rows = format!(
        "{}{}<row r=\"3\"><c r=\"A3\"><v>2</v></c></row><row r=\"5\"><c r=\"A5\"><v>3</v></c></row><row r=\"6\"><c r=\"A6\"><v>4</v></c></row>",
        text_row(1, &["甲", "乙"]),
        text_row(2, &["1", "同"]),
    );
    let sheet = format!("{}<mergeCells><mergeCell ref=\"B2:B5\"/></mergeCells>", worksheet(&rows));
    let sheet = read(&workbook(&[&sheet], STYLES, &[])?, AB)?;
    assert_eq!(column(&sheet, "乙"), ["同", "同", "同", ""]);
    assert_eq!(numbers(&sheet), [2, 3, 5, 6], "a row with nothing of its own is none");
    Ok(())
}

#[test]
fn header_may_have_two_rows() -> Outcome {
    // 甲 and 乙 stand in the upper row, merged with the lower one; 三 stands below what groups it.
    let rows = format!(
        "{}<row r=\"2\"><c r=\"C2\" t=\"str\"><v>三</v></c><c r=\"D2\" t=\"str\"><v>丁</v></c></row>{}",
        text_row(1, &["甲", "乙", "其他"]),
        text_row(3, &["1", "2", "3", "4"]),
    );
    let merges =
        "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"C1:D1\"/></mergeCells>";
    for merges in ["", merges] {
        let tables = tables(&workbook(&[&format!("{}{merges}", worksheet(&rows))], STYLES, &[])?)?;
        assert_eq!(tables.sheets[0].columns, [Some("甲"), Some("乙"), Some("丙"), None]);
        assert_eq!((numbers(&tables.sheets[0]), &tables.ignored_columns), (vec![3], &vec!["丁".to_owned()]));
    }
    let split = tables("甲,基本,,\n,乙,丙\n1,2,3\n甲,乙,丙\n".replace(",,\n", ",\n").as_bytes())?;
    assert_eq!(
        (split.sheets[0].columns.clone(), numbers(&split.sheets[0])),
        (vec![Some("甲"), Some("乙"), Some("丙")], vec![3])
    );
    Ok(())
}

#[test]
fn every_sheet_is_read_or_reported() -> Outcome {
    let table = |value: &str| {
        worksheet(&format!("{}{}", text_row(1, &["甲", "乙", "戊"]), text_row(2, &[value, "2", "", "旁"])))
    };
    let sample = worksheet(&format!("{}{}", text_row(1, &["填写示例"]), text_row(2, &["甲", "乙"])));
    let sheets = [table("1"), worksheet(&text_row(1, &["目录"])), worksheet(""), sample, table("3")];
    let read = tables(&workbook(&sheets.each_ref().map(String::as_str), STYLES, &[])?)?;
    assert_eq!(read.sheets.iter().flat_map(|sheet| column(sheet, "甲")).collect::<Vec<_>>(), ["1", "3"]);
    let names: Vec<_> = read.sheets.iter().map(|sheet| (sheet.number, sheet.name.as_deref())).collect();
    assert_eq!(names, [(0, Some("S1")), (1, Some("S5"))]);
    let ignored = |name: &str, reason| IgnoredSheet { name: name.to_owned(), reason };
    assert_eq!(
        read.ignored_sheets,
        [ignored("S2", IgnoredSheetReason::NoHeader), ignored("S4", IgnoredSheetReason::Sample)]
    );
    assert_eq!(read.ignored_columns, ["戊", "D"]);
    let nearly = worksheet(&text_row(1, &["姓名", "身份证号"]));
    assert_eq!(
        super::file::read(&workbook(&[&nearly], STYLES, &[])?, &people::COLUMNS)
            .unwrap_err()
            .wording()
            .map(|it| it.key()),
        Some("file_sheet_header")
    );
    Ok(())
}

#[test]
fn texts_with_tabs_and_in_utf_16_are_read() -> Outcome {
    let text = "名册\n甲\t乙\n1\t2,3\n";
    for (mark, bytes) in [
        (&[0xFF, 0xFE][..], text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        (&[0xFE, 0xFF][..], text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        (&[][..], text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (&[][..], text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        (&[][..], text.as_bytes().to_vec()),
    ] {
        let sheet = read(&[mark, &bytes].concat(), AB)?;
        assert_eq!((column(&sheet, "甲"), column(&sheet, "乙")), (vec!["1"], vec!["2,3"]));
    }
    assert_eq!(column(&read("甲;乙\n1;2\n".as_bytes(), AB)?, "乙"), ["2"]);
    Ok(())
}

#[test]
fn unmarked_utf_16_is_read_with_characters_that_have_a_zero() -> Outcome {
    // 一 is 4E00 and 最 6700.
    let text = "甲,乙\r\n一,最一一一一一一\r\n";
    for bytes in [
        text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ] {
        let sheet = read(&bytes, AB)?;
        assert_eq!((column(&sheet, "甲"), column(&sheet, "乙")), (vec!["一"], vec!["最一一一一一一"]));
    }
    Ok(())
}

#[test]
fn unsupported_file_formats_are_reported() -> Outcome {
    let ods = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"<office:document-content/>"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])?;
    let of = |target: &str| {
        let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument";
        format!("<Relationships><Relationship Id=\"1\" Type=\"{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let xlsb = archive(&[("_rels/.rels", of("xl/workbook.bin").as_bytes()), ("xl/workbook.bin", b"\x83\x01\x00")])?;
    let docx =
        archive(&[("_rels/.rels", of("word/document.xml").as_bytes()), ("word/document.xml", b"<w:document/>")])?;
    let others: [&[u8]; 7] = [
        &ods,
        &xlsb,
        &docx,
        &archive(&[("a.txt", b"a")])?,
        b"%PDF-1.7\n%\xE2\xE3\xCF\xD3",
        b"\xEF\xBB\xBF\r\n<html><table><tr><td>\xE7\x94\xB2</td></tr></table></html>",
        b"\xFF\xD8\xFF\xE0\x00\x10JFIF",
    ];
    for (at, bytes) in others.iter().enumerate() {
        assert_eq!(code(bytes, AB), Some("file_other_form"), "the {at}th");
    }
    for bytes in [
        &b"\x09\x00\x04\x00\x02\x00\x10\x00"[..],
        b"\x09\x02\x06\x00\x00\x00",
        b"\x09\x04\x06\x00\x00\x00",
        b"\x09\x08\x08\x00\x00\x05",
    ] {
        assert_eq!(code(bytes, AB), Some("file_too_old"));
    }
    Ok(())
}

#[test]
fn hidden_rows_are_marked() -> Outcome {
    let rows =
        format!("{}{}", text_row(1, &["甲", "乙"]), text_row(2, &["1", "2"]).replace("<row", "<row hidden=\"1\""));
    let sheet = read(&one_sheet(&format!("{rows}{}", text_row(3, &["3", "4"])))?, AB)?;
    assert_eq!(sheet.rows.iter().map(|row| row.is_hidden).collect::<Vec<_>>(), [true, false]);
    Ok(())
}

#[test]
fn old_workbook_says_what_the_new_one_says() -> Outcome {
    let (old, new) = (super::file::read(ROSTER_XLS, PEOPLE)?, read(ROSTER, PEOPLE)?);
    let sheet = old.sheets.first().ok_or("no sheet")?;
    assert_eq!((&sheet.header, numbers(sheet)), (&new.header, numbers(&new)));
    for name in &new.header {
        assert_eq!(column(sheet, name), column(&new, name), "{name}");
    }
    let hidden = IgnoredSheet { name: "字典".to_owned(), reason: IgnoredSheetReason::Hidden };
    assert_eq!(old.ignored_sheets, [hidden]);
    Ok(())
}

#[test]
fn damaged_old_workbooks_are_refused_or_read() {
    for length in [8, 512, 1_024, ROSTER_XLS.len() / 2] {
        assert_eq!(code(ROSTER_XLS.get(..length).unwrap_or_default(), PEOPLE), Some("file_broken"), "{length} bytes");
    }
    for position in (0..ROSTER_XLS.len()).step_by(41) {
        let mut bytes = ROSTER_XLS.to_vec();
        if let Some(byte) = bytes.get_mut(position) {
            *byte ^= 0x55;
        }
        // Whatever comes out, it comes back.
        let _ = read(&bytes, PEOPLE);
    }
}
