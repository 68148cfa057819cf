-- Addresses to which changes are sent: each is a place in the feed of its client, and what was tried of late. No change is
-- copied, and no secret is kept: secrets are derived from the register's key.

CREATE TABLE webhooks (
    id BLOB PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    client_id BLOB NOT NULL REFERENCES clients (id),
    url TEXT NOT NULL,
    types TEXT NOT NULL,
    view TEXT NOT NULL,
    area TEXT,
    description TEXT,
    status TEXT NOT NULL,
    secret_generation BIGINT NOT NULL,
    xact BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    failing_since TEXT,
    next_attempt_at TEXT NOT NULL,
    leased_until TEXT,
    test_asked_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
);
CREATE INDEX webhooks_client_id_idx ON webhooks (client_id, id);
CREATE INDEX webhooks_next_attempt_at_idx ON webhooks (next_attempt_at) WHERE status = 'active';

CREATE TABLE webhook_deliveries (
    id BLOB PRIMARY KEY NOT NULL,
    webhook_id BLOB NOT NULL REFERENCES webhooks (id),
    message_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    resource TEXT,
    record_id BLOB,
    outcome TEXT NOT NULL,
    http_status BIGINT,
    detail TEXT,
    milliseconds BIGINT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX webhook_deliveries_webhook_id_idx ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_at_idx ON webhook_deliveries (at);
