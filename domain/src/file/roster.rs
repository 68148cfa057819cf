//! What an office's roster says of a person beyond their record: from these entries memberships
//! are made now, and appointments once the register holds them.

use crate::{
    Area,
    kernel::{
        id::{PersonId, ZoneId},
        word::words,
    },
};

words! {
    /// 督学类别: what a roster takes a person for.
    RosterKind {
        /// 专职督学.
        FullTime = "full_time",
        /// 兼职督学.
        PartTime = "part_time",
        /// 专业督学 (specialist pool).
        Specialist = "specialist",
        /// 特邀督学 (invited pool).
        Invited = "invited",
    }
}

impl RosterKind {
    /// The words of a roster for the kinds.
    pub const LABELS: [&str; 4] = ["专职督学", "兼职督学", "专业督学", "特邀督学"];

    /// The kind of a roster's own word.
    pub fn from_label(label: &str) -> Option<Self> {
        match label.strip_suffix("督学").unwrap_or(label) {
            "专职" => Some(Self::FullTime),
            "兼职" => Some(Self::PartTime),
            "专业" => Some(Self::Specialist),
            "特邀" => Some(Self::Invited),
            _ => None,
        }
    }
}

/// What a roster says of a person beyond their record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterPost {
    /// The person.
    pub person_id: PersonId,
    /// Area of the register that loaded the roster.
    pub area: Area,
    /// What the person is taken for.
    pub kind: RosterKind,
    /// The zone the person serves.
    pub zone_id: Option<ZoneId>,
    /// Whether the person leads the zone.
    pub is_lead: bool,
    /// The document under which the person serves.
    pub document_number: Option<String>,
}
