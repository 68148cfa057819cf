//! Responsibility zones and their schools (教育督导条例 art. 13: zones follow the layout of schools).

use crate::{
    Area, Day, FaultCode, Instant, Wording,
    kernel::{
        code_set::SchoolType,
        fault::Flaw,
        id::{SchoolId, ZoneId},
        text::{self, CreditCode},
        wording::number,
    },
};

/// Most lines of a zone's matters on the plate at the school gate.
const MATTERS_MAX: usize = 20;
/// Most pupils of a school.
const PUPILS_MAX: u32 = 1_000_000;

/// The lines of a zone's matters.
///
/// # Errors
/// A flaw of a line, or of too many.
pub fn matters(raw: &[String]) -> Result<Vec<String>, Flaw> {
    if raw.len() > MATTERS_MAX {
        return Err(Flaw::new(FaultCode::Length, Wording::TooManyEntries { max: number(MATTERS_MAX) }));
    }
    raw.iter().map(|matter| text::line(matter)).collect()
}

/// How many pupils a school has.
///
/// # Errors
/// A flaw of more than any school has.
pub fn pupils(count: u32) -> Result<u32, Flaw> {
    let most = Wording::AtMost { max: PUPILS_MAX.into() };
    if count <= PUPILS_MAX { Ok(count) } else { Err(Flaw::new(FaultCode::Range, most)) }
}

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
    /// The office's number on the plate at the school gate (R56); not a private one.
    pub office_phone: Option<String>,
    /// The matters on that plate (R56).
    pub matters: Vec<String>,
    /// The day it was closed; an open zone has none.
    pub closed_on: Option<Day>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Zone {
    /// A new zone, of which no more than its name is known.
    pub fn new(id: ZoneId, area: Area, name: String, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            area,
            name,
            office_phone: None,
            matters: Vec::new(),
            closed_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Whether schools and inspectors may be given to it.
    pub fn is_open(&self) -> bool {
        self.closed_on.is_none()
    }
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
