//! What accompanies the score: vetoes, the review that the person requested, and the consequences of a final grade.

use serde::{Deserialize, Serialize};

use super::grade::Grade;
use crate::{
    Day,
    kernel::{
        rules::{self, Rules},
        time::add_months,
        word::words,
    },
};

words! {
    /// What makes a grade the lowest whatever the score.
    // R91. A hidden ground of recusal is none: for that the regulation has criticism only (R64).
    VetoCode {
        /// 玩忽职守，贻误督导工作.
        Neglect = "neglect", // 教育督导条例 art. 26.
        /// 弄虚作假、徇私舞弊，影响督导结果公正.
        Falsification = "falsification", // art. 26.
        /// 滥用职权，干扰被督导单位正常工作.
        AbuseOfPower = "abuse_of_power", // art. 26.
        /// 发现违法违规办学行为或者危及师生生命安全隐患而未及时督促.
        FailureToAct = "failure_to_act", // art. 26.
        /// Meals, gifts, trips, fees or reimbursements from an inspected school.
        TakingFromSchools = "taking_from_schools", // R149.
    }
}

/// A veto, with the fact it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Veto {
    /// Which.
    pub code: VetoCode,
    /// What happened.
    pub fact: String,
    /// The document that found it.
    pub document_number: String,
}

words! {
    /// What became of a review.
    ReviewOutcome {
        /// The result stands.
        Upheld = "upheld",
        /// The result was changed.
        Changed = "changed",
    }
}

/// The review that the person asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The day on which it was asked for.
    pub requested_on: Day,
    /// What the person says.
    pub statement: String,
    /// The day on which it was decided.
    pub decided_on: Option<Day>,
    /// What became of it.
    pub outcome: Option<ReviewOutcome>,
    /// Why.
    pub reason: Option<String>,
    /// The score before, in hundredths of a point.
    pub score_before: Option<u32>,
    /// The grade before.
    pub grade_before: Option<Grade>,
    /// Whether the review decided on excellent, and it was forgone because no place was left.
    #[serde(default)]
    pub forgone: bool,
}

impl Review {
    /// A review that is asked for.
    pub fn requested(on: Day, statement: &str) -> Self {
        Self {
            requested_on: on,
            statement: statement.to_owned(),
            decided_on: None,
            outcome: None,
            reason: None,
            score_before: None,
            grade_before: None,
            forgone: false,
        }
    }
}

words! {
    /// What a final grade brings about.
    ConsequenceKind {
        /// The office orders the person to do better until a day.
        ImprovementOrder = "improvement_order",
        /// The office proposes to end the appointment.
        DismissalProposal = "dismissal_proposal", // R94.
        /// The person is commended.
        Commend = "commend", // R95.
    }
}

/// What a final grade brings about: kept for the case that it may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// Which.
    pub kind: ConsequenceKind,
    /// The last day for improvement.
    pub deadline: Option<Day>,
}

impl Consequence {
    /// That of a grade that becomes final on a day (d.4): an unqualified year is followed by an order to improve, a second
    /// in succession, whichever of the two became final first, by the proposal to dismiss (R93, R94), an excellent one by a
    /// commendation (R95).
    pub fn of(grade: Grade, day: Day, is_second: bool, rules: &Rules) -> Option<Self> {
        let plain = |kind| Some(Self { kind, deadline: None });
        match grade {
            Grade::Unqualified if is_second => plain(ConsequenceKind::DismissalProposal),
            Grade::Unqualified => {
                let deadline = add_months(day, rules.count(&rules::ASSESSMENT_IMPROVEMENT_MONTHS));
                Some(Self { kind: ConsequenceKind::ImprovementOrder, deadline: Some(deadline) })
            }
            Grade::Excellent if rules.demands(&rules::ASSESSMENT_EFFECTS_COMMEND) => plain(ConsequenceKind::Commend),
            _ => None,
        }
    }
}
