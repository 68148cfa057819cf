//! Records with their relations, and the interface all of them share.

use async_graphql::{ComplexObject, Context, ID, Interface, SimpleObject, dataloader::DataLoader};
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

/// An id as a UUID; what is none names no record.
pub fn uuid(id: &ID) -> Result<Uuid, domain::Error> {
    Uuid::try_parse(id).map_err(|_| domain::Error::NotFound)
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
