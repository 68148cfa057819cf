ALTER TABLE erasures DROP COLUMN files_cleaned_at;
DROP TABLE stipend_run_seals;
