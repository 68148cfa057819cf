-- What the law lets go of is erased by a recorded act (Personal Information Protection Law, art. 47): asked for by one, carried
-- out by another.

CREATE TABLE erasures (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    status TEXT NOT NULL,
    ground TEXT NOT NULL,
    document_number TEXT NOT NULL,
    requested_on DATE NOT NULL,
    carried_out_on DATE,
    report TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX erasures_person_id_key ON erasures (person_id) WHERE status = 'requested';
CREATE INDEX erasures_person_id_idx ON erasures (person_id, id);

ALTER TABLE people ADD COLUMN erased_at TEXT;

-- The digest of what a decided run transfers, kept before an account of it is erased: with accounts in full, and masked.
CREATE TABLE stipend_transfer_digests (
    run_id BLOB NOT NULL,
    accounts TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (run_id, accounts)
);

-- Facts are append-only. Words alone go, when an erasure that was asked for is carried out: why, on whose
-- behalf, and what was said before.
DROP TRIGGER events_refuse_update;
CREATE TRIGGER events_refuse_update
BEFORE UPDATE OF id, subject_kind, subject_id, name, from_status, to_status, actor_key, actor_name, role, document_number,
    occurred_on, recorded_at, policy_version ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_lose_words_only BEFORE UPDATE OF reason, on_behalf_of, detail ON events
WHEN (NEW.reason IS NOT NULL AND NEW.reason IS NOT OLD.reason)
    OR (NEW.on_behalf_of IS NOT NULL AND NEW.on_behalf_of IS NOT OLD.on_behalf_of)
    OR json_remove(NEW.detail, '$.before') IS NOT json_remove(OLD.detail, '$.before')
    OR (NEW.detail IS NOT OLD.detail
        AND (json_extract(NEW.detail, '$.before') IS NOT 'erased' OR json_type(OLD.detail, '$.before') IS NULL))
    OR NOT EXISTS (SELECT 1 FROM erasures WHERE status = 'requested')
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

-- Nothing is written down about who was erased, whatever program writes.
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
CREATE TRIGGER trainings_of_the_erased BEFORE INSERT ON trainings
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER trainings_of_the_erased_stay BEFORE UPDATE ON trainings
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER recusals_of_the_erased BEFORE INSERT ON recusals
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER sanctions_of_the_erased BEFORE INSERT ON sanctions
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER payees_of_the_erased BEFORE INSERT ON payees
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER certifications_of_the_erased BEFORE INSERT ON certifications
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER appointments_of_the_erased BEFORE INSERT ON appointments
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER zone_assignments_of_the_erased BEFORE INSERT ON zone_assignments
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER grades_of_the_erased BEFORE INSERT ON grades
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER promotions_of_the_erased BEFORE INSERT ON promotions
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER assessments_of_the_erased BEFORE INSERT ON assessments
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER complaints_of_the_erased BEFORE INSERT ON complaints
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
CREATE TRIGGER dismissals_of_the_erased BEFORE INSERT ON dismissals
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
