//! Figures for Prometheus. Labels hold names of operations, surfaces and codes, never what a request says.

use std::time::Duration;

use domain::{Error, kernel::policy::Action};
use openapi::kernel::problem;
use persistence::kernel::connection::PoolUse;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
    core::Collector,
};

use crate::log;

/// Over which surface something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// REST.
    Rest,
    /// GraphQL.
    Graphql,
    /// The program itself: the command line and the jobs.
    Own,
}

impl Surface {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Graphql => "graphql",
            Self::Own => "own",
        }
    }
}

/// Upper bounds of the times, in seconds.
const SECONDS: [f64; 12] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// The figures.
pub struct Metrics {
    registry: Registry,
    took: HistogramVec,
    waited: HistogramVec,
    refused: IntCounterVec,
    gauges: IntGaugeVec,
    statements: IntCounterVec,
}

impl Metrics {
    /// Figures that begin at nothing.
    ///
    /// # Errors
    /// When a figure is declared wrongly, which a test would have found.
    pub fn new() -> Result<Self, Error> {
        let seconds = |name, help, labels: &[&str]| {
            HistogramVec::new(HistogramOpts::new(name, help).buckets(SECONDS.to_vec()), labels).map_err(Error::internal)
        };
        let counter =
            |name, help, labels: &[&str]| IntCounterVec::new(Opts::new(name, help), labels).map_err(Error::internal);
        let gauge =
            |name, help, labels: &[&str]| IntGaugeVec::new(Opts::new(name, help), labels).map_err(Error::internal);
        let metrics = Self {
            registry: Registry::new(),
            took: seconds(
                "duxue_operation_seconds",
                "Time of an operation from its request to its answer.",
                &["operation", "surface"],
            )?,
            waited: seconds("duxue_queue_seconds", "Time that an operation waited for a database thread.", &["lane"])?,
            refused: counter(
                "duxue_refusals_total",
                "Operations that were refused, by the code of the refusal.",
                &["operation", "surface", "code"],
            )?,
            gauges: gauge("duxue_database", "Operations that wait, and connections open and idle.", &["lane", "what"])?,
            statements: counter("duxue_sql_statements_total", "Statements sent to the database.", &["operation"])?,
        };
        metrics.registry.register(Box::new(metrics.took.clone())).map_err(Error::internal)?;
        metrics.registry.register(Box::new(metrics.waited.clone())).map_err(Error::internal)?;
        metrics.registry.register(Box::new(metrics.refused.clone())).map_err(Error::internal)?;
        metrics.registry.register(Box::new(metrics.gauges.clone())).map_err(Error::internal)?;
        metrics.registry.register(Box::new(metrics.statements.clone())).map_err(Error::internal)?;
        Ok(metrics)
    }

    /// Notes that an operation ended.
    pub fn ended(&self, action: Action, surface: Surface, took: Duration, refusal: Option<&Error>) {
        let (operation, surface) = (action.as_str(), surface.as_str());
        self.took.with_label_values(&[operation, surface]).observe(took.as_secs_f64());
        if let Some(error) = refusal {
            self.refused.with_label_values(&[operation, surface, problem::code_of(error).code]).inc();
        }
    }

    /// Notes how long an operation waited for its turn.
    pub fn waited(&self, lane: &'static str, time: Duration) {
        self.waited.with_label_values(&[lane]).observe(time.as_secs_f64());
    }

    /// Notes the statements that an operation sent.
    pub fn sent(&self, action: Action, statements: u64) {
        self.statements.with_label_values(&[action.as_str()]).inc_by(statements);
    }

    /// All figures, in Prometheus' text format.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn text(&self, waiting: &[(&str, usize)], connections: &[(&str, PoolUse)]) -> Result<String, Error> {
        let set = |lane, what, value| self.gauges.with_label_values(&[lane, what]).set(value);
        for (lane, waiting) in waiting {
            set(*lane, "waiting", i64::try_from(*waiting).unwrap_or(i64::MAX));
        }
        for (lane, pool) in connections {
            set(*lane, "connections_open", i64::from(pool.open));
            set(*lane, "connections_idle", i64::from(pool.idle));
        }
        let mut figures = self.registry.gather();
        figures.extend(dropped_lines()?.collect());
        let mut text = Vec::new();
        TextEncoder::new().encode(&figures, &mut text).map_err(Error::internal)?;
        String::from_utf8(text).map_err(Error::internal)
    }
}

/// The log belongs to the program, and not to one of its servers: its figure is made when it is asked for.
fn dropped_lines() -> Result<IntCounter, Error> {
    let what = "Lines of the log that were dropped, since it was written too slowly.";
    let dropped = IntCounter::new("duxue_log_dropped_lines_total", what).map_err(Error::internal)?;
    dropped.inc_by(log::dropped_lines());
    Ok(dropped)
}
