//! The city itself: its areas, calendars and rules, its schools, and the people of its first roster.

use std::{collections::HashMap, sync::Arc};

use chrono::Datelike;
use domain::{Error, file::import::ImportKind, kernel::rules};
use openapi::{
    administration::{calendar::PutCalendar, code_set::PutAreas, policy::CreatePolicyProposal},
    service::{organisation::CreateOrganisation, post::CreatePost},
};
use persistence::{
    people::PeopleFilter,
    service::{
        appointments::AppointmentFilter,
        organisations::{CohortFilter, OrganisationFilter},
        zone_assignments::AssignmentFilter,
        zones::SchoolFilter,
    },
};
use serde_json::{Value, json};

use super::{
    days::Days,
    office::{City, Inspector, Setting, body, text, with},
    scene::Scene,
};
use crate::{
    app::{administration::calendars::UploadCalendar, file::imports::LoadRoster},
    roster::RosterFile,
};

const SCHOOLS: &[u8] = include_bytes!("../../../assets/demo/schools.xlsx");
const PEOPLE: &[u8] = include_bytes!("../../../assets/demo/roster.xlsx");
/// The document under which the city's people serve.
const DOCUMENT: &str = "青教督〔2026〕1号";
/// What the roster calls a part-time inspector, in its column of kinds.
const PART_TIME: &str = "兼职";
/// The register is set up in March of last year, and the first roster is loaded.
pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    Ok(vec![
        Scene::new(days.last_year(3, 1), set_up),
        Scene::new(days.last_year(3, 1), load_rosters),
        Scene::new(days.last_year(3, 8), fill_posts),
    ])
}

fn set_up(city: &mut City) -> Result<(), Error> {
    for calendar in &city.days.calendars {
        let body = PutCalendar {
            holidays: calendar.holidays.iter().copied().collect(),
            workdays: Vec::new(),
            document_number: Some("演示日历".to_owned()),
            allow_empty: false,
        };
        city.runs(&city.operator, &UploadCalendar { year: calendar.year, version: None, body })?;
    }
    if city.setting == Setting::Alone {
        city.runs(&city.administrator, &body::<PutAreas>(areas(city)?)?)?;
    }
    change_rule(city, &rules::INSPECTOR_GRADE_ENABLED, json!(true))?;
    // Until 2027 the shipped deadline for those who serve already is not over.
    let this_year = city.days.last_year(1, 1).year() + 1;
    if this_year <= 2027 {
        return Ok(());
    }
    change_rule(city, &rules::RECORD_CHECK_UNTIL, json!(format!("{this_year}-12-31")))
}

/// The areas that ship with the register, and an invented province. One of its counties became part of another.
fn areas(city: &City) -> Result<Value, Error> {
    let merged_on = city.days.last_year(6, 30);
    let mut codes = vec![
        json!({ "code": "340000", "label": "安徽省" }),
        json!({ "code": "340800", "label": "安庆市" }),
        json!({ "code": "361100", "label": "上饶市" }),
        json!({ "code": "361123", "label": "玉山县" }),
        json!({ "code": "990000", "label": "云麓省" }),
        json!({ "code": "990100", "label": "青澜市" }),
        json!({ "code": "990102", "label": "澜东区" }),
        json!({ "code": "990103", "label": "澜西区" }),
        json!({ "code": "990121", "label": "云渡县" }),
        json!({ "code": "990122", "label": "石浦县", "valid_until": merged_on, "successors": ["990121"] }),
    ];
    if codes.iter().all(|known| known["code"] != city.area.as_str()) {
        codes.push(json!({ "code": city.area, "label": "青澜市" }));
    }
    Ok(json!({ "version": "演示", "document_number": "演示区划〔2026〕1号", "codes": codes }))
}

/// One administrator proposes another value of a rule, a second one confirms it.
fn change_rule(city: &City, rule: &rules::Rule, value: Value) -> Result<(), Error> {
    let proposal = json!({
        "key": rule.key, "value": value, "document_number": city.document("青教督委", 1), "reason": "本市实施办法"
    });
    let id = city.makes::<CreatePolicyProposal>(&city.administrator, proposal)?;
    city.proposal(&city.second_administrator, &id, "confirm", json!({})).map(drop)
}

fn load_rosters(city: &mut City) -> Result<(), Error> {
    load(city, RosterFile::read(ImportKind::Schools, SCHOOLS.to_vec())?, "schools.xlsx")?;
    // The last part-time inspector of the roster gives way to one who comes by the ordinary way.
    let mut people = RosterFile::read(ImportKind::People, PEOPLE.to_vec())?;
    for sheet in &mut people.tables.sheets {
        let last = sheet.rows.iter().rposition(|row| row.cells().any(|cell| cell.starts_with(PART_TIME)));
        last.into_iter().for_each(|at| drop(sheet.rows.remove(at)));
    }
    load(city, people, "roster.xlsx")?;
    meet(city)
}

fn load(city: &City, file: RosterFile, name: &str) -> Result<(), Error> {
    let roster = LoadRoster {
        file: Arc::new(file),
        file_name: name.to_owned(),
        area: Some(city.area.clone()),
        document_number: Some(DOCUMENT.to_owned()),
        partial: false,
        at_once: true,
    };
    let loaded = city.runs(&city.operator, &roster)?.result;
    if loaded.fault_count == 0 { Ok(()) } else { Err(Error::internal(format!("the demo's {name} has faults"))) }
}

/// Finds out who the roster made an inspector of which zone, and which schools are there.
fn meet(city: &mut City) -> Result<(), Error> {
    let people = city.lists::<PeopleFilter>([])?;
    let people: HashMap<&str, &Value> =
        people.iter().map(|one| Ok((text(one, "id")?, one))).collect::<Result<_, Error>>()?;
    let assignments = city.lists::<AssignmentFilter>([])?;
    let zone_of: HashMap<&str, &str> = assignments
        .iter()
        .map(|one| Ok((text(one, "appointment_id")?, text(one, "zone_id")?)))
        .collect::<Result<_, Error>>()?;
    for appointment in city.lists::<AppointmentFilter>([])? {
        let person = *people.get(text(&appointment, "person_id")?).ok_or_else(unknown)?;
        let zone = *zone_of.get(text(&appointment, "id")?).ok_or_else(unknown)?;
        let one = Inspector {
            person: text(person, "id")?.to_owned(),
            appointment: text(&appointment, "id")?.to_owned(),
            zone: zone.to_owned(),
            name: text(person, "name")?.to_owned(),
            identity_class: text(person, "identity_class")?.to_owned(),
        };
        if text(&appointment, "route")? == "part_time" { city.part_time.push(one) } else { city.full_time.push(one) }
    }
    for school in city.lists::<SchoolFilter>([])? {
        let zone = text(&school, "zone_id")?.to_owned();
        city.schools.entry(zone).or_default().push(text(&school, "id")?.to_owned());
    }
    let authority = first(city.lists::<OrganisationFilter>([])?)?;
    city.remembers("authority", authority);
    let cohort = first(city.lists::<CohortFilter>([])?)?;
    city.remembers("cohort", cohort);
    let payer =
        json!({ "name": "青澜市财政国库支付中心", "functions": ["payer"], "level": "municipal", "area": city.area });
    let payer = city.makes::<CreateOrganisation>(&city.registrar, payer)?;
    city.remembers("payer", payer);
    Ok(())
}

/// The city's government names its committee and who leads the office.
fn fill_posts(city: &mut City) -> Result<(), Error> {
    let organisation = |name: &str, function: &str| {
        let body = json!({ "name": name, "functions": [function], "level": "municipal", "area": city.area });
        city.makes::<CreateOrganisation>(&city.registrar, body)
    };
    let committee = organisation("青澜市人民政府教育督导委员会", "committee")?;
    let finance = organisation("青澜市财政局", "member_unit")?;
    let health = organisation("青澜市卫生健康委员会", "member_unit")?;
    let office = city.record("authority")?;
    let named = |name: &str, title: &str| json!({ "holder_name": name, "holder_title": title });
    let chief = city.full_time.first().ok_or_else(unknown)?;
    let posts = [
        (&committee, "chair", None, named("上官致远", "副市长")),
        (&committee, "vice_chair", None, named("慕容清和", "市政府副秘书长")),
        (&committee, "member", Some(&finance), named("司徒明理", "市财政局副局长")),
        (&committee, "liaison", Some(&health), named("诸葛安然", "市卫生健康委员会科长")),
        (&office, "chief_inspector", None, json!({ "person_id": chief.person })),
        (&office, "deputy_chief_inspector", None, named("东方既白", "市教育局副局长")),
    ];
    for (organisation, kind, unit, holder) in posts {
        let post = json!({
            "organisation_id": organisation, "kind": kind, "unit_id": unit, "starts_on": city.today(),
            "document_number": city.document("青政", 3)
        });
        let post = city.makes::<CreatePost>(&city.registrar, with(post, &holder))?;
        if kind == "chair" {
            city.remembers("chair", post);
        }
    }
    for (name, unit) in [("committee", committee), ("finance unit", finance), ("health unit", health)] {
        city.remembers(name, unit);
    }
    Ok(())
}

fn first(records: Vec<Value>) -> Result<String, Error> {
    Ok(text(records.first().ok_or_else(unknown)?, "id")?.to_owned())
}

fn unknown() -> Error {
    Error::internal("the demo's roster made less than it should")
}
