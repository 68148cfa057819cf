UPDATE imports SET result = json_set(result, '$.faults', json(faults)) WHERE json_array_length(faults) > 0;
ALTER TABLE imports DROP COLUMN faults;
