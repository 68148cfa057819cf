-- Procedures that lead to a grade, whose versions all stay.

CREATE TABLE promotions (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    track TEXT NOT NULL,
    from_grade TEXT,
    to_grade TEXT NOT NULL,
    is_demotion BOOLEAN NOT NULL,
    separate_line BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    findings TEXT NOT NULL,
    recommended_by TEXT,
    evidence TEXT,
    panel TEXT NOT NULL,
    score BIGINT,
    notice_opened_on DATE,
    notice_counted_from DATE,
    notice_ends_on DATE,
    notice_days_left BIGINT,
    defence_heard_on DATE,
    decision_document_number TEXT,
    effective_on DATE,
    grade_id BLOB,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX promotions_id_key ON promotions (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX promotions_person_id_track_key ON promotions (person_id, track)
    WHERE superseded_at IS NULL AND status NOT IN ('effective', 'rejected', 'withdrawn');
CREATE INDEX promotions_area_idx ON promotions (area, id);
CREATE INDEX promotions_person_id_idx ON promotions (person_id, id);
CREATE INDEX promotions_effective_on_idx ON promotions (effective_on, id) WHERE superseded_at IS NULL AND status = 'approved';
CREATE INDEX promotions_notice_idx ON promotions (notice_ends_on) WHERE superseded_at IS NULL AND status = 'in_public_notice';
