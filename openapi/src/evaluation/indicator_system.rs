//! Indicator systems on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Day, Faults,
    evaluation::{
        score::{Band, RaterWeight},
        system::{
            self,
            parts::{self, Details, Hundredths},
        },
    },
    kernel::{score::Score, text},
};
use macros::{patch, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::hundredths::{hundredths, score};
use crate::kernel::value::Patch;

published! {
    IndicatorSystemStatus = domain::evaluation::system::Status,
    IndicatorSystemPurpose = domain::evaluation::system::parts::Purpose,
    EvaluatedKind = domain::evaluation::system::parts::ObjectKind,
    IndicatorMeasure = domain::evaluation::system::parts::Measure,
    RectificationRate = domain::evaluation::system::parts::Rate,
    PublishedOfAResult = domain::evaluation::system::parts::Publish,
    EvaluationRaterKind = domain::evaluation::score::RaterKind,
    EvaluationGrade = domain::evaluation::score::Grade,
}

/// An indicator.
#[view(one: parts::Indicator)]
pub struct Indicator {
    /// By which scores name it.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which group it belongs.
    pub group: Option<String>,
    /// Its share of the hundred, with two decimals.
    pub weight: f64,
    /// How it is measured.
    pub measure: IndicatorMeasure,
    /// What is to be reached; of a target.
    pub target: Option<f64>,
    /// What an occurrence costs, in points; of a deduction.
    pub step: Option<f64>,
    /// Which rate of the register it is; of a rate.
    pub rate: Option<RectificationRate>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// The weight of a kind of rater.
#[view(one: RaterWeight)]
pub struct EvaluationRater {
    /// The kind.
    pub kind: EvaluationRaterKind,
    /// Its weight, in percent.
    pub weight: u32,
}

/// From which score on a grade is given.
#[view(one: Band)]
pub struct EvaluationBand {
    /// The grade.
    pub grade: EvaluationGrade,
    /// Its lowest score, 0 to 100.
    pub from: f64,
}

/// What makes the grade the lowest.
#[view(one: parts::Veto)]
pub struct IndicatorVeto {
    /// By which an evaluation names it.
    pub code: String,
    /// What it is.
    pub title: String,
}

/// By what governments, schools or kindergartens are measured, by a decision.
#[view(one: system::IndicatorSystem, day: Day)]
pub struct IndicatorSystem {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260) in which it holds.
    pub area: String,
    /// By which a system and its successors are known in their area.
    #[within(one.details)]
    pub code: String,
    /// Title.
    #[within(one.details)]
    pub title: String,
    /// For what it measures.
    #[within(one.details)]
    pub purpose: IndicatorSystemPurpose,
    /// What kind of object it measures.
    #[within(one.details)]
    pub object_kind: EvaluatedKind,
    /// Of which year results are; null of a system for several years.
    #[within(one.details)]
    pub year: Option<i32>,
    /// The indicators, whose weights add up to 100.
    #[within(one.details)]
    pub indicators: Vec<Indicator>,
    /// Who rates, and how much that weighs.
    #[within(one.details)]
    pub raters: Vec<EvaluationRater>,
    /// From which score on a grade is given, best first.
    #[within(one.details)]
    pub bands: Vec<EvaluationBand>,
    /// What makes the grade the lowest.
    #[within(one.details)]
    pub vetoes: Vec<IndicatorVeto>,
    /// The points that a full score makes in the comprehensive assessment, with two decimals.
    #[within(one.details)]
    pub comprehensive_points: Option<f64>,
    /// What is published of a result.
    #[within(one.details)]
    pub publish: PublishedOfAResult,
    /// First day.
    #[within(one.details)]
    pub effective_on: NaiveDate,
    /// Last day: the day before the next one of the code takes effect; null without end.
    #[from(one.ends_on())]
    pub ends_on: Option<NaiveDate>,
    /// The status on the day that is read: a decided one is in effect from its first day until the next one begins.
    #[from(one.effective(day))]
    pub status: IndicatorSystemStatus,
    /// The day on which it was submitted; from then on nothing of it is edited.
    pub submitted_on: Option<NaiveDate>,
    /// The document by which it was decided.
    pub document_number: Option<String>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// An indicator to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorInput {
    /// By which scores name it; once in a system.
    pub code: String,
    /// What it is.
    pub title: String,
    /// To which group it belongs.
    pub group: Option<String>,
    /// Its share of the hundred, more than 0; hundredths count.
    #[schema(minimum = 0, maximum = 100)]
    pub weight: f64,
    /// How it is measured.
    pub measure: IndicatorMeasure,
    /// What is to be reached, more than 0; of a target, and of nothing else.
    #[schema(minimum = 0, maximum = 40_000_000)]
    pub target: Option<f64>,
    /// What an occurrence costs, in points; of a deduction, and of nothing else.
    #[schema(minimum = 0, maximum = 100)]
    pub step: Option<f64>,
    /// Which rate of the register it is; of a rate, and of nothing else.
    pub rate: Option<RectificationRate>,
    /// What proves it.
    pub evidence: Option<String>,
}

/// The weight of a kind of rater to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationRaterInput {
    /// The kind.
    pub kind: EvaluationRaterKind,
    /// Its weight, in percent, 1 to 100.
    #[schema(minimum = 0, maximum = 100)]
    pub weight: u32,
}

/// A band to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationBandInput {
    /// The grade.
    pub grade: EvaluationGrade,
    /// Its lowest score, 0 to 100; that of the last band is 0.
    #[schema(minimum = 0, maximum = 100)]
    pub from: f64,
}

/// A veto to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorVetoInput {
    /// By which an evaluation names it; once in a system.
    pub code: String,
    /// What it is.
    pub title: String,
}

/// An indicator system to draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateIndicatorSystem {
    /// Area (GB/T 2260) in which it is to hold; the client's, else the register's, unless said.
    pub area: Option<String>,
    /// By which a system and its successors are known in their area.
    pub code: String,
    /// Title.
    pub title: String,
    /// For what it measures.
    pub purpose: IndicatorSystemPurpose,
    /// What kind of object it measures.
    pub object_kind: EvaluatedKind,
    /// Of which year results are, where it is made for one.
    #[schema(minimum = 2000, maximum = 2999)]
    pub year: Option<i32>,
    /// The indicators, whose weights add up to 100; only a system of balance may have none.
    #[schema(max_items = 500)]
    pub indicators: Vec<IndicatorInput>,
    /// Who rates, each kind once; their weights add up to 100. Needed where an indicator is rated.
    #[schema(max_items = 4)]
    pub raters: Option<Vec<EvaluationRaterInput>>,
    /// From which score on a grade is given, best first.
    #[schema(min_items = 1, max_items = 4)]
    pub bands: Vec<EvaluationBandInput>,
    /// What makes the grade the lowest.
    #[schema(max_items = 50)]
    pub vetoes: Option<Vec<IndicatorVetoInput>>,
    /// The points that a full score makes in the comprehensive assessment, 0 to 100; hundredths count.
    #[schema(minimum = 0, maximum = 100)]
    pub comprehensive_points: Option<f64>,
    /// What is published of a result; the grade, unless said.
    pub publish: Option<PublishedOfAResult>,
    /// First day.
    pub effective_on: NaiveDate,
}

/// Another wording of a draft: a JSON merge patch, in which absent differs from null. Lists are replaced as a whole.
#[patch]
pub struct UpdateIndicatorSystem {
    /// Title.
    pub title: Option<String>,
    /// Of which year results are.
    #[schema(minimum = 2000, maximum = 2999)]
    pub year: Patch<i32>,
    /// All the indicators.
    #[schema(max_items = 500)]
    pub indicators: Option<Vec<IndicatorInput>>,
    /// All who rate.
    #[schema(max_items = 4)]
    pub raters: Option<Vec<EvaluationRaterInput>>,
    /// All the bands.
    #[schema(min_items = 1, max_items = 4)]
    pub bands: Option<Vec<EvaluationBandInput>>,
    /// All the vetoes.
    #[schema(max_items = 50)]
    pub vetoes: Option<Vec<IndicatorVetoInput>>,
    /// The points that a full score makes in the comprehensive assessment, 0 to 100; hundredths count.
    #[schema(minimum = 0, maximum = 100)]
    pub comprehensive_points: Patch<f64>,
    /// What is published of a result.
    pub publish: Option<PublishedOfAResult>,
    /// First day.
    pub effective_on: Option<NaiveDate>,
}

plain_transitions! {
    /// One event of an indicator system's lifecycle. `approve` needs a document number; `take_effect` and `supersede` are fired by
    /// the system alone.
    TransitionIndicatorSystem of domain::evaluation::system::Event { Submit, Approve, TakeEffect, Supersede, Withdraw }
}

fn indicators(all: &[IndicatorInput], faults: &mut Faults) -> Vec<parts::Indicator> {
    let read = |(at, one): (usize, &IndicatorInput)| {
        let place = |field: &str| format!("/indicators/{at}/{field}");
        let mut said = |field: &str, raw: &String| faults.keep(&place(field), text::line(raw));
        let code = said("code", &one.code).unwrap_or_default();
        let title = said("title", &one.title).unwrap_or_default();
        let group = one.group.as_ref().and_then(|raw| said("group", raw));
        let evidence = one.evidence.as_ref().and_then(|raw| said("evidence", raw));
        let mut number = |field: &str, raw: f64, max| hundredths(&place(field), raw, max, faults);
        let weight = number("weight", one.weight, Hundredths::HUNDRED).unwrap_or_default();
        let target = one.target.and_then(|raw| number("target", raw, Hundredths::MAX));
        let step = one.step.and_then(|raw| number("step", raw, Hundredths::HUNDRED));
        let (measure, rate) = (one.measure.into(), one.rate.map(Into::into));
        parts::Indicator { code, title, group, weight, measure, target, step, rate, evidence }
    };
    all.iter().enumerate().map(read).collect()
}

fn raters(all: &[EvaluationRaterInput]) -> Vec<RaterWeight> {
    all.iter().map(|one| RaterWeight { kind: one.kind.into(), weight: one.weight }).collect()
}

fn bands(all: &[EvaluationBandInput], faults: &mut Faults) -> Vec<Band> {
    let read = |(at, one): (usize, &EvaluationBandInput)| {
        let from = score(&format!("/bands/{at}/from"), one.from, faults).unwrap_or(Score(0));
        Band { grade: one.grade.into(), from }
    };
    all.iter().enumerate().map(read).collect()
}

fn vetoes(all: &[IndicatorVetoInput], faults: &mut Faults) -> Vec<parts::Veto> {
    let read = |(at, one): (usize, &IndicatorVetoInput)| {
        let mut said = |field: &str, raw: &String| faults.keep(&format!("/vetoes/{at}/{field}"), text::line(raw));
        let (code, title) = (said("code", &one.code), said("title", &one.title));
        parts::Veto { code: code.unwrap_or_default(), title: title.unwrap_or_default() }
    };
    all.iter().enumerate().map(read).collect()
}

fn points(points: f64, faults: &mut Faults) -> Option<Hundredths> {
    hundredths("/comprehensive_points", points, Hundredths::HUNDRED, faults)
}

impl CreateIndicatorSystem {
    /// The area, when it is said.
    pub fn said_area(&self, faults: &mut Faults) -> Option<Area> {
        self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)))
    }

    /// What it says, noting every fault.
    pub fn parse(&self, faults: &mut Faults) -> Details {
        let (code, title) =
            (faults.keep("/code", text::line(&self.code)), faults.keep("/title", text::line(&self.title)));
        let details = Details {
            code: code.unwrap_or_default(),
            title: title.unwrap_or_default(),
            purpose: self.purpose.into(),
            object_kind: self.object_kind.into(),
            year: self.year,
            indicators: indicators(&self.indicators, faults),
            raters: raters(self.raters.as_deref().unwrap_or_default()),
            bands: bands(&self.bands, faults),
            vetoes: vetoes(self.vetoes.as_deref().unwrap_or_default(), faults),
            comprehensive_points: self.comprehensive_points.and_then(|number| points(number, faults)),
            publish: self.publish.map_or(parts::Publish::Grade, Into::into),
            effective_on: self.effective_on,
        };
        details.check(faults);
        details
    }
}

impl UpdateIndicatorSystem {
    /// What the draft says once the patch lies over it, noting every fault.
    pub fn over(&self, present: &Details, faults: &mut Faults) -> Details {
        let title = self.title.as_ref().and_then(|raw| faults.keep("/title", text::line(raw)));
        let comprehensive_points = match self.comprehensive_points {
            Patch::Undefined => present.comprehensive_points,
            Patch::Null => None,
            Patch::Value(number) => points(number, faults),
        };
        let indicators = self.indicators.as_ref().map(|all| indicators(all, faults));
        let bands = self.bands.as_ref().map(|all| bands(all, faults));
        let vetoes = self.vetoes.as_ref().map(|all| vetoes(all, faults));
        let details = Details {
            title: title.unwrap_or_else(|| present.title.clone()),
            year: self.year.over(present.year),
            indicators: indicators.unwrap_or_else(|| present.indicators.clone()),
            raters: self.raters.as_deref().map_or_else(|| present.raters.clone(), raters),
            bands: bands.unwrap_or_else(|| present.bands.clone()),
            vetoes: vetoes.unwrap_or_else(|| present.vetoes.clone()),
            comprehensive_points,
            publish: self.publish.map_or(present.publish, Into::into),
            effective_on: self.effective_on.unwrap_or(present.effective_on),
            ..present.clone()
        };
        details.check(faults);
        details
    }
}
