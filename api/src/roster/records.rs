//! Rosters whose rows are records that the register takes one by one, too: each row is the body of one write, and its
//! columns are the fields of that body under the titles that lists have as files. A row names its person and its school
//! as people do: by number, or by name beside it.

use std::sync::LazyLock;

use domain::{
    Day, FaultCode, Wording,
    file::import::RowFaults,
    kernel::{
        fault::Flaw,
        text::{PersonName, PersonNumber, line, school_identifier},
    },
    performance::duty,
    qualification::training,
};
use openapi::kernel::catalogue::Language;
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
        Field::new("external_reference", "外部编号", &["来源编号"], Holds::Text),
    ];
    let school = [
        Column::optional(SCHOOL, &["标识码", "学校(机构)标识码", "学校代码"]),
        Column::optional(SCHOOL_NAME, &["学校", "校名"]),
    ];
    Records::new(&school, fields)
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
    Records::new(&[], fields)
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
            Holds::Word(codes) => Input::Words(titles_of(codes)),
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
        }
    }
}

fn titles_of(codes: &[&'static str]) -> &'static [&'static str] {
    Vec::leak(codes.iter().map(|code| titles::chinese_of_word(code)).collect())
}

/// The code of a word by its title, or as it is.
fn word(raw: &str, codes: &'static [&'static str]) -> Result<&'static str, Flaw> {
    let said = squeeze(raw);
    let is_meant = |code: &&&'static str| **code == said || titles::of_word(code, Language::Chinese) == said;
    codes.iter().find(is_meant).copied().ok_or_else(|| {
        let values = codes.iter().map(|code| titles::of_word(code, Language::Chinese)).collect::<Vec<_>>().join("、");
        Flaw::new(FaultCode::Code, Wording::OneOf { values })
    })
}

impl Records {
    fn new(school: &[Column], fields: Vec<Field>) -> Self {
        let person = [
            Column::required(PERSON, &["督学编号", "编号", "人员号"]),
            Column::optional(NAME, &["督学姓名", "人员姓名", "名字"]),
        ];
        let columns = person.iter().chain(school).copied().chain(fields.iter().map(|field| field.column)).collect();
        Self { fields, columns }
    }

    /// Reads the rows: the sound ones, and every fault of the others.
    pub fn read(&'static self, rows: &[SheetRow<'_>], faults: &mut RowFaults) -> Vec<Entry> {
        read_rows(rows, PERSON, faults, |cells| self.entry(cells))
    }

    fn entry(&'static self, cells: &mut Cells<'_>) -> Option<Entry> {
        let person = cells.required(PERSON, number);
        let name = cells.parse(NAME, PersonName::parse);
        let school = cells.parse(SCHOOL, school_identifier);
        let school_name = cells.text(SCHOOL_NAME);
        let mut body = Map::new();
        for field in &self.fields {
            let read = |raw: &str| field.read(raw);
            let said = match field.column.is_required {
                true => cells.required(field.column.name, read),
                false => cells.parse(field.column.name, read),
            };
            body.extend(said.map(|said| (field.name.to_owned(), said)));
        }
        Some(Entry { place: cells.place(), person: person?, name, school, school_name, body })
    }

    /// The column in which a fault of the body shows; the person's, where it is of no cell.
    pub fn column_of(&self, pointer: &str) -> &'static str {
        let name = pointer.trim_start_matches('/');
        match name {
            "school_id" => SCHOOL,
            _ => self.fields.iter().find(|field| field.name == name).map_or(PERSON, |field| field.column.name),
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
    /// The number of its person.
    pub person: PersonNumber,
    /// What it calls the person.
    pub name: Option<PersonName>,
    /// The identifier of its school.
    pub school: Option<String>,
    /// What it calls the school.
    pub school_name: Option<String>,
    /// The body of the write, without what it refers to.
    pub body: Map<String, Value>,
}
