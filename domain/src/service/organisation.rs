//! Organisations (authorities, employers, payers) and the cohorts in which an authority appoints.

use crate::{
    Area, Instant,
    kernel::{
        id::{CohortId, OrganisationId},
        text::CreditCode,
        time::Term,
        word::words,
    },
};

/// Most establishment posts of one authority.
pub const ESTABLISHMENT_POSTS_MAX: u32 = 10_000;
/// Highest number of a cohort.
pub const COHORT_ORDINAL_MAX: u32 = 200;

words! {
    /// What an organisation is to the register.
    Function {
        /// Appoints and manages inspectors.
        Authority = "authority", // 教育督导机构.
        /// Decides on full-time inspectors.
        Government = "government", // 本级人民政府.
        /// Where an inspector is employed.
        Employer = "employer",
        /// Who pays stipends.
        Payer = "payer",
        /// Leads supervision and decides on its standards.
        Committee = "committee", // 教育督导委员会.
        /// Sits on the committee and has duties of its own.
        MemberUnit = "member_unit", // 成员单位.
        /// Is supervised as a department of a government.
        Department = "department", // 政府部门.
        /// Is supervised as the government of a township.
        Township = "township", // 乡镇人民政府、街道办事处.
        /// Evaluates as a third party.
        Evaluator = "evaluator", // 第三方评估机构.
    }
}

words! {
    /// At which level of government.
    // domain notes e.14.
    Level {
        /// National.
        National = "national", // 国家.
        /// Provincial.
        Provincial = "provincial", // 省.
        /// Municipal.
        Municipal = "municipal", // 市.
        /// County.
        County = "county", // 县.
        /// Township.
        Township = "township", // 乡镇.
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Identifier.
    pub id: OrganisationId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area.
    pub area: Area,
    /// Name, unique in the area.
    pub name: String,
    /// What it is to the register, at least one.
    pub functions: Vec<Function>,
    /// At which level of government.
    pub level: Option<Level>,
    /// Unified social credit code.
    pub credit_code: Option<CreditCode>,
    /// The authority to which appointments are filed (R13, R14).
    pub higher_authority_id: Option<OrganisationId>,
    /// Establishment posts (编制) for full-time inspectors.
    pub establishment_posts: Option<u32>,
    /// When it was registered.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Organisation {
    /// Whether it appoints inspectors.
    pub fn is_authority(&self) -> bool {
        self.functions.contains(&Function::Authority)
    }

    /// True if it has posts of supervision: the committee or its office.
    pub fn has_posts(&self) -> bool {
        self.is_authority() || self.functions.contains(&Function::Committee)
    }

    /// Whether it pays stipends.
    pub fn is_payer(&self) -> bool {
        self.functions.contains(&Function::Payer)
    }
}

/// A cohort (届): a batch of appointments with common first and last days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Identifier.
    pub id: CohortId,
    /// Version, one more with every change.
    pub version: i64,
    /// Area, inherited from the authority.
    pub area: Area,
    /// The authority.
    pub authority_id: OrganisationId,
    /// Which of the authority's cohorts it is.
    pub ordinal: u32,
    /// Name.
    pub name: String,
    /// From its first to its last day, at most one statutory term.
    pub term: Term,
    /// The document that established it.
    pub document_number: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}
