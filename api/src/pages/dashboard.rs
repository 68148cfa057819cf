//! The dashboard at `/dashboard`: the charts of the statistics on one page. It asks for a token, which stays in the page, and needs
//! nothing from elsewhere.

use std::sync::LazyLock;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig},
};
use askama::Template;
use domain::Wording;
use openapi::kernel::catalogue::Language;

use super::frame;
use crate::{
    content_policy,
    http::{Failure, read_only},
};

/// What asks for the charts.
const SCRIPT: &str = include_str!("../../templates/dashboard.js");

/// The page.
#[derive(Template)]
#[template(path = "dashboard.html")]
struct Dashboard {
    language: Language,
    charts: &'static [Shown],
}

/// A chart of the page.
struct Shown {
    /// Its address, and what else is asked.
    address: &'static str,
    /// True if it is of a year.
    is_yearly: bool,
    /// What it shows.
    what: Wording,
}

static CHARTS: &[Shown] = &[
    Shown { address: "/v1/statistics/cadence", is_yearly: true, what: Wording::DashboardCadence },
    Shown { address: "/v1/statistics/participation", is_yearly: true, what: Wording::DashboardParticipation },
    Shown { address: "/v1/statistics/findings?by=matter", is_yearly: false, what: Wording::DashboardFindings },
    Shown { address: "/v1/coverage", is_yearly: false, what: Wording::DashboardCoverage },
    Shown { address: "/v1/statistics/team-structure?by=age_band", is_yearly: false, what: Wording::DashboardTeam },
    Shown { address: "/v1/statistics/assessments", is_yearly: true, what: Wording::DashboardAssessments },
    Shown { address: "/v1/statistics/stipends", is_yearly: true, what: Wording::DashboardStipends },
];

/// Serves the page.
pub fn configure(config: &mut ServiceConfig) {
    config.service(read_only("/dashboard", || web::route().to(page)));
}

async fn page() -> Result<HttpResponse, Failure> {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let script = content_policy::hash(SCRIPT);
        let besides = format!("script-src '{script}'; connect-src 'self'; img-src blob:; form-action 'none'");
        content_policy::of(frame::STYLE, &besides)
    });
    frame::answer_under(&POLICY, StatusCode::OK, |language| Dashboard { language, charts: CHARTS })
}
