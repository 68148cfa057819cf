//! Dismissal cases: rows in and out, every version of them, their words sealed.

mod kept;

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    Area, Day, Error, Instant, Reach,
    kernel::{
        id::{DismissalId, PersonId},
        page::{Page, PageRequest, Position},
        time::Moment,
    },
    misconduct::dismissal::{
        Case, Decision, Defence, Intent, Service, Status,
        effect::Effect,
        ground::{Article, Ground, Measure, Signal},
        remedy::{Clock, Profile},
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kernel::{
    connection::{DbConnection, MultiBackend},
    error::Stored,
    filter::each_once,
    row::{Codec, Column, Steps, area, read},
    schema::dismissals,
    types::{DbInstant, DbJson, DbUuid},
    vault::{Place, Vault, refused_if_unopened},
};
use kept::{clock, effect, kept_remedy, kept_suspension, remedy, suspension, told_apart};

const TABLE: &str = "dismissals";

const fn column(name: &'static str) -> Column {
    Column { table: TABLE, name }
}

/// Columns whose words are sealed; those of remedies lie among the remedies.
const DESCRIPTION: &str = "description";
const FACTS: &str = "facts";
const DEFENCE: &str = "defence_statement";
const REMEDIES: &str = "remedies";
/// The words of a remedy.
const STATEMENT: &str = "statement";

/// A version of a case as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = dismissals, treat_none_as_default_value = false)]
struct CaseRow {
    id: DbUuid,
    version: i64,
    superseded_at: Option<DbInstant>,
    area: String,
    person_id: DbUuid,
    status: String,
    signal: String,
    signal_id: Option<DbUuid>,
    ground: String,
    description: String,
    investigator: Option<String>,
    facts: Option<String>,
    article: Option<String>,
    proposed_measure: Option<String>,
    defence_until: Option<NaiveDate>,
    defence_statement: Option<String>,
    defence_on: Option<NaiveDate>,
    suspended_on: Option<NaiveDate>,
    measure: Option<String>,
    effective_on: Option<NaiveDate>,
    decision_document_number: Option<String>,
    served_on: Option<NaiveDate>,
    profile: Option<String>,
    took_effect_on: Option<NaiveDate>,
    clocks: DbJson,
    remedies: DbJson,
    effects: DbJson,
    due_on: Option<NaiveDate>,
    steps: DbJson,
    last_event_on: Option<NaiveDate>,
    created_at: DbInstant,
    updated_at: DbInstant,
}

filter! {
    /// Which dismissal cases.
    CaseFilter on dismissals sorts ["id"], {
        /// Something is due on this day or earlier: what the office is reminded of.
        due_on_to: until => due_on,
        /// Area (GB/T 2260) with all that lies under it.
        area: areas,
        /// About whom.
        person_id: ids PersonId,
        /// Status.
        status: words Status => _,
        /// Ground (code set `dismissal_grounds`).
        ground: words Ground,
        /// `true` for those, too, whose measure is spent, and those that were dropped or reversed; without it the list
        /// has of the latter those whose `status` it asks for by name. HR never sees any of these.
        spent: flag,
        /// As the register knew it at this instant (RFC 3339); as it knows it now unless said.
        known_at: known,
    }
    besides {
        /// Only what ended somebody's service, then and by what is known now: what HR sees.
        ended_service_only: bool,
        /// Statuses whose cases are left out.
        without: Vec<Status>,
        /// Measures that are spent if they took effect on a day or before it: these are left out.
        spent_since: Vec<(Measure, Day)>,
    }
}

/// The case of this id within reach, as it was known at a moment: now, unless said.
///
/// # Errors
/// [`Error::NotFound`], also for what lies out of reach and what was not known then.
pub fn find(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    id: DismissalId,
    known_at: Option<Instant>,
) -> Result<Case, Error> {
    let case = row_of!(db, dismissals: CaseRow, id, known_at)?.into_case(vault)?;
    if reach.covers(&case.area) { Ok(case) } else { Err(Error::NotFound) }
}

/// How a case that was found stood on a day, as known at a moment. None when it was not there yet. Its area and its person
/// are those of the case as it was found, by which it is read.
///
/// # Errors
/// When the database fails.
pub fn stood_on(
    db: &mut DbConnection,
    vault: &Vault,
    found: &Case,
    moment: Moment,
    day: Day,
) -> Result<Option<Case>, Error> {
    let query = stood_on!(dismissals, DbUuid(found.id.0), moment, day);
    let row: Option<CaseRow> = query.select(CaseRow::as_select()).first(db).optional().stored()?;
    let stood = row.map(|row| row.into_case(vault)).transpose()?.filter(|stood| stood.was_there(day));
    Ok(stood.map(|stood| Case { area: found.area.clone(), person_id: found.person_id, ..stood }))
}

type Clause = Box<
    dyn BoxableExpression<
            dismissals::table,
            MultiBackend,
            SqlType = diesel::sql_types::Nullable<diesel::sql_types::Bool>,
        >,
>;

fn closable() -> Vec<&'static str> {
    Status::CLOSABLE.iter().map(|status| status.as_str()).collect()
}

fn at_rest() -> Vec<&'static str> {
    Status::ALL.iter().filter(|status| status.is_at_rest()).map(|status| status.as_str()).collect()
}

/// The status of a case on a day; see [`Case::effective`].
fn stands(status: Status, today: Day) -> Clause {
    let as_stored = dismissals::status.eq(status.as_str()).nullable();
    if status == Status::Closed {
        let has_effect = dismissals::took_effect_on.is_not_null();
        let is_over = has_effect.and(dismissals::due_on.is_not_null()).and(dismissals::due_on.lt(today));
        Box::new(as_stored.or(dismissals::status.eq_any(closable()).and(is_over)))
    } else if Status::CLOSABLE.contains(&status) {
        let is_free = dismissals::took_effect_on.is_null().or(dismissals::due_on.is_null());
        Box::new(as_stored.and(is_free.nullable().or(dismissals::due_on.ge(today))))
    } else {
        Box::new(as_stored)
    }
}

type Query<'a> = dismissals::BoxedQuery<'a, MultiBackend>;

/// What ended somebody's service; see [`Case::has_ended_service`].
macro_rules! ended_service {
    ($took_effect_on:expr, $status:expr, $measure:expr) => {{
        let ending = Measure::ALL.iter().filter(|one| one.ends()).map(|one| one.as_str());
        $took_effect_on.is_not_null().and($status.ne(Status::Reversed.as_str())).and($measure.eq_any(ending))
    }};
}

/// One of the measures that are spent if they took effect on a day or before it; see [`Case::spent_on`].
macro_rules! is_spent {
    ($took_effect_on:expr, $status:expr, $measure:expr, $spent:expr) => {{
        let (spent, since) = $spent;
        let took_effect = $took_effect_on.is_not_null().and($took_effect_on.le(*since));
        $status.eq_any(at_rest()).and($measure.eq(spent.as_str())).and(took_effect)
    }};
}

fn without_spent<'a>(query: Query<'a>, spent_since: &[(Measure, Day)]) -> Query<'a> {
    use dismissals::{measure, status, took_effect_on};
    spent_since.iter().fold(query, |query, spent| {
        let is_spent = is_spent!(took_effect_on, status, measure, spent);
        query.filter(diesel::dsl::not(is_spent).or(measure.is_null().nullable()))
    })
}

/// Cases that ended somebody's service, as known now: in effect, and not spent.
pub(crate) fn outcomes<'a>(spent_since: &[(Measure, Day)]) -> Query<'a> {
    use dismissals::{measure, status, took_effect_on};
    let present = dismissals::table.into_boxed().filter(dismissals::superseded_at.is_null());
    without_spent(present.filter(ended_service!(took_effect_on, status, measure)), spent_since)
}

/// Keeps only the cases that still are outcomes as known now: a case that was reversed since, or is spent, is left out
/// even if the query reads what was known earlier.
fn still_outcomes<'a>(query: Query<'a>, spent_since: &[(Measure, Day)]) -> Query<'a> {
    let present = diesel::alias!(dismissals as present);
    let (took_effect_on, status) = (present.field(dismissals::took_effect_on), present.field(dismissals::status));
    let measure = present.field(dismissals::measure);
    let known_now = || present.filter(present.field(dismissals::superseded_at).is_null());
    let ended = known_now().filter(ended_service!(took_effect_on, status, measure));
    let query = query.filter(dismissals::id.eq_any(ended.select(present.field(dismissals::id))));
    spent_since.iter().fold(query, |query, spent| {
        let spent = known_now().filter(is_spent!(took_effect_on, status, measure, spent));
        query.filter(dismissals::id.ne_all(spent.select(present.field(dismissals::id))))
    })
}

fn filtered<'a>(reach: &Reach, filter: &CaseFilter, today: Day) -> Query<'a> {
    let query = filter.narrow(dismissals::table.into_boxed(), reach);
    let mut query = without_spent(query, &filter.spent_since);
    if !filter.without.is_empty() {
        query = query.filter(dismissals::status.ne_all(filter.without.iter().map(|status| status.as_str())));
    }
    if filter.ended_service_only {
        query = query.filter(ended_service!(dismissals::took_effect_on, dismissals::status, dismissals::measure));
        if filter.known_at.is_some() {
            query = still_outcomes(query, &filter.spent_since);
        }
    }
    let any = each_once(Status::ALL, &filter.status).map(|status| stands(*status, today));
    match any.reduce(|all, one| Box::new(all.or(one))) {
        Some(statuses) => query.filter(statuses),
        None => query,
    }
}

/// A page of cases within reach, in the order in which they were opened, or the reverse.
///
/// # Errors
/// When the database fails.
pub fn list(
    db: &mut DbConnection,
    vault: &Vault,
    reach: &Reach,
    filter: &CaseFilter,
    (descending, today): (bool, Day),
    page: &PageRequest,
) -> Result<Page<Case>, Error> {
    page_of!(db, dismissals: CaseRow, filtered(reach, filter, today), page, descending, |rows| {
        rows.into_iter().map(|row| row.into_case(vault)).collect::<Result<Vec<_>, Error>>()
    })
}

/// The cases with which the system has something to do by a day, after an id, at most `limit`: a decision takes effect, or
/// the last day of the remedies has passed.
///
/// # Errors
/// When the database fails.
pub fn due(
    db: &mut DbConnection,
    vault: &Vault,
    today: Day,
    after: Option<DismissalId>,
    limit: i64,
) -> Result<Vec<Case>, Error> {
    let served: Vec<&str> = Status::SERVED.iter().map(|status| status.as_str()).collect();
    let takes_effect = dismissals::took_effect_on.is_null().and(dismissals::status.eq_any(served));
    let is_over = dismissals::took_effect_on.is_not_null().and(dismissals::status.eq_any(closable()));
    let has_come = dismissals::due_on.is_null().or(dismissals::due_on.le(today));
    let mut query = dismissals::table
        .into_boxed::<MultiBackend>()
        .filter(dismissals::superseded_at.is_null())
        .filter(has_come)
        .filter(takes_effect.or(is_over))
        .order(dismissals::id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(dismissals::id.gt(DbUuid(after.0)));
    }
    let rows: Vec<CaseRow> = query.select(CaseRow::as_select()).load(db).stored()?;
    rows.into_iter().map(|row| row.into_case(vault)).collect()
}

/// Stores a new case.
///
/// # Errors
/// [`Error::Duplicate`] when the person has one that is not in effect yet.
pub fn insert(db: &mut DbConnection, vault: &Vault, new: &Case) -> Result<(), Error> {
    let row = CaseRow::sealed(vault, new)?;
    diesel::insert_into(dismissals::table).values(row).execute(db).stored().map(drop)
}

/// Stores the next version of a case: the one before it is closed and stays.
///
/// # Errors
/// [`Error::Changed`] when another writer was first.
pub fn update(db: &mut DbConnection, vault: &Vault, changed: &Case) -> Result<(), Error> {
    close_present!(db, dismissals, changed)?;
    insert(db, vault, changed)
}

/// What is known now of these people, wherever it was recorded.
///
/// # Errors
/// When the database fails.
pub fn of_people(db: &mut DbConnection, vault: &Vault, people: &[PersonId]) -> Result<Vec<Case>, Error> {
    let theirs = dismissals::table
        .filter(dismissals::person_id.eq_any(people.iter().map(|id| DbUuid(id.0))))
        .filter(dismissals::superseded_at.is_null())
        .order(dismissals::id);
    let rows: Vec<CaseRow> = theirs.select(CaseRow::as_select()).load(db).stored()?;
    rows.into_iter().map(|row| row.into_case(vault)).collect()
}

/// Gives what is known now of the cases about a person another area and, after a merge, another person. Each becomes a next
/// version, for which its words are sealed.
///
/// # Errors
/// [`Error::Duplicate`] when two people who are merged both have one that is not in effect yet; also when words do not open.
pub fn hand_over(
    db: &mut DbConnection,
    vault: &Vault,
    from: PersonId,
    (to, area): (PersonId, &Area),
    now: Instant,
) -> Result<(), Error> {
    hand_over_with_words!(db, vault, dismissals: CaseRow, from, (to, area), now)
}

/// What a case says, sealed for its version.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = dismissals)]
pub struct Words {
    pub(crate) id: DbUuid,
    pub(crate) version: i64,
    description: String,
    facts: Option<String>,
    defence_statement: Option<String>,
    remedies: DbJson,
}

impl Words {
    /// Seals them again with the newest key, for a version.
    ///
    /// # Errors
    /// When they do not open.
    pub(crate) fn seal_again(&mut self, vault: &Vault, version: i64) -> Result<(), Error> {
        let (id, before) = (self.id.0, self.version);
        let again = |field: &str, text: &str| {
            vault.seal_text(&place(field, id, version), &vault.unseal_text(&place(field, id, before), text)?)
        };
        self.description = again(DESCRIPTION, &self.description)?;
        self.facts = self.facts.as_ref().map(|text| again(FACTS, text)).transpose()?;
        self.defence_statement = self.defence_statement.as_ref().map(|text| again(DEFENCE, text)).transpose()?;
        for (field, statement) in statements(&mut self.remedies.0) {
            *statement = again(&field, statement)?;
        }
        self.version = version;
        Ok(())
    }
}

/// Words that were not sealed with the newest key; at most `limit`, after the first `offset`. A case always has a description, until it is erased with
/// everything else that the case says, and it is sealed first.
///
/// # Errors
/// When the database fails.
pub(crate) fn stale_words(db: &mut DbConnection, vault: &Vault, limit: i64, offset: i64) -> Result<Vec<Words>, Error> {
    let (low, high) = vault.newest_texts();
    dismissals::table
        .filter(stale_text!(dismissals::description, low, high))
        .order((dismissals::id, dismissals::version))
        .limit(limit)
        .offset(offset)
        .select(Words::as_select())
        .load(db)
        .stored()
}

/// How many of them there are.
///
/// # Errors
/// When the database fails.
pub(crate) fn count_stale_words(db: &mut DbConnection, vault: &Vault) -> Result<i64, Error> {
    let (low, high) = vault.newest_texts();
    dismissals::table.filter(stale_text!(dismissals::description, low, high)).count().get_result(db).stored()
}

/// Stores words that were sealed again, unless the version has got others meanwhile.
///
/// # Errors
/// When the database fails.
pub(crate) fn replace_words(db: &mut DbConnection, before: &Words, after: &Words) -> Result<(), Error> {
    let target =
        dismissals::table.find((before.id, before.version)).filter(dismissals::description.eq(&before.description));
    diesel::update(target).set(after).execute(db).stored().map(drop)
}

/// What sealed words belong to.
fn place(field: &str, case: Uuid, version: i64) -> Place {
    Place::new((TABLE, field), case, version)
}

/// The words of each remedy, with the name under which they are sealed.
fn statements(remedies: &mut Value) -> impl Iterator<Item = (String, &mut String)> {
    let all = remedies.as_array_mut().into_iter().flatten().enumerate();
    all.filter_map(|(at, one)| match one.get_mut(STATEMENT) {
        Some(Value::String(text)) => Some((format!("{REMEDIES}.{at}"), text)),
        _ => None,
    })
}

/// The days for which remedies gave somebody's office back, of people: from the first on, to the day of the decision; and the
/// days on which a case kept somebody from duty that came to nothing which ends an office.
///
/// # Errors
/// When the database fails.
pub fn given_back(db: &mut DbConnection, people: &[DbUuid]) -> Result<Vec<GivenBack>, Error> {
    let rows: Vec<(DbUuid, DbUuid, i64, DbJson, DbJson)> = dismissals::table
        .filter(dismissals::superseded_at.is_null())
        .filter(dismissals::person_id.eq_any(people))
        .select((dismissals::person_id, dismissals::id, dismissals::version, dismissals::remedies, dismissals::effects))
        .load(db)
        .stored()?;
    let mut all = Vec::new();
    for (person, id, version, kept, effects) in rows {
        let span =
            |(from, end)| GivenBack { person_id: PersonId(person.0), from, end, case: DismissalId(id.0), version };
        let suspensions = column("effects").each(&told_apart(&effects, true).0, suspension)?;
        let cleared = suspensions.iter().filter(|one| one.is_cleared && one.from < one.end);
        all.extend(cleared.map(|one| span((one.from, one.end))));
        for remedy in column("remedies").each(&kept.0, remedy)? {
            let Some((from, end)) = remedy.decided.and_then(|decided| Some((decided.restored_from?, decided.on)))
            else {
                continue;
            };
            all.push(span((from, end)));
        }
    }
    Ok(all)
}

/// Days for which an office was given back.
#[derive(Debug, Clone, Copy)]
pub struct GivenBack {
    /// To whom.
    pub person_id: PersonId,
    /// First day.
    pub from: Day,
    /// The first day after them.
    pub end: Day,
    /// By which case.
    pub case: DismissalId,
    /// In which version.
    pub version: i64,
}

fn word<T>(column: Option<String>, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Error> {
    column.map(|word| read(TABLE, name, parse(&word))).transpose()
}

impl CaseRow {
    fn sealed(vault: &Vault, one: &Case) -> Result<Self, Error> {
        let seal = |field: &str, text: &str| vault.seal_text(&place(field, one.id.0, one.version), text);
        // Before the others: whatever is sealed with an older key is found by it.
        let description = seal(DESCRIPTION, &one.description)?;
        let mut remedies: Value = one.remedies.iter().map(kept_remedy).collect();
        for (field, statement) in statements(&mut remedies) {
            *statement = seal(&field, statement)?;
        }
        let (intent, defence, decision) = (one.intent.as_ref(), one.defence.as_ref(), one.decision.as_ref());
        let effect = |one: &Effect| json!({ "kind": one.kind.as_str(), "id": one.id, "known_at": one.known_at, "status": one.status });
        let clock = |one: &Clock| json!({ "kind": one.kind.as_str(), "file_by": one.file_by });
        Ok(Self {
            id: DbUuid(one.id.0),
            version: one.version,
            superseded_at: None,
            area: one.area.as_str().to_owned(),
            person_id: DbUuid(one.person_id.0),
            status: one.status.as_str().to_owned(),
            signal: one.signal.as_str().to_owned(),
            signal_id: one.signal_id.map(DbUuid),
            ground: one.ground.as_str().to_owned(),
            description,
            investigator: one.investigator.clone(),
            facts: intent.map(|intent| seal(FACTS, &intent.facts)).transpose()?,
            article: one.article.map(|article| article.as_str().to_owned()),
            proposed_measure: intent.map(|intent| intent.measure.as_str().to_owned()),
            defence_until: intent.map(|intent| intent.defence_until),
            defence_statement: defence
                .and_then(|defence| defence.statement.as_ref())
                .map(|statement| seal(DEFENCE, statement))
                .transpose()?,
            defence_on: defence.map(|defence| defence.on),
            suspended_on: one.suspended_on,
            measure: decision.map(|decision| decision.measure.as_str().to_owned()),
            effective_on: decision.map(|decision| decision.effective_on),
            decision_document_number: decision.and_then(|decision| decision.document_number.clone()),
            served_on: one.service.map(|service| service.on),
            profile: one.service.map(|service| service.profile.as_str().to_owned()),
            took_effect_on: one.took_effect_on,
            clocks: DbJson(one.clocks.iter().map(clock).collect()),
            remedies: DbJson(remedies),
            effects: DbJson(
                one.effects.iter().map(effect).chain(one.suspensions.iter().map(kept_suspension)).collect(),
            ),
            due_on: one.due().map(|(_, day)| day),
            steps: Steps::store(&one.trail),
            last_event_on: one.last_event_on,
            created_at: DbInstant(one.created_at),
            updated_at: DbInstant(one.updated_at),
        })
    }

    fn into_case(mut self, vault: &Vault) -> Result<Case, Error> {
        let (id, version) = (self.id.0, self.version);
        let open = |field: &str, text: &str| vault.readable_text(&place(field, id, version), text, TABLE);
        let description = open(DESCRIPTION, &self.description)?;
        let facts = self.facts.as_ref().map(|text| open(FACTS, text)).transpose()?;
        let statement = self.defence_statement.as_ref().map(|text| open(DEFENCE, text)).transpose()?;
        for (field, text) in statements(&mut self.remedies.0) {
            *text = open(&field, text)?;
        }
        let proposed = word(self.proposed_measure, "proposed_measure", Measure::parse)?;
        let intent = facts.zip(proposed).zip(self.defence_until);
        let intent = intent.map(|((facts, measure), defence_until)| Intent { facts, measure, defence_until });
        let decided = word(self.measure, "measure", Measure::parse)?.zip(self.effective_on);
        let document_number = self.decision_document_number;
        let decision = decided.map(|(measure, effective_on)| Decision { measure, effective_on, document_number });
        let service = self.served_on.zip(word(self.profile, "profile", Profile::parse)?);
        Ok(Case {
            id: DismissalId(self.id.0),
            version: self.version,
            area: area(TABLE, &self.area)?,
            person_id: PersonId(self.person_id.0),
            status: read(TABLE, "status", Status::parse(&self.status))?,
            signal: read(TABLE, "signal", Signal::parse(&self.signal))?,
            signal_id: self.signal_id.map(|id| id.0),
            ground: read(TABLE, "ground", Ground::parse(&self.ground))?,
            description,
            investigator: self.investigator,
            article: word(self.article, "article", Article::parse)?,
            intent,
            defence: self.defence_on.map(|on| Defence { statement, on }),
            suspended_on: self.suspended_on,
            decision,
            service: service.map(|(on, profile)| Service { on, profile }),
            took_effect_on: self.took_effect_on,
            clocks: column("clocks").each(&self.clocks.0, clock)?,
            remedies: column("remedies").each(&self.remedies.0, remedy)?,
            effects: column("effects").each(&told_apart(&self.effects, false).0, effect)?,
            suspensions: column("effects").each(&told_apart(&self.effects, true).0, suspension)?,
            trail: load!(dismissals.steps: Steps<Status>, self.steps)?,
            last_event_on: self.last_event_on,
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
        })
    }
}
