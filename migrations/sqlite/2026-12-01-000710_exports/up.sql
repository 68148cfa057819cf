-- Exports: lists that are written to files for a client, all of them as of one instant. A file lies in sealed pieces, which are
-- thrown away when the export ends.

CREATE TABLE exports (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id),
    asked TEXT NOT NULL,
    format TEXT NOT NULL,
    status TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    total_count BIGINT,
    xact BIGINT,
    seq BIGINT,
    files TEXT NOT NULL,
    failure TEXT,
    taken_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    expires_at TEXT
);
CREATE INDEX exports_client_id_idx ON exports (client_id, id);
CREATE INDEX exports_status_idx ON exports (status, id);

CREATE TABLE export_pieces (
    export_id BLOB NOT NULL REFERENCES exports (id),
    file BIGINT NOT NULL,
    first_byte BIGINT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (export_id, file, first_byte)
);
