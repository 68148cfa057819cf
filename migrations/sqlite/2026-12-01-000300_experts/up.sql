-- Experts as partners search them, in one table: a row for each person with an active membership, so that a page joins nothing.
-- The view says what an expert is. Triggers write the row anew in the transaction of whatever changes the person or a membership;
-- a test holds that table and view never differ. Whether a term is over today, the reader asks of the row.

CREATE VIEW experts_by_definition AS
SELECT
    people.id AS person_id, people.version, people.number, people.area, people.name, people.professional_title, people.subject, people.stage,
    people.specialities,
    specialist.id AS specialist_id, specialist.version AS specialist_version, specialist.source AS specialist_source,
    specialist.valid_until AS specialist_until,
    invited.id AS invited_id, invited.version AS invited_version, invited.source AS invited_source, invited.valid_until AS invited_until
FROM people
LEFT JOIN pool_memberships AS specialist
    ON specialist.person_id = people.id AND specialist.superseded_at IS NULL AND specialist.pool = 'specialist'
    AND specialist.status = 'active' AND specialist.valid_until IS NOT NULL
LEFT JOIN pool_memberships AS invited
    ON invited.person_id = people.id AND invited.superseded_at IS NULL AND invited.pool = 'invited'
    AND invited.status = 'active' AND invited.valid_until IS NOT NULL
WHERE specialist.id IS NOT NULL OR invited.id IS NOT NULL;

CREATE TABLE experts (
    person_id BLOB PRIMARY KEY NOT NULL REFERENCES people (id),
    version BIGINT NOT NULL,
    number TEXT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    professional_title TEXT,
    subject TEXT,
    stage TEXT,
    specialities TEXT NOT NULL,
    specialist_id BLOB,
    specialist_version BIGINT,
    specialist_source TEXT,
    specialist_until DATE,
    invited_id BLOB,
    invited_version BIGINT,
    invited_source TEXT,
    invited_until DATE
);
INSERT INTO experts SELECT * FROM experts_by_definition;
CREATE INDEX experts_area_idx ON experts (area, person_id);
CREATE INDEX experts_professional_title_idx ON experts (professional_title, person_id);
CREATE INDEX experts_stage_idx ON experts (stage, person_id);
CREATE INDEX experts_subject_stage_idx ON experts (subject, stage, person_id);

CREATE TRIGGER experts_follow_new_memberships AFTER INSERT ON pool_memberships
BEGIN
    DELETE FROM experts WHERE person_id = NEW.person_id;
    INSERT INTO experts SELECT * FROM experts_by_definition WHERE person_id = NEW.person_id;
END;
CREATE TRIGGER experts_follow_memberships AFTER UPDATE ON pool_memberships
BEGIN
    DELETE FROM experts WHERE person_id IN (NEW.person_id, OLD.person_id);
    INSERT INTO experts SELECT * FROM experts_by_definition WHERE person_id IN (NEW.person_id, OLD.person_id);
END;
CREATE TRIGGER experts_follow_lost_memberships AFTER DELETE ON pool_memberships
BEGIN
    DELETE FROM experts WHERE person_id = OLD.person_id;
    INSERT INTO experts SELECT * FROM experts_by_definition WHERE person_id = OLD.person_id;
END;
-- Who has no active membership becomes no expert by a change of the person.
CREATE TRIGGER experts_follow_people AFTER UPDATE ON people
WHEN EXISTS (SELECT 1 FROM experts WHERE person_id = NEW.id)
BEGIN
    DELETE FROM experts WHERE person_id = NEW.id;
    INSERT INTO experts SELECT * FROM experts_by_definition WHERE person_id = NEW.id;
END;
