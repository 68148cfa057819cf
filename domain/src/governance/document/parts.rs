//! The words of a document, and its parts.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Day, kernel::word::words};

words! {
    /// The kind of a document.
    DocumentKind {
        /// Rules on the management of supervision.
        ManagementRules = "management_rules", // 管理暂行办法.
        /// Rules on assessment.
        AssessmentRules = "assessment_rules", // 考核办法.
        /// A plan of implementation.
        ImplementationPlan = "implementation_plan", // 实施方案.
        /// Rules on how work is done.
        WorkRules = "work_rules", // 工作制度.
        /// An opinion letter of supervision.
        OpinionLetter = "opinion_letter", // 督导意见书.
        /// A supervision report.
        SupervisionReport = "supervision_report", // 督导报告.
        /// The report of a year.
        AnnualReport = "annual_report", // 年度报告.
        /// A circular.
        Circular = "circular", // 通报.
        /// A guideline.
        Guideline = "guideline",
        /// Another document.
        Other = "other",
    }
}

impl DocumentKind {
    /// R290: true if it is a report, which is published.
    pub const fn is_report(self) -> bool {
        matches!(self, Self::SupervisionReport | Self::AnnualReport)
    }

    /// R312: true if it sets rules that hold for others.
    pub const fn sets_rules(self) -> bool {
        matches!(self, Self::ManagementRules | Self::AssessmentRules | Self::ImplementationPlan | Self::WorkRules)
    }
}

words! {
    /// Who may have a document.
    Openness {
        /// Everybody, without asking.
        Open = "open", // 主动公开.
        /// Whoever asks for it.
        OnRequest = "on_request", // 依申请公开.
        /// Nobody outside.
        Internal = "internal", // 不予公开.
    }
}

words! {
    /// A channel by which the public is told.
    Channel {
        /// A website.
        Website = "website",
        /// A gazette.
        Gazette = "gazette",
        /// A newspaper.
        Newspaper = "newspaper",
        /// Television.
        Television = "television",
        /// Social media.
        SocialMedia = "social_media",
        /// A press conference.
        PressConference = "press_conference",
    }
}

words! {
    /// The kind of a record that a document is about.
    DocumentSubjectKind {
        /// An inspection.
        Inspection = "inspection",
        /// A finding.
        Finding = "finding",
        /// An evaluation.
        Evaluation = "evaluation",
        /// An accountability measure.
        AccountabilityMeasure = "accountability_measure",
        /// A supervision plan.
        SupervisionPlan = "supervision_plan",
        /// A school.
        School = "school",
        /// An organisation.
        Organisation = "organisation",
    }
}

/// A record that a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSubject {
    /// Its kind.
    pub kind: DocumentSubjectKind,
    /// The record.
    pub id: Uuid,
}

/// That what was made known is wrong, and was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The day.
    pub on: Day,
    /// By which channels.
    pub channels: Vec<Channel>,
    /// What was wrong, in words about units: the public reads it.
    pub reason: String,
}

/// How a document was made known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The day.
    pub on: Day,
    /// By which channels.
    pub channels: Vec<Channel>,
    /// Who looked for what must not be made known, having drafted nothing of it (R292).
    pub privacy_checked_by: String,
    /// What was corrected since.
    pub corrections: Vec<Correction>,
}
