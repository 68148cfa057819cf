-- Exports: lists that are written to files for a client, all of them as of one instant. A file lies in sealed pieces, which are
-- thrown away when the export ends.

CREATE TABLE exports (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    client_id uuid NOT NULL REFERENCES clients (id),
    asked jsonb NOT NULL,
    format text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    attempt bigint NOT NULL,
    row_count bigint NOT NULL,
    total_count bigint,
    xact bigint,
    seq bigint,
    files jsonb NOT NULL,
    failure text COLLATE "C",
    taken_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    expires_at timestamptz
);
CREATE INDEX exports_client_id_idx ON exports (client_id, id);
CREATE INDEX exports_status_idx ON exports (status, id);

CREATE TABLE export_pieces (
    export_id uuid NOT NULL REFERENCES exports (id),
    file bigint NOT NULL,
    first_byte bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (export_id, file, first_byte)
);
