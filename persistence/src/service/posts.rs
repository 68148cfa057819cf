//! Posts: rows in and out, every version of them.

use std::collections::HashSet;

use diesel::prelude::*;
use domain::{
    Day, Error, Instant, Reach,
    kernel::{
        id::{OrganisationId, PersonId, PostId},
        page::{Page, PageRequest, Position},
        time::Moment,
    },
    service::post::{Post, PostKind, PostStatus},
};

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    row::{AreaCode, Id, Maybe, Plain, Texts, Time, Worded},
    schema::posts,
    types::{DbInstant, DbUuid},
};

row! {
    /// A version of a post as stored.
    PostRow of Post in posts {
        id: Id<PostId>,
        version: Plain<i64>,
        area: AreaCode,
        organisation_id: Id<OrganisationId>,
        kind: Worded<PostKind>,
        unit_id: Maybe<Id<OrganisationId>>,
        person_id: Maybe<Id<PersonId>>,
        holder_name: Maybe<Plain<String>>,
        holder_title: Maybe<Plain<String>>,
        duties: Texts,
        starts_on: Plain<Day>,
        ends_on: Maybe<Plain<Day>>,
        document_number: Plain<String>,
        status: Worded<PostStatus>,
        last_event_on: Maybe<Plain<Day>>,
        created_at: Time,
        updated_at: Time,
    }
}

versioned!(posts: PostRow from Post, in an area of its own);

filter! {
    /// Which posts.
    PostFilter on posts sorts ["id"], {
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// The committee or office.
        organisation_id: ids OrganisationId,
        /// The member unit.
        unit_id: ids OrganisationId,
        /// The holder.
        person_id: ids PersonId,
        /// Kind.
        kind: words PostKind,
        /// Only what is held on this day.
        as_of: day => starts_on ..= ends_on,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
}

/// The post of this id within reach, as known at a moment.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach, was not known then, or is not held on the day named.
pub fn find(db: &mut DbConnection, reach: &Reach, id: PostId, moment: Moment) -> Result<Post, Error> {
    find!(db, reach, posts: PostRow, id, moment.known_at, |one| moment.covers(one.starts_on, one.ends_on))
}

/// A page of posts within reach, in the order in which they were recorded, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    reach: &Reach,
    filter: &PostFilter,
    descending: bool,
    page: &PageRequest,
) -> Result<Page<Post>, Error> {
    let filtered = || filter.narrow(posts::table.into_boxed(), reach);
    page_of!(db, posts: PostRow, filtered(), page, descending)
}

/// Which of these posts are known now and within reach.
///
/// # Errors
/// When the database fails.
pub fn within_reach(db: &mut DbConnection, reach: &Reach, ids: &[PostId]) -> Result<HashSet<PostId>, Error> {
    use posts::{id, superseded_at, table};
    let ids: Vec<DbUuid> = ids.iter().map(|one| DbUuid(one.0)).collect();
    let query = table.into_boxed::<MultiBackend>().filter(superseded_at.is_null()).filter(id.eq_any(ids));
    let known: Result<Vec<Post>, Error> = load_all!(db, PostRow, query);
    Ok(known?.into_iter().filter(|one| reach.covers(&one.area)).map(|one| one.id).collect())
}

/// The chief inspectors that an office has and had.
///
/// # Errors
/// When the database fails.
pub fn chief_inspectors(db: &mut DbConnection, office: OrganisationId) -> Result<Vec<Post>, Error> {
    let (organisation_id, kind) = (vec![office], vec![PostKind::ChiefInspector]);
    let filter = PostFilter { organisation_id, kind, ..PostFilter::default() };
    load_all!(db, PostRow, filter.narrow(posts::table.into_boxed(), &Reach::everything()))
}
