//! Erasing people: what it would do, asking for it, and carrying it out by somebody else, in one transaction.

use domain::{
    Day, Error, Reach,
    file::erasure::{Erasure, Event, Ground, Holdings, Kind, Plan, Status},
    kernel::{
        event::{Basis, SubjectKind},
        id::{ErasureId, PersonId},
        policy::Action,
        time::day_in_shanghai,
    },
    people::person::Person,
    roles,
};
use openapi::file::erasure::{PersonErasure, RequestPersonErasure, TransitionPersonErasure};
use persistence::{
    consumers::exports,
    file::{erasing, erasures},
    kernel::idempotency,
    misconduct::{complaints, dismissals, sanctions},
    people,
    performance::{assessments, grades, promotions},
    pools::pool_memberships,
    qualification::certifications,
    service::{appointments, posts},
};
use serde_json::json;
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars},
        kept::erased_answer,
        lifecycle::{ReadTransitions, Stored, advance, state},
    },
    money::stipend_runs::keep_transfer_digests,
    people::PersonKey,
};

/// The person with all their records, and the last request for an erasure.
struct File {
    person: Person,
    /// The person and the records that were merged into theirs.
    records: Vec<Person>,
    last: Option<Erasure>,
}

impl File {
    fn find(ctx: &mut Ctx<'_>, key: &PersonKey) -> Result<Self, Error> {
        let person = key.find(ctx)?;
        let ids = people::merges::with_merged(ctx.db, &[person.id])?;
        let records = erasures::records(ctx.db, ctx.vault, &ids)?;
        let last = erasures::latest(ctx.db, person.id)?;
        Ok(Self { person, records, last })
    }

    fn ids(&self) -> Vec<PersonId> {
        self.records.iter().map(|person| person.id).collect()
    }

    /// What waits for somebody else.
    fn waiting(&self) -> Result<&Erasure, Error> {
        self.last.as_ref().ok_or(Error::NotFound)
    }

    /// What an erasure would do today: on the ground that was asked for, or because the purpose is over.
    fn plan(&self, ctx: &mut Ctx<'_>, ground: Option<Ground>) -> Result<Plan, Error> {
        let asked = self.last.as_ref().filter(|one| one.status == Status::Requested).map(|one| one.ground);
        let ground = ground.or(asked).unwrap_or(Ground::PurposeOver);
        let (rules, today) = (ctx.rules()?, ctx.today());
        Ok(self.holdings(ctx)?.plan(&rules, ground, today))
    }

    /// What the register holds, wherever it was recorded.
    fn holdings(&self, ctx: &mut Ctx<'_>) -> Result<Holdings, Error> {
        let (ids, everywhere) = (self.ids(), Reach::everything());
        let personal = self.records.iter().filter(|person| person.erased_at.is_none()).count();
        let of_complaints = |ctx: &mut Ctx<'_>| complaints::of_people(ctx.db, ctx.vault, &ids);
        Ok(Holdings {
            registered_on: day_in_shanghai(self.person.created_at),
            personal_records: i64::try_from(personal).map_err(Error::internal)?,
            complaints: of_complaints(ctx)?,
            appointments: appointments::of_people(ctx.db, &ids)?,
            posts: posts::of_people(ctx.db, &ids)?,
            memberships: pool_memberships::of_people(ctx.db, &everywhere, &ids)?,
            certifications: certifications::of_people(ctx.db, &everywhere, &ids)?,
            promotions: promotions::of_people(ctx.db, &ids)?,
            assessments: assessments::of_people(ctx.db, &ids)?,
            cases: dismissals::of_people(ctx.db, ctx.vault, &ids)?,
            grades: grades::of_people(ctx.db, &ids)?,
            sanctions: sanctions::of_people(ctx.db, &ids)?,
            accounts: erasures::accounts(ctx.db, &ids)?,
            stipends: erasures::stipends(ctx.db, &ids)?,
        })
    }
}

impl Stored for Erasure {
    type Id = PersonKey;
    const SUBJECT: SubjectKind = SubjectKind::Erasure;
    const LIST_TRANSITIONS: Action =
        Action::read("list_person_erasure_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    /// What was asked for last.
    fn find(ctx: &mut Ctx<'_>, key: &PersonKey) -> Result<Self, Error> {
        let person = key.find(ctx)?;
        erasures::latest(ctx.db, person.id)?.ok_or(Error::NotFound)
    }
}

/// Read what happened to the erasure of a person and what may happen next.
pub type ReadErasureTransitions = ReadTransitions<Erasure>;

/// Read what an erasure of a person would do, or did.
pub struct ReadPersonErasure(pub PersonKey);

impl UseCase for ReadPersonErasure {
    const ACTION: Action = Action::read("read_person_erasure", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = PersonErasure;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonErasure, Error> {
        let file = File::find(ctx, &self.0)?;
        let plan = file.plan(ctx, None)?;
        Ok(PersonErasure::new(&file.person, file.last.as_ref(), &plan))
    }
}

/// Ask that a person be erased.
pub struct RequestErasure {
    /// Who.
    pub key: PersonKey,
    /// Why.
    pub request: RequestPersonErasure,
}

impl UseCase for RequestErasure {
    const ACTION: Action = Action::write("request_person_erasure", roles![Registrar, Approver, Operator]);
    type Output = PersonErasure;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonErasure, Error> {
        let (ground, document_number) = self.request.parse()?;
        let file = File::find(ctx, &self.key)?;
        let plan = file.plan(ctx, Some(ground))?;
        let (id, when) = (ErasureId(ctx.new_id()?), (ctx.today(), ctx.now()));
        let basis = Basis { document_number: Some(document_number.clone()), ..Basis::default() };
        let asked = Erasure::requested(id, file.person.id, (ground, document_number), &plan, when)?;
        erasures::insert(ctx.db, &asked)?;
        let statuses = (None, Some(asked.status.as_str()));
        let detail = json!({ "person_id": file.person.id.0, "ground": ground.as_str() });
        ctx.record(asked.subject(), CREATED, basis, Particulars { statuses, detail })?;
        Ok(PersonErasure::new(&file.person, Some(&asked), &plan))
    }
}

/// Carry an erasure out, or give it up.
pub struct FireErasureEvent {
    /// Of whom.
    pub key: PersonKey,
    /// The event.
    pub transition: TransitionPersonErasure,
}

impl UseCase for FireErasureEvent {
    const ACTION: Action = Action::write("transition_person_erasure", roles![Registrar, Approver, Operator]);
    type Output = PersonErasure;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<PersonErasure, Error> {
        let (event, basis) = self.transition.clone().parse()?;
        let mut file = File::find(ctx, &self.key)?;
        let before = file.waiting()?.clone();
        let plan = file.plan(ctx, None)?;
        let fired = advance(ctx, &before, (&event, &basis), &plan)?;
        if event == Event::CarryOut {
            file.person = erase(ctx, &file, &plan)?;
        }
        erasures::update(ctx.db, &fired.record)?;
        state(ctx, &fired, basis)?;
        if event == Event::CarryOut {
            state_erased(ctx, &file, &fired.record)?;
        }
        file.last = Some(fired.record);
        let plan = file_of(ctx, &file)?;
        Ok(PersonErasure::new(&file.person, file.last.as_ref(), &plan))
    }
}

/// The plan after an event.
fn file_of(ctx: &mut Ctx<'_>, file: &File) -> Result<Plan, Error> {
    let now = File::find(ctx, &PersonKey::Id(file.person.id))?;
    now.plan(ctx, None)
}

/// States that the people were erased, with no value of theirs.
fn state_erased(ctx: &mut Ctx<'_>, file: &File, done: &Erasure) -> Result<(), Error> {
    let basis = Basis { document_number: Some(done.document_number.clone()), ..Basis::default() };
    let report = done.report.iter().flatten();
    let kinds: Vec<&str> = report.filter(|line| line.is_erased).map(|line| line.kind.as_str()).collect();
    let detail = json!({ "erasure_id": done.id.0, "ground": done.ground.as_str(), "kinds": kinds });
    let fact = |ctx: &mut Ctx<'_>, id: PersonId| {
        let particulars = Particulars { detail: detail.clone(), ..Particulars::default() };
        ctx.fact((SubjectKind::Person, id.0), "erased", basis.clone(), particulars)
    };
    let facts: Result<Vec<_>, Error> = file.ids().into_iter().map(|id| fact(ctx, id)).collect();
    ctx.record_all(&facts?)
}

/// Erases what the plan lets go of, and gives the record as it is afterwards. The lines of stipends stay, and the digests of
/// what was transferred are kept before an account goes.
fn erase(ctx: &mut Ctx<'_>, file: &File, plan: &Plan) -> Result<Person, Error> {
    let (ids, now) = (file.ids(), ctx.now());
    erasing::words_of_facts(ctx.db, plan, &ids)?;
    if plan.erases(Kind::WorkingTexts) {
        erasing::working_texts(ctx.db, &ids)?;
    }
    if plan.erases(Kind::Accounts) {
        keep_transfer_digests(ctx, &ids)?;
        erasing::payee_accounts(ctx.db, ctx.vault, &ids)?;
    }
    if plan.erases(Kind::Complaints) {
        erasing::complaint_words(ctx.db, ctx.vault, &ids)?;
    }
    if plan.erases(Kind::Decisions) {
        erasing::decisions(ctx.db, &ids)?;
    }
    forget_answers(ctx, &ids)?;
    // Files that were exported before would still speak of the person.
    exports::end_all(ctx.db, now)?;
    // Last, because nothing is written about who was erased.
    let erased: Vec<Person> = file.records.iter().map(|person| person.erased(plan.keeps_name(), now)).collect();
    erasing::personal_data(ctx.db, ctx.vault, &erased)?;
    let survivor = erased.into_iter().find(|person| person.id == file.person.id);
    survivor.ok_or_else(|| Error::internal("a person is among their own records"))
}

/// Erases the answers that are kept for repeated requests and speak of the person. Such a repeat learns since when the
/// file is closed.
fn forget_answers(ctx: &mut Ctx<'_>, ids: &[PersonId]) -> Result<(), Error> {
    let (ids, today): (Vec<String>, Day) = (ids.iter().map(ToString::to_string).collect(), ctx.today());
    idempotency::replace(ctx.db, ctx.vault, |answer| erased_answer(answer, &ids, today))
}
