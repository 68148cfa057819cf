//! On which grounds, by which articles and by which measures a case is decided: coded, so that nothing is decided on words
//! alone (R64, R100 to R105).

use crate::{
    Error, Wording,
    kernel::{
        rules::{self, Rules, refused},
        word::words,
    },
};

words! {
    /// What brought the case about (domain notes d.7).
    Signal {
        /// A final assessment.
        Assessment = "assessment",
        /// A complaint that was found true.
        Complaint = "complaint",
        /// A sanction or a penalty.
        Sanction = "sanction",
        /// Duty that was not done.
        Absence = "absence",
        /// A ground of recusal that was hidden.
        RecusalBreach = "recusal_breach",
        /// A danger at a school that was not followed up.
        SafetyFailure = "safety_failure",
        /// What the office found itself.
        OwnFinding = "own_finding",
    }
}

words! {
    /// The grounds of a case.
    Ground {
        /// 玩忽职守，贻误督导工作 (R100).
        Neglect = "neglect",
        /// 弄虚作假，徇私舞弊 (R100).
        Falsification = "falsification",
        /// 滥用职权，干扰被督导单位正常工作 (R100).
        Abuse = "abuse",
        /// 发现违法违规办学行为或者危及师生生命安全的隐患而未及时督促处理 (R102).
        FailureToAct = "failure_to_act",
        /// 应当回避而未回避 (R64): met with criticism only.
        RecusalBreach = "recusal_breach",
        /// 考核不合格 (R94, R103).
        AssessmentUnqualified = "assessment_unqualified",
        /// 不履行督学职责 (R103, R104).
        DutyNotDone = "duty_not_done",
        /// 无正当理由多次不参加督导活动 (R104, R105).
        Absence = "absence",
        /// 违法违规行为 (R103).
        UnlawfulActs = "unlawful_acts",
        /// 身体原因不能履职 (R104).
        UnfitHealth = "unfit_health",
        /// 造成不良影响 (R104).
        BadInfluence = "bad_influence",
        /// 受党纪政务处分或者刑事处罚 (R104, R105).
        SanctionOrPenalty = "sanction_or_penalty",
        /// 打击报复 (R105).
        Retaliation = "retaliation",
    }
}

words! {
    /// The articles on which a case rests.
    Article {
        /// 教育督导条例第二十六条第一款: neglect, falsification, abuse.
        RegulationsOnWrongs = "regulations_on_wrongs",
        /// 教育督导条例第二十六条第二款: a ground of recusal that was not told.
        RegulationsOnRecusal = "regulations_on_recusal",
        /// 教育督导条例第二十六条第三款: not urging on what is unlawful or dangerous.
        RegulationsOnSafety = "regulations_on_safety",
        /// 督学管理暂行办法第二十七条 (from memory: check before go-live).
        NationalMeasures = "national_measures",
        /// 浙江省教育督导条例第二十二条.
        ZhejiangRegulations = "zhejiang_regulations",
        /// 重庆市教育督导条例第十一条.
        ChongqingRegulations = "chongqing_regulations",
        /// 泸溪县责任督学管理办法第七条.
        LuxiMeasures = "luxi_measures",
    }
}

impl Ground {
    /// The articles that name it; the first is the highest.
    pub const fn articles(self) -> &'static [Article] {
        use Article::{
            ChongqingRegulations, LuxiMeasures, NationalMeasures, RegulationsOnRecusal, RegulationsOnSafety,
            RegulationsOnWrongs, ZhejiangRegulations,
        };
        match self {
            Self::Neglect | Self::Falsification | Self::Abuse => &[RegulationsOnWrongs, NationalMeasures],
            Self::FailureToAct => &[RegulationsOnSafety],
            Self::RecusalBreach => &[RegulationsOnRecusal],
            Self::AssessmentUnqualified => &[ZhejiangRegulations, ChongqingRegulations, NationalMeasures, LuxiMeasures],
            Self::DutyNotDone => &[ChongqingRegulations, LuxiMeasures],
            Self::Absence => &[NationalMeasures, LuxiMeasures],
            Self::UnlawfulActs => &[ChongqingRegulations, NationalMeasures],
            Self::UnfitHealth | Self::BadInfluence => &[LuxiMeasures],
            Self::SanctionOrPenalty => &[LuxiMeasures, NationalMeasures],
            Self::Retaliation => &[NationalMeasures, RegulationsOnWrongs],
        }
    }

    /// Refuses a ground that is not in use here.
    pub fn check_in_use(self, rules: &Rules) -> Result<(), Error> {
        if rules.lists(&rules::DISMISSAL_GROUNDS, self.as_str()) {
            return Ok(());
        }
        refused(&rules::DISMISSAL_GROUNDS, Wording::GroundNotInUse)
    }

    /// Refuses what is heavier than the law lets the ground be met with: a breach of recusal alone dismisses nobody.
    pub fn check_measure(self, measure: Measure) -> Result<(), Error> {
        if self == Self::RecusalBreach && measure != Measure::Criticism {
            return refused(&rules::RECUSAL_BREACH_MEASURE, Wording::CriticismOnly);
        }
        Ok(())
    }
}

words! {
    /// The ladder of measures, lightest first (R101).
    Measure {
        /// 批评教育.
        Criticism = "criticism",
        /// 责令整改.
        Correction = "correction",
        /// 取消聘任: the authority ends the engagement.
        Cancellation = "cancellation",
        /// 提请政府免职: the government is asked to remove a full-time inspector (R108).
        ProposalToGovernment = "proposal_to_government",
        /// 移送: handed over to discipline or justice. What they decide comes back as a ground of its own; by itself it
        /// ends nothing.
        Referral = "referral",
    }
}

impl Measure {
    /// Whether it ends appointments once it takes effect.
    pub const fn ends(self) -> bool {
        matches!(self, Self::Cancellation | Self::ProposalToGovernment)
    }

    /// True if it clears the person of what would end an office; a referral does not.
    pub const fn clears(self) -> bool {
        matches!(self, Self::Criticism | Self::Correction)
    }

    /// Its rung; the two that end an appointment, each of its own route, stand on one.
    const fn rung(self) -> u8 {
        match self {
            Self::Criticism => 0,
            Self::Correction => 1,
            Self::Cancellation | Self::ProposalToGovernment => 2,
            Self::Referral => 3,
        }
    }

    /// Whether it weighs more than another: by its rung, and where it ends what the other leaves.
    pub const fn is_heavier_than(self, other: Self) -> bool {
        self.rung() > other.rung() || self.ends() && !other.ends()
    }
}
