//! Yearly duty assessments: those of last year final, within the quota of excellent ones; this year's being rated; and one of
//! which the person asked for a review.

use chrono::Datelike;
use domain::{Day, Error};
use openapi::performance::assessment::CreateAssessment;
use serde_json::{Value, json};

use super::{
    cast::{ASSESSED, EXCELLENT, IN_RATING, REVIEWED},
    days::Days,
    office::City,
    scene::Scene,
};

/// Days before the present one on which the person was told and asked for a review.
const NOTIFIED_AGO: u64 = 12;
const ASKED_AGO: u64 = 4;
/// From this month on a year is far enough to be assessed.
const LATE_IN_YEAR: u32 = 7;

pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    let notified_on = days.ago(NOTIFIED_AGO);
    let year = if notified_on.month() >= LATE_IN_YEAR { notified_on.year() } else { notified_on.year() - 1 };
    let signed_on = days.this_year(1, 15);
    Ok(vec![
        Scene::new(days.last_year(12, 10), assess_last_year),
        Scene::new(notified_on, move |city| notify(city, year)),
        Scene::new(days.ago(ASKED_AGO), ask_for_review),
        Scene::new(signed_on, sign_this_year),
        Scene::new(signed_on.max(days.ago(2)), rate_this_year),
    ])
}

/// A sheet: visits and hours are counted, quality and advice are rated.
fn targets() -> Value {
    json!([
        {
            "code": "入校督导", "title": "经常性督导", "domain": "follow_up", "weight": 25, "measure": "全年到校督导不少于4次",
            "evidence": "督导记录", "value_from": "visits", "target": 4
        },
        {
            "code": "集中培训", "title": "业务学习", "domain": "training", "weight": 15, "measure": "全年集中培训不少于40学时",
            "evidence": "培训证明", "value_from": "training_hours", "target": 40
        },
        {
            "code": "督导质量", "title": "发现问题与跟踪整改", "domain": "rules", "weight": 35, "measure": "问题准确，意见可行",
            "evidence": "评议表", "value_from": "rated"
        },
        {
            "code": "建议", "title": "督导报告", "domain": "reports", "weight": 25, "measure": "报告及时，建议采纳",
            "evidence": "督导报告", "value_from": "rated"
        }
    ])
}

fn scores(of_quality: u32, of_advice: u32) -> Value {
    json!([{ "item": "督导质量", "score": of_quality }, { "item": "建议", "score": of_advice }])
}

/// A sheet whose targets both sides signed.
fn sign(city: &City, at: usize, year: i32, signed_on: Day) -> Result<String, Error> {
    let draft = json!({
        "person_id": city.inspector(at)?.person, "authority_id": city.record("authority")?, "year": year, "targets": targets()
    });
    let id = city.makes::<CreateAssessment>(&city.registrar, draft)?;
    let signed = json!({ "inspector_signed_on": signed_on, "office_signatory": "青澜市教育督导室" });
    city.assessment(&city.registrar, &id, "sign_targets", signed)?;
    city.assessment(&city.registrar, &id, "start", json!({}))?;
    Ok(id)
}

/// The person and two raters give their scores.
fn rate(city: &City, at: usize, id: &str, score: u32) -> Result<(), Error> {
    let own =
        json!({ "duty_report": "述职报告", "scores": scores(score, score), "on_behalf_of": city.inspector(at)?.name });
    city.assessment(&city.registrar, id, "self_rate", own)?;
    for (kind, rater, less) in [("zone", "责任区组长", 2), ("office", "督导室", 1)] {
        let given = json!({ "rater_kind": kind, "rater": rater, "scores": scores(score - less, score) });
        city.assessment(&city.registrar, id, "rate", given)?;
    }
    Ok(())
}

/// Takes an assessment from its ratings to the notice of its result.
fn conclude(city: &City, id: &str) -> Result<(), Error> {
    let panel = json!({ "panel": ["督导科", "人事科"], "public_seat": "家长代表", "vetoes": [] });
    city.assessment(&city.registrar, id, "close_ratings", json!({}))?;
    city.assessment(&city.approver, id, "review_office", panel)?;
    city.assessment(&city.registrar, id, "propose", json!({}))?;
    city.assessment(&city.registrar, id, "notify", json!({})).map(drop)
}

fn assess_last_year(city: &mut City) -> Result<(), Error> {
    let today = city.days.last_year(12, 10);
    let mut sheets = Vec::new();
    for at in 0..ASSESSED {
        sheets.push(sign(city, at, today.year(), today)?);
    }
    for (at, id) in sheets.iter().enumerate() {
        let score = if EXCELLENT.contains(&at) { 98 } else { 70 + u32::try_from(at).unwrap_or_default() };
        rate(city, at, id, score)?;
        conclude(city, id)?;
        city.assessment(&city.head, id, "finalise", json!({ "accepted_on": today }))?;
    }
    Ok(())
}

fn notify(city: &mut City, year: i32) -> Result<(), Error> {
    let id = sign(city, REVIEWED, year, city.days.ago(NOTIFIED_AGO))?;
    rate(city, REVIEWED, &id, 72)?;
    conclude(city, &id)?;
    city.remembers("reviewed assessment", id);
    Ok(())
}

fn ask_for_review(city: &mut City) -> Result<(), Error> {
    let asked = json!({ "statement": "漏计两次随机督导", "on_behalf_of": city.inspector(REVIEWED)?.name });
    city.assessment(&city.registrar, &city.record("reviewed assessment")?, "request_review", asked).map(drop)
}

/// The places of the sheets that this year's ratings fill.
const SHEETS: [&str; IN_RATING] = ["sheet 1", "sheet 2", "sheet 3", "sheet 4", "sheet 5"];

fn sign_this_year(city: &mut City) -> Result<(), Error> {
    for (at, sheet) in SHEETS.into_iter().enumerate() {
        let signed_on = city.days.this_year(1, 15);
        let id = sign(city, at, city.days.today.year(), signed_on)?;
        city.remembers(sheet, id);
    }
    Ok(())
}

/// Everybody has rated the first ones; the last waits for the person's own report.
fn rate_this_year(city: &mut City) -> Result<(), Error> {
    for (at, sheet) in SHEETS.into_iter().enumerate().take(IN_RATING - 1) {
        rate(city, at, &city.record(sheet)?, 80)?;
    }
    Ok(())
}
