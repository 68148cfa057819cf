//! Rosters of schools with the zones they belong to.

use std::collections::HashSet;

use domain::{
    FaultCode, Wording,
    file::import::RowFaults,
    kernel::{
        code_set::{self, SchoolType},
        text::{self, CreditCode},
    },
};

use super::{
    cells::{Cells, Place, SheetRow, read_rows},
    columns::{Column, Input},
    words::{one_of, people},
};

/// The column of the school identifier.
pub const IDENTIFIER: &str = "学校标识码";
const NAME: &str = "学校名称";
const TYPE_CODE: &str = "办学类型码";
const TYPE: &str = "办学类型";
/// The column that names a school's zone.
pub const ZONE: &str = "督学责任区";
const PUPILS: &str = "学生数";
const CREDIT_CODE: &str = "统一社会信用代码";

/// The columns of a roster of schools, in the order of our template.
pub static COLUMNS: [Column; 7] = [
    Column::required(IDENTIFIER, &["标识码", "学校(机构)标识码", "机构标识码", "学校代码"]),
    Column::required(NAME, &["学校", "校名", "学校(机构)名称", "机构名称"]),
    Column::optional(TYPE_CODE, &["学校类型码", "办学类型代码", "学校办学类型码"]),
    Column::optional(TYPE, &["学校类型", "学校类别", "办学类别", "学校办学类型"])
        .of(Input::Sets(&[&code_set::SCHOOL_TYPES])),
    Column::required(ZONE, &["责任区", "责任区名称", "督学责任区名称", "所在责任区", "所属责任区", "挂牌责任区"])
        .of(Input::Zone),
    Column::optional(PUPILS, &["在校生数", "在校学生数", "学生人数", "在校生人数", "在校学生人数"])
        .of(Input::Number(1_000_000)),
    Column::optional(CREDIT_CODE, &["社会信用代码", "信用代码", "学校统一社会信用代码"]),
];

/// One sound row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where the row is.
    pub place: Place,
    /// School identifier.
    pub identifier: String,
    /// Name.
    pub name: String,
    /// School type.
    pub school_type: SchoolType,
    /// The name of its zone.
    pub zone: String,
    /// How many pupils it has.
    pub pupils: Option<u32>,
    /// Unified social credit code.
    pub credit_code: Option<CreditCode>,
}

/// Reads the rows: the sound ones, and every fault of the others.
pub fn read(rows: &[SheetRow<'_>]) -> (Vec<Entry>, RowFaults) {
    let mut seen = HashSet::new();
    let mut faults = RowFaults::default();
    let entries = read_rows(rows, NAME, &mut faults, |cells| entry(cells, &mut seen));
    (entries, faults)
}

fn entry(cells: &mut Cells<'_>, seen: &mut HashSet<String>) -> Option<Entry> {
    let identifier = cells.required(IDENTIFIER, text::school_identifier);
    if identifier.as_ref().is_some_and(|identifier| !seen.insert(identifier.clone())) {
        cells.fault(IDENTIFIER, FaultCode::Duplicate, Wording::SchoolInARowAbove);
    }
    let name = cells.required(NAME, text::line);
    let school_type = school_type(cells);
    let zone = cells.required(ZONE, text::line);
    let pupils = cells.parse(PUPILS, people);
    let credit_code = cells.digits(CREDIT_CODE, CreditCode::parse);
    let place = cells.place();
    Some(Entry {
        place,
        identifier: identifier?,
        name: name?,
        school_type: school_type?,
        zone: zone?,
        pupils,
        credit_code,
    })
}

/// The type by its code, or by its name where the code column is missing; the two must agree.
fn school_type(cells: &mut Cells<'_>) -> Option<SchoolType> {
    let Some(_) = cells.text(TYPE_CODE) else {
        return cells.required(TYPE, one_of(SchoolType::from_label, &code_set::SCHOOL_TYPES));
    };
    let coded = cells.parse(TYPE_CODE, |raw| {
        let codes = code_set::SCHOOL_TYPES.entries.iter().map(|entry| format!("{} {}", entry.code, entry.label));
        let wording = || Wording::OneOf { values: codes.collect::<Vec<_>>().join("、") };
        SchoolType::parse(raw).ok_or_else(|| domain::kernel::fault::Flaw::new(FaultCode::Code, wording()))
    })?;
    if let Some(named) = cells.text(TYPE).and_then(|raw| SchoolType::from_label(&raw))
        && named != coded
    {
        cells.fault(TYPE, FaultCode::Mismatch, Wording::TypesDiffer);
    }
    Some(coded)
}
