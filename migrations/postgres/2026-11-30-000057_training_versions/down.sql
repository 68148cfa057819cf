DROP INDEX trainings_id_key;
DROP INDEX trainings_area_idx;
DROP INDEX trainings_person_id_idx;
DROP INDEX trainings_superseded_idx;
DROP TRIGGER trainings_of_the_erased ON trainings;
DELETE FROM trainings WHERE superseded_at IS NOT NULL;
ALTER TABLE trainings DROP CONSTRAINT trainings_pkey;
ALTER TABLE trainings ADD PRIMARY KEY (id);
ALTER TABLE trainings DROP COLUMN superseded_at;
CREATE TRIGGER trainings_of_the_erased BEFORE INSERT OR UPDATE ON trainings
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE INDEX trainings_area_idx ON trainings (area, id);
CREATE INDEX trainings_person_id_idx ON trainings (person_id, id);
