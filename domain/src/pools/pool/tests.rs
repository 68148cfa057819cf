//! Tests of pool memberships.

use super::*;
use crate::{
    Actor, Role,
    kernel::{
        calendar::{WorkingDays, YearCalendar},
        event::Basis,
        lifecycle::{Contributors, Situation, fire},
    },
};

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

/// A little office: its people, its calendar of 2026, and one membership that moves.
struct Office {
    registrar: Actor,
    approver: Actor,
    contributors: Contributors<Event>,
    today: Day,
    working_days: WorkingDays,
    membership: Membership,
}

impl Office {
    fn nominating(pool: Pool) -> Self {
        let now = "2026-11-01T00:00:00Z".parse().unwrap();
        let area = Area::parse("340800").unwrap();
        let holidays = vec![day("2026-11-25")];
        Self {
            registrar: Actor { name: "r".into(), ..Actor::own(Role::Registrar) },
            approver: Actor { name: "a".into(), ..Actor::own(Role::Approver) },
            contributors: Contributors { creator: Some("r".into()), ..Contributors::default() },
            today: day("2026-11-01"),
            working_days: WorkingDays::over([YearCalendar::new(2026, holidays, vec![]).unwrap()]),
            membership: Membership::nominate(
                MembershipId(uuid::Uuid::nil()),
                PersonId(uuid::Uuid::nil()),
                area,
                pool,
                now,
            ),
        }
    }

    fn at(mut self, status: Status) -> Self {
        self.membership.status = status;
        self
    }

    fn on(mut self, today: &str) -> Self {
        self.today = day(today);
        self
    }

    fn try_fire(&self, actor: &Actor, command: &Command, basis: &Basis) -> Result<Membership, Error> {
        let rules = Rules::shipped();
        let now = "2026-11-01T00:00:00Z".parse().unwrap();
        let situation = Situation {
            actor,
            contributors: &self.contributors,
            today: self.today,
            now,
            rules: &rules,
            working_days: &self.working_days,
        };
        fire(&self.membership, command, basis, &(), &situation).map(|fired| fired.record)
    }

    fn fire(mut self, actor: &str, event: Event) -> Self {
        let actor = if actor == "a" { self.approver.clone() } else { self.registrar.clone() };
        self.membership = self.try_fire(&actor, &full(event), &full_basis()).unwrap();
        self.contributors.events.push((event, actor.key()));
        self
    }

    fn refusal(&self, actor: &Actor, event: Event) -> Error {
        self.try_fire(actor, &full(event), &full_basis()).unwrap_err()
    }
}

fn full_basis() -> Basis {
    Basis { reason: Some("理由".into()), document_number: Some("安教督〔2026〕1号".into()), ..Basis::default() }
}

fn full(event: Event) -> Command {
    match event {
        Event::Submit => {
            Command::Submit { source: None, evidence: Some("证书".into()), consent_on: Some(day("2026-10-01")) }
        }
        Event::Shortlist => {
            Command::Shortlist(Review { panel: vec!["甲".into(), "乙".into(), "丙".into()], score: Score(8800) })
        }
        Event::Object => Command::Object(Objection { objector: "某".into(), statement: "不实".into() }),
        other => Command::Plain(other),
    }
}

/// Lifecycles page: from each status exactly these events are possible.
#[test]
fn the_lifecycle_is_the_one_of_the_contract() {
    use Event as E;
    use Status as S;
    let table: &[(S, &[E])] = &[
        (S::Draft, &[E::Submit, E::Withdraw, E::RecordDeath]),
        (S::Submitted, &[E::Accept, E::Return, E::Withdraw, E::RecordDeath]),
        (S::Returned, &[E::Submit, E::Withdraw, E::RecordDeath]),
        (S::UnderReview, &[E::Return, E::Shortlist, E::Reject, E::Withdraw, E::RecordDeath]),
        (S::Shortlisted, &[E::OpenNotice, E::Withdraw, E::RecordDeath]),
        (S::InPublicNotice, &[E::Object, E::Approve, E::Withdraw, E::RecordDeath]),
        (S::ObjectionUnderInvestigation, &[E::UpholdObjection, E::DismissObjection, E::Withdraw, E::RecordDeath]),
        (S::Active, &[E::Suspend, E::Renew, E::Remove, E::Withdraw, E::RecordDeath, E::Expire]),
        (S::Suspended, &[E::Resume, E::Remove, E::Withdraw, E::RecordDeath]),
        (S::Expired, &[E::Renew]),
        (S::Rejected, &[]),
        (S::Withdrawn, &[]),
        (S::Removed, &[]),
        (S::Deceased, &[]),
    ];
    assert_eq!(table.len(), S::ALL.len());
    for (status, events) in table {
        let possible: Vec<E> =
            Membership::STEPS.iter().filter(|step| step.from.contains(status)).map(|step| step.event).collect();
        assert_eq!(&possible, events, "{}", status.as_str());
    }
}

#[test]
fn a_specialist_goes_from_nomination_to_membership() {
    let mut office = Office::nominating(Pool::Specialist);
    office.membership.source = Source::parse(Pool::Specialist, "special_grade_teacher");
    let office = office.fire("r", Event::Submit).fire("r", Event::Accept).fire("r", Event::Shortlist).on("2026-11-23");
    let office = office.fire("r", Event::OpenNotice);
    // Seven working days after 23 November, the 25th being a holiday, end on 3 December.
    assert_eq!(office.membership.notice.as_ref().unwrap().clock, Clock::RunsUntil(day("2026-12-03")));
    let office = office.on("2026-12-03");
    assert!(office.membership.is_published(office.today));
    assert!(matches!(office.refusal(&office.approver, Event::Approve), Error::RuleRefused { .. }));
    let office = office.on("2026-12-04");
    assert!(!office.membership.is_published(office.today));
    let office = office.fire("a", Event::Approve);
    assert_eq!(office.membership.term, Some(Term { from: day("2026-12-04"), until: day("2029-12-03") }));
}

#[test]
fn an_objection_stops_the_clock_and_dismissing_it_lets_it_go_on() {
    let office =
        Office::nominating(Pool::Invited).at(Status::Shortlisted).on("2026-11-02").fire("r", Event::OpenNotice);
    // Opened Monday the 2nd: the 3rd, 4th, 5th have run when the objection comes on the 6th.
    let office = office.on("2026-11-06").fire("r", Event::Object);
    assert_eq!(office.membership.notice.as_ref().unwrap().clock, Clock::Stopped { days_left: 4 });
    let office = office.on("2026-11-16").fire("a", Event::DismissObjection);
    assert_eq!(office.membership.notice.as_ref().unwrap().clock, Clock::RunsUntil(day("2026-11-20")));
}

#[test]
fn no_objection_ever_shortens_a_notice() {
    for delay in 0..9 {
        let office =
            Office::nominating(Pool::Invited).at(Status::Shortlisted).on("2026-11-02").fire("r", Event::OpenNotice);
        let raised = day("2026-11-02") + chrono::Days::new(delay);
        let office = office.on(&raised.to_string()).fire("r", Event::Object);
        let office = office.fire("a", Event::DismissObjection);
        let Clock::RunsUntil(ends_on) = office.membership.notice.as_ref().unwrap().clock else { panic!("stopped") };
        assert!(ends_on >= day("2026-11-11"), "raised {raised}: ends {ends_on}");
    }
}

#[test]
fn submitter_and_registrar_cannot_approve() {
    let mut office = Office::nominating(Pool::Invited).at(Status::InPublicNotice).on("2026-12-20");
    office.membership.notice = Some(Notice {
        opened_on: day("2026-11-02"),
        counted_from: day("2026-11-02"),
        clock: Clock::RunsUntil(day("2026-11-11")),
        published_elsewhere: None,
    });
    assert!(matches!(office.refusal(&office.registrar, Event::Approve), Error::NotForRole { .. }));
    assert!(matches!(office.refusal(&Actor::own(Role::Operator), Event::Approve), Error::NotForRole { .. }));
    office.contributors.events.push((Event::Submit, "a".into()));
    assert!(matches!(office.refusal(&office.approver, Event::Approve), Error::FourEyes));
}

#[test]
fn renamed_person_needs_new_notice_and_death_ends_memberships() {
    let (today, now) = (day("2026-11-23"), "2026-11-23T02:00:00Z".parse().unwrap());
    let mut published = Office::nominating(Pool::Invited).at(Status::InPublicNotice).membership;
    published.notice = Some(Notice {
        opened_on: today,
        counted_from: today,
        clock: Clock::RunsUntil(day("2026-12-03")),
        published_elsewhere: None,
    });
    let again = published.asked_again(today, now).unwrap();
    assert_eq!((again.status, again.notice.clone(), again.version), (Status::Shortlisted, None, published.version + 1));
    for status in Status::ALL {
        let mut one = Office::nominating(Pool::Invited).at(*status).membership;
        one.last_event_on = Some(today);
        let in_notice = matches!(status, Status::InPublicNotice | Status::ObjectionUnderInvestigation);
        assert_eq!(one.asked_again(today, now).is_some(), in_notice, "{status:?}");
        let ended = one.ended_by_death(day("2026-11-20"), now);
        assert_eq!(ended.is_some(), status.is_open(), "{status:?}");
        let told = ended.map(|one| (one.status, one.last_event_on));
        assert!(told.is_none_or(|told| told == (Status::Deceased, Some(day("2026-11-20")))), "{status:?}");
    }
}

#[test]
fn every_fault_of_an_event_is_reported_at_once() {
    let office = Office::nominating(Pool::Specialist).at(Status::Suspended);
    let basis = Basis { occurred_on: Some(day("2027-01-01")), ..Basis::default() };
    let Err(Error::Invalid(faults)) = office.try_fire(&office.approver, &Command::Plain(Event::Remove), &basis) else {
        panic!("accepted")
    };
    let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(pointers, ["/reason", "/document_number", "/occurred_on"]);
}

#[test]
fn a_term_that_is_over_reads_as_expired_and_can_be_renewed() {
    let mut office = Office::nominating(Pool::Invited).at(Status::Active).on("2026-11-10");
    office.membership.term = Some(Term { from: day("2023-11-10"), until: day("2026-11-09") });
    assert_eq!(office.membership.effective(day("2026-11-09")), Status::Active);
    assert_eq!(office.membership.effective(office.today), Status::Expired);
    assert!(matches!(
        office.refusal(&office.registrar, Event::Suspend),
        Error::TransitionNotAllowed { status: "expired", .. }
    ));
    let renewed = office.fire("a", Event::Renew).membership;
    assert_eq!(renewed.term, Some(Term { from: day("2026-11-10"), until: day("2029-11-09") }));
}

#[test]
fn a_renewal_before_the_end_leaves_no_gap() {
    let mut office = Office::nominating(Pool::Invited).at(Status::Active).on("2026-11-01");
    office.membership.term = Some(Term { from: day("2023-11-10"), until: day("2026-11-09") });
    let renewed = office.fire("a", Event::Renew).membership;
    assert_eq!(renewed.term, Some(Term { from: day("2023-11-10"), until: day("2029-11-09") }));
}

#[test]
fn membership_of_a_day_has_its_status_and_what_its_version_held() {
    let office = Office::nominating(Pool::Invited);
    let nominee = Membership { last_event_on: Some(day("2026-11-02")), ..office.membership };
    let member = nominee.clone().admitted_by_document(day("2026-11-10"), &Rules::shipped());
    let now = "2027-02-01T00:00:00Z".parse().unwrap();
    let removed = member.ended_by_case(day("2027-02-01"), now).unwrap();
    let stood = |version: &Membership, on: &str| {
        let stood = removed.stood_on(Some(version.clone()), day(on)).unwrap();
        (stood.status, stood.term.is_some(), stood.version)
    };
    assert_eq!(stood(&nominee, "2026-11-09"), (Status::Draft, false, removed.version));
    assert_eq!(stood(&member, "2027-01-31"), (Status::Active, true, removed.version));
    assert_eq!(stood(&removed, "2027-02-01").0, Status::Removed);
    assert_eq!(removed.stood_on(None, day("2026-10-31")), None, "before it began");
    let kept_last = removed.stood_on(None, day("2027-01-31")).unwrap();
    assert_eq!((kept_last.status, kept_last.term), (Status::Active, removed.term), "no earlier version was kept");
    let restored = removed.restored(Status::Active, day("2027-03-01"), now);
    assert_eq!((restored.trail.clone(), restored.status), (member.trail, Status::Active), "as if it had never ended");
}
