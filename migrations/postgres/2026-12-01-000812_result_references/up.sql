-- What supervision said of a unit for one personnel decision, as it was told and signed. Every version stays.

CREATE TABLE result_references (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    school_id uuid REFERENCES schools (id),
    organisation_id uuid REFERENCES organisations (id),
    period text COLLATE "C" NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    decision_number text COLLATE "C" NOT NULL,
    asked_by text COLLATE "C" NOT NULL,
    answer jsonb NOT NULL,
    signed text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    used text COLLATE "C",
    used_on date,
    superseded_on date,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX result_references_id_key ON result_references (id) WHERE superseded_at IS NULL;
CREATE INDEX result_references_area_idx ON result_references (area, id);
CREATE INDEX result_references_school_id_idx ON result_references (school_id, id);
CREATE INDEX result_references_organisation_id_idx ON result_references (organisation_id, id);
CREATE INDEX result_references_asked_by_idx ON result_references (asked_by, id);
