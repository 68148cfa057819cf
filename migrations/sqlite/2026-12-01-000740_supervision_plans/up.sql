-- What is supervised in a month, a semester or a year. Every version stays: a row is what the register knew from updated_at
-- until superseded_at.

CREATE TABLE supervision_plans (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    period TEXT,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    theme TEXT,
    approach TEXT,
    parent_id BLOB,
    lead_unit_id BLOB REFERENCES organisations (id),
    unit_ids TEXT NOT NULL,
    items TEXT NOT NULL,
    school_ids TEXT NOT NULL,
    zone_ids TEXT NOT NULL,
    school_types TEXT NOT NULL,
    organisation_ids TEXT NOT NULL,
    excused TEXT NOT NULL,
    outcome TEXT,
    status TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX supervision_plans_id_key ON supervision_plans (id) WHERE superseded_at IS NULL;
CREATE INDEX supervision_plans_area_idx ON supervision_plans (area, id);
CREATE INDEX supervision_plans_kind_idx ON supervision_plans (kind, starts_on) WHERE superseded_at IS NULL;
CREATE INDEX supervision_plans_parent_id_idx ON supervision_plans (parent_id, id);
CREATE INDEX supervision_plans_lead_unit_id_idx ON supervision_plans (lead_unit_id, id);
