-- People whose search terms, spelling and former numbers were written by an earlier release: the system's job writes them
-- anew, some at a time, and takes them off this list.

CREATE TABLE people_to_index (
    person_id BLOB PRIMARY KEY NOT NULL REFERENCES people (id)
);
INSERT INTO people_to_index (person_id) SELECT id FROM people WHERE erased_at IS NULL;

-- Who may be in the register twice: people without a number who have the name and birth date of another.
CREATE INDEX people_without_number_idx ON people (id)
    WHERE citizen_number_index IS NULL AND merged_into IS NULL AND erased_at IS NULL AND birth_date IS NOT NULL;
