//! Experts on the wire: what partner applications search. No identity, contact or money fields.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pools::pool_membership::Pool;

/// An active member of a pool.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Expert {
    /// The person's identifier.
    pub id: Uuid,
    /// The person's public number.
    pub number: String,
    /// Name.
    pub name: String,
    /// Area (GB/T 2260).
    pub area: String,
    /// Professional title (code set `professional_titles`).
    pub professional_title: Option<String>,
    /// The title in Chinese.
    pub professional_title_label: Option<String>,
    /// Subject (code set `subjects`).
    pub subject: Option<String>,
    /// The subject in Chinese.
    pub subject_label: Option<String>,
    /// Teaching stage (code set `teaching_stages`).
    pub stage: Option<String>,
    /// The stage in Chinese.
    pub stage_label: Option<String>,
    /// What the person is expert in.
    pub specialities: Vec<String>,
    /// The active memberships, one a pool.
    pub memberships: Vec<ExpertMembership>,
}

/// An active membership as partners see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExpertMembership {
    /// Which pool.
    pub pool: Pool,
    /// Source category (code set `specialist_sources` or `invited_sources`).
    pub source: Option<String>,
    /// The source category in Chinese.
    pub source_label: Option<String>,
    /// Last day of the term.
    pub valid_until: NaiveDate,
}
