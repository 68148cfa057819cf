use super::{
    amounts::{Amount, Component, Selectors},
    entitlement::{Dated, Destination, Facts, Held, Office, Owed, Paying, Source, Standard, Terms, Unpaid, owed},
};
use crate::{
    Day,
    kernel::{
        code_set::IdentityClass,
        event::SubjectKind,
        money::Fen,
        period::Month,
        rules::{self, Rules},
    },
    money::payee::TaxClass,
    performance::assessment::grade::Grade,
    pools::pool::Pool,
    service::{appointment::Route, zone_assignment::ZoneRole},
};
use uuid::Uuid;

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn month(raw: &str) -> Month {
    Month::parse(raw).unwrap()
}

fn dated<T>(value: T, (from, end): (Day, Day), kind: SubjectKind, number: u128) -> Dated<T> {
    Dated { value, from, end, source: Source { kind, id: Uuid::from_u128(number), version: 1 } }
}

const ALWAYS: (Day, Day) = (Day::MIN, Day::MAX);

fn part_time(span: (Day, Day)) -> Dated<Office> {
    dated(Office { route: Route::PartTime, is_suspended: false }, span, SubjectKind::Appointment, 1)
}

fn paying(class: &str) -> Paying {
    Paying {
        identity_class: IdentityClass::parse(class).unwrap(),
        tax_class: Some(TaxClass::LabourRemuneration),
        payer_id: Uuid::from_u128(9),
        is_verified: true,
        has_official_transport_allowance: false,
    }
}

fn payee(paying: Paying) -> Dated<Paying> {
    dated(paying, ALWAYS, SubjectKind::Payee, 2)
}

/// Communication 100, transport 200 and service 300 yuan a month; a lead of a zone has 400 of service.
fn standard(span: (Day, Day)) -> Standard {
    let row = |component, role, yuan: i64| Amount {
        component,
        selectors: Selectors { role, ..Selectors::default() },
        amount: Fen::new(yuan * 100).unwrap(),
    };
    let rows = vec![
        row(Component::Communication, None, 100),
        row(Component::Transport, None, 200),
        row(Component::Service, None, 300),
        row(Component::Service, Some(ZoneRole::Lead), 400),
    ];
    dated(rows, span, SubjectKind::StipendStandard, 3)
}

/// Somebody of a school in office on some days, who did enough duty.
fn inspector(span: (Day, Day)) -> Facts {
    let payees = vec![payee(paying("school_staff"))];
    Facts { offices: vec![part_time(span)], payees, duty_days: 4, ..Facts::default() }
}

/// The facts of a month that is paid on the day after it.
fn paid_after(facts: &Facts, month: Month) -> Facts {
    Facts { destination: Destination::of(&facts.payees, month.end()), ..facts.clone() }
}

fn of(facts: &Facts, raw: &str) -> Vec<Owed> {
    let month = month(raw);
    let facts = &paid_after(facts, month);
    owed(facts, &[standard(ALWAYS)], month, &Terms::of(&Rules::shipped(), month))
}

/// What each component comes to, in fen: communication, transport, service.
fn fen(owed: &[Owed]) -> Vec<i64> {
    owed.iter().map(|one| one.amount.fen()).collect()
}

#[test]
fn partial_month_is_paid_by_calendar_days() {
    assert_eq!(fen(&of(&inspector(ALWAYS), "2026-11")), [10_000, 20_000, 30_000]);
    let appointed_on_its_last_day = inspector((day("2026-10-31"), Day::MAX));
    // 10000 / 31 = 322.58, 20000 / 31 = 645.16, 30000 / 31 = 967.74.
    assert_eq!(fen(&of(&appointed_on_its_last_day, "2026-10")), [323, 645, 968]);
    let dismissed_as_it_begins = inspector((day("2026-01-01"), day("2026-11-01")));
    assert_eq!(of(&dismissed_as_it_begins, "2026-11"), []);
    assert_eq!(fen(&of(&dismissed_as_it_begins, "2026-10")), [10_000, 20_000, 30_000]);
    let died_in_the_month = inspector((day("2026-01-01"), day("2026-11-02")));
    assert_eq!(fen(&of(&died_in_the_month, "2026-11")), [333, 667, 1_000]);
}

#[test]
fn february_and_august_pay_only_communication() {
    assert_eq!(fen(&of(&inspector(ALWAYS), "2026-02")), [10_000, 0, 0]);
    assert_eq!(fen(&of(&inspector(ALWAYS), "2026-08")), [10_000, 0, 0]);
    let half = |year: i32| inspector((Day::from_ymd_opt(year, 2, 15).unwrap(), Day::MAX));
    // 14 of 28 days, 15 of 29.
    assert_eq!((fen(&of(&half(2026), "2026-02"))[0], fen(&of(&half(2028), "2028-02"))[0]), (5_000, 5_172));
    assert_eq!(of(&inspector(ALWAYS), "2026-02")[1].gaps[0].why, Unpaid::InactiveMonth);
}

#[test]
fn suspension_across_a_month_end_is_unpaid_in_both_months() {
    let mut facts = inspector((Day::MIN, day("2026-10-22")));
    let suspended = Office { route: Route::PartTime, is_suspended: true };
    let span = (day("2026-10-22"), day("2026-11-11"));
    facts.offices.push(dated(suspended, span, SubjectKind::Appointment, 1));
    facts.offices.push(part_time((day("2026-11-11"), Day::MAX)));
    // 21 of 31 days, 20 of 30.
    assert_eq!(fen(&of(&facts, "2026-10")), [6_774, 13_548, 20_323]);
    assert_eq!(fen(&of(&facts, "2026-11")), [6_667, 13_333, 20_000]);
    assert_eq!((of(&facts, "2026-11")[0].gaps[0].days, of(&facts, "2026-11")[0].gaps[0].why), (10, Unpaid::Suspended));
}

#[test]
fn civil_servants_get_no_service_and_transport_is_paid_once() {
    for class in ["civil_servant", "civil_servant_managed"] {
        let facts = Facts { payees: vec![payee(paying(class))], ..inspector(ALWAYS) };
        assert_eq!(
            (fen(&of(&facts, "2026-11")), of(&facts, "2026-11")[2].gaps[0].why),
            (vec![10_000, 20_000, 0], Unpaid::CivilServant)
        );
    }
    let allowance = Paying { has_official_transport_allowance: true, ..paying("school_staff") };
    let facts = Facts { payees: vec![payee(allowance)], ..inspector(ALWAYS) };
    assert_eq!(fen(&of(&facts, "2026-11")), [10_000, 0, 30_000]);
}

#[test]
fn service_needs_duty_and_is_weighed_by_the_assessment() {
    let idle = Facts { duty_days: 3, ..inspector(ALWAYS) };
    assert_eq!(
        (fen(&of(&idle, "2026-11")), of(&idle, "2026-11")[2].gaps[0].why),
        (vec![10_000, 20_000, 0], Unpaid::DutyNotMet)
    );
    let changed = [(
        2,
        rules::STIPEND_COEFFICIENTS.key.to_owned(),
        serde_json::json!({ "excellent": 100, "qualified": 90, "basically_qualified": 50, "unqualified": 0 }),
    )];
    let terms = Terms::of(&Rules::with_changes(changed), month("2026-11"));
    let graded = |grade| {
        let source = Source { kind: SubjectKind::Assessment, id: Uuid::from_u128(7), version: 9 };
        let facts = Facts { assessed: Some((grade, source)), ..inspector(ALWAYS) };
        let all = owed(&facts, &[standard(ALWAYS)], month("2026-11"), &terms);
        assert_eq!(all[2].segments[0].sources.last(), Some(&source));
        fen(&all)
    };
    assert_eq!(graded(Grade::Qualified), [10_000, 20_000, 27_000]);
    assert_eq!(graded(Grade::Unqualified), [10_000, 20_000, 0]);
}

#[test]
fn unpayable_amount_is_held() {
    let held = |payees: Vec<Dated<Paying>>| of(&Facts { payees, ..inspector(ALWAYS) }, "2026-11")[0].held.clone();
    assert_eq!(held(vec![payee(paying("school_staff"))]), []);
    assert_eq!(held(Vec::new()), [Held::PayeeMissing]);
    assert_eq!(held(vec![payee(Paying { is_verified: false, ..paying("school_staff") })]), [Held::PayeeUnverified]);
    assert_eq!(held(vec![payee(Paying { tax_class: None, ..paying("school_staff") })]), [Held::TaxClassUnknown]);
    let from_the_tenth = dated(paying("school_staff"), (day("2026-11-10"), Day::MAX), SubjectKind::Payee, 2);
    assert_eq!(held(vec![from_the_tenth]), [Held::PayeeMissing], "nine days of the month");
}

#[test]
fn money_goes_to_the_payee_that_is_verified_now() {
    let by = |paying: Paying, from: &str, end: Day, number| dated(paying, (day(from), end), SubjectKind::Payee, number);
    let verified = || paying("school_staff");
    let unverified = || Paying { is_verified: false, ..verified() };
    let moved = |of_month: Paying, now: Paying| {
        vec![by(of_month, "2026-01-01", day("2026-12-01"), 2), by(now, "2026-12-01", Day::MAX, 3)]
    };
    let held = |payees: Vec<Dated<Paying>>| of(&Facts { payees, ..inspector(ALWAYS) }, "2026-11")[0].held.clone();
    let other_payer = Paying { payer_id: Uuid::from_u128(8), ..verified() };
    assert_eq!(held(moved(verified(), other_payer)), []);
    assert_eq!(held(moved(verified(), unverified())), [Held::PayeeUnverified], "the old account is not used any more");
    assert_eq!(held(moved(unverified(), verified())), [], "somebody looked at one that says the same");
    let civil = Paying { is_verified: false, ..paying("civil_servant") };
    assert_eq!(held(moved(civil, verified())), [Held::PayeeUnverified], "nobody looked at what may be paid");
    let over = vec![by(verified(), "2026-01-01", day("2026-11-20"), 2)];
    let of_day = |raw: &str| Destination::of(&over, day(raw)).map(|one| one.holds);
    assert_eq!([of_day("2025-12-31"), of_day("2026-11-19"), of_day("2026-11-20")], [None, Some(true), Some(false)]);
}

#[test]
fn standard_starting_or_ending_mid_month_pays_its_own_days() {
    let facts = inspector(ALWAYS);
    let terms = Terms::of(&Rules::shipped(), month("2026-11"));
    let all = owed(&facts, &[standard((day("2026-11-16"), Day::MAX))], month("2026-11"), &terms);
    assert_eq!(
        (fen(&all), all[0].gaps[0].why, all[0].gaps[0].days),
        (vec![5_000, 10_000, 15_000], Unpaid::NoStandard, 15)
    );
    assert_eq!(fen(&owed(&facts, &[], month("2026-11"), &terms)), [0, 0, 0]);
}

#[test]
fn a_lead_is_paid_as_one_for_the_days_of_it() {
    let lead = dated(ZoneRole::Lead, (day("2026-11-21"), Day::MAX), SubjectKind::ZoneAssignment, 5);
    let member = dated(ZoneRole::Member, ALWAYS, SubjectKind::ZoneAssignment, 4);
    let facts = Facts { roles: vec![member, lead], ..inspector(ALWAYS) };
    // 20 days of 300 and 10 of 400.
    assert_eq!(fen(&of(&facts, "2026-11"))[2], 33_333);
    assert_eq!(of(&facts, "2026-11")[2].segments.len(), 2);
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// Days around a month, in which something holds.
    fn span(&mut self) -> (Day, Day) {
        let from = day("2026-10-20") + chrono::Days::new(self.below(50));
        (from, from + chrono::Days::new(1 + self.below(40)))
    }

    fn spans<T>(&mut self, kind: SubjectKind, most: u64, value: impl Fn(&mut Self) -> T) -> Vec<Dated<T>> {
        (0..self.below(most + 1))
            .map(|number| {
                let of = value(self);
                dated(of, self.span(), kind, number.into())
            })
            .collect()
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            let other = usize::try_from(self.below(u64::try_from(at).unwrap() + 1)).unwrap();
            all.swap(at, other);
        }
    }

    fn facts(&mut self) -> Facts {
        Facts {
            offices: self.spans(SubjectKind::Appointment, 3, |chance| Office {
                route: if chance.below(3) == 0 { Route::FullTime } else { Route::PartTime },
                is_suspended: chance.below(4) == 0,
            }),
            roles: self.spans(SubjectKind::ZoneAssignment, 3, |chance| {
                if chance.below(2) == 0 { ZoneRole::Lead } else { ZoneRole::Member }
            }),
            grades: self.spans(SubjectKind::Grade, 1, |_| "first".to_owned()),
            pools: self.spans(SubjectKind::PoolMembership, 2, |chance| {
                if chance.below(2) == 0 { Pool::Specialist } else { Pool::Invited }
            }),
            payees: self.spans(SubjectKind::Payee, 1, |chance| Paying {
                has_official_transport_allowance: chance.below(3) == 0,
                ..paying(
                    ["school_staff", "civil_servant", "institution_staff"][usize::try_from(chance.below(3)).unwrap()],
                )
            }),
            destination: None,
            duty_days: u32::try_from(self.below(8)).unwrap(),
            duty_days_outside: 0,
            kept_out: if self.below(3) == 0 { self.spans(SubjectKind::Dismissal, 1, |_| ()) } else { Vec::new() },
            assessed: None,
        }
    }
}

/// The same, day by day and with no thought: the sum of what each day pays, times the days of the month.
fn directly(facts: &Facts, standards: &[Standard], component: Component) -> i64 {
    let paid_on = |day: Day| -> Option<i64> {
        let on_post = facts.offices.iter().filter(|one| one.from <= day && day < one.end && !one.value.is_suspended);
        let office = on_post.min_by_key(|one| (one.from, one.source))?;
        let payee = facts.payees.iter().find(|one| one.from <= day && day < one.end).map(|one| one.value);
        let is = |class: &str| payee.is_some_and(|one| one.identity_class.code() == class);
        let is_without_duty = facts.duty_days < 4 && facts.kept_out.is_empty();
        if component == Component::Service && (is_without_duty || is("civil_servant")) {
            return None;
        }
        if component == Component::Transport && payee.is_some_and(|one| one.has_official_transport_allowance) {
            return None;
        }
        let leads = facts.roles.iter().any(|one| one.from <= day && day < one.end && one.value == ZoneRole::Lead);
        let rows = &standards.iter().find(|one| one.from <= day && day < one.end)?.value;
        let of = |role: Option<ZoneRole>, route: Option<Route>| {
            rows.iter()
                .find(|row| row.component == component && (row.selectors.role, row.selectors.route) == (role, route))
                .map(|row| row.amount.fen())
        };
        let lead = if leads { of(Some(ZoneRole::Lead), None) } else { None };
        lead.or_else(|| of(None, Some(office.value.route))).or_else(|| of(None, None))
    };
    let first = day("2026-11-01");
    let sum: i64 = (0..30).filter_map(|later| paid_on(first + chrono::Days::new(later))).sum();
    (2 * sum + 30) / 60
}

#[test]
fn month_pays_the_sum_of_its_days_in_any_order_of_facts() {
    let mut chance = Chance(6);
    let terms = Terms::of(&Rules::shipped(), month("2026-11"));
    let mut paid = 0;
    for _ in 0..3_000 {
        let facts = chance.facts();
        let turn = chance.span().0;
        let mut standards =
            vec![standard((Day::MIN, turn)), standard((turn + chrono::Days::new(chance.below(3)), Day::MAX))];
        standards[1].value[0].amount = Fen::new(12_345).unwrap();
        let expected: Vec<i64> =
            Component::ALL.iter().map(|component| directly(&facts, &standards, *component)).collect();
        let mut again = facts.clone();
        chance.shuffle(&mut again.offices);
        chance.shuffle(&mut again.roles);
        chance.shuffle(&mut again.pools);
        chance.shuffle(&mut standards);
        let all = owed(&facts, &standards, month("2026-11"), &terms);
        assert_eq!(all, owed(&again, &standards, month("2026-11"), &terms));
        let computed = if all.is_empty() { vec![0, 0, 0] } else { fen(&all) };
        assert_eq!(computed, expected, "{facts:?}");
        for one in &all {
            let days =
                one.segments.iter().map(|segment| segment.days).chain(one.gaps.iter().map(|gap| gap.days)).sum::<u32>();
            assert!(days <= one.days_of_month && one.amount.fen() <= 40_000);
        }
        paid += computed.iter().sum::<i64>();
    }
    assert!(paid > 1_000_000, "chance paid next to nothing");
}
