//! `duxue demo`: an invented city on a fresh machine, and how to reach it.

use std::process::ExitCode;

use domain::{Role, id::ClientId};
use openapi::{client::CreateClient, query::PeopleQuery};
use uuid::Uuid;

use crate::{
    app::{
        App, Caller,
        clients::{ListClients, RotateClient},
        list::ListRequest,
    },
    config::Config,
    demo,
};

use super::{Failed, operator, prepared, print, serve};

/// Makes the city where it is not there yet, prints how to reach it, and serves it.
pub fn run(config: &Config) -> Result<ExitCode, Failed> {
    let app = prepared(config)?;
    let caller = operator();
    let people = app.run_now(&caller, &ListRequest::<PeopleQuery> { limit: 1, ..ListRequest::default() })?;
    if people.items.is_empty() {
        demo::build(&app, &caller)?;
    }
    let credentials = clients(&app, &caller)?;
    announce(config, &credentials)?;
    serve::serve(app, config)
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
        "An invented city: 7 zones, 118 schools, 121 people, 3 full-time and 34 part-time inspectors, two public notices.\n\nrole           client_id                             client_secret",
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
