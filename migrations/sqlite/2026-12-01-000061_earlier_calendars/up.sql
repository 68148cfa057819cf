-- Calendars that an upload replaced, as of other records (000058).

CREATE TABLE earlier_calendars (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    year BIGINT NOT NULL,
    holidays TEXT NOT NULL,
    workdays TEXT NOT NULL,
    document_number TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX earlier_calendars_year_idx ON earlier_calendars (year);
CREATE TRIGGER calendars_keep_earlier_version AFTER UPDATE ON calendars WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO earlier_calendars (id, version, year, holidays, workdays, document_number, created_at, updated_at, superseded_at)
    VALUES (OLD.id, OLD.version, OLD.year, OLD.holidays, OLD.workdays, OLD.document_number, OLD.created_at, OLD.updated_at, NEW.updated_at);
END;
