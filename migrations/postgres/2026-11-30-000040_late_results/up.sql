-- What a bank reports after its run was reconciled is taken, too, and found when the open month is computed. A run keeps the
-- day on which it was sent, before which nothing was paid by it, and how many of its lines need no transfer because a
-- person's lines come to zero. A line says why it pays into the account that it names.

ALTER TABLE stipend_payments ADD COLUMN is_late BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX stipend_payments_late_idx ON stipend_payments (created_at) WHERE is_late;

ALTER TABLE stipend_runs ADD COLUMN sent_on DATE;
ALTER TABLE stipend_runs ADD COLUMN offset_count BIGINT NOT NULL DEFAULT 0;
UPDATE stipend_runs SET
    sent_on = (
        SELECT MIN(sending.occurred_on) FROM events AS sending
        WHERE sending.subject_id = stipend_runs.id AND sending.name = 'send'
    ),
    offset_count = (
        SELECT COUNT(*) FROM stipend_lines AS line
        WHERE line.run_id = stipend_runs.id AND line.kind <> 'held' AND NOT line.is_void AND line.payment IS NULL
            AND (
                SELECT SUM(mate.amount_fen) FROM stipend_lines AS mate
                WHERE mate.run_id = line.run_id AND mate.person_id = line.person_id AND mate.payer_id = line.payer_id
                    AND mate.kind <> 'held' AND NOT mate.is_void
            ) = 0
            AND NOT EXISTS (
                SELECT 1 FROM stipend_lines AS mate
                WHERE mate.run_id = line.run_id AND mate.person_id = line.person_id AND mate.payer_id = line.payer_id
                    AND mate.payment IN ('failed', 'returned')
            )
    )
WHERE status IN ('sent', 'partly_failed', 'paid', 'reconciled', 'closed');

ALTER TABLE stipend_lines ADD COLUMN payee_basis TEXT COLLATE "C";
CREATE OR REPLACE FUNCTION stipend_lines_change_little() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.run_id, OLD.area, OLD.month, OLD.person_id, OLD.person_number, OLD.component, OLD.amount_fen,
            OLD.granted_fen, OLD.held, OLD.payer_id, OLD.payee_id, OLD.payee_version, OLD.payee_basis, OLD.tax_class,
            OLD.corrects_id, OLD.created_at)
        IS DISTINCT FROM
        (NEW.id, NEW.run_id, NEW.area, NEW.month, NEW.person_id, NEW.person_number, NEW.component, NEW.amount_fen,
            NEW.granted_fen, NEW.held, NEW.payer_id, NEW.payee_id, NEW.payee_version, NEW.payee_basis, NEW.tax_class,
            NEW.corrects_id, NEW.created_at)
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
