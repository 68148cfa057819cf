-- Every version of a training stays: a row is what the register knew from updated_at until superseded_at.

CREATE TABLE versions_of_trainings (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    form TEXT NOT NULL,
    mode TEXT NOT NULL,
    content TEXT NOT NULL,
    title TEXT NOT NULL,
    held_on DATE NOT NULL,
    hours BIGINT NOT NULL CHECK (hours > 0),
    organiser TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
INSERT INTO versions_of_trainings (id, version, area, person_id, form, mode, content, title, held_on, hours, organiser, created_at, updated_at)
    SELECT id, version, area, person_id, form, mode, content, title, held_on, hours, organiser, created_at, updated_at FROM trainings;
DROP TABLE trainings;
ALTER TABLE versions_of_trainings RENAME TO trainings;
CREATE UNIQUE INDEX trainings_id_key ON trainings (id) WHERE superseded_at IS NULL;
CREATE INDEX trainings_area_idx ON trainings (area, id) WHERE superseded_at IS NULL;
CREATE INDEX trainings_person_id_idx ON trainings (person_id, id) WHERE superseded_at IS NULL;
CREATE INDEX trainings_superseded_idx ON trainings (person_id, id) WHERE superseded_at IS NOT NULL;
CREATE TRIGGER trainings_of_the_erased BEFORE INSERT ON trainings
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
