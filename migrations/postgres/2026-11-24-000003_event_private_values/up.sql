-- Private values of facts, sealed, beside the facts: those are never changed, these are sealed again under a new key.

CREATE TABLE event_private_values (
    event_id uuid NOT NULL REFERENCES events (id),
    field text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (event_id, field)
);
