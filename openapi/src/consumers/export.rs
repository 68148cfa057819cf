//! Exports on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::consumers::export;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

published! {
    ExportStatus = domain::consumers::export::ExportStatus,
    ExportFormat = domain::consumers::export::ExportFormat,
}

/// Lists to write to files.
#[derive(Debug, Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CreateExport {
    /// The lists, by the names of their paths, such as `people` or `pool_memberships`.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50)]
    pub resources: Vec<String>,
    /// The form of the files.
    pub format: ExportFormat,
    /// As the records stand on this day; as their lists have them unless said.
    pub as_of: Option<NaiveDate>,
    /// As the register knew them at this instant; as it knows them when the export is made unless said.
    pub known_at: Option<DateTime<Utc>>,
    /// Only of this area (GB/T 2260) with all that lies under it.
    pub area: Option<String>,
}

/// How far an export is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportProgress {
    /// Records that are written.
    pub rows: i64,
    /// Records in all; null until they are counted.
    pub total: Option<i64>,
}

/// A file of an export.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportFile {
    /// What its address ends with: `/v1/exports/{id}/files/{path}`.
    pub path: String,
    /// Records.
    pub rows: i64,
    /// Bytes.
    pub bytes: i64,
    /// The SHA-256 digest of the file, in hexadecimal digits.
    pub sha256: String,
}

/// What the files of an export are, signed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportManifest {
    /// The export.
    pub export_id: Uuid,
    /// The instant as of which the records are: of no file another one.
    pub taken_at: DateTime<Utc>,
    /// From where the feed tells what changed since.
    pub position: String,
    /// The files.
    pub files: Vec<ExportFile>,
    /// When the manifest was made.
    pub issued_at: DateTime<Utc>,
    /// The same as a token that the register signed (JWS, EdDSA), under the published keys.
    pub signed: String,
}

/// Lists that are written to files, all of them as of one instant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Export {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// The client that asked for it, and that alone reads its files.
    pub client_id: Uuid,
    /// The lists.
    pub resources: Vec<String>,
    /// The form of the files.
    pub format: ExportFormat,
    /// The status.
    pub status: ExportStatus,
    /// How far it is.
    pub progress: ExportProgress,
    /// The instant as of which the records are; null before it is taken.
    pub taken_at: Option<DateTime<Utc>>,
    /// From where the feed tells what changed since; null before the instant is taken, and for others than its client.
    pub position: Option<String>,
    /// The files, once they are written.
    pub files: Vec<ExportFile>,
    /// The files with their digests, signed; null before they are written, and for others than its client.
    pub manifest: Option<ExportManifest>,
    /// The code of the error by which it failed.
    pub failure: Option<String>,
    /// When its files are thrown away; null before they are written.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<export::ExportFile> for ExportFile {
    fn from(export::ExportFile { path, rows, bytes, sha256 }: export::ExportFile) -> Self {
        Self { path, rows, bytes, sha256 }
    }
}

impl Export {
    /// The export, with its position and its manifest for its client.
    pub fn new(one: export::Export, position: Option<String>, manifest: Option<ExportManifest>) -> Self {
        Self {
            id: one.id.into(),
            version: one.version,
            client_id: one.client_id.into(),
            resources: one.asked.resources,
            format: one.format.into(),
            status: one.status.into(),
            progress: ExportProgress { rows: one.row_count, total: one.total_count },
            taken_at: one.taken_at,
            position,
            files: one.files.into_iter().map(ExportFile::from).collect(),
            manifest,
            failure: one.failure,
            expires_at: one.expires_at,
            created_at: one.created_at,
            updated_at: one.updated_at,
        }
    }
}
