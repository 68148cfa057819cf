CREATE TABLE last_trainings (
    id BLOB PRIMARY KEY NOT NULL,
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
    updated_at TEXT NOT NULL
);
INSERT INTO last_trainings (id, version, area, person_id, form, mode, content, title, held_on, hours, organiser, created_at, updated_at)
    SELECT id, version, area, person_id, form, mode, content, title, held_on, hours, organiser, created_at, updated_at FROM trainings WHERE superseded_at IS NULL;
DROP TABLE trainings;
ALTER TABLE last_trainings RENAME TO trainings;
CREATE INDEX trainings_area_idx ON trainings (area, id);
CREATE INDEX trainings_person_id_idx ON trainings (person_id, id);
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
