-- Runs of stipends: a month of an area, whose versions all stay, with its lines, what they rest on, whom it lists, and what
-- finance reported about payments.

CREATE TABLE stipend_runs (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    computed_at timestamptz,
    terms jsonb,
    tax_terms jsonb,
    standards jsonb,
    decided_before jsonb,
    yearly_cap_fen bigint,
    people_count bigint NOT NULL,
    line_count bigint NOT NULL,
    held_count bigint NOT NULL,
    total_fen bigint NOT NULL,
    finding_count bigint NOT NULL,
    notice_opened_on date,
    notice_counted_from date,
    notice_ends_on date,
    notice_days_left bigint,
    document_number text COLLATE "C",
    paid_count bigint NOT NULL,
    failed_count bigint NOT NULL,
    paid_fen bigint NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX stipend_runs_id_key ON stipend_runs (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX stipend_runs_area_month_key ON stipend_runs (area, month)
    WHERE superseded_at IS NULL AND status <> 'cancelled';
CREATE INDEX stipend_runs_month_idx ON stipend_runs (month, id) WHERE superseded_at IS NULL;

CREATE TABLE stipend_lines (
    id uuid NOT NULL PRIMARY KEY,
    run_id uuid NOT NULL,
    area text COLLATE "C" NOT NULL,
    month text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    person_number text COLLATE "C" NOT NULL,
    component text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    amount_fen bigint NOT NULL,
    granted_fen bigint,
    held jsonb,
    hold_reason text COLLATE "C",
    payer_id uuid,
    payee_id uuid,
    payee_version bigint,
    tax_class text COLLATE "C",
    corrects_id uuid,
    payment text COLLATE "C",
    is_void boolean NOT NULL,
    created_at timestamptz NOT NULL,
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
    id uuid NOT NULL PRIMARY KEY,
    run_id uuid NOT NULL,
    grounds jsonb NOT NULL
);
CREATE INDEX stipend_grounds_run_id_idx ON stipend_grounds (run_id);

CREATE TABLE stipend_findings (
    run_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    month text COLLATE "C" NOT NULL,
    component text COLLATE "C",
    code text COLLATE "C" NOT NULL,
    amount_fen bigint,
    PRIMARY KEY (run_id, ordinal)
);

CREATE TABLE stipend_payments (
    id uuid NOT NULL PRIMARY KEY,
    run_id uuid NOT NULL,
    line_id uuid NOT NULL REFERENCES stipend_lines (id),
    outcome text COLLATE "C" NOT NULL,
    amount_fen bigint NOT NULL,
    reason text COLLATE "C",
    occurred_on date NOT NULL,
    source text COLLATE "C" NOT NULL,
    reference text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK (outcome IN ('paid', 'failed', 'returned'))
);
CREATE UNIQUE INDEX stipend_payments_source_reference_key ON stipend_payments (source, reference);
CREATE INDEX stipend_payments_run_id_idx ON stipend_payments (run_id, id);
CREATE INDEX stipend_payments_line_id_idx ON stipend_payments (line_id, id);

-- Duty that is recorded late is found when a month is corrected.
CREATE INDEX duty_records_updated_at_idx ON duty_records (updated_at);

-- What was decided stays: of its lines only what became of their payment, whether somebody still holds them and whether the
-- run was cancelled change. Asked once for each statement, not for each row.
CREATE FUNCTION stipend_lines_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM (SELECT DISTINCT run_id FROM before_it) AS touched
        JOIN stipend_runs AS run ON run.id = touched.run_id AND run.superseded_at IS NULL
        WHERE run.status NOT IN ('open', 'computed', 'duty_verified', 'in_roster_notice', 'cancelled')
    ) THEN
        RAISE EXCEPTION 'stipend_lines_are_kept';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER stipend_lines_are_kept AFTER DELETE ON stipend_lines
    REFERENCING OLD TABLE AS before_it FOR EACH STATEMENT EXECUTE FUNCTION stipend_lines_are_kept();

CREATE FUNCTION stipend_lines_change_little() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.run_id, OLD.month, OLD.person_id, OLD.component, OLD.amount_fen, OLD.created_at)
        IS DISTINCT FROM (NEW.id, NEW.run_id, NEW.month, NEW.person_id, NEW.component, NEW.amount_fen, NEW.created_at)
    THEN
        RAISE EXCEPTION 'stipend_lines_are_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER stipend_lines_change_little BEFORE UPDATE ON stipend_lines
    FOR EACH ROW EXECUTE FUNCTION stipend_lines_change_little();

CREATE FUNCTION stipend_payments_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stipend_payments_are_kept';
END
$$;
CREATE TRIGGER stipend_payments_are_kept BEFORE UPDATE OR DELETE ON stipend_payments
    FOR EACH ROW EXECUTE FUNCTION stipend_payments_are_kept();
