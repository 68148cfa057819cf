//! An uploaded roster: loaded at once, or laid before an approver when it names a document.

use serde::{Deserialize, Serialize};

use crate::{Actor, Area, Error, Instant, Role, Wording, id::ImportId, pool::words};

words! {
    /// What a file holds.
    ImportKind {
        /// People: inspectors and pool members.
        People = "people",
        /// Schools with their zones.
        Schools = "schools",
    }
}

words! {
    /// Where an import stands.
    Status {
        /// It has faults; nothing of it was loaded.
        Refused = "refused",
        /// Waiting for an approver.
        AwaitingApproval = "awaiting_approval",
        /// Loaded.
        Applied = "applied",
        /// Given up.
        Discarded = "discarded",
    }
}

words! {
    /// The events of an import.
    Event {
        /// Load it.
        Apply = "apply",
        /// Give it up.
        Discard = "discard",
    }
}

/// What became of a roster's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Rows of the file.
    pub rows: u32,
    /// Rows that were loaded, or would be.
    pub loaded: u32,
    /// Rows that say what the register says already.
    pub unchanged: u32,
    /// Every fault.
    pub faults: Vec<RowFault>,
}

/// One fault of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// Row of the sheet, as a person sees it.
    pub row: u32,
    /// Header of the column.
    pub column: String,
    /// The kind of fault.
    pub code: String,
    /// What a person is told.
    pub wording: Wording,
}

/// An uploaded roster.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Identifier.
    pub id: ImportId,
    /// Version, one more with every change.
    pub version: i64,
    /// The area its records get.
    pub area: Area,
    /// What it holds.
    pub kind: ImportKind,
    /// Where it stands.
    pub status: Status,
    /// Whether sound rows are loaded although others have faults.
    pub partial: bool,
    /// The document under which its people serve.
    pub document_number: Option<String>,
    /// What the file was called.
    pub file_name: String,
    /// The file, until the import is decided.
    pub content: Option<Vec<u8>>,
    /// What became of its rows.
    pub outcome: Outcome,
    /// The key of who uploaded it.
    pub created_by: String,
    /// When it was uploaded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Import {
    /// Checks that this actor may fire the event now.
    ///
    /// # Errors
    /// [`Error::TransitionNotAllowed`], [`Error::NotForRole`], [`Error::FourEyes`].
    pub fn check(&self, event: Event, by: &Actor) -> Result<(), Error> {
        let allowed: &'static [Role] = match event {
            Event::Apply => &[Role::Approver],
            Event::Discard => &[Role::Registrar, Role::Approver],
        };
        if !allowed.contains(&by.role) {
            return Err(Error::NotForRole { role: by.role, allowed });
        }
        if self.status != Status::AwaitingApproval {
            return Err(Error::TransitionNotAllowed { status: self.status.as_str(), event: event.as_str() });
        }
        if event == Event::Apply && by.is_behind(&self.created_by) {
            return Err(Error::FourEyes);
        }
        Ok(())
    }

    /// The events possible now, each with why this actor cannot fire it.
    pub fn possible(&self, by: &Actor) -> Vec<(Event, Option<Error>)> {
        let open = self.status == Status::AwaitingApproval;
        let events = Event::ALL.iter().filter(|_| open);
        events.map(|event| (*event, self.check(*event, by).err())).collect()
    }

    /// The import once decided; the file is dropped, because it holds personal data (PIPL art. 47).
    pub fn decided(&self, status: Status, outcome: Outcome, now: Instant) -> Self {
        Self { status, outcome, content: None, version: self.version + 1, updated_at: now, ..self.clone() }
    }
}
