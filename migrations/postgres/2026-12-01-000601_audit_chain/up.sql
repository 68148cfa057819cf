-- The chain of events: each link holds a digest of one event and of the link before it. Events get a line among the changes, so
-- that they are linked in the order in which they became visible and none is left out; no consumer is told of these lines.

CREATE TABLE audit_links (
    number bigint PRIMARY KEY NOT NULL,
    xact bigint NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL REFERENCES events (id),
    words bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE UNIQUE INDEX audit_links_event_id_key ON audit_links (event_id);

CREATE FUNCTION refuse_change_of_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_links are append-only';
END
$$;
CREATE TRIGGER audit_links_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_links();

INSERT INTO changes (resource, record_id, version, area, recorded_at)
    SELECT 'events', id, 0, '', recorded_at FROM events ORDER BY id;

CREATE FUNCTION note_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (resource, record_id, version, area, recorded_at)
        SELECT 'events', id, 0, '', recorded_at FROM inserted ORDER BY id;
    RETURN NULL;
END
$$;
CREATE TRIGGER events_note AFTER INSERT ON events REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_events();
