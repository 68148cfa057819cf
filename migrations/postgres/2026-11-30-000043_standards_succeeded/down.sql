ALTER TABLE stipend_standards DROP CONSTRAINT stipend_standards_no_overlap, DROP COLUMN succeeded_on;
ALTER TABLE stipend_standards
    ADD CONSTRAINT stipend_standards_no_overlap EXCLUDE USING gist (
        area WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (superseded_at IS NULL AND status IN ('effective', 'superseded')),
    ADD CONSTRAINT stipend_standards_no_overlap_ahead EXCLUDE USING gist (
        area WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (superseded_at IS NULL AND (status IN ('approved', 'superseded') OR status = 'effective' AND ends_on IS NOT NULL)),
    ADD CONSTRAINT stipend_standards_no_overlap_begun EXCLUDE USING gist (
        area WITH =,
        (CASE WHEN status = 'effective' THEN daterange(starts_on, starts_on, '[]') ELSE daterange(starts_on, ends_on, '[]') END) WITH &&
    ) WHERE (superseded_at IS NULL AND status IN ('approved', 'effective'));
