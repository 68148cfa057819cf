//! What a run pays a person: the lines of its own month, and the difference between what earlier months owe as known
//! now and what was granted for them.
//!
//! A closed month never changes. A person who was granted too little gets arrears. From a person who was granted too
//! much, a run recovers no more than it pays them from the same payer; the rest is due again in the next run.

use std::collections::BTreeMap;

use super::{
    amounts::Component,
    entitlement::{Destination, Held, Owed, Paying, Source, Unpaid},
    grounds::EarlierLine,
    line::{Finding, FindingCode, Line, LineKey, LineKind, PayeeBasis},
    run,
};
use crate::{
    kernel::{
        id::{OrganisationId, PersonId, StipendLineId},
        period::Month,
    },
    money::payee::TaxClass,
};

/// Who pays a month, as what it is taxed, and its payee.
pub type PaidBy = (OrganisationId, Option<TaxClass>, Source);

/// What earlier runs granted a person for a month and component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// How much, all corrections included, in fen.
    pub amount: i64,
    /// The line that a correction corrects.
    pub line_id: StipendLineId,
    /// Whether somebody holds it by hand.
    pub is_held_by_hand: bool,
    /// Who paid, and as what it was taxed.
    pub paying: Option<PaidBy>,
    /// The lines that it is the sum of.
    pub lines: Vec<EarlierLine>,
}

impl Granted {
    /// Nothing, before a first line.
    pub fn before(first: &Line) -> Self {
        Self { amount: 0, line_id: first.id, is_held_by_hand: false, paying: None, lines: Vec::new() }
    }

    /// Adds what a line of a run in a status grants; the ordinary line is the one that corrections name.
    pub fn add(&mut self, line: &Line, status: run::Status) {
        let granted = if line.is_granted(status) { line.amount } else { 0 };
        let paying = line.payer_id.zip(line.payee).map(|(payer, payee)| (payer, line.tax_class, payee));
        self.amount += granted;
        self.is_held_by_hand |= line.hold_reason.is_some();
        self.paying = paying.or(self.paying);
        if line.kind.is_ordinary() {
            self.line_id = line.id;
        }
        let (component, line_id) = (line.component, line.id.0);
        self.lines.push(EarlierLine { component, line_id, amount: line.amount, granted, payment: line.payment });
    }
}

/// Who pays a line, as what it is taxed, and into whose account it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePaying {
    /// Who pays.
    pub payer_id: OrganisationId,
    /// As what it is taxed.
    pub tax_class: Option<TaxClass>,
    /// The payee whose account it is.
    pub payee: Source,
    /// Why that one.
    pub basis: PayeeBasis,
}

/// A month that was decided, of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EarlierMonth {
    /// What it owes, as known now.
    pub owed: Vec<Owed>,
    /// What was granted for it.
    pub granted: BTreeMap<Component, Granted>,
}

/// A line before it has a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What identifies it.
    pub key: LineKey,
    /// What it is.
    pub kind: LineKind,
    /// How much, in fen; negative where it takes back.
    pub amount: i64,
    /// Of a correction, what earlier runs had granted, in fen.
    pub granted: Option<i64>,
    /// Why the facts hold it.
    pub held: Vec<Held>,
    /// Why somebody holds it.
    pub hold_reason: Option<String>,
    /// Who pays it, and into whose account.
    pub paying: Option<LinePaying>,
    /// The line that it corrects.
    pub corrects_id: Option<StipendLineId>,
}

/// What is to be settled with a person.
#[derive(Debug)]
pub struct Account<'a> {
    /// Whom.
    pub person_id: PersonId,
    /// The run's month.
    pub month: Month,
    /// What it owes.
    pub owed: &'a [Owed],
    /// Components of it that another run has paid.
    pub paid_elsewhere: &'a [Component],
    /// Components of it that somebody holds, and why.
    pub held_by_hand: &'a [(Component, String)],
    /// Earlier months that were decided, oldest first.
    pub earlier: &'a BTreeMap<Month, EarlierMonth>,
    /// Into which account all of it goes.
    pub destination: Option<Destination>,
}

/// What a run pays a person, and what it says about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The lines.
    pub lines: Vec<Draft>,
    /// What somebody should look at.
    pub findings: Vec<Finding>,
}

/// What was granted in excess of what is owed: the month, the component, the amount in fen, and both sides.
type Surplus<'a> = (Month, Component, i64, Option<&'a Owed>, Option<&'a Granted>);

fn paid_by(paying: Option<(Paying, Source)>) -> Option<PaidBy> {
    paying.map(|(paying, source)| (OrganisationId(paying.payer_id), paying.tax_class, source))
}

impl Account<'_> {
    fn key(&self, month: Month, component: Component) -> LineKey {
        LineKey { person_id: self.person_id, month, component, is_correction: month != self.month }
    }

    fn finding(&self, month: Month, component: Component, code: FindingCode, amount: Option<i64>) -> Finding {
        Finding { person_id: self.person_id, month, component: Some(component), code, amount }
    }

    /// A month's payer pays it, whoever pays the person now; its account is the one into which the person is paid now.
    fn paying(&self, (payer_id, tax_class, of_month): PaidBy) -> LinePaying {
        let (payee, basis) = match self.destination {
            None => (of_month, PayeeBasis::LastKnown),
            Some(Destination { source, holds: false, .. }) => (source, PayeeBasis::LastKnown),
            Some(Destination { source, .. }) if source.id == of_month.id => (source, PayeeBasis::OfMonth),
            Some(Destination { source, .. }) => (source, PayeeBasis::HoldsNow),
        };
        LinePaying { payer_id, tax_class, payee, basis }
    }

    /// Settles it.
    pub fn settle(&self) -> Settled {
        let mut settled = Settled::default();
        self.owed.iter().for_each(|owed| self.own(owed, &mut settled));
        let mut too_much = Vec::new();
        for (month, earlier) in self.earlier {
            for component in Component::ALL {
                let owed = earlier.owed.iter().find(|owed| owed.component == *component);
                let granted = earlier.granted.get(component);
                match owed.map_or(0, |owed| owed.amount.fen()) - granted.map_or(0, |granted| granted.amount) {
                    0 => {}
                    missing if missing > 0 => self.owe(*month, *component, missing, (owed, granted), &mut settled),
                    beyond => too_much.push((*month, *component, -beyond, owed, granted)),
                }
            }
        }
        self.take_back(&too_much, &mut settled);
        settled
    }

    /// The month's own line.
    fn own(&self, owed: &Owed, settled: &mut Settled) {
        let component = owed.component;
        if owed.amount.fen() == 0 {
            settled.findings.extend(why_nothing(owed).map(|code| self.finding(self.month, component, code, None)));
            return;
        }
        if self.paid_elsewhere.contains(&component) {
            let code = FindingCode::PaidByAnotherRun;
            settled.findings.push(self.finding(self.month, component, code, Some(owed.amount.fen())));
            return;
        }
        let by_hand = self.held_by_hand.iter().find(|(held, _)| *held == component).map(|(_, why)| why.clone());
        let is_held = !owed.held.is_empty() || by_hand.is_some();
        settled.lines.push(Draft {
            key: self.key(self.month, component),
            kind: if is_held { LineKind::Held } else { LineKind::Normal },
            amount: owed.amount.fen(),
            granted: None,
            held: owed.held.clone(),
            hold_reason: by_hand,
            paying: paid_by(owed.paying).map(|paid_by| self.paying(paid_by)),
            corrects_id: None,
        });
    }

    /// Arrears of an earlier month, unless something holds them.
    fn owe(
        &self,
        month: Month,
        component: Component,
        amount: i64,
        (owed, granted): (Option<&Owed>, Option<&Granted>),
        settled: &mut Settled,
    ) {
        let is_held = owed.is_some_and(|owed| !owed.held.is_empty());
        let is_unverified = self.destination.is_none_or(|into| !into.paying.is_verified);
        if is_held || is_unverified || granted.is_some_and(|granted| granted.is_held_by_hand) {
            let code = FindingCode::ArrearsHeld;
            settled.findings.push(self.finding(month, component, code, Some(amount)));
            return;
        }
        let paid_by = owed.and_then(|owed| paid_by(owed.paying)).or(granted.and_then(|granted| granted.paying));
        settled.lines.push(Draft {
            key: self.key(month, component),
            kind: LineKind::Arrears,
            amount,
            granted: Some(granted.map_or(0, |granted| granted.amount)),
            held: Vec::new(),
            hold_reason: None,
            paying: paid_by.map(|paid_by| self.paying(paid_by)),
            corrects_id: granted.map(|granted| granted.line_id),
        });
    }

    /// Takes back what was granted beyond what is owed, oldest first, as far as the same payer pays the person in this run.
    fn take_back(&self, too_much: &[Surplus<'_>], settled: &mut Settled) {
        let mut paid: BTreeMap<OrganisationId, i64> = BTreeMap::new();
        for line in settled.lines.iter().filter(|line| line.kind != LineKind::Held) {
            if let Some(LinePaying { payer_id, .. }) = line.paying {
                *paid.entry(payer_id).or_default() += line.amount;
            }
        }
        for (month, component, beyond, owed, granted) in too_much {
            let paying = granted.and_then(|granted| granted.paying);
            let left = paying.and_then(|(payer, ..)| paid.get_mut(&payer));
            let taken = left.as_ref().map_or(0, |left| (**left).min(*beyond));
            if let Some(left) = left {
                *left -= taken;
            }
            if taken < *beyond {
                let code = FindingCode::RecoveryOutstanding;
                settled.findings.push(self.finding(*month, *component, code, Some(beyond - taken)));
            }
            if taken == 0 {
                continue;
            }
            let is_all = taken == *beyond && owed.is_none_or(|owed| owed.amount.fen() == 0);
            settled.lines.push(Draft {
                key: self.key(*month, *component),
                kind: if is_all { LineKind::Reversal } else { LineKind::Recovery },
                amount: -taken,
                granted: granted.map(|granted| granted.amount),
                held: Vec::new(),
                hold_reason: None,
                paying: paying.map(|paid_by| self.paying(paid_by)),
                corrects_id: granted.map(|granted| granted.line_id),
            });
        }
    }
}

/// The finding to report where a component is zero. A reason that applies to everybody alike is no finding.
fn why_nothing(owed: &Owed) -> Option<FindingCode> {
    let is_only = |why: Unpaid| !owed.gaps.is_empty() && owed.gaps.iter().all(|gap| gap.why == why);
    [
        (Unpaid::NoStandard, FindingCode::NoStandard),
        (Unpaid::NoAmount, FindingCode::NoAmount),
        (Unpaid::Suspended, FindingCode::Suspended),
        (Unpaid::DutyNotMet, FindingCode::DutyNotMet),
    ]
    .into_iter()
    .find(|(why, _)| is_only(*why))
    .map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::{code_set::IdentityClass, event::SubjectKind, money::Fen},
        money::stipend::line::LineKind,
    };
    use uuid::Uuid;

    /// Numbers that look like chance and are the same every time.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: i64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(self.0 >> 33).unwrap() % end
        }
    }

    /// What becomes known of a component of a month: first a wrong amount, and from some run on the true one. It is
    /// held until some run, and paid by one of two payers.
    #[derive(Clone, Copy)]
    struct Truth {
        at_first: i64,
        at_last: i64,
        learned: usize,
        free: usize,
        payer: u128,
    }

    const RUNS: usize = 30;
    const MONTHS: usize = 12;

    impl Truth {
        fn of(chance: &mut Chance) -> Self {
            let amount = |chance: &mut Chance| [0, 10_000, 6_333, 30_000][usize::try_from(chance.below(4)).unwrap()];
            let run = |chance: &mut Chance| usize::try_from(chance.below(20)).unwrap();
            Self {
                at_first: amount(chance),
                at_last: amount(chance),
                learned: run(chance),
                free: if chance.below(4) == 0 { run(chance) } else { 0 },
                payer: 1 + u128::try_from(chance.below(5) / 4).unwrap(),
            }
        }

        fn owed(&self, component: Component, run: usize) -> Owed {
            let fen = if run < self.learned { self.at_first } else { self.at_last };
            Owed {
                component,
                amount: Fen::new(fen).unwrap(),
                coefficient: 100,
                days_of_month: 30,
                segments: Vec::new(),
                gaps: Vec::new(),
                held: if run < self.free { vec![Held::PayeeUnverified] } else { Vec::new() },
                paying: Some((verified_payee(self.payer), PAYEE)),
            }
        }
    }

    const PAYEE: Source = Source { kind: SubjectKind::Payee, id: Uuid::nil(), version: 1 };

    /// A payee that somebody verified.
    fn verified_payee(payer: u128) -> Paying {
        Paying {
            identity_class: IdentityClass::parse("school_staff").unwrap(),
            tax_class: Some(TaxClass::LabourRemuneration),
            payer_id: Uuid::from_u128(payer),
            is_verified: true,
            has_official_transport_allowance: false,
        }
    }

    /// A person's books over all runs: truths by month and component, and what was granted.
    struct Books {
        truths: Vec<[Truth; 3]>,
        earlier: BTreeMap<Month, EarlierMonth>,
    }

    fn month(number: usize) -> Month {
        (0..number).fold(Month::parse("2026-01").unwrap(), |month, _| month.next())
    }

    impl Books {
        fn owed(&self, of: usize, run: usize) -> Vec<Owed> {
            let truths = self.truths.get(of).into_iter().flatten();
            Component::ALL.iter().zip(truths).map(|(component, truth)| truth.owed(*component, run)).collect()
        }

        /// Computes and decides the run of a month; gives what it paid and what it could not take back.
        fn run(&mut self, run: usize) -> (i64, i64) {
            let (person_id, owed) = (PersonId(Uuid::nil()), self.owed(run, run));
            for of in 0..run.min(MONTHS) {
                let owed = self.owed(of, run);
                self.earlier.entry(month(of)).or_default().owed = owed;
            }
            let account = Account {
                person_id,
                month: month(run),
                owed: &owed,
                paid_elsewhere: &[],
                held_by_hand: &[],
                earlier: &self.earlier,
                destination: Some(Destination { paying: verified_payee(1), source: PAYEE, holds: true }),
            };
            let settled = account.settle();
            assert_eq!(settled, account.settle(), "computing again gives the same");
            let outstanding = settled.findings.iter().filter(|one| one.code == FindingCode::RecoveryOutstanding);
            let outstanding = outstanding.filter_map(|one| one.amount).sum();
            let keys: std::collections::BTreeSet<LineKey> = settled.lines.iter().map(|line| line.key).collect();
            assert_eq!(keys.len(), settled.lines.len(), "one line of each kind");
            let mut of_payers: BTreeMap<OrganisationId, i64> = BTreeMap::new();
            for line in settled.lines {
                let granted = self.earlier.entry(line.key.month).or_default().granted.entry(line.key.component);
                let nothing = Granted {
                    amount: 0,
                    line_id: StipendLineId(Uuid::nil()),
                    is_held_by_hand: false,
                    paying: line.paying.map(|paying| (paying.payer_id, paying.tax_class, paying.payee)),
                    lines: Vec::new(),
                };
                let granted = granted.or_insert(nothing);
                if line.kind != LineKind::Held {
                    granted.amount += line.amount;
                    *of_payers.entry(line.paying.unwrap().payer_id).or_default() += line.amount;
                }
            }
            assert!(of_payers.values().all(|sum| *sum >= 0), "no payer takes more than it pays");
            (of_payers.values().sum(), outstanding)
        }
    }

    /// Property: whatever was known when a month was paid, and in whatever order the rest was learned, all lines
    /// together equal what the months owe in the end. What could not be recovered is reported, to the fen.
    #[test]
    fn sum_of_all_lines_equals_what_the_months_owe_in_any_order() {
        let mut chance = Chance(20_261_128);
        let (mut corrected, mut unsettled) = (0, 0);
        for _ in 0..2_000 {
            let truths: Vec<[Truth; 3]> =
                (0..MONTHS).map(|_| std::array::from_fn(|_| Truth::of(&mut chance))).collect();
            let expected: i64 = truths.iter().flatten().map(|truth| truth.at_last).sum();
            let first: i64 = truths.iter().flatten().map(|truth| truth.at_first).sum();
            let mut books = Books { truths, earlier: BTreeMap::new() };
            let (mut paid, mut outstanding) = (0, 0);
            for run in 0..RUNS {
                let (sum, left) = books.run(run);
                (paid, outstanding) = (paid + sum, left);
            }
            assert_eq!(paid - outstanding, expected);
            corrected += i64::from(first != expected);
            unsettled += i64::from(outstanding > 0);
        }
        assert!(corrected > 1_000 && unsettled > 100, "{corrected} corrected, {unsettled} with something outstanding");
    }
}
