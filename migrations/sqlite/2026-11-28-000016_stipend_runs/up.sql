-- Runs of stipends: a month of an area, whose versions all stay, with its lines, what they rest on, whom it lists, and what
-- finance reported about payments.

CREATE TABLE stipend_runs (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    month TEXT NOT NULL,
    status TEXT NOT NULL,
    computed_at TEXT,
    terms TEXT,
    tax_terms TEXT,
    standards TEXT,
    decided_before TEXT,
    yearly_cap_fen BIGINT,
    people_count BIGINT NOT NULL,
    line_count BIGINT NOT NULL,
    held_count BIGINT NOT NULL,
    total_fen BIGINT NOT NULL,
    finding_count BIGINT NOT NULL,
    notice_opened_on DATE,
    notice_counted_from DATE,
    notice_ends_on DATE,
    notice_days_left BIGINT,
    document_number TEXT,
    paid_count BIGINT NOT NULL,
    failed_count BIGINT NOT NULL,
    paid_fen BIGINT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX stipend_runs_id_key ON stipend_runs (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX stipend_runs_area_month_key ON stipend_runs (area, month)
    WHERE superseded_at IS NULL AND status <> 'cancelled';
CREATE INDEX stipend_runs_month_idx ON stipend_runs (month, id) WHERE superseded_at IS NULL;

CREATE TABLE stipend_lines (
    id BLOB NOT NULL PRIMARY KEY,
    run_id BLOB NOT NULL,
    area TEXT NOT NULL,
    month TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    person_number TEXT NOT NULL,
    component TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    granted_fen BIGINT,
    held TEXT,
    hold_reason TEXT,
    payer_id BLOB,
    payee_id BLOB,
    payee_version BIGINT,
    tax_class TEXT,
    corrects_id BLOB,
    payment TEXT,
    is_void BOOLEAN NOT NULL,
    created_at TEXT NOT NULL,
    CHECK (kind IN ('normal', 'held', 'arrears', 'recovery', 'reversal')),
    CHECK ((kind IN ('recovery', 'reversal')) = (amount_fen < 0))
);
-- Nobody is paid twice for one component of one month, whatever program writes here.
CREATE UNIQUE INDEX stipend_lines_person_id_month_component_key ON stipend_lines (person_id, month, component)
    WHERE kind IN ('normal', 'held') AND NOT is_void;
-- A run corrects a component of a month once.
CREATE UNIQUE INDEX stipend_lines_correction_key ON stipend_lines (person_id, month, component, run_id)
    WHERE kind IN ('arrears', 'recovery', 'reversal');
CREATE INDEX stipend_lines_run_id_idx ON stipend_lines (run_id, id);
CREATE INDEX stipend_lines_month_idx ON stipend_lines (month, id);
CREATE INDEX stipend_lines_person_id_idx ON stipend_lines (person_id, id);
CREATE INDEX stipend_lines_unpaid_idx ON stipend_lines (area, month)
    WHERE kind = 'held' OR payment IN ('failed', 'returned');

-- What a person's lines of a month rest on: the facts with their versions and the days, once for all components.
CREATE TABLE stipend_grounds (
    id BLOB NOT NULL PRIMARY KEY,
    run_id BLOB NOT NULL,
    grounds TEXT NOT NULL
);
CREATE INDEX stipend_grounds_run_id_idx ON stipend_grounds (run_id);

CREATE TABLE stipend_findings (
    run_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    month TEXT NOT NULL,
    component TEXT,
    code TEXT NOT NULL,
    amount_fen BIGINT,
    PRIMARY KEY (run_id, ordinal)
);

CREATE TABLE stipend_payments (
    id BLOB NOT NULL PRIMARY KEY,
    run_id BLOB NOT NULL,
    line_id BLOB NOT NULL REFERENCES stipend_lines (id),
    outcome TEXT NOT NULL,
    amount_fen BIGINT NOT NULL,
    reason TEXT,
    occurred_on DATE NOT NULL,
    source TEXT NOT NULL,
    reference TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CHECK (outcome IN ('paid', 'failed', 'returned'))
);
CREATE UNIQUE INDEX stipend_payments_source_reference_key ON stipend_payments (source, reference);
CREATE INDEX stipend_payments_run_id_idx ON stipend_payments (run_id, id);
CREATE INDEX stipend_payments_line_id_idx ON stipend_payments (line_id, id);

-- Duty that is recorded late is found when a month is corrected.
CREATE INDEX duty_records_updated_at_idx ON duty_records (updated_at);

-- What was decided stays: of its lines only what became of their payment, whether somebody still holds them and whether the
-- run was cancelled change.
CREATE TRIGGER stipend_lines_are_kept BEFORE DELETE ON stipend_lines
WHEN EXISTS (
    SELECT 1 FROM stipend_runs AS run
    WHERE run.id = OLD.run_id AND run.superseded_at IS NULL
        AND run.status NOT IN ('open', 'computed', 'duty_verified', 'in_roster_notice', 'cancelled')
)
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;
CREATE TRIGGER stipend_lines_change_little
BEFORE UPDATE OF id, run_id, month, person_id, component, amount_fen, created_at ON stipend_lines
BEGIN
    SELECT RAISE(ABORT, 'stipend_lines_are_kept');
END;
CREATE TRIGGER stipend_payments_are_kept_on_update BEFORE UPDATE ON stipend_payments
BEGIN
    SELECT RAISE(ABORT, 'stipend_payments_are_kept');
END;
CREATE TRIGGER stipend_payments_are_kept_on_delete BEFORE DELETE ON stipend_payments
BEGIN
    SELECT RAISE(ABORT, 'stipend_payments_are_kept');
END;
