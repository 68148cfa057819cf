//! What the personnel system writes: titles and ranks, one of them corrected, one annulled, one told long after its day; and
//! the promotions by which an inspector gets a grade of the inspectors' own ladder.

use domain::{Day, Error, kernel::id::GradeId};
use openapi::performance::{grade::CreateGrade, promotion::CreatePromotion};
use serde_json::{Value, json};

use super::{
    cast::{DEFERRED, PROMOTED, PROPOSED},
    days::Days,
    office::{City, body, id, text},
    scene::Scene,
};
use crate::app::performance::grades::CorrectGrade;

/// How many part-time inspectors have a title on record, from the first on.
const TITLED: usize = 10;
/// The inspectors whose title is corrected, annulled, and told late.
const CORRECTED: usize = 4;
const ANNULLED: usize = 5;
const LATE: usize = 6;

/// Titles and ranks in autumn of last year, what changed of them this year, and three promotions.
pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    Ok(vec![
        Scene::new(days.last_year(9, 10), report),
        Scene::new(days.ago(40), correct),
        Scene::new(days.ago(35), report_late),
        Scene::new(days.ago(75), begin_promotion),
        Scene::new(days.notice_over(days.ago(75))?, approve_promotion),
        Scene::new(days.ago(25), begin_others),
    ])
}

/// A report of the personnel system.
fn grade(
    city: &City,
    person: &str,
    (track, code): (&str, &str),
    starts_on: Day,
    reference: &str,
) -> Result<String, Error> {
    let report = json!({
        "person_id": person, "track": track, "grade": code, "starts_on": starts_on, "document_number": city.document("青人社职", 18),
        "external_reference": format!("HR-{reference}")
    });
    city.makes::<CreateGrade>(&city.hr, report)
}

fn report(city: &mut City) -> Result<(), Error> {
    let autumn = city.days.last_year(9, 1);
    let since = |years: u32| autumn - chrono::Months::new(12 * years);
    for at in 0..TITLED {
        let code = if at.is_multiple_of(3) { "T2" } else { "T3" };
        let person = city.inspector(at)?.person;
        let title = grade(city, &person, ("professional_title", code), since(4), &format!("ZC-{at:03}"))?;
        match at {
            CORRECTED => city.remembers("corrected grade", title),
            ANNULLED => city.remembers("annulled grade", title),
            _ => {}
        }
    }
    let ranks = ["R7", "R8", "R9"].into_iter().cycle();
    for ((at, one), rank) in city.full_time.iter().enumerate().zip(ranks) {
        grade(city, &one.person, ("job_rank", rank), since(3), &format!("ZJ-{at:03}"))?;
    }
    Ok(())
}

/// Corrects the first version of a grade.
fn patch(city: &City, grade: &str, patch: Value) -> Result<(), Error> {
    city.runs(&city.hr, &CorrectGrade { id: GradeId(id(grade)?), version: 1, patch: body(patch)? }).map(drop)
}

fn correct(city: &mut City) -> Result<(), Error> {
    let earlier = city.days.last_year(1, 1);
    let corrected = city.record("corrected grade")?;
    patch(city, &corrected, json!({ "starts_on": earlier, "reason": "任职资格时间录入有误" }))?;
    patch(city, &city.record("annulled grade")?, json!({ "annulled": true, "reason": "误录他人结果" }))
}

/// A title that somebody has had for half a year is told only now.
fn report_late(city: &mut City) -> Result<(), Error> {
    let person = city.inspector(LATE)?.person;
    grade(city, &person, ("professional_title", "T1"), city.days.ago(215), "ZC-101")?;
    let lead = city.full_time.first().map(|one| one.person.clone()).unwrap_or_default();
    grade(city, &lead, ("job_rank", "R6"), city.days.ago(150), "ZJ-101").map(drop)
}

/// A promotion to the lowest grade of the inspectors' own ladder, up to the panel.
fn recommend(city: &City, at: usize, to: (&str, &str)) -> Result<String, Error> {
    let promotion = begin(city, at, to)?;
    city.promotion(&city.registrar, &promotion, "recommend", json!({ "on_behalf_of": "青澜市教育督导室" }))?;
    city.promotion(&city.registrar, &promotion, "verify_evidence", json!({ "evidence": "年度考核表、获奖证书" }))?;
    let panel = json!({ "panel": ["评审甲", "评审乙", "评审丙"], "score": 88.5 });
    city.promotion(&city.registrar, &promotion, "review_panel", panel)?;
    Ok(promotion)
}

fn begin(city: &City, at: usize, (track, to_grade): (&str, &str)) -> Result<String, Error> {
    let promotion = json!({ "person_id": city.inspector(at)?.person, "track": track, "to_grade": to_grade });
    let promotion = city.makes::<CreatePromotion>(&city.registrar, promotion)?;
    city.promotion(&city.registrar, &promotion, "check_eligibility", json!({}))?;
    Ok(promotion)
}

const PROBATIONARY: (&str, &str) = ("inspector_grade", "probationary");

fn begin_promotion(city: &mut City) -> Result<(), Error> {
    let promotion = recommend(city, PROMOTED, PROBATIONARY)?;
    city.promotion(&city.registrar, &promotion, "open_notice", json!({}))?;
    city.remembers("promotion", promotion);
    Ok(())
}

fn approve_promotion(city: &mut City) -> Result<(), Error> {
    let promotion = city.record("promotion")?;
    let approved = city.promotion(
        &city.approver,
        &promotion,
        "approve",
        json!({ "document_number": city.document("青教督", 15) }),
    )?;
    // With effect from the day of its decision.
    if text(&approved, "status")? == "approved" {
        city.promotion(&city.registrar, &promotion, "take_effect", json!({}))?;
    }
    Ok(())
}

fn begin_others(city: &mut City) -> Result<(), Error> {
    recommend(city, PROPOSED, PROBATIONARY)?;
    let title = begin(city, DEFERRED, ("professional_title", "T1"))?;
    city.promotion(&city.registrar, &title, "defer", json!({ "reason": "近两年考核结果不全" })).map(drop)
}
