//! What a day brings to appointments: terms begin, renewals are looked at, terms end. A job of the system, safe to run
//! at any time and any number of times.

use domain::{
    Error,
    kernel::{event::Basis, id::AppointmentId, policy::Action, rules},
    service::appointment::{Appointment as Record, Command, Event},
};
use persistence::service::appointments::{self, Due};

use super::{
    Ctx, UseCase,
    firing::{FireAppointmentEvent, Firing},
};
use crate::app::{App, Caller, kernel::lifecycle::SYSTEM};

/// Most appointments that one transaction of the job looks at.
const KEPT_AT_ONCE_MAX: i64 = 500;

/// Do what the day brings to some of the appointments with which it is due: one transaction, so that others write between.
pub struct KeepAppointments {
    /// What is due.
    pub event: Event,
    /// The last one that was looked at.
    pub after: Option<AppointmentId>,
}

/// What one step of the job did.
pub struct Kept {
    /// How many appointments moved.
    pub moved: usize,
    /// The last one that was looked at, when more may follow.
    pub next: Option<AppointmentId>,
}

/// Does all that the day brings; gives how many appointments moved.
///
/// # Errors
/// When the database fails; what was done before stays done.
pub async fn keep_all(app: &App, caller: &Caller) -> Result<usize, Error> {
    let mut moved = 0;
    for event in [Event::Complete, Event::Start, Event::OpenRenewal] {
        let mut after = None;
        loop {
            let kept = app.run(caller, KeepAppointments { event, after }).await?;
            moved += kept.moved;
            after = kept.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(moved)
}

impl UseCase for KeepAppointments {
    const ACTION: Action = FireAppointmentEvent::ACTION;
    type Output = Kept;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Kept, Error> {
        ctx.nothing_changed();
        ctx.actor = &SYSTEM;
        let (due, today) = (due(ctx, self.event)?, ctx.today());
        let all = appointments::due(ctx.db, due, today, self.after, KEPT_AT_ONCE_MAX)?;
        let is_last = i64::try_from(all.len()).unwrap_or_default() < KEPT_AT_ONCE_MAX;
        let next = all.last().map(|one| one.id).filter(|_| !is_last);
        Ok(Kept { moved: keep(ctx, self.event, all)?, next })
    }
}

fn due(ctx: &mut Ctx<'_>, event: Event) -> Result<Due, Error> {
    let (rules, today) = (ctx.rules()?, ctx.today());
    let days = chrono::Days::new(rules.count(&rules::RENEWAL_REVIEW_DAYS).into());
    Ok(match event {
        Event::Complete => Due::Completion,
        Event::Start => Due::Start,
        _ => Due::Renewal {
            ends_by: today.checked_add_days(days).unwrap_or(today),
            last_term: rules.count(&rules::PART_TIME_MAX_CONSECUTIVE_TERMS),
        },
    })
}

fn keep(ctx: &mut Ctx<'_>, event: Event, all: Vec<Record>) -> Result<usize, Error> {
    if all.is_empty() {
        return Ok(0);
    }
    let (command, today) = (Command::Plain(event), ctx.today());
    let mut firing = Firing::of(ctx, &command, all)?;
    let on = |one: &Record| {
        let day = match event {
            Event::Complete => one.ends_on.and_then(|last| last.succ_opt()),
            Event::Start => one.starts_on,
            _ => Some(today),
        };
        Basis { occurred_on: day.max(one.last_event_on), ..Basis::default() }
    };
    // Who is not trained yet takes up duty later, and whose next term is decided is not looked at: no failure.
    firing.apply(ctx, &command, on, |_, refusal| match refusal {
        Error::RuleRefused { .. } | Error::Invalid(_) | Error::Duplicate(_) | Error::TransitionNotAllowed { .. } => {
            Ok(())
        }
        other => Err(other),
    })?;
    if firing.count() == 0 {
        return Ok(0);
    }
    firing.store(ctx, &command).map(|moved| moved.len())
}
