//! Public notices on the wire: the fixed public fields, and no others (政府信息公开条例 arts 15–16).

use async_graphql::{ID, SimpleObject};
use chrono::NaiveDate;
use domain::{
    person::Person,
    pool::{Clock, Membership},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pool_membership::Pool;

/// A proposed name, open for objections.
#[derive(Debug, Clone, Serialize, ToSchema, SimpleObject)]
pub struct PublicNotice {
    /// Identifier of what is proposed.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// What is proposed: `pool_membership`.
    pub kind: String,
    /// Which pool.
    pub pool: Pool,
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
}

impl PublicNotice {
    /// The public fields of a running notice; nothing when its clock does not run.
    pub fn new(membership: &Membership, person: &Person) -> Option<Self> {
        let notice = membership.notice?;
        let Clock::RunsUntil(ends_on) = notice.clock else { return None };
        Some(Self {
            id: ID::from(membership.id),
            kind: "pool_membership".to_owned(),
            pool: membership.pool.into(),
            name: person.details.name.as_str().to_owned(),
            work_unit: person.details.work_unit.clone(),
            professional_title: person.details.professional_title.map(|title| title.label().to_owned()),
            source: membership.source.map(|source| source.label().to_owned()),
            area: membership.area.as_str().to_owned(),
            opened_on: notice.opened_on,
            ends_on,
        })
    }
}
