//! The demo's city: what a newcomer finds.

use serde_json::{Value, json};
use tests::{fixtures::text, on_both_databases};

fn count(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

on_both_databases! {
    fn the_city_shows_seven_zones_three_full_time_inspectors_and_a_gap_of_four(register: &Register) {
        let operator = api::app::Caller::new(domain::Actor::own(domain::Role::Operator));
        api::demo::build(&register.app, &operator).unwrap();
        let registrar = register.acting("registrar");
        let coverage = registrar.get("/v1/coverage").json();
        let figures = ["zones", "schools", "schools_without_inspector", "full_time", "part_time", "without_zone", "full_time_needed", "full_time_gap", "establishment_posts"].map(|name| coverage[name].as_u64().unwrap());
        assert_eq!(figures, [7, 118, 0, 3, 34, 0, 7, 4, 3], "{coverage}");
        assert_eq!(coverage["shortfalls"][0]["shortfall"], "full_time_missing");
        for (path, total) in [("/v1/people", 121), ("/v1/pool-memberships?pool=specialist&status=active", 60), ("/v1/pool-memberships?pool=invited&status=active", 24), ("/v1/appointments?status=active&route=full_time", 3), ("/v1/appointments?status=active&route=part_time", 34), ("/v1/certifications?status=certified", 37), ("/v1/zone-assignments?status=active", 37)] {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = registrar.get(&format!("{path}{separator}count=exact&limit=1")).json();
            assert_eq!(page["total"], total, "{path}");
        }
        // Two visits and a rectification, with which nothing is wrong.
        assert_eq!(count(&registrar.lists_duty("").unwrap()), 3);
        let kinds = registrar.reads_team_structure("kind", "").unwrap();
        assert_eq!((&kinds["total"], &kinds["cells"][0]["count"], &kinds["cells"][1]["count"]), (&json!(37), &json!(3), &json!(34)));
        // One of them came the whole way.
        let certified = registrar.lists_certifications("route=ordinary").unwrap();
        assert_eq!(count(&certified), 1);
        let person = text(&certified[0], "person_id");
        let appointment = registrar.lists_appointments(&format!("person_id={person}")).unwrap()[0].clone();
        assert_eq!((text(&appointment, "status"), &appointment["warnings"]), ("active", &json!([])));
        let told = registrar.reads_appointment_transitions(text(&appointment, "id")).unwrap();
        let events: Vec<&str> = told["items"].as_array().unwrap().iter().map(|one| text(one, "event")).collect();
        assert_eq!(events, ["review", "open_notice", "decide", "issue_letter", "start", "file_upward", "publish"]);
        assert_eq!(count(&registrar.lists_assignments(&format!("person_id={person}")).unwrap()), 1);
    }
}
