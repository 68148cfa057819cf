-- Meetings of the committee, of the inspectors and of units, what they resolved and what became of it. Every version stays.

CREATE TABLE meetings (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    organiser_ids jsonb NOT NULL,
    planned_on date NOT NULL,
    held_on date,
    agenda jsonb NOT NULL,
    attendance jsonb NOT NULL,
    resolutions jsonb NOT NULL,
    document_number text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX meetings_id_key ON meetings (id) WHERE superseded_at IS NULL;
CREATE INDEX meetings_area_idx ON meetings (area, id);
CREATE INDEX meetings_held_on_idx ON meetings (held_on, id) WHERE superseded_at IS NULL;
