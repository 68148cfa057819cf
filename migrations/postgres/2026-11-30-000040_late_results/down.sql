CREATE OR REPLACE FUNCTION stipend_lines_change_little() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.run_id, OLD.area, OLD.month, OLD.person_id, OLD.person_number, OLD.component, OLD.amount_fen,
            OLD.granted_fen, OLD.held, OLD.payer_id, OLD.payee_id, OLD.payee_version, OLD.tax_class, OLD.corrects_id,
            OLD.created_at)
        IS DISTINCT FROM
        (NEW.id, NEW.run_id, NEW.area, NEW.month, NEW.person_id, NEW.person_number, NEW.component, NEW.amount_fen,
            NEW.granted_fen, NEW.held, NEW.payer_id, NEW.payee_id, NEW.payee_version, NEW.tax_class, NEW.corrects_id,
            NEW.created_at)
    THEN
        RAISE EXCEPTION 'stipend_lines_are_kept';
    END IF;
    IF OLD.kind <> NEW.kind AND EXISTS (
        SELECT 1 FROM stipend_runs AS run
        WHERE run.id = OLD.run_id AND run.superseded_at IS NULL
            AND run.status NOT IN ('open', 'computed', 'duty_verified', 'in_roster_notice', 'cancelled')
    ) THEN
        RAISE EXCEPTION 'stipend_lines_are_kept';
    END IF;
    IF OLD.is_void <> NEW.is_void AND NOT EXISTS (
        SELECT 1 FROM stipend_runs AS run
        WHERE run.id = OLD.run_id AND run.superseded_at IS NULL AND run.status = 'cancelled'
    ) THEN
        RAISE EXCEPTION 'stipend_lines_are_kept';
    END IF;
    RETURN NEW;
END
$$;
ALTER TABLE stipend_lines DROP COLUMN payee_basis;
ALTER TABLE stipend_runs DROP COLUMN offset_count;
ALTER TABLE stipend_runs DROP COLUMN sent_on;
DROP INDEX stipend_payments_late_idx;
ALTER TABLE stipend_payments DROP COLUMN is_late;
