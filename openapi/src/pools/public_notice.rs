//! Public notices on the wire: the fixed public fields, and no others (政府信息公开条例 arts 15–16).

use chrono::NaiveDate;
use domain::{
    Area,
    kernel::notice::{Clock, Notice},
    people::person::Person,
    performance::promotion::Promotion,
    pools::pool::Membership,
    qualification::certification::Certification,
    service::appointment::Appointment,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{kernel::transition::PublishedElsewhere, pools::pool_membership::Pool};

/// A proposed name, open for objections.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicNotice {
    /// Identifier of what is proposed.
    pub id: Uuid,
    /// What is proposed: `pool_membership`, `certification`, `appointment` or `promotion`.
    pub kind: String,
    /// Which pool, of a pool membership.
    pub pool: Option<Pool>,
    /// Name.
    pub name: String,
    /// Employer.
    pub work_unit: Option<String>,
    /// Professional title, in Chinese.
    pub professional_title: Option<String>,
    /// Source category, in Chinese.
    pub source: Option<String>,
    /// Area (GB/T 2260).
    pub area: String,
    /// First day of the notice.
    pub opened_on: NaiveDate,
    /// Last day of the notice.
    pub ends_on: NaiveDate,
    /// Where it is published, if not by this register.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_elsewhere: Option<PublishedElsewhere>,
}

impl PublicNotice {
    /// The public fields of a nomination in notice; nothing when its clock does not run.
    pub fn of_membership(membership: &Membership, person: &Person) -> Option<Self> {
        let notice = Self::new(
            Uuid::from(membership.id),
            "pool_membership",
            &membership.area,
            membership.notice.as_ref()?,
            person,
        )?;
        let source = membership.source.map(|source| source.label().to_owned());
        Some(Self { pool: Some(membership.pool.into()), source, ..notice })
    }

    /// The public fields of a candidate's certification in notice; nothing when its clock does not run.
    pub fn of_certification(one: &Certification, person: &Person) -> Option<Self> {
        Self::new(Uuid::from(one.id), "certification", &one.area, one.notice.as_ref()?, person)
    }

    /// The public fields of a nominated inspector's appointment in notice; nothing when its clock does not run.
    pub fn of_appointment(one: &Appointment, person: &Person) -> Option<Self> {
        Self::new(Uuid::from(one.id), "appointment", &one.area, one.notice.as_ref()?, person)
    }

    /// The public fields of a promotion in notice; nothing when its clock does not run.
    pub fn of_promotion(one: &Promotion, person: &Person) -> Option<Self> {
        Self::new(Uuid::from(one.id), "promotion", &one.area, one.notice.as_ref()?, person)
    }

    fn new(id: Uuid, kind: &str, area: &Area, notice: &Notice, person: &Person) -> Option<Self> {
        let Clock::RunsUntil(ends_on) = notice.clock else { return None };
        Some(Self {
            id,
            kind: kind.to_owned(),
            pool: None,
            name: person.details.name.as_str().to_owned(),
            work_unit: person.details.work_unit.clone(),
            professional_title: person.details.professional_title.map(|title| title.label().to_owned()),
            source: None,
            area: area.as_str().to_owned(),
            opened_on: notice.opened_on,
            ends_on,
            published_elsewhere: PublishedElsewhere::of(Some(notice)),
        })
    }
}
