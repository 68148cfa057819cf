-- Duty records: visits, reports, rectifications. Every version stays: a row is what the register knew from updated_at until
-- superseded_at. counts_on is the day of a visit, and the first day of what a report is about.

CREATE TABLE duty_records (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    counts_on DATE NOT NULL,
    period TEXT,
    school_id BLOB REFERENCES schools (id),
    mode TEXT,
    notice_on DATE,
    hours BIGINT,
    theme TEXT,
    credential_shown BOOLEAN,
    record_left BOOLEAN,
    feedback_left BOOLEAN,
    report_submitted_on DATE,
    annulled BOOLEAN NOT NULL,
    reason TEXT,
    source TEXT NOT NULL,
    external_reference TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX duty_records_id_key ON duty_records (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX duty_records_source_external_reference_key ON duty_records (source, external_reference)
    WHERE superseded_at IS NULL AND external_reference IS NOT NULL;
CREATE INDEX duty_records_area_idx ON duty_records (area, id);
CREATE INDEX duty_records_person_id_idx ON duty_records (person_id, counts_on);
CREATE INDEX duty_records_school_id_idx ON duty_records (school_id, occurred_on);
CREATE INDEX duty_records_counts_on_idx ON duty_records (counts_on);
