-- What was found in supervision, and how a problem is put right. Every version stays: a row is what the register knew from
-- updated_at until superseded_at. What no list looks for lies in course.

CREATE TABLE findings (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    school_id BLOB REFERENCES schools (id),
    organisation_id BLOB REFERENCES organisations (id),
    inspection_id BLOB,
    complaint_id BLOB,
    plan_id BLOB,
    kind TEXT NOT NULL,
    matter TEXT NOT NULL,
    problem_code TEXT,
    severity TEXT,
    statement TEXT NOT NULL,
    person_id BLOB REFERENCES people (id),
    minor_harm BOOLEAN NOT NULL,
    found_on DATE NOT NULL,
    status TEXT NOT NULL,
    notified_on DATE,
    due_on DATE,
    reported_on DATE,
    closed_on DATE,
    recurs_id BLOB,
    guidance_count BIGINT NOT NULL,
    look_backs_held BIGINT NOT NULL,
    look_backs_relapsed BIGINT NOT NULL,
    course TEXT NOT NULL,
    written_by TEXT NOT NULL,
    external_reference TEXT,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
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
