//! Rosters whose rows are records that the register takes one by one, too: each row is the body of one write, and its
//! columns are the fields of that body under the titles that lists have as files. A row names its person by number, and its
//! school by identifier or name.

use std::{collections::HashSet, sync::LazyLock};

use domain::{
    Day, FaultCode, Wording,
    file::import::RowFaults,
    kernel::{
        code_set::{CodeSet, SUPERVISION_MATTERS},
        fault::Flaw,
        text::{PersonName, PersonNumber, line, school_identifier},
    },
    performance::duty,
    qualification::training,
    supervision::finding::{FindingKind, Severity},
};
use serde_json::{Map, Value};

use super::{
    cells::{Cells, Place, SheetRow, read_rows},
    columns::{Column, Input, squeeze},
    words::{day, whole, yes_or_no},
};
use crate::titles;

/// The column that names the person by the register's number.
pub const PERSON: &str = "人员编号";
/// The column that says the person's name, so that a wrong number is noticed.
pub const NAME: &str = "姓名";
/// The column that names the school by its identifier.
pub const SCHOOL: &str = "学校标识码";
/// The column that names the school by its name.
pub const SCHOOL_NAME: &str = "学校名称";
const PERSON_NEEDED: Column = Column::required(PERSON, PERSON_OTHERS);
const PERSON_GIVEN: Column = Column::optional(PERSON, PERSON_OTHERS);
const PERSON_OTHERS: &[&str] = &["督学编号", "编号", "人员号"];
const NAMED: Column = Column::optional(NAME, &["督学姓名", "人员姓名", "名字"]);
const SCHOOL_NUMBERED: Column = Column::optional(SCHOOL, &["标识码", "学校(机构)标识码", "学校代码"]);
const SCHOOL_NAMED: Column = Column::optional(SCHOOL_NAME, &["学校", "校名"]);
/// The field that holds the writing system's own reference.
const REFERENCE: &str = "external_reference";
/// Most of what a number of a row says: hours.
const NUMBER_MAX: i32 = 1_000_000;

/// What the cells of a column hold, and so what they become in the body.
#[derive(Debug, Clone, Copy)]
enum Holds {
    Day,
    Text,
    Number,
    YesOrNo,
    /// One of these codes, by its title or as it is.
    Word(&'static [&'static str]),
    /// A code of this set, by its label or as it is; or a word of the place, as it is.
    Code(&'static CodeSet),
}

/// A column whose cells are a field of the body.
#[derive(Debug)]
struct Field {
    name: &'static str,
    column: Column,
    holds: Holds,
}

/// The columns of a kind of roster, in the order of our template.
#[derive(Debug)]
pub struct Records {
    fields: Vec<Field>,
    /// Those that name the person and the school, and those of the fields.
    pub columns: Vec<Column>,
}

/// The columns of duty records.
pub static DUTY_RECORDS: LazyLock<Records> = LazyLock::new(|| {
    let kinds = codes(duty::Kind::ALL, |kind| kind.as_str());
    let modes = codes(duty::Mode::ALL, |mode| mode.as_str());
    let fields = vec![
        Field::new("kind", "履职类别", &["类别", "履职类型"], Holds::Word(kinds)).required(),
        Field::new("occurred_on", "履职日期", &["日期", "督导日期", "到校日期"], Holds::Day).required(),
        Field::new("period", "报告期间", &["期间"], Holds::Text),
        Field::new("mode", "督导方式", &["方式"], Holds::Word(modes)),
        Field::new("notice_on", "通知学校日期", &["通知日期"], Holds::Day),
        Field::new("hours", "履职学时", &["学时", "小时数", "时长"], Holds::Number),
        Field::new("theme", "主题", &["督导主题"], Holds::Text),
        Field::new("credential_shown", "是否出示督学证", &["出示督学证"], Holds::YesOrNo),
        Field::new("record_left", "是否留存记录", &["留存记录"], Holds::YesOrNo),
        Field::new("feedback_left", "是否反馈", &["现场反馈"], Holds::YesOrNo),
        Field::new("report_submitted_on", "报告提交日期", &["提交报告日期"], Holds::Day),
        Field::new(REFERENCE, "外部编号", &["来源编号"], Holds::Text),
    ];
    Records::new(&[PERSON_NEEDED, NAMED, SCHOOL_NUMBERED, SCHOOL_NAMED], fields)
});

/// The columns of trainings.
pub static TRAININGS: LazyLock<Records> = LazyLock::new(|| {
    let forms = codes(training::Form::ALL, |form| form.as_str());
    let modes = codes(training::Mode::ALL, |mode| mode.as_str());
    let contents = codes(training::Content::ALL, |content| content.as_str());
    let fields = vec![
        Field::new("title", "标题", &["培训名称", "培训主题", "培训项目"], Holds::Text).required(),
        Field::new("form", "形式", &["培训形式"], Holds::Word(forms)).required(),
        Field::new("mode", "方式", &["培训方式"], Holds::Word(modes)).required(),
        Field::new("content", "内容", &["培训内容"], Holds::Word(contents)).required(),
        Field::new("held_on", "举办日期", &["培训日期", "结束日期", "日期"], Holds::Day).required(),
        Field::new("hours", "学时", &["培训学时", "学时数"], Holds::Number).required(),
        Field::new("organiser", "主办单位", &["举办单位", "培训单位"], Holds::Text),
    ];
    Records::new(&[PERSON_NEEDED, NAMED], fields)
});

/// The columns of findings at schools.
pub static FINDINGS: LazyLock<Records> = LazyLock::new(|| {
    let kinds = codes(FindingKind::ALL, |kind| kind.as_str());
    let severities = codes(Severity::ALL, |severity| severity.as_str());
    let fields = vec![
        Field::new("kind", "类别", &["发现类别"], Holds::Word(kinds)).required(),
        Field::new("matter", "督导事项", &["事项"], Holds::Code(&SUPERVISION_MATTERS)).required(),
        Field::new("severity", "严重程度", &["程度"], Holds::Word(severities)),
        Field::new("statement", "陈述", &["问题描述", "问题", "情况描述", "发现的问题"], Holds::Text).required(),
        Field::new("found_on", "发现日期", &["督导日期", "日期"], Holds::Day),
        Field::new("problem_code", "问题代码", &["问题编号"], Holds::Text),
        Field::new("article", "条款", &["依据", "依据条款"], Holds::Text),
        Field::new(REFERENCE, "外部编号", &["来源编号"], Holds::Text),
    ];
    Records::new(&[SCHOOL_NUMBERED, SCHOOL_NAMED, PERSON_GIVEN, NAMED], fields)
});

/// The codes of a closed list, kept for the life of the program.
fn codes<T: Copy>(all: &[T], spell: fn(T) -> &'static str) -> &'static [&'static str] {
    Vec::leak(all.iter().map(|one| spell(*one)).collect())
}

impl Field {
    fn new(name: &'static str, title: &'static str, others: &'static [&'static str], holds: Holds) -> Self {
        let input = match holds {
            Holds::Day | Holds::Text => Input::Text,
            Holds::Number => Input::Number(NUMBER_MAX),
            Holds::YesOrNo => Input::Words(&["是", "否"]),
            Holds::Word(codes) => Input::Words(Vec::leak(titles_of(codes))),
            Holds::Code(set) => Input::Words(Vec::leak(set.entries.iter().map(|entry| entry.label).collect())),
        };
        Self { name, column: Column::optional(title, others).of(input), holds }
    }

    fn required(self) -> Self {
        Self { column: Column { is_required: true, ..self.column }, ..self }
    }

    /// What a cell says, as the body has it.
    fn read(&self, raw: &str) -> Result<Value, Flaw> {
        match self.holds {
            Holds::Day => day(raw).map(|day: Day| Value::from(day.to_string())),
            Holds::Text => line(raw).map(Value::from),
            Holds::Number => whole(raw).map(Value::from),
            Holds::YesOrNo => yes_or_no(raw).map(Value::from),
            Holds::Word(codes) => word(raw, codes).map(Value::from),
            Holds::Code(set) => {
                let said = squeeze(raw);
                let labelled = set.entries.iter().find(|entry| entry.label == said);
                Ok(labelled.map_or(said, |entry| entry.code.to_owned()).into())
            }
        }
    }
}

fn titles_of(codes: &[&'static str]) -> Vec<&'static str> {
    codes.iter().map(|code| titles::chinese_of_word(code)).collect()
}

/// The code of a word by its title, or as it is.
fn word(raw: &str, codes: &'static [&'static str]) -> Result<&'static str, Flaw> {
    let said = squeeze(raw);
    let is_meant = |code: &&&'static str| **code == said || titles::chinese_of_word(code) == said;
    codes.iter().find(is_meant).copied().ok_or_else(|| {
        let values = titles_of(codes).join("、");
        Flaw::new(FaultCode::Code, Wording::OneOf { values })
    })
}

impl Records {
    fn new(named: &[Column], fields: Vec<Field>) -> Self {
        let columns = named.iter().copied().chain(fields.iter().map(|field| field.column)).collect();
        Self { fields, columns }
    }

    /// Reads the rows: the sound ones, and every fault of the others.
    pub fn read(&'static self, rows: &[SheetRow<'_>], faults: &mut RowFaults) -> Vec<Entry> {
        let first = self.columns.first().map_or(PERSON, |column| column.name);
        let mut references = HashSet::new();
        read_rows(rows, first, faults, |cells| self.entry(cells, &mut references))
    }

    /// `references` are the external references of the rows before: each names one record.
    fn entry(&'static self, cells: &mut Cells<'_>, references: &mut HashSet<String>) -> Option<Entry> {
        let is_needed = self.columns.iter().any(|column| column.name == PERSON && column.is_required);
        let person = if is_needed { cells.required(PERSON, number) } else { cells.parse(PERSON, number) };
        let name = cells.parse(NAME, PersonName::parse);
        let school = cells.parse(SCHOOL, school_identifier);
        let school_name = cells.text(SCHOOL_NAME);
        let is_of_a_school = self.columns.first().is_some_and(|column| column.name == SCHOOL);
        if is_of_a_school && school.is_none() && school_name.is_none() {
            cells.fault(SCHOOL, FaultCode::Required, Wording::Empty);
        }
        let mut body = Map::new();
        for field in &self.fields {
            let read = |raw: &str| field.read(raw);
            let said = match field.column.is_required {
                true => cells.required(field.column.name, read),
                false => cells.parse(field.column.name, read),
            };
            body.extend(said.map(|said| (field.name.to_owned(), said)));
        }
        let reference = body.get(REFERENCE).and_then(Value::as_str);
        if reference.is_some_and(|reference| !references.insert(reference.to_owned())) {
            cells.fault(self.column_of(REFERENCE), FaultCode::Duplicate, Wording::GivenMoreThanOnce);
        }
        Some(Entry { place: cells.place(), person, name, school, school_name, body })
    }

    /// The column in which a fault of the body shows; the first, where it is of no cell.
    pub fn column_of(&self, pointer: &str) -> &'static str {
        let name = pointer.trim_start_matches('/');
        let first = || self.columns.first().map_or(PERSON, |column| column.name);
        match name {
            "school_id" => SCHOOL,
            "person_id" => PERSON,
            _ => self.fields.iter().find(|field| field.name == name).map_or_else(first, |field| field.column.name),
        }
    }
}

fn number(raw: &str) -> Result<PersonNumber, Flaw> {
    PersonNumber::parse(&squeeze(raw)).ok_or_else(|| Flaw::new(FaultCode::CheckDigit, Wording::NotAPersonNumber))
}

/// One sound row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where the row is.
    pub place: Place,
    /// The number of its person; a row without one that needs it has a fault.
    pub person: Option<PersonNumber>,
    /// What it calls the person.
    pub name: Option<PersonName>,
    /// The identifier of its school.
    pub school: Option<String>,
    /// What it calls the school.
    pub school_name: Option<String>,
    /// The body of the write, without what it refers to.
    pub body: Map<String, Value>,
}
