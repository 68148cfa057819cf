//! Pages for people. They are made of the templates in `api/templates`, need no other file, and speak the language that the browser
//! asks for. The dashboard alone has a script.

mod check;
mod dashboard;
mod frame;
mod lifecycles;
mod problems;
mod start;

use actix_web::web::ServiceConfig;

/// Serves the pages. The start page names the consoles, where they are served.
pub fn configure(config: &mut ServiceConfig, consoles: bool) {
    start::configure(config, consoles);
    problems::configure(config);
    lifecycles::configure(config);
    check::configure(config);
    dashboard::configure(config);
}
