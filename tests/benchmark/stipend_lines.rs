//! The lines of a nation's stipends pulled whole as CSV: against `COPY` of the same rows from the same PostgreSQL, and what it
//! takes of memory.

use domain::{
    Area,
    kernel::{
        event::SubjectKind,
        id::{OrganisationId, StipendRunId},
        page::PageRequest,
        period::Month,
    },
    money::{
        payee::TaxClass,
        stipend::{
            amounts::Component,
            entitlement::Source,
            line::{Line, LineKey, LineKind, PayeeBasis, PaymentOutcome},
            run::{Run, Status},
        },
    },
    people::person::Person,
};
use persistence::{
    Engine, Mode,
    money::{stipend_lines, stipend_runs},
    people,
};
use tests::{Database, Register, Surface};
use uuid::Uuid;

use crate::{
    grades::{Form, Peak, copy, pull, resident_kb},
    inspectors::{Ids, median},
    population, threads,
};

const PEOPLE: u32 = 150_000;
/// With three components each, five million lines.
const MONTHS: u32 = 11;
const ROUNDS: usize = 3;
/// CSV with the line ends of RFC 4180.
pub const CSV: Form = ("text/csv", b"\r\n");
/// The columns of a line, as they are pulled.
pub const COLUMNS: [&str; 19] = [
    "amount_fen",
    "area",
    "component",
    "corrects_id",
    "created_at",
    "hold_reason",
    "held",
    "id",
    "kind",
    "month",
    "payee_basis",
    "payee_id",
    "payee_version",
    "payer_id",
    "payment",
    "person_id",
    "person_number",
    "run_id",
    "tax_class",
];

/// The same rows and columns by `COPY`.
pub fn copy_statement() -> String {
    let columns = COLUMNS.join(", ");
    format!("COPY (SELECT {columns} FROM stipend_lines ORDER BY id) TO STDOUT WITH (FORMAT csv, HEADER)")
}

#[test]
#[ignore = "a benchmark: it takes minutes, and its figures belong to no test run"]
fn stipend_lines_of_a_nation() {
    let lines = PEOPLE * MONTHS * 3;
    println!("{lines} lines, {ROUNDS} rounds");
    let register = Register::served_by(Database::Postgres, Surface::Rest, 2, threads());
    population::fill(&register, PEOPLE, 0);
    fill(&register, MONTHS);
    register.analyse();
    let auditor = register.acting("auditor");
    let before = resident_kb();
    let peak = Peak::watched();
    let pulled = median((0..ROUNDS).map(|_| pull(&auditor, "/v1/stipend-lines", CSV, lines)).collect());
    println!("memory while pulling grew by {} MB (target 32)", peak.kb().saturating_sub(before) / 1_024);
    if let Engine::Postgres(url) = &register.config.database {
        let copied = median((0..ROUNDS).map(|_| copy(url, &copy_statement())).collect());
        let ratio = pulled.as_secs_f64() / copied.as_secs_f64();
        println!("all lines as CSV: {pulled:?}; psql COPY of the same rows {copied:?}: {ratio:.2} times (target 2)");
    }
}

/// A run of each of some months, with its lines.
pub fn fill(register: &Register, months: u32) {
    let database = persistence::Database::open(register.config.database.clone(), 1, 1);
    let now = "2026-11-01T00:00:00Z".parse().unwrap();
    let mut ids = Ids::default();
    for number in 0..months {
        let month = Month::parse(&format!("{}-{:02}", 2023 + number / 12, number % 12 + 1)).unwrap();
        let area = Area::parse("340800").unwrap();
        let begun = Run::begin(StipendRunId(ids.next()), (area, month), month.last(), now).unwrap();
        let run = Run { status: Status::Closed, ..begun };
        database.run(Mode::Write, |db| stipend_runs::insert(db, &run)).unwrap();
        let mut request = PageRequest::first(5_000);
        loop {
            let page = database.run(Mode::ReadOne, |db| people_of(register, db, &request)).unwrap();
            let lines: Vec<Line> = page.items.iter().flat_map(|person| lines_of(person, &run)).collect();
            database.run(Mode::Write, |db| stipend_lines::insert(db, &lines)).unwrap();
            if !page.more {
                break;
            }
            request.after = page.positions.last().cloned();
        }
    }
}

fn people_of(
    register: &Register,
    db: &mut persistence::DbConnection,
    request: &PageRequest,
) -> Result<domain::kernel::page::Page<Person>, domain::Error> {
    let vault = &register.app.keys().vault;
    let order = (people::PeopleOrder::Registered, false);
    people::list(db, vault, &domain::Reach::everything(), &people::PeopleFilter::default(), order, request)
}

fn lines_of(person: &Person, run: &Run) -> Vec<Line> {
    let one = |component: &Component| {
        let key = LineKey { person_id: person.id, month: run.month, component: *component, is_correction: false };
        Line {
            id: key.id(run.id),
            run_id: run.id,
            area: run.area.clone(),
            month: run.month,
            person_id: person.id,
            person_number: person.number.clone(),
            component: *component,
            kind: LineKind::Normal,
            amount: 30_000,
            granted: None,
            held: Vec::new(),
            hold_reason: None,
            payer_id: Some(OrganisationId(Uuid::from_u128(7))),
            payee: Some(Source { kind: SubjectKind::Payee, id: person.id.0, version: 2 }),
            payee_basis: Some(PayeeBasis::OfMonth),
            tax_class: Some(TaxClass::LabourRemuneration),
            corrects_id: None,
            payment: Some(PaymentOutcome::Paid),
            created_at: run.created_at,
        }
    };
    Component::ALL.iter().map(one).collect()
}
