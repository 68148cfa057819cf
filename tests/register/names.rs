//! Names: one spelling on every way in, found by every common reading.

use serde_json::json;
use tests::{
    Register, everywhere,
    fixtures::{names, person, text},
    on_both_databases,
};

use crate::rosters::uploads;

const MIDDLE_DOTS: &[u8] = include_bytes!("../fixtures/rosters/middle-dots.xlsx");
const OTHER_DOT: &[u8] = include_bytes!("../fixtures/rosters/same-person-other-dot.xlsx");
const SURNAMES: &str = include_str!("../fixtures/names/surnames.tsv");
const READINGS: &str = include_str!("../fixtures/names/readings.tsv");

/// The lines of a fixture, comments apart: a key and what is said of it.
fn lines(fixture: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    fixture.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[test]
fn five_hundred_surnames_are_found_by_their_own_reading() {
    let mut count = 0;
    for (surname, reading) in lines(SURNAMES) {
        let terms = domain::kernel::name_search::terms(&format!("{surname}明"));
        assert!(terms.likely.contains(&format!("{reading}ming")), "{surname} {reading}");
        count += 1;
    }
    assert!(count >= 500, "{count}");
}

#[test]
fn surnames_are_found_by_their_second_reading() {
    for (surname, reading) in
        [("隗", "kui"), ("盖", "gai"), ("牟", "mou"), ("皇甫", "huangpu"), ("黑", "hei"), ("尉", "yu")]
    {
        assert!(
            domain::kernel::name_search::terms(&format!("{surname}明")).other.contains(&format!("{reading}ming")),
            "{surname} {reading}"
        );
    }
}

#[test]
fn characters_are_found_by_each_of_their_readings() {
    for (character, readings) in lines(READINGS) {
        let terms = domain::kernel::name_search::terms(&format!("王{character}"));
        for reading in readings.split(' ') {
            let term = format!("wang{reading}");
            assert!(terms.likely.contains(&term) || terms.other.contains(&term), "{character} {reading}");
        }
    }
}

#[everywhere]
fn names_are_normalised_to_one_spelling(register: &Register) {
    let registrar = register.acting("registrar");
    let mut body = person(1);
    body["name"] = json!("古丽．买买提");
    let gu = registrar.creates_person(&body).unwrap();
    assert_eq!(text(&gu, "name"), "古丽·买买提");
    let same = registrar.corrects_person(text(&gu, "id"), 1, &json!({ "name": "古丽 ・ 买买提" })).unwrap();
    assert_eq!((same["version"].clone(), text(&same, "name")), (json!(1), "古丽·买买提"));
    for typed in ["古丽.买", "古丽•买买提", "古丽买买提", "guli", "maimaiti"] {
        assert_eq!(names(&registrar.lists_people(&format!("name={typed}")).unwrap()), ["古丽·买买提"], "{typed}");
    }
    assert_eq!(names(&registrar.searches_people(&json!({ "name": "古丽‧买" })).unwrap()), ["古丽·买买提"]);
    for refused in ["古丽。买买提", "古丽ㆍ买买提", "古\u{200b}丽", "·古丽"] {
        assert_eq!(
            registrar.corrects_person(text(&gu, "id"), 1, &json!({ "name": refused })),
            Err("invalid".into()),
            "{refused}"
        );
    }
}

#[everywhere]
fn names_are_found_by_every_common_reading(register: &Register) {
    let registrar = register.acting("registrar");
    let people = ["覃乐", "谭明", "尉迟恭", "单于长", "吕旭", "牟晟"];
    for (at, name) in people.into_iter().enumerate() {
        let mut body = person(u32::try_from(at).unwrap() * 2 + 1);
        body["name"] = json!(name);
        registrar.creates_person(&body).unwrap();
    }
    for (typed, found) in [
        ("qin", "覃乐"),
        ("qinle", "覃乐"),
        ("qinyue", "覃乐"),
        ("qy", "覃乐"),
        ("yuchi", "尉迟恭"),
        ("weichi", "尉迟恭"),
        ("chanyu", "单于长"),
        ("chang", "单于长"),
        ("zhang", "单于长"),
        ("lv", "吕旭"),
        ("lyu", "吕旭"),
        ("lu", "吕旭"),
        ("lǚ xù", "吕旭"),
        ("musheng", "牟晟"),
        ("moucheng", "牟晟"),
    ] {
        assert_eq!(names(&registrar.lists_people(&format!("name={typed}")).unwrap()), [found], "{typed}");
    }
    assert_eq!(names(&registrar.lists_people("name=tan").unwrap()), ["谭明", "覃乐"], "the likeliest first");
    assert_eq!(names(&registrar.lists_people("name=tan&sort=id").unwrap()), ["覃乐", "谭明"]);
    assert_eq!(names(&registrar.searches_people(&json!({ "name": "tan" })).unwrap()), ["谭明", "覃乐"]);
}

#[on_both_databases]
fn pages_go_on_from_the_likeliest_to_the_others(register: &Register) {
    let registrar = register.acting("registrar");
    for (at, name) in ["覃一", "谭二", "覃三", "谭四"].into_iter().enumerate() {
        let mut body = person(u32::try_from(at).unwrap() * 2 + 1);
        body["name"] = json!(name);
        registrar.creates_person(&body).unwrap();
    }
    let (mut seen, mut path) = (Vec::new(), "/v1/people?name=tan&limit=1&count=exact".to_owned());
    loop {
        let page = registrar.get(&path).json();
        assert_eq!(page["total"], 4);
        seen.extend(names(&page["items"]));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/people?name=tan&limit=1&count=exact&after={next}");
    }
    assert_eq!(seen, ["谭二", "谭四", "覃一", "覃三"]);
}

#[on_both_databases]
fn every_dot_of_a_roster_is_one_dot_or_a_fault(register: &Register) {
    let registrar = register.acting("registrar");
    let answer = uploads(&registrar, "", MIDDLE_DOTS, &[("partial", "true")]).json();
    let faults: Vec<u64> =
        answer["result"]["faults"].as_array().unwrap().iter().map(|fault| fault["row"].as_u64().unwrap()).collect();
    assert_eq!(faults, [12, 16], "an ideographic full stop and a Hangul letter: {answer}");
    let people = registrar.get("/v1/people?limit=100").json()["items"].clone();
    assert_eq!(names(&people), vec!["古丽·买买提"; 13]);
}

#[on_both_databases]
fn a_roster_leaves_another_spelling_as_it_is(register: &Register) {
    let registrar = register.acting("registrar");
    let mut known =
        String::from("姓名,身份证号,民族,学历,工作单位,身份类别,职称,任教学科,任教学段,从教年限,督学类别\n");
    known.push_str(
        "阿卜杜拉·买买提,999999198201010112,汉族,大学本科毕业,演示小学,学校人员,高级教师,数学,普通高中,15,兼职\n",
    );
    let loaded = uploads(&registrar, "", known.as_bytes(), &[]).json();
    assert_eq!(loaded["result"]["loaded"], 1, "{loaded}");
    let again = uploads(&registrar, "", OTHER_DOT, &[]).json();
    assert_eq!((&again["result"]["loaded"], &again["result"]["unchanged"]), (&json!(0), &json!(1)), "{again}");
    let one = registrar.get("/v1/people").json()["items"][0].clone();
    assert_eq!((text(&one, "name"), &one["version"]), ("阿卜杜拉·买买提", &json!(1)));
}

#[on_both_databases]
fn names_of_an_earlier_release_are_written_anew(register: &Register) {
    let registrar = register.acting("registrar");
    let mut body = person(1);
    body["name"] = json!("覃·明");
    let qin = registrar.creates_person(&body).unwrap();
    let (lost, last) = (registrar.creates_person(&person(3)).unwrap(), registrar.creates_person(&person(5)).unwrap());
    let renamed = registrar.corrects_person(text(&last, "id"), 1, &json!({ "name": "林旧名" })).unwrap();
    registrar.corrects_person(text(&renamed, "id"), 2, &json!({ "name": "林新名" })).unwrap();
    registrar.merges_person(text(&lost, "id"), text(&qin, "id")).unwrap();
    // What an earlier release wrote: one reading, another dot, no numbers of merged records.
    register.executes("DELETE FROM person_search_terms WHERE kind = 'name_other'");
    register.executes("INSERT INTO person_search_terms (person_id, kind, term) SELECT id, 'name', 'tanming' FROM people WHERE name = '覃·明'");
    register.executes("UPDATE people SET name = '覃.明' WHERE name = '覃·明'");
    register.executes("DELETE FROM former_citizen_numbers");
    register.executes("INSERT INTO people_to_index (person_id) SELECT id FROM people");
    assert_eq!(
        text(&registrar.reads_person(text(&qin, "id")).unwrap(), "name"),
        "覃·明",
        "read in one spelling before"
    );
    assert_eq!(register.indexes_people(), 3);
    assert_eq!(register.indexes_people(), 0);
    assert_eq!(register.lines("SELECT name AS line FROM people WHERE name LIKE '覃%'"), ["覃·明"]);
    assert_eq!(register.lines("SELECT kind AS line FROM person_search_terms WHERE term = 'tanming'"), ["name_other"]);
    assert_eq!(names(&registrar.lists_people("name=tanming").unwrap()), ["覃·明"]);
    assert_eq!(names(&registrar.lists_people("name=linjiu").unwrap()), ["林新名"], "a former name goes on finding");
    assert_eq!(registrar.creates_person(&person(3)), Err("duplicate".into()));
}

#[on_both_databases]
fn certificates_are_verified_in_any_spelling(register: &Register) {
    register.has_calendars();
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let mut body = person(1);
    body["name"] = json!("古丽・买买提");
    let gu = registrar.creates_person(&body).unwrap();
    let certificate = registrar.has_certified(&approver, &gu);
    for typed in ["古丽·买买提", "古丽.买买提", "古丽 ‧ 买买提"] {
        let answer = register.acting("partner").verifies(text(&certificate, "number"), typed).unwrap();
        assert_eq!(answer["holder"], true, "{typed}");
    }
}
