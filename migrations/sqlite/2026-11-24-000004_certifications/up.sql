-- Qualification certifications, and the trainings they and the yearly hours rest on.

CREATE TABLE trainings (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    form TEXT NOT NULL,
    mode TEXT NOT NULL,
    content TEXT NOT NULL,
    title TEXT NOT NULL,
    held_on DATE NOT NULL,
    hours BIGINT NOT NULL CHECK (hours > 0),
    organiser TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX trainings_area_idx ON trainings (area, id);
CREATE INDEX trainings_person_id_idx ON trainings (person_id, id);

-- Certifications keep every version: what is known now is the row that nothing superseded.
CREATE TABLE certifications (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    status TEXT NOT NULL,
    route TEXT NOT NULL CHECK (route IN ('ordinary', 'grandfathered')),
    evidence TEXT,
    declarations TEXT NOT NULL,
    findings TEXT NOT NULL,
    legal_basis TEXT,
    exam_on DATE,
    exam_attempts BIGINT NOT NULL,
    exam_score BIGINT,
    panel TEXT NOT NULL,
    notice_opened_on DATE,
    notice_counted_from DATE,
    notice_ends_on DATE,
    notice_days_left BIGINT,
    objector TEXT,
    objection_statement TEXT,
    number TEXT,
    status_list TEXT,
    status_index BIGINT,
    valid_from DATE,
    valid_until DATE,
    defence_heard_on DATE,
    steps TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE INDEX certifications_area_idx ON certifications (area, id);
CREATE INDEX certifications_status_idx ON certifications (status, id) WHERE superseded_at IS NULL;
CREATE INDEX certifications_person_id_idx ON certifications (person_id, id);
CREATE UNIQUE INDEX certifications_person_id_key ON certifications (person_id) WHERE superseded_at IS NULL AND status NOT IN ('rejected', 'expired', 'revoked', 'surrendered');
CREATE UNIQUE INDEX certifications_status_list_key ON certifications (status_list, status_index) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX certifications_id_key ON certifications (id) WHERE superseded_at IS NULL;
CREATE UNIQUE INDEX certifications_number_key ON certifications (number) WHERE superseded_at IS NULL;
CREATE INDEX certifications_notice_idx ON certifications (notice_ends_on) WHERE superseded_at IS NULL AND status = 'in_public_notice';
