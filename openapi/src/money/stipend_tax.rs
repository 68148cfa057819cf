//! The preview of what is withheld of stipends, on the wire.

use chrono::NaiveDate;
use domain::money::stipend::tax;
use macros::view;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::money::payee::TaxClass;

published! {
    TaxBasis = domain::money::stipend::tax::Basis,
}

/// The table of withholding, with the step of it that was applied.
#[view(applied: tax::Applied)]
pub struct TaxTableStep {
    /// The first day on which the table is valid.
    pub valid_from: NaiveDate,
    /// What is deducted for expenses (减除费用) at least, in fen; never more than the gross amount.
    pub expense_fen: i64,
    /// What is deducted for expenses where that is more, in percent of the gross amount, rounded half up.
    pub expense_percent: u32,
    /// The step is for what is taxed above this amount, in fen.
    #[within(applied.step)]
    pub over_fen: i64,
    /// The rate of all that is taxed (预扣率), in percent.
    #[within(applied.step)]
    pub rate_percent: u32,
    /// What is taken off again (速算扣除数), in fen.
    #[within(applied.step)]
    pub quick_deduction_fen: i64,
}

/// What is withheld of all that one payer pays one person in a month: a preview, which neither withholds nor files.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaxPreview {
    /// The organisation that pays.
    pub payer_id: Uuid,
    /// As what the money is taxed.
    pub tax_class: TaxClass,
    /// How what is withheld comes about.
    pub basis: TaxBasis,
    /// The sum of the lines, in fen; negative where more is recovered than paid.
    pub gross_fen: i64,
    /// What is deducted before tax, in fen: of wages official costs, of labour remuneration expenses.
    pub deductible_fen: i64,
    /// What is taxed, in fen; of wages negative where the employer takes something off.
    pub taxable_fen: i64,
    /// What the payer withholds, in fen: `taxable_fen` × rate − quick deduction, rounded half up; null where nothing is
    /// computed.
    pub withheld_fen: Option<i64>,
    /// What remains of the gross amount, in fen; null where nothing is computed.
    pub net_fen: Option<i64>,
    /// The table, with the step that was applied; null where nothing is computed.
    pub table: Option<TaxTableStep>,
    /// The articles: of as what the money is taxed, and of what is deducted and withheld.
    pub articles: Vec<String>,
}

impl From<tax::Preview> for TaxPreview {
    fn from(preview: tax::Preview) -> Self {
        let withholding = preview.withholding;
        Self {
            payer_id: preview.payer_id,
            tax_class: preview.tax_class.into(),
            basis: preview.basis.into(),
            gross_fen: preview.gross_fen,
            deductible_fen: preview.deductible_fen,
            taxable_fen: preview.taxable_fen,
            withheld_fen: withholding.map(|one| one.withheld_fen),
            net_fen: withholding.map(|one| one.net_fen),
            table: withholding.map(|one| one.applied.into()),
            articles: preview.rules().map(|rule| rule.article.to_owned()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        kernel::{period::Month, rules::Rules},
        money::{
            payee::TaxClass,
            stipend::{
                amounts::Component,
                tax::{TaxTerms, TaxedLine, previews},
            },
        },
    };
    use serde_json::{Value, json};

    use super::TaxPreview;

    fn told(tax_class: TaxClass, amount_fen: i64) -> Value {
        let terms = TaxTerms::of(&Rules::shipped(), Month::parse("2026-11").unwrap());
        let line = TaxedLine { payer_id: uuid::Uuid::nil(), tax_class, component: Component::Service, amount_fen };
        serde_json::to_value(TaxPreview::from(previews(&[line], &terms).unwrap()[0])).unwrap()
    }

    #[test]
    fn withholding_is_recomputable_from_the_answer() {
        let told = told(TaxClass::LabourRemuneration, 3_000_000);
        assert_eq!(
            (&told["basis"], &told["withheld_fen"], &told["net_fen"]),
            (&json!("labour_remuneration"), &json!(520_000), &json!(2_480_000))
        );
        let of = |value: &Value| value.as_i64().unwrap();
        let table = &told["table"];
        let deductible = (of(&told["gross_fen"]) * of(&table["expense_percent"]) / 100).max(of(&table["expense_fen"]));
        assert_eq!(of(&told["deductible_fen"]), deductible);
        let tax = of(&told["taxable_fen"]) * of(&table["rate_percent"]) / 100 - of(&table["quick_deduction_fen"]);
        assert_eq!((of(&told["withheld_fen"]), of(&table["over_fen"])), (tax, 2_000_000));
    }

    #[test]
    fn wages_name_the_withholder_and_give_no_figure() {
        let told = told(TaxClass::Wages, 3_000_000);
        assert_eq!((&told["basis"], &told["tax_class"]), (&json!("withheld_by_payer"), &json!("wages")));
        assert_eq!(
            (&told["withheld_fen"], &told["net_fen"], &told["table"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
        assert_eq!(told["articles"].as_array().unwrap().len(), 2);
    }
}
