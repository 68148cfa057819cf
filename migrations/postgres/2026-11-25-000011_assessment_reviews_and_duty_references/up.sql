-- The last day on which a review may be asked for is kept with the notice, so that no later policy shortens it.
-- What was notified before has the thirty days of the regulation.

ALTER TABLE assessments ADD COLUMN review_until date;
UPDATE assessments SET review_until = notified_on + 30 WHERE notified_on IS NOT NULL;

-- Every version of what was recorded under a reference is read when the reference is sent again.

CREATE INDEX duty_records_external_reference_idx ON duty_records (source, external_reference)
    WHERE external_reference IS NOT NULL;
