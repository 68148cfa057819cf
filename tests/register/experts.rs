//! Experts: what a partner application finds, and what it never sees.

use serde_json::{Value, json};
use tests::{
    Register, everywhere,
    fixtures::{basis, citizen_number, names, person, published, text},
};

use crate::dismissals::Office;

#[everywhere]
fn a_partner_finds_an_active_member_and_sees_nothing_private(register: &Register) {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    let member = registrar.has_member(&approver, "specialist", 1);
    let found = partner
        .finds_experts(
            "subject=14&stage=2&professional_title=T2&pool=specialist&source=special_grade_teacher&speciality=课程评价",
        )
        .unwrap();
    assert_eq!(names(&found), ["欧阳试验"]);
    let expert = partner.reads_expert(text(&member, "person_id")).unwrap();
    assert_eq!(expert, found[0]);
    assert_eq!(
        expert["memberships"],
        json!([{ "pool": "specialist", "source": "special_grade_teacher", "source_label": "特级教师", "valid_until": "2029-11-22" }])
    );
    let shown = expert.to_string();
    for private in [citizen_number("19900101", 1).as_str(), "1990-01-01", "15400000001", "ouyang@", "实验小学", "健康"]
    {
        assert!(!shown.contains(private), "{private} in {shown}");
    }
}

#[everywhere]
fn only_active_members_are_experts(register: &Register) {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    registrar.has_published("specialist", 1, "2026-11-20");
    assert_eq!(partner.finds_experts("").unwrap(), json!([]));
    let member = registrar.has_member(&approver, "invited", 3);
    assert_eq!(partner.finds_experts("").unwrap().as_array().unwrap().len(), 1);
    registrar.fires(text(&member, "id"), "suspend", &basis()).unwrap();
    assert_eq!(partner.finds_experts("").unwrap(), json!([]));
    assert_eq!(partner.reads_expert(text(&member, "person_id")), Err("not_found".into()));
}

#[everywhere]
fn an_expert_of_both_pools_is_one_entry(register: &Register) {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    let member = registrar.has_member(&approver, "specialist", 1);
    let body =
        json!({ "person_id": member["person_id"], "pool": "invited", "source": "expert", "consent_on": "2026-11-01" });
    let second = registrar.nominates(&body).unwrap();
    let on = json!({ "occurred_on": "2026-11-02" });
    for event in ["submit", "accept"] {
        registrar.fires(text(&second, "id"), event, &on).unwrap();
    }
    registrar
        .fires(
            text(&second, "id"),
            "shortlist",
            &json!({ "panel": ["甲", "乙", "丙"], "score": 90 , "occurred_on": "2026-11-02" }),
        )
        .unwrap();
    registrar.fires(text(&second, "id"), "open_notice", &published("2026-11-02")).unwrap();
    approver.fires(text(&second, "id"), "approve", &basis()).unwrap();
    let found = partner.finds_experts("").unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["memberships"].as_array().unwrap().len(), 2);
    assert_eq!(partner.finds_experts("pool=invited&source=expert").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(partner.finds_experts("pool=invited&source=special_grade_teacher").unwrap(), json!([]));
}

#[everywhere]
fn free_text_finds_names_and_specialities(register: &Register) {
    register.has_calendars();
    let (registrar, approver, partner) =
        (register.acting("registrar"), register.acting("approver"), register.acting("partner"));
    registrar.has_member(&approver, "specialist", 1);
    for typed in ["欧阳", "oysy", "ouyang", "课程"] {
        assert_eq!(partner.finds_experts(&format!("q={typed}")).unwrap().as_array().unwrap().len(), 1, "{typed}");
    }
    assert_eq!(partner.finds_experts("q=教学").unwrap(), json!([]));
}

#[everywhere]
fn experts_by_pinyin_are_sorted_by_likelihood(register: &Register) {
    let office = Office::of(register);
    for (number, name) in [(1, "覃一"), (3, "谭二"), (5, "覃三"), (7, "谭四")] {
        let mut body = person(number);
        body["name"] = json!(name);
        office.is_member(&office.registrar.creates_person(&body).unwrap());
    }
    let partner = register.acting("partner");
    assert_eq!(names(&partner.finds_experts("q=tan").unwrap()), ["谭二", "谭四", "覃一", "覃三"]);
    assert_eq!(names(&partner.finds_experts("q=qin").unwrap()), ["覃一", "覃三"]);
    assert_eq!(names(&partner.finds_experts("q=tan&sort=id").unwrap()), ["覃一", "谭二", "覃三", "谭四"]);
    let first = partner.get("/v1/experts?q=tan&limit=3").json();
    let second = partner.get(&format!("/v1/experts?q=tan&limit=3&after={}", text(&first, "next"))).json();
    assert_eq!(names(&first["items"]), ["谭二", "谭四", "覃一"]);
    assert_eq!(names(&second["items"]), ["覃三"]);
}

#[everywhere]
fn a_partner_bound_to_an_area_finds_its_own_experts(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    registrar.has_member(&approver, "specialist", 1);
    assert_eq!(register.acting_in("partner", Some("340000")).finds_experts("").unwrap().as_array().unwrap().len(), 1);
    assert_eq!(register.acting_in("partner", Some("360000")).finds_experts("").unwrap(), json!([]));
    assert_eq!(
        register.acting("partner").finds_experts("area=340000&area=360000").unwrap().as_array().unwrap().len(),
        1
    );
}

#[everywhere]
fn a_partner_reads_nothing_else(register: &Register) {
    let partner = register.acting("partner");
    let ada = register.acting("registrar").creates_person(&person(1)).unwrap();
    assert_eq!(partner.reads_person(text(&ada, "id")), Err("forbidden".into()));
    assert_eq!(partner.lists_people(""), Err("forbidden".into()));
    assert_eq!(partner.lists_memberships(""), Err("forbidden".into()));
    assert_eq!(partner.creates_person(&person(3)), Err("forbidden".into()));
    let sexes = partner.reads_code_set("sexes").unwrap();
    assert_ne!(sexes["codes"], Value::Null);
}
