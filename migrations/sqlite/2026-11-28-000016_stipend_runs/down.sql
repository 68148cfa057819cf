DROP INDEX duty_records_updated_at_idx;
DROP TABLE stipend_payments;
DROP TABLE stipend_findings;
DROP TABLE stipend_grounds;
DROP TABLE stipend_lines;
DROP TABLE stipend_runs;
