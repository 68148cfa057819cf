-- The register: people, their pool memberships, facts about both, and what the rules rest on.

CREATE TABLE people (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    number text COLLATE "C" NOT NULL UNIQUE,
    area text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    sex text COLLATE "C",
    birth_date date,
    ethnicity text COLLATE "C",
    political_affiliation text COLLATE "C",
    document_type text COLLATE "C",
    citizen_number bytea,
    citizen_number_index bytea UNIQUE,
    identity_document_number bytea,
    phone bytea,
    phone_index bytea,
    education text COLLATE "C",
    degree text COLLATE "C",
    professional_title text COLLATE "C",
    work_unit text COLLATE "C",
    work_unit_code text COLLATE "C",
    post text COLLATE "C",
    identity_class text COLLATE "C",
    stage text COLLATE "C",
    subject text COLLATE "C",
    years_in_education bigint,
    specialities jsonb NOT NULL,
    particulars jsonb NOT NULL,
    code_set_version text COLLATE "C" NOT NULL,
    merged_into uuid REFERENCES people (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX people_area_idx ON people (area, id);
CREATE INDEX people_subject_idx ON people (subject, id);
CREATE INDEX people_subject_stage_idx ON people (subject, stage, id);
CREATE INDEX people_stage_idx ON people (stage, id);
CREATE INDEX people_professional_title_idx ON people (professional_title, id);
CREATE INDEX people_name_idx ON people (name, id);
CREATE INDEX people_phone_index_idx ON people (phone_index);
CREATE INDEX people_merged_into_idx ON people (merged_into);

CREATE TABLE person_search_terms (
    person_id uuid NOT NULL REFERENCES people (id),
    kind text COLLATE "C" NOT NULL,
    term text COLLATE "C" NOT NULL,
    PRIMARY KEY (person_id, kind, term)
);
CREATE INDEX person_search_terms_term_idx ON person_search_terms (kind, term, person_id);

CREATE TABLE pool_memberships (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    pool text COLLATE "C" NOT NULL CHECK (pool IN ('specialist', 'invited')),
    status text COLLATE "C" NOT NULL,
    source text COLLATE "C",
    evidence text COLLATE "C",
    consent_on date,
    nominated_by text COLLATE "C",
    panel jsonb,
    score bigint,
    notice_opened_on date,
    notice_counted_from date,
    notice_ends_on date,
    notice_days_left bigint,
    objector text COLLATE "C",
    objection_statement text COLLATE "C",
    valid_from date,
    valid_until date,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX pool_memberships_area_idx ON pool_memberships (area, id);
CREATE INDEX pool_memberships_status_idx ON pool_memberships (status, id);
CREATE INDEX pool_memberships_person_id_idx ON pool_memberships (person_id, id);
CREATE UNIQUE INDEX pool_memberships_person_id_pool_key ON pool_memberships (person_id, pool) WHERE status NOT IN ('rejected', 'withdrawn', 'expired', 'removed', 'deceased');
CREATE INDEX pool_memberships_notice_idx ON pool_memberships (notice_ends_on) WHERE status = 'in_public_notice';

CREATE TABLE events (
    id uuid PRIMARY KEY NOT NULL,
    subject_kind text COLLATE "C" NOT NULL,
    subject_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    from_status text COLLATE "C",
    to_status text COLLATE "C",
    actor_key text COLLATE "C" NOT NULL,
    actor_name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    document_number text COLLATE "C",
    on_behalf_of text COLLATE "C",
    occurred_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    policy_version bigint NOT NULL,
    detail jsonb NOT NULL
);
CREATE INDEX events_subject_id_idx ON events (subject_id, id);

CREATE TABLE clients (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    area text COLLATE "C",
    purpose text COLLATE "C",
    secret_hash bytea NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);


CREATE TABLE policy_proposals (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    value jsonb NOT NULL,
    document_number text COLLATE "C" NOT NULL,
    reason text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    proposed_by text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);


CREATE TABLE policy_changes (
    version bigint PRIMARY KEY NOT NULL,
    proposal_id uuid NOT NULL UNIQUE REFERENCES policy_proposals (id),
    key text COLLATE "C" NOT NULL,
    value jsonb NOT NULL,
    document_number text COLLATE "C" NOT NULL,
    recorded_at timestamptz NOT NULL
);


CREATE TABLE calendars (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    year bigint NOT NULL UNIQUE,
    holidays jsonb NOT NULL,
    workdays jsonb NOT NULL,
    document_number text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);


CREATE TABLE area_lists (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    title text COLLATE "C" NOT NULL,
    document_number text COLLATE "C",
    areas jsonb NOT NULL,
    created_at timestamptz NOT NULL
);


CREATE TABLE zones (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX zones_area_name_key ON zones (area, name);

CREATE TABLE schools (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    zone_id uuid NOT NULL REFERENCES zones (id),
    identifier text COLLATE "C" NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    school_type text COLLATE "C" NOT NULL,
    pupils bigint,
    credit_code text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX schools_area_idx ON schools (area, id);
CREATE INDEX schools_zone_id_idx ON schools (zone_id, id);

CREATE TABLE roster_posts (
    person_id uuid PRIMARY KEY NOT NULL REFERENCES people (id),
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    zone_id uuid REFERENCES zones (id),
    is_lead boolean NOT NULL,
    document_number text COLLATE "C",
    recorded_at timestamptz NOT NULL
);


CREATE TABLE imports (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    partial boolean NOT NULL,
    document_number text COLLATE "C",
    file_name text COLLATE "C" NOT NULL,
    content bytea,
    result jsonb NOT NULL,
    created_by text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX imports_area_idx ON imports (area, id);

-- Facts are append-only (Data Security Regulations art. 12: records of provision are kept).
CREATE FUNCTION refuse_change_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only';
END;
$$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events();
