//! Records that have an id of their own, which `node` finds whatever their kind is.

use domain::{Error, Faults, kernel::time::Moment};
use uuid::Uuid;

use crate::{
    operation::{Moments, Operation},
    table,
};

/// A kind of records with ids.
#[derive(Debug)]
pub struct NodeKind {
    /// The name of its type.
    pub of: &'static str,
    /// The operation that reads one.
    pub reads: &'static str,
}

const fn kind(of: &'static str, reads: &'static str) -> NodeKind {
    NodeKind { of, reads }
}

/// The kinds, in the order in which an id is looked for.
pub static NODES: &[NodeKind] = &[
    kind("Person", "read_person"),
    kind("PoolMembership", "read_pool_membership"),
    kind("Training", "read_training"),
    kind("Organisation", "read_organisation"),
    kind("Cohort", "read_cohort"),
    kind("Post", "read_post"),
    kind("Team", "read_team"),
    kind("Expert", "read_expert"),
    kind("Zone", "read_zone"),
    kind("School", "read_school"),
    kind("StipendLine", "read_stipend_line"),
    kind("Certification", "read_certification"),
    kind("DutyRecord", "read_duty_record"),
    kind("Appointment", "read_appointment"),
    kind("ZoneAssignment", "read_zone_assignment"),
    kind("Recusal", "read_recusal"),
    kind("Grade", "read_grade"),
    kind("Promotion", "read_promotion"),
    kind("Vacancy", "read_vacancy"),
    kind("Complaint", "read_complaint"),
    kind("Dismissal", "read_dismissal"),
    kind("Sanction", "read_sanction"),
    kind("StipendStandard", "read_stipend_standard"),
    kind("StipendRun", "read_stipend_run"),
    kind("Payee", "read_payee"),
    kind("Inspection", "read_inspection"),
    kind("SupervisionPlan", "read_supervision_plan"),
    kind("Assessment", "read_assessment"),
    kind("Agreement", "read_agreement"),
    kind("SupervisionFinding", "read_finding"),
    kind("IndicatorSystem", "read_indicator_system"),
    kind("AccountabilityMeasure", "read_accountability_measure"),
    kind("ResultReference", "read_result_reference"),
    kind("Meeting", "read_meeting"),
    kind("Evaluation", "read_evaluation"),
    kind("Document", "read_document"),
];

/// The operation that reads a node: at a moment, only those of which versions are read.
pub fn read_by(kind: &NodeKind, is_version: bool) -> Option<&'static Operation> {
    let operation = table::named(kind.reads)?;
    (operation.takes.moments != Moments::Now || !is_version).then_some(operation)
}

/// What follows the ids of records of a type that are shown as of a moment; nothing of those that have no versions.
pub fn version_in(of: &str, moment: Moment) -> Option<String> {
    let has_versions = || NODES.iter().any(|kind| kind.of == of && read_by(kind, true).is_some());
    version_of(moment).filter(|_| has_versions())
}

/// What separates the record from the moment in the id of a version.
const AT: char = '@';
/// What separates day and instant of that moment.
const KNOWN: char = '/';

/// The record that an id names, and the moment as of which: now, unless it is the id of a version (ADR 0037).
///
/// # Errors
/// [`Error::NotFound`] for what is no id.
pub fn record_and_moment(id: &str) -> Result<(Uuid, Moment), Error> {
    let (record, moment) = id.split_once(AT).map_or((id, None), |(record, moment)| (record, Some(moment)));
    let record = Uuid::try_parse(record).map_err(|_| Error::NotFound)?;
    let Some(moment) = moment else { return Ok((record, Moment::default())) };
    let (as_of, known_at) = moment.split_once(KNOWN).ok_or(Error::NotFound)?;
    let said = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut faults = Faults::new();
    let moment = Moment::parse(said(as_of).as_deref(), said(known_at).as_deref(), &mut faults);
    if faults.is_empty() && moment != Moment::default() { Ok((record, moment)) } else { Err(Error::NotFound) }
}

/// The id in REST's words: that of a version names its record.
///
/// # Errors
/// [`Error::NotFound`] for what looks like the id of a version and is none.
pub fn record_of(id: String) -> Result<String, Error> {
    if id.contains(AT) { record_and_moment(&id).map(|(record, _)| record.to_string()) } else { Ok(id) }
}

/// What follows the id of a record that was looked at as of a moment: such a version is another node than the record is.
pub fn version_of(moment: Moment) -> Option<String> {
    if moment == Moment::default() {
        return None;
    }
    let as_of = moment.as_of.map(|day| day.to_string()).unwrap_or_default();
    let known_at = moment.known_at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true));
    Some(format!("{AT}{as_of}{KNOWN}{}", known_at.unwrap_or_default()))
}
