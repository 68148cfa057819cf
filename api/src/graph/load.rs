//! What edges lead to, for many records at once: each load passes the same door, asks the same operations as a request
//! would, and so reads what the caller reads.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    Error,
    kernel::{filter::VALUES_MAX, id::PersonId, page::PAGE_SIZE_MAX, policy::Action},
};
use openapi::people::person::Person;
use uuid::Uuid;

use super::Kind;
use crate::{
    app::{App, Caller, Ctx, Job, Kept, Pace, UseCase, people::ReadPeople},
    operation::{Answer, Asking, Boxed, JSON, Node, Operation, PageAsked, Paged, Request, Together, Tree},
};

/// Most lookups of one request, one for each record that is looked for.
pub const LOOKUPS_MAX: usize = 3_000;
/// How many lookups a page of a record counts as: where the pages of several do not fit into one, each is a statement.
pub const PAGE_LOOKUPS: usize = 10;
/// Records whose pages are looked for by one statement; the other values of a filter have room beside them.
const PARENTS_AT_ONCE: usize = 50;

/// A record that was found among others.
#[derive(Debug, Clone)]
pub struct Found {
    tree: Arc<Tree>,
    at: usize,
}

impl Found {
    /// What holds its leaves.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Its fields.
    pub fn node(&self) -> &Node {
        match &self.tree.root {
            Node::List(all) => all.get(self.at).unwrap_or(&Node::Null),
            one => one,
        }
    }

    fn all_of(tree: Tree) -> Vec<Self> {
        let count = match &tree.root {
            Node::List(all) => all.len(),
            _ => 1,
        };
        let tree = Arc::new(tree);
        (0..count).map(|at| Self { tree: Arc::clone(&tree), at }).collect()
    }

    /// The ids in a field: of one record, or of several.
    pub fn ids(&self, field: &str) -> Vec<Uuid> {
        ids_in(&self.tree, self.node(), field)
    }
}

/// The ids in a field of a record: of one record, or of several.
pub fn ids_in(tree: &Tree, record: &Node, field: &str) -> Vec<Uuid> {
    let id = |node: &Node| tree.plain_text(node).and_then(|text| Uuid::try_parse(text).ok());
    match record.field(field, 0) {
        Some(Node::List(all)) => all.iter().filter_map(id).collect(),
        Some(one) => id(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// A page of the list that a record leads to.
#[derive(Debug, Clone, Default)]
pub struct FoundPage {
    /// The records.
    pub records: Vec<Found>,
    /// The rest of the page.
    pub paged: Paged,
}

/// A list, with the parameter by which a record narrows it and with what else is asked of it.
pub struct Narrowed {
    /// The list.
    pub list: &'static Operation,
    /// The parameter.
    pub parameter: &'static str,
    /// What is asked of it.
    pub request: Request,
}

/// The caller as a load has it: what was wrong with the request, or is tried or repeated of it, concerns the request alone.
fn reading(caller: &Caller) -> Caller {
    Caller { dry_run: false, repeat: None, faults: Vec::new(), ..caller.clone() }
}

fn taken_apart(answer: Answer) -> Result<FoundPage, Error> {
    Ok(FoundPage { records: Found::all_of(answer.body.tree()?), paged: answer.page.unwrap_or_default() })
}

async fn ask(app: &App, caller: &Caller, operation: &Operation, mut request: Request) -> Result<FoundPage, Error> {
    app.render(caller, Asking(operation.asks(&mut request, JSON)?), taken_apart).await?
}

/// Asks the same operation several times.
async fn ask_each(
    app: &App,
    caller: &Caller,
    operation: &Operation,
    requests: impl Iterator<Item = Request>,
) -> Result<Vec<FoundPage>, Error> {
    let works = requests.map(|mut request| operation.asks(&mut request, JSON)).collect::<Result<Vec<_>, Error>>()?;
    let Some(works) = Together::of(works) else { return Ok(Vec::new()) };
    app.render(caller, works, |answers| answers.into_iter().map(taken_apart).collect::<Result<_, Error>>()).await?
}

/// Records that are looked for by their ids.
struct Lookup {
    kind: Kind,
    ids: Vec<Uuid>,
}

/// Records that one statement looks for: a page for a person at a screen.
const IDS_AT_ONCE: usize = 100;

impl Lookup {
    /// The work that reads these records by their kind's list.
    fn of_list(&self, ids: &[Uuid]) -> Result<Boxed, Error> {
        let page = PageAsked { limit: number_of(ids.len())?, ..PageAsked::default() };
        self.kind.list.asks(&mut Request { only: ids.to_vec(), page, ..Request::default() }, JSON)
    }
}

fn number_of(count: usize) -> Result<u32, Error> {
    u32::try_from(count.max(1)).map_err(Error::internal)
}

impl Job for Lookup {
    type Output = HashMap<Uuid, Found>;

    fn action(&self) -> Action {
        if self.kind.names_people() { self.kind.read.action } else { self.kind.list.action }
    }

    fn pace(&self) -> Pace {
        let is_bulk = self.ids.len() > IDS_AT_ONCE;
        let needs_snapshot = || self.of_list(&[]).is_ok_and(|work| work.pace().snapshot);
        Pace { snapshot: is_bulk || (!self.kind.names_people() && needs_snapshot()), is_bulk, ..Pace::default() }
    }

    fn keep(&self, _: &Self::Output) -> Result<Option<Kept>, Error> {
        Ok(None)
    }

    fn recall(&self, _: Kept) -> Result<Self::Output, Error> {
        Err(Error::internal("what an edge leads to is not repeated"))
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let mut found = HashMap::new();
        if self.kind.names_people() {
            return people(ctx, &self.ids);
        }
        for ids in self.ids.chunks(IDS_AT_ONCE) {
            let mut rest = ids;
            while !rest.is_empty() {
                let FoundPage { records, paged } = taken_apart(self.of_list(rest)?.run(ctx)?)?;
                let each = records.into_iter().filter_map(|record| Some((record.ids("id").first().copied()?, record)));
                let last = each.map(|(id, record)| (found.insert(id, record), id).1).max();
                // A page ends early where its records are large.
                let last = last.filter(|_| paged.next.is_some());
                rest = last.and_then(|last| rest.get(rest.partition_point(|id| *id <= last)..)).unwrap_or_default();
            }
        }
        // A list leaves out some that are read one by one: a case that is spent.
        for id in self.ids.iter().filter(|id| !found.contains_key(*id)).copied().collect::<Vec<_>>() {
            let mut request = Request { key: Some(id.to_string()), ..Request::default() };
            match self.kind.read.asks(&mut request, JSON)?.run(ctx) {
                Ok(answer) => found.extend(taken_apart(answer)?.records.pop().map(|record| (id, record))),
                Err(Error::NotFound | Error::Moved { .. } | Error::Closed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if found.is_empty() {
            ctx.nothing_changed();
        }
        Ok(found)
    }
}

/// People, by ids that may name records merged since.
fn people(ctx: &mut Ctx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Found>, Error> {
    let people = UseCase::run(&ReadPeople(ids.iter().copied().map(PersonId).collect()), ctx)?;
    let (ids, people): (Vec<PersonId>, Vec<Person>) = people.into_iter().unzip();
    if ctx.discloses() {
        ctx.note_people(people.iter().map(|person| person.id));
    }
    let tree = Tree::of(&people).map_err(Error::internal)?;
    let tree = match ctx.shown(ReadPeople::ACTION) {
        Some(shown) => tree.limited(Arc::clone(shown)),
        None => tree,
    };
    Ok(ids.into_iter().map(|id| id.0).zip(Found::all_of(tree)).collect())
}

fn looking(kind: Kind, ids: impl IntoIterator<Item = Uuid>) -> Lookup {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    Lookup { kind, ids }
}

/// The records of these ids, as the caller reads them today; those out of reach are left out.
///
/// # Errors
/// What refuses it.
pub async fn records(
    app: &App,
    caller: &Caller,
    kind: Kind,
    ids: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Found>, Error> {
    app.run(&reading(caller), looking(kind, ids)).await
}

/// The same within work whose caller may read the kind.
///
/// # Errors
/// As [`records`].
pub fn lookup(ctx: &mut Ctx<'_>, kind: Kind, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Found>, Error> {
    looking(kind, ids).run(ctx)
}

impl Narrowed {
    /// The request for the pages of these records.
    fn of(&self, parents: &[Uuid], limit: u32) -> Request {
        let mut request = self.request.clone();
        request.filter.extend(parents.iter().map(|id| (self.parameter, id.to_string())));
        request.page.limit = limit;
        request
    }

    /// True where the pages of several records can be told apart in one: no cursor belongs to a page of them together.
    fn can_be_one(&self) -> bool {
        let page = &self.request.page;
        page.after.is_none() && !page.edges && self.request.filter.len() <= VALUES_MAX - PARENTS_AT_ONCE
    }
}

/// The page of each of these records. One statement reads those of many, where all that they lead to fits into one page; where
/// it does not, each is read by its own.
///
/// # Errors
/// What refuses it.
pub async fn pages(
    app: &App,
    caller: &Caller,
    narrowed: &Narrowed,
    parents: HashSet<Uuid>,
) -> Result<HashMap<Uuid, FoundPage>, Error> {
    let (caller, parents) = (reading(caller), parents.into_iter().collect::<Vec<_>>());
    let mut found = HashMap::new();
    for parents in parents.chunks(PARENTS_AT_ONCE) {
        if parents.len() > 1 && narrowed.can_be_one() {
            let request = narrowed.of(parents, PAGE_SIZE_MAX);
            let request = Request { page: PageAsked { count: false, ..request.page }, ..request };
            let together = ask(app, &caller, narrowed.list, request).await?;
            if let Some(pages) = told_apart(narrowed, parents, together) {
                found.extend(pages);
                continue;
            }
        }
        let each = parents.iter().map(|id| narrowed.of(&[*id], narrowed.request.page.limit));
        let pages = ask_each(app, &caller, narrowed.list, each).await?;
        found.extend(parents.iter().copied().zip(pages));
    }
    Ok(found)
}

/// The pages of several records out of one that has all of theirs; none where it has not, or where a record does not say whose
/// it is.
fn told_apart(narrowed: &Narrowed, parents: &[Uuid], together: FoundPage) -> Option<HashMap<Uuid, FoundPage>> {
    if together.paged.next.is_some() {
        return None;
    }
    let mut pages: HashMap<Uuid, FoundPage> = parents.iter().map(|id| (*id, FoundPage::default())).collect();
    for record in together.records {
        let mut whose = record.ids(narrowed.parameter);
        whose.extend(record.ids(&format!("{}s", narrowed.parameter)));
        whose.retain(|id| pages.contains_key(id));
        if whose.is_empty() {
            return None;
        }
        for id in whose {
            pages.entry(id).or_default().records.push(record.clone());
        }
    }
    let PageAsked { limit, count, .. } = narrowed.request.page;
    let limit = usize::try_from(limit).ok()?;
    for page in pages.values_mut() {
        page.paged.total = i64::try_from(page.records.len()).ok().filter(|_| count);
        // Whoever asks for the next page by a cursor is answered by a page of its own.
        page.paged.next = (page.records.len() > limit).then(String::new);
        page.records.truncate(limit);
    }
    Some(pages)
}
