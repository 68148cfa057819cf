-- What supervision said of a unit for one personnel decision, as it was told and signed. Every version stays.

CREATE TABLE result_references (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    school_id BLOB REFERENCES schools (id),
    organisation_id BLOB REFERENCES organisations (id),
    period TEXT NOT NULL,
    purpose TEXT NOT NULL,
    decision_number TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    answer TEXT NOT NULL,
    signed TEXT NOT NULL,
    status TEXT NOT NULL,
    used TEXT,
    used_on DATE,
    superseded_on DATE,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX result_references_id_key ON result_references (id) WHERE superseded_at IS NULL;
CREATE INDEX result_references_area_idx ON result_references (area, id);
CREATE INDEX result_references_school_id_idx ON result_references (school_id, id);
CREATE INDEX result_references_organisation_id_idx ON result_references (organisation_id, id);
CREATE INDEX result_references_asked_by_idx ON result_references (asked_by, id);
