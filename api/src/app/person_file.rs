//! The file of a person: every list of records about them, read whole, and the reading recorded.

use std::cell::Cell;

use domain::{
    Error,
    complaint::Status,
    event::{Basis, SubjectKind},
    id::PersonId,
    page::PAGE_SIZE_MAX,
    policy::Action,
};
use openapi::{
    complaint::ConcludedComplaint,
    person::Person,
    person_file::PersonFile,
    query::{
        AppointmentsQuery, AssessmentsQuery, CertificationsQuery, ComplaintsQuery, DismissalsQuery, DutyRecordsQuery,
        GradesQuery, PayeesQuery, PlainQuery, PoolMembershipsQuery, PromotionsQuery, Query, RecusalsQuery,
        SanctionsQuery, StipendLinesQuery, TeamsQuery, TrainingsQuery, ZoneAssignmentsQuery,
    },
    vacancy::StoodAsCandidate,
};
use persistence::candidates;
use serde::Serialize;

use super::{
    Ctx, UseCase,
    context::Particulars,
    list::{ListRequest, Listed, json_bytes},
    people::PersonKey,
    person_history::PersonHistory,
};

/// Most pages of one kind of record in a file; no person has so many.
const FILE_PAGES_MAX: usize = 100;

/// Most that the records of a file take as JSON, in bytes.
const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Most rankings in a file; no person was in so many.
const FILE_RANKINGS_MAX: i64 = 10_000;

/// Read everything that the register holds about a person, to hand it to them. That it was read is recorded.
pub struct ReadPersonFile(pub PersonKey);

impl UseCase for ReadPersonFile {
    const ACTION: Action = Action::ReadPersonFile;
    const SNAPSHOT: bool = true;
    type Output = PersonFile;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonFile, Error> {
        let person = self.0.find(ctx)?;
        ctx.record((SubjectKind::Person, person.id.0), "exported", Basis::default(), Particulars::default())?;
        let history = |ctx: &mut Ctx<'_>, after| {
            let list = ListRequest { limit: PAGE_SIZE_MAX, after, ..ListRequest::<PlainQuery>::default() };
            PersonHistory { key: self.0.clone(), list }.run(ctx)
        };
        let by = || Some(vec![person.id.0.to_string()]);
        // What is still checked is not told before it is concluded.
        let concluded = || {
            let status = Some(vec![Status::Concluded.as_str().to_owned()]);
            ComplaintsQuery { person_id: by(), status, ..Default::default() }
        };
        // What is spent is in no ordinary list, and still held about the person.
        let with_spent = || DismissalsQuery { person_id: by(), spent: Some("true".to_owned()), ..Default::default() };
        let spent = Cell::new(0);
        let file = PersonFile {
            made_at: ctx.now(),
            history: whole(ctx, &spent, history)?,
            pool_memberships: about(ctx, &spent, || PoolMembershipsQuery { person_id: by(), ..Default::default() })?,
            certifications: about(ctx, &spent, || CertificationsQuery { person_id: by(), ..Default::default() })?,
            trainings: about(ctx, &spent, || TrainingsQuery { person_id: by(), ..Default::default() })?,
            appointments: about(ctx, &spent, || AppointmentsQuery { person_id: by(), ..Default::default() })?,
            zone_assignments: about(ctx, &spent, || ZoneAssignmentsQuery { person_id: by(), ..Default::default() })?,
            recusals: about(ctx, &spent, || RecusalsQuery { person_id: by(), ..Default::default() })?,
            teams: about(ctx, &spent, || TeamsQuery { person_id: by(), ..Default::default() })?,
            duty_records: about(ctx, &spent, || DutyRecordsQuery { person_id: by(), ..Default::default() })?,
            assessments: about(ctx, &spent, || AssessmentsQuery { person_id: by(), ..Default::default() })?,
            grades: about(ctx, &spent, || GradesQuery { person_id: by(), ..Default::default() })?,
            promotions: about(ctx, &spent, || PromotionsQuery { person_id: by(), ..Default::default() })?,
            payees: about(ctx, &spent, || PayeesQuery { person_id: by(), ..Default::default() })?,
            stipend_lines: about(ctx, &spent, || StipendLinesQuery { person_id: by(), ..Default::default() })?,
            sanctions: about(ctx, &spent, || SanctionsQuery { person_id: by(), ..Default::default() })?,
            complaints: about(ctx, &spent, concluded)?.into_iter().map(ConcludedComplaint::from).collect(),
            dismissals: about(ctx, &spent, with_spent)?,
            candidacies: candidacies(ctx, person.id)?,
            person: Person::new(person.clone(), ctx.role()),
        };
        Ok(file.without_others())
    }
}

/// What rankings for vacancies kept of the person.
fn candidacies(ctx: &mut Ctx<'_>, person: PersonId) -> Result<Vec<StoodAsCandidate>, Error> {
    let all = candidates::of_person(ctx.db, person, FILE_RANKINGS_MAX + 1)?;
    if i64::try_from(all.len()).unwrap_or(i64::MAX) > FILE_RANKINGS_MAX {
        return Err(Error::internal("a file with more rankings than any person has"));
    }
    Ok(all.into_iter().map(|one| StoodAsCandidate::new(one.ranked, one.vacancy_id, one.ranked_on)).collect())
}

/// All records of a kind, as the list of them shows them to this caller.
fn about<Q: Query, V: Serialize>(ctx: &mut Ctx<'_>, spent: &Cell<usize>, query: impl Fn() -> Q) -> Result<Vec<V>, Error>
where
    ListRequest<Q>: UseCase<Output = Listed<V>>,
{
    whole(ctx, spent, |ctx, after| {
        let list = ListRequest { query: query(), limit: PAGE_SIZE_MAX, after, sort: None, count: false, edges: false };
        list.run(ctx)
    })
}

/// All pages of a list, as long as the file is not too large.
fn whole<V: Serialize>(
    ctx: &mut Ctx<'_>,
    spent: &Cell<usize>,
    page: impl Fn(&mut Ctx<'_>, Option<String>) -> Result<Listed<V>, Error>,
) -> Result<Vec<V>, Error> {
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..FILE_PAGES_MAX {
        let listed = page(ctx, after)?;
        spent.set(spent.get() + listed.items.iter().map(json_bytes).sum::<usize>());
        if spent.get() > FILE_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        all.extend(listed.items);
        after = listed.next;
        if after.is_none() {
            return Ok(all);
        }
    }
    Err(Error::internal("a file with more records than any person has"))
}
