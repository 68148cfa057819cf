//! The parsers that a stranger's bytes reach, each as a function that may be given any bytes: it must neither panic
//! nor break a promise that it gives for what it accepts. `fuzz/` grows inputs for them; the tests replay those that
//! are kept.

use std::{
    collections::HashSet,
    io::{Cursor, Write},
    sync::OnceLock,
    time::{Duration, Instant},
};

use actix_web::test::TestRequest;
use api::{
    auth, graphql,
    keys::Keys,
    rest,
    roster::{self, RosterFile, table::Sheet},
};
use domain::{
    Area, Day,
    file::import::{ImportKind, RowFaults},
    kernel::{
        mask, name_search,
        page::PAGE_SIZE_MAX,
        policy::Sight,
        rules::Rules,
        text::{self, CitizenNumber, PersonName, Phone},
    },
};
use openapi::{people::person::CreatePerson, pools::pool_membership::CreatePoolMembership};
use persistence::kernel::vault::Suite;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::documents;

/// A parser by the name of its corpus.
pub type Parser = (&'static str, fn(&[u8]));

/// All of them.
pub const PARSERS: [Parser; 9] = [
    ("body", body),
    ("cursor", cursor),
    ("document", document),
    ("filter", filter),
    ("graphql", graphql_document),
    ("roster", roster),
    ("text", single_values),
    ("token", token),
    ("workbook", workbook),
];

/// The bodies of the writes that carry most.
pub fn body(bytes: &[u8]) {
    let _ = openapi::kernel::body::parse::<CreatePerson>(bytes);
    let _ = openapi::kernel::body::parse::<CreatePoolMembership>(bytes);
}

/// A cursor opens only where it was sealed.
pub fn cursor(bytes: &[u8]) {
    let sealed = keys().seal(bytes, "people");
    assert_eq!(keys().unseal(&sealed, "people").as_deref(), Some(bytes));
    assert_eq!(keys().unseal(&sealed, "experts"), None);
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert_eq!(keys().unseal(text, "people"), None, "nobody seals without the key");
    }
}

/// A GraphQL request, its document and the limits on it.
pub fn document(bytes: &[u8]) {
    let _ = match graphql::read(bytes) {
        Ok(request) => graphql::plan(&request.query, request.variables),
        Err(_) => graphql::plan(&String::from_utf8_lossy(bytes), None),
    };
}

/// Longest time for one document, with much to spare for a build that checks everything on a busy machine. The memory is
/// bounded by `-rss_limit_mb` of libFuzzer, and in the tests by `monstrous`.
const DOCUMENT_TIME_MAX: Duration = Duration::from_secs(20);

/// A document that grows as the bytes have it, planned, validated and executed without a register behind it.
pub fn graphql_document(bytes: &[u8]) {
    let mut choices = documents::Bytes(bytes);
    let (query, variables) = documents::grown(&mut |end| choices.below(end));
    let begin = Instant::now();
    if let Ok(plan) = graphql::plan(&query, Some(variables)) {
        let register = graphql::register().unwrap();
        let runtime = actix_web::rt::Runtime::new().unwrap();
        let answer = runtime.block_on(plan.answer(register, Some("q0".to_owned()), None));
        assert!(answer.is_ok(), "not answered: {query}");
    }
    assert!(begin.elapsed() < DOCUMENT_TIME_MAX, "{:?} for {query}", begin.elapsed());
}

/// The query string of a list.
pub fn filter(bytes: &[u8]) {
    // What a server never sees: it is refused before it becomes an address.
    let Ok(uri) = actix_web::http::Uri::try_from([b"/v1/people?", bytes].concat()) else { return };
    let request = TestRequest::with_uri(&uri.to_string()).to_http_request();
    if let Ok(asked) = rest::asked("list_people", &request) {
        assert!((1..=PAGE_SIZE_MAX).contains(&asked.page.limit), "a page of {}", asked.page.limit);
    }
    let _ = rest::asked("list_experts", &request);
}

/// A roster of either kind, whatever its format.
pub fn roster(bytes: &[u8]) {
    if let Ok(file) = RosterFile::read(ImportKind::Schools, bytes.to_vec()) {
        let is_even = |sheet: &Sheet| sheet.rows.iter().all(|row| row.cells().count() == sheet.header.len());
        assert!(file.tables.sheets.iter().all(is_even), "a ragged table");
        let _ = roster::schools::read(&file.rows());
    }
    if let Ok(file) = RosterFile::read(ImportKind::People, bytes.to_vec()) {
        let rows = file.rows();
        let zones = roster::people::zones_named(&rows).into_iter().map(|name| (name.clone(), name)).collect();
        let rules = Rules::shipped();
        let known = roster::people::Known { zones: &zones, zones_told: "", rules: &rules, today: today() };
        let entries = roster::people::read(&rows, &known, &mut HashSet::new(), &mut RowFaults::default());
        assert!(entries.len() <= rows.len(), "more people than rows");
    }
}

/// A roster whose archive is sound and whose sheet is anything.
pub fn workbook(sheet: &[u8]) {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    let mut parts: Vec<(&str, &[u8])> = WORKBOOK_FRAME.iter().map(|(name, part)| (*name, part.as_bytes())).collect();
    parts.push(("xl/worksheets/sheet1.xml", sheet));
    for (name, part) in parts {
        archive.start_file(name, plain).unwrap();
        archive.write_all(part).unwrap();
    }
    roster(archive.finish().unwrap().get_ref());
}

const WORKBOOK_FRAME: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

/// The single values: what is accepted once is accepted as it was kept.
pub fn single_values(bytes: &[u8]) {
    let Ok(raw) = std::str::from_utf8(bytes) else { return };
    if let Ok(number) = CitizenNumber::parse(raw, today()) {
        assert_eq!(CitizenNumber::parse(number.reveal(), today()).as_ref(), Ok(&number));
        assert!(number.birth_date().is_some_and(|born| born <= today()), "born after today");
        assert_eq!(mask::citizen_number(&number, Sight::Masked).map(|shown| shown.len()), Some(18), "another length");
    }
    if let Ok(phone) = Phone::parse(raw) {
        assert_eq!(Phone::parse(phone.reveal()).as_ref(), Ok(&phone));
    }
    if let Ok(name) = PersonName::parse(raw) {
        assert_eq!(PersonName::parse(name.as_str()).as_ref(), Ok(&name));
    }
    if let Ok(line) = text::line(raw) {
        assert_eq!(text::line(&line), Ok(line));
    }
    if let Ok(block) = text::block(raw) {
        assert_eq!(text::block(&block), Ok(block));
    }
    if let Ok(address) = text::email(raw) {
        assert_eq!(text::email(&address).as_ref(), Ok(&address));
        let _ = mask::email(&address, Sight::Masked);
    }
    let _ = text::postcode(raw);
    let _ = Area::parse(raw);
    let _ = name_search::terms(raw);
    let _ = name_search::fold(raw);
}

/// Only what our key signed is a token.
pub fn token(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    assert!(auth::verify(keys(), text).is_err(), "a token that we did not sign: {text}");
}

fn today() -> Day {
    Day::from_ymd_opt(2026, 8, 21).unwrap()
}

fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("duxue-parsers-{}", std::process::id()));
        let keys = Keys::load(&folder, Suite::Aes256Gcm).unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        keys
    })
}
