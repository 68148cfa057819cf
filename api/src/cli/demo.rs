//! `duxue demo`: an invented city on a fresh machine, and how to reach it.

use std::{
    io::IsTerminal,
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use clap::Args;
use domain::{
    Role,
    kernel::{
        id::ClientId,
        period::Month,
        time::{day_before, day_in_shanghai},
    },
};
use indicatif::ProgressBar;
use openapi::administration::client::CreateClient;
use persistence::people::PeopleFilter;

use crate::{
    app::{
        App, Caller,
        administration::clients::{ListClients, RotateClient},
        kernel::list::ListRequest,
    },
    config::Config,
    demo::{
        self,
        city::Setting,
        nation::{BuildNation, Size},
    },
};

use super::{
    opening::prepared,
    serve,
    terminal::{Failed, operator, print},
};

/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);

/// A demo of any size; without options the city of the guide.
#[derive(Debug, Args)]
pub struct Demo {
    /// How many people: up to 1 000 make a city, up to 20 000 a province, more of them a nation; of 200 or more some live in the
    /// invented city of the guide, which has records of every kind. The register must be empty.
    #[arg(long, requires = "months")]
    people: Option<u32>,
    /// How many months of their service.
    #[arg(long, requires = "people")]
    months: Option<u32>,
    /// The same seed makes the same rows, those of the invented city apart.
    #[arg(long, requires = "people", default_value_t = 1)]
    seed: u64,
    /// The last of the months, as 2026-10; the month before this one unless said.
    #[arg(long, requires = "people", value_parser = month)]
    until: Option<Month>,
    /// Make it, and neither print credentials nor serve.
    #[arg(long, requires = "people")]
    no_serve: bool,
}

fn month(raw: &str) -> Result<Month, String> {
    Month::parse(raw).map_err(|_| "expected a month such as 2026-10".to_owned())
}

impl Demo {
    fn size(&self, app: &App) -> Option<Size> {
        let before = || Month::of(day_before(Month::of(day_in_shanghai(app.now())).first()));
        let (people, months) = self.people.zip(self.months)?;
        Some(Size { people, months, last: self.until.unwrap_or_else(before), seed: self.seed })
    }
}

/// Makes the demo where it is not there yet, prints how to reach it, and serves it.
pub fn run(config: &Config, options: &Demo) -> Result<ExitCode, Failed> {
    let listeners = (!options.no_serve).then(|| serve::Listeners::bind(config)).transpose()?;
    serve::refuse_transaction_pooler(config)?;
    let app = prepared(config)?;
    let caller = operator();
    match options.size(&app) {
        Some(size) => build(config, &app, &caller, size)?,
        None => city(config, &app, &caller)?,
    }
    let Some(listeners) = listeners else { return Ok(ExitCode::SUCCESS) };
    let credentials = clients(&app, &caller)?;
    announce(config, &credentials)?;
    serve::serve(app, config, listeners)
}

/// The city of the guide.
fn city(config: &Config, app: &App, caller: &Caller) -> Result<(), Failed> {
    let people = app.run_now(caller, &ListRequest::<PeopleFilter> { limit: 1, ..ListRequest::default() })?;
    if people.items.is_empty() {
        demo::city::build(config, app.now(), Setting::Alone)?;
    }
    print(
        "An invented city: 7 zones, 118 schools, 121 people, 3 full-time and 34 part-time inspectors, a public notice that runs and one just over;\n\
         assessments, grades, cases, a vacancy, and three months of stipend runs.\n",
    )?;
    Ok(())
}

/// From so many people on a demo has the city of the guide in it.
const PEOPLE_WITH_CITY_MIN: u32 = 200;

/// The city of the guide in a province of its own, where the register is empty and the demo is large enough; gives how many
/// people live there.
fn city_among_others(config: &Config, app: &App, caller: &Caller, size: Size) -> Result<u32, Failed> {
    let count = || {
        let all = ListRequest::<PeopleFilter> { limit: 1, count: true, ..ListRequest::default() };
        app.run_now(caller, &all).map(|page| page.total.unwrap_or_default())
    };
    if size.people < PEOPLE_WITH_CITY_MIN || count()? > 0 {
        return Ok(0);
    }
    BuildNation::new(size).check()?;
    demo::city::build(config, app.now(), Setting::AmongOthers)?;
    u32::try_from(count()?).map_err(|cause| Failed(cause.to_string()))
}

/// A demo of any size, with a bar on a terminal.
fn build(config: &Config, app: &App, caller: &Caller, size: Size) -> Result<(), Failed> {
    let began = Instant::now();
    let in_city = city_among_others(config, app, caller, size)?;
    let size = Size { people: size.people.saturating_sub(in_city), ..size };
    let demo = BuildNation { beside_city: in_city > 0, ..BuildNation::paid(size) };
    let is_watched = std::io::stderr().is_terminal();
    let bar = if is_watched { ProgressBar::new(2 * u64::from(size.people)) } else { ProgressBar::hidden() };
    let (made, shown) = (Arc::clone(&demo.made), bar.clone());
    let built = std::thread::scope(|scope| {
        let work = scope.spawn(|| app.run_now(caller, &demo));
        while !work.is_finished() {
            shown.set_position(made.load(Ordering::Relaxed).into());
            std::thread::park_timeout(TICK);
        }
        work.join()
    });
    bar.finish_and_clear();
    let built = built.map_err(|_| Failed("the demo was not made".to_owned()))??;
    print(&format!(
        "{} people in {} counties, {} records, of {} months until {} from seed {}{}: made in {:.1} s\n",
        built.people.saturating_add(in_city),
        built.counties,
        built.records,
        size.months,
        size.last,
        size.seed,
        if in_city > 0 { format!(", {in_city} of them in the invented city 990100") } else { String::new() },
        began.elapsed().as_secs_f64()
    ))?;
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
        let made = match kept {
            Some(client) => app.run_now(caller, &RotateClient(ClientId(client.id)))?,
            None => {
                let role = role.as_str().to_owned();
                app.run_now(caller, &CreateClient { name, role, area: None, purpose: None, owner: None })?
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

/// What each role may look at first: something that waits for it, or that it pulls.
const FIRST_LOOKS: [(&str, &str); 7] = [
    ("registrar", "/v1/vacancies?status=candidates_ranked"),
    ("approver", "/v1/dismissals?status=review_filed"),
    ("hr", "/v1/grades?limit=3"),
    ("finance", "/v1/stipend-runs?status=paid"),
    ("partner", "/v1/experts?pool=specialist&limit=3"),
    ("auditor", "/v1/complaints?limit=3"),
    ("administrator", "/v1/policy-proposals?limit=3"),
];
/// Takes the token out of an answer.
const TOKEN_OUT: &str = r#"sed 's/.*"access_token":"\([^"]*\)".*/\1/'"#;

fn announce(config: &Config, credentials: &[Credential]) -> Result<ExitCode, Failed> {
    print("role           client_id                             client_secret")?;
    for one in credentials {
        print(&format!("{:<13}  {}  {}", one.role, one.id, one.secret))?;
    }
    let address = format!("http://{}", config.bind);
    let Some(partner) = credentials.iter().find(|one| one.role == "partner") else { return Ok(ExitCode::SUCCESS) };
    print(&format!(
        "\nTry, as the partner application:\n\n\
         TOKEN=$(curl -s -d grant_type=client_credentials -d client_id={} -d client_secret={} {address}/oauth/token | {TOKEN_OUT})\n\
         curl -s -H \"Authorization: Bearer $TOKEN\" '{address}/v1/experts?pool=specialist&limit=3'\n\
         curl -s -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' -d '{{\"query\":\"{{ experts(first: 3) {{ edges {{ node {{ name specialities }} }} }} }}\"}}' {address}/graphql\n\n\
         Or one line for each role:\n",
        partner.id, partner.secret
    ))?;
    for one in credentials {
        print(&first_look(&address, one))?;
    }
    print(&format!("\nConsoles: {address}/docs and {address}/graphiql    Stop with Ctrl-C."))
}

/// A line to paste: it gets a token, asks for what the role may look at first, and lays the answer out where `jq` is there.
fn first_look(address: &str, one: &Credential) -> String {
    let path = FIRST_LOOKS.iter().find(|(role, _)| *role == one.role).map_or("/v1/code-sets", |(_, path)| path);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let has_jq = std::env::split_paths(&folders).any(|folder| folder.join("jq").is_file());
    let laid_out = if has_jq { " | jq ." } else { "" };
    format!(
        "# {}\ncurl -s -H \"Authorization: Bearer $(curl -s -u {}:{} -d grant_type=client_credentials {address}/oauth/token | {TOKEN_OUT})\" '{address}{path}'{laid_out}",
        one.role, one.id, one.secret
    )
}
