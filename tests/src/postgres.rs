//! A private, throw-away PostgreSQL cluster for the tests.
//!
//! The first test that asks for it starts a server from the binaries installed on the machine, in a fresh folder and
//! on a Unix socket only, so that nothing has to be set up by hand and nothing is shared with another run. A small
//! shell, the keeper, starts that server and then waits for the end of a pipe which this process holds open. However
//! the test process ends, be it `kill -9`, the kernel closes the pipe; the keeper then stops the server and removes the
//! folder.
//!
//! The build script compiles this file too, so that both agree on whether PostgreSQL is installed. It therefore uses
//! nothing but the standard library, and nothing else of this crate. What speaks to the server is in `cluster_sql.rs`: it
//! uses libpq, because some distributions of PostgreSQL have no `psql`.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, DirBuilder};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio, id};
use std::sync::{
    Once, OnceLock,
    atomic::{AtomicU32, Ordering},
};
use std::thread;
use std::time::Duration;

/// The environment variable that names the folder of the PostgreSQL binaries, before any other place is looked at.
pub const BINARIES_VARIABLE: &str = "DUXUE_POSTGRES_BIN";

/// Where Debian puts the binaries, one folder for each major version.
pub const DEBIAN_ROOT: &str = "/usr/lib/postgresql";

/// The superuser of the cluster. Every local connection is trusted, because only the socket's owner can reach it.
const SUPERUSER: &str = "postgres";

/// The server listens on no address, so that the port only names the socket file inside of the private folder.
const PORT: u16 = 5432;

/// The start of the folder's name; the id of the test process follows.
const PREFIX: &str = "duxue-pg-";

/// What makes the server fast and disposable: nothing in it needs to survive a crash of the machine.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 300
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
timezone = 'UTC'
log_timezone = 'UTC'
";

/// What is answered survives the server's own end, as it does in an office; only the machine's end would lose it.
const DURABLE: &str = "synchronous_commit = on\n";

/// Settings of a server that runs on a disk which a test fills: nothing but the test writes to it.
const QUIET: &str = "autovacuum = off\ncheckpoint_timeout = 1h\n";

/// A journal that needs a new file of one mebibyte for each mebibyte written: no checkpoint lets it use an old one again, which
/// would be a matter of luck.
const GROWING_JOURNAL: &str = "min_wal_size = 2MB\nmax_wal_size = 10GB\nwal_recycle = off\n";

/// A folder in the machine's memory. No test has to survive the machine, and a disk would make them wait for every commit.
const MEMORY: &str = "/dev/shm";

/// What a run may need of the memory, in kibibytes; with less, the folder for temporary files serves.
const MEMORY_KIB_MIN: u64 = 4 * 1024 * 1024;

/// The keeper. It says `ready` once connections are accepted, and otherwise prints what went wrong and cleans up.
///
/// Where `data` or `journal` is not empty, it is the folder of the data or of the journal, on another disk.
const KEEPER: &str = r#"
trap '' HUP INT TERM PIPE
bin=$1 dir=$2 user=$3 port=$4 settings=$5 data=$6 journal=$7
create() {
    if [ -n "$data" ] && [ ! -e "$dir/data" ]; then
        mkdir -m 700 "$data" && ln -s "$data" "$dir/data" || return 1
    fi
    "$bin/initdb" -D "$dir/data" -U "$user" --auth=trust --encoding=UTF8 --locale="$1" --no-sync \
        ${journal:+--waldir="$journal" --wal-segsize=1}
}
start() {
    create C.UTF-8 || create C || return 1
    printf "%s\nport = %s\nunix_socket_directories = '%s'\n" "$settings" "$port" "$dir" >>"$dir/data/postgresql.conf" &&
        "$bin/pg_ctl" start -w -t 120 -D "$dir/data" -l "$dir/server.log"
}
if start >"$dir/start.log" 2>&1 </dev/null; then
    echo ready
    while read -r _; do :; done
else
    cat "$dir/start.log" "$dir/server.log" 2>/dev/null
fi
"$bin/pg_ctl" stop -m immediate -D "$dir/data" >/dev/null 2>&1 </dev/null
rm -rf "$dir"
"#;

/// Finds the folder that holds `initdb`, `pg_ctl` and `postgres`, or says that this machine has none.
///
/// `DUXUE_POSTGRES_BIN` decides alone when it is set; otherwise the newest version that Debian installed comes before
/// the folders of `PATH`.
pub fn binaries() -> Option<PathBuf> {
    if let Some(folder) = env::var_os(BINARIES_VARIABLE).filter(|folder| !folder.is_empty()) {
        return complete(Path::new(&folder));
    }
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN_ROOT)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort();
    let path = env::var_os("PATH").unwrap_or_default();
    installed.into_iter().rev().map(|(_, folder)| folder).chain(env::split_paths(&path)).find_map(|it| complete(&it))
}

/// The folder in memory for what the tests write, unless the machine has none, it lacks room or `TMPDIR` names another.
pub fn memory() -> Option<&'static Path> {
    static HAS_ROOM: OnceLock<bool> = OnceLock::new();
    let has_room = || {
        let said = Command::new("df").args(["-Pk", MEMORY]).stdin(Stdio::null()).stderr(Stdio::null()).output();
        let text = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
        let fields: Vec<&str> = text.lines().nth(1).unwrap_or_default().split_whitespace().collect();
        let free = fields.get(3).and_then(|free| free.parse().ok());
        fields.last() == Some(&MEMORY) && free.is_some_and(|free: u64| free >= MEMORY_KIB_MIN)
    };
    let is_free = || env::var_os("TMPDIR").is_none() && has_room();
    HAS_ROOM.get_or_init(is_free).then(|| Path::new(MEMORY))
}

/// True if the clusters lie in memory, where databases that nobody needs any more must not pile up. On a disk it costs less
/// to leave them until the cluster goes.
pub fn is_in_memory() -> bool {
    memory().is_some()
}

/// True if these binaries come with this client, so that both are of one version.
pub fn has(client: &str) -> bool {
    binaries().is_some_and(|folder| folder.join(client).is_file())
}

/// Resolves a folder to its real place when the server can be set up and started from it.
fn complete(folder: &Path) -> Option<PathBuf> {
    // A link such as `/usr/local/bin/initdb` leads to the folder where all the others are.
    let folder = folder.join("initdb").canonicalize().ok()?.parent()?.to_owned();
    ["pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file()).then_some(folder)
}

/// Disks of their own for parts of a cluster; what is on none lies in the cluster's folder.
#[derive(Debug, Default)]
struct Disks<'a> {
    data: Option<&'a Path>,
    journal: Option<&'a Path>,
}

/// A running server which belongs to this process alone and ends with it.
#[derive(Debug)]
pub struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    owner: Option<(u32, u32)>,
    /// Holds the pipe open; the server lives exactly as long as it.
    _keeper: Child,
}

/// Returns the cluster of this process, and starts it when it is asked for the first time.
///
/// # Panics
///
/// When PostgreSQL is not installed or does not start; the message says why.
pub fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| match Cluster::start(&Disks::default(), "") {
        Ok(cluster) => cluster,
        Err(reason) => panic!("the PostgreSQL cluster of the tests did not start: {reason}"),
    })
}

impl Cluster {
    /// Starts another cluster, for a test that does to it what nobody else should feel.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is not installed or does not start; the message says why.
    pub fn of_its_own() -> Self {
        Self::on_disks(&Disks::default(), "")
    }

    /// Starts another cluster whose data lie on a disk of their own, and whose journal does not.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is not installed or does not start; the message says why.
    pub fn with_data_on(disk: &Path) -> Self {
        Self::on_disks(&Disks { data: Some(disk), journal: None }, QUIET)
    }

    /// Starts another cluster whose journal lies on a disk of its own, and whose data do not.
    ///
    /// # Panics
    ///
    /// When PostgreSQL is not installed or does not start; the message says why.
    pub fn with_journal_on(disk: &Path) -> Self {
        Self::on_disks(&Disks { data: None, journal: Some(disk) }, &format!("{QUIET}{GROWING_JOURNAL}"))
    }

    fn on_disks(disks: &Disks<'_>, more: &str) -> Self {
        Self::start(disks, &format!("{DURABLE}{more}"))
            .unwrap_or_else(|reason| panic!("a PostgreSQL cluster did not start: {reason}"))
    }

    fn start(disks: &Disks<'_>, more: &str) -> Result<Self, String> {
        let binaries = binaries().ok_or_else(|| {
            format!("no PostgreSQL found in ${BINARIES_VARIABLE}, {DEBIAN_ROOT}/*/bin or PATH; install postgresql")
        })?;
        // The path of a socket may have little more than a hundred bytes, which a long TMPDIR would use up.
        let short = || Some(PathBuf::from("/tmp")).filter(|it| it.is_dir());
        let parent = memory().map(Path::to_owned).or_else(short).unwrap_or_else(env::temp_dir);
        static SWEPT: Once = Once::new();
        static NEXT: AtomicU32 = AtomicU32::new(0);
        SWEPT.call_once(|| sweep(&parent));
        let folder = parent.join(format!("{PREFIX}{}-{}", id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        let owner = create_private(&folder)?;
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "duxue-pg-keeper"]).args([binaries.as_path(), folder.as_path()]);
        keeper.args([SUPERUSER, &PORT.to_string(), &format!("{SETTINGS}{more}")]);
        let part = |disk: Option<&Path>, name: &str| disk.map(|disk| disk.join(name)).unwrap_or_default();
        keeper.args([part(disks.data, "data"), part(disks.journal, "journal")]);
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // A Ctrl-C at the terminal goes to the whole process group, and the keeper has to outlive it.
        keeper.current_dir("/").process_group(0);
        for (name, _) in env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
            keeper.env_remove(name);
        }
        if let Some((user, group)) = owner {
            keeper.uid(user).gid(group);
        }
        let mut keeper = keeper.spawn().map_err(|error| format!("could not run sh: {error}"))?;
        let mut said = String::new();
        let mut output = BufReader::new(keeper.stdout.take().ok_or("the keeper has no output")?);
        output.read_line(&mut said).map_err(|error| format!("could not hear the keeper: {error}"))?;
        if said.trim_end() == "ready" {
            return Ok(Self { binaries, folder, owner, _keeper: keeper });
        }
        let rest = output.read_to_string(&mut said).and_then(|_| keeper.wait());
        Err(format!("{}{said}", rest.err().map_or_else(String::new, |error| format!("{error}\n"))))
    }

    /// The socket on which the server listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(format!(".s.PGSQL.{PORT}"))
    }

    /// Returns the URL of a database of this cluster, in the form that libpq reads.
    pub fn url(&self, database: &str) -> String {
        let (database, folder) = (percent_encoded(database), percent_encoded(&self.folder.to_string_lossy()));
        format!("postgres:///{database}?host={folder}&port={PORT}&user={SUPERUSER}")
    }

    /// Ends every process of the server at once, as a power cut would.
    ///
    /// # Panics
    ///
    /// When it does not run.
    pub fn is_killed(&self) {
        let processes = self.signal("KILL");
        while processes.iter().any(|process| runs(process)) {
            thread::sleep(Duration::from_millis(5));
        }
        // The dead may keep their ids until somebody collects them, and the next server would take that for life.
        for lock in [self.process_file(), self.folder.join(format!(".s.PGSQL.{PORT}.lock"))] {
            drop(fs::remove_file(lock));
        }
    }

    /// Stops every process of the server where it is, without ending it.
    ///
    /// # Panics
    ///
    /// When it does not run.
    pub fn is_frozen(&self) {
        self.signal("STOP");
    }

    /// Lets a frozen server go on.
    ///
    /// # Panics
    ///
    /// When it does not run.
    pub fn is_thawed(&self) {
        self.signal("CONT");
    }

    fn process_file(&self) -> PathBuf {
        self.folder.join("data/postmaster.pid")
    }

    /// Sends a signal to the server and to all that it has started, and returns their ids.
    fn signal(&self, name: &str) -> Vec<String> {
        let file = fs::read_to_string(self.process_file()).unwrap_or_default();
        let Some(server) = file.lines().next().map(str::trim) else { panic!("the PostgreSQL server does not run") };
        let processes = [vec![server.to_owned()], children(server)].concat();
        let mut kill = Command::new("sh");
        kill.args(["-c", "kill -s \"$@\"", "kill", name]).args(&processes);
        // A child may have ended since it was listed.
        drop(kill.stdin(Stdio::null()).stderr(Stdio::null()).status());
        processes
    }

    /// True if the server's first process is there. It is the last one to go.
    pub fn has_a_process(&self) -> bool {
        let file = fs::read_to_string(self.process_file()).unwrap_or_default();
        file.lines().next().is_some_and(|line| runs(line.trim()))
    }

    /// Returns what the server has logged since it was started first.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("server.log")).unwrap_or_default()
    }

    /// Starts the server again after it was killed or ended by itself, and waits until it answers.
    ///
    /// # Panics
    ///
    /// When it does not start; the message is the server's log.
    pub fn is_started_again(&self) {
        let log = self.folder.join("server.log");
        let mut start = Command::new(self.binary("pg_ctl"));
        start.args(["start", "-w", "-t", "120", "-D"]).arg(self.folder.join("data")).arg("-l").arg(&log);
        if let Some((user, group)) = self.owner {
            start.uid(user).gid(group);
        }
        let start = start.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(start.is_ok_and(|status| status.success()), "PostgreSQL does not start again:\n{}", self.log());
    }

    /// Returns the path of a client such as `psql` or `pgbench`, or its plain name when only `PATH` can have it.
    pub fn binary(&self, name: &str) -> PathBuf {
        Some(self.binaries.join(name)).filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(name))
    }

    /// Returns the folder of the socket, which libpq takes as a host.
    pub fn socket_dir(&self) -> &Path {
        &self.folder
    }

    /// Returns the port that names the socket file. No TCP port is open.
    pub fn port(&self) -> u16 {
        PORT
    }

    /// Returns the role to connect as, which may do everything in this cluster.
    pub fn user(&self) -> &'static str {
        SUPERUSER
    }
}

/// Makes the folder of a cluster, and returns the user and group to run it as when this process itself is root.
///
/// PostgreSQL refuses to run as root, so the folder then goes to the `postgres` user of the machine, or to `nobody`.
fn create_private(folder: &Path) -> Result<Option<(u32, u32)>, String> {
    let failed = |error: std::io::Error| format!("could not make {}: {error}", folder.display());
    DirBuilder::new().mode(0o700).create(folder).map_err(failed)?;
    if fs::metadata(folder).map_err(failed)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("could not read /etc/passwd: {error}"))?;
    let (user, group) = ["postgres", "nobody"]
        .iter()
        .find_map(|name| ids(&users, name))
        .ok_or("PostgreSQL does not run as root, and /etc/passwd has neither postgres nor nobody")?;
    chown(folder, Some(user), Some(group)).map_err(failed)?;
    Ok(Some((user, group)))
}

/// Finds the user and group id of a name in the text of `/etc/passwd`.
fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    let mut fields = users.lines().map(|line| line.split(':')).find(|line| line.clone().next() == Some(name))?.skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// Removes what earlier runs left behind whose keeper was killed as well, for example when a container was stopped.
fn sweep(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let process = name
            .to_str()
            .and_then(|name| name.strip_prefix(PREFIX))
            .and_then(|it| it.split('-').next()?.parse::<u32>().ok());
        // A folder with the id of this very process is older than it: ids are used again.
        if process.is_some_and(|process| process == id() || !alive(process)) {
            stop_orphan(&entry.path());
            // Whatever cannot be removed belongs to somebody else, who sweeps it.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

/// Says whether a process exists, and says yes whenever the system does not tell.
fn alive(process: u32) -> bool {
    !Path::new("/proc/self").exists() || Path::new(&format!("/proc/{process}")).exists()
}

/// Stops the server of a left-over folder, if it still runs and the process with its id really is that server.
fn stop_orphan(folder: &Path) {
    let data = folder.join("data");
    let file = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let Some(server) = file.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else { return };
    let command = fs::read(format!("/proc/{server}/cmdline")).unwrap_or_default();
    if command.split(|byte| *byte == 0).any(|argument| argument == data.as_os_str().as_encoded_bytes()) {
        // The shell's own `kill` is always there, unlike `/bin/kill`; QUIT is the immediate shutdown.
        let script = "kill -QUIT $0; for _ in 1 2 3 4 5 6 7 8 9; do kill -0 $0 2>/dev/null || exit 0; sleep 0.1; done";
        let mut kill = Command::new("sh");
        kill.args([OsStr::new("-c"), OsStr::new(script), OsStr::new(&server.to_string())]);
        drop(kill.stdin(Stdio::null()).stderr(Stdio::null()).status());
    }
}

/// The processes that a process has started.
fn children(process: &str) -> Vec<String> {
    let of = |entry: &fs::DirEntry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let parent = stat.rsplit(')').next()?.split_whitespace().nth(1)?.to_owned();
        (parent == process).then(|| entry.file_name().to_string_lossy().into_owned())
    };
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| of(&entry)).collect()
}

/// Says whether a process is there and not dead already.
fn runs(process: &str) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .is_ok_and(|stat| stat.rsplit(')').next().is_some_and(|rest| !rest.trim_start().starts_with('Z')))
}

/// Writes a text so that it can stand in a URL.
fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    const HOLD: &str = "DUXUE_TEST_HOLD_POSTGRES";

    /// Not a test of its own: the process that the next test kills.
    #[test]
    #[ignore = "only of use to `nothing_is_left_of_a_killed_process`, which starts it"]
    fn hold_a_cluster() {
        if env::var_os(HOLD).is_some() {
            println!("\nholding {}", cluster().socket_dir().display());
            thread::sleep(Duration::from_secs(60));
        }
    }

    #[test]
    fn nothing_is_left_of_a_killed_process() {
        if binaries().is_none() {
            return;
        }
        let holder = module_path!().split_once("::").expect("a module of the crate").1.to_owned() + "::hold_a_cluster";
        let mut process = Command::new(env::current_exe().expect("a path"))
            .args([&holder, "--exact", "--ignored", "--nocapture"])
            .env(HOLD, "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test binary runs");
        let folder = BufReader::new(process.stdout.take().expect("a pipe"))
            .lines()
            .find_map(|line| line.expect("text").strip_prefix("holding ").map(PathBuf::from))
            .expect("the process starts a cluster");
        let pid = fs::read_to_string(folder.join("data/postmaster.pid")).expect("the server runs");
        let server: u32 = pid.lines().next().expect("a line").parse().expect("an id");
        assert!(alive(server));

        process.kill().expect("the process can be killed");
        process.wait().expect("the process ends");

        let deadline = Instant::now() + Duration::from_secs(20);
        while folder.exists() || alive(server) {
            assert!(Instant::now() < deadline, "{} or its server {server} is still there", folder.display());
            thread::sleep(Duration::from_millis(20));
        }
    }
}
