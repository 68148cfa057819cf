//! `duxue serve`.

use std::{net::TcpListener, process::ExitCode};

use actix_web::dev::ServerHandle;

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

/// Serves a register. On SIGTERM and SIGINT (Ctrl-C) it takes no more requests and finishes those in flight.
pub fn serve(app: App, config: &Config) -> Result<ExitCode, Failed> {
    let listener = TcpListener::bind(config.bind).map_err(|cause| {
        Failed(format!("DUXUE_BIND is `{}`: expected an address that is free ({cause})", config.bind))
    })?;
    let address = listener.local_addr()?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    actix_web::rt::System::new().block_on(async move {
        tracing::info!(%address, "listening");
        let admin = config.admin_bind.map(|address| server::serve_admin(app.clone(), address)).transpose()?;
        let main = server::serve(app, config, listener, workers)?;
        tokio::spawn(stop_when_told(main.handle()));
        if let Some(admin) = admin {
            tokio::spawn(admin);
        }
        main.await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}

/// Waits for the first signal to stop; a second one is left to the system, which then ends the program.
async fn stop_when_told(server: ServerHandle) {
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
    server.stop(true).await;
}
