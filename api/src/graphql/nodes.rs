//! Records that have an id of their own, which `node` finds whatever their kind is.

use domain::{
    Error, Faults,
    kernel::{policy::Action, time::Moment},
};
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
    /// What reads one.
    pub action: Action,
}

const fn kind(of: &'static str, action: Action) -> NodeKind {
    NodeKind { of, action }
}

/// The kinds, in the order in which an id is looked for.
pub static NODES: [NodeKind; 26] = [
    kind("Person", Action::ReadPerson),
    kind("PoolMembership", Action::ReadPoolMembership),
    kind("Training", Action::ReadTraining),
    kind("Organisation", Action::ReadOrganisation),
    kind("Cohort", Action::ReadCohort),
    kind("Post", Action::ReadPost),
    kind("Team", Action::ReadTeam),
    kind("Expert", Action::ReadExpert),
    kind("Zone", Action::ReadZone),
    kind("School", Action::ReadSchool),
    kind("StipendLine", Action::ReadStipendLine),
    kind("Certification", Action::ReadCertification),
    kind("DutyRecord", Action::ReadDutyRecord),
    kind("Appointment", Action::ReadAppointment),
    kind("ZoneAssignment", Action::ReadZoneAssignment),
    kind("Recusal", Action::ReadRecusal),
    kind("Grade", Action::ReadGrade),
    kind("Promotion", Action::ReadPromotion),
    kind("Vacancy", Action::ReadVacancy),
    kind("Complaint", Action::ReadComplaint),
    kind("Dismissal", Action::ReadDismissal),
    kind("Sanction", Action::ReadSanction),
    kind("StipendStandard", Action::ReadStipendStandard),
    kind("StipendRun", Action::ReadStipendRun),
    kind("Payee", Action::ReadPayee),
    kind("Assessment", Action::ReadAssessment),
];

/// The operation that reads a node: at a moment, only those of which versions are read.
pub fn read_by(kind: &NodeKind, is_version: bool) -> Option<&'static Operation> {
    let operation = table::of(kind.action)?;
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
