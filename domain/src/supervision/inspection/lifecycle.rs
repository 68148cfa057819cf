//! How an inspection moves: from the plan to the opinion letter.

use super::{Defence, Inspection, InspectionEvent, InspectionStatus, Inspector, SelfReport, Voices};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        lifecycle::{
            Authority::{AnotherApprover, Approver, Registrar},
            Firing, Lifecycle, Readiness, Step, usual_fields,
        },
        rules::{self, Rule, Rules, refused},
        wording::number,
    },
};

/// An event, with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// An event that brings nothing.
    Plain(InspectionEvent),
    /// The day of the notice.
    Notify(Day),
    /// The unit's self-evaluation.
    ReceiveSelfReport(SelfReport),
    /// Who inspects, where that changes.
    Start {
        /// Who.
        inspectors: Option<Vec<Inspector>>,
        /// True without notice.
        is_unannounced: bool,
    },
    /// How people were heard.
    HearVoices(Voices),
    /// The day of the feedback.
    FeedBack(Day),
    /// What the unit says; nothing where it waives.
    Defend(Option<String>),
    /// The day on which the report was submitted, and the last day of the inspection.
    Complete {
        /// When the report was submitted.
        report_submitted_on: Day,
        /// The last day, where it is another than the first.
        ended_on: Option<Day>,
    },
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> InspectionEvent {
        match self {
            Self::Plain(event) => *event,
            Self::Notify(_) => InspectionEvent::Notify,
            Self::ReceiveSelfReport(_) => InspectionEvent::ReceiveSelfReport,
            Self::Start { is_unannounced: false, .. } => InspectionEvent::Start,
            Self::Start { is_unannounced: true, .. } => InspectionEvent::StartUnannounced,
            Self::HearVoices(_) => InspectionEvent::HearVoices,
            Self::FeedBack(_) => InspectionEvent::FeedBack,
            Self::Defend(_) => InspectionEvent::Defend,
            Self::Complete { .. } => InspectionEvent::Complete,
        }
    }
}

/// What the register knows besides an inspection.
#[derive(Debug, Clone)]
pub struct Known {
    /// The rules in force.
    pub rules: Rules,
    /// Why one of the inspectors may not inspect here on the day: the rule, and what is wrong.
    pub unfit: Option<(&'static Rule, Wording)>,
    /// How many problems of it are open.
    pub open_findings: u32,
}

impl Lifecycle for Inspection {
    type Status = InspectionStatus;
    type Event = InspectionEvent;
    type Command = Command;
    type Known = Known;
    type Effect = ();

    const STEPS: &'static [Step<InspectionStatus, InspectionEvent>] = {
        use {InspectionEvent as E, InspectionStatus as S};
        const LED: &[InspectionEvent] = &[E::Start, E::StartUnannounced, E::FeedBack];
        &[
            Step::new(E::Notify, &[S::Planned], S::Notified, Registrar),
            Step::within(E::ReceiveSelfReport, &[S::Notified], Registrar),
            Step::new(E::Start, &[S::Planned, S::Notified], S::OnSite, Registrar),
            Step::new(E::StartUnannounced, &[S::Planned], S::OnSite, Approver),
            Step::within(E::HearVoices, &[S::OnSite], Registrar),
            Step::new(E::FeedBack, &[S::OnSite], S::FedBack, Registrar),
            Step::within(E::Defend, &[S::FedBack], Registrar),
            Step::new(E::IssueOpinion, &[S::FedBack], S::OpinionIssued, AnotherApprover(LED)).by_document(),
            Step::new(E::Complete, &[S::OnSite, S::FedBack, S::OpinionIssued], S::Completed, Registrar),
            Step::within(E::ReportUp, &[S::Completed], Registrar).by_document(),
            Step::new(E::Annul, &[S::Completed], S::Annulled, AnotherApprover(&[E::Complete])).for_reason(),
            Step::new(E::Cancel, &[S::Planned, S::Notified, S::OnSite, S::FedBack], S::Cancelled, Registrar)
                .for_reason(),
        ]
    };

    usual_fields!();

    fn begins(&self, step: &Step<InspectionStatus, InspectionEvent>, _: Day) -> bool {
        let is_on_time = match (step.event, self.status) {
            (InspectionEvent::Complete, InspectionStatus::OpinionIssued) => self.is_formal(),
            (InspectionEvent::Complete, _) => !self.is_formal(),
            (InspectionEvent::Defend, _) => self.course.defence.is_none(),
            (InspectionEvent::ReportUp, _) => self.course.reported_up_on.is_none(),
            _ => true,
        };
        is_on_time && step.from.contains(&self.status)
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let today = firing.situation.today;
        match firing.command {
            Command::Plain(_) | Command::Defend(_) => {}
            Command::Notify(day) => {
                past(*day, today, "/notice_on", faults);
                self.course.notice_on = Some(*day);
                if self.is_formal() && firing.basis.document_number.is_none() {
                    faults.add("/document_number", FaultCode::Required, Wording::DocumentNumberNeeded);
                }
            }
            Command::ReceiveSelfReport(report) => {
                past(report.received_on, today, "/received_on", faults);
                self.course.self_report = Some(report.clone());
            }
            Command::Start { inspectors, is_unannounced } => {
                if let Some(inspectors) = inspectors {
                    self.inspectors.clone_from(inspectors);
                    self.check(faults);
                }
                if *is_unannounced && self.is_formal() && firing.basis.reason.is_none() {
                    faults.add("/reason", FaultCode::Required, Wording::ReasonNeeded);
                }
            }
            Command::HearVoices(voices) => self.course.voices = Some(voices.clone()),
            Command::FeedBack(day) => {
                past(*day, today, "/feedback_on", faults);
                self.not_before_it_began(*day, "/feedback_on", faults);
            }
            Command::Complete { report_submitted_on, ended_on } => {
                past(*report_submitted_on, today, "/report_submitted_on", faults);
                self.not_before_it_began(*report_submitted_on, "/report_submitted_on", faults);
                if let Some(day) = ended_on {
                    past(*day, today, "/ended_on", faults);
                    self.not_before_it_began(*day, "/ended_on", faults);
                }
            }
        }
    }

    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        let Some(known) = readiness.known else { return Ok(()) };
        match readiness.event {
            InspectionEvent::Start => self.check_notice(known).and_then(|()| self.check_inspectors(known)),
            InspectionEvent::StartUnannounced => self.check_inspectors(known),
            InspectionEvent::FeedBack => self.check_voices(known),
            InspectionEvent::IssueOpinion => self.check_defence(readiness.day),
            InspectionEvent::Annul if known.open_findings > 0 => {
                let wording = Wording::FindingsOpen { count: known.open_findings.into() };
                Err(Error::NotReady { status: self.status.as_str(), event: readiness.event.as_str(), wording })
            }
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        match firing.command {
            Command::Start { is_unannounced, .. } => {
                self.occurred_on = Some(firing.day);
                self.course.unannounced = firing.basis.reason.clone().filter(|_| *is_unannounced);
            }
            Command::FeedBack(day) => {
                self.course.feedback_on = Some(*day);
                self.course.ended_on = Some(*day);
                if self.is_formal() {
                    let days = firing.situation.rules.count(&rules::INSPECTION_DEFENCE_WORKING_DAYS);
                    self.course.defence_until = Some(firing.situation.working_days.after(*day, days)?);
                }
            }
            Command::Defend(statement) => {
                self.course.defence = Some(Defence { on: firing.day, statement: statement.clone() });
            }
            Command::Plain(InspectionEvent::IssueOpinion) => {
                self.course.opinion_number.clone_from(&firing.basis.document_number);
            }
            Command::Plain(InspectionEvent::ReportUp) => self.course.reported_up_on = Some(firing.day),
            Command::Complete { report_submitted_on, ended_on } => {
                self.course.report_submitted_on = Some(*report_submitted_on);
                self.course.ended_on = ended_on.or(self.course.ended_on).or(self.occurred_on);
            }
            _ => {}
        }
        Ok(())
    }
}

fn past(day: Day, today: Day, pointer: &str, faults: &mut Faults) {
    if day > today {
        faults.add(pointer, FaultCode::Date, Wording::DayInTheFuture);
    }
}

impl Inspection {
    fn not_before_it_began(&self, day: Day, pointer: &str, faults: &mut Faults) {
        if self.occurred_on.is_some_and(|began| day < began) {
            faults.add(pointer, FaultCode::Date, Wording::BeforeItBegan);
        }
    }

    /// R202: where a notice is asked for, it was given.
    fn check_notice(&self, known: &Known) -> Result<(), Error> {
        let is_asked = known.rules.lists(&rules::INSPECTION_NOTICE_REQUIRED, self.setup.kind.as_str());
        if is_asked && self.course.notice_on.is_none() {
            return refused(&rules::INSPECTION_NOTICE_REQUIRED, Wording::NoticeNeeded);
        }
        Ok(())
    }

    /// Somebody inspects, who may; R201: special and comprehensive supervision is done by a team, among which experts do not count.
    fn check_inspectors(&self, known: &Known) -> Result<(), Error> {
        let (needed, there) = match self.is_formal() {
            true => (known.rules.count(&rules::TEAM_MIN_INSPECTORS).into(), number(self.inspectors.len())),
            false => (1, number(self.inspectors.len())),
        };
        if there < needed {
            return refused(&rules::TEAM_MIN_INSPECTORS, Wording::TooFewInspectors { needed, there });
        }
        match &known.unfit {
            Some((rule, wording)) => refused(rule, wording.clone()),
            None => Ok(()),
        }
    }

    /// R204: the public, pupils, parents and teachers are heard.
    fn check_voices(&self, known: &Known) -> Result<(), Error> {
        let is_asked = self.is_formal() && known.rules.demands(&rules::INSPECTION_VOICES_REQUIRED);
        if is_asked && self.course.voices.is_none() {
            return refused(&rules::INSPECTION_VOICES_REQUIRED, Wording::VoicesNeeded);
        }
        Ok(())
    }

    /// R205: the unit said something, waived, or let the days go by.
    fn check_defence(&self, day: Day) -> Result<(), Error> {
        match self.course.defence_until {
            Some(last) if self.course.defence.is_none() && day <= last => {
                refused(&rules::INSPECTION_DEFENCE_WORKING_DAYS, Wording::UnitDefenceRuns { last: last.to_string() })
            }
            _ => Ok(()),
        }
    }
}
