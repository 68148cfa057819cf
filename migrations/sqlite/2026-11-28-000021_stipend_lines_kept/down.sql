DROP INDEX stipend_lines_run_id_person_id_idx;
DROP TRIGGER stipend_lines_are_void_when_cancelled;
DROP TRIGGER stipend_lines_keep_their_kind;

DROP TRIGGER stipend_lines_change_little;
CREATE TRIGGER stipend_lines_change_little
BEFORE UPDATE OF id, run_id, month, person_id, component, amount_fen, created_at ON stipend_lines
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;
