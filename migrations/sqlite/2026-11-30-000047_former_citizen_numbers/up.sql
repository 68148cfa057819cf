-- The citizen numbers of records that were merged into others which have a number of their own: each leads to the record that
-- stands for the person now, and is nobody else's. Only its blind index is kept.

CREATE TABLE former_citizen_numbers (
    citizen_number_index BLOB PRIMARY KEY NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id)
);
CREATE INDEX former_citizen_numbers_person_id_idx ON former_citizen_numbers (person_id);

CREATE TRIGGER people_number_of_another BEFORE INSERT ON people
WHEN EXISTS (
    SELECT 1 FROM former_citizen_numbers
    WHERE citizen_number_index = NEW.citizen_number_index AND person_id <> NEW.id
)
BEGIN
    SELECT RAISE(ABORT, 'people_number_of_another');
END;
CREATE TRIGGER people_number_of_another_stays BEFORE UPDATE OF citizen_number_index ON people
WHEN NEW.citizen_number_index IS NOT OLD.citizen_number_index AND EXISTS (
    SELECT 1 FROM former_citizen_numbers
    WHERE citizen_number_index = NEW.citizen_number_index AND person_id <> NEW.id
)
BEGIN
    SELECT RAISE(ABORT, 'people_number_of_another');
END;
