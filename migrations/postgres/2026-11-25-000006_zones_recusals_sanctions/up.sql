-- What a zone's plate at the school gate shows, when a zone was closed; recusals and sanctions, whose versions all stay:
-- a row is what the register knew from updated_at until superseded_at.

ALTER TABLE zones ADD COLUMN office_phone text COLLATE "C";
ALTER TABLE zones ADD COLUMN matters jsonb NOT NULL DEFAULT '[]';
ALTER TABLE zones ADD COLUMN closed_on date;

CREATE TABLE recusals (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    school_id uuid NOT NULL REFERENCES schools (id),
    ground text COLLATE "C" NOT NULL,
    statement text COLLATE "C",
    requested_by text COLLATE "C" NOT NULL,
    left_on date,
    starts_on date NOT NULL,
    ends_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX recusals_id_key ON recusals (id) WHERE superseded_at IS NULL;
CREATE INDEX recusals_area_idx ON recusals (area, id);
CREATE INDEX recusals_person_id_idx ON recusals (person_id, id);
CREATE INDEX recusals_school_id_idx ON recusals (school_id, id);

CREATE TABLE sanctions (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    kind text COLLATE "C" NOT NULL,
    document_number text COLLATE "C" NOT NULL,
    decided_on date NOT NULL,
    ends_on date NOT NULL,
    lifted_on date,
    lifted_reason text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX sanctions_id_key ON sanctions (id) WHERE superseded_at IS NULL;
CREATE INDEX sanctions_area_idx ON sanctions (area, id);
CREATE INDEX sanctions_person_id_idx ON sanctions (person_id, id);
