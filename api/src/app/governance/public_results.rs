//! Public results: what everybody reads of published documents, without a token. All of it is computed on every read.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    Error, Reach,
    evaluation::{
        of_unit::{Evaluation, EvaluationStatus},
        system::parts::Publish,
    },
    governance::document::{Document, DocumentStatus, parts::DocumentSubjectKind},
    kernel::{
        id::{DocumentId, EvaluationId, FindingId, IndicatorSystemId, InspectionId, OrganisationId, SchoolId},
        page::{Page, PageRequest},
        policy::Action,
        rules::STATISTICS_MIN_CELL,
    },
    roles,
    supervision::{finding::Severity, object::Object},
};
use openapi::governance::document::public::{PublicEvaluation, PublicProblemCount, PublicResult, PublicResultsQuery};
use persistence::{
    evaluation::{evaluations, indicator_systems},
    governance::documents::{self, DocumentFilter},
    service::{organisations, zones},
    supervision::findings::{self, PublicProblem},
};
use uuid::Uuid;

use crate::app::{Ctx, UseCase, kernel::list::Listing};

/// Everybody.
const EVERYBODY: &[domain::Role] = roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator, Public];

impl Listing for PublicResultsQuery {
    const ACTION: Action = Action::read("list_public_results", EVERYBODY);
    const SNAPSHOT: bool = true;
    type View = PublicResult;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<PublicResult>, Error> {
        let published = DocumentFilter {
            area: self.area.clone(),
            kind: self.kind.clone(),
            status: DocumentStatus::ISSUED.to_vec(),
            published: Some(true),
            published_from: self.published_on_from,
            published_to: self.published_on_to,
            ..DocumentFilter::default()
        };
        let page = documents::list(ctx.db, ctx.reach, &published, (descending, ctx.today()), request)?;
        let sources = Sources::of(ctx, &page.items)?;
        Ok(page.map(|one| sources.view(one)))
    }
}

/// Read one public result.
pub struct ReadPublicResult {
    /// Which document.
    pub id: DocumentId,
}

impl UseCase for ReadPublicResult {
    const ACTION: Action = Action::read("read_public_result", EVERYBODY);
    const SNAPSHOT: bool = true;
    type Output = PublicResult;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PublicResult, Error> {
        let one = documents::find(ctx.db, ctx.reach, self.id, None)?;
        let is_public = one.publication.is_some() && DocumentStatus::ISSUED.contains(&one.effective(ctx.today()));
        if !is_public {
            return Err(Error::NotFound);
        }
        let sources = Sources::of(ctx, std::slice::from_ref(&one))?;
        Ok(sources.view(one))
    }
}

/// The records of which the results of some documents are made.
struct Sources {
    /// The names of organisations.
    organisations: HashMap<OrganisationId, String>,
    /// The names of schools.
    schools: HashMap<SchoolId, String>,
    /// Final evaluations, with what is published of them.
    evaluations: HashMap<Uuid, (Evaluation, Publish)>,
    /// Problems of which the units were told and in which no minor came to harm.
    problems: Vec<PublicProblem>,
    /// The smallest number that is published.
    smallest: u32,
}

/// The records of a kind that documents are about.
fn subjects(all: &[Document], kind: DocumentSubjectKind) -> impl Iterator<Item = Uuid> {
    let named = all.iter().flat_map(|one| &one.content.subjects);
    named.filter(move |subject| subject.kind == kind).map(|subject| subject.id)
}

impl Sources {
    fn of(ctx: &mut Ctx<'_>, all: &[Document]) -> Result<Self, Error> {
        let evaluations = published_evaluations(ctx, all)?;
        let objects = || evaluations.values().map(|(one, _)| one.object);
        let units: Vec<OrganisationId> = all.iter().flat_map(|one| one.content.issuer_ids.iter().copied()).collect();
        let units: HashSet<OrganisationId> =
            units.into_iter().chain(objects().filter_map(|one| one.organisation_id)).collect();
        let schools: HashSet<SchoolId> = objects().filter_map(|one| one.school_id).collect();
        let (units, schools) = (Vec::from_iter(units), Vec::from_iter(schools));
        let organisations = organisations::find_many(ctx.db, &Reach::everything(), &units)?;
        let schools = zones::schools(ctx.db, &Reach::everything(), &schools)?;
        let named: Vec<FindingId> = subjects(all, DocumentSubjectKind::Finding).map(FindingId).collect();
        let inspections: Vec<InspectionId> = subjects(all, DocumentSubjectKind::Inspection).map(InspectionId).collect();
        Ok(Self {
            organisations: organisations.into_iter().map(|one| (one.id, one.name)).collect(),
            schools: schools.into_iter().map(|one| (one.id, one.name)).collect(),
            evaluations,
            problems: findings::public_problems(ctx.db, &named, &inspections)?,
            smallest: ctx.rules()?.count(&STATISTICS_MIN_CELL),
        })
    }

    /// What everybody reads of a document.
    fn view(&self, one: Document) -> PublicResult {
        let evaluations = subjects(std::slice::from_ref(&one), DocumentSubjectKind::Evaluation);
        let evaluations = evaluations.filter_map(|id| self.evaluations.get(&id)).filter_map(|one| self.evaluation(one));
        let (evaluations, problems) = (evaluations.collect(), self.problems_of(&one));
        let (content, publication) = (one.content, one.publication);
        let issuers = content.issuer_ids.iter().filter_map(|id| self.organisations.get(id).cloned()).collect();
        let published_on = publication.as_ref().map(|one| one.on);
        let (channels, corrections) = publication.map(|one| (one.channels, one.corrections)).unwrap_or_default();
        PublicResult {
            id: one.id.into(),
            kind: content.kind.into(),
            title: content.title,
            number: content.number,
            issuers,
            issued_on: one.issued_on,
            effective_on: content.effective_on,
            published_on,
            public_summary: content.public_summary,
            channels: channels.into_iter().map(Into::into).collect(),
            corrections: corrections.into_iter().map(Into::into).collect(),
            evaluations,
            problems,
        }
    }

    fn name_of(&self, object: Object) -> Option<&String> {
        let school = object.school_id.and_then(|id| self.schools.get(&id));
        school.or_else(|| object.organisation_id.and_then(|id| self.organisations.get(&id)))
    }

    /// How a unit came out, as far as its system permits; none where nothing of it is published.
    fn evaluation(&self, (one, publish): &(Evaluation, Publish)) -> Option<PublicEvaluation> {
        let score = one.outcome.score.filter(|_| *publish == Publish::Score);
        (*publish != Publish::Nothing).then(|| PublicEvaluation {
            unit: self.name_of(one.object).cloned().unwrap_or_default(),
            purpose: one.by.purpose.into(),
            period: one.opening.period.as_str().to_owned(),
            grade: one.outcome.grade.map(Into::into),
            score: score.map(Into::into),
        })
    }

    /// R293: the problems that a document is about, counted; no small number.
    fn problems_of(&self, one: &Document) -> Vec<PublicProblemCount> {
        let about: HashSet<Uuid> = one.content.subjects.iter().map(|subject| subject.id).collect();
        let is_about = |problem: &&PublicProblem| {
            about.contains(&problem.id.0) || problem.inspection_id.is_some_and(|id| about.contains(&id.0))
        };
        let mut counts: BTreeMap<Severity, u32> = BTreeMap::new();
        for problem in self.problems.iter().filter(is_about) {
            *counts.entry(problem.severity).or_default() += 1;
        }
        let shown = counts.into_iter().filter(|(_, count)| *count >= self.smallest);
        shown.map(|(severity, count)| PublicProblemCount { severity: severity.into(), count }).collect()
    }
}

/// The final evaluations that documents are about, each with what its system lets publish.
fn published_evaluations(ctx: &mut Ctx<'_>, all: &[Document]) -> Result<HashMap<Uuid, (Evaluation, Publish)>, Error> {
    let ids: Vec<EvaluationId> = subjects(all, DocumentSubjectKind::Evaluation).map(EvaluationId).collect();
    let mut found = evaluations::of_ids(ctx.db, &ids)?;
    found.retain(|one| one.status == EvaluationStatus::Final);
    let systems: HashSet<IndicatorSystemId> = found.iter().map(|one| one.by.system_id).collect();
    let systems = indicator_systems::of_ids(ctx.db, &Vec::from_iter(systems))?;
    let publish: HashMap<IndicatorSystemId, Publish> =
        systems.into_iter().map(|one| (one.id, one.details.publish)).collect();
    let with_publish = |one: Evaluation| {
        let publish = publish.get(&one.by.system_id).copied().unwrap_or(Publish::Nothing);
        (one.id.0, (one, publish))
    };
    Ok(found.into_iter().map(with_publish).collect())
}
