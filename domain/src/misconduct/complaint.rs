//! Complaints about an inspector (督学管理暂行办法 art. 19; R109): received, checked by somebody else than whom they are
//! about, concluded by another than who received or checked, and reported to the authority above where a sanction follows.

use crate::{
    Area, Day, Error, FaultCode, Faults, Instant, Wording,
    kernel::{
        id::{ComplaintId, PersonId},
        lifecycle::{Authority, Firing, Lifecycle, Readiness, StatusHistory, Step, usual_fields},
        rules::{self, Rules, refused},
        word::words,
    },
    people::person::Person,
};

words! {
    /// Where a complaint stands.
    Status {
        /// Taken in.
        Received = "received",
        /// Being checked.
        Checking = "checking",
        /// Checked, with an outcome.
        Concluded = "concluded",
    }
}

words! {
    /// The events of the lifecycle.
    Event {
        /// Name who checks.
        Check = "check",
        /// Say what was found and what follows.
        Conclude = "conclude",
        /// Tell the authority above.
        ReportUp = "report_up",
    }
}

words! {
    /// By which way a complaint came.
    Channel {
        /// 来信.
        Letter = "letter",
        /// 来访.
        Visit = "visit",
        /// 来电.
        Phone = "phone",
        /// 网络.
        Online = "online",
        /// 上级或者其他部门转办.
        Referred = "referred",
        /// 督导中发现.
        Inspection = "inspection",
    }
}

words! {
    /// What a complaint is about.
    Subject {
        /// 玩忽职守.
        Neglect = "neglect",
        /// 弄虚作假，徇私舞弊.
        Falsification = "falsification",
        /// 滥用职权，干扰正常工作.
        Abuse = "abuse",
        /// 收受财物，接受宴请.
        Favours = "favours",
        /// 应当回避而未回避.
        RecusalBreach = "recusal_breach",
        /// 打击报复.
        Retaliation = "retaliation",
        /// 言行不当.
        Conduct = "conduct",
        /// 其他.
        Other = "other",
    }
}

words! {
    /// What the check found.
    Outcome {
        /// 属实.
        Verified = "verified",
        /// 部分属实.
        PartlyVerified = "partly_verified",
        /// 不属实.
        Unverified = "unverified",
    }
}

words! {
    /// What follows from a complaint.
    Handling {
        /// Nothing.
        None = "none",
        /// 谈话提醒.
        Reminder = "reminder",
        /// 责令整改.
        Correction = "correction",
        /// 立案: a dismissal case.
        DismissalCase = "dismissal_case",
        /// 给予处分.
        Sanction = "sanction",
        /// 移送.
        Referral = "referral",
    }
}

impl Handling {
    /// True if it is a sanction, or may end in one. The authority above gets a report of it.
    pub const fn is_reported(self) -> bool {
        matches!(self, Self::DismissalCase | Self::Sanction | Self::Referral)
    }
}

/// What is taken in.
#[derive(Clone, PartialEq, Eq)]
pub struct Intake {
    /// By which way.
    pub channel: Channel,
    /// What it is about.
    pub subject: Subject,
    /// What it says; sealed.
    pub statement: String,
    /// Who complains, and how to reach them; none for an anonymous complaint. Sealed, and in no list and no log.
    pub complainant: Option<String>,
    /// The day it came.
    pub received_on: Day,
}

/// Who checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checker {
    /// The name.
    pub name: String,
    /// The person, where the register knows them.
    pub person_id: Option<PersonId>,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Conclusion {
    /// What the check found.
    pub outcome: Outcome,
    /// What follows.
    pub handling: Handling,
    /// What was found, in words; sealed.
    pub findings: String,
    /// The day.
    pub on: Day,
}

/// The report to the authority above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The day.
    pub on: Day,
    /// By which document.
    pub document_number: Option<String>,
}

/// A complaint. It has no debug form: what it says is for no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Identifier.
    pub id: ComplaintId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the person.
    pub area: Area,
    /// About whom.
    pub person_id: PersonId,
    /// Where it stands.
    pub status: Status,
    /// What was taken in.
    pub intake: Intake,
    /// Who checks.
    pub checker: Option<Checker>,
    /// What came of it.
    pub conclusion: Option<Conclusion>,
    /// The report to the authority above.
    pub report: Option<Report>,
    /// Through which statuses it went, and when.
    pub trail: StatusHistory<Status>,
    /// The day of the last event.
    pub last_event_on: Option<Day>,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// Sealed fields whose stored value does not open: they are empty here, and not in the register.
    pub unreadable: Vec<&'static str>,
}

/// What an event needs beyond its basis.
#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    /// Who checks.
    Check(Checker),
    /// What came of it.
    Conclude {
        /// What the check found.
        outcome: Outcome,
        /// What follows.
        handling: Handling,
        /// In words.
        findings: String,
    },
    /// The complaint is reported to the authority above.
    ReportUp,
}

impl Command {
    /// The event it fires.
    pub fn event(&self) -> Event {
        match self {
            Self::Check(_) => Event::Check,
            Self::Conclude { .. } => Event::Conclude,
            Self::ReportUp => Event::ReportUp,
        }
    }
}

impl Intake {
    /// Notes what is wrong with it.
    pub fn check(&self, today: Day, faults: &mut Faults) {
        if self.received_on > today {
            faults.add("/received_on", FaultCode::Date, Wording::DayInTheFuture);
        }
    }
}

impl Complaint {
    /// A complaint that was taken in.
    pub fn received(id: ComplaintId, (person_id, area): (PersonId, Area), intake: Intake, now: Instant) -> Self {
        let day = intake.received_on;
        Self {
            id,
            version: 1,
            area,
            person_id,
            status: Status::Received,
            intake,
            checker: None,
            conclusion: None,
            report: None,
            trail: StatusHistory::beginning(day, Status::Received),
            last_event_on: Some(day),
            created_at: now,
            updated_at: now,
            unreadable: Vec::new(),
        }
    }

    /// Whether it is the signal of a dismissal case: the check found it true, or true in a part for which a case is the answer.
    pub fn is_verified(&self) -> bool {
        self.conclusion.as_ref().is_some_and(|one| match one.outcome {
            Outcome::Verified => true,
            Outcome::PartlyVerified => one.handling == Handling::DismissalCase,
            Outcome::Unverified => false,
        })
    }

    /// Whether the authority above has to be told and was not (R109).
    pub fn owes_report(&self, rules: &Rules) -> bool {
        let is_reported = self.conclusion.as_ref().is_some_and(|one| one.handling.is_reported());
        is_reported && self.report.is_none() && rules.demands(&rules::COMPLAINT_REPORT_UP)
    }
}

use Authority::{AnotherApprover, Registrar};

/// The lifecycle. The report upward is a flag on what is concluded. Whoever named the checker concludes nothing.
impl Lifecycle for Complaint {
    type Status = Status;
    type Event = Event;
    type Command = Command;
    /// About whom it is.
    type Known = Person;
    type Effect = ();

    const STEPS: &'static [Step<Status, Event>] = {
        use {Event as E, Status as S};
        &[
            Step::new(E::Check, &[S::Received, S::Checking], S::Checking, Registrar),
            Step::new(E::Conclude, &[S::Checking], S::Concluded, AnotherApprover(&[E::Check])),
            Step::within(E::ReportUp, &[S::Concluded], Registrar).by_document(),
        ]
    };

    usual_fields!(trail);

    fn begins(&self, step: &Step<Status, Event>, _: Day) -> bool {
        step.from.contains(&self.status) && (step.event != Event::ReportUp || self.report.is_none())
    }

    fn take_in(&mut self, firing: &Firing<'_, Self>, faults: &mut Faults) {
        check(firing.command, firing.known, faults);
    }

    /// Two records may have been merged into one person since the checker was named: nothing is concluded from what somebody
    /// found about themselves. Another checker may be named.
    fn check_ready(&self, readiness: &Readiness<'_, Self>) -> Result<(), Error> {
        let checker = self.checker.as_ref().and_then(|checker| checker.person_id);
        match readiness.event {
            Event::Conclude if checker == Some(self.person_id) => {
                refused(&rules::COMPLAINT_INTAKE, Wording::ChecksThemselves)
            }
            _ => Ok(()),
        }
    }

    fn advance(&mut self, firing: &Firing<'_, Self>) -> Result<(), Error> {
        let on = firing.day;
        match firing.command.clone() {
            Command::Check(checker) => self.checker = Some(checker),
            Command::Conclude { outcome, handling, findings } => {
                self.conclusion = Some(Conclusion { outcome, handling, findings, on });
            }
            Command::ReportUp => {
                self.report = Some(Report { on, document_number: firing.basis.document_number.clone() });
            }
        }
        Ok(())
    }
}

/// Notes what is wrong with a command: whom the complaint is about does not check it, and of what was not found true nothing
/// follows.
fn check(command: &Command, about: &Person, faults: &mut Faults) {
    match command {
        Command::Check(checker) => {
            let is_themselves = match checker.person_id {
                Some(id) => id == about.id,
                None => checker.name == about.details.name.as_str(),
            };
            if is_themselves {
                faults.add("/checker", FaultCode::Reference, Wording::ChecksThemselves);
            }
        }
        Command::Conclude { outcome: Outcome::Unverified, handling, .. } if *handling != Handling::None => {
            faults.add("/handling", FaultCode::Code, Wording::NothingFollows);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::code_set::COMPLAINT_SUBJECTS;

    #[test]
    fn every_subject_is_a_code_and_every_code_is_one() {
        let subjects: Vec<&str> = Subject::ALL.iter().map(|subject| subject.as_str()).collect();
        assert_eq!(COMPLAINT_SUBJECTS.entries.iter().map(|entry| entry.code).collect::<Vec<_>>(), subjects);
    }

    #[test]
    fn superior_gets_reports_of_actual_or_possible_sanctions() {
        let told: Vec<&str> = Handling::ALL.iter().filter(|one| one.is_reported()).map(|one| one.as_str()).collect();
        assert_eq!(told, ["dismissal_case", "sanction", "referral"]);
    }
}
