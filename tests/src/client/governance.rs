//! How supervision is led.

use openapi::governance::{
    meeting::{Meeting, MeetingAgendaItem, MeetingAttendance, MeetingResolution},
    statistics::{Cadence, CadenceItem, ParticipationStatistics, UnitParticipation},
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, arguments, nested};
use crate::graphql::selection;

const MEETINGS: &str = "/v1/meetings";

impl Client {
    /// Plans a meeting.
    pub fn plans_meeting(&self, body: &Value) -> Outcome {
        self.creates(MEETINGS, "CreateMeeting", body, &meeting())
    }

    /// Reads a meeting, at the moment of a query string with `known_at`.
    pub fn reads_meeting(&self, id: &str, moment: &str) -> Outcome {
        self.read_at(MEETINGS, "meeting", (id, moment), &meeting())
    }

    /// Lists meetings.
    pub fn lists_meetings(&self, filter: &str) -> Outcome {
        self.list(MEETINGS, "meetings", filter, &meeting())
    }

    /// Fires an event of a meeting.
    pub fn fires_meeting(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of(MEETINGS, "TransitionMeeting", id, (event, with), &meeting())
    }

    /// Reads what happened to a meeting and what may happen next.
    pub fn reads_meeting_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("{MEETINGS}/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ meetingTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads what supervision owes in a year.
    pub fn reads_cadence(&self, query: &str) -> Outcome {
        let fields = nested(&selection::<Cadence>(), &[("items", &selection::<CadenceItem>())]);
        self.statistics_of("cadence", query, &fields)
    }

    /// Reads what units did in a year.
    pub fn reads_participation(&self, query: &str) -> Outcome {
        let fields = nested(&selection::<ParticipationStatistics>(), &[("items", &selection::<UnitParticipation>())]);
        self.statistics_of("participation", query, &fields)
    }

    fn statistics_of(&self, name: &str, query: &str, fields: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/statistics/{name}?{query}"))),
            Surface::Graphql => {
                let arguments = arguments(query).replace(['[', ']'], "");
                self.graphql_outcome(&format!("{{ {name}{arguments} {{ {fields} }} }}"), &json!({}))
            }
        }
    }
}

/// The fields of a meeting, with those of its parts.
fn meeting() -> String {
    nested(
        &selection::<Meeting>(),
        &[
            ("agenda", &selection::<MeetingAgendaItem>()),
            ("attendance", &selection::<MeetingAttendance>()),
            ("resolutions", &selection::<MeetingResolution>()),
        ],
    )
}
