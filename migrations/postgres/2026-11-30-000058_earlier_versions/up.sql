-- Versions that a change replaced, of records to which rows of other tables refer: what the register knew from updated_at until
-- superseded_at. Whatever program changes the record, a trigger keeps what it was.

CREATE FUNCTION keep_earlier_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I SELECT ($1).*, $2', 'earlier_' || TG_TABLE_NAME) USING OLD, NEW.updated_at;
    RETURN NULL;
END
$$;

CREATE TABLE earlier_zones (LIKE zones, superseded_at timestamptz NOT NULL, PRIMARY KEY (id, version));
CREATE INDEX earlier_zones_area_idx ON earlier_zones (area, id);
CREATE TRIGGER zones_keep_earlier_version AFTER UPDATE ON zones
    FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION keep_earlier_version();

CREATE TABLE earlier_schools (LIKE schools, superseded_at timestamptz NOT NULL, PRIMARY KEY (id, version));
CREATE INDEX earlier_schools_area_idx ON earlier_schools (area, id);
CREATE TRIGGER schools_keep_earlier_version AFTER UPDATE ON schools
    FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION keep_earlier_version();

CREATE TABLE earlier_organisations (LIKE organisations, superseded_at timestamptz NOT NULL, PRIMARY KEY (id, version));
CREATE INDEX earlier_organisations_area_idx ON earlier_organisations (area, id);
CREATE TRIGGER organisations_keep_earlier_version AFTER UPDATE ON organisations
    FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION keep_earlier_version();

CREATE TABLE earlier_cohorts (LIKE cohorts, superseded_at timestamptz NOT NULL, PRIMARY KEY (id, version));
CREATE INDEX earlier_cohorts_area_idx ON earlier_cohorts (area, id);
CREATE TRIGGER cohorts_keep_earlier_version AFTER UPDATE ON cohorts
    FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION keep_earlier_version();

CREATE TABLE earlier_policy_proposals (LIKE policy_proposals, superseded_at timestamptz NOT NULL, PRIMARY KEY (id, version));
CREATE TRIGGER policy_proposals_keep_earlier_version AFTER UPDATE ON policy_proposals
    FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION keep_earlier_version();
