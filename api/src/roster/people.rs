//! Rosters of people: 督学名册.

use std::collections::{HashMap, HashSet};

use domain::{
    Day, FaultCode, Wording,
    file::{import::RowFaults, roster::RosterKind},
    kernel::{
        code_set::{self, EducationLevel, Sex},
        fault::Flaw,
        rules::{self, Rules},
        text::{self, CitizenNumber, CreditCode, PersonName, Phone},
    },
    people::person::{Change, Changes, YEARS_IN_EDUCATION_MAX},
    pools::pool::{Pool, Source},
};

use super::{
    cells::{Cells, Place, SheetRow, read_rows},
    columns::{Column, Input},
    words::{Birth, one_of, years, yes_or, yes_or_no},
};

const NAME: &str = "姓名";
/// The column of the citizen number.
pub const NUMBER: &str = "身份证号";
const SEX: &str = "性别";
const BIRTH: &str = "出生日期";
const EDUCATION: &str = "学历";
const YEARS: &str = "从教年限";
/// The column that says what a person is taken for.
pub const KIND: &str = "督学类别";
const ZONE: &str = "督学责任区";
const SOURCE: &str = "人选来源";
const LEAD: &str = "是否组长";
const CONSENT: &str = "个人意愿";

/// The columns of a roster of people, in the order of our template.
pub static COLUMNS: [Column; 25] = [
    Column::required(NAME, &["名字", "人员姓名", "督学姓名", "教师姓名", "本人姓名"]),
    Column::optional(SEX, &[]).of(Input::Words(&["男", "女"])),
    Column::required(
        NUMBER,
        &[
            "身份证号码",
            "身份证",
            "公民身份号码",
            "公民身份证号码",
            "公民身份证号",
            "居民身份证号码",
            "居民身份证号",
            "居民身份证",
            "身份号码",
            "身份证件号码",
            "身份证件号",
            "证件号码",
            "证件号",
        ],
    ),
    Column::optional(BIRTH, &["出生年月", "出生年月日", "出生时间", "出生日", "生日"]),
    Column::optional("民族", &["族别"]).of(Input::Sets(&[&code_set::ETHNICITIES])),
    Column::optional("政治面貌", &["政治面目", "党派"]).of(Input::Sets(&[&code_set::POLITICAL_AFFILIATIONS])),
    Column::optional(EDUCATION, &["最高学历", "文化程度", "学历层次", "学历程度"])
        .of(Input::Sets(&[&code_set::EDUCATION_LEVELS])),
    Column::optional("学位", &["最高学位"]).of(Input::Sets(&[&code_set::DEGREES])),
    Column::optional("毕业院校", &["毕业学校", "毕业院校名称", "毕业于"]),
    Column::optional(
        "工作单位",
        &[
            "单位",
            "单位名称",
            "工作单位名称",
            "所在单位",
            "现工作单位",
            "所属单位",
            "任职单位",
            "现单位",
            "所在单位名称",
        ],
    ),
    Column::optional(
        "统一社会信用代码",
        &["社会信用代码", "信用代码", "单位统一社会信用代码", "单位信用代码", "单位代码"],
    ),
    Column::optional("职务", &["现任职务", "行政职务", "担任职务", "单位职务", "现职务"]),
    Column::optional("身份类别", &["人员身份", "身份性质", "身份类型", "身份"])
        .of(Input::Sets(&[&code_set::IDENTITY_CLASSES])),
    Column::optional(
        "职称",
        &["专业技术职务", "专业技术职称", "技术职称", "现任职称", "职称等级", "专业职称", "现有职称"],
    )
    .of(Input::Sets(&[&code_set::PROFESSIONAL_TITLES])),
    Column::optional("任教学科", &["学科", "任教科目", "所教学科", "执教学科", "任课学科", "教学学科"])
        .of(Input::Sets(&[&code_set::SUBJECTS])),
    Column::optional("任教学段", &["学段", "任课学段", "所教学段", "执教学段"])
        .of(Input::Sets(&[&code_set::TEACHING_STAGES])),
    Column::optional(YEARS, &["教龄", "从教年数", "从事教育工作年限", "教育工作年限", "从教时长"])
        .of(Input::Number(70)),
    Column::required(KIND, &["督学类型", "督学性质", "督学身份", "聘任类别", "类别"])
        .of(Input::Words(&RosterKind::LABELS)),
    Column::optional(SOURCE, &["来源", "推荐来源", "人员来源"])
        .of(Input::Sets(&[&code_set::SPECIALIST_SOURCES, &code_set::INVITED_SOURCES])),
    Column::optional(
        ZONE,
        &["责任区", "责任区名称", "督学责任区名称", "所在责任区", "所属责任区", "挂牌责任区", "分管责任区"],
    )
    .of(Input::Zone),
    Column::optional(LEAD, &["组长", "是否为组长", "责任区组长", "是否责任区组长"]).of(Input::Words(&["是", "否"])),
    Column::optional(
        "手机",
        &[
            "手机号码",
            "手机号",
            "联系手机",
            "本人手机",
            "移动电话",
            "移动电话号码",
            "联系电话",
            "电话号码",
            "电话",
            "联系方式",
        ],
    ),
    Column::optional(
        "电子邮箱",
        &[
            "邮箱",
            "电子邮件",
            "电子信箱",
            "邮箱地址",
            "电子邮箱地址",
            "电子邮件地址",
            "邮件地址",
            "Email",
            "E-mail",
            "mail",
        ],
    ),
    Column::optional("业务特长", &["特长", "专业特长", "业务专长", "专长", "专业专长"]),
    Column::optional(
        CONSENT,
        &[
            "本人意愿",
            "个人意见",
            "本人意见",
            "是否愿意",
            "是否同意",
            "是否自愿",
            "本人是否同意",
            "本人是否愿意",
            "个人是否同意",
            "个人是否愿意",
        ],
    )
    .of(Input::Words(&["愿意", "不愿意"])),
];

/// One sound row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where the row is.
    pub place: Place,
    /// What it says of the person.
    pub changes: Changes,
    /// The citizen number, by which the person is found.
    pub citizen_number: CitizenNumber,
    /// What the person is taken for.
    pub kind: RosterKind,
    /// The name of the zone served.
    pub zone: Option<String>,
    /// Whether the person leads the zone.
    pub is_lead: bool,
    /// Why the person belongs in a pool.
    pub source: Option<Source>,
    /// Whether the person consented.
    pub consents: bool,
}

/// What is known to the register before the rows are read.
#[derive(Debug)]
pub struct Known<'a> {
    /// The zones that the rows name, as they are written there, with their names in the register.
    pub zones: &'a HashMap<String, String>,
    /// The zones that there are, as a person is told.
    pub zones_told: &'a str,
    /// The rules in force.
    pub rules: &'a Rules,
    /// The day it is.
    pub today: Day,
}

/// The names of the zones that rows mention, as they are written there.
pub fn zones_named(rows: &[SheetRow<'_>]) -> Vec<String> {
    let names: HashSet<String> = rows.iter().filter_map(|(sheet, row)| Cells::new(sheet, row).text(ZONE)).collect();
    names.into_iter().collect()
}

/// A zone's name as it is compared: `第一责任区` is the 第一督学责任区.
pub fn zone_key(name: &str) -> String {
    name.chars().filter(|sign| !sign.is_whitespace()).collect::<String>().replace("督学", "").replace("督导", "")
}

/// Reads some rows: gives the sound ones, and notes every fault of the others. `seen` are the citizen numbers of the rows
/// before.
pub fn read(
    rows: &[SheetRow<'_>],
    known: &Known<'_>,
    seen: &mut HashSet<String>,
    faults: &mut RowFaults,
) -> Vec<Entry> {
    read_rows(rows, NAME, faults, |cells| entry(cells, known, seen))
}

fn entry(cells: &mut Cells<'_>, known: &Known<'_>, seen: &mut HashSet<String>) -> Option<Entry> {
    let name = cells.required(NAME, PersonName::parse);
    let (number, is_first) = citizen_number(cells, known.today, seen);
    let sex = cells.parse(SEX, sex);
    let birth = cells.parse(BIRTH, Birth::parse);
    // Sex and birth are compared only with a sound, first-seen number: one wrong cell makes one fault.
    if let (Some(number), true) = (&number, is_first) {
        if sex.is_some_and(|sex| number.sex() != Some(sex)) {
            cells.fault(SEX, FaultCode::Mismatch, Wording::DiffersFromCitizenNumber);
        }
        if birth.is_some_and(|birth| !number.birth_date().is_some_and(|born| birth.fits(born))) {
            cells.fault(BIRTH, FaultCode::Mismatch, Wording::DiffersFromCitizenNumber);
        }
    }
    let kind = cells.required(KIND, kind);
    let (education, years_in_education) = eligibility(cells, kind, known.rules);
    let zone = cells.parse(ZONE, |raw| {
        let wording = || match known.zones_told {
            "" => Wording::NoSuchZone,
            zones => Wording::NoSuchZoneOf { zones: zones.to_owned() },
        };
        known.zones.get(raw).cloned().ok_or_else(|| Flaw::new(FaultCode::Reference, wording()))
    });
    let source = source(cells, kind);
    let changes = Changes {
        name: name.clone(),
        citizen_number: set(number.clone()),
        education: set(education),
        years_in_education: set(years_in_education),
        ..particulars(cells)
    };
    let is_lead = cells.parse(LEAD, |raw| yes_or(raw, &["组长"], &["组员", "成员"])).unwrap_or_default();
    let consents = cells.parse(CONSENT, yes_or_no).unwrap_or_default();
    let place = cells.place();
    name.and(Some(Entry { place, changes, citizen_number: number?, kind: kind?, zone, is_lead, source, consents }))
}

fn sex(raw: &str) -> Result<Sex, Flaw> {
    let one_of = || Wording::OneOf { values: "男、女".to_owned() };
    Sex::from_label(raw).ok_or_else(|| Flaw::new(FaultCode::Code, one_of()))
}

fn kind(raw: &str) -> Result<RosterKind, Flaw> {
    let one_of = || Wording::OneOf { values: RosterKind::LABELS.join("、") };
    RosterKind::from_label(raw).ok_or_else(|| Flaw::new(FaultCode::Code, one_of()))
}

fn set<T>(value: Option<T>) -> Change<T> {
    value.map_or(Change::Keep, Change::Set)
}

/// How a number of 18 digits ends of which Excel kept 15. A text file does not say whether it was one.
const CUT_END: &str = "000";

/// One fault per cell, in the order length, date, check digit, duplicate.
fn citizen_number(cells: &mut Cells<'_>, today: Day, seen: &mut HashSet<String>) -> (Option<CitizenNumber>, bool) {
    if cells.text(NUMBER).is_none() && !cells.is_faulty(NUMBER) {
        cells.fault(NUMBER, FaultCode::Required, Wording::Empty);
    }
    let Some(number) = cells.digits(NUMBER, |raw| CitizenNumber::parse(raw, today)) else { return (None, false) };
    if !cells.sheet.is_typed && number.reveal().ends_with(CUT_END) {
        cells.fault(NUMBER, FaultCode::Format, Wording::CellNumberMaybeCut);
        return (None, false);
    }
    if seen.insert(number.reveal().to_owned()) {
        return (Some(number), true);
    }
    cells.fault(NUMBER, FaultCode::Duplicate, Wording::NumberInARowAbove);
    (Some(number), false)
}

/// R2 and R3, for those who are inspectors: a bachelor's degree and ten years in education.
fn eligibility(
    cells: &mut Cells<'_>,
    kind: Option<RosterKind>,
    rules: &Rules,
) -> (Option<EducationLevel>, Option<u32>) {
    let education = cells.parse(EDUCATION, one_of(EducationLevel::from_label, &code_set::EDUCATION_LEVELS));
    let years = cells.parse(YEARS, |raw| match years(raw)? {
        years if years <= YEARS_IN_EDUCATION_MAX => Ok(years),
        _ => Err(Flaw::new(
            FaultCode::Range,
            Wording::YearsInEducation { max: domain::kernel::wording::number(YEARS_IN_EDUCATION_MAX) },
        )),
    });
    if matches!(kind, Some(RosterKind::FullTime | RosterKind::PartTime)) {
        if education.is_some_and(|education| !rules.lists(&rules::ACCEPTED_EDUCATION_CODES, education.code())) {
            cells.fault(
                EDUCATION,
                FaultCode::Eligibility,
                Wording::BelowArticle { article: rules::ACCEPTED_EDUCATION_CODES.article.to_owned() },
            );
        }
        if years.is_some_and(|years| years < rules.count(&rules::MIN_EDUCATION_WORK_YEARS)) {
            cells.fault(
                YEARS,
                FaultCode::Eligibility,
                Wording::BelowArticle { article: rules::MIN_EDUCATION_WORK_YEARS.article.to_owned() },
            );
        }
    }
    (education, years)
}

fn source(cells: &mut Cells<'_>, kind: Option<RosterKind>) -> Option<Source> {
    match pool(kind?)? {
        Pool::Specialist => cells
            .required(SOURCE, one_of(code_set::SpecialistSource::from_label, &code_set::SPECIALIST_SOURCES))
            .map(Source::Specialist),
        Pool::Invited => cells
            .parse(SOURCE, one_of(code_set::InvitedSource::from_label, &code_set::INVITED_SOURCES))
            .map(Source::Invited),
    }
}

/// The pool that a kind of roster entry belongs to.
pub fn pool(kind: RosterKind) -> Option<Pool> {
    match kind {
        RosterKind::Specialist => Some(Pool::Specialist),
        RosterKind::Invited => Some(Pool::Invited),
        RosterKind::FullTime | RosterKind::PartTime => None,
    }
}

fn particulars(cells: &mut Cells<'_>) -> Changes {
    let specialities =
        |raw: &str| raw.split(['、', '，', ',', ';', '；']).map(text::line).collect::<Result<Vec<_>, _>>();
    Changes {
        ethnicity: set(cells.parse("民族", one_of(code_set::Ethnicity::from_label, &code_set::ETHNICITIES))),
        political_affiliation: set(cells
            .parse("政治面貌", one_of(code_set::PoliticalAffiliation::from_label, &code_set::POLITICAL_AFFILIATIONS))),
        degree: set(cells.parse("学位", one_of(code_set::Degree::from_label, &code_set::DEGREES))),
        graduated_from: set(cells.parse("毕业院校", text::line)),
        work_unit: set(cells.parse("工作单位", text::line)),
        work_unit_code: set(cells.digits("统一社会信用代码", CreditCode::parse)),
        post: set(cells.parse("职务", text::line)),
        identity_class: set(
            cells.parse("身份类别", one_of(code_set::IdentityClass::from_label, &code_set::IDENTITY_CLASSES))
        ),
        professional_title: set(
            cells.parse("职称", one_of(code_set::ProfessionalTitle::from_label, &code_set::PROFESSIONAL_TITLES))
        ),
        subject: set(cells.parse("任教学科", one_of(code_set::Subject::from_label, &code_set::SUBJECTS))),
        stage: set(cells.parse("任教学段", one_of(code_set::TeachingStage::from_label, &code_set::TEACHING_STAGES))),
        phone: set(cells.digits("手机", Phone::parse)),
        email: set(cells.parse("电子邮箱", text::email)),
        specialities: set(cells.parse("业务特长", specialities)),
        ..Changes::default()
    }
}
