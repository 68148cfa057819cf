-- Consumers follow documents as all other records.
CREATE TRIGGER documents_note_insertions AFTER INSERT ON documents
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'documents', NEW.id, NEW.version, NEW.area, (SELECT area FROM documents WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
