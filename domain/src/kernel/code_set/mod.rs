//! The code sets that records use: national standards, the education standard JY/T 1001, and our own.
//!
//! A record holds a code, never only a label, and one type per set keeps codes of different sets apart. The lists are
//! compiled in, and [`CodeSet::version`] names the release of our copy. Codes that begin with `X` or `T` are local
//! extensions. Administrative areas (GB/T 2260) change every year and therefore live in the database; only
//! [`SHIPPED_AREAS`] is here.

use std::fmt;
use std::hash::{Hash, Hasher};

/// Makes a list of entries from `(code, label, english)` or `(code, label, english, [alias, …])`.
macro_rules! entries {
    [$(($code:literal, $label:literal, $english:literal $(, [$($alias:literal),+ $(,)?])? $(,)?)),+ $(,)?] => {
        &[$(Entry { code: $code, label: $label, english: $english, aliases: &[$($($alias),+)?] }),+]
    };
}

mod education;
mod people;
mod posts;
mod register;
mod supervision;

pub use education::*;
pub use people::*;
pub use posts::*;
pub use register::*;
pub use supervision::*;

/// The release of our copy of every set.
const VERSION: &str = "2026.1";

/// One value of a code set.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code, as the standard writes it.
    pub code: &'static str,
    /// The Chinese label, as the standard words it.
    pub label: &'static str,
    /// The label in English.
    pub english: &'static str,
    /// Other Chinese words for the value that offices write in rosters.
    pub aliases: &'static [&'static str],
}

/// One code set with all its values.
#[derive(Debug)]
pub struct CodeSet {
    /// The name in URLs, in snake case.
    pub name: &'static str,
    /// The standard the values come from, or `duxue` for our own.
    pub standard: &'static str,
    /// The title in Chinese.
    pub title: &'static str,
    /// The title in English.
    pub english: &'static str,
    /// The release of our copy.
    pub version: &'static str,
    /// The values, in the order of the standard.
    pub entries: &'static [Entry],
}

impl CodeSet {
    /// The value with this code.
    pub fn by_code(&self, code: &str) -> Option<&'static Entry> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    /// The value with exactly this label or alias; a label goes before an alias.
    pub fn by_label(&self, label: &str) -> Option<&'static Entry> {
        self.entries
            .iter()
            .find(|entry| entry.label == label)
            .or_else(|| self.entries.iter().find(|entry| entry.aliases.contains(&label)))
    }
}

/// Every code set, in the order of the design notes.
pub static ALL: &[&CodeSet] = &[
    &SEXES,
    &ETHNICITIES,
    &POLITICAL_AFFILIATIONS,
    &EDUCATION_LEVELS,
    &DEGREES,
    &JOB_LEVELS,
    &SOCIAL_POSTS,
    &PROFESSIONAL_TITLES,
    &JOB_RANKS,
    &INSPECTOR_GRADES,
    &TITLE_APPOINTMENT_STATES,
    &TITLE_ROUTES,
    &TAKING_OFFICE_METHODS,
    &LEAVING_OFFICE_METHODS,
    &LEAVING_OFFICE_REASONS,
    &ASSESSMENT_TYPES,
    &SCHOOL_TYPES,
    &TEACHING_STAGES,
    &SUBJECTS,
    &URBAN_RURAL,
    &DOCUMENT_TYPES,
    &STAFF_TYPES,
    &SCHOOL_POSTS,
    &LEVELS,
    &EMPLOYMENTS,
    &POOLS,
    &IDENTITY_CLASSES,
    &SPECIALIST_SOURCES,
    &INVITED_SOURCES,
    &END_REASONS,
    &COMPLAINT_SUBJECTS,
    &DISMISSAL_GROUNDS,
    &DISMISSAL_ARTICLES,
    &SUPERVISION_KINDS,
    &VISIT_MODES,
    &SUPERVISION_MATTERS,
    &SUPERVISION_THEMES,
    &FINDING_SEVERITIES,
];

/// The code set with this name.
pub fn find(name: &str) -> Option<&'static CodeSet> {
    ALL.iter().copied().find(|set| set.name == name)
}

/// The four GB/T 2260 areas that ship with the program; the full list is loaded into the database.
pub const SHIPPED_AREAS: &[Entry] = entries![
    ("340000", "安徽省", "Anhui Province"),
    ("340800", "安庆市", "Anqing City"),
    ("361100", "上饶市", "Shangrao City"),
    ("361123", "玉山县", "Yushan County"),
];

/// Defines a type for the values of one set. It is as small as a reference and compares by code.
macro_rules! code_type {
    ($(#[$doc:meta])* $name:ident, $set:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name(&'static Entry);

        impl $name {
            /// The set the values come from.
            pub const SET: &'static CodeSet = &$set;

            /// The value with this code.
            pub fn parse(code: &str) -> Option<Self> {
                Self::SET.by_code(code).map(Self)
            }

            /// The value with exactly this label or alias.
            pub fn from_label(label: &str) -> Option<Self> {
                Self::SET.by_label(label).map(Self)
            }

            /// The code, as a record stores it.
            pub fn code(self) -> &'static str {
                self.0.code
            }

            /// The Chinese label.
            pub fn label(self) -> &'static str {
                self.0.label
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.code == other.0.code
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.code.hash(state);
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.code().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.code.fmt(out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}({} {})", stringify!($name), self.0.code, self.0.label)
            }
        }
    };
}

code_type!(
    /// A person's sex (GB/T 2261.1).
    Sex,
    SEXES
);
code_type!(
    /// An ethnic group (GB/T 3304); both 汉 and 汉族 are found.
    Ethnicity,
    ETHNICITIES
);
code_type!(
    /// A political affiliation (GB/T 4762).
    PoliticalAffiliation,
    POLITICAL_AFFILIATIONS
);
code_type!(
    /// An education level (GB/T 4658).
    EducationLevel,
    EDUCATION_LEVELS
);
code_type!(
    /// A degree (GB/T 6864).
    Degree,
    DEGREES
);
code_type!(
    /// A job level (GB/T 12407).
    JobLevel,
    JOB_LEVELS
);
code_type!(
    /// A professional title (local teacher grades, then GB/T 8561).
    ProfessionalTitle,
    PROFESSIONAL_TITLES
);
code_type!(
    /// A school type (JY/T 1001).
    SchoolType,
    SCHOOL_TYPES
);
code_type!(
    /// A teaching stage (JY/T 1001).
    TeachingStage,
    TEACHING_STAGES
);
code_type!(
    /// A school subject (JY/T 1001, with two local extensions).
    Subject,
    SUBJECTS
);
code_type!(
    /// An identity document type (JY/T 1001).
    DocumentType,
    DOCUMENT_TYPES
);
code_type!(
    /// A staff type (JY/T 1001).
    StaffType,
    STAFF_TYPES
);
code_type!(
    /// An identity class (our own set).
    IdentityClass,
    IDENTITY_CLASSES
);
code_type!(
    /// The source of a member of the specialist pool (our own set).
    SpecialistSource,
    SPECIALIST_SOURCES
);
code_type!(
    /// The source of a member of the invited pool (our own set).
    InvitedSource,
    INVITED_SOURCES
);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{HashMap, HashSet};

    /// A set and the labels that must give these codes in it.
    type Case = (&'static CodeSet, &'static [(&'static str, &'static str)]);

    fn check(cases: &[Case]) {
        for (set, labels) in cases {
            for (label, code) in *labels {
                assert_eq!(set.by_label(label).map(|entry| entry.code), Some(*code), "{label} in {}", set.name);
            }
        }
    }

    #[test]
    fn sets_have_distinct_names_and_codes() {
        let names: HashSet<_> = ALL.iter().map(|set| set.name).collect();
        assert_eq!(names.len(), ALL.len());
        for set in ALL {
            let codes: HashSet<_> = set.entries.iter().map(|entry| entry.code).collect();
            assert_eq!(codes.len(), set.entries.len(), "{}", set.name);
            assert_eq!(set.version, "2026.1");
            assert!(find(set.name).is_some_and(|found| std::ptr::eq(found, *set)));
            assert!(set.entries.iter().all(|e| !e.code.is_empty() && !e.label.is_empty() && !e.english.is_empty()));
        }
        assert!(find("areas").is_none());
    }

    /// The brackets of the GB/T 8561 titles keep even those apart from `T1` to `T5`, so there is no exception.
    #[test]
    fn no_label_or_alias_leads_to_two_codes() {
        for set in ALL {
            let mut seen = HashMap::new();
            for entry in set.entries {
                for word in std::iter::once(&entry.label).chain(entry.aliases) {
                    let before = seen.insert(*word, entry.code);
                    assert_eq!(before, None, "{word} in {}", set.name);
                    assert_eq!(set.by_label(word), Some(entry));
                    assert_eq!(*word, word.trim());
                }
                assert_eq!(set.by_code(entry.code), Some(entry));
            }
        }
    }

    #[test]
    fn ethnicities_are_56_groups_and_two_extensions() {
        let groups: Vec<_> = ETHNICITIES.entries.iter().filter(|entry| !entry.code.starts_with("9")).collect();
        assert_eq!((groups.len(), ETHNICITIES.entries.len()), (56, 58));
        for (index, entry) in groups.iter().enumerate() {
            assert_eq!(entry.code, format!("{:02}", index + 1));
            assert_eq!(Ethnicity::from_label(&format!("{}族", entry.label)).map(Ethnicity::code), Some(entry.code));
        }
        assert_eq!(Ethnicity::from_label("汉"), Ethnicity::from_label("汉族"));
        assert_eq!(Ethnicity::from_label("火星族"), None);
        assert_eq!(Ethnicity::from_label("族"), None);
    }

    #[test]
    fn labels_of_people_resolve() {
        check(&[
            (&SEXES, &[("男", "1"), ("男性", "1"), ("女", "2"), ("女性", "2")]),
            (&ETHNICITIES, &[("汉", "01"), ("汉族", "01"), ("回族", "03"), ("基诺族", "56"), ("其他", "97")]),
            (
                &POLITICAL_AFFILIATIONS,
                &[
                    ("中共党员", "01"),
                    ("民革会员(党员)", "04"),
                    ("民革会员", "04"),
                    ("民革党员", "04"),
                    ("民盟盟员", "05"),
                    ("民进会员", "07"),
                    ("群众", "13"),
                ],
            ),
            (
                &EDUCATION_LEVELS,
                &[
                    ("博士研究生毕业", "11"),
                    ("硕士研究生毕业", "14"),
                    ("硕士研究生肄业", "16"),
                    ("研究生班毕业", "17"),
                    ("大学本科毕业", "21"),
                    ("大学本科结业", "22"),
                    ("大学普通班毕业", "28"),
                    ("大学专科毕业", "31"),
                    ("中专毕业", "41"),
                    ("中专结业", "42"),
                    ("中专肄业", "43"),
                    ("职高毕业", "44"),
                    ("技校肄业", "49"),
                    ("普通高中肄业", "63"),
                    ("初中肄业", "73"),
                    ("小学毕业", "81"),
                ],
            ),
            (&DEGREES, &[("博士", "2"), ("硕士", "3"), ("学士", "4"), ("教育学硕士", "304"), ("管理学学士", "412")]),
        ]);
        assert_eq!(EducationLevel::from_label("本科"), None);
        assert_eq!(EducationLevel::from_label("本科肄业生"), None);
        assert_eq!(Degree::parse("342").map(Degree::label), Some("教育硕士专业学位"));
        assert_eq!(DEGREES.entries.len(), 4 + 3 * 12 + 2);
        assert_eq!(EDUCATION_LEVELS.entries.len(), 40);
    }

    #[test]
    fn labels_of_posts_resolve() {
        check(&[
            (
                &PROFESSIONAL_TITLES,
                &[
                    ("正高级教师", "T1"),
                    ("高级教师", "T2"),
                    ("一级教师", "T3"),
                    ("二级教师", "T4"),
                    ("三级教师", "T5"),
                    ("中学高级教师", "052"),
                    ("讲师", "013"),
                    ("讲师(中专)", "023"),
                ],
            ),
            (&JOB_LEVELS, &[("一级职员", "211"), ("十级职员", "260"), ("乡科级正职", "141"), ("副高级", "412")]),
            (&SOCIAL_POSTS, &[("县人大代表", "0168"), ("党代表", "X1")]),
        ]);
        assert_eq!(ProfessionalTitle::from_label("特高级教师"), None);
        let first: Vec<_> = PROFESSIONAL_TITLES.entries.iter().take(5).map(|entry| entry.code).collect();
        assert_eq!(first, ["T1", "T2", "T3", "T4", "T5"]);
        let grades: Vec<_> = JOB_LEVELS.entries.iter().filter(|entry| entry.code.starts_with('2')).collect();
        assert_eq!(grades.len(), 11);
    }

    #[test]
    fn labels_of_education_resolve() {
        check(&[
            (&SCHOOL_TYPES, &[("小学", "211"), ("九年一贯制学校", "312"), ("职业高中", "365"), ("弱智学校", "513")]),
            (
                &TEACHING_STAGES,
                &[("学前教育", "1"), ("小学", "2"), ("普通初中", "3"), ("普通高中", "4"), ("特殊教育", "A")],
            ),
            (
                &SUBJECTS,
                &[
                    ("思想品德(政治)", "12"),
                    ("思想品德（政治）", "12"),
                    ("体育与健康", "22"),
                    ("信息技术(高中)", "26"),
                    ("信息技术", "61"),
                    ("道德与法治", "X1"),
                    ("劳动", "X2"),
                ],
            ),
            (&DOCUMENT_TYPES, &[("居民身份证", "1"), ("护照", "A"), ("户口簿", "B")]),
            (&STAFF_TYPES, &[("专任教师", "1"), ("工勤人员", "4")]),
        ]);
    }

    #[test]
    fn labels_of_our_own_sets_resolve() {
        check(&[
            (
                &IDENTITY_CLASSES,
                &[
                    ("公务员", "civil_servant"),
                    ("参公人员", "civil_servant_managed"),
                    ("参公", "civil_servant_managed"),
                    ("事业单位人员", "institution_staff"),
                    ("学校人员", "school_staff"),
                    ("退休人员", "retired"),
                    ("退休", "retired"),
                    ("社会人员", "outside"),
                ],
            ),
            (
                &SPECIALIST_SOURCES,
                &[
                    ("特级教师", "special_grade_teacher"),
                    ("学科带头人", "subject_leader"),
                    ("优秀教师", "excellent_teacher"),
                    ("骨干教师", "backbone_teacher"),
                    ("其他", "other"),
                ],
            ),
            (
                &INVITED_SOURCES,
                &[
                    ("党代表", "party_congress_deputy"),
                    ("人大代表", "peoples_congress_deputy"),
                    ("政协委员", "cppcc_member"),
                    ("在外地优秀人才", "native_talent_elsewhere"),
                    ("在外地的优秀人才", "native_talent_elsewhere"),
                    ("专家", "expert"),
                    ("民主党派", "democratic_party_member"),
                    ("民主党派成员", "democratic_party_member"),
                    ("其他", "other"),
                ],
            ),
            (&EMPLOYMENTS, &[("专职", "full_time"), ("兼职", "part_time")]),
            (&POOLS, &[("专业", "specialist"), ("特邀", "invited")]),
        ]);
        assert_eq!(END_REASONS.entries.len(), 9);
    }

    #[test]
    fn a_value_is_its_code() {
        let subjects: HashSet<_> = ["信息技术", "信息科技"].into_iter().filter_map(Subject::from_label).collect();
        assert_eq!(subjects.len(), 1);
        let male = Sex::parse("1");
        assert_eq!(male.map(|sex| sex.to_string()), Some("1".to_owned()));
        assert_eq!(male.map(|sex| format!("{sex:?}")), Some("Sex(1 男性)".to_owned()));
        assert_ne!(male, Sex::parse("2"));
        assert_eq!(Sex::parse("3"), None);
        assert_eq!(StaffType::SET.name, "staff_types");
        assert_eq!(SHIPPED_AREAS.len(), 4);
    }
}
