-- Rows that are about somebody whom the register may have already stand beside the faults: a list of imports reads none of them.
ALTER TABLE imports ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';
