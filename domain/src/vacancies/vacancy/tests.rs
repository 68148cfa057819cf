use super::{
    eligibility::Conditions,
    ranking::{
        Candidate, Component, Exclusion, Fact, KEPT_MAX, MERIT_MAX, Merits, Needs, Source, Standing, Wanted, Weights,
        points, rank,
    },
    *,
};
use crate::{
    Actor, Role,
    kernel::{
        calendar::WorkingDays,
        event::SubjectKind,
        lifecycle::{Contributors, Situation, fire},
        rules::Rules,
        time::Term,
    },
    performance::assessment::grade::Grade,
};
use uuid::Uuid;

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

fn now() -> Instant {
    "2026-11-30T01:00:00Z".parse().unwrap()
}

fn fact(kind: SubjectKind, number: u128) -> Fact {
    Fact { kind, id: Uuid::from_u128(number), version: 1 }
}

fn candidate(number: u128) -> Candidate {
    Candidate {
        person_id: PersonId(Uuid::from_u128(number)),
        source: (Source::SpecialistPool, fact(SubjectKind::PoolMembership, number)),
        person: fact(SubjectKind::Person, number),
        certified: Some((fact(SubjectKind::Certification, number), day("2031-11-22"))),
        assessed: None,
        subject: Some("14".to_owned()),
        stage: Some("2".to_owned()),
        specialities: 1,
        excluded_by: Vec::new(),
    }
}

fn needs() -> Needs {
    Needs {
        term: Term { from: day("2026-12-01"), until: day("2029-10-31") },
        wanted: Wanted {
            subject: Some("14".to_owned()),
            stage: Some("2".to_owned()),
            specialities: vec!["课程评价".to_owned(), "教学诊断".to_owned()],
        },
        schools: Needs::stages(["211", "211", "312", "366", "999"]),
    }
}

fn weights() -> Weights {
    Weights::of(&Rules::shipped())
}

fn order(candidates: &[Candidate]) -> Vec<u128> {
    let made = (2, day("2026-11-30"), now());
    let (_, kept) = rank(candidates, &needs(), weights(), made);
    kept.iter().map(|one| one.person_id.0.as_u128()).collect()
}

/// A small generator: the same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % bound
    }
}

#[test]
fn merits_are_shares_in_thousandths() {
    let one = candidate(1);
    // Three of the four things that are looked for, and three of five stages at schools: a nine-year school has two.
    assert_eq!(one.merits(&needs()), [1_000, 500, 750, 600]);
    assert_eq!(points(&one.merits(&needs()), &weights()), 20_000 + 15_000 + 22_500 + 12_000);
    // 31 of 1 066 days.
    let short = Candidate { certified: Some((one.person, day("2026-12-31"))), ..one.clone() };
    assert_eq!(short.merits(&needs())[0], 31 * 1_000 / 1_066);
    let none = Candidate { certified: None, subject: None, stage: None, specialities: 0, ..one };
    assert_eq!(none.merits(&needs()), [0, 500, 0, 0]);
}

#[test]
fn no_stated_needs_gives_everyone_full_merit() {
    let needs = Needs { wanted: Wanted::default(), schools: Needs::stages([]), ..needs() };
    assert_eq!(candidate(1).merits(&needs)[2..], [MERIT_MAX, MERIT_MAX]);
}

#[test]
fn better_grade_scores_more_and_no_grade_scores_in_between() {
    let merit = |grade: Option<Grade>| {
        let assessed = grade.map(|grade| (fact(SubjectKind::Assessment, 1), 2025, grade));
        Candidate { assessed, ..candidate(1) }.merits(&needs())[1]
    };
    let all = [
        Some(Grade::Excellent),
        Some(Grade::Qualified),
        None,
        Some(Grade::BasicallyQualified),
        Some(Grade::Unqualified),
    ];
    let merits: Vec<u32> = all.into_iter().map(merit).collect();
    assert_eq!(merits, [1_000, 700, 500, 400, 0]);
}

#[test]
fn ranking_sorts_by_source_order_then_registration_order() {
    let from = |number, source| Candidate { source: (source, fact(SubjectKind::Person, number)), ..candidate(number) };
    let weak = Candidate { specialities: 0, subject: None, ..from(9, Source::ReserveList) };
    let all = [from(3, Source::OpenNomination), from(2, Source::SpecialistPool), from(1, Source::SpecialistPool), weak];
    assert_eq!(order(&all), [9, 1, 2, 3]);
}

#[test]
fn excluded_candidate_is_unranked_and_counted_by_rule() {
    let excluded = |number, by: &[Exclusion]| Candidate {
        excluded_by: by.iter().map(|one| (*one, fact(SubjectKind::Person, number))).collect(),
        ..candidate(number)
    };
    let all =
        [excluded(1, &[Exclusion::Recusal, Exclusion::Sanction]), excluded(2, &[Exclusion::Sanction]), candidate(3)];
    let (ranking, kept) = rank(&all, &needs(), weights(), (2, day("2026-11-30"), now()));
    assert_eq!((ranking.considered, ranking.ranked), (3, 1));
    assert_eq!(ranking.excluded, [(Exclusion::Recusal, 1), (Exclusion::Sanction, 2)]);
    let places: Vec<_> = kept.iter().map(|one| (one.person_id.0.as_u128(), one.place, one.rank)).collect();
    assert_eq!(places, [(3, 1, Some(1)), (1, 2, None), (2, 3, None)]);
}

#[test]
fn the_first_hundred_are_explained_and_all_are_counted() {
    let all: Vec<Candidate> = (1..=250).map(candidate).collect();
    let (ranking, kept) = rank(&all, &needs(), weights(), (2, day("2026-11-30"), now()));
    assert_eq!((ranking.considered, ranking.ranked, kept.len()), (250, 250, KEPT_MAX));
    assert!(kept.iter().all(|one| one.parts.iter().map(super::ranking::Part::points).sum::<u32>() == one.score));
}

/// Whatever the merits, the weights and the others: more of one merit never gives a later place.
#[test]
fn more_of_a_merit_never_ranks_lower() {
    let mut chance = Chance(7);
    for _ in 0..20_000 {
        let (a, b, c) = (chance.below(101), chance.below(101), chance.below(101));
        let mut cuts = [a, b, c];
        cuts.sort_unstable();
        let weights = Weights([cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]]);
        let mut merits = || -> Merits { std::array::from_fn(|_| chance.below(MERIT_MAX + 1)) };
        let (own, theirs) = (merits(), merits());
        let at = usize::try_from(chance.below(4)).unwrap();
        let mut more = own;
        more[at] = own[at] + chance.below(MERIT_MAX + 1 - own[at]);
        let other = Standing::of(&candidate(2), theirs, &weights);
        let (before, after) = (Standing::of(&candidate(1), own, &weights), Standing::of(&candidate(1), more, &weights));
        assert!(after <= before, "{own:?} {more:?} {weights:?}");
        assert!(before > other || after < other, "{own:?} {more:?} against {theirs:?} by {weights:?}");
        assert!(points(&more, &weights) <= 100_000);
    }
}

/// The order does not depend on that in which the facts came.
#[test]
fn ranking_is_independent_of_input_order() {
    let mut chance = Chance(11);
    let mut all: Vec<Candidate> = (1..=60)
        .map(|number| Candidate {
            specialities: chance.below(3),
            stage: Some(chance.below(5).to_string()),
            assessed: Some((
                fact(SubjectKind::Assessment, number),
                2025,
                Grade::ALL[usize::try_from(chance.below(4)).unwrap()],
            )),
            ..candidate(number)
        })
        .collect();
    let first = order(&all);
    for _ in 0..50 {
        let (a, b) = (chance.below(60), chance.below(60));
        all.swap(usize::try_from(a).unwrap(), usize::try_from(b).unwrap());
        assert_eq!(order(&all), first);
    }
}

#[test]
fn age_is_asked_for_where_a_locality_sets_a_limit() {
    let set = |value: serde_json::Value| Rules::with_changes([(2, rules::MAX_AGE_NEW.key.to_owned(), value)]);
    let term = needs().term;
    let excluded = |born: Option<&str>, rules: &Rules| {
        let mut one = candidate(1);
        let conditions = Conditions { route: Route::PartTime, term, cohort: Some(term), rules };
        one.look_at(born.map(day), &[], &conditions);
        one.excluded_by.first().map(|(exclusion, _)| *exclusion)
    };
    assert_eq!(excluded(None, &Rules::shipped()), None);
    let limit = set(60.into());
    assert_eq!(excluded(None, &limit), Some(Exclusion::BirthDateMissing));
    assert_eq!(excluded(Some("1965-12-02"), &limit), None, "sixty until the day before the cohort's second");
    assert_eq!(excluded(Some("1965-12-01"), &limit), Some(Exclusion::OverAge));
}

#[test]
fn each_component_has_its_weight_and_each_exclusion_its_rule() {
    assert_eq!(weights().0.iter().sum::<u32>(), 100);
    assert_eq!(weights().0.len(), Component::ALL.len());
    for exclusion in Exclusion::ALL {
        assert!(rules::find(exclusion.rule().key).is_some(), "{}", exclusion.as_str());
    }
}

// -- The lifecycle ------------------------------------------------------------------------------------------------------

fn vacancy() -> Vacancy {
    let place = Place {
        authority_id: OrganisationId(Uuid::from_u128(1)),
        route: Route::PartTime,
        cohort_id: None,
        zone_id: None,
        school_ids: Vec::new(),
        left_id: None,
        dismissal_id: None,
        wanted: Wanted::default(),
    };
    let id = VacancyId(Uuid::from_u128(2));
    Vacancy::open(id, Area::parse("340800").unwrap(), place, (day("2026-11-23"), now()))
}

fn fires(one: &Vacancy, event: Event, role: Role, chosen: Option<&Chosen>) -> Result<Vacancy, Error> {
    let (rules, working_days, contributors) = (Rules::shipped(), WorkingDays::over([]), Contributors::default());
    let actor = Actor::own(role);
    let situation = Situation {
        actor: &actor,
        contributors: &contributors,
        today: day("2026-11-30"),
        now: now(),
        rules: &rules,
        working_days: &working_days,
    };
    let command = match event {
        Event::Select => Command::Select { person_id: PersonId(Uuid::from_u128(3)) },
        other => Command::Plain(other),
    };
    let basis = Basis { reason: Some("理由".to_owned()), ..Basis::default() };
    fire(one, &command, &basis, &chosen.cloned(), &situation).map(|fired| fired.record)
}

#[test]
fn the_system_alone_fills_and_releases() {
    let chosen = Chosen { rank: Some(1), excluded_by: Vec::new() };
    let ranked = fires(&vacancy(), Event::Rank, Role::Registrar, None).unwrap();
    let selected = fires(&ranked, Event::Select, Role::Approver, Some(&chosen)).unwrap();
    for event in [Event::Fill, Event::Release] {
        assert!(matches!(fires(&selected, event, Role::Approver, None), Err(Error::NotForRole { .. })));
    }
    assert_eq!(selected.filled(day("2026-12-15"), now()).map(|one| one.status), Some(Status::Filled));
    assert_eq!(ranked.filled(day("2026-12-15"), now()), None);
    let released = selected.released(day("2026-12-15"), now());
    assert_eq!((released.status, released.candidate_id), (Status::CandidatesRanked, None));
}

#[test]
fn filled_vacancy_is_final_and_reversal_freeze_stays() {
    let filled = Vacancy { status: Status::Filled, ..vacancy() };
    for event in Event::ALL {
        let role = if matches!(event, Event::Fill | Event::Release) { Role::System } else { Role::Approver };
        assert!(matches!(fires(&filled, *event, role, None), Err(Error::TransitionNotAllowed { .. })), "{event:?}");
    }
    let closed = vacancy().frozen(Cause::Reversal, day("2026-11-24"), now());
    assert!(matches!(fires(&closed, Event::Unfreeze, Role::Approver, None), Err(Error::RuleRefused { .. })));
    let frozen = vacancy().frozen(Cause::Decision, day("2026-11-24"), now());
    assert_eq!(fires(&frozen, Event::Unfreeze, Role::Approver, None).map(|one| one.status).ok(), Some(Status::Opened));
}
