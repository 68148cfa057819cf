//! Erasures on the wire: what goes, what stays by which article, and what stands in the way. No value of a person is in them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Error,
    file::erasure::{self, Erasure, Kind, Plan, PlanLine},
    kernel::{fault::Faults, text},
    people::person::Person,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

published! {
    ErasureStatus = domain::file::erasure::Status,
    ErasureGround = domain::file::erasure::Ground,
    ErasureKind = domain::file::erasure::Kind,
    ErasureObstacle = domain::file::erasure::Obstacle,
}

/// What becomes of one kind of data.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasureLine {
    /// Of which kind.
    pub kind: ErasureKind,
    /// How many records.
    pub records: i64,
    /// Whether it is erased; else it is kept.
    pub erased: bool,
    /// The first day on which it need not be kept; null where it is kept for good, or is erased.
    pub kept_until: Option<NaiveDate>,
    /// The policy key of the rule by which it is kept.
    pub rule: String,
    /// The article of that rule.
    pub article: String,
}

/// Something in the way of an erasure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasureInTheWay {
    /// What.
    pub obstacle: ErasureObstacle,
    /// The record.
    pub record_id: Uuid,
}

/// What an erasure of a person would do, or did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonErasure {
    /// The person.
    pub person_id: Uuid,
    /// Version of what was asked for; 0 before anything was; the ETag.
    pub version: i64,
    /// When the person was erased.
    pub erased_at: Option<DateTime<Utc>>,
    /// The last erasure that was asked for.
    pub id: Option<Uuid>,
    /// Where it stands.
    pub status: Option<ErasureStatus>,
    /// Why it was asked for.
    pub ground: Option<ErasureGround>,
    /// The document it rests on.
    pub document_number: Option<String>,
    /// The day on which it was asked for.
    pub requested_on: Option<NaiveDate>,
    /// The day on which it was carried out.
    pub carried_out_on: Option<NaiveDate>,
    /// What it erased and what it kept, once it was carried out.
    pub report: Option<Vec<ErasureLine>>,
    /// Whether it could be asked for, or carried out, today.
    pub is_possible: bool,
    /// Whether the name stays, because decisions are kept.
    pub keeps_name: bool,
    /// What would be erased and kept today, kind by kind.
    pub plan: Vec<ErasureLine>,
    /// What stands in the way.
    pub in_the_way: Vec<ErasureInTheWay>,
}

fn lines(lines: &[PlanLine]) -> Vec<ErasureLine> {
    let line = |line: &PlanLine| {
        let kind = Kind::parse(&line.kind)?;
        Some(ErasureLine {
            kind: kind.into(),
            records: line.records,
            erased: line.is_erased,
            kept_until: line.kept_until,
            rule: kind.rule().key.to_owned(),
            article: kind.rule().article.to_owned(),
        })
    };
    lines.iter().filter_map(line).collect()
}

impl PersonErasure {
    /// What stands now, beside what was asked for last.
    pub fn new(person: &Person, last: Option<&Erasure>, plan: &Plan) -> Self {
        let in_the_way =
            plan.in_the_way.iter().map(|one| ErasureInTheWay { obstacle: one.obstacle.into(), record_id: one.id });
        Self {
            person_id: Uuid::from(person.id),
            version: last.map_or(0, |one| one.version),
            erased_at: person.erased_at,
            id: last.map(|one| Uuid::from(one.id)),
            status: last.map(|one| one.status.into()),
            ground: last.map(|one| one.ground.into()),
            document_number: last.map(|one| one.document_number.clone()),
            requested_on: last.map(|one| one.requested_on),
            carried_out_on: last.and_then(|one| one.carried_out_on),
            report: last.and_then(|one| one.report.as_deref()).map(lines),
            is_possible: plan.check().is_ok(),
            keeps_name: plan.keeps_name(),
            plan: lines(&plan.lines),
            in_the_way: in_the_way.collect(),
        }
    }
}

/// That a person is to be erased.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPersonErasure {
    /// Why.
    pub ground: ErasureGround,
    /// The document it rests on.
    pub document_number: String,
}

impl RequestPersonErasure {
    /// The ground and the document.
    ///
    /// # Errors
    /// [`Error::Invalid`].
    pub fn parse(&self) -> Result<(erasure::Ground, String), Error> {
        let mut faults = Faults::new();
        let document_number = faults.keep("/document_number", text::line(&self.document_number));
        Ok((self.ground.into(), faults.finish(document_number)?))
    }
}

plain_transitions! {
    /// One event of an erasure.
    TransitionPersonErasure of domain::file::erasure::Event { CarryOut, Withdraw }
}
