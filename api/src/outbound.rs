//! The only room that speaks to others: it sends messages to the addresses of webhooks, and to no address that a client of the
//! register must not reach through it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use domain::{
    FaultCode, Wording,
    consumers::{
        address::is_public,
        webhook::{Attempted, DeliveryOutcome},
    },
    kernel::fault::Flaw,
};
use ipnet::IpNet;
use rustls::crypto::aws_lc_rs;
use ureq::{
    Agent,
    config::Config,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::{Host, Url};

/// Longest address, in bytes.
const URL_BYTES_MAX: usize = 2_000;
/// How long connecting may take.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// Who asks.
const USER_AGENT: &str = concat!("duxue/", env!("CARGO_PKG_VERSION"));

/// Which addresses are spoken to: those of the open internet by TLS, and those of networks that the settings open.
#[derive(Debug, Clone)]
pub struct Guard {
    opened: Arc<[IpNet]>,
}

impl Guard {
    /// With these networks open.
    pub fn new(opened: &[IpNet]) -> Self {
        Self { opened: opened.into() }
    }

    fn admits(&self, is_https: bool, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.opened.iter().any(|network| network.contains(&address)) || (is_https && is_public(address))
    }

    /// An address as a client writes it. Where its name leads is judged with each connection.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, raw: &str) -> Result<String, Flaw> {
        let flaw = |wording| Flaw::new(FaultCode::Format, wording);
        let url = Url::parse(raw).ok().filter(|_| raw.len() <= URL_BYTES_MAX);
        let url = url.ok_or_else(|| flaw(Wording::WebhookUrlForm))?;
        let is_https = url.scheme() == "https";
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if !is_plain || !(is_https || (url.scheme() == "http" && !self.opened.is_empty())) {
            return Err(flaw(Wording::WebhookUrlForm));
        }
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(flaw(Wording::WebhookUrlForm)),
        };
        if address.is_some_and(|address| !self.admits(is_https, address)) {
            return Err(flaw(Wording::WebhookAddressClosed));
        }
        Ok(url.into())
    }
}

/// Leads a name to the addresses that are spoken to. What it resolves to is judged each time, so that a name that leads elsewhere
/// later leads nowhere.
#[derive(Debug)]
struct Guarded {
    guard: Guard,
    resolver: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let is_https = uri.scheme_str() == Some("https");
        let mut admitted = self.empty();
        let found = self.resolver.resolve(uri, config, timeout)?;
        found
            .iter()
            .filter(|one: &&SocketAddr| self.guard.admits(is_https, one.ip()))
            .for_each(|one| admitted.push(*one));
        if admitted.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(admitted) }
    }
}

/// Sends messages.
#[derive(Debug)]
pub struct Sender {
    /// What is spoken to.
    pub guard: Guard,
    /// How long an attempt may take in all, in seconds.
    pub attempt_seconds: u32,
    agent: OnceLock<Agent>,
}

impl Sender {
    /// With this guard, and so many seconds for an attempt. Certificates are read with the first message.
    pub fn new(guard: Guard, attempt_seconds: u32) -> Self {
        Self { guard, attempt_seconds, agent: OnceLock::new() }
    }

    fn agent(&self) -> &Agent {
        self.agent.get_or_init(|| {
            let found = rustls_native_certs::load_native_certs().certs;
            let roots: Vec<Certificate<'static>> =
                found.iter().map(|one| Certificate::from_der(one).to_owned()).collect();
            let tls = TlsConfig::builder()
                .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()))
                .root_certs(RootCerts::Specific(Arc::new(roots)))
                .build();
            let config = Agent::config_builder()
                .tls_config(tls)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .proxy(None)
                .timeout_connect(Some(CONNECT_TIME))
                .timeout_global(Some(Duration::from_secs(self.attempt_seconds.into())))
                .user_agent(USER_AGENT)
                .build();
            let resolver = Guarded { guard: self.guard.clone(), resolver: DefaultResolver::default() };
            Agent::with_parts(config, DefaultConnector::default(), resolver)
        })
    }

    /// Sends a message, and tells what became of it. Nothing of the answer but its status is read.
    pub fn send(&self, url: &str, headers: &[(&str, &str)], body: &str) -> Attempted {
        let began = Instant::now();
        let request = self.agent().post(url).content_type("application/cloudevents+json; charset=utf-8");
        let answer = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send(body);
        let milliseconds = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        match answer {
            Ok(answer) => {
                let outcome =
                    if answer.status().is_success() { DeliveryOutcome::Delivered } else { DeliveryOutcome::Refused };
                let http_status = Some(i64::from(answer.status().as_u16()));
                Attempted { outcome, http_status, detail: None, milliseconds }
            }
            Err(error) => {
                let detail = Some(error.to_string());
                Attempted { outcome: DeliveryOutcome::Failed, http_status: None, detail, milliseconds }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(opened: &[&str]) -> Guard {
        Guard::new(&opened.iter().map(|network| network.parse().unwrap()).collect::<Vec<_>>())
    }

    #[test]
    fn addresses_of_the_open_internet_are_taken_by_tls_alone() {
        let closed = guard(&[]);
        for url in ["https://hr.example.org/hook?a=1", "https://93.184.216.34/hook", "https://hr.example.org:8443/"] {
            assert!(closed.check(url).is_ok(), "{url}");
        }
        for url in [
            "http://hr.example.org/hook",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://169.254.169.254/latest",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://user@hr.example.org/",
            "https://hr.example.org/#part",
            "ftp://hr.example.org/",
            "hr.example.org",
            "",
        ] {
            assert!(closed.check(url).is_err(), "{url}");
        }
        assert!(closed.check(&format!("https://hr.example.org/{}", "a".repeat(URL_BYTES_MAX))).is_err());
    }

    #[test]
    fn opened_networks_are_taken_and_others_are_not() {
        let open = guard(&["10.20.0.0/16"]);
        for url in ["http://10.20.1.1:8080/hook", "https://10.20.1.1/", "http://hr.intranet/hook"] {
            assert!(open.check(url).is_ok(), "{url}");
        }
        for url in ["http://10.21.1.1/", "https://127.0.0.1/", "http://93.184.216.34/"] {
            assert!(open.check(url).is_err(), "{url}");
        }
        assert!(open.admits(false, "::ffff:10.20.1.1".parse().unwrap()));
    }

    #[test]
    fn name_that_leads_to_a_closed_address_leads_nowhere() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
        let attempted = Sender::new(guard(&["10.20.0.0/16"]), 15).send(&url, &[], "{}");
        assert_eq!((attempted.outcome, attempted.http_status), (DeliveryOutcome::Failed, None));
        listener.set_nonblocking(true).unwrap();
        assert!(listener.accept().is_err(), "nobody connected");
    }
}
