//! The file of a person: every list of records about them, read whole, and the reading recorded.

use std::cell::Cell;

use domain::{
    Error,
    kernel::{
        event::{Basis, SubjectKind},
        filter::Filter,
        id::PersonId,
        page::PAGE_SIZE_MAX,
        policy::Action,
    },
    misconduct::complaint::Status,
    roles,
};
use openapi::{
    file::person_file::PersonFile, kernel::query::PlainQuery, misconduct::complaint::ConcludedComplaint,
    people::person::Person, vacancies::vacancy::StoodAsCandidate,
};
use persistence::{
    misconduct::{complaints::ComplaintFilter, dismissals::CaseFilter, sanctions::SanctionFilter},
    money::{payees::PayeeFilter, stipend_lines::LineFilter},
    performance::{
        assessments::AssessmentFilter, duty_records::DutyRecordFilter, grades::GradeFilter, promotions::PromotionFilter,
    },
    pools::pool_memberships::MembershipFilter,
    qualification::{certifications::CertificationFilter, trainings::TrainingFilter},
    service::{
        appointments::AppointmentFilter, posts::PostFilter, recusals::RecusalFilter, teams::TeamFilter,
        zone_assignments::AssignmentFilter,
    },
    supervision::{findings::FindingFilter, inspections::InspectionFilter},
    vacancies::candidates,
};
use serde::Serialize;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::Particulars,
        list::{ListRequest, Listed, Query, json_bytes},
    },
    people::{PersonKey, person_history::PersonHistory},
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
    const ACTION: Action = Action::read("read_person_file", roles![Registrar, Approver, Auditor]).recorded();
    const SNAPSHOT: bool = true;
    type Output = PersonFile;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonFile, Error> {
        let person = self.0.find(ctx)?;
        ctx.record((SubjectKind::Person, person.id.0), "exported", Basis::default(), Particulars::default())?;
        let history = |ctx: &mut Ctx<'_>, after| {
            let list = ListRequest { limit: PAGE_SIZE_MAX, after, ..ListRequest::<PlainQuery>::default() };
            PersonHistory { key: self.0.clone(), list }.run(ctx)
        };
        let by = ("person_id", person.id.0.to_string());
        let concluded = ("status", Status::Concluded.as_str().to_owned());
        let spent = Cell::new(0);
        let file = PersonFile {
            made_at: ctx.now(),
            history: whole(ctx, &spent, history)?,
            pool_memberships: about::<MembershipFilter, _>(ctx, &spent, [by.clone()])?,
            certifications: about::<CertificationFilter, _>(ctx, &spent, [by.clone()])?,
            trainings: about::<TrainingFilter, _>(ctx, &spent, [by.clone()])?,
            appointments: about::<AppointmentFilter, _>(ctx, &spent, [by.clone()])?,
            zone_assignments: about::<AssignmentFilter, _>(ctx, &spent, [by.clone()])?,
            posts: about::<PostFilter, _>(ctx, &spent, [by.clone()])?,
            inspections: about::<InspectionFilter, _>(ctx, &spent, [by.clone()])?,
            findings: about::<FindingFilter, _>(ctx, &spent, [by.clone()])?,
            recusals: about::<RecusalFilter, _>(ctx, &spent, [by.clone()])?,
            teams: about::<TeamFilter, _>(ctx, &spent, [by.clone()])?,
            duty_records: about::<DutyRecordFilter, _>(ctx, &spent, [by.clone()])?,
            assessments: about::<AssessmentFilter, _>(ctx, &spent, [by.clone()])?,
            grades: about::<GradeFilter, _>(ctx, &spent, [by.clone()])?,
            promotions: about::<PromotionFilter, _>(ctx, &spent, [by.clone()])?,
            payees: about::<PayeeFilter, _>(ctx, &spent, [by.clone()])?,
            stipend_lines: about::<LineFilter, _>(ctx, &spent, [by.clone()])?,
            sanctions: about::<SanctionFilter, _>(ctx, &spent, [by.clone()])?,
            // What is still checked is not told before it is concluded.
            complaints: about::<ComplaintFilter, _>(ctx, &spent, [by.clone(), concluded])?
                .into_iter()
                .map(ConcludedComplaint::from)
                .collect(),
            // What is spent is in no ordinary list, and still held about the person.
            dismissals: about::<CaseFilter, _>(ctx, &spent, [by.clone(), ("spent", "true".to_owned())])?,
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
fn about<F: Filter, V: Serialize>(
    ctx: &mut Ctx<'_>,
    spent: &Cell<usize>,
    asked: impl Into<Vec<(&'static str, String)>>,
) -> Result<Vec<V>, Error>
where
    ListRequest<F>: UseCase<Output = Listed<V>>,
{
    let query = Query::new(asked);
    whole(ctx, spent, |ctx, after| {
        let query = query.clone();
        ListRequest { query, limit: PAGE_SIZE_MAX, after, sort: None, count: false, edges: false }.run(ctx)
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
