-- Who holds which post of the supervision committee or office. Every version stays: a row is what the register knew from
-- updated_at until superseded_at.

CREATE TABLE posts (
    id uuid NOT NULL,
    version bigint NOT NULL,
    area text COLLATE "C" NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    kind text COLLATE "C" NOT NULL,
    unit_id uuid REFERENCES organisations (id),
    person_id uuid REFERENCES people (id),
    holder_name text COLLATE "C",
    holder_title text COLLATE "C",
    duties jsonb NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    document_number text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    superseded_at timestamptz,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX posts_id_key ON posts (id) WHERE superseded_at IS NULL;
CREATE INDEX posts_area_idx ON posts (area, id);
CREATE INDEX posts_organisation_id_idx ON posts (organisation_id, id);
CREATE INDEX posts_unit_id_idx ON posts (unit_id, id);
CREATE INDEX posts_person_id_idx ON posts (person_id, id);
CREATE TRIGGER posts_of_the_erased BEFORE INSERT ON posts
    FOR EACH ROW EXECUTE FUNCTION refuse_records_of_the_erased();
