//! The events of a finding: who fires them, what they need, and what they do.

use super::{
    Deadline, Finding, FindingEvent, FindingStatus, Severity,
    parts::{
        Guidance, GuidanceKind, HandOver, HandOverRole, LookBack, LookBackOutcome, Report, ReportMade, UnitStep,
        Verification, VerificationMethod,
    },
};
use crate::{
    Day, Error, FaultCode, Faults, Wording,
    kernel::{
        id::{AccountabilityMeasureId, InspectionId, OrganisationId, PersonId},
        lifecycle::{
            Authority::{AnotherApprover, Approver, Registrar},
            Firing, Lifecycle, Step, usual_fields,
        },
        rules::{self, refused},
    },
};

/// An event with what it brings beyond its basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// What the unit was advised.
    Guide {
        /// How.
        kind: GuidanceKind,
        /// In words.
        text: String,
        /// By whom.
        person_id: Option<PersonId>,
    },
    /// The unit is told.
    Notify {
        /// The deadline; the severity's days, unless said.
        due_on: Option<Day>,
        /// To whom harm of a minor was reported.
        reports_made: Vec<ReportMade>,
    },
    /// How the unit will put it right.
    AcceptPlan(Vec<UnitStep>),
    /// A unit is asked to take it over.
    HandOver {
        /// The unit.
        unit_id: OrganisationId,
        /// What it does.
        role: HandOverRole,
        /// Until when it answers; the days of the rule, unless said.
        due_on: Option<Day>,
    },
    /// What a unit that was asked answered.
    RecordAnswer {
        /// The unit.
        unit_id: OrganisationId,
        /// In words.
        answer: String,
    },
    /// The deadline is moved.
    Extend(Day),
    /// The unit reports.
    Report {
        /// In words.
        statement: String,
        /// What it found when it looked for like problems.
        wider_check: Option<String>,
    },
    /// The unit is asked to go on, until a day.
    Return(Day),
    /// It was found put right.
    Verify {
        /// The day; that of the event, unless said.
        on: Option<Day>,
        /// How.
        method: VerificationMethod,
        /// By whom.
        verifier_id: PersonId,
    },
    /// A look-back.
    LookBack {
        /// The inspection.
        inspection_id: InspectionId,
        /// What it found.
        outcome: LookBackOutcome,
        /// The new deadline after a relapse.
        due_on: Option<Day>,
    },
    /// It is closed.
    Close,
    /// It is taken up again, until a day.
    Reopen(Day),
    /// Whoever leads the unit answers for it: a measure is opened.
    Escalate {
        /// What is said to have happened; that it was not put right unless said.
        facts: Option<String>,
        /// The measure: the register sets it.
        to: Option<AccountabilityMeasureId>,
    },
    /// It is taken back.
    Withdraw,
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> FindingEvent {
        match self {
            Self::Guide { .. } => FindingEvent::Guide,
            Self::Notify { .. } => FindingEvent::Notify,
            Self::AcceptPlan(_) => FindingEvent::AcceptPlan,
            Self::HandOver { .. } => FindingEvent::HandOver,
            Self::RecordAnswer { .. } => FindingEvent::RecordAnswer,
            Self::Extend(_) => FindingEvent::Extend,
            Self::Report { .. } => FindingEvent::Report,
            Self::Return(_) => FindingEvent::Return,
            Self::Verify { .. } => FindingEvent::Verify,
            Self::LookBack { .. } => FindingEvent::LookBack,
            Self::Close => FindingEvent::Close,
            Self::Reopen(_) => FindingEvent::Reopen,
            Self::Escalate { .. } => FindingEvent::Escalate,
            Self::Withdraw => FindingEvent::Withdraw,
        }
    }
}

/// What the register knows besides a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Why who verifies must stay away from the object on that day (R211).
    pub stays_away: Option<Wording>,
}

impl Lifecycle for Finding {
    type Status = FindingStatus;
    type Event = FindingEvent;
    type Command = Command;
    type Known = Known;
    type Effect = ();

    const STEPS: &'static [Step<FindingStatus, FindingEvent>] = {
        use {FindingEvent as E, FindingStatus as S};
        const GUIDED: &[FindingStatus] = &[S::Recorded, S::Notified, S::Rectifying, S::Reported, S::Verified];
        &[
            Step::within(E::Guide, GUIDED, Registrar),
            Step::new(E::Notify, &[S::Recorded], S::Notified, Registrar),
            Step::new(E::AcceptPlan, &[S::Notified], S::Rectifying, Registrar),
            Step::within(E::HandOver, S::OPEN, Registrar).by_document(),
            Step::within(E::RecordAnswer, &[S::Notified, S::Rectifying, S::Reported], Registrar),
            Step::within(E::Extend, S::OPEN, AnotherApprover(&[])).for_reason(),
            Step::new(E::Report, S::OPEN, S::Reported, Registrar),
            Step::new(E::Return, &[S::Reported], S::Rectifying, Registrar).for_reason(),
            // Verified, or closed at once.
            Step::within(E::Verify, &[S::Reported], Registrar),
            // Verified still, closed at once, or rectifying again.
            Step::within(E::LookBack, &[S::Verified], Registrar),
            // R232: who recorded the report does not close it.
            Step::new(E::Close, &[S::Verified], S::Closed, AnotherApprover(&[E::Report, E::Verify])),
            Step::new(E::Reopen, &[S::Closed], S::Rectifying, Approver).for_reason(),
            Step::within(E::Escalate, S::TOLD, Registrar),
            Step::new(E::Withdraw, &[S::Recorded, S::Notified], S::Withdrawn, AnotherApprover(&[])).for_reason(),
        ]
    };

    usual_fields!();

    fn begins(&self, step: &Step<FindingStatus, FindingEvent>, _: Day) -> bool {
        step.from.contains(&self.status) && (step.event != FindingEvent::Escalate || self.course.escalated_on.is_none())
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        self.check(firing, faults);
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let on = firing.day;
        match firing.command.clone() {
            Command::Guide { kind, text, person_id } => {
                self.course.guidance.push(Guidance { kind, text, person_id, on });
            }
            Command::Notify { due_on, reports_made } => self.notify(firing, due_on, reports_made)?,
            Command::AcceptPlan(steps) => self.course.unit_plan = steps,
            Command::HandOver { unit_id, role, due_on } => self.hand_over(firing, (unit_id, role), due_on)?,
            Command::RecordAnswer { unit_id, answer } => {
                if let Some(asked) = self.asked(unit_id) {
                    (asked.answered_on, asked.answer) = (Some(on), Some(answer));
                }
            }
            Command::Extend(due_on) => self.extend(firing, due_on)?,
            Command::Report { statement, wider_check } => {
                let is_wider =
                    |one: Severity| firing.situation.rules.lists(&rules::FINDING_WIDER_CHECK_FOR, one.as_str());
                if wider_check.is_none() && self.facts.severity.is_some_and(is_wider) {
                    return refused(&rules::FINDING_WIDER_CHECK_FOR, Wording::WiderCheckNeeded);
                }
                self.course.report = Some(Report { statement, on, wider_check });
            }
            Command::Return(due_on) | Command::Reopen(due_on) => self.go_on(due_on),
            Command::Verify { on: said, method, verifier_id } => {
                if let Some(wording) = firing.known.stays_away.clone() {
                    return refused(&rules::RECUSAL_GROUNDS, wording);
                }
                self.course.verification = Some(Verification { on: said.unwrap_or(on), method, verifier_id });
                self.settle(firing);
            }
            Command::LookBack { inspection_id, outcome, due_on } => {
                self.course.look_backs.push(LookBack { inspection_id, outcome, on });
                match due_on {
                    Some(due_on) => self.go_on(due_on),
                    None => self.settle(firing),
                }
            }
            Command::Close => {
                if self.awaits_look_back(firing.situation.rules) {
                    return refused(&rules::LOOK_BACK_REQUIRED_FOR, Wording::LookBackNeeded);
                }
                self.closed_on = Some(on);
            }
            Command::Escalate { to, .. } => {
                self.course.escalated_on = Some(on);
                self.course.escalated_to = to;
            }
            Command::Withdraw => {}
        }
        Ok(())
    }
}

impl Finding {
    /// Notes what is wrong with what an event brings.
    fn check(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        let is_before = |day: &Day| *day < firing.day;
        match firing.command {
            Command::Notify { due_on, .. } => {
                let is_grave = self.facts.severity.is_some_and(Severity::is_grave);
                if is_grave && firing.basis.document_number.is_none() {
                    faults.add("/document_number", FaultCode::Required, Wording::DocumentNumberNeeded);
                }
                if due_on.as_ref().is_some_and(is_before) {
                    faults.add("/due_on", FaultCode::Date, Wording::DueBeforeItsEvent);
                }
            }
            Command::AcceptPlan(steps) if steps.is_empty() => {
                faults.add("/unit_plan", FaultCode::Length, Wording::AtLeast { min: 1 });
            }
            Command::HandOver { due_on: Some(due_on), .. } | Command::Return(due_on) | Command::Reopen(due_on)
                if is_before(due_on) =>
            {
                faults.add("/due_on", FaultCode::Date, Wording::DueBeforeItsEvent);
            }
            Command::RecordAnswer { unit_id, .. } if self.asked(*unit_id).is_none() => {
                faults.add("/unit_id", FaultCode::Reference, Wording::UnitNotAsked);
            }
            Command::Extend(due_on) if self.deadline.due_on.is_some_and(|before| *due_on <= before) => {
                faults.add("/due_on", FaultCode::Date, Wording::DueNoLater);
            }
            Command::Verify { on: Some(on), .. } => self.check_verified_on(*on, firing.situation.today, faults),
            Command::LookBack { outcome, due_on, .. } => match (outcome, due_on) {
                (LookBackOutcome::Relapsed, None) => {
                    faults.add("/due_on", FaultCode::Required, Wording::FieldNeeded);
                }
                (LookBackOutcome::Relapsed, Some(due_on)) if is_before(due_on) => {
                    faults.add("/due_on", FaultCode::Date, Wording::DueBeforeItsEvent);
                }
                (LookBackOutcome::Held, Some(_)) => {
                    faults.add("/due_on", FaultCode::Mismatch, Wording::DueOfARelapse);
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn check_verified_on(&self, on: Day, today: Day, faults: &mut Faults) {
        if on > today {
            faults.add("/verified_on", FaultCode::Date, Wording::DayInTheFuture);
        }
        if self.course.report.as_ref().is_some_and(|report| on < report.on) {
            faults.add("/verified_on", FaultCode::Date, Wording::DayBeforePreviousEvent);
        }
    }

    /// The open question to a unit.
    fn asked(&mut self, unit: OrganisationId) -> Option<&mut HandOver> {
        self.course.hand_overs.iter_mut().find(|one| one.unit_id == unit && one.answered_on.is_none())
    }

    /// R221 and R224: the deadline follows from the severity, and harm to a minor was reported first.
    fn notify(&mut self, firing: &Firing<'_, Self>, due: Option<Day>, reports: Vec<ReportMade>) -> Result<(), Error> {
        let situation = firing.situation;
        self.course.reports_made.extend(reports);
        if self.facts.minor_harm && self.course.reports_made.is_empty() {
            return refused(&rules::FINDING_MINOR_HARM_REPORTED, Wording::MinorHarmUnreported);
        }
        let due_on = match (due, self.facts.severity) {
            (Some(day), _) => day,
            (None, severity) => {
                let severity = severity.unwrap_or(Severity::General);
                let days = situation.rules.days(&rules::FINDING_DUE_WORKING_DAYS, severity.as_str());
                situation.working_days.after(firing.day, days)?
            }
        };
        self.deadline = Deadline { notified_on: Some(firing.day), due_on: Some(due_on) };
        Ok(())
    }

    /// R230: the unit answers within the days of the rule, unless another day is said.
    fn hand_over(
        &mut self,
        firing: &Firing<'_, Self>,
        (unit_id, role): (OrganisationId, HandOverRole),
        due: Option<Day>,
    ) -> Result<(), Error> {
        let situation = firing.situation;
        let due_on = match due {
            Some(day) => day,
            None => {
                let days = situation.rules.count(&rules::FINDING_HAND_OVER_ANSWER_WORKING_DAYS);
                situation.working_days.after(firing.day, days)?
            }
        };
        let document_number = firing.basis.document_number.clone().unwrap_or_default();
        let on = firing.day;
        self.course.hand_overs.push(HandOver {
            unit_id,
            role,
            document_number,
            on,
            due_on,
            answered_on: None,
            answer: None,
        });
        Ok(())
    }

    /// R229: a deadline is moved once, unless the place says more. What it was over until then stays counted.
    fn extend(&mut self, firing: &Firing<'_, Self>, due_on: Day) -> Result<(), Error> {
        let max = firing.situation.rules.count(&rules::FINDING_MAX_EXTENSIONS);
        if self.course.extensions >= max {
            return refused(&rules::FINDING_MAX_EXTENSIONS, Wording::ExtensionsOver { max: max.into() });
        }
        self.course.days_over_before = self.days_over(firing.day, firing.situation.working_days)?;
        self.course.extensions += 1;
        self.deadline.due_on = Some(due_on);
        Ok(())
    }

    /// The unit goes on until a day: no report stands, and it is not put right.
    fn go_on(&mut self, due_on: Day) {
        self.status = FindingStatus::Rectifying;
        self.deadline.due_on = Some(due_on);
        (self.course.report, self.course.verification, self.closed_on) = (None, None, None);
    }

    /// What is light is closed with its verification, or with the look-back that is asked for (R227).
    fn settle(&mut self, firing: &Firing<'_, Self>) {
        let is_over = self.closes_at_once(firing.situation.rules);
        self.status = if is_over { FindingStatus::Closed } else { FindingStatus::Verified };
        self.closed_on = is_over.then_some(firing.day);
    }
}
