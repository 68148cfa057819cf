-- Every version of a membership stays: a row is what the register knew from updated_at until superseded_at. Its steps are the
-- statuses that it had, each with its day; of what is there they are read from the facts, without what a reversal took back.

-- As of all records with versions: of who was erased none begins.
DROP TRIGGER pool_memberships_of_the_erased ON pool_memberships;
ALTER TABLE pool_memberships ADD COLUMN superseded_at timestamptz;
ALTER TABLE pool_memberships ADD COLUMN steps jsonb;
UPDATE pool_memberships SET steps = coalesce(
    (
        SELECT jsonb_agg(jsonb_build_array(occurred_on, to_status) ORDER BY id) FROM events
        WHERE subject_id = pool_memberships.id AND to_status IS NOT NULL AND name <> 'restore'
            AND (to_status NOT IN ('removed', 'withdrawn') OR to_status = pool_memberships.status)
    ),
    jsonb_build_array(jsonb_build_array(coalesce(last_event_on, (created_at AT TIME ZONE 'Asia/Shanghai')::date), status))
);
ALTER TABLE pool_memberships ALTER COLUMN steps SET NOT NULL;
ALTER TABLE pool_memberships DROP CONSTRAINT pool_memberships_pkey;
ALTER TABLE pool_memberships ADD PRIMARY KEY (id, version);
CREATE TRIGGER pool_memberships_of_the_erased BEFORE INSERT ON pool_memberships
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();

DROP INDEX pool_memberships_area_idx;
DROP INDEX pool_memberships_status_idx;
DROP INDEX pool_memberships_person_id_idx;
DROP INDEX pool_memberships_person_id_pool_key;
DROP INDEX pool_memberships_notice_idx;
CREATE UNIQUE INDEX pool_memberships_id_key ON pool_memberships (id) WHERE superseded_at IS NULL;
CREATE INDEX pool_memberships_area_idx ON pool_memberships (area, id) WHERE superseded_at IS NULL;
CREATE INDEX pool_memberships_status_idx ON pool_memberships (status, id) WHERE superseded_at IS NULL;
CREATE INDEX pool_memberships_person_id_idx ON pool_memberships (person_id, id);
CREATE UNIQUE INDEX pool_memberships_person_id_pool_key ON pool_memberships (person_id, pool)
    WHERE superseded_at IS NULL AND status NOT IN ('rejected', 'withdrawn', 'expired', 'removed', 'deceased');
CREATE INDEX pool_memberships_notice_idx ON pool_memberships (notice_ends_on) WHERE superseded_at IS NULL AND status = 'in_public_notice';
