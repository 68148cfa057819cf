//! Duty, assessments, grades and promotions.

use openapi::performance::{
    assessment::{Assessment, AssessmentExplanation},
    duty::{DutyRecord, DutySummary, SchoolVisits},
    grade::Grade,
    promotion::Promotion,
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, arguments, encoded, nested};
use crate::graphql::{selection, to_graphql, to_rest};

const MISSING: &str = "warnings { rule article missing detail }";
const ASSESSMENT_REVIEW: &str = "requestedOn statement decidedOn outcome reason scoreBefore gradeBefore forgone";
const EXPLAINED_ITEM: &str = "code title weight valueFrom target counted averages { raterKind weight averageHundredths scores { rater scoreHundredths } } scoreHundredths";

impl Client {
    /// Drafts the targets of an assessment.
    pub fn drafts_assessment(&self, body: &Value) -> Outcome {
        self.creates("/v1/assessments", "CreateAssessment", body, &assessment())
    }

    /// Writes other targets into a draft.
    pub fn redrafts_assessment(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/assessments", "UpdateAssessment", (id, version), patch, &assessment())
    }

    /// Reads an assessment, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_assessment(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/assessments", "assessment", (id, moment), &assessment())
    }

    /// Lists assessments.
    pub fn lists_assessments(&self, filter: &str) -> Outcome {
        self.list("/v1/assessments", "assessments", filter, &assessment())
    }

    /// Fires an event of an assessment.
    pub fn fires_assessment(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/assessments", "TransitionAssessment", id, (event, with), &assessment())
    }

    /// Reads what happened to an assessment and what may happen next.
    pub fn reads_assessment_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/assessments/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ assessmentTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads how score and grade of an assessment came about.
    pub fn reads_explanation(&self, id: &str) -> Outcome {
        self.reads_explanation_at(id, "")
    }

    /// Reads how they came about at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_explanation_at(&self, id: &str, moment: &str) -> Outcome {
        if self.surface == Surface::Rest {
            return self.rest_outcome(&self.get(&format!("/v1/assessments/{id}/explanation?{}", encoded(moment))));
        }
        let fields = nested(
            &selection::<AssessmentExplanation>(),
            &[
                ("raters", "raterKind weight"),
                ("ratersApplied", "raterKind weight"),
                ("moved", "from to weight cause"),
                ("items", EXPLAINED_ITEM),
                ("steps", "name operation numerator denominator resultHundredths"),
                ("bands", "excellent qualified pass"),
                ("vetoes", "veto fact documentNumber"),
                ("quota", "group percent places taken"),
                ("review", ASSESSMENT_REVIEW),
            ],
        );
        let arguments = arguments(&format!("id={id}&{moment}"));
        self.graphql_outcome(&format!("{{ assessmentExplanation{arguments} {{ {fields} }} }}"), &json!({}))
    }

    /// Records duty.
    pub fn records_duty(&self, body: &Value) -> Outcome {
        self.creates("/v1/duty-records", "CreateDutyRecord", body, &duty())
    }

    /// Records duty of many; a refusal gives the pointers, codes and rules of all faults.
    pub fn records_much_duty(&self, items: &[Value]) -> Result<Value, Value> {
        let answer = match self.surface {
            Surface::Rest => self.post("/v1/duty-records/bulk", &json!({ "items": items })).json(),
            Surface::Graphql => {
                let query = format!(
                    "mutation($input: CreateDutyRecords!) {{ it: createDutyRecords(input: $input) {{ items {{ {} }} }} }}",
                    duty()
                );
                let answer = self.graphql(&query, &json!({ "input": to_graphql(&json!({ "items": items })) })).json();
                match answer["errors"][0]["extensions"].clone() {
                    Value::Null => to_rest(&answer["data"])["it"].clone(),
                    refusal => refusal,
                }
            }
        };
        if answer["items"].is_array() { Ok(answer["items"].clone()) } else { Err(answer["errors"].clone()) }
    }

    /// Corrects or annuls a duty record.
    pub fn corrects_duty(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/duty-records", "UpdateDutyRecord", (id, version), patch, &duty())
    }

    /// Reads a duty record, at the moment of a query string with `known_at`.
    pub fn reads_duty(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/duty-records", "dutyRecord", (id, moment), &duty())
    }

    /// Lists duty records.
    pub fn lists_duty(&self, filter: &str) -> Outcome {
        self.list("/v1/duty-records", "dutyRecords", filter, &duty())
    }

    /// Lists the inspectors' duty in a month.
    pub fn lists_duty_summaries(&self, filter: &str) -> Outcome {
        let fields = selection::<DutySummary>().replace("warnings", MISSING);
        self.list("/v1/duty-summaries", "dutySummaries", filter, &fields)
    }

    /// Lists the schools' visits in a semester.
    pub fn lists_school_visits(&self, filter: &str) -> Outcome {
        let fields = selection::<SchoolVisits>().replace("months", "months { month visits }");
        self.list("/v1/school-visits", "schoolVisits", filter, &fields.replace("warnings", MISSING))
    }

    /// Records a title or rank.
    pub fn records_grade(&self, body: &Value) -> Outcome {
        self.creates("/v1/grades", "CreateGrade", body, &selection::<Grade>())
    }

    /// Corrects or annuls a grade.
    pub fn corrects_grade(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/grades", "UpdateGrade", (id, version), patch, &selection::<Grade>())
    }

    /// Reads a grade, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_grade(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/grades", "grade", (id, moment), &selection::<Grade>())
    }

    /// Lists grades.
    pub fn lists_grades(&self, filter: &str) -> Outcome {
        self.list("/v1/grades", "grades", filter, &selection::<Grade>())
    }

    /// Begins a promotion or a demotion.
    pub fn begins_promotion(&self, body: &Value) -> Outcome {
        self.creates("/v1/promotions", "CreatePromotion", body, &promotion())
    }

    /// Reads a promotion, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_promotion(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/promotions", "promotion", (id, moment), &promotion())
    }

    /// Lists promotions.
    pub fn lists_promotions(&self, filter: &str) -> Outcome {
        self.list("/v1/promotions", "promotions", filter, &promotion())
    }

    /// Fires an event of a promotion.
    pub fn fires_promotion(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/promotions", "TransitionPromotion", id, (event, with), &promotion())
    }

    /// Reads what happened to a promotion and what may happen next.
    pub fn reads_promotion_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/promotions/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ promotionTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }
}

/// The fields of an assessment, with those of its parts.
fn assessment() -> String {
    nested(
        &selection::<Assessment>(),
        &[
            ("targets", "code title domain weight measure evidence valueFrom target"),
            ("ratings", "raterKind rater raterPersonId scores { item score }"),
            ("vetoes", "veto fact documentNumber"),
            ("review", ASSESSMENT_REVIEW),
            ("consequence", "kind deadline"),
        ],
    )
}

/// The fields of a promotion, with those of its conditions.
fn promotion() -> String {
    selection::<Promotion>().replace("conditions", "conditions { condition met rule article fact }")
}

/// The fields of a duty record, with those of its warnings.
fn duty() -> String {
    selection::<DutyRecord>().replace("warnings", "warnings { rule article detail }")
}
