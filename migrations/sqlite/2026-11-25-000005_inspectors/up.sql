-- Who appoints and employs, cohorts, appointments, zone assignments and drawn teams.
--
-- Appointments and zone assignments are kept in versions: what is known now is the row that nothing superseded, and what
-- was known at a moment is the row that was current then. Rows are closed and followed, never rewritten.

CREATE TABLE organisations (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    functions TEXT NOT NULL,
    level TEXT,
    credit_code TEXT,
    higher_authority_id BLOB REFERENCES organisations (id),
    establishment_posts BIGINT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX organisations_area_name_key ON organisations (area, name);

CREATE TABLE cohorts (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    authority_id BLOB NOT NULL REFERENCES organisations (id),
    ordinal BIGINT NOT NULL CHECK (ordinal > 0),
    name TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    document_number TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (starts_on <= ends_on)
);
CREATE UNIQUE INDEX cohorts_authority_id_ordinal_key ON cohorts (authority_id, ordinal);
CREATE INDEX cohorts_area_idx ON cohorts (area, id);

CREATE TABLE appointments (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    authority_id BLOB NOT NULL REFERENCES organisations (id),
    cohort_id BLOB REFERENCES cohorts (id),
    employer_id BLOB REFERENCES organisations (id),
    route TEXT NOT NULL CHECK (route IN ('full_time', 'part_time')),
    status TEXT NOT NULL,
    nominated_by TEXT,
    starts_on DATE,
    ends_on DATE,
    ended_on DATE,
    term_number BIGINT,
    renews_id BLOB,
    recusal_declared_on DATE,
    decision_document_number TEXT,
    letter_number TEXT,
    credential_number TEXT,
    filed_upward_on DATE,
    published_on DATE,
    notice_opened_on DATE,
    notice_counted_from DATE,
    notice_ends_on DATE,
    notice_days_left BIGINT,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on)
);
CREATE UNIQUE INDEX appointments_id_key ON appointments (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX appointments_person_id_authority_id_key ON appointments (person_id, authority_id)
    WHERE superseded_at IS NULL AND status IN ('nominated', 'reviewed', 'in_public_notice', 'proposed');
CREATE INDEX appointments_area_idx ON appointments (area, id);
CREATE INDEX appointments_status_idx ON appointments (status, id) WHERE superseded_at IS NULL;
CREATE INDEX appointments_suspended_idx ON appointments (id) WHERE status = 'suspended';
CREATE INDEX appointments_person_id_idx ON appointments (person_id, id);
CREATE INDEX appointments_authority_id_idx ON appointments (authority_id, id);
CREATE INDEX appointments_cohort_id_idx ON appointments (cohort_id, id);
CREATE INDEX appointments_ends_on_idx ON appointments (ends_on, id) WHERE superseded_at IS NULL;
CREATE INDEX appointments_credential_number_idx ON appointments (credential_number) WHERE superseded_at IS NULL;
CREATE INDEX appointments_notice_idx ON appointments (notice_ends_on) WHERE superseded_at IS NULL AND status = 'in_public_notice';

CREATE TABLE zone_assignments (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    zone_id BLOB NOT NULL REFERENCES zones (id),
    appointment_id BLOB NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    ended_on DATE,
    end_reason TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX zone_assignments_id_key ON zone_assignments (id) WHERE superseded_at IS NULL;
CREATE INDEX zone_assignments_zone_id_idx ON zone_assignments (zone_id, id) WHERE superseded_at IS NULL;
CREATE INDEX zone_assignments_appointment_id_idx ON zone_assignments (appointment_id) WHERE superseded_at IS NULL;
CREATE INDEX zone_assignments_person_id_idx ON zone_assignments (person_id, id);
CREATE INDEX zone_assignments_area_idx ON zone_assignments (area, id);

-- The schools that an assignment names; it never names others.
CREATE TABLE assignment_schools (
    assignment_id BLOB NOT NULL,
    school_id BLOB NOT NULL REFERENCES schools (id),
    PRIMARY KEY (assignment_id, school_id)
);
CREATE INDEX assignment_schools_school_id_idx ON assignment_schools (school_id, assignment_id);

CREATE TABLE teams (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    supervises_on DATE NOT NULL,
    school_ids TEXT NOT NULL,
    size BIGINT NOT NULL,
    wanted TEXT NOT NULL,
    seed TEXT NOT NULL,
    candidates TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX teams_area_idx ON teams (area, id);

CREATE TABLE team_members (
    team_id BLOB NOT NULL REFERENCES teams (id),
    person_id BLOB NOT NULL REFERENCES people (id),
    appointment_id BLOB NOT NULL,
    place BIGINT NOT NULL,
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person_id_idx ON team_members (person_id, team_id);

-- Nobody holds two appointments of one authority on one day, whatever program writes here.
-- The plus keeps the planner from the index of the authority: a person has few appointments, an authority thousands.
CREATE TRIGGER appointments_no_overlap_on_insert BEFORE INSERT ON appointments
WHEN NEW.superseded_at IS NULL AND NEW.starts_on IS NOT NULL AND (NEW.ended_on IS NULL OR NEW.ended_on > NEW.starts_on)
    AND NEW.status NOT IN ('nominated', 'reviewed', 'in_public_notice', 'proposed')
BEGIN
    SELECT RAISE(ABORT, 'appointments_no_overlap') WHERE EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.person_id = NEW.person_id AND +other.authority_id = NEW.authority_id AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.starts_on IS NOT NULL
            AND (other.ended_on IS NULL OR other.ended_on > other.starts_on)
            AND other.status NOT IN ('nominated', 'reviewed', 'in_public_notice', 'proposed')
            AND other.starts_on < COALESCE(NEW.ended_on, date(NEW.ends_on, '+1 day'), '9999-12-31')
            AND NEW.starts_on < COALESCE(other.ended_on, date(other.ends_on, '+1 day'), '9999-12-31')
    );
END;
CREATE TRIGGER appointments_no_overlap_on_update BEFORE UPDATE OF person_id, authority_id, starts_on, ends_on, ended_on, status, superseded_at ON appointments
WHEN NEW.superseded_at IS NULL AND NEW.starts_on IS NOT NULL AND (NEW.ended_on IS NULL OR NEW.ended_on > NEW.starts_on)
    AND NEW.status NOT IN ('nominated', 'reviewed', 'in_public_notice', 'proposed')
BEGIN
    SELECT RAISE(ABORT, 'appointments_no_overlap') WHERE EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.person_id = NEW.person_id AND +other.authority_id = NEW.authority_id AND other.id <> NEW.id
            AND other.superseded_at IS NULL AND other.starts_on IS NOT NULL
            AND (other.ended_on IS NULL OR other.ended_on > other.starts_on)
            AND other.status NOT IN ('nominated', 'reviewed', 'in_public_notice', 'proposed')
            AND other.starts_on < COALESCE(NEW.ended_on, date(NEW.ends_on, '+1 day'), '9999-12-31')
            AND NEW.starts_on < COALESCE(other.ended_on, date(other.ends_on, '+1 day'), '9999-12-31')
    );
END;
