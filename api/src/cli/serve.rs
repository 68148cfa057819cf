//! `duxue serve`.

use std::{
    net::{SocketAddr, TcpListener},
    process::ExitCode,
};

use actix_web::dev::ServerHandle;

use crate::{
    app::{App, administration::daily_jobs},
    config::Config,
    server,
};

use super::{
    opening::{opened, refuse_without_register},
    terminal::Failed,
};

/// The addresses of a server, taken before anything is changed: who cannot listen changes nothing.
pub struct Listeners {
    main: TcpListener,
    admin: Option<TcpListener>,
}

impl Listeners {
    /// Takes the addresses of the settings.
    ///
    /// # Errors
    /// The setting whose address is not free.
    pub fn bind(config: &Config) -> Result<Self, Failed> {
        let bind = |name: &str, address: SocketAddr| {
            TcpListener::bind(address)
                .map_err(|cause| Failed(format!("{name} is `{address}`: expected an address that is free ({cause})")))
        };
        let main = bind("DUXUE_BIND", config.bind)?;
        let admin = config.admin_bind.map(|address| bind("DUXUE_ADMIN_BIND", address)).transpose()?;
        Ok(Self { main, admin })
    }
}

/// Refuses a pooler in transaction mode: prepared statements, settings and locks belong to a session.
pub fn refuse_transaction_pooler(config: &Config) -> Result<(), Failed> {
    let database = persistence::Database::open(config.database.clone(), 1, 1);
    match database.keeps_sessions() {
        true => Ok(()),
        false => Err(Failed(
            "DUXUE_DATABASE_URL leads to a pooler in transaction mode: expected one in session mode, or the database itself"
                .to_owned(),
        )),
    }
}

/// Refuses a database without a register. One that is away may have one: the server answers 503 until it is back.
fn refuse_empty(config: &Config) -> Result<(), Failed> {
    let database = persistence::Database::open(config.database.clone(), 1, 1);
    if matches!(database.holds_register(), Ok(false)) { refuse_without_register(config) } else { Ok(()) }
}

/// Serves until it is told to stop.
pub fn run(config: &Config, migrate: bool) -> Result<ExitCode, Failed> {
    let listeners = Listeners::bind(config)?;
    refuse_transaction_pooler(config)?;
    if !migrate {
        refuse_empty(config)?;
    }
    let app = opened(config)?;
    if migrate {
        app.migrate()?;
    }
    serve(app, config, listeners)
}

/// Serves a register. On SIGTERM and SIGINT (Ctrl-C) it takes no more requests and finishes those in flight.
pub fn serve(app: App, config: &Config, listeners: Listeners) -> Result<ExitCode, Failed> {
    let Listeners { main: listener, admin } = listeners;
    let address = listener.local_addr()?;
    app.bring_days_first(daily_jobs::store);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async move {
        tracing::info!(%address, "listening");
        let admin = admin.map(|listener| server::serve_admin(app.clone(), listener)).transpose()?;
        let main = server::serve(app.clone(), config, listener, workers)?;
        tokio::spawn(stop_when_told(main.handle(), app));
        if let Some(admin) = admin {
            tokio::spawn(admin);
        }
        main.await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}

/// Waits for the first signal to stop; a second one is left to the system, which then ends the program.
async fn stop_when_told(server: ServerHandle, app: App) {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(cause) => {
                tracing::warn!(%cause, "SIGTERM cannot be listened for");
                std::future::pending().await
            }
        }
    };
    tokio::select! {
        _ = terminated => {}
        interrupted = tokio::signal::ctrl_c() => {
            if let Err(cause) = interrupted {
                tracing::warn!(%cause, "SIGINT cannot be listened for");
                return;
            }
        }
    }
    app.streams().stop();
    server.stop(true).await;
}
