//! Tests of documents that need no database.

use super::{parts::*, *};
use crate::kernel::{
    calendar::YearCalendar,
    event::Basis,
    lifecycle::{Contributors, Situation, fire},
};
use crate::{Actor, Error, Role, kernel::id::ClientId};

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn now() -> Instant {
    "2026-11-23T01:00:00Z".parse().unwrap()
}

fn content() -> Content {
    Content {
        kind: DocumentKind::SupervisionReport,
        title: "秋季学期督导报告".to_owned(),
        number: None,
        issuer_ids: vec![OrganisationId(Uuid::nil())],
        effective_on: None,
        expires_on: None,
        replaces_ids: Vec::new(),
        policy_keys: Vec::new(),
        subjects: vec![DocumentSubject { kind: DocumentSubjectKind::Evaluation, id: Uuid::from_u128(7) }],
        digest: None,
        media_type: None,
        bytes: None,
        location: None,
        openness: Openness::Open,
        public_summary: None,
    }
}

fn draft(content: Content) -> Document {
    Document::draft(DocumentId(Uuid::nil()), Area::parse("340800").unwrap(), content, now())
}

fn calendar() -> WorkingDays {
    WorkingDays::over([2026, 2027].map(|year| YearCalendar::new(year, Vec::new(), Vec::new()).unwrap()))
}

fn fired(before: &Document, command: &Command, working_days: &WorkingDays) -> Result<Document, Error> {
    let role = if command.event() == DocumentEvent::Expire { Role::System } else { Role::Approver };
    let actor = Actor { client_id: Some(ClientId(Uuid::from_u128(1))), ..Actor::own(role) };
    let basis = Basis {
        reason: Some("评估等次更正".to_owned()),
        document_number: Some("政教督〔2026〕12号".to_owned()),
        ..Basis::default()
    };
    let situation = Situation {
        actor: &actor,
        contributors: &Contributors::default(),
        today: day("2026-11-23"),
        now: now(),
        rules: &Rules::shipped(),
        working_days,
    };
    let known = Known { drafters: vec!["起草科".to_owned()] };
    fire(before, command, &basis, &known, &situation).map(|fired| fired.record)
}

fn issued(content: Content) -> Document {
    fired(&draft(content), &Command::Plain(DocumentEvent::Issue), &calendar()).unwrap()
}

fn publish(by: &str) -> Command {
    Command::Publish { channels: vec![Channel::Website, Channel::Gazette], privacy_checked_by: by.to_owned() }
}

fn faults(content: &Content) -> Vec<(String, FaultCode)> {
    let mut faults = Faults::new();
    content.check(&mut faults);
    faults.into_vec().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn document_names_an_issuer_known_policies_and_nothing_twice() {
    assert_eq!(faults(&content()), []);
    let wrong = Content {
        issuer_ids: Vec::new(),
        policy_keys: vec!["publication.checked".to_owned(), "publication.nothing".to_owned()],
        subjects: [content().subjects, content().subjects].concat(),
        bytes: Some(1),
        ..content()
    };
    let expected = [
        ("/issuer_ids", FaultCode::Required),
        ("/policy_keys/1", FaultCode::Reference),
        ("/subjects/1", FaultCode::Duplicate),
        ("/digest", FaultCode::Required),
    ];
    assert_eq!(faults(&wrong), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn document_expires_after_the_day_of_its_effect() {
    let between = |first, over| Content { effective_on: Some(day(first)), expires_on: Some(day(over)), ..content() };
    assert_eq!(faults(&between("2026-12-01", "2026-12-01")), [("/expires_on".to_owned(), FaultCode::Date)]);
    assert_eq!(faults(&between("2026-12-01", "2026-12-02")), []);
    let over_today = Content { expires_on: Some(day("2026-11-23")), ..content() };
    let issue = Command::Plain(DocumentEvent::Issue);
    assert!(matches!(fired(&draft(over_today), &issue, &calendar()), Err(Error::Invalid(_))), "issued today");
}

#[test]
fn status_follows_the_days_of_a_document() {
    let one =
        issued(Content { effective_on: Some(day("2026-12-01")), expires_on: Some(day("2027-12-01")), ..content() });
    let on = |raw| one.effective(day(raw));
    assert_eq!((on("2026-11-30"), on("2026-12-01")), (DocumentStatus::Issued, DocumentStatus::InForce));
    assert_eq!((on("2027-11-30"), on("2027-12-01")), (DocumentStatus::InForce, DocumentStatus::Expired));
    assert_eq!(one.ends_on, Some(day("2027-11-30")));
    assert_eq!(issued(content()).content.effective_on, Some(day("2026-11-23")), "the day of issue unless said");
}

#[test]
fn publication_is_due_twenty_working_days_after_the_issue() {
    let due = |content| issued(content).publication_due_on;
    assert_eq!(due(content()), Some(day("2026-12-21")));
    assert_eq!(due(Content { openness: Openness::Internal, ..content() }), Some(day("2026-12-21")), "a report");
    let letter = Content { kind: DocumentKind::OpinionLetter, openness: Openness::OnRequest, ..content() };
    assert_eq!(due(letter), None);
    let without_calendar =
        fired(&draft(content()), &Command::Plain(DocumentEvent::Issue), &WorkingDays::default()).unwrap();
    assert_eq!(without_calendar.publication_due_on, Some(day("2026-12-13")), "never later than the law");
}

#[test]
fn open_document_is_published_once_another_has_checked_it() {
    let refused_by = |outcome: Result<Document, Error>| match outcome {
        Err(Error::RuleRefused { rule, .. }) => rule.key,
        other => panic!("{other:?}"),
    };
    let calendar = calendar();
    for checker in ["起草科", "起 草 科"] {
        let refused = fired(&issued(content()), &publish(checker), &calendar);
        assert_eq!(refused_by(refused), "publication.checked", "{checker}");
    }
    let internal = issued(Content { openness: Openness::Internal, ..content() });
    assert_eq!(refused_by(fired(&internal, &publish("法规科"), &calendar)), "publication.checked");
    let published = fired(&issued(content()), &publish("法规科"), &calendar).unwrap();
    assert!(fired(&published, &publish("法规科"), &calendar).is_err(), "once");
}

#[test]
fn correction_takes_the_channels_of_the_publication() {
    let calendar = calendar();
    let published = fired(&issued(content()), &publish("法规科"), &calendar).unwrap();
    let owing = published.owing_correction(Uuid::from_u128(7), day("2026-12-21"), now()).unwrap();
    assert_eq!(owing.owing_correction(Uuid::from_u128(7), day("2026-12-31"), now()), None, "the first day stands");
    assert_eq!(published.owing_correction(Uuid::from_u128(8), day("2026-12-21"), now()), None);
    let correct = |channels: &[Channel], summary: Option<&str>| Command::CorrectPublication {
        channels: channels.to_vec(),
        public_summary: summary.map(str::to_owned),
        privacy_checked_by: None,
    };
    let pointers = |command: &Command| match fired(&owing, command, &calendar) {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(pointers(&correct(&[Channel::Website], None)), ["/channels"]);
    let all = [Channel::Gazette, Channel::Website, Channel::Newspaper];
    assert_eq!(pointers(&correct(&all, Some("等次更正为合格"))), ["/privacy_checked_by"], "new words are checked, too");
    let corrected = fired(&owing, &correct(&all, None), &calendar).unwrap();
    assert_eq!((corrected.correction_due_on, corrected.publication.unwrap().corrections.len()), (None, 1));
    let withdrawn = fired(&owing, &Command::Plain(DocumentEvent::WithdrawPublication), &calendar).unwrap();
    assert_eq!((withdrawn.correction_due_on, withdrawn.publication), (None, None));
}

#[test]
fn warnings_name_what_is_not_published() {
    let rules = Rules::shipped();
    let keys =
        |one: &Document, today| one.warnings(&rules, day(today)).iter().map(|(rule, _)| rule.key).collect::<Vec<_>>();
    let report = issued(content());
    assert_eq!(keys(&report, "2026-12-21"), Vec::<&str>::new());
    assert_eq!(keys(&report, "2026-12-22"), ["publication.working_days"]);
    let internal = issued(Content { openness: Openness::Internal, ..content() });
    assert_eq!(keys(&internal, "2026-12-21"), ["publication.report_required"]);
    let rules_of_work = issued(Content { kind: DocumentKind::WorkRules, ..content() });
    assert_eq!(keys(&rules_of_work, "2026-11-23"), ["document.normative_open"]);
    let published = fired(&rules_of_work, &publish("法规科"), &calendar()).unwrap();
    assert_eq!(keys(&published, "2027-11-23"), Vec::<&str>::new());
}
