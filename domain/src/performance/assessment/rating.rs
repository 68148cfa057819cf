//! Ratings: what the person, the schools, the zone and the office think of each rated item (R85).

use serde::{Deserialize, Serialize};

use super::targets::Item;
use crate::{
    Error, FaultCode, Faults, Wording,
    kernel::{
        id::PersonId,
        rules::{self, refused},
        score::Score,
        word::words,
    },
};

/// Most ratings of one assessment.
pub const RATINGS_MAX: usize = 200;

words! {
    /// Who rates.
    // R85. The office and the bureau decide at the end; what they decide is no rating.
    RaterKind {
        /// The person.
        Own = "self",
        /// A school that the person serves.
        School = "school",
        /// The zone.
        Zone = "zone",
        /// The sections of supervision and personnel.
        Office = "office",
    }
}

/// The score that one rater gives one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemScore {
    /// The code of the item.
    pub item: String,
    /// The score, in hundredths of a point.
    pub score: u32,
}

/// What one rater says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// Of which kind the rater is.
    pub kind: RaterKind,
    /// Who rated.
    pub rater: String,
    /// The rater's record, when the register has one.
    pub rater_person_id: Option<uuid::Uuid>,
    /// A score for each rated item.
    pub scores: Vec<ItemScore>,
}

impl Rating {
    /// The score of an item.
    pub fn score_of(&self, code: &str) -> Option<u32> {
        self.scores.iter().find(|score| score.item == code).map(|score| score.score)
    }

    /// Whether both were given by one rater in one capacity.
    pub fn is_by_the_same(&self, other: &Self) -> bool {
        let by_record = self.rater_person_id.is_some() && self.rater_person_id == other.rater_person_id;
        self.kind == other.kind && (by_record || self.rater == other.rater)
    }

    /// Notes scores that are none of a rated item, are out of bounds, or are missing.
    pub fn check_scores(&self, at: &str, items: &[Item], faults: &mut Faults) {
        let rated: Vec<&str> = items.iter().filter(|item| item.is_rated()).map(|item| item.code.as_str()).collect();
        for (number, score) in self.scores.iter().enumerate() {
            let pointer = format!("{at}/scores/{number}");
            if !rated.contains(&score.item.as_str()) {
                faults.add(format!("{pointer}/item"), FaultCode::Reference, Wording::NotARatedItem);
            } else if self.scores.iter().take(number).any(|earlier| earlier.item == score.item) {
                faults.add(format!("{pointer}/item"), FaultCode::Duplicate, Wording::NamedTwice);
            }
            if score.score > Score::MAX {
                faults.add(format!("{pointer}/score"), FaultCode::Range, Wording::Between { min: 0, max: 100 });
            }
        }
        let missing: Vec<&str> = rated.into_iter().filter(|code| self.score_of(code).is_none()).collect();
        if !missing.is_empty() {
            let wording = Wording::ItemsNotRated { items: missing.join(", ") };
            faults.add(format!("{at}/scores"), FaultCode::Required, wording);
        }
    }

    /// Notes a second rating by one rater in one capacity.
    pub fn check_once(&self, earlier: &[Self], faults: &mut Faults) {
        if earlier.iter().any(|rating| rating.is_by_the_same(self)) {
            faults.add("/rater", FaultCode::Duplicate, Wording::NamedTwice);
        }
    }
}

/// The person who is assessed, as far as raters are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    /// The person.
    pub id: PersonId,
    /// The name.
    pub name: String,
}

impl Assessed {
    /// Refuses ratings by the person (seed D30: no self-directed play). A rater is identified by the record, if one is
    /// named: `records` are those of the raters, as they are now. A rater with another record and the same name is a
    /// namesake.
    ///
    /// # Errors
    /// [`Error::RuleRefused`].
    pub fn check_others<'a>(
        &self,
        ratings: impl IntoIterator<Item = &'a Rating>,
        records: &[PersonId],
    ) -> Result<(), Error> {
        let by_name = ratings.into_iter().any(|rating| rating.rater_person_id.is_none() && rating.rater == self.name);
        if by_name || records.contains(&self.id) {
            return refused(&rules::ASSESSMENT_RATERS, Wording::RatesOneself);
        }
        Ok(())
    }
}
