//! Who plays which part: places of part-time inspectors in the order of the roster.

/// Assessed as excellent last year.
pub(super) const EXCELLENT: [usize; 2] = [0, 1];
/// How many part-time inspectors were assessed last year, from the first on.
pub(super) const ASSESSED: usize = 12;
/// How many are being rated this year, from the first on.
pub(super) const IN_RATING: usize = 5;
/// Was dismissed last year.
pub(super) const DISMISSED: usize = 13;
/// Retired a month ago.
pub(super) const RETIRED: usize = 14;
/// Was ordered to correct, and asks for a review of that.
pub(super) const CORRECTED: usize = 15;
/// The case about them was dropped.
pub(super) const CLEARED: usize = 16;
/// Asked for a review of their assessment.
pub(super) const REVIEWED: usize = 17;
/// Recently received a grade of the inspectors' own ladder.
pub(super) const PROMOTED: usize = 0;
/// Is on the way to one.
pub(super) const PROPOSED: usize = 2;
/// Lacks what the next title asks for.
pub(super) const DEFERRED: usize = 3;
/// Is under a sanction.
pub(super) const SANCTIONED: usize = 18;
/// Has to stay away from a school.
pub(super) const RECUSED: [usize; 2] = [19, 20];
/// Has a payee that nobody verified yet.
pub(super) const UNVERIFIED: [usize; 2] = [21, 22];
/// Have one account.
pub(super) const ONE_ACCOUNT: [usize; 2] = [23, 24];
/// Got money back from the bank, and changed the account.
pub(super) const RETURNED: usize = 25;
/// Was paid again after the bank had returned it.
pub(super) const PAID_AGAIN: usize = 26;
/// Has no tax class, so that no tax can be foreseen.
pub(super) const WITHOUT_TAX_CLASS: usize = 27;
