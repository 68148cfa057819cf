//! Rosters of records: what an office keeps in a table, row by row, becomes duty records and trainings.

use serde_json::{Value, json};
use tests::{
    Client, Register,
    fixtures::{person, text},
    http, on_both_databases,
};

use crate::rosters::uploads;

/// The number and the name of each of these people.
fn people(registrar: &Client, count: u32) -> Vec<(String, String, String)> {
    let one = |number| registrar.creates_person(&person(number)).unwrap();
    let of = |person: Value| ["id", "number", "name"].map(|field| text(&person, field).to_owned());
    (1..=count).map(|number| of(one(number))).map(|[id, number, name]| (id, number, name)).collect()
}

fn outcome(answer: &http::Answer) -> [u64; 3] {
    ["rows", "loaded", "unchanged"].map(|name| answer.json()["result"][name].as_u64().expect("a count"))
}

/// Row, column and code of each fault.
fn faults(answer: &http::Answer) -> Vec<(u64, String, String)> {
    let faults = answer.json()["result"]["faults"].as_array().expect("faults").clone();
    let told = |fault: &Value| {
        (fault["row"].as_u64().unwrap(), text(fault, "column").to_owned(), text(fault, "code").to_owned())
    };
    faults.iter().map(told).collect()
}

#[on_both_databases]
fn rows_of_trainings_are_recorded_once(register: &Register) {
    let registrar = register.acting("registrar");
    let people = people(&registrar, 2);
    let [(first, number, name), (_, other, _)] = people.as_slice() else { panic!("two people") };
    let file = format!(
        "督学培训登记表\n人员编号,姓名,培训名称,培训形式,方式,内容,培训日期,学时,主办单位\n\
         {number},{name},督导业务培训,岗前,集中,policy,2026年9月18日,16学时,市教育局\n\
         {other},,督导业务培训,岗前,集中,policy,2026/9/18,16,\n\
         {number},{name},督导业务培训,岗前,集中,policy,20260918,16,市教育局\n"
    );
    let kind = [("kind", "trainings")];
    let loaded = uploads(&registrar, "", file.as_bytes(), &kind);
    assert_eq!((loaded.status, outcome(&loaded)), (201, [3, 3, 0]), "{}", loaded.text);
    // Two rows alike are two trainings; the same file again says nothing new.
    let theirs = registrar.lists_trainings(&format!("person_id={first}")).unwrap();
    let told =
        |training: &Value| (training["held_on"].clone(), training["hours"].clone(), training["organiser"].clone());
    let expected = (json!("2026-09-18"), json!(16), json!("市教育局"));
    assert_eq!(theirs.as_array().unwrap().iter().map(told).collect::<Vec<_>>(), [expected.clone(), expected]);
    assert_eq!(outcome(&uploads(&registrar, "", file.as_bytes(), &kind)), [3, 0, 3]);
}

#[on_both_databases]
fn rows_of_duty_name_schools_as_people_do(register: &Register) {
    let registrar = register.acting("registrar");
    let people = people(&registrar, 1);
    let (id, number, name) = &people[0];
    let (_, schools) = registrar.has_zone(1, 2);
    let file = format!(
        "人员编号,姓名,类别,履职日期,学校标识码,学校名称,方式,学时,主题,是否出示督学证,报告期间\n\
         {number},{name},随访,2026-09-18,{identifier},{school},随机,4,作业管理,是,\n\
         {number},{name},visit,2026-10-12,,{school},scheduled,3,,√,\n\
         {number},{name},monthly_report,2026-10-08,,,,,,,2026-09\n",
        identifier = text(&schools[0], "identifier"),
        school = text(&schools[0], "name"),
    );
    let kind = [("kind", "duty_records")];
    let loaded = uploads(&registrar, "", file.as_bytes(), &kind);
    assert_eq!((outcome(&loaded), faults(&loaded)), ([3, 3, 0], vec![]), "{}", loaded.text);
    let records = registrar.get(&format!("/v1/duty-records?person_id={id}")).json();
    let told =
        |record: &Value| ["kind", "school_id", "mode", "hours", "credential_shown"].map(|field| record[field].clone());
    let visit =
        |mode: &str, hours: u32| [json!("visit"), schools[0]["id"].clone(), json!(mode), json!(hours), json!(true)];
    let records: Vec<_> = records["items"].as_array().unwrap().iter().map(told).collect();
    assert_eq!(records[..2], [visit("random", 4), visit("scheduled", 3)]);
    assert_eq!(records[2][0], "monthly_report");
    assert_eq!(outcome(&uploads(&registrar, "", file.as_bytes(), &kind)), [3, 0, 3]);
}

#[on_both_databases]
fn rows_of_findings_are_recorded_at_their_schools(register: &Register) {
    let registrar = register.acting("registrar");
    let (_, schools) = registrar.has_zone(1, 1);
    let file = format!(
        "学校名称,类别,督导事项,严重程度,问题描述,发现日期\n\
         {school},problem,师德和专业发展,一般,教师培训学时不足,2026-11-20\n\
         {school},strength,safety,,校门安防规范,2026-11-20\n",
        school = text(&schools[0], "name"),
    );
    let kind = [("kind", "findings")];
    let loaded = uploads(&registrar, "", file.as_bytes(), &kind);
    assert_eq!((outcome(&loaded), faults(&loaded)), ([2, 2, 0], vec![]), "{}", loaded.text);
    let found = registrar.get(&format!("/v1/findings?school_id={}", text(&schools[0], "id"))).json();
    let told = |one: &Value| ["kind", "matter", "statement", "found_on"].map(|field| text(one, field).to_owned());
    let found: Vec<_> = found["items"].as_array().unwrap().iter().map(told).collect();
    assert_eq!(found[0], ["problem", "teachers", "教师培训学时不足", "2026-11-20"]);
    assert_eq!(found[1], ["strength", "safety", "校门安防规范", "2026-11-20"]);
    assert_eq!(outcome(&uploads(&registrar, "", file.as_bytes(), &kind)), [2, 0, 2]);
    let wrong = format!(
        "学校标识码,类别,督导事项,陈述\n{},problem,花园,电话13900000000\n3134999999,problem,safety,没有护栏\n,problem,safety,没有护栏\n",
        text(&schools[0], "identifier")
    );
    let refused = uploads(&registrar, "", wrong.as_bytes(), &kind);
    let told: Vec<_> =
        faults(&refused).into_iter().map(|(row, column, code)| format!("{row} {column} {code}")).collect();
    assert_eq!(
        told,
        ["2 督导事项 code", "2 陈述 personal_number", "3 学校标识码 reference", "4 学校标识码 required"],
        "{}",
        refused.text
    );
}

#[on_both_databases]
fn every_fault_of_a_row_stands_in_its_column(register: &Register) {
    let registrar = register.acting_in("registrar", Some("340800"));
    let people = people(&registrar, 2);
    let [(_, number, name), (_, other, _)] = people.as_slice() else { panic!("two people") };
    let (elsewhere, stranger) = (register.acting_in("registrar", Some("360000")), person(3));
    let stranger = elsewhere.creates_person(&stranger).unwrap();
    let row = |number: &str, name: &str, rest: &str| format!("{number},{name},{rest}\n");
    let good = "督导业务培训,岗前,集中,政策学习,2026-09-18,16";
    let file = [
        "人员编号,姓名,标题,形式,方式,内容,举办日期,学时\n".to_owned(),
        row(number, name, good),
        row("12345678901", "", good),
        row(text(&stranger, "number"), "", good),
        row(other, "诸葛试验", good),
        row(number, name, "督导业务培训,散步,集中,policy,2026-02-30,十六"),
        row(number, name, "督导业务培训,岗前,集中,policy,2026-09-18,401"),
        row(number, name, "督导业务培训,岗前,集中,policy,2027-09-18,16"),
        row("", "", "督导业务培训,岗前,集中,policy,2026-09-18,16"),
    ]
    .concat();
    let refused = uploads(&registrar, "", file.as_bytes(), &[("kind", "trainings")]);
    let fault = |row: u64, column: &str, code: &str| (row, column.to_owned(), code.to_owned());
    assert_eq!(
        faults(&refused),
        [
            fault(2, "内容", "code"),
            fault(3, "人员编号", "check_digit"),
            fault(3, "内容", "code"),
            fault(4, "内容", "code"),
            fault(5, "内容", "code"),
            fault(6, "形式", "code"),
            fault(6, "举办日期", "date"),
            fault(6, "学时", "number"),
            fault(7, "学时", "range"),
            fault(8, "举办日期", "date"),
            fault(9, "人员编号", "required"),
        ],
        "{}",
        refused.text
    );
    assert_eq!(registrar.lists_trainings("").unwrap(), json!([]));
    let mended = file.replace("政策学习", "政策法规");
    let refused = uploads(&registrar, "", mended.as_bytes(), &[("kind", "trainings")]);
    let expected = [fault(4, "人员编号", "reference"), fault(5, "姓名", "mismatch")];
    assert_eq!(faults(&refused)[1..3], expected, "{}", refused.text);
    assert_eq!(faults(&refused).len(), 9);
    let partial = uploads(&registrar, "", mended.as_bytes(), &[("kind", "trainings"), ("partial", "true")]);
    assert_eq!(outcome(&partial), [8, 1, 0]);
    assert_eq!(registrar.lists_trainings("").unwrap().as_array().unwrap().len(), 1);
}

#[on_both_databases]
fn trial_of_a_roster_of_records_leaves_nothing(register: &Register) {
    let registrar = register.acting("registrar");
    let (_, number, _) = &people(&registrar, 1)[0];
    let file = format!("编号,标题,形式,方式,内容,日期,学时\n{number},培训,岗前,集中,policy,2026-09-18,16\n");
    let tried = uploads(&registrar, "?dry_run=true", file.as_bytes(), &[("kind", "trainings")]);
    assert_eq!((tried.status, outcome(&tried)), (201, [1, 1, 0]), "{}", tried.text);
    assert_eq!(registrar.lists_trainings("").unwrap(), json!([]));
}

#[on_both_databases]
fn row_about_somebody_who_died_before_is_a_fault_of_the_row(register: &Register) {
    let registrar = register.acting("registrar");
    let member = registrar.has_nominated("specialist", 1);
    let person = registrar.reads_person(text(&member, "person_id")).unwrap();
    registrar.fires(text(&member, "id"), "record_death", &json!({ "occurred_on": "2026-09-01" })).unwrap();
    let number = text(&person, "number");
    let file = format!("人员编号,标题,形式,方式,内容,举办日期,学时\n{number},培训,岗前,集中,policy,2026-09-18,16\n");
    let refused = uploads(&registrar, "", file.as_bytes(), &[("kind", "trainings")]);
    assert_eq!(faults(&refused), [(2, "人员编号".to_owned(), "reference".to_owned())], "{}", refused.text);
    // As is an entry of a request for many.
    let visit = |day: &str| json!({ "person_id": person["id"], "kind": "monthly_report", "occurred_on": day, "period": "2026-09" });
    let bulk = registrar.post("/v1/duty-records/bulk", &json!({ "items": [visit("2026-10-08")] }));
    assert_eq!(bulk.faults()[0].0, "/items/0", "{}", bulk.text);
}

#[on_both_databases]
fn reference_names_one_row_of_a_roster(register: &Register) {
    let registrar = register.acting("registrar");
    let (_, number, _) = &people(&registrar, 1)[0];
    let row = |month: u32| format!("{number},monthly_report,2026-10-08,2026-0{month},R-1\n");
    let file = format!("人员编号,类别,履职日期,报告期间,外部编号\n{}{}", row(8), row(9));
    let refused = uploads(&registrar, "", file.as_bytes(), &[("kind", "duty_records")]);
    assert_eq!(faults(&refused), [(3, "外部编号".to_owned(), "duplicate".to_owned())], "{}", refused.text);
    let file = format!("人员编号,类别,履职日期,报告期间,外部编号\n{}", row(8));
    let outcomes = [(); 2].map(|()| outcome(&uploads(&registrar, "", file.as_bytes(), &[("kind", "duty_records")])));
    assert_eq!(outcomes, [[1, 1, 0], [1, 0, 1]]);
}

/// The statements of a roster do not grow with its rows.
#[on_both_databases]
fn rows_of_a_roster_are_recorded_by_set(register: &Register) {
    let registrar = register.acting("registrar");
    let (_, schools) = registrar.has_zone(1, 1);
    let (_, number, _) = &people(&registrar, 1)[0];
    let (school, days) = (text(&schools[0], "name").to_owned(), 1..=20);
    let kinds = [
        ("findings", "学校名称,类别,督导事项,严重程度,问题描述,问题代码,发现日期,人员编号"),
        ("trainings", "人员编号,标题,形式,方式,内容,举办日期,学时"),
        ("duty_records", "人员编号,类别,履职日期,报告期间"),
    ];
    let row = |kind: &str, day: u32| match kind {
        "findings" => format!("{school},problem,safety,一般,没有护栏,P{day},2026-10-{day:02},{number}\n"),
        "trainings" => format!("{number},培训,岗前,集中,policy,2026-09-{day:02},16\n"),
        _ => format!("{number},monthly_report,2026-10-{day:02},2026-09\n"),
    };
    for (kind, header) in kinds {
        let cost = |days: std::ops::RangeInclusive<u32>| {
            let file = format!("{header}\n{}", days.map(|day| row(kind, day)).collect::<String>());
            let before = register.statements();
            let loaded = uploads(&registrar, "?dry_run=true", file.as_bytes(), &[("kind", kind)]);
            assert_eq!(faults(&loaded), [], "{}", loaded.text);
            register.statements() - before
        };
        cost(1..=1);
        assert_eq!(cost(1..=2), cost(days.clone()), "{kind}");
    }
}
