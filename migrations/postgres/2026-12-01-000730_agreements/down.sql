ALTER TABLE clients DROP COLUMN terms;
DROP TABLE agreements;
