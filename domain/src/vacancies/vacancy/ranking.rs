//! By which formula candidates are ranked (domain notes d.8; ADR 0029).
//!
//! Whoever a rule keeps from the place is excluded, with the rule. Of the others the reserve list comes before the pool of
//! specialists, and that before the open nomination; within a source the more points come first. Points are whole
//! thousandths: each component's merit of 0 to 1000 times its weight in percent.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    Day, Instant,
    kernel::{
        event::SubjectKind,
        id::PersonId,
        rules::{self, Rule, Rules},
        time::Term,
        word::words,
    },
    performance::assessment::grade::Grade,
};
use uuid::Uuid;

/// Most candidates whose explanation one ranking keeps, and as many of those it excluded.
pub const KEPT_MAX: usize = 100;
/// The greatest merit.
pub const MERIT_MAX: u32 = 1_000;

words! {
    /// Where a candidate comes from, in the order in which sources are drawn on.
    // d.8.
    Source {
        /// Ranked for the last place of the authority for which somebody was chosen, and not chosen.
        ReserveList = "reserve_list",
        /// An active member of the pool of specialists.
        SpecialistPool = "specialist_pool",
        /// Nominated at the authority for the cohort, and not decided yet.
        OpenNomination = "open_nomination",
    }
}

words! {
    /// The components of a score.
    Component {
        /// How much of the term the certification covers.
        Certification = "certification",
        /// The grade of the last final assessment.
        Assessment = "assessment",
        /// How much of what is looked for the person has.
        Speciality = "speciality",
        /// How many schools of the place are of the person's stage.
        Coverage = "coverage",
    }
}

words! {
    /// What keeps somebody from a place.
    Exclusion {
        /// The person must stay away from a school of the place.
        Recusal = "recusal",
        /// A sanction has effect.
        Sanction = "sanction",
        /// No certification is in force.
        NotCertified = "not_certified",
        /// Older than the locality's limit.
        OverAge = "over_age",
        /// The locality has an age limit, and the birth date is not known.
        BirthDateMissing = "birth_date_missing",
        /// The person holds an appointment at the authority, or is chosen for another place.
        HoldsOffice = "holds_office",
        /// It is the person who left the place.
        LeftThePlace = "left_the_place",
        /// It would be a fourth term in a row.
        TermsUsedUp = "terms_used_up",
        /// A case keeps the person from duty.
        Suspended = "suspended",
        /// A decision ended the person's service, stands, and is not spent.
        Dismissed = "dismissed",
        /// A death is on record.
        Deceased = "deceased",
        /// The person comes from no source any more.
        NoSource = "no_source",
    }
}

impl Exclusion {
    /// The rule that excludes.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::Recusal => &rules::RECUSAL_GROUNDS,
            Self::Sanction => &rules::NO_SANCTION,
            Self::NotCertified => &rules::REQUIRES_QUALIFICATION,
            Self::OverAge | Self::BirthDateMissing => &rules::MAX_AGE_NEW,
            Self::TermsUsedUp => &rules::PART_TIME_MAX_CONSECUTIVE_TERMS,
            Self::NoSource => &rules::REPLACEMENT_SOURCES,
            Self::HoldsOffice | Self::LeftThePlace | Self::Suspended | Self::Dismissed | Self::Deceased => {
                &rules::REPLACEMENT_CANDIDATES
            }
        }
    }
}

/// What is looked for in candidates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The code of a subject.
    pub subject: Option<String>,
    /// The code of a teaching stage.
    pub stage: Option<String>,
    /// Specialities.
    pub specialities: Vec<String>,
}

impl Wanted {
    fn count(&self) -> u32 {
        let named = u32::from(self.subject.is_some()) + u32::from(self.stage.is_some());
        named + u32::try_from(self.specialities.len()).unwrap_or(u32::MAX)
    }
}

/// A record that says something of a candidate, in the version that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Of which kind.
    pub kind: SubjectKind,
    /// Which.
    pub id: Uuid,
    /// Its version.
    pub version: i64,
}

/// What is known of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person_id: PersonId,
    /// From where, and by which record.
    pub source: (Source, Fact),
    /// The record of the person.
    pub person: Fact,
    /// The certification in force, with its last day.
    pub certified: Option<(Fact, Day)>,
    /// The grade of the last final assessment, with its year.
    pub assessed: Option<(Fact, i32, Grade)>,
    /// The code of the person's subject.
    pub subject: Option<String>,
    /// The code of the person's teaching stage.
    pub stage: Option<String>,
    /// How many of the specialities that are looked for the person has.
    pub specialities: u32,
    /// What keeps the person from the place, each with its record.
    pub excluded_by: Vec<(Exclusion, Fact)>,
}

/// What a place asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    /// The days that the appointment will have.
    pub term: Term,
    /// What is looked for.
    pub wanted: Wanted,
    /// How many schools of the place are of each teaching stage; those of no known stage are left out.
    pub schools: BTreeMap<&'static str, u32>,
}

impl Needs {
    /// Counts the schools of a place by stage.
    pub fn stages<'a>(school_types: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'static str, u32> {
        let mut schools = BTreeMap::new();
        for school_type in school_types {
            for stage in stages_of(school_type) {
                *schools.entry(*stage).or_default() += 1;
            }
        }
        schools
    }
}

/// The stages that are taught at a school of a type (JY/T 1001); a nine-year school has two.
fn stages_of(school_type: &str) -> &'static [&'static str] {
    match school_type {
        "312" => &["2", "3"],
        "345" => &["2", "3", "4"],
        "341" => &["3", "4"],
        "311" | "319" => &["3"],
        "342" | "349" => &["4"],
        "321" | "329" => &["5"],
        "364" => &["7"],
        other if other.starts_with("11") => &["1"],
        other if other.starts_with("21") => &["2"],
        other if other.starts_with("36") => &["6"],
        _ => &[],
    }
}

/// The weight of each component in percent: a hundred together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights(pub [u32; Component::ALL.len()]);

impl Weights {
    /// The weights in force.
    pub fn of(rules: &Rules) -> Self {
        let mut weights = [0; Component::ALL.len()];
        for (weight, component) in weights.iter_mut().zip(Component::ALL) {
            *weight = rules.weight(&rules::REPLACEMENT_WEIGHTS, component.as_str());
        }
        Self(weights)
    }
}

/// The merits of a candidate, in the order of [`Component::ALL`].
pub type Merits = [u32; Component::ALL.len()];

/// A part of a whole in thousandths; the whole where nothing is asked for.
fn share(part: u32, whole: u32) -> u32 {
    let thousandths = u64::from(part.min(whole)) * u64::from(MERIT_MAX);
    thousandths.checked_div(u64::from(whole)).and_then(|share| u32::try_from(share).ok()).unwrap_or(MERIT_MAX)
}

fn days(from: Day, until: Day) -> u32 {
    u32::try_from((until - from).num_days() + 1).unwrap_or_default()
}

impl Candidate {
    /// Notes what keeps the person from the place, once.
    pub fn exclude(&mut self, exclusion: Exclusion, fact: Fact) {
        if !self.excluded_by.iter().any(|(known, _)| *known == exclusion) {
            self.excluded_by.push((exclusion, fact));
        }
    }

    fn merit(&self, component: Component, needs: &Needs) -> u32 {
        match component {
            Component::Certification => {
                let term = needs.term;
                self.certified.map_or(0, |(_, until)| share(days(term.from, until), days(term.from, term.until)))
            }
            // A person who was never assessed scores less than one with a good grade, and more than one with a bad
            // grade.
            Component::Assessment => match self.assessed {
                Some((_, _, Grade::Excellent)) => MERIT_MAX,
                Some((_, _, Grade::Qualified)) => 700,
                None => 500,
                Some((_, _, Grade::BasicallyQualified)) => 400,
                Some((_, _, Grade::Unqualified)) => 0,
            },
            Component::Speciality => share(self.found(&needs.wanted), needs.wanted.count()),
            Component::Coverage => share(self.schools(needs), needs.schools.values().sum()),
        }
    }

    /// How much of what is looked for the person has.
    fn found(&self, wanted: &Wanted) -> u32 {
        let has = |wanted: &Option<String>, own: &Option<String>| u32::from(wanted.is_some() && wanted == own);
        has(&wanted.subject, &self.subject) + has(&wanted.stage, &self.stage) + self.specialities
    }

    /// How many schools are of the person's stage.
    fn schools(&self, needs: &Needs) -> u32 {
        self.stage.as_deref().and_then(|stage| needs.schools.get(stage)).copied().unwrap_or_default()
    }

    /// The merits of the candidate.
    pub fn merits(&self, needs: &Needs) -> Merits {
        let mut merits = Merits::default();
        for (merit, component) in merits.iter_mut().zip(Component::ALL) {
            *merit = self.merit(*component, needs);
        }
        merits
    }

    /// What a merit rests on, in words and as records.
    fn grounds(&self, component: Component, needs: &Needs) -> (Option<String>, Vec<Fact>) {
        let of = |part: u32, whole: u32| Some(format!("{part}/{whole}"));
        match component {
            Component::Certification => match self.certified {
                Some((fact, until)) => (Some(until.to_string()), vec![fact]),
                None => (None, Vec::new()),
            },
            Component::Assessment => match self.assessed {
                Some((fact, year, grade)) => (Some(format!("{year} {}", grade.as_str())), vec![fact]),
                None => (None, Vec::new()),
            },
            Component::Speciality => (of(self.found(&needs.wanted), needs.wanted.count()), vec![self.person]),
            Component::Coverage => (of(self.schools(needs), needs.schools.values().sum()), vec![self.person]),
        }
    }
}

/// The points of merits, in thousandths: 0 to 100 000. A rule sees to it that weights sum to a hundred.
pub fn points(merits: &Merits, weights: &Weights) -> u32 {
    merits.iter().zip(weights.0).map(|(merit, weight)| merit * weight).sum()
}

/// The sort key of a candidate in a ranking: the smallest comes first. Candidates with equal points are ordered by
/// their merits, in the order of the components, and then by who was registered first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    is_excluded: bool,
    source: Source,
    points: Reverse<u32>,
    merits: Reverse<Merits>,
    person_id: PersonId,
}

impl Standing {
    /// The sort key of a candidate.
    pub fn of(candidate: &Candidate, merits: Merits, weights: &Weights) -> Self {
        Self {
            is_excluded: !candidate.excluded_by.is_empty(),
            source: candidate.source.0,
            points: Reverse(points(&merits, weights)),
            merits: Reverse(merits),
            person_id: candidate.person_id,
        }
    }
}

/// One component of a score, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which.
    pub component: Component,
    /// The merit, 0 to 1000.
    pub merit: u32,
    /// Its weight in percent.
    pub weight: u32,
    /// In words what was found.
    pub found: Option<String>,
    /// The records behind it.
    pub facts: Vec<Fact>,
}

impl Part {
    /// Its points, in thousandths.
    pub fn points(&self) -> u32 {
        self.merit * self.weight
    }
}

/// A candidate as ranked, with the explanation as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The place in the list, from 1 on: first those with a rank, then those who were excluded.
    pub place: u32,
    /// The rank; none for who was excluded.
    pub rank: Option<u32>,
    /// Who.
    pub person_id: PersonId,
    /// From where, and by which record.
    pub source: (Source, Fact),
    /// The score, in thousandths of a point.
    pub score: u32,
    /// How it came about.
    pub parts: Vec<Part>,
    /// What excluded the person, each with its record.
    pub excluded_by: Vec<(Exclusion, Fact)>,
}

/// What a ranking was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// Its number: the version of the vacancy that it made.
    pub number: i64,
    /// The day as of which candidates were looked at.
    pub on: Day,
    /// When.
    pub at: Instant,
    /// By which weights.
    pub weights: Weights,
    /// How many people were looked at.
    pub considered: u32,
    /// How many of them got a rank.
    pub ranked: u32,
    /// How many candidates each rule excluded; a candidate that several rules exclude counts with each.
    pub excluded: Vec<(Exclusion, u32)>,
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Ranks candidates: the first [`KEPT_MAX`] of those with a rank and of those excluded are explained, all are counted. The
/// same facts give the same order.
pub fn rank(
    candidates: &[Candidate],
    needs: &Needs,
    weights: Weights,
    (number, on, at): (i64, Day, Instant),
) -> (Ranking, Vec<Ranked>) {
    let mut order: Vec<(Standing, &Candidate)> = candidates
        .iter()
        .map(|candidate| (Standing::of(candidate, candidate.merits(needs), &weights), candidate))
        .collect();
    order.sort_unstable_by_key(|(standing, _)| *standing);
    let ranked = order.partition_point(|(standing, _)| !standing.is_excluded);
    let (first, excluded) = order.split_at(ranked);
    let kept = first.iter().take(KEPT_MAX).chain(excluded.iter().take(KEPT_MAX));
    let kept = (1..).zip(kept).map(|(place, (standing, candidate))| {
        let rank = (!standing.is_excluded).then_some(place);
        explained(candidate, needs, &weights, (place, rank))
    });
    let ranking = Ranking {
        number,
        on,
        at,
        weights,
        considered: small(candidates.len()),
        ranked: small(ranked),
        excluded: counted(excluded.iter().flat_map(|(_, candidate)| &candidate.excluded_by)),
    };
    (ranking, kept.collect())
}

fn counted<'a>(all: impl Iterator<Item = &'a (Exclusion, Fact)>) -> Vec<(Exclusion, u32)> {
    let mut counts: BTreeMap<Exclusion, u32> = BTreeMap::new();
    for (exclusion, _) in all {
        *counts.entry(*exclusion).or_default() += 1;
    }
    counts.into_iter().collect()
}

fn explained(candidate: &Candidate, needs: &Needs, weights: &Weights, (place, rank): (u32, Option<u32>)) -> Ranked {
    let merits = candidate.merits(needs);
    let parts = Component::ALL.iter().zip(merits).zip(weights.0).map(|((component, merit), weight)| {
        let (found, facts) = candidate.grounds(*component, needs);
        Part { component: *component, merit, weight, found, facts }
    });
    Ranked {
        place,
        rank,
        person_id: candidate.person_id,
        source: candidate.source,
        score: points(&merits, weights),
        parts: parts.collect(),
        excluded_by: candidate.excluded_by.clone(),
    }
}
