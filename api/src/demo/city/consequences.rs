//! What follows from supervision: problems in each of their states, one that leads to an interview and to accountability, the circular
//! that is published, the reference that uses it; and the meetings of the year.

use domain::Error;
use openapi::{
    accountability::{measure::CreateAccountabilityMeasure, reference::CreateResultReference},
    governance::{document::CreateDocument, meeting::CreateMeeting},
    supervision::finding::CreateFinding,
};
use serde_json::{Value, json};

use super::{
    days::Days,
    office::{City, text, with},
    scene::Scene,
};

pub(super) fn scenes(days: &Days) -> Result<Vec<Scene>, Error> {
    Ok(vec![
        Scene::new(days.ago(80), find),
        Scene::new(days.ago(70), meet),
        Scene::new(days.ago(60), put_right),
        Scene::new(days.ago(50), interview),
        Scene::new(days.ago(45), hold_to_account),
        Scene::new(days.ago(40), publish),
        Scene::new(days.ago(20), plan_meetings),
    ])
}

/// The school at which the story's problems are found.
fn school(city: &City) -> Result<String, Error> {
    let zone = city.inspector(0)?.zone;
    let school = city.schools.get(&zone).and_then(|schools| schools.first());
    school.cloned().ok_or_else(|| Error::internal("the first inspector's zone has no school"))
}

fn find(city: &mut City) -> Result<(), Error> {
    let school = school(city)?;
    let problems = [
        ("recorded problem", "canteen_and_hygiene", "minor", "食堂留样登记不全"),
        ("closed problem", "safety", "general", "北门监控在放学时段未开启"),
        ("reported problem", "pupil_load", "general", "书面作业总量公示不及时"),
        ("serious problem", "safety", "serious", "消防通道堆放杂物"),
        ("neglected problem", "safety", "general", "校车接送点无人值守"),
    ];
    for (name, matter, severity, statement) in problems {
        let problem = json!({
            "school_id": school, "kind": "problem", "matter": matter, "severity": severity, "statement": statement,
            "person_id": city.inspector(0)?.person, "found_on": city.today()
        });
        let id = city.makes::<CreateFinding>(&city.registrar, problem)?;
        let advice = json!({ "guidance_kind": "advice", "text": "明确责任人并每日巡查" });
        city.finding(&city.registrar, &id, "guide", advice)?;
        if name != "recorded problem" {
            let told = json!({ "document_number": city.document("青教督", 31), "due_on": city.days.ago(55) });
            city.finding(&city.registrar, &id, "notify", told)?;
        }
        city.remembers(name, id);
    }
    Ok(())
}

fn put_right(city: &mut City) -> Result<(), Error> {
    for name in ["closed problem", "reported problem"] {
        let report = json!({ "statement": "已整改并建立台账", "wider_check": "已排查其他出入口" });
        city.finding(&city.registrar, &city.record(name)?, "report", report)?;
    }
    let verified = json!({ "how": "on_site", "verifier_id": city.inspector(0)?.person });
    city.finding(&city.registrar, &city.record("closed problem")?, "verify", verified)?;
    let unit = json!({ "unit_id": city.record("health unit")?, "role": "support" });
    let asked = with(unit, &json!({ "document_number": city.document("青教督", 33), "due_on": city.days.ago(30) }));
    city.finding(&city.registrar, &city.record("serious problem")?, "hand_over", asked)?;
    Ok(())
}

fn interview(city: &mut City) -> Result<(), Error> {
    let neglected = city.record("neglected problem")?;
    let escalated = city.finding(&city.registrar, &neglected, "escalate", json!({}))?;
    let interview = text(&escalated, "escalated_to")?.to_owned();
    let plan = json!({
        "planned_on": city.today(), "matters": ["校园安全"], "respondent_name": "欧阳被谈", "respondent_post": "校长"
    });
    city.measure(&city.registrar, &interview, "schedule", plan)?;
    let demands = json!([{ "text": "每日安排专人值守", "due_on": city.days.ago(46) }]);
    let held = json!({ "minutes": "校长已签字", "demands": demands });
    city.measure(&city.registrar, &interview, "hold", held).map(drop)
}

fn hold_to_account(city: &mut City) -> Result<(), Error> {
    let body = json!({
        "route": "accountability", "school_id": school(city)?, "ground": "no_rectification",
        "facts": "约谈后仍未整改", "finding_ids": [city.record("neglected problem")?]
    });
    let id = city.makes::<CreateAccountabilityMeasure>(&city.registrar, body)?;
    let intent = json!({ "facts": "逾期未整改", "article": "regulations_25", "proposed_form": "circular" });
    for (event, with) in [
        ("investigate", json!({ "investigators": ["调查甲", "调查乙"] })),
        ("serve_intent", intent),
        ("hear_defence", json!({ "statement": "人手不足" })),
    ] {
        city.measure(&city.registrar, &id, event, with)?;
    }
    let decision = json!({
        "form": "circular", "ground": "no_rectification", "article": "regulations_25", "effective_on": city.today(),
        "approved_by_post_id": city.record("chair")?, "consulted_unit_ids": [city.record("health unit")?],
        "document_number": city.document("青政教督委", 5)
    });
    city.measure(&city.head, &id, "decide", decision)?;
    city.measure(&city.registrar, &id, "serve", json!({}))?;
    city.measure(&city.registrar, &id, "take_effect", json!({}))?;
    city.remembers("measure", id);
    Ok(())
}

fn publish(city: &mut City) -> Result<(), Error> {
    let document = |kind: &str, title: &str, more: Value| {
        let body =
            json!({ "kind": kind, "title": title, "issuer_ids": [city.record("committee")?], "openness": "open" });
        city.makes::<CreateDocument>(&city.registrar, with(body, &more))
    };
    let about = json!({
        "public_summary": "一所学校校园安全问题未按期整改",
        "subjects": [{ "type": "accountability_measure", "id": city.record("measure")? }]
    });
    let circular = document("circular", "关于校园安全问题整改不力的通报", about)?;
    let rules = document("work_rules", "青澜市责任督学工作规程", json!({ "public_summary": "责任督学每月到校一次" }))?;
    document("annual_report", "青澜市年度教育督导报告（征求意见稿）", json!({}))?;
    for (number, id) in [(9, &circular), (10, &rules)] {
        let number = json!({ "document_number": city.document("青政教督委", number) });
        city.governing_document(&city.head, id, "issue", number)?;
    }
    let channels = json!({ "channels": ["website"], "privacy_checked_by": "青澜市教育局法规科" });
    city.governing_document(&city.head, &circular, "publish", channels)?;
    let question = json!({
        "school_id": school(city)?, "period": city.today().format("%Y").to_string(), "purpose": "cadre_assessment",
        "decision_number": city.document("青组干", 18)
    });
    city.makes::<CreateResultReference>(&city.registrar, question.clone())?;
    let used = city.makes::<CreateResultReference>(&city.registrar, question)?;
    let use_ = json!({ "use": "considered", "document_number": city.document("青组干", 18) });
    city.reference(&city.registrar, &used, "record_use", use_).map(drop)
}

fn plans(city: &City, kind: &str, topics: &[&str]) -> Result<String, Error> {
    let agenda: Vec<Value> = topics.iter().map(|topic| json!({ "kind": topic, "title": "教育督导工作" })).collect();
    let plan = json!({
        "kind": kind, "organiser_ids": [city.record("committee")?], "planned_on": city.today(), "agenda": agenda
    });
    city.makes::<CreateMeeting>(&city.registrar, plan)
}

fn meet(city: &mut City) -> Result<(), Error> {
    let units = [city.record("finance unit")?, city.record("health unit")?];
    let attendance = json!({
        "attendance": [{ "unit_id": units[0], "presence": "present" }, { "unit_id": units[1], "presence": "deputy" }]
    });
    let committee = plans(city, "committee", &["summary", "problems", "tasks"])?;
    city.meeting(&city.registrar, &committee, "hold", attendance.clone())?;
    let resolution = |code: &str, unit: &str, text: &str| json!({ "code": code, "text": text, "unit_id": unit, "due_on": city.days.ago(30) });
    let resolutions = [resolution("1", &units[0], "安排督学经费"), resolution("2", &units[1], "开展食堂卫生联合检查")];
    let minutes = json!({ "resolutions": resolutions, "document_number": city.document("青政教督委", 7) });
    city.meeting(&city.registrar, &committee, "minute", minutes)?;
    city.meeting(&city.registrar, &committee, "fulfil", json!({ "code": "1" }))?;
    let inspectors = plans(city, "inspectors", &["summary", "problems", "rectification"])?;
    city.meeting(&city.registrar, &inspectors, "hold", json!({ "attendance": [] })).map(drop)
}

fn plan_meetings(city: &mut City) -> Result<(), Error> {
    plans(city, "exchange", &["lessons"])?;
    let linkage = plans(city, "linkage", &["problems"])?;
    city.meeting(&city.registrar, &linkage, "cancel", json!({ "reason": "与全市会议冲突" })).map(drop)
}
