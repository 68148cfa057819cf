-- Who appoints and employs, cohorts, appointments, zone assignments and drawn teams.
--
-- Appointments and zone assignments are kept in versions: what is known now is the row that nothing superseded, and what
-- was known at a moment is the row that was current then. Rows are closed and followed, never rewritten.

-- Equality of identifiers beside the overlap of periods; a trusted extension of every PostgreSQL since 13.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE organisations (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    functions jsonb NOT NULL,
    level text COLLATE "C",
    credit_code text COLLATE "C",
    higher_authority_id uuid REFERENCES organisations (id),
    establishment_posts bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX organisations_area_name_key ON organisations (area, name);

CREATE TABLE cohorts (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    authority_id uuid NOT NULL REFERENCES organisations (id),
    ordinal bigint NOT NULL CHECK (ordinal > 0),
    name text COLLATE "C" NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    document_number text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK (starts_on <= ends_on)
);
CREATE UNIQUE INDEX cohorts_authority_id_ordinal_key ON cohorts (authority_id, ordinal);
CREATE INDEX cohorts_area_idx ON cohorts (area, id);

CREATE TABLE appointments (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    authority_id uuid NOT NULL REFERENCES organisations (id),
    cohort_id uuid REFERENCES cohorts (id),
    employer_id uuid REFERENCES organisations (id),
    route text COLLATE "C" NOT NULL CHECK (route IN ('full_time', 'part_time')),
    status text COLLATE "C" NOT NULL,
    nominated_by text COLLATE "C",
    starts_on date,
    ends_on date,
    ended_on date,
    term_number bigint,
    renews_id uuid,
    recusal_declared_on date,
    decision_document_number text COLLATE "C",
    letter_number text COLLATE "C",
    credential_number text COLLATE "C",
    filed_upward_on date,
    published_on date,
    notice_opened_on date,
    notice_counted_from date,
    notice_ends_on date,
    notice_days_left bigint,
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on),
    -- Nobody holds two appointments of one authority on one day, whatever program writes here.
    CONSTRAINT appointments_no_overlap EXCLUDE USING gist (
        person_id WITH =,
        authority_id WITH =,
        daterange(starts_on, COALESCE(ended_on, ends_on + 1), '[)') WITH &&
    ) WHERE (
        superseded_at IS NULL AND starts_on IS NOT NULL AND (ended_on IS NULL OR ended_on > starts_on)
        AND status NOT IN ('nominated', 'reviewed', 'in_public_notice', 'proposed')
    )
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
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    zone_id uuid NOT NULL REFERENCES zones (id),
    appointment_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    role text COLLATE "C" NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    ended_on date,
    end_reason text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX zone_assignments_id_key ON zone_assignments (id) WHERE superseded_at IS NULL;
CREATE INDEX zone_assignments_zone_id_idx ON zone_assignments (zone_id, id) WHERE superseded_at IS NULL;
CREATE INDEX zone_assignments_appointment_id_idx ON zone_assignments (appointment_id) WHERE superseded_at IS NULL;
CREATE INDEX zone_assignments_person_id_idx ON zone_assignments (person_id, id);
CREATE INDEX zone_assignments_area_idx ON zone_assignments (area, id);

-- The schools that an assignment names; it never names others.
CREATE TABLE assignment_schools (
    assignment_id uuid NOT NULL,
    school_id uuid NOT NULL REFERENCES schools (id),
    PRIMARY KEY (assignment_id, school_id)
);
CREATE INDEX assignment_schools_school_id_idx ON assignment_schools (school_id, assignment_id);

CREATE TABLE teams (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    supervises_on date NOT NULL,
    school_ids jsonb NOT NULL,
    size bigint NOT NULL,
    wanted jsonb NOT NULL,
    seed text COLLATE "C" NOT NULL,
    candidates jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX teams_area_idx ON teams (area, id);

CREATE TABLE team_members (
    team_id uuid NOT NULL REFERENCES teams (id),
    person_id uuid NOT NULL REFERENCES people (id),
    appointment_id uuid NOT NULL,
    place bigint NOT NULL,
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person_id_idx ON team_members (person_id, team_id);
