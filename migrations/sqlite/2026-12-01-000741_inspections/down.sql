DROP INDEX duty_records_inspection_id_idx;
ALTER TABLE duty_records DROP COLUMN inspection_id;
DROP TABLE inspection_inspectors;
DROP TABLE inspections;
