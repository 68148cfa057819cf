//! Posts: record who holds one, end it, read it as it was held on a day and as the register knew it.

use std::collections::HashMap;

use domain::{
    Day, Error, FaultCode, Faults, Reach, Wording,
    kernel::{
        event::{Basis, SubjectKind},
        id::{OrganisationId, PersonId, PostId},
        page::{Page, PageRequest},
        policy::Action,
        rules::{self, refused},
        time::Moment,
    },
    roles,
    service::{organisation::Function, post},
};
use openapi::service::post::{CreatePost, Post, PublicPost, PublicPostsQuery, TransitionPost};
use persistence::{
    people,
    service::{
        organisations,
        posts::{self, PostFilter},
    },
};
use uuid::Uuid;

use super::deaths;
use crate::app::{
    Ctx, UseCase,
    kernel::{
        lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
};

impl UseCase for CreatePost {
    const ACTION: Action = Action::write("create_post", roles![Registrar, Approver, Operator]);
    type Output = Post;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Post, Error> {
        let mut faults = Faults::new();
        let body = OrganisationId(self.organisation_id);
        let body = within_reach::organisation(ctx, body, "/organisation_id", &mut faults)?;
        if body.as_ref().is_some_and(|body| !body.has_posts()) {
            faults.add("/organisation_id", FaultCode::Reference, Wording::NotACommittee);
        }
        let area = body.map_or_else(|| ctx.area_for(None), |body| Ok(body.area))?;
        let mut post = self.post(PostId(ctx.new_id()?), area, ctx.now(), &mut faults);
        if let Some(id) = post.unit_id {
            let unit = within_reach::organisation(ctx, id, "/unit_id", &mut faults)?;
            if unit.is_some_and(|unit| !unit.functions.contains(&Function::MemberUnit)) {
                faults.add("/unit_id", FaultCode::Reference, Wording::NotAMemberUnit);
            }
        }
        if let Some(id) = post.person_id {
            post.person_id = within_reach::person(ctx, id, "/person_id", &mut faults)?.map(|person| person.id);
        }
        let post = faults.finish(Some(post))?;
        check_others(ctx, &post)?;
        posts::insert(ctx.db, &post)?;
        let document_number = Some(post.document_number.clone());
        state_created(ctx, &post, Basis { document_number, ..Basis::default() })?;
        post.view(ctx)
    }
}

/// Nobody holds a post after their death, and R181: an office has one chief inspector at a time.
fn check_others(ctx: &mut Ctx<'_>, post: &post::Post) -> Result<(), Error> {
    if let Some(person) = post.person_id {
        deaths::refuse_after(ctx, person, post.ends_on.unwrap_or(Day::MAX))?;
    }
    let is_one = ctx.rules()?.demands(&rules::POST_ONE_CHIEF_INSPECTOR);
    let others = posts::chief_inspectors(ctx.db, post.organisation_id)?;
    if is_one && others.iter().any(|other| other.excludes(post)) {
        return refused(&rules::POST_ONE_CHIEF_INSPECTOR, Wording::ChiefInspectorExists);
    }
    Ok(())
}

/// Read one post, as it was held on a day and as it was known at a moment.
pub type ReadPost = ReadAsOf<Post>;

impl Readable for Post {
    type Id = PostId;
    const ACTION: Action = Action::read("read_post", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: PostId, moment: Moment) -> Result<Self, Error> {
        let day = moment.as_of.unwrap_or(ctx.today());
        posts::find(ctx.db, ctx.reach, id, moment).map(|one| Post::new(one, day))
    }
}

impl Listing for PostFilter {
    const ACTION: Action = Action::read("list_posts", roles![Registrar, Approver, Auditor]);
    type View = Post;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Post>, Error> {
        let day = self.as_of.unwrap_or(ctx.today());
        Ok(posts::list(ctx.db, ctx.reach, self, descending, request)?.map(|one| Post::new(one, day)))
    }
}

impl Listing for PublicPostsQuery {
    const ACTION: Action = Action::read(
        "list_public_posts",
        roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator, Public],
    );
    const SNAPSHOT: bool = true;
    type View = PublicPost;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<PublicPost>, Error> {
        let held = PostFilter { area: self.area.clone(), as_of: Some(ctx.today()), ..PostFilter::default() };
        let page = posts::list(ctx.db, ctx.reach, &held, descending, request)?;
        let ids: Vec<_> =
            page.items.iter().flat_map(|one| [Some(one.organisation_id), one.unit_id]).flatten().collect();
        let bodies = organisations::find_many(ctx.db, &Reach::everything(), &ids)?;
        let bodies: HashMap<OrganisationId, String> = bodies.into_iter().map(|body| (body.id, body.name)).collect();
        let name_of = |id| bodies.get(&id).cloned();
        let ids: Vec<PersonId> = page.items.iter().filter_map(|one| one.person_id).collect();
        let holders = people::names_and_posts(ctx.db, &ids)?;
        Ok(page.map(|one| {
            let (name, title) = one.person_id.and_then(|id| holders.get(&id)).cloned().unzip();
            PublicPost {
                id: one.id.into(),
                organisation: name_of(one.organisation_id).unwrap_or_default(),
                kind: one.kind.into(),
                unit: one.unit_id.and_then(name_of),
                name: one.holder_name.or(name),
                title: one.holder_title.or(title.flatten()),
            }
        }))
    }
}

/// End a post.
pub type FirePostEvent = FireEvent<post::Post>;
/// Read what happened to a post and what may happen next.
pub type ReadPostTransitions = ReadTransitions<post::Post>;

impl Stored for post::Post {
    type Id = PostId;
    const SUBJECT: SubjectKind = SubjectKind::Post;
    const LIST_TRANSITIONS: Action = Action::read("list_post_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &PostId) -> Result<Self, Error> {
        posts::find(ctx.db, ctx.reach, *id, Moment::default())
    }
}

impl Fires for post::Post {
    type Transition = TransitionPost;
    type View = Post;
    const TRANSITION: Action = Action::write("transition_post", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionPost) -> Result<(Self::Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Post, Error> {
        Ok(Post::new(self, ctx.today()))
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        posts::update(ctx.db, self)
    }

    fn known(&self, _: &mut Ctx<'_>, _: &Self::Command, _: Day) -> Result<(), Error> {
        Ok(())
    }
}
