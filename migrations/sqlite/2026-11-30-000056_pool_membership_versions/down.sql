CREATE TABLE last_memberships (
    id BLOB PRIMARY KEY NOT NULL,
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
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
INSERT INTO last_memberships (
    id, version, area, person_id, pool, status, source, evidence, consent_on, nominated_by,
    panel, score, notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left, notice_elsewhere, objector,
    objection_statement, valid_from, valid_until, last_event_on, created_at, updated_at
)
SELECT
    id, version, area, person_id, pool, status, source, evidence, consent_on, nominated_by,
    panel, score, notice_opened_on, notice_counted_from, notice_ends_on, notice_days_left, notice_elsewhere, objector,
    objection_statement, valid_from, valid_until, last_event_on, created_at, updated_at
FROM pool_memberships WHERE superseded_at IS NULL;
DROP TABLE pool_memberships;
ALTER TABLE last_memberships RENAME TO pool_memberships;

CREATE INDEX pool_memberships_area_idx ON pool_memberships (area, id);
CREATE INDEX pool_memberships_status_idx ON pool_memberships (status, id);
CREATE INDEX pool_memberships_person_id_idx ON pool_memberships (person_id, id);
CREATE UNIQUE INDEX pool_memberships_person_id_pool_key ON pool_memberships (person_id, pool)
    WHERE status NOT IN ('rejected', 'withdrawn', 'expired', 'removed', 'deceased');
CREATE INDEX pool_memberships_notice_idx ON pool_memberships (notice_ends_on) WHERE status = 'in_public_notice';
CREATE INDEX pool_memberships_objector_idx ON pool_memberships (objector) WHERE objector IS NOT NULL;
CREATE TRIGGER pool_memberships_of_the_erased BEFORE INSERT ON pool_memberships
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER pool_memberships_of_the_erased_stay BEFORE UPDATE ON pool_memberships
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
