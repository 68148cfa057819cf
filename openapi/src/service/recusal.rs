//! Recusals on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day, FaultCode, Wording,
    kernel::{
        fault::Faults,
        id::{PersonId, SchoolId},
        text,
    },
    service::recusal::{self, Ground, Said},
};
use macros::{patch, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::value::Patch;

published! {
    RecusalGround = domain::service::recusal::Ground,
    RecusalRequester = domain::service::recusal::Requester,
}

/// A fact that a person must stay away from a school.
#[view(one: recusal::Recusal)]
pub struct Recusal {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who must stay away.
    pub person_id: Uuid,
    /// From which school.
    pub school_id: Uuid,
    /// Why.
    #[within(one.terms)]
    pub ground: RecusalGround,
    /// Why, in words.
    #[within(one.terms)]
    #[sealed]
    pub statement: Option<String>,
    /// Who asked for it.
    #[within(one.terms)]
    pub requested_by: RecusalRequester,
    /// The day the person left the school, for `recent_unit`.
    #[within(one.terms)]
    pub left_on: Option<NaiveDate>,
    /// First day.
    #[within(one.terms)]
    pub starts_on: NaiveDate,
    /// Last day; open-ended without one.
    #[within(one.terms)]
    pub ends_on: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

/// A recusal to record.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRecusal {
    /// Who must stay away.
    pub person_id: Uuid,
    /// From which school.
    pub school_id: Uuid,
    /// Why.
    pub ground: RecusalGround,
    /// Why, in words; needed for `other`.
    pub statement: Option<String>,
    /// Who asked for it.
    pub requested_by: RecusalRequester,
    /// The day the person left the school: for `recent_unit` and nothing else.
    pub left_on: Option<NaiveDate>,
    /// First day; the day of leaving for `recent_unit`, else today, unless said.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included; for `recent_unit` it follows from the day of leaving and is not said.
    pub ends_on: Option<NaiveDate>,
}

/// A correction of a recusal: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateRecusal {
    /// Why.
    pub ground: Option<RecusalGround>,
    /// Why, in words.
    pub statement: Patch<String>,
    /// Who asked for it.
    pub requested_by: Option<RecusalRequester>,
    /// The day the person left the school.
    pub left_on: Patch<NaiveDate>,
    /// First day.
    pub starts_on: Option<NaiveDate>,
    /// Last day, included.
    pub ends_on: Patch<NaiveDate>,
}

/// The last day as said, which nobody says for a unit left recently.
fn said_end(ground: Ground, said: Option<Day>, faults: &mut Faults) {
    if ground == Ground::RecentUnit && said.is_some() {
        faults.add("/ends_on", FaultCode::Mismatch, Wording::EndIsComputed);
    }
}

impl CreateRecusal {
    /// Who must stay away.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// From which school.
    pub fn school(&self) -> SchoolId {
        SchoolId(self.school_id)
    }

    /// What is said, the school and the person apart.
    pub fn said(&self, faults: &mut Faults) -> Said {
        let ground = self.ground.into();
        said_end(ground, self.ends_on, faults);
        Said {
            ground,
            statement: self.statement.as_ref().and_then(|raw| faults.keep("/statement", text::block(raw))),
            requested_by: self.requested_by.into(),
            left_on: self.left_on,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        }
    }
}

impl UpdateRecusal {
    /// What is said once the patch lies over what was said before. The end of a unit left recently stays as it is while
    /// ground and day of leaving do.
    pub fn over(&self, terms: &recusal::Terms, faults: &mut Faults) -> Said {
        let ground = self.ground.map_or(terms.ground, Into::into);
        let left_on = self.left_on.over(terms.left_on);
        said_end(ground, self.ends_on.value().copied(), faults);
        let follows = ground == Ground::RecentUnit && (ground, left_on) != (terms.ground, terms.left_on);
        let statement = self.statement.read_over(terms.statement.clone(), "/statement", faults, |raw| text::block(raw));
        Said {
            ground,
            statement,
            requested_by: self.requested_by.map_or(terms.requested_by, Into::into),
            left_on,
            starts_on: self.starts_on.or(Some(terms.starts_on)),
            ends_on: if follows { None } else { self.ends_on.over(terms.ends_on) },
        }
    }
}
