//! Qualification certifications: apply, complete, move along the lifecycle, verify.

use domain::{
    Day, Error, Faults, Reach,
    kernel::{
        event::{Basis, Event as Fact, SubjectKind},
        id::{CertificationId, PersonId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        status_list::PLACES,
        time::Moment,
    },
    qualification::{
        certification::{CertificateNumber, Certification as Record, Command, Event, Record as Facts, Route, Status},
        eligibility,
        training::{Form, Mode},
    },
    roles,
};
use openapi::qualification::certification::{
    Certification, CreateCertification, TransitionCertification, UpdateCertification,
};
use persistence::{
    people,
    pools::objections::{self, About},
    qualification::{
        certifications::{self, CertificationFilter},
        trainings as hours,
        trainings::TrainingFilter,
    },
};
use uuid::Uuid;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        due::Due,
        lifecycle::{
            CompleteDraft, Completes, FireEvent, Fires, ReadTransitions, Stored, fire_by_system, state_created,
        },
        list::Listing,
        reading::{ReadAsOf, Readable},
        within_reach,
    },
    service::deaths,
};

impl UseCase for CreateCertification {
    const ACTION: Action = Action::write("create_certification", roles![Registrar, Approver, Operator]);
    type Output = Certification;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Certification, Error> {
        let mut faults = Faults::new();
        let person = within_reach::person(ctx, self.person(), "/person_id", &mut faults)?;
        let (id, now, today) = (CertificationId(ctx.new_id()?), ctx.now(), ctx.today());
        let of = person.map(|person| (person.id, person.area));
        let (person_id, area) = of.map_or_else(|| Ok((self.person(), ctx.area_for(None)?)), Ok::<_, Error>)?;
        let mut draft = Record::apply_for(id, person_id, area, now);
        self.clone().fill(&mut draft, &mut faults);
        let draft = faults.finish(Some(draft))?;
        deaths::refuse_after(ctx, draft.person_id, today)?;
        end_what_is_over(ctx, draft.person_id)?;
        certifications::insert(ctx.db, std::slice::from_ref(&draft))?;
        state_created(ctx, &draft, Basis::default())?;
        view(ctx, draft, today)
    }
}

/// A certification as it is shown on a day, with its objection opened.
fn view(ctx: &Ctx<'_>, one: Record, day: Day) -> Result<Certification, Error> {
    let opened = |kept| objections::opened(ctx.vault, About::Certification(one.id.0), kept);
    let objection = one.objection.as_ref().map(opened).transpose()?;
    Ok(Certification::new(Record { objection, ..one }, day))
}

/// A certificate that has run out leaves room for another application, even before the hourly job has recorded its end.
fn end_what_is_over(ctx: &mut Ctx<'_>, person: PersonId) -> Result<(), Error> {
    let today = ctx.today();
    let theirs = certifications::of_people(ctx.db, &Reach::everything(), &[person])?;
    match theirs.iter().find(|one| one.status == Status::Certified && one.effective(today) == Status::Expired) {
        Some(certification) => expire(ctx, certification),
        None => Ok(()),
    }
}

/// Records that a certificate has run out.
pub(in crate::app) fn expire(ctx: &mut Ctx<'_>, certification: &Record) -> Result<(), Error> {
    let ended_on = certification.term.and_then(|term| term.until.succ_opt());
    let basis = Basis { occurred_on: ended_on.max(certification.last_event_on), ..Basis::default() };
    fire_by_system(ctx, certification, &Command::Plain(Event::Expire), basis).map(drop)
}

/// Read one certification, as it stood on a day, as it was known at a moment.
pub type ReadCertification = ReadAsOf<Certification>;

impl Readable for Certification {
    type Id = CertificationId;
    const ACTION: Action = Action::read("read_certification", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: CertificationId, moment: Moment) -> Result<Self, Error> {
        let one = certifications::find(ctx.db, ctx.reach, id, moment.known_at)?;
        let (today, day) = (ctx.today(), moment.as_of.unwrap_or_else(|| ctx.today()));
        view(ctx, one.at(moment, today).ok_or(Error::NotFound)?, day)
    }
}

impl Listing for CertificationFilter {
    const ACTION: Action = Action::read("list_certifications", roles![Registrar, Approver, Auditor]);
    type View = Certification;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Certification>, Error> {
        let today = ctx.today();
        let page = certifications::list(ctx.db, ctx.reach, self, descending, today, request)?;
        let moment = Moment { as_of: self.as_of, known_at: self.known_at };
        let day = moment.as_of.unwrap_or(today);
        let unknown = || Error::internal("a valid certificate that was not there");
        page.try_map(|one| view(ctx, one.at(moment, today).ok_or_else(unknown)?, day))
    }
}

/// Complete an application.
pub type CompleteCertification = CompleteDraft<Record>;
/// Fire an event of a certification.
pub type FireCertificationEvent = FireEvent<Record>;
/// Read what happened to a certification and what may happen next.
pub type ReadCertificationTransitions = ReadTransitions<Record>;

impl Stored for Record {
    type Id = CertificationId;
    const SUBJECT: SubjectKind = SubjectKind::Certification;
    const LIST_TRANSITIONS: Action =
        Action::read("list_certification_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &CertificationId) -> Result<Self, Error> {
        certifications::find(ctx.db, ctx.reach, *id, None)
    }
}

impl Fires for Record {
    type Transition = TransitionCertification;
    type View = Certification;
    const TRANSITION: Action = Action::write("transition_certification", roles![Registrar, Approver, Operator, System]);

    fn parse(transition: TransitionCertification) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, ctx: &mut Ctx<'_>) -> Result<Certification, Error> {
        view(ctx, self, ctx.today())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        certifications::update(ctx.db, self)
    }

    fn resolve(&self, ctx: &mut Ctx<'_>, command: Command) -> Result<Command, Error> {
        match command {
            Command::Object(said) => {
                objections::sealed(ctx.vault, About::Certification(self.id.0), &said).map(Command::Object)
            }
            other => Ok(other),
        }
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, day: Day) -> Result<Facts, Error> {
        facts(ctx, self, command, day)
    }

    fn carry_out(&self, ctx: &mut Ctx<'_>, fired: &mut Fired<Self>, _: (&Command, &Basis)) -> Result<Vec<Fact>, Error> {
        if fired.event == Event::Renew {
            deaths::refuse_after(ctx, self.person_id, fired.day)?;
        }
        Ok(Vec::new())
    }
}

/// What the register knows in addition to the certification, as far as the event needs it.
fn facts(ctx: &mut Ctx<'_>, certification: &Record, command: &Command, day: Day) -> Result<Facts, Error> {
    let person_id = certification.person_id;
    let declared = match command {
        Command::Submit { declarations: Some(declarations), .. } => declarations,
        _ => &certification.declarations,
    };
    let findings = match command.event() {
        event @ (Event::Submit | Event::PassMaterials | Event::CertifyByRecord) => {
            let (person, rules) = (people::find(ctx.db, ctx.vault, &Reach::everything(), person_id)?, ctx.rules()?);
            match event {
                Event::CertifyByRecord => eligibility::computed(&person.details, &rules),
                _ => eligibility::assess(&person.details, declared, &rules),
            }
        }
        _ => Vec::new(),
    };
    let counted = TrainingFilter { person_id: vec![person_id], held_on_to: Some(day), ..TrainingFilter::default() };
    let hours = match command.event() {
        Event::CompleteTraining => hours::hours(ctx.db, &TrainingFilter { form: vec![Form::PreDuty], ..counted })?,
        Event::Renew => {
            let since = day.checked_sub_months(chrono::Months::new(12)).and_then(|day| day.succ_opt());
            let mode = vec![Mode::Concentrated];
            hours::hours(ctx.db, &TrainingFilter { mode, held_on_from: since, ..counted })?
        }
        _ => 0,
    };
    let was_grandfathered = command.event() == Event::CertifyByRecord
        && certifications::of_people(ctx.db, &Reach::everything(), &[person_id])?
            .iter()
            .any(|one| one.route == Route::Grandfathered);
    let number = CertificateNumber::from_chance(&certification.area, day, ctx.chance()?);
    let status_index = u32::try_from(ctx.chance()? % u64::from(PLACES)).unwrap_or_default();
    Ok(Facts { findings, hours, was_grandfathered, number, status_index })
}

impl Completes for Record {
    type Patch = UpdateCertification;
    const UPDATE: Action = Action::write("update_certification", roles![Registrar, Approver, Operator]);

    fn is_draft(&self) -> bool {
        matches!(self.status, Status::Draft | Status::Returned)
    }

    fn take_patch(&mut self, patch: &UpdateCertification, _: Day, faults: &mut Faults) {
        patch.clone().apply(self, faults);
    }
}

impl Due for Record {
    fn due(ctx: &mut Ctx<'_>, _: Option<Uuid>, max: i64) -> Result<Vec<Self>, Error> {
        certifications::lapsed(ctx.db, ctx.today(), max)
    }

    fn bring(self, ctx: &mut Ctx<'_>) -> Result<bool, Error> {
        expire(ctx, &self).map(|()| true)
    }
}
