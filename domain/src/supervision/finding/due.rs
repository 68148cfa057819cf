//! What is due of a finding, and what is overdue: computed of its days on every read, never stored.

use super::{Finding, FindingStatus, Severity};
use crate::{
    Day, Error, Wording,
    kernel::{
        calendar::WorkingDays,
        rules::{self, Rule, Rules},
        time::day_after,
        word::words,
    },
};

words! {
    /// What is due next of a finding.
    FindingDue {
        /// The unit is to be told.
        Notify = "notify",
        /// The unit is to report.
        Report = "report",
        /// The office is to verify.
        Verify = "verify",
        /// The office is to look back.
        LookBack = "look_back",
        /// Another approver is to close it.
        Close = "close",
    }
}

/// What is due next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: FindingDue,
    /// The last day for it; none where no rule names one, or the calendar of its year is missing.
    pub on: Option<Day>,
}

impl Finding {
    /// True if the unit has to report and its last day is over.
    pub fn is_overdue(&self, today: Day) -> bool {
        FindingStatus::OPEN.contains(&self.status) && self.deadline.due_on.is_some_and(|due| due < today)
    }

    /// The working days by which the unit's deadline is over on a day, with those before it was moved.
    ///
    /// # Errors
    /// When the calendar of a year in between is missing.
    pub fn days_over(&self, today: Day, calendar: &WorkingDays) -> Result<u32, Error> {
        let since = self.deadline.due_on.filter(|_| self.is_overdue(today));
        let over = since.map_or(Ok(0), |due| calendar.between(due, day_after(today)))?;
        Ok(self.course.days_over_before + over)
    }

    /// What is due next; nothing of what is over.
    pub fn due(&self, rules: &Rules, calendar: &WorkingDays) -> Option<Due> {
        let after = |day: Option<Day>, days: u32| day.and_then(|day| calendar.after(day, days).ok());
        let days = |rule| self.facts.severity.map_or(0, |severity: Severity| rules.days(rule, severity.as_str()));
        let (what, on) = match self.status {
            FindingStatus::Recorded => {
                (FindingDue::Notify, after(Some(self.facts.found_on), days(&rules::FINDING_NOTIFY_WORKING_DAYS)))
            }
            FindingStatus::Notified | FindingStatus::Rectifying => (FindingDue::Report, self.deadline.due_on),
            FindingStatus::Reported => {
                let reported = self.course.report.as_ref().map(|report| report.on);
                (FindingDue::Verify, after(reported, rules.count(&rules::FINDING_VERIFY_WORKING_DAYS)))
            }
            FindingStatus::Verified if self.awaits_look_back(rules) => {
                let verified = self.course.verification.map(|one| one.on);
                (FindingDue::LookBack, after(verified, days(&rules::LOOK_BACK_WITHIN_WORKING_DAYS)))
            }
            FindingStatus::Verified => (FindingDue::Close, None),
            FindingStatus::Closed | FindingStatus::Withdrawn | FindingStatus::Noted => return None,
        };
        Some(Due { what, on })
    }

    /// What falls short of a rule that warns, told to who writes.
    pub fn warnings(&self, rules: &Rules, calendar: &WorkingDays) -> Vec<(&'static Rule, Wording)> {
        let mut warnings = Vec::new();
        let Some((notified_on, severity)) = self.deadline.notified_on.zip(self.facts.severity) else { return warnings };
        if self.status != FindingStatus::Notified {
            return warnings;
        }
        if self.course.guidance.is_empty() && rules.demands(&rules::FINDING_GUIDANCE_REQUIRED) {
            warnings.push((&rules::FINDING_GUIDANCE_REQUIRED, Wording::GuidanceMissing));
        }
        let days = rules.days(&rules::FINDING_NOTIFY_WORKING_DAYS, severity.as_str());
        let last = calendar.after(self.facts.found_on, days).ok();
        if severity == Severity::Critical && notified_on > self.facts.found_on {
            warnings.push((&rules::FINDING_CRITICAL_SAME_DAY, Wording::DangerNotifiedLater));
        } else if let Some(last) = last.filter(|last| notified_on > *last) {
            warnings.push((&rules::FINDING_NOTIFY_WORKING_DAYS, Wording::NotifiedLate { day: last.to_string() }));
        }
        let is_working = self.deadline.due_on.and_then(|due| calendar.is_working(due).ok());
        if is_working == Some(false) {
            warnings.push((&rules::FINDING_DUE_WORKING_DAYS, Wording::DueOnNoWorkingDay));
        }
        warnings
    }
}
