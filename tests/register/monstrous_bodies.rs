//! Monstrous bodies and files, each within the limits on its size or just beyond: the server lives, answers each of them,
//! and never takes much more memory than when it idles.

use std::{
    io::{Cursor, Read, Write},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use tests::{Client, Database, Register, Surface, http, on_both_databases, process::ServerProcess};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{faults::program, monstrous::all_documents};

/// How much more memory than when it idles the server may ever take, in bytes (200 MB).
const MEMORY_BYTES_MAX: u64 = 200_000_000;
/// Largest JSON body, in bytes.
const BODY_BYTES: usize = 1024 * 1024;
/// Largest file, in bytes.
const FILE_BYTES: usize = 20 * 1024 * 1024;
/// The unzipped size of the parts of a workbook, in bytes: more than a server may keep of them, and quick to read.
const UNZIPPED_BYTES: usize = 36_000_000;
const BOUNDARY: &str = "x-border";

/// A server under watch, with a client of every role that writes.
struct Watched {
    server: ServerProcess,
    registrar: Client,
    administrator: Client,
    idle_bytes: u64,
}

impl Watched {
    fn start(register: &Register) -> Self {
        let server = ServerProcess::start(register, program());
        let client = |role: &str| server.acting(&register.credentials(role, None));
        let (registrar, administrator) = (client("registrar"), client("administrator"));
        for path in ["/v1/people", "/v1/imports", "/openapi.json"] {
            assert_eq!(registrar.get(path).status, 200, "{path}");
        }
        let idle_bytes = server.memory_bytes();
        Self { server, registrar, administrator, idle_bytes }
    }

    /// Sends a body and gives the answer, which is no failure of the server.
    fn sends(&self, name: &str, client: &Client, (path, media_type): (&str, &str), body: &[u8]) -> http::Answer {
        let bearer = format!("Bearer {}", client.token);
        let headers = [("authorization", bearer.as_str()), ("content-type", media_type)];
        let answer = http::try_send("POST", &format!("{}{path}", client.address), &headers, body);
        let answer = answer.unwrap_or_else(|cause| panic!("{name}: {cause}"));
        assert!(answer.status < 500, "{name}: {} {}", answer.status, answer.text);
        assert!(answer.text.len() < 5_000_000, "{name}: an answer of {} bytes", answer.text.len());
        self.is_well(name);
        answer
    }

    /// Uploads a file under a name, only to try it.
    fn uploads(&self, name: &str, query: &str, kind: &str, file: &[u8]) -> http::Answer {
        let form = form(&[("kind", None, kind.as_bytes()), ("file", Some("roster"), file)]);
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        self.sends(name, &self.registrar, (&format!("/v1/imports{query}"), &media_type), &form)
    }

    /// The server lives, and never took more than it may.
    fn is_well(&self, name: &str) {
        let more = self.server.peak_memory_bytes().saturating_sub(self.idle_bytes);
        println!("{name}: {} MB above {}", more / 1_000_000, self.idle_bytes / 1_000_000);
        assert!(more <= MEMORY_BYTES_MAX, "{name}: {more} bytes above idle");
        let alive = http::send("GET", &format!("{}/health/live", self.server.address), &[], b"");
        assert_eq!(alive.status, 200, "{name}");
    }

    /// Tells the peak of a kind, and measures the next one anew.
    fn ends_kind(&self, kind: &str) {
        let above = |bytes: u64| bytes.saturating_sub(self.idle_bytes) / 1_000_000;
        let (peak, now) = (above(self.server.peak_memory_bytes()), above(self.server.memory_bytes()));
        println!("{kind}: at most {peak} MB above idle, {now} MB now");
        self.server.forgets_peak();
    }

    /// Sends a form that the server may refuse before it has read all of it.
    fn sends_form(&self, name: &str, body: &[u8]) -> String {
        let head = format!(
            "POST /v1/imports?dry_run=true HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
             Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
            self.registrar.token,
            body.len()
        );
        self.sends_raw(name, &[head.as_bytes(), body].concat())
    }

    /// Sends bytes as they are and reads what comes back; a connection that is closed without an answer gives none.
    fn sends_raw(&self, name: &str, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.server.address.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
        // A server that has seen enough closes the connection while it is written to.
        let _ = stream.write_all(bytes);
        let mut answer = vec![0; 64];
        let length = stream.read(&mut answer).unwrap_or(0);
        answer.truncate(length);
        self.is_well(name);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file_name, content) in parts {
        let file = file_name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

fn archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default().compression_level(Some(1))).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with these sheets, and further parts.
fn workbook(sheets: &[String], more: &[(&str, String)]) -> Vec<u8> {
    let (mut list, mut links, mut parts) = (String::new(), String::new(), Vec::new());
    for (at, sheet) in sheets.iter().enumerate() {
        list.push_str(&format!("<sheet name=\"S{at}\" sheetId=\"{0}\" r:id=\"r{at}\"/>", at + 1));
        let target = format!("worksheets/sheet{at}.xml");
        links.push_str(&format!("<Relationship Id=\"r{at}\" Type=\"{TYPE}/worksheet\" Target=\"{target}\"/>"));
        parts.push((format!("xl/{target}"), sheet.clone().into_bytes()));
    }
    let top = format!("<Relationship Id=\"r\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    let wrapped = |text: &str| format!("<Relationships>{text}</Relationships>").into_bytes();
    parts.push(("_rels/.rels".to_owned(), wrapped(&top)));
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{list}</sheets></workbook>").into_bytes()));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), wrapped(&links)));
    parts.extend(more.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())));
    archive(&parts)
}

fn worksheet(rows: &str) -> String {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")
}

fn text_cells(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>")).collect()
}

const HEADER: [&str; 3] = ["姓名", "身份证号", "督学类别"];

/// Birth dates of the numbers.
const DAYS: usize = 336;

/// A citizen number of the area that no person has, for each number below 330 000.
fn citizen_number(number: usize) -> String {
    // Days change fastest: few begin alike, as in a real roster.
    let (day, sequence) = (number % DAYS, number / DAYS + 1);
    let body = format!("9999991980{:02}{:02}{sequence:03}", day / 28 + 1, day % 28 + 1);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap()).unwrap())
}

/// A value below a hundred objects, each with one field of this name.
fn below(value: &str, name: &str) -> String {
    format!("{}{value}{}", format!("{{\"{name}\":").repeat(100), "}".repeat(100))
}

/// 400 MB of spaces, compressed with Brotli to 317 bytes, in Base64.
const BROTLI_BOMB: &str = concat!(
    "z///fwAkQOKxQHLv//n//w+ABEAcFoDu/T////8BkACIwwLQvf/n//8/ABIAcVgAuvf//P//B0ACIA4LQPf+n////wBIAMRhAeje//P//x8A",
    "CYA4LADd+3/+//8DIAEQhwWge//P//9/ACQA4rAAdO//+f//D4AEQBwWgO79P////wGQAIjDAtC9/+f//z8AEgBxWAC69//8//8HQAIgDgtA",
    "9/6f////AEgAxGEB6N7/8///HwAJgDgsAN37f/7//wMgARCHBaB7/8///38AJADisAB07//5//8PgARAHBaA7v0/////AZAAiMMC0L3/5///",
    "PwASAHFYALr3//z//wdAAiAOC0D3/p////8ASADEYQHo3v/z//8fAAmAOCwA3ft//v//AyABEIcFoHv/z///fwAkAOKwAHTv/wc="
);

/// Values that each make a body as large as a body may be.
fn monsters() -> Vec<(&'static str, String)> {
    let room = BODY_BYTES - 4_000;
    let repeated = |item: &str| format!("[{}]", vec![item; room / (item.len() + 1)].join(","));
    let fields: Vec<String> = (0..room / 14).map(|number| format!("\"f{number:07}\":1")).collect();
    let long_names: Vec<String> = (0..100).map(|number| format!("\"{number}{}\":1", "n".repeat(room / 110))).collect();
    vec![
        ("a long string", format!("\"{}\"", "督".repeat(room / 3))),
        ("a string of escapes", format!("\"{}\"", "\\u7763".repeat(room / 6))),
        ("an array of numbers", repeated("1")),
        ("an array of nulls", repeated("null")),
        ("an array of strings", repeated("\"a\"")),
        ("an array of empty objects", repeated("{}")),
        ("an array of objects", repeated("{\"a\":1}")),
        ("an array of dates", repeated("\"2026-01-01\"")),
        ("an array of identifiers", repeated("\"00000000-0000-7000-8000-000000000000\"")),
        ("deep arrays", format!("{}{}", "[".repeat(room / 2), "]".repeat(room / 2))),
        ("deep objects", format!("{}1{}", "{\"a\":".repeat(room / 6), "}".repeat(room / 6))),
        ("arrays as deep as they may be", format!("{}{}", "[".repeat(100), "]".repeat(100))),
        ("many fields", format!("{{{}}}", fields.join(","))),
        ("one field many times", format!("{{{}}}", vec!["\"a\":1"; room / 6].join(","))),
        ("long names", format!("{{{}}}", long_names.join(","))),
        ("one field many times and deep", below(&format!("{{{}}}", vec!["\"a\":1"; room / 7].join(",")), "p")),
        ("faults below long names", below(&format!("[{}]", vec!["\"\\u202e\""; 95_000].join(",")), &"p".repeat(500))),
        ("a long number", "9".repeat(room)),
    ]
}

/// Plays JSON bodies that are as large as they may be.
fn json_bodies(watched: &Watched, register: &Register) {
    let document = register.get("/openapi.json").json();
    for (name, monster) in monsters() {
        let answer = watched.sends(name, &watched.registrar, ("/v1/people", "application/json"), monster.as_bytes());
        assert!(answer.status >= 400, "{name}");
    }
    let paths = ["/v1/people", "/v1/teams", "/v1/zones", "/v1/people/search", "/v1/trainings"];
    for path in paths {
        let example = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"];
        let names: Vec<&String> = example.as_object().unwrap().keys().collect();
        for (name, monster) in monsters() {
            let fields = names.iter().map(|field| {
                let value = if *field == names[0] { monster.clone() } else { example[*field].to_string() };
                format!("\"{field}\":{value}")
            });
            let body = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));
            let at = format!("{path} with {name}");
            let path = format!("{path}?dry_run=true");
            let answer = watched.sends(&at, &watched.registrar, (&path, "application/json"), body.as_bytes());
            assert!(answer.status >= 400, "{at}: {}", answer.status);
        }
    }
    for (name, monster) in monsters() {
        let body = format!("{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{monster}}}}}");
        watched.sends(name, &watched.registrar, ("/graphql", "application/json"), body.as_bytes());
    }
}

#[on_both_databases]
fn monstrous_json_bodies_leave_the_server_well(register: &Register) {
    json_bodies(&Watched::start(register), register);
}

#[on_both_databases]
fn items_at_their_limit_leave_the_server_well(register: &Register) {
    let watched = Watched::start(register);
    let codes: Vec<Value> =
        (0..10_000).map(|at| json!({ "code": format!("{:06}", 100_000 + at), "label": "区" })).collect();
    let body = json!({ "version": "2026", "codes": codes }).to_string();
    let bearer = format!("Bearer {}", watched.administrator.token);
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let url = format!("{}/v1/code-sets/areas?dry_run=true", watched.server.address);
    let answer = http::send("PUT", &url, &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text);
    watched.is_well("ten thousand areas");
    let faulty: Vec<Value> = (0..10_000).map(|_| json!({ "code": "x", "label": "" })).collect();
    let body = json!({ "version": "2026", "codes": faulty }).to_string();
    let answer = http::send("PUT", &url, &headers, body.as_bytes());
    assert_eq!(answer.status, 422);
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    assert_eq!(errors.len(), 1_001);
    assert!(errors[1_000]["detail"].as_str().unwrap().contains("29"), "{}", errors[1_000]);
    watched.is_well("thirty thousand faults");
}

/// Runs a test that does not depend on the database, on one of them.
fn on_sqlite(behaviour: fn(&Register)) {
    behaviour(&Register::new(Database::Sqlite, Surface::Rest));
}

#[test]
fn compressed_bodies_are_refused_unread() {
    on_sqlite(|register| {
        let watched = Watched::start(register);
        let bomb = BASE64.decode(BROTLI_BOMB).unwrap();
        let bearer = format!("Bearer {}", watched.registrar.token);
        let json = "application/json";
        for (path, media_type) in
            [("/oauth/token", "application/x-www-form-urlencoded"), ("/v1/people", json), ("/graphql", json)]
        {
            let send = |coding: &str, body: &[u8]| {
                let headers =
                    [("authorization", bearer.as_str()), ("content-type", media_type), ("content-encoding", coding)];
                http::send("POST", &format!("{}{path}", watched.server.address), &headers, body).status
            };
            for coding in ["br", "BR", "gzip", "deflate", "zstd", "identity, br"] {
                assert_eq!(send(coding, &bomb), 415, "{coding} to {path}");
            }
            assert_ne!(send("identity", b"{}"), 415, "{path}");
            watched.is_well(path);
        }
    });
}

/// Plays text files.
fn csv_files(watched: &Watched) {
    let header = HEADER.join(",");
    let lines = |line: &str| format!("{header}\n{}", line.repeat((FILE_BYTES - 100) / line.len()));
    let names = |count: usize| (0..count).map(|at| format!(",c{at}")).collect::<String>();
    let zones: String = (0..99_000).map(|at| format!("a,b,专职督学,区{at}\n")).collect();
    let sound: String = (0..12_000).map(|at| format!("赵子志,{},特邀督学\n", citizen_number(at))).collect();
    let files = [
        ("empty", String::new()),
        ("one giant line", "a".repeat(FILE_BYTES)),
        ("one giant line of commas", ",".repeat(FILE_BYTES)),
        ("one giant quoted cell", format!("{header}\n\"{}\",1,1\n", "a".repeat(FILE_BYTES - 100))),
        ("a quoted cell of line ends", format!("{header}\n\"{}\",1,1\n", "\n".repeat(FILE_BYTES - 100))),
        ("quotes", "\"".repeat(FILE_BYTES)),
        ("millions of line ends", "\n".repeat(FILE_BYTES)),
        ("millions of tiny rows", lines("1\n")),
        ("rows of commas", lines(",,\n")),
        ("wide rows", format!("{header}{}\n{}", names(197), "1,2\n".repeat(2_000_000))),
        ("too wide rows", format!("{header}{}\n", names(2_000_000))),
        ("faults in every cell", format!("{header}\n{}", "!,!,!\n".repeat(99_000))),
        ("invisible characters", format!("{header}\n{}", "\u{200b}赵,\u{202e}1,x\n".repeat(99_000))),
        ("as many zones as rows", format!("{header},督学责任区\n{zones}")),
        ("many people", format!("{header}\n{sound}")),
    ];
    for (name, file) in &files {
        let answer = watched.uploads(name, "?dry_run=true", "people", file.as_bytes());
        assert!(matches!(answer.status, 201 | 413 | 422), "{name}: {}", answer.text);
    }
    let beyond = "a".repeat(FILE_BYTES + 1);
    assert_eq!(watched.uploads("beyond the limit", "", "people", beyond.as_bytes()).status, 413);
    let schools: String =
        (0..12_000).map(|at| format!("{:010},第{at}小学,区{},小学\n", 3_000_000_000_u64 + at, at % 6_000)).collect();
    let schools = format!("学校标识码,学校名称,督学责任区,办学类型\n{schools}");
    assert_eq!(watched.uploads("schools", "?dry_run=true", "schools", schools.as_bytes()).status, 201);
}

#[test]
fn monstrous_csv_files_leave_the_server_well() {
    on_sqlite(|register| csv_files(&Watched::start(register)));
}

#[on_both_databases]
fn refused_rosters_do_not_grow_the_list_of_imports(register: &Register) {
    let watched = Watched::start(register);
    let rows: String = (0..60_000).map(|at| format!("!{at},{at},特邀督学\n")).collect();
    let file = format!("{}\n{rows}", HEADER.join(","));
    let mut last = Value::Null;
    for number in 0..4 {
        let answer = watched.uploads(&format!("refused {number}"), "", "people", file.as_bytes());
        assert_eq!(answer.status, 201, "{}", answer.text);
        last = answer.json();
    }
    assert_eq!((last["status"].clone(), last["result"]["fault_count"].clone()), (json!("refused"), json!(120_000)));
    assert_eq!(last["result"]["faults"].as_array().unwrap().len(), 1_000);
    let list = watched.registrar.get("/v1/imports?limit=500");
    assert!(list.text.len() < 20_000, "{} bytes", list.text.len());
    let items = list.json()["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 4);
    for item in &items {
        assert_eq!((&item["result"]["faults"], &item["result"]["fault_count"]), (&Value::Null, &json!(120_000)));
    }
    watched.is_well("the list");
}

/// The first row of a sheet of people.
fn header_row() -> String {
    format!("<row r=\"1\">{}</row>", text_cells(&HEADER))
}

/// An item as often as it fits into what a part may unzip to.
fn many(item: &str) -> String {
    item.repeat(UNZIPPED_BYTES / item.len())
}

/// A workbook whose sheet has the header and then this.
fn below_the_header(rows: &str) -> Vec<u8> {
    workbook(&[worksheet(&format!("{}{rows}", header_row()))], &[])
}

/// A sound workbook with one more part.
fn with_part(name: &str, content: String) -> Vec<u8> {
    workbook(&[worksheet(&header_row())], &[(name, content)])
}

/// Workbooks that are large as tables and archives.
fn large_tables() -> Vec<(&'static str, Vec<u8>)> {
    let wide: String = (0..16_000).map(|_| "<c><v>1</v></c>").collect();
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    let dimension = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>";
    let sheets = |count: usize| vec![worksheet("<row r=\"1\"><c><v>1</v></c></row>"); count];
    let entries: Vec<(String, Vec<u8>)> = (0..50_000).map(|at| (format!("{at}"), Vec::new())).collect();
    vec![
        ("a huge dimension", workbook(&[format!("{dimension}{}{far}</sheetData></worksheet>", header_row())], &[])),
        ("many columns", workbook(&[worksheet(&format!("<row r=\"1\">{wide}</row>"))], &[])),
        ("many sheets", workbook(&sheets(900), &[])),
        ("more sheets", workbook(&sheets(2_000), &[])),
        ("many entries", archive(&entries)),
        ("many empty rows", below_the_header(&many("<row><c/></row>"))),
        ("many rows", below_the_header(&many("<row><c><v>1</v></c></row>"))),
    ]
}

/// Workbooks whose parts are kept in memory, or would be.
fn large_parts() -> Vec<(&'static str, Vec<u8>)> {
    let strings = |items: String| with_part("xl/sharedStrings.xml", format!("<sst>{items}</sst>"));
    let blanks = " ".repeat(UNZIPPED_BYTES);
    let long = format!("<si><t>{}</t></si>", "a".repeat(30_000));
    let entity = format!("<!DOCTYPE a [<!ENTITY b \"{}\">]>{}", "c".repeat(100_000), header_row());
    vec![
        ("many strings", strings(many("<si><t>a</t></si>"))),
        ("few long strings", strings(many(&long))),
        ("strings declared", with_part("xl/sharedStrings.xml", "<sst uniqueCount=\"4000000000\"/>".to_owned())),
        ("one endless string", strings(format!("<si><t>{blanks}"))),
        ("one endless element", below_the_header(&format!("<row a=\"{blanks}\"/>"))),
        ("one endless cell", below_the_header(&format!("<row><c><v>{blanks}</v></c></row>"))),
        ("deep elements", below_the_header(&many("<a>"))),
        ("names", with_part("xl/any.xml", many("<definedName name=\"a\">b</definedName>"))),
        ("styles", with_part("xl/styles.xml", many("<xf numFmtId=\"14\"/>"))),
        ("entities", workbook(&[worksheet(&entity)], &[])),
    ]
}

/// Plays workbooks.
fn workbooks(watched: &Watched) {
    for (name, file) in large_tables().into_iter().chain(large_parts()) {
        assert!(file.len() <= FILE_BYTES, "{name}: {}", file.len());
        let answer = watched.uploads(name, "?dry_run=true", "people", &file);
        assert!(matches!(answer.status, 201 | 413 | 422), "{name}: {}", answer.text);
    }
}

#[test]
fn monstrous_workbooks_leave_the_server_well() {
    on_sqlite(|register| workbooks(&Watched::start(register)));
}

/// What one kind takes is given back before the next one comes.
#[test]
fn monsters_of_all_kinds_leave_one_server_well() {
    on_sqlite(|register| {
        let watched = Watched::start(register);
        for monster in all_documents() {
            watched.sends(&monster.name, &watched.registrar, (monster.path, monster.media_type), &monster.body);
        }
        watched.ends_kind("GraphQL documents");
        json_bodies(&watched, register);
        watched.ends_kind("JSON bodies");
        csv_files(&watched);
        watched.ends_kind("text files");
        workbooks(&watched);
        watched.ends_kind("workbooks");
    });
}

#[test]
fn monstrous_forms_leave_the_server_well() {
    on_sqlite(|register| {
        let watched = Watched::start(register);
        let many: Vec<(&str, Option<&str>, &[u8])> = vec![("area", None, b"340800"); 50_000];
        let files: Vec<(&str, Option<&str>, &[u8])> = vec![("file", Some("a.csv"), b"a"); 50_000];
        let unknown: Vec<String> = (0..50_000).map(|at| format!("f{at}")).collect();
        let unknown: Vec<(&str, Option<&str>, &[u8])> =
            unknown.iter().map(|name| (name.as_str(), None, &b"1"[..])).collect();
        let long_name = "n".repeat(1_000_000);
        let bodies = [
            ("one part many times", form(&many)),
            ("many files", form(&files)),
            ("many unknown parts", form(&unknown)),
            ("a long name of a part", form(&[(&long_name, None, b"1")])),
            ("a long name of a file", form(&[("file", Some(&long_name), b"1")])),
            (
                "a part without an end",
                [
                    &format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n").into_bytes()[..],
                    &vec![b'a'; FILE_BYTES + 1_000],
                ]
                .concat(),
            ),
            ("no part", vec![b'a'; FILE_BYTES]),
            ("boundaries", format!("--{BOUNDARY}\r\n").repeat(500_000).into_bytes()),
        ];
        for (name, body) in &bodies {
            let answer = watched.sends_form(name, body);
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{name}: {answer}");
        }
        let pairs = |pair: &str| vec![pair; 900_000 / (pair.len() + 1)].join("&");
        for (name, body) in
            [("form fields", pairs("a=1")), ("one field", pairs("scope=1")), ("percents", "%41".repeat(300_000))]
        {
            let path = ("/oauth/token", "application/x-www-form-urlencoded");
            let answer = watched.sends(name, &watched.registrar, path, body.as_bytes());
            assert!(answer.status >= 400, "{name}: {}", answer.status);
        }
    });
}

#[test]
fn monstrous_heads_leave_the_server_well() {
    on_sqlite(|register| {
        let watched = Watched::start(register);
        let token = &watched.registrar.token;
        let get = |path: &str, headers: &str| {
            format!(
                "GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n{headers}\r\n"
            )
        };
        let parameters = |pair: &str, count: usize| vec![pair; count].join("&");
        let heads = [
            ("a long path", get(&format!("/{}", "a".repeat(8_000_000)), "")),
            ("a path as long as it may be", get(&format!("/v1/people/{}", "a".repeat(100_000)), "")),
            ("many parameters", get(&format!("/v1/people?{}", parameters("area=34", 10_000)), "")),
            ("many unknown parameters", get(&format!("/v1/people?{}", parameters("x=1", 25_000)), "")),
            ("many fields", get(&format!("/v1/people?fields={}", "a,".repeat(40_000)), "")),
            ("many headers", get("/v1/people", &"X-A: b\r\n".repeat(1_000_000))),
            ("a few hundred headers", get("/v1/people", &"X-A: b\r\n".repeat(300))),
            ("a long header", get("/v1/people", &format!("X-A: {}\r\n", "b".repeat(8_000_000)))),
            ("many tags", get("/v1/people", &format!("If-None-Match: {}\r\n", "\"1\",".repeat(15_000)))),
            (
                "a long token",
                format!("GET /v1/people HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", "a.".repeat(30_000)),
            ),
            (
                "a body that never ends",
                format!(
                    "POST /v1/people HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                    format!("10000\r\n{}\r\n", " ".repeat(65_536)).repeat(200)
                ),
            ),
            (
                "a length that lies",
                format!(
                    "POST /v1/people HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{}",
                    " ".repeat(8_000_000)
                ),
            ),
            (
                "an eight-megabyte string",
                format!(
                    "POST /v1/people HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 8000002\r\n\r\n\"{}\"",
                    "a".repeat(8_000_000)
                ),
            ),
            ("bytes of no request", "\0\u{1}\u{2}".repeat(1_000_000)),
        ];
        for (name, head) in &heads {
            let answer = watched.sends_raw(name, head.as_bytes());
            assert!(!answer.starts_with("HTTP/1.1 5"), "{name}: {answer}");
        }
    });
}
