//! All lifecycles as drawings: made of the very steps by which records move.

use std::fmt::Write;

use crate::{
    Role,
    accountability::{measure::AccountabilityMeasure, reference::ResultReference},
    consumers::agreement::Agreement,
    evaluation::{of_unit::Evaluation, system::IndicatorSystem},
    file::erasure::Erasure,
    governance::{document::Document, meeting::Meeting},
    kernel::{
        lifecycle::{Authority, Lifecycle},
        word::Word,
    },
    misconduct::{complaint::Complaint, dismissal::Case},
    money::stipend::{run::Run, standard::Standard},
    performance::{assessment::Assessment, promotion::Promotion},
    pools::pool::Membership,
    qualification::certification::Certification,
    service::{appointment::Appointment, post::Post},
    supervision::{finding::Finding, inspection::Inspection, plan::SupervisionPlan},
    vacancies::vacancy::Vacancy,
};

/// How the records of a resource move.
#[derive(Debug)]
pub struct Drawing {
    /// The resource, as in its path.
    pub resource: &'static str,
    /// The steps, in the order of the record's declaration.
    pub steps: Vec<Arrow>,
}

/// One event: from where it leads to where, who fires it, and what it needs.
#[derive(Debug)]
pub struct Arrow {
    /// The event.
    pub event: &'static str,
    /// What it does, in a sentence.
    pub meaning: &'static str,
    /// The statuses from which it starts.
    pub from: Vec<&'static str>,
    /// The status to which it leads; none if it keeps the status, or the record says to which one it leads.
    pub to: Option<&'static str>,
    /// Who may fire it.
    pub roles: &'static [Role],
    /// Whether somebody else must have written what it decides on.
    pub four_eyes: bool,
    /// Whether it needs the number of an official document.
    pub document: bool,
    /// Whether it needs a reason.
    pub reason: bool,
}

/// Every lifecycle, in the order of the resources.
pub fn all() -> Vec<Drawing> {
    vec![
        drawn::<AccountabilityMeasure>("accountability-measures"),
        drawn::<Agreement>("agreements"),
        drawn::<Appointment>("appointments"),
        drawn::<Assessment>("assessments"),
        drawn::<Certification>("certifications"),
        drawn::<Complaint>("complaints"),
        drawn::<Case>("dismissals"),
        drawn::<Document>("documents"),
        drawn::<Erasure>("erasures"),
        drawn::<Evaluation>("evaluations"),
        drawn::<Finding>("findings"),
        drawn::<IndicatorSystem>("indicator-systems"),
        drawn::<Inspection>("inspections"),
        drawn::<Meeting>("meetings"),
        drawn::<Membership>("pool-memberships"),
        drawn::<Post>("posts"),
        drawn::<Promotion>("promotions"),
        drawn::<ResultReference>("result-references"),
        drawn::<Run>("stipend-runs"),
        drawn::<Standard>("stipend-standards"),
        drawn::<SupervisionPlan>("supervision-plans"),
        drawn::<Vacancy>("vacancies"),
    ]
}

fn drawn<L: Lifecycle>(resource: &'static str) -> Drawing {
    let arrow = |step: &crate::kernel::lifecycle::Step<L::Status, L::Event>| Arrow {
        event: step.event.as_str(),
        meaning: step.event.meaning(),
        from: step.from.iter().map(|status| status.as_str()).collect(),
        to: step.to.map(Word::as_str),
        roles: step.authority.roles(),
        four_eyes: matches!(
            step.authority,
            Authority::AnotherApprover(_) | Authority::AnotherApproverThan(_) | Authority::AnotherAdministrator(_)
        ),
        document: step.document,
        reason: step.reason,
    };
    Drawing { resource, steps: L::STEPS.iter().map(arrow).collect() }
}

impl Drawing {
    /// The pairs of statuses between which events lead, each with its events.
    pub fn edges(&self) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
        let mut edges: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for step in &self.steps {
            let Some(to) = step.to else { continue };
            for from in &step.from {
                match edges.iter_mut().find(|(start, end, _)| (start, end) == (from, &to)) {
                    Some((_, _, events)) => events.push(step.event),
                    None => edges.push((from, to, vec![step.event])),
                }
            }
        }
        edges
    }

    /// The drawing in Mermaid's language.
    ///
    /// # Errors
    /// None: text takes all that is written.
    pub fn mermaid(&self) -> Result<String, std::fmt::Error> {
        let mut text = "stateDiagram-v2\n".to_owned();
        for (from, to, events) in self.edges() {
            writeln!(text, "    {from} --> {to}: {}", events.join(", "))?;
        }
        Ok(text)
    }

    /// The drawing in the language of Graphviz.
    ///
    /// # Errors
    /// None: text takes all that is written.
    pub fn dot(&self) -> Result<String, std::fmt::Error> {
        let mut text = "digraph {\n".to_owned();
        for (from, to, events) in self.edges() {
            writeln!(text, "{from} -> {to} [label=\"{}\"];", events.join(", "))?;
        }
        text.push_str("}\n");
        Ok(text)
    }
}

impl Arrow {
    /// Who fires it, as the role's words; `four eyes` where another must have written what it decides on.
    pub fn by(&self) -> String {
        let mut by: Vec<&str> = self.roles.iter().map(|role| role.as_str()).collect();
        by.extend(self.four_eyes.then_some("four eyes"));
        by.join(", ")
    }

    /// What it needs, as the names of the fields.
    pub fn needs(&self) -> String {
        let needs = [(self.document, "document_number"), (self.reason, "reason")];
        let needs: Vec<&str> = needs.into_iter().filter_map(|(is_needed, field)| is_needed.then_some(field)).collect();
        needs.join(", ")
    }
}
