//! Organisations and cohorts on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    FaultCode, Wording,
    kernel::{
        fault::Faults,
        rules::{self, Rules},
        text::{self, CreditCode},
        time::{LAST_DAY, Term},
    },
    service::organisation::{self, COHORT_ORDINAL_MAX, ESTABLISHMENT_POSTS_MAX},
};
use macros::{patch, view};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::value::Patch;

published! {
    OrganisationFunction = domain::service::organisation::Function,
    OrganisationLevel = domain::service::organisation::Level,
}

/// An organisation: an authority, a government, an employer, a payer.
#[view(one: organisation::Organisation)]
pub struct Organisation {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260).
    pub area: String,
    /// Name, unique in the area.
    pub name: String,
    /// What it is to the register.
    pub functions: Vec<OrganisationFunction>,
    /// At which level of government.
    pub level: Option<OrganisationLevel>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    /// The authority to which appointments are filed.
    pub higher_authority_id: Option<Uuid>,
    /// Establishment posts for full-time inspectors.
    pub establishment_posts: Option<u32>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// An organisation to register.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOrganisation {
    /// Area (GB/T 2260); the client's or the register's unless said.
    pub area: Option<String>,
    /// Name, unique in the area.
    pub name: String,
    /// What it is to the register.
    #[schema(min_items = 1, max_items = 9)]
    pub functions: Vec<OrganisationFunction>,
    /// At which level of government.
    pub level: Option<OrganisationLevel>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Option<String>,
    /// The authority to which appointments are filed.
    pub higher_authority_id: Option<Uuid>,
    /// Establishment posts for full-time inspectors.
    #[schema(minimum = 0, maximum = 10_000)]
    pub establishment_posts: Option<u32>,
}

/// Changes of an organisation: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateOrganisation {
    /// Name, unique in the area.
    pub name: Option<String>,
    /// What it is to the register.
    #[schema(min_items = 1, max_items = 9)]
    pub functions: Option<Vec<OrganisationFunction>>,
    /// At which level of government.
    pub level: Patch<OrganisationLevel>,
    /// Unified social credit code (GB 32100).
    pub credit_code: Patch<String>,
    /// The authority to which appointments are filed.
    pub higher_authority_id: Patch<Uuid>,
    /// Establishment posts for full-time inspectors.
    #[schema(minimum = 0, maximum = 10_000)]
    pub establishment_posts: Patch<u32>,
}

fn functions(given: &[OrganisationFunction], faults: &mut Faults) -> Vec<organisation::Function> {
    let mut all = Vec::new();
    for (at, function) in given.iter().enumerate() {
        let function = organisation::Function::from(*function);
        if all.contains(&function) {
            faults.add(format!("/functions/{at}"), FaultCode::Duplicate, Wording::NamedTwice);
        } else {
            all.push(function);
        }
    }
    if all.is_empty() {
        faults.add("/functions", FaultCode::Length, Wording::AtLeast { min: 1 });
    }
    all
}

fn posts(given: u32, faults: &mut Faults) -> Option<u32> {
    if given > ESTABLISHMENT_POSTS_MAX {
        faults.add("/establishment_posts", FaultCode::Range, Wording::AtMost { max: ESTABLISHMENT_POSTS_MAX.into() });
        return None;
    }
    Some(given)
}

impl CreateOrganisation {
    /// Fills a fresh organisation.
    pub fn fill(&self, one: &mut organisation::Organisation, faults: &mut Faults) {
        let update = UpdateOrganisation {
            name: Some(self.name.clone()),
            functions: Some(self.functions.clone()),
            level: self.level.into(),
            credit_code: self.credit_code.clone().into(),
            higher_authority_id: self.higher_authority_id.into(),
            establishment_posts: self.establishment_posts.into(),
        };
        update.apply(one, faults);
    }
}

impl UpdateOrganisation {
    /// Applies the patch.
    pub fn apply(&self, one: &mut organisation::Organisation, faults: &mut Faults) {
        if let Some(name) = self.name.as_ref().and_then(|raw| faults.keep("/name", text::line(raw))) {
            one.name = name;
        }
        if let Some(given) = &self.functions {
            one.functions = functions(given, faults);
        }
        one.level = self.level.over(one.level);
        let code = one.credit_code.take();
        one.credit_code = self.credit_code.read_over(code, "/credit_code", faults, |raw| CreditCode::parse(raw));
        one.higher_authority_id = self.higher_authority_id.over(one.higher_authority_id);
        match self.establishment_posts {
            Patch::Undefined => {}
            Patch::Null => one.establishment_posts = None,
            Patch::Value(given) => one.establishment_posts = posts(given, faults),
        }
    }
}

/// A cohort: a batch of appointments with common first and last days.
#[view(one: organisation::Cohort)]
pub struct Cohort {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the authority.
    pub area: String,
    /// The authority.
    pub authority_id: Uuid,
    /// Which of the authority's cohorts it is.
    pub ordinal: u32,
    /// Name.
    pub name: String,
    /// First day.
    #[from(one.term.from)]
    pub starts_on: NaiveDate,
    /// Last day.
    #[from(one.term.until)]
    pub ends_on: NaiveDate,
    /// The document that established it.
    pub document_number: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A cohort to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCohort {
    /// The authority.
    pub authority_id: Uuid,
    /// Which of the authority's cohorts it is.
    #[schema(minimum = 1, maximum = 200)]
    pub ordinal: u32,
    /// Name, such as 第一届.
    pub name: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day; three years after the first unless said, and never later.
    pub ends_on: Option<NaiveDate>,
    /// The document that established it.
    pub document_number: Option<String>,
}

/// Changes of a cohort: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateCohort {
    /// Name.
    pub name: Option<String>,
    /// Last day.
    pub ends_on: Option<NaiveDate>,
    /// The document that established it.
    pub document_number: Patch<String>,
}

impl CreateCohort {
    /// Name, term and document.
    pub fn parse(&self, rules: &Rules, faults: &mut Faults) -> Option<(String, Term, Option<String>)> {
        if !(1..=COHORT_ORDINAL_MAX).contains(&self.ordinal) {
            faults.add("/ordinal", FaultCode::Range, Wording::Between { min: 1, max: COHORT_ORDINAL_MAX.into() });
        }
        let name = faults.keep("/name", text::line(&self.name));
        let document = self.document_number.as_ref().and_then(|raw| faults.keep("/document_number", text::line(raw)));
        let years = rules.count(&rules::PART_TIME_TERM_YEARS);
        if self.ends_on.is_none() && Term::within_calendar(self.starts_on, years).is_none() {
            let last = LAST_DAY.to_string();
            faults.add("/starts_on", FaultCode::Date, Wording::BeyondTheCalendar { last });
        }
        let longest = Term::of_years(self.starts_on, years);
        let term = Term { from: self.starts_on, until: self.ends_on.unwrap_or(longest.until) };
        check_term(term, rules, faults);
        name.map(|name| (name, term, document))
    }
}

/// R30: a cohort lasts no longer than one statutory term.
fn check_term(term: Term, rules: &Rules, faults: &mut Faults) {
    let years = rules.count(&rules::PART_TIME_TERM_YEARS);
    if term.until < term.from {
        faults.add("/ends_on", FaultCode::Date, Wording::EndsBeforeItStarts);
    } else if term.until > Term::of_years(term.from, years).until {
        faults.add("/ends_on", FaultCode::Range, Wording::CohortTooLong { years: years.into() });
    }
}

impl UpdateCohort {
    /// Applies the patch.
    pub fn apply(&self, cohort: &mut organisation::Cohort, rules: &Rules, faults: &mut Faults) {
        if let Some(name) = self.name.as_ref().and_then(|raw| faults.keep("/name", text::line(raw))) {
            cohort.name = name;
        }
        if let Some(ends_on) = self.ends_on {
            cohort.term.until = ends_on;
            check_term(cohort.term, rules, faults);
        }
        let document = cohort.document_number.take();
        cohort.document_number =
            self.document_number.read_over(document, "/document_number", faults, |raw| text::line(raw));
    }
}
