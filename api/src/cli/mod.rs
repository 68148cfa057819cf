//! The command line. Who sits at it acts as the built-in actor `operator`, and is recorded as such.

mod audit;
mod clients;
mod demo;
mod import;
mod keys;
mod manual;
mod opening;
mod serve;
mod stipend;
mod terminal;

use std::{
    io::{Read, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use openapi::kernel::{catalogue::Language, collection};
use persistence::kernel::private;

use crate::{
    app::{kernel::store::Store, people::indexing},
    config::{Config, Flags},
    graphql, log, surfaces,
};
use opening::{existing, opened, readable, refuse_without_register};
use terminal::{Failed, language, print};

/// 督学: the register of education inspectors.
#[derive(Debug, Parser)]
#[command(name = "duxue", version, about)]
struct Arguments {
    /// sqlite://PATH or postgres://…
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// Address and port to listen on.
    #[arg(long, global = true)]
    bind: Option<String>,
    /// Folder of the signing and encryption keys.
    #[arg(long, global = true)]
    keys_dir: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an invented city under ./data/, print credentials and three curl lines, and serve; with --people a city, a
    /// province or a nation of that size.
    Demo(demo::Demo),
    /// Serve; migrate first unless told not to.
    Serve {
        /// Do not bring the database up to date first.
        #[arg(long)]
        no_migrate: bool,
    },
    /// Bring the database up to date.
    Migrate {
        /// Only tell whether it is.
        #[arg(long)]
        check: bool,
    },
    /// Register, list, renew and revoke API clients.
    #[command(subcommand)]
    Client(clients::ClientCommand),
    /// Rotate the keys of private values.
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Check the chain of events.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Compute stipends.
    #[command(subcommand)]
    Stipend(stipend::StipendCommand),
    /// Load a roster, or write one to fill in.
    Import(import::Import),
    /// Copy a SQLite register to a file while it is in use; for PostgreSQL, say how.
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Put a copy in place of an absent SQLite register; for PostgreSQL, say how.
    Restore {
        /// The copy.
        file: PathBuf,
    },
    /// Print the OpenAPI document.
    Openapi {
        /// The language: en or zh-CN.
        #[arg(long, default_value = "en", value_parser = language_of)]
        language: Language,
    },
    /// Print the GraphQL schema.
    GraphqlSchema,
    /// Print a collection of requests for Postman, Bruno and their like.
    Collection {
        /// Print the environment that goes with it: address, client and secret.
        #[arg(long)]
        environment: bool,
    },
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual: a page for the program and one for each command.
    Man {
        /// The folder to write to.
        folder: PathBuf,
    },
}

/// What `--help` says of the program, its commands and their arguments, in English.
pub fn help_texts() -> Vec<String> {
    manual::texts(&Arguments::command())
}

/// Runs the program.
pub fn main() -> ExitCode {
    private::restrict_process();
    let parsed = manual::spoken(Arguments::command(), language()).try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(usage) => {
            let wrong = usage.use_stderr();
            // Printing a help page that nobody reads is no failure.
            let _ = usage.print();
            return if wrong { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let outcome = run(arguments);
    log::flush();
    match outcome {
        Ok(code) => code,
        Err(Failed(text)) => {
            let _ = writeln!(std::io::stderr(), "duxue: {text}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Failed> {
    let said = [("database_url", arguments.database_url), ("bind", arguments.bind), ("keys_dir", arguments.keys_dir)];
    let flags: Flags = said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let config = Config::load(&flags).map_err(|wrong| Failed(wrong.to_string()))?;
    log::start(&config.log)?;
    match arguments.command {
        Command::Demo(demo) => demo::run(&config, &demo),
        Command::Serve { no_migrate } => serve::run(&config, !no_migrate),
        Command::Migrate { check } => migrate(&config, check),
        Command::Client(command) if command.only_reads() => clients::run(&readable(&config)?, command),
        Command::Client(command) => clients::run(&existing(&config)?, command),
        Command::Keys(command) => keys::run(&existing(&config)?, command, config.cipher),
        Command::Audit(command) => audit::run(&existing(&config)?, &command),
        Command::Stipend(command) => stipend::run(&existing(&config)?, command),
        Command::Import(import) if import.is_template() => {
            // A template needs no register; one that is there says which zones may be chosen.
            let app = refuse_without_register(&config).is_ok().then(|| readable(&config)).transpose()?;
            import::write_template(app.as_ref(), &import)
        }
        Command::Import(import) if import.only_reads() => import::run(&readable(&config)?, import),
        Command::Import(import) => import::run(&existing(&config)?, import),
        Command::Backup { file } => backup(&config, &file),
        Command::Restore { file } => restore(&config, &file),
        Command::Openapi { language } => print(&format!("{:#}", surfaces::document_in(language, &config.public_url))),
        Command::GraphqlSchema => print(graphql::document().trim_end()),
        Command::Collection { environment } => {
            let document = surfaces::document(&config.public_url);
            print(&format!(
                "{:#}",
                if environment { collection::environment(&document) } else { collection::collection(&document) }
            ))
        }
        Command::Completions { shell } => manual::completions(manual::spoken(Arguments::command(), language()), shell),
        Command::Man { folder } => manual::write_pages(manual::spoken(Arguments::command(), language()), &folder),
    }
}

fn language_of(tag: &str) -> Result<Language, String> {
    Language::of_tag(tag).ok_or_else(|| "expected en or zh-CN".to_owned())
}

fn migrate(config: &Config, check: bool) -> Result<ExitCode, Failed> {
    if check {
        refuse_without_register(config)?;
    }
    serve::refuse_transaction_pooler(config)?;
    if !check {
        let app = opened(config)?;
        let steps = app.migrate()?;
        let done = format!("{steps} steps taken; the database is up to date");
        // What an earlier release wrote of people is written anew here, too: a register may be used without a server.
        return match indexing::index_all_now(&app)? {
            0 => print(&done),
            people => print(&format!("{done}; {people} people are found as this release finds them")),
        };
    }
    match Store::existing(&config.database)?.pending_migrations()? {
        0 => print("the database is up to date"),
        steps => Err(Failed(format!("the database lacks {steps} steps"))),
    }
}

const POSTGRES_BACKUP: &str = "PostgreSQL is copied with its own tools: pg_dump -Fc -f FILE \"$DUXUE_DATABASE_URL\"";
const POSTGRES_RESTORE: &str =
    "PostgreSQL is restored with its own tools: pg_restore --clean --if-exists -d \"$DUXUE_DATABASE_URL\" FILE";

/// How the custom format of `pg_dump` begins.
const POSTGRES_COPY_SIGN: &[u8] = b"PGDMP";

fn backup(config: &Config, file: &Path) -> Result<ExitCode, Failed> {
    if config.database.is_sqlite() {
        refuse_without_register(config)?;
    }
    let store = Store::existing(&config.database)?;
    // Also a link that leads nowhere: whoever made it would choose what is overwritten.
    if file.symlink_metadata().is_ok() {
        return Err(Failed(format!("{} exists already", file.display())));
    }
    if !config.database.is_sqlite() {
        return print(&format!("{POSTGRES_BACKUP}\n{}", found(&store)?));
    }
    store.backup(file)?;
    print(&format!("copied to {}; keep a copy of {} too", file.display(), config.keys_dir.display()))
}

/// Says what a database holds.
fn found(store: &Store) -> Result<String, Failed> {
    Ok(match (store.steps_taken()?, store.pending_migrations()?) {
        (0, _) => "The database holds no register.".to_owned(),
        (_, 0) => "The database holds a register of this release.".to_owned(),
        (_, pending) => format!("The database holds a register of an earlier release: it lacks {pending} steps."),
    })
}

fn restore(config: &Config, file: &Path) -> Result<ExitCode, Failed> {
    let persistence::Engine::Sqlite(path) = &config.database else {
        let mut sign = [0; POSTGRES_COPY_SIGN.len()];
        std::fs::File::open(file)?.read_exact(&mut sign)?;
        if sign != POSTGRES_COPY_SIGN {
            return Err(Failed(format!("{} was not made by pg_dump -Fc", file.display())));
        }
        return print(&format!("{POSTGRES_RESTORE}\n{}", found(&Store::existing(&config.database)?)?));
    };
    let path = Path::new(path);
    // The journal of another database beside the copy would be played into it.
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let part = PathBuf::from(format!("{}{suffix}", path.display()));
        if part.symlink_metadata().is_ok() {
            return Err(Failed(format!("{} exists; move it away first", part.display())));
        }
    }
    let mut from = std::fs::File::open(file)?;
    if let Some(folder) = path.parent() {
        private::make_folder(folder)?;
    }
    // Until it has been looked at, the copy bears another name, so that no server starts on half of it.
    let copy = PathBuf::from(format!("{}.restoring", path.display()));
    // What a restore that was cut off left behind; a link is removed, not followed.
    remove(&copy);
    std::io::copy(&mut from, &mut private::create_new(&copy)?).inspect_err(|_| remove(&copy))?;
    let pending = sound_copy(&copy).inspect_err(|_| remove(&copy))?;
    std::fs::File::open(&copy)?.sync_all()?;
    std::fs::rename(&copy, path)?;
    print(&format!("restored; {pending} steps will be taken at the next start"))
}

/// Looks at a copy of a register: how many steps it lacks.
fn sound_copy(copy: &Path) -> Result<usize, Failed> {
    let store = Store::existing(&persistence::Engine::Sqlite(copy.to_string_lossy().into_owned()))?;
    let taken = store.steps_taken().map_err(|_| Failed("this is no copy of a register".to_owned()))?;
    if taken == 0 {
        return Err(Failed("this is no copy of a register".to_owned()));
    }
    if !store.is_whole()? {
        return Err(Failed("the copy is damaged".to_owned()));
    }
    Ok(store.pending_migrations()?)
}

/// Removes what a refused restore has made, as far as it can.
fn remove(copy: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let part = PathBuf::from(format!("{}{suffix}", copy.display()));
        if part.symlink_metadata().is_ok() && std::fs::remove_file(&part).is_err() {
            tracing::warn!(file = %part.display(), "could not be removed");
        }
    }
}
