//! `/v1/imports`.

use std::{sync::Arc, time::Duration};

use actix_multipart::Multipart;
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder, dev::Payload, http::header, web::Data};
use domain::{Error, Fault, FaultCode, Wording, file::import::ImportKind, kernel::text::visible_line};
use futures_util::{TryStreamExt, future::LocalBoxFuture};
use openapi::{
    file::import::{CreateImport, Import},
    kernel::query::WriteParams,
};

use tokio::sync::Semaphore;

use super::{dispatch, extract, format};
use crate::{
    app::{App, Caller, UseCase, file::imports::LoadRoster},
    forms::Form,
    http::{Failure, Table, in_time, repeat},
    keys,
    operation::{Asking, JSON, record},
    roster::{self, RosterFile, file::FILE_BYTES_MAX, template},
};

/// Longest part of a form that is no file, in bytes.
const FIELD_BYTES_MAX: usize = 1_000;
/// Forms that are taken in at the same time: each may hold a file in memory.
const FORMS_AT_ONCE_MAX: usize = 4;
/// How long a form waits for its turn.
const FORM_WAIT_MAX: Duration = Duration::from_secs(2);

pub fn operations(table: &mut Table) {
    table.add::<__path_create_import, _, _>(create_import);
}

/// The caller of an upload and the form of the answer, both known before the roster is read.
pub struct Upload {
    caller: Caller,
    is_annotated: bool,
}

impl FromRequest for Upload {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = extract::identified(&request, LoadRoster::ACTION).await?;
            let workbook = Form::Xlsx.media_type();
            let form = format::negotiated(&request, &[JSON, workbook])?;
            Ok(Self { caller: extract::writer(&request, caller)?, is_annotated: form == workbook })
        })
    }
}

fn tag(import: &Import) -> String {
    import.version.to_string()
}

/// Upload a roster
///
/// XLSX, XLS, or text with commas or tabs in UTF-8, UTF-16 or GB18030. All sheets are read that have the header of a roster; what is not read is
/// named in `ignored_columns` and `ignored_sheets`. Every fault is told (the first 1,000, and how many), and nothing of a faulty file is loaded
/// unless `partial` is true. With `Accept: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` the answer is the file with its faults:
/// a column that says what is wrong with a row, and the faulty cells coloured; the record is at `Location`. With a document number the roster waits for an approver who did not upload it.
#[utoipa::path(post, path = "/v1/imports", operation_id = "create_import", tag = "imports", params(WriteParams),
    request_body(content = CreateImport, content_type = "multipart/form-data"),
    responses((status = 201, description = "What became of the rows.", content(
        (Import = "application/json"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn create_import(
    app: Data<App>,
    upload: Upload,
    request: HttpRequest,
    form: Multipart,
) -> Result<HttpResponse, Failure> {
    static TAKING: Semaphore = Semaphore::const_new(FORMS_AT_ONCE_MAX);
    let permit = tokio::time::timeout(FORM_WAIT_MAX, TAKING.acquire()).await;
    let _permit = permit.map_err(|_| Failure(Error::Busy))?;
    let (fields, digest) = in_time(&request, read_form(form)).await?;
    let caller = Caller { repeat: repeat(&request, digest)?, ..upload.caller };
    let _turn = roster::turn().await?;
    let roster = fields.into_roster().await?;
    let mut answer = if upload.is_annotated {
        answer_annotated(&app, &caller, roster).await?
    } else {
        dispatch::created(&app, &caller, "/v1/imports", record(roster)).await?
    };
    answer.headers_mut().append(header::VARY, header::HeaderValue::from_static("accept"));
    Ok(answer)
}

/// Loads a roster as always, and answers its file with its faults instead of the record, which is at the address that is
/// named.
async fn answer_annotated(app: &App, caller: &Caller, roster: LoadRoster) -> Result<HttpResponse, Failure> {
    let file = Arc::clone(&roster.file);
    let view = app.render(caller, Asking(record(roster)), |answer| answer.body.value()).await??;
    let import: Import = serde_json::from_value(view).map_err(Error::internal)?;
    let mut answer = HttpResponse::Created();
    answer.insert_header((header::ETAG, format!("\"{}\"", tag(&import))));
    if !caller.dry_run {
        answer.insert_header((header::LOCATION, format!("/v1/imports/{}", import.id)));
    }
    let bytes = tokio::task::spawn_blocking(move || template::annotated(&file, &import.result)).await;
    Ok(workbook(&mut answer, "roster-with-faults.xlsx", bytes.map_err(Error::internal)??))
}

fn workbook(answer: &mut HttpResponseBuilder, name: &str, bytes: Vec<u8>) -> HttpResponse {
    answer
        .content_type(Form::Xlsx.content_type())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}

/// Reads the parts of the form, each within its bound, and the digest of what they say: their boundary differs
/// from one sending to the next.
async fn read_form(mut form: Multipart) -> Result<(Fields, [u8; 32]), Failure> {
    let mut fields = Fields::default();
    let mut said: Vec<(String, [u8; 32])> = Vec::new();
    while let Some(mut part) = form.try_next().await.map_err(form_error)? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = name == "file";
        // There are few names, so that this bounds the number of parts, too.
        if said.iter().any(|(known, _)| *known == name) {
            return Err(wrong(&format!("/{name}"), FaultCode::Duplicate, Wording::GivenMoreThanOnce));
        }
        let max = if is_file { FILE_BYTES_MAX } else { FIELD_BYTES_MAX };
        let mut bytes = Vec::new();
        while let Some(chunk) = part.try_next().await.map_err(form_error)? {
            if u64::try_from(bytes.len() + chunk.len()).unwrap_or(u64::MAX) > u64::try_from(max).unwrap_or(u64::MAX) {
                return Err(Failure(Error::TooLarge));
            }
            bytes.extend_from_slice(&chunk);
        }
        said.push((name.clone(), keys::digest_of(&[name.as_bytes(), &bytes])));
        if is_file {
            let said = part.content_disposition().and_then(|it| it.get_filename()).map(visible_line);
            let file_name = said.filter(|name| !name.is_empty()).unwrap_or_else(|| "roster".to_owned());
            fields.file = Some((file_name, bytes));
        } else {
            take_field(&mut fields, &name, bytes)?;
        }
    }
    let digests: Vec<[u8; 32]> = said.into_iter().map(|(_, digest)| digest).collect();
    Ok((fields, keys::digest_of(&[digests.as_flattened()])))
}

/// The parts of the form.
#[derive(Default)]
struct Fields {
    file: Option<(String, Vec<u8>)>,
    kind: Option<ImportKind>,
    area: Option<String>,
    document_number: Option<String>,
    partial: bool,
}

impl Fields {
    async fn into_roster(self) -> Result<LoadRoster, Failure> {
        let (file_name, bytes) = self.file.ok_or_else(|| wrong("/file", FaultCode::Required, Wording::FileNeeded))?;
        Ok(LoadRoster {
            file: Arc::new(RosterFile::read_aside(self.kind.unwrap_or(ImportKind::People), bytes).await?),
            file_name,
            area: self.area,
            document_number: self.document_number,
            partial: self.partial,
            at_once: false,
        })
    }
}

fn take_field(fields: &mut Fields, name: &str, bytes: Vec<u8>) -> Result<(), Failure> {
    let pointer = format!("/{name}");
    let text = String::from_utf8(bytes).map_err(|_| wrong(&pointer, FaultCode::Format, Wording::NotUtf8))?;
    match name {
        "kind" => {
            let values = || ImportKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
            let flaw = || wrong("/kind", FaultCode::Code, Wording::OneOf { values: values() });
            fields.kind = Some(ImportKind::parse(&text).ok_or_else(flaw)?);
        }
        "area" => fields.area = Some(text),
        "document_number" => fields.document_number = Some(text),
        "partial" => {
            fields.partial = text.parse().map_err(|_| wrong("/partial", FaultCode::Type, Wording::TrueOrFalse))?
        }
        _ => return Err(wrong(&pointer, FaultCode::Unknown, Wording::FieldUnknown)),
    }
    Ok(())
}

fn wrong(pointer: &str, code: FaultCode, wording: Wording) -> Failure {
    Failure(Error::invalid(Fault::new(pointer, code, wording)))
}

fn form_error(cause: actix_multipart::MultipartError) -> Failure {
    match cause {
        actix_multipart::MultipartError::ContentTypeMissing
        | actix_multipart::MultipartError::ContentTypeParse
        | actix_multipart::MultipartError::ContentTypeIncompatible => Failure(Error::UnsupportedMediaType),
        _ => Failure(Error::MalformedBody),
    }
}
