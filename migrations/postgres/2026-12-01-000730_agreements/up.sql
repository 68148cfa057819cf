-- Who receives what of people, why, and until when. Every version stays: a row is what the register knew from updated_at until
-- superseded_at. A client's row has the terms of its confirmed agreements, so that who asks is known by one row.

CREATE TABLE agreements (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    client_id uuid NOT NULL REFERENCES clients (id),
    purpose text COLLATE "C" NOT NULL,
    legal_basis text COLLATE "C" NOT NULL,
    resources jsonb NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    document_number text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX agreements_id_key ON agreements (id) WHERE superseded_at IS NULL;
CREATE INDEX agreements_area_idx ON agreements (area, id);
CREATE INDEX agreements_client_id_idx ON agreements (client_id, id);

ALTER TABLE clients ADD COLUMN terms jsonb;
