-- By what governments, schools and kindergartens are measured. Every version stays: a row is what the register knew from
-- updated_at until superseded_at. From succeeded_on, the first day of the next system of the code, it holds no more.

CREATE TABLE indicator_systems (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    object_kind text COLLATE "C" NOT NULL,
    year bigint,
    indicators jsonb NOT NULL,
    raters jsonb NOT NULL,
    bands jsonb NOT NULL,
    vetoes jsonb NOT NULL,
    comprehensive_points bigint,
    publish text COLLATE "C" NOT NULL,
    effective_on date NOT NULL,
    status text COLLATE "C" NOT NULL,
    succeeded_on date,
    submitted_on date,
    document_number text COLLATE "C",
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (effective_on < succeeded_on)
);
CREATE UNIQUE INDEX indicator_systems_id_key ON indicator_systems (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX indicator_systems_area_code_effective_on_key ON indicator_systems (area, code, effective_on)
    WHERE superseded_at IS NULL AND status IN ('approved', 'effective', 'superseded');
CREATE INDEX indicator_systems_area_idx ON indicator_systems (area, id);
CREATE INDEX indicator_systems_code_idx ON indicator_systems (code, id);
CREATE INDEX indicator_systems_due_idx ON indicator_systems (effective_on, id) WHERE superseded_at IS NULL AND status IN ('approved', 'effective');
