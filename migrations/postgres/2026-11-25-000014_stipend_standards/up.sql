-- Stipend standards of areas, whose versions all stay.

CREATE TABLE stipend_standards (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    amounts jsonb NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    yearly_cap_fen bigint,
    status text COLLATE "C" NOT NULL,
    submitted_on date,
    decision_document_number text COLLATE "C",
    finance_consent_number text COLLATE "C",
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version),
    CHECK (ends_on IS NULL OR starts_on <= ends_on),
    -- Two standards of one area never hold on one day, whatever program writes here; but one in effect without an end is
    -- ended by the approved one that begins after it, and what is approved is compared with everything else.
    CONSTRAINT stipend_standards_no_overlap EXCLUDE USING gist (
        area WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (superseded_at IS NULL AND status IN ('effective', 'superseded')),
    CONSTRAINT stipend_standards_no_overlap_ahead EXCLUDE USING gist (
        area WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (superseded_at IS NULL AND (status IN ('approved', 'superseded') OR status = 'effective' AND ends_on IS NOT NULL)),
    -- An approved one begins after the one in effect that it ends: of the latter, the first day alone is compared.
    CONSTRAINT stipend_standards_no_overlap_begun EXCLUDE USING gist (
        area WITH =,
        (CASE WHEN status = 'effective' THEN daterange(starts_on, starts_on, '[]') ELSE daterange(starts_on, ends_on, '[]') END) WITH &&
    ) WHERE (superseded_at IS NULL AND status IN ('approved', 'effective'))
);
CREATE UNIQUE INDEX stipend_standards_id_key ON stipend_standards (id) WHERE superseded_at IS NULL;
CREATE INDEX stipend_standards_area_idx ON stipend_standards (area, id);
CREATE INDEX stipend_standards_due_idx ON stipend_standards (starts_on, id) WHERE superseded_at IS NULL AND status = 'approved';
