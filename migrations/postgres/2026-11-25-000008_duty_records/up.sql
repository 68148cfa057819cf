-- Duty records: visits, reports, rectifications. Every version stays: a row is what the register knew from updated_at until
-- superseded_at. counts_on is the day of a visit, and the first day of what a report is about.

CREATE TABLE duty_records (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    kind text COLLATE "C" NOT NULL,
    occurred_on date NOT NULL,
    counts_on date NOT NULL,
    period text COLLATE "C",
    school_id uuid REFERENCES schools (id),
    mode text COLLATE "C",
    notice_on date,
    hours bigint,
    theme text COLLATE "C",
    credential_shown boolean,
    record_left boolean,
    feedback_left boolean,
    report_submitted_on date,
    annulled boolean NOT NULL,
    reason text COLLATE "C",
    source text COLLATE "C" NOT NULL,
    external_reference text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX duty_records_id_key ON duty_records (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX duty_records_source_external_reference_key ON duty_records (source, external_reference)
    WHERE superseded_at IS NULL AND external_reference IS NOT NULL;
CREATE INDEX duty_records_area_idx ON duty_records (area, id);
CREATE INDEX duty_records_person_id_idx ON duty_records (person_id, counts_on);
CREATE INDEX duty_records_school_id_idx ON duty_records (school_id, occurred_on);
CREATE INDEX duty_records_counts_on_idx ON duty_records (counts_on);
