//! Standing on the wire: whether somebody may inspect on a day.

use chrono::NaiveDate;
use domain::{
    Role,
    kernel::id::PersonId,
    service::standing::{Code, Standing},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    qualification::certification::CertificationStatus,
    service::appointment::{AppointmentRoute, AppointmentStatus},
};

published! {
    StandingCode = domain::service::standing::Code,
}

/// Whether somebody may inspect on a day: codes, and nothing of their grounds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonStanding {
    /// The person.
    pub person_id: Uuid,
    /// The person's public number.
    pub number: String,
    /// The day asked about.
    pub on: NaiveDate,
    /// Whether the person may inspect on that day.
    pub may_inspect: bool,
    /// The answer as a code.
    pub standing: StandingCode,
    /// By which way the person is or was an inspector.
    pub route: Option<AppointmentRoute>,
    /// The status on that day of the appointment on which the answer rests.
    pub appointment_status: Option<AppointmentStatus>,
    /// The status on that day of the certification; null for HR, who does not read certifications.
    pub certification_status: Option<CertificationStatus>,
}

impl PersonStanding {
    /// The standing as this role sees it.
    pub fn new(person: PersonId, number: String, on: NaiveDate, standing: Standing, role: Role) -> Self {
        // That an active appointment does not let HR's person inspect would tell of the certification.
        let shown = |status| match (role, standing.code) {
            (Role::Hr, Code::Suspended) => domain::service::appointment::Status::Suspended,
            _ => status,
        };
        Self {
            person_id: Uuid::from(person),
            number,
            on,
            may_inspect: standing.code == Code::MayInspect,
            standing: standing.code.into(),
            route: standing.appointment.map(|(route, _)| route.into()),
            appointment_status: standing.appointment.map(|(_, status)| shown(status).into()),
            certification_status: standing.certification.filter(|_| role != Role::Hr).map(Into::into),
        }
    }
}
