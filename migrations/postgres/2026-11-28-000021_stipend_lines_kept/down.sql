DROP INDEX stipend_lines_run_id_person_id_idx;

CREATE OR REPLACE FUNCTION stipend_lines_change_little() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.run_id, OLD.month, OLD.person_id, OLD.component, OLD.amount_fen, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.run_id, NEW.month, NEW.person_id, NEW.component, NEW.amount_fen, NEW.created_at)
    THEN
        RAISE EXCEPTION 'stipend_lines_are_kept';
    END IF;
    RETURN NEW;
END
$$;
