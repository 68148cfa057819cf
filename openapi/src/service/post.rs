//! Posts on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Area, Day, Instant,
    kernel::{
        fault::Faults,
        id::{OrganisationId, PersonId, PostId},
        lifecycle::Lifecycle,
        text,
    },
    service::post::{self, PostStatus as Status},
};
use macros::view;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    PostKind = domain::service::post::PostKind,
    PostStatus = domain::service::post::PostStatus,
}

/// A post of the supervision committee or office, and who holds it.
#[view(one: post::Post, day: Day)]
pub struct Post {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), that of the committee or office.
    pub area: String,
    /// The committee or office.
    pub organisation_id: Uuid,
    /// Its kind.
    pub kind: PostKind,
    /// The member unit for which it is held.
    pub unit_id: Option<Uuid>,
    /// The holder, if the register knows the person.
    pub person_id: Option<Uuid>,
    /// The name of a holder whom the register does not know.
    pub holder_name: Option<String>,
    /// What that holder is besides.
    pub holder_title: Option<String>,
    /// What the holder answers for.
    pub duties: Vec<String>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; open-ended without one.
    pub ends_on: Option<NaiveDate>,
    /// The document by which the government decided.
    pub document_number: String,
    /// The status on the day asked about.
    #[from(one.status_on(day))]
    pub status: PostStatus,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

domain::parameters! {
    /// Whose posts everybody reads.
    PublicPostsQuery sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
    }
}

/// A post as everybody may read it: these fields, and no others (政府信息公开条例 art. 20).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicPost {
    /// Identifier of the post.
    pub id: Uuid,
    /// The name of the committee or office.
    pub organisation: String,
    /// Its kind.
    pub kind: PostKind,
    /// The name of the member unit for which it is held.
    pub unit: Option<String>,
    /// The name of the holder.
    pub name: Option<String>,
    /// What the holder is besides.
    pub title: Option<String>,
}

/// A post to record: by its person, or by the name of a holder whom the register does not know.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePost {
    /// The committee or office.
    pub organisation_id: Uuid,
    /// Its kind.
    pub kind: PostKind,
    /// The member unit: for `member` and `liaison`.
    pub unit_id: Option<Uuid>,
    /// The holder.
    pub person_id: Option<Uuid>,
    /// The name of a holder whom the register does not know.
    pub holder_name: Option<String>,
    /// What that holder is besides.
    pub holder_title: Option<String>,
    /// What the holder answers for.
    #[schema(max_items = 20)]
    pub duties: Option<Vec<String>>,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day, included; open-ended without one.
    pub ends_on: Option<NaiveDate>,
    /// The document by which the government decided.
    pub document_number: String,
}

impl CreatePost {
    /// The post, noting what is wrong with it.
    pub fn post(&self, id: PostId, area: Area, now: Instant, faults: &mut Faults) -> post::Post {
        let mut line = |pointer: &str, raw: &str| faults.keep(pointer, text::line(raw));
        let duties = self.duties.iter().flatten().enumerate();
        let post = post::Post {
            id,
            version: 1,
            area,
            organisation_id: OrganisationId(self.organisation_id),
            kind: self.kind.into(),
            unit_id: self.unit_id.map(OrganisationId),
            person_id: self.person_id.map(PersonId),
            holder_name: self.holder_name.as_ref().and_then(|raw| line("/holder_name", raw)),
            holder_title: self.holder_title.as_ref().and_then(|raw| line("/holder_title", raw)),
            duties: duties.filter_map(|(at, raw)| line(&format!("/duties/{at}"), raw)).collect(),
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            document_number: line("/document_number", &self.document_number).unwrap_or_default(),
            status: Status::Held,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        };
        post.check(faults);
        post
    }
}

plain_transitions! {
    /// The one event of a post.
    TransitionPost of domain::service::post::PostEvent { End }
}
