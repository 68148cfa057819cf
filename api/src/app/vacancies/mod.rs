//! Vacancies: open, carry through their lifecycle, read. [`ranking`] ranks the candidates, [`following`] does what other records
//! do to them.

mod following;
mod ranking;

use domain::{
    Day, Error, FaultCode, Faults, Reach, Wording,
    kernel::{
        calendar::WorkingDays,
        event::{Basis, Event as Fact, SubjectKind},
        id::{AppointmentId, CohortId, OrganisationId, VacancyId, ZoneId},
        lifecycle::Fired,
        page::{Page, PageRequest},
        policy::Action,
        rules::{self, refused},
        time::Moment,
    },
    roles,
    service::appointment::{self, Appointment},
    vacancies::vacancy::{Chosen, Command, Event, Place, Vacancy as Record, ranking::Wanted},
};
use openapi::vacancies::vacancy::{CreateVacancy, TransitionVacancy, Vacancy, VacancyCandidate};
use persistence::{
    service::zones,
    vacancies::{
        self, VacancyFilter,
        candidates::{self, CandidateFilter},
    },
};

use uuid::Uuid;

use super::{Ctx, UseCase};
use crate::app::kernel::{
    lifecycle::{FireEvent, Fires, ReadTransitions, Stored, state_created},
    list::{ListRequest, Listed, Listing},
    reading::{ReadAsOf, Readable},
    within_reach,
};
pub use following::{close_left, follow_appointments, open_left, release};

// -- Opening ------------------------------------------------------------------------------------------------------------

impl UseCase for CreateVacancy {
    const ACTION: Action = Action::write("create_vacancy", roles![Registrar, Approver, Operator]);
    type Output = Vacancy;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Vacancy, Error> {
        if !ctx.rules()?.demands(&rules::REPLACEMENT_ENABLED) {
            return refused(&rules::REPLACEMENT_ENABLED, Wording::ReplacementIsOff);
        }
        let mut faults = Faults::new();
        let place = match self.left_appointment_id {
            Some(id) => left(ctx, self, AppointmentId(id), &mut faults)?,
            None => new(self, &mut faults),
        };
        let place = place.map(|place| Place { wanted: self.wanted(place.wanted.clone(), &mut faults), ..place });
        let authority = match &place {
            Some(place) => check_references(ctx, self, place, &mut faults)?,
            None => None,
        };
        let (place, area) = faults.finish(place.zip(authority))?;
        let one = Record::open(VacancyId(ctx.new_id()?), area, place, (ctx.today(), ctx.now()));
        vacancies::insert(ctx.db, std::slice::from_ref(&one))?;
        state_created(ctx, &one, Basis::default())?;
        Ok(one.into())
    }
}

/// The place that an appointment left; what follows from the appointment is not said again.
fn left(
    ctx: &mut Ctx<'_>,
    said: &CreateVacancy,
    id: AppointmentId,
    faults: &mut Faults,
) -> Result<Option<Place>, Error> {
    let follows = [
        ("/authority_id", said.authority_id.is_some()),
        ("/route", said.route.is_some()),
        ("/cohort_id", said.cohort_id.is_some()),
    ];
    for (pointer, _) in follows.iter().filter(|(_, is_said)| *is_said) {
        faults.add(*pointer, FaultCode::Mismatch, Wording::FollowsFromTheAppointment);
    }
    let Some(appointment) = within_reach::appointment(ctx, id, "/left_appointment_id", faults)? else {
        return Ok(None);
    };
    let today = ctx.today();
    let ended = Appointment { status: appointment.effective(today), ..appointment };
    if !following::has_left(&ended) {
        faults.add("/left_appointment_id", FaultCode::Reference, Wording::HasNotLeft);
    }
    let place = following::places_left(ctx, &[ended])?.pop();
    let zone_id = said.zone_id.map(ZoneId);
    Ok(place.map(|place| match zone_id {
        Some(zone) if place.zone_id != Some(zone) => Place { zone_id: Some(zone), school_ids: Vec::new(), ..place },
        _ => place,
    }))
}

/// A place that nobody had.
fn new(said: &CreateVacancy, faults: &mut Faults) -> Option<Place> {
    if said.authority_id.is_none() {
        faults.add("/authority_id", FaultCode::Required, Wording::AuthorityNeeded);
    }
    if said.route.is_none() {
        faults.add("/route", FaultCode::Required, Wording::FieldNeeded);
    }
    let route: appointment::Route = said.route?.into();
    if said.cohort_id.is_some() && route == appointment::Route::FullTime {
        faults.add("/cohort_id", FaultCode::Mismatch, Wording::CohortIsForPartTime);
    }
    Some(Place {
        authority_id: OrganisationId(said.authority_id?),
        route,
        cohort_id: said.cohort_id.map(CohortId),
        zone_id: said.zone_id.map(ZoneId),
        school_ids: Vec::new(),
        left_id: None,
        dismissal_id: None,
        wanted: Wanted::default(),
    })
}

/// Whether authority, cohort and zone are there: what the request names has to be within reach, what follows from the
/// appointment need not. Gives the authority's area.
fn check_references(
    ctx: &mut Ctx<'_>,
    said: &CreateVacancy,
    place: &Place,
    faults: &mut Faults,
) -> Result<Option<domain::Area>, Error> {
    let authority = within_reach::authority(ctx, place.authority_id, "/authority_id", faults)?;
    if let Some(id) = said.cohort_id.map(CohortId)
        && let Some(cohort) = within_reach::cohort(ctx, id, "/cohort_id", faults)?
        && cohort.authority_id != place.authority_id
    {
        faults.add("/cohort_id", FaultCode::Mismatch, Wording::CohortOfAnotherAuthority);
    }
    match (said.zone_id.map(ZoneId), place.zone_id) {
        (Some(id), _) => drop(within_reach::open_zone(ctx, id, "/zone_id", faults)?),
        (None, Some(id)) if !zones::find_zone(ctx.db, &Reach::everything(), id, None)?.is_open() => {
            faults.add("/zone_id", FaultCode::Reference, Wording::ZoneIsClosed);
        }
        _ => {}
    }
    Ok(authority.map(|one| one.area))
}

// -- Events -------------------------------------------------------------------------------------------------------------

/// Fire an event of a vacancy.
pub type FireVacancyEvent = FireEvent<Record>;
/// Read what happened to a vacancy and what may happen next.
pub type ReadVacancyTransitions = ReadTransitions<Record>;

impl Stored for Record {
    type Id = VacancyId;
    const SUBJECT: SubjectKind = SubjectKind::Vacancy;
    const LIST_TRANSITIONS: Action = Action::read("list_vacancy_transitions", roles![Registrar, Approver, Auditor]);

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn find(ctx: &mut Ctx<'_>, id: &VacancyId) -> Result<Self, Error> {
        vacancies::find(ctx.db, ctx.reach, *id, None)
    }

    fn working_days(_: &mut Ctx<'_>, _: Event) -> Result<WorkingDays, Error> {
        Ok(WorkingDays::over([]))
    }
}

impl Fires for Record {
    type Transition = TransitionVacancy;
    type View = Vacancy;
    const TRANSITION: Action = Action::write("transition_vacancy", roles![Registrar, Approver, Operator]);

    fn parse(transition: TransitionVacancy) -> Result<(Command, Basis), Error> {
        transition.parse()
    }

    fn view(self, _: &mut Ctx<'_>) -> Result<Vacancy, Error> {
        Ok(self.into())
    }

    fn store(&self, ctx: &mut Ctx<'_>) -> Result<(), Error> {
        vacancies::follow(ctx.db, std::slice::from_ref(self))
    }

    fn resolve(&self, ctx: &mut Ctx<'_>, mut command: Command) -> Result<Command, Error> {
        if let Command::Select { person_id } = &mut command {
            *person_id = within_reach::survivors(ctx, &[*person_id])?.get(person_id).copied().unwrap_or(*person_id);
        }
        Ok(command)
    }

    fn known(&self, ctx: &mut Ctx<'_>, command: &Command, _: Day) -> Result<Option<Chosen>, Error> {
        match command {
            Command::Select { person_id } => ranking::chosen(ctx, self, *person_id),
            Command::Plain(_) => Ok(None),
        }
    }

    fn carry_out(
        &self,
        ctx: &mut Ctx<'_>,
        fired: &mut Fired<Self>,
        (_, basis): (&Command, &Basis),
    ) -> Result<Vec<Fact>, Error> {
        match fired.event {
            Event::Rank => ranking::rank(ctx, &mut fired.record).map(|()| Vec::new()),
            Event::Select => {
                let (id, facts) = following::nominate(ctx, &fired.record, basis)?;
                fired.record.appointment_id = Some(id);
                Ok(facts)
            }
            _ => Ok(Vec::new()),
        }
    }
}

// -- Reads --------------------------------------------------------------------------------------------------------------

/// Read one vacancy, as it stood on a day, as it was known at a moment.
pub type ReadVacancy = ReadAsOf<Vacancy>;

impl Readable for Vacancy {
    type Id = VacancyId;
    const ACTION: Action = Action::read("read_vacancy", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: VacancyId, moment: Moment) -> Result<Self, Error> {
        let found = vacancies::find(ctx.db, ctx.reach, id, moment.known_at)?;
        let stood = match moment.as_of.filter(|day| *day != ctx.today()) {
            None => Some(found),
            Some(day) => vacancies::stood_on(ctx.db, &found, moment, day)?,
        };
        stood.map(Vacancy::from).ok_or(Error::NotFound)
    }
}

impl Listing for VacancyFilter {
    const ACTION: Action = Action::read("list_vacancies", roles![Registrar, Approver, Auditor]);
    type View = Vacancy;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Vacancy>, Error> {
        Ok(vacancies::list(ctx.db, ctx.reach, self, descending, request)?.map(Vacancy::from))
    }
}

/// Read who was ranked for a vacancy, and why so.
pub struct ListVacancyCandidates {
    /// For which.
    pub id: VacancyId,
    /// Which page.
    pub list: ListRequest<CandidateFilter>,
}

impl UseCase for ListVacancyCandidates {
    const ACTION: Action = Action::read("list_vacancy_candidates", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<VacancyCandidate>;

    fn is_bulk(&self) -> bool {
        self.list.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = self.list.query.parse()?;
        let request = self.list.page(ctx)?;
        let vacancy = vacancies::find(ctx.db, ctx.reach, self.id, filter.known_at)?;
        let page = match vacancy.ranking {
            Some(ranking) => candidates::list(ctx.db, ctx.reach, (self.id, ranking.number), &filter, &request)?,
            None => Page { items: Vec::new(), positions: Vec::new(), more: false, total: request.count.then_some(0) },
        };
        let view = |one: candidates::Listed| VacancyCandidate::new(one.ranked, one.named);
        Ok(self.list.answer(ctx, page.map(view)))
    }
}
