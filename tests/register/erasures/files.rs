//! What an erasure leaves in the files of a database.

use super::*;

/// The bytes of every file in which a database keeps its rows. PostgreSQL's write-ahead log is not among them: it keeps what was
/// written until its files are used again.
fn files(register: &Register) -> Vec<u8> {
    let read = |path: std::path::PathBuf| std::fs::read(path).unwrap_or_default();
    match &register.config.database {
        persistence::Engine::Sqlite(file) => {
            ["", "-wal", "-shm"].iter().flat_map(|suffix| read(format!("{file}{suffix}").into())).collect()
        }
        persistence::Engine::Postgres(_) => {
            register.executes("CHECKPOINT");
            let folder = "SELECT current_setting('data_directory') || '/base/' || oid AS line FROM pg_database WHERE datname = current_database()";
            let folder = std::fs::read_dir(&register.lines(folder)[0]).unwrap();
            folder.flat_map(|entry| read(entry.unwrap().path())).collect()
        }
    }
}

/// Waits until the one erasure is out of the files.
fn gets_cleaned(register: &Register) {
    let pending = "SELECT status AS line FROM erasures WHERE files_cleaned_at IS NULL";
    for _ in 0..1_200 {
        if register.lines(pending).is_empty() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("the files are not cleaned");
}

#[on_both_databases]
fn database_files_hold_no_value_of_an_erased_person(register: &Register) {
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let kept = registrar.creates_person(&person(3)).unwrap();
    let ada = registrar.creates_person(&person(1)).unwrap();
    let id = text(&ada, "id");
    is_known_by_both(&registrar, &ada);
    // Enough others, so that pages are split and what was on them is moved.
    for number in 10..60 {
        registrar.creates_person(&person(number)).unwrap();
    }
    let numbers = [0, 1].map(|at| citizen_number(&format!("1980010{}", at + 1), 7));
    let words = [
        "situjiaming",
        "situyiming",
        "situ0@example",
        "situ1@example",
        "试验路0号",
        "试验路1号",
        "履历0",
        "履历1",
        "某学校0",
        "某学校1",
    ];
    let values: Vec<&str> = NAMES.iter().chain(&words).copied().collect();
    let sealed: Vec<&str> =
        PHONES.iter().copied().chain(["健康状况0", "健康状况1"]).chain(numbers.iter().map(String::as_str)).collect();
    let before = files(register);
    for value in &values {
        assert!(holds(&before, value), "{value} is where this test looks");
    }
    assert_eq!(register.app.clean_files().unwrap(), 0, "nobody was erased");
    registrar.asks_for_erasure(id, "consent_withdrawn").unwrap();
    approver.fires_erasure(id, "carry_out", &json!({})).unwrap();
    // The server may have begun by itself.
    drop(register.app.clean_files());
    gets_cleaned(register);
    assert_eq!(register.app.clean_files().unwrap(), 0, "once");
    let after = files(register);
    for value in values.iter().chain(&sealed) {
        assert!(!holds(&after, value), "{value} is left in a file");
    }
    assert!(holds(&after, text(&kept, "number")), "others are still there");
    assert_eq!(registrar.reads_person(text(&kept, "id")).unwrap()["name"], kept["name"]);
    assert!(register.app.is_whole().unwrap());
}

#[on_both_databases]
fn server_cleans_its_files_by_itself(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    is_known_by_both(&registrar, &ada);
    erased(register, text(&ada, "id"), "consent_withdrawn");
    // Another server finds it when it starts.
    let _other = register.second_server();
    gets_cleaned(register);
    assert!(!holds(&files(register), NAMES[1]));
}

#[on_both_databases]
fn concurrent_cleaners_leave_nothing_behind(register: &Register) {
    let registrar = register.acting("registrar");
    let ada = registrar.creates_person(&person(1)).unwrap();
    is_known_by_both(&registrar, &ada);
    erased(register, text(&ada, "id"), "consent_withdrawn");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| register.app.clean_files());
        }
    });
    gets_cleaned(register);
    let after = files(register);
    assert!(NAMES.iter().all(|name| !holds(&after, name)));
}

#[test]
#[cfg_attr(not(postgres), ignore = "no PostgreSQL binaries on this machine")]
fn cleaning_waits_for_older_snapshots() {
    let register = Register::new(Database::Postgres, Surface::Rest);
    let persistence::Engine::Postgres(url) = &register.config.database else { panic!("a PostgreSQL register") };
    let session = |url: &str| PgConnection::establish(url).unwrap();
    let (start, end) = (url.find(":///").unwrap() + 4, url.find('?').unwrap());
    let elsewhere = format!("{}postgres{}", &url[..start], &url[end..]);
    let (registrar, approver) = (register.acting("registrar"), register.acting("approver"));
    let ada = registrar.creates_person(&person(1)).unwrap();
    registrar.asks_for_erasure(text(&ada, "id"), "consent_withdrawn").unwrap();
    // A transaction in another database of the server makes every snapshot as old as it is.
    let (mut writer, mut reader) = (session(&elsewhere), session(url));
    writer.batch_execute("BEGIN; SELECT pg_current_xact_id()").unwrap();
    approver.fires_erasure(text(&ada, "id"), "carry_out", &json!({})).unwrap();
    std::thread::scope(|scope| {
        let cleaner = scope.spawn(|| while register.app.clean_files().is_err() {});
        std::thread::sleep(std::time::Duration::from_secs(1));
        assert!(!cleaner.is_finished(), "the writer is waited for");
        // It begins after the cleaner, and sees what was there when the writer began.
        reader.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1").unwrap();
        writer.batch_execute("COMMIT").unwrap();
        std::thread::sleep(std::time::Duration::from_secs(1));
        assert!(!cleaner.is_finished(), "the reader is waited for");
        reader.batch_execute("COMMIT").unwrap();
        cleaner.join().unwrap();
    });
    gets_cleaned(&register);
    assert!(!holds(&files(&register), text(&ada, "name")));
}
