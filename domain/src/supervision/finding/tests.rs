use super::{due::FindingDue, parts::*, *};
use crate::{
    Actor, Error, Role,
    kernel::{
        calendar::{WorkingDays, YearCalendar},
        code_set::FINDING_SEVERITIES,
        event::Basis,
        id::SchoolId,
        lifecycle::{Contributors, Situation, fire},
    },
};
use uuid::Uuid;

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn problem(severity: Severity) -> Finding {
    let facts = Facts {
        kind: FindingKind::Problem,
        matter: "safety".to_owned(),
        problem_code: Some("AQ-01".to_owned()),
        severity: Some(severity),
        statement: "北门监控未开启".to_owned(),
        person_id: None,
        minor_harm: false,
        found_on: day("2026-11-23"),
    };
    let now = "2026-11-23T01:00:00Z".parse().unwrap();
    let object = Object::from(SchoolId(Uuid::nil()));
    let area = Area::parse("340800").unwrap();
    let (source, course, external_reference) = (Source::default(), Course::default(), None);
    let written = Written { object, source, facts, course, external_reference };
    Finding::recorded(FindingId(Uuid::nil()), area, written, "registrar".to_owned(), now)
}

/// The calendar of a year without deviations.
fn calendar() -> WorkingDays {
    WorkingDays::over([YearCalendar::new(2026, vec![day("2026-01-01")], Vec::new()).unwrap()])
}

fn fired(finding: &Finding, on: &str, command: &Command) -> Result<Finding, Error> {
    fired_with(finding, on, command, &Known::default())
}

fn fired_with(finding: &Finding, on: &str, command: &Command, known: &Known) -> Result<Finding, Error> {
    let basis = Basis {
        reason: Some("理由".to_owned()),
        document_number: Some("教督〔2026〕1号".to_owned()),
        occurred_on: Some(day(on)),
        ..Basis::default()
    };
    let situation = Situation {
        actor: &Actor::own(Role::Approver),
        contributors: &Contributors::default(),
        today: day("2026-12-31"),
        now: finding.updated_at,
        rules: &Rules::shipped(),
        working_days: &calendar(),
    };
    fire(finding, command, &basis, known, &situation).map(|fired| fired.record)
}

fn refused_by(outcome: Result<Finding, Error>) -> &'static str {
    match outcome {
        Err(Error::RuleRefused { rule, .. }) => rule.key,
        other => panic!("{:?}", other.map(|one| one.status)),
    }
}

fn pointers(outcome: Result<Finding, Error>) -> Vec<String> {
    match outcome {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
        other => panic!("{:?}", other.map(|one| one.status)),
    }
}

fn notify() -> Command {
    Command::Notify { due_on: None, reports_made: Vec::new() }
}

fn report() -> Command {
    Command::Report { statement: "已整改".to_owned(), wider_check: Some("已排查".to_owned()) }
}

fn verify() -> Command {
    Command::Verify { on: None, method: VerificationMethod::OnSite, verifier_id: PersonId(Uuid::nil()) }
}

fn look_back(outcome: LookBackOutcome, due_on: Option<&str>) -> Command {
    Command::LookBack { inspection_id: InspectionId(Uuid::nil()), outcome, due_on: due_on.map(day) }
}

#[test]
fn every_severity_is_a_code_and_every_code_is_one() {
    let severities: Vec<&str> = Severity::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!(FINDING_SEVERITIES.entries.iter().map(|entry| entry.code).collect::<Vec<_>>(), severities);
}

#[test]
fn deadline_is_twenty_working_days_for_a_general_problem() {
    let told = fired(&problem(Severity::General), "2026-11-23", &notify()).unwrap();
    assert_eq!((told.status, told.deadline.due_on), (FindingStatus::Notified, Some(day("2026-12-21"))));
    assert!(!told.is_overdue(day("2026-12-21")) && told.is_overdue(day("2026-12-22")));
    let over = |on: &str| told.days_over(day(on), &calendar()).unwrap();
    assert_eq!((over("2026-12-21"), over("2026-12-22"), over("2026-12-28")), (0, 1, 5));
}

#[test]
fn deadline_follows_severity_unless_it_is_said() {
    for (severity, due) in
        [(Severity::Minor, "2026-11-30"), (Severity::Critical, "2026-11-26"), (Severity::General, "2026-12-21")]
    {
        let told = fired(&problem(severity), "2026-11-23", &notify()).unwrap();
        assert_eq!(told.deadline.due_on, Some(day(due)), "{}", severity.as_str());
    }
    // Thirty working days reach a year without a calendar; a day that is said needs none.
    let serious = problem(Severity::Serious);
    assert_eq!(refused_by(fired(&serious, "2026-11-30", &notify())), "calendar.year_required");
    let said = Command::Notify { due_on: Some(day("2027-01-16")), reports_made: Vec::new() };
    assert_eq!(fired(&serious, "2026-11-30", &said).unwrap().deadline.due_on, Some(day("2027-01-16")));
    let before = Command::Notify { due_on: Some(day("2026-11-29")), reports_made: Vec::new() };
    assert_eq!(pointers(fired(&serious, "2026-11-30", &before)), ["/due_on"]);
}

#[test]
fn light_problem_is_closed_with_its_verification() {
    let told = fired(&problem(Severity::General), "2026-11-23", &notify()).unwrap();
    let reported = fired(&told, "2026-12-01", &report()).unwrap();
    let closed = fired(&reported, "2026-12-02", &verify()).unwrap();
    assert_eq!((closed.status, closed.closed_on), (FindingStatus::Closed, Some(day("2026-12-02"))));
    let again = fired(&closed, "2026-12-03", &Command::Reopen(day("2026-12-10"))).unwrap();
    assert_eq!((again.status, again.closed_on, again.course.report), (FindingStatus::Rectifying, None, None));
}

#[test]
fn grave_problem_is_closed_after_a_look_back_that_held() {
    let told = fired(&problem(Severity::Critical), "2026-11-23", &notify()).unwrap();
    let alone = Command::Report { statement: "已整改".to_owned(), wider_check: None };
    assert_eq!(refused_by(fired(&told, "2026-11-24", &alone)), "finding.wider_check_for");
    let verified = fired(&fired(&told, "2026-11-24", &report()).unwrap(), "2026-11-25", &verify()).unwrap();
    assert_eq!((verified.status, verified.closed_on), (FindingStatus::Verified, None));
    assert_eq!(refused_by(fired(&verified, "2026-11-26", &Command::Close)), "look_back.required_for");
    let due = verified.due(&Rules::shipped(), &calendar()).unwrap();
    assert_eq!((due.what, due.on), (FindingDue::LookBack, Some(day("2026-12-23"))));
    let relapsed = fired(&verified, "2026-11-27", &look_back(LookBackOutcome::Relapsed, Some("2026-12-04"))).unwrap();
    assert_eq!((relapsed.status, relapsed.deadline.due_on), (FindingStatus::Rectifying, Some(day("2026-12-04"))));
    let verified = fired(&fired(&relapsed, "2026-12-01", &report()).unwrap(), "2026-12-02", &verify()).unwrap();
    assert_eq!(refused_by(fired(&verified, "2026-12-03", &Command::Close)), "look_back.required_for");
    let held = fired(&verified, "2026-12-03", &look_back(LookBackOutcome::Held, None)).unwrap();
    assert_eq!(held.status, FindingStatus::Verified);
    assert_eq!(fired(&held, "2026-12-04", &Command::Close).unwrap().closed_on, Some(day("2026-12-04")));
}

#[test]
fn relapse_brings_a_deadline_and_what_held_none() {
    let told = fired(&problem(Severity::Critical), "2026-11-23", &notify()).unwrap();
    let verified = fired(&fired(&told, "2026-11-24", &report()).unwrap(), "2026-11-25", &verify()).unwrap();
    for (outcome, due_on) in [
        (LookBackOutcome::Relapsed, None),
        (LookBackOutcome::Relapsed, Some("2026-11-25")),
        (LookBackOutcome::Held, Some("2026-12-04")),
    ] {
        assert_eq!(pointers(fired(&verified, "2026-11-26", &look_back(outcome, due_on))), ["/due_on"]);
    }
}

#[test]
fn second_extension_is_refused_and_days_over_stay_counted() {
    let told = fired(&problem(Severity::Critical), "2026-11-23", &notify()).unwrap();
    assert_eq!(pointers(fired(&told, "2026-11-30", &Command::Extend(day("2026-11-26")))), ["/due_on"]);
    let moved = fired(&told, "2026-11-30", &Command::Extend(day("2026-12-04"))).unwrap();
    assert!(!moved.is_overdue(day("2026-12-04")));
    let over = |on: &str| moved.days_over(day(on), &calendar()).unwrap();
    assert_eq!((over("2026-12-04"), over("2026-12-07")), (2, 3));
    let again = fired(&moved, "2026-12-01", &Command::Extend(day("2026-12-11")));
    assert_eq!(refused_by(again), "finding.max_extensions");
}

#[test]
fn harm_of_a_minor_is_reported_before_the_unit_is_told() {
    let mut harmed = problem(Severity::Critical);
    harmed.facts.minor_harm = true;
    assert_eq!(refused_by(fired(&harmed, "2026-11-23", &notify())), "finding.minor_harm_reported");
    let made = ReportMade { to: ReportedTo::Police, at: harmed.created_at };
    let reported = Command::Notify { due_on: None, reports_made: vec![made.clone()] };
    assert_eq!(fired(&harmed, "2026-11-23", &reported).unwrap().course.reports_made, [made]);
}

#[test]
fn unit_that_was_asked_answers_once() {
    let told = fired(&problem(Severity::General), "2026-11-23", &notify()).unwrap();
    let unit_id = crate::kernel::id::OrganisationId(Uuid::nil());
    let answer = Command::RecordAnswer { unit_id, answer: "已办理".to_owned() };
    assert_eq!(pointers(fired(&told, "2026-11-24", &answer)), ["/unit_id"]);
    let ask = Command::HandOver { unit_id, role: HandOverRole::Support, due_on: None };
    let asked = fired(&told, "2026-11-24", &ask).unwrap();
    assert_eq!((asked.status, asked.course.hand_overs[0].due_on), (FindingStatus::Notified, day("2026-12-15")));
    let answered = fired(&asked, "2026-11-27", &answer).unwrap();
    assert_eq!(answered.course.hand_overs[0].answered_on, Some(day("2026-11-27")));
    assert_eq!(pointers(fired(&answered, "2026-11-28", &answer)), ["/unit_id"]);
}

#[test]
fn nobody_recused_verifies() {
    let told = fired(&problem(Severity::General), "2026-11-23", &notify()).unwrap();
    let reported = fired(&told, "2026-12-01", &report()).unwrap();
    let known = Known { stays_away: Some(Wording::NoSuchRecord) };
    assert_eq!(refused_by(fired_with(&reported, "2026-12-02", &verify(), &known)), "recusal.grounds");
}

#[test]
fn strength_is_noted_and_nothing_follows() {
    let mut facts = problem(Severity::Minor).facts;
    facts.kind = FindingKind::Strength;
    let pointers = |facts: &Facts| {
        let mut faults = Faults::new();
        facts.check(day("2026-11-23"), &mut faults);
        faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    assert_eq!(pointers(&facts), ["/severity"]);
    facts.severity = None;
    assert_eq!(pointers(&facts), [""; 0]);
    assert_eq!(pointers(&Facts { kind: FindingKind::Problem, ..facts.clone() }), ["/severity"]);
    let one = problem(Severity::Minor);
    let written =
        Written { object: one.object, source: one.source, facts, course: one.course, external_reference: None };
    let noted = Finding::recorded(one.id, one.area, written, one.written_by, one.created_at);
    assert_eq!((noted.status, noted.due(&Rules::shipped(), &calendar())), (FindingStatus::Noted, None));
    assert!(matches!(fired(&noted, "2026-11-23", &notify()), Err(Error::TransitionNotAllowed { .. })));
}

#[test]
fn what_falls_short_is_told_and_refuses_nothing() {
    let told = |severity, on: &str, due: Option<&str>| {
        let command = Command::Notify { due_on: due.map(day), reports_made: Vec::new() };
        let told = fired(&problem(severity), on, &command).unwrap();
        told.warnings(&Rules::shipped(), &calendar()).into_iter().map(|(rule, _)| rule.key).collect::<Vec<_>>()
    };
    assert_eq!(told(Severity::General, "2026-11-30", None), ["finding.guidance_required"]);
    let late = ["finding.guidance_required", "finding.notify_working_days"];
    assert_eq!(told(Severity::General, "2026-12-01", None), late);
    let danger = ["finding.guidance_required", "finding.critical_same_day"];
    assert_eq!(told(Severity::Critical, "2026-11-24", None), danger);
    let sunday = ["finding.guidance_required", "finding.due_working_days"];
    assert_eq!(told(Severity::General, "2026-11-23", Some("2026-12-20")), sunday);
}
