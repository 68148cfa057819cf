CREATE INDEX duty_records_kind_idx ON duty_records (kind, id) WHERE superseded_at IS NULL;
