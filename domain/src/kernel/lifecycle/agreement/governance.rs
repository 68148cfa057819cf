//! Meetings and documents.

use super::*;
use crate::kernel::id::{DocumentId, MeetingId};

#[test]
fn meetings_agree() {
    use crate::governance::meeting::*;
    let resolution = Resolution {
        code: "1".to_owned(),
        text: "整改".to_owned(),
        unit_id: AUTHORITY,
        due_on: day("2026-12-31"),
        done_on: None,
    };
    let meeting = Meeting {
        id: MeetingId(Uuid::nil()),
        version: 1,
        area: area(),
        kind: MeetingKind::Committee,
        organiser_ids: vec![AUTHORITY],
        planned_on: day("2026-11-20"),
        held_on: Some(day("2026-11-20")),
        agenda: Vec::new(),
        attendance: Vec::new(),
        resolutions: vec![resolution],
        document_number: None,
        status: MeetingStatus::Planned,
        last_event_on: None,
        created_at: now(),
        updated_at: now(),
    };
    check("meeting", &meeting, &(), |event| match event {
        MeetingEvent::Hold => Command::Hold { on: None, attendance: Vec::new() },
        MeetingEvent::Minute => Command::Minute(Vec::new()),
        MeetingEvent::Fulfil => Command::Fulfil { code: "1".to_owned(), on: None },
        MeetingEvent::Cancel => Command::Cancel,
    });
}

#[test]
fn documents_agree() {
    use crate::governance::document::{Command as C, Content, Document, DocumentEvent as E, Known, parts::*};
    let content = |openness| Content {
        kind: DocumentKind::SupervisionReport,
        title: "督导报告".to_owned(),
        number: None,
        issuer_ids: vec![AUTHORITY],
        effective_on: Some(day("2026-11-01")),
        expires_on: Some(day("2027-11-01")),
        replaces_ids: Vec::new(),
        policy_keys: Vec::new(),
        subjects: Vec::new(),
        digest: None,
        media_type: None,
        bytes: None,
        location: None,
        openness,
        public_summary: None,
    };
    let (channels, checker) = (vec![Channel::Website], "核对人".to_owned());
    let command = |event: E| match event {
        E::Publish => C::Publish { channels: channels.clone(), privacy_checked_by: checker.clone() },
        E::CorrectPublication => {
            C::CorrectPublication { channels: channels.clone(), public_summary: None, privacy_checked_by: None }
        }
        E::Supersede => C::Supersede { from: day("2026-11-23") },
        other => C::Plain(other),
    };
    for openness in [Openness::Open, Openness::Internal] {
        let draft = Document::draft(DocumentId(Uuid::nil()), area(), content(openness), now());
        check("document", &draft, &Known::default(), command);
        let publication = Publication {
            on: day("2026-11-02"),
            channels: channels.clone(),
            privacy_checked_by: checker.clone(),
            corrections: Vec::new(),
        };
        let published = Document { publication: Some(publication), ..draft };
        check("published document", &published, &Known::default(), command);
    }
}
