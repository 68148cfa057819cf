//! The log. A thread of its own writes the lines, many at once, so that nobody who serves waits for a file or a pipe. A line
//! for which there is no room is dropped and counted.

use std::{
    io::{self, IsTerminal, Write},
    mem, panic,
    sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Most bytes of lines that wait.
const WAITING_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The part of them that only warnings and errors may fill.
const RESERVED_BYTES: usize = 1024 * 1024;
/// How long lines are gathered before they are written; a program that is killed loses no more than these.
const GATHERED_FOR: Duration = Duration::from_millis(10);
/// What is kept of a buffer that a flood of lines made large.
const KEPT_BYTES: usize = 64 * 1024;

static LOG: LazyLock<Log> = LazyLock::new(|| Log::to(io::stderr()));

/// Starts the log of the program. Its lines are JSON unless a person watches.
///
/// # Errors
/// When the system has no thread for it.
pub fn start(filter: &str) -> io::Result<()> {
    let builder = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter)).with_writer(&*LOG);
    let started =
        if io::stderr().is_terminal() { builder.try_init() } else { builder.json().flatten_event(true).try_init() };
    // A second start in one process, as in tests, changes nothing.
    if started.is_err() {
        return Ok(());
    }
    flush_on_panic(&LOG);
    thread::Builder::new().name("log".to_owned()).spawn(|| LOG.keep_writing()).map(drop)
}

/// Writes what waits: before the program ends, and before something else is written to the same place.
pub fn flush() {
    LOG.flush();
}

/// How many lines were dropped since the program started.
pub fn dropped_lines() -> u64 {
    LOG.dropped_lines()
}

/// Has the lines before a panic written before what is said of it.
fn flush_on_panic(log: &'static Log) {
    let say = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        log.flush();
        say(panic);
    }));
}

/// Lines on their way to where they are written.
struct Log {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    sink: Mutex<Sink>,
}

/// Lines that wait, and how many found no room.
#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    dropped: u64,
}

/// Where lines are written, with the buffer of those that are written at the moment.
struct Sink {
    lines: Vec<u8>,
    out: Box<dyn Write + Send>,
}

impl Log {
    fn to(out: impl Write + Send + 'static) -> Self {
        let sink = Sink { lines: Vec::new(), out: Box::new(out) };
        Self { waiting: Mutex::default(), arrived: Condvar::new(), sink: Mutex::new(sink) }
    }

    fn add(&self, line: &[u8], room: usize) {
        let mut waiting = lock(&self.waiting);
        let is_first = waiting.lines.is_empty();
        if waiting.lines.len() + line.len() > room {
            waiting.dropped += 1;
            return;
        }
        waiting.lines.extend_from_slice(line);
        drop(waiting);
        // Whoever finds other lines there knows that the thread is awake already.
        if is_first {
            self.arrived.notify_one();
        }
    }

    fn dropped_lines(&self) -> u64 {
        lock(&self.waiting).dropped
    }

    fn flush(&self) {
        // Taken first, so that whoever flushes finds everything written, and in order.
        let mut sink = lock(&self.sink);
        let Sink { lines, out } = &mut *sink;
        mem::swap(lines, &mut lock(&self.waiting).lines);
        // Nobody can be told that the log cannot be written.
        let _ = out.write_all(lines).and_then(|()| out.flush());
        lines.clear();
        lines.shrink_to(KEPT_BYTES);
    }

    fn keep_writing(&self) {
        let mut told = 0;
        loop {
            drop(self.arrived.wait_while(lock(&self.waiting), |waiting| waiting.lines.is_empty()));
            thread::sleep(GATHERED_FOR);
            self.flush();
            told = self.tell_dropped(told);
        }
    }

    /// Says in the log how many lines were dropped since it was last said.
    fn tell_dropped(&self, told: u64) -> u64 {
        let dropped = self.dropped_lines();
        if dropped > told {
            tracing::warn!(lines = dropped - told, "lines of the log were dropped: it is written too slowly");
        }
        dropped
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes one line.
struct Line {
    log: &'static Log,
    room: usize,
}

impl MakeWriter<'_> for &'static Log {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line { log: self, room: WAITING_BYTES_MAX }
    }

    fn make_writer_for(&self, event: &Metadata<'_>) -> Line {
        let reserved = if *event.level() <= Level::WARN { 0 } else { RESERVED_BYTES };
        Line { log: self, room: WAITING_BYTES_MAX - reserved }
    }
}

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.log.add(line, self.room);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// What was written, and how often.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Written {
        fn lines(&self) -> Vec<String> {
            String::from_utf8(lock(&self.0).0.clone()).unwrap().lines().map(str::to_owned).collect()
        }
    }

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut written = lock(&self.0);
            written.0.extend_from_slice(bytes);
            written.1 += 1;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A log with what it has written, while events of this thread go to it.
    fn logged(events: impl FnOnce(&'static Log)) -> Written {
        let written = Written::default();
        let log: &'static Log = Box::leak(Box::new(Log::to(written.clone())));
        let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(log).finish();
        tracing::subscriber::with_default(subscriber, || events(log));
        written
    }

    #[test]
    fn lines_that_wait_are_written_at_once_and_in_order() {
        let written = logged(|log| {
            (0..1_000).for_each(|number| tracing::info!(number, "request"));
            log.flush();
            log.flush();
        });
        let lines = written.lines();
        assert_eq!(lines.len(), 1_000);
        assert!(lines.iter().enumerate().all(|(at, line)| line.contains(&format!("\"number\":{at},"))));
        assert_eq!(lock(&written.0).1, 1, "one write for all");
    }

    #[test]
    fn dropped_lines_are_counted_and_told_and_warnings_still_fit() {
        let long = "x".repeat(1_000);
        let written = logged(|log| {
            (0..5_000).for_each(|_| tracing::info!(long, "request"));
            tracing::warn!("something serious");
            let dropped = log.dropped_lines();
            assert!(dropped > 1_000, "{dropped}");
            log.flush();
            assert_eq!(log.tell_dropped(0), dropped);
            assert_eq!(log.tell_dropped(dropped), dropped);
            log.flush();
        });
        let lines = written.lines();
        assert!(lock(&written.0).0.len() < WAITING_BYTES_MAX);
        let [.., serious, told] = lines.as_slice() else { panic!("{} lines", lines.len()) };
        assert!(serious.contains("something serious") && told.contains("were dropped"), "{serious} {told}");
        assert!(told.contains(&format!("\"lines\":{}", 5_001 - (lines.len() - 1))), "{told}");
    }

    #[test]
    fn lines_are_written_soon_without_a_flush() {
        let written = logged(|log| {
            thread::spawn(|| log.keep_writing());
            tracing::info!("request");
        });
        let is_written = (0..1_000).any(|_| {
            thread::sleep(GATHERED_FOR);
            !written.lines().is_empty()
        });
        assert!(is_written);
    }

    #[test]
    fn lines_before_a_panic_are_written() {
        let written = logged(|log| {
            flush_on_panic(log);
            tracing::info!("request");
            assert!(panic::catch_unwind(|| panic!("on purpose")).is_err());
        });
        assert_eq!(written.lines().len(), 1);
    }
}
