-- Rules, letters and reports of supervision, and how they were published. Every version stays. The file itself lies elsewhere.

CREATE TABLE documents (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    number text COLLATE "C",
    issuer_ids jsonb NOT NULL,
    effective_on date,
    expires_on date,
    replaces_ids jsonb NOT NULL,
    policy_keys jsonb NOT NULL,
    subjects jsonb NOT NULL,
    digest text COLLATE "C",
    media_type text COLLATE "C",
    bytes bigint,
    location text COLLATE "C",
    openness text COLLATE "C" NOT NULL,
    public_summary text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    issued_on date,
    ends_on date,
    published_on date,
    channels jsonb,
    privacy_checked_by text COLLATE "C",
    corrections jsonb,
    publication_due_on date,
    publication_withdrawn_on date,
    correction_due_on date,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (effective_on < expires_on)
);
CREATE UNIQUE INDEX documents_id_key ON documents (id) WHERE superseded_at IS NULL;
CREATE INDEX documents_area_idx ON documents (area, id);
CREATE INDEX documents_number_idx ON documents (number, id);
CREATE INDEX documents_published_idx ON documents (id) WHERE superseded_at IS NULL AND published_on IS NOT NULL;
CREATE INDEX documents_publication_due_on_idx ON documents (publication_due_on) WHERE superseded_at IS NULL;
CREATE INDEX documents_due_idx ON documents (effective_on, id) WHERE superseded_at IS NULL AND status IN ('issued', 'in_force');

-- Which records a document is about, as it is known now: by these a document is found.
CREATE TABLE document_subjects (
    document_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    PRIMARY KEY (document_id, subject_id)
);
CREATE INDEX document_subjects_subject_id_idx ON document_subjects (subject_id);
