-- The chain of events: each link holds a digest of one event and of the link before it. Events get a line among the changes, so
-- that they are linked in the order in which they became visible and none is left out; no consumer is told of these lines.

CREATE TABLE audit_links (
    number BIGINT PRIMARY KEY NOT NULL,
    xact BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    event_id BLOB NOT NULL REFERENCES events (id),
    words BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE UNIQUE INDEX audit_links_event_id_key ON audit_links (event_id);

CREATE TRIGGER audit_links_refuse_update BEFORE UPDATE ON audit_links
BEGIN
    SELECT RAISE(ABORT, 'audit_links are append-only');
END;
CREATE TRIGGER audit_links_refuse_delete BEFORE DELETE ON audit_links
BEGIN
    SELECT RAISE(ABORT, 'audit_links are append-only');
END;

INSERT INTO changes (seq, resource, record_id, version, area, recorded_at)
    SELECT (SELECT MAX(seq) FROM changes) + ROW_NUMBER() OVER (ORDER BY id), 'events', id, 0, '', recorded_at FROM events;

CREATE TRIGGER events_note AFTER INSERT ON events
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'events', NEW.id, 0, '', NEW.recorded_at);
END;
