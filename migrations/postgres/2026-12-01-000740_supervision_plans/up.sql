-- What is supervised in a month, a semester or a year. Every version stays: a row is what the register knew from updated_at
-- until superseded_at.

CREATE TABLE supervision_plans (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    period text COLLATE "C",
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    theme text COLLATE "C",
    approach text COLLATE "C",
    parent_id uuid,
    lead_unit_id uuid REFERENCES organisations (id),
    unit_ids jsonb NOT NULL,
    items jsonb NOT NULL,
    school_ids jsonb NOT NULL,
    zone_ids jsonb NOT NULL,
    school_types jsonb NOT NULL,
    organisation_ids jsonb NOT NULL,
    excused jsonb NOT NULL,
    outcome jsonb,
    status text COLLATE "C" NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX supervision_plans_id_key ON supervision_plans (id) WHERE superseded_at IS NULL;
CREATE INDEX supervision_plans_area_idx ON supervision_plans (area, id);
CREATE INDEX supervision_plans_kind_idx ON supervision_plans (kind, starts_on) WHERE superseded_at IS NULL;
CREATE INDEX supervision_plans_parent_id_idx ON supervision_plans (parent_id, id);
CREATE INDEX supervision_plans_lead_unit_id_idx ON supervision_plans (lead_unit_id, id);
