//! Code sets: shipped with the program, but for the list of areas, which an administrator uploads.

use std::collections::HashSet;

use domain::{
    Area, Error, FaultCode, Faults, Wording,
    kernel::{
        code_set,
        event::{Basis, SubjectKind},
        policy::Action,
        text,
    },
    roles,
};
use openapi::administration::code_set::{AreaCode, Code, CodeSet, PutAreas};
use persistence::administration::areas::{self, AreaList};

use crate::app::{
    Ctx, UseCase,
    kernel::{
        context::{Particulars, for_the_whole_register},
        list::Listed,
    },
};

/// The name of the set of areas.
pub const AREAS: &str = "areas";

fn areas(ctx: &mut Ctx<'_>, with_codes: bool) -> Result<CodeSet, Error> {
    let list = areas::latest(ctx.db)?;
    let version = list.as_ref().map_or_else(|| code_set::SEXES.version.to_owned(), |list| list.title.clone());
    let codes = match (&list, with_codes) {
        (_, false) => None,
        (Some(list), true) => Some(serde_json::from_value(list.areas.clone()).map_err(Error::internal)?),
        (None, true) => Some(code_set::SHIPPED_AREAS.iter().map(Code::from).collect()),
    };
    Ok(CodeSet {
        name: AREAS.to_owned(),
        standard: "GB/T 2260".to_owned(),
        title: "行政区划".to_owned(),
        english: "Administrative divisions".to_owned(),
        version,
        codes,
    })
}

/// What an area is called, when the list in force knows it.
///
/// # Errors
/// When the database fails.
pub fn label_of_area(ctx: &mut Ctx<'_>, area: &Area) -> Result<Option<String>, Error> {
    let codes = areas(ctx, true)?.codes.unwrap_or_default();
    Ok(codes.into_iter().find(|known| known.code == area.as_str()).map(|known| known.label))
}

/// List the code sets, without their codes.
pub struct ListCodeSets;

impl UseCase for ListCodeSets {
    const ACTION: Action =
        Action::read("list_code_sets", roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator]);
    type Output = Listed<CodeSet>;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let shipped = code_set::ALL.iter().map(|set| CodeSet::shipped(set, false));
        Ok(Listed::whole(shipped.chain([areas(ctx, false)?]).collect()))
    }
}

/// Read one code set with its codes.
pub struct ReadCodeSet(pub String);

impl UseCase for ReadCodeSet {
    const ACTION: Action =
        Action::read("read_code_set", roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator]);
    type Output = CodeSet;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<CodeSet, Error> {
        if self.0 == AREAS {
            return areas(ctx, true);
        }
        code_set::find(&self.0).map(|set| CodeSet::shipped(set, true)).ok_or(Error::NotFound)
    }
}

impl UseCase for PutAreas {
    const ACTION: Action = Action::write("put_areas", roles![Administrator]);
    type Output = CodeSet;
    const KEPT: bool = true;

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<CodeSet, Error> {
        for_the_whole_register(ctx)?;
        let mut faults = Faults::new();
        openapi::kernel::body::validate(self, &mut faults);
        let mut seen = HashSet::new();
        for (at, AreaCode { code, label, .. }) in self.codes.iter().enumerate() {
            faults.keep(&format!("/codes/{at}/code"), Area::parse(code));
            faults.keep(&format!("/codes/{at}/label"), text::line(label));
            if !seen.insert(code) {
                faults.add(format!("/codes/{at}/code"), FaultCode::Duplicate, Wording::NamedTwice);
            }
        }
        for (at, area) in self.codes.iter().enumerate() {
            check_end(at, area, &seen, &mut faults);
        }
        let title = faults.keep("/version", text::line(&self.version));
        let document_number =
            self.document_number.as_ref().and_then(|raw| faults.keep("/document_number", text::line(raw)));
        let title = faults.finish(title)?;
        let codes: Vec<Code> = self.codes.iter().cloned().map(code).collect();
        let version = areas::latest(ctx.db)?.map_or(0, |list| list.version) + 1;
        let list = AreaList {
            id: ctx.new_id()?,
            version,
            title,
            document_number: document_number.clone(),
            areas: serde_json::to_value(codes).map_err(Error::internal)?,
            created_at: ctx.now(),
        };
        areas::insert(ctx.db, &list)?;
        let basis = Basis { document_number, ..Basis::default() };
        ctx.record((SubjectKind::CodeSet, list.id), "replaced", basis, Particulars::default())?;
        areas(ctx, true)
    }
}

/// Notes an end before the beginning, and successors that are no other area of the list or follow nothing that ends.
fn check_end(at: usize, area: &AreaCode, listed: &HashSet<&String>, faults: &mut Faults) {
    if area.valid_from.zip(area.valid_until).is_some_and(|(from, until)| until < from) {
        faults.add(format!("/codes/{at}/valid_until"), FaultCode::Date, Wording::EndsBeforeItStarts);
    }
    if !area.successors.is_empty() && area.valid_until.is_none() {
        faults.add(format!("/codes/{at}/valid_until"), FaultCode::Required, Wording::FieldNeeded);
    }
    for (number, successor) in area.successors.iter().enumerate().take(SUCCESSORS_MAX) {
        if *successor == area.code || !listed.contains(successor) {
            faults.add(format!("/codes/{at}/successors/{number}"), FaultCode::Reference, Wording::AreaUnknown);
        }
    }
    if area.successors.len() > SUCCESSORS_MAX {
        let wording = Wording::TooManyEntries { max: domain::kernel::wording::number(SUCCESSORS_MAX) };
        faults.add(format!("/codes/{at}/successors"), FaultCode::Length, wording);
    }
}

/// Most areas that follow one.
const SUCCESSORS_MAX: usize = 20;

fn code(area: AreaCode) -> Code {
    Code {
        code: area.code,
        label: area.label,
        english: None,
        valid_from: area.valid_from,
        valid_until: area.valid_until,
        successors: area.successors,
    }
}
