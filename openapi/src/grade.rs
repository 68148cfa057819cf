//! Grades on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    FaultCode, Wording,
    fault::Faults,
    grade::{self, Span},
    id::PersonId,
    text,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{recusal::patched, value::Patch};

published! {
    GradeTrack = domain::grade::Track,
}

/// A grade that a person held, holds, or will hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Grade {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who holds it.
    pub person_id: Uuid,
    /// The holder's public number.
    pub person_number: String,
    /// On which track.
    pub track: GradeTrack,
    /// The code within the track's set.
    pub grade: String,
    /// The post grade (岗位等级) at which the holder of a title is engaged.
    pub post_grade: Option<u32>,
    /// The first day on which it holds.
    pub starts_on: NaiveDate,
    /// The last day; null while none is known.
    pub ends_on: Option<NaiveDate>,
    /// The document it rests on.
    pub document_number: String,
    /// The writing system's own reference.
    pub external_reference: Option<String>,
    /// The promotion that led to it.
    pub promotion_id: Option<Uuid>,
    /// Whether it was recorded in error and holds on no day.
    pub annulled: bool,
    /// Why.
    pub annulled_reason: Option<String>,
    /// The first of the days whose answer was touched: by the last change, or, in a list with `changed_after`, by all
    /// changes since. Null when no day's answer is another.
    pub touched_from: Option<NaiveDate>,
    /// The last of these days; null when they have no end.
    pub touched_until: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version. Later changes have a later instant.
    pub updated_at: DateTime<Utc>,
}

impl From<grade::Grade> for Grade {
    fn from(grade: grade::Grade) -> Self {
        Self {
            id: Uuid::from(grade.id),
            version: grade.version,
            area: grade.area.as_str().to_owned(),
            person_id: Uuid::from(grade.person_id),
            person_number: grade.person_number.as_str().to_owned(),
            track: grade.track.into(),
            grade: grade.grade,
            post_grade: grade.post_grade,
            starts_on: grade.span.from,
            ends_on: grade.span.until,
            document_number: grade.document_number,
            external_reference: grade.external_reference,
            promotion_id: grade.promotion_id.map(Uuid::from),
            annulled: grade.annulled_reason.is_some(),
            annulled_reason: grade.annulled_reason,
            touched_from: grade.touched.map(|span| span.from),
            touched_until: grade.touched.and_then(|span| span.until),
            created_at: grade.created_at,
            updated_at: grade.updated_at,
        }
    }
}

/// A title or rank that the personnel authority decided.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateGrade {
    /// Who holds it.
    pub person_id: Uuid,
    /// `professional_title` or `job_rank`; the inspector's own grade follows from a promotion.
    pub track: GradeTrack,
    /// The code within the track's set.
    pub grade: String,
    /// The post grade (岗位等级) at which the holder of a title is engaged: 1 to 4 for a full senior one, 5 to 7 for a senior
    /// one, 8 to 10 for a middle one, 11 to 13 for a junior one.
    #[schema(minimum = 1, maximum = 13)]
    pub post_grade: Option<u32>,
    /// The first day on which it holds. A grade of this track that has no end is ended the day before, unless this one has
    /// an end.
    pub starts_on: NaiveDate,
    /// The last day, when it is known.
    pub ends_on: Option<NaiveDate>,
    /// The document it rests on.
    pub document_number: String,
    /// Your own reference: the same with the same content gives the record that exists, with other content 409.
    pub external_reference: Option<String>,
}

/// A correction of a grade: a JSON merge patch, in which absent differs from null.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateGrade {
    /// The code within the track's set. The inspector's own grade follows from its promotion, and is not another.
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    pub grade: Patch<String>,
    /// The post grade (岗位等级) at which the holder of a title is engaged.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 13)]
    pub post_grade: Patch<u32>,
    /// The first day on which it holds. That of the inspector's own grade follows from its promotion, and is not another.
    #[serde(default)]
    #[schema(value_type = NaiveDate, required = false)]
    pub starts_on: Patch<NaiveDate>,
    /// The last day.
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    pub ends_on: Patch<NaiveDate>,
    /// The document it rests on.
    #[serde(default)]
    #[schema(value_type = String, required = false)]
    pub document_number: Patch<String>,
    /// Whether it was recorded in error and holds on no day.
    #[serde(default)]
    #[schema(value_type = bool, required = false)]
    pub annulled: Patch<bool>,
    /// Why it is corrected; always needed.
    pub reason: Option<String>,
}

impl CreateGrade {
    /// Who holds it.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// The days on which it holds.
    pub fn span(&self) -> Span {
        Span { from: self.starts_on, until: self.ends_on }
    }

    /// The document and the reference.
    pub fn parse(&self, faults: &mut Faults) -> (Option<String>, Option<String>) {
        let reference = self.external_reference.as_ref();
        (
            faults.keep("/document_number", text::line(&self.document_number)),
            reference.and_then(|raw| faults.keep("/external_reference", text::line(raw))),
        )
    }
}

impl UpdateGrade {
    /// Why it is corrected.
    pub fn reason(&self, faults: &mut Faults) -> Option<String> {
        match &self.reason {
            Some(raw) => faults.keep("/reason", text::block(raw)),
            None => {
                faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
                None
            }
        }
    }

    /// The grade as it is after the correction.
    pub fn apply(&self, grade: &grade::Grade, reason: Option<&str>, faults: &mut Faults) -> grade::Grade {
        let document = given("/document_number", &self.document_number, faults);
        let document = document.and_then(|raw| faults.keep("/document_number", text::line(&raw)));
        let annulled_reason = match given("/annulled", &self.annulled, faults) {
            Some(true) => grade.annulled_reason.clone().or_else(|| reason.map(str::to_owned)),
            Some(false) => None,
            None => grade.annulled_reason.clone(),
        };
        grade::Grade {
            grade: given("/grade", &self.grade, faults).unwrap_or_else(|| grade.grade.clone()),
            post_grade: match self.post_grade {
                Patch::Undefined => grade.post_grade,
                Patch::Null => None,
                Patch::Value(post_grade) => Some(post_grade),
            },
            span: Span {
                from: given("/starts_on", &self.starts_on, faults).unwrap_or(grade.span.from),
                until: patched(&self.ends_on, grade.span.until),
            },
            document_number: document.unwrap_or_else(|| grade.document_number.clone()),
            annulled_reason,
            ..grade.clone()
        }
    }
}

/// What a patch says of a field that every record has; null says nothing that it could become, and is a fault.
pub(crate) fn given<T: Clone>(pointer: &str, patch: &Patch<T>, faults: &mut Faults) -> Option<T> {
    match patch {
        Patch::Undefined => None,
        Patch::Null => {
            faults.add(pointer, FaultCode::Required, Wording::CannotBeCleared);
            None
        }
        Patch::Value(value) => Some(value.clone()),
    }
}
