//! The files of exports: in three forms, in ranges, under a digest that is signed.

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{
    Client, Register,
    fixtures::text,
    http::{Answer, send_for_bytes, try_send},
    on_both_databases,
};

/// A file of an export, with what is sent besides the token.
fn asks(client: &Client, export: &Value, path: &str, headers: &[(&str, &str)]) -> Answer {
    client.rest("GET", &format!("/v1/exports/{}/files/{path}", text(export, "id")), headers, None)
}

fn bytes(client: &Client, export: &Value, path: &str) -> Vec<u8> {
    let address = format!("{}/v1/exports/{}/files/{path}", client.address, text(export, "id"));
    let bearer = format!("Bearer {}", client.token);
    let (status, _, bytes) = send_for_bytes("GET", &address, &[("authorization", &bearer)], b"");
    assert_eq!(status, 200);
    bytes
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[on_both_databases]
fn files_have_the_digests_of_the_signed_manifest(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 5);
    for format in ["ndjson", "csv", "xlsx"] {
        let export = registrar.has_exported(&json!({ "resources": ["zones", "schools"], "format": format }));
        for file in export["files"].as_array().unwrap() {
            let bytes = bytes(&registrar, &export, text(file, "path"));
            assert_eq!(
                (json!(bytes.len()), hexadecimal(&bytes)),
                (file["bytes"].clone(), text(file, "sha256").to_owned())
            );
        }
        let manifest = &export["manifest"];
        let claims = crate::stipend_transfers::verified(register, text(manifest, "signed"), "export-manifest+jwt");
        assert_eq!((&claims["files"], &claims["position"]), (&export["files"], &export["position"]));
        assert_eq!((&claims["export_id"], &claims["taken_at"]), (&export["id"], &export["taken_at"]));
    }
}

#[on_both_databases]
fn file_has_five_rows_in_each_of_its_forms(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 5);
    let export = |format: &str| registrar.has_exported(&json!({ "resources": ["schools"], "format": format }));
    let listed = registrar.get("/v1/schools").json()["items"].clone();
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|one| text(one, "name")).collect();
    let lines = asks(&registrar, &export("ndjson"), "schools.ndjson", &[]);
    assert_eq!(lines.header("content-disposition"), Some("attachment; filename=\"schools.ndjson\""));
    let told: Vec<Value> = lines.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(told), listed);
    let table = asks(&registrar, &export("csv"), "schools.csv", &[]);
    let (header, rows) = table.text.trim_start_matches('\u{feff}').split_once("\r\n").unwrap();
    let column = header.split(',').position(|name| name == "name").unwrap();
    assert_eq!(rows.lines().zip(&names).filter(|(row, name)| row.contains(**name)).count(), 5);
    let workbook = std::io::Cursor::new(bytes(&registrar, &export("xlsx"), "schools.xlsx"));
    let mut book: Xlsx<_> = Xlsx::new(workbook).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let told = range.rows().skip(1).take(5).map(|row| row[column].clone());
    assert_eq!(told.collect::<Vec<_>>(), names.iter().map(|name| Data::String((*name).to_owned())).collect::<Vec<_>>());
}

#[on_both_databases]
fn download_that_was_cut_off_goes_on_by_a_range(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 5);
    let export = registrar.has_exported(&json!({ "resources": ["schools"], "format": "ndjson" }));
    let path = "schools.ndjson";
    let whole = asks(&registrar, &export, path, &[]);
    let (length, tag) = (whole.text.len(), whole.header("etag").unwrap().to_owned());
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, Some("bytes")));
    assert_eq!(whole.header("content-length"), Some(length.to_string().as_str()));
    let all = bytes(&registrar, &export, path);
    let part = asks(&registrar, &export, path, &[("range", "bytes=100-"), ("if-range", &tag)]);
    assert_eq!((part.status, part.text.as_bytes()), (206, &all[100..]));
    assert_eq!(part.header("content-range"), Some(format!("bytes 100-{}/{length}", length - 1).as_str()));
    let other = asks(&registrar, &export, path, &[("range", "bytes=100-"), ("if-range", "\"another\"")]);
    assert_eq!((other.status, &other.text), (200, &whole.text));
    let outside = asks(&registrar, &export, path, &[("range", &format!("bytes={length}-"))]);
    assert_eq!((outside.status, outside.header("content-range")), (416, Some(format!("bytes */{length}").as_str())));
    assert_eq!(asks(&registrar, &export, path, &[("if-none-match", &tag)]).status, 304);
    let compressed = asks(&registrar, &export, path, &[("accept-encoding", "gzip"), ("range", "bytes=0-9")]);
    assert_eq!((compressed.status, compressed.text.len()), (206, 10));
    let head = registrar.rest("HEAD", &format!("/v1/exports/{}/files/{path}", text(&export, "id")), &[], None);
    assert_eq!((head.status, head.text.as_str(), head.header("etag")), (200, "", Some(tag.as_str())));
    assert_eq!(asks(&registrar, &export, "zones.ndjson", &[]).refusal(), (404, "not_found".into()));
}

#[on_both_databases]
fn piece_that_was_altered_by_hand_is_not_handed_out(register: &Register) {
    let registrar = register.acting("registrar");
    registrar.has_zone(1, 1);
    let export = registrar.has_exported(&json!({ "resources": ["schools"], "format": "ndjson" }));
    let zeros = "00".repeat(64);
    let altered = match register.database {
        tests::Database::Sqlite => format!("x'{zeros}'"),
        tests::Database::Postgres => format!("'\\x{zeros}'::bytea"),
    };
    register.executes(&format!("UPDATE export_pieces SET content = {altered}"));
    let address = format!("{}/v1/exports/{}/files/schools.ndjson", registrar.address, text(&export, "id"));
    let bearer = format!("Bearer {}", registrar.token);
    assert!(try_send("GET", &address, &[("authorization", &bearer)], b"").is_err());
}
