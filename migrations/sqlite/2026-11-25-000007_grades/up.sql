-- Grades: dated facts on three tracks, whose versions all stay. No two writes share an instant, and later ones have a later
-- instant, so that updated_at is the order in which a consumer learns of changes.

CREATE TABLE grades (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    person_number TEXT NOT NULL,
    track TEXT NOT NULL,
    grade TEXT NOT NULL,
    post_grade BIGINT,
    starts_on DATE NOT NULL,
    ends_on DATE,
    document_number TEXT NOT NULL,
    source TEXT NOT NULL,
    external_reference TEXT,
    promotion_id BLOB,
    annulled_reason TEXT,
    touched_from DATE,
    touched_until DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on <= ends_on)
);
CREATE UNIQUE INDEX grades_id_key ON grades (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX grades_source_external_reference_key ON grades (source, external_reference)
    WHERE version = 1 AND external_reference IS NOT NULL;
CREATE INDEX grades_area_idx ON grades (area, id);
CREATE INDEX grades_person_id_idx ON grades (person_id, id);
CREATE INDEX grades_updated_at_idx ON grades (updated_at, id);

-- Nobody holds two grades of one track on one day, whatever program writes here.
CREATE TRIGGER grades_no_overlap_on_insert BEFORE INSERT ON grades
WHEN NEW.superseded_at IS NULL AND NEW.annulled_reason IS NULL
BEGIN
    SELECT RAISE(ABORT, 'grades_no_overlap') WHERE EXISTS (
        SELECT 1 FROM grades AS other
        WHERE other.person_id = NEW.person_id AND other.track = NEW.track AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.annulled_reason IS NULL
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
    );
END;
CREATE TRIGGER grades_no_overlap_on_update
BEFORE UPDATE OF person_id, track, starts_on, ends_on, annulled_reason, superseded_at ON grades
WHEN NEW.superseded_at IS NULL AND NEW.annulled_reason IS NULL
BEGIN
    SELECT RAISE(ABORT, 'grades_no_overlap') WHERE EXISTS (
        SELECT 1 FROM grades AS other
        WHERE other.person_id = NEW.person_id AND other.track = NEW.track AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.annulled_reason IS NULL
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
    );
END;
