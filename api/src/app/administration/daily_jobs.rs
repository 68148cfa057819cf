//! What a day brings: terms that end, and decisions whose day has come.

use domain::{
    Actor, Error, Role, accountability::measure::AccountabilityMeasure, evaluation::system::IndicatorSystem,
    governance::document::Document, misconduct::dismissal::Case, money::stipend::standard::Standard,
    performance::promotion::Promotion, pools::pool::Membership, qualification::certification::Certification,
};
use futures_util::future::BoxFuture;

use crate::app::{App, Caller, kernel::due::bring_all, service::appointments};

/// Stores what today brings. It is safe at any time and on every server.
///
/// # Errors
/// [`Error::Busy`] when the database has too much to do. Another failure is logged, and the next run tries again.
pub fn store(app: App) -> BoxFuture<'static, Result<(), Error>> {
    Box::pin(async move {
        let (app, caller) = (&app, Caller::new(Actor::own(Role::System)));
        told(bring_all::<Membership>(app, &caller).await, "pool memberships whose term is over")?;
        told(bring_all::<Certification>(app, &caller).await, "certificates that have run out")?;
        told(appointments::keep_all(app, &caller).await, "appointments whose day has come")?;
        told(bring_all::<Promotion>(app, &caller).await, "promotions whose day has come")?;
        told(bring_all::<Standard>(app, &caller).await, "stipend standards whose first day has come")?;
        told(bring_all::<IndicatorSystem>(app, &caller).await, "indicator systems whose day has come")?;
        told(bring_all::<Document>(app, &caller).await, "documents whose day has come")?;
        told(bring_all::<AccountabilityMeasure>(app, &caller).await, "accountability measures whose day has come")?;
        told(bring_all::<Case>(app, &caller).await, "dismissal cases whose day has come")
    })
}

/// Logs what a job did. One that fails holds up nobody: whoever asks is answered, and the job is tried again within the hour.
fn told(outcome: Result<usize, Error>, what: &'static str) -> Result<(), Error> {
    match outcome {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, what, "stored what the day brings"),
        Err(Error::Busy) => return Err(Error::Busy),
        Err(cause) => tracing::warn!(%cause, what, "the job will be tried again"),
    }
    Ok(())
}
