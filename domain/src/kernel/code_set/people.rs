//! The sets that describe a person: sex, ethnic group, affiliation, schooling and degree.

use super::{CodeSet, Entry, VERSION};

/// Sex, after GB/T 2261.1.
pub static SEXES: CodeSet = CodeSet {
    name: "sexes",
    standard: "GB/T 2261.1",
    title: "人的性别代码",
    english: "Sex",
    version: VERSION,
    entries: SEX_ENTRIES,
};

static SEX_ENTRIES: &[Entry] = entries![
    ("0", "未知的性别", "Unknown"),
    ("1", "男性", "Male", ["男"]),
    ("2", "女性", "Female", ["女"]),
    ("9", "未说明的性别", "Not stated"),
];

/// The 56 ethnic groups by their numeric codes, after GB/T 3304, and the two common extensions 97 and 98.
pub static ETHNICITIES: CodeSet = CodeSet {
    name: "ethnicities",
    standard: "GB/T 3304",
    title: "中国各民族名称代码",
    english: "Ethnic groups",
    version: VERSION,
    entries: ETHNICITY_ENTRIES,
};

/// Makes the list of groups. The standard writes 汉 and rosters write 汉族, so each group gets that alias.
macro_rules! groups {
    [$(($code:literal, $label:literal, $english:literal)),+ $(,)?] => {
        &[
            $(Entry { code: $code, label: $label, english: $english, aliases: &[concat!($label, "族")] },)+
            Entry { code: "97", label: "其他", english: "Other", aliases: &[] },
            Entry {
                code: "98",
                label: "外国血统中国籍人士",
                english: "Chinese citizen of foreign descent",
                aliases: &["外国血统"],
            },
        ]
    };
}

static ETHNICITY_ENTRIES: &[Entry] = groups![
    ("01", "汉", "Han"),
    ("02", "蒙古", "Mongol"),
    ("03", "回", "Hui"),
    ("04", "藏", "Zang"),
    ("05", "维吾尔", "Uygur"),
    ("06", "苗", "Miao"),
    ("07", "彝", "Yi"),
    ("08", "壮", "Zhuang"),
    ("09", "布依", "Buyei"),
    ("10", "朝鲜", "Chosen"),
    ("11", "满", "Man"),
    ("12", "侗", "Dong"),
    ("13", "瑶", "Yao"),
    ("14", "白", "Bai"),
    ("15", "土家", "Tujia"),
    ("16", "哈尼", "Hani"),
    ("17", "哈萨克", "Kazak"),
    ("18", "傣", "Dai"),
    ("19", "黎", "Li"),
    ("20", "傈僳", "Lisu"),
    ("21", "佤", "Va"),
    ("22", "畲", "She"),
    ("23", "高山", "Gaoshan"),
    ("24", "拉祜", "Lahu"),
    ("25", "水", "Sui"),
    ("26", "东乡", "Dongxiang"),
    ("27", "纳西", "Naxi"),
    ("28", "景颇", "Jingpo"),
    ("29", "柯尔克孜", "Kirgiz"),
    ("30", "土", "Tu"),
    ("31", "达斡尔", "Daur"),
    ("32", "仫佬", "Mulao"),
    ("33", "羌", "Qiang"),
    ("34", "布朗", "Blang"),
    ("35", "撒拉", "Salar"),
    ("36", "毛南", "Maonan"),
    ("37", "仡佬", "Gelao"),
    ("38", "锡伯", "Xibe"),
    ("39", "阿昌", "Achang"),
    ("40", "普米", "Pumi"),
    ("41", "塔吉克", "Tajik"),
    ("42", "怒", "Nu"),
    ("43", "乌孜别克", "Uzbek"),
    ("44", "俄罗斯", "Russ"),
    ("45", "鄂温克", "Ewenki"),
    ("46", "德昂", "Deang"),
    ("47", "保安", "Bonan"),
    ("48", "裕固", "Yugur"),
    ("49", "京", "Jing"),
    ("50", "塔塔尔", "Tatar"),
    ("51", "独龙", "Derung"),
    ("52", "鄂伦春", "Oroqen"),
    ("53", "赫哲", "Hezhen"),
    ("54", "门巴", "Monba"),
    ("55", "珞巴", "Lhoba"),
    ("56", "基诺", "Jino"),
];

/// Political affiliation, after GB/T 4762; 99 is an extension in use.
pub static POLITICAL_AFFILIATIONS: CodeSet = CodeSet {
    name: "political_affiliations",
    standard: "GB/T 4762",
    title: "政治面貌代码",
    english: "Political affiliations",
    version: VERSION,
    entries: POLITICAL_AFFILIATION_ENTRIES,
};

static POLITICAL_AFFILIATION_ENTRIES: &[Entry] = entries![
    ("01", "中共党员", "Member of the Communist Party of China", ["中国共产党党员"]),
    ("02", "中共预备党员", "Probationary member of the Communist Party of China", ["中国共产党预备党员"]),
    ("03", "共青团员", "Member of the Communist Youth League", ["中国共产主义青年团团员"]),
    (
        "04",
        "民革会员(党员)",
        "Member of the Revolutionary Committee of the Kuomintang",
        ["民革会员（党员）", "民革会员", "民革党员"]
    ),
    ("05", "民盟盟员", "Member of the China Democratic League"),
    ("06", "民建会员", "Member of the China National Democratic Construction Association"),
    ("07", "民进会员", "Member of the China Association for Promoting Democracy"),
    ("08", "农工党党员", "Member of the Chinese Peasants' and Workers' Democratic Party", ["农工党员"]),
    ("09", "致公党党员", "Member of the China Zhi Gong Party", ["致公党员"]),
    ("10", "九三学社社员", "Member of the Jiusan Society", ["九三社员"]),
    ("11", "台盟盟员", "Member of the Taiwan Democratic Self-Government League"),
    ("12", "无党派民主人士", "Democratic person without party affiliation", ["无党派人士"]),
    ("13", "群众", "No party affiliation"),
    ("99", "其他", "Other"),
];

/// Education level, after GB/T 4658: the level and how the course ended.
///
/// A bare 本科 or 大专 is no alias, because it does not say whether the person graduated, and rule R2 asks.
pub static EDUCATION_LEVELS: CodeSet = CodeSet {
    name: "education_levels",
    standard: "GB/T 4658",
    title: "学历代码",
    english: "Education levels",
    version: VERSION,
    entries: EDUCATION_LEVEL_ENTRIES,
};

static EDUCATION_LEVEL_ENTRIES: &[Entry] = entries![
    ("10", "研究生教育", "Postgraduate education"),
    ("11", "博士研究生毕业", "Doctoral programme, graduated"),
    ("12", "博士研究生结业", "Doctoral programme, completed without graduating"),
    ("13", "博士研究生肄业", "Doctoral programme, left before completing"),
    ("14", "硕士研究生毕业", "Master's programme, graduated"),
    ("15", "硕士研究生结业", "Master's programme, completed without graduating"),
    ("16", "硕士研究生肄业", "Master's programme, left before completing"),
    ("17", "研究生班毕业", "Postgraduate class, graduated"),
    ("18", "研究生班结业", "Postgraduate class, completed without graduating"),
    ("19", "研究生班肄业", "Postgraduate class, left before completing"),
    ("20", "大学本科教育", "Undergraduate education"),
    ("21", "大学本科毕业", "Undergraduate programme, graduated", ["本科毕业"]),
    ("22", "大学本科结业", "Undergraduate programme, completed without graduating", ["本科结业"]),
    ("23", "大学本科肄业", "Undergraduate programme, left before completing", ["本科肄业"]),
    ("28", "大学普通班毕业", "General university class, graduated"),
    ("30", "大学专科教育", "Junior college education"),
    ("31", "大学专科毕业", "Junior college, graduated", ["大专毕业"]),
    ("32", "大学专科结业", "Junior college, completed without graduating", ["大专结业"]),
    ("33", "大学专科肄业", "Junior college, left before completing", ["大专肄业"]),
    ("40", "中等职业教育", "Secondary vocational education", ["中等职业"]),
    ("41", "中等专科毕业", "Secondary specialised school, graduated", ["中专毕业"]),
    ("42", "中等专科结业", "Secondary specialised school, completed without graduating", ["中专结业"]),
    ("43", "中等专科肄业", "Secondary specialised school, left before completing", ["中专肄业"]),
    ("44", "职业高中毕业", "Vocational high school, graduated", ["职高毕业"]),
    ("45", "职业高中结业", "Vocational high school, completed without graduating", ["职高结业"]),
    ("46", "职业高中肄业", "Vocational high school, left before completing", ["职高肄业"]),
    ("47", "技工学校毕业", "Skilled workers' school, graduated", ["技校毕业"]),
    ("48", "技工学校结业", "Skilled workers' school, completed without graduating", ["技校结业"]),
    ("49", "技工学校肄业", "Skilled workers' school, left before completing", ["技校肄业"]),
    ("60", "普通高级中学教育", "General senior secondary education", ["普通高中"]),
    ("61", "普通高中毕业", "General senior secondary school, graduated", ["高中毕业"]),
    ("62", "普通高中结业", "General senior secondary school, completed without graduating", ["高中结业"]),
    ("63", "普通高中肄业", "General senior secondary school, left before completing", ["高中肄业"]),
    ("70", "初级中学教育", "Junior secondary education", ["初中"]),
    ("71", "初中毕业", "Junior secondary school, graduated"),
    ("73", "初中肄业", "Junior secondary school, left before completing"),
    ("80", "小学教育", "Primary education", ["小学"]),
    ("81", "小学毕业", "Primary school, graduated"),
    ("83", "小学肄业", "Primary school, left before completing"),
    ("90", "其他", "Other"),
];

/// Degrees, after GB/T 6864: one digit for the level, or three for the level and the subject.
pub static DEGREES: CodeSet = CodeSet {
    name: "degrees",
    standard: "GB/T 6864",
    title: "中华人民共和国学位代码",
    english: "Degrees",
    version: VERSION,
    entries: DEGREE_ENTRIES,
};

static DEGREE_ENTRIES: &[Entry] = entries![
    ("1", "名誉博士", "Honorary doctorate", ["名誉博士学位"]),
    ("2", "博士", "Doctorate", ["博士学位"]),
    ("201", "哲学博士", "Doctorate in philosophy", ["哲学博士学位"]),
    ("202", "经济学博士", "Doctorate in economics", ["经济学博士学位"]),
    ("203", "法学博士", "Doctorate in law", ["法学博士学位"]),
    ("204", "教育学博士", "Doctorate in education", ["教育学博士学位"]),
    ("205", "文学博士", "Doctorate in literature", ["文学博士学位"]),
    ("206", "历史学博士", "Doctorate in history", ["历史学博士学位"]),
    ("207", "理学博士", "Doctorate in science", ["理学博士学位"]),
    ("208", "工学博士", "Doctorate in engineering", ["工学博士学位"]),
    ("209", "农学博士", "Doctorate in agriculture", ["农学博士学位"]),
    ("210", "医学博士", "Doctorate in medicine", ["医学博士学位"]),
    ("211", "军事学博士", "Doctorate in military science", ["军事学博士学位"]),
    ("212", "管理学博士", "Doctorate in management", ["管理学博士学位"]),
    ("3", "硕士", "Master's degree", ["硕士学位"]),
    ("301", "哲学硕士", "Master's degree in philosophy", ["哲学硕士学位"]),
    ("302", "经济学硕士", "Master's degree in economics", ["经济学硕士学位"]),
    ("303", "法学硕士", "Master's degree in law", ["法学硕士学位"]),
    ("304", "教育学硕士", "Master's degree in education", ["教育学硕士学位"]),
    ("305", "文学硕士", "Master's degree in literature", ["文学硕士学位"]),
    ("306", "历史学硕士", "Master's degree in history", ["历史学硕士学位"]),
    ("307", "理学硕士", "Master's degree in science", ["理学硕士学位"]),
    ("308", "工学硕士", "Master's degree in engineering", ["工学硕士学位"]),
    ("309", "农学硕士", "Master's degree in agriculture", ["农学硕士学位"]),
    ("310", "医学硕士", "Master's degree in medicine", ["医学硕士学位"]),
    ("311", "军事学硕士", "Master's degree in military science", ["军事学硕士学位"]),
    ("312", "管理学硕士", "Master's degree in management", ["管理学硕士学位"]),
    ("342", "教育硕士专业学位", "Professional master's degree in education", ["教育硕士"]),
    ("349", "公共管理硕士", "Master's degree in public administration", ["公共管理硕士专业学位"]),
    ("4", "学士", "Bachelor's degree", ["学士学位"]),
    ("401", "哲学学士", "Bachelor's degree in philosophy", ["哲学学士学位"]),
    ("402", "经济学学士", "Bachelor's degree in economics", ["经济学学士学位"]),
    ("403", "法学学士", "Bachelor's degree in law", ["法学学士学位"]),
    ("404", "教育学学士", "Bachelor's degree in education", ["教育学学士学位"]),
    ("405", "文学学士", "Bachelor's degree in literature", ["文学学士学位"]),
    ("406", "历史学学士", "Bachelor's degree in history", ["历史学学士学位"]),
    ("407", "理学学士", "Bachelor's degree in science", ["理学学士学位"]),
    ("408", "工学学士", "Bachelor's degree in engineering", ["工学学士学位"]),
    ("409", "农学学士", "Bachelor's degree in agriculture", ["农学学士学位"]),
    ("410", "医学学士", "Bachelor's degree in medicine", ["医学学士学位"]),
    ("411", "军事学学士", "Bachelor's degree in military science", ["军事学学士学位"]),
    ("412", "管理学学士", "Bachelor's degree in management", ["管理学学士学位"]),
];
