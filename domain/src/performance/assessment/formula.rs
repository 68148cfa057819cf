//! From targets, counts and ratings to a score and a grade, in whole hundredths of a point, step by step, so that a clerk
//! can do it again by hand. Every division rounds half up, where it stands, and nowhere else.
//!
//! 1. A counted item: count by target, at most one, as a score of 0 to 100 points.
//! 2. A rated item: the average of each kind of rater; of these, by the weights applied, the score of the item.
//! 3. The daily part is the average of the counted items by their weights, the annual part that of the rated (R88).
//! 4. The score is the average of both parts by their shares. A part without items gives its share to the other.
//! 5. The band of the score is the grade (R89); a veto makes it the lowest (R91); without a place left, excellent becomes
//!    the grade below (R90).
//!
//! The weight of the schools moves to the zone where fewer schools rated than the rule asks for; the weight of a kind of
//! which nobody rated moves to the first of office, zone and school of which somebody did. The person's own weight never
//! grows (R85).

use serde::{Deserialize, Serialize};

use super::{
    grade::{Bands, Grade, Quota, Scale},
    outcome::Veto,
    rating::{RaterKind, Rating},
    targets::{Counted, Item, Source, WEIGHTS_SUM},
};
use crate::{
    Error, Wording,
    kernel::{
        rules::{self, Rules, refused},
        score::Score,
        word::words,
        wording::number,
    },
};

/// The values of the formula, as they were in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    /// The version of the policy they come from.
    pub policy_version: i64,
    /// The weight of each kind of rater, in percent (R85).
    pub raters: Vec<RaterWeight>,
    /// Fewer ratings of schools than this do not count.
    pub min_schools: u32,
    /// The share of the daily part, in percent (R88).
    pub daily: u32,
    /// The share of the annual part, in percent.
    pub annual: u32,
    /// The scale of grades.
    pub scale: Scale,
    /// Its bands.
    pub bands: Bands,
}

/// The weight of a kind of rater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaterWeight {
    /// The kind.
    pub kind: RaterKind,
    /// Its weight, in percent.
    pub weight: u32,
}

impl Formula {
    /// The formula in force.
    pub fn of(rules: &Rules) -> Self {
        let raters = RaterKind::ALL
            .iter()
            .map(|kind| RaterWeight { kind: *kind, weight: rules.weight(&rules::ASSESSMENT_RATERS, kind.as_str()) });
        Self {
            policy_version: rules.version,
            raters: raters.collect(),
            min_schools: rules.count(&rules::ASSESSMENT_MIN_SCHOOLS),
            daily: rules.weight(&rules::ASSESSMENT_PARTS, "daily"),
            annual: rules.weight(&rules::ASSESSMENT_PARTS, "annual"),
            scale: rules
                .word(&rules::ASSESSMENT_GRADE_SCALE)
                .and_then(|word| Scale::parse(&word))
                .unwrap_or(Scale::Three),
            bands: Bands::of(rules),
        }
    }
}

words! {
    /// Why the weight of a kind of rater moved to another.
    Cause {
        /// Fewer schools rated than the rule asks for.
        TooFewSchools = "too_few_schools",
        /// Nobody of the kind rated.
        NobodyRated = "nobody_rated",
    }
}

/// A weight that moved from one kind of rater to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// From which.
    pub from: RaterKind,
    /// To which.
    pub to: RaterKind,
    /// How much, in percent.
    pub weight: u32,
    /// Why.
    pub cause: Cause,
}

/// The average of one kind of rater for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Average {
    /// The kind.
    pub kind: RaterKind,
    /// The weight applied, in percent.
    pub weight: u32,
    /// Its average, in hundredths of a point.
    pub average: u32,
    /// The single scores, in hundredths of a point; of schools without names.
    pub scores: Vec<NamedScore>,
}

/// One score of one rater.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedScore {
    /// Who rated; nobody is named for a school, whose ratings are anonymous.
    pub rater: Option<String>,
    /// The score, in hundredths of a point.
    pub score: u32,
}

/// What an item came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemResult {
    /// The item.
    pub item: Item,
    /// What the register counted, of a counted item.
    pub counted: Option<u32>,
    /// The averages, of a rated item.
    pub averages: Vec<Average>,
    /// Its score, in hundredths of a point.
    pub score: u32,
}

/// One division of the computation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTaken {
    /// What is computed: `item:CODE:KIND`, `item:CODE`, `daily`, `annual`, `score`.
    pub name: String,
    /// The sum above the line, written out: `15*8000+20*9000`.
    pub operation: String,
    /// Above the line.
    pub numerator: u64,
    /// Below the line.
    pub denominator: u64,
    /// The quotient, rounded half up.
    pub result: u32,
}

/// A score and a grade, with all they rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Computation {
    /// The formula, with its values.
    pub formula: Formula,
    /// Weights of raters as applied; they sum to a hundred where anything is rated.
    pub applied: Vec<RaterWeight>,
    /// Why these differ from those of the formula.
    pub moved: Vec<Moved>,
    /// The items.
    pub items: Vec<ItemResult>,
    /// The share of the daily part as applied, in percent.
    pub daily_share: u32,
    /// The share of the annual part as applied, in percent.
    pub annual_share: u32,
    /// Each division, in order.
    pub steps: Vec<StepTaken>,
    /// The score, in hundredths of a point.
    pub score: u32,
    /// The grade of its band.
    pub band: Grade,
    /// What makes the grade the lowest.
    pub vetoes: Vec<Veto>,
    /// The quota as it was.
    pub quota: Quota,
    /// Whether excellent was forgone because no place was left.
    pub forgone: bool,
    /// The grade.
    pub grade: Grade,
}

/// Divides, rounding half up, and notes the step.
fn divide(steps: &mut Vec<StepTaken>, name: String, terms: &[(u64, u64)], denominator: u64) -> u32 {
    let numerator: u64 = terms.iter().map(|(weight, value)| weight * value).sum();
    // A denominator is never nought: nothing is divided where there is nothing.
    let result = (2 * numerator + denominator) / (2 * denominator.max(1));
    let result = u32::try_from(result).unwrap_or(u32::MAX).min(Score::MAX);
    let operation = terms.iter().map(|(weight, value)| format!("{weight}*{value}")).collect::<Vec<_>>().join("+");
    steps.push(StepTaken { name, operation, numerator, denominator, result });
    result
}

/// How many of a kind rated.
fn raters_of(kind: RaterKind, ratings: &[Rating]) -> usize {
    ratings.iter().filter(|rating| rating.kind == kind).count()
}

/// Whether fewer schools rated than the rule asks for, so that they do not count.
fn too_few_schools(min_schools: u32, ratings: &[Rating]) -> bool {
    number(raters_of(RaterKind::School, ratings)) < i64::from(min_schools)
}

/// The kinds beside the person to which weights move, first to last (R85).
const HEIRS: [RaterKind; 3] = [RaterKind::Office, RaterKind::Zone, RaterKind::School];

/// Whether a kind rated in a way that counts.
fn counts(kind: RaterKind, min_schools: u32, ratings: &[Rating]) -> bool {
    raters_of(kind, ratings) > 0 && !(kind == RaterKind::School && too_few_schools(min_schools, ratings))
}

/// Whether somebody beside the person rated in a way that counts: without, the person's own rating would be the score.
pub fn others_count(min_schools: u32, ratings: &[Rating]) -> bool {
    HEIRS.into_iter().any(|kind| counts(kind, min_schools, ratings))
}

/// The weights as applied, and why they moved.
fn apply_weights(formula: &Formula, ratings: &[Rating]) -> (Vec<RaterWeight>, Vec<Moved>) {
    let rated = |kind: RaterKind| counts(kind, formula.min_schools, ratings);
    let mut applied = formula.raters.clone();
    let mut moved = Vec::new();
    let mut shift = |applied: &mut Vec<RaterWeight>, from: RaterKind, to: RaterKind, cause: Cause| {
        let weight = applied.iter_mut().find(|one| one.kind == from).map_or(0, |one| std::mem::take(&mut one.weight));
        if weight > 0 {
            applied.iter_mut().filter(|one| one.kind == to).for_each(|one| one.weight += weight);
            moved.push(Moved { from, to, weight, cause });
        }
    };
    if too_few_schools(formula.min_schools, ratings) {
        shift(&mut applied, RaterKind::School, RaterKind::Zone, Cause::TooFewSchools);
    }
    if let Some(heir) = HEIRS.into_iter().find(|kind| rated(*kind)) {
        for kind in RaterKind::ALL.iter().copied().filter(|kind| !rated(*kind)) {
            shift(&mut applied, kind, heir, Cause::NobodyRated);
        }
    }
    (applied, moved)
}

/// The average of each kind whose weight is applied, for one item.
fn averages(item: &Item, ratings: &[Rating], applied: &[RaterWeight], steps: &mut Vec<StepTaken>) -> Vec<Average> {
    let of_kind = |weight: &RaterWeight| {
        let mut scores: Vec<NamedScore> = ratings
            .iter()
            .filter(|rating| rating.kind == weight.kind)
            .filter_map(|rating| {
                let rater = (rating.kind != RaterKind::School).then(|| rating.rater.clone());
                rating.score_of(&item.code).map(|score| NamedScore { rater, score })
            })
            .collect();
        if scores.is_empty() {
            return None;
        }
        // The order of rating would tell which school gave which score to whoever knows when each of them rated.
        if weight.kind == RaterKind::School {
            scores.sort_unstable_by_key(|one| one.score);
        }
        let terms: Vec<(u64, u64)> = scores.iter().map(|one| (1, u64::from(one.score))).collect();
        let name = format!("item:{}:{}", item.code, weight.kind.as_str());
        let average = divide(steps, name, &terms, u64::try_from(scores.len()).unwrap_or(1));
        Some(Average { kind: weight.kind, weight: weight.weight, average, scores })
    };
    applied.iter().filter(|weight| weight.weight > 0).filter_map(of_kind).collect()
}

fn rated_item(item: &Item, ratings: &[Rating], applied: &[RaterWeight], steps: &mut Vec<StepTaken>) -> ItemResult {
    let averages = averages(item, ratings, applied, steps);
    let terms: Vec<(u64, u64)> = averages.iter().map(|one| (u64::from(one.weight), u64::from(one.average))).collect();
    let score = divide(steps, format!("item:{}", item.code), &terms, u64::from(WEIGHTS_SUM));
    ItemResult { item: item.clone(), counted: None, averages, score }
}

fn counted_item(item: &Item, counted: u32, steps: &mut Vec<StepTaken>) -> ItemResult {
    let target = item.target.unwrap_or(1).max(1);
    let terms = [(u64::from(counted.min(target)), u64::from(Score::MAX))];
    let score = divide(steps, format!("item:{}", item.code), &terms, target.into());
    ItemResult { item: item.clone(), counted: Some(counted), averages: Vec::new(), score }
}

/// The average of the items of a part by their weights; none where it has no items.
fn part(name: &str, items: &[ItemResult], rated: bool, steps: &mut Vec<StepTaken>) -> Option<u32> {
    let of_part = items.iter().filter(|one| one.item.is_rated() == rated && one.item.weight > 0);
    let terms: Vec<(u64, u64)> = of_part.map(|one| (u64::from(one.item.weight), u64::from(one.score))).collect();
    let weights: u64 = terms.iter().map(|(weight, _)| weight).sum();
    (weights > 0).then(|| divide(steps, name.to_owned(), &terms, weights))
}

/// What a score and a grade are computed from.
#[derive(Debug, Clone)]
pub struct Inputs<'a> {
    /// The formula in force.
    pub formula: Formula,
    /// The items, whose weights sum to a hundred.
    pub items: &'a [Item],
    /// What the register counted.
    pub counted: &'a Counted,
    /// The ratings, complete for each rated item.
    pub ratings: &'a [Rating],
    /// What makes the grade the lowest.
    pub vetoes: &'a [Veto],
    /// The quota of the group.
    pub quota: Quota,
    /// Whether the next lower grade is given where no place is left.
    pub forgo_excellent: bool,
}

/// The score and the grade.
///
/// # Errors
/// [`Error::RuleRefused`] where no place for an excellent grade is left and the office does not forgo it (R90).
pub fn compute(inputs: &Inputs<'_>) -> Result<Computation, Error> {
    let (applied, moved) = apply_weights(&inputs.formula, inputs.ratings);
    let mut steps = Vec::new();
    let items: Vec<ItemResult> = inputs
        .items
        .iter()
        .map(|item| match item.source.counted(inputs.counted) {
            Some(counted) => counted_item(item, counted, &mut steps),
            None => rated_item(item, inputs.ratings, &applied, &mut steps),
        })
        .collect();
    let daily = part("daily", &items, false, &mut steps);
    let annual = part("annual", &items, true, &mut steps);
    let (daily_share, annual_share) = match (daily, annual) {
        (Some(_), Some(_)) => (inputs.formula.daily, inputs.formula.annual),
        (Some(_), None) => (WEIGHTS_SUM, 0),
        (None, _) => (0, WEIGHTS_SUM),
    };
    let shares = [(daily_share, daily), (annual_share, annual)];
    let terms: Vec<(u64, u64)> =
        shares.iter().filter_map(|(share, part)| part.map(|part| (u64::from(*share), u64::from(part)))).collect();
    let score = divide(&mut steps, "score".to_owned(), &terms, WEIGHTS_SUM.into());
    let band = inputs.formula.bands.grade(Score(score), inputs.formula.scale);
    let (grade, forgone) = graded(band, inputs)?;
    let any_rated = inputs.items.iter().any(|item| item.source == Source::Rated);
    let (applied, moved) = if any_rated { (applied, moved) } else { Default::default() };
    Ok(Computation {
        formula: inputs.formula.clone(),
        applied,
        moved,
        items,
        daily_share,
        annual_share,
        steps,
        score,
        band,
        vetoes: inputs.vetoes.to_vec(),
        quota: inputs.quota,
        forgone,
        grade,
    })
}

/// The grade of a band after vetoes and quota, and whether excellent was forgone.
fn graded(band: Grade, inputs: &Inputs<'_>) -> Result<(Grade, bool), Error> {
    if !inputs.vetoes.is_empty() {
        return Ok((Grade::Unqualified, false));
    }
    within_quota(band, inputs.quota, inputs.forgo_excellent)
}

/// A grade, if it is not one excellent too many; the grade below where the office forgoes it.
///
/// # Errors
/// [`Error::RuleRefused`] (R90).
pub fn within_quota(grade: Grade, quota: Quota, forgo_excellent: bool) -> Result<(Grade, bool), Error> {
    match grade {
        Grade::Excellent if quota.has_room() => Ok((grade, false)),
        Grade::Excellent if forgo_excellent => Ok((Grade::Qualified, true)),
        Grade::Excellent => {
            let wording = Wording::ExcellentUsedUp { places: quota.places.into(), group: quota.group.into() };
            refused(&rules::ASSESSMENT_EXCELLENT_MAX_RATIO, wording)
        }
        other => Ok((other, false)),
    }
}
