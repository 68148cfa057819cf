use super::{
    formula::{Cause, Computation, Formula, Inputs, compute},
    grade::{Grade, Quota, Scale},
    rating::{ItemScore, RaterKind, Rating},
    targets::{Counted, Domain, Item, Source, check},
    *,
};
use crate::performance::duty::Counts;

fn item(code: &str, weight: u32, source: Source, target: Option<u32>) -> Item {
    Item {
        code: code.to_owned(),
        title: code.to_owned(),
        domain: Domain::Other,
        weight,
        measure: "按责任书考核".to_owned(),
        evidence: "督导记录".to_owned(),
        source,
        target,
    }
}

fn rating(kind: RaterKind, rater: &str, scores: &[(&str, u32)]) -> Rating {
    let scores = scores.iter().map(|(item, score)| ItemScore { item: (*item).to_owned(), score: *score }).collect();
    Rating { kind, rater: rater.to_owned(), rater_person_id: None, scores }
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
    }
}

/// A sheet, what was counted and what raters say, by chance.
struct Case {
    items: Vec<Item>,
    counted: Counted,
    ratings: Vec<Rating>,
}

impl Case {
    fn by_chance(chance: &mut Chance) -> Self {
        let count = 1 + chance.below(6);
        let mut left = 100;
        let mut items = Vec::new();
        for at in 0..count {
            let weight = if at + 1 == count { left } else { 1 + chance.below(left - (count - at - 1)) };
            left -= weight;
            let source = Source::ALL[usize::try_from(chance.below(6)).unwrap()];
            let target = (source != Source::Rated).then(|| 1 + chance.below(60));
            items.push(item(&at.to_string(), weight, source, target));
        }
        let mut counts = || chance.below(90);
        let duty = Counts {
            visits: counts(),
            random_visits: 0,
            duty_days: counts(),
            reports: counts(),
            rectifications: counts(),
            ..Counts::default()
        };
        let counted = Counted { duty, training_hours: counts() };
        let rated: Vec<String> = items.iter().filter(|one| one.is_rated()).map(|one| one.code.clone()).collect();
        let mut ratings = Vec::new();
        let kinds = [
            (RaterKind::Own, 1),
            (RaterKind::School, chance.below(6)),
            (RaterKind::Zone, chance.below(3)),
            (RaterKind::Office, 1 + chance.below(2)),
        ];
        for (kind, raters) in kinds {
            for rater in 0..raters {
                let scores: Vec<(&str, u32)> = rated.iter().map(|code| (code.as_str(), chance.below(10_001))).collect();
                ratings.push(rating(kind, &rater.to_string(), &scores));
            }
        }
        Self { items, counted, ratings }
    }

    fn computed(&self) -> Computation {
        let quota = Quota::of(10, 0, &Rules::shipped());
        compute(&Inputs {
            formula: Formula::of(&Rules::shipped()),
            items: &self.items,
            counted: &self.counted,
            ratings: &self.ratings,
            vetoes: &[],
            quota,
            forgo_excellent: false,
        })
        .unwrap()
    }
}

#[test]
fn score_is_0_to_100_and_recomputable_from_its_steps() {
    let mut chance = Chance(1);
    for _ in 0..2_000 {
        let case = Case::by_chance(&mut chance);
        let mut faults = Faults::new();
        check(&case.items, &mut faults);
        assert!(faults.is_empty(), "{:?}", case.items);
        let computed = case.computed();
        assert!(computed.score <= 10_000);
        for step in &computed.steps {
            let terms = step.operation.split('+').map(|term| term.split_once('*').unwrap());
            let sum: u64 =
                terms.map(|(weight, value)| weight.parse::<u64>().unwrap() * value.parse::<u64>().unwrap()).sum();
            assert_eq!(sum, step.numerator, "{step:?}");
            assert_eq!((2 * sum + step.denominator) / (2 * step.denominator), u64::from(step.result), "{step:?}");
        }
        assert_eq!(computed.steps.last().map(|step| step.result), Some(computed.score));
        let applied: u32 = computed.applied.iter().map(|one| one.weight).sum();
        assert_eq!(applied, if case.items.iter().any(Item::is_rated) { 100 } else { 0 });
        assert_eq!(computed.daily_share + computed.annual_share, 100);
        assert_eq!(
            computed.grade,
            computed.formula.bands.grade(crate::kernel::score::Score(computed.score), Scale::Three)
        );
    }
}

#[test]
fn a_better_rating_and_a_higher_count_never_lower_the_score() {
    let mut chance = Chance(2);
    for _ in 0..2_000 {
        let mut case = Case::by_chance(&mut chance);
        let before = case.computed().score;
        let number = usize::try_from(chance.below(u32::try_from(case.ratings.len()).unwrap())).unwrap();
        for score in &mut case.ratings[number].scores {
            score.score += chance.below(10_001 - score.score);
        }
        case.counted.duty.visits += chance.below(20);
        case.counted.training_hours += chance.below(20);
        assert!(case.computed().score >= before);
    }
}

#[test]
fn average_score_rounds_half_up() {
    let ratings = [rating(RaterKind::Office, "甲", &[("a", 6_000)]), rating(RaterKind::Office, "乙", &[("a", 6_001)])];
    let case = Case {
        items: vec![item("a", 100, Source::Rated, None)],
        counted: Counted::default(),
        ratings: ratings.to_vec(),
    };
    assert_eq!(case.computed().score, 6_001);
}

#[test]
fn empty_part_gives_its_share_to_the_other_and_count_is_capped() {
    let duty = Counts { visits: 30, ..Counts::default() };
    let counted = Counted { duty, training_hours: 1 };
    let items = vec![item("a", 60, Source::Visits, Some(20)), item("b", 40, Source::TrainingHours, Some(3))];
    let computed = Case { items, counted, ratings: Vec::new() }.computed();
    // (60 * 10000 + 40 * 3333) / 100.
    assert_eq!((computed.score, computed.daily_share, computed.annual_share), (7_333, 100, 0));
    assert!(computed.applied.is_empty() && computed.moved.is_empty());
}

#[test]
fn weight_of_missing_raters_goes_to_the_first_present() {
    let moved = |raters: &[(RaterKind, &str)]| {
        let ratings = raters.iter().map(|(kind, rater)| rating(*kind, rater, &[("a", 5_000)])).collect();
        let case = Case { items: vec![item("a", 100, Source::Rated, None)], counted: Counted::default(), ratings };
        case.computed().moved.into_iter().map(|one| (one.from, one.to, one.weight, one.cause)).collect::<Vec<_>>()
    };
    use RaterKind::{Office, Own, School, Zone};
    let schools = [(Own, "我"), (School, "一"), (School, "二"), (School, "三"), (Zone, "区"), (Office, "科")];
    assert_eq!(moved(&schools), []);
    assert_eq!(
        moved(&schools[..4]),
        [(Zone, School, 20, Cause::NobodyRated), (Office, School, 40, Cause::NobodyRated)]
    );
    let two = [(Own, "我"), (School, "一"), (School, "二"), (Office, "科")];
    assert_eq!(moved(&two), [(School, Zone, 30, Cause::TooFewSchools), (Zone, Office, 50, Cause::NobodyRated)]);
}

#[test]
fn overlapping_term_days_count_once_and_within_the_year() {
    let day = |raw: &str| -> Day { raw.parse().unwrap() };
    let terms =
        [(day("2025-06-01"), day("2026-01-11")), (day("2026-01-06"), day("2026-01-21")), (day("2026-12-31"), Day::MAX)];
    assert_eq!((days_served(&terms, 2026), days_served(&terms, 2028), days_served(&[], 2026)), (21, 366, 0));
    let is_exempt = |days, year| check_exempt(days, year, &Rules::shipped()).is_ok();
    assert!(is_exempt(182, 2026) && !is_exempt(183, 2026) && is_exempt(182, 2028) && !is_exempt(183, 2028));
}

#[test]
fn unqualified_year_gives_an_order_and_a_second_a_proposal() {
    use outcome::ConsequenceKind::{Commend, DismissalProposal, ImprovementOrder};
    let day: Day = "2026-11-30".parse().unwrap();
    let of = |grade, was| Consequence::of(grade, day, was, &Rules::shipped()).map(|one| (one.kind, one.deadline));
    assert_eq!(of(Grade::Unqualified, false), Some((ImprovementOrder, "2027-02-28".parse().ok())));
    assert_eq!(of(Grade::Unqualified, true), Some((DismissalProposal, None)));
    assert_eq!((of(Grade::Excellent, true), of(Grade::Qualified, true)), (Some((Commend, None)), None));
}
