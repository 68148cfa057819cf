DROP TRIGGER stipend_standards_no_overlap_on_insert;
DROP TRIGGER stipend_standards_no_overlap_on_update;
ALTER TABLE stipend_standards DROP COLUMN succeeded_on;

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
