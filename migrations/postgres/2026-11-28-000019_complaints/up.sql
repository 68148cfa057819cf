-- Complaints about inspectors, whose versions all stay; what they say and who complains is sealed.

CREATE TABLE complaints (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    status text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    statement bytea NOT NULL,
    complainant bytea,
    received_on date NOT NULL,
    checker text COLLATE "C",
    checker_person_id uuid REFERENCES people (id),
    outcome text COLLATE "C",
    handling text COLLATE "C",
    findings bytea,
    concluded_on date,
    reported_up_on date,
    report_document_number text COLLATE "C",
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    -- What is concluded says what was found and what follows.
    CHECK ((outcome IS NULL) = (handling IS NULL) AND (outcome IS NULL) = (findings IS NULL) AND (outcome IS NULL) = (concluded_on IS NULL))
);
CREATE UNIQUE INDEX complaints_id_key ON complaints (id) WHERE superseded_at IS NULL;
CREATE INDEX complaints_area_idx ON complaints (area, id);
CREATE INDEX complaints_person_id_idx ON complaints (person_id, id);
CREATE INDEX complaints_checker_person_id_idx ON complaints (checker_person_id) WHERE checker_person_id IS NOT NULL;
