-- Which client was told what about whom: a row for each answer. One person stands in a column of its own, which is looked up by;
-- several stand in one text, so that a page of five hundred people is one row. No foreign keys: a row is written while an answer
-- waits for it.

CREATE TABLE disclosures (
    id BLOB PRIMARY KEY NOT NULL,
    at TEXT NOT NULL,
    client_id BLOB NOT NULL,
    agreement_id BLOB,
    purpose TEXT,
    operation TEXT NOT NULL,
    fields TEXT,
    people BIGINT NOT NULL,
    person_id BLOB,
    person_ids TEXT
);
CREATE INDEX disclosures_person_id_idx ON disclosures (person_id, id);
CREATE INDEX disclosures_client_id_idx ON disclosures (client_id, id);
