//! The HTTP server: limits, middleware, routes.

use std::{any::Any, net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App as Service, HttpResponse, HttpServer, ResponseError,
    dev::Server,
    middleware::{Compress, Condition, from_fn},
    rt::net::TcpStream,
    web::{self, Data, PayloadConfig},
};
use domain::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    app::{
        App, Caller,
        administration::{daily_jobs, forgetting::forget_all},
        consumers::{
            audit, changes, disclosures, exports,
            webhooks::{self, sending},
        },
        people::indexing::index_all,
        service::deaths::follow_all,
    },
    config::Config,
    graphql,
    http::{BODY_BYTES_MAX, Failure, cors, request::around},
    pages, rest, surfaces,
};

/// Most connections of one worker.
const CONNECTIONS_MAX: usize = 10_000;
/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// How long requests in flight may take to finish when the server stops.
const STOP_TIMEOUT_S: u64 = 10;
/// How often it is looked whether an erasure left something in the files of the database.
const CLEAN_EVERY: Duration = Duration::from_secs(60);
/// How often events are linked: an event that is edited by hand before that is not found.
const LINK_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked for an export that another server left.
const EXPORTS_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether something is to be sent to a webhook.
const WEBHOOKS_EVERY: Duration = Duration::from_secs(1);
/// Most webhooks to which one server sends at once.
const WEBHOOKS_AT_ONCE_MAX: usize = 16;
/// How often the system's own jobs run.
const JOBS_EVERY: Duration = Duration::from_secs(3_600);

/// Starts the server on a listener.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(app: App, config: &Config, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    // The schema is made before anybody asks for it.
    graphql::register().map_err(|cause| std::io::Error::other(cause.to_string()))?;
    let data = Data::new(app.clone());
    let document = Data::new(rest::Document::new(surfaces::document_in));
    let client_time = Duration::from_secs(config.client_seconds.into());
    let origins = config.allowed_origins.clone();
    let (consoles, has_admin) = (config.consoles, config.admin_bind.is_some());
    tokio::spawn(run_jobs(app.clone()));
    tokio::spawn(link_events(app.clone()));
    tokio::spawn(clean_files(app.clone()));
    tokio::spawn(make_exports(app.clone()));
    tokio::spawn(send_to_webhooks(app));
    let server = HttpServer::new(move || {
        Service::new()
            .app_data(data.clone())
            .app_data(document.clone())
            .app_data(PayloadConfig::new(BODY_BYTES_MAX))
            .wrap(Compress::default())
            .wrap(Condition::new(!origins.is_empty(), cors::allowed(&origins)))
            .wrap(from_fn(around))
            .configure(|service| {
                if !has_admin {
                    rest::configure_admin(service);
                }
                surfaces::table().configure(service);
                rest::configure_service(service);
                pages::configure(service, consoles);
                if consoles {
                    rest::consoles::configure(service);
                }
            })
            .default_service(web::to(|| async { nothing_here() }))
    });
    let server = server
        .workers(workers)
        .max_connections(CONNECTIONS_MAX)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(STOP_TIMEOUT_S)
        .on_connect(move |connection, _| cut_off_when_stuck(connection, client_time))
        // The command line listens for signals itself: a server inside of another program leaves them alone.
        .disable_signals();
    Ok(server.listen(listener)?.run())
}

/// Has the system close a connection whose client takes in nothing of what was sent for so long: it may be gone, or
/// slow on purpose, and its answer would be kept in memory for as long as it likes.
fn cut_off_when_stuck(connection: &dyn Any, after: Duration) {
    let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
    #[cfg(target_os = "linux")]
    if let Err(cause) = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(after)) {
        tracing::debug!(%cause, "a connection without a bound on slow readers");
    }
}

/// Starts a second server, for health and metrics only.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve_admin(app: App, listener: TcpListener) -> std::io::Result<Server> {
    let data = Data::new(app);
    let server = HttpServer::new(move || {
        Service::new()
            .app_data(data.clone())
            .wrap(from_fn(around))
            .configure(rest::configure_admin)
            .default_service(web::to(|| async { nothing_here() }))
    });
    Ok(server.workers(1).client_request_timeout(HEAD_TIMEOUT).listen(listener)?.run())
}

fn nothing_here() -> HttpResponse {
    Failure(Error::NoSuchPath).error_response()
}

/// Does something on a thread of its own, which the end of the server does not wait for; none if there was no thread, or it
/// ended with the server.
async fn aside<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, answered) = tokio::sync::oneshot::channel();
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        // Nobody listens any more when the server has stopped.
        let _ = answer.send(work());
    });
    if let Err(cause) = started {
        tracing::warn!(%cause, name, "there is no thread; it is tried again");
        return None;
    }
    answered.await.ok()
}

/// Cleans the files of the database soon after an erasure. What was not cleaned when the server ends is cleaned after the next
/// start.
async fn clean_files(app: App) {
    loop {
        let cleaned = app.clone();
        match aside("cleaner", move || cleaned.clean_files()).await {
            Some(Ok(0)) | None => {}
            Some(Ok(erasures)) => tracing::info!(erasures, "the files of the database were cleaned"),
            Some(Err(cause)) => tracing::warn!(%cause, "the files of the database will be cleaned later"),
        }
        tokio::time::sleep(CLEAN_EVERY).await;
    }
}

/// Makes exports, one after another. One that was not done when the server ends is made by another server, or after the next start.
async fn make_exports(app: App) {
    loop {
        let maker = app.clone();
        match aside("export-maker", move || exports::make_next(&maker)).await {
            Some(Ok(true)) => continue,
            Some(Ok(false)) | None => {}
            Some(Err(cause)) => tracing::debug!(%cause, "exports are looked for later"),
        }
        app.work_left(EXPORTS_EVERY).await;
    }
}

/// Sends to webhooks, each on a thread of its own, so that a slow address holds up no other. What was not sent when the server
/// ends is sent by another server, or after the next start.
async fn send_to_webhooks(app: App) {
    let places = Arc::new(Semaphore::new(WEBHOOKS_AT_ONCE_MAX));
    loop {
        let (taker, free) = (app.clone(), places.available_permits());
        let taken = match aside("webhooks", move || sending::take_up(&taker, free)).await {
            Some(Ok(taken)) => taken,
            Some(Err(cause)) => {
                tracing::debug!(%cause, "webhooks are looked at later");
                Vec::new()
            }
            None => Vec::new(),
        };
        for one in taken {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
            tokio::spawn(send_to_one(app.clone(), one, place));
        }
        tokio::time::sleep(WEBHOOKS_EVERY).await;
    }
}

/// Sends to one webhook. One that its client changed meanwhile is read again with the next look.
async fn send_to_one(app: App, one: sending::Taken, place: OwnedSemaphorePermit) {
    match aside("webhook", move || sending::send(&app, one)).await {
        Some(Ok(()) | Err(Error::Changed | Error::NotFound)) | None => {}
        Some(Err(cause)) => tracing::warn!(%cause, "a webhook will be sent to later"),
    }
    drop(place);
}

/// How long until the next day begins in Shanghai: what a day brings is stored as it begins.
fn until_next_day(now: domain::Instant) -> Duration {
    let tomorrow = domain::kernel::time::day_after(domain::kernel::time::day_in_shanghai(now));
    (domain::kernel::time::begins(tomorrow) - now).to_std().unwrap_or(JOBS_EVERY)
}

/// Links events to those before, soon after they are stated.
async fn link_events(app: App) {
    let caller = Caller::new(domain::Actor::own(domain::Role::System));
    loop {
        if let Err(cause) = audit::link_all(&app, &caller).await {
            tracing::warn!(%cause, "events will be linked later");
        }
        tokio::time::sleep(LINK_EVERY).await;
    }
}

/// The system's own jobs: at the start, every hour, and as a day begins. Each is safe to run at any time and on every server.
async fn run_jobs(app: App) {
    let caller = Caller::new(domain::Actor::own(domain::Role::System));
    loop {
        match index_all(&app, &caller).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "people are found as this release finds them"),
            Err(cause) => tracing::warn!(%cause, "the hourly job will be tried again"),
        }
        match follow_all(&app, &caller).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "people who died hold nothing any more"),
            Err(cause) => tracing::warn!(%cause, "the hourly job will be tried again"),
        }
        if let Err(cause) = app.bring_day(daily_jobs::store).await {
            tracing::warn!(%cause, "the hourly job will be tried again");
        }
        match forget_all(&app, &caller).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "answers kept for repeats, long enough"),
            Err(cause) => tracing::warn!(%cause, "the hourly job will be tried again"),
        }
        match disclosures::forget_all(&app, &caller).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "disclosures kept long enough"),
            Err(cause) => tracing::warn!(%cause, "the hourly job will be tried again"),
        }
        match webhooks::forget_all(&app, &caller).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "attempts to send to webhooks logged long enough"),
            Err(cause) => tracing::warn!(%cause, "the hourly job will be tried again"),
        }
        match changes::forget_all(&app, &caller).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "changes told long enough"),
            Err(cause) => tracing::warn!(%cause, "the hourly job will be tried again"),
        }
        if let Err(cause) = exports::keep_all(&app, &caller).await {
            tracing::warn!(%cause, "the hourly job will be tried again");
        }
        tokio::time::sleep(JOBS_EVERY.min(until_next_day(app.now()))).await;
    }
}
