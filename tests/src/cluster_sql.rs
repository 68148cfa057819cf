//! What the harness asks of its PostgreSQL clusters in SQL, over libpq.

use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection, sql_query};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::postgres::{self, Cluster};

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// Makes a database of the common cluster as a copy of a template, over a connection that is kept: to open one costs the
/// server half as much as the copy.
///
/// # Panics
///
/// When the server refuses; the message is the server's.
pub fn copy_database(name: &str, template: &str) {
    create(&mut kept(), name, Some(template));
}

/// Drops a database of the common cluster, whoever is still connected to it.
pub fn drop_database(name: &str) {
    // What cannot be dropped now goes with the cluster.
    drop(kept().batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", quoted(name))));
}

fn kept() -> MutexGuard<'static, PgConnection> {
    static KEPT: OnceLock<Mutex<PgConnection>> = OnceLock::new();
    let connected = || Mutex::new(postgres::cluster().connected("postgres").expect("the server answers"));
    KEPT.get_or_init(connected).lock().unwrap_or_else(PoisonError::into_inner)
}

fn create(connection: &mut PgConnection, name: &str, template: Option<&str>) {
    // Version 15 brought another way to copy, which writes everything to the journal as well and costs three times as much.
    let strategy = "SELECT CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 'STRATEGY FILE_COPY' ELSE '' END AS line";
    let strategy: Result<Line, _> = sql_query(strategy).get_result(connection);
    let created = strategy.and_then(|Line { line: strategy }| {
        let template = quoted(template.unwrap_or("template0"));
        connection.batch_execute(&format!("CREATE DATABASE {} TEMPLATE {template} {strategy}", quoted(name)))
    });
    if let Err(reason) = created {
        panic!("could not create the database {name}: {reason}");
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Cluster {
    /// Creates a database, as a copy of `template` when there is one. Nobody may be connected to the template.
    ///
    /// # Panics
    ///
    /// When the server refuses; the message is the server's.
    pub fn create_database(&self, name: &str, template: Option<&str>) {
        create(&mut self.connected("postgres").expect("the server answers"), name, template);
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
