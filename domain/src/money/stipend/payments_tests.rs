//! Whatever finance reports, and whenever, the money that reached a person plus what is still owed equals what was
//! owed.

use std::collections::BTreeMap;

use super::{
    amounts::Component,
    entitlement::{Destination, Owed, Paying, Source},
    line::{Line, LineKind, PaymentOutcome},
    run::{Payments, Status},
    settling::{Account, Draft, EarlierMonth, Granted},
};
use crate::{
    Area,
    kernel::{
        code_set::IdentityClass,
        event::SubjectKind,
        id::{PersonId, StipendRunId},
        money::Fen,
        period::Month,
        text::PersonNumber,
    },
    money::{payee::TaxClass, stipend::line::FindingCode},
};
use uuid::Uuid;

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// Months with something to pay; the runs after them pay what is left.
const MONTHS: usize = 8;
const RUNS: usize = 20;
/// What a month owes for one component at first, and what becomes known to be owed.
const AMOUNTS: [i64; 4] = [0, 10_000, 6_333, 30_000];

fn paying() -> Paying {
    Paying {
        identity_class: IdentityClass::parse("school_staff").unwrap(),
        tax_class: Some(TaxClass::LabourRemuneration),
        payer_id: Uuid::from_u128(9),
        is_verified: true,
        has_official_transport_allowance: false,
    }
}

const PAYEE: Source = Source { kind: SubjectKind::Payee, id: Uuid::from_u128(2), version: 1 };

fn owed(fen: i64) -> Owed {
    Owed {
        component: Component::Transport,
        amount: Fen::new(fen).unwrap(),
        coefficient: 100,
        days_of_month: 30,
        segments: Vec::new(),
        gaps: Vec::new(),
        held: Vec::new(),
        paying: Some((paying(), PAYEE)),
    }
}

fn month(number: usize) -> Month {
    (0..number).fold(Month::parse("2026-01").unwrap(), |month, _| month.next())
}

/// One person's lines in all runs, and the money that is in their account.
struct Ledger {
    runs: Vec<(Status, Vec<Line>)>,
    reached: i64,
    late: usize,
}

impl Ledger {
    /// Decides the run of a month; gives what it could not take back.
    fn decides(&mut self, number: usize, owed_by: &[i64]) -> i64 {
        let mut earlier: BTreeMap<Month, EarlierMonth> = BTreeMap::new();
        for (of, fen) in owed_by.iter().enumerate().take(number) {
            earlier.entry(month(of)).or_default().owed.push(owed(*fen));
        }
        for (status, lines) in &self.runs {
            for line in lines {
                let granted = &mut earlier.entry(line.month).or_default().granted;
                granted.entry(line.component).or_insert_with(|| Granted::before(line)).add(line, *status);
            }
        }
        let own = [owed(owed_by.get(number).copied().unwrap_or(0))];
        let account = Account {
            person_id: PersonId(Uuid::nil()),
            month: month(number),
            owed: &own,
            paid_elsewhere: &[],
            held_by_hand: &[],
            earlier: &earlier,
            destination: Some(Destination { paying: paying(), source: PAYEE, holds: true }),
        };
        let settled = account.settle();
        let run = StipendRunId(Uuid::from_u128(u128::try_from(number).unwrap()));
        let lines: Vec<Line> = settled.lines.into_iter().map(|draft| line(run, draft)).collect();
        self.runs.push((Status::Sent, lines));
        let outstanding = settled.findings.iter().filter(|one| one.code == FindingCode::RecoveryOutstanding);
        outstanding.filter_map(|one| one.amount).sum()
    }

    /// Reports something of a line that is possible for it, and moves the money.
    fn reports(&mut self, (run, at): (usize, usize), outcome: PaymentOutcome) -> bool {
        let (status, lines) = &mut self.runs[run];
        let line = &mut lines[at];
        if line.refusal_of(outcome).is_some() {
            return false;
        }
        self.reached += match (line.payment, outcome) {
            (_, PaymentOutcome::Paid) => line.amount,
            (Some(PaymentOutcome::Paid), _) => -line.amount,
            _ => 0,
        };
        line.payment = Some(outcome);
        self.late += usize::from(Status::SETTLED.contains(status));
        true
    }

    /// Finance reports every line that needs it, some of them several times, and reconciles.
    fn settles(&mut self, run: usize, chance: &mut Chance) {
        let before = Payments::of(&self.runs[run].1);
        let count = self.runs[run].1.len();
        if before.offset < i64::try_from(count).unwrap() {
            for at in 0..count {
                let first = if chance.below(4) == 0 { PaymentOutcome::Failed } else { PaymentOutcome::Paid };
                assert!(self.reports((run, at), first));
                self.any((run, at), chance);
            }
        }
        let payments = Payments::of(&self.runs[run].1);
        assert_eq!(payments.paid + payments.failed + payments.offset, i64::try_from(count).unwrap());
        self.runs[run].0 = Status::Reconciled;
    }

    /// Perhaps one more report of a line of which something was reported.
    fn any(&mut self, (run, at): (usize, usize), chance: &mut Chance) {
        let outcome = PaymentOutcome::ALL[chance.below(3)];
        if chance.below(3) == 0 && self.runs[run].1[at].payment.is_some() {
            self.reports((run, at), outcome);
        }
    }
}

fn line(run_id: StipendRunId, draft: Draft) -> Line {
    Line {
        id: draft.key.id(run_id),
        run_id,
        area: Area::parse("340800").unwrap(),
        month: draft.key.month,
        person_id: draft.key.person_id,
        person_number: PersonNumber::from_stored("D340800-2026-00001".into()),
        component: draft.key.component,
        kind: draft.kind,
        amount: draft.amount,
        granted: draft.granted,
        held: draft.held,
        hold_reason: draft.hold_reason,
        payer_id: draft.paying.map(|paying| paying.payer_id),
        payee: draft.paying.map(|paying| paying.payee),
        payee_basis: draft.paying.map(|paying| paying.basis),
        tax_class: None,
        corrects_id: draft.corrects_id,
        payment: None,
        created_at: crate::kernel::time::parse_instant("2026-11-23T08:00:00Z").unwrap(),
    }
}

/// Property: whatever is reported of any line, in any order, before its run is reconciled or after, the money that
/// reached the person equals what the months owe in the end. What could not be recovered is reported, to the fen.
#[test]
fn payments_and_open_amounts_sum_to_what_was_granted() {
    let mut chance = Chance(20_261_130);
    let (mut late, mut unsettled) = (0, 0);
    for _ in 0..400 {
        let mut owes = || (0..MONTHS).map(|_| AMOUNTS[chance.below(4)]).collect::<Vec<i64>>();
        let (at_first, at_last) = (owes(), owes());
        let mut ledger = Ledger { runs: Vec::new(), reached: 0, late: 0 };
        let mut outstanding = 0;
        for number in 0..RUNS {
            // Half-way it becomes known what the months really owe; towards the end all is quiet.
            outstanding = ledger.decides(number, if number < RUNS / 2 { &at_first } else { &at_last });
            if number < RUNS - 3 {
                ledger.settles(number, &mut chance);
                for run in 0..=number {
                    (0..ledger.runs[run].1.len()).for_each(|at| ledger.any((run, at), &mut chance));
                }
            } else {
                (0..ledger.runs[number].1.len())
                    .for_each(|at| assert!(ledger.reports((number, at), PaymentOutcome::Paid)));
                ledger.runs[number].0 = Status::Closed;
            }
        }
        assert!(ledger.runs.iter().all(|(_, lines)| lines.iter().all(|line| line.kind != LineKind::Held)));
        assert_eq!(ledger.reached - outstanding, at_last.iter().sum::<i64>());
        late += ledger.late;
        unsettled += usize::from(outstanding > 0);
    }
    assert!(late > 1_000 && unsettled > 20, "{late} late results, {unsettled} with something outstanding");
}
