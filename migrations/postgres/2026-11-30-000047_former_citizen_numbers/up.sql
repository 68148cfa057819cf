-- The citizen numbers of records that were merged into others which have a number of their own: each leads to the record that
-- stands for the person now, and is nobody else's. Only its blind index is kept.

CREATE TABLE former_citizen_numbers (
    citizen_number_index bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id)
);
CREATE INDEX former_citizen_numbers_person_id_idx ON former_citizen_numbers (person_id);

CREATE FUNCTION refuse_number_of_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.citizen_number_index IS NOT DISTINCT FROM OLD.citizen_number_index THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM former_citizen_numbers
        WHERE citizen_number_index = NEW.citizen_number_index AND person_id <> NEW.id
    ) THEN
        RAISE EXCEPTION 'people_number_of_another';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER people_number_of_another BEFORE INSERT OR UPDATE ON people
    FOR EACH ROW EXECUTE FUNCTION refuse_number_of_another();
