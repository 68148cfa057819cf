//! Exports: lists that are written to files for a client, all of them as of one instant.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Instant,
    kernel::{
        id::{ClientId, ExportId},
        word::words,
    },
};

words! {
    /// The status of an export.
    ExportStatus {
        /// It waits to be made.
        Queued = "queued",
        /// It is being made.
        Running = "running",
        /// Its files are there.
        Done = "done",
        /// It could not be made.
        Failed = "failed",
        /// Its files were thrown away when their time was over.
        Expired = "expired",
        /// It was given up, and its files were thrown away.
        Cancelled = "cancelled",
    }
}

words! {
    /// The form of an export's files.
    ExportFormat {
        /// One record of JSON a line.
        Ndjson = "ndjson",
        /// A table with the fields' names above.
        Csv = "csv",
        /// The same table as a workbook.
        Xlsx = "xlsx",
    }
}

/// How long the files of an export are kept, in hours.
pub const FILES_KEPT_HOURS: i64 = 24;
/// How long the record of an export is kept, in days.
pub const RECORD_KEPT_DAYS: i64 = 90;
/// How long an export may show no progress before another server takes it over, in seconds.
pub const SILENT_MAX_S: i64 = 120;
/// How often an export is begun before it fails.
pub const ATTEMPTS_MAX: i64 = 3;

/// What is asked of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportAsked {
    /// The lists, by the names of their paths.
    pub resources: Vec<String>,
    /// The parameters of all lists, each with its name.
    pub filter: Vec<(String, String)>,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    /// What the address of the file ends with.
    pub path: String,
    /// Records.
    pub rows: i64,
    /// Bytes.
    pub bytes: i64,
    /// The SHA-256 digest of the file, in hexadecimal digits.
    pub sha256: String,
}

/// The position of the feed at which the export was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedPlace {
    /// The number of the transaction.
    pub xact: i64,
    /// The number of the line.
    pub seq: i64,
}

/// The instant as of which an export's records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When.
    pub at: Instant,
    /// Where the feed goes on.
    pub place: FeedPlace,
    /// Records in all, if they could be counted.
    pub total_count: Option<i64>,
}

/// An export.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Identifier.
    pub id: ExportId,
    /// Version, one more with every change.
    pub version: i64,
    /// Whose it is.
    pub client_id: ClientId,
    /// What is asked.
    pub asked: ExportAsked,
    /// The form of the files.
    pub format: ExportFormat,
    /// The status.
    pub status: ExportStatus,
    /// How often it was begun.
    pub attempt: i64,
    /// Records that are written.
    pub row_count: i64,
    /// Records in all, once they are counted.
    pub total_count: Option<i64>,
    /// Where the feed goes on, once the instant is taken.
    pub place: Option<FeedPlace>,
    /// The files, once they are written.
    pub files: Vec<ExportFile>,
    /// The code of the error by which it failed.
    pub failure: Option<String>,
    /// The instant as of which its records are.
    pub taken_at: Option<Instant>,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When its files are thrown away, once they are written.
    pub expires_at: Option<Instant>,
}

impl Export {
    /// An export that waits.
    pub fn new(id: ExportId, client_id: ClientId, asked: ExportAsked, format: ExportFormat, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            client_id,
            asked,
            format,
            status: ExportStatus::Queued,
            attempt: 0,
            row_count: 0,
            total_count: None,
            place: None,
            files: Vec::new(),
            failure: None,
            taken_at: None,
            created_at: now,
            updated_at: now,
            expires_at: None,
        }
    }

    /// The status at an instant: its files are over before a job throws them away.
    pub fn status_at(&self, now: Instant) -> ExportStatus {
        let is_over = self.expires_at.is_some_and(|at| at <= now);
        if self.status == ExportStatus::Done && is_over { ExportStatus::Expired } else { self.status }
    }

    fn next(&self, status: ExportStatus, now: Instant) -> Self {
        Self { version: self.version + 1, status, updated_at: now, ..self.clone() }
    }

    /// True if a server may begin it: it waits, or the server that had begun it does not go on.
    pub fn is_waiting(&self, now: Instant) -> bool {
        let is_silent = self.updated_at < now - TimeDelta::seconds(SILENT_MAX_S);
        self.status == ExportStatus::Queued || (self.status == ExportStatus::Running && is_silent)
    }

    /// The export as a server begins it. Nothing of an earlier attempt is kept.
    pub fn begun(&self, now: Instant) -> Self {
        let next = self.next(ExportStatus::Running, now);
        let (place, taken_at, total_count) = (None, None, None);
        Self { attempt: self.attempt + 1, row_count: 0, total_count, place, taken_at, files: Vec::new(), ..next }
    }

    /// The export once its instant is taken.
    pub fn taken(&self, Taken { at, place, total_count }: Taken, now: Instant) -> Self {
        Self { taken_at: Some(at), place: Some(place), total_count, ..self.next(ExportStatus::Running, now) }
    }

    /// The export once so many records are written.
    pub fn progressed(&self, row_count: i64, now: Instant) -> Self {
        Self { row_count, ..self.next(ExportStatus::Running, now) }
    }

    /// The export with its files.
    pub fn done(&self, files: Vec<ExportFile>, now: Instant) -> Self {
        let row_count = files.iter().map(|file| file.rows).sum();
        let expires_at = Some(now + TimeDelta::hours(FILES_KEPT_HOURS));
        Self { files, row_count, expires_at, ..self.next(ExportStatus::Done, now) }
    }

    /// The export after an attempt that came to nothing: it is tried again, unless it was tried often enough or refused for good.
    pub fn broken_off(&self, code: &str, is_refusal: bool, now: Instant) -> Self {
        if !is_refusal && self.attempt < ATTEMPTS_MAX {
            return self.next(ExportStatus::Queued, now);
        }
        Self { failure: Some(code.to_owned()), ..self.next(ExportStatus::Failed, now) }
    }

    /// The export when the time of its files is over.
    pub fn expired(&self, now: Instant) -> Self {
        self.next(ExportStatus::Expired, now)
    }

    /// The export once it is given up.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`] when there is nothing to give up.
    pub fn cancelled(&self, now: Instant) -> Result<Self, Error> {
        match self.status {
            ExportStatus::Queued | ExportStatus::Running | ExportStatus::Done => {
                Ok(self.next(ExportStatus::Cancelled, now))
            }
            over => Err(Error::TransitionNotAllowed { status: over.as_str(), event: "cancel" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn export(status: ExportStatus) -> Export {
        let (id, client_id) = (ExportId(uuid::Uuid::nil()), ClientId(uuid::Uuid::nil()));
        let now = instant("2026-11-23T01:00:00Z");
        Export { status, ..Export::new(id, client_id, ExportAsked::default(), ExportFormat::Ndjson, now) }
    }

    #[test]
    fn silent_export_is_begun_by_another_server() {
        let running = export(ExportStatus::Running);
        assert!(!running.is_waiting(instant("2026-11-23T01:02:00Z")));
        assert!(running.is_waiting(instant("2026-11-23T01:02:01Z")));
        assert!(export(ExportStatus::Queued).is_waiting(running.updated_at));
        assert!(!export(ExportStatus::Done).is_waiting(instant("2027-01-01T00:00:00Z")));
    }

    #[test]
    fn export_is_tried_three_times_unless_it_is_refused() {
        let now = instant("2026-11-23T01:00:00Z");
        let mut one = export(ExportStatus::Queued);
        let mut statuses = Vec::new();
        for _ in 0..ATTEMPTS_MAX {
            one = one.begun(now).broken_off("internal", false, now);
            statuses.push(one.status);
        }
        assert_eq!(statuses, [ExportStatus::Queued, ExportStatus::Queued, ExportStatus::Failed]);
        let refused = export(ExportStatus::Queued).begun(now).broken_off("forbidden", true, now);
        assert_eq!((refused.status, refused.failure.as_deref()), (ExportStatus::Failed, Some("forbidden")));
    }

    #[test]
    fn export_that_is_over_is_not_cancelled() {
        let now = instant("2026-11-23T01:00:00Z");
        for status in [ExportStatus::Failed, ExportStatus::Expired, ExportStatus::Cancelled] {
            assert!(export(status).cancelled(now).is_err(), "{status:?}");
        }
        assert_eq!(export(ExportStatus::Done).cancelled(now).unwrap().status, ExportStatus::Cancelled);
    }
}
