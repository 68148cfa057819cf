//! How a command opens the register.

use std::path::Path;

use domain::Error;
use persistence::kernel::private;

use super::terminal::Failed;
use crate::{
    app::{App, Clock, kernel::store::Store, people::indexing},
    config::Config,
};

/// The register, with a folder for it and its tables in place.
///
/// # Errors
/// When it cannot be opened or migrated.
pub fn prepared(config: &Config) -> Result<App, Failed> {
    let app = opened(config)?;
    if app.migrate()? > 0 {
        indexing::index_all_now(&app)?;
    }
    Ok(app)
}

/// The register that there is. A command that makes none refuses where there is none, before it makes a file or a key.
///
/// # Errors
/// When there is none, and as [`prepared`].
pub fn existing(config: &Config) -> Result<App, Failed> {
    refuse_without_register(config)?;
    prepared(config)
}

/// Refuses where there is no register.
///
/// # Errors
/// When there is none.
pub fn refuse_without_register(config: &Config) -> Result<(), Failed> {
    let database = persistence::Database::open(config.database.clone(), 1, 1);
    if database.holds_register()? {
        return Ok(());
    }
    // The address of PostgreSQL may hold a password.
    let place = match &config.database {
        persistence::Engine::Sqlite(path) => format!("sqlite://{path}"),
        persistence::Engine::Postgres(_) => "the database of DUXUE_DATABASE_URL".to_owned(),
    };
    Err(Failed(format!("there is no register at {place}; `duxue migrate`, `duxue serve` or `duxue demo` makes one")))
}

/// The register, with a folder for it; whether it has its tables is not looked at.
///
/// # Errors
/// When it cannot be opened.
pub fn opened(config: &Config) -> Result<App, Failed> {
    if let persistence::Engine::Sqlite(path) = &config.database
        && let Some(folder) = Path::new(path).parent()
    {
        private::make_folder(folder)?;
    }
    App::open(config, Clock::System).map_err(|cause| no_keys(config, cause))
}

fn no_keys(config: &Config, cause: Error) -> Failed {
    let Failed(why) = Failed::from(cause);
    Failed(format!(
        "DUXUE_KEYS_DIR is `{}`: expected a folder whose keys can be read and written ({why})",
        config.keys_dir.display()
    ))
}

/// The register as it is, for a command that only reads: it makes no folder, no key and no table.
///
/// # Errors
/// When there is none, or not one of this release.
pub fn readable(config: &Config) -> Result<App, Failed> {
    refuse_without_register(config)?;
    match Store::existing(&config.database)?.pending_migrations()? {
        0 => App::open_existing(config, Clock::System).map_err(|cause| no_keys(config, cause)),
        steps => Err(Failed(format!("the database lacks {steps} steps; `duxue migrate` takes them"))),
    }
}
