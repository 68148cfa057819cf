-- The faults of a roster stand beside what became of its rows, so that a list of imports reads none of them. The first thousand
-- are kept, and their number.
ALTER TABLE imports ADD COLUMN faults TEXT NOT NULL DEFAULT '[]';
UPDATE imports
SET faults = (SELECT json_group_array(json(value)) FROM json_each(result, '$.faults') WHERE key < 1000),
    result = json_set(result, '$.fault_count', json_array_length(result, '$.faults'), '$.faults', json('[]'))
WHERE json_array_length(result, '$.faults') > 0;
