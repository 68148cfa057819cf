-- How units were measured by an indicator system. Every version stays: a row is what the register knew from updated_at until
-- superseded_at. What no list looks for lies in course.

CREATE TABLE evaluations (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    school_id uuid REFERENCES schools (id),
    organisation_id uuid REFERENCES organisations (id),
    system_id uuid NOT NULL,
    system_version bigint NOT NULL,
    purpose text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    year bigint NOT NULL,
    origin text COLLATE "C" NOT NULL,
    evaluator_id uuid,
    contract_number text COLLATE "C",
    independence_declared_on date,
    accountable_post text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    course jsonb NOT NULL,
    score bigint,
    grade text COLLATE "C",
    points bigint,
    notified_on date,
    review_until date,
    document_number text COLLATE "C",
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
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
