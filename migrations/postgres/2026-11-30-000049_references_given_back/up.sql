-- A reference whose record was annulled may be used again; every version under it is read when it is sent again.

DROP INDEX grades_source_external_reference_key;
CREATE UNIQUE INDEX grades_source_external_reference_key ON grades (source, external_reference)
    WHERE superseded_at IS NULL AND annulled_reason IS NULL AND external_reference IS NOT NULL;
CREATE INDEX grades_external_reference_idx ON grades (source, external_reference)
    WHERE external_reference IS NOT NULL;

DROP INDEX duty_records_source_external_reference_key;
CREATE UNIQUE INDEX duty_records_source_external_reference_key ON duty_records (source, external_reference)
    WHERE superseded_at IS NULL AND NOT annulled AND external_reference IS NOT NULL;
