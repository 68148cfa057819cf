//! Responsibility zones and their schools (教育督导条例 art. 13: zones follow the layout of schools).

use crate::{
    Area, Instant,
    code_set::SchoolType,
    id::{SchoolId, ZoneId},
    text::CreditCode,
};

/// A responsibility zone: a group of schools served by a team of inspectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Identifier.
    pub id: ZoneId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// Name, unique in the area.
    pub name: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Identifier.
    pub id: SchoolId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// The zone it belongs to.
    pub zone_id: ZoneId,
    /// School identifier, ten digits.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// School type (JY/T 1001).
    pub school_type: SchoolType,
    /// How many pupils it has.
    pub pupils: Option<u32>,
    /// Unified social credit code.
    pub credit_code: Option<CreditCode>,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}
