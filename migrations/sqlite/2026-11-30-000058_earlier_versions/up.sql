-- Versions that a change replaced, of records to which rows of other tables refer: what the register knew from updated_at until
-- superseded_at. Whatever program changes the record, a trigger keeps what it was.

CREATE TABLE earlier_zones (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    office_phone TEXT,
    matters TEXT NOT NULL,
    closed_on DATE,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX earlier_zones_area_idx ON earlier_zones (area, id);
CREATE TRIGGER zones_keep_earlier_version AFTER UPDATE ON zones WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO earlier_zones (id, version, area, name, created_at, updated_at, office_phone, matters, closed_on, superseded_at)
    VALUES (OLD.id, OLD.version, OLD.area, OLD.name, OLD.created_at, OLD.updated_at, OLD.office_phone, OLD.matters, OLD.closed_on, NEW.updated_at);
END;

CREATE TABLE earlier_schools (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    zone_id BLOB NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    school_type TEXT NOT NULL,
    pupils BIGINT,
    credit_code TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX earlier_schools_area_idx ON earlier_schools (area, id);
CREATE TRIGGER schools_keep_earlier_version AFTER UPDATE ON schools WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO earlier_schools (id, version, area, zone_id, identifier, name, school_type, pupils, credit_code, created_at, updated_at, superseded_at)
    VALUES (OLD.id, OLD.version, OLD.area, OLD.zone_id, OLD.identifier, OLD.name, OLD.school_type, OLD.pupils, OLD.credit_code, OLD.created_at, OLD.updated_at, NEW.updated_at);
END;

CREATE TABLE earlier_organisations (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    name TEXT NOT NULL,
    functions TEXT NOT NULL,
    level TEXT,
    credit_code TEXT,
    higher_authority_id BLOB,
    establishment_posts BIGINT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX earlier_organisations_area_idx ON earlier_organisations (area, id);
CREATE TRIGGER organisations_keep_earlier_version AFTER UPDATE ON organisations WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO earlier_organisations (id, version, area, name, functions, level, credit_code, higher_authority_id, establishment_posts, created_at, updated_at, superseded_at)
    VALUES (OLD.id, OLD.version, OLD.area, OLD.name, OLD.functions, OLD.level, OLD.credit_code, OLD.higher_authority_id, OLD.establishment_posts, OLD.created_at, OLD.updated_at, NEW.updated_at);
END;

CREATE TABLE earlier_cohorts (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    authority_id BLOB NOT NULL,
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    document_number TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX earlier_cohorts_area_idx ON earlier_cohorts (area, id);
CREATE TRIGGER cohorts_keep_earlier_version AFTER UPDATE ON cohorts WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO earlier_cohorts (id, version, area, authority_id, ordinal, name, starts_on, ends_on, document_number, created_at, updated_at, superseded_at)
    VALUES (OLD.id, OLD.version, OLD.area, OLD.authority_id, OLD.ordinal, OLD.name, OLD.starts_on, OLD.ends_on, OLD.document_number, OLD.created_at, OLD.updated_at, NEW.updated_at);
END;

CREATE TABLE earlier_policy_proposals (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    document_number TEXT NOT NULL,
    reason TEXT,
    status TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE TRIGGER policy_proposals_keep_earlier_version AFTER UPDATE ON policy_proposals WHEN NEW.version > OLD.version
BEGIN
    INSERT INTO earlier_policy_proposals (id, version, key, value, document_number, reason, status, proposed_by, created_at, updated_at, superseded_at)
    VALUES (OLD.id, OLD.version, OLD.key, OLD.value, OLD.document_number, OLD.reason, OLD.status, OLD.proposed_by, OLD.created_at, OLD.updated_at, NEW.updated_at);
END;
