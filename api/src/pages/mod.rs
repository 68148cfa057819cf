//! Pages for people. They are made of the templates in `api/templates`, need neither a script nor another file, and speak
//! the language that the browser asks for.

mod check;
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
}
