//! What the harness asks of its PostgreSQL clusters in SQL, over libpq.

use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, sql_query};
use std::{
    thread,
    time::{Duration, Instant},
};

use crate::postgres::Cluster;

/// How long a server may take to be itself again or to end, before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

impl Cluster {
    /// Creates a database, as a copy of `template` when there is one. Nobody may be connected to the template.
    ///
    /// # Panics
    ///
    /// When the server refuses; the message is the server's.
    pub fn create_database(&self, name: &str, template: Option<&str>) {
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let create = format!("CREATE DATABASE {} TEMPLATE {}", quoted(name), quoted(template.unwrap_or("template0")));
        let created =
            self.connected("postgres").and_then(|mut c| c.batch_execute(&create).map_err(|it| it.to_string()));
        if let Err(reason) = created {
            panic!("could not create the database {name}: {reason}");
        }
    }

    /// Returns the answer to a query of one text column, called `line`, line by line.
    ///
    /// # Panics
    ///
    /// When the server refuses.
    pub fn lines(&self, database: &str, query: &str) -> Vec<String> {
        let mut connection = self.connected(database).expect("the server answers");
        let lines: Vec<Line> = sql_query(query).load(&mut connection).expect("the lines");
        lines.into_iter().map(|line| line.line).collect()
    }

    /// Waits until the server either answers, or has ended by itself; true if it answers.
    ///
    /// # Panics
    ///
    /// When it does neither for a minute.
    pub fn settles(&self) -> bool {
        let begin = Instant::now();
        loop {
            if self.connected("postgres").is_ok() {
                return true;
            }
            if !self.has_a_process() {
                return false;
            }
            assert!(begin.elapsed() < PATIENCE, "PostgreSQL neither answers nor ends:\n{}", self.log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn connected(&self, database: &str) -> Result<PgConnection, String> {
        PgConnection::establish(&self.url(database)).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::{binaries, cluster};

    #[test]
    fn a_database_starts_as_a_copy_of_its_template() {
        if binaries().is_none() {
            return;
        }
        cluster().create_database("template \"督学\"", None);
        let mut template = cluster().connected("template \"督学\"").expect("it answers");
        template.batch_execute("CREATE TABLE note AS SELECT '沪'::text AS line").expect("a table");
        drop(template);
        cluster().create_database("copy", Some("template \"督学\""));
        assert_eq!(cluster().lines("copy", "SELECT line FROM note"), ["沪"]);
        assert_eq!(cluster().lines("copy", "SELECT current_setting('fsync') AS line"), ["off"]);
        assert_eq!(cluster().lines("copy", "SELECT current_setting('listen_addresses') AS line"), [""]);
    }
}
