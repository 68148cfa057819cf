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
    person_id uuid PRIMARY KEY REFERENCES people (id),
    version bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    area text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    professional_title text COLLATE "C",
    subject text COLLATE "C",
    stage text COLLATE "C",
    specialities jsonb NOT NULL,
    specialist_id uuid,
    specialist_version bigint,
    specialist_source text COLLATE "C",
    specialist_until date,
    invited_id uuid,
    invited_version bigint,
    invited_source text COLLATE "C",
    invited_until date
);
INSERT INTO experts SELECT * FROM experts_by_definition;
CREATE INDEX experts_area_idx ON experts (area, person_id);
CREATE INDEX experts_professional_title_idx ON experts (professional_title, person_id);
CREATE INDEX experts_stage_idx ON experts (stage, person_id);
CREATE INDEX experts_subject_stage_idx ON experts (subject, stage, person_id);

CREATE FUNCTION experts_follow_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM experts WHERE person_id IN (NEW.person_id, OLD.person_id);
    INSERT INTO experts SELECT * FROM experts_by_definition WHERE person_id IN (NEW.person_id, OLD.person_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER experts_follow_memberships AFTER INSERT OR UPDATE OR DELETE ON pool_memberships
    FOR EACH ROW EXECUTE FUNCTION experts_follow_memberships();

-- Who has no active membership becomes no expert by a change of the person.
CREATE FUNCTION experts_follow_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM experts WHERE person_id = NEW.id;
    IF FOUND THEN
        INSERT INTO experts SELECT * FROM experts_by_definition WHERE person_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER experts_follow_people AFTER UPDATE ON people FOR EACH ROW EXECUTE FUNCTION experts_follow_people();
