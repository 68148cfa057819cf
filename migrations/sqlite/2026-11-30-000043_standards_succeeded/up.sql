-- The first day of the standard that follows in the area, from which this one holds no more: known from the decision on.

DROP TRIGGER stipend_standards_no_overlap_on_insert;
DROP TRIGGER stipend_standards_no_overlap_on_update;
ALTER TABLE stipend_standards ADD COLUMN succeeded_on DATE;
UPDATE stipend_standards SET succeeded_on = date(ends_on, '+1 day') WHERE status = 'superseded';
UPDATE stipend_standards SET succeeded_on = (
    SELECT MIN(next.starts_on) FROM stipend_standards AS next
    WHERE next.area = stipend_standards.area AND next.superseded_at IS NULL AND next.status = 'approved'
        AND next.starts_on > stipend_standards.starts_on
)
WHERE superseded_at IS NULL AND status = 'effective' AND ends_on IS NULL;

-- No day has two standards of one area, whatever program writes here.
CREATE TRIGGER stipend_standards_no_overlap_on_insert BEFORE INSERT ON stipend_standards
WHEN NEW.superseded_at IS NULL AND NEW.status IN ('approved', 'effective', 'superseded')
BEGIN
    SELECT RAISE(ABORT, 'stipend_standards_no_overlap') WHERE EXISTS (
        SELECT 1 FROM stipend_standards AS other
        WHERE other.area = NEW.area AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.status IN ('approved', 'effective', 'superseded')
            AND MAX(other.starts_on, NEW.starts_on) < MIN(
                COALESCE(date(other.ends_on, '+1 day'), '9999-12-31'), COALESCE(other.succeeded_on, '9999-12-31'),
                COALESCE(date(NEW.ends_on, '+1 day'), '9999-12-31'), COALESCE(NEW.succeeded_on, '9999-12-31')
            )
    );
END;
CREATE TRIGGER stipend_standards_no_overlap_on_update BEFORE UPDATE OF area, status, starts_on, ends_on, succeeded_on, superseded_at ON stipend_standards
WHEN NEW.superseded_at IS NULL AND NEW.status IN ('approved', 'effective', 'superseded')
BEGIN
    SELECT RAISE(ABORT, 'stipend_standards_no_overlap') WHERE EXISTS (
        SELECT 1 FROM stipend_standards AS other
        WHERE other.area = NEW.area AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.status IN ('approved', 'effective', 'superseded')
            AND MAX(other.starts_on, NEW.starts_on) < MIN(
                COALESCE(date(other.ends_on, '+1 day'), '9999-12-31'), COALESCE(other.succeeded_on, '9999-12-31'),
                COALESCE(date(NEW.ends_on, '+1 day'), '9999-12-31'), COALESCE(NEW.succeeded_on, '9999-12-31')
            )
    );
END;
