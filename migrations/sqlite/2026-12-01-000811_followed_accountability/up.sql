-- Consumers follow accountability measures as all other records.
CREATE TRIGGER accountability_measures_note_insertions AFTER INSERT ON accountability_measures
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'accountability_measures', NEW.id, NEW.version, NEW.area, (SELECT area FROM accountability_measures WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
