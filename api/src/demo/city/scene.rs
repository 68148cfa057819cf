//! What a room of the story tells.

use domain::{Day, Error};

use super::office::City;

/// How it happens.
type Play = dyn FnOnce(&mut City) -> Result<(), Error>;

/// Something that happens in the city on a day.
pub(super) struct Scene {
    /// The day.
    pub(super) on: Day,
    /// How it happens.
    pub(super) play: Box<Play>,
}

impl Scene {
    pub(super) fn new(on: Day, play: impl FnOnce(&mut City) -> Result<(), Error> + 'static) -> Self {
        Self { on, play: Box::new(play) }
    }
}
