-- Qualification certifications, and the trainings they and the yearly hours rest on.

CREATE TABLE trainings (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    form text COLLATE "C" NOT NULL,
    mode text COLLATE "C" NOT NULL,
    content text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    held_on date NOT NULL,
    hours bigint NOT NULL CHECK (hours > 0),
    organiser text COLLATE "C",
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX trainings_area_idx ON trainings (area, id);
CREATE INDEX trainings_person_id_idx ON trainings (person_id, id);

-- Certifications keep every version: what is known now is the row that nothing superseded.
CREATE TABLE certifications (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    status text COLLATE "C" NOT NULL,
    route text COLLATE "C" NOT NULL CHECK (route IN ('ordinary', 'grandfathered')),
    evidence text COLLATE "C",
    declarations jsonb NOT NULL,
    findings jsonb NOT NULL,
    legal_basis text COLLATE "C",
    exam_on date,
    exam_attempts bigint NOT NULL,
    exam_score bigint,
    panel jsonb NOT NULL,
    notice_opened_on date,
    notice_counted_from date,
    notice_ends_on date,
    notice_days_left bigint,
    objector text COLLATE "C",
    objection_statement text COLLATE "C",
    number text COLLATE "C",
    status_list text COLLATE "C",
    status_index bigint,
    valid_from date,
    valid_until date,
    defence_heard_on date,
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
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
