//! Duty records and what is counted of them, on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    FaultCode, Wording,
    kernel::{
        fault::Faults,
        id::{PersonId, SchoolId},
        period::{Month, Semester},
        rules::Rule,
        text,
    },
    performance::duty::{self, Facts, Missing, Said},
};
use macros::patch;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    kernel::{body::check_references, catalogue::Language, value::Patch},
    service::appointment::RuleWarning,
};

published! {
    DutyKind = domain::performance::duty::Kind,
    VisitMode = domain::performance::duty::Mode,
}

/// A record of duty. What a visit has, a report has not, and the other way round: there it is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyRecord {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who did it.
    pub person_id: Uuid,
    /// What was done.
    pub kind: DutyKind,
    /// The day of the visit or of the rectification; the day on which a report was submitted.
    pub occurred_on: NaiveDate,
    /// What a report is about: a month (`2026-11`), a semester (`2026-autumn`) or, for a report on duty, a year (`2026`).
    pub period: Option<String>,
    /// The school.
    pub school_id: Option<Uuid>,
    /// The inspection of which it is; it is corrected there alone.
    pub inspection_id: Option<Uuid>,
    /// Whether a visit was planned with the school.
    pub mode: Option<VisitMode>,
    /// The day on which the school was told of a visit.
    pub notice_on: Option<NaiveDate>,
    /// How many hours a visit or a supervision took.
    pub hours: Option<u32>,
    /// What a visit was about.
    pub theme: Option<String>,
    /// Whether the credential was shown at a visit.
    pub credential_shown: Option<bool>,
    /// Whether a visit left a record.
    pub record_left: Option<bool>,
    /// Whether a visit left feedback on the spot.
    pub feedback_left: Option<bool>,
    /// The day on which the report of a visit was submitted.
    pub report_submitted_on: Option<NaiveDate>,
    /// Whether it was annulled: it stays, and counts no more.
    pub annulled: bool,
    /// Why it was corrected or annulled, for the version answered.
    pub reason: Option<String>,
    /// The reference under which the writing system knows it.
    pub external_reference: Option<String>,
    /// What falls short of a rule that warns and does not refuse; only in the answer to who records or corrects it.
    pub warnings: Vec<RuleWarning>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When the register learned of this version.
    pub updated_at: DateTime<Utc>,
}

impl From<duty::DutyRecord> for DutyRecord {
    fn from(record: duty::DutyRecord) -> Self {
        let said = Said::from(&record.facts);
        Self {
            id: Uuid::from(record.id),
            version: record.version,
            area: record.area.as_str().to_owned(),
            person_id: Uuid::from(record.person_id),
            kind: said.kind.into(),
            occurred_on: said.occurred_on,
            period: said.period,
            school_id: said.school_id.map(Uuid::from),
            inspection_id: record.inspection_id.map(Uuid::from),
            mode: said.mode.map(Into::into),
            notice_on: said.notice_on,
            hours: said.hours,
            theme: said.theme,
            credential_shown: said.credential_shown,
            record_left: said.record_left,
            feedback_left: said.feedback_left,
            report_submitted_on: said.report_submitted_on,
            annulled: record.annulled,
            reason: record.reason,
            external_reference: record.origin.external_reference,
            warnings: Vec::new(),
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }
}

impl DutyRecord {
    /// The record with what it falls short of.
    #[must_use]
    pub fn warning(self, of: Vec<(&'static Rule, Wording)>, language: Language) -> Self {
        Self { warnings: of.into_iter().map(|warning| RuleWarning::new(warning, language)).collect(), ..self }
    }
}

/// Several duty records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyRecords {
    /// The records, in the order of the request.
    pub items: Vec<DutyRecord>,
}

/// Duty to record.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDutyRecord {
    /// Who did it.
    pub person_id: Uuid,
    /// What was done.
    pub kind: DutyKind,
    /// The day of the visit or of the rectification; the day on which a report was submitted.
    pub occurred_on: NaiveDate,
    /// What a report is about: a month (`2026-11`), a semester (`2026-autumn`: September to January, `2026-spring`: March to July) or, for a report on duty, a year (`2026`).
    pub period: Option<String>,
    /// The school of a visit, a rectification or a supervision.
    pub school_id: Option<Uuid>,
    /// Whether a visit was planned with the school.
    pub mode: Option<VisitMode>,
    /// The day on which the school was told of a visit, if it was.
    pub notice_on: Option<NaiveDate>,
    /// How many hours a visit or a supervision took, 1 to 24.
    #[schema(minimum = 1, maximum = 24)]
    pub hours: Option<u32>,
    /// What a visit was about.
    pub theme: Option<String>,
    /// Whether the credential was shown at a visit; no, unless said.
    pub credential_shown: Option<bool>,
    /// Whether a visit left a record; no, unless said.
    pub record_left: Option<bool>,
    /// Whether a visit left feedback on the spot; no, unless said.
    pub feedback_left: Option<bool>,
    /// The day on which the report of a visit was submitted.
    pub report_submitted_on: Option<NaiveDate>,
    /// The writing system's own reference: the same one with the same content is answered with the record there is.
    pub external_reference: Option<String>,
}

/// Duty to record by one request.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDutyRecords {
    /// The records, 500 at most.
    #[schema(min_items = 1, max_items = 500)]
    pub items: Vec<CreateDutyRecord>,
}

/// A correction of a duty record, or its annulment: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateDutyRecord {
    /// The day of it.
    #[never_null]
    pub occurred_on: Patch<NaiveDate>,
    /// What a report is about.
    #[never_null]
    pub period: Patch<String>,
    /// The school.
    #[never_null]
    pub school_id: Patch<Uuid>,
    /// Whether a visit was planned with the school.
    #[never_null]
    pub mode: Patch<VisitMode>,
    /// The day on which the school was told of a visit.
    pub notice_on: Patch<NaiveDate>,
    /// How many hours a visit or a supervision took, 1 to 24.
    #[never_null]
    #[schema(minimum = 1, maximum = 24)]
    pub hours: Patch<u32>,
    /// What a visit was about.
    pub theme: Patch<String>,
    /// Whether the credential was shown at a visit.
    #[never_null]
    pub credential_shown: Patch<bool>,
    /// Whether a visit left a record.
    #[never_null]
    pub record_left: Patch<bool>,
    /// Whether a visit left feedback on the spot.
    #[never_null]
    pub feedback_left: Patch<bool>,
    /// The day on which the report of a visit was submitted.
    pub report_submitted_on: Patch<NaiveDate>,
    /// Whether it was annulled: it stays, and counts no more.
    #[never_null]
    pub annulled: Patch<bool>,
    /// Why; needed to annul it, or to take that back.
    pub reason: Option<String>,
}

impl CreateDutyRecord {
    /// Who did it.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// At which school.
    pub fn school(&self) -> Option<SchoolId> {
        self.school_id.map(SchoolId)
    }

    /// The writing system's own reference.
    pub fn reference(&self, faults: &mut Faults) -> Option<String> {
        self.external_reference.as_ref().and_then(|raw| faults.keep("/external_reference", text::line(raw)))
    }

    /// What is said, the person apart.
    pub fn said(&self, faults: &mut Faults) -> Said {
        Said {
            kind: self.kind.into(),
            occurred_on: self.occurred_on,
            period: self.period.clone(),
            school_id: self.school(),
            mode: self.mode.map(Into::into),
            notice_on: self.notice_on,
            hours: self.hours,
            theme: self.theme.as_ref().and_then(|raw| faults.keep("/theme", text::line(raw))),
            credential_shown: self.credential_shown,
            record_left: self.record_left,
            feedback_left: self.feedback_left,
            report_submitted_on: self.report_submitted_on,
        }
    }
}

impl CreateDutyRecords {
    /// Notes whether there are none, and which references are named twice.
    pub fn check(&self, faults: &mut Faults) {
        if self.items.is_empty() {
            faults.add("/items", FaultCode::Length, Wording::AtLeast { min: 1 });
        }
        check_references(self.items.iter().map(|one| one.external_reference.as_deref()), faults);
    }
}

impl UpdateDutyRecord {
    /// Why it is changed.
    pub fn reason(&self, faults: &mut Faults) -> Option<String> {
        self.reason.as_ref().and_then(|raw| faults.keep("/reason", text::block(raw)))
    }

    /// Whether it names a school.
    pub fn names_school(&self) -> bool {
        matches!(self.school_id, Patch::Value(_))
    }

    /// Whether it is annulled once the patch lies over what was.
    pub fn annulled(&self, before: bool, faults: &mut Faults) -> bool {
        self.annulled.given("/annulled", faults).unwrap_or(before)
    }

    /// What is said once the patch lies over what was said before.
    pub fn over(&self, facts: &Facts, faults: &mut Faults) -> Said {
        let before = Said::from(facts);
        let theme = self.theme.read_over(before.theme, "/theme", faults, |raw| text::line(raw));
        Said {
            kind: before.kind,
            occurred_on: self.occurred_on.given("/occurred_on", faults).unwrap_or(before.occurred_on),
            period: self.period.given("/period", faults).or(before.period),
            school_id: self.school_id.given("/school_id", faults).map(SchoolId).or(before.school_id),
            mode: self.mode.given("/mode", faults).map(Into::into).or(before.mode),
            notice_on: self.notice_on.over(before.notice_on),
            hours: self.hours.given("/hours", faults).or(before.hours),
            theme,
            credential_shown: self.credential_shown.given("/credential_shown", faults).or(before.credential_shown),
            record_left: self.record_left.given("/record_left", faults).or(before.record_left),
            feedback_left: self.feedback_left.given("/feedback_left", faults).or(before.feedback_left),
            report_submitted_on: self.report_submitted_on.over(before.report_submitted_on),
        }
    }
}

/// What is missing to what a rule asks for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyMissing {
    /// The rule's policy key.
    pub rule: String,
    /// The article it comes from.
    pub article: String,
    /// How many days, visits or reports are missing.
    pub missing: u32,
    /// A sentence for a person.
    pub detail: String,
}

impl DutyMissing {
    fn all(missing: Vec<Missing>, language: Language) -> Vec<Self> {
        let view = |one: Missing| Self {
            rule: one.rule.key.to_owned(),
            article: one.rule.article.to_owned(),
            missing: one.missing,
            detail: language.say(&one.wording),
        };
        missing.into_iter().map(view).collect()
    }
}

/// The duty of an inspector who was in office in a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutySummary {
    /// The inspector.
    pub person_id: Uuid,
    /// The month.
    pub month: String,
    /// Distinct days with a visit, a supervision by a team or over the network, or a rectification.
    pub duty_days: u32,
    /// Visits.
    pub visits: u32,
    /// Those of them that were made at random.
    pub random_visits: u32,
    /// Reports about the month, and the summary of the semester that ends with it.
    pub reports: u32,
    /// Rectifications followed up.
    pub rectifications: u32,
    /// Supervisions by a team, or of organisations.
    pub team_supervisions: u32,
    /// Supervisions over the network.
    pub online_supervisions: u32,
    /// What is missing.
    pub warnings: Vec<DutyMissing>,
}

impl DutySummary {
    /// The duty of a person.
    pub fn new(
        person: PersonId,
        month: Month,
        counts: duty::Counts,
        missing: Vec<Missing>,
        language: Language,
    ) -> Self {
        Self {
            person_id: Uuid::from(person),
            month: month.to_string(),
            duty_days: counts.duty_days,
            visits: counts.visits,
            random_visits: counts.random_visits,
            reports: counts.reports,
            rectifications: counts.rectifications,
            team_supervisions: counts.team_supervisions,
            online_supervisions: counts.online_supervisions,
            warnings: DutyMissing::all(missing, language),
        }
    }
}

/// The visits of a school in a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthVisits {
    /// The month.
    pub month: String,
    /// Visits, whoever made them.
    pub visits: u32,
}

/// The visits of a school in a semester.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchoolVisits {
    /// The school.
    pub school_id: Uuid,
    /// Its name.
    pub school: String,
    /// The semester.
    pub semester: String,
    /// Visits in the semester, whoever made them.
    pub visits: u32,
    /// Those of each month.
    pub months: Vec<MonthVisits>,
    /// What is missing.
    pub warnings: Vec<DutyMissing>,
}

impl SchoolVisits {
    /// The visits of a school.
    pub fn new(
        (school_id, school): (SchoolId, String),
        semester: Semester,
        visits: &[(Month, u32)],
        missing: Vec<Missing>,
        language: Language,
    ) -> Self {
        let of_month = |(month, visits): &(Month, u32)| MonthVisits { month: month.to_string(), visits: *visits };
        Self {
            school_id: Uuid::from(school_id),
            school,
            semester: semester.to_string(),
            visits: visits.iter().map(|(_, count)| count).sum(),
            months: visits.iter().map(of_month).collect(),
            warnings: DutyMissing::all(missing, language),
        }
    }
}
