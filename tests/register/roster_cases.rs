//! Rosters as offices send them: everything in a file is loaded or reported.

use std::io::{Cursor, Read, Write};

use serde_json::{Value, json};
use tests::{Client, Register, fixtures::text, http, on_both_databases};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::rosters::uploads;

const SCHOOLS: &[u8] = include_bytes!("../fixtures/rosters/schools.xlsx");
const PEOPLE: &[u8] = include_bytes!("../fixtures/rosters/roster.xlsx");
const PEOPLE_XLS: &[u8] = include_bytes!("../fixtures/rosters/roster.xls");
const CUT_NUMBER: &[u8] = include_bytes!("../fixtures/rosters/cases/18-digit-number-cell.xlsx");
const CUT_NUMBER_CSV: &[u8] = include_bytes!("../fixtures/rosters/cases/18-digit-sci.csv");
const TWO_SHEETS: &[u8] = include_bytes!("../fixtures/rosters/cases/two-roster-sheets.xlsx");
const SAMPLE_FIRST: &[u8] = include_bytes!("../fixtures/rosters/cases/sample-sheet-first.xlsx");
const HIDDEN_FIRST: &[u8] = include_bytes!("../fixtures/rosters/cases/hidden-first-sheet.xlsx");
const OTHER_NAMES: &[u8] = include_bytes!("../fixtures/rosters/cases/other-column-names.xlsx");
const NAME_ONLY: &[u8] = include_bytes!("../fixtures/rosters/cases/last-row-name-only.xlsx");
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Row, column and code of each fault.
fn faults(answer: &http::Answer) -> Vec<(u64, String, String)> {
    let place = |fault: &Value| {
        (fault["row"].as_u64().unwrap(), text(fault, "column").to_owned(), text(fault, "code").to_owned())
    };
    answer.json()["result"]["faults"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.text))
        .iter()
        .map(place)
        .collect()
}

fn fault(row: u64, column: &str, code: &str) -> (u64, String, String) {
    (row, column.to_owned(), code.to_owned())
}

fn is_sound(answer: &http::Answer) -> bool {
    faults(answer).is_empty()
}

fn details(answer: &http::Answer) -> String {
    let all = answer.json()["result"]["faults"].clone();
    all.as_array().unwrap().iter().map(|fault| text(fault, "detail").to_owned()).collect::<Vec<_>>().join("\n")
}

fn names(registrar: &Client) -> Vec<String> {
    let items = registrar.get("/v1/people?limit=500").json()["items"].clone();
    let mut names: Vec<String> = items.as_array().unwrap().iter().map(|one| text(one, "name").to_owned()).collect();
    names.sort();
    names
}

fn with_schools(register: &Register) -> Client {
    let registrar = register.acting("registrar");
    assert_eq!(uploads(&registrar, "", SCHOOLS, &[("kind", "schools")]).status, 201);
    registrar
}

/// A workbook with these sheets, each the rows and what follows them.
fn workbook(sheets: &[(&str, String, &str)]) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let (mut list, mut links) = (String::new(), String::new());
    let mut put = |name: &str, content: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    };
    for (at, (name, rows, more)) in sheets.iter().enumerate() {
        list.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{at}\"/>", at + 1));
        links.push_str(&format!(
            "<Relationship Id=\"r{at}\" Type=\"{TYPE}/worksheet\" Target=\"worksheets/s{at}.xml\"/>"
        ));
        put(
            &format!("xl/worksheets/s{at}.xml"),
            &format!("<worksheet><sheetData>{rows}</sheetData>{more}</worksheet>"),
        );
    }
    let top = format!("<Relationship Id=\"r\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    put("_rels/.rels", &format!("<Relationships>{top}</Relationships>"));
    put("xl/workbook.xml", &format!("<workbook><sheets>{list}</sheets></workbook>"));
    put("xl/_rels/workbook.xml.rels", &format!("<Relationships>{links}</Relationships>"));
    archive.finish().unwrap().into_inner()
}

/// A row of a sheet; a cell that begins with `<` is XML, `=` stands for a number.
fn row(number: u32, attributes: &str, cells: &[&str]) -> String {
    let cell = |(at, cell): (usize, &&str)| {
        let place = format!("{}{number}", char::from(b'A' + u8::try_from(at).unwrap()));
        match (*cell, cell.strip_prefix('=')) {
            ("", _) => String::new(),
            (xml, _) if xml.starts_with('<') => format!("<c r=\"{place}\">{xml}</c>"),
            (_, Some(number)) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
            (text, None) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let cells: String = cells.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\"{attributes}>{cells}</row>")
}

const HEADER: [&str; 5] = ["姓名", "身份证号", "督学类别", "手机", "工作单位"];

#[on_both_databases]
fn number_truncated_by_excel_is_a_fault(register: &Register) {
    let registrar = register.acting("registrar");
    let cell = uploads(&registrar, "", CUT_NUMBER, &[]);
    assert_eq!(faults(&cell), [fault(2, "身份证号", "format")], "{}", cell.text);
    assert!(details(&cell).contains("15 位"), "{}", cell.text);
    assert_eq!(faults(&uploads(&registrar, "", CUT_NUMBER_CSV, &[])), [fault(2, "身份证号", "format")]);
    let csv = "姓名,身份证号,督学类别\n甄试验,999999196601011000,特邀督学\n";
    assert_eq!(faults(&uploads(&registrar, "", csv.as_bytes(), &[])), [fault(2, "身份证号", "format")]);
    let rows = row(1, "", &HEADER)
        + &row(2, "", &["赵一", "999999199001010016", "特邀督学", "=1380000000012345678", "=1234567890123456789"]);
    let others = uploads(&registrar, "", &workbook(&[("名册", rows, "")]), &[]);
    assert_eq!(faults(&others), [fault(2, "手机", "format"), fault(2, "工作单位", "format")]);
    assert!(names(&registrar).is_empty());
    // A text of digits is believed.
    let rows = row(1, "", &HEADER) + &row(2, "", &["甄试验", "999999196601011000", "特邀督学"]);
    assert!(is_sound(&uploads(&registrar, "", &workbook(&[("名册", rows, "")]), &[])));
    assert_eq!(names(&registrar), ["甄试验"]);
}

#[on_both_databases]
fn roster_sheets_are_read_and_other_sheets_reported(register: &Register) {
    let registrar = with_schools(register);
    assert!(is_sound(&uploads(&registrar, "", TWO_SHEETS, &[])));
    assert_eq!(names(&registrar).len(), 4);
    let sample = uploads(&registrar, "", SAMPLE_FIRST, &[]);
    assert!(is_sound(&sample), "{}", sample.text);
    let ignored = sample.json()["result"]["ignored_sheets"].clone();
    assert_eq!((text(&ignored[0], "name"), text(&ignored[0], "reason")), ("填写示例", "sample"));
    let hidden = uploads(&registrar, "", HIDDEN_FIRST, &[]);
    assert_eq!(hidden.json()["result"]["ignored_sheets"], json!([{ "name": "字典", "reason": "hidden" }]));
    let known = names(&registrar);
    assert!(
        ["甲表一", "乙表一", "丙表一", "丁表一"].iter().all(|name| known.iter().any(|known| known == name)),
        "{known:?}"
    );
    assert!(!known.iter().any(|name| name.starts_with("样例")), "{known:?}");
    let query = json!({ "query": "query($id: ID!) { import(id: $id) { result { ignoredColumns ignoredSheets { name reason } } } }", "variables": { "id": hidden.json()["id"] } });
    let told = registrar.post("/graphql", &query).json()["data"]["import"]["result"].clone();
    assert_eq!(told["ignoredSheets"], json!([{ "name": "字典", "reason": "HIDDEN" }]));
    assert_eq!(told["ignoredColumns"], hidden.json()["result"]["ignored_columns"]);
}

#[on_both_databases]
fn fault_of_a_later_sheet_keeps_the_earlier_ones_out(register: &Register) {
    let registrar = register.acting("registrar");
    let sound = row(1, "", &HEADER) + &row(2, "", &["赵一", "999999199001010016", "特邀督学"]);
    let faulty = row(1, "", &HEADER) + &row(2, "", &["钱二", "999999198506150029", "特邀督学"]);
    let answer = uploads(&registrar, "", &workbook(&[("甲", sound, ""), ("乙", faulty, "")]), &[]);
    assert_eq!(faults(&answer), [fault(2, "身份证号", "check_digit")]);
    assert_eq!(answer.json()["result"]["faults"][0]["sheet"], "乙");
    assert!(names(&registrar).is_empty());
}

#[on_both_databases]
fn column_aliases_are_known_and_ignored_columns_listed(register: &Register) {
    let registrar = with_schools(register);
    let answer = uploads(&registrar, "", OTHER_NAMES, &[]);
    assert!(is_sound(&answer), "{}", answer.text);
    assert_eq!(answer.json()["result"]["ignored_columns"], json!(["序号", "备注"]));
    let person = registrar.get("/v1/people").json()["items"][0].clone();
    assert_eq!(text(&person, "work_unit"), "第三小学");
    assert!(person["phone"].is_string() && person["email"].is_string(), "{person}");
    let csv = "姓名（必填）,身份证号码,督学类型,出生年月,兴趣爱好\n赵一,999999199001010016,特邀,1990年1月,棋\n钱二,999999198506150028,特邀,1985.7,\n";
    let answer = uploads(&registrar, "", csv.as_bytes(), &[]);
    assert_eq!(faults(&answer), [fault(3, "出生年月", "mismatch")]);
    assert_eq!(answer.json()["result"]["ignored_columns"], json!(["兴趣爱好"]));
    let twice = "姓名,身份证号,督学类别,手机,手机\n赵一,999999199001010016,特邀,,\n";
    assert_eq!(uploads(&registrar, "", twice.as_bytes(), &[]).faults()[0].0, "/file");
}

#[on_both_databases]
fn header_in_two_rows_and_merged_cells_are_read(register: &Register) {
    let registrar = register.acting("registrar");
    let rows = row(1, "", &["督学名册"])
        + &row(2, "", &["姓名", "身份证号", "督学类别", "联系方式", "", "工作单位"])
        + &row(3, "", &["", "", "", "手机", "邮箱", ""])
        + &row(4, "", &["赵一", "999999199001010016", "特邀督学", "13800000001", "a@example.com", "第一小学"])
        + &row(5, "", &["钱二", "999999198506150028", "特邀督学", "13800000002", "b@example.com", ""]);
    let merges = "<mergeCells count=\"3\"><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"D2:E2\"/><mergeCell ref=\"F4:F5\"/></mergeCells>";
    let answer = uploads(&registrar, "", &workbook(&[("名册", rows, merges)]), &[]);
    assert!(is_sound(&answer), "{}", answer.text);
    let items = registrar.get("/v1/people").json()["items"].clone();
    let all: Vec<_> =
        items.as_array().unwrap().iter().map(|one| (text(one, "work_unit"), text(one, "email"))).collect();
    assert_eq!(all, [("第一小学", "a@example.com"), ("第一小学", "b@example.com")]);
}

#[on_both_databases]
fn cells_and_rows_that_cannot_be_believed_are_faults(register: &Register) {
    let registrar = register.acting("registrar");
    let number = "999999199001010016";
    let struck = "<is><r><rPr><strike/></rPr><t>第一小学</t></r></is>";
    let struck = row(4, "", &["孙三", "999999197012310031", "特邀督学", "", struck])
        .replace("<c r=\"E4\">", "<c r=\"E4\" t=\"inlineStr\">");
    let error =
        row(5, "", &["李四", "", "特邀督学", "", "<v>#REF!</v>"]).replace("<c r=\"E5\">", "<c r=\"E5\" t=\"e\">");
    let rows = row(1, "", &HEADER)
        + &row(2, "", &["赵一", number, "特邀督学", "", "<f>B2</f>"])
        + &row(3, " hidden=\"1\"", &["钱二", "999999198506150028", "特邀督学"])
        + &struck
        + &error
        + &row(6, "", &["例", "999999198506150028", "特邀督学"]);
    let answer = uploads(&registrar, "", &workbook(&[("名册", rows, "")]), &[]);
    assert_eq!(
        faults(&answer),
        [
            fault(2, "工作单位", "format"),
            fault(3, "姓名", "format"),
            fault(4, "工作单位", "format"),
            fault(5, "工作单位", "format"),
            fault(5, "身份证号", "required"),
            fault(6, "姓名", "format"),
        ]
    );
    let sound = row(1, "", &HEADER) + &row(2, "", &["赵一", "'999999199001010016", "特邀督学", "‘13800000001", "/"]);
    assert!(is_sound(&uploads(&registrar, "", &workbook(&[("名册", sound, "")]), &[])));
    assert_eq!(registrar.get("/v1/people").json()["items"][0]["work_unit"], Value::Null);
    let last = uploads(&registrar, "", NAME_ONLY, &[]);
    assert!(faults(&last).iter().any(|(_, column, code)| column == "身份证号" && code == "required"), "{}", last.text);
    assert_eq!(names(&registrar), ["赵一"]);
}

#[on_both_databases]
fn words_are_understood_or_answered_with_the_choice(register: &Register) {
    let registrar = with_schools(register);
    let table = |education: &str, years: &str, zone: &str, lead: &str, consent: &str| {
        format!(
            "姓名,身份证号,督学类别,学历,从教年限,督学责任区,是否组长,个人意愿\n赵一,999999199001010016,兼职,{education},{years},{zone},{lead},{consent}\n"
        )
    };
    for (lead, consent) in
        [("√", "同意"), ("Y", "愿意"), ("是", "是"), ("否", "×"), ("无", "不同意"), ("×", "否"), ("", "")]
    {
        let answer = uploads(
            &registrar,
            "?dry_run=true",
            table("大学本科毕业", "10年", "第一责任区", lead, consent).as_bytes(),
            &[],
        );
        assert!(is_sound(&answer), "{lead} {consent}: {}", answer.text);
    }
    let answer = uploads(&registrar, "", table("本科以上", "十年", "第九责任区", "副组长", "再说").as_bytes(), &[]);
    let columns: Vec<String> = faults(&answer).into_iter().map(|(_, column, _)| column).collect();
    assert_eq!(columns, ["学历", "从教年限", "督学责任区", "是否组长", "个人意愿"]);
    for choice in ["大学本科毕业", "10年", "第一督学责任区", "是、否"] {
        assert!(details(&answer).contains(choice), "{choice}: {}", details(&answer));
    }
    assert!(is_sound(&uploads(&registrar, "", table("大学本科毕业", "10年", "第一责任区", "√", "√").as_bytes(), &[])));
    assert_eq!(names(&registrar), ["赵一"]);
}

#[on_both_databases]
fn old_workbooks_and_other_texts_are_read(register: &Register) {
    let registrar = with_schools(register);
    assert_eq!(uploads(&registrar, "", PEOPLE, &[]).json()["result"]["loaded"], 121);
    let xls = uploads(&registrar, "", PEOPLE_XLS, &[]);
    assert_eq!((xls.json()["result"]["unchanged"].clone(), faults(&xls)), (json!(121), vec![]), "{}", xls.text);
    assert_eq!(xls.json()["result"]["ignored_sheets"], json!([{ "name": "字典", "reason": "hidden" }]));
    let tabs = "姓名\t身份证号\t督学类别\n赵一\t999999199001010016\t特邀督学\n";
    assert_eq!(uploads(&registrar, "?dry_run=true", tabs.as_bytes(), &[]).json()["result"]["loaded"], 1);
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(tabs.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(uploads(&registrar, "?dry_run=true", &utf16, &[]).json()["result"]["loaded"], 1);
}

#[on_both_databases]
fn template_offers_the_choices_and_can_be_uploaded(register: &Register) {
    let registrar = with_schools(register);
    for (kind, choice) in [
        ("people", "第一督学责任区"),
        ("schools", "初级中学"),
        ("duty_records", "随访"),
        ("trainings", "岗前"),
        ("findings", "师德和专业发展"),
    ] {
        let answer = fetch(&registrar, "GET", &format!("/v1/imports/template?kind={kind}"), &[], b"");
        assert_eq!((answer.0, answer.1.as_str()), (200, XLSX));
        let (sheet, all) = (part(&answer.2, "xl/worksheets/sheet1.xml"), part(&answer.2, "xl/sharedStrings.xml"));
        assert!(sheet.contains("<dataValidation ") && all.contains(choice), "{kind}");
        let empty = uploads(&registrar, "?dry_run=true", &answer.2, &[("kind", kind)]);
        assert_eq!((empty.json()["result"]["rows"].clone(), faults(&empty)), (json!(0), vec![]), "{}", empty.text);
        assert_eq!(empty.json()["result"]["ignored_columns"], json!([]));
    }
    assert_eq!(registrar.get("/v1/imports/template?kind=dogs").faults()[0].0, "/kind");
    assert_eq!(register.acting("hr").get("/v1/imports/template").refusal(), (403, "forbidden".into()));
}

#[on_both_databases]
fn refused_file_is_returned_with_its_faults(register: &Register) {
    let registrar = register.acting("registrar");
    let rows = row(1, "", &["督学名册"])
        + &row(2, "", &HEADER)
        + &row(3, "", &["赵一", "999999199001010016", "特邀督学"])
        + &row(4, "", &["钱二", "999999198506150029", "特邀督学", "12"]);
    let file = workbook(&[("名册", rows, "")]);
    let headers = [("content-type", "multipart/form-data; boundary=x"), ("accept", XLSX)];
    let (status, media, annotated) = fetch(&registrar, "POST", "/v1/imports", &headers, &form(&file));
    assert_eq!((status, media.as_str()), (201, XLSX));
    let sheet = part(&annotated, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("错误") && sheet.contains("校验码"), "{sheet}");
    let again = uploads(&registrar, "", &annotated, &[]);
    assert_eq!(faults(&again), [fault(4, "身份证号", "check_digit"), fault(4, "手机", "format")]);
    assert_eq!(again.json()["result"]["ignored_columns"], json!(["错误"]));
    assert_eq!(registrar.get("/v1/imports?count=exact").json()["total"], 2);
    // What was cut stays unbelieved, although it is a text now.
    let (_, _, annotated) = fetch(&registrar, "POST", "/v1/imports", &headers, &form(CUT_NUMBER));
    let cut = uploads(&registrar, "", &annotated, &[]);
    assert_eq!(faults(&cut), [fault(2, "姓名", "format")], "{}", cut.text);
    assert!(names(&registrar).is_empty());
}

/// A file as a form.
fn form(file: &[u8]) -> Vec<u8> {
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"roster\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    [head.as_bytes(), file, b"\r\n--x--\r\n"].concat()
}

/// Sends a request and gives the status, the media type and the bytes of the answer.
fn fetch(client: &Client, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, String, Vec<u8>) {
    let bearer = format!("Bearer {}", client.token);
    let headers = [&[("authorization", bearer.as_str())], headers].concat();
    http::send_for_bytes(method, &format!("{}{path}", client.address), &headers, body)
}

/// A part of a workbook as text.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}
