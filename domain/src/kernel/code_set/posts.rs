//! The sets that describe posts: job level, social post, professional title, and taking and leaving office.

use super::{CodeSet, Entry, VERSION};

/// Job level, after GB/T 12407: civil servants 1xx, institution staff 2xx, professional and technical staff 4xx.
pub static JOB_LEVELS: CodeSet = CodeSet {
    name: "job_levels",
    standard: "GB/T 12407",
    title: "职务级别代码",
    english: "Job levels",
    version: VERSION,
    entries: JOB_LEVEL_ENTRIES,
};

static JOB_LEVEL_ENTRIES: &[Entry] = entries![
    ("101", "国家级正职", "National level, chief"),
    ("102", "国家级副职", "National level, deputy"),
    ("111", "省部级正职", "Provincial or ministerial level, chief"),
    ("112", "省部级副职", "Provincial or ministerial level, deputy"),
    ("121", "厅局级正职", "Department or bureau level, chief", ["正厅级"]),
    ("122", "厅局级副职", "Department or bureau level, deputy", ["副厅级"]),
    ("131", "县处级正职", "County or division level, chief", ["正处级"]),
    ("132", "县处级副职", "County or division level, deputy", ["副处级"]),
    ("141", "乡科级正职", "Township or section level, chief", ["正科级"]),
    ("142", "乡科级副职", "Township or section level, deputy", ["副科级"]),
    ("150", "科员级", "Section member level", ["科员"]),
    ("160", "办事员级", "Clerk level", ["办事员"]),
    ("199", "未定职公务员", "Civil servant without a level"),
    ("211", "一级职员", "First-grade institution staff"),
    ("212", "二级职员", "Second-grade institution staff"),
    ("221", "三级职员", "Third-grade institution staff"),
    ("222", "四级职员", "Fourth-grade institution staff"),
    ("231", "五级职员", "Fifth-grade institution staff"),
    ("232", "六级职员", "Sixth-grade institution staff"),
    ("241", "七级职员", "Seventh-grade institution staff"),
    ("242", "八级职员", "Eighth-grade institution staff"),
    ("250", "九级职员", "Ninth-grade institution staff"),
    ("260", "十级职员", "Tenth-grade institution staff"),
    ("299", "未定级职员", "Institution staff without a grade"),
    ("411", "正高级", "Professional and technical, senior"),
    ("412", "副高级", "Professional and technical, associate senior"),
    ("420", "中级", "Professional and technical, intermediate"),
    ("434", "助理级", "Professional and technical, assistant"),
    ("435", "员级", "Professional and technical, junior"),
    ("499", "未定职级专业技术人员", "Professional and technical, without a level"),
];

/// Social posts, after GB/T 12408: deputies and committee members.
///
/// `X1` is a local extension, for the copy of the list that was read has no Party-congress deputy.
pub static SOCIAL_POSTS: CodeSet = CodeSet {
    name: "social_posts",
    standard: "GB/T 12408",
    title: "社会兼职代码",
    english: "Social posts",
    version: VERSION,
    entries: SOCIAL_POST_ENTRIES,
};

static SOCIAL_POST_ENTRIES: &[Entry] = entries![
    ("0118", "全国人大代表", "Deputy to the National People's Congress"),
    ("0128", "省人大代表", "Deputy to a provincial people's congress", ["省级人大代表"]),
    ("0148", "市人大代表", "Deputy to a municipal people's congress", ["市级人大代表"]),
    ("0168", "县人大代表", "Deputy to a county people's congress", ["县级人大代表"]),
    ("0216", "全国政协委员", "Member of the national CPPCC committee"),
    ("0226", "省政协委员", "Member of a provincial CPPCC committee", ["省级政协委员"]),
    ("0246", "市政协委员", "Member of a municipal CPPCC committee", ["市级政协委员"]),
    ("0266", "县政协委员", "Member of a county CPPCC committee", ["县级政协委员"]),
    ("X1", "党代表", "Deputy to a Party congress", ["党代会代表"]),
];

/// Professional titles: the local grades `T1` to `T5` of the merged teacher series, then GB/T 8561.
///
/// The national list is older than the merger of 2015 and has no 正高级教师. A bare 高级教师 is the merged title and gives
/// `T2`; the older middle-school title keeps its bracket, 高级教师(中学), so no label leads to two codes.
pub static PROFESSIONAL_TITLES: CodeSet = CodeSet {
    name: "professional_titles",
    standard: "GB/T 8561",
    title: "专业技术职务代码",
    english: "Professional titles",
    version: VERSION,
    entries: PROFESSIONAL_TITLE_ENTRIES,
};

static PROFESSIONAL_TITLE_ENTRIES: &[Entry] = entries![
    ("T1", "正高级教师", "Professorial teacher", ["中小学正高级教师"]),
    ("T2", "高级教师", "Senior teacher", ["中小学高级教师"]),
    ("T3", "一级教师", "First-grade teacher", ["中小学一级教师"]),
    ("T4", "二级教师", "Second-grade teacher", ["中小学二级教师"]),
    ("T5", "三级教师", "Third-grade teacher", ["中小学三级教师"]),
    ("01", "高等学校教师", "Higher education teacher"),
    ("011", "教授", "Professor"),
    ("012", "副教授", "Associate professor"),
    ("013", "讲师", "Lecturer", ["讲师(高校)", "讲师（高校）"]),
    ("014", "助教", "Teaching assistant"),
    ("02", "中等专业学校教师", "Secondary specialised school teacher"),
    ("022", "高级讲师", "Senior lecturer, secondary specialised school", ["高级讲师(中专)", "高级讲师（中专）"]),
    ("023", "讲师(中专)", "Lecturer, secondary specialised school", ["讲师（中专）"]),
    ("024", "助理讲师", "Assistant lecturer, secondary specialised school", ["助理讲师(中专)", "助理讲师（中专）"]),
    ("025", "教员", "Instructor, secondary specialised school", ["教员(中专)", "教员（中专）"]),
    ("05", "中学教师", "Middle school teacher"),
    ("052", "高级教师(中学)", "Senior teacher, middle school", ["高级教师（中学）", "中学高级教师"]),
    ("053", "一级教师(中学)", "First-grade teacher, middle school", ["一级教师（中学）", "中学一级教师"]),
    ("054", "二级教师(中学)", "Second-grade teacher, middle school", ["二级教师（中学）", "中学二级教师"]),
    ("055", "三级教师(中学)", "Third-grade teacher, middle school", ["三级教师（中学）", "中学三级教师"]),
    ("072", "高级实验师", "Senior experimentalist"),
    ("073", "实验师", "Experimentalist"),
    ("074", "助理实验师", "Assistant experimentalist"),
    ("075", "实验员", "Laboratory technician"),
];

/// Civil-service ranks (职级, 公务员法 art. 19), from the highest to the lowest. The law numbers none of them; the codes
/// are ours.
pub static JOB_RANKS: CodeSet = CodeSet {
    name: "job_ranks",
    standard: "duxue",
    title: "公务员职级",
    english: "Job ranks",
    version: VERSION,
    entries: JOB_RANK_ENTRIES,
};

static JOB_RANK_ENTRIES: &[Entry] = entries![
    ("R1", "一级巡视员", "First-rank inspector general"),
    ("R2", "二级巡视员", "Second-rank inspector general"),
    ("R3", "一级调研员", "First-rank researcher"),
    ("R4", "二级调研员", "Second-rank researcher"),
    ("R5", "三级调研员", "Third-rank researcher"),
    ("R6", "四级调研员", "Fourth-rank researcher"),
    ("R7", "一级主任科员", "First-rank principal staff member"),
    ("R8", "二级主任科员", "Second-rank principal staff member"),
    ("R9", "三级主任科员", "Third-rank principal staff member"),
    ("R10", "四级主任科员", "Fourth-rank principal staff member"),
    ("R11", "一级科员", "First-rank staff member"),
    ("R12", "二级科员", "Second-rank staff member"),
];

/// The inspector's own grades, from the lowest to the highest: local, off until a policy switches them on.
pub static INSPECTOR_GRADES: CodeSet = CodeSet {
    name: "inspector_grades",
    standard: "duxue",
    title: "督学职级",
    english: "Inspector grades",
    version: VERSION,
    entries: INSPECTOR_GRADE_ENTRIES,
};

static INSPECTOR_GRADE_ENTRIES: &[Entry] = entries![
    ("probationary", "见习督学", "Probationary inspector"),
    ("third", "三级督学", "Third-grade inspector"),
    ("second", "二级督学", "Second-grade inspector"),
    ("first", "一级督学", "First-grade inspector"),
    ("chief", "首席督学", "Chief-grade inspector"),
];

/// Whether the holder of a title is engaged at it, after an older personnel dictionary.
pub static TITLE_APPOINTMENT_STATES: CodeSet = CodeSet {
    name: "title_appointment_states",
    standard: "duxue",
    title: "专业技术职务聘任情况",
    english: "Title appointment states",
    version: VERSION,
    entries: TITLE_APPOINTMENT_STATE_ENTRIES,
};

static TITLE_APPOINTMENT_STATE_ENTRIES: &[Entry] = entries![
    ("1", "已聘", "Engaged at the title"),
    ("2", "高聘", "Engaged above the title"),
    ("3", "低聘", "Engaged below the title"),
    ("4", "待聘", "Awaiting engagement"),
    ("5", "未聘", "Not engaged"),
    ("9", "其他", "Other"),
];

/// How a title was obtained, after an older personnel dictionary.
pub static TITLE_ROUTES: CodeSet = CodeSet {
    name: "title_routes",
    standard: "duxue",
    title: "取得资格途径",
    english: "Title routes",
    version: VERSION,
    entries: TITLE_ROUTE_ENTRIES,
};

static TITLE_ROUTE_ENTRIES: &[Entry] =
    entries![("1", "评审", "Review"), ("2", "考试", "Examination"), ("3", "其他", "Other")];

/// Method of taking office, after an older personnel dictionary.
pub static TAKING_OFFICE_METHODS: CodeSet = CodeSet {
    name: "taking_office_methods",
    standard: "duxue",
    title: "任职方式",
    english: "Methods of taking office",
    version: VERSION,
    entries: TAKING_OFFICE_METHOD_ENTRIES,
};

static TAKING_OFFICE_METHOD_ENTRIES: &[Entry] = entries![
    ("1", "任命", "Appointed"),
    ("2", "委任", "Commissioned"),
    ("3", "选举", "Elected"),
    ("4", "聘任", "Engaged"),
    ("9", "其他", "Other"),
];

/// Method of leaving office, after an older personnel dictionary.
pub static LEAVING_OFFICE_METHODS: CodeSet = CodeSet {
    name: "leaving_office_methods",
    standard: "duxue",
    title: "免职方式",
    english: "Methods of leaving office",
    version: VERSION,
    entries: LEAVING_OFFICE_METHOD_ENTRIES,
};

static LEAVING_OFFICE_METHOD_ENTRIES: &[Entry] = entries![
    ("1", "落选", "Not elected"),
    ("2", "解聘", "Engagement ended"),
    ("3", "罢免", "Recalled"),
    ("4", "届满", "Term completed"),
    ("9", "其他", "Other"),
];

/// Reason for leaving office, after an older personnel dictionary.
pub static LEAVING_OFFICE_REASONS: CodeSet = CodeSet {
    name: "leaving_office_reasons",
    standard: "duxue",
    title: "免职原因",
    english: "Reasons for leaving office",
    version: VERSION,
    entries: LEAVING_OFFICE_REASON_ENTRIES,
};

static LEAVING_OFFICE_REASON_ENTRIES: &[Entry] = entries![
    ("1", "转换职位", "Change of post"),
    ("2", "职务升降", "Promotion or demotion"),
    ("3", "离职学习超过一年", "Study leave of more than a year"),
    ("4", "健康原因一年以上", "Health, for a year or more"),
    ("5", "退休", "Retirement"),
    ("9", "其他", "Other"),
];

/// Type of assessment, after an older personnel dictionary.
pub static ASSESSMENT_TYPES: CodeSet = CodeSet {
    name: "assessment_types",
    standard: "duxue",
    title: "考核类别",
    english: "Assessment types",
    version: VERSION,
    entries: ASSESSMENT_TYPE_ENTRIES,
};

static ASSESSMENT_TYPE_ENTRIES: &[Entry] = entries![
    ("1", "平时", "Regular", ["平时考核"]),
    ("2", "年度", "Yearly", ["年度考核"]),
    ("3", "特别", "Special", ["特别考核"]),
    ("9", "其他", "Other"),
];
