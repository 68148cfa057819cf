-- How units were measured by an indicator system. Every version stays: a row is what the register knew from updated_at until
-- superseded_at. What no list looks for lies in course.

CREATE TABLE evaluations (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    school_id BLOB REFERENCES schools (id),
    organisation_id BLOB REFERENCES organisations (id),
    system_id BLOB NOT NULL,
    system_version BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    period TEXT NOT NULL,
    year BIGINT NOT NULL,
    origin TEXT NOT NULL,
    evaluator_id BLOB,
    contract_number TEXT,
    independence_declared_on DATE,
    accountable_post TEXT,
    status TEXT NOT NULL,
    course TEXT NOT NULL,
    score BIGINT,
    grade TEXT,
    points BIGINT,
    notified_on DATE,
    review_until DATE,
    document_number TEXT,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK ((school_id IS NULL) <> (organisation_id IS NULL))
);
CREATE UNIQUE INDEX evaluations_id_key ON evaluations (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX evaluations_school_id_system_id_period_origin_key ON evaluations (school_id, system_id, period, origin)
    WHERE superseded_at IS NULL AND status <> 'cancelled';
CREATE UNIQUE INDEX evaluations_organisation_id_system_id_period_origin_key ON evaluations (organisation_id, system_id, period, origin)
    WHERE superseded_at IS NULL AND status <> 'cancelled';
CREATE INDEX evaluations_area_idx ON evaluations (area, id);
CREATE INDEX evaluations_school_id_idx ON evaluations (school_id, id);
CREATE INDEX evaluations_organisation_id_idx ON evaluations (organisation_id, id);
CREATE INDEX evaluations_system_id_idx ON evaluations (system_id, id);
CREATE INDEX evaluations_evaluator_id_idx ON evaluations (evaluator_id, id);
CREATE INDEX evaluations_year_idx ON evaluations (year, id);
