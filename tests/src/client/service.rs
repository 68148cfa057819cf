//! Organisations, appointments, zones, schools, teams and recusals.

use openapi::service::{
    appointment::Appointment,
    coverage::{Coverage, ZoneCoverage},
    organisation::{Cohort, Organisation},
    post::{Post, PublicPost},
    recusal::Recusal,
    zone::{School, Zone},
    zone_assignment::ZoneAssignment,
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, arguments};
use crate::graphql::{camel, selection, to_graphql, to_rest};

const TEAM: &str = "id version area kind title supervisesOn schoolIds size specialities members { personId number specialities } seed drawnFrom leftOut createdAt";
const APPOINTMENTS: &str = "items { id version personId status startsOn endsOn termNumber nextTermId }";

impl Client {
    /// Registers an organisation.
    pub fn registers_organisation(&self, body: &Value) -> Outcome {
        self.creates("/v1/organisations", "CreateOrganisation", body, &selection::<Organisation>())
    }

    /// Corrects an organisation.
    pub fn corrects_organisation(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/organisations", "UpdateOrganisation", (id, version), patch, &selection::<Organisation>())
    }

    /// Lists organisations.
    pub fn lists_organisations(&self, filter: &str) -> Outcome {
        self.list("/v1/organisations", "organisations", filter, &selection::<Organisation>())
    }

    /// Makes a cohort.
    pub fn makes_cohort(&self, body: &Value) -> Outcome {
        self.creates("/v1/cohorts", "CreateCohort", body, &selection::<Cohort>())
    }

    /// Corrects a cohort.
    pub fn corrects_cohort(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/cohorts", "UpdateCohort", (id, version), patch, &selection::<Cohort>())
    }

    /// Lists cohorts.
    pub fn lists_cohorts(&self, filter: &str) -> Outcome {
        self.list("/v1/cohorts", "cohorts", filter, &selection::<Cohort>())
    }

    /// Records who holds a post.
    pub fn records_post(&self, body: &Value) -> Outcome {
        self.creates("/v1/posts", "CreatePost", body, &selection::<Post>())
    }

    /// Reads a post, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_post(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/posts", "post", (id, moment), &selection::<Post>())
    }

    /// Lists posts.
    pub fn lists_posts(&self, filter: &str) -> Outcome {
        self.list("/v1/posts", "posts", filter, &selection::<Post>())
    }

    /// Lists who holds which post today, as everybody may.
    pub fn lists_public_posts(&self, filter: &str) -> Outcome {
        self.list("/v1/public-posts", "publicPosts", filter, &selection::<PublicPost>())
    }

    /// Fires an event of a post.
    pub fn fires_post(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/posts", "TransitionPost", id, (event, with), &selection::<Post>())
    }

    /// Reads what happened to a post and what may happen next.
    pub fn reads_post_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/posts/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ postTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Nominates a person for appointment.
    pub fn nominates_inspector(&self, body: &Value) -> Outcome {
        self.creates("/v1/appointments", "CreateAppointment", body, &appointment())
    }

    /// Nominates many people.
    pub fn nominates_inspectors(&self, items: &Value) -> Outcome {
        let body = json!({ "items": items });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post("/v1/appointments/bulk", &body)),
            Surface::Graphql => {
                let variables = json!({ "input": to_graphql(&body) });
                self.mutate("createAppointments", "", "CreateAppointments", variables, APPOINTMENTS)
            }
        }
    }

    /// Completes a nomination.
    pub fn completes_appointment(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/appointments", "UpdateAppointment", (id, version), patch, &appointment())
    }

    /// Reads an appointment, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_appointment(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/appointments", "appointment", (id, moment), &appointment())
    }

    /// Lists appointments.
    pub fn lists_appointments(&self, filter: &str) -> Outcome {
        self.list("/v1/appointments", "appointments", filter, &appointment())
    }

    /// Fires an event of an appointment.
    pub fn fires_appointment(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/appointments", "TransitionAppointment", id, (event, with), &appointment())
    }

    /// Fires an event for many appointments; a refusal gives the pointers, codes and rules of all faults.
    pub fn fires_appointments(&self, ids: &[&str], event: &str, with: &Value) -> Result<Value, Value> {
        let answer = match self.surface {
            Surface::Rest => {
                let mut transition = with.clone();
                transition["event"] = json!(event);
                self.post("/v1/appointments/transitions", &json!({ "ids": ids, "transition": transition })).json()
            }
            Surface::Graphql => {
                let query = format!(
                    "mutation($input: TransitionAppointments!) {{ it: transitionAppointments(input: $input) {{ {APPOINTMENTS} }} }}"
                );
                let input = json!({ "ids": ids, "transition": { camel(event): to_graphql(with) } });
                let answer = self.graphql(&query, &json!({ "input": input })).json();
                match answer["errors"][0]["extensions"].clone() {
                    Value::Null => to_rest(&answer["data"])["it"].clone(),
                    refusal => refusal,
                }
            }
        };
        if answer["items"].is_array() { Ok(answer) } else { Err(answer) }
    }

    /// Reads what happened to an appointment and what may happen next.
    pub fn reads_appointment_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/appointments/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ appointmentTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Assigns an inspector to a zone.
    pub fn assigns(&self, body: &Value) -> Outcome {
        self.creates("/v1/zone-assignments", "CreateZoneAssignment", body, &assignment())
    }

    /// Reads an assignment, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_assignment(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/zone-assignments", "zoneAssignment", (id, moment), &assignment())
    }

    /// Lists assignments.
    pub fn lists_assignments(&self, filter: &str) -> Outcome {
        self.list("/v1/zone-assignments", "zoneAssignments", filter, &assignment())
    }

    /// Ends an assignment.
    pub fn ends_assignment(&self, id: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/zone-assignments", "TransitionZoneAssignment", id, ("end", with), &assignment())
    }

    /// Reads the report of coverage.
    pub fn reads_coverage(&self, as_of: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let query = if as_of.is_empty() { String::new() } else { format!("?as_of={as_of}") };
                self.rest_outcome(&self.get(&format!("/v1/coverage{query}")))
            }
            Surface::Graphql => {
                let arguments = if as_of.is_empty() { String::new() } else { format!("(asOf: \"{as_of}\")") };
                let fields =
                    selection::<Coverage>().replace("shortfalls", "shortfalls { shortfall zones rule article value }");
                self.graphql_outcome(&format!("{{ coverage{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Reads how the team is made up; `more` names parameters besides.
    pub fn reads_team_structure(&self, by: &str, more: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/statistics/team-structure?by={by}&{more}"))),
            Surface::Graphql => {
                let fields = "by asOf total suppressed smallestShown cellsMayOverlap cells { code label english count share suppressed }";
                let more = arguments(more);
                let more = more.trim_start_matches('(').trim_end_matches(')');
                self.graphql_outcome(&format!("{{ teamStructure(by: \"{by}\" {more}) {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Counts public notices.
    pub fn reads_notice_statistics(&self, filter: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/statistics/public-notices?{filter}"))),
            Surface::Graphql => {
                let fields =
                    "openedOnFrom openedOnTo notices publishedElsewhere items { kind notices publishedElsewhere }";
                let arguments = arguments(filter);
                self.graphql_outcome(&format!("{{ noticeStatistics{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }

    /// Reads the report of coverage zone by zone.
    pub fn reads_zone_coverage(&self, filter: &str) -> Outcome {
        self.list("/v1/coverage/zones", "zoneCoverage", filter, &selection::<ZoneCoverage>())
    }

    /// Reads what stands on the plate of a school.
    pub fn reads_plate(&self, school_id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/schools/{school_id}/plate"))),
            Surface::Graphql => {
                let query = "query($id: ID!) { schoolPlate(id: $id) { schoolId school zone officePhone matters inspectors { name photo credentialNumber role } } }";
                self.graphql_outcome(query, &json!({ "id": school_id }))
            }
        }
    }

    /// Draws a team.
    pub fn draws_team(&self, body: &Value) -> Outcome {
        self.creates("/v1/teams", "CreateTeam", body, TEAM)
    }

    /// Reads a team.
    pub fn reads_team(&self, id: &str) -> Outcome {
        self.read("/v1/teams", "team", id, TEAM)
    }

    /// Reads a team, at the moment of a query string with `known_at`.
    pub fn reads_team_at(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/teams", "team", (id, moment), TEAM)
    }

    /// Lists teams.
    pub fn lists_teams(&self, filter: &str) -> Outcome {
        self.list("/v1/teams", "teams", filter, TEAM)
    }

    /// Reads the proof of a draw.
    pub fn reads_proof(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/teams/{id}/proof"))),
            Surface::Graphql => {
                let query = "query($id: ID!) { teamProof(id: $id) { teamId seed reproduced candidates { personId number lot workload specialities excluded } members } }";
                self.graphql_outcome(query, &json!({ "id": id }))
            }
        }
    }

    /// Lists zones.
    pub fn lists_zones(&self) -> Outcome {
        self.list("/v1/zones", "zones", "", &selection::<Zone>())
    }

    /// Lists schools.
    pub fn lists_schools(&self) -> Outcome {
        self.list("/v1/schools", "schools", "", &selection::<School>())
    }

    /// Makes a zone.
    pub fn makes_zone(&self, body: &Value) -> Outcome {
        self.creates("/v1/zones", "CreateZone", body, &selection::<Zone>())
    }

    /// Changes, closes or opens a zone.
    pub fn changes_zone(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/zones", "UpdateZone", (id, version), patch, &selection::<Zone>())
    }

    /// Reads a zone.
    pub fn reads_zone(&self, id: &str) -> Outcome {
        self.read("/v1/zones", "zone", id, &selection::<Zone>())
    }

    /// Reads a zone, at the moment of a query string with `known_at`.
    pub fn reads_zone_at(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/zones", "zone", (id, moment), &selection::<Zone>())
    }

    /// Registers a school.
    pub fn registers_school(&self, body: &Value) -> Outcome {
        self.creates("/v1/schools", "CreateSchool", body, &selection::<School>())
    }

    /// Corrects a school.
    pub fn corrects_school(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/schools", "UpdateSchool", (id, version), patch, &selection::<School>())
    }

    /// Reads a school.
    pub fn reads_school(&self, id: &str) -> Outcome {
        self.read("/v1/schools", "school", id, &selection::<School>())
    }

    /// Records a recusal.
    pub fn records_recusal(&self, body: &Value) -> Outcome {
        self.creates("/v1/recusals", "CreateRecusal", body, &selection::<Recusal>())
    }

    /// Corrects a recusal.
    pub fn corrects_recusal(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/recusals", "UpdateRecusal", (id, version), patch, &selection::<Recusal>())
    }

    /// Reads a recusal, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_recusal(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/recusals", "recusal", (id, moment), &selection::<Recusal>())
    }

    /// Lists recusals.
    pub fn lists_recusals(&self, filter: &str) -> Outcome {
        self.list("/v1/recusals", "recusals", filter, &selection::<Recusal>())
    }
}

/// The fields of an appointment, with those of its warnings.
fn appointment() -> String {
    selection::<Appointment>().replace("warnings", "warnings { rule article detail }")
}

/// The fields of a zone assignment, with those of its warnings.
fn assignment() -> String {
    selection::<ZoneAssignment>().replace("warnings", "warnings { rule article detail }")
}
