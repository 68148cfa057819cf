//! Places that were left: the one of who was dismissed is filled from the specialist pool, the one of who retired has its
//! candidates ranked and waits for a decision.

use domain::Error;
use openapi::vacancies::vacancy::CreateVacancy;
use persistence::vacancies::VacancyFilter;
use serde_json::json;

use super::{
    careers,
    cast::{DISMISSED, RETIRED},
    days::Days,
    office::{City, Inspector, text},
    scene::Scene,
};

pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    let selected_on = days.last_year(6, 22);
    Ok(vec![
        Scene::new(selected_on, select),
        Scene::new(days.notice_over(selected_on)?, fill),
        Scene::new(days.ago(33), retire),
        Scene::new(days.ago(28), rank),
    ])
}

/// The vacancy that the dismissal opened: ranked, and the best candidate chosen.
fn select(city: &mut City) -> Result<(), Error> {
    let closed_case = city.record("closed case")?;
    let opened = city.lists::<VacancyFilter>([("dismissal_id", closed_case)])?;
    let vacancy =
        text(opened.first().ok_or_else(|| Error::internal("the dismissal opened no vacancy"))?, "id")?.to_owned();
    city.vacancy(&city.registrar, &vacancy, "rank", json!({}))?;
    let chosen = city.person(CHOSEN)?;
    let selected = json!({ "person_id": chosen, "reason": "面谈后择优" });
    let selected = city.vacancy(&city.head, &vacancy, "select", selected)?;
    let appointment = text(&selected, "appointment_id")?.to_owned();
    city.appointment(&city.registrar, &appointment, "review", json!({}))?;
    city.appointment(&city.registrar, &appointment, "open_notice", json!({}))?;
    city.remembers("successor", appointment);
    Ok(())
}

/// A specialist who was certified in spring.
const CHOSEN: &str = "吕华新";

fn fill(city: &mut City) -> Result<(), Error> {
    let appointment = city.record("successor")?;
    careers::take_up_duty(city, &appointment, 37)?;
    let zone = city.inspector(DISMISSED)?.zone;
    careers::assign(city, &appointment, &zone)?;
    let successor = Inspector {
        person: city.person(CHOSEN)?,
        appointment,
        zone,
        name: CHOSEN.to_owned(),
        identity_class: "school_staff".to_owned(),
    };
    city.part_time.push(successor);
    Ok(())
}

fn retire(city: &mut City) -> Result<(), Error> {
    let one = city.inspector(RETIRED)?;
    city.appointment(&city.registrar, &one.appointment, "retire", json!({ "reason": "到龄退休" })).map(drop)
}

fn rank(city: &mut City) -> Result<(), Error> {
    let vacancy = json!({ "left_appointment_id": city.inspector(RETIRED)?.appointment });
    let vacancy = city.makes::<CreateVacancy>(&city.registrar, vacancy)?;
    city.vacancy(&city.registrar, &vacancy, "rank", json!({})).map(drop)
}
