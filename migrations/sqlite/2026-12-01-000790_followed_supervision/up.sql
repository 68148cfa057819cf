-- Consumers follow the records of supervision and evaluation as all others.
CREATE TRIGGER evaluations_note_insertions AFTER INSERT ON evaluations
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'evaluations', NEW.id, NEW.version, NEW.area, (SELECT area FROM evaluations WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER findings_note_insertions AFTER INSERT ON findings
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'findings', NEW.id, NEW.version, NEW.area, (SELECT area FROM findings WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER indicator_systems_note_insertions AFTER INSERT ON indicator_systems
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'indicator_systems', NEW.id, NEW.version, NEW.area, (SELECT area FROM indicator_systems WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER inspections_note_insertions AFTER INSERT ON inspections
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'inspections', NEW.id, NEW.version, NEW.area, (SELECT area FROM inspections WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER supervision_plans_note_insertions AFTER INSERT ON supervision_plans
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'supervision_plans', NEW.id, NEW.version, NEW.area, (SELECT area FROM supervision_plans WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
