//! `/v1/experts`.

use domain::Error;
use openapi::pools::expert::Expert;
use persistence::pools::experts::ExpertFilter;

use crate::{
    app::{
        UseCase,
        kernel::kept::Tag,
        kernel::list::ListRequest,
        pools::experts::{ReadExpert, Revised},
    },
    operation::{Answer, Gives, Key, Operation, Takes, get, page, present},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<ExpertFilter>::ACTION,
        route: get("/v1/experts"),
        tag: "experts",
        summary: "Find experts",
        description: "The active members of the pools: no identity, contact or money fields.",
        takes: Takes::list::<ExpertFilter>(),
        gives: Gives::page::<Expert>("A page of experts."),
        work: |request| Ok(page(request.list::<ExpertFilter>())),
    },
    Operation {
        action: ReadExpert::ACTION,
        route: get("/v1/experts/{id}"),
        tag: "experts",
        summary: "Read one expert",
        description: "An active member of a pool; whoever is none any more answers 404.",
        takes: Takes::key(Key { description: "The person's id.", ..Key::ID }),
        gives: Gives::record::<Expert>("The expert, with ETag."),
        work: |request| Ok(present(ReadExpert(request.id()?), expert)),
    },
];

/// An expert is a person as partners see them: the tag is that of all that is shown.
fn expert(found: Revised) -> Result<Answer, Error> {
    let (key, tag) = (found.expert.id.to_string(), Tag::Shown(found.revision));
    Ok(Answer { key: Some(key), tag: Some(tag), ..Answer::done(found.expert) })
}
