//! Zones and schools on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Day, FaultCode, Wording,
    kernel::{
        code_set::SchoolType,
        fault::{Faults, Flaw},
        id::ZoneId,
        text::{self, CreditCode},
    },
    service::zone,
};
use macros::{patch, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::value::Patch;

/// A responsibility zone.
#[view(zone: zone::Zone)]
pub struct Zone {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// Name.
    pub name: String,
    /// The office's number on the plate at the school gate.
    pub office_phone: Option<String>,
    /// The matters on that plate.
    pub matters: Vec<String>,
    /// The day it was closed; an open zone has none.
    pub closed_on: Option<NaiveDate>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A school.
#[view(school: zone::School)]
pub struct School {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// The zone it belongs to.
    pub zone_id: Uuid,
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

/// A zone to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateZone {
    /// Name, unique in the area.
    pub name: String,
    /// Area (GB/T 2260); the client's, else the register's, unless said.
    pub area: Option<String>,
    /// The office's number on the plate at the school gate: digits, blanks, plus signs and hyphens, 30 at most.
    pub office_phone: Option<String>,
    /// The matters on that plate, 20 lines at most.
    pub matters: Option<Vec<String>>,
}

/// A change of a zone: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateZone {
    /// Name, unique in the area.
    pub name: Option<String>,
    /// The office's number on the plate at the school gate.
    pub office_phone: Patch<String>,
    /// The matters on that plate, all of them.
    pub matters: Patch<Vec<String>>,
    /// The day it was closed, for a zone without schools; null opens it again.
    pub closed_on: Patch<NaiveDate>,
}

/// What a new zone is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneParts {
    /// Name.
    pub name: String,
    /// Area, when said.
    pub area: Option<Area>,
    /// The office's number.
    pub office_phone: Option<String>,
    /// The matters on the plate.
    pub matters: Vec<String>,
}

impl CreateZone {
    /// The parts of the zone.
    pub fn parse(&self, faults: &mut Faults) -> Option<ZoneParts> {
        let name = faults.keep("/name", text::line(&self.name));
        let area = self.area.as_ref().and_then(|raw| faults.keep("/area", Area::parse(raw)));
        let phone = self.office_phone.as_ref().and_then(|raw| faults.keep("/office_phone", text::office_phone(raw)));
        let matters = faults.keep("/matters", zone::matters(self.matters.as_deref().unwrap_or_default()));
        Some(ZoneParts { name: name?, area, office_phone: phone, matters: matters? })
    }
}

impl UpdateZone {
    /// The zone as it is after the change.
    pub fn apply(&self, zone: &zone::Zone, today: Day, faults: &mut Faults) -> zone::Zone {
        let name = self.name.as_ref().and_then(|raw| faults.keep("/name", text::line(raw)));
        if self.closed_on.value().is_some_and(|day| *day > today) {
            faults.add("/closed_on", FaultCode::Date, Wording::DayInTheFuture);
        }
        let office_phone = self
            .office_phone
            .read_over(zone.office_phone.clone(), "/office_phone", faults, |raw| text::office_phone(raw));
        let present = Some(zone.matters.clone());
        zone::Zone {
            name: name.unwrap_or_else(|| zone.name.clone()),
            office_phone,
            matters: self.matters.read_over(present, "/matters", faults, |raw| zone::matters(raw)).unwrap_or_default(),
            closed_on: self.closed_on.over(zone.closed_on),
            ..zone.clone()
        }
    }
}

/// A school to register.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSchool {
    /// The zone it belongs to, whose area it inherits.
    pub zone_id: Uuid,
    /// School identifier, ten digits.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// School type (code set `school_types`).
    pub school_type: String,
    /// How many pupils it has, at most 1 000 000.
    #[schema(maximum = 1_000_000)]
    pub pupils: Option<u32>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
}

/// A correction of a school: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateSchool {
    /// Name.
    pub name: Option<String>,
    /// The zone it belongs to, whose area it inherits.
    pub zone_id: Option<Uuid>,
    /// School type (code set `school_types`).
    pub school_type: Option<String>,
    /// How many pupils it has, at most 1 000 000.
    #[schema(maximum = 1_000_000)]
    pub pupils: Patch<u32>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Patch<String>,
}

/// What a new school is made of, its zone apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolParts {
    /// School identifier.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// School type.
    pub school_type: SchoolType,
    /// How many pupils it has.
    pub pupils: Option<u32>,
    /// Unified social credit code.
    pub credit_code: Option<CreditCode>,
}

fn school_type(raw: &str) -> Result<SchoolType, Flaw> {
    SchoolType::parse(raw).ok_or_else(|| Flaw::new(FaultCode::Code, Wording::NotACode))
}

impl CreateSchool {
    /// The zone it belongs to.
    pub fn zone(&self) -> ZoneId {
        ZoneId(self.zone_id)
    }

    /// The parts of the school.
    pub fn parse(&self, faults: &mut Faults) -> Option<SchoolParts> {
        let identifier = faults.keep("/identifier", text::school_identifier(&self.identifier));
        let name = faults.keep("/name", text::line(&self.name));
        let school_type = faults.keep("/school_type", school_type(&self.school_type));
        let pupils = self.pupils.and_then(|count| faults.keep("/pupils", zone::pupils(count)));
        let code = self.credit_code.as_ref().and_then(|raw| faults.keep("/credit_code", CreditCode::parse(raw)));
        Some(SchoolParts { identifier: identifier?, name: name?, school_type: school_type?, pupils, credit_code: code })
    }
}

impl UpdateSchool {
    /// The zone the school is given to, when said.
    pub fn zone(&self) -> Option<ZoneId> {
        self.zone_id.map(ZoneId)
    }

    /// The school as it is after the correction, its zone apart.
    pub fn apply(&self, school: &zone::School, faults: &mut Faults) -> zone::School {
        let name = self.name.as_ref().and_then(|raw| faults.keep("/name", text::line(raw)));
        let kind = self.school_type.as_ref().and_then(|raw| faults.keep("/school_type", school_type(raw)));
        zone::School {
            name: name.unwrap_or_else(|| school.name.clone()),
            school_type: kind.unwrap_or(school.school_type),
            pupils: self.pupils.read_over(school.pupils, "/pupils", faults, |count| zone::pupils(*count)),
            credit_code: self
                .credit_code
                .read_over(school.credit_code.clone(), "/credit_code", faults, |raw| CreditCode::parse(raw)),
            ..school.clone()
        }
    }
}
