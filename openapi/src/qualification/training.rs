//! Trainings on the wire.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Day,
    kernel::{fault::Faults, id::PersonId, text},
    qualification::training,
};
use macros::{patch, view};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::value::Patch;

published! {
    TrainingForm = domain::qualification::training::Form,
    TrainingMode = domain::qualification::training::Mode,
    TrainingContent = domain::qualification::training::Content,
}

/// A training that a person took part in.
#[view(training: training::Training)]
pub struct Training {
    /// Identifier.
    pub id: Uuid,
    /// Version, one more with every change; the ETag.
    pub version: i64,
    /// Area (GB/T 2260), inherited from the person.
    pub area: String,
    /// Who took part.
    pub person_id: Uuid,
    /// Its form.
    pub form: TrainingForm,
    /// How it was given.
    pub mode: TrainingMode,
    /// What it was about.
    pub content: TrainingContent,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub held_on: NaiveDate,
    /// Hours (学时) credited.
    pub hours: u32,
    /// Who gave it.
    pub organiser: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last corrected.
    pub updated_at: DateTime<Utc>,
}

/// Whether an inspector in office has the hours that a year asks for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrainingHours {
    /// The inspector.
    pub person_id: Uuid,
    /// The year.
    pub year: i32,
    /// Hours of concentrated training: those that count.
    pub counted: u32,
    /// Hours of online training.
    pub online: u32,
    /// Hours of self-study.
    pub self_study: u32,
    /// Hours that the rule asks for.
    pub needed: u32,
    /// Hours that are missing.
    pub missing: u32,
    /// The policy key of the rule.
    pub rule: String,
    /// The article it comes from.
    pub article: String,
}

/// A training to record.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTraining {
    /// Who took part.
    pub person_id: Uuid,
    /// Its form.
    pub form: TrainingForm,
    /// How it was given.
    pub mode: TrainingMode,
    /// What it was about.
    pub content: TrainingContent,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub held_on: NaiveDate,
    /// Hours (学时) credited, 1 to 400.
    #[schema(minimum = 1, maximum = 400)]
    pub hours: u32,
    /// Who gave it.
    pub organiser: Option<String>,
}

/// A correction of a training: a JSON merge patch, in which absent differs from null.
#[patch]
pub struct UpdateTraining {
    /// Its form.
    pub form: Option<TrainingForm>,
    /// How it was given.
    pub mode: Option<TrainingMode>,
    /// What it was about.
    pub content: Option<TrainingContent>,
    /// Its title.
    pub title: Option<String>,
    /// Its last day.
    pub held_on: Option<NaiveDate>,
    /// Hours (学时) credited, 1 to 400.
    #[schema(minimum = 1, maximum = 400)]
    pub hours: Option<u32>,
    /// Who gave it.
    pub organiser: Patch<String>,
}

impl CreateTraining {
    /// Who took part.
    pub fn person(&self) -> PersonId {
        PersonId(self.person_id)
    }

    /// The parts of the training beside its id and times.
    pub fn parse(&self, today: Day, faults: &mut Faults) -> Option<(String, Option<String>)> {
        let title = faults.keep("/title", text::line(&self.title));
        let organiser = self.organiser.as_ref().and_then(|raw| faults.keep("/organiser", text::line(raw)));
        training::check(self.held_on, self.hours, today, faults);
        title.map(|title| (title, organiser))
    }
}

impl UpdateTraining {
    /// The training as it is after the correction.
    pub fn apply(&self, training: &training::Training, today: Day, faults: &mut Faults) -> training::Training {
        let (held_on, hours) = (self.held_on.unwrap_or(training.held_on), self.hours.unwrap_or(training.hours));
        training::check(held_on, hours, today, faults);
        let title = self.title.as_ref().and_then(|raw| faults.keep("/title", text::line(raw)));
        let organiser =
            self.organiser.read_over(training.organiser.clone(), "/organiser", faults, |raw| text::line(raw));
        training::Training {
            form: self.form.map_or(training.form, Into::into),
            mode: self.mode.map_or(training.mode, Into::into),
            content: self.content.map_or(training.content, Into::into),
            title: title.unwrap_or_else(|| training.title.clone()),
            held_on,
            hours,
            organiser,
            ..training.clone()
        }
    }
}
