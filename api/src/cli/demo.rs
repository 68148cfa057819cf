//! `duxue demo`: an invented city on a fresh machine. Every person in it is invented.

use std::process::ExitCode;

use chrono::Datelike;
use domain::{
    Day, Error, Role,
    calendar::{WorkingDays, YearCalendar},
    id::{ClientId, MembershipId},
    import::ImportKind,
    time::day_in_shanghai,
};
use openapi::{
    calendar::PutCalendar,
    client::CreateClient,
    pool_membership::{
        CreatePoolMembership, Pool, ShortlistPoolMembership, SubmitPoolMembership, TransitionPoolMembership,
    },
    query::PeopleQuery,
    transition::BasisInput,
};
use uuid::Uuid;

use crate::{
    app::{
        App, Caller,
        calendars::UploadCalendar,
        clients::{ListClients, RotateClient},
        imports::LoadRoster,
        list::ListRequest,
        pool_memberships::FirePoolMembershipEvent,
    },
    config::Config,
    roster::RosterFile,
};

use super::{Failed, operator, prepared, print, serve};

const SCHOOLS: &[u8] = include_bytes!("../../assets/demo/schools.xlsx");
const PEOPLE: &[u8] = include_bytes!("../../assets/demo/roster.xlsx");
/// The document under which the invented city's people serve.
const DOCUMENT: &str = "演示教督〔2026〕1号";
/// Days of the year that are always holidays: month and day.
const FIXED_HOLIDAYS: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];

/// Makes the city where it is not there yet, prints how to reach it, and serves it.
pub fn run(config: &Config) -> Result<ExitCode, Failed> {
    let app = prepared(config)?;
    let caller = operator();
    let people = app.run_now(&caller, &everyone())?;
    if people.items.is_empty() {
        build(&app, &caller)?;
    }
    let credentials = clients(&app, &caller)?;
    announce(config, &credentials)?;
    serve::serve(app, config)
}

fn everyone() -> ListRequest<PeopleQuery> {
    ListRequest { limit: 500, ..ListRequest::default() }
}

fn build(app: &App, caller: &Caller) -> Result<(), Failed> {
    let today = day_in_shanghai(app.now());
    let calendars = calendars(today)?;
    for calendar in &calendars {
        let body = PutCalendar {
            holidays: calendar.holidays.iter().copied().collect(),
            workdays: Vec::new(),
            document_number: Some("演示日历".to_owned()),
        };
        app.run_now(caller, &UploadCalendar { year: calendar.year, version: None, body })?;
    }
    load(app, caller, SCHOOLS, ImportKind::Schools, "schools.xlsx")?;
    load(app, caller, PEOPLE, ImportKind::People, "roster.xlsx")?;
    let working_days = WorkingDays::over(calendars);
    let over = last_day_that_is_over(&working_days, today)?;
    let running = today.pred_opt().unwrap_or(today);
    let inspectors = app.run_now(caller, &everyone())?.items;
    for (person, opened_on) in inspectors.iter().skip(3).zip([running, over]) {
        publish(app, caller, person.id.parse().map_err(|_| Error::internal("an id that is none"))?, opened_on)?;
    }
    Ok(())
}

fn load(app: &App, caller: &Caller, file: &[u8], kind: ImportKind, name: &str) -> Result<(), Failed> {
    let roster = LoadRoster {
        file: RosterFile::read(kind, file.to_vec())?,
        file_name: name.to_owned(),
        area: None,
        document_number: Some(DOCUMENT.to_owned()),
        partial: false,
        at_once: true,
    };
    let loaded = app.run_now(caller, &roster)?.result;
    if loaded.faults.is_empty() { Ok(()) } else { Err(Failed(format!("the demo's {name} has faults"))) }
}

/// This year and the next; in January last year too, because the finished notice ran in it.
fn calendars(today: Day) -> Result<Vec<YearCalendar>, Error> {
    let first = if today.month() == 1 { today.year() - 1 } else { today.year() };
    let holidays =
        |year| FIXED_HOLIDAYS.iter().filter_map(|(month, day)| Day::from_ymd_opt(year, *month, *day)).collect();
    (first..=today.year() + 1).map(|year| YearCalendar::new(year, holidays(year), Vec::new())).collect()
}

/// The latest day on which a notice of seven working days would have been opened and be over today.
fn last_day_that_is_over(working_days: &WorkingDays, today: Day) -> Result<Day, Error> {
    let mut opened_on = today;
    while working_days.after(opened_on, 7)? >= today {
        opened_on = domain::time::day_before(opened_on);
    }
    Ok(opened_on)
}

/// Takes a person from nomination to public notice.
fn publish(app: &App, caller: &Caller, person_id: Uuid, opened_on: Day) -> Result<(), Failed> {
    let nomination = CreatePoolMembership {
        person_id,
        pool: Pool::Invited,
        source: Some("expert".to_owned()),
        evidence: None,
        consent_on: Some(opened_on),
        nominated_by: Some("演示市教育局".to_owned()),
    };
    let id: Uuid = app.run_now(caller, &nomination)?.id.parse().map_err(|_| Error::internal("an id that is none"))?;
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
        TransitionPoolMembership::OpenNotice(basis()),
    ];
    for transition in steps {
        app.run_now(caller, &FirePoolMembershipEvent { id: MembershipId(id), transition })?;
    }
    Ok(())
}

struct Credential {
    role: &'static str,
    id: String,
    secret: String,
}

/// One client per role; on a second start those of the first get new secrets.
fn clients(app: &App, caller: &Caller) -> Result<Vec<Credential>, Failed> {
    let known = app.run_now(caller, &ListClients(ListRequest { limit: 500, ..ListRequest::default() }))?.items;
    let mut credentials = Vec::new();
    for role in Role::OF_CLIENTS {
        let name = format!("demo {}", role.as_str());
        let kept = known.iter().find(|client| client.name == name && client.revoked_at.is_none());
        let made = match kept.and_then(|client| Uuid::try_parse(&client.id).ok()) {
            Some(id) => app.run_now(caller, &RotateClient(ClientId(id)))?,
            None => {
                app.run_now(caller, &CreateClient { name, role: role.as_str().to_owned(), area: None, purpose: None })?
            }
        };
        credentials.push(Credential {
            role: role.as_str(),
            id: made.client_id.to_string(),
            secret: made.client_secret,
        });
    }
    Ok(credentials)
}

fn announce(config: &Config, credentials: &[Credential]) -> Result<ExitCode, Failed> {
    print(
        "An invented city: 7 zones, 118 schools, 121 people, two public notices.\n\nrole           client_id                             client_secret",
    )?;
    for one in credentials {
        print(&format!("{:<13}  {}  {}", one.role, one.id, one.secret))?;
    }
    let address = format!("http://{}", config.bind);
    let Some(partner) = credentials.iter().find(|one| one.role == "partner") else { return Ok(ExitCode::SUCCESS) };
    print(&format!(
        "\nTry, as the partner application:\n\n\
         TOKEN=$(curl -s -d grant_type=client_credentials -d client_id={} -d client_secret={} {address}/oauth/token | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n\
         curl -s -H \"Authorization: Bearer $TOKEN\" '{address}/v1/experts?pool=specialist&limit=3'\n\
         curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{{\"query\":\"{{ experts(first: 3) {{ edges {{ node {{ name specialities }} }} }} }}\"}}' {address}/graphql\n\n\
         Consoles: {address}/docs and {address}/graphiql    Stop with Ctrl-C.",
        partner.id, partner.secret
    ))
}
