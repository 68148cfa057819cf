//! Who acts in the story: callers as any client's, a clock that the story moves, and the people and records met so far.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{NaiveTime, TimeDelta};
use domain::{
    Actor, Area, Day, Error, Instant, Role,
    kernel::{
        filter::Filter,
        id::{
            AccountabilityMeasureId, AppointmentId, AssessmentId, CertificationId, ComplaintId, DismissalId,
            DocumentId, FindingId, MeetingId, MembershipId, PromotionId, ProposalId, ResultReferenceId, StipendRunId,
            StipendStandardId, VacancyId,
        },
        time::day_in_shanghai,
    },
};
use persistence::people::PeopleFilter;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use uuid::Uuid;

use super::days::Days;
use crate::{
    app::{
        App, Caller, Clock, UseCase,
        accountability::{measures::FireMeasureEvent, references::FireReferenceEvent},
        administration::policies::FirePolicyProposalEvent,
        governance::{documents::FireDocumentEvent, meetings::FireMeetingEvent},
        kernel::list::{ListRequest, Query},
        misconduct::{complaints::FireComplaintEvent, dismissals::FireDismissalEvent},
        money::{stipend_runs::FireStipendRunEvent, stipend_standards::FireStipendStandardEvent},
        performance::{assessments::FireAssessmentEvent, promotions::FirePromotionEvent},
        pools::pool_memberships::FirePoolMembershipEvent,
        qualification::certifications::FireCertificationEvent,
        service::appointments::FireAppointmentEvent,
        supervision::findings::FireFindingEvent,
        vacancies::FireVacancyEvent,
    },
    config::Config,
};

/// When the office begins its day, in UTC: nine in the morning in Shanghai.
const MORNING_HOUR_UTC: u32 = 1;
/// How long before the present moment the story's last day begins, so that its events lie in the past.
const LAST_DAY_MINUTES: i64 = 30;

/// The area of a register that is not set up for one.
const WHOLE_COUNTRY: &str = "000000";
/// The invented city (青澜市).
const CITY: &str = "990100";

/// The setting of the invented city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It has the register to itself.
    Alone,
    /// Others come after it: it lies in a province of its own, and brings no list of areas, which would refuse theirs.
    AmongOthers,
}

/// The area of the city's records.
fn area_of(own: &Area, setting: Setting) -> String {
    let is_own = own.as_str() != WHOLE_COUNTRY && setting == Setting::Alone;
    if is_own { own.to_string() } else { CITY.to_owned() }
}

/// A request's body, as a client would write it.
pub(super) fn body<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(Error::internal)
}

/// An id that an answer holds.
pub(super) fn id(text: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(text).map_err(Error::internal)
}

/// A text of an answer.
pub(super) fn text<'a>(record: &'a Value, field: &str) -> Result<&'a str, Error> {
    record.get(field).and_then(Value::as_str).ok_or_else(|| Error::internal(format!("the demo misses {field}")))
}

/// A body with more fields.
pub(super) fn with(mut step: Value, more: &Value) -> Value {
    if let (Some(step), Some(more)) = (step.as_object_mut(), more.as_object()) {
        step.extend(more.clone());
    }
    step
}

/// An inspector of the roster.
#[derive(Debug, Clone)]
pub(super) struct Inspector {
    /// The person's id.
    pub person: String,
    /// The appointment's id.
    pub appointment: String,
    /// The zone's id.
    pub zone: String,
    /// The person's name.
    pub name: String,
    /// The identity class (身份类别).
    pub identity_class: String,
}

/// The invented city while its story is told.
pub(super) struct City {
    app: App,
    clock: Arc<Mutex<Instant>>,
    now: Instant,
    /// The days of the story.
    pub days: Days,
    /// The area of the city's records; the register's own unless that is the whole country.
    pub area: String,
    /// Whether it has the register to itself.
    pub setting: Setting,
    /// The clerk, who records.
    pub registrar: Caller,
    /// A second clerk, who checks what the first entered.
    pub checker: Caller,
    /// The head of the supervision office, who decides.
    pub approver: Caller,
    /// The head of the authority, who decides what the office's head proposed.
    pub head: Caller,
    /// Who runs the system.
    pub administrator: Caller,
    /// Who confirms what the administrator proposed.
    pub second_administrator: Caller,
    /// The personnel system.
    pub hr: Caller,
    /// The finance system.
    pub finance: Caller,
    /// The command line.
    pub operator: Caller,
    /// The job that runs by itself.
    pub system: Caller,
    /// Part-time inspectors, in the order of the roster.
    pub part_time: Vec<Inspector>,
    /// Full-time inspectors, in the order of the roster.
    pub full_time: Vec<Inspector>,
    /// The schools of each zone.
    pub schools: HashMap<String, Vec<String>>,
    records: HashMap<&'static str, String>,
}

fn acting(role: Role, name: &str) -> Caller {
    Caller::new(Actor { name: name.to_owned(), ..Actor::own(role) })
}

impl City {
    /// Opens the register with a clock of its own.
    pub fn open(config: &Config, now: Instant, setting: Setting) -> Result<Self, Error> {
        let clock = Arc::new(Mutex::new(now));
        let app = App::open(config, Clock::Set(Arc::clone(&clock)))?;
        let area = area_of(app.area(), setting);
        Ok(Self {
            app,
            clock,
            now,
            days: Days::until(day_in_shanghai(now))?,
            area,
            setting,
            registrar: acting(Role::Registrar, "督导室登记员"),
            checker: acting(Role::Registrar, "督导室复核员"),
            approver: acting(Role::Approver, "督导室主任"),
            head: acting(Role::Approver, "市教育局分管局长"),
            administrator: acting(Role::Administrator, "系统管理员"),
            second_administrator: acting(Role::Administrator, "系统管理员（复核）"),
            hr: acting(Role::Hr, "市人事系统"),
            finance: acting(Role::Finance, "市财政支付系统"),
            operator: Caller::new(Actor::own(Role::Operator)),
            system: Caller::new(Actor::own(Role::System)),
            part_time: Vec::new(),
            full_time: Vec::new(),
            schools: HashMap::new(),
            records: HashMap::new(),
        })
    }

    /// Moves the clock to the morning of a day; on the last one to half an hour ago.
    pub fn turn_to(&self, day: Day) {
        let morning = NaiveTime::from_hms_opt(MORNING_HOUR_UTC, 0, 0).unwrap_or_default();
        let earliest = self.now - TimeDelta::minutes(LAST_DAY_MINUTES);
        let opens = day.and_time(morning).and_utc();
        let at = if day < day_in_shanghai(self.now) { opens } else { earliest };
        let at = if day_in_shanghai(at) < day { self.now } else { at };
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// The day by the story's clock.
    pub fn today(&self) -> Day {
        day_in_shanghai(self.app.now())
    }

    /// The number of an office's document of the story's year.
    pub fn document(&self, office: &str, number: u32) -> String {
        format!("{office}〔{}〕{number}号", self.today().format("%Y"))
    }

    /// Does one thing, and lets a second pass, so that no two facts have one time.
    pub fn runs<U: UseCase>(&self, who: &Caller, use_case: &U) -> Result<U::Output, Error> {
        let done = self.app.run_now(who, use_case).inspect_err(|cause| {
            tracing::error!(operation = U::ACTION.as_str(), %cause, "the demo's story stops");
        })?;
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        *clock = (*clock + TimeDelta::seconds(1)).min(self.now);
        Ok(done)
    }

    /// Does one thing and gives the answer as a client reads it.
    pub fn does<U: UseCase<Output: Serialize>>(&self, who: &Caller, use_case: &U) -> Result<Value, Error> {
        serde_json::to_value(self.runs(who, use_case)?).map_err(Error::internal)
    }

    /// Makes a record from a body and gives its id.
    pub fn makes<U: UseCase<Output: Serialize> + DeserializeOwned>(
        &self,
        who: &Caller,
        with: Value,
    ) -> Result<String, Error> {
        let made = self.does(who, &body::<U>(with)?)?;
        // What another system reports is answered together with whether it is new.
        text(made.get("record").unwrap_or(&made), "id").map(str::to_owned)
    }

    /// A page of a list, with as many records as a page may have.
    pub fn lists<F: Filter>(&self, asked: impl Into<Vec<(&'static str, String)>>) -> Result<Vec<Value>, Error>
    where
        ListRequest<F>: UseCase,
        <ListRequest<F> as UseCase>::Output: Into<Items>,
    {
        let request = ListRequest { query: Query::<F>::new(asked), limit: 500, ..ListRequest::default() };
        let Items(items) = self.runs(&self.registrar, &request)?.into();
        items
    }

    /// Everybody of a name, who is one: no two people of the city have the same.
    pub fn person(&self, name: &str) -> Result<String, Error> {
        let found = self.lists::<PeopleFilter>([("name", name.to_owned())])?;
        let one = found.iter().find(|person| person["name"] == name);
        one.map_or_else(
            || Err(Error::internal(format!("nobody is called {name}"))),
            |one| Ok(text(one, "id")?.to_owned()),
        )
    }

    /// A part-time inspector by the place in the roster.
    pub fn inspector(&self, at: usize) -> Result<Inspector, Error> {
        self.part_time.get(at).cloned().ok_or_else(|| Error::internal("the demo's roster is too short"))
    }

    /// Keeps a record in mind.
    pub fn remembers(&mut self, what: &'static str, id: String) {
        self.records.insert(what, id);
    }

    /// A record that was kept in mind.
    pub fn record(&self, what: &'static str) -> Result<String, Error> {
        self.records.get(what).cloned().ok_or_else(|| Error::internal(format!("the story has no {what} yet")))
    }
}

/// The records of a page, as a client reads them.
pub(super) struct Items(Result<Vec<Value>, Error>);

impl<T: Serialize> From<crate::app::kernel::list::Listed<T>> for Items {
    fn from(page: crate::app::kernel::list::Listed<T>) -> Self {
        let values = page.items.into_iter().map(|one| serde_json::to_value(one).map_err(Error::internal));
        Self(values.collect())
    }
}

/// A method that fires an event of one kind of record.
macro_rules! fires {
    ($($(#[$doc:meta])* $name:ident: $use_case:ident of $id:ident;)+) => {
        impl City {
            $($(#[$doc])*
            pub fn $name(&self, who: &Caller, record: &str, event: &str, with: Value) -> Result<Value, Error> {
                let transition = body(self::with(with, &json!({ "event": event })))?;
                self.does(who, &$use_case { id: $id(id(record)?), transition })
            })+
        }
    };
}

fires! {
    /// An event of a membership.
    membership: FirePoolMembershipEvent of MembershipId;
    /// An event of a certification.
    certification: FireCertificationEvent of CertificationId;
    /// An event of an appointment.
    appointment: FireAppointmentEvent of AppointmentId;
    /// An event of an assessment.
    assessment: FireAssessmentEvent of AssessmentId;
    /// An event of a promotion.
    promotion: FirePromotionEvent of PromotionId;
    /// An event of a complaint.
    complaint: FireComplaintEvent of ComplaintId;
    /// An event of a dismissal case.
    dismissal: FireDismissalEvent of DismissalId;
    /// An event of a vacancy.
    vacancy: FireVacancyEvent of VacancyId;
    /// An event of a stipend standard.
    standard: FireStipendStandardEvent of StipendStandardId;
    /// An event of a finding.
    finding: FireFindingEvent of FindingId;
    /// An event of an accountability measure.
    measure: FireMeasureEvent of AccountabilityMeasureId;
    /// An event of a reference to results.
    reference: FireReferenceEvent of ResultReferenceId;
    /// An event of a meeting.
    meeting: FireMeetingEvent of MeetingId;
    /// An event of a document that governs or reports.
    governing_document: FireDocumentEvent of DocumentId;
    /// An event of a proposal for a rule.
    proposal: FirePolicyProposalEvent of ProposalId;
}

impl City {
    /// An event of a month's run.
    pub fn run(&self, who: &Caller, record: &str, event: &str, with: Value) -> Result<Value, Error> {
        let transition = body(self::with(with, &json!({ "event": event })))?;
        let progress = crate::app::money::stipend_runs::Progress::default();
        self.does(who, &FireStipendRunEvent { id: StipendRunId(id(record)?), transition, progress })
    }
}
