//! Reads of single records that wait at the same moment: they share a statement, and each has the answer that it would have alone.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
    mpsc,
};

use api::{
    app::{App, Caller, Ctx, UseCase, administration::clients::IdentifyClient, people::ReadPeople},
    operation::{Answer, Asking, Gives, JSON, KeyKind, Moments, Operation, Request},
    table,
};
use domain::{
    Actor, Area, Error, Role,
    kernel::{
        id::{ClientId, PersonId},
        policy::Action,
        time::Moment,
    },
};
use futures_util::future::{join_all, join3};
use persistence::kernel::executor::RECORDS_TOGETHER_MAX;
use serde_json::Value;
use tests::{Register, fixtures::person, on_both_databases};
use uuid::Uuid;

/// Reads that wait at the same moment where every record is read.
const AT_ONCE: usize = 16;

/// Keeps the one thread that reads busy until it is let go.
struct Hold(Mutex<mpsc::Receiver<()>>);

impl UseCase for Hold {
    const ACTION: Action = IdentifyClient::ACTION;
    type Output = ();

    fn run(&self, _: &mut Ctx<'_>) -> Result<(), Error> {
        assert!(self.0.lock().unwrap().recv().is_err(), "nothing is sent");
        Ok(())
    }
}

/// What reads answer that are all queued before the one thread has time for the first.
fn together<F: Future>(app: &App, reads: impl Iterator<Item = F>) -> Vec<F::Output> {
    let (hold, held) = mpsc::channel();
    let system = Caller::new(Actor::own(Role::System));
    let holds = app.run(&system, Hold(Mutex::new(held)));
    let lets_go = async { drop(hold) };
    let all = join3(holds, join_all(reads), lets_go);
    let (held, answers, ()) = actix_web::rt::System::new().block_on(all);
    held.unwrap();
    answers
}

/// A client of a role, bound to an area, which has nothing in common with the others.
fn caller(role: Role, area: Option<&str>) -> Caller {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let id = ClientId(Uuid::from_u128(NEXT.fetch_add(1, Ordering::Relaxed).into()));
    let area = area.map(|code| Area::parse(code).unwrap());
    Caller::new(Actor { client_id: Some(id), area, ..Actor::own(role) })
}

/// A register with one thread that reads, also on a machine that is busy.
fn with_one_reader(register: &Register) -> Register {
    register.with_settings(|config| (config.readers, config.read_seconds) = (1, 30))
}

/// A read of one record by whoever asks.
#[derive(Clone)]
struct Read {
    operation: &'static Operation,
    caller: Caller,
    request: Request,
}

impl Read {
    fn person(caller: &Caller, id: Uuid) -> Self {
        let operation = table::named("read_person").unwrap();
        let request = Request { key: Some(id.to_string()), ..Request::default() };
        Self { operation, caller: caller.clone(), request }
    }

    /// The answer as JSON, with its tag, or the refusal.
    async fn answer(mut self, app: &App) -> Result<(Value, String), String> {
        let work = self.operation.asks(&mut self.request, JSON).map_err(|error| format!("{error:?}"))?;
        let present = |answer: Answer| Ok((answer.body.value()?, format!("{:?}", answer.tag)));
        let answer = app.render(&self.caller, Asking(work), present).await;
        answer.and_then(|presented| presented).map_err(|error| format!("{error:?}"))
    }
}

/// The ids of new people.
fn people(register: &Register, count: u32) -> Vec<Uuid> {
    let registrar = register.acting("registrar");
    let made = (1..=count).map(|number| registrar.post("/v1/people", &person(number)).json());
    made.map(|made| made["id"].as_str().unwrap().parse().unwrap()).collect()
}

#[on_both_databases]
fn reads_that_wait_together_share_a_statement(register: &Register) {
    let ids = people(register, 20);
    let register = with_one_reader(register);
    let callers = [Role::Registrar, Role::Approver, Role::Auditor].map(|role| caller(role, None));
    let reads = callers.iter().flat_map(|caller| ids.iter().map(|id| Read::person(caller, *id)));
    let before = register.statements();
    let answers = together(&register.app, reads.map(|read| read.answer(&register.app)));
    assert_eq!(register.statements() - before, 2, "sixty records, {RECORDS_TOGETHER_MAX} at a time");
    for (answer, id) in answers.iter().zip(ids.iter().cycle()) {
        assert_eq!(answer.as_ref().unwrap().0["id"], id.to_string());
    }
}

#[on_both_databases]
fn same_record_is_loaded_once_for_all_who_wait_for_it(register: &Register) {
    let id = people(register, 1)[0];
    let register = with_one_reader(register);
    let (near, far) = (caller(Role::Registrar, Some("340800")), caller(Role::Registrar, Some("360100")));
    let before = register.statements();
    let reads = (0..20).map(|number| Read::person(if number % 2 == 0 { &near } else { &far }, id));
    let answers = together(&register.app, reads.map(|read| read.answer(&register.app)));
    assert_eq!(register.statements() - before, 1);
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(answer.is_ok(), number % 2 == 0, "each by its own reach: {answer:?}");
    }
}

#[on_both_databases]
fn relations_and_checks_of_clients_share_statements(register: &Register) {
    let ids = people(register, 12);
    let register = with_one_reader(register);
    let (registrar, before) = (caller(Role::Registrar, None), register.statements());
    let pages = ids.chunks(3).map(|page| ReadPeople(page.iter().copied().map(PersonId).collect()));
    let found = together(&register.app, pages.map(|page| register.app.run(&registrar, page)));
    assert_eq!(register.statements() - before, 1);
    let found: Vec<Uuid> = found.into_iter().flat_map(|page| page.unwrap()).map(|(id, _)| id.0).collect();
    assert!(found.len() == ids.len() && ids.iter().all(|id| found.contains(id)));
    let clients = ["registrar", "partner", "hr"].map(|role| register.acting(role).id.parse().unwrap());
    let system = Caller::new(Actor::own(Role::System));
    let checks = clients.iter().map(|id| register.app.run(&system, IdentifyClient(ClientId(*id))));
    let sent = || {
        let figures = register.app.figures().unwrap();
        let line = figures
            .lines()
            .find_map(|line| line.strip_prefix("duxue_sql_statements_total{operation=\"identify_client\"} "));
        line.map_or(0, |count| count.parse::<u64>().unwrap())
    };
    let before = sent();
    let answers = together(&register.app, checks);
    assert_eq!(sent() - before, 1);
    assert!(answers.iter().zip(&clients).all(|(answer, id)| answer.as_ref().unwrap().client.id.0 == *id));
}

/// Reads of records by every role that may, from everywhere and from two areas, now and as of a moment, and of one that is not there.
fn reads_of(operation: &'static Operation, keys: &[String], moment: Moment) -> Vec<Read> {
    let moments = if operation.takes.moments == Moments::AsOf {
        vec![Moment::default(), moment]
    } else {
        vec![Moment::default()]
    };
    let roles = operation.action.roles().iter().filter(|role| Role::OF_CLIENTS.contains(role));
    let areas = [None, Some("340800"), Some("360100")];
    let callers: Vec<Caller> = roles.flat_map(|role| areas.map(|area| caller(*role, area))).collect();
    let unknown = Uuid::from_u128(1).to_string();
    let mut reads = Vec::new();
    for key in keys.iter().chain([&unknown]) {
        for moment in &moments {
            let request = Request { key: Some(key.clone()), moment: *moment, ..Request::default() };
            let asks = |caller: &Caller| Read { operation, caller: caller.clone(), request: request.clone() };
            reads.extend(callers.iter().map(asks));
        }
    }
    reads
}

#[on_both_databases]
fn shared_and_single_answers_agree_for_every_role(register: &Register) {
    register.becomes_a_city();
    let auditor = register.acting("auditor");
    let register = with_one_reader(register);
    let moment = Moment { as_of: Some("2026-06-15".parse().unwrap()), known_at: Some(register.app.now()) };
    let reads_one = |operation: &&Operation| {
        let is_of_id = operation.takes.key.is_some_and(|key| key.kind == KeyKind::Id);
        is_of_id && !operation.action.writes() && matches!(operation.gives, Gives::Record(..))
    };
    let (mut compared, mut saved) = (0, 0);
    for operation in table::all().filter(reads_one) {
        let list = operation.route.path.split("/{").next().unwrap();
        let items = auditor.get(&format!("{list}?limit=4")).json()["items"].as_array().cloned().unwrap_or_default();
        let keys: Vec<String> = items.iter().filter_map(|item| item["id"].as_str()).map(str::to_owned).collect();
        let reads = reads_of(operation, &keys, moment);
        let (begun, app) = (register.statements(), &register.app);
        let one_by_one = async {
            let mut answers = Vec::new();
            for read in reads.clone() {
                answers.push(read.answer(app).await);
            }
            answers
        };
        let alone = actix_web::rt::System::new().block_on(one_by_one);
        let between = register.statements();
        // Few at a time: what would wait for too long is refused.
        let shared: Vec<_> = reads
            .chunks(AT_ONCE)
            .flat_map(|some| together(app, some.iter().cloned().map(|read| read.answer(app))))
            .collect();
        for (shared, alone) in shared.iter().zip(&alone) {
            assert_eq!(shared, alone, "{}", operation.action.as_str());
        }
        compared += alone.iter().filter(|answer| answer.is_ok()).count();
        saved += (between - begun).saturating_sub(register.statements() - between);
    }
    assert!(compared > 500 && saved > 500, "{compared} answers, {saved} statements less");
}
