-- What the law lets go of is erased by a recorded act (Personal Information Protection Law, art. 47): asked for by one, carried
-- out by another.

CREATE TABLE erasures (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    status text COLLATE "C" NOT NULL,
    ground text COLLATE "C" NOT NULL,
    document_number text COLLATE "C" NOT NULL,
    requested_on date NOT NULL,
    carried_out_on date,
    report jsonb,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX erasures_person_id_key ON erasures (person_id) WHERE status = 'requested';
CREATE INDEX erasures_person_id_idx ON erasures (person_id, id);

ALTER TABLE people ADD COLUMN erased_at timestamptz;

-- The digest of what a decided run transfers, kept before an account of it is erased: with accounts in full, and masked.
CREATE TABLE stipend_transfer_digests (
    run_id uuid NOT NULL,
    accounts text COLLATE "C" NOT NULL,
    file jsonb NOT NULL,
    PRIMARY KEY (run_id, accounts)
);

-- Facts are append-only. Words alone go, when an erasure that was asked for is carried out: why, on whose
-- behalf, and what was said before.
DROP TRIGGER events_are_append_only ON events;
CREATE TRIGGER events_are_append_only BEFORE DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events();
CREATE FUNCTION events_lose_words_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'reason' - 'on_behalf_of' - 'detail') IS DISTINCT FROM (to_jsonb(OLD) - 'reason' - 'on_behalf_of' - 'detail')
        OR (NEW.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)
        OR (NEW.on_behalf_of IS NOT NULL AND NEW.on_behalf_of IS DISTINCT FROM OLD.on_behalf_of)
        OR NOT EXISTS (SELECT 1 FROM erasures WHERE status = 'requested')
    THEN
        RAISE EXCEPTION 'events are append-only';
    END IF;
    IF NEW.detail IS DISTINCT FROM OLD.detail THEN
        IF jsonb_typeof(OLD.detail) <> 'object' THEN
            RAISE EXCEPTION 'events are append-only';
        ELSIF NEW.detail IS DISTINCT FROM jsonb_set(OLD.detail, '{before}', '"erased"', false) THEN
            RAISE EXCEPTION 'events are append-only';
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER events_lose_words_only BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION events_lose_words_only();

-- Nothing is written down about who was erased, whatever program writes.
CREATE FUNCTION refuse_records_of_the_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL) THEN
        RAISE EXCEPTION 'person_is_erased';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER pool_memberships_of_the_erased BEFORE INSERT OR UPDATE ON pool_memberships
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER trainings_of_the_erased BEFORE INSERT OR UPDATE ON trainings
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER recusals_of_the_erased BEFORE INSERT ON recusals
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER sanctions_of_the_erased BEFORE INSERT ON sanctions
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER payees_of_the_erased BEFORE INSERT ON payees
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER certifications_of_the_erased BEFORE INSERT ON certifications
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER appointments_of_the_erased BEFORE INSERT ON appointments
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER zone_assignments_of_the_erased BEFORE INSERT ON zone_assignments
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER grades_of_the_erased BEFORE INSERT ON grades
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER promotions_of_the_erased BEFORE INSERT ON promotions
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER assessments_of_the_erased BEFORE INSERT ON assessments
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER complaints_of_the_erased BEFORE INSERT ON complaints
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
CREATE TRIGGER dismissals_of_the_erased BEFORE INSERT ON dismissals
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
