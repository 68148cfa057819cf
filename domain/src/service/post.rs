//! Posts of the supervision committee and of the supervision office: who holds which, from when to when (R180, R181). The
//! government decides; the register records.

use crate::{
    Area, Day, Error, Instant, Wording,
    kernel::{
        fault::{FaultCode, Faults},
        id::{OrganisationId, PersonId, PostId},
        lifecycle::{Authority::Registrar, Firing, Lifecycle, Step, moved_to, usual_fields},
        time::day_before,
        word::words,
    },
};

words! {
    /// The kind of a post.
    PostKind {
        /// Leads the supervision office.
        ChiefInspector = "chief_inspector", // 总督学, R181.
        /// Stands in for the chief inspector.
        DeputyChiefInspector = "deputy_chief_inspector", // 副总督学, R181.
        /// Leads the committee.
        Chair = "chair", // 主任.
        /// Stands in for the chair.
        ViceChair = "vice_chair", // 副主任.
        /// Sits on the committee for a member unit.
        Member = "member", // 委员.
        /// Is whom a member unit is reached by.
        Liaison = "liaison", // 联络员.
    }
}

words! {
    /// The status of a post.
    PostStatus {
        /// It is held, from its first day to its last.
        Held = "held",
        /// It is over.
        Ended = "ended",
    }
}

words! {
    /// An event of a post.
    PostEvent {
        /// The holder leaves it; the day is the first without it. Needs a document number.
        End = "end",
    }
}

/// A post, as somebody holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Identifier.
    pub id: PostId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the committee or office.
    pub area: Area,
    /// The committee or office.
    pub organisation_id: OrganisationId,
    /// Its kind.
    pub kind: PostKind,
    /// The member unit for which it is held.
    pub unit_id: Option<OrganisationId>,
    /// The holder, if the register knows the person.
    pub person_id: Option<PersonId>,
    /// The name of a holder whom the register does not know.
    pub holder_name: Option<String>,
    /// What that holder is besides.
    pub holder_title: Option<String>,
    /// What the holder answers for.
    pub duties: Vec<String>,
    /// First day.
    pub starts_on: Day,
    /// Last day; open-ended without one.
    pub ends_on: Option<Day>,
    /// The document by which the government decided.
    pub document_number: String,
    /// The status as it is stored.
    pub status: PostStatus,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl Post {
    /// Notes what does not fit together.
    pub fn check(&self, faults: &mut Faults) {
        if self.ends_on.is_some_and(|last| last < self.starts_on) {
            faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
        }
        if self.person_id.is_some() == self.holder_name.is_some() {
            faults.add("/holder_name", FaultCode::Mismatch, Wording::OneHolderNeeded);
        }
        if self.holder_title.is_some() && self.holder_name.is_none() {
            faults.add("/holder_title", FaultCode::Mismatch, Wording::TitleOfNamedHolder);
        }
        if self.unit_id.is_some() && !matches!(self.kind, PostKind::Member | PostKind::Liaison) {
            faults.add("/unit_id", FaultCode::Mismatch, Wording::NotOfThisKind);
        }
    }

    /// R181: true if both are chief inspectors of one office on some day.
    pub fn excludes(&self, other: &Self) -> bool {
        let is_chief = |post: &Self| post.kind == PostKind::ChiefInspector;
        let begins_before = |post: &Self, last: Option<Day>| last.is_none_or(|last| post.starts_on <= last);
        is_chief(self)
            && is_chief(other)
            && self.organisation_id == other.organisation_id
            && begins_before(self, other.ends_on)
            && begins_before(other, self.ends_on)
    }

    /// Its next version, ended by the death of its holder: it is held on that day for the last time. None if it ends before.
    pub fn ended_by_death(&self, day: Day, now: Instant) -> Option<Self> {
        let last = day.max(self.starts_on);
        let lasts = self.status == PostStatus::Held && self.ends_on.is_none_or(|end| last < end);
        lasts.then(|| Self { ends_on: Some(last), ..moved_to(self, PostStatus::Ended, day, now) })
    }
}

impl Lifecycle for Post {
    type Status = PostStatus;
    type Event = PostEvent;
    type Command = PostEvent;
    type Known = ();
    type Effect = ();

    const STEPS: &'static [Step<PostStatus, PostEvent>] =
        &[Step::new(PostEvent::End, &[PostStatus::Held], PostStatus::Ended, Registrar).by_document()];

    usual_fields!(plain);

    fn status_on(&self, today: Day) -> PostStatus {
        if self.ends_on.is_some_and(|last| last < today) { PostStatus::Ended } else { self.status }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        self.ends_on = Some(day_before(firing.day.max(self.starts_on)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    fn chief(starts_on: &str, ends_on: Option<&str>) -> Post {
        let now = "2026-11-23T00:00:00Z".parse().unwrap();
        Post {
            id: PostId(Uuid::nil()),
            version: 1,
            area: Area::parse("340800").unwrap(),
            organisation_id: OrganisationId(Uuid::nil()),
            kind: PostKind::ChiefInspector,
            unit_id: None,
            person_id: Some(PersonId(Uuid::nil())),
            holder_name: None,
            holder_title: None,
            duties: Vec::new(),
            starts_on: day(starts_on),
            ends_on: ends_on.map(day),
            document_number: "青政〔2026〕3号".to_owned(),
            status: PostStatus::Held,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn office_has_one_chief_inspector_on_each_day() {
        let first = chief("2026-01-01", Some("2026-06-30"));
        assert!(first.excludes(&chief("2026-06-30", None)) && chief("2025-01-01", None).excludes(&first));
        assert!(!first.excludes(&chief("2026-07-01", None)));
        let deputy = Post { kind: PostKind::DeputyChiefInspector, ..chief("2026-01-01", None) };
        let elsewhere = Post { organisation_id: OrganisationId(Uuid::max()), ..chief("2026-01-01", None) };
        assert!(!first.excludes(&deputy) && !first.excludes(&elsewhere));
    }

    #[test]
    fn post_is_over_after_its_last_day() {
        let post = chief("2026-01-01", Some("2026-06-30"));
        assert_eq!(post.status_on(day("2026-06-30")), PostStatus::Held);
        assert_eq!(post.status_on(day("2026-07-01")), PostStatus::Ended);
    }

    #[test]
    fn death_ends_a_post_that_was_not_over() {
        let post = chief("2026-01-01", Some("2026-06-30"));
        let ended = post.ended_by_death(day("2026-03-10"), post.updated_at).unwrap();
        assert_eq!((ended.version, ended.ends_on), (2, Some(day("2026-03-10"))));
        assert_eq!(post.ended_by_death(day("2026-06-30"), post.updated_at), None);
    }

    #[test]
    fn post_has_one_holder_and_a_unit_by_its_kind() {
        let pointers = |post: Post| {
            let mut faults = Faults::new();
            post.check(&mut faults);
            faults.into_vec().into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        let post = chief("2026-01-01", None);
        let name = Some("欧阳试验".to_owned());
        assert_eq!(pointers(post.clone()), [""; 0]);
        assert_eq!(pointers(Post { holder_name: name.clone(), ..post.clone() }), ["/holder_name"]);
        assert_eq!(pointers(Post { person_id: None, ..post.clone() }), ["/holder_name"]);
        assert_eq!(pointers(Post { holder_title: name, ..post.clone() }), ["/holder_title"]);
        assert_eq!(pointers(Post { unit_id: Some(post.organisation_id), ..post.clone() }), ["/unit_id"]);
        assert_eq!(pointers(Post { ends_on: Some(day("2025-12-31")), ..post }), ["/ends_on"]);
    }
}
