-- Yearly duty assessments. Every version stays: a row is what the register knew from updated_at until superseded_at.
-- The result keeps its whole formula, with the values and the version of the policy under which it was computed.

CREATE TABLE assessments (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    authority_id BLOB NOT NULL REFERENCES organisations (id),
    year BIGINT NOT NULL,
    status TEXT NOT NULL,
    grade TEXT,
    score BIGINT,
    targets TEXT NOT NULL,
    inspector_signed_on DATE,
    office_signatory TEXT,
    duty_report TEXT,
    ratings TEXT NOT NULL,
    panel TEXT NOT NULL,
    public_seat TEXT,
    vetoes TEXT NOT NULL,
    computation TEXT,
    notified_on DATE,
    review TEXT,
    accepted_on DATE,
    consequence TEXT,
    days_served BIGINT,
    opened_on DATE NOT NULL,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX assessments_id_key ON assessments (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX assessments_person_id_year_authority_id_key ON assessments (person_id, year, authority_id)
    WHERE superseded_at IS NULL AND status <> 'exempt';
CREATE INDEX assessments_area_idx ON assessments (area, id);
CREATE INDEX assessments_person_id_idx ON assessments (person_id, id);
CREATE INDEX assessments_status_idx ON assessments (status, id) WHERE superseded_at IS NULL;
CREATE INDEX assessments_authority_id_year_idx ON assessments (authority_id, year) WHERE superseded_at IS NULL;
