//! Two books of one run, the register's and those of finance: in which lines they differ.

use std::collections::{HashMap, HashSet};

use super::line::PaymentOutcome;
use crate::kernel::{id::StipendLineId, word::words};

words! {
    /// In what two books differ about a line.
    DifferenceCode {
        /// The run has no such payable line.
        Unknown = "unknown",
        /// They have it twice.
        Repeated = "repeated",
        /// Another amount.
        Amount = "amount",
        /// Another outcome, or one that was not reported.
        Outcome = "outcome",
        /// It was reported under another number.
        Reference = "reference",
        /// It is payable, and they do not have it.
        Missing = "missing",
    }
}

/// A payable line as the register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// Which.
    pub line_id: StipendLineId,
    /// How much, in fen.
    pub amount: i64,
    /// What was reported of its payment.
    pub payment: Option<PaymentOutcome>,
    /// Whether nothing was reported and nothing has to be: with the other lines of its person and payer it comes to zero.
    pub is_offset: bool,
    /// Under which number.
    pub reference: Option<String>,
}

/// A line as finance has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theirs {
    /// Which.
    pub line_id: StipendLineId,
    /// How much, in fen.
    pub amount: i64,
    /// What became of it.
    pub outcome: PaymentOutcome,
    /// Under which number it was reported; not compared when they do not say.
    pub reference: Option<String>,
}

/// A line about which the books differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub line_id: StipendLineId,
    /// In what.
    pub code: DifferenceCode,
    /// As the register has it.
    pub ours: Option<Ours>,
    /// As finance has it.
    pub theirs: Option<Theirs>,
}

/// The lines about which the books differ: theirs in their order, then what they do not have, where their books are all there
/// is. Of what differs in several ways the first is told.
pub fn compare(ours: &[Ours], theirs: &[Theirs], is_complete: bool) -> Vec<Difference> {
    let known: HashMap<StipendLineId, &Ours> = ours.iter().map(|line| (line.line_id, line)).collect();
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for item in theirs {
        let line = known.get(&item.line_id).copied();
        if let Some(code) = difference(line, item, !seen.insert(item.line_id)) {
            all.push(Difference { line_id: item.line_id, code, ours: line.cloned(), theirs: Some(item.clone()) });
        }
    }
    let is_expected = |line: &&Ours| is_complete && !line.is_offset && !seen.contains(&line.line_id);
    let missing = ours.iter().filter(is_expected);
    all.extend(missing.map(|line| Difference {
        line_id: line.line_id,
        code: DifferenceCode::Missing,
        ours: Some(line.clone()),
        theirs: None,
    }));
    all
}

fn difference(ours: Option<&Ours>, theirs: &Theirs, is_repeated: bool) -> Option<DifferenceCode> {
    let Some(ours) = ours else { return Some(DifferenceCode::Unknown) };
    // Where nothing is transferred, books that call the line paid say the same.
    let is_settled_alike = ours.is_offset && theirs.outcome == PaymentOutcome::Paid;
    let says_another_number = theirs.reference.is_some() && theirs.reference != ours.reference;
    [
        (is_repeated, DifferenceCode::Repeated),
        (ours.amount != theirs.amount, DifferenceCode::Amount),
        (ours.payment != Some(theirs.outcome) && !is_settled_alike, DifferenceCode::Outcome),
        (says_another_number && !is_settled_alike, DifferenceCode::Reference),
    ]
    .into_iter()
    .find_map(|(differs, code)| differs.then_some(code))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn ours(id: u128, payment: Option<PaymentOutcome>) -> Ours {
        let reference = payment.map(|_| format!("CZ-{id}"));
        Ours { line_id: StipendLineId(Uuid::from_u128(id)), amount: 100, payment, is_offset: false, reference }
    }

    fn theirs(id: u128, amount: i64, reference: Option<&str>) -> Theirs {
        let line_id = StipendLineId(Uuid::from_u128(id));
        Theirs { line_id, amount, outcome: PaymentOutcome::Paid, reference: reference.map(str::to_owned) }
    }

    #[test]
    fn comparison_reports_only_differing_lines() {
        let paid = Some(PaymentOutcome::Paid);
        let register = [ours(1, paid), ours(2, paid), ours(3, None), ours(4, paid), ours(5, None)];
        let finance = [
            theirs(1, 100, Some("CZ-1")),
            theirs(2, 99, None),
            theirs(3, 100, None),
            theirs(4, 100, Some("CZ-9")),
            theirs(1, 100, None),
            theirs(6, 100, None),
        ];
        let told = |is_complete| {
            let all = compare(&register, &finance, is_complete);
            all.iter().map(|one| (one.line_id.0.as_u128(), one.code)).collect::<Vec<_>>()
        };
        use DifferenceCode::{Amount, Missing, Outcome, Reference, Repeated, Unknown};
        let mut expected = vec![(2, Amount), (3, Outcome), (4, Reference), (1, Repeated), (6, Unknown)];
        assert_eq!(told(false), expected);
        expected.push((5, Missing));
        assert_eq!(told(true), expected);
    }

    #[test]
    fn zero_sum_lines_agree_whether_paid_or_missing() {
        let register = [Ours { is_offset: true, ..ours(1, None) }, Ours { is_offset: true, ..ours(2, None) }];
        assert_eq!(compare(&register, &[theirs(1, 100, Some("CZ-1"))], true), []);
        let failed = Theirs { outcome: PaymentOutcome::Failed, ..theirs(1, 100, None) };
        let codes = compare(&register, &[failed, theirs(2, 99, None)], true).into_iter().map(|one| one.code);
        assert_eq!(codes.collect::<Vec<_>>(), [DifferenceCode::Outcome, DifferenceCode::Amount]);
    }
}
