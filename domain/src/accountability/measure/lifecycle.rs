//! The steps of a measure, row for row.

use super::{AccountabilityMeasure, Command, Event, Known, Status, parts::Route};
use crate::{
    Day, Error,
    kernel::{
        fault::Faults,
        lifecycle::{
            Authority::{AnotherApprover, Registrar, RegistrarOrSystem},
            Firing, Lifecycle, Readiness, Step, usual_fields,
        },
    },
};

/// Whoever opened a measure, investigated it or told the respondent what is intended decides nothing in it. A remedy stays no
/// effect (R278): a decision takes effect while one runs, and keeps the status of the remedy.
impl Lifecycle for AccountabilityMeasure {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = Known;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        const PREPARED: &[Event] = &[E::Investigate, E::ServeIntent];
        const CLOSABLE: &[Status] = &[S::Effective, S::ReviewDecided, S::AppealDecided, S::Held];
        const UNDECIDED: &[Status] = &[S::Opened, S::Investigating, S::IntentServed, S::DefenceHeard, S::Scheduled];
        &[
            Step::new(E::Investigate, &[S::Opened], S::Investigating, Registrar),
            Step::new(E::ServeIntent, &[S::Investigating], S::IntentServed, Registrar),
            Step::new(E::HearDefence, &[S::IntentServed], S::DefenceHeard, Registrar),
            Step::new(E::WaiveDefence, &[S::IntentServed], S::DefenceHeard, Registrar),
            Step::new(E::Decide, &[S::DefenceHeard], S::Decided, AnotherApprover(PREPARED)).by_document(),
            Step::new(E::Serve, &[S::Decided], S::Served, Registrar),
            Step::within(E::TakeEffect, S::SERVED, RegistrarOrSystem),
            Step::within(E::RecordOutcome, &[S::Effective], Registrar).by_document(),
            Step::within(E::FileRemedy, &[S::Served, S::Effective, S::ReviewDecided], Registrar),
            Step::within(E::DecideRemedy, S::FILED, AnotherApprover(PREPARED)).by_document(),
            Step::new(E::Schedule, &[S::Opened], S::Scheduled, Registrar),
            Step::new(E::Hold, &[S::Scheduled], S::Held, Registrar),
            Step::within(E::ReportDemand, &[S::Held], Registrar),
            Step::new(E::Close, CLOSABLE, S::Closed, RegistrarOrSystem),
            Step::new(E::Drop, UNDECIDED, S::Dropped, AnotherApprover(PREPARED)).for_reason(),
        ]
    };

    usual_fields!();

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        let is_of_route = step.event.route().is_none_or(|route| route == self.route);
        let starts = step.from.contains(&self.effective(today));
        is_of_route
            && match step.event {
                // The end of the remedies is what closes it, and they may be over already.
                Event::Close if self.route == Route::Interview => starts && self.is_answered(),
                Event::Close => step.from.contains(&self.status) && self.took_effect_on.is_some(),
                // The day says whether it is late, and the deadline is named.
                Event::FileRemedy => step.from.contains(&self.status),
                Event::TakeEffect => starts && self.took_effect_on.is_none(),
                Event::RecordOutcome => starts && self.form().is_some_and(|form| form.is_carried_out_by_others()),
                Event::ReportDemand => starts && !self.is_answered(),
                _ => starts,
            }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        self.check(firing, faults);
    }

    /// Effect and end come with their days, whenever they are recorded.
    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        let event = readiness.event;
        self.check_day(event, if event == Event::WaiveDefence { readiness.day } else { readiness.today })
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        self.moved(firing)
    }

    /// What is served counts from its service, an effect from its day, and the end from the last day of the remedies.
    fn counts_from(&self, firing: &Firing<'_, Self>) -> Day {
        let day = match firing.command.event() {
            Event::Serve => self.served_on,
            Event::TakeEffect => self.took_effect_on,
            Event::Hold => self.held_on,
            _ => None,
        };
        day.unwrap_or(firing.day)
    }
}
