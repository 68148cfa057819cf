//! An invented nation, the same at every run.

use domain::{
    Area,
    kernel::{
        code_set::{ProfessionalTitle, Subject, TeachingStage},
        id::{MembershipId, PersonId, Series},
        rules::Rules,
        text::{CitizenNumber, PersonName, PersonNumber, Phone},
    },
    people::person::{Change, Changes, Person},
    pools::pool::{Membership, Pool, Source},
};
use persistence::{Database, Mode, people, pools::pool_memberships};
use tests::Register;

const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨";
const GIVEN: &str = "明强春秀兰英志国玉娟晓梅涵东学子军德";
const AT_ONCE: u32 = 5_000;

/// Fills a register, and gives the id of one person in the middle of it.
pub fn fill(register: &Register, count: u32, memberships: u32) -> String {
    let database = Database::open(register.config.database.clone(), 1, 1);
    let vault = &register.app.keys().vault;
    let mut series = Series::default();
    let mut middle = String::new();
    for start in (0..count).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let people: Vec<Person> =
            (start..(start + AT_ONCE).min(count)).map(|number| person(number, &mut series)).collect();
        let members: Vec<Membership> = people
            .iter()
            .zip(start..)
            .filter(|(_, number)| number % 5 < 2 && number / 5 * 2 + number % 5 < memberships)
            .map(|(person, number)| membership(person, number, &mut series))
            .collect();
        database
            .run(Mode::Write, |db| {
                people::insert(db, vault, &people)?;
                pool_memberships::insert(db, &members)
            })
            .expect("people are stored");
        if start <= count / 2 {
            middle = people[0].id.to_string();
        }
    }
    register.analyse();
    middle
}

fn letter(letters: &str, number: u32) -> char {
    let letters: Vec<char> = letters.chars().collect();
    letters[usize::try_from(number).unwrap() % letters.len()]
}

fn chance(number: u32) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[6..].copy_from_slice(&number.to_be_bytes());
    bytes
}

fn person(number: u32, series: &mut Series) -> Person {
    let mixed = number.wrapping_mul(2_654_435_761);
    let name: String =
        [letter(SURNAMES, mixed), letter(GIVEN, mixed >> 8), letter(GIVEN, mixed >> 16)].into_iter().collect();
    let pick = |codes: &[&'static str], shift: u32| codes[usize::try_from(mixed >> shift).unwrap() % codes.len()];
    let changes = Changes {
        name: PersonName::parse(&name).ok(),
        subject: Change::Set(
            Subject::parse(pick(&["13", "14", "16", "17", "18", "20", "21", "22", "24", "25", "41", "61"], 3)).unwrap(),
        ),
        stage: Change::Set(TeachingStage::parse(pick(&["1", "2", "3", "4"], 11)).unwrap()),
        professional_title: Change::Set(ProfessionalTitle::parse(pick(&["T1", "T2", "T3"], 19)).unwrap()),
        specialities: Change::Set(vec![pick(&["课程评价", "教学诊断", "校园安全", "信息化"], 23).to_owned()]),
        citizen_number: Change::Set(CitizenNumber::from_stored(format!("999999{number:012}"))),
        phone: Change::Set(Phone::from_stored(format!("154{number:08}"))),
        work_unit: Change::Set(format!("测试学校{:05}", mixed % 20_000)),
        ..Changes::default()
    };
    let area = Area::parse(&format!("{:02}{:02}{:02}", 11 + mixed % 50, 1 + mixed % 9, 1 + mixed % 7)).unwrap();
    let now = "2026-11-01T00:00:00Z".parse().unwrap();
    let id = PersonId(series.next(1_793_000_000_000 + u64::from(number / 100), chance(number)));
    Person::register(id, PersonNumber::from_chance(u64::from(number) * 59_999), area, changes, now).unwrap()
}

fn membership(person: &Person, number: u32, series: &mut Series) -> Membership {
    let pool = if number % 10 < 7 { Pool::Specialist } else { Pool::Invited };
    let code = if pool == Pool::Specialist { "special_grade_teacher" } else { "expert" };
    let id = MembershipId(series.next(1_793_100_000_000 + u64::from(number / 100), chance(number)));
    let mut draft = Membership::nominate(id, person.id, person.area.clone(), pool, person.created_at);
    draft.source = Source::parse(pool, code);
    draft.admitted_by_document("2026-11-01".parse().unwrap(), &Rules::shipped())
}
