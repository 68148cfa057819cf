DROP TABLE sanctions;
DROP TABLE recusals;
ALTER TABLE zones DROP COLUMN closed_on;
ALTER TABLE zones DROP COLUMN matters;
ALTER TABLE zones DROP COLUMN office_phone;
