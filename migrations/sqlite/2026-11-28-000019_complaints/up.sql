-- Complaints about inspectors, whose versions all stay; what they say and who complains is sealed.

CREATE TABLE complaints (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    status TEXT NOT NULL,
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    statement BLOB NOT NULL,
    complainant BLOB,
    received_on DATE NOT NULL,
    checker TEXT,
    checker_person_id BLOB REFERENCES people (id),
    outcome TEXT,
    handling TEXT,
    findings BLOB,
    concluded_on DATE,
    reported_up_on DATE,
    report_document_number TEXT,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    -- What is concluded says what was found and what follows.
    CHECK ((outcome IS NULL) = (handling IS NULL) AND (outcome IS NULL) = (findings IS NULL) AND (outcome IS NULL) = (concluded_on IS NULL))
);
CREATE UNIQUE INDEX complaints_id_key ON complaints (id) WHERE superseded_at IS NULL;
CREATE INDEX complaints_area_idx ON complaints (area, id);
CREATE INDEX complaints_person_id_idx ON complaints (person_id, id);
CREATE INDEX complaints_checker_person_id_idx ON complaints (checker_person_id) WHERE checker_person_id IS NOT NULL;
