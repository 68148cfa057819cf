//! What inspectors do: trainings, visits and reports, the schools that they stay away from, and the teams that are drawn.

use chrono::Datelike;
use domain::{Day, Error, kernel::period::Month};
use openapi::{
    performance::duty::CreateDutyRecords,
    qualification::training::CreateTraining,
    service::{recusal::CreateRecusal, team::CreateTeam},
};
use serde_json::{Value, json};

use super::{
    cast::{ASSESSED, DISMISSED, RECUSED, RETIRED},
    days::Days,
    office::{City, body},
    scene::Scene,
};

/// Days of a month on which each inspector visits a school, as many as a month of service needs.
const VISIT_DAYS: [u32; 4] = [5, 11, 17, 23];
/// Months without duty.
const IDLE_MONTHS: [u32; 2] = [2, 8];
/// Whole months of which every visit is recorded.
const MONTHS: u32 = 3;

/// A training in spring, visits of last autumn and of the last three months, two recusals, two teams.
pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    let autumn = Month::of(days.last_year(11, 1));
    let mut scenes = vec![
        Scene::new(days.last_year(6, 20), train),
        Scene::new(days.last_year(9, 1), recuse),
        Scene::new(autumn.last(), move |city| record_month(city, autumn, ASSESSED)),
        Scene::new(days.ago(45), |city| draw(city, "special", "“双减”专项督导")),
        Scene::new(days.ago(3), |city| draw(city, "comprehensive", "义务教育优质均衡综合督导")),
        Scene::new(days.today, |city| {
            let month = Month::of(city.days.today);
            record_month(city, month, city.part_time.len())
        }),
    ];
    // November of last year is recorded once, also where it is one of the last three months.
    let months = (1..=MONTHS).map(|back| days.month(back)).filter(|month| *month != autumn);
    scenes.extend(
        months.map(|month| Scene::new(month.last(), move |city| record_month(city, month, city.part_time.len()))),
    );
    if (1..=MONTHS).any(|back| days.month(back) == autumn) {
        scenes.push(Scene::new(autumn.last(), move |city| record_others(city, autumn)));
    }
    Ok(scenes)
}

fn train(city: &mut City) -> Result<(), Error> {
    for at in 0..ASSESSED {
        let training = json!({
            "person_id": city.inspector(at)?.person, "form": "in_duty", "mode": "concentrated", "content": "policy",
            "title": "督学年度集中培训", "held_on": city.days.last_year(6, 18), "hours": 40 - 4 * (at % 3),
            "organiser": "云麓省教育督导委员会办公室"
        });
        city.makes::<CreateTraining>(&city.registrar, training)?;
    }
    Ok(())
}

fn recuse(city: &mut City) -> Result<(), Error> {
    let grounds = [
        json!({ "ground": "child_enrolled", "requested_by": "inspector", "statement": "子女就读该校" }),
        json!({ "ground": "recent_unit", "requested_by": "authority", "left_on": city.days.last_year(8, 31) }),
    ];
    for (at, ground) in RECUSED.into_iter().zip(grounds) {
        let one = city.inspector(at)?;
        let school = city.schools.get(&one.zone).and_then(|schools| schools.last()).cloned();
        let recusal = super::office::with(json!({ "person_id": one.person, "school_id": school }), &ground);
        city.makes::<CreateRecusal>(&city.registrar, recusal)?;
    }
    Ok(())
}

fn draw(city: &City, kind: &str, title: &str) -> Result<(), Error> {
    let team = json!({
        "area": city.area, "kind": kind, "title": title, "size": 3, "specialities": ["课程评价"]
    });
    city.makes::<CreateTeam>(&city.registrar, team).map(drop)
}

/// The visits of the first so many inspectors in a month that has come to its last day, or to today.
fn record_month(city: &City, month: Month, inspectors: usize) -> Result<(), Error> {
    record(city, month, 0..inspectors)
}

/// The visits of those inspectors who are not among the first.
fn record_others(city: &City, month: Month) -> Result<(), Error> {
    record(city, month, ASSESSED..city.part_time.len())
}

fn record(city: &City, month: Month, inspectors: std::ops::Range<usize>) -> Result<(), Error> {
    if IDLE_MONTHS.contains(&month.first().month()) {
        return Ok(());
    }
    let mut items = Vec::new();
    for at in inspectors.filter(|at| ![DISMISSED, RETIRED].contains(at)) {
        for (number, day) in VISIT_DAYS.iter().enumerate() {
            let day = month.first().with_day(*day).filter(|day| *day < city.days.today);
            items.extend(day.map(|day| visit(city, at, number, day)).transpose()?);
        }
    }
    if items.is_empty() {
        return Ok(());
    }
    city.runs(&city.registrar, &body::<CreateDutyRecords>(json!({ "items": items }))?).map(drop)
}

fn visit(city: &City, at: usize, number: usize, day: Day) -> Result<Value, Error> {
    let one = city.inspector(at)?;
    let schools = city.schools.get(&one.zone).map(Vec::as_slice).unwrap_or_default();
    // The last school of a zone is the one that somebody stays away from.
    let school = schools.get((at + number) % schools.len().saturating_sub(1).max(1));
    Ok(json!({
        "person_id": one.person, "kind": "visit", "school_id": school, "occurred_on": day,
        "mode": if number.is_multiple_of(2) { "scheduled" } else { "random" }, "hours": 3, "theme": "规范办学行为",
        "credential_shown": true, "record_left": true, "feedback_left": true, "report_submitted_on": day,
        "external_reference": format!("青督-{day}-{at:02}")
    }))
}
