//! Rosters whose rows are records: duty, trainings, findings. A row becomes the body of the write that takes one record, and what
//! refuses that refuses the row. A row that says what a record of the register says already changes nothing.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use domain::{
    Day, Error, Fault, FaultCode, Wording,
    file::import::{Outcome, RowFaults},
    kernel::id::{PersonId, SchoolId},
    performance::duty,
    qualification::training,
    supervision::finding::Finding,
};
use openapi::{
    performance::duty::CreateDutyRecord, qualification::training::CreateTraining, supervision::finding::CreateFinding,
};
use persistence::{people, performance::duty_records, qualification::trainings, service::zones, supervision::findings};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::pieces::{LOOKUP_MAX, count};
use crate::{
    app::{Ctx, performance, qualification, supervision},
    roster::{
        RosterFile,
        records::{self, Entry, NAME, PERSON, Records, SCHOOL, SCHOOL_NAME},
    },
};

/// What each of some rows would be, or why it is refused; none for what stands already under its reference.
type Prepared<R> = Vec<Result<Option<R>, Error>>;

/// The body of a write, as a row of a roster says it.
pub(super) trait Row: DeserializeOwned {
    /// What is recorded.
    type Record: PartialEq;

    /// The columns of its rosters.
    fn columns() -> &'static Records;

    /// What each of these would be.
    fn prepare(ctx: &mut Ctx<'_>, all: &[&Self]) -> Result<Prepared<Self::Record>, Error>;

    /// What it is about.
    type About: Copy + Eq + Hash;

    /// What a record is about, and of which day.
    fn about(record: &Self::Record) -> (Self::About, Day);

    /// What stands about these between two days.
    fn standing(ctx: &mut Ctx<'_>, about: &[Self::About], days: (Day, Day)) -> Result<Vec<Self::Record>, Error>;

    /// The id of a record.
    fn id(record: &Self::Record) -> Uuid;

    /// True if both say the same.
    fn says_the_same(one: &Self::Record, other: &Self::Record) -> bool;

    /// Stores what is new.
    fn store(ctx: &mut Ctx<'_>, new: &[Self::Record]) -> Result<(), Error>;
}

/// Reads a roster of records and, when nothing stands against it, records them. Set by set, so that no statement names more
/// than the database takes.
///
/// # Errors
/// When the database fails.
pub(super) fn load<R: Row>(ctx: &mut Ctx<'_>, (file, partial): (&RosterFile, bool)) -> Result<Outcome, Error> {
    let rows = file.rows();
    let mut faults = RowFaults::default();
    let entries = R::columns().read(&rows, &mut faults);
    let (mut new, mut unchanged, mut met) = (Vec::new(), 0, HashSet::new());
    for entries in entries.chunks(LOOKUP_MAX) {
        let bodies = bodies::<R>(ctx, file, entries, &mut faults)?;
        let prepared = R::prepare(ctx, &bodies.iter().map(|(_, body)| body).collect::<Vec<_>>())?;
        let mut records = Vec::new();
        for ((entry, _), outcome) in bodies.iter().zip(prepared) {
            match outcome {
                Ok(Some(record)) => records.push(record),
                Ok(None) => unchanged += 1,
                Err(error) => refuse::<R>(file, entry, error, &mut faults)?,
            }
        }
        let before = records.len();
        drop_standing::<R>(ctx, &mut records, &mut met)?;
        unchanged += count(before - records.len());
        new.extend(records);
    }
    let sound = faults.is_empty() || partial;
    let loaded = if sound { count(new.len()) } else { 0 };
    if sound && !new.is_empty() {
        R::store(ctx, &new)?;
    }
    Ok(Outcome::new((count(rows.len()), loaded, unchanged), faults))
}

/// The bodies of the rows whose person and school are found.
fn bodies<'a, R: Row>(
    ctx: &mut Ctx<'_>,
    file: &RosterFile,
    entries: &'a [Entry],
    faults: &mut RowFaults,
) -> Result<Vec<(&'a Entry, R)>, Error> {
    let numbers: Vec<String> = entries.iter().filter_map(|entry| entry.person.clone()).map(String::from).collect();
    let people = people::numbered(ctx.db, ctx.reach, &numbers)?;
    let schools = Schools::of(ctx, entries)?;
    let mut bodies = Vec::with_capacity(entries.len());
    for entry in entries {
        let mut refuse = |column, (code, wording)| faults.push(file.fault(entry.place, column, code, wording));
        let person = match entry.person.as_ref().map(|number| people.get(number.as_str())) {
            None => None,
            Some(None) => {
                refuse(PERSON, (FaultCode::Reference, Wording::NoSuchRecord));
                continue;
            }
            Some(Some((_, name))) if entry.name.as_ref().is_some_and(|said| said.as_str() != name) => {
                refuse(NAME, (FaultCode::Mismatch, Wording::NameDiffersFromTheRegister));
                continue;
            }
            Some(Some((person, _))) => Some(*person),
        };
        let school = match schools.meant(entry) {
            Ok(school) => school,
            Err((column, code, wording)) => {
                refuse(column, (code, wording));
                continue;
            }
        };
        let mut body = entry.body.clone();
        body.extend(person.map(|person| ("person_id".to_owned(), person.0.to_string().into())));
        body.extend(school.map(|school| ("school_id".to_owned(), school.0.to_string().into())));
        bodies.push((entry, serde_json::from_value(Value::Object(body)).map_err(Error::internal)?));
    }
    Ok(bodies)
}

/// The schools that rows name, by identifier and by name.
struct Schools {
    by_identifier: HashMap<String, (SchoolId, String)>,
    by_name: HashMap<String, Vec<SchoolId>>,
}

impl Schools {
    fn of(ctx: &mut Ctx<'_>, entries: &[Entry]) -> Result<Self, Error> {
        let identifiers: Vec<String> = entries.iter().filter_map(|entry| entry.school.clone()).collect();
        let names: Vec<String> = entries.iter().filter_map(|entry| entry.school_name.clone()).collect();
        let mut found = Self { by_identifier: HashMap::new(), by_name: HashMap::new() };
        if !identifiers.is_empty() {
            let known = zones::schools_identified(ctx.db, &identifiers)?.into_iter();
            let known = known.filter(|(_, school)| ctx.reach.covers(&school.area));
            found.by_identifier = known.map(|(identifier, school)| (identifier, (school.id, school.name))).collect();
        }
        if !names.is_empty() {
            for school in zones::schools_named(ctx.db, ctx.reach, &names)? {
                found.by_name.entry(school.name).or_default().push(school.id);
            }
        }
        Ok(found)
    }

    /// The school that a row means; none where it names none.
    fn meant(&self, entry: &Entry) -> Result<Option<SchoolId>, (&'static str, FaultCode, Wording)> {
        let unknown = |column| (column, FaultCode::Reference, Wording::NoSuchRecord);
        match (&entry.school, &entry.school_name) {
            (None, None) => Ok(None),
            (Some(identifier), name) => {
                let (school, known) = self.by_identifier.get(identifier).ok_or_else(|| unknown(SCHOOL))?;
                if name.as_ref().is_some_and(|name| name != known) {
                    return Err((SCHOOL_NAME, FaultCode::Mismatch, Wording::NameDiffersFromTheRegister));
                }
                Ok(Some(*school))
            }
            (None, Some(name)) => match self.by_name.get(name).map(Vec::as_slice) {
                Some([school]) => Ok(Some(*school)),
                Some(_) => Err((SCHOOL_NAME, FaultCode::Reference, Wording::SeveralSchoolsOfThatName)),
                None => Err(unknown(SCHOOL_NAME)),
            },
        }
    }
}

/// Notes why the write of a row's body is refused, in the columns of what is wrong: one fault in each.
fn refuse<R: Row>(file: &RosterFile, entry: &Entry, error: Error, faults: &mut RowFaults) -> Result<(), Error> {
    let mut told = HashSet::new();
    for Fault { pointer, code, wording, .. } in Fault::of_one(String::new(), error)? {
        let column = R::columns().column_of(&pointer);
        if told.insert(column) {
            faults.push(file.fault(entry.place, column, code, wording));
        }
    }
    Ok(())
}

/// Leaves out what the register says already: each record that stands covers one row.
fn drop_standing<R: Row>(
    ctx: &mut Ctx<'_>,
    records: &mut Vec<R::Record>,
    met: &mut HashSet<Uuid>,
) -> Result<(), Error> {
    let days = || records.iter().map(|record| R::about(record).1);
    let Some(days) = days().min().zip(days().max()) else { return Ok(()) };
    let about: HashSet<R::About> = records.iter().map(|record| R::about(record).0).collect();
    let mut standing: HashMap<R::About, Vec<R::Record>> = HashMap::new();
    for one in R::standing(ctx, &about.into_iter().collect::<Vec<_>>(), days)? {
        standing.entry(R::about(&one).0).or_default().push(one);
    }
    records.retain(|record| {
        let theirs = standing.get(&R::about(record).0).map(Vec::as_slice).unwrap_or_default();
        let same = theirs.iter().find(|one| R::says_the_same(one, record) && !met.contains(&R::id(one)));
        same.is_none_or(|one| !met.insert(R::id(one)))
    });
    Ok(())
}

impl Row for CreateDutyRecord {
    type Record = duty::DutyRecord;

    fn columns() -> &'static Records {
        &records::DUTY_RECORDS
    }

    fn prepare(ctx: &mut Ctx<'_>, all: &[&Self]) -> Result<Prepared<Self::Record>, Error> {
        use performance::duty_records::Prepared as Duty;
        let prepared = performance::duty_records::prepare_all(ctx, all)?.into_iter();
        let is_new = |one| match one {
            Duty::New(record) => Some(record),
            Duty::Known(_) => None,
        };
        Ok(prepared.map(|one| one.map(is_new)).collect())
    }

    type About = PersonId;

    fn about(record: &Self::Record) -> (PersonId, Day) {
        (record.person_id, record.facts.occurred_on)
    }

    fn standing(ctx: &mut Ctx<'_>, people: &[PersonId], days: (Day, Day)) -> Result<Vec<Self::Record>, Error> {
        duty_records::standing(ctx.db, people, days)
    }

    fn id(record: &Self::Record) -> Uuid {
        record.id.0
    }

    fn says_the_same(one: &Self::Record, other: &Self::Record) -> bool {
        one.facts == other.facts
    }

    fn store(ctx: &mut Ctx<'_>, new: &[Self::Record]) -> Result<(), Error> {
        performance::duty_records::store(ctx, new)
    }
}

impl Row for CreateTraining {
    type Record = training::Training;

    fn columns() -> &'static Records {
        &records::TRAININGS
    }

    fn prepare(ctx: &mut Ctx<'_>, all: &[&Self]) -> Result<Prepared<Self::Record>, Error> {
        let prepared = qualification::trainings::prepare_all(ctx, all)?.into_iter();
        Ok(prepared.map(|one| one.map(Some)).collect())
    }

    type About = PersonId;

    fn about(record: &Self::Record) -> (PersonId, Day) {
        (record.person_id, record.held_on)
    }

    fn standing(ctx: &mut Ctx<'_>, people: &[PersonId], days: (Day, Day)) -> Result<Vec<Self::Record>, Error> {
        trainings::standing(ctx.db, people, days)
    }

    fn id(record: &Self::Record) -> Uuid {
        record.id.0
    }

    fn says_the_same(one: &Self::Record, other: &Self::Record) -> bool {
        let said = |one: &training::Training| {
            (one.form, one.mode, one.content, one.title.clone(), one.held_on, one.hours, one.organiser.clone())
        };
        said(one) == said(other)
    }

    fn store(ctx: &mut Ctx<'_>, new: &[Self::Record]) -> Result<(), Error> {
        qualification::trainings::store(ctx, new)
    }
}

impl Row for CreateFinding {
    type Record = Finding;

    fn columns() -> &'static Records {
        &records::FINDINGS
    }

    fn prepare(ctx: &mut Ctx<'_>, all: &[&Self]) -> Result<Prepared<Finding>, Error> {
        use supervision::new_findings::{Prepared as Found, prepare_all};
        let is_new = |one| match one {
            Found::New(finding) => Some(finding),
            Found::Known(_) => None,
        };
        Ok(prepare_all(ctx, all)?.into_iter().map(|one| one.map(is_new)).collect())
    }

    type About = SchoolId;

    fn about(record: &Finding) -> (SchoolId, Day) {
        (record.object.school_id.unwrap_or(SchoolId(Uuid::nil())), record.facts.found_on)
    }

    fn standing(ctx: &mut Ctx<'_>, schools: &[SchoolId], days: (Day, Day)) -> Result<Vec<Finding>, Error> {
        findings::of_schools(ctx.db, schools, days)
    }

    fn id(record: &Finding) -> Uuid {
        record.id.0
    }

    fn says_the_same(one: &Finding, other: &Finding) -> bool {
        one.source == other.source && one.facts == other.facts
    }

    fn store(ctx: &mut Ctx<'_>, new: &[Finding]) -> Result<(), Error> {
        supervision::new_findings::store(ctx, new)
    }
}
