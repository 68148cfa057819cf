DROP TRIGGER stipend_lines_change_little;
CREATE TRIGGER stipend_lines_change_little
BEFORE UPDATE OF id, run_id, area, month, person_id, person_number, component, amount_fen, granted_fen, held, payer_id,
    payee_id, payee_version, tax_class, corrects_id, created_at ON stipend_lines
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;
ALTER TABLE stipend_lines DROP COLUMN payee_basis;
ALTER TABLE stipend_runs DROP COLUMN offset_count;
ALTER TABLE stipend_runs DROP COLUMN sent_on;
DROP INDEX stipend_payments_late_idx;
ALTER TABLE stipend_payments DROP COLUMN is_late;
