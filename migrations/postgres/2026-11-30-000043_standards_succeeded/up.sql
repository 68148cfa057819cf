-- The first day of the standard that follows in the area, from which this one holds no more: known from the decision on.

ALTER TABLE stipend_standards
    DROP CONSTRAINT stipend_standards_no_overlap,
    DROP CONSTRAINT stipend_standards_no_overlap_ahead,
    DROP CONSTRAINT stipend_standards_no_overlap_begun,
    ADD COLUMN succeeded_on date;
UPDATE stipend_standards SET succeeded_on = ends_on + 1 WHERE status = 'superseded';
UPDATE stipend_standards SET succeeded_on = (
    SELECT MIN(next.starts_on) FROM stipend_standards AS next
    WHERE next.area = stipend_standards.area AND next.superseded_at IS NULL AND next.status = 'approved'
        AND next.starts_on > stipend_standards.starts_on
)
WHERE superseded_at IS NULL AND status = 'effective' AND ends_on IS NULL;

-- No day has two standards of one area, whatever program writes here. LEAST leaves out what is null.
ALTER TABLE stipend_standards ADD CONSTRAINT stipend_standards_no_overlap EXCLUDE USING gist (
    area WITH =, daterange(starts_on, LEAST(ends_on + 1, succeeded_on), '[)') WITH &&
) WHERE (superseded_at IS NULL AND status IN ('approved', 'effective', 'superseded'));
