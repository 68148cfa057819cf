//! Drawing a team by chance: at least three inspectors (教育督导条例 art. 16), nobody who has to stay away, the least
//! loaded first, the wanted specialities among them. A draw can be done again from its seed, and so be proved.

use sha2::{Digest, Sha256};

use crate::{
    Area, Day, Error, Fault, FaultCode, Instant, Wording,
    kernel::{
        id::{AppointmentId, PersonId, SchoolId, TeamId},
        rules::{self, Rules, refused},
        word::words,
    },
};

/// Most members of a team.
pub const SIZE_MAX: u32 = 30;
/// Most inspectors among whom a team is drawn.
pub const CANDIDATES_MAX: usize = 5_000;

words! {
    /// What a team is drawn for.
    // domain notes e.14.
    SupervisionKind {
        /// Routine supervision.
        Routine = "routine", // 经常性督导.
        /// Supervision of one or some matters.
        Special = "special", // 专项督导.
        /// Supervision of all matters.
        Comprehensive = "comprehensive", // 综合督导.
        /// Looks whether what was put right still is.
        LookBack = "look_back", // 回头看.
    }
}

words! {
    /// Why an inspector is not among those drawn from.
    Exclusion {
        /// Has to stay away from one of the schools.
        Recusal = "recusal",
        /// Does not inspect for the time being.
        Suspended = "suspended",
        /// Was drawn too often lately.
        Workload = "workload",
    }
}

/// An inspector in office on the day of the supervision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub person_id: PersonId,
    /// The person's number, which enters the draw.
    pub number: String,
    /// The appointment.
    pub appointment_id: AppointmentId,
    /// Which of the wanted specialities the person has, as places in the list.
    pub has: Vec<u32>,
    /// How many teams the person was drawn into lately.
    pub workload: u32,
    /// Why the person is not drawn from.
    pub excluded: Option<Exclusion>,
}

/// A drawn team, with all that the draw rested on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Identifier.
    pub id: TeamId,
    /// Version: a drawn team is never changed.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// For what.
    pub kind: SupervisionKind,
    /// What is supervised, in words.
    pub title: String,
    /// The day of the supervision.
    pub supervises_on: Day,
    /// The schools.
    pub school_ids: Vec<SchoolId>,
    /// How many members were asked for.
    pub size: u32,
    /// The specialities asked for.
    pub wanted: Vec<String>,
    /// The seed, which chance gave.
    pub seed: Seed,
    /// Everybody who was looked at, in the order of their numbers.
    pub candidates: Vec<Candidate>,
    /// Who was drawn, in order.
    pub members: Vec<PersonId>,
    /// When it was drawn.
    pub created_at: Instant,
}

/// The seed of a draw: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed(String);

impl From<Seed> for String {
    fn from(value: Seed) -> Self {
        value.0
    }
}

impl Seed {
    /// A seed from chance.
    pub fn from_chance(first: u64, second: u64) -> Self {
        Self(format!("{first:016x}{second:016x}"))
    }

    /// A seed as it was kept.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The lot of a candidate: the SHA-256 of seed, colon and number, which anybody can compute.
    pub fn lot(&self, number: &str) -> [u8; 32] {
        Sha256::digest(format!("{}:{number}", self.0)).into()
    }
}

/// Refuses a team of fewer members than the law asks for, and one for which too few can be drawn
/// (教育督导条例 art. 16).
///
/// # Errors
/// [`Error::RuleRefused`].
pub fn check_size(candidates: &[Candidate], size: u32, rules: &Rules) -> Result<(), Error> {
    let min = rules.count(&rules::TEAM_MIN_INSPECTORS);
    let free = candidates.iter().filter(|one| one.excluded.is_none()).count();
    let (needed, there) = (size.max(min), u32::try_from(free).unwrap_or(u32::MAX));
    if size >= min && there >= needed {
        return Ok(());
    }
    refused(&rules::TEAM_MIN_INSPECTORS, Wording::TooFewInspectors { needed: needed.into(), there: there.into() })
}

/// Draws: the candidates in order of their workload, and within it of their lots; first one for each wanted speciality,
/// then whoever comes next. It rests on nothing but its arguments, so that it can be done again at any time.
///
/// # Errors
/// [`Error::Invalid`] when nobody has a wanted speciality.
pub fn draw(seed: &Seed, candidates: &[Candidate], wanted: &[String], size: u32) -> Result<Vec<PersonId>, Error> {
    let mut order: Vec<&Candidate> = candidates.iter().filter(|one| one.excluded.is_none()).collect();
    order.sort_by_cached_key(|one| (one.workload, seed.lot(&one.number)));
    let mut drawn: Vec<&Candidate> = Vec::new();
    for (place, speciality) in (0_u32..).zip(wanted) {
        if drawn.iter().any(|one| one.has.contains(&place)) {
            continue;
        }
        let next = order.iter().find(|one| one.has.contains(&place) && !is_among(one, &drawn));
        match next {
            Some(one) => drawn.push(one),
            None => {
                let wording = Wording::NobodyHasSpeciality { speciality: speciality.clone() };
                return Err(Error::invalid(Fault::new(format!("/specialities/{place}"), FaultCode::Mismatch, wording)));
            }
        }
    }
    for one in order {
        if drawn.len() >= usize::try_from(size).unwrap_or(usize::MAX) {
            break;
        }
        if !is_among(one, &drawn) {
            drawn.push(one);
        }
    }
    Ok(drawn.into_iter().map(|one| one.person_id).collect())
}

fn is_among(one: &Candidate, drawn: &[&Candidate]) -> bool {
    drawn.iter().any(|other| other.person_id == one.person_id)
}

impl Team {
    /// Whether the draw, done again, gives the same team.
    pub fn is_reproduced(&self) -> bool {
        draw(&self.seed, &self.candidates, &self.wanted, self.size).is_ok_and(|again| again == self.members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn candidate(number: u128, workload: u32, has: &[u32]) -> Candidate {
        Candidate {
            person_id: PersonId(Uuid::from_u128(number)),
            number: format!("P{number}"),
            appointment_id: AppointmentId(Uuid::from_u128(number)),
            has: has.to_vec(),
            workload,
            excluded: None,
        }
    }

    fn drawn(seed: u64, candidates: &[Candidate], wanted: &[&str], size: u32) -> Result<Vec<u128>, Error> {
        let wanted: Vec<String> = wanted.iter().map(|&one| one.to_owned()).collect();
        let seed = Seed::from_chance(seed, 7);
        check_size(candidates, size, &Rules::shipped())?;
        let team = draw(&seed, candidates, &wanted, size)?;
        Ok(team.into_iter().map(|id| id.0.as_u128()).collect())
    }

    #[test]
    fn the_same_seed_draws_the_same_team_and_another_seed_another() {
        let candidates: Vec<Candidate> = (1..=40).map(|number| candidate(number, 0, &[])).collect();
        assert_eq!(drawn(1, &candidates, &[], 5).unwrap(), drawn(1, &candidates, &[], 5).unwrap());
        let teams: std::collections::HashSet<_> =
            (0..50).map(|seed| drawn(seed, &candidates, &[], 5).unwrap()).collect();
        assert!(teams.len() > 45, "{}", teams.len());
    }

    #[test]
    fn everybody_is_drawn_about_as_often() {
        let candidates: Vec<Candidate> = (1..=10).map(|number| candidate(number, 0, &[])).collect();
        let mut times = [0_u32; 11];
        for seed in 0..2_000 {
            for one in drawn(seed, &candidates, &[], 3).unwrap() {
                times[usize::try_from(one).unwrap()] += 1;
            }
        }
        // Each is expected 600 times; five standard deviations are about a hundred.
        assert!(times[1..].iter().all(|times| (500..700).contains(times)), "{times:?}");
    }

    #[test]
    fn draw_skips_excluded_people_and_prefers_least_loaded() {
        let mut candidates: Vec<Candidate> =
            (1..=6).map(|number| candidate(number, u32::from(number > 3), &[])).collect();
        candidates[0].excluded = Some(Exclusion::Recusal);
        for seed in 0..200 {
            let team = drawn(seed, &candidates, &[], 3).unwrap();
            assert!(!team.contains(&1) && team.contains(&2) && team.contains(&3), "{team:?}");
        }
        candidates[1].excluded = Some(Exclusion::Suspended);
        candidates[2].excluded = Some(Exclusion::Workload);
        candidates[3].excluded = Some(Exclusion::Recusal);
        assert!(matches!(drawn(1, &candidates, &[], 3), Err(Error::RuleRefused { .. })));
    }

    #[test]
    fn team_covers_each_wanted_speciality_that_exists() {
        let candidates: Vec<Candidate> = (1..=30)
            .map(|number| {
                candidate(
                    number,
                    0,
                    if number == 17 {
                        &[0]
                    } else if number == 4 {
                        &[1]
                    } else {
                        &[]
                    },
                )
            })
            .collect();
        for seed in 0..50 {
            let team = drawn(seed, &candidates, &["信息化", "校园安全"], 3).unwrap();
            assert!(team.len() == 3 && team.contains(&17) && team.contains(&4), "{team:?}");
        }
        assert!(drawn(1, &candidates, &["信息化", "校园安全", "体育"], 3).is_err());
    }

    #[test]
    fn a_team_has_at_least_three_inspectors() {
        let candidates: Vec<Candidate> = (1..=9).map(|number| candidate(number, 0, &[])).collect();
        assert!(drawn(1, &candidates, &[], 2).is_err());
        assert!(drawn(1, &candidates[..2], &[], 3).is_err());
        assert_eq!(drawn(1, &candidates, &[], 9).unwrap().len(), 9);
    }

    /// `printf '00000000000000010000000000000007:P1' | sha256sum`, by another program.
    #[test]
    fn a_lot_is_a_sum_that_anybody_can_compute() {
        let lot = Seed::from_chance(1, 7).lot("P1");
        let hex: String = lot.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "ae190b8a3181e7c5c67ad893584d8f78bfcd3a2ec8e0b2555475532a872345bc");
    }
}
