//! Accountability measures (R270 to R281): an interview with who leads a unit, or accountability of a unit or its leaders,
//! with remedies as against dismissals. Who inspects is met by a dismissal case, and by no measure.

mod deciding;
mod lifecycle;
pub mod parts;
#[cfg(test)]
mod tests;

use crate::{
    Area, Day, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{AccountabilityMeasureId, FindingId, OrganisationId, PostId},
        rules::{self, Rules},
        time::{add_days, add_months, day_in_shanghai, subtract_months},
        word::words,
    },
    misconduct::dismissal::remedy::{Kind, Outcome},
    supervision::object::Object,
};
use parts::{Aggravation, Article, Carriers, Course, Due, Form, Ground, Openness, Respondent, Route};

words! {
    /// The status of a measure.
    Status {
        /// Begun.
        Opened = "opened",
        /// Being investigated.
        Investigating = "investigating",
        /// The respondent was told what is intended.
        IntentServed = "intent_served",
        /// The respondent was heard, or let the days pass.
        DefenceHeard = "defence_heard",
        /// Decided, not served yet.
        Decided = "decided",
        /// The respondent has the decision.
        Served = "served",
        /// In effect.
        Effective = "effective",
        /// A review was filed.
        ReviewFiled = "review_filed",
        /// The review was decided.
        ReviewDecided = "review_decided",
        /// An appeal was filed.
        AppealFiled = "appeal_filed",
        /// The appeal was decided.
        AppealDecided = "appeal_decided",
        /// The interview is planned.
        Scheduled = "scheduled",
        /// The interview was held.
        Held = "held",
        /// Over: no remedy is open any more, or all that was demanded is reported.
        Closed = "closed",
        /// Ended without a decision or an interview.
        Dropped = "dropped",
        /// The decision was revoked.
        Reversed = "reversed",
    }
}

impl Status {
    /// Served, with or without a remedy: from here it takes effect.
    pub const SERVED: &'static [Self] =
        &[Self::Served, Self::ReviewFiled, Self::ReviewDecided, Self::AppealFiled, Self::AppealDecided];
    /// A remedy waits for its decision.
    pub const FILED: &'static [Self] = &[Self::ReviewFiled, Self::AppealFiled];
    /// What ends once no remedy is open any more.
    pub const CLOSABLE: &'static [Self] = &[Self::Effective, Self::ReviewDecided, Self::AppealDecided];
}

words! {
    /// An event of a measure.
    Event {
        /// Name who investigates.
        Investigate = "investigate",
        /// Tell the respondent what is intended.
        ServeIntent = "serve_intent",
        /// Record what the respondent says.
        HearDefence = "hear_defence",
        /// The days for it have passed.
        WaiveDefence = "waive_defence",
        /// Decide.
        Decide = "decide",
        /// Hand over the decision.
        Serve = "serve",
        /// Bring it into effect.
        TakeEffect = "take_effect",
        /// Record what others did who carry it out.
        RecordOutcome = "record_outcome",
        /// The respondent asks for a remedy.
        FileRemedy = "file_remedy",
        /// Decide on the remedy.
        DecideRemedy = "decide_remedy",
        /// Plan the interview.
        Schedule = "schedule",
        /// Record that it was held.
        Hold = "hold",
        /// Record that the unit reported what was demanded.
        ReportDemand = "report_demand",
        /// It is over.
        Close = "close",
        /// End it without a decision or an interview.
        Drop = "drop",
    }
}

impl Event {
    /// The one route that has it; none if both have.
    const fn route(self) -> Option<Route> {
        match self {
            Self::Schedule | Self::Hold | Self::ReportDemand => Some(Route::Interview),
            Self::Close | Self::Drop => None,
            _ => Some(Route::Accountability),
        }
    }
}

/// An event with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Name who investigates: two at least.
    Investigate(Vec<String>),
    /// Tell the respondent what is intended.
    ServeIntent {
        /// The facts.
        facts: String,
        /// The article.
        article: Article,
        /// The form.
        form: Form,
    },
    /// Record what the respondent says.
    HearDefence(String),
    /// Decide.
    Decide {
        /// The form.
        form: Form,
        /// The ground.
        ground: Ground,
        /// The article.
        article: Article,
        /// The day of effect.
        effective_on: Day,
        /// By whose post it was approved.
        approved_by_post_id: PostId,
        /// Who was consulted.
        consulted_unit_ids: Vec<OrganisationId>,
        /// What weighs against the respondent.
        aggravating: Vec<Aggravation>,
    },
    /// Hand over the decision.
    Serve {
        /// The day; that of the event, unless said.
        on: Option<Day>,
    },
    /// Record what others did.
    RecordOutcome {
        /// Who.
        by_id: OrganisationId,
        /// What.
        result: String,
    },
    /// The respondent asks for a remedy.
    FileRemedy {
        /// Which.
        kind: Kind,
        /// What the respondent says.
        statement: Option<String>,
    },
    /// Decide on the remedy.
    DecideRemedy {
        /// What becomes of it.
        outcome: Outcome,
        /// The lighter form, where it is changed.
        form: Option<Form>,
    },
    /// Plan the interview.
    Schedule {
        /// The day.
        planned_on: Day,
        /// Who is interviewed, unless that is known.
        respondent: Option<Respondent>,
        /// What it is about.
        matters: Vec<String>,
    },
    /// Record that it was held.
    Hold {
        /// The day; that of the event, unless said.
        on: Option<Day>,
        /// The signed minutes.
        minutes: String,
        /// What was demanded, each with its last day.
        demands: Vec<(String, Day)>,
    },
    /// Record that the unit reported what was demanded.
    ReportDemand {
        /// Which, counted from 1.
        demand: u32,
        /// The day; that of the event, unless said.
        on: Option<Day>,
    },
    /// An event that needs nothing more.
    Plain(Event),
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Investigate(_) => Event::Investigate,
            Self::ServeIntent { .. } => Event::ServeIntent,
            Self::HearDefence(_) => Event::HearDefence,
            Self::Decide { .. } => Event::Decide,
            Self::Serve { .. } => Event::Serve,
            Self::RecordOutcome { .. } => Event::RecordOutcome,
            Self::FileRemedy { .. } => Event::FileRemedy,
            Self::DecideRemedy { .. } => Event::DecideRemedy,
            Self::Schedule { .. } => Event::Schedule,
            Self::Hold { .. } => Event::Hold,
            Self::ReportDemand { .. } => Event::ReportDemand,
            Self::Plain(event) => *event,
        }
    }
}

/// What the register knows besides a measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether the post that approved is a chair's or vice-chair's, and held on the day of the decision (R275).
    pub is_led_by_chair: bool,
    /// Whether another measure against the object took effect within a year before (R279).
    pub is_second_in_a_year: bool,
}

/// With what a measure is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Which way it goes.
    pub route: Route,
    /// Who is interviewed or held to account, where it is a person.
    pub respondent: Option<Respondent>,
    /// The ground.
    pub ground: Ground,
    /// What is said to have happened, in words about the unit.
    pub facts: String,
    /// Upon which records it rests.
    pub carriers: Carriers,
}

impl Opening {
    /// Of the interview to which a problem leads that was not put right. It refers to the finding, and does not copy its words.
    pub fn of_finding(finding: FindingId, facts: Option<String>) -> Self {
        const NOT_PUT_RIGHT: &str = "督导发现的问题未按要求整改";
        Self {
            route: Route::Interview,
            respondent: None,
            ground: Ground::NoRectification,
            facts: facts.unwrap_or_else(|| NOT_PUT_RIGHT.to_owned()),
            carriers: Carriers { finding_ids: vec![finding], ..Carriers::default() },
        }
    }

    /// Notes that it rests on nothing the register knows.
    pub fn check(&self, faults: &mut Faults) {
        let Carriers { finding_ids, evaluation_ids, inspection_ids } = &self.carriers;
        if finding_ids.is_empty() && evaluation_ids.is_empty() && inspection_ids.is_empty() {
            faults.add("/finding_ids", FaultCode::Required, Wording::CarrierNeeded);
        }
    }
}

/// An accountability measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountabilityMeasure {
    /// Identifier.
    pub id: AccountabilityMeasureId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, that of the object.
    pub area: Area,
    /// The object.
    pub object: Object,
    /// Which way it goes.
    pub route: Route,
    /// The stored status; see [`AccountabilityMeasure::effective`].
    pub status: Status,
    /// Who is interviewed or held to account, where it is a person.
    pub respondent: Option<Respondent>,
    /// The ground: that of the opening, then of the decision.
    pub ground: Ground,
    /// The article: that of the notice, then of the decision.
    pub article: Option<Article>,
    /// What is said to have happened.
    pub facts: String,
    /// Upon which records it rests.
    pub carriers: Carriers,
    /// What happened so far.
    pub course: Course,
    /// The day on which the respondent got the decision.
    pub served_on: Option<Day>,
    /// The day on which the decision took effect.
    pub took_effect_on: Option<Day>,
    /// The day on which the interview was held.
    pub held_on: Option<Day>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was opened.
    pub created_at: Instant,
    /// When the register learned of this version.
    pub updated_at: Instant,
}

impl AccountabilityMeasure {
    /// A measure that was opened.
    pub fn opened(id: AccountabilityMeasureId, (area, object): (Area, Object), opening: Opening, now: Instant) -> Self {
        let Opening { route, respondent, ground, facts, carriers } = opening;
        Self {
            id,
            version: 1,
            area,
            object,
            route,
            status: Status::Opened,
            respondent,
            ground,
            article: None,
            facts,
            carriers,
            course: Course::default(),
            served_on: None,
            took_effect_on: None,
            held_on: None,
            last_event_on: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// The status on a day: where no remedy is open any more it reads as closed before the job has run.
    pub fn effective(&self, today: Day) -> Status {
        let is_closable = Status::CLOSABLE.contains(&self.status) && self.took_effect_on.is_some();
        if is_closable && self.last_filing().is_some_and(|last| last < today) { Status::Closed } else { self.status }
    }

    /// The last day on which some remedy may be filed.
    pub fn last_filing(&self) -> Option<Day> {
        self.course.clocks.iter().map(|clock| clock.file_by).max()
    }

    /// The form that was decided.
    pub fn form(&self) -> Option<Form> {
        self.course.decision.as_ref().map(|decision| decision.form)
    }

    /// The day on which a served decision has effect: its own, but not before the respondent has it.
    pub fn takes_effect_on(&self) -> Option<Day> {
        Some(self.course.decision.as_ref()?.effective_on.max(self.served_on?))
    }

    /// Whether it has taken effect and was not reversed.
    pub fn has_effect(&self) -> bool {
        self.took_effect_on.is_some() && self.status != Status::Reversed
    }

    /// R281: the first day on which it counts for nothing any more.
    pub fn spent_on(&self, rules: &Rules) -> Option<Day> {
        let months = rules.count(&rules::ACCOUNTABILITY_SPENT_MONTHS);
        self.took_effect_on.filter(|_| self.has_effect()).map(|day| add_months(day, months))
    }

    /// R277: how far the decision is made known.
    pub fn openness(&self, rules: &Rules) -> Option<Openness> {
        let is_public = |form: Form| rules.lists(&rules::ACCOUNTABILITY_PUBLIC_FOR, form.as_str());
        self.form().map(|form| if is_public(form) { Openness::Public } else { Openness::Internal })
    }

    /// What is due next, and when.
    pub fn due(&self, rules: &Rules) -> Option<(Due, Day)> {
        let course = &self.course;
        match self.status {
            Status::Opened if self.route == Route::Accountability => {
                let days = rules.count(&rules::ACCOUNTABILITY_INVESTIGATION_DAYS);
                Some((Due::Investigation, add_days(day_in_shanghai(self.created_at), days)))
            }
            Status::IntentServed => course.intent.as_ref().map(|intent| (Due::Defence, intent.defence_until)),
            Status::Scheduled => course.interview.as_ref().map(|one| (Due::Interview, one.planned_on)),
            Status::Held => {
                let open = course.interview.iter().flat_map(|one| &one.demands).filter(|one| one.reported_on.is_none());
                open.map(|demand| demand.due_on).min().map(|day| (Due::Demand, day))
            }
            status if Status::SERVED.contains(&status) && self.took_effect_on.is_none() => {
                self.takes_effect_on().map(|day| (Due::Effect, day))
            }
            status if Status::FILED.contains(&status) => {
                course.remedies.last().map(|remedy| (Due::Deciding, remedy.decide_by))
            }
            status if Status::CLOSABLE.contains(&status) => self.last_filing().map(|day| (Due::Filing, day)),
            _ => None,
        }
    }
}

/// R281: what took effect on this day or before is spent today.
pub fn spent_since(rules: &Rules, today: Day) -> Day {
    subtract_months(today, rules.count(&rules::ACCOUNTABILITY_SPENT_MONTHS))
}
