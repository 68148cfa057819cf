-- What a zone's plate at the school gate shows, when a zone was closed; recusals and sanctions, whose versions all stay:
-- a row is what the register knew from updated_at until superseded_at.

ALTER TABLE zones ADD COLUMN office_phone TEXT;
ALTER TABLE zones ADD COLUMN matters TEXT NOT NULL DEFAULT '[]';
ALTER TABLE zones ADD COLUMN closed_on DATE;

CREATE TABLE recusals (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    school_id BLOB NOT NULL REFERENCES schools (id),
    ground TEXT NOT NULL,
    statement TEXT,
    requested_by TEXT NOT NULL,
    left_on DATE,
    starts_on DATE NOT NULL,
    ends_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX recusals_id_key ON recusals (id) WHERE superseded_at IS NULL;
CREATE INDEX recusals_area_idx ON recusals (area, id);
CREATE INDEX recusals_person_id_idx ON recusals (person_id, id);
CREATE INDEX recusals_school_id_idx ON recusals (school_id, id);

CREATE TABLE sanctions (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    document_number TEXT NOT NULL,
    decided_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    lifted_on DATE,
    lifted_reason TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX sanctions_id_key ON sanctions (id) WHERE superseded_at IS NULL;
CREATE INDEX sanctions_area_idx ON sanctions (area, id);
CREATE INDEX sanctions_person_id_idx ON sanctions (person_id, id);
