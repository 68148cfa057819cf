//! Grades on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    FaultCode, Wording,
    kernel::{fault::Faults, id::PersonId, text},
    performance::grade::{self, Span},
};
use macros::{patch, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::value::Patch;

published! {
    GradeTrack = domain::performance::grade::Track,
}

/// A grade that a person held, holds, or will hold.
#[view(grade: grade::Grade)]
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
    #[from(grade.span.from)]
    pub starts_on: NaiveDate,
    /// The last day; null while none is known.
    #[from(grade.span.until)]
    pub ends_on: Option<NaiveDate>,
    /// The document it rests on.
    pub document_number: String,
    /// The writing system's own reference.
    pub external_reference: Option<String>,
    /// The promotion that led to it.
    pub promotion_id: Option<Uuid>,
    /// Whether it was recorded in error and holds on no day.
    #[from(grade.annulled_reason.is_some())]
    pub annulled: bool,
    /// Why.
    pub annulled_reason: Option<String>,
    /// The first of the days whose answer was touched: by the last change, or, in a list with `changed_after`, by all
    /// changes since. Null when no day's answer is another.
    #[from(grade.touched.map(|span| span.from))]
    pub touched_from: Option<NaiveDate>,
    /// The last of these days; null when they have no end.
    #[from(grade.touched.and_then(|span| span.until))]
    pub touched_until: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version. Later changes have a later instant.
    pub updated_at: DateTime<Utc>,
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
#[patch]
pub struct UpdateGrade {
    /// The code within the track's set. The inspector's own grade follows from its promotion, and is not another.
    #[never_null]
    pub grade: Patch<String>,
    /// The post grade (岗位等级) at which the holder of a title is engaged.
    #[schema(minimum = 1, maximum = 13)]
    pub post_grade: Patch<u32>,
    /// The first day on which it holds. That of the inspector's own grade follows from its promotion, and is not another.
    #[never_null]
    pub starts_on: Patch<NaiveDate>,
    /// The last day.
    pub ends_on: Patch<NaiveDate>,
    /// The document it rests on.
    #[never_null]
    pub document_number: Patch<String>,
    /// Whether it was recorded in error and holds on no day.
    #[never_null]
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
        let document = self.document_number.given("/document_number", faults);
        let document = document.and_then(|raw| faults.keep("/document_number", text::line(&raw)));
        let annulled_reason = match self.annulled.given("/annulled", faults) {
            Some(true) => grade.annulled_reason.clone().or_else(|| reason.map(str::to_owned)),
            Some(false) => None,
            None => grade.annulled_reason.clone(),
        };
        grade::Grade {
            grade: self.grade.given("/grade", faults).unwrap_or_else(|| grade.grade.clone()),
            post_grade: self.post_grade.over(grade.post_grade),
            span: Span {
                from: self.starts_on.given("/starts_on", faults).unwrap_or(grade.span.from),
                until: self.ends_on.over(grade.span.until),
            },
            document_number: document.unwrap_or_else(|| grade.document_number.clone()),
            annulled_reason,
            ..grade.clone()
        }
    }
}
