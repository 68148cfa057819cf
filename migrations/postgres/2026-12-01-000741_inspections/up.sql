-- Inspections of schools and units. Every version stays: a row is what the register knew from updated_at until superseded_at.
-- What no list looks for lies in course; who inspects stands there, too, and for lists in a table beside.

CREATE TABLE inspections (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    school_id uuid REFERENCES schools (id),
    organisation_id uuid REFERENCES organisations (id),
    kind text COLLATE "C" NOT NULL,
    mode text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    plan_id uuid,
    team_id uuid REFERENCES teams (id),
    matters jsonb NOT NULL,
    planned_on date NOT NULL,
    inspectors jsonb NOT NULL,
    expert_ids jsonb NOT NULL,
    occurred_on date,
    course jsonb NOT NULL,
    status text COLLATE "C" NOT NULL,
    written_by text COLLATE "C" NOT NULL,
    external_reference text COLLATE "C",
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX inspections_id_key ON inspections (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX inspections_written_by_external_reference_key ON inspections (written_by, external_reference)
    WHERE superseded_at IS NULL AND external_reference IS NOT NULL;
CREATE INDEX inspections_area_idx ON inspections (area, id);
CREATE INDEX inspections_school_id_idx ON inspections (school_id, id);
CREATE INDEX inspections_organisation_id_idx ON inspections (organisation_id, id);
CREATE INDEX inspections_plan_id_idx ON inspections (plan_id, id);
CREATE INDEX inspections_team_id_idx ON inspections (team_id, id);
CREATE INDEX inspections_occurred_on_idx ON inspections (occurred_on) WHERE superseded_at IS NULL;

CREATE TABLE inspection_inspectors (
    inspection_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    PRIMARY KEY (inspection_id, person_id)
);
CREATE INDEX inspection_inspectors_person_id_idx ON inspection_inspectors (person_id);

ALTER TABLE duty_records ADD COLUMN inspection_id uuid;
CREATE INDEX duty_records_inspection_id_idx ON duty_records (inspection_id, id);
