-- Who holds which post of the supervision committee or office. Every version stays: a row is what the register knew from
-- updated_at until superseded_at.

CREATE TABLE posts (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    area TEXT NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    unit_id BLOB REFERENCES organisations (id),
    person_id BLOB REFERENCES people (id),
    holder_name TEXT,
    holder_title TEXT,
    duties TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    document_number TEXT NOT NULL,
    status TEXT NOT NULL,
    last_event_on DATE,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    superseded_at TEXT,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX posts_id_key ON posts (id) WHERE superseded_at IS NULL;
CREATE INDEX posts_area_idx ON posts (area, id);
CREATE INDEX posts_organisation_id_idx ON posts (organisation_id, id);
CREATE INDEX posts_unit_id_idx ON posts (unit_id, id);
CREATE INDEX posts_person_id_idx ON posts (person_id, id);
CREATE TRIGGER posts_of_the_erased BEFORE INSERT ON posts
WHEN EXISTS (SELECT 1 FROM people WHERE id = NEW.person_id AND erased_at IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'person_is_erased');
END;
