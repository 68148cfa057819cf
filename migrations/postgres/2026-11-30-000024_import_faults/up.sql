-- The faults of a roster stand beside what became of its rows, so that a list of imports reads none of them. The first thousand
-- are kept, and their number.
ALTER TABLE imports ADD COLUMN faults jsonb NOT NULL DEFAULT '[]';
UPDATE imports
SET faults = jsonb_path_query_array(result, '$.faults[0 to 999]'),
    result = result || jsonb_build_object('fault_count', jsonb_array_length(result -> 'faults'), 'faults', '[]'::jsonb)
WHERE jsonb_array_length(result -> 'faults') > 0;
