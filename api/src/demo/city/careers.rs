//! How people become inspectors by the ordinary way: application, materials, training, exam, panel, public notice,
//! certificate; nomination, review, public notice, decision, letter, duty, filing, publication, zone.

use domain::Error;
use openapi::{
    people::person::CreatePerson,
    qualification::{certification::CreateCertification, training::CreateTraining},
    service::{appointment::CreateAppointment, zone_assignment::CreateZoneAssignment},
};
use serde_json::json;

use super::{
    days::Days,
    office::{City, Inspector},
    scene::Scene,
};

/// Members of the specialist pool who apply together with the newcomer. The first is engaged as well, the others are
/// candidates when somebody leaves.
const APPLICANTS: [&str; 4] = ["华静浩", "吕华新", "曹秀", "李才燕"];
/// Who of the applicants is engaged in spring, beside the newcomer.
const ENGAGED: usize = 1;
/// Everything that a candidate declares.
const DECLARATIONS: [&str; 7] = [
    "political_commitment",
    "professional_knowledge",
    "integrity",
    "work_performance",
    "abilities",
    "health",
    "time_commitment",
];

/// Applications in April of last year, certificates after the notice, engagement after a second one.
pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    let applied_on = days.last_year(4, 8);
    let certified_on = days.notice_over(applied_on)?;
    let engaged_on = days.notice_over(certified_on)?;
    Ok(vec![
        Scene::new(applied_on, apply),
        Scene::new(certified_on, certify_and_nominate),
        Scene::new(engaged_on, engage),
    ])
}

/// The people of this room: the newcomer first, under the names by which the story keeps their records.
fn applicants(city: &City) -> Result<Vec<(&'static str, String)>, Error> {
    let known = APPLICANTS.iter().map(|name| Ok((*name, city.person(name)?)));
    std::iter::once(Ok(("欧阳静文", city.record("newcomer")?))).chain(known).collect()
}

fn apply(city: &mut City) -> Result<(), Error> {
    let newcomer = json!({
        "name": "欧阳静文", "citizen_number": "999999198506150028", "ethnicity": "01", "political_affiliation": "13",
        "education": "21", "degree": "4", "professional_title": "T2", "specialities": ["课程评价", "教学诊断"],
        "work_unit": "青澜市教师进修学校", "post": "教研员", "identity_class": "school_staff", "stage": "2", "subject": "13",
        "years_in_education": 18, "area": city.area
    });
    let newcomer = city.makes::<CreatePerson>(&city.registrar, newcomer)?;
    city.remembers("newcomer", newcomer);
    for (name, person) in applicants(city)? {
        let application = city.makes::<CreateCertification>(&city.registrar, json!({ "person_id": person }))?;
        city.makes::<CreateTraining>(
            &city.registrar,
            json!({
                "person_id": person, "form": "pre_duty", "mode": "concentrated", "content": "policy",
                "title": "新聘督学岗前培训", "held_on": city.days.last_year(4, 7), "hours": 24,
                "organiser": "青澜市教育督导室"
            }),
        )?;
        let steps = [
            (
                &city.registrar,
                "submit",
                json!({ "evidence": "学历证书、职称证书复印件", "declarations": DECLARATIONS }),
            ),
            (&city.registrar, "accept", json!({})),
            (&city.approver, "pass_materials", json!({})),
            (&city.registrar, "complete_training", json!({})),
            (&city.registrar, "schedule_exam", json!({ "exam_on": city.days.last_year(4, 8) })),
            (&city.registrar, "record_exam", json!({ "score": 80 + name.chars().count() * 2 })),
            (&city.registrar, "convene_panel", json!({ "panel": ["评审甲", "评审乙", "评审丙"] })),
            (&city.registrar, "open_notice", json!({})),
        ];
        for (who, event, with) in steps {
            city.certification(who, &application, event, with)?;
        }
        city.remembers(name, application);
    }
    Ok(())
}

fn certify_and_nominate(city: &mut City) -> Result<(), Error> {
    for (at, (name, person)) in applicants(city)?.into_iter().enumerate() {
        let application = city.record(name)?;
        city.certification(
            &city.approver,
            &application,
            "certify",
            json!({ "document_number": city.document("青教督", 7) }),
        )?;
        if at > ENGAGED {
            continue;
        }
        let nomination = json!({
            "person_id": person, "route": "part_time", "cohort_id": city.record("cohort")?,
            "nominated_by": "青澜市教师进修学校"
        });
        let appointment = city.makes::<CreateAppointment>(&city.registrar, nomination)?;
        city.appointment(&city.registrar, &appointment, "review", json!({}))?;
        city.appointment(&city.registrar, &appointment, "open_notice", json!({}))?;
        city.remembers(name, appointment);
    }
    Ok(())
}

fn engage(city: &mut City) -> Result<(), Error> {
    let engaged: Vec<(&str, String)> = applicants(city)?.into_iter().take(ENGAGED + 1).collect();
    for (at, (name, person)) in engaged.into_iter().enumerate() {
        let appointment = city.record(name)?;
        take_up_duty(city, &appointment, 35 + at)?;
        let zone = city.inspector(at)?.zone;
        assign(city, &appointment, &zone)?;
        let identity_class = "school_staff".to_owned();
        city.part_time.push(Inspector { person, appointment, zone, name: name.to_owned(), identity_class });
    }
    Ok(())
}

/// Takes an appointment whose notice is over from its decision to the first day of duty, and tells it upward.
pub(super) fn take_up_duty(city: &City, appointment: &str, number: usize) -> Result<(), Error> {
    let year = city.days.last_year(1, 1).format("%Y").to_string();
    let letter = json!({
        "letter_number": format!("青督聘{year}{number:03}"), "credential_number": format!("青督{year}{number:03}")
    });
    let decision = json!({ "document_number": city.document("青教督", 8), "recusal_declared_on": city.today() });
    city.appointment(&city.approver, appointment, "decide", decision)?;
    city.appointment(&city.registrar, appointment, "issue_letter", letter)?;
    city.appointment(&city.registrar, appointment, "start", json!({}))?;
    city.appointment(
        &city.registrar,
        appointment,
        "file_upward",
        json!({ "document_number": city.document("青教督报", 1) }),
    )?;
    city.appointment(&city.registrar, appointment, "publish", json!({})).map(drop)
}

/// Assigns somebody in office to a zone.
pub(super) fn assign(city: &City, appointment: &str, zone: &str) -> Result<(), Error> {
    let assignment = json!({ "zone_id": zone, "appointment_id": appointment, "role": "member" });
    city.makes::<CreateZoneAssignment>(&city.registrar, assignment).map(drop)
}
