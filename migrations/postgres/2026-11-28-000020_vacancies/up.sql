-- Places that are to be filled, whose versions all stay, and who was ranked for them.

CREATE TABLE vacancies (
    id uuid NOT NULL,
    version bigint NOT NULL,
    superseded_at timestamptz,
    area text COLLATE "C" NOT NULL,
    authority_id uuid NOT NULL REFERENCES organisations (id),
    route text COLLATE "C" NOT NULL,
    cohort_id uuid REFERENCES cohorts (id),
    zone_id uuid REFERENCES zones (id),
    school_ids jsonb NOT NULL,
    left_appointment_id uuid,
    dismissal_id uuid,
    subject text COLLATE "C",
    stage text COLLATE "C",
    specialities jsonb NOT NULL,
    status text COLLATE "C" NOT NULL,
    ranking bigint,
    ranked_on date,
    ranked_at timestamptz,
    weights jsonb,
    considered bigint,
    ranked bigint,
    excluded jsonb,
    candidate_id uuid REFERENCES people (id),
    appointment_id uuid,
    frozen_because text COLLATE "C",
    steps jsonb NOT NULL,
    last_event_on date,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE UNIQUE INDEX vacancies_id_key ON vacancies (id) WHERE superseded_at IS NULL;
-- A place that was left has one vacancy that is neither filled nor frozen.
CREATE UNIQUE INDEX vacancies_left_appointment_id_key ON vacancies (left_appointment_id)
    WHERE superseded_at IS NULL AND status IN ('opened', 'candidates_ranked', 'selected');
-- An appointment fills one place.
CREATE UNIQUE INDEX vacancies_appointment_id_key ON vacancies (appointment_id)
    WHERE superseded_at IS NULL AND status IN ('selected', 'filled');
CREATE INDEX vacancies_area_idx ON vacancies (area, id);
CREATE INDEX vacancies_authority_id_idx ON vacancies (authority_id, id);
CREATE INDEX vacancies_candidate_id_idx ON vacancies (candidate_id) WHERE candidate_id IS NOT NULL;

CREATE TABLE vacancy_candidates (
    vacancy_id uuid NOT NULL,
    ranking bigint NOT NULL,
    place bigint NOT NULL,
    rank bigint,
    person_id uuid NOT NULL REFERENCES people (id),
    origin text COLLATE "C" NOT NULL,
    origin_fact jsonb NOT NULL,
    score bigint NOT NULL,
    parts jsonb NOT NULL,
    excluded_by jsonb NOT NULL,
    PRIMARY KEY (vacancy_id, ranking, place)
);
CREATE INDEX vacancy_candidates_person_id_idx ON vacancy_candidates (person_id);
