//! Every table whose rows belong to a person, with what becomes of them when the person moves to another area, is merged, is
//! erased, or asks for the file. A table that is missing here is found by a test, which reads the database's own catalogue.

use diesel::prelude::*;
use domain::{
    Area, Error, Instant,
    file::erasure::Kind::{self, Accounts, Complaints, Decisions, PersonalData, WorkingTexts},
    kernel::id::PersonId,
    people::person::Person,
};

use crate::{
    file::erasures,
    kernel::{connection::DbConnection, error::Stored, types::DbUuid, vault::Vault},
    misconduct::{complaints, dismissals, sanctions},
    money::payees,
    people,
    performance::{assessments, duty_records, grades, promotions},
    pools::pool_memberships,
    qualification::{certifications, trainings},
    service::{appointments, posts, recusals, zone_assignments},
    supervision::{findings, inspections},
    vacancies,
};

/// What becomes of rows.
pub enum Fate<T: 'static> {
    /// They change, in this way.
    Changed(T),
    /// They stay as they are, for this reason.
    Kept(&'static str),
}

use Fate::{Changed, Kept};

/// Gives the rows of a person the person's area.
pub type FollowArea = fn(&mut DbConnection, &Vault, PersonId, &Area, Instant) -> Result<(), Error>;
/// Gives the rows of a merged person to the survivor.
pub type MoveTo = fn(&mut DbConnection, &Vault, PersonId, &Person, Instant) -> Result<(), Error>;

/// A table whose rows belong to a person.
pub struct Owned {
    /// Its name.
    pub table: &'static str,
    /// When the person moves to another area.
    pub area: Fate<FollowArea>,
    /// When the person is merged into another.
    pub merge: Fate<MoveTo>,
    /// When the person is erased: the kinds of erasure that take something out of the rows.
    pub erasure: Fate<&'static [Kind]>,
    /// The events about the rows, whose words an erasure takes; none where no event is about a row.
    pub events: Option<OwnedEvents>,
    /// When the person asks for the file: the field of the file that holds the rows.
    pub file: Fate<&'static str>,
}

/// The events about rows that belong to a person.
pub struct OwnedEvents {
    /// The kind of erasure that takes their words.
    pub erased_with: Kind,
    /// The records of people that the events are about.
    pub(crate) subjects: fn(&mut DbConnection, &[DbUuid]) -> Result<Vec<DbUuid>, Error>,
}

const NO_AREA: &str = "it has no area";
const DECISION: &str = "it holds decisions and no words";
const LEDGER: &str = "the ledger names the person by number, and what was paid to whom stays (R160)";
const INDEX: &str = "it only finds the person";
const FOLLOWS: &str = "the database writes it anew with the person and the memberships";

/// The events about the records of a table.
macro_rules! events_about {
    ($table:ident, $kind:ident) => {
        Some(OwnedEvents {
            erased_with: $kind,
            subjects: |db, people| {
                use crate::kernel::schema::$table::{id, person_id, table};
                table.filter(person_id.eq_any(people)).select(id).distinct().load(db).stored()
            },
        })
    };
}

/// A table whose rows go over with the person, to another area or to the survivor of a merge, and which the file names alike.
/// `sealed` rows are sealed for their next version.
macro_rules! going_over {
    ($table:ident, erasure: $erasure:expr, events: $kind:ident) => {
        Owned {
            table: stringify!($table),
            area: Changed(|db, _, person, area, now| $table::hand_over(db, person, (person, area), now)),
            merge: Changed(|db, _, lost, survivor, now| {
                $table::hand_over(db, lost, (survivor.id, &survivor.area), now)
            }),
            erasure: $erasure,
            events: events_about!($table, $kind),
            file: Changed(stringify!($table)),
        }
    };
    (sealed $table:ident, erasure: $erasure:expr, events: $kind:ident) => {
        Owned {
            table: stringify!($table),
            area: Changed(|db, vault, person, area, now| $table::hand_over(db, vault, person, (person, area), now)),
            merge: Changed(|db, vault, lost, survivor, now| {
                $table::hand_over(db, vault, lost, (survivor.id, &survivor.area), now)
            }),
            erasure: $erasure,
            events: events_about!($table, $kind),
            file: Changed(stringify!($table)),
        }
    };
}

/// All tables whose rows belong to a person, in the order in which they are written.
pub static OWNED: &[Owned] = &[
    Owned {
        table: "disclosures",
        area: Kept(NO_AREA),
        merge: Kept("it says under which id somebody was read; who looks for the survivor finds it"),
        erasure: Kept("the law has it kept for three years, and it holds no words"),
        events: None,
        file: Kept("it is read by itself, grouped by who received"),
    },
    Owned {
        table: "person_search_terms",
        area: Kept(NO_AREA),
        merge: Changed(|db, _, lost, survivor, _| people::search_terms::inherit(db, lost, survivor.id)),
        erasure: Changed(&[PersonalData]),
        events: None,
        file: Kept(INDEX),
    },
    Owned {
        table: "experts",
        area: Kept(FOLLOWS),
        merge: Kept(FOLLOWS),
        erasure: Kept(FOLLOWS),
        events: None,
        file: Kept(FOLLOWS),
    },
    going_over!(pool_memberships, erasure: Changed(&[WorkingTexts]), events: PersonalData),
    going_over!(certifications, erasure: Changed(&[WorkingTexts]), events: Decisions),
    going_over!(trainings, erasure: Kept(DECISION), events: PersonalData),
    going_over!(appointments, erasure: Changed(&[WorkingTexts]), events: Decisions),
    Owned {
        table: "zone_assignments",
        area: Kept("it has the area of its zone"),
        merge: Changed(|db, _, lost, survivor, now| zone_assignments::move_to(db, lost, survivor.id, now)),
        erasure: Kept(DECISION),
        events: events_about!(zone_assignments, Decisions),
        file: Changed("zone_assignments"),
    },
    Owned {
        table: "posts",
        area: Kept("it has the area of its committee or office"),
        merge: Changed(|db, _, lost, survivor, now| posts::move_to(db, lost, survivor.id, now)),
        erasure: Kept(DECISION),
        events: events_about!(posts, Decisions),
        file: Changed("posts"),
    },
    Owned {
        table: "inspection_inspectors",
        area: Kept("it has the area of its inspection"),
        merge: Changed(|db, _, lost, survivor, now| inspections::move_to(db, lost, survivor.id, now)),
        erasure: Kept("an inspection is about a unit, and names who inspected by number"),
        events: None,
        file: Changed("inspections"),
    },
    Owned {
        table: "findings",
        area: Kept("it has the area of its object"),
        merge: Changed(|db, _, lost, survivor, now| findings::move_to(db, lost, survivor.id, now)),
        erasure: Kept("it is about a unit, and names who found it by number"),
        events: None,
        file: Changed("findings"),
    },
    going_over!(sealed recusals, erasure: Changed(&[WorkingTexts]), events: PersonalData),
    going_over!(duty_records, erasure: Kept(DECISION), events: PersonalData),
    going_over!(sanctions, erasure: Kept(DECISION), events: Decisions),
    going_over!(promotions, erasure: Changed(&[WorkingTexts]), events: PersonalData),
    // What the survivor is paid by too is known once from then on.
    Owned {
        merge: Changed(payees::move_to),
        ..going_over!(sealed payees, erasure: Changed(&[Accounts]), events: Accounts)
    },
    Owned {
        table: "grades",
        area: Changed(|db, _, person, area, now| grades::follow_area(db, person, area, now)),
        merge: Changed(|db, _, lost, survivor, now| grades::move_to(db, lost, survivor, now)),
        erasure: Kept(DECISION),
        events: events_about!(grades, Decisions),
        file: Changed("grades"),
    },
    going_over!(assessments, erasure: Changed(&[WorkingTexts]), events: PersonalData),
    // What the merged person was to check goes over, too.
    Owned {
        merge: Changed(complaints::move_to),
        ..going_over!(sealed complaints, erasure: Changed(&[Complaints]), events: Complaints)
    },
    going_over!(sealed dismissals, erasure: Changed(&[WorkingTexts, Decisions]), events: Decisions),
    Owned {
        table: "vacancy_candidates",
        area: Kept("it has the area of its vacancy"),
        merge: Changed(|db, _, lost, survivor, now| vacancies::move_to(db, lost, survivor.id, now)),
        erasure: Kept("a ranking names the person by number"),
        events: None,
        file: Changed("candidacies"),
    },
    Owned {
        table: "erasures",
        area: Kept(NO_AREA),
        merge: Changed(|db, _, lost, survivor, _| erasures::move_to(db, lost, survivor.id)),
        erasure: Kept("that somebody was erased, by whom and on which ground, has to be proved"),
        events: None,
        file: Kept("there is no file of who was erased"),
    },
    Owned {
        table: "former_citizen_numbers",
        area: Kept(NO_AREA),
        merge: Kept("the numbers go over with those of the person, before the records are changed"),
        erasure: Changed(&[PersonalData]),
        events: None,
        file: Kept("the history of the person tells them"),
    },
    Owned {
        table: "roster_posts",
        area: Kept(NO_AREA),
        merge: Kept("the roster of an office named the record, and is read again by its number"),
        erasure: Changed(&[PersonalData]),
        events: None,
        file: Kept("the appointments tell the posts"),
    },
    Owned {
        table: "team_members",
        area: Kept("it has the area of its team"),
        merge: Kept("the proof of a draw names who was drawn by the record of that day"),
        erasure: Kept("the proof of a draw names the record, and no name"),
        events: None,
        file: Changed("teams"),
    },
    Owned {
        table: "stipend_lines",
        area: Kept("a line stays where it was computed"),
        merge: Kept("what was decided of a line names the record that was paid"),
        erasure: Kept(LEDGER),
        events: None,
        file: Changed("stipend_lines"),
    },
    Owned {
        table: "stipend_findings",
        area: Kept("a finding stays with its run"),
        merge: Kept("a finding stays with its run"),
        erasure: Kept(LEDGER),
        events: None,
        file: Kept("a finding speaks to the office about its run"),
    },
    Owned {
        table: "people_to_index",
        area: Kept(NO_AREA),
        merge: Kept("a job reads the person as it then is"),
        erasure: Kept(INDEX),
        events: None,
        file: Kept(INDEX),
    },
    Owned {
        table: "deaths_to_follow",
        area: Kept(NO_AREA),
        merge: Kept("a job reads the person as it then is"),
        erasure: Kept(INDEX),
        events: None,
        file: Kept(INDEX),
    },
];

/// Gives everything that belongs to a person the person's area.
///
/// # Errors
/// When the database fails, or sealed words do not open.
pub fn follow_area(
    db: &mut DbConnection,
    vault: &Vault,
    person: PersonId,
    area: &Area,
    now: Instant,
) -> Result<(), Error> {
    OWNED.iter().try_for_each(|owned| match owned.area {
        Changed(follow) => follow(db, vault, person, area, now),
        Kept(_) => Ok(()),
    })
}

/// Gives everything that belongs to a merged person to the survivor.
///
/// # Errors
/// [`Error::Duplicate`] when both hold what one person has once, and what [`follow_area`] says.
pub fn move_to(
    db: &mut DbConnection,
    vault: &Vault,
    lost: PersonId,
    survivor: &Person,
    now: Instant,
) -> Result<(), Error> {
    OWNED.iter().try_for_each(|owned| match owned.merge {
        Changed(move_to) => move_to(db, vault, lost, survivor, now),
        Kept(_) => Ok(()),
    })
}

/// The tables from which an erasure takes something out of rows that belong to a person.
pub fn tables_erased() -> impl Iterator<Item = &'static str> {
    OWNED.iter().filter(|owned| matches!(owned.erasure, Changed(_))).map(|owned| owned.table)
}

/// The records whose events lose their words with a kind of erasure.
///
/// # Errors
/// When the database fails.
pub(crate) fn subjects_erased(db: &mut DbConnection, people: &[DbUuid], kind: Kind) -> Result<Vec<DbUuid>, Error> {
    let events = OWNED.iter().filter_map(|owned| owned.events.as_ref()).filter(|events| events.erased_with == kind);
    let all: Vec<Vec<DbUuid>> = events.map(|events| (events.subjects)(db, people)).collect::<Result<_, Error>>()?;
    Ok(all.concat())
}
