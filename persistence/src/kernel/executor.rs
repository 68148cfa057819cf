//! A small executor for the database side: a fixed number of threads per lane and one bounded, fair queue each. Callers
//! take turns, so that one who asks much waits for itself; a job that would wait too long is refused at once. Reads of single
//! records of one kind that wait at the same moment are taken together, because they share a statement (`together.rs`).
//!
//! Measured at 16 connections on two cores, against a general blocking pool: about twice the rate,
//! and a 99th percentile of 2.4 times the median instead of 10 times.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use uuid::Uuid;

use crate::kernel::together::{Lookup, share};

/// What a job has to do when its turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Run.
    Run,
    /// The deadline passed while it waited: refuse.
    TooLate,
}

type Job = Box<dyn FnOnce(Turn) + Send>;

/// Most jobs that wait in a lane.
pub const QUEUE_JOBS_MAX: usize = 2_048;
/// Most jobs of one caller that wait in a lane: no caller fills it alone.
pub const QUEUE_JOBS_OF_ONE_MAX: usize = QUEUE_JOBS_MAX / 4;
/// Longest a job waits before it is refused.
pub const QUEUE_WAIT_MAX: Duration = Duration::from_secs(2);

/// Most records that reads look up which are taken together: whoever comes next waits for so many.
pub const RECORDS_TOGETHER_MAX: usize = 32;

struct Waiting {
    since: Instant,
    /// What it looks up, of a job that does nothing else: the kind, and the records.
    lookup: Option<(&'static str, Lookup)>,
    job: Job,
}

impl Waiting {
    /// The kind of what it looks up, and as known at which instant.
    fn kind(&self) -> Option<(&'static str, Option<domain::Instant>)> {
        self.lookup.as_ref().map(|(kind, lookup)| (*kind, lookup.known_at))
    }

    fn ids(&self) -> &[Uuid] {
        self.lookup.as_ref().map(|(_, lookup)| lookup.ids.as_slice()).unwrap_or_default()
    }
}

/// Jobs by caller, and the callers in the order of their turns.
#[derive(Default)]
struct Queue {
    jobs: HashMap<String, VecDeque<Waiting>>,
    turns: VecDeque<String>,
    waiting: usize,
    /// The callers whose jobs run, in a lane where each has one at a time; none in another.
    running: Option<HashSet<String>>,
    /// What a job took of late, in the mean.
    job_time: Duration,
    closed: bool,
}

impl Queue {
    /// How many jobs come before another one of this caller: with each of its own, one of everybody else who waits.
    fn before(&self, caller: &str) -> usize {
        let own = self.jobs.get(caller).map_or(0, VecDeque::len);
        self.waiting.min((own + 1).saturating_mul(self.turns.len()))
    }

    fn push(&mut self, caller: &str, job: Waiting) {
        if let Some(own) = self.jobs.get_mut(caller) {
            own.push_back(job);
        } else {
            self.jobs.insert(caller.to_owned(), VecDeque::from([job]));
            self.turns.push_back(caller.to_owned());
        }
        self.waiting += 1;
    }

    /// Takes the next job, and with it the lookups that may share its statement: those of them that are next of their callers, in
    /// the order of the turns.
    fn take(&mut self, taken: &mut Vec<(String, Waiting)>) {
        let Some(first) = self.pop(|_| true) else { return };
        let (kind, mut records) = (first.1.kind(), first.1.ids().len());
        taken.push(first);
        if kind.is_none() {
            return;
        }
        let is_like = |waiting: &Waiting, records| {
            waiting.kind() == kind && records + waiting.ids().len() <= RECORDS_TOGETHER_MAX
        };
        while let Some(like) = self.pop(|waiting| is_like(waiting, records)) {
            records += like.1.ids().len();
            taken.push(like);
        }
    }

    /// The next of these jobs, of the caller whose turn it is; who has more waits for the turn after everybody else's.
    fn pop(&mut self, is_meant: impl Fn(&Waiting) -> bool) -> Option<(String, Waiting)> {
        let is_free = |caller: &String| self.running.as_ref().is_none_or(|running| !running.contains(caller));
        let is_next = |caller: &String| self.jobs.get(caller).and_then(VecDeque::front).is_some_and(&is_meant);
        let place = self.turns.iter().position(|caller| is_free(caller) && is_next(caller))?;
        let caller = self.turns.remove(place)?;
        let own = self.jobs.get_mut(&caller)?;
        let job = own.pop_front()?;
        if own.is_empty() {
            self.jobs.remove(&caller);
        } else {
            self.turns.push_back(caller.clone());
        }
        self.waiting -= 1;
        if let Some(running) = &mut self.running {
            running.insert(caller.clone());
        }
        Some((caller, job))
    }

    /// Notes that a job of a caller is over.
    fn ended(&mut self, caller: &str, took: Duration) {
        self.note(took);
        if let Some(running) = &mut self.running {
            running.remove(caller);
        }
    }

    /// Takes in what a job took: an eighth of the news, so that one slow job says little.
    fn note(&mut self, took: Duration) {
        self.job_time = (self.job_time * 7 + took) / 8;
    }
}

struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

/// Threads that work through one queue.
pub struct Lane {
    shared: Arc<Shared>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Lane {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(name: &str, threads: u32) -> std::io::Result<Self> {
        Self::with(name, threads, Queue::default())
    }

    /// Starts the threads of a lane in which a caller has one job at a time: where jobs are so long that whoever had
    /// several would keep everybody else out.
    ///
    /// # Errors
    /// As [`Lane::start`].
    pub fn start_for_one_each(name: &str, threads: u32) -> std::io::Result<Self> {
        Self::with(name, threads, Queue { running: Some(HashSet::new()), ..Queue::default() })
    }

    fn with(name: &str, threads: u32, queue: Queue) -> std::io::Result<Self> {
        let queue = Mutex::new(queue);
        let shared = Arc::new(Shared { queue, arrived: Condvar::new() });
        let threads = (0..threads)
            .map(|number| {
                let shared = Arc::clone(&shared);
                std::thread::Builder::new().name(format!("{name}-{number}")).spawn(move || work(&shared))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { shared, threads })
    }

    /// Queues a job of a caller, or gives it back as refused: when the queue is full or closing, when the caller has
    /// its share of it, or when the job would come too late by what jobs took of late.
    pub fn submit(&self, caller: &str, job: impl FnOnce(Turn) + Send + 'static) -> bool {
        self.queue(caller, None, Box::new(job))
    }

    /// As [`Lane::submit`], of a job that looks up records of a kind, and does nothing else in one transaction: it may be done
    /// together with others of its kind.
    pub fn submit_lookup(
        &self,
        caller: &str,
        lookup: (&'static str, Lookup),
        job: impl FnOnce(Turn) + Send + 'static,
    ) -> bool {
        self.queue(caller, Some(lookup), Box::new(job))
    }

    fn queue(&self, caller: &str, lookup: Option<(&'static str, Lookup)>, job: Job) -> bool {
        let mut queue = lock(&self.shared.queue);
        let own = queue.jobs.get(caller).map_or(0, VecDeque::len);
        let before = u32::try_from(queue.before(caller)).unwrap_or(u32::MAX);
        let threads = u32::try_from(self.threads.len()).unwrap_or(u32::MAX).max(1);
        let wait = queue.job_time.saturating_mul(before) / threads;
        let is_full = queue.waiting >= QUEUE_JOBS_MAX || own >= QUEUE_JOBS_OF_ONE_MAX;
        if queue.closed || is_full || wait > QUEUE_WAIT_MAX {
            return false;
        }
        queue.push(caller, Waiting { since: Instant::now(), lookup, job });
        drop(queue);
        self.shared.arrived.notify_one();
        true
    }

    /// How many jobs wait.
    pub fn waiting(&self) -> usize {
        lock(&self.shared.queue).waiting
    }
}

impl Drop for Lane {
    /// Finishes what was queued, then ends the threads.
    fn drop(&mut self) {
        lock(&self.shared.queue).closed = true;
        self.shared.arrived.notify_all();
        let own = std::thread::current().id();
        for thread in self.threads.drain(..).filter(|thread| thread.thread().id() != own) {
            if thread.join().is_err() {
                tracing::error!("a database thread had panicked");
            }
        }
    }
}

fn work(shared: &Shared) {
    let (mut taken, mut ended) = (Vec::new(), Vec::new());
    let mut queue = lock(&shared.queue);
    loop {
        // Who waits for the end of another job of its own is taken by the thread that ended it.
        queue.take(&mut taken);
        if taken.is_empty() {
            if queue.closed {
                return;
            }
            queue = shared.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
            continue;
        }
        drop(queue);
        let ids: Vec<Uuid> = match taken.as_slice() {
            [_] => Vec::new(),
            several => several.iter().flat_map(|(_, waiting)| waiting.ids()).copied().collect(),
        };
        share(ids, || ended.extend(taken.drain(..).map(|(caller, waiting)| (caller, run(waiting)))));
        queue = lock(&shared.queue);
        ended.drain(..).for_each(|(caller, took)| queue.ended(&caller, took));
    }
}

/// Does a job, and tells how long it took.
fn run(Waiting { since, job, .. }: Waiting) -> Duration {
    let turn = if since.elapsed() > QUEUE_WAIT_MAX { Turn::TooLate } else { Turn::Run };
    let begun = Instant::now();
    // A panic must not take the thread along: the job's caller sees its channel close.
    if catch_unwind(AssertUnwindSafe(|| job(turn))).is_err() {
        tracing::error!("a job on the database side panicked");
    }
    begun.elapsed()
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// A lane of one thread that is held until the sender is dropped.
    fn held() -> (Lane, mpsc::Sender<()>) {
        let lane = Lane::start("test", 1).unwrap();
        let (hold, held) = mpsc::channel::<()>();
        assert!(lane.submit("nobody", move |_| assert!(held.recv().is_err())));
        while lane.waiting() > 0 {
            std::thread::yield_now();
        }
        (lane, hold)
    }

    #[test]
    fn jobs_run_in_order_and_a_panic_does_not_stop_the_lane() {
        let lane = Lane::start("test", 1).unwrap();
        let (send, receive) = mpsc::channel();
        assert!(lane.submit("a", |_| panic!("on purpose")));
        for number in 0..10 {
            let send = send.clone();
            assert!(lane.submit("a", move |turn| send.send((turn, number)).unwrap()));
        }
        let got: Vec<_> = receive.iter().take(10).collect();
        assert_eq!(got, (0..10).map(|number| (Turn::Run, number)).collect::<Vec<_>>());
    }

    #[test]
    fn callers_take_turns() {
        let (lane, hold) = held();
        let (send, receive) = mpsc::channel();
        for caller in ["a", "a", "a", "a", "b", "b", "c"] {
            let send = send.clone();
            assert!(lane.submit(caller, move |_| send.send(caller).unwrap()));
        }
        drop(hold);
        assert_eq!(receive.iter().take(7).collect::<Vec<_>>(), ["a", "b", "c", "a", "b", "a", "a"]);
    }

    /// A lookup of so many records of a kind.
    fn lookup(kind: &'static str, records: u128) -> (&'static str, Lookup) {
        (kind, Lookup { ids: (0..records).map(Uuid::from_u128).collect(), known_at: None })
    }

    #[test]
    fn lookups_of_one_kind_are_taken_together_in_turn() {
        let mut queue = Queue::default();
        let waiting = |lookup| Waiting { since: Instant::now(), lookup, job: Box::new(|_| ()) };
        let then = ("a", Lookup { known_at: Some(domain::Instant::UNIX_EPOCH), ..lookup("a", 1).1 });
        for (caller, wanted) in [
            ("first", Some(lookup("a", 1))),
            ("first", Some(lookup("a", 2))),
            ("second", Some(lookup("b", 1))),
            ("second", Some(lookup("a", 3))),
            ("third", Some(lookup("a", 4))),
            ("fourth", Some(then)),
            ("fifth", None),
        ] {
            queue.push(caller, waiting(wanted));
        }
        let mut take = || {
            let mut taken = Vec::new();
            queue.take(&mut taken);
            taken.iter().map(|(caller, waiting)| (caller.clone(), waiting.ids().len())).collect::<Vec<_>>()
        };
        let named =
            |all: &[(&str, usize)]| all.iter().map(|(caller, ids)| ((*caller).to_owned(), *ids)).collect::<Vec<_>>();
        assert_eq!(take(), named(&[("first", 1), ("third", 4), ("first", 2)]), "not who waits behind another kind");
        assert_eq!(take(), named(&[("second", 1)]));
        assert_eq!(take(), named(&[("fourth", 1)]), "as known at another instant");
        assert_eq!(take(), named(&[("fifth", 0)]));
        assert_eq!(take(), named(&[("second", 3)]));
        assert_eq!(take(), []);
    }

    #[test]
    fn lookups_are_taken_together_up_to_a_bound() {
        let mut queue = Queue::default();
        for _ in 0..3 {
            let lookup = Some(lookup("a", 12));
            queue.push("a", Waiting { since: Instant::now(), lookup, job: Box::new(|_| ()) });
        }
        let mut taken = Vec::new();
        queue.take(&mut taken);
        assert_eq!((taken.len(), queue.waiting), (2, 1), "three would look up 36 records");
        const { assert!(RECORDS_TOGETHER_MAX < 36) };
    }

    #[test]
    fn panic_of_a_lookup_does_not_stop_those_beside_it() {
        let (lane, hold) = held();
        let (send, receive) = mpsc::channel();
        assert!(lane.submit_lookup("a", lookup("a", 1), |_| panic!("on purpose")));
        assert!(lane.submit_lookup("b", lookup("a", 1), move |turn| send.send(turn).unwrap()));
        drop(hold);
        assert_eq!(receive.recv(), Ok(Turn::Run));
    }

    #[test]
    fn limited_caller_waits_while_others_run() {
        let lane = Lane::start_for_one_each("test", 2).unwrap();
        let (hold, held) = mpsc::channel::<()>();
        assert!(lane.submit("a", move |_| assert!(held.recv().is_err())));
        let (send, receive) = mpsc::channel();
        for caller in ["a", "b", "c"] {
            let send = send.clone();
            assert!(lane.submit(caller, move |_| send.send(caller).unwrap()));
        }
        assert_eq!(receive.iter().take(2).collect::<Vec<_>>(), ["b", "c"], "a thread is free, and not for the same");
        assert_eq!(lane.waiting(), 1);
        drop(hold);
        assert_eq!(receive.recv(), Ok("a"));
        let send = send.clone();
        assert!(lane.submit("a", |_| panic!("on purpose")) && lane.submit("a", move |_| send.send("again").unwrap()));
        assert_eq!(receive.recv(), Ok("again"), "whoever's job panicked has no job");
    }

    #[test]
    fn one_caller_cannot_fill_the_queue_and_a_full_queue_refuses() {
        let (lane, hold) = held();
        for caller in ["a", "b", "c", "d"] {
            for _ in 0..QUEUE_JOBS_OF_ONE_MAX {
                assert!(lane.submit(caller, |_| ()));
            }
            assert!(!lane.submit(caller, |_| ()));
        }
        assert!(!lane.submit("e", |_| ()));
        drop(hold);
    }

    #[test]
    fn lane_refuses_long_waits_but_admits_light_callers() {
        let (lane, hold) = held();
        lock(&lane.shared.queue).job_time = Duration::from_millis(300);
        let taken = (0..20).take_while(|_| lane.submit("a", |_| ())).count();
        assert_eq!(taken, 7, "seven before it take more than two seconds");
        assert!(lane.submit("b", |_| ()), "its turn comes after one of the other's");
        drop(hold);
    }

    #[test]
    fn one_slow_job_says_little_and_many_say_much() {
        let mut queue = Queue::default();
        queue.note(Duration::from_secs(8));
        assert_eq!(queue.job_time, Duration::from_secs(1));
        (0..60).for_each(|_| queue.note(Duration::from_millis(1)));
        assert!(queue.job_time < Duration::from_millis(2), "{:?}", queue.job_time);
    }
}
