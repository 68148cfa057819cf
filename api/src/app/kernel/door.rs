//! The one door: every piece of work passes it, with its caller, its lane and its transaction.

use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex, OnceLock, PoisonError, atomic::AtomicBool},
    time::{Duration, Instant},
};

use domain::{
    Area, Error, Fault, Instant as Moment,
    kernel::{
        id::{ClientId, PersonId, Series},
        time::day_in_shanghai,
    },
};
use futures_util::future::BoxFuture;
use ipnet::IpNet;
use persistence::{
    Database, Mode,
    administration::clients,
    consumers::changes,
    kernel::{
        connection::{Statements, begin_operation, sent_by_operation},
        executor::{Lane, Turn},
        idempotency,
    },
    pools::objections,
};
use tokio::{
    sync::{Notify, OwnedMutexGuard, oneshot},
    time::timeout,
};
use uuid::Uuid;

use super::{
    caller::with_fellows,
    context::Parts,
    days::Days,
    disclosing::Disclosing,
    elsewhere,
    news::{Look, News},
    quota::{Place, Quotas},
    refusals,
    repeat::{self, Running},
    streams::Streams,
    waiting::Waits,
};
use crate::{
    app::{Caller, Ctx, Job, Repeat},
    clock::Clock,
    config::Config,
    gate::Gate,
    keys::Keys,
    limits::Limits,
    metrics::{Metrics, Surface},
    outbound::{Guard, Sender},
};

/// Most lists that are pulled whole at once, by different clients: each holds a thread, a connection and a snapshot for as
/// long as its client takes, and no other read waits for it.
const PULLS_AT_ONCE: u32 = 2;

/// Most exports that a server makes at once: each holds a connection and a snapshot, on a thread of its own.
const EXPORTS_AT_ONCE: u32 = 1;

/// How long a request waits for what the day brings; the jobs go on without it.
const DAY_WAIT_MAX: Duration = Duration::from_secs(20);

/// Stores what the day brings.
pub type DailyJobs = fn(App) -> BoxFuture<'static, Result<(), Error>>;

/// The register.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    database: Database,
    readers: Lane,
    bulk_readers: Lane,
    pulls: Lane,
    writers: Lane,
    disclosing: Disclosing,
    clock: Clock,
    days: Days,
    /// The jobs of a server, which answers no request of a day before they are through; none of other programs.
    jobs: OnceLock<DailyJobs>,
    keys: Keys,
    area: Area,
    issuer: String,
    sender: Sender,
    gate: Gate,
    limits: Limits,
    quotas: Quotas,
    trusted_proxies: Vec<IpNet>,
    ids: Mutex<Series>,
    running: Running,
    news: News,
    work_left: Notify,
    streams: Streams,
    metrics: Arc<Metrics>,
    body_time: Duration,
    read_time: Duration,
}

/// What work notes: whose numbers it came upon, which clients it changed, who is in its answer, whether it leaves some for a job.
type Noted<'a> = (&'a Mutex<Vec<PersonId>>, &'a Mutex<Vec<ClientId>>, &'a Mutex<BTreeSet<Uuid>>, &'a AtomicBool);

/// The key under which a write is done once; a trial has none, because nothing of it stays.
fn repeat_of<'c>(job: &impl Job, caller: &'c Caller) -> Option<&'c Repeat> {
    let is_trial = caller.dry_run || !caller.faults.is_empty();
    caller.repeat.as_ref().filter(|_| job.action().writes() && !is_trial)
}

/// Whether it needs a transaction that writes: it changes the register, or what this caller reads is recorded. Of what is
/// handed out piece by piece it was recorded before: no writer waits for its client.
fn writes(job: &impl Job, caller: &Caller) -> bool {
    let action = job.action();
    action.writes() || (!job.pace().streams && action.is_recorded(caller.actor.role))
}

impl App {
    /// Opens the register; connections are made when they are needed.
    ///
    /// # Errors
    /// When keys cannot be read or threads cannot be started.
    pub fn open(config: &Config, clock: Clock) -> Result<Self, Error> {
        Self::with_keys(config, clock, Keys::load(&config.keys_dir, config.cipher)?)
    }

    /// Opens a register that is there, for what only reads: no key is made.
    ///
    /// # Errors
    /// When there are no keys, and as [`App::open`].
    pub fn open_existing(config: &Config, clock: Clock) -> Result<Self, Error> {
        Self::with_keys(config, clock, Keys::read(&config.keys_dir)?)
    }

    fn with_keys(config: &Config, clock: Clock, keys: Keys) -> Result<Self, Error> {
        let readers = config.readers + config.bulk_readers + PULLS_AT_ONCE + EXPORTS_AT_ONCE;
        let database = Database::open(config.database.clone(), readers, config.writers);
        let writers = if config.database.is_sqlite() { 1 } else { config.writers };
        Ok(Self(Arc::new(Inner {
            readers: Lane::start("reader", config.readers).map_err(Error::internal)?,
            bulk_readers: Lane::start("bulk", config.bulk_readers).map_err(Error::internal)?,
            pulls: Lane::start_for_one_each("pull", PULLS_AT_ONCE).map_err(Error::internal)?,
            writers: Lane::start("writer", writers).map_err(Error::internal)?,
            disclosing: Disclosing::start().map_err(Error::internal)?,
            database,
            limits: Limits::new(&clock),
            quotas: Quotas::new(config.kept_answers, config.kept_bytes),
            trusted_proxies: config.trusted_proxies.clone(),
            clock,
            days: Days::default(),
            jobs: OnceLock::new(),
            keys,
            area: config.area.clone(),
            issuer: config.public_url.clone(),
            sender: Sender::new(Guard::new(&config.webhook_networks), config.webhook_seconds),
            gate: Gate::default(),
            ids: Mutex::default(),
            running: Running::default(),
            news: News::default(),
            work_left: Notify::new(),
            streams: Streams::default(),
            metrics: Arc::new(Metrics::new()?),
            body_time: Duration::from_secs(config.client_seconds.into()),
            read_time: Duration::from_secs(config.read_seconds.into()),
        })))
    }

    /// Does one thing for a caller.
    ///
    /// # Errors
    /// What refuses it; [`Error::Busy`] when the database cannot take it now.
    pub async fn run<J: Job>(&self, caller: &Caller, use_case: J) -> Result<J::Output, Error> {
        self.render(caller, use_case, |output| output).await
    }

    /// As [`App::run`], presenting the answer on the database's side too, so that the threads which
    /// serve connections do no work per record.
    ///
    /// # Errors
    /// As [`App::run`].
    pub async fn render<J, R>(
        &self,
        caller: &Caller,
        use_case: J,
        present: impl FnOnce(J::Output) -> R + Send + 'static,
    ) -> Result<R, Error>
    where
        J: Job,
        R: Send + 'static,
    {
        let (asked_at, surface, action) = (Instant::now(), caller.surface, use_case.action());
        let outcome = self.queued(caller, use_case, present).await;
        self.0.metrics.ended(action, surface, asked_at.elapsed(), outcome.as_ref().err());
        outcome
    }

    async fn queued<J, R>(
        &self,
        caller: &Caller,
        use_case: J,
        present: impl FnOnce(J::Output) -> R + Send + 'static,
    ) -> Result<R, Error>
    where
        J: Job,
        R: Send + 'static,
    {
        use_case.action().reach(&caller.actor)?;
        self.wait_for_day(caller).await?;
        if let Some(patience) = use_case.patience() {
            self.0.news.wait(patience, |look| self.look(caller, look)).await?;
        }
        let (app, caller) = (self.clone(), caller.clone());
        let key = caller.actor.key();
        let begin = |repeat| self.0.running.begin(&key, repeat);
        let underway = repeat_of(&use_case, &caller).map(begin).transpose()?;
        let is_write = writes(&use_case, &caller);
        let pace = use_case.pace();
        let lane = match (is_write, pace.is_bulk) {
            (true, _) => (&self.0.writers, WRITERS),
            (false, _) if pace.is_long => (&self.0.pulls, PULLS),
            (false, true) => (&self.0.bulk_readers, BULK_READERS),
            (false, false) => (&self.0.readers, READERS),
        };
        let lookup = if is_write || pace.snapshot { None } else { use_case.lookup() };
        let lookup = lookup.map(|lookup| (use_case.action().as_str(), lookup));
        let (read_time, metrics) = (self.0.read_time, &self.0.metrics);
        let waits = Waits { lane, key: &key, is_awaited: is_write || pace.is_long, read_time, metrics, lookup };
        let (outcome, people_read) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(BTreeSet::new())));
        let (kept, noted) = (Arc::clone(&outcome), Arc::clone(&people_read));
        let (app_of_work, caller_of_work, action) = (app.clone(), caller.clone(), use_case.action());
        let work = Box::new(move |turn| {
            let outcome = match turn {
                Turn::Run => app_of_work.run_noting(&caller_of_work, &use_case, &noted).map(present),
                Turn::TooLate => Err(Error::Busy),
            };
            drop(underway);
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        });
        waits.until_done(work).await?;
        let outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        let outcome = outcome.unwrap_or_else(|| Err(Error::internal("the work was dropped")))?;
        let people = mem::take(&mut *people_read.lock().unwrap_or_else(PoisonError::into_inner));
        app.disclose(&caller, action, people).await?;
        Ok(outcome)
    }

    /// Looks whether there is something new. Boxed, because looking passes the door that waits.
    fn look<'a>(&'a self, caller: &'a Caller, look: Look) -> BoxFuture<'a, Result<bool, Error>> {
        Box::pin(self.run(caller, look))
    }

    /// Does one thing on this thread: for the command line and for jobs, which have no queue to wait in.
    ///
    /// # Errors
    /// As [`App::run`].
    pub fn run_now<J: Job>(&self, caller: &Caller, use_case: &J) -> Result<J::Output, Error> {
        self.run_noting(caller, use_case, &Mutex::default())
    }

    /// As [`App::run_now`], noting who is in the answer.
    fn run_noting<J: Job>(
        &self,
        caller: &Caller,
        use_case: &J,
        people_read: &Mutex<BTreeSet<Uuid>>,
    ) -> Result<J::Output, Error> {
        let (action, pace) = (use_case.action(), use_case.pace());
        let reach = action.reach(&caller.actor)?;
        let is_trial = caller.dry_run || !caller.faults.is_empty();
        let mode = match (writes(use_case, caller), is_trial, pace.snapshot) {
            (true, false, _) if pace.by_key => Mode::WriteByKey,
            (true, false, _) if pace.is_by_snapshot => Mode::WriteSnapshot,
            (true, false, _) => Mode::Write,
            (true, true, _) => Mode::DryRun,
            (false, _, true) => Mode::ReadSnapshot,
            (false, _, false) => Mode::ReadOne,
        };
        let inner = &*self.0;
        // Inside of the transaction, and again with each attempt at it: what waited for a connection, for another writer or
        // for its next attempt does not bear the time at which it began to wait.
        let now = || domain::kernel::time::to_microseconds(inner.clock.now());
        begin_operation(action.as_str());
        let place = repeat_of(use_case, caller).map(|_| self.place(caller)).transpose()?;
        let (found_elsewhere, changed_clients) = (Mutex::default(), Mutex::default());
        let is_work_left = AtomicBool::new(false);
        let parts = self.parts(place.as_ref(), (&found_elsewhere, &changed_clients, people_read, &is_work_left));
        let outcome = inner.database.run(mode, |db| {
            let caller = &*with_fellows(db, caller)?;
            let mut ctx = Ctx::new(db, caller, action, &reach, now(), parts);
            elsewhere::begins(&found_elsewhere);
            people_read.lock().unwrap_or_else(PoisonError::into_inner).clear();
            let output = match repeat_of(use_case, caller) {
                Some(repeat) => repeat.once(&mut ctx, use_case)?,
                None => use_case.run(&mut ctx)?,
            };
            debug_assert!(
                !writes(use_case, caller) || ctx.is_accounted_for(),
                "{} wrote without a fact",
                action.as_str()
            );
            Ok(output)
        });
        if outcome.is_err()
            && let Some(place) = &place
        {
            place.keeps(None);
        }
        let outcome = elsewhere::told((&inner.database, now()), caller, use_case, (&reach, parts), outcome);
        if let (Err(Error::RuleRefused { rule, wording }), Some(repeat)) = (&outcome, repeat_of(use_case, caller)) {
            inner.database.run(mode, |db| {
                repeat.refused(&mut Ctx::new(db, caller, action, &reach, now(), parts), rule, wording)
            })?;
        }
        if let Err(refusal) = &outcome {
            refusals::state((&inner.database, self.now()), (caller, action), parts, refusal)?;
        }
        inner.metrics.sent(action, sent_by_operation());
        inner.news.spread_if(writes(use_case, caller));
        if outcome.is_ok() && is_work_left.into_inner() {
            inner.work_left.notify_one();
        }
        for client in changed_clients.into_inner().unwrap_or_else(PoisonError::into_inner) {
            inner.gate.forget(client);
        }
        match outcome {
            outcome if caller.faults.is_empty() => outcome,
            Err(Error::Invalid(more)) => {
                // A field that was left out for its shape is not told to be missing, too.
                let is_new = |fault: &Fault| caller.faults.iter().all(|known| known.pointer != fault.pointer);
                Err(Error::Invalid(caller.faults.iter().cloned().chain(more.into_iter().filter(is_new)).collect()))
            }
            _ => Err(Error::Invalid(caller.faults.clone())),
        }
    }

    /// Waits until some piece of work left some for a job, here or for so long on another server.
    pub async fn work_left(&self, most: Duration) {
        // That nobody woke it is a reason to look, too.
        let _ = timeout(most, self.0.work_left.notified()).await;
    }

    /// The streams that are open.
    pub fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// What is lent to each piece of work.
    fn parts<'a>(
        &'a self,
        place: Option<&'a Place<'a>>,
        (found_elsewhere, changed_clients, people_read, is_work_left): Noted<'a>,
    ) -> Parts<'a> {
        let Inner { keys, ids, area, issuer, sender, limits, quotas, .. } = &*self.0;
        let own_area = area;
        Parts {
            keys,
            ids,
            own_area,
            issuer,
            guard: &sender.guard,
            limits,
            quotas,
            place,
            found_elsewhere,
            changed_clients,
            people_read,
            is_work_left,
        }
    }

    /// Takes a place for an answer that is to be kept. What its client has kept is counted before, where that is due; of
    /// one that has its quota used up, what was kept long enough is forgotten first.
    fn place(&self, caller: &Caller) -> Result<Place<'_>, Error> {
        let (inner, client, now) = (&*self.0, caller.actor.key(), self.now());
        if inner.quotas.is_due(&client, now) {
            let before = now - chrono::TimeDelta::hours(repeat::KEPT_HOURS);
            let kept = inner.database.run(Mode::WriteByKey, |db| {
                idempotency::forget_of(db, &client, before)?;
                idempotency::amount(db, &client)
            })?;
            inner.quotas.counted(&client, kept, now);
        }
        Ok(inner.quotas.place(&client))
    }

    /// The register's own area.
    pub fn area(&self) -> &Area {
        &self.0.area
    }

    /// The address at which others reach the register, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.0.issuer
    }

    /// The moment it is.
    pub fn now(&self) -> Moment {
        self.0.clock.now()
    }

    /// How long the body of a request may take to come.
    pub fn body_time(&self) -> Duration {
        self.0.body_time
    }

    /// The register's keys.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// Sends messages to webhooks.
    pub fn sender(&self) -> &Sender {
        &self.0.sender
    }

    /// The register's public address.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The limits on guessing.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The proxies whose word on a client's address is believed.
    pub fn trusted_proxies(&self) -> &[IpNet] {
        &self.0.trusted_proxies
    }

    /// The door for tokens and clients.
    pub fn gate(&self) -> &Gate {
        &self.0.gate
    }

    /// Whether the database answers and is up to date.
    ///
    /// # Errors
    /// [`Error::Busy`] when it is not.
    pub async fn ready(&self) -> Result<(), Error> {
        let app = self.clone();
        let (answer, answered) = oneshot::channel();
        let queued = self.0.readers.submit("health", move |_| {
            let _ = answer.send(app.0.database.ping());
        });
        if queued { answered.await.unwrap_or(Err(Error::Busy)) } else { Err(Error::Busy) }
    }

    /// Brings the database up to date: takes the steps that it lacks, and seals what earlier releases kept in clear. Tells of
    /// how many steps.
    ///
    /// # Errors
    /// When it cannot be reached or a step fails.
    pub fn migrate(&self) -> Result<usize, Error> {
        let steps = self.0.database.migrate(|db| clients::fill_name_keys(db).and_then(|()| changes::renumber(db)))?;
        while self.0.database.run(Mode::Write, |db| objections::seal_clear(db, &self.0.keys.vault))? > 0 {}
        Ok(steps)
    }

    /// How many steps the database lacks.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub fn pending_migrations(&self) -> Result<usize, Error> {
        self.0.database.pending_migrations()
    }

    /// How many steps the database has taken: none when it holds no register.
    ///
    /// # Errors
    /// When it cannot be reached or is none.
    pub fn steps_taken(&self) -> Result<usize, Error> {
        self.0.database.steps_taken()
    }

    /// Whether the file of a SQLite register is whole.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn is_whole(&self) -> Result<bool, Error> {
        self.0.database.is_whole()
    }

    /// Cleans the files of the database of what erasures took out since the last time; tells of how many. It takes as long as
    /// writing the database anew does.
    ///
    /// # Errors
    /// [`Error::Busy`] when somebody reads for too long, and when the database refuses. It may be tried again at any time.
    pub fn clean_files(&self) -> Result<usize, Error> {
        self.0.database.clean_files(self.now())
    }

    /// The statements sent to the database.
    pub fn statements(&self) -> &Statements {
        self.0.database.statements()
    }

    /// The figures, in Prometheus' text format.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn figures(&self) -> Result<String, Error> {
        let inner = &*self.0;
        let [readers, writers] = inner.database.pools();
        let waiting = [
            (READERS, &inner.readers),
            (BULK_READERS, &inner.bulk_readers),
            (PULLS, &inner.pulls),
            (WRITERS, &inner.writers),
        ];
        inner
            .metrics
            .text(&waiting.map(|(name, lane)| (name, lane.waiting())), &[(READERS, readers), (WRITERS, writers)])
    }
}

impl App {
    /// Where disclosures are stored, and the ids of the register's records.
    pub(super) fn disclosing(&self) -> (&Disclosing, &Database, &Mutex<Series>) {
        (&self.0.disclosing, &self.0.database, &self.0.ids)
    }

    /// Lets every request from now on wait until these jobs have stored what its day brings.
    pub fn bring_days_first(&self, jobs: DailyJobs) {
        // A second call changes nothing.
        let _ = self.0.jobs.set(jobs);
    }

    /// Waits until what today brings is stored. The jobs themselves do not wait.
    ///
    /// # Errors
    /// [`Error::Busy`] when that takes too long.
    async fn wait_for_day(&self, caller: &Caller) -> Result<(), Error> {
        let days = &self.0.days;
        let (is_own, today) = (caller.surface == Surface::Own, day_in_shanghai(self.now()));
        let Some(jobs) = self.0.jobs.get().copied().filter(|_| !is_own && !days.is_brought(today)) else {
            return Ok(());
        };
        let waits = async {
            match Arc::clone(&days.turn).try_lock_owned() {
                // Of its own, so that a client that goes away does not stop it.
                Ok(turn) => drop(tokio::spawn(bring(self.clone(), jobs, turn)).await),
                Err(_) => drop(days.turn.lock().await),
            }
        };
        // Whether it ended in time is seen by what it did.
        let _ = timeout(DAY_WAIT_MAX, waits).await;
        if days.is_brought(today) { Ok(()) } else { Err(Error::Busy) }
    }

    /// Stores what today brings, also what was held up when the day began. It is safe at any time and on every server.
    ///
    /// # Errors
    /// [`Error::Busy`] when the database has too much to do. Another failure is logged, and the next run tries again.
    pub async fn bring_day(&self, jobs: DailyJobs) -> Result<(), Error> {
        let _turn = self.0.days.turn.lock().await;
        self.bring_now(jobs).await
    }

    async fn bring_now(&self, jobs: DailyJobs) -> Result<(), Error> {
        let today = day_in_shanghai(self.now());
        jobs(self.clone()).await?;
        self.0.days.set_brought(today);
        Ok(())
    }
}

async fn bring(app: App, jobs: DailyJobs, turn: OwnedMutexGuard<()>) {
    let _turn = turn;
    // Another request may have had it done a moment ago.
    if app.0.days.is_brought(day_in_shanghai(app.now())) {
        return;
    }
    if let Err(cause) = app.bring_now(jobs).await {
        tracing::warn!(%cause, "what the day brings is stored with the next request");
    }
}

/// The lanes' names in figures.
const READERS: &str = "readers";
const BULK_READERS: &str = "bulk_readers";
const PULLS: &str = "pulls";
const WRITERS: &str = "writers";
