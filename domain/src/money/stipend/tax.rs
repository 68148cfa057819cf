//! What is withheld of stipends (R150 to R155): a preview, which withholds and files nothing itself.
//!
//! Stipends are taxed (R150), by who pays them: of the own employer they are wages (R151), of another unit labour
//! remuneration (R152). The employer withholds from wages by all that it pays in the year, of which the register knows
//! nothing, so that the preview says who withholds and computes no tax. Labour remuneration of one payer and month is one
//! sum, of which the payer withholds by a table (R153):
//!
//! expenses = the greater of a fixed amount and a percent of the sum, but no more than the sum
//!
//! withheld = (sum − expenses) × rate − quick deduction, of the step in which sum − expenses lies
//!
//! Expenses and tax are rounded half up to the fen, each once. The two deductions for expenses meet where they are equal
//! (at 4 000 yuan, in the table as shipped), and a table is refused whose tax jumps between its steps, so that whoever
//! earns more never has less.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::labour_table::{Applied, LabourTable, STEPS_MAX, Step, TABLES_MAX, Table, labour_tables};
use super::{
    amounts::Component,
    labour_table::{WHOLE, rounded},
};
use crate::{
    FaultCode, Wording,
    kernel::{
        fault::Flaw,
        money::Fen,
        period::Month,
        rules::{self, Rule, Rules},
        word::words,
    },
    money::payee::TaxClass,
};

/// The table that a rule has for a month: the last one valid by its first day.
fn labour_table(rule: &Rule, rules: &Rules, month: Month) -> Option<LabourTable> {
    let tables = labour_tables(&rules.value(rule)).unwrap_or_default();
    tables.into_iter().rev().find(|table| table.table().valid_from <= month.first())
}

/// The values of the rules that a month is taxed by; kept with what was computed, so that it can be computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTerms {
    /// The version of the policy they come from.
    pub policy_version: i64,
    /// The most of transport and communication money that is not wages, in fen (R155).
    pub official_cost_deduction_fen: u32,
    /// The table of the month (R153); none where no table is valid yet.
    pub labour_table: Option<LabourTable>,
}

impl TaxTerms {
    /// Those in force for a month.
    pub fn of(rules: &Rules, month: Month) -> Self {
        Self {
            policy_version: rules.version,
            official_cost_deduction_fen: rules.count(&rules::TAX_OFFICIAL_COST_DEDUCTION),
            labour_table: labour_table(&rules::TAX_LABOUR_TABLE, rules, month),
        }
    }
}

/// A line of a person and month, as far as its tax goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxedLine {
    /// Who pays.
    pub payer_id: Uuid,
    /// As what it is taxed.
    pub tax_class: TaxClass,
    /// For what it is paid.
    pub component: Component,
    /// How much, in fen; negative where something is recovered.
    pub amount_fen: i64,
}

words! {
    /// How what is withheld comes about.
    Basis {
        /// The employer withholds with the wages it pays: nothing is computed here.
        WithheldByPayer = "withheld_by_payer", // R151.
        /// By the table, from all that the payer pays in the month.
        LabourRemuneration = "labour_remuneration", // R152, R153.
        /// Labour remuneration, and no table is valid in the month: nothing is computed.
        TableMissing = "table_missing",
    }
}

/// What is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withholding {
    /// How much, in fen.
    pub withheld_fen: i64,
    /// What remains of the gross amount, in fen.
    pub net_fen: i64,
    /// By which step.
    pub applied: Applied,
}

/// What is taxed of all that one payer pays one person in a month as one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    /// Who pays.
    pub payer_id: Uuid,
    /// As what it is taxed.
    pub tax_class: TaxClass,
    /// How what is withheld comes about.
    pub basis: Basis,
    /// The sum of the lines, in fen; negative where more is recovered than paid.
    pub gross_fen: i64,
    /// What is deducted before tax, in fen: of wages official costs (R155), of labour remuneration expenses (R153); nothing
    /// where no table is valid.
    pub deductible_fen: i64,
    /// What is taxed, in fen: of wages what the employer adds to the others, and negative where it takes something off;
    /// of labour remuneration never below nothing.
    pub taxable_fen: i64,
    /// What is withheld; none where the register computes nothing.
    pub withholding: Option<Withholding>,
}

impl Preview {
    /// The rules that decide: as what the money is taxed, and what is deducted and withheld.
    pub fn rules(&self) -> [&'static Rule; 2] {
        match self.tax_class {
            TaxClass::Wages => [&rules::TAX_CATEGORY_EMPLOYER, &rules::TAX_OFFICIAL_COST_DEDUCTION],
            TaxClass::LabourRemuneration => [&rules::TAX_CATEGORY_EXTERNAL, &rules::TAX_LABOUR_TABLE],
        }
    }
}

/// What one payer pays as one thing, in fen: all of it, and the transport and communication money in it.
#[derive(Default)]
struct Sum {
    gross: i128,
    official_costs: i128,
}

impl Sum {
    fn add(&mut self, line: &TaxedLine) {
        let amount = i128::from(line.amount_fen);
        self.gross += amount;
        self.official_costs += match line.component {
            Component::Communication | Component::Transport => amount,
            Component::Service => 0,
        };
    }

    /// What the employer adds to the wages: official costs are none of them, up to the limit (R155).
    fn as_wages(&self, terms: &TaxTerms) -> Taxed {
        let deductible = self.official_costs.clamp(0, terms.official_cost_deduction_fen.into());
        Taxed { deductible, taxable: self.gross - deductible, withheld: None }
    }

    /// What is taxed by a table; a sum that is recovered withholds nothing, and gives nothing back.
    fn as_labour_remuneration(&self, table: &LabourTable) -> Taxed {
        let paid = self.gross.max(0);
        let deductible = table.expenses(paid);
        let taxable = paid - deductible;
        let withheld = table.step(taxable).map(|step| {
            let hundredths = taxable * i128::from(step.rate_percent) - i128::from(step.quick_deduction_fen) * WHOLE;
            (rounded(hundredths), table.applied(step))
        });
        Taxed { deductible, taxable, withheld }
    }
}

/// How a sum is taxed, in fen.
struct Taxed {
    deductible: i128,
    taxable: i128,
    withheld: Option<(i128, Applied)>,
}

/// The previews of all lines of one person that are paid in one month, by payer and tax class: in whatever order and pieces
/// the amounts come, the same.
///
/// # Errors
/// A flaw when a sum is beyond 10^15 fen either way.
pub fn previews(lines: &[TaxedLine], terms: &TaxTerms) -> Result<Vec<Preview>, Flaw> {
    let mut sums: BTreeMap<(Uuid, TaxClass), Sum> = BTreeMap::new();
    for line in lines {
        sums.entry((line.payer_id, line.tax_class)).or_default().add(line);
    }
    sums.into_iter().map(|((payer_id, tax_class), sum)| preview(payer_id, tax_class, &sum, terms)).collect()
}

fn preview(payer_id: Uuid, tax_class: TaxClass, sum: &Sum, terms: &TaxTerms) -> Result<Preview, Flaw> {
    let (basis, taxed) = match (tax_class, &terms.labour_table) {
        (TaxClass::Wages, _) => (Basis::WithheldByPayer, sum.as_wages(terms)),
        (TaxClass::LabourRemuneration, Some(table)) => (Basis::LabourRemuneration, sum.as_labour_remuneration(table)),
        (TaxClass::LabourRemuneration, None) => {
            (Basis::TableMissing, Taxed { deductible: 0, taxable: sum.gross.max(0), withheld: None })
        }
    };
    let withholding = match taxed.withheld {
        Some((withheld, applied)) => {
            Some(Withholding { withheld_fen: money(withheld)?, net_fen: money(sum.gross - withheld)?, applied })
        }
        None => None,
    };
    Ok(Preview {
        payer_id,
        tax_class,
        basis,
        gross_fen: money(sum.gross)?,
        deductible_fen: money(taxed.deductible)?,
        taxable_fen: money(taxed.taxable)?,
        withholding,
    })
}

/// Fen with a sign that every reader of JSON reads exactly.
fn money(fen: i128) -> Result<i64, Flaw> {
    let is_money = |fen: &i64| (-Fen::MAX..=Fen::MAX).contains(fen);
    let outside = || Flaw::new(FaultCode::Range, Wording::Between { min: -Fen::MAX, max: Fen::MAX });
    i64::try_from(fen).ok().filter(is_money).ok_or_else(outside)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn month(raw: &str) -> Month {
        Month::parse(raw).unwrap()
    }

    fn shipped() -> TaxTerms {
        TaxTerms::of(&Rules::shipped(), month("2026-11"))
    }

    fn with(rule: &Rule, value: Value) -> Rules {
        Rules::with_changes([(2, rule.key.to_owned(), value)])
    }

    fn line(tax_class: TaxClass, component: Component, amount_fen: i64) -> TaxedLine {
        TaxedLine { payer_id: Uuid::from_u128(1), tax_class, component, amount_fen }
    }

    fn labour(amount_fen: i64) -> TaxedLine {
        line(TaxClass::LabourRemuneration, Component::Service, amount_fen)
    }

    fn one(lines: &[TaxedLine], terms: &TaxTerms) -> Preview {
        let previews = previews(lines, terms).unwrap();
        assert_eq!(previews.len(), 1, "{previews:?}");
        previews[0]
    }

    /// What is withheld of labour remuneration, and what remains.
    fn withheld_and_net(gross: i64, terms: &TaxTerms) -> (i64, i64) {
        let withholding = one(&[labour(gross)], terms).withholding.unwrap();
        (withholding.withheld_fen, withholding.net_fen)
    }

    #[test]
    fn labour_remuneration_is_withheld_by_the_steps_of_the_table() {
        // Gross, tax and net in yuan, as the domain notes (f) tell them.
        for (gross, tax, net) in [
            (600, 0, 600),
            (800, 0, 800),
            (1_000, 40, 960),
            (3_000, 440, 2_560),
            (4_000, 640, 3_360),
            (5_000, 800, 4_200),
            (30_000, 5_200, 24_800),
            (80_000, 18_600, 61_400),
        ] {
            assert_eq!(withheld_and_net(gross * 100, &shipped()), (tax * 100, net * 100), "{gross} yuan");
        }
        let steps = |gross: i64| one(&[labour(gross)], &shipped()).withholding.unwrap().applied.step.rate_percent;
        // 25 000 and 62 500 yuan leave 20 000 and 50 000 to tax, which belong to the lower step.
        assert_eq!([0, 2_500_000, 2_500_002, 6_250_000, 6_250_002].map(steps), [20, 20, 30, 30, 40]);
    }

    #[test]
    fn expenses_and_tax_are_rounded_half_up_to_the_fen() {
        // 80 002 − 80 000 = 2, of which 0.4; 80 003 leaves 0.6.
        assert_eq!((withheld_and_net(80_002, &shipped()).0, withheld_and_net(80_003, &shipped()).0), (0, 1));
        // 20 % of 400 003 is 80 000.6, so that 320 002 are taxed; 20 % of these are 64 000.4.
        let preview = one(&[labour(400_003)], &shipped());
        assert_eq!((preview.deductible_fen, preview.taxable_fen), (80_001, 320_002));
        assert_eq!(preview.withholding.unwrap().withheld_fen, 64_000);
        // 30 % of 2 000 005 less 200 000 are 400 001.5.
        assert_eq!(withheld_and_net(2_500_006, &shipped()).0, 400_002);
    }

    /// Numbers that look like chance and are the same every time.
    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: i64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(self.0 >> 33).unwrap() % end
        }

        fn percent(&mut self, end: u32) -> u32 {
            u32::try_from(self.below(end.into())).unwrap()
        }

        /// A sound table of up to five steps.
        fn table(&mut self) -> LabourTable {
            let mut steps = vec![Step { over_fen: 0, rate_percent: self.percent(40), quick_deduction_fen: 0 }];
            for _ in 0..self.below(5) {
                let below = *steps.last().unwrap();
                let over_fen = below.over_fen + 100 * (1 + self.below(30_000));
                let more = self.percent(101 - below.rate_percent);
                steps.push(Step {
                    over_fen,
                    rate_percent: below.rate_percent + more,
                    quick_deduction_fen: below.quick_deduction_fen + over_fen / 100 * i64::from(more),
                });
            }
            let (expense_fen, expense_percent) = (self.below(200_000), self.percent(101));
            let valid_from = month("2019-01").first();
            LabourTable::try_from(Table { valid_from, expense_fen, expense_percent, steps }).unwrap()
        }
    }

    /// From one fen to the next, tax and net grow by a fen together, so neither ever falls nor jumps.
    fn grows_without_a_jump(gross: std::ops::RangeInclusive<i64>, terms: &TaxTerms) {
        let mut last: Option<(i64, i64)> = None;
        for fen in gross {
            let (withheld, net) = withheld_and_net(fen, terms);
            assert_eq!(withheld + net, fen);
            if let Some((withheld_before, net_before)) = last {
                let (more_tax, more_net) = (withheld - withheld_before, net - net_before);
                assert!(
                    matches!((more_tax, more_net), (0, 1) | (1, 0)),
                    "at {fen}: {more_tax} and {more_net}, {terms:?}"
                );
            }
            last = Some((withheld, net));
        }
    }

    #[test]
    fn net_pay_never_falls_as_gross_pay_rises() {
        for border in [0, 80_000, 80_100, 400_000, 2_500_000, 6_250_000, Fen::MAX - 2_001] {
            grows_without_a_jump((border - 2_000).max(0)..=border + 2_000, &shipped());
        }
        let mut chance = Chance(153);
        for _ in 0..200 {
            let table = chance.table();
            let ends = |step: &Step| {
                // Where the sum is, roughly, of which this much is taxed.
                let kept = 100 - i64::from(table.table().expense_percent);
                [step.over_fen + table.table().expense_fen, step.over_fen * 100 / kept.max(1)]
            };
            let borders: Vec<i64> = table.table().steps.iter().flat_map(ends).collect();
            let terms = TaxTerms { labour_table: Some(table), ..shipped() };
            for border in borders.into_iter().chain([chance.below(20_000_000)]) {
                grows_without_a_jump((border - 150).max(0)..=border + 150, &terms);
            }
        }
    }

    #[test]
    fn withholding_is_independent_of_line_split_and_order() {
        let mut chance = Chance(152);
        let (mut withheld, mut recovered) = (0, 0);
        for _ in 0..2_000 {
            let rules = with(&rules::TAX_OFFICIAL_COST_DEDUCTION, json!(chance.below(60_000)));
            let terms = TaxTerms::of(&rules, month("2026-11"));
            let lines: Vec<TaxedLine> = (0..1 + chance.below(8))
                .map(|_| TaxedLine {
                    payer_id: Uuid::from_u128(u128::try_from(chance.below(2)).unwrap()),
                    tax_class: TaxClass::ALL[usize::try_from(chance.below(2)).unwrap()],
                    component: Component::ALL[usize::try_from(chance.below(3)).unwrap()],
                    amount_fen: chance.below(300_000) - 60_000,
                })
                .collect();
            let mut pieces: Vec<TaxedLine> = Vec::new();
            for whole in &lines {
                let part = chance.below(400_000) - 200_000;
                pieces.insert(0, TaxedLine { amount_fen: part, ..*whole });
                pieces.push(TaxedLine { amount_fen: whole.amount_fen - part, ..*whole });
            }
            let all = previews(&lines, &terms).unwrap();
            assert_eq!(all, previews(&pieces, &terms).unwrap(), "{lines:?}");
            let paid: i64 = lines.iter().map(|one| one.amount_fen).sum();
            assert_eq!(all.iter().map(|one| one.gross_fen).sum::<i64>(), paid);
            for preview in all {
                assert_eq!(preview.withholding.is_some(), preview.tax_class == TaxClass::LabourRemuneration);
                let Some(one) = preview.withholding else { continue };
                assert_eq!(one.withheld_fen + one.net_fen, preview.gross_fen);
                assert!(0 <= one.withheld_fen && one.withheld_fen <= preview.gross_fen.max(0));
                withheld += one.withheld_fen;
                recovered += i32::from(preview.gross_fen < 0);
            }
        }
        assert!(withheld > 0 && recovered > 10, "chance withheld {withheld} and recovered {recovered} times");
    }

    #[test]
    fn net_recovery_withholds_and_refunds_nothing() {
        let preview = one(&[labour(100_000), labour(-250_000)], &shipped());
        assert_eq!((preview.gross_fen, preview.deductible_fen, preview.taxable_fen), (-150_000, 0, 0));
        let withholding = preview.withholding.unwrap();
        assert_eq!((withholding.withheld_fen, withholding.net_fen), (0, -150_000));
    }

    #[test]
    fn payer_withholds_on_the_monthly_sum_of_all_components() {
        let of = |payer: u128, component, amount_fen| TaxedLine {
            payer_id: Uuid::from_u128(payer),
            ..line(TaxClass::LabourRemuneration, component, amount_fen)
        };
        let by_one = Component::ALL.iter().map(|component| of(1, *component, 60_000)).collect::<Vec<_>>();
        let preview = one(&by_one, &shipped());
        // 1 800 yuan less 800, 20 %; by themselves none of the three would be taxed.
        assert_eq!((preview.gross_fen, preview.taxable_fen), (180_000, 100_000));
        assert_eq!(preview.withholding.unwrap().withheld_fen, 20_000);
        let by_three: Vec<TaxedLine> =
            (1..=3).zip(Component::ALL).map(|(payer, component)| of(payer, *component, 60_000)).collect();
        let all = previews(&by_three, &shipped()).unwrap();
        assert!(all.len() == 3 && all.iter().all(|one| one.withholding.unwrap().withheld_fen == 0));
        assert_eq!(preview.rules().map(|rule| rule.key), ["tax.category.external", "tax.labour_table"]);
    }

    #[test]
    fn wages_are_withheld_by_the_employer_and_nothing_is_computed() {
        let lines = Component::ALL.iter().map(|component| line(TaxClass::Wages, *component, 500_000));
        let lines: Vec<TaxedLine> = lines.collect();
        let preview = one(&lines, &shipped());
        assert_eq!((preview.basis, preview.withholding), (Basis::WithheldByPayer, None));
        assert_eq!((preview.gross_fen, preview.deductible_fen, preview.taxable_fen), (1_500_000, 0, 1_500_000));
        assert_eq!(preview.rules().map(|rule| rule.key), ["tax.category.employer", "tax.official_cost_deduction"]);
        let mixed = previews(&[lines[0], labour(100_000)], &shipped()).unwrap();
        assert_eq!(
            mixed.iter().map(|one| one.gross_fen).collect::<Vec<_>>(),
            [500_000, 100_000],
            "one payer, two classes"
        );
    }

    #[test]
    fn deduction_covers_transport_and_communication_not_service() {
        let terms = TaxTerms::of(&with(&rules::TAX_OFFICIAL_COST_DEDUCTION, json!(25_000)), month("2026-11"));
        let wages = |fen: [i64; 3]| {
            let lines = Component::ALL.iter().zip(fen).map(|(component, fen)| line(TaxClass::Wages, *component, fen));
            let preview = one(&lines.collect::<Vec<_>>(), &terms);
            (preview.deductible_fen, preview.taxable_fen)
        };
        assert_eq!(wages([10_000, 20_000, 30_000]), (25_000, 35_000));
        assert_eq!(wages([10_000, 0, 30_000]), (10_000, 30_000));
        assert_eq!(wages([10_000, 0, -30_000]), (10_000, -30_000), "service is recovered in full");
        assert_eq!(wages([10_000, -20_000, 0]), (0, -10_000));
        let remuneration = one(&[line(TaxClass::LabourRemuneration, Component::Transport, 100_000)], &terms);
        assert_eq!(
            remuneration.deductible_fen, 80_000,
            "of labour remuneration the expenses are deducted, and no more"
        );
    }

    #[test]
    fn month_selects_the_tax_table_and_none_means_no_tax_figure() {
        let mut tables = rules::TAX_LABOUR_TABLE.shipped();
        let mut next = tables[0].clone();
        (next["valid_from"], next["expense_fen"]) = (json!("2026-07-01"), json!(100_000));
        tables.as_array_mut().unwrap().push(next);
        let rules = with(&rules::TAX_LABOUR_TABLE, tables);
        let of = |raw: &str| one(&[labour(200_000)], &TaxTerms::of(&rules, month(raw)));
        let withheld =
            |raw: &str| of(raw).withholding.map(|one| (one.applied.valid_from.to_string(), one.withheld_fen));
        assert_eq!(withheld("2026-06"), Some(("2019-01-01".into(), 24_000)));
        assert_eq!(withheld("2026-07"), Some(("2026-07-01".into(), 20_000)));
        assert_eq!((of("2018-12").basis, withheld("2018-12")), (Basis::TableMissing, None));
    }

    #[test]
    fn a_table_that_would_make_the_tax_jump_is_no_policy() {
        let refused = |change: fn(&mut Value)| {
            let mut value = rules::TAX_LABOUR_TABLE.shipped();
            change(&mut value);
            rules::TAX_LABOUR_TABLE.check(&value).is_err()
        };
        assert!(!refused(|_| ()));
        let changes: [fn(&mut Value); 11] = [
            |value| value[0]["steps"][1]["quick_deduction_fen"] = json!(200_001),
            |value| value[0]["steps"][1]["over_fen"] = json!(1_999_999),
            |value| value[0]["steps"][2]["rate_percent"] = json!(101),
            |value| value[0]["steps"][0]["over_fen"] = json!(1),
            |value| value[0]["steps"] = json!([]),
            |value| value[0]["valid_from"] = json!("2019-01-02"),
            |value| value[0]["expense_fen"] = json!(-1),
            |value| value[0]["expense_percent"] = json!(20.5),
            |value| value[0]["rate"] = json!(1),
            |value| *value = json!([]),
            |value| *value = json!([value[0], value[0]]),
        ];
        for (place, change) in changes.into_iter().enumerate() {
            assert!(refused(change), "change {place}");
        }
        let falling = json!([{ "over_fen": 0, "rate_percent": 20, "quick_deduction_fen": 0 },
            { "over_fen": 100, "rate_percent": 10, "quick_deduction_fen": -10 }]);
        let mut value = rules::TAX_LABOUR_TABLE.shipped();
        value[0]["steps"] = falling;
        assert!(rules::TAX_LABOUR_TABLE.check(&value).is_err());
    }

    #[test]
    fn stored_tax_terms_round_trip_and_unsound_ones_are_rejected() {
        let kept = serde_json::to_value(shipped()).unwrap();
        assert_eq!(serde_json::from_value::<TaxTerms>(kept.clone()).unwrap(), shipped());
        let mut broken = kept;
        broken["labour_table"]["steps"][2]["quick_deduction_fen"] = json!(0);
        assert!(serde_json::from_value::<TaxTerms>(broken).is_err());
    }

    #[test]
    fn a_sum_beyond_what_is_read_exactly_is_refused_in_any_order() {
        let (most, one_more) = (labour(Fen::MAX), labour(1));
        assert!(previews(&[most, one_more], &shipped()).is_err());
        assert!(previews(&[most, one_more, labour(-1)], &shipped()).is_ok());
        assert!(previews(&[labour(i64::MIN), labour(i64::MIN)], &shipped()).is_err());
    }
}
