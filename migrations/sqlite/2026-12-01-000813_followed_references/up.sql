-- Consumers follow references to results as all other records.
CREATE TRIGGER result_references_note_insertions AFTER INSERT ON result_references
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'result_references', NEW.id, NEW.version, NEW.area, (SELECT area FROM result_references WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
