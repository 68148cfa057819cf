//! The default demo: a year and more in the life of one invented city, 青澜市. Every person and every amount is invented.
//!
//! The story is played by the same use cases as any client's, on a clock of its own that moves from March of last year to
//! the present moment. Each room tells one subject as scenes; scenes are played in the order of their days.

mod assessments;
mod careers;
mod cast;
mod consequences;
pub mod days;
mod duty;
mod grades;
mod misconduct;
mod notices;
mod office;
mod places;
mod scene;
mod stipends;
mod vacancies;

use domain::{Error, Instant};

use crate::config::Config;
use days::Days;
use office::City;
pub use office::Setting;
use scene::Scene;

/// A room of the story.
type Room = fn(&Days) -> Result<Vec<Scene>, Error>;

/// The rooms, in the order in which they act on one day.
const ROOMS: [Room; 10] = [
    places::scenes,
    careers::scenes,
    duty::scenes,
    grades::scenes,
    assessments::scenes,
    misconduct::scenes,
    vacancies::scenes,
    notices::scenes,
    stipends::scenes,
    consequences::scenes,
];

/// Makes the city in an empty register that has its tables, as of a moment.
///
/// # Errors
/// What refuses a part of it.
pub fn build(config: &Config, now: Instant, setting: Setting) -> Result<(), Error> {
    let mut city = City::open(config, now, setting)?;
    let mut scenes = Vec::new();
    for room in ROOMS {
        scenes.extend(room(&city.days)?);
    }
    scenes.sort_by_key(|scene| scene.on);
    for scene in scenes {
        city.turn_to(scene.on);
        (scene.play)(&mut city)?;
    }
    Ok(())
}
