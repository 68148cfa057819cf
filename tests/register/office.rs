//! Every list is a file for an office, with the cells that its records say.

use std::collections::BTreeSet;

use api::{office::is_office, operation::Operation, table, titles::of_word};
use calamine::{Data, Range, Reader, Xlsx};
use domain::Role;
use openapi::kernel::catalogue::Language;
use serde_json::Value;
use tests::{Client, Register, http, on_both_databases};

/// The first sheet of a workbook that a client downloads.
fn workbook(client: &Client, path: &str, headers: &[(&str, &str)]) -> Range<Data> {
    let bearer = format!("Bearer {}", client.token);
    let headers: Vec<_> = headers.iter().copied().chain([("authorization", bearer.as_str())]).collect();
    let (status, _, bytes) = http::send_for_bytes("GET", &format!("{}{path}", client.address), &headers, &[]);
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&bytes));
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    book.worksheets().remove(0).1
}

fn row(sheet: &Range<Data>, at: u32) -> Vec<String> {
    let (_, last) = sheet.end().unwrap();
    (0..=last).map(|column| sheet.get_value((at, column)).map(ToString::to_string).unwrap_or_default()).collect()
}

/// The paths of a list: below each of a few records, where it lies below one.
fn paths(client: &Client, operation: &Operation) -> Vec<String> {
    let path = operation.route.path;
    let Some(key) = operation.takes.key else { return vec![path.to_owned()] };
    let above = client.get(&format!("{}?limit=2", path.split("/{").next().unwrap()));
    let items = above.json()["items"].as_array().cloned().unwrap_or_default();
    let hole = format!("{{{}}}", key.name);
    items.iter().map(|item| path.replace(&hole, item[key.name].as_str().unwrap())).collect()
}

#[on_both_databases]
fn every_list_is_a_workbook_of_its_records(register: &Register) {
    register.becomes_a_city();
    let mut compared = 0;
    for role in [Role::Registrar, Role::Finance] {
        let client = register.acting(role.as_str());
        for operation in table::all().filter(|one| is_office(one) && one.gives.download().is_none()) {
            for path in paths(&client, operation) {
                let page = client.get(&format!("{path}?limit=500"));
                let file = client.get(&format!("{path}?format=xlsx"));
                assert_eq!(file.status, page.status, "{path} for {}: {}", role.as_str(), page.text);
                if page.status != 200 {
                    continue;
                }
                let json = page.json();
                let (items, is_all) = (json["items"].as_array().unwrap(), json["next"].is_null());
                let sheet = workbook(&client, &format!("{path}?format=xlsx"), &[]);
                let rows = sheet.rows().skip(3).take_while(|row| row.iter().any(|cell| *cell != Data::Empty)).count();
                let totals = usize::from(row(&sheet, 3 + u32::try_from(items.len()).unwrap())[0] == "合计");
                assert!(!is_all || rows == items.len() + totals, "{path}: {rows} of {}", items.len());
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared} files were compared");
}

#[on_both_databases]
fn stipends_of_a_month_have_names_yuan_and_totals(register: &Register) {
    register.becomes_a_city();
    let approver = register.acting("approver");
    let lines = approver.get("/v1/stipend-lines?limit=500").json();
    let lines = lines["items"].as_array().unwrap();
    let sheet =
        workbook(&approver, "/v1/stipend-lines?fields=person,person_number,month,amount_fen,run_id&format=xlsx", &[]);
    assert_eq!(row(&sheet, 0)[0], "津贴明细表");
    assert!(row(&sheet, 1)[0].contains("制表日期："));
    assert_eq!(row(&sheet, 2)[..4], ["姓名", "人员编号", "月份", "金额（元）"]);
    for (at, line) in (3..).zip(lines) {
        let person = approver.get(&format!("/v1/people/{}", line["person_id"].as_str().unwrap())).json();
        let told = row(&sheet, at);
        assert_eq!(
            (told[0].as_str(), told[1].as_str()),
            (person["name"].as_str().unwrap(), line["person_number"].as_str().unwrap())
        );
        let fen = line["amount_fen"].as_f64().unwrap();
        assert_eq!(sheet.get_value((at, 3)), Some(&Data::Float(fen / 100.0)));
        assert_eq!(told[4], line["run_id"].as_str().unwrap());
    }
    let total: i64 = lines.iter().map(|line| line["amount_fen"].as_i64().unwrap()).sum();
    let foot = 3 + u32::try_from(lines.len()).unwrap();
    let told: f64 = row(&sheet, foot)[3].parse().unwrap();
    assert_eq!(format!("{told:.2}"), format!("{}.{:02}", total / 100, total % 100));
    assert!(row(&sheet, foot + 2)[0].starts_with("制表"), "{:?}", row(&sheet, foot + 2));
}

#[on_both_databases]
fn titles_follow_the_language_and_the_form_is_chosen(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 1);
    registrar.has_zone(2, 1);
    let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let sheet = workbook(&registrar, "/v1/zones", &[("accept", xlsx), ("accept-language", "en")]);
    assert!(row(&sheet, 2).contains(&"Name".to_owned()) && row(&sheet, 0)[0] == "zones", "{:?}", row(&sheet, 0));
    let csv = registrar.get("/v1/zones?format=csv&fields=name,area");
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"), "{}", csv.text);
    assert!(csv.header("content-disposition").unwrap().contains("zones-"));
    let zones = registrar.get("/v1/zones?limit=500").json();
    let expected = zones["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|zone: &Value| format!("{},{}", zone["name"].as_str().unwrap(), zone["area"].as_str().unwrap()));
    let expected: Vec<String> = ["\u{feff}名称,地区代码".to_owned()].into_iter().chain(expected).collect();
    assert_eq!(csv.text.lines().collect::<Vec<_>>(), expected);
    assert_eq!(registrar.get("/v1/zones?format=pdf").faults(), [("/format".to_owned(), "code".to_owned())]);
    assert_eq!(
        registrar.get("/v1/zones?format=csv&fields=secret").faults(),
        [("/fields".to_owned(), "unknown".to_owned())]
    );
    assert_eq!(register.acting("finance").get("/v1/zones?format=xlsx").status, 403);
}

#[test]
fn every_word_of_a_closed_list_has_a_title_in_chinese() {
    let contract: Value = serde_json::from_str(include_str!("../../openapi/openapi.json")).unwrap();
    let schemas = contract["components"]["schemas"].as_object().unwrap();
    let words = schemas
        .values()
        .filter(|schema| schema["x-enum-descriptions"].is_array())
        .flat_map(|schema| schema["enum"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()));
    let untitled: BTreeSet<&str> = words.filter(|word| of_word(word, Language::Chinese) == *word).collect();
    assert_eq!(untitled, BTreeSet::new(), "they need a line in api/src/titles/words.tsv");
}
