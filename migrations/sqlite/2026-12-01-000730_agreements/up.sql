-- Who receives what of people, why, and until when. Every version stays: a row is what the register knew from updated_at until
-- superseded_at. A client's row has the terms of its confirmed agreements, so that who asks is known by one row.

CREATE TABLE agreements (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id),
    purpose TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    resources TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    document_number TEXT NOT NULL,
    status TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX agreements_id_key ON agreements (id) WHERE superseded_at IS NULL;
CREATE INDEX agreements_area_idx ON agreements (area, id);
CREATE INDEX agreements_client_id_idx ON agreements (client_id, id);

ALTER TABLE clients ADD COLUMN terms TEXT;
