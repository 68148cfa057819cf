-- Answers kept for a repeat of their request, sealed, for as long as the contract says.

CREATE TABLE idempotent_requests (
    actor_key TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    part TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    answer BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (actor_key, idempotency_key, part)
);
CREATE INDEX idempotent_requests_created_at_idx ON idempotent_requests (created_at);
