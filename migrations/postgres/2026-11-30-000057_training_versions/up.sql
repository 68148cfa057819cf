-- Every version of a training stays: a row is what the register knew from updated_at until superseded_at.

DROP TRIGGER trainings_of_the_erased ON trainings;
ALTER TABLE trainings ADD COLUMN superseded_at timestamptz;
ALTER TABLE trainings DROP CONSTRAINT trainings_pkey;
ALTER TABLE trainings ADD PRIMARY KEY (id, version);
CREATE TRIGGER trainings_of_the_erased BEFORE INSERT ON trainings
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
DROP INDEX trainings_area_idx;
DROP INDEX trainings_person_id_idx;
CREATE UNIQUE INDEX trainings_id_key ON trainings (id) WHERE superseded_at IS NULL;
CREATE INDEX trainings_area_idx ON trainings (area, id) WHERE superseded_at IS NULL;
CREATE INDEX trainings_person_id_idx ON trainings (person_id, id) WHERE superseded_at IS NULL;
CREATE INDEX trainings_superseded_idx ON trainings (person_id, id) WHERE superseded_at IS NOT NULL;
