DROP INDEX duty_records_source_external_reference_key;
CREATE UNIQUE INDEX duty_records_source_external_reference_key ON duty_records (source, external_reference)
    WHERE superseded_at IS NULL AND external_reference IS NOT NULL;
DROP INDEX grades_external_reference_idx;
DROP INDEX grades_source_external_reference_key;
CREATE UNIQUE INDEX grades_source_external_reference_key ON grades (source, external_reference)
    WHERE version = 1 AND external_reference IS NOT NULL;
