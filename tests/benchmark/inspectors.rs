//! Certificates verified, many people appointed by one document, the report of coverage: each against the database's own
//! speed in the same run.

use std::time::{Duration, Instant};

use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::BigInt};
use domain::{
    Area, Day,
    kernel::{
        code_set::SchoolType,
        id::{
            AppointmentId, CertificationId, CohortId, OrganisationId, PersonId, SchoolId, Series, ZoneAssignmentId,
            ZoneId,
        },
        lifecycle::StatusHistory,
        notice::{Clock, Notice},
        rules::Rules,
        time::Term,
    },
    qualification::certification::{CertificateNumber, Certification, Record},
    service::{
        appointment::{Appointment, Route, Status},
        organisation::{Cohort, Function, Organisation},
        zone::{School, Zone},
        zone_assignment::{ZoneAssignment, ZoneRole},
    },
};
use persistence::{
    Engine, Mode,
    qualification::certifications,
    service::{appointments, organisations, zone_assignments, zones},
};
use serde_json::json;
use tests::{Client, Database, Register, Surface};
use uuid::Uuid;

use crate::{
    load::{Load, Report},
    population, threads,
};

const PEOPLE: u32 = 20_000;
const ZONES: u32 = 4_000;
const SCHOOLS: u32 = 20_000;
const AT_ONCE: usize = 500;
const ROUNDS: usize = 7;

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn inspectors_of_a_province() {
    println!("{PEOPLE} people, {ZONES} zones, {SCHOOLS} schools; {AT_ONCE} appointed by one document, {ROUNDS} rounds");
    for database in [Database::Postgres, Database::Sqlite] {
        let name = if database == Database::Postgres { "PostgreSQL" } else { "SQLite" };
        let register = Register::served_by(database, Surface::Rest, 2, threads());
        population::fill(&register, PEOPLE, 0);
        let province = Province::fill(&register);
        register.analyse();
        verify(&register, &province, name);
        appoint(&register, &province, name);
        cover(&register, name);
    }
}

struct Province {
    people: Vec<PersonId>,
    nominated: Vec<AppointmentId>,
    number: String,
    name: String,
}

fn day(raw: &str) -> Day {
    raw.parse().unwrap()
}

/// How many of the people are in public notice; the others are in office.
const NOMINEES: usize = AT_ONCE * ROUNDS * 2;
const BEGINNING: &str = "2026-11-01";

fn began_at() -> domain::Instant {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

fn city() -> Area {
    Area::parse("340800").unwrap()
}

/// Ids in the order in which they are taken.
#[derive(Default)]
pub struct Ids(Series, u64);

impl Ids {
    pub fn next(&mut self) -> Uuid {
        self.1 += 1;
        let mut bytes = [7; 10];
        bytes[2..].copy_from_slice(&self.1.to_be_bytes());
        self.0.next(1_793_200_000_000 + self.1 / 50, bytes)
    }
}

fn authority(id: Uuid) -> Organisation {
    Organisation {
        id: OrganisationId(id),
        version: 1,
        area: city(),
        name: "督导室".into(),
        functions: vec![Function::Authority],
        level: None,
        credit_code: None,
        higher_authority_id: None,
        establishment_posts: Some(10_000),
        created_at: began_at(),
        updated_at: began_at(),
    }
}

fn cohort(id: Uuid, authority: &Organisation) -> Cohort {
    Cohort {
        id: CohortId(id),
        version: 1,
        area: city(),
        authority_id: authority.id,
        ordinal: 1,
        name: "第一届".into(),
        term: Term::of_years(day(BEGINNING), 3),
        document_number: None,
        created_at: began_at(),
        updated_at: began_at(),
    }
}

fn certified(id: Uuid, person: PersonId, area: &Area, number: u64, rules: &Rules) -> Certification {
    let facts = Record {
        findings: Vec::new(),
        hours: 0,
        was_grandfathered: false,
        number: CertificateNumber::from_chance(area, day(BEGINNING), number * 7_919),
        status_index: u32::try_from(number).unwrap(),
    };
    Certification::apply_for(CertificationId(id), person, area.clone(), began_at())
        .certified_by_document(day(BEGINNING), &facts, "基准〔2026〕1号", rules)
        .unwrap()
}

fn appointed(id: Uuid, at: usize, (person, area): &(PersonId, Area), cohort: &Cohort) -> Appointment {
    let route = if at >= NOMINEES && at % 5 == 4 { Route::FullTime } else { Route::PartTime };
    let way = (route, cohort.authority_id);
    let mut one = Appointment::nominate(AppointmentId(id), *person, area.clone(), way, (day(BEGINNING), began_at()));
    one.cohort_id = (route == Route::PartTime).then_some(cohort.id);
    if at >= NOMINEES {
        let term = (day(BEGINNING), (route == Route::PartTime).then_some(cohort.term.until));
        return one.in_force_by_document(term, "基准〔2026〕1号");
    }
    one.status = Status::InPublicNotice;
    one.trail =
        StatusHistory::beginning(day(BEGINNING), Status::Nominated).then(day("2026-11-02"), Status::InPublicNotice);
    one.notice = Some(Notice {
        opened_on: day("2026-11-02"),
        counted_from: day("2026-11-02"),
        clock: Clock::RunsUntil(day("2026-11-11")),
        published_elsewhere: None,
    });
    one
}

fn school(id: Uuid, number: u32, zones: &[Zone]) -> School {
    School {
        id: SchoolId(id),
        version: 1,
        area: city(),
        zone_id: zones[usize::try_from(number % ZONES).unwrap()].id,
        identifier: format!("{number:010}"),
        name: format!("学校{number}"),
        school_type: SchoolType::parse("211").unwrap(),
        pupils: None,
        credit_code: None,
        created_at: began_at(),
        updated_at: began_at(),
    }
}

fn assigned(id: Uuid, at: usize, one: &Appointment, zones: &[Zone], schools: &[School]) -> ZoneAssignment {
    let zone = at % zones.len();
    let named = schools.iter().skip(zone).step_by(zones.len()).take(if at.is_multiple_of(2) { 3 } else { 0 });
    ZoneAssignment {
        id: ZoneAssignmentId(id),
        version: 1,
        area: city(),
        zone_id: zones[zone].id,
        appointment_id: one.id,
        person_id: one.person_id,
        role: if at < zones.len() { ZoneRole::Lead } else { ZoneRole::Member },
        school_ids: named.map(|school| school.id).collect(),
        starts_on: day(BEGINNING),
        ends_on: one.ends_on,
        ended_on: None,
        end_reason: None,
        created_at: began_at(),
        updated_at: began_at(),
    }
}

impl Province {
    /// Every person certified; the first of them in public notice that is over, the others in office and in zones.
    fn fill(register: &Register) -> Self {
        let database = persistence::Database::open(register.config.database.clone(), 1, 1);
        let (mut ids, rules) = (Ids::default(), Rules::shipped());
        let people = everyone(&database);
        let authority = authority(ids.next());
        let cohort = cohort(ids.next(), &authority);
        let numbered = people.iter().zip(1_u64..);
        let certified: Vec<Certification> =
            numbered.map(|((person, area), number)| certified(ids.next(), *person, area, number, &rules)).collect();
        let appointments: Vec<Appointment> =
            people.iter().enumerate().map(|(at, whom)| appointed(ids.next(), at, whom, &cohort)).collect();
        let zone =
            |ids: &mut Ids, number| Zone::new(ZoneId(ids.next()), city(), format!("第{number}责任区"), began_at());
        let zones: Vec<Zone> = (0..ZONES).map(|number| zone(&mut ids, number)).collect();
        let schools: Vec<School> = (0..SCHOOLS).map(|number| school(ids.next(), number, &zones)).collect();
        let in_office = appointments.iter().skip(NOMINEES).enumerate();
        let assignments: Vec<ZoneAssignment> =
            in_office.map(|(at, one)| assigned(ids.next(), at, one, &zones, &schools)).collect();
        database
            .run(Mode::Write, |db| {
                organisations::insert(db, &authority)?;
                organisations::insert_cohort(db, &cohort)?;
                certifications::insert(db, &certified)?;
                appointments::insert(db, &appointments)?;
                zones::insert_zones(db, &zones)?;
                zones::insert_schools(db, &schools)?;
                zone_assignments::insert(db, &assignments)
            })
            .unwrap();
        let number = certified[0].number.as_ref().unwrap().as_str().to_owned();
        let holder = register.acting("registrar").get(&format!("/v1/people/{}", people[0].0)).json();
        let name = holder["name"].as_str().unwrap().to_owned();
        let nominated = appointments.iter().take(NOMINEES).map(|one| one.id).collect();
        Self { people: people.into_iter().map(|(person, _)| person).collect(), nominated, number, name }
    }
}

/// Everybody's id and area.
fn everyone(database: &persistence::Database) -> Vec<(PersonId, Area)> {
    use diesel::QueryDsl;
    use persistence::kernel::{schema::people, types::DbUuid};
    let rows: Vec<(DbUuid, String)> = database
        .run(Mode::ReadOne, |db| {
            people::table.order(people::id).select((people::id, people::area)).load(db).map_err(domain::Error::internal)
        })
        .unwrap();
    rows.into_iter().map(|(id, area)| (PersonId(id.0), Area::parse(&area).unwrap())).collect()
}

/// A check of a certificate against a read of one person.
fn verify(register: &Register, province: &Province, name: &str) {
    let (partner, registrar) = (register.acting("partner"), register.acting("registrar"));
    let body = json!({ "number": province.number, "name": province.name }).to_string();
    let rate = |load: &Load| -> Report { load.run(16, 5) };
    let person = Load::get(&registrar, &format!("/v1/people/{}", province.people[0]));
    let check = Load::post(&partner, "/v1/certifications/verify", &body);
    let (read, verified) = (rate(&person), rate(&check));
    println!("{name}, one person: {read}");
    println!("{name}, verify: {verified}; ratio {:.2} (target 0.5)", verified.rate / read.rate);
}

pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Five hundred decisions by one document, against one hand-written transaction that makes the same rows.
fn appoint(register: &Register, province: &Province, name: &str) {
    let approver = register.acting("approver");
    let mut chunks = province.nominated.chunks(AT_ONCE);
    let (mut ours, mut by_hand) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(decide(&approver, chunks.next().unwrap()));
        if let Engine::Postgres(url) = &register.config.database {
            by_hand.push(decide_by_hand(url, chunks.next().unwrap()));
        }
    }
    let ours = median(ours);
    if by_hand.is_empty() {
        println!("{name}, {AT_ONCE} appointed by one document: {ours:?}");
    } else {
        let by_hand = median(by_hand);
        let ratio = ours.as_secs_f64() / by_hand.as_secs_f64();
        println!(
            "{name}, {AT_ONCE} appointed by one document: {ours:?}, by hand {by_hand:?}: {ratio:.2} times (target 5)"
        );
    }
}

fn decide(approver: &Client, ids: &[AppointmentId]) -> Duration {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let transition =
        json!({ "event": "decide", "document_number": "基准〔2026〕2号", "recusal_declared_on": "2026-11-20" });
    let begun = Instant::now();
    let answer = approver.post("/v1/appointments/transitions", &json!({ "ids": ids, "transition": transition }));
    let took = begun.elapsed();
    assert_eq!(answer.status, 200, "{}", answer.text);
    took
}

/// What a careful person would write: close the versions, insert those that follow, append the facts.
fn decide_by_hand(url: &str, ids: &[AppointmentId]) -> Duration {
    let mut c = PgConnection::establish(url).unwrap();
    let list = ids.iter().map(|id| format!("'{}'", id.0)).collect::<Vec<_>>().join(", ");
    let columns = "area, person_id, authority_id, cohort_id, employer_id, route";
    let rest = "letter_number, credential_number, filed_upward_on, published_on, notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left";
    let script = format!(
        "BEGIN ISOLATION LEVEL SERIALIZABLE;
         UPDATE appointments SET superseded_at = now() WHERE superseded_at IS NULL AND id IN ({list});
         INSERT INTO appointments (id, version, {columns}, status, starts_on, ends_on, term_number, recusal_declared_on, decision_document_number, {rest}, steps, last_event_on, created_at, updated_at)
         SELECT id, version + 1, {columns}, 'decided', DATE '2026-11-23', DATE '2029-10-31', 1, DATE '2026-11-20', '基准〔2026〕2号', {rest}, steps || '[[\"2026-11-23\",\"decided\"]]'::jsonb, DATE '2026-11-23', created_at, now()
         FROM appointments WHERE id IN ({list}) AND version = 1;
         INSERT INTO events (id, subject_kind, subject_id, name, from_status, to_status, actor_key, actor_name, role, document_number, occurred_on, recorded_at, policy_version, detail)
         SELECT gen_random_uuid(), 'appointment', id, 'decide', 'in_public_notice', 'decided', 'hand', 'hand', 'approver', '基准〔2026〕2号', DATE '2026-11-23', now(), 1, 'null'::jsonb
         FROM appointments WHERE id IN ({list}) AND version = 2;
         COMMIT"
    );
    let begun = Instant::now();
    c.batch_execute(&script).unwrap();
    begun.elapsed()
}

/// The report of coverage against one hand-written aggregate that finds the same figures of every zone.
fn cover(register: &Register, name: &str) {
    #[derive(diesel::QueryableByName)]
    struct Gap {
        #[diesel(sql_type = BigInt)]
        gap: i64,
    }
    let registrar = register.acting("registrar");
    let mut gap = 0;
    let ours = median(
        (0..ROUNDS)
            .map(|_| {
                let begun = Instant::now();
                let answer = registrar.get("/v1/coverage");
                let took = begun.elapsed();
                gap = answer.json()["full_time_gap"].as_i64().unwrap();
                took
            })
            .collect(),
    );
    let aggregate = "WITH serving AS (
            SELECT z.zone_id, z.id, z.role, a.route, a.person_id FROM zone_assignments z
            JOIN appointments a ON a.id = z.appointment_id AND a.superseded_at IS NULL
            WHERE z.superseded_at IS NULL AND z.starts_on <= DAY AND (z.ends_on IS NULL OR z.ends_on >= DAY) AND (z.ended_on IS NULL OR z.ended_on > DAY)
              AND a.status NOT IN ('nominated', 'proposed', 'reviewed', 'in_public_notice', 'decided', 'letter_issued', 'suspended')
              AND a.starts_on <= DAY AND (a.ends_on IS NULL OR a.ends_on >= DAY) AND (a.ended_on IS NULL OR a.ended_on > DAY)),
         named AS (SELECT DISTINCT s.zone_id, s.id FROM serving v JOIN assignment_schools n ON n.assignment_id = v.id JOIN schools s ON s.id = n.school_id),
         there AS (SELECT zone_id, COUNT(*) AS schools FROM schools GROUP BY zone_id),
         seen AS (SELECT zone_id, COUNT(*) AS served FROM named GROUP BY zone_id),
         figures AS (
            SELECT z.id, MAX(t.schools) AS schools, MAX(n.served) AS served,
                COUNT(DISTINCT v.person_id) FILTER (WHERE v.route = 'full_time') AS full_time,
                COUNT(DISTINCT v.person_id) FILTER (WHERE v.route = 'part_time') AS part_time,
                COUNT(*) FILTER (WHERE v.role = 'lead') AS leads
            FROM zones z LEFT JOIN serving v ON v.zone_id = z.id LEFT JOIN there t ON t.zone_id = z.id LEFT JOIN seen n ON n.zone_id = z.id GROUP BY z.id)
         SELECT CAST(SUM(CASE WHEN full_time < 1 THEN 1 ELSE 0 END) AS BIGINT) AS gap, COUNT(*) AS zones, SUM(schools) AS schools, SUM(served) AS served, SUM(part_time) AS part_time, SUM(leads) AS leads FROM figures";
    match &register.config.database {
        Engine::Postgres(url) => {
            let mut c = PgConnection::establish(url).unwrap();
            let sql = aggregate.replace("DAY", "DATE '2026-11-23'");
            let by_hand = median(
                (0..ROUNDS)
                    .map(|_| {
                        let begun = Instant::now();
                        let found: Gap = sql_query(&sql).get_result(&mut c).unwrap();
                        assert_eq!(found.gap, gap);
                        begun.elapsed()
                    })
                    .collect(),
            );
            let ratio = ours.as_secs_f64() / by_hand.as_secs_f64();
            println!("{name}, the report of coverage: {ours:?}, by hand {by_hand:?}: {ratio:.2} times (target 10)");
        }
        Engine::Sqlite(_) => println!("{name}, the report of coverage: {ours:?}"),
    }
}
