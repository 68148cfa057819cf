DROP INDEX duty_records_external_reference_idx;
ALTER TABLE assessments DROP COLUMN review_until;
