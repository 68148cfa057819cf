//! Certificates as signed credentials: W3C Verifiable Credentials 2.0 as JWT (VC-JOSE-COSE), whose standing is looked
//! up in lists of bits (Bitstring Status List v1.0). Whoever has the published keys and a list verifies offline.

use std::io::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use chrono::TimeDelta;
use domain::{
    Day, Error, Instant,
    kernel::status_list::bits,
    qualification::{certification::Certification, credential::Purpose},
};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use crate::keys::digest_of;

/// The type of both in a JWT's header.
pub const TYPE: &str = "vc+jwt";
/// How long a list may be relied on, and kept by whoever fetched it.
pub const LIST_LIFE_S: i64 = 300;
/// The words of the standard, and that of ours beside them.
const CONTEXT: [&str; 2] =
    ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"];

/// A certificate as a credential; nothing for what was never certified.
pub fn of(one: &Certification, name: &str, issuer: &str, now: Instant) -> Option<Value> {
    let (number, term, entry) = (one.number.as_ref()?, one.term?, one.status_entry.as_ref()?);
    let status = |purpose: &Purpose| {
        let list = address(issuer, &entry.list, *purpose);
        json!({
            "id": format!("{list}#{}", entry.index), "type": "BitstringStatusListEntry", "statusPurpose": purpose.as_str(),
            "statusListIndex": entry.index.to_string(), "statusListCredential": list
        })
    };
    Some(json!({
        "@context": CONTEXT,
        "id": format!("urn:uuid:{}", one.id),
        "type": ["VerifiableCredential", "InspectorQualificationCredential"],
        "issuer": issuer,
        "iss": issuer,
        "iat": now.timestamp(),
        "validFrom": beginning(term.from),
        "validUntil": end(term.until),
        "credentialSubject": { "name": name, "certificateNumber": number.as_str(), "area": one.area.as_str() },
        "credentialStatus": Purpose::ALL.iter().map(status).collect::<Vec<_>>()
    }))
}

/// The digest of a certificate, which its printed form bears: of what stays the same while it is renewed. Nobody makes it of
/// number and name alone, because the record's id is in it. Nothing for what was never certified.
pub fn digest(one: &Certification, name: &str) -> Option<String> {
    let number = one.number.as_ref()?.as_str();
    let parts = ["certificate", number, name, one.area.as_str()].map(str::as_bytes);
    Some(BASE64.encode(digest_of(&[&parts[..], &[one.id.0.as_bytes()]].concat())))
}

/// A list with these places set, as a credential.
///
/// # Errors
/// When it cannot be compressed.
pub fn status_list(list: &str, purpose: Purpose, places: &[u32], issuer: &str, now: Instant) -> Result<Value, Error> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&bits(places)).map_err(Error::internal)?;
    let packed = encoder.finish().map_err(Error::internal)?;
    let at = address(issuer, list, purpose);
    Ok(json!({
        "@context": CONTEXT,
        "id": at,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "iss": issuer,
        "iat": now.timestamp(),
        "validFrom": now,
        "validUntil": now + TimeDelta::seconds(LIST_LIFE_S),
        "credentialSubject": {
            "id": format!("{at}#list"), "type": "BitstringStatusList", "statusPurpose": purpose.as_str(),
            // The `u` says that base64url without padding follows (multibase).
            "encodedList": format!("u{}", BASE64.encode(packed))
        }
    }))
}

fn address(issuer: &str, list: &str, purpose: Purpose) -> String {
    format!("{issuer}/.well-known/credential-status/{list}/{}", purpose.as_str())
}

/// The day's first second in Shanghai.
fn beginning(day: Day) -> String {
    format!("{day}T00:00:00+08:00")
}

/// The day's last second in Shanghai.
fn end(day: Day) -> String {
    format!("{day}T23:59:59+08:00")
}
