-- Payees: how a person is paid, a dated fact whose versions all stay. The account is sealed, and found by its blind index.

CREATE TABLE payees (
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    superseded_at TEXT,
    area TEXT NOT NULL,
    person_id BLOB NOT NULL REFERENCES people (id),
    identity_class TEXT NOT NULL,
    tax_class TEXT,
    payer_id BLOB NOT NULL REFERENCES organisations (id),
    account BLOB NOT NULL,
    account_index BLOB NOT NULL,
    account_bank TEXT NOT NULL,
    has_official_transport_allowance BOOLEAN NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    entered_by TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    verified_on DATE,
    verified_by TEXT,
    verified_version BIGINT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on <= ends_on),
    CHECK ((verified_on IS NULL) = (verified_by IS NULL) AND (verified_on IS NULL) = (verified_version IS NULL))
);
CREATE UNIQUE INDEX payees_id_key ON payees (id) WHERE superseded_at IS NULL;
CREATE INDEX payees_area_idx ON payees (area, id);
CREATE INDEX payees_person_id_idx ON payees (person_id, id);
CREATE INDEX payees_payer_id_idx ON payees (payer_id, id);
CREATE INDEX payees_account_index_idx ON payees (account_index) WHERE superseded_at IS NULL;

-- A person is paid in one way on any day, whatever program writes here.
CREATE TRIGGER payees_no_overlap_on_insert BEFORE INSERT ON payees
WHEN NEW.superseded_at IS NULL
BEGIN
    SELECT RAISE(ABORT, 'payees_no_overlap') WHERE EXISTS (
        SELECT 1 FROM payees AS other
        WHERE other.person_id = NEW.person_id AND other.id <> NEW.id AND other.superseded_at IS NULL
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
    );
END;
CREATE TRIGGER payees_no_overlap_on_update
BEFORE UPDATE OF person_id, starts_on, ends_on, superseded_at ON payees
WHEN NEW.superseded_at IS NULL
BEGIN
    SELECT RAISE(ABORT, 'payees_no_overlap') WHERE EXISTS (
        SELECT 1 FROM payees AS other
        WHERE other.person_id = NEW.person_id AND other.id <> NEW.id AND other.superseded_at IS NULL
            AND other.starts_on <= COALESCE(NEW.ends_on, '9999-12-31')
            AND NEW.starts_on <= COALESCE(other.ends_on, '9999-12-31')
    );
END;
