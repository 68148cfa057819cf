//! `/v1/exports/{id}/files/{path}`: files of exports, as a whole or from a byte on (RFC 9110, section 14).

use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header},
    web::{Bytes, Data, Path},
};
use domain::{Error, kernel::id::ExportId};
use futures_util::stream;
use uuid::Uuid;

use super::{etag, extract, format};
use crate::{
    app::{
        App, Caller, UseCase,
        consumers::exports::{FoundFile, ReadExportFile, ReadExportPiece},
    },
    http::{Failure, Table},
};

/// The media type of every file: what it is was said by who asked for the export.
const BYTES: &str = "application/octet-stream";

pub fn operations(table: &mut Table) {
    table.add::<__path_read_export_file, _, _>(read_export_file);
}

/// Download a file of an export
///
/// The whole file, or what `Range` names of it: whoever was cut off goes on from the byte at which it stopped, with `If-Range` as
/// the tag that it was told. The tag is the SHA-256 digest of the file, which the manifest has, too. Only the client that asked for
/// the export reads it.
#[utoipa::path(get, path = "/v1/exports/{id}/files/{path}", operation_id = "read_export_file", tag = "exports",
    params(
        ("id" = Uuid, Path, description = "Id."),
        ("path" = String, Path, description = "The path of the file, as the export names it."),
        ("Range" = Option<String>, Header, description = "One range of bytes, such as `bytes=1048576-`."),
        ("If-Range" = Option<String>, Header, description = "The tag of the file that the range is of."),
    ),
    responses(
        (status = 200, description = "The file.", body = String, content_type = "application/octet-stream"),
        (status = 206, description = "The range of the file.", body = String, content_type = "application/octet-stream"),
        (status = 304, description = "The reader has the file."),
        (status = 416, description = "The file ends before the range begins.")))]
pub async fn read_export_file(
    app: Data<App>,
    request: HttpRequest,
    at: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::identified(&request, ReadExportFile::ACTION).await?;
    format::negotiated(&request, &[BYTES])?;
    extract::plain(&request)?;
    let (id, path) = at.into_inner();
    let id = Uuid::try_parse(&id).map(ExportId).map_err(|_| Failure(Error::NotFound))?;
    let file = app.run(&caller, ReadExportFile { id, path }).await?;
    let said = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = format!("\"{}\"", file.sha256);
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::ETAG, tag.as_str())).insert_header((header::ACCEPT_RANGES, "bytes"));
    if said(header::IF_NONE_MATCH).is_some_and(|known| etag::is_known(known, &tag)) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    // A range of another file than the one that is there is answered by the whole file.
    let is_same = said(header::IF_RANGE).is_none_or(|known| known == tag);
    let part = said(header::RANGE).filter(|_| is_same && request.method() == Method::GET);
    let bytes = match part.and_then(|range| part_of(range, file.bytes)) {
        None => 0..file.bytes,
        Some(Part::Outside) => {
            answer.insert_header((header::CONTENT_RANGE, format!("bytes */{}", file.bytes)));
            return Ok(answer.status(StatusCode::RANGE_NOT_SATISFIABLE).finish());
        }
        Some(Part::Bytes(part)) => {
            let range = format!("bytes {}-{}/{}", part.start, part.end - 1, file.bytes);
            answer.status(StatusCode::PARTIAL_CONTENT).insert_header((header::CONTENT_RANGE, range));
            part
        }
    };
    answer.content_type(BYTES);
    answer.insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.path)));
    // The bytes are those of the digest: they are not compressed on their way.
    answer.insert_header((header::CONTENT_ENCODING, "identity"));
    answer.no_chunking(u64::try_from(bytes.end - bytes.start).map_err(Error::internal)?);
    Ok(answer.streaming(pieces(app, caller, (id, file), bytes)))
}

/// The bytes of a file, read piece by piece as the client takes them.
fn pieces(
    app: Data<App>,
    caller: Caller,
    (id, file): (ExportId, FoundFile),
    bytes: Range<i64>,
) -> impl futures_util::Stream<Item = Result<Bytes, Failure>> + 'static {
    stream::try_unfold((app, caller, bytes), move |(app, caller, left)| async move {
        if left.is_empty() {
            return Ok(None);
        }
        let piece = ReadExportPiece { id, file: file.number, from: left.start };
        let mut piece = app.run(&caller, piece).await?;
        piece.truncate(usize::try_from(left.end - left.start).map_err(Error::internal)?);
        let next = left.start + i64::try_from(piece.len()).map_err(Error::internal)?;
        Ok(Some((Bytes::from(piece), (app, caller, next..left.end))))
    })
}

/// The part of a file that a request names.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// These bytes.
    Bytes(Range<i64>),
    /// None: the file ends before.
    Outside,
}

/// The part of a file of so many bytes that a range names; none for what is no range, or several: the whole file is answered.
fn part_of(range: &str, bytes: i64) -> Option<Part> {
    let (first, last) = range.strip_prefix("bytes=")?.trim().split_once('-')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // What is too large for a number lies outside of every file.
    let number = |text: &str| is_number(text).then(|| text.parse::<i64>().unwrap_or(i64::MAX));
    let part = match (first, last) {
        ("", last) => (bytes - number(last)?.min(bytes))..bytes,
        (first, "") => number(first)?..bytes,
        (first, last) if number(first)? <= number(last)? => number(first)?..number(last)?.saturating_add(1).min(bytes),
        _ => return None,
    };
    Some(if part.is_empty() { Part::Outside } else { Part::Bytes(part) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn range_names_a_part_of_the_file() {
        for (range, part) in [
            ("bytes=0-", Some(0..10)),
            ("bytes=3-5", Some(3..6)),
            ("bytes=3-99", Some(3..10)),
            ("bytes=9-9", Some(9..10)),
            ("bytes=-4", Some(6..10)),
            ("bytes=-40", Some(0..10)),
        ] {
            assert_eq!(part_of(range, 10), part.map(Part::Bytes), "{range}");
        }
        for outside in ["bytes=10-", "bytes=99999999999999999999-", "bytes=10-20", "bytes=-0"] {
            assert!(matches!(part_of(outside, 10), Some(Part::Outside) | None), "{outside}");
        }
        for other in ["bytes=5-3", "bytes=0-1,3-4", "bytes=a-", "items=0-1", "bytes=-", "bytes=+1-"] {
            assert_eq!(part_of(other, 10), None, "{other}");
        }
    }
}
