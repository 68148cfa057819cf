-- Rules, letters and reports of supervision, and how they were published. Every version stays. The file itself lies elsewhere.

CREATE TABLE documents (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    number TEXT,
    issuer_ids TEXT NOT NULL,
    effective_on DATE,
    expires_on DATE,
    replaces_ids TEXT NOT NULL,
    policy_keys TEXT NOT NULL,
    subjects TEXT NOT NULL,
    digest TEXT,
    media_type TEXT,
    bytes BIGINT,
    location TEXT,
    openness TEXT NOT NULL,
    public_summary TEXT,
    status TEXT NOT NULL,
    issued_on DATE,
    ends_on DATE,
    published_on DATE,
    channels TEXT,
    privacy_checked_by TEXT,
    corrections TEXT,
    publication_due_on DATE,
    publication_withdrawn_on DATE,
    correction_due_on DATE,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
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
    document_id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    PRIMARY KEY (document_id, subject_id)
);
CREATE INDEX document_subjects_subject_id_idx ON document_subjects (subject_id);
