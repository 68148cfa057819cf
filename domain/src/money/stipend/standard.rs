//! The stipend standard of an area: what each month is paid for, decided by the supervision committee (R144), never edited
//! after it was submitted, and ended by the next one.

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::StipendStandardId,
        lifecycle::{Authority, Firing, Lifecycle, Step, usual_fields},
        money::Fen,
        time::{self, day_before},
        word::words,
    },
};

use super::amounts::{Amount, check_alike, check_ties};

words! {
    /// Where a stipend standard stands.
    Status {
        /// Being written; locked once it was submitted.
        Draft = "draft",
        /// Decided, and not in effect yet.
        Approved = "approved",
        /// In effect.
        Effective = "effective",
        /// Ended by the next one.
        Superseded = "superseded",
        /// Given up before it took effect.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Lay it before the committee.
        Submit = "submit",
        /// Record the committee's decision.
        Approve = "approve",
        /// Its first day has come.
        TakeEffect = "take_effect",
        /// Another one of the area takes effect.
        Supersede = "supersede",
        /// Give it up.
        Withdraw = "withdraw",
    }
}

/// What a draft says, until it is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Title.
    pub title: String,
    /// The amounts.
    pub amounts: Vec<Amount>,
    /// First day.
    pub starts_on: Day,
    /// Last day; without end when there is none.
    pub ends_on: Option<Day>,
    /// The most that is paid in a year (R140).
    pub yearly_cap: Option<Fen>,
}

/// A standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// Identifier.
    pub id: StipendStandardId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// What it says.
    pub details: Details,
    /// The status that was last stored; [`Standard::effective`] gives that of a day.
    pub status: Status,
    /// The first day of the standard that follows it in its area: it holds until the day before.
    pub succeeded_on: Option<Day>,
    /// The day on which it was submitted; from then on nothing of it is edited.
    pub submitted_on: Option<Day>,
    /// The committee's decision.
    pub decision_document_number: Option<String>,
    /// The finance authority's consent.
    pub finance_consent_number: Option<String>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was created.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What an event needs beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The decision.
    Approve {
        /// The finance authority's consent.
        finance_consent_number: Option<String>,
        /// The most that is paid in a year; needed here or in the draft.
        yearly_cap: Option<Fen>,
    },
    /// The next one of the area takes effect.
    Supersede {
        /// On which day.
        next_starts_on: Day,
    },
    /// Any event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Approve { .. } => Event::Approve,
            Self::Supersede { .. } => Event::Supersede,
            Self::Plain(event) => *event,
        }
    }
}

impl Details {
    /// Notes what is wrong with it at any time.
    pub fn check(&self, faults: &mut Faults) {
        if self.ends_on.is_some_and(|ends_on| ends_on < self.starts_on) {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        check_alike(&self.amounts, faults);
    }

    /// Notes what keeps it from being submitted.
    fn check_complete(&self, faults: &mut Faults) {
        if self.amounts.is_empty() {
            faults.add("/amounts", FaultCode::Required, Wording::FieldNeeded);
        }
        check_ties(&self.amounts, faults);
    }
}

impl Standard {
    /// A draft.
    pub fn draft(id: StipendStandardId, area: Area, details: Details, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            area,
            details,
            status: Status::Draft,
            succeeded_on: None,
            submitted_on: None,
            decision_document_number: None,
            finance_consent_number: None,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// True until it is submitted: a submitted standard is not edited.
    pub fn is_editable(&self) -> bool {
        (self.status, self.submitted_on) == (Status::Draft, None)
    }

    /// Whether it was ever approved: what finance may see.
    pub fn is_decided(&self) -> bool {
        self.decision_document_number.is_some()
    }

    /// The last day: its own, or the day before the first day of the standard that follows it.
    pub fn ends_on(&self) -> Option<Day> {
        let before_next = self.succeeded_on.map(day_before);
        match (self.details.ends_on, before_next) {
            (Some(own), Some(before_next)) => Some(own.min(before_next)),
            (own, before_next) => own.or(before_next),
        }
    }

    /// Whether it was decided and holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        let is_held = matches!(self.status, Status::Approved | Status::Effective | Status::Superseded);
        is_held && self.details.starts_on <= day && self.ends_on().is_none_or(|last| day <= last)
    }

    /// The status on a day. A decided standard takes effect on its first day and is superseded on the first day of the next
    /// one, also before the hourly job has stored it.
    pub fn effective(&self, day: Day) -> Status {
        let is_succeeded = |next: Day| next <= day.max(self.details.starts_on);
        match self.status {
            Status::Draft | Status::Withdrawn => self.status,
            _ if self.succeeded_on.is_some_and(is_succeeded) => Status::Superseded,
            _ if day < self.details.starts_on => Status::Approved,
            _ => Status::Effective,
        }
    }

    /// The standard with another first day of the one that follows it, or with none that follows.
    pub fn followed_by(&self, next_starts_on: Option<Day>, now: Instant) -> Self {
        let updated_at = time::following(self.updated_at, now);
        Self { version: self.version + 1, succeeded_on: next_starts_on, updated_at, ..self.clone() }
    }

    /// The cap of the decision, which is that of the draft where the draft has one (R140).
    fn capped(&self, decided: Option<Fen>, faults: &mut Faults) -> Option<Fen> {
        match (self.details.yearly_cap, decided) {
            (None, None) => faults.add("/yearly_cap_fen", FaultCode::Required, Wording::FieldNeeded),
            (Some(drafted), Some(decided)) if drafted != decided => {
                faults.add("/yearly_cap_fen", FaultCode::Mismatch, Wording::CapOfTheDraft { fen: drafted.fen() });
            }
            _ => {}
        }
        decided.or(self.details.yearly_cap)
    }

    /// A draft is submitted once and then decided, and takes effect on its day.
    fn allows(&self, event: Event, today: Day) -> bool {
        match event {
            Event::Submit => self.submitted_on.is_none(),
            Event::Approve => self.submitted_on.is_some(),
            Event::TakeEffect => self.details.starts_on <= today,
            Event::Supersede | Event::Withdraw => true,
        }
    }
}

use Authority::{AnotherApprover, Registrar, System};

/// The lifecycle: lifecycles page, "Stipend standard", event for event. Whoever wrote the draft or submitted it decides nothing
/// about it.
impl Lifecycle for Standard {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        &[
            // Submitted, it stays a draft that nobody edits.
            Step::within(E::Submit, &[S::Draft], Registrar),
            Step::new(E::Approve, &[S::Draft], S::Approved, AnotherApprover(&[E::Submit])).by_document(),
            Step::new(E::TakeEffect, &[S::Approved], S::Effective, System),
            Step::new(E::Supersede, &[S::Effective], S::Superseded, System),
            Step::new(E::Withdraw, &[S::Draft, S::Approved], S::Withdrawn, Registrar),
        ]
    };

    usual_fields!();

    fn status_on(&self, today: Day) -> Status {
        self.effective(today)
    }

    /// The job stores what the day has changed already.
    fn starts_from(&self, step: &Step<Status, Event>, today: Day) -> Status {
        if step.authority == System { self.status } else { self.effective(today) }
    }

    fn begins(&self, step: &Step<Status, Event>, today: Day) -> bool {
        step.from.contains(&self.starts_from(step, today)) && self.allows(step.event, today)
    }

    /// A next step is listed even if the system fires it.
    fn is_named(&self, step: &Step<Status, Event>, today: Day) -> bool {
        step.from.contains(&self.effective(today)) && self.allows(step.event, today)
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        match firing.command {
            Command::Approve { finance_consent_number, yearly_cap } => {
                self.decision_document_number.clone_from(&firing.basis.document_number);
                self.finance_consent_number.clone_from(finance_consent_number);
                if finance_consent_number.is_none() {
                    faults.add("/finance_consent_number", FaultCode::Required, Wording::FieldNeeded);
                }
                self.details.yearly_cap = self.capped(*yearly_cap, faults);
            }
            Command::Supersede { next_starts_on } => self.succeeded_on = Some(*next_starts_on),
            Command::Plain(Event::Submit) => {
                self.details.check_complete(faults);
                self.submitted_on = Some(firing.day);
            }
            Command::Plain(Event::TakeEffect | Event::Withdraw) => {}
            // Those two have commands of their own; a plain one is always refused.
            Command::Plain(Event::Approve | Event::Supersede) => {
                faults.add("", FaultCode::Required, Wording::FieldNeeded);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Actor, Error, Role,
        kernel::{
            calendar::WorkingDays,
            event::Basis,
            lifecycle::{self, Contributors, Situation, possible},
            rules::Rules,
        },
        money::stipend::amounts::{Component, Selectors},
    };

    fn day(text: &str) -> Day {
        time::parse_day(text).unwrap()
    }

    fn drafted() -> Standard {
        let amount = Fen::new(20_000).unwrap();
        let amounts = vec![Amount { component: Component::Transport, selectors: Selectors::default(), amount }];
        let details = Details {
            title: "补贴标准".into(),
            amounts,
            starts_on: day("2027-01-01"),
            ends_on: None,
            yearly_cap: None,
        };
        let now = time::parse_instant("2026-11-23T08:00:00Z").unwrap();
        Standard::draft(StipendStandardId(uuid::Uuid::nil()), Area::parse("340800").unwrap(), details, now)
    }

    fn fire(standard: &Standard, role: Role, command: &Command, today: &str) -> Result<Standard, Error> {
        let (actor, contributors, rules) = (Actor::own(role), Contributors::default(), Rules::shipped());
        let (working_days, now) = (WorkingDays::default(), standard.updated_at);
        let basis = Basis { document_number: Some("督委〔2026〕8号".into()), ..Basis::default() };
        let situation = Situation {
            actor: &actor,
            contributors: &contributors,
            today: day(today),
            now,
            rules: &rules,
            working_days: &working_days,
        };
        lifecycle::fire(standard, command, &basis, &(), &situation).map(|fired| fired.record)
    }

    fn decision(cap: Option<i64>) -> Command {
        let yearly_cap = cap.map(|fen| Fen::new(fen).unwrap());
        Command::Approve { finance_consent_number: Some("财教〔2026〕3号".into()), yearly_cap }
    }

    #[test]
    fn standard_is_in_effect_until_the_day_before_its_successor() {
        let draft = drafted();
        let submitted = fire(&draft, Role::Registrar, &Command::Plain(Event::Submit), "2026-11-23").unwrap();
        assert_eq!((submitted.status, submitted.submitted_on), (Status::Draft, Some(day("2026-11-23"))));
        assert!(draft.is_editable() && !submitted.is_editable());
        assert!(matches!(
            fire(&draft, Role::Approver, &decision(Some(1)), "2026-11-23"),
            Err(Error::TransitionNotAllowed { .. })
        ));
        assert!(matches!(
            fire(&submitted, Role::Registrar, &decision(Some(1)), "2026-11-23"),
            Err(Error::NotForRole { .. })
        ));
        assert!(matches!(fire(&submitted, Role::Approver, &decision(None), "2026-11-23"), Err(Error::Invalid(_))));
        let approved = fire(&submitted, Role::Approver, &decision(Some(9)), "2026-11-23").unwrap();
        assert_eq!(
            (approved.status, approved.is_decided(), approved.details.yearly_cap),
            (Status::Approved, true, Fen::new(9).ok())
        );
        let take_effect = Command::Plain(Event::TakeEffect);
        assert!(matches!(fire(&approved, Role::Approver, &take_effect, "2027-01-01"), Err(Error::NotForRole { .. })));
        assert!(matches!(
            fire(&approved, Role::System, &take_effect, "2026-12-31"),
            Err(Error::TransitionNotAllowed { .. })
        ));
        let effective = fire(&approved, Role::System, &take_effect, "2027-01-01").unwrap();
        let withdraw = Command::Plain(Event::Withdraw);
        assert!(matches!(
            fire(&effective, Role::Registrar, &withdraw, "2027-01-01"),
            Err(Error::TransitionNotAllowed { .. })
        ));
        let next = Command::Supersede { next_starts_on: day("2028-01-01") };
        let ended = fire(&effective, Role::System, &next, "2028-01-01").unwrap();
        assert_eq!((ended.status, ended.ends_on()), (Status::Superseded, Some(day("2027-12-31"))));
        let held = ["2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"].map(|date| ended.holds_on(day(date)));
        assert_eq!((held, submitted.holds_on(day("2027-06-01"))), ([false, true, true, false], false));
        assert_eq!(fire(&approved, Role::Registrar, &withdraw, "2026-11-24").unwrap().status, Status::Withdrawn);
    }

    #[test]
    fn a_decided_standard_has_the_status_of_the_day() {
        let submitted = fire(&drafted(), Role::Registrar, &Command::Plain(Event::Submit), "2026-11-23").unwrap();
        let approved = fire(&submitted, Role::Approver, &decision(Some(9)), "2026-11-23").unwrap();
        let planned = approved.followed_by(Some(day("2028-01-01")), approved.updated_at);
        let on = |date: &str| (planned.effective(day(date)), planned.holds_on(day(date)));
        assert_eq!(on("2026-12-31"), (Status::Approved, false));
        assert_eq!(on("2027-01-01"), (Status::Effective, true));
        assert_eq!(on("2027-12-31"), (Status::Effective, true));
        assert_eq!(on("2028-01-01"), (Status::Superseded, false));
        // On its first day it is in effect, and is not given up any more.
        let withdraw = Command::Plain(Event::Withdraw);
        let refused = fire(&planned, Role::Registrar, &withdraw, "2027-01-01");
        assert!(matches!(refused, Err(Error::TransitionNotAllowed { status: "effective", .. })));
        let effective = fire(&planned, Role::System, &Command::Plain(Event::TakeEffect), "2028-02-01").unwrap();
        assert_eq!((effective.status, effective.effective(day("2028-02-01"))), (Status::Effective, Status::Superseded));
        let alone = planned.followed_by(None, planned.updated_at);
        assert_eq!((alone.ends_on(), alone.effective(day("2030-01-01"))), (None, Status::Effective));
    }

    #[test]
    fn author_or_submitter_of_a_standard_cannot_decide_it() {
        let submitted = fire(&drafted(), Role::Registrar, &Command::Plain(Event::Submit), "2026-11-23").unwrap();
        let approver = Actor::own(Role::Approver);
        let wrote = Contributors { creator: Some(approver.key()), ..Contributors::default() };
        let sent = Contributors { events: vec![(Event::Submit, approver.key())], ..Contributors::default() };
        for contributors in [wrote, sent] {
            let possible = possible(&submitted, None, &approver, &contributors, day("2026-11-23"));
            let approve = possible.iter().find(|next| next.event == Event::Approve).unwrap();
            assert!(matches!(approve.refusal, Some(Error::FourEyes)));
        }
    }
}
