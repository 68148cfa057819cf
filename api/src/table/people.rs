//! `/v1/people`.

use openapi::{
    file::{
        erasure::{PersonErasure, RequestPersonErasure, TransitionPersonErasure},
        person_file::PersonFile,
    },
    kernel::{query::PossibleDuplicatesQuery, transition::Transitions},
    people::{
        person::{
            CreatePerson, MergePerson, Person, PersonHistoryEntry, PersonSearch, PossibleDuplicate, RevealPerson,
            RevealedPerson, UpdatePerson,
        },
        standing::PersonStanding,
    },
};
use persistence::people::PeopleFilter;

use crate::{
    app::{
        UseCase,
        file::{
            erasures::{FireErasureEvent, ReadErasureTransitions, ReadPersonErasure, RequestErasure},
            person_file::ReadPersonFile,
        },
        kernel::list::ListRequest,
        people::{
            CorrectPerson, MergeInto, PersonKey, ReadPerson, ReadStanding, Reveal, person_history::PersonHistory,
        },
    },
    operation::{Gives, Key, Operation, Takes, done, get, page, patch, post, record},
};

/// The operations.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        action: ListRequest::<PeopleFilter>::ACTION,
        route: get("/v1/people"),
        tag: "people",
        summary: "List people",
        description: "A page of the people within the caller's area, by field, or by name in characters, pinyin or \
            initials.",
        takes: Takes::list::<PeopleFilter>(),
        gives: Gives::page::<Person>("A page of people."),
        work: |request| Ok(page(request.list::<PeopleFilter>())),
    },
    Operation {
        action: CreatePerson::ACTION,
        route: post("/v1/people"),
        tag: "people",
        summary: "Register a person",
        description: "Sex and birth date follow from the citizen number. A number that is in the register, or was \
            that of a merged record, is refused as `duplicate`. Who has the name and birth date of somebody else is \
            registered with a warning.",
        takes: Takes::NOTHING.body::<CreatePerson>(),
        gives: Gives::created::<Person>("The person, with Location and ETag."),
        work: |request| Ok(record(request.body::<CreatePerson>()?)),
    },
    Operation {
        action: PersonSearch::ACTION,
        route: post("/v1/people/search"),
        tag: "people",
        summary: "Find people by terms that must not stand in a URL",
        description: "By whole citizen number or phone, or by name.",
        takes: Takes::NOTHING.body::<PersonSearch>(),
        gives: Gives::page::<Person>("A page of people."),
        work: |request| Ok(page(request.body::<PersonSearch>()?)),
    },
    Operation {
        action: ListRequest::<PossibleDuplicatesQuery>::ACTION,
        route: get("/v1/possible-duplicates"),
        tag: "people",
        summary: "List people who may be in the register twice",
        description: "Each person without a citizen number who has the name and birth date of another within the \
            caller's area. What turns out to be one person is merged.",
        takes: Takes::list::<PossibleDuplicatesQuery>(),
        gives: Gives::page::<PossibleDuplicate>("A page of people with their namesakes."),
        work: |request| Ok(page(request.list::<PossibleDuplicatesQuery>())),
    },
    Operation {
        action: ReadPerson::ACTION,
        route: get("/v1/people/{id}"),
        tag: "people",
        summary: "Read one person",
        description: "By id or public number. A record that was merged answers 308 to the one that survives. Whoever \
            consumes the register is told 410 of who died or was erased; the office and its auditors read what is \
            kept.",
        takes: Takes::PERSON,
        gives: Gives::record::<Person>("The person, with ETag."),
        work: |request| Ok(record(ReadPerson(request.key(PersonKey::parse)?))),
    },
    Operation {
        action: ReadStanding::ACTION,
        route: get("/v1/people/{id}/standing"),
        tag: "people",
        summary: "Read whether somebody may inspect on a day",
        description: "One cheap answer in codes, with nothing of their grounds. From the day of a death on it is 410.",
        takes: Takes::PERSON.on(),
        gives: Gives::done::<PersonStanding>("The standing on that day."),
        work: |request| {
            Ok(done(ReadStanding {
                key: request.key(PersonKey::parse)?,
                on: request.on,
                known_at: request.moment.known_at,
            }))
        },
    },
    Operation {
        action: ReadPersonFile::ACTION,
        route: get("/v1/people/{id}/file"),
        tag: "people",
        summary: "Read everything about a person",
        description: "One document with every record that the register holds about them, to be handed to them; the \
            reading is recorded. Who objected to the person or complained is not named in it, and private numbers \
            stay masked.",
        takes: Takes::PERSON,
        gives: Gives::done::<PersonFile>("The file."),
        work: |request| Ok(done(ReadPersonFile(request.key(PersonKey::parse)?))),
    },
    Operation {
        action: CorrectPerson::ACTION,
        route: patch("/v1/people/{id}"),
        tag: "people",
        summary: "Correct or complete a person's record",
        description: "A JSON merge patch; the old values stay in the history.",
        takes: Takes::PERSON.version().body::<UpdatePerson>(),
        gives: Gives::written::<Person>("The person, with ETag."),
        work: |request| {
            Ok(record(CorrectPerson {
                key: request.key(PersonKey::parse)?,
                version: request.version()?,
                patch: request.body()?,
            }))
        },
    },
    Operation {
        action: MergeInto::ACTION,
        route: post("/v1/people/{id}/merge"),
        tag: "people",
        summary: "Merge a double record into another",
        description: "The double's number answers 308 for ever; its memberships and its names go to the survivor.",
        takes: Takes::key(Key::text("id", "Id or public number of the double.")).body::<MergePerson>(),
        gives: Gives::written::<Person>("The surviving person, with ETag."),
        work: |request| Ok(record(MergeInto { key: request.key(PersonKey::parse)?, merge: request.body()? })),
    },
    Operation {
        action: Reveal::ACTION,
        route: post("/v1/people/{id}/reveal"),
        tag: "people",
        summary: "Read a citizen number in full",
        description: "With a purpose; the reading is recorded.",
        takes: Takes::PERSON.body::<RevealPerson>(),
        gives: Gives::done::<RevealedPerson>("The numbers in full."),
        work: |request| Ok(done(Reveal { key: request.key(PersonKey::parse)?, reveal: request.body()? })),
    },
    Operation {
        action: PersonHistory::ACTION,
        route: get("/v1/people/{id}/history"),
        tag: "people",
        summary: "Read what a person's record said before",
        description: "Every fact about the record, oldest first, with the old values of each correction.",
        takes: Takes::PERSON.page(),
        gives: Gives::page::<PersonHistoryEntry>("A page of the history."),
        work: |request| Ok(page(PersonHistory { key: request.key(PersonKey::parse)?, list: request.list() })),
    },
    Operation {
        action: ReadPersonErasure::ACTION,
        route: get("/v1/people/{id}/erasure"),
        tag: "people",
        summary: "Read what an erasure of a person would do, or did",
        description: "Kind by kind what would be erased today and what is kept, by which article and until when, what \
            stands in the way, and what was asked for last. No value of the person is in it.",
        takes: Takes::PERSON,
        gives: Gives::done::<PersonErasure>("The erasure."),
        work: |request| Ok(done(ReadPersonErasure(request.key(PersonKey::parse)?))),
    },
    Operation {
        action: RequestErasure::ACTION,
        route: post("/v1/people/{id}/erasure"),
        tag: "people",
        summary: "Ask that a person be erased",
        description: "On a ground of the Personal Information Protection Law, article 47, with a document. Refused \
            while something is open or unpaid, and where everything is still kept; with `dry_run` it tells what it \
            would do.",
        takes: Takes::PERSON.body::<RequestPersonErasure>(),
        gives: Gives::written::<PersonErasure>("The erasure, with ETag."),
        work: |request| Ok(record(RequestErasure { key: request.key(PersonKey::parse)?, request: request.body()? })),
    },
    Operation {
        action: FireErasureEvent::ACTION,
        route: post("/v1/people/{id}/erasure/transitions"),
        tag: "people",
        summary: "Carry an erasure out, or give it up",
        description: "Who asked does not carry it out. What the plan lets go of is gone from every version, from the \
            history and from kept answers; lines of stipends, their sums and the digests of manifests stay.",
        takes: Takes::PERSON.body::<TransitionPersonErasure>(),
        gives: Gives::written::<PersonErasure>("The erasure as it now is, with ETag."),
        work: |request| {
            Ok(record(FireErasureEvent { key: request.key(PersonKey::parse)?, transition: request.body()? }))
        },
    },
    Operation {
        action: ReadErasureTransitions::ACTION,
        route: get("/v1/people/{id}/erasure/transitions"),
        tag: "people",
        summary: "Read what happened to the erasure of a person and what may happen next",
        description: "`next` says for each event that is possible now whether this caller may fire it, and why not.",
        takes: Takes::PERSON,
        gives: Gives::done::<Transitions>("What happened, and what may."),
        work: |request| Ok(done(ReadErasureTransitions { id: request.key(PersonKey::parse)? })),
    },
];
