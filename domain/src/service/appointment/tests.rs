//! Tests of the lifecycle, of terms in a row, and of time.

use super::*;
use crate::{
    Actor, Error, Role,
    kernel::{
        calendar::WorkingDays,
        event::Basis,
        lifecycle::{Contributors, Fired, Lifecycle, Situation, fire, possible},
        rules::Rules,
    },
    people::terms::row_of,
};
use serde_json::Value;
use uuid::Uuid;

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn term(from: &str, until: &str) -> Term {
    Term { from: day(from), until: day(until) }
}

fn now() -> Instant {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

fn certified() -> Certification {
    let id = crate::kernel::id::CertificationId(Uuid::nil());
    let draft = Certification::apply_for(id, PersonId(Uuid::nil()), Area::parse("340800").unwrap(), now());
    Certification {
        status: crate::qualification::certification::Status::Certified,
        route: crate::qualification::certification::Route::Grandfathered,
        term: Some(term("2000-01-01", "2099-12-31")),
        ..draft
    }
}

fn cohort(from: &str) -> Cohort {
    Cohort {
        id: CohortId(Uuid::nil()),
        version: 1,
        area: Area::parse("340800").unwrap(),
        authority_id: OrganisationId(Uuid::nil()),
        ordinal: 1,
        name: "第一届".into(),
        term: Term::of_years(day(from), 3),
        document_number: None,
        created_at: now(),
        updated_at: now(),
    }
}

/// A little office: its people, its rules, what it knows, and one appointment that moves.
struct Office {
    registrar: Actor,
    approver: Actor,
    system: Actor,
    rules: Rules,
    record: Record,
    today: Day,
    appointment: Appointment,
}

impl Office {
    fn of(route: Route) -> Self {
        let ids = (PersonId(Uuid::nil()), OrganisationId(Uuid::nil()));
        let (today, area) = (day("2026-11-01"), Area::parse("340800").unwrap());
        let id = AppointmentId(Uuid::from_u128(1));
        let next_id = Some(AppointmentId(Uuid::from_u128(2)));
        Self {
            registrar: Actor { name: "r".into(), ..Actor::own(Role::Registrar) },
            approver: Actor { name: "a".into(), ..Actor::own(Role::Approver) },
            system: Actor::own(Role::System),
            rules: Rules::shipped(),
            record: Record { certification: Some(certified()), next_id, posts: 1, ..Record::default() },
            today,
            appointment: Appointment::nominate(id, ids.0, area, (route, ids.1), (today, now())),
        }
    }

    /// In office for a term, as its `number`th in a row.
    fn serving(number: u32, from: &str, until: &str) -> Self {
        let office = Self::of(Route::PartTime);
        let serves = office.appointment.clone().in_force_by_document((day(from), Some(day(until))), "1号");
        Self { appointment: Appointment { term_number: Some(number), ..serves }, ..office }
    }

    /// Published, with a notice that is over.
    fn published(cohort: Option<Cohort>) -> Self {
        let mut office = Self::of(Route::PartTime);
        office.record.cohort = cohort;
        office.appointment.status = Status::InPublicNotice;
        let clock = crate::kernel::notice::Clock::RunsUntil(day("2000-01-11"));
        let opened_on = day("2000-01-02");
        office.appointment.notice =
            Some(Notice { opened_on, counted_from: opened_on, clock, published_elsewhere: None });
        office
    }

    fn on(mut self, today: &str) -> Self {
        self.today = day(today);
        self
    }

    fn demanding(mut self, rule: &Rule, value: Value) -> Self {
        self.rules = Rules::with_changes([(2, rule.key.to_owned(), value)]);
        self
    }

    fn actor(&self, event: Event) -> &Actor {
        let step = Appointment::STEPS.iter().find(|step| step.event == event).unwrap();
        [&self.registrar, &self.approver, &self.system]
            .into_iter()
            .find(|actor| step.authority.check_role(actor.role).is_ok())
            .unwrap()
    }

    fn fires(&self, command: &Command) -> Result<Fired<Appointment>, Error> {
        let nobody = Contributors::default();
        let working_days = WorkingDays::over([]);
        let situation = Situation {
            actor: self.actor(command.event()),
            contributors: &nobody,
            today: self.today,
            now: now(),
            rules: &self.rules,
            working_days: &working_days,
        };
        let basis = Basis {
            reason: Some("理由".into()),
            document_number: Some("安教督〔2026〕1号".into()),
            ..Basis::default()
        };
        fire(&self.appointment, command, &basis, &self.record, &situation)
    }

    /// The rule by which it is refused.
    fn rule(&self, command: &Command) -> &'static str {
        match self.fires(command) {
            Err(Error::RuleRefused { rule, .. }) => rule.key,
            other => panic!("{other:?}"),
        }
    }

    /// The places of the faults for which it is refused.
    fn faults(&self, command: &Command) -> Vec<String> {
        match self.fires(command) {
            Err(Error::Invalid(faults)) => faults.into_iter().map(|fault| fault.pointer).collect(),
            other => panic!("{other:?}"),
        }
    }
}

fn decide(starts_on: &str, ends_on: Option<&str>) -> Command {
    let (starts_on, ends_on) = (Some(day(starts_on)), ends_on.map(day));
    Command::Decide { event: Event::Decide, starts_on, ends_on, recusal_declared_on: Some(day("2000-01-01")) }
}

fn reappoint() -> Command {
    Command::Reappoint { cohort_id: None, ends_on: None }
}

fn served(from: &str, until: &str) -> ServedTerm {
    ServedTerm { term: term(from, until), cohort: None }
}

/// How many terms stand before one that begins on a day.
fn terms_in_a_row(served: &[ServedTerm], next: Day, rules: &Rules) -> u32 {
    let next = ServedTerm { term: Term { from: next, until: next }, cohort: None };
    row_of(&next, served, rules).number - 1
}

fn in_a_row(served: &[ServedTerm], next: &str) -> u32 {
    terms_in_a_row(served, day(next), &Rules::shipped())
}

/// Lifecycles page: from each status exactly these events are possible.
#[test]
fn the_lifecycle_is_the_one_of_the_contract() {
    use Event as E;
    use Status as S;
    const LEAVING: &[E] = &[E::Resign, E::Transfer, E::Retire, E::RecordDeath, E::Cancel];
    let table: &[(S, &[E], &[E])] = &[
        (S::Nominated, &[E::Review], LEAVING),
        (S::Proposed, &[E::RecordGovernmentDecision], LEAVING),
        (S::Reviewed, &[E::OpenNotice], LEAVING),
        (S::InPublicNotice, &[E::Decide], LEAVING),
        (S::Decided, &[E::IssueLetter, E::Start], LEAVING),
        (S::LetterIssued, &[E::Start], LEAVING),
        (
            S::Active,
            &[E::FileUpward, E::Publish, E::Suspend, E::OpenRenewal],
            &[E::Resign, E::Transfer, E::Retire, E::RecordDeath, E::Cancel, E::Complete],
        ),
        (S::Suspended, &[E::Resume], &[E::Resign, E::Transfer, E::Retire, E::RecordDeath, E::Cancel, E::Complete]),
        (
            S::RenewalReview,
            &[E::Reappoint],
            &[E::Resign, E::Transfer, E::Retire, E::RecordDeath, E::Cancel, E::Complete],
        ),
        (S::Completed, &[], &[]),
        (S::Resigned, &[], &[]),
        (S::Dismissed, &[], &[]),
        (S::RemovedFromOffice, &[], &[]),
        (S::Retired, &[], &[]),
        (S::Transferred, &[], &[]),
        (S::Deceased, &[], &[]),
        (S::Cancelled, &[], &[]),
    ];
    assert_eq!(table.len(), S::ALL.len());
    for (status, onward, ending) in table {
        let possible: Vec<E> =
            Appointment::STEPS.iter().filter(|step| step.from.contains(status)).map(|step| step.event).collect();
        assert_eq!(possible, [*onward, *ending].concat(), "{}", status.as_str());
        assert_eq!(status.is_end(), possible.is_empty(), "{}", status.as_str());
    }
}

/// What the table cannot say: a full-time inspector gets no letter and no renewal, a part-time one begins with a letter.
#[test]
fn the_two_routes_take_different_steps_from_one_status() {
    let events = |route, status| {
        let mut office = Office::of(route);
        office.appointment.status = status;
        let nobody = Contributors::default();
        let next = possible(&office.appointment, None, &office.registrar, &nobody, office.today);
        next.into_iter().map(|next| next.event).collect::<Vec<_>>()
    };
    let is_there = |route, status, event| events(route, status).contains(&event);
    assert!(is_there(Route::FullTime, Status::Decided, Event::Start));
    assert!(!is_there(Route::FullTime, Status::Decided, Event::IssueLetter));
    assert!(!is_there(Route::FullTime, Status::Active, Event::OpenRenewal));
    assert!(!is_there(Route::PartTime, Status::Decided, Event::Start));
    assert!(is_there(Route::PartTime, Status::LetterIssued, Event::Start));
    assert!(is_there(Route::PartTime, Status::Active, Event::OpenRenewal));
}

#[test]
fn a_fourth_full_term_in_a_row_is_refused() {
    let mut office = Office::published(None).on("2027-01-01");
    office.record.served = vec![
        served("2018-01-01", "2020-12-31"),
        served("2021-01-01", "2023-12-31"),
        served("2024-01-01", "2026-12-31"),
    ];
    assert_eq!(in_a_row(&office.record.served, "2027-01-01"), 3);
    assert_eq!(office.rule(&decide("2027-01-01", None)), "appointment.part_time.max_consecutive_terms");
    office.record.served.remove(0);
    assert_eq!(office.fires(&decide("2027-01-01", None)).unwrap().record.term_number, Some(3));
}

#[test]
fn break_of_36_months_resets_count_and_a_day_less_does_not() {
    let before = [served("2021-01-01", "2023-12-31")];
    assert_eq!(in_a_row(&before, "2026-12-31"), 1);
    assert_eq!(in_a_row(&before, "2027-01-01"), 0);
    // A 29 February in the break takes no day off it, and adds none.
    let before = [served("2022-03-01", "2025-02-28")];
    assert_eq!(in_a_row(&before, "2028-02-29"), 1);
    assert_eq!(in_a_row(&before, "2028-03-01"), 0);
    let before = [served("2021-03-01", "2024-02-29")];
    assert_eq!(in_a_row(&before, "2027-02-28"), 1);
    assert_eq!(in_a_row(&before, "2027-03-01"), 0);
    // The break is looked for before every term, not only before the next.
    let row =
        [served("2015-01-01", "2017-12-31"), served("2021-01-01", "2023-12-31"), served("2024-01-01", "2026-12-31")];
    assert_eq!(in_a_row(&row, "2027-01-01"), 2);
}

#[test]
fn late_joiner_below_half_a_cohort_has_used_no_term() {
    // A cohort of 1096 days: half of it are 548.
    let whole = term("2024-01-01", "2026-12-31");
    let cohort = Some(whole);
    let late = |from: &str| ServedTerm { term: term(from, "2026-12-31"), cohort };
    assert_eq!((whole.days(), late("2025-07-02").term.days()), (1096, 548));
    assert_eq!(in_a_row(&[late("2025-07-02")], "2027-01-01"), 1, "half");
    assert_eq!(in_a_row(&[late("2025-07-03")], "2027-01-01"), 0, "a day below half");
    // It is no break either: what came before it still counts.
    assert_eq!(in_a_row(&[served("2021-01-01", "2023-12-31"), late("2025-07-03")], "2027-01-01"), 1);
    let broken_off = ServedTerm { term: term("2024-01-01", "2024-01-31"), cohort };
    assert_eq!(in_a_row(&[broken_off], "2024-06-01"), 1, "it began with its cohort");
}

#[test]
fn term_lasts_three_years_at_most_and_ends_with_its_cohort() {
    let ends = |starts_on: &str, cohort: Option<Cohort>| {
        let office = Office::published(cohort).on(starts_on);
        office.fires(&decide(starts_on, None)).unwrap().record.ends_on.unwrap().to_string()
    };
    assert_eq!(ends("2027-03-01", None), "2030-02-28");
    assert_eq!(ends("2025-03-01", None), "2028-02-29");
    assert_eq!(ends("2028-02-29", None), "2031-02-28");
    assert_eq!(ends("2028-03-01", None), "2031-02-28");
    assert_eq!(ends("2028-06-01", Some(cohort("2028-02-29"))), "2031-02-28");
}

#[test]
fn term_may_be_shorter_but_never_longer_than_allowed() {
    let office = Office::published(Some(cohort("2026-11-01")));
    let shorter = office.fires(&decide("2026-11-01", Some("2027-10-31"))).unwrap().record;
    assert_eq!(shorter.ends_on, Some(day("2027-10-31")));
    assert_eq!(office.faults(&decide("2026-11-01", Some("2029-11-01"))), ["/ends_on"]);
    assert_eq!(office.faults(&decide("2026-11-01", Some("2026-10-31"))), ["/ends_on"]);
    assert_eq!(office.faults(&decide("2026-10-31", None)), ["/starts_on"]);
    let mut full_time = Office::of(Route::FullTime);
    let event = Event::RecordGovernmentDecision;
    let with_end = |ends_on| Command::Decide { event, starts_on: None, ends_on, recusal_declared_on: None };
    assert_eq!(full_time.faults(&with_end(Some(day("2029-10-31")))), ["/ends_on"]);
    assert_eq!(full_time.fires(&with_end(None)).unwrap().record.ends_on, None);
    full_time.record.posts_taken = 1;
    assert_eq!(full_time.rule(&with_end(None)), "staffing.establishment_posts");
}

#[test]
fn engagement_refusal_names_its_rule() {
    let mut office = Office::published(None);
    office.record.sanctioned_until = Some(day("2027-01-01"));
    assert_eq!(office.rule(&decide("2026-11-01", None)), "appointment.block_during_sanction");
    let office = office.demanding(&rules::NO_SANCTION, false.into());
    assert_eq!(office.fires(&decide("2026-11-01", None)).unwrap().record.status, Status::Decided);
    let mut office = Office::published(None);
    office.record.certification = None;
    assert_eq!(office.rule(&decide("2026-11-01", None)), "appointment.requires_qualification");
    let undeclared =
        Command::Decide { event: Event::Decide, starts_on: None, ends_on: None, recusal_declared_on: None };
    assert_eq!(office.faults(&undeclared), ["/recusal_declared_on"]);
}

#[test]
fn age_limit_is_optional_and_counts_on_cohort_start() {
    let mut office = Office::published(Some(cohort("2026-11-01"))).on("2026-12-01");
    let command = decide("2026-12-01", None);
    assert!(office.fires(&command).is_ok(), "no limit, no birth date");
    office = office.demanding(&rules::MAX_AGE_NEW, 62.into());
    assert_eq!(office.rule(&command), "eligibility.max_age.new", "a birth date that nobody knows");
    // 63 on 2 November is 62 on the day that counts, although not on the day of the decision.
    office.record.birth_date = Some(day("1963-11-02"));
    assert!(office.fires(&command).is_ok());
    office.record.birth_date = Some(day("1963-11-01"));
    assert_eq!(office.rule(&command), "eligibility.max_age.new");
    office.record.served = vec![served("2023-11-01", "2026-10-31")];
    assert!(office.fires(&command).is_ok(), "a next term has a limit of its own");
    office = office.demanding(&rules::MAX_AGE_RENEWAL, 62.into());
    assert_eq!(office.rule(&command), "eligibility.max_age.renewal");
}

#[test]
fn age_limit_binds_reappointments_but_not_full_time() {
    let mut office = Office::of(Route::FullTime).demanding(&rules::MAX_AGE_NEW, 62.into());
    let event = Event::RecordGovernmentDecision;
    let command = Command::Decide { event, starts_on: None, ends_on: None, recusal_declared_on: None };
    assert!(office.fires(&command).is_ok());
    office = Office::serving(1, "2023-11-01", "2026-10-31").on("2026-10-01");
    office.appointment.status = Status::RenewalReview;
    office.record.served = office.appointment.served(None).into_iter().collect();
    office.record.birth_date = Some(day("1962-11-01"));
    office = office.demanding(&rules::MAX_AGE_RENEWAL, 63.into());
    assert_eq!(office.rule(&reappoint()), "eligibility.max_age.renewal", "64 on the first day of the next term");
}

#[test]
fn a_status_is_read_on_the_first_day_the_last_and_the_day_after() {
    let mut one = Office::serving(1, "2026-11-01", "2029-10-31").appointment;
    for (today, status) in [
        ("2026-10-31", Status::Decided),
        ("2026-11-01", Status::Active),
        ("2029-10-31", Status::Active),
        ("2029-11-01", Status::Completed),
    ] {
        assert_eq!(one.effective(day(today)), status, "{today}");
    }
    for (on, is_in_force) in [("2026-10-31", false), ("2026-11-01", true), ("2029-10-31", true), ("2029-11-01", false)]
    {
        assert_eq!(one.is_in_force(day(on)), is_in_force, "{on}");
    }
    one.status = Status::Suspended;
    assert_eq!(one.effective(day("2029-10-31")), Status::Suspended);
    assert_eq!(one.effective(day("2029-11-01")), Status::Completed, "a term that is over ends a suspension, too");
    one.status = Status::Decided;
    assert_eq!(one.effective(day("2029-11-01")), Status::Decided, "what never began is not completed");
}

#[test]
fn status_history_gives_status_per_day_without_overtaken_steps() {
    let trail = StatusHistory::beginning(day("2026-11-01"), Status::Nominated)
        .then(day("2026-11-02"), Status::Reviewed)
        .then(day("2026-11-02"), Status::InPublicNotice)
        .then(day("2027-01-01"), Status::Active);
    for (on, status) in [
        ("2026-10-31", None),
        ("2026-11-01", Some(Status::Nominated)),
        ("2026-11-02", Some(Status::InPublicNotice)),
        ("2026-12-31", Some(Status::InPublicNotice)),
        ("2027-01-01", Some(Status::Active)),
        ("2099-01-01", Some(Status::Active)),
    ] {
        assert_eq!(trail.on(day(on)), status, "{on}");
    }
    // The last step still lay ahead when another came before it.
    let overtaken = trail.then(day("2026-12-01"), Status::Cancelled);
    assert_eq!(overtaken.on(day("2027-01-01")), Some(Status::Cancelled));
    assert_eq!(overtaken.steps().len(), 4);
}

#[test]
fn appointment_read_as_of_a_day_is_absent_before_nomination() {
    let office = Office::of(Route::PartTime);
    let reviewed = office.on("2026-11-10").fires(&Command::Plain(Event::Review)).unwrap().record;
    let status = |as_of: Option<&str>| {
        let moment = Moment { as_of: as_of.map(day), known_at: None };
        reviewed.clone().at(moment, day("2026-11-20")).map(|one| one.status)
    };
    assert_eq!(status(Some("2026-10-31")), None);
    assert_eq!(status(Some("2026-11-01")), Some(Status::Nominated));
    assert_eq!(status(Some("2026-11-09")), Some(Status::Nominated));
    assert_eq!(status(Some("2026-11-10")), Some(Status::Reviewed));
    assert_eq!((status(Some("2026-11-20")), status(None)), (Some(Status::Reviewed), Some(Status::Reviewed)));
    let serving = Office::serving(1, "2026-11-01", "2029-10-31").appointment;
    let on = |as_of: &str| serving.clone().at(Moment { as_of: Some(day(as_of)), known_at: None }, day("2027-01-01"));
    assert_eq!(on("2026-10-31"), None);
    assert_eq!(on("2029-10-31").map(|one| one.status), Some(Status::Active));
    assert_eq!(on("2029-11-01").map(|one| one.status), Some(Status::Completed));
}

#[test]
fn an_end_before_the_first_day_leaves_an_empty_time() {
    let office = Office::published(None).on("2026-11-01");
    let decided = office.fires(&decide("2027-01-01", None)).unwrap().record;
    let left = decided.clone().ended(Status::Resigned, day("2026-12-01"), now());
    assert_eq!((left.ended_on, left.served(None)), (Some(day("2026-12-01")), None));
    assert!(!left.is_in_force(day("2027-01-01")));
    // Decided, and ended after the first day without ever taking up duty.
    let never = decided.ended(Status::Resigned, day("2027-03-01"), now());
    assert_eq!((never.ended_on, never.served(None)), (Some(day("2027-01-01")), None));
    assert!(!never.is_in_force(day("2027-02-01")));
    // A next term that was decided and given back before it began.
    let mut office = Office::serving(1, "2026-11-01", "2029-10-31").on("2029-09-01");
    office.appointment.status = Status::RenewalReview;
    let next = office.fires(&reappoint()).unwrap().effect.unwrap();
    let given_back = next.ended(Status::Resigned, day("2029-10-01"), now());
    assert_eq!(given_back.served(None), None);
    assert!(!given_back.is_in_force(day("2029-11-01")));
}

#[test]
fn duty_starts_only_within_the_term() {
    let mut office = Office::published(None).on("2026-11-01");
    office.appointment = office.fires(&decide("2026-12-01", Some("2027-01-31"))).unwrap().record;
    office.appointment.status = Status::LetterIssued;
    let start = Command::Plain(Event::Start);
    assert_eq!(office.faults(&start), ["/occurred_on"]);
    let office = office.on("2027-01-31");
    assert_eq!(office.fires(&start).unwrap().record.starts_on, Some(day("2027-01-31")), "on its last day");
    assert_eq!(office.on("2027-02-01").faults(&start), ["/occurred_on"]);
}

#[test]
fn unfiled_or_unpublished_appointment_warns_while_in_office() {
    let mut one = Office::serving(1, "2026-11-01", "2029-10-31").appointment;
    let keys = |one: &Appointment| one.warnings().iter().map(|(rule, _)| rule.key).collect::<Vec<_>>();
    assert_eq!(keys(&one), ["appointment.filing_required", "appointment.publish_required"]);
    one.filed_upward_on = Some(day("2026-11-02"));
    assert_eq!(keys(&one), ["appointment.publish_required"]);
    one.status = Status::Completed;
    assert_eq!(keys(&one), Vec::<&str>::new());
}

#[test]
fn a_third_term_is_not_renewed_and_a_second_ninety_days_ahead() {
    let open = Command::Plain(Event::OpenRenewal);
    let third = Office::serving(3, "2026-11-01", "2029-10-31").on("2029-10-01");
    assert_eq!(third.rule(&open), "appointment.part_time.max_consecutive_terms");
    let second = Office::serving(2, "2026-11-01", "2029-10-31").on("2029-08-01");
    assert_eq!(second.rule(&open), "appointment.renewal_review_days");
    let second = second.on("2029-08-02");
    assert_eq!(second.fires(&open).unwrap().record.status, Status::RenewalReview);
}

/// Numbers that look like chance and are the same at every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn after(&mut self, day: Day, most: u64) -> Day {
        day + chrono::Days::new(self.below(most))
    }

    /// Terms one after the other, with gaps between none and five years; some of a cohort, some joined late.
    fn terms(&mut self) -> Vec<ServedTerm> {
        let mut free = self.after(day("2000-01-01"), 1_500);
        let mut terms = Vec::new();
        for _ in 0..self.below(8) {
            let gap = if self.below(3) == 0 { 1_900 } else { 60 };
            let from = self.after(free, gap);
            let until = self.after(from, 1_096);
            let cohort = (self.below(2) == 0).then(|| {
                let late = chrono::Days::new(self.below(2) * self.below(900));
                Term::of_years(from - late, 3)
            });
            terms.push(ServedTerm { term: Term { from, until }, cohort });
            free = until.succ_opt().unwrap();
        }
        terms
    }
}

#[test]
fn consecutive_terms_ignore_everything_before_a_long_gap() {
    for seed in 0..2_000 {
        let mut chance = Chance(seed);
        let terms = chance.terms();
        let last = terms.last().map_or(day("2010-01-01"), |one| one.term.until);
        let next = chance.after(last.succ_opt().unwrap(), 1_900);
        let rules = Rules::shipped();
        let count = terms_in_a_row(&terms, next, &rules);
        assert!(usize::try_from(count).unwrap() <= terms.len(), "seed {seed}: {terms:?}");
        let backwards: Vec<ServedTerm> = terms.iter().rev().copied().collect();
        assert_eq!(terms_in_a_row(&backwards, next, &rules), count, "seed {seed}: whatever order they come in");
        // Another term, at least thirty-six months before all of them.
        let first = terms.first().map_or(next, |one| one.term.from);
        let until = day_before(first.checked_sub_months(chrono::Months::new(36)).unwrap());
        let older = served(&(until - chrono::Days::new(chance.below(1_096))).to_string(), &until.to_string());
        let with_older: Vec<ServedTerm> = terms.iter().copied().chain([older]).collect();
        assert_eq!(terms_in_a_row(&with_older, next, &rules), count, "seed {seed}: {older:?} before {terms:?}");
        // One that follows directly is one more, whatever lies before it.
        let following = ServedTerm { term: Term { from: next, until: next }, cohort: None };
        let with_following: Vec<ServedTerm> = terms.iter().copied().chain([following]).collect();
        let after = terms_in_a_row(&with_following, next.succ_opt().unwrap(), &rules);
        assert_eq!(after, count + 1, "seed {seed}: {terms:?}");
    }
}

/// Whatever is tried, in whatever order, on whatever day.
#[test]
fn no_sequence_of_reappointments_gets_beyond_a_third_term() {
    let mut numbers = std::collections::BTreeSet::new();
    for seed in 0..500 {
        let mut chance = Chance(seed);
        let mut office = Office::serving(1, "2002-01-01", "2004-12-31").on("2002-01-01");
        let mut known: Vec<ServedTerm> = office.appointment.served(None).into_iter().collect();
        for _ in 0..200 {
            office.today = chance.after(office.today, 40);
            office.record.served.clone_from(&known);
            let last = office.appointment.ends_on.unwrap();
            let shorter = (chance.below(4) == 0).then(|| chance.after(last.succ_opt().unwrap(), 1_000));
            let command = match chance.below(4) {
                0 => Command::Plain(Event::Suspend),
                1 => Command::Plain(Event::Resume),
                2 => Command::Plain(Event::OpenRenewal),
                _ => Command::Reappoint { cohort_id: None, ends_on: shorter },
            };
            let Ok(moved) = office.fires(&command) else { continue };
            office.appointment = moved.record;
            if let Some(next) = moved.effect {
                let number = next.term_number.unwrap();
                assert!(number <= 3, "seed {seed}: term {number}");
                numbers.insert(number);
                known.extend(next.served(None));
                office.appointment = next;
            }
        }
    }
    assert_eq!(numbers.into_iter().collect::<Vec<_>>(), [2, 3], "both were reached");
}
