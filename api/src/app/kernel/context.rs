//! What a use case has at hand: the database within reach, the time, chance, and the facts it states.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{
    Actor, Area, Day, Error, Instant, Reach, Role,
    kernel::{
        agreed::Shown,
        event::{Basis, Event, SubjectKind},
        id::{ClientId, EventId, PersonId, Series},
        lifecycle::Contributors,
        limit::Limit,
        page::PageRequest,
        policy::Action,
        rules::Rules,
        text::CitizenNumber,
        time,
        word::Word,
    },
};
use openapi::kernel::{
    catalogue::Language,
    page::MergedValue,
    transition::{NextEvent, Transition, Transitions},
};
use persistence::{
    DbConnection,
    administration::policies,
    kernel::{events, vault::Vault},
};
use serde_json::Value;
use uuid::Uuid;

use super::quota::{Place, Quotas};
use crate::{
    app::Caller,
    keys::{self, Keys},
    limits::{Key, Limits},
    outbound::Guard,
};

/// The name of the fact that a record was created.
pub const CREATED: &str = "created";
/// The name of the fact that a draft was completed.
pub const COMPLETED: &str = "completed";
/// The name of the fact that a record is about somebody who turned out to be another: who brought it about decides nothing
/// about the record.
pub const IDENTITY_CHANGED: &str = "identity_changed";

/// What a use case has at hand.
pub struct Ctx<'a> {
    /// The database.
    pub db: &'a mut DbConnection,
    /// Who acts.
    pub actor: &'a Actor,
    /// The language of the messages.
    pub language: Language,
    /// How far the actor reaches.
    pub reach: &'a Reach,
    /// The register's keys.
    pub keys: &'a Keys,
    /// The register's public address: the issuer of what it signs for others.
    pub issuer: &'a str,
    /// To which addresses the register speaks.
    pub guard: &'a Guard,
    /// Seals private values.
    pub vault: &'a Vault,
    /// Whether what is done is only tried, and nothing of it stays.
    pub is_trial: bool,
    /// The values of the filter that were led on from merged records.
    pub(in crate::app) led_on: Vec<MergedValue>,
    /// The place that is taken for the answer.
    pub(in crate::app) place: Option<&'a Place<'a>>,
    /// How much is kept for repeats.
    pub(in crate::app) quotas: &'a Quotas,
    limits: &'a Limits,
    found_elsewhere: &'a Mutex<Vec<PersonId>>,
    changed_clients: &'a Mutex<Vec<ClientId>>,
    is_work_left: &'a AtomicBool,
    pub(in crate::app) action: Action,
    now: Instant,
    own_area: &'a Area,
    rules: Option<Rules>,
    ids: &'a Mutex<Series>,
    stated: bool,
    /// Whether it is only looked at what another caller would read: nothing is stated.
    is_preview: bool,
    /// Whether what is read is not what is answered.
    is_between: bool,
    people_read: &'a Mutex<BTreeSet<Uuid>>,
}

/// What the register lends to each piece of work.
#[derive(Clone, Copy)]
pub(in crate::app) struct Parts<'a> {
    pub keys: &'a Keys,
    pub ids: &'a Mutex<Series>,
    pub own_area: &'a Area,
    pub issuer: &'a str,
    pub guard: &'a Guard,
    pub limits: &'a Limits,
    pub quotas: &'a Quotas,
    pub place: Option<&'a Place<'a>>,
    /// Whose citizen numbers the work came upon out of the caller's reach: it outlives the transaction.
    pub found_elsewhere: &'a Mutex<Vec<PersonId>>,
    /// The clients that the work changed: what the gate knows of them is over with it.
    pub changed_clients: &'a Mutex<Vec<ClientId>>,
    /// Who is in the answer to a client that receives.
    pub people_read: &'a Mutex<BTreeSet<Uuid>>,
    /// True if the work leaves some for a job: the job is woken with it.
    pub is_work_left: &'a AtomicBool,
}

/// What a fact says beyond who, when and on which basis.
#[derive(Debug, Default)]
pub struct Particulars<'a> {
    /// The statuses before and after, for a step of a lifecycle.
    pub statuses: (Option<&'a str>, Option<&'a str>),
    /// Further particulars.
    pub detail: Value,
}

impl<'a> Ctx<'a> {
    pub(in crate::app) fn new(
        db: &'a mut DbConnection,
        caller: &'a Caller,
        action: Action,
        reach: &'a Reach,
        now: Instant,
        parts: Parts<'a>,
    ) -> Self {
        let Parts { keys, ids, own_area, issuer, guard, limits, quotas, place, .. } = parts;
        let Parts { found_elsewhere, changed_clients, people_read, is_work_left, .. } = parts;
        Self {
            db,
            actor: &caller.actor,
            language: caller.language,
            reach,
            keys,
            issuer,
            guard,
            vault: &keys.vault,
            is_trial: caller.dry_run || !caller.faults.is_empty(),
            led_on: Vec::new(),
            place,
            quotas,
            limits,
            found_elsewhere,
            changed_clients,
            is_work_left,
            action,
            now,
            own_area,
            ids,
            rules: None,
            stated: false,
            is_preview: false,
            is_between: false,
            people_read,
        }
    }

    /// True if the answer tells a client of what others are responsible for.
    pub fn discloses(&self) -> bool {
        self.actor.role.receives() && !self.is_preview && !self.is_between
    }

    /// Notes who is in the answer.
    pub fn note_people(&self, people: impl IntoIterator<Item = Uuid>) {
        self.people_read.lock().unwrap_or_else(PoisonError::into_inner).extend(people);
    }

    /// Takes who is in what was read so far.
    pub fn take_people(&self) -> BTreeSet<Uuid> {
        std::mem::take(&mut *self.people_read.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads what is not answered as it is, but compared or summed up.
    ///
    /// # Errors
    /// Those of the work.
    pub fn between<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        let before = std::mem::replace(&mut self.is_between, true);
        let outcome = work(self);
        self.is_between = before;
        outcome
    }

    /// Reads as another caller would, and states nothing.
    ///
    /// # Errors
    /// What refuses it to that caller.
    pub fn as_another<T>(
        &mut self,
        caller: &Caller,
        action: Action,
        read: impl FnOnce(&mut Ctx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let reach = action.reach(&caller.actor)?;
        let parts = Parts {
            keys: self.keys,
            ids: self.ids,
            own_area: self.own_area,
            issuer: self.issuer,
            guard: self.guard,
            limits: self.limits,
            quotas: self.quotas,
            place: None,
            found_elsewhere: self.found_elsewhere,
            changed_clients: self.changed_clients,
            people_read: self.people_read,
            is_work_left: self.is_work_left,
        };
        let other = Ctx::new(self.db, caller, action, &reach, self.now, parts);
        read(&mut Ctx { is_preview: true, ..other })
    }

    /// The moment it is.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The day it is in Shanghai.
    pub fn today(&self) -> Day {
        time::day_in_shanghai(self.now)
    }

    /// The caller's role.
    pub fn role(&self) -> Role {
        self.actor.role
    }

    /// The fields that the caller's agreement shows of an action's answer; none if it hides nothing.
    pub fn shown(&self, action: Action) -> Option<&'a Arc<Shown>> {
        self.actor.agreed.as_ref()?.shown(action.as_str())
    }

    /// A fresh identifier; those of one server are in the order in which they were made.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new_id(&mut self) -> Result<Uuid, Error> {
        let now_ms = u64::try_from(self.now.timestamp_millis()).unwrap_or_default();
        let random = keys::random().map_err(|_| Error::internal("no random bytes"))?;
        Ok(self.ids.lock().unwrap_or_else(PoisonError::into_inner).next(now_ms, random))
    }

    /// Chance.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn chance(&self) -> Result<u64, Error> {
        keys::random().map(u64::from_le_bytes).map_err(|_| Error::internal("no random bytes"))
    }

    /// The rules in force.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rules(&mut self) -> Result<Rules, Error> {
        if self.rules.is_none() {
            self.rules = Some(policies::rules(self.db)?);
        }
        Ok(self.rules.clone().unwrap_or_else(Rules::shipped))
    }

    /// The area of a new record: the one that was given, else the client's, else the register's.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when it lies outside the caller's area, [`Error::Invalid`] when the uploaded list of areas does
    /// not have it today.
    pub fn area_for(&mut self, said: Option<&Area>) -> Result<Area, Error> {
        let today = self.today();
        self.area_on(said, today)
    }

    /// As [`Ctx::area_for`], for a record that begins on another day.
    ///
    /// # Errors
    /// As [`Ctx::area_for`], by the day.
    pub fn area_on(&mut self, said: Option<&Area>, day: Day) -> Result<Area, Error> {
        let area = said.or(self.actor.area.as_ref()).unwrap_or(self.own_area).clone();
        if !self.reach.covers(&area) {
            return Err(Error::Forbidden);
        }
        if said.is_some()
            && let Some(list) = persistence::administration::areas::codes(self.db)?
        {
            list.check(&area, day).map_err(|flaw| Error::invalid(flaw.at("/area")))?;
        }
        Ok(area)
    }

    /// Checks the areas of a filter, where a list was uploaded: one that nobody knows finds nothing, and looks like an
    /// area without records.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an area that no uploaded list has or had.
    pub fn check_areas<'w>(&mut self, areas: impl IntoIterator<Item = &'w Area>) -> Result<(), Error> {
        let mut areas = areas.into_iter().peekable();
        if areas.peek().is_none() {
            return Ok(());
        }
        let Some(list) = persistence::administration::areas::codes(self.db)? else { return Ok(()) };
        let mut faults = domain::Faults::new();
        for area in areas {
            faults.keep("/area", list.check_known(area));
        }
        faults.finish(Some(()))
    }

    /// States a fact about a record. A write that states none is a bug.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record(
        &mut self,
        subject: (SubjectKind, Uuid),
        name: &str,
        basis: Basis,
        particulars: Particulars<'_>,
    ) -> Result<(), Error> {
        let fact = self.fact(subject, name, basis, particulars)?;
        self.record_all(&[fact])
    }

    /// A fact that is not stated yet: bulk work states many at once.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fact(
        &mut self,
        subject: (SubjectKind, Uuid),
        name: &str,
        basis: Basis,
        particulars: Particulars<'_>,
    ) -> Result<Event, Error> {
        let version = self.rules()?.version;
        let id = EventId(self.new_id()?);
        let when = (self.today(), self.now);
        let fact = Event::new(id, subject, name, particulars.statuses, self.actor, basis, when, version);
        Ok(Event { detail: particulars.detail, ..fact })
    }

    /// States facts.
    ///
    /// # Errors
    /// When the database fails.
    pub fn record_all(&mut self, facts: &[Event]) -> Result<(), Error> {
        self.stated = true;
        if self.is_preview {
            return Ok(());
        }
        events::append(self.db, self.vault, facts)
    }

    /// Says that a write found nothing to change.
    pub fn nothing_changed(&mut self) {
        self.stated = true;
    }

    pub(in crate::app) fn is_accounted_for(&self) -> bool {
        self.stated
    }

    /// Counts tries at something that is not shown, and refuses a client that has none left; with none it only refuses.
    /// The program's own actors guess nothing.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub fn count_tries(&self, limit: &'static Limit, about: &str, tries: u32) -> Result<(), Error> {
        match self.actor.client_id {
            Some(_) => self.limits.count(limit, tries_key(self.actor, about), tries),
            None => Ok(()),
        }
    }

    /// As [`Ctx::count_tries`], of somebody who needs no token, by network.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub fn count_tries_from(&self, limit: &'static Limit, network: &[u8], tries: u32) -> Result<(), Error> {
        self.limits.count(limit, Key::of(&[b"network", network]), tries)
    }

    /// Counts citizen numbers of which the work tells whose they are without leaving a trace, and refuses a client that tried
    /// too many that begin alike. The program's own actors guess nothing.
    ///
    /// # Errors
    /// [`Error::RateLimited`].
    pub(in crate::app) fn count_candidates<'n>(
        &self,
        numbers: impl IntoIterator<Item = &'n CitizenNumber>,
    ) -> Result<(), Error> {
        match self.actor.client_id {
            Some(_) => self.limits.count_candidates(&self.actor.key(), numbers),
            None => Ok(()),
        }
    }

    /// Notes whose number the work came upon out of the caller's reach. It is stated whatever becomes of the work.
    pub(in crate::app) fn found_elsewhere(&self, these: &[PersonId]) {
        self.found_elsewhere.lock().unwrap_or_else(PoisonError::into_inner).extend(these);
    }

    /// Notes that a client was changed, or its secret: once that is kept, its tokens are looked at anew.
    pub fn client_changed(&self, id: ClientId) {
        self.changed_clients.lock().unwrap_or_else(PoisonError::into_inner).push(id);
    }

    /// Notes that work is left for a job: once that is kept, the job is woken.
    pub fn leaves_work(&self) {
        self.is_work_left.store(true, Ordering::Relaxed);
    }

    /// Who had a hand in a record.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contributors<E: Word>(&mut self, subject: Uuid) -> Result<Contributors<E>, Error> {
        let mut all = self.contributors_of_each(&[subject], E::parse)?;
        Ok(all.remove(&subject).unwrap_or_default())
    }
}

/// Under what a client's tries at something are counted.
pub fn tries_key(actor: &Actor, about: &str) -> Key {
    Key::of(&[b"client", actor.key().as_bytes(), about.as_bytes()])
}

impl Ctx<'_> {
    /// Who had a hand in each of several records.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contributors_of_each<E>(
        &mut self,
        subjects: &[Uuid],
        parse: impl Fn(&str) -> Option<E>,
    ) -> Result<HashMap<Uuid, Contributors<E>>, Error> {
        let mut all: HashMap<Uuid, Contributors<E>> = HashMap::new();
        for (id, name, key) in events::actors(self.db, subjects)? {
            let contributors = all.entry(id).or_default();
            match parse(&name) {
                Some(event) => contributors.events.push((event, key)),
                None if name == CREATED => contributors.creator = contributors.creator.take().or(Some(key)),
                None if [COMPLETED, IDENTITY_CHANGED].contains(&name.as_str()) => contributors.completers.push(key),
                None => {}
            }
        }
        Ok(all)
    }
}

/// Compares the version a change is based on with the present one.
///
/// # Errors
/// [`Error::Changed`].
pub fn at_version(expected: i64, present: i64) -> Result<(), Error> {
    if expected == present { Ok(()) } else { Err(Error::Changed) }
}

/// Refuses a caller who is bound to an area where the whole register is concerned.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn for_the_whole_register(ctx: &Ctx<'_>) -> Result<(), Error> {
    if ctx.reach.is_everything() { Ok(()) } else { Err(Error::Forbidden) }
}

/// Most events shown of one record.
const TRANSITIONS_MAX: u32 = 500;

/// What happened to a record in its lifecycle, and what may happen next.
///
/// # Errors
/// When the database fails.
pub fn transitions(
    ctx: &mut Ctx<'_>,
    subject: Uuid,
    next: impl IntoIterator<Item = (&'static str, Option<Error>)>,
) -> Result<Transitions, Error> {
    let facts = events::about(ctx.db, ctx.vault, subject, &PageRequest::first(TRANSITIONS_MAX))?.items;
    Ok(Transitions {
        items: facts
            .into_iter()
            .filter(|fact| fact.from_status.is_some())
            .map(|fact| -> Transition { fact.into() })
            .collect(),
        next: next.into_iter().map(|(event, refusal)| NextEvent::new(event, refusal.as_ref())).collect(),
    })
}
