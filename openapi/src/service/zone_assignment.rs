//! Zone assignments on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, Error, FaultCode, Wording,
    kernel::{event::Basis, fault::Faults, id::SchoolId, rules::Rule},
    service::zone_assignment::{self},
};
use macros::{event, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    kernel::{catalogue::Language, transition::BasisInput},
    service::appointment::RuleWarning,
};

published! {
    ZoneRole = domain::service::zone_assignment::ZoneRole,
    ZoneAssignmentStatus = domain::service::zone_assignment::Standing,
    AssignmentEndReason = domain::service::zone_assignment::EndReason,
}

/// An assignment of an inspector to a zone.
#[view(one: zone_assignment::ZoneAssignment, day: Day)]
pub struct ZoneAssignment {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the zone.
    pub area: String,
    /// The zone.
    pub zone_id: Uuid,
    /// The appointment on which it rests.
    pub appointment_id: Uuid,
    /// The inspector.
    pub person_id: Uuid,
    /// What the inspector is in the zone.
    pub role: ZoneRole,
    /// The schools served; empty for every school of the zone.
    pub school_ids: Vec<Uuid>,
    /// Where it stands on the day asked about.
    #[from(one.standing(day))]
    pub status: ZoneAssignmentStatus,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, where one is planned.
    pub ends_on: Option<NaiveDate>,
    /// The first day on which it was no longer in force.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended.
    pub end_reason: Option<AssignmentEndReason>,
    /// What falls short of a rule that warns and does not refuse; only in the answer to a new assignment.
    #[later]
    pub warnings: Vec<RuleWarning>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed: since then the register knows it so.
    pub updated_at: DateTime<Utc>,
}

impl ZoneAssignment {
    /// The assignment with what it falls short of.
    #[must_use]
    pub fn warning(self, of: Vec<(&'static Rule, Wording)>, language: Language) -> Self {
        Self { warnings: of.into_iter().map(|warning| RuleWarning::new(warning, language)).collect(), ..self }
    }
}

/// An assignment to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateZoneAssignment {
    /// The zone.
    pub zone_id: Uuid,
    /// The appointment, which is in force on the first day.
    pub appointment_id: Uuid,
    /// What the inspector is in the zone.
    pub role: ZoneRole,
    /// The schools served; none for every school of the zone.
    #[schema(max_items = 200)]
    pub school_ids: Option<Vec<Uuid>>,
    /// First day; today unless said.
    pub starts_on: Option<NaiveDate>,
    /// Last day, where one is planned.
    pub ends_on: Option<NaiveDate>,
}

impl CreateZoneAssignment {
    /// The schools, each once.
    pub fn schools(&self, faults: &mut Faults) -> Vec<SchoolId> {
        let given = self.school_ids.as_deref().unwrap_or_default();
        let mut all = Vec::new();
        for (at, id) in given.iter().enumerate() {
            if all.contains(&SchoolId(*id)) {
                faults.add(format!("/school_ids/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
            } else {
                all.push(SchoolId(*id));
            }
        }
        all
    }
}

/// `end`: the assignment ends.
#[event]
pub struct EndZoneAssignment {
    /// Why it ends; `rotation` unless said.
    pub end_reason: Option<AssignmentEndReason>,
    /// Why, in words.
    pub reason: Option<String>,
    /// The day it happened, the first without the assignment; today unless said.
    pub occurred_on: Option<NaiveDate>,
}

transitions! {
    /// The one event of an assignment.
    TransitionZoneAssignment =>
    /// It ends.
    End = "end" (EndZoneAssignment),
}

impl TransitionZoneAssignment {
    /// Parses the event.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every fault.
    pub fn parse(self) -> Result<(zone_assignment::EndReason, Basis), Error> {
        let Self::End(input) = self;
        let mut faults = Faults::new();
        let reason = input.end_reason.map_or(zone_assignment::EndReason::Rotation, Into::into);
        if reason == zone_assignment::EndReason::Other && input.reason.is_none() {
            faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
        }
        let basis: BasisInput = basis_of!(input);
        let basis = basis.parse(&mut faults);
        faults.finish(Some((reason, basis)))
    }
}

/// An inspector as the plate at a school's gate shows one (国教督办〔2013〕2号 art. 3).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlateInspector {
    /// Name; null for who has left the caller's area since.
    pub name: Option<String>,
    /// Reference to the photo.
    pub photo: Option<String>,
    /// Number of the inspector credential.
    pub credential_number: Option<String>,
    /// What the inspector is in the zone.
    pub role: ZoneRole,
}

/// What stands on the plate at a school's gate: the public fields, and no others.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchoolPlate {
    /// The school.
    pub school_id: Uuid,
    /// Its name.
    pub school: String,
    /// The name of its zone.
    pub zone: String,
    /// The office's phone.
    pub office_phone: Option<String>,
    /// The matters that are supervised.
    pub matters: Vec<String>,
    /// The inspectors in office who serve it.
    pub inspectors: Vec<PlateInspector>,
}
