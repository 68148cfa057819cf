-- Queues of changes, each emptied by the client that made it: a place in the feed, and the changes before it that were not
-- acknowledged. No change is copied.

CREATE TABLE queues (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    client_id uuid NOT NULL REFERENCES clients (id),
    types jsonb NOT NULL,
    view text COLLATE "C" NOT NULL,
    area text COLLATE "C",
    description text COLLATE "C",
    xact bigint NOT NULL,
    seq bigint NOT NULL,
    pending jsonb NOT NULL,
    ended_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX queues_client_id_idx ON queues (client_id, id);
