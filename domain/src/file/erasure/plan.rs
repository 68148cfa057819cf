//! What an erasure would remove, what it keeps and until when, and what blocks it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Ground;
use crate::{
    Day, Error, Wording,
    kernel::{
        lifecycle::Lifecycle,
        rules::{self, Rule, Rules, refused},
        time::add_months,
        word::words,
    },
    misconduct::{
        complaint::{self, Complaint},
        dismissal::{self, Case},
        sanction::Sanction,
    },
    performance::{
        assessment::Assessment,
        grade::Grade,
        promotion::{self, Promotion},
    },
    pools::pool::Membership,
    qualification::certification::Certification,
    service::{
        appointment::Appointment,
        post::{Post, PostStatus},
    },
};

words! {
    /// Kinds of what the register holds about somebody.
    Kind {
        /// The person's record, what it said before, and the terms that find it.
        PersonalData = "personal_data",
        /// What was said on the way to a decision: evidence, statements, reports.
        WorkingTexts = "working_texts",
        /// The accounts into which the person was paid.
        Accounts = "accounts",
        /// What complaints about the person say.
        Complaints = "complaints",
        /// Certificates, appointments, posts, grades, assessments, sanctions and dismissals, with the name.
        Decisions = "decisions",
        /// The lines of stipends, with the public number.
        Ledger = "ledger",
    }
}

impl Kind {
    /// The rule by which it is kept.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::PersonalData | Self::WorkingTexts => &rules::RETENTION_PERSONAL_DATA_MONTHS,
            Self::Accounts => &rules::RETENTION_ACCOUNT_MONTHS,
            Self::Complaints => &rules::RETENTION_COMPLAINT_MONTHS,
            Self::Decisions => &rules::RETENTION_DECISION_MONTHS,
            Self::Ledger => &rules::ERASURE_KEEPS_LEDGER,
        }
    }

    /// The months for which it is kept; none where it is kept for good.
    fn months(self, rules: &Rules, ground: Ground) -> Option<u32> {
        match self {
            // What the register keeps for its own ends goes with the consent.
            Self::PersonalData | Self::WorkingTexts if ground.is_at_once() => Some(0),
            Self::PersonalData | Self::WorkingTexts => rules.limit(&rules::RETENTION_PERSONAL_DATA_MONTHS),
            Self::Accounts => rules.limit(&rules::RETENTION_ACCOUNT_MONTHS),
            Self::Complaints => rules.limit(&rules::RETENTION_COMPLAINT_MONTHS),
            Self::Decisions => rules.limit(&rules::RETENTION_DECISION_MONTHS),
            Self::Ledger => None,
        }
    }
}

words! {
    /// What stands in the way of an erasure.
    Obstacle {
        /// An appointment that has not ended.
        OpenAppointment = "open_appointment",
        /// A post that is held.
        HeldPost = "held_post",
        /// A membership that has not ended.
        OpenMembership = "open_membership",
        /// A certification under way or in force.
        OpenCertification = "open_certification",
        /// A promotion under way.
        OpenPromotion = "open_promotion",
        /// An assessment under way.
        OpenAssessment = "open_assessment",
        /// A dismissal case that is not decided or has no effect yet.
        OpenCase = "open_case",
        /// A case whose remedies still run.
        OpenRemedy = "open_remedy",
        /// A measure that is not spent.
        // Whoever is erased and registered again would be rid of it.
        UnspentMeasure = "unspent_measure",
        /// A sanction whose time is not over.
        SanctionInForce = "sanction_in_force",
        /// A complaint that is not concluded.
        OpenComplaint = "open_complaint",
        /// A line of a run that is not decided.
        UndecidedStipend = "undecided_stipend",
        /// A line that is held, or was decided and not reported as paid.
        UnpaidStipend = "unpaid_stipend",
    }
}

/// Something in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTheWay {
    /// What.
    pub obstacle: Obstacle,
    /// The record.
    pub id: Uuid,
}

/// What the ledger says of somebody.
#[derive(Debug, Clone, Default)]
pub struct Stipends {
    /// How many lines.
    pub lines: i64,
    /// The last day of the last month that was paid.
    pub paid_until: Option<Day>,
    /// Lines that are not settled.
    pub unsettled: Vec<InTheWay>,
}

/// What the register holds about somebody, and about the records that were merged into theirs.
pub struct Holdings {
    /// The day of registration.
    pub registered_on: Day,
    /// How many records of them hold personal data: none, once they were erased.
    pub personal_records: i64,
    /// The appointments.
    pub appointments: Vec<Appointment>,
    /// The posts of the supervision committee and office.
    pub posts: Vec<Post>,
    /// The memberships.
    pub memberships: Vec<Membership>,
    /// The certifications.
    pub certifications: Vec<Certification>,
    /// The promotions.
    pub promotions: Vec<Promotion>,
    /// The assessments.
    pub assessments: Vec<Assessment>,
    /// The dismissal cases.
    pub cases: Vec<Case>,
    /// The complaints about them.
    pub complaints: Vec<Complaint>,
    /// The grades.
    pub grades: Vec<Grade>,
    /// The sanctions.
    pub sanctions: Vec<Sanction>,
    /// How many payees hold an account.
    pub accounts: i64,
    /// The ledger.
    pub stipends: Stipends,
}

/// What becomes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    /// The word of the kind.
    pub kind: String,
    /// How many records.
    pub records: i64,
    /// Whether it is erased.
    pub is_erased: bool,
    /// The first day on which it need not be kept; none where it is kept for good, or is erased.
    pub kept_until: Option<Day>,
}

/// What an erasure would do on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Kind by kind, those of which there is something.
    pub lines: Vec<PlanLine>,
    /// What stands in the way.
    pub in_the_way: Vec<InTheWay>,
}

impl Holdings {
    /// What an erasure on this ground would do.
    pub fn plan(&self, rules: &Rules, ground: Ground, today: Day) -> Plan {
        let line = |kind: &Kind| {
            let (records, since) = self.of(*kind);
            let until = kind.months(rules, ground).map(|months| add_months(since, months));
            let is_erased = until.is_some_and(|until| until <= today);
            let kept_until = until.filter(|_| !is_erased);
            (records > 0).then(|| PlanLine { kind: kind.as_str().to_owned(), records, is_erased, kept_until })
        };
        Plan { lines: Kind::ALL.iter().filter_map(line).collect(), in_the_way: self.in_the_way(rules, today) }
    }

    /// How many records of a kind there are, and the day from which its time counts.
    fn of(&self, kind: Kind) -> (i64, Day) {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let since = self.tied_until();
        match kind {
            Kind::PersonalData => (self.personal_records, since),
            Kind::WorkingTexts => {
                let texts = self.memberships.len() + self.certifications.len() + self.promotions.len();
                (if self.personal_records > 0 { count(texts + self.assessments.len()) } else { 0 }, since)
            }
            Kind::Accounts => (self.accounts, self.stipends.paid_until.unwrap_or(since)),
            Kind::Complaints => {
                let said = self.complaints.iter().filter(|one| !one.intake.statement.is_empty());
                let concluded = self.complaints.iter().filter_map(|one| one.conclusion.as_ref()).map(|one| one.on);
                (count(said.count()), concluded.max().unwrap_or(since))
            }
            Kind::Decisions => (count(self.decisions()), since),
            Kind::Ledger => (self.stipends.lines, self.stipends.paid_until.unwrap_or(since)),
        }
    }

    /// How many decisions were taken about them.
    fn decisions(&self) -> usize {
        self.certifications.iter().filter(|one| one.number.is_some()).count()
            + self.appointments.iter().filter(|one| one.decision_document_number.is_some()).count()
            + self.promotions.iter().filter(|one| one.decision_document_number.is_some()).count()
            + self.assessments.iter().filter(|one| one.status.is_end()).count()
            + self.cases.iter().filter(|one| one.decision.is_some()).count()
            + self.memberships.iter().filter(|one| one.term.is_some()).count()
            + self.grades.len()
            + self.sanctions.len()
            + self.posts.len()
    }

    /// The last day on which something tied them to the register.
    fn tied_until(&self) -> Day {
        let appointments = self.appointments.iter().filter_map(|one| one.ended_on.or(one.last_event_on));
        let terms = self.memberships.iter().filter(|one| one.status.is_open()).filter_map(|one| one.term);
        let certified = self.certifications.iter().filter(|one| one.status.is_open()).filter_map(|one| one.term);
        let memberships = self.memberships.iter().filter_map(|one| one.last_event_on);
        let certifications = self.certifications.iter().filter_map(|one| one.last_event_on);
        let cases = self.cases.iter().filter_map(|one| one.last_event_on);
        let posts = self.posts.iter().filter_map(|one| one.ends_on);
        let events = appointments.chain(memberships).chain(certifications).chain(cases).chain(posts);
        // What ran out by itself ended with its term.
        let all = events.chain(terms.chain(certified).map(|term| term.until));
        all.max().map_or(self.registered_on, |last| last.max(self.registered_on))
    }

    fn in_the_way(&self, rules: &Rules, today: Day) -> Vec<InTheWay> {
        let mut found = Vec::new();
        let mut note = |obstacle, id| found.push(InTheWay { obstacle, id });
        for one in self.appointments.iter().filter(|one| !one.effective(today).is_end()) {
            note(Obstacle::OpenAppointment, one.id.0);
        }
        for one in self.posts.iter().filter(|one| one.status_on(today) == PostStatus::Held) {
            note(Obstacle::HeldPost, one.id.0);
        }
        for one in self.memberships.iter().filter(|one| one.effective(today).is_open()) {
            note(Obstacle::OpenMembership, one.id.0);
        }
        for one in self.certifications.iter().filter(|one| one.effective(today).is_open()) {
            note(Obstacle::OpenCertification, one.id.0);
        }
        for one in self.promotions.iter().filter(|one| promotion::OPEN.contains(&one.status)) {
            note(Obstacle::OpenPromotion, one.id.0);
        }
        for one in self.assessments.iter().filter(|one| !one.status.is_end()) {
            note(Obstacle::OpenAssessment, one.id.0);
        }
        for one in &self.cases {
            match one.effective(today) {
                dismissal::Status::Dropped | dismissal::Status::Reversed => {}
                dismissal::Status::Closed => {
                    if one.spent_on(rules).is_some_and(|spent| spent > today) {
                        note(Obstacle::UnspentMeasure, one.id.0);
                    }
                }
                status if dismissal::Status::CLOSABLE.contains(&status) => note(Obstacle::OpenRemedy, one.id.0),
                _ => note(Obstacle::OpenCase, one.id.0),
            }
        }
        for one in self.sanctions.iter().filter(|one| one.blocks(today)) {
            note(Obstacle::SanctionInForce, one.id.0);
        }
        for one in self.complaints.iter().filter(|one| one.status != complaint::Status::Concluded) {
            note(Obstacle::OpenComplaint, one.id.0);
        }
        found.extend(&self.stipends.unsettled);
        found
    }
}

impl Plan {
    /// Whether it erases this kind.
    pub fn erases(&self, kind: Kind) -> bool {
        self.lines.iter().any(|line| line.kind == kind.as_str() && line.is_erased)
    }

    /// Whether the name stays: decisions say whom they are about (档案法第四条: an archive is whole), and where there are none,
    /// or their time is over, the public number stands for it.
    pub fn keeps_name(&self) -> bool {
        self.lines.iter().any(|line| line.kind == Kind::Decisions.as_str() && !line.is_erased)
    }

    /// Refuses while something blocks the erasure, and if nothing can be erased.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] by the rule that keeps it.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(first) = self.in_the_way.first() {
            let wording = Wording::StandsInTheWay { what: first.obstacle.as_str().to_owned() };
            return refused(&rules::ERASURE_NOTHING_OPEN, wording);
        }
        let personal = self.lines.iter().find(|line| line.kind == Kind::PersonalData.as_str());
        match personal {
            Some(line) if !line.is_erased => {
                let until = line.kept_until.map(|day| day.to_string());
                let wording = until.map_or(Wording::KeptForGood, |until| Wording::StillKept { until });
                refused(&rules::RETENTION_PERSONAL_DATA_MONTHS, wording)
            }
            None if self.lines.iter().all(|line| !line.is_erased) => {
                refused(&rules::ERASURE_CLOSES_THE_FILE, Wording::NothingToErase)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(raw: &str) -> Day {
        raw.parse().unwrap()
    }

    /// Somebody who was registered, paid and nothing else.
    fn holdings() -> Holdings {
        Holdings {
            registered_on: day("2026-01-31"),
            personal_records: 1,
            appointments: Vec::new(),
            posts: Vec::new(),
            memberships: Vec::new(),
            certifications: Vec::new(),
            promotions: Vec::new(),
            assessments: Vec::new(),
            cases: Vec::new(),
            complaints: Vec::new(),
            grades: Vec::new(),
            sanctions: Vec::new(),
            accounts: 1,
            stipends: Stipends { lines: 3, paid_until: Some(day("2026-02-28")), unsettled: Vec::new() },
        }
    }

    fn fate(plan: &Plan, kind: Kind) -> (bool, Option<Day>) {
        let line = plan.lines.iter().find(|line| line.kind == kind.as_str()).unwrap();
        (line.is_erased, line.kept_until)
    }

    #[test]
    fn due_data_is_erased_on_its_day_and_the_ledger_never() {
        let rules = Rules::shipped();
        let on = |today| holdings().plan(&rules, Ground::PurposeOver, day(today));
        assert_eq!(fate(&on("2027-01-30"), Kind::PersonalData), (false, Some(day("2027-01-31"))));
        assert_eq!(fate(&on("2027-01-31"), Kind::PersonalData), (true, None));
        assert_eq!(fate(&on("2027-01-31"), Kind::Accounts), (false, Some(day("2029-02-28"))));
        assert_eq!(fate(&on("2029-02-28"), Kind::Accounts), (true, None));
        assert_eq!(fate(&on("2999-01-01"), Kind::Ledger), (false, None));
    }

    #[test]
    fn withdrawn_consent_erases_all_but_legally_retained_data() {
        let plan = holdings().plan(&Rules::shipped(), Ground::ConsentWithdrawn, day("2026-03-01"));
        assert!(plan.erases(Kind::PersonalData) && !plan.erases(Kind::Accounts) && !plan.erases(Kind::Ledger));
        assert!(plan.check().is_ok() && !plan.keeps_name(), "there is no decision that says whom it is about");
    }

    #[test]
    fn data_without_a_retention_time_is_kept_forever() {
        let forever = [(2, "retention.personal_data_months".to_owned(), serde_json::Value::Null)];
        let plan = holdings().plan(&Rules::with_changes(forever), Ground::PurposeOver, day("2999-01-01"));
        assert_eq!(fate(&plan, Kind::PersonalData), (false, None));
        assert!(matches!(plan.check(), Err(Error::RuleRefused { wording: Wording::KeptForGood, .. })));
    }

    #[test]
    fn unpaid_stipend_blocks_erasure() {
        let mut of = holdings();
        of.stipends.unsettled.push(InTheWay { obstacle: Obstacle::UnpaidStipend, id: Uuid::nil() });
        let plan = of.plan(&Rules::shipped(), Ground::ConsentWithdrawn, day("2030-01-01"));
        assert!(matches!(plan.check(), Err(Error::RuleRefused { rule, .. }) if rule.key == "erasure.nothing_open"));
    }
}
