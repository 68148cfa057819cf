//! The sets that no standard covers and this register defines itself.

use super::{CodeSet, Entry, VERSION};

/// Level of the government whose register holds an inspector.
pub static LEVELS: CodeSet = CodeSet {
    name: "levels",
    standard: "duxue",
    title: "督学层级",
    english: "Levels",
    version: VERSION,
    entries: LEVELS_ENTRIES,
};

static LEVELS_ENTRIES: &[Entry] = entries![
    ("national", "国家级", "National", ["国家"]),
    ("provincial", "省级", "Provincial"),
    ("municipal", "市级", "Municipal"),
    ("county", "县级", "County", ["区县级"]),
    ("township", "乡镇级", "Township", ["乡级"]),
];

/// Whether an inspector holds an establishment post or is engaged beside another post.
pub static EMPLOYMENTS: CodeSet = CodeSet {
    name: "employments",
    standard: "duxue",
    title: "督学类别",
    english: "Employments",
    version: VERSION,
    entries: EMPLOYMENTS_ENTRIES,
};

static EMPLOYMENTS_ENTRIES: &[Entry] =
    entries![("full_time", "专职", "Full-time", ["专职督学"]), ("part_time", "兼职", "Part-time", ["兼职督学"]),];

/// The two talent pools.
pub static POOLS: CodeSet = CodeSet {
    name: "pools",
    standard: "duxue",
    title: "人才库",
    english: "Pools",
    version: VERSION,
    entries: POOLS_ENTRIES,
};

static POOLS_ENTRIES: &[Entry] = entries![
    ("specialist", "专业", "Specialist", ["专业督学", "专业督学人才库"]),
    ("invited", "特邀", "Invited", ["特邀督学", "特邀专家"]),
];

/// Identity class, which drives stipend, tax and appeal.
pub static IDENTITY_CLASSES: CodeSet = CodeSet {
    name: "identity_classes",
    standard: "duxue",
    title: "身份类别",
    english: "Identity classes",
    version: VERSION,
    entries: IDENTITY_CLASSES_ENTRIES,
};

static IDENTITY_CLASSES_ENTRIES: &[Entry] = entries![
    ("civil_servant", "公务员", "Civil servant"),
    (
        "civil_servant_managed",
        "参公人员",
        "Managed under the civil servant law",
        ["参公", "参公管理人员", "参照公务员法管理人员"]
    ),
    ("institution_staff", "事业单位人员", "Public institution staff", ["事业单位工作人员"]),
    ("school_staff", "学校人员", "School staff"),
    ("retired", "退休人员", "Retired", ["退休"]),
    ("outside", "社会人员", "Outside the public sector"),
];

/// The honour by which a teacher enters the specialist pool.
pub static SPECIALIST_SOURCES: CodeSet = CodeSet {
    name: "specialist_sources",
    standard: "duxue",
    title: "专业督学人选来源",
    english: "Specialist sources",
    version: VERSION,
    entries: SPECIALIST_SOURCES_ENTRIES,
};

static SPECIALIST_SOURCES_ENTRIES: &[Entry] = entries![
    ("special_grade_teacher", "特级教师", "Special-grade teacher"),
    ("subject_leader", "学科带头人", "Subject leader"),
    ("excellent_teacher", "优秀教师", "Excellent teacher"),
    ("backbone_teacher", "骨干教师", "Backbone teacher"),
    ("other", "其他", "Other"),
];

/// The standing by which a person enters the invited pool.
pub static INVITED_SOURCES: CodeSet = CodeSet {
    name: "invited_sources",
    standard: "duxue",
    title: "特邀督学人选来源",
    english: "Invited sources",
    version: VERSION,
    entries: INVITED_SOURCES_ENTRIES,
};

static INVITED_SOURCES_ENTRIES: &[Entry] = entries![
    ("party_congress_deputy", "党代表", "Deputy to a Party congress"),
    ("peoples_congress_deputy", "人大代表", "Deputy to a people's congress"),
    ("cppcc_member", "政协委员", "Member of a CPPCC committee"),
    ("native_talent_elsewhere", "在外地优秀人才", "Talent from here who works elsewhere", ["在外地的优秀人才"]),
    ("expert", "专家", "Expert"),
    ("democratic_party_member", "民主党派", "Member of a democratic party", ["民主党派成员"]),
    ("other", "其他", "Other"),
];

/// Why an appointment ended.
pub static END_REASONS: CodeSet = CodeSet {
    name: "end_reasons",
    standard: "duxue",
    title: "任职终止原因",
    english: "End reasons",
    version: VERSION,
    entries: END_REASONS_ENTRIES,
};

static END_REASONS_ENTRIES: &[Entry] = entries![
    ("term_completed", "任期届满", "Term completed", ["届满"]),
    ("resigned", "辞聘", "Resigned", ["辞职"]),
    ("dismissed", "解聘", "Engagement ended by the authority"),
    ("removed_from_office", "免职", "Removed from office"),
    ("health", "健康原因", "Health"),
    ("transferred", "工作调动", "Transferred", ["调动", "调离"]),
    ("retired", "退休", "Retired"),
    ("deceased", "去世", "Deceased", ["逝世"]),
    ("zone_abolished", "责任区撤销", "Zone abolished"),
];

/// Kind of supervision.
pub static SUPERVISION_KINDS: CodeSet = CodeSet {
    name: "supervision_kinds",
    standard: "duxue",
    title: "督导类型",
    english: "Supervision kinds",
    version: VERSION,
    entries: SUPERVISION_KINDS_ENTRIES,
};

static SUPERVISION_KINDS_ENTRIES: &[Entry] = entries![
    ("routine", "经常性督导", "Routine"),
    ("special", "专项督导", "Special"),
    ("comprehensive", "综合督导", "Comprehensive"),
    ("look_back", "回头看", "Look-back"),
];

/// Whether a visit was announced on a schedule or made at random.
pub static VISIT_MODES: CodeSet = CodeSet {
    name: "visit_modes",
    standard: "duxue",
    title: "督导方式",
    english: "Visit modes",
    version: VERSION,
    entries: VISIT_MODES_ENTRIES,
};

static VISIT_MODES_ENTRIES: &[Entry] =
    entries![("scheduled", "定期督导", "Scheduled", ["定期"]), ("random", "随机督导", "Random", ["随机"]),];

/// What a complaint about an inspector is about.
pub static COMPLAINT_SUBJECTS: CodeSet = CodeSet {
    name: "complaint_subjects",
    standard: "duxue",
    title: "投诉事项",
    english: "Complaint subjects",
    version: VERSION,
    entries: COMPLAINT_SUBJECTS_ENTRIES,
};

static COMPLAINT_SUBJECTS_ENTRIES: &[Entry] = entries![
    ("neglect", "玩忽职守", "Neglect"),
    ("falsification", "弄虚作假，徇私舞弊", "Falsification or favouritism"),
    ("abuse", "滥用职权，干扰正常工作", "Abuse that disturbs the work"),
    ("favours", "收受财物，接受宴请", "Taking gifts or favours"),
    ("recusal_breach", "应当回避而未回避", "Not staying away where one had to"),
    ("retaliation", "打击报复", "Retaliation"),
    ("conduct", "言行不当", "Improper conduct"),
    ("other", "其他", "Other"),
];

/// On which grounds a dismissal case is decided.
pub static DISMISSAL_GROUNDS: CodeSet = CodeSet {
    name: "dismissal_grounds",
    standard: "duxue",
    title: "解聘案件事由",
    english: "Dismissal grounds",
    version: VERSION,
    entries: DISMISSAL_GROUNDS_ENTRIES,
};

static DISMISSAL_GROUNDS_ENTRIES: &[Entry] = entries![
    ("neglect", "玩忽职守，贻误督导工作", "Neglect that delays the work"),
    ("falsification", "弄虚作假，徇私舞弊", "Falsification or favouritism"),
    ("abuse", "滥用职权，干扰被督导单位正常工作", "Abuse that disturbs the unit"),
    (
        "failure_to_act",
        "发现违法违规办学行为或者安全隐患而未及时督促处理",
        "Not urging on what is unlawful or dangerous"
    ),
    ("recusal_breach", "应当回避而未回避", "Not staying away where one had to"),
    ("assessment_unqualified", "考核不合格", "Assessed as unqualified"),
    ("duty_not_done", "不履行督学职责", "Duty not done"),
    ("absence", "无正当理由多次不参加督导活动", "Absent without reason"),
    ("unlawful_acts", "违法违规行为", "Unlawful acts"),
    ("unfit_health", "身体原因不能履职", "Unfit by health"),
    ("bad_influence", "造成不良影响", "Bad influence"),
    ("sanction_or_penalty", "受党纪政务处分或者刑事处罚", "Sanctioned or penalised"),
    ("retaliation", "打击报复", "Retaliation"),
];

/// The articles on which a dismissal case rests.
pub static DISMISSAL_ARTICLES: CodeSet = CodeSet {
    name: "dismissal_articles",
    standard: "duxue",
    title: "解聘案件依据条款",
    english: "Dismissal articles",
    version: VERSION,
    entries: DISMISSAL_ARTICLES_ENTRIES,
};

static DISMISSAL_ARTICLES_ENTRIES: &[Entry] = entries![
    (
        "regulations_on_wrongs",
        "教育督导条例第二十六条第一款",
        "Regulations on Education Supervision, article 26, paragraph 1"
    ),
    (
        "regulations_on_recusal",
        "教育督导条例第二十六条第二款",
        "Regulations on Education Supervision, article 26, paragraph 2"
    ),
    (
        "regulations_on_safety",
        "教育督导条例第二十六条第三款",
        "Regulations on Education Supervision, article 26, paragraph 3"
    ),
    ("national_measures", "督学管理暂行办法第二十七条", "Interim Measures on Inspectors, article 27"),
    ("zhejiang_regulations", "浙江省教育督导条例第二十二条", "Zhejiang regulations, article 22"),
    ("chongqing_regulations", "重庆市教育督导条例第十一条", "Chongqing regulations, article 11"),
    ("luxi_measures", "泸溪县责任督学管理办法第七条", "Luxi County measures, article 7"),
];
