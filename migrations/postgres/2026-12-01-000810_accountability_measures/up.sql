-- Interviews and accountability: what follows for units and who leads them. Every version stays. What no list looks for lies in
-- course; the name of the respondent is sealed.

CREATE TABLE accountability_measures (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    school_id uuid REFERENCES schools (id),
    organisation_id uuid REFERENCES organisations (id),
    route text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    respondent_name text COLLATE "C",
    respondent_post text COLLATE "C",
    ground text COLLATE "C" NOT NULL,
    article text COLLATE "C",
    form text COLLATE "C",
    facts text COLLATE "C" NOT NULL,
    carriers jsonb NOT NULL,
    course jsonb NOT NULL,
    served_on date,
    took_effect_on date,
    held_on date,
    file_by date,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX accountability_measures_id_key ON accountability_measures (id) WHERE superseded_at IS NULL;
CREATE INDEX accountability_measures_area_idx ON accountability_measures (area, id);
CREATE INDEX accountability_measures_school_id_idx ON accountability_measures (school_id, id);
CREATE INDEX accountability_measures_organisation_id_idx ON accountability_measures (organisation_id, id);
