-- Procedures that lead to a grade, whose versions all stay.

CREATE TABLE promotions (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    track text COLLATE "C" NOT NULL,
    from_grade text COLLATE "C",
    to_grade text COLLATE "C" NOT NULL,
    is_demotion boolean NOT NULL,
    separate_line boolean NOT NULL,
    status text COLLATE "C" NOT NULL,
    findings jsonb NOT NULL,
    recommended_by text COLLATE "C",
    evidence text COLLATE "C",
    panel jsonb NOT NULL,
    score bigint,
    notice_opened_on date,
    notice_counted_from date,
    notice_ends_on date,
    notice_days_left bigint,
    defence_heard_on date,
    decision_document_number text COLLATE "C",
    effective_on date,
    grade_id uuid,
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX promotions_id_key ON promotions (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX promotions_person_id_track_key ON promotions (person_id, track)
    WHERE superseded_at IS NULL AND status NOT IN ('effective', 'rejected', 'withdrawn');
CREATE INDEX promotions_area_idx ON promotions (area, id);
CREATE INDEX promotions_person_id_idx ON promotions (person_id, id);
CREATE INDEX promotions_effective_on_idx ON promotions (effective_on, id) WHERE superseded_at IS NULL AND status = 'approved';
CREATE INDEX promotions_notice_idx ON promotions (notice_ends_on) WHERE superseded_at IS NULL AND status = 'in_public_notice';
