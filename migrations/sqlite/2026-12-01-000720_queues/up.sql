-- Queues of changes, each emptied by the client that made it: a place in the feed, and the changes before it that were not
-- acknowledged. No change is copied.

CREATE TABLE queues (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id),
    types TEXT NOT NULL,
    view TEXT NOT NULL,
    area TEXT,
    description TEXT,
    xact BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    pending TEXT NOT NULL,
    ended_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX queues_client_id_idx ON queues (client_id, id);
