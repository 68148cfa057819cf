//! Vacancies and their candidates.

use openapi::vacancies::vacancy::{Vacancy, VacancyCandidate};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::selection;

impl Client {
    /// Opens a vacancy.
    pub fn opens_vacancy(&self, body: &Value) -> Outcome {
        self.creates("/v1/vacancies", "CreateVacancy", body, &vacancy())
    }

    /// Reads a vacancy, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_vacancy(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/vacancies", "vacancy", (id, moment), &vacancy())
    }

    /// Lists vacancies.
    pub fn lists_vacancies(&self, filter: &str) -> Outcome {
        self.list("/v1/vacancies", "vacancies", filter, &vacancy())
    }

    /// Fires an event of a vacancy.
    pub fn fires_vacancy(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/vacancies", "TransitionVacancy", id, (event, with), &vacancy())
    }

    /// Reads what happened to a vacancy and what may happen next.
    pub fn reads_vacancy_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/vacancies/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ vacancyTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Lists who was ranked for a vacancy, and why so.
    pub fn lists_candidates(&self, id: &str, filter: &str) -> Outcome {
        const FACT: &str = "kind id version";
        let components = nested("component merit weight points found facts", &[("facts", FACT)]);
        let excluded_by = nested("ground rule article fact", &[("fact", FACT)]);
        let parts = [("originFact", FACT), ("components", &components), ("excludedBy", &excluded_by)];
        let fields = nested(&selection::<VacancyCandidate>(), &parts);
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/vacancies/{id}/candidates"), "", filter, &fields),
            Surface::Graphql => self.list("", "vacancyCandidates", &format!("id={id}&{filter}"), &fields),
        }
    }
}

/// The fields of a vacancy, with those of its ranking.
fn vacancy() -> String {
    let ranking =
        "rankedOn rankedAt weights { component weight } considered ranked excluded { ground rule article count }";
    nested(&selection::<Vacancy>(), &[("ranking", ranking)])
}
