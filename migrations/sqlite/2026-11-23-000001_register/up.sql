-- The register: people, their pool memberships, facts about both, and what the rules rest on.

CREATE TABLE people (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT,
    birth_date DATE,
    ethnicity TEXT,
    political_affiliation TEXT,
    document_type TEXT,
    citizen_number BLOB,
    citizen_number_index BLOB UNIQUE,
    identity_document_number BLOB,
    phone BLOB,
    phone_index BLOB,
    education TEXT,
    degree TEXT,
    professional_title TEXT,
    work_unit TEXT,
    work_unit_code TEXT,
    post TEXT,
    identity_class TEXT,
    stage TEXT,
    subject TEXT,
    years_in_education BIGINT,
    specialities TEXT NOT NULL,
    particulars TEXT NOT NULL,
    code_set_version TEXT NOT NULL,
    merged_into BLOB REFERENCES people (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
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
    person_id BLOB NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL,
    term TEXT NOT NULL,
    PRIMARY KEY (person_id, kind, term)
);
CREATE INDEX person_search_terms_term_idx ON person_search_terms (kind, term, person_id);

CREATE TABLE pool_memberships (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    pool TEXT NOT NULL CHECK (pool IN ('specialist', 'invited')),
    status TEXT NOT NULL,
    source TEXT,
    evidence TEXT,
    consent_on DATE,
    nominated_by TEXT,
    panel TEXT,
    score BIGINT,
    notice_opened_on DATE,
    notice_counted_from DATE,
    notice_ends_on DATE,
    notice_days_left BIGINT,
    objector TEXT,
    objection_statement TEXT,
    valid_from DATE,
    valid_until DATE,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX pool_memberships_area_idx ON pool_memberships (area, id);
CREATE INDEX pool_memberships_status_idx ON pool_memberships (status, id);
CREATE INDEX pool_memberships_person_id_idx ON pool_memberships (person_id, id);
CREATE UNIQUE INDEX pool_memberships_person_id_pool_key ON pool_memberships (person_id, pool) WHERE status NOT IN ('rejected', 'withdrawn', 'expired', 'removed', 'deceased');
CREATE INDEX pool_memberships_notice_idx ON pool_memberships (notice_ends_on) WHERE status = 'in_public_notice';

CREATE TABLE events (
    id BLOB PRIMARY KEY NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    name TEXT NOT NULL,
    from_status TEXT,
    to_status TEXT,
    actor_key TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    role TEXT NOT NULL,
    reason TEXT,
    document_number TEXT,
    on_behalf_of TEXT,
    occurred_on DATE NOT NULL,
    recorded_at TEXT NOT NULL,
    policy_version BIGINT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX events_subject_id_idx ON events (subject_id, id);

CREATE TABLE clients (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    area TEXT,
    purpose TEXT,
    secret_hash BLOB NOT NULL,
    revoked_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);


CREATE TABLE policy_proposals (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    document_number TEXT NOT NULL,
    reason TEXT,
    status TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);


CREATE TABLE policy_changes (
    version BIGINT PRIMARY KEY NOT NULL,
    proposal_id BLOB NOT NULL UNIQUE REFERENCES policy_proposals (id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    document_number TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);


CREATE TABLE calendars (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    year BIGINT NOT NULL UNIQUE,
    holidays TEXT NOT NULL,
    workdays TEXT NOT NULL,
    document_number TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);


CREATE TABLE area_lists (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    title TEXT NOT NULL,
    document_number TEXT,
    areas TEXT NOT NULL,
    created_at TEXT NOT NULL
);


CREATE TABLE zones (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE UNIQUE INDEX zones_area_name_key ON zones (area, name);

CREATE TABLE schools (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    zone_id BLOB NOT NULL REFERENCES zones (id),
    identifier TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    school_type TEXT NOT NULL,
    pupils BIGINT,
    credit_code TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX schools_area_idx ON schools (area, id);
CREATE INDEX schools_zone_id_idx ON schools (zone_id, id);

CREATE TABLE roster_posts (
    person_id BLOB PRIMARY KEY NOT NULL REFERENCES people (id),
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone_id BLOB REFERENCES zones (id),
    is_lead BOOLEAN NOT NULL,
    document_number TEXT,
    recorded_at TEXT NOT NULL
);


CREATE TABLE imports (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    partial BOOLEAN NOT NULL,
    document_number TEXT,
    file_name TEXT NOT NULL,
    content BLOB,
    result TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX imports_area_idx ON imports (area, id);

-- Facts are append-only (Data Security Regulations art. 12: records of provision are kept).
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
