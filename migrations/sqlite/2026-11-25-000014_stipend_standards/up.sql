-- Stipend standards of areas, whose versions all stay.

CREATE TABLE stipend_standards (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    title TEXT NOT NULL,
    amounts TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    yearly_cap_fen BIGINT,
    status TEXT NOT NULL,
    submitted_on DATE,
    decision_document_number TEXT,
    finance_consent_number TEXT,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on <= ends_on)
);
CREATE UNIQUE INDEX stipend_standards_id_key ON stipend_standards (id) WHERE superseded_at IS NULL;
CREATE INDEX stipend_standards_area_idx ON stipend_standards (area, id);
CREATE INDEX stipend_standards_due_idx ON stipend_standards (starts_on, id) WHERE superseded_at IS NULL AND status = 'approved';

-- Two standards of one area never hold on one day, whatever program writes here; but one in effect without an end is ended
-- by the approved one that begins after it.
CREATE TRIGGER stipend_standards_no_overlap_on_insert BEFORE INSERT ON stipend_standards
WHEN NEW.superseded_at IS NULL AND NEW.status IN ('approved', 'effective', 'superseded')
BEGIN
    SELECT RAISE(ABORT, 'stipend_standards_no_overlap') WHERE EXISTS (
        SELECT 1 FROM stipend_standards AS other
        WHERE other.area = NEW.area AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.status IN ('approved', 'effective', 'superseded')
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
            AND NOT (NEW.status = 'approved' AND other.status = 'effective' AND other.ends_on IS NULL AND other.starts_on < NEW.starts_on)
            AND NOT (other.status = 'approved' AND NEW.status = 'effective' AND NEW.ends_on IS NULL AND NEW.starts_on < other.starts_on)
    );
END;
CREATE TRIGGER stipend_standards_no_overlap_on_update
BEFORE UPDATE OF area, status, starts_on, ends_on, superseded_at ON stipend_standards
WHEN NEW.superseded_at IS NULL AND NEW.status IN ('approved', 'effective', 'superseded')
BEGIN
    SELECT RAISE(ABORT, 'stipend_standards_no_overlap') WHERE EXISTS (
        SELECT 1 FROM stipend_standards AS other
        WHERE other.area = NEW.area AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.status IN ('approved', 'effective', 'superseded')
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
            AND NOT (NEW.status = 'approved' AND other.status = 'effective' AND other.ends_on IS NULL AND other.starts_on < NEW.starts_on)
            AND NOT (other.status = 'approved' AND NEW.status = 'effective' AND NEW.ends_on IS NULL AND NEW.starts_on < other.starts_on)
    );
END;
