//! What goes wrong: complaints and what was found, a sanction, and three dismissal cases: one closed, one against whose
//! decision a remedy is open, one dropped.

use domain::{Error, kernel::id::DismissalId};
use openapi::misconduct::{complaint::CreateComplaint, dismissal::CreateDismissal, sanction::CreateSanction};
use serde_json::{Value, json};

use super::{
    cast::{CLEARED, CORRECTED, DISMISSED, SANCTIONED},
    days::Days,
    office::{City, body, id},
    scene::Scene,
};
use crate::app::misconduct::dismissals::FileRemedy;

pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    Ok(vec![
        Scene::new(days.last_year(6, 1), |city| open_and_hear(city, DISMISSED, ABSENCE, "closed case")),
        Scene::new(days.last_year(6, 10), |city| decide(city, "closed case", ABSENCE, "cancellation")),
        Scene::new(days.last_year(11, 20), close),
        Scene::new(days.ago(100), clear),
        Scene::new(days.ago(80), drop_case),
        Scene::new(days.ago(60), complain),
        Scene::new(days.ago(50), check_complaints),
        Scene::new(days.ago(42), |city| open_and_hear(city, CORRECTED, NEGLECT, "open case")),
        Scene::new(days.ago(20), |city| decide(city, "open case", NEGLECT, "correction")),
        Scene::new(days.ago(6), file_remedy),
        Scene::new(days.ago(30), sanction),
        Scene::new(days.ago(2), |city| receive(city, CORRECTED + 4, "letter").map(drop)),
    ])
}

/// A ground and the article that names it.
type Ground = (&'static str, &'static str);

const ABSENCE: Ground = ("absence", "national_measures");
const NEGLECT: Ground = ("neglect", "regulations_on_wrongs");

/// Opens a case, investigates it, tells the person what is intended, and hears the defence.
fn open_and_hear(city: &mut City, at: usize, (ground, article): Ground, name: &'static str) -> Result<(), Error> {
    let measure = if at == DISMISSED { "cancellation" } else { "correction" };
    let case = open(city, at, ground)?;
    city.dismissal(&city.registrar, &case, "investigate", json!({ "investigator": "督导室监督科" }))?;
    let intent = json!({ "facts": "经核查，情况属实", "article": article, "proposed_measure": measure });
    city.dismissal(&city.registrar, &case, "serve_intent", intent)?;
    let defence = json!({ "statement": "因公出差，未及时请假", "on_behalf_of": city.inspector(at)?.name });
    city.dismissal(&city.registrar, &case, "hear_defence", defence)?;
    city.remembers(name, case);
    Ok(())
}

fn open(city: &City, at: usize, ground: &str) -> Result<String, Error> {
    let case = json!({
        "person_id": city.inspector(at)?.person, "signal": "own_finding", "ground": ground,
        "description": "本学期三次无故不参加督导活动"
    });
    city.makes::<CreateDismissal>(&city.registrar, case)
}

/// Decides a case, serves the decision, and brings it into effect, all on one day.
fn decide(city: &mut City, name: &'static str, (ground, article): Ground, measure: &str) -> Result<(), Error> {
    let (case, today) = (city.record(name)?, city.today());
    let decision = json!({
        "measure": measure, "ground": ground, "article": article, "effective_on": today, "document_number": city.document("青教督", 9)
    });
    city.dismissal(&city.head, &case, "decide", decision)?;
    city.dismissal(&city.registrar, &case, "serve", json!({ "served_on": today }))?;
    city.dismissal(&city.registrar, &case, "take_effect", json!({})).map(drop)
}

/// Nobody asked for a remedy in time.
fn close(city: &mut City) -> Result<(), Error> {
    city.dismissal(&city.registrar, &city.record("closed case")?, "close", json!({})).map(drop)
}

fn clear(city: &mut City) -> Result<(), Error> {
    let case = open(city, CLEARED, ABSENCE.0)?;
    city.dismissal(&city.registrar, &case, "investigate", json!({ "investigator": "督导室监督科" }))?;
    city.remembers("dropped case", case);
    Ok(())
}

fn drop_case(city: &mut City) -> Result<(), Error> {
    let why = json!({ "reason": "病假手续齐全，缺席有正当理由" });
    city.dismissal(&city.head, &city.record("dropped case")?, "drop", why).map(drop)
}

fn file_remedy(city: &mut City) -> Result<(), Error> {
    let remedy = body(json!({ "kind": "review", "statement": "对认定的事实有异议" }))?;
    let case = DismissalId(id(&city.record("open case")?)?);
    city.runs(&city.registrar, &FileRemedy { id: case, remedy }).map(drop)
}

fn receive(city: &City, at: usize, channel: &str) -> Result<String, Error> {
    let complaint = json!({
        "person_id": city.inspector(at)?.person, "channel": channel, "subject": "conduct",
        "statement": "到校督导时干扰正常教学", "complainant": "匿名家长", "received_on": city.today()
    });
    city.makes::<CreateComplaint>(&city.registrar, complaint)
}

fn complain(city: &mut City) -> Result<(), Error> {
    let (found, unfounded) = (receive(city, SANCTIONED, "letter")?, receive(city, CLEARED, "letter")?);
    city.remembers("true complaint", found);
    city.remembers("untrue complaint", unfounded);
    Ok(())
}

fn check_complaints(city: &mut City) -> Result<(), Error> {
    let conclusions: [(&str, Value); 2] = [
        ("true complaint", json!({ "outcome": "verified", "handling": "sanction", "findings": "经核查，情况属实" })),
        ("untrue complaint", json!({ "outcome": "unverified", "handling": "none", "findings": "经核查，情况不实" })),
    ];
    for (name, conclusion) in conclusions {
        let complaint = city.record(name)?;
        city.complaint(&city.registrar, &complaint, "check", json!({ "checker": "督导室监督科" }))?;
        city.complaint(&city.head, &complaint, "conclude", conclusion)?;
    }
    let report = json!({ "document_number": city.document("青教督报", 6) });
    city.complaint(&city.registrar, &city.record("true complaint")?, "report_up", report).map(drop)
}

fn sanction(city: &mut City) -> Result<(), Error> {
    let sanction = json!({
        "person_id": city.inspector(SANCTIONED)?.person, "kind": "warning", "document_number": city.document("青教党发", 12),
        "decided_on": city.today()
    });
    city.makes::<CreateSanction>(&city.registrar, sanction).map(drop)
}
