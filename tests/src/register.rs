//! A register of its own for each test: database, server, clock.

use std::{
    net::TcpListener,
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use api::{
    app::{
        App, Caller, Clock, UseCase,
        administration::clients::{RevokeClient, RotateClient},
        people::indexing::IndexPeople,
        service::deaths::FollowDeaths,
    },
    config::Config,
    table,
};
use domain::{Actor, Area, Instant, Role, kernel::id::ClientId};
use openapi::administration::client::{ClientSecret, CreateClient};
use persistence::Engine;
use serde_json::Value;

use crate::{Client, Surface, cluster_sql, http, postgres, process};

/// How long a statement beside the server waits while the server's own jobs write, in milliseconds.
const SQLITE_WAIT_MS: u32 = 30_000;
/// How often a test looks, every hundredth of a second, whether the jobs of the start are through.
const JOB_WAITS_MAX: usize = 10_000;

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// On which database a test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// SQLite, a file.
    Sqlite,
    /// PostgreSQL, a database of the harness's own cluster.
    Postgres,
}

/// The day on which every test begins, a Monday.
pub const FIRST_DAY: &str = "2026-11-23";

/// A register with its server.
pub struct Register {
    /// The application behind the server.
    pub app: App,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// Which database it has.
    pub database: Database,
    /// How it was opened.
    pub config: Config,
    surface: Surface,
    clock: Arc<Mutex<Instant>>,
    home: Arc<Home>,
    stop: actix_web::dev::ServerHandle,
}

/// The folder and the database that were made for a register. They go with the last of its servers, because a run of all
/// tests would otherwise leave gigabytes in the memory that it runs in.
struct Home {
    folder: PathBuf,
    /// The name of its database in the common cluster.
    database: Option<String>,
}

impl Home {
    /// An empty folder.
    fn new() -> Self {
        let folder = scratch().join(format!("register-{}", NEXT.fetch_add(1, Ordering::Relaxed)));
        Self { folder, database: None }
    }

    /// A folder and a database with the tables in place, copied from one that was migrated once.
    fn with(database: Database) -> (Self, Engine) {
        let mut home = Self::new();
        match database {
            Database::Sqlite => {
                let file = home.folder.join("register.db");
                std::fs::create_dir(&home.folder).expect("a folder");
                std::fs::copy(sqlite_template(), &file).expect("a copy of the template");
                (home, Engine::Sqlite(file.to_string_lossy().into_owned()))
            }
            Database::Postgres => {
                let name = format!("register_{}", NEXT.fetch_add(1, Ordering::Relaxed));
                cluster_sql::copy_database(&name, postgres_template());
                let engine = Engine::Postgres(postgres::cluster().url(&name));
                home.database = Some(name);
                (home, engine)
            }
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A server that stops may still write into the folder; what it writes then is little.
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Some(name) = self.database.as_ref().filter(|_| postgres::is_in_memory()) {
            cluster_sql::drop_database(name);
        }
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder for the files of this run of the tests. A process number alone would do for one run at a time: another
/// one, in a container of its own, may have the same.
pub fn scratch() -> PathBuf {
    struct Scratch {
        folder: PathBuf,
        _remover: std::process::Child,
    }
    static SCRATCH: OnceLock<Scratch> = OnceLock::new();
    let scratch = SCRATCH.get_or_init(|| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock after 1970");
        let parent = postgres::memory().map_or_else(std::env::temp_dir, PathBuf::from);
        let folder = parent.join(format!("duxue-tests-{}-{}", std::process::id(), since.as_nanos()));
        std::fs::create_dir_all(&folder).expect("a folder for the test's files");
        Scratch { _remover: process::remover(&folder), folder }
    });
    scratch.folder.clone()
}

impl Register {
    /// An empty register, served.
    pub fn new(database: Database, surface: Surface) -> Self {
        Self::served_by(database, surface, 1, 2)
    }

    /// An empty register, served by this many workers over this many reading threads: for benchmarks.
    pub fn served_by(database: Database, surface: Surface, workers: usize, readers: u32) -> Self {
        let (home, engine) = Home::with(database);
        let clock = Arc::new(Mutex::new(instant(FIRST_DAY)));
        Self::started(engine, database, surface, Arc::new(home), clock, (workers, readers), |_| {})
    }

    /// A register over this one's database, with other settings.
    pub fn with_settings(&self, change: impl FnOnce(&mut Config)) -> Self {
        let (engine, home, clock) = (self.config.database.clone(), Arc::clone(&self.home), Arc::clone(&self.clock));
        Self::started(engine, self.database, self.surface, home, clock, (1, 2), change)
    }

    /// An empty register in a cluster of the test's own.
    pub fn on(cluster: &postgres::Cluster) -> Self {
        cluster.create_database("register", None);
        Self::at(Engine::Postgres(cluster.url("register")))
    }

    /// Lets the database count its rows, so that its planner knows what a benchmark filled in.
    pub fn analyse(&self) {
        self.executes(match self.database {
            Database::Sqlite => "ANALYZE",
            Database::Postgres => "VACUUM ANALYZE",
        });
    }

    /// Executes a statement on the database itself, beside the server.
    pub fn executes(&self, sql: &str) {
        use diesel::{Connection, connection::SimpleConnection};
        match &self.config.database {
            Engine::Sqlite(path) => beside(path).batch_execute(sql),
            Engine::Postgres(url) => diesel::PgConnection::establish(url).expect("the database").batch_execute(sql),
        }
        .expect("the database takes the statement");
    }

    /// What a query of one column, called `line`, finds in the database itself.
    pub fn lines(&self, query: &str) -> Vec<String> {
        use diesel::{Connection, RunQueryDsl, sql_query};
        let lines: Vec<Line> = match &self.config.database {
            Engine::Sqlite(path) => sql_query(query).load(&mut beside(path)),
            Engine::Postgres(url) => sql_query(query).load(&mut diesel::PgConnection::establish(url).expect("it")),
        }
        .expect("the lines");
        lines.into_iter().map(|line| line.line).collect()
    }

    /// Tries a statement on the database itself, and tells what it is refused with.
    pub fn tries(&self, sql: &str) -> Result<(), String> {
        use diesel::{Connection, connection::SimpleConnection};
        match &self.config.database {
            Engine::Sqlite(path) => beside(path).batch_execute(sql),
            Engine::Postgres(url) => diesel::PgConnection::establish(url).expect("the database").batch_execute(sql),
        }
        .map_err(|error| error.to_string())
    }

    /// The readings of finance that were recorded: of what kind of record, and with which particulars.
    pub fn disclosures(&self) -> Vec<(String, Value)> {
        use diesel::{Connection, RunQueryDsl, sql_query};
        let query = "SELECT subject_kind || ' ' || CAST(detail AS TEXT) AS line FROM events WHERE name = 'disclosed' AND role = 'finance' ORDER BY recorded_at, id";
        let lines: Vec<Line> = match &self.config.database {
            Engine::Sqlite(path) => sql_query(query).load(&mut beside(path)),
            Engine::Postgres(url) => sql_query(query).load(&mut diesel::PgConnection::establish(url).expect("it")),
        }
        .expect("the facts");
        let parts = lines.iter().filter_map(|line| line.line.split_once(' '));
        parts.map(|(kind, detail)| (kind.to_owned(), serde_json::from_str(detail).expect("JSON"))).collect()
    }

    /// The statement that a request sends last, and the values bound to it.
    pub fn last_statement(&self, request: impl Fn()) -> (String, Vec<String>) {
        self.app.statements().record(true);
        request();
        let text = self.app.statements().record(false).expect("a statement was sent");
        let (sql, binds) = text.split_once("-- binds: ").expect("its values");
        (sql.trim().to_owned(), bound(binds))
    }

    /// Another server of the same register: one database, one set of keys, one clock.
    pub fn second_server(&self) -> Self {
        let (engine, home) = (self.config.database.clone(), Arc::clone(&self.home));
        Self::with_keys(engine, self.database, self.surface, home, Arc::clone(&self.clock))
    }

    /// An empty register in a database of the test's own choice.
    pub fn at(engine: Engine) -> Self {
        let database = if engine.is_sqlite() { Database::Sqlite } else { Database::Postgres };
        let clock = Arc::new(Mutex::new(instant(FIRST_DAY)));
        let register = Self::with_keys(engine, database, Surface::Rest, Arc::new(Home::new()), clock);
        register.app.migrate().expect("the migrations run");
        register
    }

    /// A server with the same keys over another database, into which the register was copied.
    pub fn moved_to(&self, engine: Engine) -> Self {
        Self::with_keys(engine, self.database, self.surface, Arc::clone(&self.home), Arc::clone(&self.clock))
    }

    fn with_keys(
        engine: Engine,
        database: Database,
        surface: Surface,
        home: Arc<Home>,
        clock: Arc<Mutex<Instant>>,
    ) -> Self {
        Self::started(engine, database, surface, home, clock, (1, 2), |_| {})
    }

    fn started(
        engine: Engine,
        database: Database,
        surface: Surface,
        home: Arc<Home>,
        clock: Arc<Mutex<Instant>>,
        (workers, readers): (usize, u32),
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let bind = listener.local_addr().expect("an address");
        let mut config = Config {
            database: engine,
            bind,
            admin_bind: None,
            public_url: format!("http://{bind}"),
            trusted_proxies: Vec::new(),
            area: Area::parse("340800").expect("an area"),
            keys_dir: home.folder.join("keys"),
            cipher: persistence::kernel::vault::Suite::default(),
            log: "off".to_owned(),
            consoles: true,
            client_seconds: 2,
            read_seconds: 2,
            readers,
            bulk_readers: 1,
            writers: 2,
            kept_answers: 100_000,
            allowed_origins: Vec::new(),
            // Nothing in a test hangs on how fast it is: an address that does not answer never does.
            webhook_seconds: 3_600,
            webhook_networks: vec!["127.0.0.0/8".parse().expect("a network")],
            kept_bytes: 1 << 28,
        };
        change(&mut config);
        let app = App::open(&config, Clock::Set(Arc::clone(&clock))).expect("a register");
        let stop = serve(app.clone(), config.clone(), listener, workers);
        Self { app, address: format!("http://{bind}"), database, config, surface, clock, home, stop }
    }

    /// Sets the clock to the morning of a day.
    pub fn is_now(&self, day: &str) {
        *self.clock.lock().expect("the clock") = instant(day);
    }

    /// Makes the demo's city as of today. Until it is made, the server's clock stands on a day before the story begins, so
    /// that no job of the server moves a record that the story itself moves later.
    pub fn becomes_a_city(&self) {
        let now = self.app.now();
        self.is_now("2000-01-01");
        api::demo::city::build(&self.config, now, api::demo::city::Setting::Alone).expect("the city");
        *self.clock.lock().expect("the clock") = now;
    }

    /// Sets the clock to the first second of a day. As of a server, no request is answered before what the day brings is
    /// stored; no job of the test's own has run.
    pub fn begins_day(&self, day: &str) {
        self.app.bring_days_first(api::app::administration::daily_jobs::store);
        let first = domain::kernel::time::begins(day.parse().expect("a day"));
        *self.clock.lock().expect("the clock") = first;
    }

    /// Moves the clock.
    pub fn passes_seconds(&self, seconds: i64) {
        *self.clock.lock().expect("the clock") += chrono::TimeDelta::seconds(seconds);
    }

    /// Writes anew what an earlier release wrote of people; tells of how many.
    pub fn indexes_people(&self) -> usize {
        let system = Caller::new(Actor::own(Role::System));
        self.app.run_now(&system, &IndexPeople).expect("the job")
    }

    /// Ends what an earlier release left open of people who died; tells of how many people.
    pub fn follows_deaths(&self) -> usize {
        let system = Caller::new(Actor::own(Role::System));
        self.app.run_now(&system, &FollowDeaths).expect("the job")
    }

    /// The system's job for appointments; gives how many it moved.
    pub fn keeps_appointments(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let kept = api::app::service::appointments::keep_all(&self.app, &caller);
        actix_web::rt::System::new().block_on(kept).expect("a job that runs")
    }

    /// The system's job for promotions; gives how many took effect.
    pub fn brings_promotions_into_effect(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let brought = api::app::kernel::due::bring_all::<domain::performance::promotion::Promotion>(&self.app, &caller);
        actix_web::rt::System::new().block_on(brought).expect("a job that runs")
    }

    /// The system's job for stipend standards; gives how many took effect.
    pub fn brings_standards_into_effect(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let brought =
            api::app::kernel::due::bring_all::<domain::money::stipend::standard::Standard>(&self.app, &caller);
        actix_web::rt::System::new().block_on(brought).expect("a job that runs")
    }

    /// The system's job for documents; gives how many moved.
    pub fn brings_documents_into_effect(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let brought = api::app::kernel::due::bring_all::<domain::governance::document::Document>(&self.app, &caller);
        actix_web::rt::System::new().block_on(brought).expect("a job that runs")
    }

    /// The system's job for indicator systems; gives how many took effect.
    pub fn brings_systems_into_effect(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let brought =
            api::app::kernel::due::bring_all::<domain::evaluation::system::IndicatorSystem>(&self.app, &caller);
        actix_web::rt::System::new().block_on(brought).expect("a job that runs")
    }

    /// The system's job for dismissal cases; gives how many it moved.
    pub fn keeps_cases(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let kept = api::app::kernel::due::bring_all::<domain::misconduct::dismissal::Case>(&self.app, &caller);
        actix_web::rt::System::new().block_on(kept).expect("a job that runs")
    }

    /// Does what the day brings to accountability measures; tells how many moved.
    pub fn keeps_measures(&self) -> usize {
        let caller = api::app::Caller::new(domain::Actor::own(domain::Role::System));
        let kept = api::app::kernel::due::bring_all::<domain::accountability::measure::AccountabilityMeasure>(
            &self.app, &caller,
        );
        actix_web::rt::System::new().block_on(kept).expect("a job that runs")
    }

    /// Does something as the command line's operator.
    pub fn operator<U: UseCase>(&self, use_case: &U) -> U::Output {
        self.app.run_now(&Caller::new(Actor::own(Role::Operator)), use_case).expect("the operator is not refused")
    }

    /// Registers a client, whose name no other has.
    pub fn credentials(&self, role: &str, area: Option<&str>) -> ClientSecret {
        self.credentials_of(role, area, None)
    }

    /// Registers a client of an owner.
    pub fn credentials_of(&self, role: &str, area: Option<&str>, owner: Option<&str>) -> ClientSecret {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        self.operator(&CreateClient {
            name: format!("test {role} {number}"),
            role: role.to_owned(),
            area: area.map(str::to_owned),
            purpose: None,
            owner: owner.map(str::to_owned),
        })
    }

    /// A client of a role and an owner, for the whole register.
    pub fn acting_for(&self, role: &str, owner: &str) -> Client {
        self.client_with(&self.credentials_of(role, None, Some(owner)))
    }

    /// A client with these credentials.
    pub fn client_with(&self, made: &ClientSecret) -> Client {
        let token = self.token(made.client_id, &made.client_secret);
        Client { address: self.address.clone(), token, surface: self.surface, id: made.client_id.to_string() }
    }

    /// Revokes a client on the command line, beside the server.
    pub fn operator_revokes(&self, id: &str) {
        self.operator(&RevokeClient(ClientId(id.parse().expect("an id"))));
    }

    /// A client of a role for the whole register.
    pub fn acting(&self, role: &str) -> Client {
        self.acting_in(role, None)
    }

    /// The same client with a token of now: tokens end after a quarter of an hour.
    pub fn renews(&self, client: Client) -> Client {
        let made = self.operator(&RotateClient(ClientId(client.id.parse().expect("an id"))));
        let token = self.token(made.client_id, &made.client_secret);
        Client { token, ..client }
    }

    /// A client of a role, bound to an area.
    pub fn acting_in(&self, role: &str, area: Option<&str>) -> Client {
        self.client_with(&self.credentials(role, area))
    }

    /// A token for credentials.
    pub fn token(&self, id: impl std::fmt::Display, secret: &str) -> String {
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let answer = self.post_form("/oauth/token", &form);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().expect("a token").to_owned()
    }

    /// Posts a form.
    pub fn post_form(&self, path: &str, form: &str) -> http::Answer {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        http::send("POST", &format!("{}{path}", self.address), &headers, form.as_bytes())
    }

    /// Asks without a token.
    pub fn get(&self, path: &str) -> http::Answer {
        http::send("GET", &format!("{}{path}", self.address), &[], &[])
    }

    /// SQL statements sent so far for whoever asked: not those of the system, which looks a client up again when it pleases
    /// and runs jobs. Those of the start are waited for: a write that meets one is tried again, and sends more.
    pub fn statements(&self) -> u64 {
        let last_job = "duxue_operation_seconds_count{operation=\"forget_answers\"";
        let is_busy = || !self.app.figures().expect("figures").contains(last_job);
        let waits = (0..JOB_WAITS_MAX).take_while(|_| is_busy()).map(|_| std::thread::sleep(Duration::from_millis(10)));
        assert!(waits.count() < JOB_WAITS_MAX, "the jobs of the start do not end");
        let figures = self.app.figures().expect("figures");
        let sent = figures.lines().filter_map(|line| line.strip_prefix("duxue_sql_statements_total{operation=\""));
        let of = |word: &str| table::actions().find(|action| action.as_str() == word).expect("an action").roles();
        sent.filter_map(|line| line.split_once("\"} "))
            .filter(|(operation, _)| of(operation) != [Role::System])
            .map(|(_, count)| count.parse::<u64>().expect("a number"))
            .sum()
    }

    fn stop_now(&mut self) {
        drop(self.stop.stop(false));
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        self.stop_now();
    }
}

/// A connection to a SQLite file beside the server's own, which waits for whoever writes as those do.
pub fn beside(path: &str) -> diesel::SqliteConnection {
    use diesel::{Connection, connection::SimpleConnection};
    let mut connection = diesel::SqliteConnection::establish(path).expect("the file");
    connection.batch_execute(&format!("PRAGMA busy_timeout = {SQLITE_WAIT_MS}")).expect("a time to wait");
    connection
}

/// Ten in the morning in Shanghai.
fn instant(day: &str) -> Instant {
    format!("{day}T02:00:00Z").parse().expect("a day")
}

/// Serves in a thread of its own, and returns once the server can be stopped.
fn serve(app: App, config: Config, listener: TcpListener, workers: usize) -> actix_web::dev::ServerHandle {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = api::server::serve(app, &config, listener, workers).expect("a server");
            tell.send(server.handle()).expect("the test waits for its server");
            server.await.expect("a server that stops well");
        });
    });
    told.recv().expect("a server")
}

fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let file = scratch().join("template.db");
        let engine = Engine::Sqlite(file.to_string_lossy().into_owned());
        let database = persistence::Database::open(engine, 1, 1);
        database.migrate(persistence::administration::clients::fill_name_keys).expect("the migrations run");
        // The journal is folded into the file, so that the file alone is the database.
        let whole = scratch().join("template-whole.db");
        database.backup(&whole).expect("a copy in one file");
        // The copy keeps its journal the way a used register does, so that no two connections both change that.
        let engine = Engine::Sqlite(whole.to_string_lossy().into_owned());
        persistence::Database::open(engine, 1, 1).ping().expect("the copy opens");
        whole
    })
}

fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<()> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        postgres::cluster().create_database("template_register", None);
        let engine = Engine::Postgres(postgres::cluster().url("template_register"));
        persistence::Database::open(engine, 1, 1)
            .migrate(persistence::administration::clients::fill_name_keys)
            .expect("the migrations run");
    });
    "template_register"
}

/// The values of diesel's own note on a statement, such as `[DbUuid(0193…), "14", 2026-11-23, 21]`.
fn bound(binds: &str) -> Vec<String> {
    let inner = binds.trim().trim_start_matches('[').trim_end_matches(']');
    let plain = |value: &str| {
        let value = value.trim();
        let value = value.split_once('(').map_or(value, |(_, inside)| inside.trim_end_matches(')'));
        value.trim_matches('"').to_owned()
    };
    inner.split(", ").map(plain).collect()
}
