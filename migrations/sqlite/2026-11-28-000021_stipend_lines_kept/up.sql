-- Of a line, only what somebody does to it and what becomes of it changes: whether it is held, whether it was paid, whether
-- its run was cancelled. Once its run is decided, it is what it is, whatever program writes.

DROP TRIGGER stipend_lines_change_little;
CREATE TRIGGER stipend_lines_change_little
BEFORE UPDATE OF id, run_id, area, month, person_id, person_number, component, amount_fen, granted_fen, held, payer_id,
    payee_id, payee_version, tax_class, corrects_id, created_at ON stipend_lines
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;
CREATE TRIGGER stipend_lines_keep_their_kind BEFORE UPDATE OF kind ON stipend_lines
WHEN OLD.kind <> NEW.kind AND EXISTS (
    SELECT 1 FROM stipend_runs AS run
    WHERE run.id = OLD.run_id AND run.superseded_at IS NULL
        AND run.status NOT IN ('open', 'computed', 'duty_verified', 'in_roster_notice', 'cancelled')
)
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;
CREATE TRIGGER stipend_lines_are_void_when_cancelled BEFORE UPDATE OF is_void ON stipend_lines
WHEN OLD.is_void <> NEW.is_void AND NOT EXISTS (
    SELECT 1 FROM stipend_runs AS run
    WHERE run.id = OLD.run_id AND run.superseded_at IS NULL AND run.status = 'cancelled'
)
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;

-- Transfers are added up by person.
CREATE INDEX stipend_lines_run_id_person_id_idx ON stipend_lines (run_id, person_id);
