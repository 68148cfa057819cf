//! Candidates ranked for a vacancy over all members of the pool of specialists, against one hand-written statement that gives
//! the same order from the same database in the same run.

use std::time::{Duration, Instant};

use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection, sql_query, sql_types::Text};
use persistence::Engine;
use serde_json::{Value, json};
use tests::{Client, Database, Register, Surface, fixtures::text};

use crate::{inspectors::median, population, threads};

const PEOPLE: u32 = 150_000;
const MEMBERS: u32 = 60_000;
const SCHOOLS: u32 = 20;
const ROUNDS: usize = 5;

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn candidates_of_a_nation() {
    println!("{PEOPLE} people, {MEMBERS} members of the pool, {ROUNDS} rounds");
    for database in [Database::Postgres, Database::Sqlite] {
        let register = Register::served_by(database, Surface::Rest, 2, threads());
        population::fill(&register, PEOPLE, MEMBERS);
        let registrar = register.acting("registrar");
        let vacancy = vacancy(&registrar);
        fill(&register);
        register.analyse();
        measure(&register, &registrar, &vacancy);
    }
}

/// A place of the nation's authority, in a zone of primary schools.
fn vacancy(registrar: &Client) -> Value {
    let authority = json!({ "name": "国家教育督导局", "functions": ["authority"], "area": "000000" });
    let authority = registrar.registers_organisation(&authority).unwrap();
    let (zone, _) = registrar.has_zone(1, SCHOOLS);
    let body = json!({
        "authority_id": authority["id"], "route": "part_time", "zone_id": zone["id"], "subject": "14", "stage": "2",
        "specialities": ["课程评价"]
    });
    registrar.opens_vacancy(&body).unwrap()
}

/// Nine of ten members are certified, a third was assessed twice, one of a hundred is under a sanction, and some must stay
/// away.
fn fill(register: &Register) {
    let (id, number) = match register.database {
        Database::Postgres => ("gen_random_uuid()", "('x' || substr(md5(p.number), 1, 7))::bit(28)::int"),
        Database::Sqlite => ("randomblob(16)", "p.rowid"),
    };
    let now = match register.database {
        Database::Postgres => "TIMESTAMPTZ '2026-11-01T00:00:00Z'",
        Database::Sqlite => "'2026-11-01T00:00:00.000000Z'",
    };
    register.executes(&format!(
        "INSERT INTO certifications (id, version, area, person_id, status, route, declarations, findings, exam_attempts, panel, \
         valid_from, valid_until, steps, created_at, updated_at) \
         SELECT {id}, 1, p.area, p.id, 'certified', 'ordinary', '[]', '[]', 0, '[]', '2026-11-01', \
         CASE {number} % 4 WHEN 0 THEN '2027-10-31' WHEN 1 THEN '2028-10-31' ELSE '2031-10-31' END{date}, '[]', {now}, {now} \
         FROM people p JOIN pool_memberships m ON m.person_id = p.id AND m.superseded_at IS NULL WHERE {number} % 10 < 9",
        date = if register.database == Database::Postgres { "::date" } else { "" },
    ));
    for year in [2024, 2025] {
        register.executes(&format!(
            "INSERT INTO assessments (id, version, area, person_id, authority_id, year, status, grade, targets, ratings, panel, \
             vetoes, opened_on, steps, created_at, updated_at) \
             SELECT {id}, 1, p.area, p.id, (SELECT id FROM organisations LIMIT 1), {year}, 'final', \
             CASE ({number} + {year}) % 5 WHEN 0 THEN 'excellent' WHEN 1 THEN 'unqualified' ELSE 'qualified' END, \
             '[]', '[]', '[]', '[]', '2025-01-01', '[]', {now}, {now} \
             FROM people p JOIN pool_memberships m ON m.person_id = p.id AND m.superseded_at IS NULL WHERE {number} % 3 = 0"
        ));
    }
    register.executes(&format!(
        "INSERT INTO sanctions (id, version, area, person_id, kind, document_number, decided_on, ends_on, created_at, updated_at) \
         SELECT {id}, 1, p.area, p.id, 'warning', 'x', '2026-10-01', '2027-03-31', {now}, {now} FROM people p WHERE {number} % 100 = 7"
    ));
    register.executes(&format!(
        "INSERT INTO recusals (id, version, area, person_id, school_id, ground, requested_by, starts_on, created_at, updated_at) \
         SELECT {id}, 1, p.area, p.id, (SELECT id FROM schools LIMIT 1), 'other', 'inspector', '2026-10-01', {now}, {now} \
         FROM people p WHERE {number} % 500 = 11"
    ));
}

/// The same order by one statement. What is today and the last day of the term stand in it.
fn by_hand(database: Database) -> String {
    let (least, days, cast) = match database {
        Database::Postgres => ("LEAST", "(c.valid_until - DATE '2026-11-23' + 1)", "p.id::text"),
        Database::Sqlite => {
            ("MIN", "CAST(julianday(c.valid_until) - julianday('2026-11-23') + 1 AS INTEGER)", "lower(hex(p.id))")
        }
    };
    format!(
        "SELECT {cast} AS id FROM (
            SELECT p.id, {least}({days}, 1096) * 1000 / 1096 AS certified,
                CASE a.grade WHEN 'excellent' THEN 1000 WHEN 'qualified' THEN 700 WHEN 'basically_qualified' THEN 400 WHEN 'unqualified' THEN 0 ELSE 500 END AS assessed,
                ((CASE WHEN p.subject = '14' THEN 1 ELSE 0 END) + (CASE WHEN p.stage = '2' THEN 1 ELSE 0 END) + COALESCE(s.has, 0)) * 1000 / 3 AS special,
                CASE WHEN p.stage = '2' THEN 1000 ELSE 0 END AS covers
            FROM people p JOIN pool_memberships m ON m.person_id = p.id AND m.superseded_at IS NULL
            JOIN certifications c ON c.person_id = p.id AND c.superseded_at IS NULL AND c.status = 'certified' AND c.valid_from <= '2026-11-23' AND c.valid_until >= '2026-11-23'
            LEFT JOIN (SELECT person_id, grade, ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY year DESC, id DESC) AS newest FROM assessments
                WHERE superseded_at IS NULL AND status = 'final' AND year >= 2021) a ON a.person_id = p.id AND a.newest = 1
            LEFT JOIN (SELECT person_id, COUNT(*) AS has FROM person_search_terms WHERE kind = 'speciality' AND term IN ('课程评价') GROUP BY person_id) s ON s.person_id = p.id
            WHERE p.merged_into IS NULL AND m.pool = 'specialist' AND m.status = 'active' AND m.valid_until >= '2026-11-23'
              AND NOT EXISTS (SELECT 1 FROM sanctions x WHERE x.person_id = p.id AND x.superseded_at IS NULL AND x.decided_on <= '2026-11-23' AND x.ends_on >= '2026-11-23' AND (x.lifted_on IS NULL OR x.lifted_on > '2026-11-23'))
              AND NOT EXISTS (SELECT 1 FROM recusals r JOIN schools z ON z.id = r.school_id WHERE r.person_id = p.id AND r.superseded_at IS NULL AND r.starts_on <= '2026-11-23' AND (r.ends_on IS NULL OR r.ends_on >= '2026-11-23'))
              AND NOT EXISTS (SELECT 1 FROM schools z WHERE z.name = p.work_unit OR z.credit_code = p.work_unit_code)
              AND NOT EXISTS (SELECT 1 FROM dismissals d WHERE d.person_id = p.id AND d.superseded_at IS NULL AND d.took_effect_on IS NOT NULL AND d.status <> 'reversed')
              AND NOT EXISTS (SELECT 1 FROM appointments o WHERE o.person_id = p.id AND o.superseded_at IS NULL AND o.status IN ('active', 'suspended', 'renewal_review', 'decided', 'letter_issued'))
        ) p ORDER BY certified * 20 + assessed * 30 + special * 30 + covers * 20 DESC, certified DESC, assessed DESC, special DESC, covers DESC, p.id LIMIT 100"
    )
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
}

fn timed<T>(ask: impl Fn() -> T) -> (Duration, T) {
    let mut last = None;
    let times = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        last = Some(ask());
        begun.elapsed()
    });
    let took = median(times.collect());
    (took, last.unwrap())
}

fn measure(register: &Register, registrar: &Client, vacancy: &Value) {
    let name = if register.database == Database::Postgres { "PostgreSQL" } else { "SQLite" };
    let path = format!("/v1/vacancies/{}", text(vacancy, "id"));
    let (ours, ranked) = timed(|| {
        let answer = registrar.post(&format!("{path}/transitions"), &json!({ "event": "rank" }));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    });
    let sql = by_hand(register.database);
    let (theirs, rows) = match &register.config.database {
        Engine::Postgres(url) => {
            let c = std::cell::RefCell::new(PgConnection::establish(url).unwrap());
            timed(|| sql_query(&sql).load::<Row>(&mut *c.borrow_mut()).unwrap())
        }
        Engine::Sqlite(path) => {
            let c = std::cell::RefCell::new(SqliteConnection::establish(path).unwrap());
            timed(|| sql_query(&sql).load::<Row>(&mut *c.borrow_mut()).unwrap())
        }
    };
    let listed = registrar.get(&format!("{path}/candidates?excluded=false&limit=100&fields=person_id")).json();
    let plain = |id: &str| id.replace('-', "");
    let found: Vec<String> =
        listed["items"].as_array().unwrap().iter().map(|one| plain(text(one, "person_id"))).collect();
    assert_eq!(found, rows.iter().map(|row| plain(&row.id)).collect::<Vec<_>>(), "the same order");
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let (considered, count) = (&ranked["ranking"]["considered"], &ranked["ranking"]["ranked"]);
    println!(
        "{name}, {considered} people looked at, {count} ranked: {ours:?}; one statement {theirs:?}: {ratio:.2} times (target 5)"
    );
}
