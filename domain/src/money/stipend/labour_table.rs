//! Tables by which is withheld from labour remuneration (R153).

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Day, kernel::money::Fen};

/// Most tables of a policy.
pub const TABLES_MAX: usize = 50;
/// Most steps of a table.
pub const STEPS_MAX: usize = 20;
/// The whole, in percent.
pub(super) const WHOLE: i128 = 100;

/// A step of a table: what applies to taxable income above an amount, up to the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The amount, in fen; it belongs to the step below.
    pub over_fen: i64,
    /// The rate of the whole taxable income (预扣率), in percent.
    pub rate_percent: u32,
    /// What is taken off again, because the steps below have lower rates (速算扣除数), in fen.
    pub quick_deduction_fen: i64,
}

/// A table of withholding, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The first day on which it is valid, the first of a month.
    pub valid_from: Day,
    /// What is deducted for expenses (减除费用) at least, in fen.
    pub expense_fen: i64,
    /// What is deducted for expenses where that is more, in percent.
    pub expense_percent: u32,
    /// Its steps, from 0 upward.
    pub steps: Vec<Step>,
}

/// A table of withholding from labour remuneration whose tax nowhere jumps and nowhere exceeds what is taxed (R153).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Table")]
pub struct LabourTable(Table);

impl TryFrom<Table> for LabourTable {
    type Error = &'static str;

    fn try_from(table: Table) -> Result<Self, Self::Error> {
        if table.is_sound() { Ok(Self(table)) } else { Err("a table whose tax jumps, or with a figure out of bounds") }
    }
}

impl Table {
    fn is_sound(&self) -> bool {
        let is_money = |fen: i64| Fen::new(fen).is_ok();
        let is_percent = |percent: u32| i128::from(percent) <= WHOLE;
        let begins = self.steps.first().is_some_and(|first| (first.over_fen, first.quick_deduction_fen) == (0, 0));
        self.valid_from.day() == 1
            && is_money(self.expense_fen)
            && is_percent(self.expense_percent)
            && begins
            && self.steps.len() <= STEPS_MAX
            && self.steps.iter().all(|step| is_money(step.over_fen) && is_percent(step.rate_percent))
            && self.steps.windows(2).all(|pair| matches!(pair, [below, above] if above.continues(below)))
    }
}

impl Step {
    /// Whether it lies above another one, has no lower rate, and taxes the amount between them alike.
    fn continues(&self, below: &Self) -> bool {
        let tax = |step: &Self| {
            i128::from(self.over_fen) * i128::from(step.rate_percent) - i128::from(step.quick_deduction_fen) * WHOLE
        };
        below.over_fen < self.over_fen && below.rate_percent <= self.rate_percent && tax(below) == tax(self)
    }
}

/// The whole number nearest to hundredths that are not negative, rounded half up.
pub(super) const fn rounded(hundredths: i128) -> i128 {
    (2 * hundredths + WHOLE) / (2 * WHOLE)
}

impl LabourTable {
    /// What it says.
    pub fn table(&self) -> &Table {
        &self.0
    }

    /// What is deducted for expenses of a sum that is not negative.
    pub(super) fn expenses(&self, gross: i128) -> i128 {
        let share = rounded(gross * i128::from(self.0.expense_percent));
        share.max(i128::from(self.0.expense_fen)).min(gross)
    }

    /// A step of it, with what it deducts.
    pub(super) fn applied(&self, step: Step) -> Applied {
        let Table { valid_from, expense_fen, expense_percent, .. } = self.0;
        Applied { valid_from, expense_fen, expense_percent, step }
    }

    /// The step in which a taxable amount lies; the first one also of nothing.
    pub(super) fn step(&self, taxable: i128) -> Option<Step> {
        let reached = |step: &&Step| step.over_fen == 0 || i128::from(step.over_fen) < taxable;
        self.0.steps.iter().rev().find(reached).copied()
    }
}

/// The tables that a policy's value tells, by their days; none when it is no such value.
pub fn labour_tables(value: &Value) -> Option<Vec<LabourTable>> {
    let tables = Vec::<LabourTable>::deserialize(value).ok()?;
    let follow = |pair: &[LabourTable]| matches!(pair, [one, next] if one.0.valid_from < next.0.valid_from);
    ((1..=TABLES_MAX).contains(&tables.len()) && tables.windows(2).all(follow)).then_some(tables)
}

/// The step that was applied, and of which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// From when the table is valid.
    pub valid_from: Day,
    /// What it deducts for expenses at least, in fen.
    pub expense_fen: i64,
    /// What it deducts for expenses where that is more, in percent.
    pub expense_percent: u32,
    /// The step.
    pub step: Step,
}
