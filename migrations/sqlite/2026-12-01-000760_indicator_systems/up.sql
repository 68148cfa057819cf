-- By what governments, schools and kindergartens are measured. Every version stays: a row is what the register knew from
-- updated_at until superseded_at. From succeeded_on, the first day of the next system of the code, it holds no more.

CREATE TABLE indicator_systems (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    purpose TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    year BIGINT,
    indicators TEXT NOT NULL,
    raters TEXT NOT NULL,
    bands TEXT NOT NULL,
    vetoes TEXT NOT NULL,
    comprehensive_points BIGINT,
    publish TEXT NOT NULL,
    effective_on DATE NOT NULL,
    status TEXT NOT NULL,
    succeeded_on DATE,
    submitted_on DATE,
    document_number TEXT,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (effective_on < succeeded_on)
);
CREATE UNIQUE INDEX indicator_systems_id_key ON indicator_systems (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX indicator_systems_area_code_effective_on_key ON indicator_systems (area, code, effective_on)
    WHERE superseded_at IS NULL AND status IN ('approved', 'effective', 'superseded');
CREATE INDEX indicator_systems_area_idx ON indicator_systems (area, id);
CREATE INDEX indicator_systems_code_idx ON indicator_systems (code, id);
CREATE INDEX indicator_systems_due_idx ON indicator_systems (effective_on, id) WHERE superseded_at IS NULL AND status IN ('approved', 'effective');
