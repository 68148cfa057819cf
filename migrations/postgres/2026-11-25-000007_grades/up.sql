-- Grades: dated facts on three tracks, whose versions all stay. No two writes share an instant, and later ones have a later
-- instant, so that updated_at is the order in which a consumer learns of changes.

CREATE TABLE grades (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    person_number text COLLATE "C" NOT NULL,
    track text COLLATE "C" NOT NULL,
    grade text COLLATE "C" NOT NULL,
    post_grade bigint,
    starts_on date NOT NULL,
    ends_on date,
    document_number text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    external_reference text COLLATE "C",
    promotion_id uuid,
    annulled_reason text COLLATE "C",
    touched_from date,
    touched_until date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on <= ends_on),
    -- Nobody holds two grades of one track on one day, whatever program writes here.
    CONSTRAINT grades_no_overlap EXCLUDE USING gist (
        person_id WITH =, track WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (superseded_at IS NULL AND annulled_reason IS NULL)
);
CREATE UNIQUE INDEX grades_id_key ON grades (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX grades_source_external_reference_key ON grades (source, external_reference)
    WHERE version = 1 AND external_reference IS NOT NULL;
CREATE INDEX grades_area_idx ON grades (area, id);
CREATE INDEX grades_person_id_idx ON grades (person_id, id);
CREATE INDEX grades_updated_at_idx ON grades (updated_at, id);
