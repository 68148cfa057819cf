//! One invented inspector's whole way: applied for, certified, nominated, engaged, in office, assigned to a zone,
//! and at its schools.

use domain::{
    Actor, Day, Error, Role,
    calendar::WorkingDays,
    id::{AppointmentId, CertificationId},
    time::day_in_shanghai,
};
use openapi::{
    appointment::CreateAppointment,
    certification::CreateCertification,
    duty::CreateDutyRecords,
    person::CreatePerson,
    query::{CohortsQuery, SchoolsQuery, ZonesQuery},
    training::CreateTraining,
    zone::School,
    zone_assignment::CreateZoneAssignment,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{NOTICE_WORKING_DAYS, PLACE, PUBLICATION, calendars};
use crate::app::{
    App, Caller, appointments::FireAppointmentEvent, certifications::FireCertificationEvent, list::ListRequest,
};

/// A request's body, as a client would write it.
fn body<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(Error::internal)
}

fn id(text: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(text).map_err(Error::internal)
}

/// Two people, because who proposes does not decide.
struct Desk {
    registrar: Caller,
    approver: Caller,
}

/// Takes somebody the whole way; the public notices were opened on a day, and are over today.
pub fn make(app: &App, opened_on: Day) -> Result<(), Error> {
    let desk = Desk {
        registrar: Caller::new(Actor { name: "演示登记员".to_owned(), ..Actor::own(Role::Registrar) }),
        approver: Caller::new(Actor { name: "演示审批人".to_owned(), ..Actor::own(Role::Approver) }),
    };
    let person: CreatePerson = body(json!({
        "name": "欧阳示范", "citizen_number": "999999198506150028", "ethnicity": "01", "political_affiliation": "13",
        "education": "21", "degree": "4", "professional_title": "T2", "specialities": ["课程评价", "教学诊断"],
        "work_unit": "演示市教师进修学校", "post": "教研员", "identity_class": "school_staff", "stage": "2", "subject": "13",
        "years_in_education": 18
    }))?;
    let person = app.run_now(&desk.registrar, &person)?.id.to_string();
    certify(app, &desk, &person, opened_on)?;
    let appointment = appoint(app, &desk, &person, opened_on)?;
    let zone = assign(app, &desk, appointment)?;
    visit(app, &desk, &person, zone)
}

/// The notice stood on the city's website before there was a register.
fn stood(on: Day) -> Result<Value, Error> {
    let working_days = WorkingDays::over(calendars(on)?);
    let until = working_days.after(on, NOTICE_WORKING_DAYS)?;
    Ok(json!({ "place": PLACE, "document_number": PUBLICATION, "from": on, "until": until }))
}

fn certify(app: &App, desk: &Desk, person: &str, on: Day) -> Result<(), Error> {
    let application: CreateCertification = body(json!({ "person_id": person }))?;
    let certification = CertificationId(id(&app.run_now(&desk.registrar, &application)?.id)?);
    let training: CreateTraining = body(json!({
        "person_id": person, "form": "pre_duty", "mode": "concentrated", "content": "policy", "title": "新聘督学岗前培训",
        "held_on": on, "hours": 24, "organiser": "演示市教育督导室"
    }))?;
    app.run_now(&desk.registrar, &training)?;
    let declared = [
        "political_commitment",
        "professional_knowledge",
        "integrity",
        "work_performance",
        "abilities",
        "health",
        "time_commitment",
    ];
    let steps = [
        (
            &desk.registrar,
            json!({ "event": "submit", "occurred_on": on, "evidence": "学历证书、职称证书复印件", "declarations": declared }),
        ),
        (&desk.registrar, json!({ "event": "accept", "occurred_on": on })),
        (&desk.approver, json!({ "event": "pass_materials", "occurred_on": on })),
        (&desk.registrar, json!({ "event": "complete_training", "occurred_on": on })),
        (&desk.registrar, json!({ "event": "schedule_exam", "occurred_on": on, "exam_on": on })),
        (&desk.registrar, json!({ "event": "record_exam", "occurred_on": on, "score": 86 })),
        (
            &desk.registrar,
            json!({ "event": "convene_panel", "occurred_on": on, "panel": ["评审甲", "评审乙", "评审丙"] }),
        ),
        (&desk.registrar, json!({ "event": "open_notice", "published_elsewhere": stood(on)? })),
        (&desk.approver, json!({ "event": "certify", "document_number": "演示教督〔2026〕7号" })),
    ];
    for (who, step) in steps {
        app.run_now(who, &FireCertificationEvent { id: certification, transition: body(step)? })?;
    }
    Ok(())
}

fn appoint(app: &App, desk: &Desk, person: &str, on: Day) -> Result<AppointmentId, Error> {
    let cohorts =
        app.run_now(&desk.registrar, &ListRequest::<CohortsQuery> { limit: 1, ..ListRequest::default() })?.items;
    let cohort = cohorts.first().ok_or_else(|| Error::internal("the demo's roster made no cohort"))?;
    let nomination: CreateAppointment = body(json!({
        "person_id": person, "route": "part_time", "cohort_id": cohort.id.as_str(), "nominated_by": "演示市教师进修学校",
        "recusal_declared_on": on
    }))?;
    let appointment = AppointmentId(id(&app.run_now(&desk.registrar, &nomination)?.id)?);
    let steps = [
        (&desk.registrar, json!({ "event": "review", "occurred_on": on })),
        (&desk.registrar, json!({ "event": "open_notice", "published_elsewhere": stood(on)? })),
        (&desk.approver, json!({ "event": "decide", "document_number": "演示教督〔2026〕8号" })),
        (
            &desk.registrar,
            json!({ "event": "issue_letter", "letter_number": "演示聘2026035", "credential_number": "演示督2026035" }),
        ),
        (&desk.registrar, json!({ "event": "start" })),
        (&desk.registrar, json!({ "event": "file_upward", "document_number": "演示教督报〔2026〕1号" })),
        (&desk.registrar, json!({ "event": "publish" })),
    ];
    for (who, step) in steps {
        app.run_now(who, &FireAppointmentEvent { id: appointment, transition: body(step)? })?;
    }
    Ok(appointment)
}

fn assign(app: &App, desk: &Desk, appointment: AppointmentId) -> Result<String, Error> {
    let zones = app.run_now(&desk.registrar, &ListRequest::<ZonesQuery> { limit: 1, ..ListRequest::default() })?.items;
    let zone = zones.first().ok_or_else(|| Error::internal("the demo's schools made no zone"))?;
    let assignment: CreateZoneAssignment =
        body(json!({ "zone_id": zone.id.as_str(), "appointment_id": appointment.0, "role": "member" }))?;
    app.run_now(&desk.registrar, &assignment)?;
    Ok(zone.id.to_string())
}

/// Two visits on the first day in office, one of them without notice, and a rectification that was followed up.
fn visit(app: &App, desk: &Desk, person: &str, zone: String) -> Result<(), Error> {
    let query = SchoolsQuery { zone_id: Some(vec![zone]), ..SchoolsQuery::default() };
    let schools = app.run_now(&desk.registrar, &ListRequest { query, limit: 2, ..ListRequest::default() })?.items;
    let today = day_in_shanghai(app.now());
    let at = |school: &School, number: usize| {
        json!({
            "person_id": person, "kind": "visit", "school_id": school.id.as_str(), "occurred_on": today,
            "mode": if number == 0 { "scheduled" } else { "random" }, "hours": 3, "theme": "规范办学行为",
            "credential_shown": true, "record_left": true, "feedback_left": true, "report_submitted_on": today,
            "external_reference": format!("演示督导-{number}")
        })
    };
    let mut items: Vec<Value> = schools.iter().enumerate().map(|(number, school)| at(school, number)).collect();
    items.extend(schools.first().map(|school| {
        json!({ "person_id": person, "kind": "rectification", "school_id": school.id.as_str(), "occurred_on": today })
    }));
    let records: CreateDutyRecords = body(json!({ "items": items }))?;
    app.run_now(&desk.registrar, &records).map(drop)
}
