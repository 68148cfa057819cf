//! `duxue serve`.

use std::{net::TcpListener, process::ExitCode};

use crate::{app::App, config::Config, server};

use super::{Failed, opened};

/// Serves until it is told to stop.
pub fn run(config: &Config, migrate: bool) -> Result<ExitCode, Failed> {
    let app = opened(config)?;
    if migrate {
        app.migrate()?;
    }
    serve(app, config)
}

/// Serves a register. On SIGTERM it finishes the requests in flight; on SIGINT (Ctrl-C) it stops at once.
pub fn serve(app: App, config: &Config) -> Result<ExitCode, Failed> {
    let listener =
        TcpListener::bind(config.bind).map_err(|cause| Failed(format!("cannot listen on {}: {cause}", config.bind)))?;
    let address = listener.local_addr()?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async move {
        tracing::info!(%address, "listening");
        let admin = config.admin_bind.map(|address| server::serve_admin(app.clone(), address)).transpose()?;
        let main = server::serve(app, config, listener, workers)?;
        if let Some(admin) = admin {
            tokio::spawn(admin);
        }
        main.await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}
