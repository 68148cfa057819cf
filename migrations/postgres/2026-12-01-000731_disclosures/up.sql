-- Which client was told what about whom: a row for each answer. One person stands in a column of its own, which is looked up by;
-- several stand in one text, so that a page of five hundred people is one row. No foreign keys: a row is written while an answer
-- waits for it.

CREATE TABLE disclosures (
    id uuid PRIMARY KEY NOT NULL,
    at timestamptz NOT NULL,
    client_id uuid NOT NULL,
    agreement_id uuid,
    purpose text COLLATE "C",
    operation text COLLATE "C" NOT NULL,
    fields jsonb,
    people bigint NOT NULL,
    person_id uuid,
    person_ids text COLLATE "C"
);
CREATE INDEX disclosures_person_id_idx ON disclosures (person_id, id);
CREATE INDEX disclosures_client_id_idx ON disclosures (client_id, id);
