//! Rosters of people: 督学名册.

use std::collections::HashSet;

use domain::{
    Day, FaultCode, Wording,
    code_set::{self, EducationLevel},
    fault::Flaw,
    import::RowFaults,
    person::{Change, Changes, YEARS_IN_EDUCATION_MAX},
    pool::{Pool, Source},
    roster::RosterKind,
    rules::{self, Rules},
    text::{self, CitizenNumber, CreditCode, PersonName, Phone},
};

use super::{
    Cells, label,
    sheet::{Row, Sheet},
    whole_number,
};

/// The columns without which a sheet is no roster of people.
pub const REQUIRED_COLUMNS: [&str; 3] = ["姓名", "身份证号", "督学类别"];

const NAME: &str = "姓名";
const NUMBER: &str = "身份证号";
const SEX: &str = "性别";
const EDUCATION: &str = "学历";
const YEARS: &str = "从教年限";
const KIND: &str = "督学类别";
const ZONE: &str = "督学责任区";
const SOURCE: &str = "人选来源";

/// One sound row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The row of the sheet.
    pub row: u32,
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
    /// The zones that exist.
    pub zones: &'a HashSet<String>,
    /// The rules in force.
    pub rules: &'a Rules,
    /// The day it is.
    pub today: Day,
}

/// The names of the zones that a sheet mentions.
pub fn zones_named(sheet: &Sheet) -> Vec<String> {
    let names: HashSet<String> = sheet.rows.iter().filter_map(|row| Cells::new(sheet, row).text(ZONE)).collect();
    names.into_iter().collect()
}

/// Reads some rows of a sheet: gives the sound ones, and notes every fault of the others. `seen` are the citizen numbers of
/// the rows before.
pub fn read(
    (sheet, rows): (&Sheet, &[Row]),
    known: &Known<'_>,
    seen: &mut HashSet<String>,
    faults: &mut RowFaults,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for row in rows {
        let mut cells = Cells::new(sheet, row);
        cells.refuse_invisible();
        let entry = entry(&mut cells, known, seen);
        match entry {
            Some(entry) if cells.faults.is_empty() => entries.push(entry),
            _ => cells.faults.drain(..).for_each(|fault| faults.push(fault)),
        }
    }
    entries
}

fn entry(cells: &mut Cells<'_>, known: &Known<'_>, seen: &mut HashSet<String>) -> Option<Entry> {
    let name = cells.required(NAME, PersonName::parse);
    let (number, is_first) = citizen_number(cells, known.today, seen);
    let sex = cells.parse(SEX, label(code_set::Sex::from_label, "GB/T 2261.1"));
    // Sex is compared only with a sound, first-seen number: one wrong cell makes one fault.
    if let (Some(number), Some(sex), true) = (&number, sex, is_first)
        && number.sex() != Some(sex)
    {
        cells.fault(SEX, FaultCode::Mismatch, Wording::DiffersFromCitizenNumber);
    }
    let kind = cells.required(KIND, label(RosterKind::from_label, "督学类别"));
    let (education, years_in_education) = eligibility(cells, kind, known.rules);
    let zone = cells.parse(ZONE, |raw| match known.zones.contains(raw) {
        true => Ok(raw.to_owned()),
        false => Err(Flaw::new(FaultCode::Reference, Wording::NoSuchZone)),
    });
    let source = source(cells, kind);
    let changes = Changes {
        name: name.clone(),
        citizen_number: set(number.clone()),
        education: set(education),
        years_in_education: set(years_in_education),
        ..particulars(cells)
    };
    let is_lead = cells.text("是否组长").is_some_and(|text| text == "是");
    let consents = cells.text("个人意愿").is_some_and(|text| text == "愿意");
    let row = cells.row.number;
    name.and(Some(Entry { row, changes, citizen_number: number?, kind: kind?, zone, is_lead, source, consents }))
}

fn set<T>(value: Option<T>) -> Change<T> {
    value.map_or(Change::Keep, Change::Set)
}

/// One fault per cell, in the order length, date, check digit, duplicate.
fn citizen_number(cells: &mut Cells<'_>, today: Day, seen: &mut HashSet<String>) -> (Option<CitizenNumber>, bool) {
    let Some(number) = cells.required(NUMBER, |raw| CitizenNumber::parse(raw, today)) else { return (None, false) };
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
    let education = cells.parse(EDUCATION, label(EducationLevel::from_label, "GB/T 4658"));
    let years = cells.parse(YEARS, |raw| match whole_number(raw)? {
        years if years <= YEARS_IN_EDUCATION_MAX => Ok(years),
        _ => Err(Flaw::new(
            FaultCode::Range,
            Wording::YearsInEducation { max: domain::wording::number(YEARS_IN_EDUCATION_MAX) },
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
            .required(SOURCE, label(code_set::SpecialistSource::from_label, "the specialist sources"))
            .map(Source::Specialist),
        Pool::Invited => {
            cells.parse(SOURCE, label(code_set::InvitedSource::from_label, "the invited sources")).map(Source::Invited)
        }
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
        ethnicity: set(cells.parse("民族", label(code_set::Ethnicity::from_label, "GB/T 3304"))),
        political_affiliation: set(
            cells.parse("政治面貌", label(code_set::PoliticalAffiliation::from_label, "GB/T 4762"))
        ),
        degree: set(cells.parse("学位", label(code_set::Degree::from_label, "GB/T 6864"))),
        graduated_from: set(cells.parse("毕业院校", text::line)),
        work_unit: set(cells.parse("工作单位", text::line)),
        work_unit_code: set(cells.parse("统一社会信用代码", CreditCode::parse)),
        post: set(cells.parse("职务", text::line)),
        identity_class: set(cells.parse("身份类别", label(code_set::IdentityClass::from_label, "the identity classes"))),
        professional_title: set(
            cells.parse("职称", label(code_set::ProfessionalTitle::from_label, "the professional titles"))
        ),
        subject: set(cells.parse("任教学科", label(code_set::Subject::from_label, "JY/T 1001"))),
        stage: set(cells.parse("任教学段", label(code_set::TeachingStage::from_label, "JY/T 1001"))),
        phone: set(cells.parse("手机", Phone::parse)),
        email: set(cells.parse("电子邮箱", text::email)),
        specialities: set(cells.parse("业务特长", specialities)),
        ..Changes::default()
    }
}
