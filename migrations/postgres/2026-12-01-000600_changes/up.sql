-- What changed, in the order in which consumers are told of it: a line for each version of a record, written by triggers, so that
-- whatever program stores a version is told of. A line holds no personal data.
--
-- Lines become visible as their transactions commit, not in the order of their numbers. A reader therefore goes by the number of
-- the transaction first, and reads only below the oldest transaction that is still running: nothing can appear there any more.

CREATE TABLE changes (
    xact bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    seq bigint GENERATED ALWAYS AS IDENTITY,
    resource text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    area_before text COLLATE "C",
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (xact, seq)
);

-- Of a table that keeps every version, the version before lies in the same table; of others, none precedes an insertion.
CREATE FUNCTION note_insertions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO changes (resource, record_id, version, area, area_before, recorded_at)
            SELECT %1$L, one.id, one.version, one.area, before.area, one.%2$I
            FROM inserted AS one LEFT JOIN %1$I AS before
            ON before.id = one.id AND before.version = one.version - 1 AND before.area <> one.area',
        TG_TABLE_NAME, TG_ARGV[0]);
    RETURN NULL;
END
$$;

CREATE FUNCTION note_updates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO changes (resource, record_id, version, area, area_before, recorded_at)
            SELECT %1$L, one.id, one.version, one.area, NULLIF(before.area, one.area), one.updated_at
            FROM updated AS one JOIN replaced AS before ON before.id = one.id AND before.version < one.version',
        TG_TABLE_NAME);
    RETURN NULL;
END
$$;

-- A place before all lines: the first line is never told, and says from where on lines are kept.
INSERT INTO changes (xact, seq, resource, record_id, version, area, recorded_at) OVERRIDING SYSTEM VALUE
    VALUES (0, 0, '', '00000000-0000-0000-0000-000000000000', 0, '', '1970-01-01T00:00:00Z');

-- What the register knew before this step.
INSERT INTO changes (resource, record_id, version, area, recorded_at)
    SELECT resource, id, version, area, at FROM (
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
    ) AS known ORDER BY at, id, version;

CREATE TRIGGER appointments_note_insertions AFTER INSERT ON appointments REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER assessments_note_insertions AFTER INSERT ON assessments REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER certifications_note_insertions AFTER INSERT ON certifications REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER cohorts_note_insertions AFTER INSERT ON cohorts REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER cohorts_note_updates AFTER UPDATE ON cohorts REFERENCING OLD TABLE AS replaced NEW TABLE AS updated
    FOR EACH STATEMENT EXECUTE FUNCTION note_updates();
CREATE TRIGGER complaints_note_insertions AFTER INSERT ON complaints REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER dismissals_note_insertions AFTER INSERT ON dismissals REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER duty_records_note_insertions AFTER INSERT ON duty_records REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER grades_note_insertions AFTER INSERT ON grades REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER organisations_note_insertions AFTER INSERT ON organisations REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER organisations_note_updates AFTER UPDATE ON organisations REFERENCING OLD TABLE AS replaced NEW TABLE AS updated
    FOR EACH STATEMENT EXECUTE FUNCTION note_updates();
CREATE TRIGGER payees_note_insertions AFTER INSERT ON payees REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER people_note_insertions AFTER INSERT ON people REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER people_note_updates AFTER UPDATE ON people REFERENCING OLD TABLE AS replaced NEW TABLE AS updated
    FOR EACH STATEMENT EXECUTE FUNCTION note_updates();
CREATE TRIGGER pool_memberships_note_insertions AFTER INSERT ON pool_memberships REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER posts_note_insertions AFTER INSERT ON posts REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER promotions_note_insertions AFTER INSERT ON promotions REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER recusals_note_insertions AFTER INSERT ON recusals REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER sanctions_note_insertions AFTER INSERT ON sanctions REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER schools_note_insertions AFTER INSERT ON schools REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER schools_note_updates AFTER UPDATE ON schools REFERENCING OLD TABLE AS replaced NEW TABLE AS updated
    FOR EACH STATEMENT EXECUTE FUNCTION note_updates();
CREATE TRIGGER stipend_runs_note_insertions AFTER INSERT ON stipend_runs REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER stipend_standards_note_insertions AFTER INSERT ON stipend_standards REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER teams_note_insertions AFTER INSERT ON teams REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('created_at');
CREATE TRIGGER trainings_note_insertions AFTER INSERT ON trainings REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER vacancies_note_insertions AFTER INSERT ON vacancies REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER zone_assignments_note_insertions AFTER INSERT ON zone_assignments REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER zones_note_insertions AFTER INSERT ON zones REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION note_insertions('updated_at');
CREATE TRIGGER zones_note_updates AFTER UPDATE ON zones REFERENCING OLD TABLE AS replaced NEW TABLE AS updated
    FOR EACH STATEMENT EXECUTE FUNCTION note_updates();
