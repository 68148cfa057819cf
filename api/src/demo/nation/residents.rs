//! The people of a demo: invented, with numbers that validate and belong to nobody, and what the register knows of each
//! beside an office: certification, pools, grades, and how they are paid.

use domain::{
    Area, Day, Error,
    kernel::{
        bank_account::BankAccount,
        code_set::{IdentityClass, ProfessionalTitle, Subject, TeachingStage},
        event::{Basis, SubjectKind},
        text::{CitizenNumber, PersonName, PersonNumber, Phone},
        time::day_before,
    },
    money::payee::{Payee, TaxClass},
    people::person::{Change, Changes, Person},
    performance::grade::{Grade, Span, Track},
    pools::pool::{self, Membership, Pool, Source},
    qualification::certification::{self, CertificateNumber, Certification},
};

use super::{
    chance::Chance,
    maker::{Maker, PEOPLE_MAX},
    places::County,
    rows::{created, morning},
};

const SURNAMES: [&str; 32] = [
    "赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤",
    "许", "何", "吕", "施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜",
];
const GIVEN: [&str; 32] = [
    "明", "强", "春", "秀", "兰", "英", "志", "国", "玉", "娟", "晓", "梅", "涵", "东", "学", "子", "军", "德", "文",
    "静", "丽", "敏", "杰", "涛", "磊", "洋", "艳", "勇", "芳", "娜", "伟", "霞",
];
/// People of the demo are born on so many days in a row; of each day the three digits of sequence tell 999 people apart.
const BIRTH_DAYS: u32 = 12_000;
/// Shares no factor with the days, so that neighbours in a demo are not born on neighbouring days.
const BIRTH_STEP: u32 = 7_919;
/// Shares no factor with the public numbers that there are, so that none is given twice.
const NUMBER_STEP: u64 = 59_999;
/// Weights and check characters of GB 11643.
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS: &str = "10X98765432";

/// Of a hundred people, how many are of which class, as a survey of 2018 found them (domain notes, f).
const CLASSES: [(u32, &str); 6] = [
    (26, "civil_servant"),
    (29, "civil_servant_managed"),
    (70, "institution_staff"),
    (95, "school_staff"),
    (98, "retired"),
    (100, "outside"),
];

fn class_of(chance: &mut Chance) -> Result<IdentityClass, Error> {
    let place = chance.below(100);
    let word = CLASSES.iter().find(|(below, _)| place < *below).map_or("school_staff", |(_, word)| word);
    IdentityClass::parse(word).ok_or_else(|| Error::internal("an identity class that is none"))
}

/// A citizen number of the division 999999, which does not exist: that of nobody.
fn citizen_number(at: u32, today: Day) -> Result<CitizenNumber, Error> {
    let first = Day::from_ymd_opt(1962, 1, 1).unwrap_or_default();
    let day = u64::from(at) * u64::from(BIRTH_STEP) % u64::from(BIRTH_DAYS);
    let born = first + chrono::Days::new(day);
    let body = format!("999999{}{:03}", born.format("%Y%m%d"), at / BIRTH_DAYS + 1);
    let sum: u32 = body.chars().zip(CITIZEN_WEIGHTS).filter_map(|(c, weight)| c.to_digit(10).map(|d| d * weight)).sum();
    let check = usize::try_from(sum % 11).ok().and_then(|at| CITIZEN_CHECKS.chars().nth(at)).unwrap_or('X');
    CitizenNumber::parse(&format!("{body}{check}"), today).map_err(|_| Error::internal("a citizen number that is none"))
}

/// Somebody of a county.
pub(super) struct Resident {
    /// Which of all people.
    pub(super) at: u32,
    /// Which of the county's people.
    pub(super) place: u32,
    pub(super) person: Person,
    pub(super) class: IdentityClass,
    /// Where what is not said of the person comes from.
    pub(super) chance: Chance,
}

impl Maker<'_> {
    /// The citizen number of a person; another one of the same day where somebody who is there already has it.
    fn free_number(&self, at: u32) -> Result<CitizenNumber, Error> {
        let number = citizen_number(at, self.today)?;
        if !self.taken.contains(number.reveal()) {
            return Ok(number);
        }
        citizen_number(at + PEOPLE_MAX.next_multiple_of(BIRTH_DAYS), self.today)
    }

    /// Registers a person.
    pub(super) fn resident(&mut self, at: u32, place: u32, county: &County) -> Result<Resident, Error> {
        let mut chance = Chance::of(self.size.seed, at);
        let class = class_of(&mut chance)?;
        let first = chance.pick("晨", &GIVEN);
        let name = [chance.pick("安", &SURNAMES), first, chance.pick("", &GIVEN)].concat();
        let set = |word: &'static str| Change::Set(word.to_owned());
        let changes = Changes {
            name: PersonName::parse(&name).ok(),
            citizen_number: Change::Set(self.free_number(at)?),
            phone: Change::Set(Phone::from_stored(format!("154{at:08}"))),
            subject: Subject::parse(chance.pick("13", &["14", "16", "17", "18", "20", "21", "22", "24", "41"]))
                .map_or(Change::Keep, Change::Set),
            stage: TeachingStage::parse(chance.pick("1", &["2", "3", "4"])).map_or(Change::Keep, Change::Set),
            professional_title: ProfessionalTitle::parse(chance.pick("T2", &["T1", "T2", "T3"]))
                .map_or(Change::Keep, Change::Set),
            identity_class: Change::Set(class),
            specialities: Change::Set(vec![chance.pick("课程评价", &["教学诊断", "校园安全", "信息化"]).to_owned()]),
            work_unit: Change::Set(format!("演示{}单位{:02}", county.area, place % 40)),
            post: set("教研员"),
            years_in_education: Change::Set(10 + chance.below(25)),
            ..Changes::default()
        };
        let on = self.earliest();
        let number = PersonNumber::from_chance(self.size.seed % 1_000_000_007 + u64::from(at) * NUMBER_STEP);
        let person = Person::register(self.ids.next(), number, county.area.clone(), changes, morning(on))?;
        self.note((SubjectKind::Person, person.id.0), created(None), on);
        self.rows.people.push(person.clone());
        Ok(Resident { at, place, person, class, chance })
    }

    /// Certifies somebody by a check of the record under a document, as a roster does.
    pub(super) fn certify(&mut self, who: &Resident, county: &County, on: Day) -> Result<(), Error> {
        let id = self.ids.next();
        let record = certification::Record {
            findings: Vec::new(),
            hours: 0,
            was_grandfathered: false,
            number: CertificateNumber::from_chance(&county.area, on, u64::from(who.place) * 7_919),
            status_index: who.place,
        };
        let draft = Certification::apply_for(id, who.person.id, county.area.clone(), morning(on));
        let document = document(&county.area, on, 5);
        let certified = draft.certified_by_document(on, &record, &document, self.rules)?;
        let before = certification::Status::Draft.as_str();
        let subject = (SubjectKind::Certification, id.0);
        self.note(subject, created(Some(before)), on);
        let step = (certification::Event::CertifyByRecord.as_str(), Some(before), Some(certified.status.as_str()));
        self.note_by(subject, step, on, document);
        self.rows.certifications.push(certified);
        Ok(())
    }

    /// Takes somebody into a pool.
    pub(super) fn join_pool(&mut self, who: &mut Resident, county: &County) -> Result<(), Error> {
        let (pool, code) = if who.chance.in_thousand(700) {
            (Pool::Specialist, "special_grade_teacher")
        } else {
            (Pool::Invited, "expert")
        };
        let on = who.chance.day(self.earliest(), self.today);
        let mut draft = Membership::nominate(self.ids.next(), who.person.id, county.area.clone(), pool, morning(on));
        draft.source = Source::parse(pool, code);
        draft.consent_on = Some(on);
        let subject = (SubjectKind::PoolMembership, draft.id.0);
        let before = pool::Status::Draft.as_str();
        let admitted = draft.admitted_by_document(on, self.rules);
        self.note(subject, created(Some(before)), on);
        let step = ("admit_by_document", Some(before), Some(admitted.status.as_str()));
        self.note_by(subject, step, on, document(&county.area, on, 6));
        self.rows.memberships.push(admitted);
        Ok(())
    }

    /// Records the titles or ranks that somebody holds, and where service is paid the inspector's own grade.
    pub(super) fn grade(&mut self, who: &mut Resident, county: &County, since: Day) {
        let is_servant = who.class.code().starts_with("civil_servant");
        if is_servant {
            let rank = who.chance.pick("R7", &["R6", "R8", "R9"]);
            self.hold(who, county, (Track::JobRank, rank), Span { from: since, until: None });
            return;
        }
        if who.chance.in_thousand(250) {
            let rises = who.chance.day(since, self.today);
            if since < rises {
                let until = Some(day_before(rises));
                self.hold(who, county, (Track::ProfessionalTitle, "T3"), Span { from: since, until });
                self.hold(who, county, (Track::ProfessionalTitle, "T2"), Span { from: rises, until: None });
                return;
            }
        }
        let title = who.person.details.professional_title.map_or("T3", |title| title.code());
        self.hold(who, county, (Track::ProfessionalTitle, title), Span { from: since, until: None });
    }

    fn hold(&mut self, who: &Resident, county: &County, (track, grade): (Track, &str), span: Span) {
        let one = Grade {
            id: self.ids.next(),
            version: 1,
            area: county.area.clone(),
            person_id: who.person.id,
            person_number: who.person.number.clone(),
            track,
            grade: grade.to_owned(),
            post_grade: None,
            span,
            document_number: format!("演示人社〔{}〕2号", span.from.format("%Y")),
            source: self.desk.registrar.key(),
            external_reference: None,
            promotion_id: None,
            annulled_reason: None,
            touched: Some(span),
            created_at: morning(span.from),
            updated_at: morning(span.from),
        };
        self.note_by((SubjectKind::Grade, one.id.0), created(None), span.from, one.document_number.clone());
        self.rows.grades.push(one);
    }

    /// Enters how somebody is paid. Of a thousand, thirty are not entered, forty are not verified, of twenty nobody knows
    /// the tax class, and fifty change their account.
    pub(super) fn pay(&mut self, who: &mut Resident, county: &County, since: Day) -> Result<(), Error> {
        if who.chance.in_thousand(30) {
            return Ok(());
        }
        let is_verified = !who.chance.in_thousand(40);
        let is_known = !who.chance.in_thousand(20);
        let changes = who.chance.day(since, self.today);
        let change = Some(changes).filter(|day| who.chance.in_thousand(50) && since < *day);
        let until = change.map(day_before);
        let first = self.payee(who, county, (Span { from: since, until }, 0), is_known)?;
        self.enter(first, since, is_verified);
        if let Some(day) = change {
            let second = self.payee(who, county, (Span { from: day, until: None }, 1), is_known)?;
            self.enter(second, day, is_verified);
        }
        Ok(())
    }

    fn payee(
        &mut self,
        who: &mut Resident,
        county: &County,
        (span, change): (Span, u32),
        is_known: bool,
    ) -> Result<Payee, Error> {
        let is_servant = who.class.code().starts_with("civil_servant");
        let class = if is_servant { TaxClass::Wages } else { TaxClass::LabourRemuneration };
        // No bank has the first six digits: the account is nobody's.
        let account = BankAccount::parse(&format!("999999{change}{:012}", who.at));
        Ok(Payee {
            id: self.ids.next(),
            version: 1,
            area: county.area.clone(),
            person_id: who.person.id,
            identity_class: who.class,
            tax_class: is_known.then_some(class),
            payer_id: county.payer,
            account: account.map_err(|_| Error::internal("an account that is none"))?,
            account_bank: "演示银行".to_owned(),
            has_official_transport_allowance: is_servant && who.chance.in_thousand(700),
            span,
            entered_by: self.desk.registrar.key(),
            changed_by: self.desk.registrar.key(),
            verification: None,
            created_at: morning(span.from),
            updated_at: morning(span.from),
        })
    }

    fn enter(&mut self, payee: Payee, on: Day, is_verified: bool) {
        let subject = (SubjectKind::Payee, payee.id.0);
        self.note(subject, created(None), on);
        let mut history = vec![payee];
        let verified = history.first().filter(|_| is_verified);
        // Who enters does not verify, so that this is never refused.
        let verified = verified.and_then(|one| one.verified(&self.desk.approver, (on, morning(on))).ok());
        if let Some(verified) = verified {
            let (rules, step) = (self.rules, ("verified", None, None));
            let who = (&self.desk.approver, on);
            self.rows.state(&mut self.ids, subject, step, who, Basis::default(), rules.version);
            history.push(verified);
        }
        self.rows.payees.push(history);
    }
}

/// A document of a county's authority.
pub(super) fn document(area: &Area, on: Day, number: u32) -> String {
    format!("演示{area}教督〔{}〕{number}号", on.format("%Y"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_citizen_number_validates_and_none_is_given_twice() {
        let today = domain::kernel::time::parse_day("2026-11-01").unwrap();
        let numbers: HashSet<String> =
            (0..60_000).map(|at| citizen_number(at, today).unwrap().reveal().to_owned()).collect();
        assert_eq!(numbers.len(), 60_000);
        assert!(numbers.iter().all(|number| number.starts_with("999999")));
    }
}
