-- What was found in supervision, and how a problem is put right. Every version stays: a row is what the register knew from
-- updated_at until superseded_at. What no list looks for lies in course.

CREATE TABLE findings (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    school_id uuid REFERENCES schools (id),
    organisation_id uuid REFERENCES organisations (id),
    inspection_id uuid,
    complaint_id uuid,
    plan_id uuid,
    kind text COLLATE "C" NOT NULL,
    matter text COLLATE "C" NOT NULL,
    problem_code text COLLATE "C",
    severity text COLLATE "C",
    statement text COLLATE "C" NOT NULL,
    person_id uuid REFERENCES people (id),
    minor_harm boolean NOT NULL,
    found_on date NOT NULL,
    status text COLLATE "C" NOT NULL,
    notified_on date,
    due_on date,
    reported_on date,
    closed_on date,
    recurs_id uuid,
    guidance_count bigint NOT NULL,
    look_backs_held bigint NOT NULL,
    look_backs_relapsed bigint NOT NULL,
    course jsonb NOT NULL,
    written_by text COLLATE "C" NOT NULL,
    external_reference text COLLATE "C",
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX findings_id_key ON findings (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX findings_written_by_external_reference_key ON findings (written_by, external_reference)
    WHERE superseded_at IS NULL AND external_reference IS NOT NULL;
CREATE INDEX findings_area_idx ON findings (area, id);
CREATE INDEX findings_school_id_idx ON findings (school_id, id);
CREATE INDEX findings_organisation_id_idx ON findings (organisation_id, id);
CREATE INDEX findings_inspection_id_idx ON findings (inspection_id, id);
CREATE INDEX findings_complaint_id_idx ON findings (complaint_id, id);
CREATE INDEX findings_plan_id_idx ON findings (plan_id, id);
CREATE INDEX findings_person_id_idx ON findings (person_id, id);
CREATE INDEX findings_due_on_idx ON findings (due_on) WHERE superseded_at IS NULL;
CREATE INDEX findings_notified_on_idx ON findings (notified_on) WHERE superseded_at IS NULL;
