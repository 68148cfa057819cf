-- Calendars that an upload replaced, as of other records (000058).

CREATE TABLE earlier_calendars (LIKE calendars, superseded_at timestamptz NOT NULL, PRIMARY KEY (id, version));
CREATE INDEX earlier_calendars_year_idx ON earlier_calendars (year);
CREATE TRIGGER calendars_keep_earlier_version AFTER UPDATE ON calendars
    FOR EACH ROW WHEN (NEW.version > OLD.version) EXECUTE FUNCTION keep_earlier_version();
