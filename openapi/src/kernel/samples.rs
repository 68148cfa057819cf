//! Examples of request bodies: they stand in the OpenAPI document and work as they are, which a
//! test proves for each.

use serde_json::{Value, json};

/// The id that stands in examples for that of a record of the reader.
pub const SAMPLE_ID: &str = "0193591c-2000-7000-8000-000000000001";

/// The example of an operation's body.
pub fn request(operation: &str) -> Option<Value> {
    let nil = SAMPLE_ID;
    Some(match operation {
        "verify_certification" => json!({ "number": "340800-2026-7KQ2M9XA", "name": "欧阳试验" }),
        "create_export" => json!({ "resources": ["public_posts"], "format": "ndjson" }),
        "issue_token" => json!({ "grant_type": "client_credentials", "client_id": nil, "client_secret": "…" }),
        "query_graphql" => json!({ "query": "{ experts(first: 5) { edges { node { number name specialities } } } }" }),
        _ => {
            let others: &[fn(&str, &str) -> Option<Value>] = &[
                of_zones,
                of_inspectors,
                of_duty,
                of_grades,
                of_stipends,
                of_dismissals,
                of_vacancies,
                of_erasures,
                of_consumers,
                of_people,
                of_administration,
                of_supervision,
                of_evaluations,
                of_accountability,
                of_governance,
            ];
            return others.iter().find_map(|of| of(operation, nil));
        }
    })
}

/// The examples about zones, schools, and who stays away from them.
fn of_zones(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_zone" => json!({
            "name": "第八责任区", "office_phone": "0556-5000008", "matters": ["依法治校", "规范办学行为", "减轻学生负担"]
        }),
        "update_zone" => json!({ "office_phone": "0556-5000009" }),
        "create_school" => json!({
            "zone_id": nil, "identifier": "3134000119", "name": "第九中学", "school_type": "311", "pupils": 1200
        }),
        "update_school" => json!({ "pupils": 1250 }),
        "create_recusal" => json!({
            "person_id": nil, "school_id": nil, "ground": "recent_unit", "requested_by": "inspector", "left_on": "2025-08-31"
        }),
        "update_recusal" => json!({ "statement": "2025年8月调离该校" }),
        "create_sanction" => json!({
            "person_id": nil, "kind": "warning", "document_number": "教党发〔2026〕12号", "decided_on": "2026-06-15"
        }),
        "update_sanction" => json!({ "lifted_on": "2026-09-01", "reason": "经复审，撤销原处分决定" }),
        _ => return None,
    })
}

/// The examples about grades.
fn of_grades(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_grade" => json!({
            "person_id": nil, "track": "professional_title", "grade": "T2", "post_grade": 7, "starts_on": "2026-09-01",
            "document_number": "人社职〔2026〕18号", "external_reference": "HR-2026-000381"
        }),
        "update_grade" => json!({ "starts_on": "2026-08-01", "reason": "任职资格时间录入有误" }),
        "create_promotion" => json!({ "person_id": nil, "track": "professional_title", "to_grade": "T2" }),
        "transition_promotion" => json!({ "event": "check_eligibility" }),
        _ => return None,
    })
}

/// The examples about stipends; their amounts are invented.
fn of_stipends(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_payee" => json!({
            "person_id": nil, "identity_class": "school_staff", "tax_class": "labour_remuneration", "payer_id": nil,
            "account": "6222 0212 0000 1234 567", "account_bank": "安庆市商业银行", "has_official_transport_allowance": false,
            "starts_on": "2026-09-01"
        }),
        "update_payee" => json!({ "tax_class": "wages" }),
        "create_stipend_standard" => json!({
            "title": "督学工作补贴标准", "starts_on": "2027-01-01", "yearly_cap_fen": 30_000_000, "amounts": [
                { "component": "communication", "route": "part_time", "amount_fen": 10_000 },
                { "component": "transport", "route": "part_time", "amount_fen": 20_000 },
                { "component": "service", "route": "part_time", "amount_fen": 30_000 },
                { "component": "service", "route": "part_time", "role": "lead", "amount_fen": 40_000 }
            ]
        }),
        "update_stipend_standard" => json!({ "ends_on": "2027-12-31" }),
        "transition_stipend_standard" => json!({ "event": "submit" }),
        "create_stipend_run" => json!({ "month": "2026-10" }),
        "transition_stipend_run" => json!({ "event": "compute" }),
        "transition_stipend_line" => json!({ "event": "hold", "reason": "账户信息待核对" }),
        "create_payment_results" => json!({
            "items": [{ "line_id": nil, "outcome": "paid", "amount_fen": 30_000, "reference": "CZ-2026-11-000001" }]
        }),
        "read_stipend_reconciliation" => json!({
            "paid": { "line_count": 1, "total_fen": 30_000 },
            "items": [{ "line_id": nil, "outcome": "paid", "amount_fen": 30_000, "reference": "CZ-2026-11-000001" }]
        }),
        _ => return None,
    })
}

/// The examples about erasures.
fn of_erasures(operation: &str, _: &str) -> Option<Value> {
    Some(match operation {
        "request_person_erasure" => json!({ "ground": "purpose_over", "document_number": "安教督删〔2028〕1号" }),
        "transition_person_erasure" => json!({ "event": "carry_out" }),
        _ => return None,
    })
}

/// The examples about complaints and dismissal cases.
fn of_dismissals(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_complaint" => json!({
            "person_id": nil, "channel": "letter", "subject": "conduct", "statement": "到校督导时接受宴请", "received_on": "2026-11-20"
        }),
        "transition_complaint" => json!({ "event": "check", "checker": "市政府教育督导室监督科" }),
        "reveal_complaint" => json!({ "purpose": "回复投诉人" }),
        "create_dismissal" => json!({
            "person_id": nil, "signal": "absence", "ground": "absence", "description": "本学期三次无故不参加督导活动"
        }),
        "transition_dismissal" => json!({ "event": "investigate", "investigator": "市政府教育督导室监督科" }),
        "file_dismissal_remedy" => json!({ "kind": "review", "statement": "对认定的事实有异议" }),
        _ => return None,
    })
}

/// The examples about vacancies.
fn of_vacancies(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_vacancy" => json!({
            "authority_id": nil, "route": "part_time", "cohort_id": nil, "zone_id": nil, "subject": "14", "stage": "2",
            "specialities": ["课程评价"]
        }),
        "transition_vacancy" => json!({ "event": "rank" }),
        _ => return None,
    })
}

/// The examples about duty.
fn of_duty(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_duty_record" => json!({
            "person_id": nil, "kind": "visit", "occurred_on": "2026-11-18", "school_id": nil, "mode": "scheduled",
            "notice_on": "2026-11-17", "hours": 6, "theme": "规范办学行为", "credential_shown": true, "record_left": true,
            "feedback_left": true, "report_submitted_on": "2026-11-20", "external_reference": "RW-2026-1118-01"
        }),
        "create_duty_records" => json!({
            "items": [{ "person_id": nil, "kind": "monthly_report", "occurred_on": "2026-11-02", "period": "2026-10" }]
        }),
        "update_duty_record" => json!({ "hours": 7, "reason": "核对督导记录后更正" }),
        _ => return None,
    })
}

/// The examples about authorities, cohorts, appointments, assignments and teams.
fn of_inspectors(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_organisation" => json!({
            "name": "演示市人民政府教育督导室", "functions": ["authority", "employer"], "level": "municipal", "establishment_posts": 7
        }),
        "update_organisation" => json!({ "establishment_posts": 7 }),
        "create_cohort" => json!({
            "authority_id": nil, "ordinal": 1, "name": "第一届", "starts_on": "2026-09-01", "document_number": "教督〔2026〕5号"
        }),
        "update_cohort" => json!({ "name": "第一届责任督学" }),
        "create_post" => json!({
            "organisation_id": nil, "kind": "chief_inspector", "holder_name": "欧阳试验", "holder_title": "副市长",
            "duties": ["统筹全市教育督导工作"], "starts_on": "2026-09-01", "document_number": "政〔2026〕3号"
        }),
        "transition_post" => json!({ "event": "end", "document_number": "政〔2026〕9号" }),
        "create_appointment" => json!({
            "person_id": nil, "route": "part_time", "cohort_id": nil, "nominated_by": "实验小学", "recusal_declared_on": "2026-09-01"
        }),
        "create_appointments" => json!({
            "items": [{ "person_id": nil, "route": "part_time", "cohort_id": nil, "nominated_by": "实验小学" }]
        }),
        "update_appointment" => json!({ "recusal_declared_on": "2026-09-01" }),
        "transition_appointment" => json!({ "event": "review", "on_behalf_of": "市政府教育督导室" }),
        "transition_appointments" => json!({
            "ids": [nil], "transition": { "event": "decide", "document_number": "教督〔2026〕6号", "recusal_declared_on": "2026-09-01" }
        }),
        "create_assessment" => json!({
            "person_id": nil, "authority_id": nil, "year": 2026, "targets": [
                {
                    "code": "入校督导", "title": "经常性督导", "domain": "follow_up", "weight": 40,
                    "measure": "全年到校督导不少于20次", "evidence": "督导记录", "value_from": "visits", "target": 20
                },
                {
                    "code": "履职评议", "title": "督导质量", "domain": "rules", "weight": 60,
                    "measure": "发现问题准确，意见可行，跟踪整改", "evidence": "评议表", "value_from": "rated"
                }
            ]
        }),
        "update_assessment" => json!({
            "targets": [{
                "code": "履职评议", "title": "督导质量", "domain": "rules", "weight": 100,
                "measure": "发现问题准确，意见可行，跟踪整改", "evidence": "评议表", "value_from": "rated"
            }]
        }),
        "transition_assessment" => json!({
            "event": "sign_targets", "inspector_signed_on": "2026-11-20", "office_signatory": "市政府教育督导室"
        }),
        "create_zone_assignment" => json!({ "zone_id": nil, "appointment_id": nil, "role": "member" }),
        "transition_zone_assignment" => json!({ "event": "end", "end_reason": "rotation" }),
        "create_team" => json!({
            "kind": "special", "title": "“双减”专项督导", "size": 3, "specialities": ["课程评价"]
        }),
        _ => return None,
    })
}

/// The examples of what consumers subscribe to.
fn of_consumers(operation: &str, _: &str) -> Option<Value> {
    Some(match operation {
        "create_webhook" => {
            json!({ "url": "https://hr.example/duxue", "types": [], "view": "thin", "description": "人事系统" })
        }
        "update_webhook" => json!({ "url": "https://hr.example/changes", "description": "人事系统" }),
        "replay_webhook" => json!({ "since": "2026-11-23T01:00:00Z" }),
        "create_queue" => json!({ "types": [], "view": "full", "description": "人事系统" }),
        "acknowledge_queue_items" => json!({ "positions": [] }),
        _ => return None,
    })
}

/// The examples of what is supervised, and of what is found.
fn of_supervision(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_finding" => json!({
            "school_id": nil, "kind": "problem", "matter": "safety", "problem_code": "AQ-01", "severity": "general",
            "statement": "校园北门监控在放学时段未开启", "article": "中小学幼儿园安全管理办法", "found_on": "2026-11-20"
        }),
        "create_findings" => json!({ "items": [{
            "school_id": nil, "kind": "strength", "matter": "ethos", "statement": "课后服务形式多样"
        }] }),
        "transition_findings" => json!({ "ids": [nil], "transition": { "event": "notify", "due_on": "2026-12-18" } }),
        "transition_finding" => json!({
            "event": "notify", "due_on": "2026-12-18", "document_number": "教督〔2026〕31号"
        }),
        "create_inspection" => json!({
            "school_id": nil, "kind": "special", "mode": "scheduled", "channel": "on_site", "planned_on": "2026-12-01",
            "matters": ["safety"], "inspectors": [{ "person_id": nil, "role": "lead", "hours": 6, "credential_shown": true }]
        }),
        "transition_inspection" => json!({
            "event": "notify", "notice_on": "2026-11-20", "document_number": "教督〔2026〕12号"
        }),
        "create_supervision_plan" => json!({
            "kind": "monthly_theme", "title": "校园安全月", "period": "2026-11", "theme": "campus_safety",
            "approach": "process", "school_types": ["211"],
            "items": [{ "code": "1", "title": "校门值守", "matter": "safety", "origin": "common", "standard": "上学放学时段有人值守" }]
        }),
        "transition_supervision_plan" => json!({ "event": "submit" }),
        _ => return None,
    })
}

/// The examples of how units are evaluated.
fn of_evaluations(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_evaluation" => json!({
            "organisation_id": nil, "system_id": nil, "period": "2026", "accountable_post": "镇长",
            "contract_number": "教督评〔2026〕合3号", "independence_declared_on": "2026-11-02"
        }),
        "transition_evaluation" => json!({
            "event": "rate", "rater_kind": "member_unit", "rater": "市财政局", "scores": [{ "code": "A1", "score": 88.5 }]
        }),
        "create_indicator_system" => json!({
            "code": "XZ-JYZZ", "title": "乡镇人民政府履行教育职责评价指标体系", "purpose": "government_duty", "object_kind": "township",
            "year": 2026, "effective_on": "2026-11-01", "comprehensive_points": 4.0, "indicators": [
                { "code": "A1", "title": "教育经费保障", "weight": 60, "measure": "rated" },
                { "code": "A2", "title": "控辍保学率", "weight": 40, "measure": "target", "target": 100 }
            ], "raters": [{ "kind": "office", "weight": 60 }, { "kind": "member_unit", "weight": 40 }],
            "bands": [{ "grade": "excellent", "from": 90 }, { "grade": "qualified", "from": 60 }, { "grade": "unqualified", "from": 0 }],
            "vetoes": [{ "code": "V1", "title": "发生重大校园安全责任事故" }]
        }),
        "update_indicator_system" => json!({ "title": "乡镇履行教育职责评价指标体系（修订）" }),
        "transition_indicator_system" => json!({ "event": "submit" }),
        _ => return None,
    })
}

/// The examples of what follows for units and who leads them.
fn of_accountability(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_accountability_measure" => json!({
            "route": "interview", "school_id": nil, "respondent_name": "欧阳试验", "respondent_post": "校长",
            "ground": "no_rectification", "facts": "逾期未整改且未报告", "finding_ids": [nil]
        }),
        "transition_accountability_measure" => json!({
            "event": "schedule", "planned_on": "2026-12-10", "matters": ["食品安全问题逾期未整改"]
        }),
        "file_accountability_remedy" => json!({ "kind": "review", "statement": "整改报告已于期限内寄出" }),
        "create_result_reference" => json!({
            "school_id": nil, "period": "2026", "purpose": "cadre_assessment", "decision_number": "组干〔2026〕18号"
        }),
        "transition_result_reference" => json!({
            "event": "record_use", "use": "considered", "document_number": "组干〔2026〕18号"
        }),
        "create_document" => json!({
            "kind": "supervision_report", "title": "2026年秋季学期责任督学挂牌督导报告", "issuer_ids": [nil],
            "subjects": [{ "type": "inspection", "id": nil }],
            "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "media_type": "application/pdf", "bytes": 482_113, "location": "oa://2026/dd/0012.pdf",
            "openness": "open", "public_summary": "全市责任督学挂牌督导覆盖全部学校。"
        }),
        "update_document" => json!({ "public_summary": "全市责任督学挂牌督导覆盖全部学校，问题整改率百分之九十六。" }),
        "transition_document" => json!({
            "event": "publish", "channels": ["website", "gazette"], "privacy_checked_by": "市教育局法规科"
        }),
        "reveal_respondent" => json!({ "purpose": "制作约谈通知书" }),
        _ => return None,
    })
}

/// The examples of how supervision is led.
fn of_governance(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_meeting" => json!({
            "kind": "committee", "organiser_ids": [nil], "planned_on": "2026-12-18",
            "agenda": [
                { "kind": "summary", "title": "2026年教育督导工作总结" }, { "kind": "problems", "title": "存在的突出问题" },
                { "kind": "tasks", "title": "2027年工作部署" }
            ]
        }),
        "transition_meeting" => json!({
            "event": "hold", "held_on": "2026-12-18", "attendance": [{ "unit_id": nil, "presence": "present" }]
        }),
        _ => return None,
    })
}

/// The examples about people, pools and qualification.
fn of_people(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "create_person" => json!({
            "name": "欧阳试验",
            "citizen_number": "999999199001010016",
            "ethnicity": "01",
            "political_affiliation": "13",
            "education": "21",
            "degree": "4",
            "professional_title": "T2",
            "specialities": ["课程评价"],
            "work_unit": "实验小学",
            "post": "校长",
            "identity_class": "school_staff",
            "stage": "2",
            "subject": "14",
            "years_in_education": 15,
            "phone": "15400000001",
            "email": "ouyang@example.org"
        }),
        "update_person" => json!({ "post": "副校长", "specialities": ["课程评价", "教学诊断"] }),
        "search_people" => json!({ "citizen_number": "999999199001010016" }),
        "merge_person" => json!({ "into": nil, "reason": "同一人重复登记" }),
        "reveal_person" => json!({ "purpose": "核对身份证件" }),
        "create_pool_membership" => json!({
            "person_id": nil, "pool": "specialist", "source": "special_grade_teacher", "evidence": "特级教师证书", "nominated_by": "实验小学"
        }),
        "update_pool_membership" => json!({ "evidence": "特级教师证书（复印件）" }),
        "transition_pool_membership" => json!({
            "event": "submit", "source": "special_grade_teacher", "evidence": "特级教师证书", "on_behalf_of": "实验小学"
        }),
        "create_training" => json!({
            "person_id": nil, "form": "pre_duty", "mode": "concentrated", "content": "policy",
            "title": "新聘督学岗前培训", "held_on": "2026-09-18", "hours": 24, "organiser": "市政府教育督导室"
        }),
        "update_training" => json!({ "hours": 20 }),
        "create_certification" => json!({ "person_id": nil, "evidence": "学历证书、职称证书复印件" }),
        "update_certification" => json!({ "evidence": "学历证书、职称证书、任职年限证明复印件" }),
        "transition_certification" => json!({
            "event": "submit", "evidence": "学历证书、职称证书复印件", "on_behalf_of": "实验小学",
            "declarations": [
                "political_commitment", "professional_knowledge", "integrity", "work_performance", "abilities", "health",
                "time_commitment"
            ]
        }),
        _ => return None,
    })
}

/// The examples of administration.
fn of_administration(operation: &str, nil: &str) -> Option<Value> {
    Some(match operation {
        "transition_import" => json!({ "event": "apply", "document_number": "教督〔2026〕1号" }),
        "put_areas" => json!({
            "version": "2026", "document_number": "民政部2026年公告",
            "codes": [{ "code": "340000", "label": "安徽省" }, { "code": "340800", "label": "安庆市" }]
        }),
        "put_calendar" => json!({
            "holidays": ["2027-01-01", "2027-02-08"], "workdays": ["2027-02-06"], "document_number": "国办发明电〔2026〕1号"
        }),
        "create_policy_proposal" => json!({
            "key": "public_notice.min_working_days", "value": 10, "document_number": "教督委〔2026〕3号", "reason": "扩大社会监督"
        }),
        "transition_policy_proposal" => json!({ "event": "confirm" }),
        "create_agreement" => json!({
            "client_id": nil, "purpose": "核发督学待遇", "legal_basis": "教育督导条例第十条",
            "resources": { "people": ["number", "name"], "grades": ["person_id", "grade", "starts_on"] }, "area": "340800",
            "starts_on": "2026-11-23", "ends_on": "2027-11-22", "document_number": "教督〔2026〕11号"
        }),
        "transition_agreement" => json!({ "event": "confirm" }),
        "create_client" => {
            json!({ "name": "人才库查询应用", "role": "partner", "area": "340000", "purpose": "遴选评审专家" })
        }
        _ => return None,
    })
}
