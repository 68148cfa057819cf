-- A client of a deciding role works only after another administrator confirmed it, and may belong to somebody: four eyes
-- compare owners. Clients of before go on as they are.

ALTER TABLE clients ADD COLUMN owner TEXT;
ALTER TABLE clients ADD COLUMN owner_key TEXT;
ALTER TABLE clients ADD COLUMN secret_version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE clients ADD COLUMN confirmed_at TEXT;
ALTER TABLE clients ADD COLUMN confirmed_by TEXT;
UPDATE clients SET confirmed_at = created_at WHERE role IN ('approver', 'finance', 'administrator');

-- The form in which names are compared. The program fills it in for the clients of before: no database knows the form.
ALTER TABLE clients ADD COLUMN name_key TEXT;
CREATE UNIQUE INDEX clients_name_key_key ON clients (name_key) WHERE revoked_at IS NULL;
CREATE INDEX clients_owner_key_idx ON clients (owner_key) WHERE owner_key IS NOT NULL;
