//! Trainings: record, correct, read.

use domain::{
    Error, FaultCode, Faults, Wording,
    event::{Basis, SubjectKind},
    id::{PersonId, TrainingId},
    policy::Action,
    time,
    training::{self, Form, Mode},
};
use openapi::{
    query::TrainingsQuery,
    training::{CreateTraining, Training, UpdateTraining},
};
use persistence::{
    people,
    trainings::{self, TrainingFilter},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Ctx, UseCase,
    context::{CREATED, Particulars, areas, at_version, parse_all},
    list::{ListRequest, Listed},
    repeat::kept_for_repeats,
};

impl UseCase for CreateTraining {
    const ACTION: Action = Action::CreateTraining;
    type Output = Training;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Training, Error> {
        let mut faults = Faults::new();
        let person = living(ctx, self.person(), &mut faults)?;
        let parts = self.parse(ctx.today(), &mut faults);
        let (person, (title, organiser)) = faults.finish(person.zip(parts))?;
        let (id, now) = (TrainingId(ctx.new_id()?), ctx.now());
        let training = training::Training {
            id,
            version: 1,
            area: person.area,
            person_id: person.id,
            form: self.form.into(),
            mode: self.mode.into(),
            content: self.content.into(),
            title,
            held_on: self.held_on,
            hours: self.hours,
            organiser,
            created_at: now,
            updated_at: now,
        };
        trainings::insert(ctx.db, &training)?;
        ctx.record((SubjectKind::Training, id.0), CREATED, Basis::default(), Particulars::default())?;
        Ok(training.into())
    }
}

/// The person that a new record names, who is in the register and not merged into another.
///
/// # Errors
/// When the database fails.
pub fn living(ctx: &mut Ctx<'_>, id: PersonId, faults: &mut Faults) -> Result<Option<domain::person::Person>, Error> {
    match people::find(ctx.db, ctx.vault, ctx.reach, id) {
        Ok(person) if person.merged_into.is_none() => Ok(Some(person)),
        Ok(_) | Err(Error::NotFound) => {
            faults.add("/person_id", FaultCode::Reference, Wording::NoSuchRecord);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Read one training.
pub struct ReadTraining(pub TrainingId);

impl UseCase for ReadTraining {
    const ACTION: Action = Action::ReadTraining;
    type Output = Training;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Training, Error> {
        trainings::find(ctx.db, ctx.reach, self.0).map(Training::from)
    }
}

impl UseCase for ListRequest<TrainingsQuery> {
    const ACTION: Action = Action::ListTrainings;
    type Output = Listed<Training>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let filter = filter(&self.query)?;
        let (order, request) = (self.order()?, self.page(ctx)?);
        let page = trainings::list(ctx.db, ctx.reach, &filter, order.descending, &request)?;
        Ok(self.answer(ctx, page.map(Training::from)))
    }
}

fn filter(query: &TrainingsQuery) -> Result<TrainingFilter, Error> {
    let mut faults = Faults::new();
    let mut day = |name: &str, raw: &Option<String>| {
        raw.as_ref().and_then(|raw| faults.keep(&format!("/{name}"), time::parse_day(raw)))
    };
    let (held_on_from, held_on_to) = (day("held_on_from", &query.held_on_from), day("held_on_to", &query.held_on_to));
    let filter = TrainingFilter {
        areas: areas(&mut faults, query.area.as_ref()),
        person_ids: parse_all(&mut faults, "person_id", query.person_id.as_ref(), |raw| {
            Uuid::try_parse(raw).ok().map(PersonId)
        }),
        forms: parse_all(&mut faults, "form", query.form.as_ref(), Form::parse),
        modes: parse_all(&mut faults, "mode", query.mode.as_ref(), Mode::parse),
        held_on_from,
        held_on_to,
    };
    faults.finish(Some(filter))
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
    const ACTION: Action = Action::UpdateTraining;
    type Output = Training;
    kept_for_repeats!();

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Training, Error> {
        let training = trainings::find(ctx.db, ctx.reach, self.id)?;
        at_version(self.version, training.version)?;
        let mut faults = Faults::new();
        let corrected = self.patch.apply(&training, ctx.today(), &mut faults);
        let corrected = faults.finish(Some(corrected))?;
        if corrected == training {
            ctx.nothing_changed();
            return Ok(training.into());
        }
        let corrected = training::Training { version: training.version + 1, updated_at: ctx.now(), ..corrected };
        trainings::update(ctx.db, &corrected)?;
        let particulars =
            Particulars { detail: json!({ "before": Training::from(training) }), ..Particulars::default() };
        ctx.record((SubjectKind::Training, self.id.0), "corrected", Basis::default(), particulars)?;
        Ok(corrected.into())
    }
}
