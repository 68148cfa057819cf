//! The steps of a document, row for row, and what its events bring.

use super::{
    Document, DocumentEvent, DocumentStatus,
    parts::{Channel, Correction, Openness, Publication},
    publication_due,
};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    administration::client::comparable,
    kernel::{
        lifecycle::{
            Authority::{AnotherApprover, System},
            Firing, Lifecycle, Readiness, Step, usual_fields,
        },
        rules::{self, refused},
        time::day_before,
    },
};

/// An event with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Make it known to the public.
    Publish {
        /// By which channels.
        channels: Vec<Channel>,
        /// Who looked for what must not be made known: by name, or by the id of a client.
        privacy_checked_by: String,
    },
    /// Correct what was made known.
    CorrectPublication {
        /// By which channels: those of the publication at least.
        channels: Vec<Channel>,
        /// What the public is told from now on; as before unless said.
        public_summary: Option<String>,
        /// Who checked the new words.
        privacy_checked_by: Option<String>,
    },
    /// What replaces it takes effect.
    Supersede {
        /// On this day.
        from: Day,
    },
    /// An event that needs nothing more.
    Plain(DocumentEvent),
}

impl Command {
    /// The event it fires.
    pub const fn event(&self) -> DocumentEvent {
        match self {
            Self::Publish { .. } => DocumentEvent::Publish,
            Self::CorrectPublication { .. } => DocumentEvent::CorrectPublication,
            Self::Supersede { .. } => DocumentEvent::Supersede,
            Self::Plain(event) => *event,
        }
    }

    /// Who checked what is made known.
    fn checker(&self) -> Option<&str> {
        match self {
            Self::Publish { privacy_checked_by, .. } => Some(privacy_checked_by),
            Self::CorrectPublication { privacy_checked_by, .. } => privacy_checked_by.as_deref(),
            _ => None,
        }
    }
}

/// What the register knows besides a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Who drafted it: the ids, names and owners of those clients, as [`comparable`] writes them.
    pub drafters: Vec<String>,
}

impl Document {
    /// True if the public knows it.
    const fn is_published(&self) -> bool {
        self.publication.is_some()
    }

    /// The last day on which it holds, if it holds no more from a day on; none if it has not held before.
    fn last_day_before(&self, day: Day) -> Option<Day> {
        self.content.effective_on.filter(|first| *first < day).map(|_| day_before(day))
    }

    /// Takes in that it is issued: its number, its days, and until when it has to be published.
    fn take_issue(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let (day, situation) = (firing.day, firing.situation);
        let content = &mut self.content;
        content.number.clone_from(&firing.basis.document_number);
        let first = *content.effective_on.get_or_insert(day);
        if content.expires_on.is_some_and(|over| over <= first) {
            faults.add("/occurred_on", FaultCode::Date, Wording::ExpiresBeforeEffect);
        }
        self.issued_on = Some(day);
        self.ends_on = self.content.expires_on.map(day_before);
        if self.owes_publication(situation.rules) {
            self.publication_due_on = Some(publication_due(situation.rules, situation.working_days, day));
        }
    }

    /// Takes in a correction: it is told by the channels of the publication at least (R295).
    fn take_correction(&mut self, command: &Command, (day, reason): (Day, &str), faults: &mut Faults) {
        let Command::CorrectPublication { channels, public_summary, privacy_checked_by } = command else { return };
        let Some(publication) = &mut self.publication else { return };
        for missing in publication.channels.iter().filter(|channel| !channels.contains(channel)) {
            let wording = Wording::ChannelMissing { channel: missing.as_str().to_owned() };
            faults.add("/channels", FaultCode::Mismatch, wording);
        }
        if public_summary.is_some() && privacy_checked_by.is_none() {
            faults.add("/privacy_checked_by", FaultCode::Required, Wording::FieldNeeded);
        }
        if let Some(checker) = privacy_checked_by {
            publication.privacy_checked_by.clone_from(checker);
        }
        let correction = Correction { on: day, channels: channels.clone(), reason: reason.to_owned() };
        publication.corrections.push(correction);
        if public_summary.is_some() {
            self.content.public_summary.clone_from(public_summary);
        }
        self.correction_due_on = None;
    }
}

/// Whoever drafted a document neither issues, publishes nor repeals it.
impl Lifecycle for Document {
    type Status = DocumentStatus;
    type Event = DocumentEvent;
    type Command = Command;
    type Known = Known;
    type Effect = ();

    const STEPS: &'static [Step<DocumentStatus, DocumentEvent>] = {
        use {DocumentEvent as E, DocumentStatus as S};
        &[
            Step::new(E::Issue, &[S::Draft], S::Issued, AnotherApprover(&[])).by_document(),
            Step::new(E::TakeEffect, &[S::Issued], S::InForce, System),
            Step::within(E::Publish, S::ISSUED, AnotherApprover(&[])),
            Step::within(E::CorrectPublication, S::ISSUED, AnotherApprover(&[])).for_reason(),
            Step::within(E::WithdrawPublication, S::ISSUED, AnotherApprover(&[])).for_reason(),
            Step::new(E::Supersede, S::ISSUED, S::Superseded, System),
            Step::new(E::Repeal, S::ISSUED, S::Repealed, AnotherApprover(&[])).by_document(),
            Step::new(E::Expire, S::ISSUED, S::Expired, System),
        ]
    };

    usual_fields!();

    fn status_on(&self, today: Day) -> DocumentStatus {
        self.effective(today)
    }

    /// The job stores what the day has changed already, and what keeps the status keeps the stored one.
    fn starts_from(&self, step: &Step<DocumentStatus, DocumentEvent>, today: Day) -> DocumentStatus {
        if step.authority == System || step.to.is_none() { self.status } else { self.effective(today) }
    }

    fn begins(&self, step: &Step<DocumentStatus, DocumentEvent>, today: Day) -> bool {
        let has_come = |day: Option<Day>| day.is_some_and(|day| day <= today);
        let status = if step.authority == System { self.status } else { self.effective(today) };
        step.from.contains(&status)
            && match step.event {
                DocumentEvent::TakeEffect => has_come(self.content.effective_on),
                DocumentEvent::Expire => has_come(self.content.expires_on),
                DocumentEvent::Publish => !self.is_published(),
                DocumentEvent::CorrectPublication | DocumentEvent::WithdrawPublication => self.is_published(),
                DocumentEvent::Issue | DocumentEvent::Supersede | DocumentEvent::Repeal => true,
            }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        match firing.command {
            Command::Plain(DocumentEvent::Issue) => self.take_issue(firing, faults),
            Command::Publish { channels, privacy_checked_by } => {
                self.publication = Some(Publication {
                    on: firing.day,
                    channels: channels.clone(),
                    privacy_checked_by: privacy_checked_by.clone(),
                    corrections: Vec::new(),
                });
                self.publication_withdrawn_on = None;
            }
            command @ Command::CorrectPublication { .. } => {
                let reason = firing.basis.reason.as_deref().unwrap_or_default();
                self.take_correction(command, (firing.day, reason), faults);
            }
            Command::Plain(_) | Command::Supersede { .. } => {}
        }
    }

    /// R292: nothing internal is published.
    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        if readiness.event == DocumentEvent::Publish && self.content.openness != Openness::Open {
            return refused(&rules::PUBLICATION_CHECKED, Wording::NotOpen);
        }
        Ok(())
    }

    /// R292: another one than who drafted it has checked what is published.
    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let is_drafter = |checker: &str| firing.known.drafters.contains(&comparable(checker));
        if firing.command.checker().is_some_and(is_drafter) {
            return refused(&rules::PUBLICATION_CHECKED, Wording::CheckedByWhoDrafted);
        }
        match firing.command {
            Command::Plain(DocumentEvent::WithdrawPublication) => {
                (self.publication, self.correction_due_on) = (None, None);
                self.publication_withdrawn_on = Some(firing.day);
            }
            Command::Plain(DocumentEvent::Repeal) => {
                (self.ends_on, self.correction_due_on) = (self.last_day_before(firing.day), None);
            }
            Command::Supersede { from } => {
                (self.ends_on, self.correction_due_on) = (self.last_day_before(*from), None);
            }
            Command::Plain(DocumentEvent::Expire) => self.correction_due_on = None,
            _ => {}
        }
        Ok(())
    }
}
