-- Dismissal cases, whose versions all stay.

CREATE TABLE dismissals (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    status TEXT NOT NULL,
    signal TEXT NOT NULL,
    signal_id BLOB,
    ground TEXT NOT NULL,
    description TEXT NOT NULL,
    investigator TEXT,
    facts TEXT,
    article TEXT,
    proposed_measure TEXT,
    defence_until DATE,
    defence_statement TEXT,
    defence_on DATE,
    suspended_on DATE,
    measure TEXT,
    effective_on DATE,
    decision_document_number TEXT,
    served_on DATE,
    profile TEXT,
    took_effect_on DATE,
    clocks TEXT NOT NULL,
    remedies TEXT NOT NULL,
    effects TEXT NOT NULL,
    due_on DATE,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX dismissals_id_key ON dismissals (id) WHERE superseded_at IS NULL;
-- A person has one case that is not in effect yet.
CREATE UNIQUE INDEX dismissals_person_id_key ON dismissals (person_id)
    WHERE superseded_at IS NULL AND status IN ('opened', 'investigating', 'intent_served', 'defence_heard', 'decided', 'served');
CREATE INDEX dismissals_area_idx ON dismissals (area, id);
CREATE INDEX dismissals_person_id_idx ON dismissals (person_id, id);
-- What is due next, for the office's reminders and for the system's job.
CREATE INDEX dismissals_due_on_idx ON dismissals (due_on, id) WHERE superseded_at IS NULL AND due_on IS NOT NULL;
