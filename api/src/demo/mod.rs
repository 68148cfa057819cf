//! An invented city, for looking around and for tests. Every person in it is invented.

mod career;
pub mod nation;

use std::sync::Arc;

use chrono::Datelike;
use domain::{
    Day, Error,
    calendar::{WorkingDays, YearCalendar},
    id::MembershipId,
    import::ImportKind,
    time::day_in_shanghai,
};
use openapi::{
    calendar::PutCalendar,
    pool_membership::{
        CreatePoolMembership, Pool, ShortlistPoolMembership, SubmitPoolMembership, TransitionPoolMembership,
    },
    query::PeopleQuery,
    transition::{BasisInput, OpenNotice, PublishedElsewhereInput},
};
use uuid::Uuid;

use crate::{
    app::{
        App, Caller, calendars::UploadCalendar, imports::LoadRoster, list::ListRequest,
        pool_memberships::FirePoolMembershipEvent,
    },
    roster::RosterFile,
};

const SCHOOLS: &[u8] = include_bytes!("../../assets/demo/schools.xlsx");
const PEOPLE: &[u8] = include_bytes!("../../assets/demo/roster.xlsx");
/// The document under which the invented city's people serve.
const DOCUMENT: &str = "演示教督〔2026〕1号";
/// Days of the year that are always holidays: month and day.
const FIXED_HOLIDAYS: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];
/// Where the names stood in public notice before there was a register.
const PLACE: &str = "演示市教育局网站";
/// The document that stood there.
const PUBLICATION: &str = "演示教督公示〔2026〕1号";
/// Working days for which a name stands in public notice.
const NOTICE_WORKING_DAYS: u32 = 7;
/// What the roster calls a part-time inspector, in its column of kinds.
const PART_TIME: &str = "兼职";

/// Makes the city in an empty register: its schools, its people, the inspectors among them in office, two names in public
/// notice, and one inspector who came the whole way from nomination to a zone.
///
/// # Errors
/// What refuses a part of it.
pub fn build(app: &App, caller: &Caller) -> Result<(), Error> {
    let today = day_in_shanghai(app.now());
    let calendars = calendars(today)?;
    for calendar in &calendars {
        let body = PutCalendar {
            holidays: calendar.holidays.iter().copied().collect(),
            workdays: Vec::new(),
            document_number: Some("演示日历".to_owned()),
            allow_empty: false,
        };
        app.run_now(caller, &UploadCalendar { year: calendar.year, version: None, body })?;
    }
    load(app, caller, RosterFile::read(ImportKind::Schools, SCHOOLS.to_vec())?, "schools.xlsx")?;
    // The last part-time inspector of the roster gives way to one who comes by the ordinary way.
    let mut people = RosterFile::read(ImportKind::People, PEOPLE.to_vec())?;
    for sheet in &mut people.tables.sheets {
        let last = sheet.rows.iter().rposition(|row| row.cells().any(|cell| cell.starts_with(PART_TIME)));
        last.into_iter().for_each(|at| drop(sheet.rows.remove(at)));
    }
    load(app, caller, people, "roster.xlsx")?;
    let working_days = WorkingDays::over(calendars);
    let over = last_day_that_is_over(&working_days, today)?;
    let running = today.pred_opt().unwrap_or(today);
    let inspectors = app.run_now(caller, &ListRequest::<PeopleQuery> { limit: 500, ..ListRequest::default() })?.items;
    for (person, opened_on) in inspectors.iter().skip(3).zip([running, over]) {
        publish(app, caller, person.id.parse().map_err(|_| Error::internal("an id that is none"))?, opened_on)?;
    }
    career::make(app, over)
}

fn load(app: &App, caller: &Caller, file: RosterFile, name: &str) -> Result<(), Error> {
    let roster = LoadRoster {
        file: Arc::new(file),
        file_name: name.to_owned(),
        area: None,
        document_number: Some(DOCUMENT.to_owned()),
        partial: false,
        at_once: true,
    };
    let loaded = app.run_now(caller, &roster)?.result;
    if loaded.fault_count == 0 { Ok(()) } else { Err(Error::internal(format!("the demo's {name} has faults"))) }
}

/// This year and the next; in January last year too, because the finished notice ran in it.
fn calendars(today: Day) -> Result<Vec<YearCalendar>, Error> {
    let first = if today.month() == 1 { today.year() - 1 } else { today.year() };
    (first..=today.year() + 1).map(calendar_of).collect()
}

/// A year in which the fixed holidays are the only ones.
fn calendar_of(year: i32) -> Result<YearCalendar, Error> {
    let holidays = FIXED_HOLIDAYS.iter().filter_map(|(month, day)| Day::from_ymd_opt(year, *month, *day)).collect();
    YearCalendar::new(year, holidays, Vec::new())
}

/// The latest day on which a notice of seven working days would have been opened and be over today.
fn last_day_that_is_over(working_days: &WorkingDays, today: Day) -> Result<Day, Error> {
    let mut opened_on = today;
    while working_days.after(opened_on, NOTICE_WORKING_DAYS)? >= today {
        opened_on = domain::time::day_before(opened_on);
    }
    Ok(opened_on)
}

/// Takes a person from nomination to public notice.
fn publish(app: &App, caller: &Caller, person_id: Uuid, opened_on: Day) -> Result<(), Error> {
    let nomination = CreatePoolMembership {
        person_id,
        pool: Pool::Invited,
        source: Some("expert".to_owned()),
        evidence: None,
        consent_on: Some(opened_on),
        nominated_by: Some("演示市教育局".to_owned()),
    };
    let id: Uuid = app.run_now(caller, &nomination)?.id.parse().map_err(|_| Error::internal("an id that is none"))?;
    // It stood on the city's website before there was a register.
    let until = WorkingDays::over(calendars(opened_on)?).after(opened_on, NOTICE_WORKING_DAYS)?;
    let elsewhere = PublishedElsewhereInput {
        place: PLACE.to_owned(),
        document_number: PUBLICATION.to_owned(),
        from: opened_on,
        until,
    };
    let notice = OpenNotice { published_elsewhere: Some(elsewhere), ..OpenNotice::default() };
    let basis = || BasisInput { occurred_on: Some(opened_on), ..BasisInput::default() };
    let shortlist = ShortlistPoolMembership {
        panel: ["评审甲", "评审乙", "评审丙"].map(str::to_owned).to_vec(),
        score: 90.0,
        reason: None,
        document_number: None,
        on_behalf_of: None,
        occurred_on: Some(opened_on),
    };
    let submit = SubmitPoolMembership { occurred_on: Some(opened_on), ..SubmitPoolMembership::default() };
    let steps = [
        TransitionPoolMembership::Submit(submit),
        TransitionPoolMembership::Accept(basis()),
        TransitionPoolMembership::Shortlist(shortlist),
        TransitionPoolMembership::OpenNotice(notice),
    ];
    for transition in steps {
        app.run_now(caller, &FirePoolMembershipEvent { id: MembershipId(id), transition })?;
    }
    Ok(())
}
