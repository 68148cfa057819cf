//! Tests of duty records.

use super::*;
use uuid::Uuid;

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn month(raw: &str) -> Month {
    Month::parse(raw).unwrap()
}

fn counted(kind: Kind, occurred_on: &str, period: Option<&str>) -> Counted {
    let mode = (kind == Kind::Visit).then_some(Mode::Random);
    Counted { kind, mode, occurred_on: day(occurred_on), period: period.map(str::to_owned) }
}

#[test]
fn a_report_counts_for_what_it_is_about_however_late_it_came() {
    let facts = |particulars, on: &str| Facts { occurred_on: day(on), particulars };
    let late = facts(Particulars::MonthlyReport(month("2026-12")), "2027-01-09");
    assert_eq!((late.counts_on(), late.served_on()), (day("2026-12-01"), day("2026-12-31")));
    let early = facts(Particulars::MonthlyReport(month("2026-11")), "2026-11-23");
    assert_eq!((early.counts_on(), early.served_on()), (day("2026-11-01"), day("2026-11-23")));
    let followed = facts(Particulars::Rectification(SchoolId(Uuid::nil())), "2026-11-18");
    assert_eq!((followed.counts_on(), followed.served_on()), (day("2026-11-18"), day("2026-11-18")));
}

#[test]
fn days_are_counted_once_and_so_are_two_reports_about_one_month() {
    let records = [
        counted(Kind::Visit, "2026-11-16", None),
        counted(Kind::Visit, "2026-11-16", None),
        counted(Kind::Rectification, "2026-11-16", None),
        counted(Kind::Rectification, "2026-11-17", None),
        counted(Kind::MonthlyReport, "2026-11-30", Some("2026-11")),
        counted(Kind::MonthlyReport, "2026-12-01", Some("2026-11")),
        counted(Kind::SemesterSummary, "2027-01-31", Some("2026-autumn")),
        counted(Kind::DutyReport, "2026-12-31", Some("2026")),
    ];
    let counts =
        Counts { visits: 2, random_visits: 2, duty_days: 2, reports: 2, rectifications: 2, ..Counts::default() };
    assert_eq!(Counts::of(&records), counts);
    assert_eq!(Counts::of(&[]), Counts::default());
}

#[test]
fn the_end_of_january_asks_for_the_summary_of_the_autumn() {
    let due = |raw: &str| -> Vec<String> { reports_due(month(raw)).iter().filter_map(Particulars::period).collect() };
    assert_eq!(due("2026-11"), ["2026-11"]);
    assert_eq!(due("2027-01"), ["2027-01", "2026-autumn"]);
    assert_eq!(due("2026-07"), ["2026-07", "2026-spring"]);
    assert_eq!(due("2026-12"), ["2026-12", "2026"]);
}

#[test]
fn duty_details_round_trip_through_facts() {
    let said = Said {
        kind: Kind::Visit,
        occurred_on: day("2026-11-18"),
        period: None,
        school_id: Some(SchoolId(Uuid::nil())),
        mode: Some(Mode::Scheduled),
        notice_on: Some(day("2026-11-17")),
        hours: Some(6),
        theme: Some("规范办学行为".to_owned()),
        credential_shown: Some(true),
        record_left: Some(false),
        feedback_left: Some(true),
        report_submitted_on: None,
    };
    let mut faults = Faults::new();
    let facts = said.clone().settled(day("2026-11-23"), &mut faults).unwrap();
    assert!(faults.is_empty());
    assert_eq!(Said::from(&facts), said);
    let report = Said { kind: Kind::MonthlyReport, ..said };
    assert!(report.settled(day("2026-11-23"), &mut faults).is_none());
    let pointers: Vec<String> = faults.into_vec().into_iter().map(|fault| fault.pointer).collect();
    assert_eq!(
        pointers,
        [
            "/period",
            "/school_id",
            "/mode",
            "/notice_on",
            "/hours",
            "/theme",
            "/credential_shown",
            "/record_left",
            "/feedback_left"
        ]
    );
}
