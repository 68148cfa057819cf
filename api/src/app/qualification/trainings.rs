//! Trainings: record, correct, read.

use std::collections::HashMap;

use domain::{
    Area, Day, Error, FaultCode, Faults, Wording,
    kernel::{
        event::{Basis, Event, SubjectKind},
        id::{PersonId, TrainingId},
        page::{Page, PageRequest, Position},
        policy::Action,
        rules,
        time::{Moment, following},
    },
    people::person::Person,
    qualification::training::{self, YearHours},
    roles,
};
use openapi::{
    kernel::query::TrainingHoursQuery,
    qualification::training::{CreateTraining, Training, TrainingHours, UpdateTraining},
};
use persistence::{
    qualification::trainings::{self, TrainingFilter},
    service::appointments,
};
use serde_json::json;

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{CREATED, Particulars, at_version},
        list::{ListRequest, Listed, Listing, Query, drop_earlier, year_of},
        reading::{ReadAsOf, Readable},
        within_reach,
    },
    service::deaths,
};

/// What each of these would be, or why it is refused. Nothing is stored.
///
/// # Errors
/// When the database fails.
pub fn prepare_all(
    ctx: &mut Ctx<'_>,
    all: &[&CreateTraining],
) -> Result<Vec<Result<training::Training, Error>>, Error> {
    let named: Vec<PersonId> = all.iter().map(|one| one.person()).collect();
    let people = within_reach::people(ctx, &named)?;
    let died = deaths::of_people(ctx, &people.values().map(|person| person.id).collect::<Vec<_>>())?;
    Ok(all.iter().map(|one| prepare(ctx, one, &people, &died)).collect())
}

fn prepare(
    ctx: &mut Ctx<'_>,
    asked: &CreateTraining,
    people: &HashMap<PersonId, Person>,
    died: &HashMap<PersonId, Day>,
) -> Result<training::Training, Error> {
    let mut faults = Faults::new();
    let person = people.get(&asked.person());
    if person.is_none() {
        within_reach::unknown("/person_id", &mut faults);
    }
    let parts = asked.parse(ctx.today(), &mut faults);
    let (person, (title, organiser)) = faults.finish(person.zip(parts))?;
    // Of the day itself nobody knows the hour.
    if let Some(since) = died.get(&person.id).filter(|died_on| **died_on < asked.held_on) {
        return Err(Error::Closed { since: *since });
    }
    let now = ctx.now();
    Ok(training::Training {
        id: TrainingId(ctx.new_id()?),
        version: 1,
        area: person.area.clone(),
        person_id: person.id,
        form: asked.form.into(),
        mode: asked.mode.into(),
        content: asked.content.into(),
        title,
        held_on: asked.held_on,
        hours: asked.hours,
        organiser,
        created_at: now,
        updated_at: now,
    })
}

/// Stores what is new, with its events.
///
/// # Errors
/// When the database fails.
pub fn store(ctx: &mut Ctx<'_>, new: &[training::Training]) -> Result<(), Error> {
    trainings::insert_many(ctx.db, new)?;
    let event = |one: &training::Training| {
        ctx.fact((SubjectKind::Training, one.id.0), CREATED, Basis::default(), Particulars::default())
    };
    let events: Result<Vec<Event>, Error> = new.iter().map(event).collect();
    ctx.record_all(&events?)
}

impl UseCase for CreateTraining {
    const ACTION: Action = Action::write("create_training", roles![Registrar, Approver, Operator]);
    type Output = Training;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Training, Error> {
        let nothing = || Error::internal("no training");
        let training = prepare_all(ctx, &[self])?.pop().ok_or_else(nothing)??;
        store(ctx, std::slice::from_ref(&training))?;
        Ok(training.into())
    }
}

/// Read one training, as it was known at a moment.
pub type ReadTraining = ReadAsOf<Training>;

impl Readable for Training {
    type Id = TrainingId;
    const ACTION: Action = Action::read("read_training", roles![Registrar, Approver, Auditor]);

    fn read(ctx: &mut Ctx<'_>, id: TrainingId, moment: Moment) -> Result<Self, Error> {
        trainings::find(ctx.db, ctx.reach, id, moment.known_at).map(Self::from)
    }
}

impl Listing for TrainingFilter {
    const ACTION: Action = Action::read("list_trainings", roles![Registrar, Approver, Auditor]);
    type View = Training;

    fn page(&self, ctx: &mut Ctx<'_>, descending: bool, request: &PageRequest) -> Result<Page<Training>, Error> {
        Ok(trainings::list(ctx.db, ctx.reach, self, descending, request)?.map(Training::from))
    }
}

/// Correct the record of a training; what it said before stays in its history.
pub struct CorrectTraining {
    /// Which.
    pub id: TrainingId,
    /// The version it is based on.
    pub version: i64,
    /// The patch.
    pub patch: UpdateTraining,
}

impl UseCase for CorrectTraining {
    const ACTION: Action = Action::write("update_training", roles![Registrar, Approver, Operator]);
    type Output = Training;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Training, Error> {
        let training = trainings::find(ctx.db, ctx.reach, self.id, None)?;
        at_version(self.version, training.version)?;
        let mut faults = Faults::new();
        let corrected = self.patch.apply(&training, ctx.today(), &mut faults);
        let corrected = faults.finish(Some(corrected))?;
        if corrected == training {
            ctx.nothing_changed();
            return Ok(training.into());
        }
        let corrected = training::Training {
            version: training.version + 1,
            updated_at: following(training.updated_at, ctx.now()),
            ..corrected
        };
        trainings::update(ctx.db, &corrected)?;
        let particulars =
            Particulars { detail: json!({ "before": Training::from(training) }), ..Particulars::default() };
        ctx.record((SubjectKind::Training, self.id.0), "corrected", Basis::default(), particulars)?;
        Ok(corrected.into())
    }
}

/// Read who of the inspectors in office has the hours that a year asks for.
pub struct ListTrainingHours(pub ListRequest<TrainingHoursQuery>);

impl UseCase for ListTrainingHours {
    const ACTION: Action = Action::read("list_training_hours", roles![Registrar, Approver, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = Listed<TrainingHours>;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let query = &self.0.query;
        let (areas, year, is_short) = hours_asked_for(query, ctx.today())?;
        let (order, request, rules) = (self.0.order()?, self.0.page(ctx)?, ctx.rules()?);
        let (first, last) = days_of(year);
        let people = appointments::people_in_office(ctx.db, ctx.reach, &areas, last.min(ctx.today()))?;
        let filter = TrainingFilter { held_on_from: Some(first), held_on_to: Some(last), ..TrainingFilter::default() };
        let mut hours: HashMap<PersonId, YearHours> = HashMap::new();
        for (person, mode, sum) in trainings::hours_of_each(ctx.db, &filter)? {
            hours.entry(person).or_default().add(mode, sum);
        }
        let needed = rules.count(&rules::TRAINING_MIN_HOURS_PER_YEAR);
        let of = |person: &PersonId| hours.get(person).copied().unwrap_or_default();
        let mut listed: Vec<PersonId> =
            people.into_iter().filter(|person| !is_short || of(person).missing(needed) > 0).collect();
        if order.descending {
            listed.reverse();
        }
        let total = i64::try_from(listed.len()).ok();
        drop_earlier(&mut listed, &request, order.descending, |person| person.0);
        let mut page = Page::cut(listed, request.size, |person| Position { value: None, id: person.0 });
        page.total = total.filter(|_| request.count);
        let rule = &rules::TRAINING_MIN_HOURS_PER_YEAR;
        let view = |person: PersonId| {
            let hours = of(&person);
            TrainingHours {
                person_id: person.into(),
                year,
                counted: hours.concentrated,
                online: hours.online,
                self_study: hours.self_study,
                needed,
                missing: hours.missing(needed),
                rule: rule.key.to_owned(),
                article: rule.article.to_owned(),
            }
        };
        Ok(self.0.answer(ctx, page.map(view)))
    }
}

fn hours_asked_for(query: &Query<TrainingHoursQuery>, today: Day) -> Result<(Vec<Area>, i32, bool), Error> {
    let mut faults = Faults::new();
    let query = query.read(&mut faults);
    let year = year_of(query.year.as_deref(), today, &mut faults);
    let is_short = match query.short.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            faults.add("/short", FaultCode::Type, Wording::TrueOrFalse);
            false
        }
    };
    faults.finish(Some((query.area, year, is_short)))
}

fn days_of(year: i32) -> (Day, Day) {
    (Day::from_ymd_opt(year, 1, 1).unwrap_or(Day::MIN), Day::from_ymd_opt(year, 12, 31).unwrap_or(Day::MAX))
}
