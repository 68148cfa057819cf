DROP INDEX pool_memberships_id_key;
DROP INDEX pool_memberships_area_idx;
DROP INDEX pool_memberships_status_idx;
DROP INDEX pool_memberships_person_id_idx;
DROP INDEX pool_memberships_person_id_pool_key;
DROP INDEX pool_memberships_notice_idx;
DROP TRIGGER pool_memberships_of_the_erased ON pool_memberships;
DELETE FROM pool_memberships WHERE superseded_at IS NOT NULL;
ALTER TABLE pool_memberships DROP CONSTRAINT pool_memberships_pkey;
ALTER TABLE pool_memberships ADD PRIMARY KEY (id);
ALTER TABLE pool_memberships DROP COLUMN steps;
ALTER TABLE pool_memberships DROP COLUMN superseded_at;
CREATE TRIGGER pool_memberships_of_the_erased BEFORE INSERT OR UPDATE ON pool_memberships
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();

CREATE INDEX pool_memberships_area_idx ON pool_memberships (area, id);
CREATE INDEX pool_memberships_status_idx ON pool_memberships (status, id);
CREATE INDEX pool_memberships_person_id_idx ON pool_memberships (person_id, id);
CREATE UNIQUE INDEX pool_memberships_person_id_pool_key ON pool_memberships (person_id, pool)
    WHERE status NOT IN ('rejected', 'withdrawn', 'expired', 'removed', 'deceased');
CREATE INDEX pool_memberships_notice_idx ON pool_memberships (notice_ends_on) WHERE status = 'in_public_notice';
