DROP INDEX duty_records_kind_idx;
