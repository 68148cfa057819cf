-- Yearly duty assessments. Every version stays: a row is what the register knew from updated_at until superseded_at.
-- The result keeps its whole formula, with the values and the version of the policy under which it was computed.

CREATE TABLE assessments (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    authority_id uuid NOT NULL REFERENCES organisations (id),
    year bigint NOT NULL,
    status text COLLATE "C" NOT NULL,
    grade text COLLATE "C",
    score bigint,
    targets jsonb NOT NULL,
    inspector_signed_on date,
    office_signatory text COLLATE "C",
    duty_report text COLLATE "C",
    ratings jsonb NOT NULL,
    panel jsonb NOT NULL,
    public_seat text COLLATE "C",
    vetoes jsonb NOT NULL,
    computation jsonb,
    notified_on date,
    review jsonb,
    accepted_on date,
    consequence jsonb,
    days_served bigint,
    opened_on date NOT NULL,
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX assessments_id_key ON assessments (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX assessments_person_id_year_authority_id_key ON assessments (person_id, year, authority_id)
    WHERE superseded_at IS NULL AND status <> 'exempt';
CREATE INDEX assessments_area_idx ON assessments (area, id);
CREATE INDEX assessments_person_id_idx ON assessments (person_id, id);
CREATE INDEX assessments_status_idx ON assessments (status, id) WHERE superseded_at IS NULL;
CREATE INDEX assessments_authority_id_year_idx ON assessments (authority_id, year) WHERE superseded_at IS NULL;
