//! What a run pays a person: the month's own lines, and the difference between what earlier months owe by what is known now
//! and what was granted for them.
//!
//! A closed month never changes. Who was granted too little gets arrears; of who was granted too much no more is taken back
//! than the run pays them from the same payer, and the rest comes up again with the next run.

use std::collections::BTreeMap;

use super::{
    amounts::Component,
    entitlement::{Held, Owed, Paying, Source, Unpaid},
    line::{Finding, FindingCode, LineKey, LineKind},
};
use crate::{
    duty::Month,
    id::{OrganisationId, PersonId, StipendLineId},
    payee::TaxClass,
};

/// What earlier runs granted a person for a month and component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// How much, all corrections included, in fen.
    pub amount: i64,
    /// The line that a correction corrects.
    pub line_id: StipendLineId,
    /// Whether somebody holds it by hand.
    pub is_held_by_hand: bool,
    /// Who paid, and as what it was taxed.
    pub paying: Option<(OrganisationId, Option<TaxClass>, Source)>,
}

/// A month that was decided, of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EarlierMonth {
    /// What it owes by what is known now.
    pub owed: Vec<Owed>,
    /// What was granted for it.
    pub granted: BTreeMap<Component, Granted>,
}

/// A line before it has a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What tells it apart.
    pub key: LineKey,
    /// What it is.
    pub kind: LineKind,
    /// How much, in fen; negative where it takes back.
    pub amount: i64,
    /// Why the facts hold it.
    pub held: Vec<Held>,
    /// Why somebody holds it.
    pub hold_reason: Option<String>,
    /// Who pays, as what it is taxed, and how the person is paid.
    pub paying: Option<(OrganisationId, Option<TaxClass>, Source)>,
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
}

/// What a run pays a person, and what it says about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// The lines.
    pub lines: Vec<Draft>,
    /// What somebody should look at.
    pub findings: Vec<Finding>,
}

fn payer(paying: Option<(Paying, Source)>) -> Option<(OrganisationId, Option<TaxClass>, Source)> {
    paying.map(|(paying, source)| (OrganisationId(paying.payer_id), paying.tax_class, source))
}

impl Account<'_> {
    fn key(&self, month: Month, component: Component) -> LineKey {
        LineKey { person_id: self.person_id, month, component, is_correction: month != self.month }
    }

    fn finding(&self, month: Month, component: Component, code: FindingCode, amount: Option<i64>) -> Finding {
        Finding { person_id: self.person_id, month, component: Some(component), code, amount }
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
            held: owed.held.clone(),
            hold_reason: by_hand,
            paying: payer(owed.paying),
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
        if is_held || granted.is_some_and(|granted| granted.is_held_by_hand) {
            let code = FindingCode::ArrearsHeld;
            settled.findings.push(self.finding(month, component, code, Some(amount)));
            return;
        }
        settled.lines.push(Draft {
            key: self.key(month, component),
            kind: LineKind::Arrears,
            amount,
            held: Vec::new(),
            hold_reason: None,
            paying: owed.and_then(|owed| payer(owed.paying)).or(granted.and_then(|granted| granted.paying)),
            corrects_id: granted.map(|granted| granted.line_id),
        });
    }

    /// Takes back what was granted beyond what is owed, oldest first, as far as the same payer pays the person in this run.
    fn take_back(&self, too_much: &[(Month, Component, i64, Option<&Owed>, Option<&Granted>)], settled: &mut Settled) {
        let mut paid: BTreeMap<OrganisationId, i64> = BTreeMap::new();
        for line in settled.lines.iter().filter(|line| line.kind != LineKind::Held) {
            if let Some((payer, ..)) = line.paying {
                *paid.entry(payer).or_default() += line.amount;
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
                held: Vec::new(),
                hold_reason: None,
                paying,
                corrects_id: granted.map(|granted| granted.line_id),
            });
        }
    }
}

/// What somebody should look at where a component comes to nothing. What the rules say of everybody alike is no finding.
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
