-- What changed, in the order in which consumers are told of it: a line for each version of a record, written by triggers, so that
-- whatever program stores a version is told of. A line holds no personal data.
--
-- There is one writer, so that lines are numbered in the order in which they are committed.

CREATE TABLE changes (
    xact BIGINT NOT NULL DEFAULT 0,
    seq BIGINT NOT NULL,
    resource TEXT NOT NULL,
    record_id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    area_before TEXT,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (xact, seq)
) WITHOUT ROWID;

-- A place before all lines: the first line is never told, and says from where on lines are kept.
INSERT INTO changes (seq, resource, record_id, version, area, recorded_at)
    VALUES (0, '', x'00000000000000000000000000000000', 0, '', '1970-01-01T00:00:00.000000Z');

-- What the register knew before this step.
INSERT INTO changes (seq, resource, record_id, version, area, recorded_at)
    SELECT ROW_NUMBER() OVER (ORDER BY at, id, version), resource, id, version, area, at FROM (
    SELECT 'appointments' AS resource, id, version, area, updated_at AS at FROM appointments
    UNION ALL SELECT 'assessments' AS resource, id, version, area, updated_at AS at FROM assessments
    UNION ALL SELECT 'certifications' AS resource, id, version, area, updated_at AS at FROM certifications
    UNION ALL SELECT 'cohorts' AS resource, id, version, area, updated_at AS at FROM cohorts
    UNION ALL SELECT 'complaints' AS resource, id, version, area, updated_at AS at FROM complaints
    UNION ALL SELECT 'dismissals' AS resource, id, version, area, updated_at AS at FROM dismissals
    UNION ALL SELECT 'duty_records' AS resource, id, version, area, updated_at AS at FROM duty_records
    UNION ALL SELECT 'grades' AS resource, id, version, area, updated_at AS at FROM grades
    UNION ALL SELECT 'organisations' AS resource, id, version, area, updated_at AS at FROM organisations
    UNION ALL SELECT 'payees' AS resource, id, version, area, updated_at AS at FROM payees
    UNION ALL SELECT 'people' AS resource, id, version, area, updated_at AS at FROM people
    UNION ALL SELECT 'pool_memberships' AS resource, id, version, area, updated_at AS at FROM pool_memberships
    UNION ALL SELECT 'posts' AS resource, id, version, area, updated_at AS at FROM posts
    UNION ALL SELECT 'promotions' AS resource, id, version, area, updated_at AS at FROM promotions
    UNION ALL SELECT 'recusals' AS resource, id, version, area, updated_at AS at FROM recusals
    UNION ALL SELECT 'sanctions' AS resource, id, version, area, updated_at AS at FROM sanctions
    UNION ALL SELECT 'schools' AS resource, id, version, area, updated_at AS at FROM schools
    UNION ALL SELECT 'stipend_runs' AS resource, id, version, area, updated_at AS at FROM stipend_runs
    UNION ALL SELECT 'stipend_standards' AS resource, id, version, area, updated_at AS at FROM stipend_standards
    UNION ALL SELECT 'teams' AS resource, id, version, area, created_at AS at FROM teams
    UNION ALL SELECT 'trainings' AS resource, id, version, area, updated_at AS at FROM trainings
    UNION ALL SELECT 'vacancies' AS resource, id, version, area, updated_at AS at FROM vacancies
    UNION ALL SELECT 'zone_assignments' AS resource, id, version, area, updated_at AS at FROM zone_assignments
    UNION ALL SELECT 'zones' AS resource, id, version, area, updated_at AS at FROM zones
    UNION ALL SELECT 'cohorts', id, version, area, updated_at FROM earlier_cohorts
    UNION ALL SELECT 'organisations', id, version, area, updated_at FROM earlier_organisations
    UNION ALL SELECT 'schools', id, version, area, updated_at FROM earlier_schools
    UNION ALL SELECT 'zones', id, version, area, updated_at FROM earlier_zones
    );

CREATE TRIGGER appointments_note_insertions AFTER INSERT ON appointments
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'appointments', NEW.id, NEW.version, NEW.area, (SELECT area FROM appointments WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER assessments_note_insertions AFTER INSERT ON assessments
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'assessments', NEW.id, NEW.version, NEW.area, (SELECT area FROM assessments WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER certifications_note_insertions AFTER INSERT ON certifications
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'certifications', NEW.id, NEW.version, NEW.area, (SELECT area FROM certifications WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER cohorts_note_insertions AFTER INSERT ON cohorts
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'cohorts', NEW.id, NEW.version, NEW.area, NULL, NEW.updated_at);
END;
CREATE TRIGGER cohorts_note_updates AFTER UPDATE ON cohorts WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'cohorts', NEW.id, NEW.version, NEW.area, NULLIF(OLD.area, NEW.area), NEW.updated_at);
END;
CREATE TRIGGER complaints_note_insertions AFTER INSERT ON complaints
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'complaints', NEW.id, NEW.version, NEW.area, (SELECT area FROM complaints WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER dismissals_note_insertions AFTER INSERT ON dismissals
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'dismissals', NEW.id, NEW.version, NEW.area, (SELECT area FROM dismissals WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER duty_records_note_insertions AFTER INSERT ON duty_records
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'duty_records', NEW.id, NEW.version, NEW.area, (SELECT area FROM duty_records WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER grades_note_insertions AFTER INSERT ON grades
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'grades', NEW.id, NEW.version, NEW.area, (SELECT area FROM grades WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER organisations_note_insertions AFTER INSERT ON organisations
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'organisations', NEW.id, NEW.version, NEW.area, NULL, NEW.updated_at);
END;
CREATE TRIGGER organisations_note_updates AFTER UPDATE ON organisations WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'organisations', NEW.id, NEW.version, NEW.area, NULLIF(OLD.area, NEW.area), NEW.updated_at);
END;
CREATE TRIGGER payees_note_insertions AFTER INSERT ON payees
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'payees', NEW.id, NEW.version, NEW.area, (SELECT area FROM payees WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER people_note_insertions AFTER INSERT ON people
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'people', NEW.id, NEW.version, NEW.area, NULL, NEW.updated_at);
END;
CREATE TRIGGER people_note_updates AFTER UPDATE ON people WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'people', NEW.id, NEW.version, NEW.area, NULLIF(OLD.area, NEW.area), NEW.updated_at);
END;
CREATE TRIGGER pool_memberships_note_insertions AFTER INSERT ON pool_memberships
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'pool_memberships', NEW.id, NEW.version, NEW.area, (SELECT area FROM pool_memberships WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER posts_note_insertions AFTER INSERT ON posts
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'posts', NEW.id, NEW.version, NEW.area, (SELECT area FROM posts WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER promotions_note_insertions AFTER INSERT ON promotions
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'promotions', NEW.id, NEW.version, NEW.area, (SELECT area FROM promotions WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER recusals_note_insertions AFTER INSERT ON recusals
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'recusals', NEW.id, NEW.version, NEW.area, (SELECT area FROM recusals WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER sanctions_note_insertions AFTER INSERT ON sanctions
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'sanctions', NEW.id, NEW.version, NEW.area, (SELECT area FROM sanctions WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER schools_note_insertions AFTER INSERT ON schools
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'schools', NEW.id, NEW.version, NEW.area, NULL, NEW.updated_at);
END;
CREATE TRIGGER schools_note_updates AFTER UPDATE ON schools WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'schools', NEW.id, NEW.version, NEW.area, NULLIF(OLD.area, NEW.area), NEW.updated_at);
END;
CREATE TRIGGER stipend_runs_note_insertions AFTER INSERT ON stipend_runs
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'stipend_runs', NEW.id, NEW.version, NEW.area, (SELECT area FROM stipend_runs WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER stipend_standards_note_insertions AFTER INSERT ON stipend_standards
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'stipend_standards', NEW.id, NEW.version, NEW.area, (SELECT area FROM stipend_standards WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER teams_note_insertions AFTER INSERT ON teams
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'teams', NEW.id, NEW.version, NEW.area, NULL, NEW.created_at);
END;
CREATE TRIGGER trainings_note_insertions AFTER INSERT ON trainings
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'trainings', NEW.id, NEW.version, NEW.area, (SELECT area FROM trainings WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER vacancies_note_insertions AFTER INSERT ON vacancies
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'vacancies', NEW.id, NEW.version, NEW.area, (SELECT area FROM vacancies WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER zone_assignments_note_insertions AFTER INSERT ON zone_assignments
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'zone_assignments', NEW.id, NEW.version, NEW.area, (SELECT area FROM zone_assignments WHERE id = NEW.id AND version = NEW.version - 1 AND area <> NEW.area), NEW.updated_at);
END;
CREATE TRIGGER zones_note_insertions AFTER INSERT ON zones
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'zones', NEW.id, NEW.version, NEW.area, NULL, NEW.updated_at);
END;
CREATE TRIGGER zones_note_updates AFTER UPDATE ON zones WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO changes (seq, resource, record_id, version, area, area_before, recorded_at)
    VALUES (COALESCE((SELECT seq FROM changes WHERE xact = 0 ORDER BY seq DESC LIMIT 1), 0) + 1,
        'zones', NEW.id, NEW.version, NEW.area, NULLIF(OLD.area, NEW.area), NEW.updated_at);
END;
