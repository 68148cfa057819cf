//! Tables that keep every version of a record, so that a reader may ask what the register knew at an instant.
//!
//! The key is `(id, version)`. A row is what was known from `updated_at` until `superseded_at`; without the latter it is
//! what is known now, and a unique index allows one such row for each id. A correction closes the present row and
//! inserts the next; rows are never otherwise changed. What a reversal took back is marked beside them (`taken_back`).
//!
//! A table to which other tables refer, such as `zones`, holds only the last version of each record. A trigger copies the
//! version that a change replaces to a second table (`earlier_zones`), whichever program makes the change.

use domain::Instant;

/// Narrows a boxed query to what was known at an instant, or to what is known now when none is named: one version of
/// each record.
macro_rules! known_at {
    ($query:ident, $table:ident, $known_at:expr) => {
        $query = match $known_at.map(crate::kernel::types::DbInstant) {
            None => $query.filter($table::superseded_at.is_null()),
            Some(instant) => $query
                .filter($table::updated_at.le(instant))
                .filter($table::superseded_at.is_null().or($table::superseded_at.gt(instant))),
        };
    };
}

/// Narrows a boxed query to what was known at an instant, as if what was taken back since had never been recorded: the
/// version before it counts until the one after it begins. Without an instant, narrows to what is known now.
macro_rules! known_without_taken_back {
    ($query:ident, $table:ident, $known_at:expr) => {
        $query = match $known_at.map(crate::kernel::types::DbInstant) {
            None => $query.filter($table::superseded_at.is_null()),
            Some(instant) => $query.filter(stood_at!($table, instant)),
        };
    };
}

/// Whether a version stood at an instant, for who reads nothing that was taken back.
macro_rules! stood_at {
    ($table:ident, $at:expr) => {{
        use crate::kernel::schema::taken_back;
        let marks = || {
            let same = taken_back::record_id.eq($table::id).and(taken_back::version.eq($table::version));
            taken_back::table.filter(same)
        };
        let stands = $table::superseded_at.is_null().or($table::superseded_at.gt($at));
        let is_marked = diesel::dsl::exists(marks());
        let stood_longer = diesel::dsl::exists(marks().filter(taken_back::stood_until.gt($at)));
        $table::updated_at.le($at).and(stood_longer.or(stands.and(diesel::dsl::not(is_marked))))
    }};
}

/// Marks what was taken back of a record's earlier versions: each of them stood until it began, and the version before them, for
/// who reads nothing of them, until the one after.
macro_rules! take_back {
    ($db:expr, $table:ident: $row:ident, $id:expr, $is_taken_back:expr) => {{
        use crate::kernel::schema::taken_back;
        let marks = taken_back::table.filter(taken_back::record_id.eq($id));
        let known: Vec<(i64, DbInstant)> =
            marks.select((taken_back::version, taken_back::stood_until)).load($db).stored()?;
        let query = $table::table.filter($table::id.eq($id)).order($table::version).select($row::as_select());
        let versions: Vec<$row> = query.load($db).stored()?;
        let (mut stood, mut has_gap, mut rows) = (None, false, Vec::new());
        let mark = |version: i64, until: DbInstant| {
            let columns = (taken_back::record_id, taken_back::version, taken_back::stood_until);
            (columns.0.eq($id), columns.1.eq(version), columns.2.eq(until))
        };
        for row in versions {
            let (version, updated_at, is_present) = (row.version, row.updated_at, row.superseded_at.is_none());
            if known.contains(&(version, updated_at)) || (!is_present && $is_taken_back(&row.into_record()?)) {
                rows.push(mark(version, updated_at));
                has_gap = true;
                continue;
            }
            if let Some(before) = stood.filter(|_| has_gap) {
                rows.push(mark(before, updated_at));
            }
            (stood, has_gap) = (Some(version), false);
        }
        diesel::delete(marks).execute($db).stored()?;
        for row in rows {
            diesel::insert_into(taken_back::table).values(row).execute($db).stored()?;
        }
        Ok(())
    }};
}

/// Finds words in a column of text that were not sealed with the newest key, by the bounds that the vault names.
macro_rules! stale_text {
    ($column:expr, $low:expr, $high:expr) => {
        $column.ne("").and($column.lt($low).or($column.ge($high)))
    };
}

/// Narrows a boxed query to what holds on a day, both bounds included; to everything when no day is named.
macro_rules! as_of {
    ($query:ident, $from:expr, $until:expr, $as_of:expr) => {
        if let Some(day) = $as_of {
            $query = $query.filter($from.le(day)).filter($until.is_null().or($until.ge(day)));
        }
    };
}

/// The versions of a record that may have stood on a day, as known at a moment, the newest first. Every event makes a version,
/// and none lies before the one before it: the first of these stood, if the record was there.
macro_rules! stood_on {
    ($table:ident, $id:expr, $moment:expr, $day:expr) => {{
        let mut query = $table::table
            .filter($table::id.eq($id))
            .filter($table::last_event_on.is_null().or($table::last_event_on.le($day)))
            .order($table::version.desc())
            .into_boxed::<MultiBackend>();
        if let Some(known_at) = $moment.known_at {
            query = query.filter($table::updated_at.le(DbInstant(known_at)));
        }
        query
    }};
}

/// The writes of a table that keeps every version of the facts about a person. `in an area of its own` is said of records that
/// do not have the area of the person.
macro_rules! versioned {
    ($table:ident: $row:ident from $record:ty) => {
        versioned!(@writes $table: $row from $record);

        /// Gives what is known now of a person's records another area and, after a merge, another person. Each becomes a next
        /// version.
        ///
        /// # Errors
        /// When the database fails.
        pub fn hand_over(
            db: &mut DbConnection,
            from: PersonId,
            (to, area): (PersonId, &Area),
            now: Instant,
        ) -> Result<(), Error> {
            hand_over!(db, $table: $row, from, (to, area), now)
        }
    };
    ($table:ident: $row:ident from $record:ty, in an area of its own) => {
        versioned!(@writes $table: $row from $record);

        /// Gives what is known now of a merged person's records to the survivor. Each becomes a next version.
        ///
        /// # Errors
        /// When the database fails.
        pub fn move_to(db: &mut DbConnection, from: PersonId, to: PersonId, now: Instant) -> Result<(), Error> {
            move_to!(db, $table: $row, from, to, now)
        }
    };
    (@writes $table:ident: $row:ident from $record:ty) => {
        /// Stores the first version of a record.
        ///
        /// # Errors
        /// When the database fails.
        pub fn insert(db: &mut DbConnection, new: &$record) -> Result<(), Error> {
            diesel::insert_into($table::table).values($row::from(new)).execute(db).stored().map(drop)
        }

        /// Stores the next version of a record: the present one is closed and stays.
        ///
        /// # Errors
        /// [`Error::Changed`] when another writer was first.
        pub fn update(db: &mut DbConnection, next: &$record) -> Result<(), Error> {
            close_present!(db, $table, next)?;
            insert(db, next)
        }

        /// What is known now of these people, wherever it was recorded.
        ///
        /// # Errors
        /// When the database fails.
        pub fn of_people(db: &mut DbConnection, people: &[PersonId]) -> Result<Vec<$record>, Error> {
            load_all!(db, $row, present_of!($table, people))
        }
    };
}

/// Closes the version before a record's next one, which has to be the newest.
macro_rules! close_present {
    ($db:expr, $table:ident, $next:expr) => {{
        let present = $table::table
            .filter($table::id.eq(DbUuid($next.id.0)))
            .filter($table::version.eq($next.version - 1))
            .filter($table::superseded_at.is_null());
        let closed = $table::superseded_at.eq($crate::kernel::types::DbInstant($next.updated_at));
        match diesel::update(present).set(closed).execute($db).stored()? {
            1 => Ok(()),
            _ => Err(Error::Changed),
        }
    }};
}

/// What is known now of people, in the order of the ids.
macro_rules! present_of {
    ($table:ident, $people:expr) => {
        $table::table
            .filter($table::person_id.eq_any($people.iter().map(|id| DbUuid(id.0))))
            .filter($table::superseded_at.is_null())
            .order($table::id)
    };
}

/// As `find`, of a record whose earlier versions lie in a table of their own.
macro_rules! find_kept {
    ($db:expr, $reach:expr, $table:ident before $earlier:ident: $row:ident, $id:expr, $known_at:expr) => {{
        let one = known_row!($db, $table before $earlier: $row, $id, $known_at).into_record()?;
        if $reach.covers(&one.area) { Ok(one) } else { Err(Error::NotFound) }
    }};
}

/// The row of a record, as it was known at an instant: the last one, or an earlier version.
macro_rules! known_row {
    ($db:expr, $table:ident before $earlier:ident: $row:ident, $id:expr, $known_at:expr) => {
        known_row!($db, $table before $earlier: $row, by id = DbUuid($id.0), $known_at)
    };
    ($db:expr, $table:ident before $earlier:ident: $row:ident, by $key:ident = $value:expr, $known_at:expr) => {{
        let last = $table::table.filter($table::$key.eq($value)).select($row::as_select());
        let row: $row = match $known_at.map($crate::kernel::types::DbInstant) {
            None => last.first($db).stored()?,
            Some(at) => match last.filter($table::updated_at.le(at)).first($db).optional().stored()? {
                Some(row) => row,
                None => {
                    let then = $earlier::table.filter($earlier::$key.eq($value)).filter(known_then!($earlier, at));
                    then.select($row::EARLIER).first($db).stored()?
                }
            },
        };
        row
    }};
}

/// Whether an earlier version was what the register knew at an instant.
macro_rules! known_then {
    ($earlier:ident, $at:expr) => {
        $earlier::updated_at.le($at).and($earlier::superseded_at.gt($at))
    };
}

/// As `page_of`, of records whose earlier versions lie in a table of their own: at any instant each is in one of the two. It
/// is asked what narrows them, or for the query of each.
macro_rules! page_kept {
    (
        $db:expr, $table:ident before $earlier:ident: $row:ident,
        $filter:ident within $reach:expr, $page:expr, $descending:expr
    ) => {
        page_kept!(
            $db, $table before $earlier: $row,
            (
                $filter.narrow($table::table.into_boxed(), $reach),
                $filter.narrow_earlier($earlier::table.into_boxed(), $reach)
            ),
            $filter.known_at, $page, $descending
        )
    };
    (
        $db:expr, $table:ident before $earlier:ident: $row:ident,
        ($last:expr, $before:expr), $known_at:expr, $page:expr, $descending:expr
    ) => {{
        let Some(at) = $known_at.map($crate::kernel::types::DbInstant) else {
            return page_of!($db, $table: $row, $last, $page, $descending);
        };
        let unchanged = || $last.filter($table::updated_at.le(at));
        let changed = || $before.filter(known_then!($earlier, at));
        let (mut query, mut before) = (unchanged(), changed());
        after_position!(query, $table::id, $page, $descending);
        after_position!(before, $earlier::id, $page, $descending);
        let most = i64::from($page.size) + 1;
        let mut rows: Vec<$row> = query.limit(most).select($row::as_select()).load($db).stored()?;
        let earlier: Vec<$row> = before.limit(most).select($row::EARLIER).load($db).stored()?;
        rows.extend(earlier);
        rows.sort_by_key(|row| row.id);
        // A record that changes between the two statements is found by both.
        rows.dedup_by_key(|row| row.id);
        if $descending {
            rows.reverse();
        }
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        let all: Result<Vec<_>, Error> = rows.into_iter().map($row::into_record).collect();
        let mut page = Page::cut(all?, $page.size, |one| Position { value: None, id: one.id.0 });
        if $page.count {
            let count: i64 = unchanged().count().get_result($db).stored()?;
            let earlier: i64 = changed().count().get_result($db).stored()?;
            page.total = Some(count + earlier);
        }
        Ok(page)
    }};
}

/// Stores a changed record over the version before it, in a table that holds the last version alone.
macro_rules! overwrite {
    ($db:expr, $table:ident: $row:ident, $changed:expr) => {{
        let row = $row::from($changed);
        let target = $table::table.find(row.id).filter($table::version.eq(row.version - 1));
        match diesel::update(target).set(&row).execute($db).stored()? {
            1 => Ok(()),
            _ => Err(Error::Changed),
        }
    }};
}

/// Stores next versions after those before them, each of which has to be the newest, is closed and otherwise stays.
/// All begin at one instant, after everything that was known: a clock that went back leaves no gap.
macro_rules! follow_all {
    ($db:expr, $table:ident: $row:ident, $changed:expr) => {
        follow_rows!($db, $table: $row, $changed.iter().map($row::from).collect())
    };
}

/// As `follow_all`, of versions as they are stored.
macro_rules! follow_rows {
    ($db:expr, $table:ident: $row:ident, $rows:expr) => {{
        let mut rows: Vec<$row> = $rows;
        let Some(at) = rows.iter().map(|row| row.updated_at).max() else { return Ok(()) };
        rows.iter_mut().for_each(|row| row.updated_at = at);
        let ids: Vec<DbUuid> = rows.iter().map(|row| row.id).collect();
        let closed: Result<usize, Error> =
            ids.chunks(crate::kernel::connection::ROWS_AT_ONCE).try_fold(0, |sum, chunk| {
                let newest =
                    $table::table.filter($table::id.eq_any(chunk.to_vec())).filter($table::superseded_at.is_null());
                let closed = diesel::update(newest).set($table::superseded_at.eq(at)).execute($db).stored()?;
                Ok(sum + closed)
            });
        if closed? != ids.len() {
            return Err(Error::Changed);
        }
        insert_all!($db, $table::table, rows)
    }};
}

/// Gives the present versions of a person's records another area and, after a merge, another person. Each becomes a
/// next version that begins now; earlier versions stay as they were.
macro_rules! hand_over {
    ($db:expr, $table:ident: $row:ident, $from:expr, ($to:expr, $area:expr), $now:expr) => {
        move_to!($db, $table: $row, $from, $to, $now, |row| row.area = $area.as_str().to_owned())
    };
}

/// As `hand_over`, of records that stay where they are.
macro_rules! move_to {
    ($db:expr, $table:ident: $row:ident, $from:expr, $to:expr, $now:expr $(, |$changed:ident| $change:expr)?) => {{
        let present =
            $table::table.filter($table::person_id.eq(DbUuid($from.0))).filter($table::superseded_at.is_null());
        let mut rows: Vec<$row> = present.select($row::as_select()).load($db).stored()?;
        for row in &mut rows {
            row.version += 1;
            row.person_id = DbUuid($to.0).into();
            row.updated_at = DbInstant(domain::kernel::time::following(row.updated_at.0, $now));
            $(let $changed = row; $change;)?
        }
        follow_rows!($db, $table: $row, rows)
    }};
}

/// As `hand_over`, of records with sealed `Words`, which are sealed for the next version. What does not open refuses it.
macro_rules! hand_over_with_words {
    ($db:expr, $vault:expr, $table:ident: $row:ident, $from:expr, $to:expr, $now:expr) => {{
        let (to, area) = $to;
        let theirs = $table::table.filter($table::person_id.eq(DbUuid($from.0)));
        let present: Vec<Words> =
            theirs.filter($table::superseded_at.is_null()).select(Words::as_select()).load($db).stored()?;
        let handed_over: Result<(), Error> = hand_over!($db, $table: $row, $from, (to, area), $now);
        handed_over?;
        for mut words in present {
            words.seal_again($vault, words.version + 1).map_err(refused_if_unopened)?;
            diesel::update($table::table.find((words.id, words.version))).set(words).execute($db).stored()?;
        }
        Ok(())
    }};
}

/// Stores records with all of their versions, oldest first: each is closed by the one after it, and the last is known now.
macro_rules! insert_histories {
    ($db:expr, $table:ident, $histories:expr, |$version:ident| $row:expr) => {{
        let mut rows = Vec::new();
        for history in $histories {
            for (place, $version) in history.iter().enumerate() {
                let mut row = $row;
                row.superseded_at =
                    history.get(place + 1).map(|next| $crate::kernel::types::DbInstant(next.updated_at));
                rows.push(row);
            }
        }
        insert_all!($db, $table::table, rows)
    }};
}

/// After every instant that the register stores: what is known now was not superseded before it.
pub(crate) fn end_of_time() -> Instant {
    Instant::from_timestamp(253_402_300_799, 0).unwrap_or(Instant::MAX_UTC)
}

/// Takes all versions of the records that have had a reference, in the order of their ids and versions, and returns
/// those of the record that holds it. An annulled record has given it back.
pub(crate) fn that_hold<T: Clone>(
    versions: &[T],
    is_same: impl Fn(&T, &T) -> bool,
    is_annulled: impl Fn(&T) -> bool,
) -> Vec<T> {
    let is_held = |versions: &&[T]| versions.last().is_some_and(|present| !is_annulled(present));
    versions.chunk_by(is_same).find(is_held).map(<[T]>::to_vec).unwrap_or_default()
}
