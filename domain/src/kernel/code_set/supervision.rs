//! The sets of supervision itself.

use super::{CodeSet, Entry, VERSION};

/// What schools and governments are supervised on.
pub static SUPERVISION_MATTERS: CodeSet = CodeSet {
    name: "supervision_matters",
    standard: "duxue",
    title: "督导事项",
    english: "Matters of supervision",
    version: VERSION,
    entries: SUPERVISION_MATTERS_ENTRIES,
};

// Schools: 中小学校责任督学挂牌督导办法第四条. Governments: after 浙江省教育督导条例第七条.
static SUPERVISION_MATTERS_ENTRIES: &[Entry] = entries![
    ("management", "校务管理和制度执行", "Management of the school"),
    ("admission_and_fees", "招生、收费、择校", "Admission, fees and choice of schools"),
    ("curriculum_and_teaching", "课程开设和课堂教学", "Curriculum and teaching"),
    ("pupil_load", "学习、体育锻炼和课业负担", "Pupils' load, learning and exercise"),
    ("teachers", "师德和专业发展", "Teachers' ethics and growth"),
    ("safety", "校园及周边、交通安全", "Safety in and around the school"),
    ("canteen_and_hygiene", "食堂、食品、饮水、宿舍卫生", "Canteen, food, water and hygiene"),
    ("ethos", "校风、教风、学风", "Ethos of the school"),
    ("policy_and_law", "教育法律、法规、规章和政策的贯彻执行", "Carrying out laws and policies"),
    ("planning", "教育发展规划的制定和实施", "Planning of education"),
    ("balance", "义务教育均衡发展", "Balance between schools"),
    ("funding_and_facilities", "教育经费投入和设施建设", "Funding and facilities"),
    ("staffing_and_pay", "教师配备和待遇保障", "Staffing and pay"),
    ("coordination", "部门履行教育职责的统筹协调", "Coordination of departments"),
    ("hot_issues", "教育热点难点问题", "Issues that trouble the public"),
    ("other", "其他", "Other"),
];

/// The themes of monthly and special supervision.
pub static SUPERVISION_THEMES: CodeSet = CodeSet {
    name: "supervision_themes",
    standard: "duxue",
    title: "督导主题",
    english: "Themes of supervision",
    version: VERSION,
    entries: SUPERVISION_THEMES_ENTRIES,
};

static SUPERVISION_THEMES_ENTRIES: &[Entry] = entries![
    ("epidemic_prevention", "校园疫情防控", "Prevention of epidemics"),
    ("mental_health", "心理健康教育", "Mental health"),
    ("double_reduction", "“双减”", "Reducing homework and tutoring"),
    ("drowning_prevention", "防溺水", "Prevention of drowning"),
    ("campus_safety", "校园安全", "Safety on campus"),
    ("kindergarten_conduct", "办园行为", "Conduct of kindergartens"),
    ("other", "其他", "Other"),
];

/// How grave a problem is.
pub static FINDING_SEVERITIES: CodeSet = CodeSet {
    name: "finding_severities",
    standard: "duxue",
    title: "问题严重程度",
    english: "Severities of findings",
    version: VERSION,
    entries: FINDING_SEVERITIES_ENTRIES,
};

static FINDING_SEVERITIES_ENTRIES: &[Entry] = entries![
    ("minor", "轻微", "Put right on the spot"),
    ("general", "一般", "General"),
    ("serious", "严重", "Serious"),
    ("critical", "重大", "Danger to life or safety"),
];
