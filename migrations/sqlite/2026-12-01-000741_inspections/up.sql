-- Inspections of schools and units. Every version stays: a row is what the register knew from updated_at until superseded_at.
-- What no list looks for lies in course; who inspects stands there, too, and for lists in a table beside.

CREATE TABLE inspections (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    school_id BLOB REFERENCES schools (id),
    organisation_id BLOB REFERENCES organisations (id),
    kind TEXT NOT NULL,
    mode TEXT NOT NULL,
    channel TEXT NOT NULL,
    plan_id BLOB,
    team_id BLOB REFERENCES teams (id),
    matters TEXT NOT NULL,
    planned_on DATE NOT NULL,
    inspectors TEXT NOT NULL,
    expert_ids TEXT NOT NULL,
    occurred_on DATE,
    course TEXT NOT NULL,
    status TEXT NOT NULL,
    written_by TEXT NOT NULL,
    external_reference TEXT,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
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
    inspection_id BLOB NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    PRIMARY KEY (inspection_id, person_id)
);
CREATE INDEX inspection_inspectors_person_id_idx ON inspection_inspectors (person_id);

ALTER TABLE duty_records ADD COLUMN inspection_id BLOB;
CREATE INDEX duty_records_inspection_id_idx ON duty_records (inspection_id, id);
