//! The education sets of JY/T 1001: schools, stages, subjects, staff and their identity documents.

use super::{CodeSet, Entry, VERSION};

/// School type (办学类型), after JY/T 1001: the types a school inspector meets.
pub static SCHOOL_TYPES: CodeSet = CodeSet {
    name: "school_types",
    standard: "JY/T 1001",
    title: "办学类型码",
    english: "School types",
    version: VERSION,
    entries: SCHOOL_TYPES_ENTRIES,
};

static SCHOOL_TYPES_ENTRIES: &[Entry] = entries![
    ("111", "幼儿园", "Kindergarten"),
    ("119", "附设幼儿班", "Attached kindergarten class"),
    ("211", "小学", "Primary school"),
    ("218", "小学教学点", "Primary teaching point", ["教学点"]),
    ("219", "附设小学班", "Attached primary class"),
    ("311", "初级中学", "Junior secondary school", ["初中"]),
    ("312", "九年一贯制学校", "Nine-year school", ["九年一贯制"]),
    ("319", "附设普通初中班", "Attached junior secondary class"),
    ("321", "职业初中", "Vocational junior secondary school"),
    ("329", "附设职业初中班", "Attached vocational junior secondary class"),
    ("341", "完全中学", "Complete secondary school", ["完中"]),
    ("342", "高级中学", "Senior secondary school", ["高中"]),
    ("345", "十二年一贯制学校", "Twelve-year school", ["十二年一贯制"]),
    ("349", "附设普通高中班", "Attached senior secondary class"),
    ("361", "调整后中等职业学校", "Reorganised secondary vocational school", ["调整后中职", "中等职业学校"]),
    ("362", "中等技术学校", "Secondary technical school"),
    ("363", "中等师范学校", "Secondary normal school"),
    ("364", "成人中等专业学校", "Adult secondary specialised school", ["成人中专"]),
    ("365", "职业高中学校", "Vocational high school", ["职业高中", "职高"]),
    ("366", "技工学校", "Skilled workers' school", ["技校"]),
    ("368", "附设中职班", "Attached secondary vocational class"),
    ("369", "其他中职机构", "Other secondary vocational institution"),
    ("371", "工读学校", "Correctional work-study school", ["专门学校"]),
    ("511", "盲人学校", "School for the blind", ["盲校"]),
    ("512", "聋人学校", "School for the deaf", ["聋校"]),
    ("513", "培智学校", "School for the intellectually disabled", ["培智", "弱智学校"]),
    ("514", "其他特教学校", "Other special education school", ["其他特教"]),
    ("519", "附设特教班", "Attached special education class"),
    (
        "931",
        "职工技术培训学校(机构)",
        "Workers' technical training institution",
        ["职工技术培训学校（机构）", "职工技术培训学校"]
    ),
    (
        "932",
        "农村成人文化技术培训学校(机构)",
        "Rural adult training institution",
        ["农村成人文化技术培训学校（机构）", "农村成人文化技术培训学校"]
    ),
    (
        "933",
        "其他培训机构(含社会培训机构)",
        "Other training institution",
        ["其他培训机构（含社会培训机构）", "其他培训机构"]
    ),
];

/// Teaching stage (任课学段), after JY/T 1001.
pub static TEACHING_STAGES: CodeSet = CodeSet {
    name: "teaching_stages",
    standard: "JY/T 1001",
    title: "任课学段码",
    english: "Teaching stages",
    version: VERSION,
    entries: TEACHING_STAGES_ENTRIES,
};

static TEACHING_STAGES_ENTRIES: &[Entry] = entries![
    ("1", "学前教育", "Preschool", ["学前"]),
    ("2", "小学", "Primary"),
    ("3", "普通初中", "Junior secondary", ["初中"]),
    ("4", "普通高中", "Senior secondary", ["高中"]),
    ("5", "职业初中", "Vocational junior secondary"),
    ("6", "职业高中", "Vocational senior secondary", ["职高"]),
    ("7", "成人中专", "Adult secondary specialised"),
    ("8", "成人中学", "Adult secondary"),
    ("A", "特殊教育", "Special education"),
    ("Z", "其他", "Other"),
];

/// Subject (中小学课程), after JY/T 1001.
///
/// The national list is older than 道德与法治 and 劳动, so they have the local codes `X1` and `X2`.
pub static SUBJECTS: CodeSet = CodeSet {
    name: "subjects",
    standard: "JY/T 1001",
    title: "中小学课程码",
    english: "Subjects",
    version: VERSION,
    entries: SUBJECTS_ENTRIES,
};

static SUBJECTS_ENTRIES: &[Entry] = entries![
    ("11", "品德与生活(社会)", "Morality and life (society)", ["品德与生活（社会）", "品德与生活", "品德与社会"]),
    ("12", "思想品德(政治)", "Ideology and morality (politics)", ["思想品德（政治）", "思想品德", "思想政治", "政治"]),
    ("13", "语文", "Chinese"),
    ("14", "数学", "Mathematics"),
    ("15", "科学", "Science"),
    ("16", "物理", "Physics"),
    ("17", "化学", "Chemistry"),
    ("18", "生物", "Biology", ["生物学"]),
    ("19", "历史与社会", "History and society"),
    ("20", "地理", "Geography"),
    ("21", "历史", "History"),
    ("22", "体育与健康", "Physical education and health", ["体育"]),
    ("23", "艺术", "Arts"),
    ("24", "音乐", "Music"),
    ("25", "美术", "Fine arts"),
    ("26", "信息技术(高中)", "Information technology, senior secondary", ["信息技术（高中）"]),
    ("27", "通用技术", "General technology"),
    ("40", "外语", "Foreign language"),
    ("41", "英语", "English"),
    ("42", "日语", "Japanese"),
    ("43", "俄语", "Russian"),
    ("49", "其他外语", "Other foreign language"),
    ("60", "综合实践", "Integrated practice", ["综合实践活动"]),
    ("61", "信息技术", "Information technology", ["信息科技"]),
    ("62", "劳动与技术", "Labour and technology"),
    ("X1", "道德与法治", "Morality and law", ["道法"]),
    ("X2", "劳动", "Labour", ["劳动教育"]),
];

/// Urban or rural class of a school's place (城乡分类), after JY/T 1001.
pub static URBAN_RURAL: CodeSet = CodeSet {
    name: "urban_rural",
    standard: "JY/T 1001",
    title: "城乡分类码",
    english: "Urban-rural classes",
    version: VERSION,
    entries: URBAN_RURAL_ENTRIES,
};

static URBAN_RURAL_ENTRIES: &[Entry] = entries![
    ("1", "城镇", "Urban"),
    ("11", "城区", "City"),
    ("111", "主城区", "Main city"),
    ("112", "城乡结合区", "City-countryside fringe"),
    ("12", "镇区", "Town"),
    ("121", "镇中心区", "Town centre"),
    ("122", "镇乡结合区", "Town-countryside fringe"),
    ("123", "特殊区域", "Special area"),
    ("2", "乡村", "Rural"),
    ("210", "乡中心区", "Township centre"),
    ("220", "村庄", "Village"),
];

/// Identity document type (身份证件类型), after JY/T 1001.
pub static DOCUMENT_TYPES: CodeSet = CodeSet {
    name: "document_types",
    standard: "JY/T 1001",
    title: "身份证件类型码",
    english: "Identity document types",
    version: VERSION,
    entries: DOCUMENT_TYPES_ENTRIES,
};

static DOCUMENT_TYPES_ENTRIES: &[Entry] = entries![
    ("1", "居民身份证", "Resident identity card", ["身份证"]),
    ("2", "军官证", "Officer's card"),
    ("3", "士兵证", "Soldier's card"),
    ("4", "文职干部证", "Civilian cadre's card"),
    ("5", "部队离退休证", "Armed forces retiree's card"),
    ("6", "香港特区护照/身份证明", "Hong Kong passport or identity document"),
    ("7", "澳门特区护照/身份证明", "Macao passport or identity document"),
    ("8", "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents", ["台胞证"]),
    ("9", "境外永久居住证", "Permanent residence permit"),
    ("A", "护照", "Passport"),
    ("B", "户口簿", "Household register", ["户口薄"]),
    ("Z", "其他", "Other"),
];

/// Staff type (编制类别), after JY/T 1001.
pub static STAFF_TYPES: CodeSet = CodeSet {
    name: "staff_types",
    standard: "JY/T 1001",
    title: "编制类别码",
    english: "Staff types",
    version: VERSION,
    entries: STAFF_TYPES_ENTRIES,
};

static STAFF_TYPES_ENTRIES: &[Entry] = entries![
    ("1", "专任教师", "Full-time teacher"),
    ("2", "行政人员", "Administrative staff"),
    ("3", "教辅人员", "Teaching support staff"),
    ("4", "工勤人员", "Maintenance staff"),
    ("5", "校办企业职工", "School-run enterprise staff"),
    ("6", "代课教师", "Substitute teacher"),
    ("7", "兼任(职)教师", "Part-time teacher", ["兼任（职）教师", "兼任教师", "兼职教师"]),
    ("9", "其他", "Other"),
];

/// Post in a school (岗位职业), after JY/T 1001: the posts a roster needs.
pub static SCHOOL_POSTS: CodeSet = CodeSet {
    name: "school_posts",
    standard: "JY/T 1001",
    title: "岗位职业码",
    english: "School posts",
    version: VERSION,
    entries: SCHOOL_POSTS_ENTRIES,
};

static SCHOOL_POSTS_ENTRIES: &[Entry] = entries![
    ("10", "教师", "Teacher"),
    ("20", "教师兼行政", "Teacher with administrative duties"),
    ("21", "教研室主任", "Head of a teaching research office", ["教研室主任(组长)", "教研室主任（组长）"]),
    ("31", "校领导", "School leader"),
    ("34", "行政兼教学", "Administrator with teaching duties", ["行政兼教学工作"]),
    ("40", "教辅", "Teaching support"),
];
