-- Meetings of the committee, of the inspectors and of units, what they resolved and what became of it. Every version stays.

CREATE TABLE meetings (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    organiser_ids TEXT NOT NULL,
    planned_on DATE NOT NULL,
    held_on DATE,
    agenda TEXT NOT NULL,
    attendance TEXT NOT NULL,
    resolutions TEXT NOT NULL,
    document_number TEXT,
    status TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX meetings_id_key ON meetings (id) WHERE superseded_at IS NULL;
CREATE INDEX meetings_area_idx ON meetings (area, id);
CREATE INDEX meetings_held_on_idx ON meetings (held_on, id) WHERE superseded_at IS NULL;
