//! `/v1/people`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use domain::Error;
use openapi::{
    erasure::{PersonErasure, RequestPersonErasure, TransitionPersonErasure},
    page::Collection,
    person::{
        CreatePerson, MergePerson, Person, PersonHistoryEntry, PersonSearch, PossibleDuplicate, RevealPerson,
        RevealedPerson, UpdatePerson,
    },
    person_file::PersonFile,
    query::{PageParams, PeopleQuery, PlainQuery, PossibleDuplicatesQuery, StandingParams, WriteParams},
    standing::PersonStanding,
    transition::Transitions,
};

use super::{
    Failure, answer,
    etag::Tag,
    extract::{self, Authenticated, Json},
    table::Table,
};
use crate::app::{
    App, Caller,
    erasures::{FireErasureEvent, ReadErasureTransitions, ReadPersonErasure, RequestErasure},
    people::{CorrectPerson, MergeInto, PersonHistory, PersonKey, ReadPerson, ReadStanding, Reveal},
    person_file::ReadPersonFile,
};

pub fn operations(table: &mut Table) {
    table.add::<__path_list_people, _, _>(list_people);
    table.add::<__path_create_person, _, _>(create_person);
    table.add::<__path_search_people, _, _>(search_people);
    table.add::<__path_list_possible_duplicates, _, _>(list_possible_duplicates);
    table.add::<__path_read_person, _, _>(read_person);
    table.add::<__path_read_person_standing, _, _>(read_person_standing);
    table.add::<__path_read_person_file, _, _>(read_person_file);
    table.add::<__path_update_person, _, _>(update_person);
    table.add::<__path_merge_person, _, _>(merge_person);
    table.add::<__path_reveal_person, _, _>(reveal_person);
    table.add::<__path_list_person_history, _, _>(list_person_history);
    table.add::<__path_read_person_erasure, _, _>(read_person_erasure);
    table.add::<__path_request_person_erasure, _, _>(request_person_erasure);
    table.add::<__path_transition_person_erasure, _, _>(transition_person_erasure);
    table.add::<__path_list_person_erasure_transitions, _, _>(list_person_erasure_transitions);
}

fn key(raw: &Path<String>) -> Result<PersonKey, Failure> {
    PersonKey::parse(raw).ok_or(Failure(Error::NotFound))
}

/// Nothing of it changes without its version.
fn tag(person: &Person) -> Tag {
    Tag::Version(person.version)
}

/// List people
///
/// A page of the people within the caller's area, by field, or by name in characters, pinyin or initials.
#[utoipa::path(get, path = "/v1/people", operation_id = "list_people", tag = "people", params(PeopleQuery, PageParams),
    responses((status = 200, description = "A page of people.", body = Collection<Person>)))]
pub async fn list_people(app: Data<App>, caller: Authenticated, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PeopleQuery, Person>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Register a person
///
/// Sex and birth date follow from the citizen number. A number that is in the register, or was that of a merged record, is
/// refused as `duplicate`. Who has the name and birth date of somebody else is registered with a warning.
#[utoipa::path(post, path = "/v1/people", operation_id = "create_person", tag = "people", params(WriteParams), request_body = CreatePerson,
    responses((status = 201, description = "The person, with Location and ETag.", body = Person)))]
pub async fn create_person(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<CreatePerson>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::created(&app, &caller, body.0, "/v1/people", |person| (person.id.to_string(), tag(person))).await
}

/// Find people by terms that must not stand in a URL
///
/// By whole citizen number or phone, or by name.
#[utoipa::path(post, path = "/v1/people/search", operation_id = "search_people", tag = "people", request_body = PersonSearch,
    responses((status = 200, description = "A page of people.", body = Collection<Person>)))]
pub async fn search_people(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    body: Json<PersonSearch>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    let caller = Caller { faults: body.1, ..caller.0 };
    answer::page(&app, &request, &caller, body.0, extract::Selection::default()).await
}

/// List people who may be in the register twice
///
/// Each person without a citizen number who has the name and birth date of another within the caller's area. What turns out to
/// be one person is merged.
#[utoipa::path(get, path = "/v1/possible-duplicates", operation_id = "list_possible_duplicates", tag = "people", params(PossibleDuplicatesQuery, PageParams),
    responses((status = 200, description = "A page of people with their namesakes.", body = Collection<PossibleDuplicate>)))]
pub async fn list_possible_duplicates(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PossibleDuplicatesQuery, PossibleDuplicate>(&request)?;
    answer::page(&app, &request, &caller.0, list, selection).await
}

/// Read one person
///
/// By id or public number. A record that was merged answers 308 to the one that survives. Whoever consumes the register is
/// told 410 of who died or was erased; the office and its auditors read what is kept.
#[utoipa::path(get, path = "/v1/people/{id}", operation_id = "read_person", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), ("fields" = Option<String>, Query, description = "Fields to answer, separated by commas.")),
    responses((status = 200, description = "The person, with ETag.", body = Person), (status = 304, description = "The reader's version is the present one.")))]
pub async fn read_person(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let selection = extract::selection::<Person>(&request)?;
    answer::record(&app, &request, &caller.0, ReadPerson(key(&id)?), selection, tag, |person| person).await
}

/// Read whether somebody may inspect on a day
///
/// One cheap answer in codes, with nothing of their grounds. From the day of a death on it is 410.
#[utoipa::path(get, path = "/v1/people/{id}/standing", operation_id = "read_person_standing", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), StandingParams),
    responses((status = 200, description = "The standing on that day.", body = PersonStanding)))]
pub async fn read_person_standing(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (on, known_at) = extract::standing(&request)?;
    answer::done(&app, &caller.0, ReadStanding { key: key(&id)?, on, known_at }).await
}

/// Read everything about a person
///
/// One document with every record that the register holds about them, to be handed to them; the reading is recorded. Who
/// objected to the person or complained is not named in it, and private numbers stay masked.
#[utoipa::path(get, path = "/v1/people/{id}/file", operation_id = "read_person_file", tag = "people",
    params(("id" = String, Path, description = "Id or public number.")),
    responses((status = 200, description = "The file.", body = PersonFile)))]
pub async fn read_person_file(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadPersonFile(key(&id)?)).await
}

/// Correct or complete a person's record
///
/// A JSON merge patch; the old values stay in the history.
#[utoipa::path(patch, path = "/v1/people/{id}", operation_id = "update_person", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), ("If-Match" = String, Header, description = "The ETag the change is based on."), WriteParams),
    request_body = UpdatePerson, responses((status = 200, description = "The person, with ETag.", body = Person)))]
pub async fn update_person(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<UpdatePerson>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    let command = CorrectPerson { key: key(&id)?, version: extract::if_match(&request)?, patch: body.0 };
    answer::written(&app, &caller, command, tag).await
}

/// Merge a double record into another
///
/// The double's number answers 308 for ever; its memberships and its names go to the survivor.
#[utoipa::path(post, path = "/v1/people/{id}/merge", operation_id = "merge_person", tag = "people",
    params(("id" = String, Path, description = "Id or public number of the double."), WriteParams),
    request_body = MergePerson, responses((status = 200, description = "The surviving person, with ETag.", body = Person)))]
pub async fn merge_person(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<MergePerson>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, MergeInto { key: key(&id)?, merge: body.0 }, tag).await
}

/// Read a citizen number in full
///
/// With a purpose; the reading is recorded.
#[utoipa::path(post, path = "/v1/people/{id}/reveal", operation_id = "reveal_person", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), WriteParams),
    request_body = RevealPerson, responses((status = 200, description = "The numbers in full.", body = RevealedPerson)))]
pub async fn reveal_person(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<RevealPerson>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::done(&app, &caller, Reveal { key: key(&id)?, reveal: body.0 }).await
}

/// Read what a person's record said before
///
/// Every fact about the record, oldest first, with the old values of each correction.
#[utoipa::path(get, path = "/v1/people/{id}/history", operation_id = "list_person_history", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), PageParams),
    responses((status = 200, description = "A page of the history.", body = Collection<PersonHistoryEntry>)))]
pub async fn list_person_history(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (list, selection) = extract::list::<PlainQuery, PersonHistoryEntry>(&request)?;
    answer::page(&app, &request, &caller.0, PersonHistory { key: key(&id)?, list }, selection).await
}

fn erasure_tag(erasure: &PersonErasure) -> String {
    erasure.version.to_string()
}

/// Read what an erasure of a person would do, or did
///
/// Kind by kind what would be erased today and what is kept, by which article and until when, what stands in the way, and what
/// was asked for last. No value of the person is in it.
#[utoipa::path(get, path = "/v1/people/{id}/erasure", operation_id = "read_person_erasure", tag = "people",
    params(("id" = String, Path, description = "Id or public number.")),
    responses((status = 200, description = "The erasure.", body = PersonErasure)))]
pub async fn read_person_erasure(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadPersonErasure(key(&id)?)).await
}

/// Ask that a person be erased
///
/// On a ground of the Personal Information Protection Law, article 47, with a document. Refused while something is open or
/// unpaid, and where everything is still kept; with `dry_run` it tells what it would do.
#[utoipa::path(post, path = "/v1/people/{id}/erasure", operation_id = "request_person_erasure", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), WriteParams),
    request_body = RequestPersonErasure, responses((status = 200, description = "The erasure, with ETag.", body = PersonErasure)))]
pub async fn request_person_erasure(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<RequestPersonErasure>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, RequestErasure { key: key(&id)?, request: body.0 }, erasure_tag).await
}

/// Carry an erasure out, or give it up
///
/// Who asked does not carry it out. What the plan lets go of is gone from every version, from the history and from kept
/// answers; lines of stipends, their sums and the digests of manifests stay.
#[utoipa::path(post, path = "/v1/people/{id}/erasure/transitions", operation_id = "transition_person_erasure", tag = "people",
    params(("id" = String, Path, description = "Id or public number."), WriteParams),
    request_body = TransitionPersonErasure, responses((status = 200, description = "The erasure as it now is, with ETag.", body = PersonErasure)))]
pub async fn transition_person_erasure(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
    body: Json<TransitionPersonErasure>,
) -> Result<HttpResponse, Failure> {
    let caller = extract::writer(&request, caller, body.1)?;
    answer::written(&app, &caller, FireErasureEvent { key: key(&id)?, transition: body.0 }, erasure_tag).await
}

/// Read what happened to the erasure of a person and what may happen next
///
/// `next` says for each event that is possible now whether this caller may fire it, and why not.
#[utoipa::path(get, path = "/v1/people/{id}/erasure/transitions", operation_id = "list_person_erasure_transitions", tag = "people",
    params(("id" = String, Path, description = "Id or public number.")),
    responses((status = 200, description = "What happened, and what may.", body = Transitions)))]
pub async fn list_person_erasure_transitions(
    app: Data<App>,
    caller: Authenticated,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Failure> {
    extract::plain(&request)?;
    answer::done(&app, &caller.0, ReadErasureTransitions(key(&id)?)).await
}
