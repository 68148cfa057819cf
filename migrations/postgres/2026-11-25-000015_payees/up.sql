-- Payees: how a person is paid, a dated fact whose versions all stay. The account is sealed, and found by its blind index.

CREATE TABLE payees (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id),
    identity_class text COLLATE "C" NOT NULL,
    tax_class text COLLATE "C",
    payer_id uuid NOT NULL REFERENCES organisations (id),
    account bytea NOT NULL,
    account_index bytea NOT NULL,
    account_bank text COLLATE "C" NOT NULL,
    has_official_transport_allowance boolean NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    entered_by text COLLATE "C" NOT NULL,
    changed_by text COLLATE "C" NOT NULL,
    verified_on date,
    verified_by text COLLATE "C",
    verified_version bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on <= ends_on),
    CHECK ((verified_on IS NULL) = (verified_by IS NULL) AND (verified_on IS NULL) = (verified_version IS NULL)),
    -- A person is paid in one way on any day, whatever program writes here.
    CONSTRAINT payees_no_overlap EXCLUDE USING gist (
        person_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (superseded_at IS NULL)
);
CREATE UNIQUE INDEX payees_id_key ON payees (id) WHERE superseded_at IS NULL;
CREATE INDEX payees_area_idx ON payees (area, id);
CREATE INDEX payees_person_id_idx ON payees (person_id, id);
CREATE INDEX payees_payer_id_idx ON payees (payer_id, id);
CREATE INDEX payees_account_index_idx ON payees (account_index) WHERE superseded_at IS NULL;
