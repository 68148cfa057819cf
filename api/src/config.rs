//! Settings, weakest first: defaults, `duxue.toml`, environment, flags.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use domain::Area;
use ipnet::IpNet;
use persistence::{Engine, kernel::vault::Suite};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the register is kept.
    pub database: Engine,
    /// Where it listens.
    pub bind: SocketAddr,
    /// A second address, for metrics and health only.
    pub admin_bind: Option<SocketAddr>,
    /// The address under which others reach it, without a slash at the end: signed certificates name it.
    pub public_url: String,
    /// The proxies whose word on a client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The origins whose pages may use the register from a browser.
    pub allowed_origins: Vec<String>,
    /// Networks beside the open internet into which changes are sent.
    pub webhook_networks: Vec<IpNet>,
    /// How long an attempt to send to a webhook may take, in seconds.
    pub webhook_seconds: u32,
    /// The area of the authority that runs this register.
    pub area: Area,
    /// Where the keys lie.
    pub keys_dir: PathBuf,
    /// The cipher of the next key for private values.
    pub cipher: Suite,
    /// Which log lines are written.
    pub log: String,
    /// Whether `/docs` and `/graphiql` are served.
    pub consoles: bool,
    /// How long a client may take to send a body, or to take in an answer, in seconds.
    pub client_seconds: u32,
    /// How long a read may take before it is given up, in seconds.
    pub read_seconds: u32,
    /// Threads that read the database.
    pub readers: u32,
    /// Threads that read much at once.
    pub bulk_readers: u32,
    /// Threads that write to PostgreSQL; SQLite has one writer.
    pub writers: u32,
    /// Most answers kept for repeats of one client's requests.
    pub kept_answers: u64,
    /// Most bytes of answers kept for repeats of one client's requests.
    pub kept_bytes: u64,
}

/// A setting that cannot be used: one line for whoever starts the program.
#[derive(Debug, thiserror::Error)]
#[error("{name} is `{value}`: expected {expected}")]
pub struct WrongSetting {
    name: String,
    value: String,
    expected: String,
}

/// The settings' names, as `duxue.toml` writes them; the environment writes `DUXUE_` and capitals.
pub const NAMES: [&str; 20] = [
    "database_url",
    "bind",
    "admin_bind",
    "public_url",
    "trusted_proxies",
    "allowed_origins",
    "webhook_networks",
    "webhook_seconds",
    "area",
    "keys_dir",
    "cipher",
    "log",
    "consoles",
    "client_seconds",
    "read_seconds",
    "reader_threads",
    "bulk_reader_threads",
    "writer_threads",
    "kept_answers",
    "kept_bytes",
];

/// What settings of networks expect.
const NETWORKS: &str = "addresses or networks, such as 10.0.0.1 or 10.0.0.0/8, with commas between them";

/// What settings of times expect.
const SECONDS: &str = "a number of seconds from 1 to 3600";

/// Names in the environment that the tests and the build of this repository read; a server they start inherits them.
const TOOLS: [&str; 10] = [
    "DUXUE_POSTGRES_BIN",
    "DUXUE_REQUIRE_POSTGRES",
    "DUXUE_TEST_HOLD_POSTGRES",
    "DUXUE_BASELINE",
    "DUXUE_CI_CACHE",
    "DUXUE_CI_FULL",
    "DUXUE_FAULT_ROUNDS",
    "DUXUE_HOSTILE_ROUNDS",
    "DUXUE_WALKS",
    "DUXUE_GRAPHQL_ROUNDS",
];

/// Values said on the command line, by setting name.
pub type Flags = Vec<(&'static str, String)>;

impl Config {
    /// Reads all layers.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn load(flags: &Flags) -> Result<Self, WrongSetting> {
        let file = read_file()?;
        let environment: Vec<(String, String)> =
            std::env::vars().filter(|(name, _)| name.starts_with("DUXUE_")).collect();
        Self::layered(&file, &environment, flags)
    }

    fn layered(file: &toml::Table, environment: &[(String, String)], flags: &Flags) -> Result<Self, WrongSetting> {
        check_names(environment)?;
        let said = |name: &'static str| -> Option<(String, String)> {
            let variable = format!("DUXUE_{}", name.to_uppercase());
            let flag = flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (name.to_owned(), value.clone()));
            let environment = environment.iter().find(|(known, value)| *known == variable && !value.is_empty());
            let file = file.get(name).map(|value| (format!("{name} in duxue.toml"), plain(value)));
            flag.or_else(|| environment.cloned()).or(file)
        };
        let threads = std::thread::available_parallelism().map_or(2, |cores| u32::try_from(cores.get()).unwrap_or(2));
        let bind: SocketAddr =
            setting(said("bind"), "127.0.0.1:8080", "an address and a port, such as 127.0.0.1:8080", |text| {
                text.parse().ok()
            })?;
        let own_address = format!("http://{bind}");
        Ok(Self {
            database: setting(
                said("database_url"),
                "sqlite://data/duxue.db",
                "sqlite://PATH or postgres://…",
                Engine::parse,
            )?,
            bind,
            public_url: setting(
                said("public_url"),
                &own_address,
                "http://… or https://…, without a slash at the end",
                url,
            )?,
            trusted_proxies: setting(said("trusted_proxies"), "", NETWORKS, networks)?,
            allowed_origins: setting(
                said("allowed_origins"),
                "",
                "origins, such as https://portal.example, with commas between them",
                origins,
            )?,
            webhook_networks: setting(said("webhook_networks"), "", NETWORKS, networks)?,
            webhook_seconds: setting(said("webhook_seconds"), "15", SECONDS, seconds)?,
            admin_bind: said("admin_bind")
                .map(|value| {
                    setting(Some(value), "", "an address and a port, such as 127.0.0.1:9090", |text| text.parse().ok())
                })
                .transpose()?,
            area: setting(said("area"), "000000", "six digits (GB/T 2260)", |text| Area::parse(text).ok())?,
            keys_dir: setting(said("keys_dir"), "data/keys", "a folder", |text| Some(PathBuf::from(text)))?,
            cipher: setting(said("cipher"), "aes-256-gcm", "aes-256-gcm or sm4-gcm", Suite::parse)?,
            log: setting(
                said("log"),
                "info",
                "off, error, warn, info, debug or trace, or levels of modules, such as info,api=debug",
                log_filter,
            )?,
            consoles: setting(said("consoles"), "true", "true or false", |text| text.parse().ok())?,
            client_seconds: setting(said("client_seconds"), "60", SECONDS, seconds)?,
            read_seconds: setting(said("read_seconds"), "30", SECONDS, seconds)?,
            readers: setting(
                said("reader_threads"),
                &(threads * 2).to_string(),
                "a number from 1 to 256",
                thread_count,
            )?,
            bulk_readers: setting(said("bulk_reader_threads"), "1", "a number from 1 to 256", thread_count)?,
            writers: setting(said("writer_threads"), &threads.to_string(), "a number from 1 to 256", thread_count)?,
            kept_answers: setting(said("kept_answers"), "100000", "a number from 1", amount)?,
            kept_bytes: setting(said("kept_bytes"), "268435456", "a number of bytes from 1", amount)?,
        })
    }
}

/// Addresses and networks with commas between them.
fn networks(text: &str) -> Option<Vec<IpNet>> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| word.parse().ok().or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from))).collect()
}

/// Origins with commas between them: scheme, host and port alone.
fn origins(text: &str) -> Option<Vec<String>> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| url(word).filter(|origin| origin.matches('/').count() == 2)).collect()
}

fn amount(text: &str) -> Option<u64> {
    text.parse().ok().filter(|amount| *amount > 0)
}

fn thread_count(text: &str) -> Option<u32> {
    text.parse().ok().filter(|count| (1..=256).contains(count))
}

fn url(text: &str) -> Option<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let is_plain = !host.is_empty() && !host.ends_with('/') && !host.contains(char::is_whitespace);
    is_plain.then(|| text.to_owned())
}

fn seconds(text: &str) -> Option<u32> {
    text.parse().ok().filter(|seconds| (1..=3_600).contains(seconds))
}

fn setting<T>(
    said: Option<(String, String)>,
    default: &str,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, WrongSetting> {
    let (name, value) = said.unwrap_or_else(|| ("the default".to_owned(), default.to_owned()));
    // An address may hold a password, which must not reach a log.
    let shown = if value.contains("://") { "…".to_owned() } else { value.clone() };
    parse(&value).ok_or_else(|| WrongSetting { name, value: shown, expected: expected.to_owned() })
}

/// Refuses a name in the environment that begins like ours and is none: it would be passed over in silence.
fn check_names(environment: &[(String, String)]) -> Result<(), WrongSetting> {
    let variables = NAMES.map(|name| format!("DUXUE_{}", name.to_uppercase()));
    let is_known = |name: &String| variables.contains(name) || TOOLS.contains(&name.as_str());
    match environment.iter().find(|(name, value)| !value.is_empty() && !is_known(name)) {
        Some((name, _)) => Err(WrongSetting {
            name: name.clone(),
            value: "…".to_owned(),
            expected: format!("one of {}", variables.join(", ")),
        }),
        None => Ok(()),
    }
}

/// A filter of log lines: levels, or levels of modules. A word that is neither would be taken for a module and hide every
/// line.
fn log_filter(text: &str) -> Option<String> {
    let is_clear =
        |part: &str| part.contains(['=', '[']) || part.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
    let tidy = text.split(',').map(str::trim).collect::<Vec<_>>().join(",");
    let filter = tracing_subscriber::EnvFilter::try_new(&tidy).ok().filter(|_| tidy.split(',').all(is_clear));
    filter.map(|_| tidy)
}

fn read_file() -> Result<toml::Table, WrongSetting> {
    let wrong = |value: String, expected: &str| WrongSetting {
        name: "duxue.toml".to_owned(),
        value,
        expected: expected.to_owned(),
    };
    let text = match std::fs::read_to_string("duxue.toml") {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(toml::Table::new()),
        Err(cause) => return Err(wrong(cause.to_string(), "a readable file")),
    };
    parse_file(&text)
}

/// Parses the file. An error names its line, and never quotes it: it may hold a password.
fn parse_file(text: &str) -> Result<toml::Table, WrongSetting> {
    let line_of = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
    let table: toml::Table = text.parse().map_err(|cause: toml::de::Error| WrongSetting {
        name: format!("duxue.toml, line {},", cause.span().map_or(1, |span| line_of(span.start))),
        value: "…".to_owned(),
        expected: format!("a line such as bind = \"127.0.0.1:8080\" ({})", cause.message().replace('\n', " ")),
    })?;
    match table.keys().find(|key| !NAMES.contains(&key.as_str())) {
        Some(unknown) => {
            let begins =
                |line: &&str| line.trim_start().trim_start_matches(['"', '\'', '[']).starts_with(unknown.as_str());
            let number = text.lines().position(|line| begins(&line)).map_or(1, |at| at + 1);
            Err(WrongSetting {
                name: format!("duxue.toml, line {number},"),
                value: unknown.clone(),
                expected: format!("one of {}", NAMES.join(", ")),
            })
        }
        None => Ok(table),
    }
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(values) => {
            values.iter().map(toml::Value::to_string).collect::<Vec<_>>().join(",").replace('"', "")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layered(file: &str, environment: &[(&str, &str)], flags: &Flags) -> Result<Config, WrongSetting> {
        let environment: Vec<_> =
            environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::layered(&file.parse().unwrap(), &environment, flags)
    }

    #[test]
    fn a_flag_beats_the_environment_which_beats_the_file() {
        let port = |config: Config| config.bind.port();
        let file = "bind = \"127.0.0.1:1\"";
        assert_eq!(port(layered("", &[], &vec![]).unwrap()), 8080);
        assert_eq!(port(layered(file, &[], &vec![]).unwrap()), 1);
        assert_eq!(port(layered(file, &[("DUXUE_BIND", "127.0.0.1:2")], &vec![]).unwrap()), 2);
        let flags = vec![("bind", "127.0.0.1:3".to_owned())];
        assert_eq!(port(layered(file, &[("DUXUE_BIND", "127.0.0.1:2")], &flags).unwrap()), 3);
    }

    #[test]
    fn trusted_proxies_take_addresses_and_networks() {
        let known = |config: Config| config.trusted_proxies.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(known(layered("", &[], &vec![]).unwrap()).is_empty());
        let file = "trusted_proxies = [\"10.0.0.1\", \"2001:db8::/32\"]";
        assert_eq!(known(layered(file, &[], &vec![]).unwrap()), ["10.0.0.1/32", "2001:db8::/32"]);
        let set = [("DUXUE_TRUSTED_PROXIES", "127.0.0.1,10.0.0.0/8")];
        assert_eq!(known(layered(file, &set, &vec![]).unwrap()), ["127.0.0.1/32", "10.0.0.0/8"]);
    }

    #[test]
    fn allowed_origins_are_scheme_host_and_port() {
        let known = |set: &str| layered("", &[("DUXUE_ALLOWED_ORIGINS", set)], &vec![]).map(|it| it.allowed_origins);
        assert_eq!(
            known("https://a.example, http://b.example:8000").unwrap(),
            ["https://a.example", "http://b.example:8000"]
        );
        for wrong in ["*", "a.example", "https://a.example/", "https://a.example/page"] {
            assert!(known(wrong).unwrap_err().to_string().contains("expected origins, such as"), "{wrong}");
        }
    }

    #[test]
    fn wrong_setting_error_names_value_and_expected_form() {
        let wrong = layered("", &[("DUXUE_AREA", "34")], &vec![]).unwrap_err();
        assert_eq!(wrong.to_string(), "DUXUE_AREA is `34`: expected six digits (GB/T 2260)");
        let wrong = layered("", &[("DUXUE_TRUSTED_PROXIES", "10.0.0.1, proxy.example")], &vec![]).unwrap_err();
        assert!(
            wrong.to_string().starts_with("DUXUE_TRUSTED_PROXIES is `10.0.0.1, proxy.example`: expected addresses")
        );
        let wrong = layered("", &[("DUXUE_DATABASE_URL", "mysql://root:secret@x")], &vec![]).unwrap_err();
        assert!(!wrong.to_string().contains("secret"));
    }

    #[test]
    fn an_unknown_name_in_the_environment_is_named() {
        for name in ["DUXUE_BINDD", "DUXUE_DATABASE", "DUXUE_", "DUXUE_bind"] {
            let wrong = layered("", &[(name, "127.0.0.1:1")], &vec![]).unwrap_err().to_string();
            assert!(wrong.starts_with(&format!("{name} is ")) && wrong.contains("DUXUE_BIND,"), "{wrong}");
        }
        assert!(layered("", &[("DUXUE_BINDD", ""), ("DUXUE_POSTGRES_BIN", "/usr")], &vec![]).is_ok());
    }

    #[test]
    fn a_log_filter_is_made_of_levels() {
        for good in ["info", "WARN", "off", "info,api=debug", "api::app=trace", "info, persistence=warn"] {
            assert!(layered("", &[("DUXUE_LOG", good)], &vec![]).is_ok(), "{good}");
        }
        for bad in ["verbose", "inof", "api", "info,api", "api=loud", "info debug"] {
            let wrong = layered("", &[("DUXUE_LOG", bad)], &vec![]).unwrap_err().to_string();
            assert!(wrong.starts_with(&format!("DUXUE_LOG is `{bad}`: expected off, error")), "{wrong}");
        }
    }

    #[test]
    fn a_broken_file_names_the_line_and_not_its_text() {
        let cases = [
            ("bind = \"127.0.0.1:1\"\ndatabase_url = \"postgres://root:secret@x\n", "duxue.toml, line 2,"),
            ("bind\n", "duxue.toml, line 1,"),
            ("log = \"info\"\n\nbind = 127.0.0.1\n", "duxue.toml, line 3,"),
            ("log = \"info\"\nport = 8080\n", "duxue.toml, line 2, is `port`"),
            ("log = \"info\"\nlog = \"debug\"\n", "duxue.toml, line 2,"),
        ];
        for (file, expected) in cases {
            let wrong = parse_file(file).unwrap_err().to_string();
            assert!(wrong.starts_with(expected) && wrong.lines().count() == 1, "{wrong}");
            assert!(!wrong.contains("secret"), "{wrong}");
        }
    }
}
