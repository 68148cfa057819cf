-- Answers kept for a repeat of their request, sealed, for as long as the contract says.

CREATE TABLE idempotent_requests (
    actor_key text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    part text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    answer bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (actor_key, idempotency_key, part)
);
CREATE INDEX idempotent_requests_created_at_idx ON idempotent_requests (created_at);
