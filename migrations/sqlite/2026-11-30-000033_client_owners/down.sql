DROP INDEX clients_owner_key_idx;
DROP INDEX clients_name_key_key;
ALTER TABLE clients DROP COLUMN name_key;
ALTER TABLE clients DROP COLUMN confirmed_by;
ALTER TABLE clients DROP COLUMN confirmed_at;
ALTER TABLE clients DROP COLUMN secret_version;
ALTER TABLE clients DROP COLUMN owner_key;
ALTER TABLE clients DROP COLUMN owner;
