//! The words of a measure, and the parts that its events bring.

use serde::{Deserialize, Serialize};

use crate::{
    Day, Error, Wording,
    kernel::{
        id::{EvaluationId, FindingId, InspectionId, OrganisationId, PostId},
        rules::{self, Rules, refused},
        word::words,
    },
    misconduct::dismissal::remedy::{Clock, Remedy},
};

words! {
    /// Which way a measure goes.
    Route {
        /// Accountability: investigated, heard, decided, with remedies.
        Accountability = "accountability", // 问责.
        /// An interview with who leads the unit.
        Interview = "interview", // 约谈.
    }
}

words! {
    /// The form of a measure.
    Form {
        /// A unit is criticised in public.
        OpenCriticism = "open_criticism", // 公开批评.
        /// A person examines the own conduct in writing.
        WrittenSelfExamination = "written_self_examination", // 责令检查.
        /// Whoever leads is interviewed.
        Interview = "interview", // 约谈.
        /// A unit is named in a circular.
        Circular = "circular", // 督导通报.
        /// A person is criticised in a circular.
        CircularCriticism = "circular_criticism", // 通报批评.
        /// Resources of a unit are adjusted, by who has them.
        ResourceAdjustment = "resource_adjustment", // 资源调整.
        /// Who may do so is asked to move or remove a person.
        OrganisationalProposal = "organisational_proposal", // 组织处理.
        /// Who may do so is asked to fine or otherwise punish a unit.
        PenaltyProposal = "penalty_proposal",
        /// Who may do so is asked to sanction a person.
        SanctionProposal = "sanction_proposal", // 处分.
        /// A person is handed over to discipline or justice.
        Referral = "referral", // 移送.
    }
}

impl Form {
    /// Its rung: those for units and those for persons stand on one ladder, in the order of the official study text (R272).
    const fn rung(self) -> u8 {
        match self {
            Self::OpenCriticism | Self::WrittenSelfExamination => 0,
            Self::Interview => 1,
            Self::Circular | Self::CircularCriticism => 2,
            Self::ResourceAdjustment | Self::OrganisationalProposal => 3,
            Self::PenaltyProposal | Self::SanctionProposal => 4,
            Self::Referral => 5,
        }
    }

    /// Whether it weighs more than another.
    pub const fn is_heavier_than(self, other: Self) -> bool {
        self.rung() > other.rung()
    }

    /// Whether it is made for a person, for a unit, or for both (R272).
    pub const fn fits(self, is_about_a_person: bool) -> bool {
        match self {
            Self::Interview => true,
            Self::OpenCriticism | Self::Circular | Self::ResourceAdjustment | Self::PenaltyProposal => {
                !is_about_a_person
            }
            _ => is_about_a_person,
        }
    }

    /// Whether somebody else carries it out (R280).
    pub const fn is_carried_out_by_others(self) -> bool {
        self.rung() >= Self::ResourceAdjustment.rung()
    }

    /// R272: refuses a form that is not in use here.
    ///
    /// # Errors
    /// [`Error::RuleRefused`].
    pub fn check_in_use(self, rules: &Rules) -> Result<(), Error> {
        if rules.lists(&rules::ACCOUNTABILITY_FORMS, self.as_str()) {
            return Ok(());
        }
        refused(&rules::ACCOUNTABILITY_FORMS, Wording::FormNotInUse)
    }
}

words! {
    /// Why somebody is held to account.
    Ground {
        /// Obstructs supervision.
        Obstruction = "obstruction", // 拒绝、阻挠.
        /// Conceals or falsifies.
        Deception = "deception", // 隐瞒实情、弄虚作假.
        /// Does not put right and report.
        NoRectification = "no_rectification", // 未整改并报告.
        /// Retaliates against inspectors.
        Retaliation = "retaliation", // 打击报复督学.
        /// Hinders supervision otherwise.
        OtherObstruction = "other_obstruction",
        /// Does not carry out policy.
        PolicyNotImplemented = "policy_not_implemented",
        /// Does not do its duty by education.
        DutyNotPerformed = "duty_not_performed",
        /// Is late with its tasks.
        TaskDelayed = "task_delayed",
        /// Runs schools irregularly.
        IrregularConduct = "irregular_conduct",
        /// Lets quality decline.
        QualityDecline = "quality_decline",
        /// Neglects safety, or refuses supervision.
        SafetyOrRefusal = "safety_or_refusal",
    }
}

words! {
    /// The article on which a measure rests.
    Article {
        /// 教育督导条例第二十五条.
        Regulations25 = "regulations_25",
        /// 教育督导问责办法 (article to be checked).
        AccountabilityMeasures = "accountability_measures",
        /// A local law.
        Local = "local",
    }
}

impl Ground {
    /// The articles that name it (R270): the regulations have five wrongs of the supervised, the measures six situations more.
    pub const fn articles(self) -> &'static [Article] {
        match self {
            Self::Obstruction
            | Self::Deception
            | Self::NoRectification
            | Self::Retaliation
            | Self::OtherObstruction => Article::ALL,
            _ => &[Article::AccountabilityMeasures, Article::Local],
        }
    }

    /// R270: refuses a ground that is not in use here.
    ///
    /// # Errors
    /// [`Error::RuleRefused`].
    pub fn check_in_use(self, rules: &Rules) -> Result<(), Error> {
        if rules.lists(&rules::ACCOUNTABILITY_GROUNDS, self.as_str()) {
            return Ok(());
        }
        refused(&rules::ACCOUNTABILITY_GROUNDS, Wording::GroundNotInUse)
    }
}

words! {
    /// What weighs against who is held to account (R279).
    Aggravation {
        /// The truth was hidden.
        Hiding = "hiding",
        /// Somebody was threatened.
        Threatening = "threatening",
        /// Nothing was mended.
        NotMending = "not_mending",
        /// It is the second measure within a year: the register counts this by itself.
        TwiceInAYear = "twice_in_a_year",
    }
}

words! {
    /// How far a decision is made known (R277).
    Openness {
        /// To the public.
        Public = "public",
        /// Within the circle of those concerned.
        Internal = "internal",
    }
}

words! {
    /// What is due next in a measure.
    Due {
        /// That somebody investigates.
        Investigation = "investigation",
        /// The last day for the defence.
        Defence = "defence",
        /// The day of effect.
        Effect = "effect",
        /// The last day to file a remedy.
        Filing = "filing",
        /// The last day to decide a remedy.
        Deciding = "deciding",
        /// The day of the interview.
        Interview = "interview",
        /// What was demanded in the interview.
        Demand = "demand",
    }
}

/// Who is interviewed or held to account. The name is sealed before it gets here, and is carried unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respondent {
    /// The name.
    pub name: String,
    /// The post.
    pub post_title: String,
}

/// Upon which records a measure rests.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carriers {
    /// Findings.
    pub finding_ids: Vec<FindingId>,
    /// Evaluations.
    pub evaluation_ids: Vec<EvaluationId>,
    /// Inspections.
    pub inspection_ids: Vec<InspectionId>,
}

/// What is intended, of which the respondent was told in writing (R274).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The facts as they were found.
    pub facts: String,
    /// The form that is proposed: nothing heavier is decided.
    pub form: Form,
    /// The last day for a defence.
    pub defence_until: Day,
}

/// That the respondent was heard, or let the days pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defence {
    /// What was said; none where the days passed.
    pub statement: Option<String>,
    /// The day.
    pub on: Day,
}

/// The decision (R275, R276).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The form; after a remedy that changed it, the lighter one.
    pub form: Form,
    /// From which day it has effect, and not before it is served.
    pub effective_on: Day,
    /// The document.
    pub document_number: Option<String>,
    /// The chair's or vice-chair's post.
    pub approved_by_post_id: PostId,
    /// The units that were consulted.
    pub consulted_unit_ids: Vec<OrganisationId>,
    /// What weighed against the respondent.
    pub aggravating: Vec<Aggravation>,
}

/// What became of a form that others carry out (R280).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedOut {
    /// By whom.
    pub by_id: OrganisationId,
    /// What was done.
    pub result: String,
    /// The day.
    pub on: Day,
    /// The document.
    pub document_number: Option<String>,
}

/// What a unit has to do after an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// What.
    pub text: String,
    /// Until when.
    pub due_on: Day,
    /// The day on which the unit reported that it was done.
    pub reported_on: Option<Day>,
}

/// An interview (R271).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interview {
    /// The day for which it is planned.
    pub planned_on: Day,
    /// What it is about.
    pub matters: Vec<String>,
    /// Whether the unit was told later than the rule asks for.
    pub is_short_notice: bool,
    /// The signed minutes.
    pub minutes: Option<String>,
    /// What was demanded.
    pub demands: Vec<Demand>,
}

/// What happened so far, and no list looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Who investigates.
    pub investigators: Vec<String>,
    /// What is intended.
    pub intent: Option<Intent>,
    /// The defence.
    pub defence: Option<Defence>,
    /// The decision.
    pub decision: Option<Decision>,
    /// What others did.
    pub carried_out: Option<CarriedOut>,
    /// The remedies that are open.
    pub clocks: Vec<Clock>,
    /// The remedies that were filed.
    pub remedies: Vec<Remedy>,
    /// The interview.
    pub interview: Option<Interview>,
}
