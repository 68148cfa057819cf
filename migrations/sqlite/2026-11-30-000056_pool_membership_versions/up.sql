-- Every version of a membership stays: a row is what the register knew from updated_at until superseded_at. Its steps are the
-- statuses that it had, each with its day; of what is there they are read from the facts, without what a reversal took back.

CREATE TABLE versions_of_memberships (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    pool TEXT NOT NULL CHECK (pool IN ('specialist', 'invited')),
    status TEXT NOT NULL,
    source TEXT,
    evidence TEXT,
    consent_on DATE,
    nominated_by TEXT,
    panel TEXT,
    score BIGINT,
    notice_opened_on DATE,
    notice_counted_from DATE,
    notice_ends_on DATE,
    notice_days_left BIGINT,
    notice_elsewhere TEXT,
    objector TEXT,
    objection_statement TEXT,
    valid_from DATE,
    valid_until DATE,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
INSERT INTO versions_of_memberships (
    id, version, area, person_id, pool, status, source, evidence, consent_on, nominated_by,
    panel, score, notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left, notice_elsewhere, objector,
    objection_statement, valid_from, valid_until, last_event_on, created_at, updated_at, steps
)
SELECT
    id, version, area, person_id, pool, status, source, evidence, consent_on, nominated_by,
    panel, score, notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left, notice_elsewhere, objector,
    objection_statement, valid_from, valid_until, last_event_on, created_at, updated_at,
    coalesce(
        (
            SELECT nullif(json_group_array(json_array(occurred_on, to_status)), '[]') FROM (
                SELECT occurred_on, to_status FROM events
                WHERE subject_id = pool_memberships.id AND to_status IS NOT NULL AND name <> 'restore'
                    AND (to_status NOT IN ('removed', 'withdrawn') OR to_status = pool_memberships.status)
                ORDER BY id
            )
        ),
        json_array(json_array(coalesce(last_event_on, date(created_at, '+8 hours')), status))
    )
FROM pool_memberships;
DROP TABLE pool_memberships;
ALTER TABLE versions_of_memberships RENAME TO pool_memberships;

CREATE UNIQUE INDEX pool_memberships_id_key ON pool_memberships (id) WHERE superseded_at IS NULL;
CREATE INDEX pool_memberships_area_idx ON pool_memberships (area, id) WHERE superseded_at IS NULL;
CREATE INDEX pool_memberships_status_idx ON pool_memberships (status, id) WHERE superseded_at IS NULL;
CREATE INDEX pool_memberships_person_id_idx ON pool_memberships (person_id, id);
CREATE UNIQUE INDEX pool_memberships_person_id_pool_key ON pool_memberships (person_id, pool)
    WHERE superseded_at IS NULL AND status NOT IN ('rejected', 'withdrawn', 'expired', 'removed', 'deceased');
CREATE INDEX pool_memberships_notice_idx ON pool_memberships (notice_ends_on) WHERE superseded_at IS NULL AND status = 'in_public_notice';
CREATE INDEX pool_memberships_objector_idx ON pool_memberships (objector) WHERE objector IS NOT NULL;
CREATE TRIGGER pool_memberships_of_the_erased BEFORE INSERT ON pool_memberships
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
