//! Two nominations for the invited pool: the notice of one runs, that of the other is just over and waits for a decision.

use domain::Error;
use openapi::pools::pool_membership::CreatePoolMembership;
use serde_json::json;

use super::{days::Days, office::City, scene::Scene};

/// Part-time inspectors who are nominated: the place in the roster of whose notice runs, and of whose is over.
const RUNNING: usize = 0;
const OVER: usize = 1;

pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    Ok(vec![
        Scene::new(days.notice_just_over()?, |city| publish(city, OVER)),
        Scene::new(days.ago(1), |city| publish(city, RUNNING)),
    ])
}

/// Takes a person from nomination to public notice.
fn publish(city: &City, at: usize) -> Result<(), Error> {
    let nomination = json!({
        "person_id": city.inspector(at)?.person, "pool": "invited", "source": "expert", "consent_on": city.today(),
        "nominated_by": "青澜市教育局"
    });
    let id = city.makes::<CreatePoolMembership>(&city.registrar, nomination)?;
    let choice = json!({ "panel": ["评审甲", "评审乙", "评审丙"], "score": 90 });
    for (event, with) in
        [("submit", json!({})), ("accept", json!({})), ("shortlist", choice), ("open_notice", json!({}))]
    {
        city.membership(&city.registrar, &id, event, with)?;
    }
    Ok(())
}
