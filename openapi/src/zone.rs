//! Zones and schools on the wire.

use async_graphql::{ID, SimpleObject};
use chrono::{DateTime, Utc};
use domain::zone;
use serde::Serialize;
use utoipa::ToSchema;

/// A responsibility zone.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct Zone {
    /// Identifier.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// Name.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<zone::Zone> for Zone {
    fn from(zone: zone::Zone) -> Self {
        Self {
            id: ID::from(zone.id),
            version: zone.version,
            area: zone.area.as_str().to_owned(),
            name: zone.name,
            created_at: zone.created_at,
            updated_at: zone.updated_at,
        }
    }
}

/// A school.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct School {
    /// Identifier.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// The zone it belongs to.
    #[schema(value_type = uuid::Uuid)]
    pub zone_id: ID,
    /// School identifier, ten digits.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// School type (code set `school_types`).
    pub school_type: String,
    /// How many pupils it has.
    pub pupils: Option<u32>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<zone::School> for School {
    fn from(school: zone::School) -> Self {
        Self {
            id: ID::from(school.id),
            version: school.version,
            area: school.area.as_str().to_owned(),
            zone_id: ID::from(school.zone_id),
            identifier: school.identifier,
            name: school.name,
            school_type: school.school_type.code().to_owned(),
            pupils: school.pupils,
            credit_code: school.credit_code.map(|code| code.as_str().to_owned()),
            created_at: school.created_at,
            updated_at: school.updated_at,
        }
    }
}
