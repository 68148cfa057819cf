//! Review and appeal by the person's profile, and their clocks (R112 to R116).
//!
//! The days to file are natural days after the day of service; a last day on which nobody works moves to the next working
//! day, so that the calendar of its year is needed. The days to decide bind the office and are not moved.

use serde::{Deserialize, Serialize};

use crate::{
    Day, Error, Wording,
    kernel::{
        calendar::WorkingDays,
        rules::{self, Rule, Rules, refused},
        time::add_days,
        word::words,
    },
};

words! {
    /// By which procedure a person may defend themselves against a decision.
    Profile {
        /// 教育督导问责: everyone who is neither of the others, the retired and outside experts among them (D).
        Supervision = "supervision",
        /// 公务员 and who is managed like one.
        CivilServant = "civil_servant",
        /// 事业单位工作人员, the staff of schools among them.
        Institution = "institution",
    }
}

words! {
    /// The remedies, in their order.
    Kind {
        /// 复核: by who decided.
        Review = "review",
        /// 申诉: to the authority above.
        Appeal = "appeal",
        /// 再申诉.
        SecondAppeal = "second_appeal",
    }
}

words! {
    /// What became of a remedy.
    Outcome {
        /// 维持.
        Upheld = "upheld",
        /// 变更: a lighter measure.
        Changed = "changed",
        /// 撤销: the decision was wrong.
        Revoked = "revoked",
    }
}

/// A remedy that is open to the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Which.
    pub kind: Kind,
    /// The last day to file it.
    pub file_by: Day,
}

/// A remedy that was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Which.
    pub kind: Kind,
    /// What the person says.
    pub statement: Option<String>,
    /// The last day to file it.
    pub file_by: Day,
    /// When it was filed.
    pub filed_on: Day,
    /// The last day to decide it.
    pub decide_by: Day,
    /// What was decided.
    pub decided: Option<Decided>,
}

/// The decision on a remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What became of it.
    pub outcome: Outcome,
    /// When.
    pub on: Day,
    /// By which document.
    pub document_number: Option<String>,
    /// From which day on it gave an office back: for the days since, its pay is owed as for duty done (R117).
    pub restored_from: Option<Day>,
}

impl Profile {
    /// That of an identity class; a retired or outside expert, and who has none, has the accountability procedure (D, Q16).
    pub fn of(identity_class: Option<&str>) -> Self {
        match identity_class {
            Some("civil_servant" | "civil_servant_managed") => Self::CivilServant,
            Some("institution_staff" | "school_staff") => Self::Institution,
            _ => Self::Supervision,
        }
    }

    /// The rule with its days.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::Supervision => &rules::APPEAL_SUPERVISION,
            Self::CivilServant => &rules::APPEAL_CIVIL_SERVANT,
            Self::Institution => &rules::APPEAL_INSTITUTION,
        }
    }

    /// What may be filed against the decision itself, or after a remedy was decided, each with the name of its days.
    const fn open_after(self, decided: Option<Kind>) -> &'static [(Kind, &'static str)] {
        match (self, decided) {
            (Self::Institution, None) => &[(Kind::Review, "review")],
            (Self::Supervision | Self::CivilServant, None) => {
                &[(Kind::Review, "review"), (Kind::Appeal, "direct_appeal")]
            }
            (_, Some(Kind::Review)) => &[(Kind::Appeal, "appeal")],
            (Self::Institution, Some(Kind::Appeal)) => &[(Kind::SecondAppeal, "second_appeal")],
            (_, Some(Kind::Appeal | Kind::SecondAppeal)) => &[],
        }
    }

    /// The remedies open from a day on: against the decision served on it, or against that on a remedy.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] when a last day lies in a year without a calendar.
    pub fn clocks(
        self,
        decided: Option<Kind>,
        day: Day,
        rules: &Rules,
        working_days: &WorkingDays,
    ) -> Result<Vec<Clock>, Error> {
        let clock = |(kind, name): &(Kind, &str)| {
            let last = add_days(day, rules.days(self.rule(), name));
            Ok(Clock { kind: *kind, file_by: working_days.on_or_after(last)? })
        };
        self.open_after(decided).iter().map(clock).collect()
    }

    /// Files a remedy.
    ///
    /// # Errors
    /// [`Error::RuleRefused`] by the profile's rule when it is not open, or its last day is over.
    pub fn file(
        self,
        clocks: &[Clock],
        kind: Kind,
        statement: Option<String>,
        day: Day,
        rules: &Rules,
    ) -> Result<Remedy, Error> {
        let Some(clock) = clocks.iter().find(|clock| clock.kind == kind) else {
            return refused(self.rule(), Wording::RemedyNotOpen);
        };
        if day > clock.file_by {
            return refused(self.rule(), Wording::RemedyTooLate { until: clock.file_by.to_string() });
        }
        let name = match kind {
            Kind::Review => "review_decision",
            Kind::Appeal => "appeal_decision",
            Kind::SecondAppeal => "second_appeal_decision",
        };
        let decide_by = add_days(day, rules.days(self.rule(), name));
        Ok(Remedy { kind, statement, file_by: clock.file_by, filed_on: day, decide_by, decided: None })
    }
}
