//! Payees, standards, runs, lines, transfers and what they would cost.

use openapi::money::{
    payee::Payee,
    stipend_explanation::{StipendEarlierLine, StipendExplanation, StipendStandardNamed},
    stipend_run::{PaymentResult, StipendFinding, StipendLine, StipendRun},
    stipend_standard::StipendStandard,
    stipend_tax::{TaxPreview, TaxTableStep},
    stipend_transfer::{
        StipendDifference, StipendManifest, StipendManifestFile, StipendReconciliation, StipendTransfer,
    },
    stipend_what_if::{BudgetDifference, ComponentDifference, PersonDifference, StipendWhatIf, ZoneDifference},
};
use serde_json::{Value, json};

use super::{Client, Outcome, Surface, TRANSITIONS, nested};
use crate::graphql::{selection, to_graphql};

impl Client {
    /// Enters how a person is paid.
    pub fn enters_payee(&self, body: &Value) -> Outcome {
        self.creates("/v1/payees", "CreatePayee", body, &payee())
    }

    /// Changes how a person is paid.
    pub fn changes_payee(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/payees", "UpdatePayee", (id, version), patch, &payee())
    }

    /// Verifies a payee: the version that was looked at.
    pub fn verifies_payee(&self, id: &str, version: i64) -> Outcome {
        match self.surface {
            Surface::Rest => {
                let tag = format!("\"{version}\"");
                self.rest_outcome(&self.rest("POST", &format!("/v1/payees/{id}/verify"), &[("if-match", &tag)], None))
            }
            Surface::Graphql => {
                let query = "mutation($id: ID!, $version: Int!) { verifyPayee(id: $id, version: $version)";
                let variables = json!({ "id": id, "version": version });
                self.graphql_outcome(&format!("{query} {{ {} }} }}", payee()), &variables)
            }
        }
    }

    /// Reads how a person is paid, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_payee(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/payees", "payee", (id, moment), &payee())
    }

    /// Lists how people are paid.
    pub fn lists_payees(&self, filter: &str) -> Outcome {
        self.list("/v1/payees", "payees", filter, &payee())
    }

    /// Drafts a stipend standard.
    pub fn drafts_standard(&self, body: &Value) -> Outcome {
        self.creates("/v1/stipend-standards", "CreateStipendStandard", body, &standard())
    }

    /// Rewrites a draft of a stipend standard.
    pub fn rewrites_standard(&self, id: &str, version: i64, patch: &Value) -> Outcome {
        self.updates("/v1/stipend-standards", "UpdateStipendStandard", (id, version), patch, &standard())
    }

    /// Reads a stipend standard, at the moment of a query string with `as_of` and `known_at`.
    pub fn reads_standard(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/stipend-standards", "stipendStandard", (id, moment), &standard())
    }

    /// Lists stipend standards.
    pub fn lists_standards(&self, filter: &str) -> Outcome {
        self.list("/v1/stipend-standards", "stipendStandards", filter, &standard())
    }

    /// Fires an event of a stipend standard.
    pub fn fires_standard(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/stipend-standards", "TransitionStipendStandard", id, (event, with), &standard())
    }

    /// Reads what happened to a stipend standard and what may happen next.
    pub fn reads_standard_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/stipend-standards/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ stipendStandardTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Reads what happened to a run and what may happen next.
    pub fn reads_run_transitions(&self, id: &str) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/stipend-runs/{id}/transitions"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ stipendRunTransitions(id: $id) {{ {TRANSITIONS} }} }}");
                self.graphql_outcome(&query, &json!({ "id": id }))
            }
        }
    }

    /// Begins a month's run of stipends.
    pub fn begins_run(&self, body: &Value) -> Outcome {
        self.creates("/v1/stipend-runs", "CreateStipendRun", body, &selection::<StipendRun>())
    }

    /// Reads a run, at the moment of a query string with `known_at`.
    pub fn reads_run(&self, id: &str, moment: &str) -> Outcome {
        self.read_at("/v1/stipend-runs", "stipendRun", (id, moment), &selection::<StipendRun>())
    }

    /// Lists runs.
    pub fn lists_runs(&self, filter: &str) -> Outcome {
        self.list("/v1/stipend-runs", "stipendRuns", filter, &selection::<StipendRun>())
    }

    /// Fires an event of a run.
    pub fn fires_run(&self, id: &str, event: &str, with: &Value) -> Outcome {
        self.fires_of("/v1/stipend-runs", "TransitionStipendRun", id, (event, with), &selection::<StipendRun>())
    }

    /// Lists whom a run lists, and why.
    pub fn lists_run_findings(&self, id: &str) -> Outcome {
        let fields = selection::<StipendFinding>();
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/stipend-runs/{id}/findings"), "", "", &fields),
            Surface::Graphql => {
                let mut found = self.list("", "stipendRunFindings", &format!("id={id}"), &fields)?;
                // The name of this enum is that of texts elsewhere, whose spelling is the same on both surfaces.
                for finding in found.as_array_mut().into_iter().flatten() {
                    finding["code"] = finding["code"].as_str().unwrap_or_default().to_lowercase().into();
                }
                Ok(found)
            }
        }
    }

    /// Records what became of payments.
    pub fn reports_payments(&self, id: &str, items: &[Value]) -> Outcome {
        let body = json!({ "items": items });
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/stipend-runs/{id}/payment-results"), &body)),
            Surface::Graphql => {
                let variables = json!({ "id": id, "input": to_graphql(&body) });
                let fields = selection::<StipendRun>();
                self.mutate("createPaymentResults", "id:ID!", "CreatePaymentResults", variables, &fields)
            }
        }
    }

    /// Lists what finance reported about a run.
    pub fn lists_payment_results(&self, id: &str) -> Outcome {
        let fields = selection::<PaymentResult>();
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/stipend-runs/{id}/payment-results"), "", "", &fields),
            Surface::Graphql => self.list("", "paymentResults", &format!("id={id}"), &fields),
        }
    }

    /// Reads a line of a run.
    pub fn reads_line(&self, id: &str) -> Outcome {
        self.read("/v1/stipend-lines", "stipendLine", id, &selection::<StipendLine>())
    }

    /// Lists lines of runs.
    pub fn lists_lines(&self, filter: &str) -> Outcome {
        self.list("/v1/stipend-lines", "stipendLines", filter, &selection::<StipendLine>())
    }

    /// Holds a line, or lets it go.
    pub fn fires_line(&self, id: &str, event: &str, with: &Value) -> Outcome {
        let fields = selection::<StipendLine>();
        self.fires_of("/v1/stipend-lines", "TransitionStipendLine", id, (event, with), &fields)
    }

    /// Reads why a line is what it is.
    pub fn reads_line_explanation(&self, id: &str) -> Outcome {
        if self.surface == Surface::Rest {
            return self.rest_outcome(&self.get(&format!("/v1/stipend-lines/{id}/explanation")));
        }
        let table = selection::<TaxTableStep>();
        let fields = nested(
            &selection::<StipendExplanation>(),
            &[
                ("line", &selection::<StipendLine>()),
                ("standards", &selection::<StipendStandardNamed>()),
                ("segments", "startsOn days amountFen facts { kind id version }"),
                ("gaps", "startsOn days reason article"),
                ("earlierLines", &selection::<StipendEarlierLine>()),
                ("verification", "payeeId payeeVersion verifiedVersion verifiedOn verifiedBy"),
                ("taxPreview", &nested(&selection::<TaxPreview>(), &[("table", &table)])),
            ],
        );
        let query = format!("query($id: ID!) {{ stipendLineExplanation(id: $id) {{ {fields} }} }}");
        self.graphql_outcome(&query, &json!({ "id": id }))
    }

    /// Lists what is transferred by a run.
    pub fn lists_transfers(&self, run: &str, filter: &str) -> Outcome {
        let fields = selection::<StipendTransfer>();
        match self.surface {
            Surface::Rest => self.list(&format!("/v1/stipend-runs/{run}/transfers"), "", filter, &fields),
            Surface::Graphql => self.list("", "stipendTransfers", &format!("id={run}&{filter}"), &fields),
        }
    }

    /// Reads the control totals of a run.
    pub fn reads_manifest(&self, run: &str) -> Outcome {
        let fields = nested(&selection::<StipendManifest>(), &[("files", &selection::<StipendManifestFile>())]);
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.get(&format!("/v1/stipend-runs/{run}/manifest"))),
            Surface::Graphql => {
                let query = format!("query($id: ID!) {{ stipendManifest(id: $id) {{ {fields} }} }}");
                self.graphql_outcome(&query, &json!({ "id": run }))
            }
        }
    }

    /// Compares a run with other books.
    pub fn compares_books(&self, run: &str, batch: &Value) -> Outcome {
        match self.surface {
            Surface::Rest => self.rest_outcome(&self.post(&format!("/v1/stipend-runs/{run}/reconciliation"), batch)),
            Surface::Graphql => {
                let sum = "lineCount totalFen";
                let sums =
                    ["payable", "paid", "failed", "returned", "unreported", "offset", "compared", "paidDifference"];
                let mut parts: Vec<(&str, &str)> = sums.map(|name| (name, sum)).to_vec();
                let differences = selection::<StipendDifference>();
                parts.push(("differences", &differences));
                let fields = nested(&selection::<StipendReconciliation>(), &parts);
                let query = format!(
                    "query($id: ID!, $input: StipendBatch) {{ stipendReconciliation(id: $id, input: $input) {{ {fields} }} }}"
                );
                self.graphql_outcome(&query, &json!({ "id": run, "input": to_graphql(batch) }))
            }
        }
    }

    /// Asks what a month would come to by a standard.
    pub fn asks_what_if(&self, standard: &str, month: &str) -> Outcome {
        match self.surface {
            Surface::Rest => {
                self.rest_outcome(&self.get(&format!("/v1/stipend-standards/{standard}/what-if?month={month}")))
            }
            Surface::Graphql => {
                let parts = [
                    ("components", selection::<ComponentDifference>()),
                    ("zones", selection::<ZoneDifference>()),
                    ("budget", selection::<BudgetDifference>()),
                ];
                let parts: Vec<(&str, &str)> = parts.iter().map(|(name, fields)| (*name, fields.as_str())).collect();
                let fields = nested(&selection::<StipendWhatIf>(), &parts);
                let query = format!(
                    "query($id: ID!, $month: String!) {{ stipendWhatIf(id: $id, month: $month) {{ {fields} }} }}"
                );
                self.graphql_outcome(&query, &json!({ "id": standard, "month": month }))
            }
        }
    }

    /// Lists what each person's month would come to by a standard.
    pub fn lists_what_if_people(&self, standard: &str, month: &str) -> Outcome {
        let components = selection::<ComponentDifference>();
        let fields = nested(&selection::<PersonDifference>(), &[("components", &components)]);
        match self.surface {
            Surface::Rest => {
                let path = format!("/v1/stipend-standards/{standard}/what-if/people");
                self.list(&path, "", &format!("month={month}"), &fields)
            }
            Surface::Graphql => self.list("", "stipendWhatIfPeople", &format!("id={standard}&month={month}"), &fields),
        }
    }
}

/// The fields of a payee, with those of its warnings.
fn payee() -> String {
    nested(&selection::<Payee>(), &[("warnings", "code detail payeeIds")])
}

/// The fields of a stipend standard, with those of its amounts.
fn standard() -> String {
    nested(&selection::<StipendStandard>(), &[("amounts", "component route role inspectorGrade pool amountFen")])
}
