//! Objections to public notices: who objects, and what they say, sealed for the record that they are about.
//!
//! A membership or a certification carries its objection sealed, through all of its versions; it is opened for a view. So it
//! is bound to table, column and record, and no version buries one that does not open.

use diesel::prelude::*;
use domain::{Error, kernel::notice::Objection};
use uuid::Uuid;

use crate::kernel::{
    connection::DbConnection,
    error::Stored,
    schema::{certifications, pool_memberships},
    types::DbUuid,
    vault::{Place, TEXT_END, TEXT_SIGN, Vault},
};

/// In place of a version: an objection belongs to all of them.
const OF_ALL_VERSIONS: i64 = 0;
/// Rows of one table that are looked at together.
const AT_ONCE: i64 = 200;

/// What was objected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A pool membership.
    Membership(Uuid),
    /// A certification.
    Certification(Uuid),
}

impl About {
    fn place(self, column: &str) -> Place {
        match self {
            Self::Membership(id) => Place::new(("pool_memberships", column), id, OF_ALL_VERSIONS),
            Self::Certification(id) => Place::new(("certifications", column), id, OF_ALL_VERSIONS),
        }
    }

    fn objector(self) -> Place {
        self.place("objector")
    }

    fn statement(self) -> Place {
        self.place("objection_statement")
    }
}

/// An objection as its record carries it.
///
/// # Errors
/// As [`Vault::seal`].
pub fn sealed(vault: &Vault, about: About, said: &Objection) -> Result<Objection, Error> {
    let objector = vault.seal_text(&about.objector(), &said.objector)?;
    Ok(Objection { objector, statement: vault.seal_text(&about.statement(), &said.statement)? })
}

/// An objection as it is shown; [`domain::kernel::text::UNREADABLE_WORDS`] in place of what does not open.
///
/// # Errors
/// When the keys cannot be read.
pub fn opened(vault: &Vault, about: About, kept: &Objection) -> Result<Objection, Error> {
    let objector = vault.readable_text(&about.objector(), &kept.objector, "objector")?;
    let statement = vault.readable_text(&about.statement(), &kept.statement, "objection_statement")?;
    Ok(Objection { objector, statement })
}

/// The words of an objection as a row holds them. Every version since the objection holds them.
#[derive(Debug, Clone)]
pub struct Words {
    pub(crate) about: About,
    version: i64,
    objector: Option<String>,
    statement: Option<String>,
}

impl Words {
    /// Changes them, each with its place.
    fn change(&self, change: impl Fn(&Place, &str) -> Result<String, Error>) -> Result<Self, Error> {
        let changed = |place: Place, text: &Option<String>| text.as_ref().map(|text| change(&place, text)).transpose();
        let objector = changed(self.about.objector(), &self.objector)?;
        Ok(Self { objector, statement: changed(self.about.statement(), &self.statement)?, ..self.clone() })
    }

    /// The record, as a person would look for it.
    pub(crate) fn name(&self) -> String {
        match self.about {
            About::Membership(id) => format!("pool_memberships {id} (version {})", self.version),
            About::Certification(id) => format!("certifications {id} (version {})", self.version),
        }
    }
}

type Row = (DbUuid, i64, Option<String>, Option<String>);

/// The words of some of a table's rows that do not sort between two texts, after the first `offset`.
macro_rules! words_beyond {
    ($db:expr, $table:ident as $about:path, $texts:expr, $offset:expr) => {{
        use $table::{id, objection_statement, objector, table, version};
        let (low, high): (String, &str) = $texts;
        let beyond = stale_text!(objector, low.clone(), high).or(stale_text!(objection_statement, low, high));
        let rows: Vec<Row> = table
            .filter(beyond)
            .order((id, version))
            .limit(AT_ONCE)
            .offset($offset)
            .select((id, version, objector, objection_statement))
            .load($db)
            .stored()?;
        let words =
            |(of, at, who, what): Row| Words { about: $about(of.0), version: at, objector: who, statement: what };
        Ok::<Vec<Words>, Error>(rows.into_iter().map(words).collect())
    }};
}

/// Objections to nominations that were not sealed with the newest key.
///
/// # Errors
/// When the database fails.
pub(crate) fn stale_of_members(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<Words>, Error> {
    words_beyond!(db, pool_memberships as About::Membership, vault.newest_texts(), offset)
}

/// Objections to certifications that were not sealed with the newest key.
///
/// # Errors
/// When the database fails.
pub(crate) fn stale_of_certifications(db: &mut DbConnection, vault: &Vault, offset: i64) -> Result<Vec<Words>, Error> {
    words_beyond!(db, certifications as About::Certification, vault.newest_texts(), offset)
}

/// How many rows hold an objection that was not sealed with the newest key.
///
/// # Errors
/// When the database fails.
pub(crate) fn count_stale(db: &mut DbConnection, vault: &Vault) -> Result<i64, Error> {
    let (low, high) = vault.newest_texts();
    macro_rules! count {
        ($table:ident) => {{
            use $table::{objection_statement, objector, table};
            let stale =
                stale_text!(objector, low.clone(), high).or(stale_text!(objection_statement, low.clone(), high));
            let count: i64 = table.filter(stale).count().get_result(db).stored()?;
            count
        }};
    }
    Ok(count!(pool_memberships) + count!(certifications))
}

/// Seals words again with the newest key, unless the row has got others meanwhile.
///
/// # Errors
/// When they do not open.
pub(crate) fn seal_again(db: &mut DbConnection, vault: &Vault, before: &Words) -> Result<(), Error> {
    let after = before.change(|place, text| vault.seal_text(place, &vault.unseal_text(place, text)?))?;
    replace(db, before, after)
}

/// Seals some of the words that an earlier release kept in clear; tells of how many rows.
///
/// # Errors
/// When the database fails.
pub fn seal_clear(db: &mut DbConnection, vault: &Vault) -> Result<usize, Error> {
    let sealed = || (TEXT_SIGN.to_owned(), TEXT_END);
    let mut all = words_beyond!(db, pool_memberships as About::Membership, sealed(), 0)?;
    all.extend(words_beyond!(db, certifications as About::Certification, sealed(), 0)?);
    for before in &all {
        let is_sealed = |text: &str| text.starts_with(TEXT_SIGN);
        let seal = |place: &Place, text: &str| {
            if is_sealed(text) { Ok(text.to_owned()) } else { vault.seal_text(place, text) }
        };
        replace(db, before, before.change(seal)?)?;
    }
    Ok(all.len())
}

fn replace(db: &mut DbConnection, before: &Words, after: Words) -> Result<(), Error> {
    macro_rules! replace {
        ($table:ident, $id:ident) => {{
            use $table::{objection_statement, objector, table};
            let unchanged = table.find((DbUuid($id), before.version)).filter(objector.eq(before.objector.clone()));
            let set = (objector.eq(after.objector), objection_statement.eq(after.statement));
            diesel::update(unchanged).set(set).execute(db).stored().map(drop)
        }};
    }
    match before.about {
        About::Membership(id) => replace!(pool_memberships, id),
        About::Certification(id) => replace!(certifications, id),
    }
}
