//! Tests of the engine, by a lifecycle of its own.

use super::*;
use crate::{Role, kernel::word::words};

words! {
    /// Where a leave stands.
    Status {
        /// Being written.
        Draft = "draft",
        /// Asked for.
        Asked = "asked",
        /// Granted.
        Granted = "granted",
        /// Over.
        Over = "over",
    }
}

words! {
    /// The events of a leave.
    Event {
        /// Ask for it.
        Ask = "ask",
        /// Grant it.
        Grant = "grant",
        /// Note something.
        Note = "note",
        /// End it early.
        Recall = "recall",
        /// It is over.
        Lapse = "lapse",
    }
}

/// A leave of an inspector.
#[derive(Debug, Clone)]
struct Leave {
    version: i64,
    status: Status,
    until: Option<Day>,
    notes: usize,
    history: StatusHistory<Status>,
    last_event_on: Option<Day>,
    updated_at: Instant,
}

struct Command(Event);

impl Command {
    fn event(&self) -> Event {
        self.0
    }
}

impl Lifecycle for Leave {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = ();
    /// How many others take over.
    type Effect = usize;

    const STEPS: &'static [Step<Status, Event>] = &[
        Step::new(Event::Ask, &[Status::Draft], Status::Asked, Authority::Registrar),
        Step::new(Event::Grant, &[Status::Asked], Status::Granted, Authority::AnotherApprover(&[Event::Ask]))
            .by_document(),
        Step::within(Event::Note, &[Status::Asked, Status::Granted], Authority::Registrar),
        Step::new(Event::Recall, &[Status::Granted], Status::Over, Authority::AnotherApproverThan(&[Event::Note]))
            .for_reason(),
        Step::new(Event::Lapse, &[Status::Granted], Status::Over, Authority::System),
    ];

    usual_fields!(history);

    fn status_on(&self, today: Day) -> Status {
        if self.until.is_some_and(|until| until < today) { Status::Over } else { self.status }
    }

    fn starts_from(&self, step: &Step<Status, Event>, today: Day) -> Status {
        if step.event == Event::Lapse { self.status } else { self.status_on(today) }
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        if firing.command.0 == Event::Note && firing.basis.on_behalf_of.is_none() {
            faults.add("/on_behalf_of", FaultCode::Required, Wording::FieldNeeded);
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        if readiness.event == Event::Note && self.notes > 0 { Err(Error::Busy) } else { Ok(()) }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<usize, Error> {
        match firing.command.0 {
            Event::Note => self.notes += 1,
            Event::Grant => self.until = Some(day("2026-11-30")),
            _ => return Ok(0),
        }
        Ok(2)
    }
}

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn now() -> Instant {
    "2026-11-10T00:00:00Z".parse().unwrap()
}

fn leave(status: Status) -> Leave {
    let history = StatusHistory::beginning(day("2026-11-01"), status);
    let last_event_on = Some(day("2026-11-05"));
    Leave { version: 1, status, until: None, notes: 0, history, last_event_on, updated_at: now() }
}

fn basis() -> Basis {
    Basis {
        reason: Some("理由".into()),
        document_number: Some("1号".into()),
        on_behalf_of: Some("甲".into()),
        ..Basis::default()
    }
}

fn actor(role: Role) -> Actor {
    Actor::own(role)
}

fn nobody() -> Contributors<Event> {
    Contributors::default()
}

fn fire_by(
    record: &Leave,
    (role, contributors): (Role, &Contributors<Event>),
    event: Event,
    basis: &Basis,
) -> Result<Fired<Leave>, Error> {
    let (actor, rules, working_days) = (actor(role), Rules::shipped(), WorkingDays::default());
    let (today, now, rules, working_days) = (day("2026-11-10"), now(), &rules, &working_days);
    fire(
        record,
        &Command(event),
        basis,
        &(),
        &Situation { actor: &actor, contributors, today, now, rules, working_days },
    )
}

fn pointers(outcome: Result<Fired<Leave>, Error>) -> Vec<String> {
    match outcome {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn event_makes_the_next_version_at_the_status_of_its_step() {
    let fired = fire_by(&leave(Status::Asked), (Role::Approver, &nobody()), Event::Grant, &basis()).unwrap();
    assert_eq!((fired.event, fired.from, fired.day, fired.effect), (Event::Grant, Status::Asked, day("2026-11-10"), 2));
    assert_eq!(Event::parse(fired.event.as_str()), Some(fired.event), "{}", fired.event.meaning());
    assert_eq!(Status::parse(fired.from.as_str()), Some(fired.from), "{}", fired.from.meaning());
    let granted = fired.record;
    assert_eq!((granted.version, granted.status), (2, Status::Granted));
    assert_eq!(granted.last_event_on, Some(day("2026-11-10")));
    assert_eq!(granted.history.steps(), [(day("2026-11-01"), Status::Asked), (day("2026-11-10"), Status::Granted)]);
    assert!(granted.updated_at > now(), "no two versions have one moment");
}

#[test]
fn step_within_a_status_adds_nothing_to_the_history() {
    let noted = fire_by(&leave(Status::Asked), (Role::Registrar, &nobody()), Event::Note, &basis()).unwrap().record;
    assert_eq!((noted.version, noted.status, noted.notes), (2, Status::Asked, 1));
    assert_eq!(noted.history.steps().len(), 1);
}

#[test]
fn role_is_refused_before_status_and_status_before_input() {
    let (draft, empty) = (leave(Status::Draft), Basis::default());
    let refused = |role, event| fire_by(&draft, (role, &nobody()), event, &empty);
    assert!(matches!(
        refused(Role::Registrar, Event::Grant),
        Err(Error::NotForRole { allowed: &[Role::Approver], .. })
    ));
    let not_allowed = refused(Role::Approver, Event::Grant);
    assert!(matches!(not_allowed, Err(Error::TransitionNotAllowed { status: "draft", event: "grant" })));
    assert!(matches!(refused(Role::Approver, Event::Lapse), Err(Error::NotForRole { .. })));
}

#[test]
fn input_is_refused_before_four_eyes_and_four_eyes_before_rules() {
    let wrote = Contributors { creator: Some(actor(Role::Approver).key()), ..nobody() };
    let asked = leave(Status::Asked);
    let grants = |basis: &Basis| fire_by(&asked, (Role::Approver, &wrote), Event::Grant, basis);
    assert_eq!(pointers(grants(&Basis::default())), ["/document_number"]);
    assert!(matches!(grants(&basis()), Err(Error::FourEyes)));
    let noted = Leave { notes: 1, ..asked.clone() };
    let notes = |basis: &Basis| fire_by(&noted, (Role::Approver, &wrote), Event::Note, basis);
    assert_eq!(pointers(notes(&Basis::default())), ["/on_behalf_of"]);
    assert!(matches!(notes(&basis()), Err(Error::Busy)));
}

#[test]
fn four_eyes_excludes_every_contributor() {
    let key = actor(Role::Approver).key();
    let wrote = Contributors { creator: Some(key.clone()), ..nobody() };
    let completed = Contributors { completers: vec![key.clone()], ..nobody() };
    let asked = Contributors { events: vec![(Event::Ask, key.clone())], ..nobody() };
    let noted = Contributors { events: vec![(Event::Note, key)], ..nobody() };
    let is_kept_out = |status, event, contributors: &Contributors<Event>| {
        matches!(fire_by(&leave(status), (Role::Approver, contributors), event, &basis()), Err(Error::FourEyes))
    };
    let all = [&wrote, &completed, &asked, &noted];
    assert_eq!(all.map(|one| is_kept_out(Status::Asked, Event::Grant, one)), [true, true, true, false]);
    assert_eq!(all.map(|one| is_kept_out(Status::Granted, Event::Recall, one)), [false, false, false, true]);
}

#[test]
fn event_date_is_between_previous_event_and_today() {
    let asks = |on: &str| {
        let basis = Basis { occurred_on: Some(day(on)), ..basis() };
        fire_by(&leave(Status::Draft), (Role::Registrar, &nobody()), Event::Ask, &basis)
    };
    assert_eq!(pointers(asks("2026-11-11")), ["/occurred_on"]);
    assert_eq!(pointers(asks("2026-11-04")), ["/occurred_on"]);
    assert_eq!(asks("2026-11-05").unwrap().record.last_event_on, Some(day("2026-11-05")));
}

#[test]
fn reason_and_document_are_asked_for_where_a_step_needs_them() {
    let fires = |status, event| fire_by(&leave(status), (Role::Approver, &nobody()), event, &Basis::default());
    assert_eq!(pointers(fires(Status::Granted, Event::Recall)), ["/reason"]);
    assert_eq!(pointers(fires(Status::Asked, Event::Grant)), ["/document_number"]);
    assert!(fires(Status::Draft, Event::Ask).is_ok());
}

#[test]
fn status_of_the_day_decides_and_the_system_stores_it() {
    let over = Leave { until: Some(day("2026-11-09")), ..leave(Status::Granted) };
    let noted = fire_by(&over, (Role::Registrar, &nobody()), Event::Note, &basis());
    assert!(matches!(noted, Err(Error::TransitionNotAllowed { status: "over", .. })));
    let lapsed = fire_by(&over, (Role::System, &nobody()), Event::Lapse, &basis()).unwrap();
    assert_eq!((lapsed.from, lapsed.record.status), (Status::Granted, Status::Over));
}

#[test]
fn next_events_say_why_they_are_refused() {
    let next = |role, notes| {
        let one = Leave { notes, ..leave(Status::Granted) };
        let next = possible(&one, None, &actor(role), &nobody(), day("2026-11-10"));
        next.into_iter().map(|next| (next.event, next.refusal.map(|error| error.to_string()))).collect::<Vec<_>>()
    };
    let not_for = |role: Role| Some(Error::NotForRole { role, allowed: &[] }.to_string());
    let registrar = not_for(Role::Registrar);
    assert_eq!(
        next(Role::Registrar, 0),
        [(Event::Note, None), (Event::Recall, registrar)],
        "the system's own is not named"
    );
    assert_eq!(next(Role::Approver, 1), [(Event::Note, Some(Error::Busy.to_string())), (Event::Recall, None)]);
    assert_eq!(
        next(Role::Hr, 0).into_iter().map(|(_, refusal)| refusal).collect::<Vec<_>>(),
        [not_for(Role::Hr), not_for(Role::Hr)]
    );
}

#[test]
fn next_events_agree_with_firing() {
    super::agreement::check("leave", &leave(Status::Draft), &(), Command);
}

#[test]
fn history_gives_the_status_of_any_day() {
    let history = StatusHistory::beginning(day("2026-11-01"), Status::Draft)
        .then(day("2026-11-03"), Status::Asked)
        .then(day("2026-11-04"), Status::Asked)
        .then(day("2026-12-01"), Status::Granted);
    assert_eq!(history.steps().len(), 3, "a step to the status that it has is none");
    let on = ["2026-10-31", "2026-11-02", "2026-11-03", "2026-12-01"].map(|on| history.on(day(on)));
    assert_eq!(on, [None, Some(Status::Draft), Some(Status::Asked), Some(Status::Granted)]);
    assert_eq!(history.then(day("2026-11-20"), Status::Over).on(day("2026-12-01")), Some(Status::Over), "overtaken");
}
