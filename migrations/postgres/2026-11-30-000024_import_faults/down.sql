UPDATE imports SET result = result || jsonb_build_object('faults', faults) WHERE jsonb_array_length(faults) > 0;
ALTER TABLE imports DROP COLUMN faults;
