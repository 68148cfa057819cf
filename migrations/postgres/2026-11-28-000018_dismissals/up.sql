-- Dismissal cases, whose versions all stay.

CREATE TABLE dismissals (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    status text COLLATE "C" NOT NULL,
    signal text COLLATE "C" NOT NULL,
    signal_id uuid,
    ground text COLLATE "C" NOT NULL,
    description text COLLATE "C" NOT NULL,
    investigator text COLLATE "C",
    facts text COLLATE "C",
    article text COLLATE "C",
    proposed_measure text COLLATE "C",
    defence_until date,
    defence_statement text COLLATE "C",
    defence_on date,
    suspended_on date,
    measure text COLLATE "C",
    effective_on date,
    decision_document_number text COLLATE "C",
    served_on date,
    profile text COLLATE "C",
    took_effect_on date,
    clocks jsonb NOT NULL,
    remedies jsonb NOT NULL,
    effects jsonb NOT NULL,
    due_on date,
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
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
