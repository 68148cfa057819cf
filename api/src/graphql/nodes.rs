//! Records with their relations, and the interface all of them share.

use async_graphql::{ComplexObject, Context, ID, Interface, SimpleObject, dataloader::DataLoader};
use domain::{Faults, time::Moment};
use openapi::{
    appointment::Appointment as AppointmentView,
    assessment::Assessment,
    certification::Certification as CertificationView,
    complaint::Complaint,
    dismissal::Dismissal,
    duty::DutyRecord,
    expert::Expert,
    grade::Grade,
    organisation::{Cohort, Organisation},
    payee::Payee,
    person::Person as PersonView,
    pool_membership::PoolMembership as MembershipView,
    promotion::Promotion,
    recusal::Recusal,
    sanction::Sanction,
    stipend_run::{StipendLine, StipendRun},
    stipend_standard::StipendStandard,
    team::Team,
    training::Training,
    vacancy::Vacancy,
    zone::{School, Zone},
    zone_assignment::ZoneAssignment,
};
use uuid::Uuid;

use super::{
    error::Refusal,
    loaders::{Batch, MembershipsOf, PersonOf},
    page::{day, instant},
};

/// A person in the register.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Person {
    #[graphql(flatten)]
    view: PersonView,
}

impl From<PersonView> for Person {
    fn from(view: PersonView) -> Self {
        Self { view }
    }
}

/// A membership of a talent pool.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct PoolMembership {
    #[graphql(flatten)]
    view: MembershipView,
}

impl From<MembershipView> for PoolMembership {
    fn from(view: MembershipView) -> Self {
        Self { view }
    }
}

/// A qualification certification.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Certification {
    #[graphql(flatten)]
    view: CertificationView,
}

impl From<CertificationView> for Certification {
    fn from(view: CertificationView) -> Self {
        Self { view }
    }
}

/// An appointment of an inspector.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Appointment {
    #[graphql(flatten)]
    view: AppointmentView,
}

impl From<AppointmentView> for Appointment {
    fn from(view: AppointmentView) -> Self {
        Self { view }
    }
}

/// Any record that has an id of its own.
#[expect(clippy::large_enum_variant, reason = "one of them lives for one answer")]
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "Identifier, unique across types."))]
pub enum Node {
    /// A person.
    Person(Person),
    /// A pool membership.
    PoolMembership(PoolMembership),
    /// A qualification certification.
    Certification(Certification),
    /// A training.
    Training(Training),
    /// A duty record.
    DutyRecord(DutyRecord),
    /// An organisation.
    Organisation(Organisation),
    /// A cohort.
    Cohort(Cohort),
    /// An appointment.
    Appointment(Appointment),
    /// A zone assignment.
    ZoneAssignment(ZoneAssignment),
    /// A drawn team.
    Team(Team),
    /// An expert.
    Expert(Expert),
    /// A zone.
    Zone(Zone),
    /// A school.
    School(School),
    /// A recusal.
    Recusal(Recusal),
    /// A sanction.
    Sanction(Sanction),
    /// A grade.
    Grade(Grade),
    /// How a person is paid.
    Payee(Payee),
    /// A promotion.
    Promotion(Promotion),
    /// A stipend standard.
    StipendStandard(StipendStandard),
    /// A run of stipends.
    StipendRun(StipendRun),
    /// A line of a run.
    StipendLine(StipendLine),
    /// A complaint about an inspector.
    Complaint(Complaint),
    /// A dismissal case.
    Dismissal(Dismissal),
    /// A place that is to be filled.
    Vacancy(Vacancy),
    /// A yearly duty assessment.
    Assessment(Assessment),
}

/// What separates the record from the moment in the id of a version.
const AT: char = '@';
/// What separates day and instant of that moment.
const KNOWN: char = '/';

/// An id as a UUID; what is none names no record. The id of a version names its record.
pub fn uuid(id: &ID) -> Result<Uuid, domain::Error> {
    record_and_moment(id).map(|(record, _)| record)
}

/// The record that an id names, and the moment as of which: now, unless it is the id of a version.
///
/// # Errors
/// [`domain::Error::NotFound`] for what is no id.
pub fn record_and_moment(id: &ID) -> Result<(Uuid, Moment), domain::Error> {
    let (record, moment) = id.split_once(AT).map_or((id.as_str(), None), |(record, moment)| (record, Some(moment)));
    let record = Uuid::try_parse(record).map_err(|_| domain::Error::NotFound)?;
    let Some(moment) = moment else { return Ok((record, Moment::default())) };
    let (as_of, known_at) = moment.split_once(KNOWN).ok_or(domain::Error::NotFound)?;
    let said = |text: &'_ str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut faults = Faults::new();
    let moment = Moment::parse(said(as_of).as_deref(), said(known_at).as_deref(), &mut faults);
    if faults.is_empty() && moment != Moment::default() { Ok((record, moment)) } else { Err(domain::Error::NotFound) }
}

/// A record of which versions are read: what it was at a moment is another node than what it is (ADR 0037).
pub trait Versioned: Sized {
    /// Its id.
    fn id_mut(&mut self) -> &mut ID;

    /// The record as the version of a moment; as it is now, without one.
    #[must_use]
    fn at(mut self, moment: Moment) -> Self {
        if moment != Moment::default() {
            let (as_of, known_at) =
                (day(moment.as_of).unwrap_or_default(), instant(moment.known_at).unwrap_or_default());
            let id = self.id_mut();
            *id = ID(format!("{}{AT}{as_of}{KNOWN}{known_at}", id.as_str()));
        }
        self
    }
}

impl Versioned for Appointment {
    fn id_mut(&mut self) -> &mut ID {
        &mut self.view.id
    }
}

impl Versioned for Certification {
    fn id_mut(&mut self) -> &mut ID {
        &mut self.view.id
    }
}

macro_rules! versioned_views {
    ($($view:ident)+) => {$(
        impl Versioned for $view {
            fn id_mut(&mut self) -> &mut ID {
                &mut self.id
            }
        }
    )+};
}

versioned_views! {
    Assessment Complaint Dismissal DutyRecord Grade Payee Promotion Recusal Sanction StipendRun StipendStandard Vacancy
    ZoneAssignment
}

fn shared(error: std::sync::Arc<domain::Error>) -> async_graphql::Error {
    // The loader hands one error to every row; the code is what a client acts on.
    match &*error {
        domain::Error::Forbidden => Refusal(domain::Error::Forbidden).into(),
        domain::Error::NotForRole { role, allowed } => {
            Refusal(domain::Error::NotForRole { role: *role, allowed }).into()
        }
        domain::Error::Busy => Refusal(domain::Error::Busy).into(),
        other => Refusal(domain::Error::internal(other.to_string())).into(),
    }
}

#[ComplexObject]
impl Person {
    /// Identifier.
    async fn id(&self) -> &ID {
        &self.view.id
    }

    /// The person's memberships of the pools; null for who may not see them.
    async fn memberships(&self, ctx: &Context<'_>) -> Option<async_graphql::Result<Vec<PoolMembership>>> {
        Some(self.load_memberships(ctx).await)
    }
}

impl Person {
    async fn load_memberships(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<PoolMembership>> {
        let loader = ctx.data::<DataLoader<Batch>>()?;
        let key = MembershipsOf(uuid(&self.view.id).map_err(Refusal)?);
        let found = loader.load_one(key).await.map_err(shared)?;
        Ok(found.unwrap_or_default().into_iter().map(PoolMembership::from).collect())
    }
}

#[ComplexObject]
impl Appointment {
    /// Identifier.
    async fn id(&self) -> &ID {
        &self.view.id
    }

    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        person(ctx, &self.view.person_id).await
    }
}

#[ComplexObject]
impl Certification {
    /// Identifier.
    async fn id(&self) -> &ID {
        &self.view.id
    }

    /// The candidate, then holder.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        person(ctx, &self.view.person_id).await
    }
}

async fn person(ctx: &Context<'_>, id: &ID) -> async_graphql::Result<Option<Person>> {
    let loader = ctx.data::<DataLoader<Batch>>()?;
    let key = PersonOf(uuid(id).map_err(Refusal)?);
    Ok(loader.load_one(key).await.map_err(shared)?.map(Person::from))
}

#[ComplexObject]
impl PoolMembership {
    /// Identifier.
    async fn id(&self) -> &ID {
        &self.view.id
    }

    /// The member.
    async fn person(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Person>> {
        person(ctx, &self.view.person_id).await
    }
}
