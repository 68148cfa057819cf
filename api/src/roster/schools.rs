//! Rosters of schools with the zones they belong to.

use std::collections::HashSet;

use domain::{
    FaultCode, Wording,
    code_set::SchoolType,
    fault::Flaw,
    import::{RowFault, RowFaults},
    text::{self, CreditCode},
};

use super::{Cells, sheet::Sheet, whole_number};

/// The columns without which a sheet is no roster of schools.
pub const REQUIRED_COLUMNS: [&str; 3] = ["学校标识码", "学校名称", ZONE_COLUMN];
/// The column that names a school's zone.
const ZONE_COLUMN: &str = "督学责任区";

/// One sound row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Row of the sheet, as a person sees it.
    pub row: u32,
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
pub fn read(sheet: &Sheet) -> (Vec<Entry>, RowFaults) {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    let mut faults = RowFaults::default();
    for row in &sheet.rows {
        let mut cells = Cells::new(sheet, row);
        cells.refuse_invisible();
        match entry(&mut cells, &mut seen) {
            Some(entry) if cells.faults.is_empty() => entries.push(entry),
            _ => cells.faults.drain(..).for_each(|fault| faults.push(fault)),
        }
    }
    (entries, faults)
}

fn entry(cells: &mut Cells<'_>, seen: &mut HashSet<String>) -> Option<Entry> {
    let identifier = cells.required("学校标识码", text::school_identifier);
    if identifier.as_ref().is_some_and(|identifier| !seen.insert(identifier.clone())) {
        cells.fault("学校标识码", FaultCode::Duplicate, Wording::SchoolInARowAbove);
    }
    let name = cells.required("学校名称", text::line);
    let school_type = school_type(cells);
    let zone = cells.required(ZONE_COLUMN, text::line);
    let pupils = cells.parse("学生数", whole_number);
    let credit_code = cells.parse("统一社会信用代码", CreditCode::parse);
    let row = cells.row.number;
    Some(Entry {
        row,
        identifier: identifier?,
        name: name?,
        school_type: school_type?,
        zone: zone?,
        pupils,
        credit_code,
    })
}

/// The fault of a row whose zone is closed: it takes no schools.
pub fn zone_closed(entry: &Entry) -> RowFault {
    RowFault {
        row: entry.row,
        column: ZONE_COLUMN.to_owned(),
        code: FaultCode::Reference.as_str().to_owned(),
        wording: Wording::ZoneClosed,
    }
}

/// The fault of a row whose school another area's register holds: it is refused as a second school of that number is.
pub fn out_of_reach(entry: &Entry) -> RowFault {
    RowFault {
        row: entry.row,
        column: "学校标识码".to_owned(),
        code: FaultCode::Duplicate.as_str().to_owned(),
        wording: Wording::SchoolExists,
    }
}

/// The type by its code, or by its name where the code column is missing; the two must agree.
fn school_type(cells: &mut Cells<'_>) -> Option<SchoolType> {
    let wrong = || Flaw::new(FaultCode::Code, Wording::NotAValueOf { set: "JY/T 1001".to_owned() });
    let Some(_) = cells.text("办学类型码") else {
        return cells.required("办学类型", |raw| SchoolType::from_label(raw).ok_or_else(wrong));
    };
    let coded = cells.parse("办学类型码", |raw| SchoolType::parse(raw).ok_or_else(wrong))?;
    if let Some(named) = cells.text("办学类型").and_then(|raw| SchoolType::from_label(&raw))
        && named != coded
    {
        cells.fault("办学类型", FaultCode::Mismatch, Wording::TypesDiffer);
    }
    Some(coded)
}
