//! What everybody reads of a published document: these fields, and no others. They are computed; nobody writes them by hand.

use chrono::NaiveDate;
use domain::governance::document::parts::DocumentKind as Kind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DocumentKind, PublicationChannel, PublicationCorrection};
use crate::{
    evaluation::indicator_system::{EvaluationGrade, IndicatorSystemPurpose},
    supervision::finding::FindingSeverity,
};

domain::parameters! {
    /// Which results everybody reads.
    PublicResultsQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// Kind.
        kind: words Kind,
        /// Published on this day or later.
        published_on_from: from,
        /// Published on this day or earlier.
        published_on_to: until,
    }
}

/// How a unit came out, as it is published: as far as the indicator system permits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicEvaluation {
    /// The name of the school or organisation.
    pub unit: String,
    /// For what it was measured.
    pub purpose: IndicatorSystemPurpose,
    /// The year, semester or month.
    pub period: String,
    /// The grade.
    pub grade: Option<EvaluationGrade>,
    /// The score, 0 to 100, where it is published.
    pub score: Option<f64>,
}

/// How many problems of a severity a document is about. Small numbers are left out, and so are problems in which a minor came to
/// harm.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicProblemCount {
    /// The severity.
    pub severity: FindingSeverity,
    /// How many.
    pub count: u32,
}

/// A published document as everybody may read it: these fields, and no others (政府信息公开条例 art. 20).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicResult {
    /// Identifier of the document.
    pub id: Uuid,
    /// Its kind.
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// Number.
    pub number: Option<String>,
    /// The names of those who issued it.
    pub issuers: Vec<String>,
    /// The day of issue.
    pub issued_on: Option<NaiveDate>,
    /// The first day on which it holds.
    pub effective_on: Option<NaiveDate>,
    /// The day on which it was published.
    pub published_on: Option<NaiveDate>,
    /// What it says, in short.
    pub public_summary: Option<String>,
    /// By which channels it was published.
    pub channels: Vec<PublicationChannel>,
    /// What was corrected since.
    pub corrections: Vec<PublicationCorrection>,
    /// How the units came out whose final evaluations it publishes.
    pub evaluations: Vec<PublicEvaluation>,
    /// How many problems it is about, by severity.
    pub problems: Vec<PublicProblemCount>,
}
