-- Addresses to which changes are sent: each is a place in the feed of its client, and what was tried of late. No change is
-- copied, and no secret is kept: secrets are derived from the register's key.

CREATE TABLE webhooks (
    id uuid PRIMARY KEY NOT NULL,
    version bigint NOT NULL,
    client_id uuid NOT NULL REFERENCES clients (id),
    url text COLLATE "C" NOT NULL,
    types jsonb NOT NULL,
    view text COLLATE "C" NOT NULL,
    area text COLLATE "C",
    description text COLLATE "C",
    status text COLLATE "C" NOT NULL,
    secret_generation bigint NOT NULL,
    xact bigint NOT NULL,
    seq bigint NOT NULL,
    attempts bigint NOT NULL,
    failing_since timestamptz,
    next_attempt_at timestamptz NOT NULL,
    leased_until timestamptz,
    test_asked_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX webhooks_client_id_idx ON webhooks (client_id, id);
CREATE INDEX webhooks_next_attempt_at_idx ON webhooks (next_attempt_at) WHERE status = 'active';

CREATE TABLE webhook_deliveries (
    id uuid PRIMARY KEY NOT NULL,
    webhook_id uuid NOT NULL REFERENCES webhooks (id),
    message_id text COLLATE "C" NOT NULL,
    attempt bigint NOT NULL,
    resource text COLLATE "C",
    record_id uuid,
    outcome text COLLATE "C" NOT NULL,
    http_status bigint,
    detail text COLLATE "C",
    milliseconds bigint NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX webhook_deliveries_webhook_id_idx ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_at_idx ON webhook_deliveries (at);
