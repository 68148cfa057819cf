-- Interviews and accountability: what follows for units and who leads them. Every version stays. What no list looks for lies in
-- course; the name of the respondent is sealed.

CREATE TABLE accountability_measures (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    school_id BLOB REFERENCES schools (id),
    organisation_id BLOB REFERENCES organisations (id),
    route TEXT NOT NULL,
    status TEXT NOT NULL,
    respondent_name TEXT,
    respondent_post TEXT,
    ground TEXT NOT NULL,
    article TEXT,
    form TEXT,
    facts TEXT NOT NULL,
    carriers TEXT NOT NULL,
    course TEXT NOT NULL,
    served_on DATE,
    took_effect_on DATE,
    held_on DATE,
    file_by DATE,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX accountability_measures_id_key ON accountability_measures (id) WHERE superseded_at IS NULL;
CREATE INDEX accountability_measures_area_idx ON accountability_measures (area, id);
CREATE INDEX accountability_measures_school_id_idx ON accountability_measures (school_id, id);
CREATE INDEX accountability_measures_organisation_id_idx ON accountability_measures (organisation_id, id);
